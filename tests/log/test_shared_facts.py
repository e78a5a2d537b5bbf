"""What was said of a whole, shared out and put together again."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import InvalidValue
from backstride.log import Activity, Facts, Surface, Window
from backstride.log.shared_facts import facts_of_merged, facts_of_parts
from backstride.recording import Recording, Samples

START = datetime(2026, 4, 1, tzinfo=UTC)


def lasting(seconds: float, distance_m: float | None = None) -> Recording:
    """A recording of some length."""
    return Recording(
        format="fit",
        samples=Samples.of(np.array([0.0, seconds])),
        started_at=START,
        device_distance_m=distance_m,
    )


def merged(*said: Facts, seconds: tuple[float, ...] = (60.0, 60.0), ways_m: Any = (None, None)) -> Facts:  # noqa: ANN401 - numbers or None
    """What is said of activities that were merged."""
    activities = [
        Activity(key="a", windows=(Window(original="ab"),), file_name="", facts=each) for each in said
    ]
    return facts_of_merged(activities, [lasting(*each) for each in zip(seconds, ways_m, strict=True)])


@given(
    rating=st.none() | st.floats(0.0, 10.0),
    falls=st.none() | st.integers(0, 9),
    ways_m=st.lists(st.floats(1.0, 1e4), min_size=2, max_size=2),
)
def test_what_was_shared_out_comes_together_again(
    rating: float | None, falls: int | None, ways_m: list[float]
) -> None:
    """Splitting and merging gives back what was said, the distance and the falls included."""
    said = Facts(
        name="Loop",
        perceived_exertion=rating,
        pain=2.0,
        pain_place="knee",
        surface=Surface.TRACK,
        falls=falls,
        distance_m=sum(ways_m),
        notes="windy",
    )
    parts = facts_of_parts(said, 2, ways_m)
    again = merged(*parts, seconds=(100.0, 37.5), ways_m=ways_m)
    assert again.distance_m == pytest.approx(said.distance_m)
    assert (again.perceived_exertion is None) is (rating is None)
    assert again.perceived_exertion == (None if rating is None else pytest.approx(rating, abs=1e-6))
    for name in ("name", "pain", "pain_place", "surface", "falls", "notes"):
        assert getattr(again, name) == getattr(said, name)


def test_falls_stay_with_the_first_part() -> None:
    """They are counted once, though nobody knows in which part they were."""
    parts = facts_of_parts(Facts(falls=2), 3, None)
    assert [each.falls for each in parts] == [2, None, None]


def test_how_hard_it_was_is_the_mean_over_the_time() -> None:
    """So rating times minutes is what it was before."""
    hard, easy = Facts(perceived_exertion=8.0), Facts(perceived_exertion=2.0)
    assert merged(hard, easy, seconds=(3600.0, 1800.0)).perceived_exertion == 6.0
    assert merged(hard, Facts()).perceived_exertion == 8.0


def test_texts_and_pains_come_together() -> None:
    """Nothing that was written is lost; the worst pain stays; what was said of one falls is added."""
    one = Facts(notes="windy", pain=1.0, pain_place="knee", falls=1, surface=Surface.ROAD)
    other = Facts(notes="warm", pain=4.0, pain_place="calf", falls=2, name="Home")
    both = merged(one, other)
    assert (both.notes, both.pain, both.pain_place, both.falls) == ("windy\nwarm", 4.0, "knee, calf", 3)
    assert (both.name, both.surface) == ("Home", Surface.ROAD)


def test_what_cannot_be_put_together_is_refused() -> None:
    """A said distance is not made of an unknown one, and lap presses mean one thing."""
    with pytest.raises(InvalidValue, match="unknown"):
        merged(Facts(distance_m=5000.0), Facts(), ways_m=(5000.0, None))
    with pytest.raises(InvalidValue, match="lap button"):
        merged(Facts(lap_convention="turn"), Facts())
