"""What is kept of an activity: keys, documents, and what cannot be."""

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.log import Activity, Facts, Mark, Surface, Timeline, Told, Window, activity_key
from backstride.log.activity import BadStretch, Spoiled, taken_out

TIMES = st.floats(0.0, 1e5, allow_nan=False)
SCALE = st.none() | st.floats(0.0, 10.0)
TEXTS = st.none() | st.text(min_size=1, max_size=20)
STRETCHES = st.tuples(TIMES, st.floats(1.0, 1e4)).map(lambda each: (each[0], each[0] + each[1]))

marks = st.builds(
    lambda stretch, travel, gait: Mark(start_s=stretch[0], end_s=stretch[1], travel=travel, gait=gait),
    STRETCHES,
    st.sampled_from(Travel),
    st.none() | st.sampled_from(Gait),
)
bad_stretches = st.builds(
    lambda stretch, spoiled: BadStretch(start_s=stretch[0], end_s=stretch[1], spoiled=spoiled),
    STRETCHES,
    st.sampled_from(Spoiled),
)
timelines = st.builds(Timeline, marks=st.lists(marks).map(tuple), bad=st.lists(bad_stretches).map(tuple))
all_facts = st.builds(
    Facts,
    name=TEXTS,
    perceived_exertion=SCALE,
    pain=SCALE,
    pain_place=TEXTS,
    surface=st.none() | st.sampled_from(Surface),
    falls=st.none() | st.integers(0, 100),
    distance_m=st.none() | st.floats(1.0, 1e6),
    sport=TEXTS,
    notes=TEXTS,
    lap_convention=st.none() | st.sampled_from(["turn", "turn-from-backward"]),
)
all_told = st.builds(
    Told,
    platform=TEXTS,
    platform_id=TEXTS,
    name=TEXTS,
    kind=TEXTS,
    description=TEXTS,
    private_note=TEXTS,
    gear=TEXTS,
    perceived_exertion=SCALE,
    media=st.lists(st.text(min_size=1)).map(tuple),
)
windows = st.builds(
    lambda original, part, stretch: Window(
        original=original, part=part, start_s=stretch[0], end_s=stretch[1]
    ),
    st.sampled_from(["ab", "cd"]),
    st.integers(0, 4),
    STRETCHES,
)
activities = st.builds(
    Activity,
    key=st.just("0123456789ab"),
    windows=st.lists(windows, min_size=1).map(tuple),
    file_name=st.text(),
    told=all_told,
    facts=all_facts,
    replaced_by=st.lists(st.text(min_size=1)).map(tuple),
    is_removed=st.booleans(),
)


def through_json(document: dict[str, Any]) -> dict[str, Any]:
    """A document as it comes back from where it is kept."""
    found: dict[str, Any] = json.loads(json.dumps(document, allow_nan=False))
    return found


@given(activities)
def test_an_activity_comes_back_from_its_document_as_it_was(activity: Activity) -> None:
    """Nothing that cannot be computed again is lost on the way to the database."""
    assert Activity.from_document(through_json(activity.as_document())) == activity


@given(timelines)
def test_a_timeline_comes_back_from_its_document_as_it_was(timeline: Timeline) -> None:
    """No label and no bad stretch is lost, nor their order, which decides."""
    assert Timeline.from_document(through_json(timeline.as_document())) == timeline


def test_what_a_platform_rated_comes_back() -> None:
    """The rating that an export told is as good as lost if its document leaves it out."""
    assert Told.from_document(Told(perceived_exertion=6.0).as_document()).perceived_exertion == 6.0


def test_a_key_depends_on_the_athlete_and_the_windows_alone() -> None:
    """The same import gives the same key again, and nobody else's activity has it."""
    whole, cut = Window(original="ab"), Window(original="ab", start_s=1.0)
    keys = [
        activity_key("me", (whole,)),
        activity_key("you", (whole,)),
        activity_key("me", (cut,)),
        activity_key("me", (replace(whole, part=1),)),
        activity_key("me", (whole, cut)),
    ]
    assert len({*keys}) == 5
    assert all(len(key) == 12 for key in keys)
    assert activity_key("me", (Window(original="ab", start_s=0.0, end_s=None),)) == keys[0]


@pytest.mark.parametrize(("start_s", "end_s"), [(5.0, 5.0), (6.0, 5.0), (-1.0, 5.0), (math.nan, 5.0)])
def test_a_stretch_that_cannot_be_is_refused(start_s: float, end_s: float) -> None:
    """Windows, labels and bad stretches begin at 0 or later, and end after they begin."""
    with pytest.raises(InvalidValue, match="begins at 0 s"):
        Window(original="ab", start_s=start_s, end_s=end_s)
    with pytest.raises(InvalidValue, match="label from"):
        Mark(start_s=start_s, end_s=end_s, travel=Travel.BACKWARD)
    with pytest.raises(InvalidValue, match="bad stretch from"):
        BadStretch(start_s=start_s, end_s=end_s)


@pytest.mark.parametrize(
    "facts",
    [
        {"perceived_exertion": 10.1},
        {"perceived_exertion": -0.1},
        {"pain": math.nan},
        {"falls": 101},
        {"distance_m": 0.5},
        {"distance_m": 2e6},
        {"lap_convention": "left"},
    ],
)
def test_a_fact_that_cannot_be_is_refused(facts: dict[str, Any]) -> None:
    """A slip of the keyboard does not get into the log."""
    with pytest.raises(InvalidValue):
        Facts(**facts)


def test_zero_is_a_fact_and_none_is_not() -> None:
    """No pain at all was said; nothing about pain was not."""
    assert not Facts(pain=0.0).is_empty
    assert not Facts(falls=0).is_empty
    assert Facts().is_empty
    assert Facts.from_document(Facts(pain=0.0).as_document()).pain == 0.0


def test_what_lap_presses_mean_is_no_work_on_an_activity() -> None:
    """It is said of a whole import, so it does not make a copy the one that somebody worked on."""
    assert Facts(lap_convention="turn").is_empty


def test_saying_a_fact_leaves_the_others_and_none_takes_it_back() -> None:
    """Facts are said one by one."""
    activity = Activity(key="a", windows=(Window(original="ab"),), file_name="", facts=Facts(pain=2.0))
    said = activity.saying(name="Loop")
    assert (said.facts.pain, said.facts.name) == (2.0, "Loop")
    assert said.saying(name=None, pain=None).facts == Facts()


def test_an_activity_of_nothing_is_refused() -> None:
    """Every activity can be followed to a recording."""
    with pytest.raises(InvalidValue, match="consists of nothing"):
        Activity(key="a", windows=(), file_name="")


@given(st.lists(marks), STRETCHES)
def test_taking_a_stretch_out_leaves_all_else(said: list[Mark], stretch: tuple[float, float]) -> None:
    """Within the stretch nothing is said any more, outside of it the same in the same order."""
    left = taken_out(said, *stretch)
    assert not any(mark.start_s < stretch[1] and stretch[0] < mark.end_s for mark in left)
    for moment in {edge for mark in said for edge in (mark.start_s, (mark.start_s + mark.end_s) / 2)}:
        if not stretch[0] <= moment < stretch[1]:
            spoken, still = (
                [(mark.travel, mark.gait) for mark in each if mark.start_s <= moment < mark.end_s]
                for each in (said, left)
            )
            assert spoken == still
