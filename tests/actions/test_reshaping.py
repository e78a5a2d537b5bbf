"""Splitting, merging, cropping and removing: nothing is lost, and all of it can be taken back."""

import pytest
from tests.edited_log import NOW, Bring, bouts, fit, shown, state

from backstride.actions.labelling import label_activity
from backstride.actions.reshaping import (
    crop_activity,
    merge_activities,
    remove_activities,
    split_activity,
)
from backstride.actions.reviewing import revert_change
from backstride.actions.saying import say_of_activity
from backstride.actions.totals import Totals
from backstride.errors import CannotUndo, InvalidValue
from backstride.estimate import Estimate
from backstride.store import Store


def check_alike(one: Totals, other: Totals, *, but: tuple[str, ...] = ("activities",)) -> None:
    """Hold the figures of two states against each other; the grade at a cut moves the energy a little."""
    for name in Totals.__dataclass_fields__:
        here, there = getattr(one, name), getattr(other, name)
        if name in but:
            continue
        if isinstance(here, Estimate):
            assert here.value == pytest.approx(there.value, rel=1e-3 if name == "energy_kj" else 1e-9)
        else:
            assert here == pytest.approx(there), name


@pytest.fixture
def store(edited_log: Store) -> Store:
    """The log that a person works on."""
    return edited_log


def test_the_parts_of_a_split_add_up_to_the_whole(store: Store, bring: Bring) -> None:
    """Time, way, heart, load, energy and which way it went."""
    key = bring(fit("track-intervals"))
    outcome = split_activity(store, key, [1200.4, 333.3], NOW)
    assert outcome.after.activities == 3
    check_alike(outcome.before, outcome.after)
    assert {*outcome.keys} == {key, *shown(store)}
    assert key not in shown(store)


def test_taking_a_split_back_leaves_the_log_as_it_was(store: Store, bring: Bring) -> None:
    """Row by row, and it can be done again."""
    key = bring(fit("track-intervals"))
    before = state(store)
    split_activity(store, key, [600.0], NOW)
    after = state(store)
    revert_change(store, None, NOW)
    assert state(store) == before
    revert_change(store, None, NOW, again=True)
    assert state(store) == after


def test_merging_all_parts_gives_the_activity_its_key_and_its_figures_back(
    store: Store, bring: Bring
) -> None:
    """Nothing is new: the whole stands in the log again, and the parts are what it replaces."""
    key = bring(fit("track-intervals"))
    say_of_activity(store, key, {"perceived_exertion": 6.0, "falls": 1, "name": "Loop"}, NOW)
    with store.reading() as log:
        (before,) = log.figures.entries_of("me")
    split_activity(store, key, [600.0, 900.0], NOW)
    merge_activities(store, shown(store), NOW)
    with store.reading() as log:
        (after,) = log.figures.entries_of("me")
        assert log.activities.activity(key).facts.falls == 1
    assert before == after


def test_parts_can_be_split_and_merged_again_and_again(store: Store, bring: Bring) -> None:
    """The same parts have the same keys, whichever way one comes to them."""
    key = bring(fit("unlabelled"))
    split_activity(store, key, [600.0], NOW)
    parts = shown(store)
    merge_activities(store, parts, NOW)
    split_activity(store, key, [600.0], NOW)
    assert shown(store) == parts
    split_activity(store, parts[0], [300.0], NOW)
    merge_activities(store, [parts[1], shown(store)[1]], NOW)
    assert len(shown(store)) == 2
    for _ in range(5):
        revert_change(store, None, NOW)
    assert shown(store) == [key]


@pytest.mark.parametrize(
    ("times_s", "said"),
    [
        ([], "No time"),
        ([0.0], "To cut at 0:00"),
        ([-5.0], "To cut at"),
        ([9e9], "To cut at"),
        ([600.0, 600.0], "twice"),
        ([600.0, 600.2], "nothing would be left"),
        ([0.2], "nothing would be left"),
        ([600.0, 90_000.0], "after its start and before its end"),
    ],
)
def test_a_split_that_cannot_be_changes_nothing(
    store: Store, bring: Bring, times_s: list[float], said: str
) -> None:
    """Outside, at the edge, twice, or within one second."""
    key = bring(fit("unlabelled"))
    before = state(store)
    with pytest.raises(InvalidValue, match=said):
        split_activity(store, key, times_s, NOW)
    assert state(store) == before


def test_a_track_without_times_is_not_cut(store: Store, bring: Bring) -> None:
    """There is no time at which to do so, and it followed nothing."""
    points = "".join(f'<trkpt lat="54.{place:03}" lon="3"/>' for place in range(5))
    drawn = bring(
        f'<gpx version="1.1" creator="x"><trk><trkseg>{points}</trkseg></trk></gpx>'.encode(), "a.gpx"
    )
    key = bring(fit("unlabelled"))
    with pytest.raises(InvalidValue, match="no times"):
        split_activity(store, drawn, [10.0], NOW)
    with pytest.raises(InvalidValue, match="no times"):
        crop_activity(store, drawn, (1.0, 10.0), NOW)
    with pytest.raises(InvalidValue, match="no date or no times"):
        merge_activities(store, [drawn, key], NOW)


def test_activities_of_a_day_are_merged_in_order_of_time(store: Store, bring: Bring) -> None:
    """Whatever the order in which they are named; their figures add up and the pause is no time in motion."""
    first, second = bring(fit("unlabelled")), bring(fit("first-steps", 2.0), "later.fit")
    outcome = merge_activities(store, [second, first], NOW)
    check_alike(outcome.before, outcome.after, but=("activities", "duration_s"))
    assert outcome.after.activities == 1
    (merged,) = shown(store)
    starts = [bout.start_s for bout in bouts(store, merged)]
    assert starts == sorted(starts)
    assert starts[-1] > 7200.0
    halves = split_activity(store, merged, [3600.0], NOW)
    assert {*shown(store)} == {first, second}
    check_alike(halves.after, outcome.before)


def test_activities_at_the_same_time_are_not_merged(store: Store, bring: Bring) -> None:
    """They are two recordings of one activity, and the words say what to do."""
    first, second = bring(fit("unlabelled")), bring(fit("first-steps", 0.5), "later.fit")
    with pytest.raises(InvalidValue, match=r"before .* ends.*duplicates .* --same"):
        merge_activities(store, [second, first], NOW)
    assert len(shown(store)) == 2


def test_activities_of_different_days_are_not_merged(store: Store, bring: Bring) -> None:
    """A week is no activity."""
    first, second = bring(fit("unlabelled")), bring(fit("first-steps", 24.0), "later.fit")
    with pytest.raises(InvalidValue, match=r"2026-04-01, and .* 2026-04-02"):
        merge_activities(store, [second, first], NOW)


def test_activities_over_midnight_are_merged(store: Store, bring: Bring) -> None:
    """The second may begin after it, if the first ended after it."""
    first, second = bring(fit("unlabelled", 18.2)), bring(fit("first-steps", 19.0), "later.fit")
    assert merge_activities(store, [first, second], NOW).after.activities == 1


def test_one_activity_is_not_merged_with_itself(store: Store, bring: Bring) -> None:
    """Also not if it is named in two ways."""
    key = bring(fit("unlabelled"))
    for names in ([], [key], [key, "latest", key[:4]]):
        with pytest.raises(InvalidValue, match="Fewer than two"):
            merge_activities(store, names, NOW)


def test_a_run_and_a_ride_are_not_merged(store: Store, bring: Bring) -> None:
    """Unless one of the two was only set wrong."""
    first, second = bring(fit("unlabelled")), bring(fit("first-steps", 2.0), "later.fit")
    say_of_activity(store, second, {"sport": "cycling"}, NOW)
    with pytest.raises(InvalidValue, match="cycling"):
        merge_activities(store, [first, second], NOW)


def test_a_crop_keeps_the_stretch_alone(store: Store, bring: Bring) -> None:
    """Its time begins with it, and what was cropped away comes back with a revert."""
    key = bring(fit("unlabelled"))
    before = state(store)
    outcome = crop_activity(store, key, (100.2, 1000.0), NOW)
    assert outcome.after.duration_s == 900.0
    (cropped,) = shown(store)
    assert outcome.keys == (key, cropped)
    assert bouts(store, cropped)[0].start_s == 0.0
    again = crop_activity(store, cropped, (100.0, 90_000.0), NOW)
    assert again.after.duration_s == 800.0
    revert_change(store, None, NOW)
    revert_change(store, None, NOW)
    assert state(store) == before


@pytest.mark.parametrize(
    ("stretch", "said"),
    [
        ((5.0, 5.0), "leaves nothing"),
        ((9.0, 5.0), "leaves nothing"),
        ((-9.0, 5.0), "leaves nothing"),
        ((9e4, 9e5), "leaves nothing"),
        ((10.1, 10.3), "nothing would be left"),
        ((0.0, 9e9), "is all of the activity"),
    ],
)
def test_a_crop_that_cannot_be_changes_nothing(
    store: Store, bring: Bring, stretch: tuple[float, float], said: str
) -> None:
    """Nothing is left, or nothing goes."""
    key = bring(fit("unlabelled"))
    before = state(store)
    with pytest.raises(InvalidValue, match=said):
        crop_activity(store, key, stretch, NOW)
    assert state(store) == before


def test_a_said_distance_is_shared_out_and_put_together_again(store: Store, bring: Bring) -> None:
    """The treadmill's five kilometres stay five kilometres in all."""
    key = bring(fit("treadmill"))
    say_of_activity(store, key, {"distance_m": 5000.0}, NOW)
    outcome = split_activity(store, key, [400.0, 800.0], NOW)
    assert outcome.after.distance_m == pytest.approx(5000.0)
    check_alike(outcome.before, outcome.after)
    merged = merge_activities(store, shown(store), NOW)
    assert merged.after.distance_m == pytest.approx(5000.0)
    assert shown(store) == [key]


def test_many_activities_are_taken_out_at_once_and_brought_back(store: Store, bring: Bring) -> None:
    """One change, whose revert brings all of them back; the labels on them stay."""
    keys = [bring(fit("unlabelled", 24.0 * day), f"{day}.fit") for day in range(7)]
    label_activity(store, keys[0], ["01:00-02:00=backward"], NOW)
    before = state(store)
    outcome = remove_activities(store, [*keys, "latest"], NOW)
    assert shown(store) == []
    assert (outcome.before.activities, outcome.after.activities) == (7, 0)
    assert "and 2 more" in outcome.text
    with pytest.raises(InvalidValue, match="taken out of the log"):
        remove_activities(store, keys[:1], NOW)
    revert_change(store, None, NOW)
    assert state(store) == before
    with pytest.raises(InvalidValue, match="No activity"):
        remove_activities(store, [], NOW)


def test_importing_the_file_again_does_not_bring_back_what_was_taken_out(store: Store, bring: Bring) -> None:
    """The person's word stands."""
    key = bring(fit("unlabelled"))
    remove_activities(store, [key], NOW)
    bring(fit("unlabelled"), "again.fit")
    assert shown(store) == []


def test_what_was_split_or_merged_is_changed_no_more(store: Store, bring: Bring) -> None:
    """The words name what it became."""
    key = bring(fit("unlabelled"))
    parts = split_activity(store, key, [600.0], NOW).keys[1:]
    with pytest.raises(InvalidValue, match=parts[0]):
        label_activity(store, key, ["all=backward"], NOW)


def test_a_linked_copy_is_not_cut_up(store: Store, bring: Bring) -> None:
    """It would count beside the one that stands for it."""
    bring(fit("unlabelled"))
    bring(fit("unlabelled", seed=2), "copy.fit")
    with store.reading() as log:
        entries = log.figures.entries_of("me", also_hidden=True)
    (copy,) = [entry for entry in entries if entry.duplicate_of is not None]
    with pytest.raises(InvalidValue, match="linked to"):
        split_activity(store, copy.key, [600.0], NOW)


def test_a_split_with_later_changes_is_not_taken_back(store: Store, bring: Bring) -> None:
    """The words name what to take back first."""
    key = bring(fit("unlabelled"))
    parts = split_activity(store, key, [600.0], NOW).keys[1:]
    say_of_activity(store, parts[0], {"pain": 1.0}, NOW)
    split_activity(store, parts[1], [100.0], NOW)
    with pytest.raises(CannotUndo, match="3, 2"):
        revert_change(store, 1, NOW)
    for number in (3, 2, 1):
        revert_change(store, number, NOW)
    assert shown(store) == [key]
