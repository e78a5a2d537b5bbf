from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.load import Basis, DatedEffort, Effort, Record, beside_marks, marks, records

MILE_M = 1609.344
FIRST = date(2026, 1, 1)


def made(
    key: str,
    day: int,
    speed_m_s: float,
    *,
    travel: Travel = Travel.BACKWARD,
    size: float = MILE_M,
    basis: Basis = Basis.DISTANCE,
) -> DatedEffort:
    """An effort on a day of the year."""
    time_s = size / speed_m_s if basis is Basis.DISTANCE else size
    return DatedEffort(
        activity_key=key,
        day=FIRST + timedelta(days=day),
        effort=Effort(
            travel=travel,
            gait=Gait.RUN,
            basis=basis,
            size=size,
            distance_m=speed_m_s * time_s,
            start_s=0.0,
            end_s=time_s,
        ),
    )


def test_a_record_tells_each_time_it_was_beaten() -> None:
    """The progression has the first effort and every better one, whatever order they came in."""
    efforts = [made("d", 30, 3.1), made("a", 0, 2.5), made("c", 20, 2.4), made("b", 10, 2.9)]
    (record,) = records(efforts)
    assert [dated.activity_key for dated in record.progression] == ["a", "b", "d"]
    assert (record.activity_key, record.day) == ("d", FIRST + timedelta(days=30))
    assert (record.travel, record.basis, record.size) == (Travel.BACKWARD, Basis.DISTANCE, MILE_M)


def test_an_equal_effort_leaves_the_record_where_it_is() -> None:
    """Who did it first keeps it."""
    (record,) = records([made("b", 5, 3.0), made("a", 1, 3.0)])
    assert [dated.activity_key for dated in record.progression] == ["a"]


def test_directions_and_sizes_have_records_of_their_own() -> None:
    """A forward mile never beats a backward one, nor a duration a distance."""
    found = records(
        [
            made("x", 0, 3.0),
            made("x", 0, 5.0, travel=Travel.FORWARD),
            made("x", 0, 3.3, size=600.0, basis=Basis.DURATION),
            made("x", 0, 3.2, size=600.0),
        ]
    )
    assert [(r.travel, r.basis, r.size) for r in found] == [
        (Travel.FORWARD, Basis.DISTANCE, MILE_M),
        (Travel.BACKWARD, Basis.DISTANCE, 600.0),
        (Travel.BACKWARD, Basis.DISTANCE, MILE_M),
        (Travel.BACKWARD, Basis.DURATION, 600.0),
    ]


@given(st.lists(st.floats(1.0, 5.0), min_size=1, max_size=20))
def test_a_record_is_the_fastest_and_its_progression_rises(speeds: list[float]) -> None:
    """No effort is faster than the record, and each step of the way was."""
    efforts = [made(str(day), day, speed) for day, speed in enumerate(speeds)]
    (record,) = records(efforts)
    held = [dated.effort.speed_m_s for dated in record.progression]
    assert held == sorted(set(held))
    assert held[-1] == max(dated.effort.speed_m_s for dated in efforts)


def test_a_backward_mile_stands_beside_the_record_and_the_two_of_the_article() -> None:
    """5:54.25 is the record that was read, 6:28 and 7:58 the article's; each says when it was read."""
    (record,) = records([made("a", 0, MILE_M / 388.0)])
    beside = beside_marks(record)
    assert [(b.mark.time_s, b.mark.source) for b in beside] == [
        (354.25, "guinness-mile"),
        (388.0, "seed-article"),
        (478.0, "seed-article"),
    ]
    assert [round(b.time_ratio, 3) for b in beside] == [1.095, 1.0, 0.812]
    assert all(b.mark.as_of.year >= 2026 for b in beside)


def test_marks_of_the_other_direction_are_never_shown() -> None:
    """A backward mile is not a slow forward one."""
    assert {mark.travel for mark in marks(Travel.BACKWARD, MILE_M)} == {"backward"}
    assert {mark.travel for mark in marks(Travel.FORWARD, MILE_M)} == {"forward"}
    assert marks(Travel.UNKNOWN, MILE_M) == marks(Travel.SIDEWAYS, MILE_M) == ()


def test_an_hour_stands_beside_nothing() -> None:
    """Marks are over distances; 1500 s are not 1500 m."""
    (record,) = records([made("a", 0, 3.0, size=1500.0, basis=Basis.DURATION)])
    assert beside_marks(record) == ()


def test_a_record_without_an_effort_is_refused() -> None:
    """Nothing is no record."""
    with pytest.raises(InvalidValue, match=r"without an effort"):
        Record(progression=())
