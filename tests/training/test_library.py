"""Programmes are read strictly, and become workouts with a dose and a place."""

import time
from contextlib import suppress
from importlib import resources
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.training.dose import Speeds, dose_of
from backstride.training.library import doses_of, programme, programmes, read_programme, workout_of
from backstride.training.programme import Goal, NeedKind, Programme
from backstride.training.workout import LONGEST_NAME, Intensity, Place

SMALL = '''
schema = 1
key = "small"
name = "Small"
summary = "Walk a little."
goal = "learn"
who = "Anyone."
evidence = "claimed"
evidence_words = "Practice."
sources = ["wang-guardian2006"]
contraindications = ["Not while dizzy."]
surfaces = "Short grass."

[caps]
sessions_per_week = [2, 3]

[blocks]
warm_up = """
Warm-up
- 5min forward walk @RPE 2 ({check})
Main"""

[[phase]]
key = "learn"
name = "Learn"
purpose = "Learn it."
weeks = [2, 4]
backward_min = [9, 21]

[[phase.session]]
key = "minutes"
name = "One-minute walks"
kind = "easy"
purpose = "Short pieces."
text = """
{warm_up}
- {n}x 1min backward walk @50% forward speed ({mind}), 1min forward walk recovery
"""
n = [2, 7]
per_week = [2, 3]
places = ["track", "treadmill"]
sources = ["wang-guardian2006"]
belief = "claimed"

[[phase]]
key = "jog"
name = "Jog"
purpose = "Jog a little."
weeks = [2, 4]
backward_min = [12, 40]

[phase.gate]
key = "jog"
words = "Two good days."
needs = [{ kind = "good days", value = 2 }, { kind = "clinician allows", text = "run" }]
sources = ["acl-jog-ladder"]

[[phase.session]]
key = "jogs"
name = "Jogs"
kind = "easy"
purpose = "Short jogs."
text = """
{warm_up}
- {n}x 30s backward run @RPE 4 ({mind}), 1min forward walk recovery
"""
n = [2, 8]
per_week = [2, 3]
places = ["track"]
sources = ["wang-guardian2006"]
belief = "claimed"
'''


def with_(*changes: tuple[str, str]) -> str:
    """The small programme with some text replaced; each stands in it."""
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def refusal(text: str) -> str:
    """What the reader says of a text that it refuses."""
    with pytest.raises(InvalidValue) as caught:
        read_programme(text, name="mine.toml")
    trouble = caught.value
    for sentence in (trouble.found, trouble.allowed, trouble.remedy):
        assert sentence.strip()
        assert sentence.endswith(".")
        assert ".." not in sentence
    assert trouble.found.startswith("mine.toml")
    return str(trouble)


def test_a_small_programme_is_read() -> None:
    """A new programme is a new file: what it says is what is planned with."""
    found = read_programme(SMALL, name="small.toml")
    assert (found.key, found.goal, found.weeks) == ("small", Goal.LEARN, (4, 8))
    assert found.caps.sessions_per_week == (2, 3)
    assert found.caps.weekly_growth == 0.10
    learn, jog = found.phases
    assert learn.gate is None
    assert jog.gate is not None
    assert [(need.kind, need.value, need.text) for need in jog.gate.needs] == [
        (NeedKind.GOOD_DAYS, 2.0, ""),
        (NeedKind.CLINICIAN_ALLOWS, 0.0, "run"),
    ]
    assert learn.sessions[0].text.startswith("Warm-up\n- 5min forward walk")


def test_reading_twice_gives_the_same() -> None:
    """A programme is a value: nothing of it depends on what was read before."""
    assert read_programme(SMALL, name="a") == read_programme(SMALL, name="b")
    assert programmes() is programmes()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # Keys and types.
        ("schema = 1", "schema = 2", "It is of schema 2"),
        ('key = "small"\n', "", "The key 'key' is missing"),
        ('who = "Anyone."', 'whom = "Anyone."', "The key 'whom' is not known"),
        ('who = "Anyone."', "who = 3", "'who': There is a number"),
        ('who = "Anyone."', "who = 1979-05-27", "There is a date or time"),
        ('who = "Anyone."', 'who = " "', "does not fit"),
        ('who = "Anyone."', 'who = "One\\ntwo"', "on one line"),
        ('key = "small"', 'key = "Small One"', "The key 'Small One' was given"),
        ('goal = "learn"', 'goal = "lern"', "Write 'learn' if you mean that"),
        ('evidence = "claimed"', 'evidence = "proven"', "It is one of measured, derived, claimed"),
        ('sources = ["wang-guardian2006"]', "sources = []", "The list is empty"),
        ('sources = ["wang-guardian2006"]', 'sources = ["wang-guardian"]', "near it are wang-guardian2006"),
        ('sources = ["wang-guardian2006"]', 'sources = "wang-guardian2006"', "A list is needed"),
        ("[caps]\nsessions_per_week = [2, 3]", "caps = 3", "A table is needed"),
        ("sessions_per_week = [2, 3]", "sessions_per_week = [3, 2]", "the lower one first"),
        ("sessions_per_week = [2, 3]", "sessions_per_week = [2, 3.5]", "Whole numbers are needed"),
        ("sessions_per_week = [2, 3]", "sessions_per_week = [2, 8]", "It lies between 1 and 7"),
        ("sessions_per_week = [2, 3]", "sessions_per_week = 3", "A list is needed"),
        ("[blocks]", "weekly_growth = 0.5\n[blocks]", "between 0 and 0.1"),
        ("[blocks]", "weekly_growth = nan\n[blocks]", "There is nan"),
        ("[blocks]", "weekly_growth = true\n[blocks]", "true or false"),
        ("weeks = [2, 4]", "weeks = [0, 4]", "It lies between 1 and 52"),
        ("weeks = [2, 4]", 'weeks = ["2", "4"]', "A number is needed"),
        ('places = ["track", "treadmill"]', 'places = ["track", "pavement"]', "It is one of track, gym"),
        ('places = ["track", "treadmill"]', 'places = ["track", "track"]', "stands there twice"),
        ('{ kind = "good days", value = 2 }', '{ kind = "good days" }', "The need 'good days' lacks it"),
        ("value = 2 }", "value = 200 }", "It lies between 1 and 14"),
        ("value = 2 }", 'value = 2, text = "run" }', "has one"),
        ('text = "run" }', 'text = "fly" }', "It is one of walk, run, everything"),
        # Workouts.
        ("{warm_up}\n- {n}x 1min", "{warmup}\n- {n}x 1min", "{warmup} stands for nothing"),
        ("[blocks]", '[blocks]\nidle = "Main"', "The block 'idle' is never used"),
        ("[blocks]", '[blocks]\nmind = "look"', "A block cannot have this name"),
        ("1min backward walk", "1min backward hop", "With 2 for {n}"),
        ("{n}x 1min backward", "5x 1min backward", "changes and stands nowhere"),
        ("n = [2, 7]", "n = [2, 2]", "never changes"),
        ("n = [2, 7]", "n = [0, 7]", "It lies between 1 and 99"),
        # What does not go together.
        ('key = "jog"\nname', 'key = "learn"\nname', "Two are the phase 'learn'"),
        ('goal = "learn"', 'goal = "race"', "The goal race goes with a race distance"),
        ('goal = "learn"', 'goal = "rehabilitation"', "it names not injuries"),
        ('goal = "learn"', 'goal = "learn"\nsport = "tennis"', "it names a sport"),
        ('goal = "learn"', 'goal = "learn"\ninjuries = ["hip-strain"]', "it names injuries"),
        ('name = "Jogs"', 'name = "Jogs after the injury"', "Its name says 'injur'"),
        ('belief = "claimed"', 'belief = "measured"', "The best of them is claimed"),
        ('places = ["track", "treadmill"]', 'places = ["elliptical"]', "one goes elliptical"),
        ('places = ["track"]', 'places = ["track", "treadmill"]\nhas_turns = true', "done on the ground"),
        ("1min backward walk @50% forward speed", "1min backward run", "starts with easy walking"),
        ('kind = "easy"', 'kind = "hard"', "starts with easy walking"),
        ("backward_min = [12, 40]", "backward_min = [12, 40]\nis_taper = true", "a taper without a race"),
        ('kind = "easy"\npurpose = "Short jogs."', 'kind = "race"\npurpose = "Short jogs."', "race sessions"),
        ('"good days", value = 2', '"weeks since injury", value = 2', "the programme is for none"),
        ('"good days", value = 2', '"sessions done", value = 20', "It asks for 20 sessions"),
        # What nobody could follow.
        ("n = [2, 7]\nper_week = [2, 3]", "n = [2, 7]\nper_week = [4, 5]", "make 4 to 5 a week"),
        ("n = [2, 7]\nper_week = [2, 3]", "n = [2, 7]\nper_week = [0, 1]", "make 0 to 1 a week"),
        ("sessions_per_week = [2, 3]", "sessions_per_week = [2, 3]\nrest_days = 5", "more than a week"),
        ("backward_min = [9, 21]", "backward_min = [3, 21]", "the caps allow 3.0"),
        ("backward_min = [12, 40]", "backward_min = [1, 1.5]", "the caps allow 1.0"),
        ("30s backward run", "3min backward run", "minutes running backward"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_stands(old: str, new: str, said: str) -> None:
    """One clear refusal each: the file, the place, what was found, what is allowed, what to do."""
    assert said in refusal(with_((old, new)))


GATE = """
[phase.gate]
key = "jog"
words = "Ready."
needs = [{ kind = "KIND" }]
sources = ["acl-jog-ladder"]
"""


def test_a_gate_of_the_first_phase_asks_nothing_of_a_phase_before_it() -> None:
    """There is none: such a gate would never open."""
    gate = GATE.replace('"KIND"', '"sessions done", value = 2').replace('"jog"', '"in"')
    text = with_(("backward_min = [9, 21]\n", f"backward_min = [9, 21]\n{gate}"))
    assert "of the phase before, and there is none" in refusal(text)


def test_two_gates_have_two_keys() -> None:
    """Gates are opened by their keys: a key opens one."""
    gate = GATE.replace("KIND", "no swelling")
    text = with_(("backward_min = [9, 21]\n", f"backward_min = [9, 21]\n{gate}"))
    assert "Two are the gate 'jog'" in refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "schema",
        "schema = 1",
        "{" * 5000,
        "a = " + "[" * 100_000,
        "schema = " + "9" * 5000,
        "x" * 10_000_000,
        "phase = 1\n" * 3,
        SMALL + SMALL,
    ],
    ids=["empty", "nul", "word", "one key", "braces", "deep", "long number", "huge", "double", "twice"],
)
def test_rubbish_is_refused_quickly(text: str) -> None:
    """A file that is no programme is refused in words, whatever it is."""
    started = time.perf_counter()
    refusal(text)
    assert time.perf_counter() - started < 2.0


LINES = [number for number, line in enumerate(SMALL.splitlines()) if line.strip()]
RUBBISH = [
    "",
    "0",
    "-1",
    "[]",
    "[1]",
    "[9, 1]",
    '""',
    '"é{n}"',
    "{}",
    "[[1]]",
    "nan",
    "inf",
    "true",
    "1e400",
    "[2, 1e9]",
]


@settings(max_examples=150, deadline=None)
@given(number=st.sampled_from(LINES), value=st.sampled_from(RUBBISH), drop=st.booleans())
def test_a_spoilt_line_is_refused_or_read_but_never_a_crash(number: int, value: str, *, drop: bool) -> None:
    """Whatever stands in one line of a file: it is a programme that can be followed, or a clear refusal."""
    lines = SMALL.splitlines()
    key = lines[number].split("=")[0]
    lines[number : number + 1] = [] if drop else [f"{key}= {value}"]
    with suppress(InvalidValue):
        found = read_programme("\n".join(lines), name="mine.toml")
        assert all(doses_of(session, Speeds()) for phase in found.phases for session in phase.sessions)


def test_every_packaged_file_is_read_from_its_text_alone() -> None:
    """Nothing but the folder's files makes the library: a new file would be a new programme."""
    folder = resources.files("backstride.training").joinpath("programmes")
    for key, known in programmes().items():
        text = folder.joinpath(f"{key}.toml").read_text(encoding="utf-8")
        assert read_programme(text, name=f"{key}.toml") == known


def test_an_unknown_programme_is_refused_with_those_near_it() -> None:
    """Who mistypes a key is told the right one."""
    with pytest.raises(InvalidValue, match=r"No programme is called 'backward-mil'\. Near it: backward-mile"):
        programme("backward-mil")
    with pytest.raises(InvalidValue, match="There are backward-100m, "):
        programme("§")
    assert programme("first-steps").key == "first-steps"


@pytest.fixture
def small() -> Programme:
    """The small programme."""
    return read_programme(SMALL, name="small.toml")


def test_a_workout_is_named_for_what_it_asks(small: Programme) -> None:
    """The watch and the calendar show what is done, and how much of it backward."""
    workout = workout_of(small.phases[0].sessions[0], 6, programme=small, place=Place.TRACK)
    assert workout.name == "One-minute walks, 6 min backward"
    assert workout.notes == small.surfaces
    assert workout.place is Place.TRACK
    assert len(workout.name) <= LONGEST_NAME


def test_drills_of_the_warm_up_are_not_in_the_name() -> None:
    """Two hundreds are named for the two hundreds, and the dose counts the drills."""
    mile = programme("backward-mile")
    (session,) = [each for each in mile.phases[2].sessions if each.key == "200s"]
    workout = workout_of(session, 5, programme=mile, place=None)
    assert workout.name == "Backward 200s, 1000 m backward"
    assert dose_of(workout, Speeds()).backward_m > 1000.0


def test_what_to_mind_depends_on_the_place(small: Programme) -> None:
    """On a belt one holds the rails; in the open one looks over a shoulder; unsaid, both are told."""
    session = small.phases[0].sessions[0]

    def cue(place: Place | None) -> str:
        workout = workout_of(session, 2, programme=small, place=place)
        return next(" ".join(step.cues) for step in workout.performed if step.travel is Travel.BACKWARD)

    assert "shoulder" in cue(Place.TRACK)
    assert "rails" not in cue(Place.TRACK)
    assert "rails" in cue(Place.TREADMILL)
    assert "shoulder" not in cue(Place.TREADMILL)
    assert "shoulder" in cue(None)
    assert "rails" in cue(None)


@pytest.mark.parametrize(
    ("n", "place", "said"),
    [
        (8, None, "It takes 2 to 7"),
        (1, Place.TRACK, "It takes 2 to 7"),
        (2, Place.ROAD, "It is done at: track, treadmill"),
    ],
)
def test_a_dose_or_a_place_that_a_session_does_not_have_is_refused(
    n: int, place: Place | None, said: str, small: Programme
) -> None:
    """A plan cannot ask a session for more than it was written for."""
    with pytest.raises(InvalidValue, match=said):
        workout_of(small.phases[0].sessions[0], n, programme=small, place=place)


def test_doses_are_those_of_the_workouts(small: Programme) -> None:
    """One dose for each number, each what the workout itself comes to, at the athlete's own speeds."""
    session = programme("backward-mile").phases[2].sessions[0]
    slow = Speeds(m_s={(Travel.BACKWARD, Gait.RUN): 1.2})
    for speeds in (Speeds(), slow):
        doses = doses_of(session, speeds)
        assert len(doses) == session.n[1] - session.n[0] + 1
        for number, dose in enumerate(doses, start=session.n[0]):
            assert dose == dose_of(workout_of(session, number, programme=small, place=None), speeds)
        assert all(earlier.minutes < later.minutes for earlier, later in pairwise(doses))
    assert doses_of(session, slow)[0].backward_min > doses_of(session, Speeds())[0].backward_min


def test_doses_are_known_at_once_the_second_time() -> None:
    """Planning asks thousands of times: a thousand answers take a fraction of a second."""
    every = [each for found in programmes().values() for phase in found.phases for each in phase.sessions]
    speeds = Speeds(m_s={(Travel.BACKWARD, Gait.WALK): 0.9})
    for session in every:
        doses_of(session, speeds)
    started = time.perf_counter()
    for _ in range(10):
        for session in every:
            doses_of(session, speeds)
    assert time.perf_counter() - started < 0.5


def test_on_a_treadmill_one_stands_between_backward_steps() -> None:
    """Nobody is asked to turn on a moving belt; the time and the backward minutes stay as they are."""
    first = programme("first-steps")
    session = first.phases[0].sessions[0]
    belt = workout_of(session, 3, programme=first, place=Place.TREADMILL)
    track = workout_of(session, 3, programme=first, place=Place.TRACK)
    middle = [step for step in belt.performed if step.intensity in {Intensity.ACTIVE, Intensity.REST}]
    assert [step.travel for step in middle] == 3 * [Travel.BACKWARD, Travel.UNKNOWN]
    assert dose_of(belt, Speeds()).minutes == dose_of(track, Speeds()).minutes
    assert doses_of(session, Speeds(), Place.TREADMILL)[1] == dose_of(belt, Speeds())
