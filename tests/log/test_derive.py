"""What follows from activities: nothing is lost or made where they are cut up, merged or labelled."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backstride.athlete import Athlete, Measurement, Quantity
from backstride.bout import Gait, Travel
from backstride.estimate import Estimate
from backstride.log import Activity, Derived, Facts, Mark, Timeline, Told, Window, basis, derive
from backstride.log.activity import BadStretch, Spoiled
from backstride.log.compose import nearest_sample_s
from backstride.log.derive import Place, report_of
from backstride.log.pieces import cut_at, joined_windows, pieces_of
from backstride.log.shared_facts import facts_of_parts
from backstride.recording import Lap, Pause, Recording, Samples, Sport
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate

START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
HERE: Place = ("ab", 0)
ME = Athlete(
    birth_year=1985,
    measurements=(
        Measurement(quantity=Quantity.MASS_KG, value=64.0),
        Measurement(quantity=Quantity.RESTING_HEART_RATE_BPM, value=58.0),
        Measurement(quantity=Quantity.MAXIMUM_HEART_RATE_BPM, value=184.0),
    ),
)


@cache
def session(name: str) -> Recording:
    """A simulated session."""
    return simulate(SimulatedAthlete(), SESSIONS[name], started_at=START, seed=1)


def level(recording: Recording) -> Recording:
    """The recording on level ground, where the energy of a part does not depend on what lies around it."""
    samples = recording.samples
    altitude_m = np.where(np.isnan(samples.altitude_m), np.nan, 12.0)
    return replace(recording, samples=replace(samples, altitude_m=altitude_m))


def activity(*windows: Window, **facts: object) -> Activity:
    """An activity of some windows, or of a whole recording."""
    return Activity(
        key="0123456789ab", windows=windows or (Window(original="ab"),), file_name="run.fit"
    ).saying(**facts)


def parts_of(recording: Recording, at_s: Sequence[float], **facts: object) -> list[Activity]:
    """A whole recording cut up."""
    rest, parts = pieces_of((Window(original="ab"),), {HERE: recording}), []
    for time_s in at_s:
        part, rest = cut_at(rest, time_s, {HERE: recording})
        parts.append(part)
    said = facts_of_parts(Facts(**facts), len(parts) + 1, None)  # type: ignore[arg-type]  # named below
    return [
        activity(*(piece.window for piece in part), **{name: getattr(each, name) for name in facts})
        for part, each in zip([*parts, rest], said, strict=True)
    ]


def derived(given: Activity, recording: Recording, timeline: Timeline | None = None) -> Derived:
    """What follows from an activity on one recording."""
    return derive(given, {HERE: recording}, {} if timeline is None else {HERE: timeline}, ME)


QUANTITIES = (
    "duration_s",
    "distance_m",
    "steps",
    "heart_rate_known_s",
    "in_target_s",
    "below_target_s",
    "above_target_s",
    "heart_rate_unknown_s",
    "trimp",
    "trimp_low",
    "trimp_high",
    "energy_kj",
    "energy_low_kj",
    "energy_high_kj",
    "energy_unknown_s",
)
"""What adds up."""


def sums_of(found: Sequence[Derived]) -> dict[str, float]:
    """The sums over activities; what is unknown of one is in no sum."""
    every = [each.summary.sums for each in found if each.summary.sums is not None]
    return {name: sum(getattr(each, name) or 0.0 for each in every) for name in QUANTITIES}


def moving_s(found: Sequence[Derived]) -> float:
    """The time in motion of activities together."""
    return sum(each.summary.moving_s or 0.0 for each in found)


def ways_s(found: Sequence[Derived]) -> dict[tuple[Travel, Gait], float]:
    """How long one went which way, in all activities together."""
    went: dict[tuple[Travel, Gait], float] = {}
    for each in found:
        for row in each.directions:
            way = (row.travel, row.gait)
            went[way] = went.get(way, 0.0) + row.sums.duration_s
    return went


@st.composite
def odd_recordings(draw: st.DrawFn) -> Recording:
    """A recording with gaps, pauses, laps and values missing, on the level."""
    count = draw(st.integers(6, 40))
    numbers = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    elapsed_s = np.cumsum(numbers.choice([1.0, 2.0, 7.0, 25.0, 90.0], count, p=[0.6, 0.2, 0.1, 0.05, 0.05]))
    elapsed_s -= elapsed_s[0] - draw(st.sampled_from([0.0, 0.0, 4.0]))
    speed_m_s = numbers.choice([0.0, 0.6, 1.4, 2.8], count)
    moved_m = np.concatenate([[0.0], np.cumsum(speed_m_s[:-1] * np.diff(elapsed_s))])
    columns = {
        "distance_m": moved_m + draw(st.sampled_from([0.0, 3.0])),
        "heart_rate_bpm": numbers.integers(60, 190, count).astype(np.float64),
        "cadence_spm": np.where(speed_m_s > 0, 150.0, 0.0),
        "speed_m_s": speed_m_s,
        "altitude_m": np.full(count, 12.0),
    }
    for name, column in columns.items():
        missing = numbers.random(count) < draw(st.sampled_from([0.0, 0.0, 0.2, 1.0]))
        if name == "distance_m" and not missing.all():
            # A way before the first or after the last known count is unknown, and nobody's loss.
            missing[[0, -1]] = False
        column[missing] = np.nan
    edges = sorted(draw(st.lists(st.floats(0.0, float(elapsed_s[-1])), max_size=4, unique=True)))
    pauses = tuple(
        Pause(start_s=start_s, end_s=end_s) for start_s, end_s in zip(edges[::2], edges[1::2], strict=False)
    )
    turns = [0.0, *sorted(draw(st.lists(st.floats(1.0, float(elapsed_s[-1])), max_size=3, unique=True)))]
    laps = tuple(
        Lap(start_s=start_s, end_s=end_s, trigger="manual")
        for start_s, end_s in zip(turns, [*turns[1:], float(elapsed_s[-1])], strict=True)
    )
    return Recording(
        format="fit",
        samples=Samples.of(elapsed_s, **columns),
        started_at=START,
        utc_offset_s=0,
        sport=Sport(name=draw(st.sampled_from(["running", "walking"]))),
        laps=laps,
        pauses=pauses,
    )


def check_conserved(whole: Derived, parts: Sequence[Derived], *, but: Iterable[str] = ()) -> None:
    """Hold parts against their whole."""
    ours, theirs = sums_of(parts), sums_of([whole])
    for name in but:
        del ours[name], theirs[name]
    assert ours == pytest.approx(theirs, abs=1e-6)
    assert moving_s(parts) == pytest.approx(moving_s([whole]), abs=1e-6)
    assert ways_s(parts) == pytest.approx(ways_s([whole]), abs=1e-6)


# ── Splitting and merging ────────────────────────────────────────────────────────────────────────


@settings(max_examples=25)
@given(
    name=st.sampled_from(["track-intervals", "pressed-laps", "treadmill", "first-steps"]),
    shares=st.lists(st.floats(0.01, 0.99), min_size=1, max_size=3, unique=True),
)
def test_the_parts_of_an_activity_have_the_sums_of_the_whole(name: str, shares: list[float]) -> None:
    """Wherever it is split: distance, steps, time, heart rate, load, energy and which way it went."""
    recording = level(session(name))
    at_s = sorted({nearest_sample_s(recording, share * recording.end_s) for share in shares})
    parts = [derived(each, recording) for each in parts_of(recording, at_s)]
    check_conserved(derived(activity(), recording), parts)


@settings(max_examples=150)
@given(recording=odd_recordings(), share=st.floats(0.05, 0.95), convention=st.sampled_from([None, "turn"]))
def test_odd_recordings_are_split_without_loss_too(
    recording: Recording, share: float, convention: str | None
) -> None:
    """Gaps, pauses, turns and missing values lie on both sides of a cut, and in it."""
    at_s = nearest_sample_s(recording, share * recording.end_s)
    first, last = float(recording.samples.elapsed_s[0]), recording.end_s
    assume(first < at_s < last)
    known = ~np.isnan(recording.samples.distance_m)
    assume(not known.any() or at_s in recording.samples.elapsed_s[known])
    parts = parts_of(recording, [at_s], lap_convention=convention)
    made = [derived(each, recording) for each in parts]
    check_conserved(derived(activity(lap_convention=convention), recording), made)


@settings(max_examples=20)
@given(share=st.floats(0.02, 0.98))
def test_merging_what_was_split_gives_the_whole_again(share: float) -> None:
    """Not nearly the same, but the same windows, and with them the same of everything."""
    recording = session("track-intervals")
    one, other = parts_of(recording, [share * recording.end_s])
    assert joined_windows([*one.windows, *other.windows]) == (Window(original="ab"),)


def test_a_merged_activity_has_the_sums_of_its_parts() -> None:
    """Two recordings of one day, each with its own device, sport and laps."""
    first, second = level(session("pressed-laps")), level(session("first-steps"))
    second = replace(second, started_at=START + timedelta(hours=2))
    recordings = {("ab", 0): first, ("cd", 1): second}
    windows = (Window(original="ab", start_s=100.0), Window(original="cd", part=1, end_s=700.0))
    merged = derive(activity(*windows), recordings, {}, ME)
    parts = [derive(activity(window), recordings, {}, ME) for window in windows]
    check_conserved(merged, parts)
    assert merged.summary.duration_s == pytest.approx(7200.0 - 100.0 + 700.0)
    starts = [bout.start_s for bout in merged.bouts]
    assert starts == sorted(starts)


@settings(max_examples=60)
@given(first=odd_recordings(), second=odd_recordings(), gap_s=st.sampled_from([0.5, 8.0, 3600.0]))
def test_odd_recordings_are_merged_without_loss_too(
    first: Recording, second: Recording, gap_s: float
) -> None:
    """Nothing is seen across the pause between two recordings, however short it is."""
    assume(second.samples.elapsed_s[0] == 0.0)
    recordings = {
        ("ab", 0): first,
        ("cd", 0): replace(second, started_at=START + timedelta(seconds=first.end_s + gap_s)),
    }
    windows = (Window(original="ab"), Window(original="cd"))
    parts = [derive(activity(window), recordings, {}, ME) for window in windows]
    merged = derive(activity(*windows), recordings, {}, ME)
    but = {"distance_m"} if _counts_apart(first, second) else set()
    check_conserved(merged, parts, but=but | (ENERGY if _speeds_differ(first, second) else set()))


ENERGY = {"energy_kj", "energy_low_kj", "energy_high_kj"}


def _speeds_differ(first: Recording, second: Recording) -> bool:
    """Whether one device wrote a speed and the other none.

    Together they have one column of speed, in which what was counted by distance cannot be told any more from
    what a device wrote; so the rule about a speed that contradicts its distance may see another speed.
    """
    return bool(np.isnan(first.samples.speed_m_s).all()) != bool(np.isnan(second.samples.speed_m_s).all())


def _counts_apart(first: Recording, second: Recording) -> bool:
    """Whether one of two recordings counts a distance and the other has its speed alone."""
    counts = [bool((~np.isnan(each.samples.distance_m)).any()) for each in (first, second)]
    return counts[0] is not counts[1]


def test_a_lap_press_turns_from_the_first_one_on_after_a_crop() -> None:
    """Who crops the warm-up away does not turn the whole session about."""
    recording = session("pressed-laps")
    presses = [lap.start_s for lap in recording.laps]
    said = activity(lap_convention="turn")
    cropped = activity(Window(original="ab", start_s=presses[1] + 5.0), lap_convention="turn")
    whole, rest = derived(said, recording), derived(cropped, recording)
    assert rest.bouts[0].travel is Travel.BACKWARD
    later = [bout.travel for bout in whole.bouts if bout.end_s > presses[1] + 5.0]
    assert [bout.travel for bout in rest.bouts] == later


# ── Labels ───────────────────────────────────────────────────────────────────────────────────────


def marked(*stretches: tuple[float, float, Travel]) -> Timeline:
    """Labels on a recording."""
    return Timeline(
        marks=tuple(Mark(start_s=start, end_s=end, travel=travel) for start, end, travel in stretches)
    )


@settings(max_examples=25)
@given(start=st.floats(0.0, 0.9), length=st.floats(0.01, 0.5))
def test_splitting_a_bout_by_a_label_changes_no_sum(start: float, length: float) -> None:
    """A label that says what held already cuts bouts in two, and their sums stay."""
    recording = session("track-intervals")
    whole = derived(activity(), recording)
    label = marked((start * recording.end_s, min(start + length, 1.0) * recording.end_s, Travel.BACKWARD))
    said = marked((0.0, recording.end_s, Travel.BACKWARD))
    both = Timeline(marks=(*said.marks, *label.marks))
    before, after = derived(activity(), recording, said), derived(activity(), recording, both)
    assert sums_of([after]) == pytest.approx(sums_of([before]))
    assert after.summary.moving_s == before.summary.moving_s
    for name in ("duration_s", "distance_m", "trimp", "heart_rate_known_s"):
        assert sums_of([after])[name] == pytest.approx(sums_of([whole])[name])


@settings(max_examples=20)
@given(at=st.floats(0.05, 0.95), start=st.floats(0.0, 0.9), length=st.floats(0.02, 0.5))
def test_a_label_holds_in_the_parts_as_in_the_whole(at: float, start: float, length: float) -> None:
    """It is said of the recording, so it lies where it lay after a split, on both sides of the cut."""
    recording = level(session("unlabelled"))
    label = marked((start * recording.end_s, (start + length) * recording.end_s, Travel.BACKWARD))
    parts = [derived(each, recording, label) for each in parts_of(recording, [at * recording.end_s])]
    check_conserved(derived(activity(), recording, label), parts)


def test_a_label_lies_in_the_time_of_the_recording() -> None:
    """In a cropped activity it begins earlier by what was cropped away."""
    recording = session("unlabelled")
    found = derived(
        activity(Window(original="ab", start_s=200.0)), recording, marked((300.0, 360.0, Travel.BACKWARD))
    )
    (bout,) = [bout for bout in found.bouts if bout.evidence == "user"]
    assert (bout.start_s, bout.end_s, bout.travel) == (100.0, 160.0, Travel.BACKWARD)


@settings(max_examples=15)
@given(order=st.permutations(range(3)))
def test_labels_on_different_stretches_may_come_in_any_order(order: list[int]) -> None:
    """Only of labels that overlap does it matter which came last."""
    recording = session("unlabelled")
    labels = [
        (100.0, 200.0, Travel.BACKWARD),
        (200.0, 260.0, Travel.FORWARD),
        (700.0, 900.0, Travel.SIDEWAYS),
    ]
    found = [
        derived(activity(), recording, marked(*(labels[place] for place in places)))
        for places in (range(3), order)
    ]
    assert found[0].bouts == found[1].bouts


def test_of_labels_that_overlap_the_later_holds() -> None:
    """A person corrects themselves by saying it again."""
    recording = session("unlabelled")
    labels = marked((100.0, 300.0, Travel.FORWARD), (150.0, 200.0, Travel.BACKWARD))
    found = derived(activity(), recording, labels)
    assert {bout.travel for bout in found.bouts if 150.0 <= bout.start_s < 200.0} == {Travel.BACKWARD}


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=60)
@given(recording=odd_recordings())
def test_the_time_in_zones_is_the_time_with_a_heart_rate(recording: Recording) -> None:
    """No second with a heart rate is in two zones, and none is in no zone."""
    total = report_of(activity(), {HERE: recording}, {}, ME).total
    if total is not None and total.in_zones_s is not None:
        assert sum(total.in_zones_s) == pytest.approx(total.heart_rate.known_s)
        assert total.heart_rate.known_s + total.heart_rate_unknown_s == pytest.approx(total.duration_s)


def test_the_distances_by_device_and_by_count_stay_beside_the_said_one() -> None:
    """Whoever types a distance still sees what the device said."""
    recording = session("treadmill")
    before = derived(activity(), recording).summary
    after = derived(activity(distance_m=5200.0), recording).summary
    assert after.distance_m == 5200.0
    assert after.device_distance_m == before.device_distance_m is not None
    assert after.counted_distance_m == before.counted_distance_m is not None
    assert after.sums is not None
    assert after.sums.distance_m == pytest.approx(5200.0, rel=0.01)


def test_the_counted_distance_is_that_of_the_window() -> None:
    """Half an activity has not counted the way of all of it."""
    recording = session("pressed-laps")
    half = derived(activity(Window(original="ab", end_s=1000.0)), recording).summary
    assert half.counted_distance_m == half.distance_m
    whole = derived(activity(), recording).summary
    assert half.counted_distance_m is not None
    assert whole.counted_distance_m is not None
    assert half.counted_distance_m < 0.6 * whole.counted_distance_m


def test_a_left_out_stretch_counts_nowhere() -> None:
    """No time in motion, no heart rate, no way, no energy."""
    recording = session("track-intervals")
    bad = Timeline(bad=(BadStretch(start_s=100.0, end_s=160.0),))
    before, after = derived(activity(), recording), derived(activity(), recording, bad)
    lost = {name: value - sums_of([after])[name] for name, value in sums_of([before]).items()}
    assert lost["heart_rate_known_s"] == pytest.approx(60.0)
    assert moving_s([before]) - moving_s([after]) == pytest.approx(60.0)
    assert 0 < lost["distance_m"] < 200
    assert lost["energy_unknown_s"] == pytest.approx(-60.0)
    assert lost["duration_s"] == 0.0


def test_all_of_an_activity_can_be_left_out() -> None:
    """Nothing is known then, and nothing breaks."""
    recording = session("track-intervals")
    for spoiled in Spoiled:
        bad = Timeline(bad=(BadStretch(start_s=0.0, end_s=recording.end_s, spoiled=spoiled),))
        sums = derived(activity(), recording, bad).summary.sums
        assert sums is not None
        if spoiled is Spoiled.EVERYTHING:
            assert (sums.distance_m, sums.trimp, sums.energy_kj) == (None, None, None)


def test_an_activity_without_times_has_its_distance_alone() -> None:
    """A track that somebody drew can be kept, too."""
    samples = Samples.of(
        np.full(3, np.nan), latitude_deg=np.array([54.0, 54.001, 54.002]), longitude_deg=np.full(3, 3.0)
    )
    found = derived(activity(), Recording(format="gpx", samples=samples, started_at=None))
    assert found.bouts == ()
    assert found.summary.distance_m == pytest.approx(222.4, abs=0.1)


def test_names_come_from_the_person_then_the_platform_then_the_file() -> None:
    """What somebody called it stands above what anything else did."""
    recording = replace(session("unlabelled"), names={"session": "Watch"})
    told = replace(activity(), told=Told(name="Platform"))
    said = told.saying(name="Mine")
    assert [derived(each, recording).summary.name for each in (activity(), told, said)] == [
        "Watch",
        "Platform",
        "Mine",
    ]


def test_the_name_that_a_person_gave_says_which_way() -> None:
    """As the name of a recording does; what is seen against it may overrule it."""
    recording = session("unlabelled")
    found = derived(activity(name="Backward run"), recording)
    assert {bout.evidence for bout in found.bouts} == {"name"}
    assert Travel.BACKWARD in {row.travel for row in found.directions}


def test_the_basis_changes_with_all_that_figures_come_from() -> None:
    """What is kept can be told from what would be worked out today."""
    recording = session("unlabelled")
    older = replace(ME, birth_year=1960)
    label = {HERE: marked((0.0, 60.0, Travel.BACKWARD))}
    found = [
        basis(activity(), {}, ME, recording),
        basis(activity(name="a"), {}, ME, recording),
        basis(activity(), label, ME, recording),
        basis(activity(), {}, older, recording),
        basis(activity(Window(original="ab", end_s=9.0)), {}, ME, recording),
    ]
    assert len({*found}) == 5
    aside = replace(activity(), replaced_by=("x",), is_removed=True)
    assert basis(aside, {}, ME, recording) == found[0]


def test_ranges_stay_around_their_values() -> None:
    """An estimate is refused where its value does not lie in its range, so this is one for every bout."""
    for bout in derived(activity(), session("track-intervals")).bouts:
        assert isinstance(bout.sums.energy_estimate_kj, Estimate | None)


def test_a_default_sport_and_its_laps_do_no_harm() -> None:
    """The smallest recording that there is gives an activity."""
    samples = Samples.of(np.array([0.0, 1.0]))
    lap, pause = Lap(start_s=0.0, end_s=1.0), Pause(start_s=0.2, end_s=0.4)
    recording = Recording(
        format="fit", samples=samples, started_at=START, laps=(lap,), pauses=(pause,), sport=Sport()
    )
    found = derived(activity(), recording)
    assert found.summary.duration_s == 1.0
    assert found.summary.distance_m is None
