"""What every packaged programme keeps, whoever wrote it."""

import json
import re
import tomllib
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

import jsonschema
import pytest

from backstride.bout import Gait, Travel
from backstride.sources import Belief, bibliography
from backstride.training import programme_file
from backstride.training.clearance import InjuryKind
from backstride.training.dose import USUAL_SPEEDS_M_S, Speeds, dose_of, step_rpe
from backstride.training.library import doses_of, programmes, workout_of
from backstride.training.programme import Goal, NeedKind, Phase, Programme, SessionKind, SessionTemplate
from backstride.training.programme_check import least_week
from backstride.training.workout import Place, TargetKind, Workout
from backstride.training.workout_text import parse_workout, workout_text

SHARES = (0.75, 1.0, 1.35)
"""Of the usual speeds: a slow athlete, the usual one, a fast one."""
PROMISES = re.compile(r"\b(protects?|prevents?|cures?|guarante\w*|injury risk)\b", re.IGNORECASE)
HEALTH = re.compile(r"knee|injur|surg|rehab|fracture|achilles|hamstring|groin|splint|pain\b", re.IGNORECASE)

Session = tuple[Programme, Phase, SessionTemplate]


@cache
def sessions() -> tuple[Session, ...]:
    """Every session of every programme."""
    return tuple(
        (programme, phase, session)
        for programme in programmes().values()
        for phase in programme.phases
        for session in phase.sessions
    )


@cache
def workouts() -> tuple[tuple[Session, Workout], ...]:
    """Every session as a workout, the shortest and the longest, at each of its places."""
    return tuple(
        (found, workout_of(found[2], n, programme=found[0], place=place))
        for found in sessions()
        for n in sorted(set(found[2].n))
        for place in sorted(found[2].places)
    )


def at(share: float) -> Speeds:
    """The usual speeds, slower or faster."""
    return Speeds(m_s={way: share * speed for way, speed in USUAL_SPEEDS_M_S.items()})


def named(found: Session) -> str:
    """Where a session stands."""
    return " / ".join(each.key for each in found)


def test_every_goal_sport_injury_and_distance_has_its_programme() -> None:
    """What the method asks for is there: eight injuries, six sports, six distances, the winter."""
    found = programmes().values()
    assert {programme.goal for programme in found} == set(Goal)
    assert set().union(*(programme.injuries for programme in found)) == set(InjuryKind)
    assert {programme.sport for programme in found} - {None} == {
        "soccer", "basketball", "rugby", "tennis", "lacrosse", "football",
    }  # fmt: skip
    distances = {each.race_distance_m for each in found if each.race_distance_m is not None}
    assert distances == {100.0, 400.0, 1609.344, 5000.0, 10000.0, 21097.5}
    assert {Place.TREADMILL} in [programme.places for programme in found]
    assert {Place.ELLIPTICAL} in [programme.places for programme in found]


def test_a_file_is_named_for_the_programme_in_it() -> None:
    """Who looks for a programme's file finds it by its key."""
    folder = resources.files("backstride.training").joinpath("programmes")
    assert {each.name for each in folder.iterdir() if each.name.endswith(".toml")} == {
        f"{key}.toml" for key in programmes()
    }


def test_every_file_fits_the_schema() -> None:
    """An editor that knows the schema accepts what comes with the program."""
    room = resources.files("backstride.training")
    schema: dict[str, Any] = json.loads(room.joinpath("programme_schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator(schema)
    for key in programmes():
        text = room.joinpath("programmes", f"{key}.toml").read_text(encoding="utf-8")
        assert [fault.message for fault in checker.iter_errors(tomllib.loads(text))] == [], key


def test_the_schema_knows_the_keys_that_the_reader_knows() -> None:
    """A key that is added to the one is added to the other."""
    room = resources.files("backstride.training")
    schema: dict[str, Any] = json.loads(room.joinpath("programme_schema.json").read_text(encoding="utf-8"))
    inner = schema["$defs"]
    for table, needed, more in (
        (schema, programme_file.PROGRAMME_KEYS, programme_file.PROGRAMME_MORE),
        (schema["properties"]["caps"], programme_file.CAPS_KEYS, programme_file.CAPS_MORE),
        (inner["phase"], programme_file.PHASE_KEYS, programme_file.PHASE_MORE),
        (inner["session"], programme_file.SESSION_KEYS, programme_file.SESSION_MORE),
        (inner["gate"], programme_file.GATE_KEYS, ()),
    ):
        assert set(table["properties"]) == {*needed, *more}
        assert set(table["required"]) == set(needed)
    assert inner["need"]["properties"]["kind"]["enum"] == [kind.value for kind in NeedKind]
    assert schema["properties"]["goal"]["enum"] == [goal.value for goal in Goal]
    assert schema["properties"]["injuries"]["items"]["enum"] == [kind.value for kind in InjuryKind]
    assert set(inner["session"]["properties"]["places"]["items"]["enum"]) == set(Place)


@pytest.mark.parametrize("share", SHARES)
def test_every_phase_can_be_reached_by_slow_and_fast_athletes(share: float) -> None:
    """The lightest week of each phase is within what a week may have that followed the one before."""
    for programme in programmes().values():
        caps, run_before = programme.caps, 0.0
        for number, phase in enumerate(programme.phases):
            least = least_week(phase, caps, at(share))
            assert least.backward_min <= phase.backward_min[0], (programme.key, phase.key)
            if number == 0:
                assert least.backward_run_min == 0.0
            else:
                before = programme.phases[number - 1].backward_min[1]
                grown = max(before * (1.0 + caps.weekly_growth), before + caps.growth_floor_min)
                assert least.backward_min <= grown, (programme.key, phase.key)
            # Running starts with no more than the floor; by then the athlete has run none backward.
            if run_before == 0.0:
                assert least.backward_run_min <= caps.growth_floor_min, (programme.key, phase.key)
            run_before = max(run_before, least.backward_run_min)


def test_a_race_week_is_within_the_taper() -> None:
    """The race counts in its week: what was built before must be so much that the race is a part of it."""
    races = [each for each in programmes().values() if each.goal is Goal.RACE]
    assert len(races) == 6
    for programme in races:
        last = programme.phases[-1]
        built = max(phase.backward_min[1] for phase in programme.phases[:-1])
        least = least_week(last, programme.caps, Speeds()).backward_min
        assert least <= min(programme.caps.taper_share * built, last.backward_min[1]), programme.key
        (race,) = [each for each in last.sessions if each.kind is SessionKind.RACE]
        workout = workout_of(race, race.n[0], programme=programme, place=None)
        assert programme.race_distance_m in [step.length.value for step in workout.performed]


def test_every_programme_starts_with_easy_walking_at_half_the_forward_speed() -> None:
    """Newcomers start slower than they think, whatever the programme is for."""
    for programme in programmes().values():
        speeds = []
        for session in programme.phases[0].sessions:
            workout = workout_of(session, session.n[0], programme=programme, place=None)
            backward = [step for step in workout.performed if step.travel is Travel.BACKWARD]
            assert backward, session.key
            assert not session.kind.is_hard
            assert {step.gait for step in backward} <= {Gait.WALK, Gait.ELLIPTICAL}
            assert dose_of(workout, Speeds()).hardest_rpe <= 4.0
            speeds += [step.target.low for step in backward if step.target.kind is TargetKind.FORWARD_SPEED]
        assert min(speeds, default=0.5) == 0.5, programme.key
        if programme.key != "elliptical":
            assert speeds, programme.key


def test_a_beginners_first_sessions_take_half_an_hour_at_most() -> None:
    """The least dose of every session of a first phase fits into twenty minutes, most into thirty."""
    for programme in programmes().values():
        for session in programme.phases[0].sessions:
            doses = doses_of(session, Speeds())
            assert doses[0].minutes <= 20.0, session.key
            assert doses[-1].minutes <= 35.0, session.key


def test_doses_grow_in_small_steps() -> None:
    """Planning can follow the caps closely only if one number more is little more."""
    for found in sessions():
        doses = doses_of(found[2], Speeds())
        for earlier, later in pairwise(doses):
            step = later.backward_min - earlier.backward_min
            # A kilometre of a race programme is nearly nine minutes, two kilometres twice that.
            assert 0.0 < step <= (18.0 if found[0].goal is Goal.RACE else 5.0), named(found)


def test_every_backward_step_says_what_to_mind_and_every_session_checks_its_ground() -> None:
    """Nobody sees where they are going: each session says how to look, hold on, and check first."""
    words = {Place.TREADMILL: ("rails", "safety key"), Place.ELLIPTICAL: ("handles", "pedals")}
    for found, workout in workouts():
        assert workout.place is not None
        mind, check = words.get(workout.place, ("look over one shoulder", "the stretch forward first"))
        for step in workout.performed:
            if step.travel is Travel.BACKWARD:
                assert any(mind in cue for cue in step.cues), (named(found), workout.place, step.cues)
        assert any(check in cue for step in workout.performed for cue in step.cues), named(found)


def test_running_backward_on_a_treadmill_is_left_to_the_treadmill_programme() -> None:
    """A moving belt forgives less: elsewhere it is for walking."""
    for found, workout in workouts():
        runs = any(step.travel is Travel.BACKWARD and step.gait is Gait.RUN for step in workout.performed)
        assert not (runs and workout.place is Place.TREADMILL and found[0].key != "treadmill"), named(found)


def test_nothing_of_health_goes_to_a_watch_or_a_calendar() -> None:
    """Names, notes, labels and cues of workouts say what is done, not what was hurt."""
    for found, workout in workouts():
        text = workout_text(workout)
        assert HEALTH.search(text) is None, (named(found), text)


def test_every_workout_survives_the_text_form() -> None:
    """What is planned can be shown, edited and read back."""
    for found, workout in workouts():
        assert parse_workout(workout_text(workout)) == workout, named(found)


def test_no_programme_promises_anything() -> None:
    """No word of protection, prevention or risk; rehabilitation says that it promises nothing."""
    for programme in programmes().values():
        for phase in programme.phases:
            told = [phase.purpose, phase.name, *(each.purpose for each in phase.sessions)]
            told += [phase.gate.words] if phase.gate is not None else []
            assert [text for text in told if PROMISES.search(text)] == []
        said = [programme.summary, programme.who, programme.surfaces, programme.name]
        assert [text for text in said if PROMISES.search(text)] == []
        if programme.injuries:
            assert "no promise that it heals or protects anything" in programme.evidence_words


def test_rehabilitation_waits_at_gates() -> None:
    """Every phase after an injury has a gate, running asks for a clinician's word, and pain bars the way."""
    for programme in (each for each in programmes().values() if each.injuries):
        may_run = False
        for phase in programme.phases:
            assert phase.gate is not None, (programme.key, phase.key)
            needs = {need.kind: need for need in phase.gate.needs}
            assert needs.keys() & {NeedKind.PAIN_AT_MOST, NeedKind.GOOD_DAYS}, (programme.key, phase.key)
            word = needs.get(NeedKind.CLINICIAN_ALLOWS)
            may_run = may_run or (word is not None and word.text in {"run", "everything"})
            runs = any(
                dose.backward_run_min > 0 for each in phase.sessions for dose in doses_of(each, Speeds())
            )
            assert may_run or not runs, (programme.key, phase.key)
            assert not any(session.has_turns or session.kind.is_hard for session in phase.sessions)


def test_running_after_knee_surgery_waits_twelve_weeks_and_for_strength() -> None:
    """The common gate to running again (return-to-run) stands before the first jog, and the ladder after."""
    phases = programmes()["rehab-knee-surgery"].phases
    assert [phase.key for phase in phases] == [
        "gait", "walk", "longer", "jog-1", "jog-2", "jog-3", "jog-4", "jog-5",
    ]  # fmt: skip
    gates = [phase.gate for phase in phases]
    assert gates[0] is not None
    assert NeedKind.CLINICIAN_ALLOWS in {need.kind for need in gates[0].needs}
    assert gates[3] is not None
    needs = {need.kind: (need.value, need.text) for need in gates[3].needs}
    assert needs[NeedKind.WEEKS_SINCE] == (12.0, "")
    assert needs[NeedKind.STRENGTH_SYMMETRY][0] > 70.0
    assert needs[NeedKind.PAIN_AT_MOST][0] < 2.0
    assert needs[NeedKind.CLINICIAN_ALLOWS] == (0.0, "run")
    for gate in gates[3:]:
        assert gate is not None
        assert {need.kind: need.value for need in gate.needs}[NeedKind.GOOD_DAYS] == 2.0


def test_the_ladder_of_jogs_is_climbed_one_rung_at_a_time() -> None:
    """After an injury no phase jogs more than a minute longer at a time; pain and two days bar each rung."""
    for programme in (each for each in programmes().values() if each.injuries):
        longest_s = 0.0
        for phase in programme.phases:
            steps = [
                step.length.value or 0.0
                for session in phase.sessions
                for step in workout_of(session, session.n[1], programme=programme, place=None).performed
                if step.travel is Travel.BACKWARD and step.gait is Gait.RUN
            ]
            if steps:
                assert max(steps) <= longest_s + 60.0, (programme.key, phase.key)
                longest_s = max(steps)
                assert phase.gate is not None
                needs = {need.kind: need.value for need in phase.gate.needs}
                assert needs[NeedKind.PAIN_AT_MOST] < 2.0, (programme.key, phase.key)
                assert needs[NeedKind.GOOD_DAYS] == 2.0, (programme.key, phase.key)
        assert longest_s >= 120.0, programme.key


def test_a_phase_behind_a_gate_can_be_reached_in_the_shortest_time() -> None:
    """A gate asks for no more sessions than the phase before has in its fewest weeks."""
    for programme in programmes().values():
        for before, phase in pairwise(programme.phases):
            needs = {need.kind: need.value for need in phase.gate.needs} if phase.gate is not None else {}
            fewest = before.weeks[0] * programme.caps.sessions_per_week[0]
            assert needs.get(NeedKind.SESSIONS_DONE, 0.0) <= fewest, (programme.key, phase.key)


def test_hands_that_hold_the_rails_do_not_swing() -> None:
    """On a treadmill no cue asks for what one cannot do with the hands on the rails."""
    for found, workout in workouts():
        if workout.place is Place.TREADMILL:
            cues = " ".join(cue for step in workout.performed for cue in step.cues)
            assert re.search(r"arms|shoulder|lane", cues) is None, (named(found), cues)


def test_the_bone_of_the_foot_is_loaded_last() -> None:
    """After a stress fracture a clinician's word opens walking, and the ball of the foot lands later."""
    first = programmes()["rehab-foot-stress-fracture"].phases[0]
    assert first.gate is not None
    assert NeedKind.CLINICIAN_ALLOWS in {need.kind for need in first.gate.needs}
    assert all("whole foot" in session.text for session in first.sessions)


def test_sports_follow_the_doses_that_were_tried() -> None:
    """Twice a week for eight weeks, one and then two sets of seven; turns come after bursts."""
    for programme in (each for each in programmes().values() if each.goal is Goal.SPORT):
        keys = [phase.key for phase in programme.phases]
        assert keys == ["walk", "tall", "bursts", "turns", "keep"]
        assert sum(phase.weeks[0] for phase in programme.phases[2:4]) == 8
        for phase in programme.phases[2:4]:
            hard = [session for session in phase.sessions if session.kind.is_hard]
            assert sum(session.per_week[0] for session in hard) == 2
            assert all(session.has_turns for session in hard)
        for phase in programme.phases[3:]:
            # Whoever has room for one hard day a week gets bursts and turns alike.
            for session in (each for each in phase.sessions if each.kind.is_hard):
                where = named((programme, phase, session))
                workout = workout_of(session, session.n[0], programme=programme, place=None)
                assert any(step.label == "burst" for step in workout.performed), where
                fast = {step.travel for step in workout.performed if step_rpe(step) >= 8.0}
                assert fast >= {Travel.BACKWARD, Travel.FORWARD}, where
        assert all(session.n[1] == 7 for session in programme.phases[2].sessions if session.kind.is_hard)
        assert not any(session.has_turns for phase in programme.phases[:2] for session in phase.sessions)


def test_the_mile_fits_sixteen_weeks_of_three_days() -> None:
    """From the first steps to race day, with a test on the way and a taper at the end."""
    mile = programmes()["backward-mile"]
    least, most = mile.weeks
    assert least <= 16 <= most
    assert mile.caps.sessions_per_week[0] == 3
    kinds = [session.kind for phase in mile.phases for session in phase.sessions]
    assert kinds.count(SessionKind.TEST) == kinds.count(SessionKind.RACE) == 1


def test_a_dose_is_believed_no_further_than_its_source() -> None:
    """What a coach says is not called measured, and each dose has a source."""
    order = list(Belief)
    for found in sessions():
        best = min((bibliography()[key].belief for key in found[2].sources), key=order.index)
        assert order.index(found[2].belief) >= order.index(best), named(found)
    for programme in programmes().values():
        cited = {key for phase in programme.phases for each in phase.sessions for key in each.sources}
        assert set(programme.sources) <= set(bibliography())
        # What the evidence is said to be stands on sources, not on the project's rules alone.
        assert set(programme.sources) - {"backstride-rules", "backstride-estimate"}
        assert cited & set(programme.sources), programme.key
