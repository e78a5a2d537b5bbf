"""Labels and bad stretches: they hold for ever, and can be taken back."""

from collections.abc import Callable
from functools import cache

import pytest
from tests.cli.silent_session import silent_session
from tests.edited_log import DRY, NOW, START, Bring, bouts, fit, shown, state

from backstride.actions.labelling import exclude_stretch, include_stretch, label_activity
from backstride.actions.reshaping import crop_activity, merge_activities, split_activity
from backstride.actions.reviewing import revert_change
from backstride.actions.undoing import undo_import
from backstride.bout import Gait, Travel
from backstride.errors import InvalidLabel, InvalidValue, NotInLog
from backstride.formats.fit.write import write_activity
from backstride.log.activity import Spoiled
from backstride.store import Store


@cache
def unknown_fit() -> bytes:
    """A session of which nothing tells which way it went: nobody says, and no steps were counted."""
    return write_activity(silent_session("unlabelled", START))


def backward_s(store: Store, key: str) -> list[tuple[float, float]]:
    """Where somebody went backward, neighbours together."""
    found: list[tuple[float, float]] = []
    for bout in bouts(store, key):
        if bout.travel is not Travel.BACKWARD:
            continue
        if found and found[-1][1] == bout.start_s:
            found[-1] = (found[-1][0], bout.end_s)
        else:
            found.append((bout.start_s, bout.end_s))
    return found


@pytest.fixture
def store(edited_log: Store) -> Store:
    """The log that a person works on."""
    return edited_log


def test_a_label_changes_which_way_and_nothing_that_was_measured(store: Store, bring: Bring) -> None:
    """Time, way, heart and load stay; the energy changes, for backward costs more."""
    key = bring(unknown_fit())
    outcome = label_activity(store, key[:5], ["05:00-07:00=backward"], NOW)
    assert backward_s(store, key) == [(300.0, 420.0)]
    assert (outcome.change, outcome.keys) == (1, (key,))
    assert (outcome.before.backward_s, outcome.after.backward_s) == (0.0, 120.0)
    for name in ("duration_s", "moving_s", "distance_m", "trimp", "heart_rate_s"):
        assert getattr(outcome.before, name) == pytest.approx(getattr(outcome.after, name)), name
    assert outcome.before.energy_kj is not None
    assert outcome.after.energy_kj is not None
    assert outcome.after.energy_kj.value > outcome.before.energy_kj.value


def test_a_label_may_name_a_lap_a_gait_and_all(store: Store, bring: Bring) -> None:
    """As on the command line of a report; the last one holds."""
    key = bring(fit("pressed-laps"))
    label_activity(store, key, ["all=forward", "lap 2=backward walk"], NOW)
    found = bouts(store, key)
    assert {bout.travel for bout in found} == {Travel.FORWARD, Travel.BACKWARD}
    backward = [bout for bout in found if bout.travel is Travel.BACKWARD]
    assert {bout.gait for bout in backward} <= {Gait.WALK, Gait.STANDING}


def test_nothing_takes_labels_back_so_that_the_steps_speak_again(store: Store, bring: Bring) -> None:
    """Within the stretch alone; what other evidence says there is as it was before."""
    key = bring(fit("track-intervals"))
    before = bouts(store, key)
    label_activity(store, key, ["all=forward"], NOW)
    assert backward_s(store, key) == []
    label_activity(store, key, ["00:00-10:00=nothing"], NOW)
    label_activity(store, key, ["10:00-5:00:00=Nothing"], NOW)
    assert bouts(store, key) == before
    with pytest.raises(InvalidValue, match="Nothing would change"):
        label_activity(store, key, ["all=nothing"], NOW)


def test_unknown_is_a_word_of_the_person_and_nothing_is_none(store: Store, bring: Bring) -> None:
    """Who says that the way is unknown overrules the steps; who says nothing lets them speak."""
    key = bring(fit("track-intervals"))
    label_activity(store, key, ["all=unknown"], NOW)
    assert {bout.travel for bout in bouts(store, key)} == {Travel.UNKNOWN}
    assert {bout.evidence for bout in bouts(store, key)} == {"user"}


def test_labels_survive_all_that_is_done_to_the_activity(store: Store, bring: Bring) -> None:
    """Splitting, merging and cropping move the stretch; it stays where it was on the ground."""
    key = bring(unknown_fit())
    label_activity(store, key, ["05:00-07:00=backward"], NOW)
    split_activity(store, key, [360.0], NOW)
    second, first = shown(store)
    assert (backward_s(store, first), backward_s(store, second)) == ([(300.0, 360.0)], [(0.0, 60.0)])
    merge_activities(store, [second, first], NOW)
    assert shown(store) == [key]
    assert backward_s(store, key) == [(300.0, 420.0)]
    crop_activity(store, key, (400.0, 800.0), NOW)
    (cropped,) = shown(store)
    assert backward_s(store, cropped) == [(0.0, 20.0)]
    label_activity(store, cropped, ["00:10-00:20=forward"], NOW)
    for _ in range(2):
        with store.reading() as log:
            latest = [each for each in log.history.actions("me") if each.undone_at is None][-1]
        revert_change(store, latest.number, NOW)
    assert backward_s(store, key) == [(300.0, 420.0)]


def test_a_label_given_to_a_part_stays_when_the_split_is_taken_back(store: Store, bring: Bring) -> None:
    """It was said of the recording."""
    key = bring(unknown_fit())
    split_activity(store, key, [600.0], NOW)
    label_activity(store, shown(store)[0], ["00:00-01:00=backward"], NOW)
    revert_change(store, 1, NOW)
    assert backward_s(store, key) == [(600.0, 660.0)]


def test_taking_a_label_back_after_a_split_tells_what_it_did_to_the_parts(store: Store, bring: Bring) -> None:
    """The activity that was labelled counts no more; what became of it does."""
    key = bring(unknown_fit())
    label_activity(store, key, ["05:00-07:00=backward"], NOW)
    split_activity(store, key, [360.0], NOW)
    outcome = revert_change(store, 1, NOW)
    assert (outcome.before.backward_s, outcome.after.backward_s) == (120.0, 0.0)
    assert (outcome.before.activities, outcome.after.activities) == (2, 2)


def test_labels_survive_the_undo_of_another_import_of_the_file(store: Store, bring: Bring) -> None:
    """Whether the first import goes or a later copy of it."""
    key = bring(unknown_fit())
    label_activity(store, key, ["05:00-07:00=backward"], NOW)
    assert bring(unknown_fit(), "again.fit") == key
    bring(fit("unlabelled", seed=2), "copy.fit")
    undo_import(store, 3)
    undo_import(store, 1)
    assert backward_s(store, key) == [(300.0, 420.0)]
    revert_change(store, None, NOW)
    assert backward_s(store, key) == []


def test_a_label_in_a_merged_activity_lies_in_the_right_recording(store: Store, bring: Bring) -> None:
    """One that reaches over the pause is kept for both."""
    first, second = bring(fit("unlabelled")), bring(fit("first-steps", 2.0), "later.fit")
    outcome = merge_activities(store, [second, first], NOW)
    merged = outcome.keys[-1]
    label_activity(store, merged, ["00:35:00-02:01:00=backward", "2:02:00-2:03:00=sideways"], NOW)
    with store.reading() as log:
        places = {
            key: next((w.original, w.part) for w in log.activities.activity(key).windows)
            for key in (first, second)
        }
        said = {key: log.activities.timeline("me", place).marks for key, place in places.items()}
    assert [(mark.start_s, round(mark.end_s)) for mark in said[first]] == [(2100.0, 2158)]
    assert [(mark.start_s, mark.end_s) for mark in said[second]] == [(0.0, 60.0), (120.0, 180.0)]
    assert (7320.0, 7380.0) in [
        (bout.start_s, bout.end_s) for bout in bouts(store, merged) if bout.travel is Travel.SIDEWAYS
    ]
    with pytest.raises(InvalidLabel, match="pause"):
        label_activity(store, merged, ["1:00:00-1:10:00=backward"], NOW)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1:00:00-1:10:00=backward", "lasts only"),
        ("05:00-04:00=backward", "not after its start"),
        ("05:00-06:00=north", "no one direction"),
        ("lap 99=backward", "names lap 99"),
        ("#2 all=backward", "recording 2"),
        ("backward", 'no "="'),
        ("0-1=nothing else", "no one direction"),
    ],
)
def test_a_label_that_cannot_be_changes_nothing(store: Store, bring: Bring, text: str, said: str) -> None:
    """Also where another one before it could be."""
    key = bring(fit("unlabelled"))
    before = state(store)
    with pytest.raises(InvalidLabel, match=said):
        label_activity(store, key, ["01:00-02:00=backward", text], NOW)
    assert state(store) == before


def test_an_activity_without_times_cannot_be_labelled(store: Store, bring: Bring) -> None:
    """Nobody knows where the fifth minute of a drawn track lies."""
    points = "".join(f'<trkpt lat="54.{place:03}" lon="3"/>' for place in range(5))
    key = bring(
        f'<gpx version="1.1" creator="x"><trk><trkseg>{points}</trkseg></trk></gpx>'.encode(), "a.gpx"
    )
    with pytest.raises(InvalidLabel, match="no times"):
        label_activity(store, key, ["00:00-00:10=backward"], NOW)
    with pytest.raises(InvalidLabel, match="no times"):
        exclude_stretch(store, key, (0.0, 10.0), NOW)


def test_an_unknown_activity_is_told(store: Store, bring: Bring) -> None:
    """And one that several begin with."""
    bring(fit("unlabelled"))
    for written in ("zzz", "", "2001-01-01"):
        with pytest.raises(NotInLog):
            label_activity(store, written, ["all=backward"], NOW)
    with pytest.raises(InvalidLabel, match="No label"):
        label_activity(store, "latest", [], NOW)


def test_a_dry_run_says_what_would_change_and_keeps_nothing(store: Store, bring: Bring) -> None:
    """The figures are those that the change would give."""
    key = bring(fit("unlabelled"))
    before = state(store)
    dry = label_activity(store, key, ["all=backward"], DRY)
    assert dry.change is None
    assert state(store) == before
    assert label_activity(store, key, ["all=backward"], NOW).after == dry.after


def test_what_is_left_out_counts_nowhere_until_it_is_taken_in_again(store: Store, bring: Bring) -> None:
    """Exclude and include are each other's undo, and each can be reverted, too."""
    key = bring(fit("track-intervals"))
    before = state(store)
    out = exclude_stretch(store, key, (100.0, 160.0), NOW)
    assert out.before.heart_rate_s is not None
    assert out.after.heart_rate_s == pytest.approx(out.before.heart_rate_s - 60.0)
    assert out.after.distance_m is not None
    assert out.before.distance_m is not None
    assert 0.0 < out.before.distance_m - out.after.distance_m < 200.0
    back = include_stretch(store, key, None, NOW)
    assert back.after == out.before
    assert state(store) == before


def test_heart_rates_alone_can_be_left_out(store: Store, bring: Bring) -> None:
    """And taken in again by themselves; the way stays as it was."""
    key = bring(fit("track-intervals"))
    out = exclude_stretch(store, key, (0.0, 300.0), NOW, spoiled=Spoiled.HEART_RATE)
    assert out.after.distance_m == out.before.distance_m
    assert out.after.trimp is not None
    assert out.before.trimp is not None
    assert out.after.trimp.value < out.before.trimp.value
    with pytest.raises(InvalidValue, match="nothing had been left out"):
        include_stretch(store, key, None, NOW, spoiled=Spoiled.POSITION)
    part = include_stretch(store, key, (100.0, 200.0), NOW, spoiled=Spoiled.HEART_RATE)
    assert part.after.heart_rate_s == pytest.approx((part.before.heart_rate_s or 0.0) + 100.0)
    with pytest.raises(InvalidValue, match="Nothing would change"):
        exclude_stretch(store, key, (20.0, 50.0), NOW, spoiled=Spoiled.HEART_RATE)


def test_a_stretch_outside_is_not_left_out(store: Store, bring: Bring) -> None:
    """It says how long the activity lasts."""
    key = bring(fit("unlabelled"))
    with pytest.raises(InvalidValue, match="lasts"):
        exclude_stretch(store, key, (90_000.0, 90_010.0), NOW)


def test_work_on_different_stretches_may_come_in_any_order(store: Store, bring: Bring) -> None:
    """A label, bad points and a crop give the same figures whichever came first."""
    key = bring(fit("unlabelled"))
    steps: list[Callable[[], object]] = [
        lambda: label_activity(store, key, ["05:00-06:00=backward"], NOW),
        lambda: label_activity(store, key, ["20:00-21:00=forward"], NOW),
        lambda: exclude_stretch(store, key, (700.0, 760.0), NOW),
    ]
    found = []
    for order in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
        for place in order:
            steps[place]()
        outcome = crop_activity(store, key, (100.0, 1500.0), NOW)
        found.append((outcome.after, bouts(store, outcome.keys[-1])))
        for _ in range(4):
            revert_change(store, None, NOW)
    assert found[0] == found[1] == found[2]
