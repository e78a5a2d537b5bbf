from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.load import DirectionDay, Week, monday_of, weeks

MONDAY = date(2026, 3, 2)


def row(
    day: int = 0,
    travel: Travel = Travel.BACKWARD,
    minutes: float = 10.0,
    gait: Gait = Gait.RUN,
    session: str | None = None,
    **known: float | None,
) -> DirectionDay:
    """A stretch of a session on a day after the first Monday."""
    energy, load = known.get("energy_kj"), known.get("load")
    return DirectionDay(
        session=session or f"of {day}",
        day=MONDAY + timedelta(days=day),
        travel=travel,
        gait=gait,
        duration_s=60.0 * minutes,
        distance_m=known.get("distance_m"),
        steps=known.get("steps"),
        energy_kj=None if energy is None else Estimate(energy, 0.9 * energy, 1.2 * energy),
        load=None if load is None else Estimate.exact(load),
    )


def test_a_week_adds_up_by_direction_and_together() -> None:
    """One session with both directions is one session together, and one in each."""
    (week,) = weeks(
        [
            row(0, Travel.FORWARD, 30.0, distance_m=5000.0, steps=5000.0, energy_kj=1500.0, load=40.0),
            row(0, Travel.BACKWARD, 10.0, distance_m=1000.0, steps=1800.0, energy_kj=500.0, load=20.0),
            row(6, Travel.BACKWARD, 20.0, distance_m=2000.0, steps=3600.0, energy_kj=900.0, load=30.0),
        ]
    )
    backward, forward = week.by_travel[Travel.BACKWARD], week.by_travel[Travel.FORWARD]
    assert (backward.moving_s, backward.distance_m, backward.steps) == (1800.0, 3000.0, 5400.0)
    assert backward.energy_kj == Estimate(1400.0, 1260.0, 1680.0)
    assert backward.load == Estimate.exact(50.0)
    assert (backward.sessions, forward.sessions, week.together.sessions) == (2, 1, 2)
    assert (week.together.moving_s, week.together.distance_m) == (3600.0, 8000.0)
    assert week.together.load == Estimate.exact(90.0)
    assert week.backward_share == 0.5
    assert week.together.distance_known_share == 1.0


def test_a_quantity_that_speaks_for_a_part_of_its_time_is_known_for_that_part() -> None:
    """A strap that dropped out for half of a session leaves half of its load unknown, not none."""
    whole = row(0, minutes=10.0, load=20.0, distance_m=1000.0)
    (week,) = weeks([replace(whole, load_known_s=300.0, distance_known_s=600.0)])
    assert (week.together.load_known_share, week.together.distance_known_share) == (0.5, 1.0)


def test_a_distance_that_is_unknown_is_told_and_not_zero() -> None:
    """A treadmill without a distance leaves the week's distance known for a third of the time."""
    (week,) = weeks([row(0, minutes=10.0, distance_m=1000.0), row(1, minutes=20.0)])
    assert week.together.distance_m == 1000.0
    assert week.together.distance_known_share == pytest.approx(1 / 3)
    assert week.together.steps is None
    assert week.together.steps_known_share == 0.0
    assert (week.together.energy_kj, week.together.load) == (None, None)


def test_standing_is_kept_and_is_not_moving() -> None:
    """Rest between repetitions costs energy and load, and neither moves nor hides the distance."""
    rest = row(0, Travel.UNKNOWN, 10.0, Gait.STANDING, load=5.0)
    (week,) = weeks([row(0, minutes=30.0, distance_m=3000.0, load=50.0), rest])
    assert (week.together.moving_s, week.together.duration_s) == (1800.0, 2400.0)
    assert week.together.distance_known_share == 1.0
    assert week.together.load == Estimate.exact(55.0)
    assert week.backward_share == 1.0


def test_weeks_without_sessions_between_are_zeros() -> None:
    """Nothing was done, and that is known: zeros in every direction, not gaps, and no share backward."""
    found = weeks([row(15, Travel.FORWARD, distance_m=1.0), row(0, distance_m=1.0)])
    assert [week.monday for week in found] == [MONDAY + timedelta(days=7 * at) for at in range(3)]
    empty = found[1]
    for volume in (empty.together, *empty.by_travel.values()):
        assert (volume.sessions, volume.moving_s, volume.distance_m, volume.steps) == (0, 0.0, 0.0, 0.0)
        assert volume.energy_kj == volume.load == Estimate.exact(0.0)
        assert volume.distance_known_share == 1.0
    assert set(empty.by_travel) == {Travel.FORWARD, Travel.BACKWARD}
    assert [week.backward_share for week in found] == [1.0, None, 0.0]


def test_unknown_direction_is_neither_backward_nor_not() -> None:
    """The share is of the time whose direction is known."""
    (week,) = weeks([row(minutes=10.0), row(1, Travel.FORWARD, 30.0), row(2, Travel.UNKNOWN, 600.0)])
    assert week.backward_share == 0.25
    (week,) = weeks([row(0, Travel.UNKNOWN)])
    assert week.backward_share is None


def test_a_week_runs_from_monday_to_sunday_over_the_new_year() -> None:
    """ISO weeks know no end of the year: Sunday 4 January 2026 closes the week of 29 December."""
    assert monday_of(date(2026, 1, 4)) == date(2025, 12, 29)
    assert monday_of(date(2026, 1, 5)) == date(2026, 1, 5)


def test_no_rows_give_no_weeks() -> None:
    """An empty log has no first week."""
    assert weeks([]) == ()


@pytest.mark.parametrize("broken", [{"distance_m": -1.0}, {"minutes": float("nan")}, {"load": float("inf")}])
def test_quantities_that_are_none_are_refused(broken: dict[str, float]) -> None:
    """An unknown is None; a negative distance is a fault of whoever gives it."""
    with pytest.raises(InvalidValue, match="zero or more"):
        row(**broken)  # type: ignore[arg-type]  # each of these names takes a number


MAYBE = st.one_of(st.none(), st.floats(0.0, 5000.0))
ROWS = st.lists(
    st.builds(
        row,
        day=st.integers(0, 30),
        travel=st.sampled_from(Travel),
        minutes=st.floats(0.0, 300.0),
        gait=st.sampled_from(Gait),
        session=st.sampled_from(["a", "b", "c"]),
        distance_m=MAYBE,
        steps=MAYBE,
        energy_kj=MAYBE,
        load=MAYBE,
    ),
    max_size=12,
)


def totals(found: tuple[Week, ...]) -> list[tuple[float, float, float, float]]:
    """Sums over all weeks of what is additive, together."""
    together = [week.together for week in found]
    return [
        (v.duration_s, v.moving_s, v.distance_m or 0.0, 0.0 if v.load is None else v.load.value)
        for v in together
    ]


@given(ROWS)
def test_together_is_the_sum_of_the_directions(rows: list[DirectionDay]) -> None:
    """No minute, metre or joule is lost or counted twice, in any week."""
    for week in weeks(rows):
        parts = list(week.by_travel.values())
        for name in ("duration_s", "moving_s", "distance_m", "steps"):
            summed = sum(getattr(part, name) or 0.0 for part in parts)
            assert summed == pytest.approx(getattr(week.together, name) or 0.0)
        for name in ("energy_kj", "load"):
            ends = [getattr(part, name) or Estimate.exact(0.0) for part in [*parts, week.together]]
            assert sum(end.high for end in ends[:-1]) == pytest.approx(ends[-1].high)


@given(ROWS)
def test_weeks_hold_all_that_was_given_and_leave_no_gap(rows: list[DirectionDay]) -> None:
    """The sum over the weeks is the sum over the rows, and Mondays follow each other."""
    found = weeks(rows)
    assert sum(week.together.duration_s for week in found) == pytest.approx(sum(r.duration_s for r in rows))
    assert sum(week.together.steps or 0.0 for week in found) == pytest.approx(
        sum(r.steps or 0.0 for r in rows)
    )
    assert all(after.monday - before.monday == timedelta(days=7) for before, after in pairwise(found))


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[DirectionDay], random: st.DataObject) -> None:
    """The log may be read in any order, to the last digit."""
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random here
    assert weeks(shuffled) == weeks(rows)


@given(ROWS, st.floats(0.0, 1.0))
def test_splitting_sessions_in_two_keeps_the_weeks(rows: list[DirectionDay], share: float) -> None:
    """A pause that made two files of one session changes no total."""
    halves = [half for each in rows for half in (scaled(each, share), scaled(each, 1.0 - share))]
    assert [t for week in totals(weeks(halves)) for t in week] == pytest.approx(
        [t for week in totals(weeks(rows)) for t in week]
    )


def scaled(whole: DirectionDay, share: float) -> DirectionDay:
    """A share of a stretch, as a session of its own."""
    return DirectionDay(
        session=f"{whole.session}, {share}",
        day=whole.day,
        travel=whole.travel,
        gait=whole.gait,
        duration_s=share * whole.duration_s,
        distance_m=None if whole.distance_m is None else share * whole.distance_m,
        steps=None if whole.steps is None else share * whole.steps,
        energy_kj=None if whole.energy_kj is None else share * whole.energy_kj,
        load=None if whole.load is None else share * whole.load,
    )


def test_the_longest_is_that_of_one_session() -> None:
    """Two sessions of a week are not one long one, and standing is no part of it."""
    (week,) = weeks(
        [
            row(0, Travel.BACKWARD, 10.0, session="a"),
            row(0, Travel.BACKWARD, 5.0, Gait.WALK, session="a"),
            row(2, Travel.BACKWARD, 12.0, session="b"),
            row(2, Travel.BACKWARD, 50.0, Gait.STANDING, session="b"),
        ]
    )
    assert week.by_travel[Travel.BACKWARD].longest_s == 15.0 * 60.0
    assert week.together.longest_s == 15.0 * 60.0
