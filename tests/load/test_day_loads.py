from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Travel
from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.load import (
    DayLoads,
    FormStart,
    LoadScale,
    SessionColumns,
    SessionLoad,
    UnknownLoad,
    WhyUnknown,
    day_loads,
    form,
    trimp_for_each_session_rpe,
)

FIRST = date(2026, 3, 2)
TRIMP, RATED = LoadScale.TRIMP, LoadScale.SESSION_RPE


def on(day: int) -> date:
    """So many days after the first."""
    return FIRST + timedelta(days=day)


def session(
    key: str, day: int = 0, trimp: float | None = None, rated: float | None = None, **other: float | None
) -> SessionLoad:
    """A whole session of an hour; its TRIMP may be a fifth off."""
    load = None if trimp is None else Estimate(trimp, 0.8 * trimp, 1.2 * trimp)
    known = {"moving_s": 3600.0, "heart_rate_unknown_s": 0.0} | other
    return SessionLoad(
        session=key,
        day=on(day),
        trimp=load,
        session_rpe_load=rated,
        moving_s=known["moving_s"],
        heart_rate_unknown_s=known["heart_rate_unknown_s"] or 0.0,
    )


def part(whole: SessionLoad, travel: Travel, minutes: float, trimp: float | None = None) -> SessionLoad:
    """What a session holds in one direction."""
    load = None if trimp is None else Estimate(trimp, 0.8 * trimp, 1.2 * trimp)
    moving_s = 60.0 * minutes
    return replace(whole, travel=travel, trimp=load, session_rpe_load=None, moving_s=moving_s)


def loads(
    sessions: list[SessionLoad], scale: LoadScale = TRIMP, days: int = 3, travel: Travel | None = None
) -> DayLoads:
    """The days from the first on."""
    return day_loads(sessions, FIRST, on(days - 1), scale, travel=travel)


def ends(estimate: Estimate | None) -> list[float]:
    """Value, low and high of an estimate that is there."""
    assert estimate is not None
    return [estimate.value, estimate.low, estimate.high]


BOTH = [session(f"both{at}", 0, 50.0 + 10.0 * at, 200.0) for at in range(5)]
"""Sessions with both: ratios of 0.25, 0.30, 0.35, 0.40 and 0.45."""


def test_sessions_of_a_day_add_up_and_days_without_are_rest() -> None:
    """50 and 30 on Monday are 80; Tuesday is a known 0, for the log covers it."""
    found = loads([session("a", 0, 50.0), session("b", 0, 30.0), session("c", 2, 10.0)])
    assert found.value.tolist() == [80.0, 0.0, 10.0]
    assert found.low.tolist() == pytest.approx([64.0, 0.0, 8.0])
    assert found.high.tolist() == pytest.approx([96.0, 0.0, 12.0])
    assert found.heart_rate_sessions.tolist() == [2, 0, 1]
    assert found.unknown_sessions.tolist() == [0, 0, 0]
    assert found.days == (on(0), on(1), on(2))


def test_a_session_without_heart_rate_and_rating_is_unknown_and_never_zero() -> None:
    """A day of which nothing is known is NaN; beside a known session it is counted, and listed."""
    found = loads([session("a", 0), session("b", 1), session("c", 1, 30.0)])
    assert np.isnan([found.value[0], found.low[0], found.high[0]]).all()
    assert found.value[1:].tolist() == [30.0, 0.0]
    assert found.unknown_sessions.tolist() == [1, 1, 0]
    assert found.unknown == tuple(
        UnknownLoad(session=key, day=on(day), why=WhyUnknown.NOTHING) for key, day in (("a", 0), ("b", 1))
    )


def test_a_rating_comes_onto_the_scale_of_heart_rate_by_the_median_ratio() -> None:
    """A rated hour of 100 is 35 by the median ratio, from 30 to 40 by the quartiles."""
    found = loads([*BOTH, session("rated", 1, None, 100.0)])
    assert ends(found.ratio) == pytest.approx([0.35, 0.30, 0.40])
    assert [found.value[1], found.low[1], found.high[1]] == pytest.approx([35.0, 30.0, 40.0])
    assert found.session_rpe_sessions.tolist() == [0, 1, 0]
    assert found.heart_rate_sessions.tolist() == [5, 0, 0]


def test_one_odd_rating_does_not_move_the_ratio_far() -> None:
    """A slip of the finger (1 for 10) moves the median to its neighbour at most."""
    odd = replace(BOTH[0], session_rpe_load=1.0)
    assert ends(trimp_for_each_session_rpe([odd, *BOTH[1:]])) == pytest.approx([0.40, 0.35, 0.45])


def test_four_sessions_with_both_tell_no_ratio() -> None:
    """A rating that cannot be brought onto the scale is unknown there, and says why."""
    found = loads([*BOTH[:4], session("rated", 1, None, 100.0)])
    assert found.ratio is None
    assert np.isnan(found.value[1])
    assert [unknown.why for unknown in found.unknown] == [WhyUnknown.NO_RATIO]


def test_sessions_that_tell_nothing_of_the_ratio_are_passed_over() -> None:
    """A rating of rest, an impulse of 0, gaps in the heart rate and parts do not count among the five."""
    poor = [
        session("rest", 0, 10.0, 0.0),
        session("still", 0, 0.0, 100.0),
        session("gaps", 0, 10.0, 100.0, heart_rate_unknown_s=1800.0),
        session("untimed", 0, 10.0, 100.0, moving_s=None, heart_rate_unknown_s=1.0),
        part(BOTH[0], Travel.BACKWARD, 30.0, 25.0),
    ]
    assert trimp_for_each_session_rpe([*BOTH[:4], *poor]) is None
    assert trimp_for_each_session_rpe([*BOTH, *poor]) == trimp_for_each_session_rpe(BOTH)


def test_the_scale_of_ratings_takes_ratings_alone() -> None:
    """A heart rate is no rating: without one the session is unknown there, and nothing is converted."""
    found = loads([*BOTH, session("unrated", 1, 90.0), session("rated", 2, None, 100.0)], RATED)
    assert found.value[[0, 2]].tolist() == [1000.0, 100.0]
    assert np.isnan(found.value[1])
    assert found.ratio is None
    assert found.heart_rate_sessions.tolist() == [0, 0, 0]


def test_a_heart_rate_with_long_gaps_gives_way_to_the_rating() -> None:
    """Six minutes of an hour may be missing; from then on the impulse would be a part taken for the whole."""
    short = session("short", 1, 35.0, 100.0, heart_rate_unknown_s=360.0)
    long = session("long", 2, 20.0, 100.0, heart_rate_unknown_s=361.0)
    found = loads([*BOTH, short, long])
    assert found.value[1:].tolist() == pytest.approx([35.0, 35.0])
    assert found.heart_rate_sessions.tolist() == [5, 1, 0]
    assert found.session_rpe_sessions.tolist() == [0, 0, 1]


def test_a_heart_rate_with_long_gaps_and_no_rating_is_known_in_part() -> None:
    """What is known counts, and the session is listed as unknown for the rest."""
    found = loads([session("gaps", 0, 20.0, heart_rate_unknown_s=1800.0)])
    assert found.value[0] == 20.0
    assert found.unknown_sessions[0] == found.heart_rate_sessions[0] == 1
    assert found.unknown[0].why is WhyUnknown.GAPS


def test_a_rating_is_split_over_directions_by_moving_time() -> None:
    """A quarter of the time backward is a quarter of the session's rating, whatever was hard in it."""
    whole = session("a", 0, None, 400.0)
    rows = [whole, part(whole, Travel.BACKWARD, 15.0), part(whole, Travel.FORWARD, 45.0)]
    assert loads(rows, RATED, travel=Travel.BACKWARD).value[0] == 100.0
    assert loads(rows, RATED, travel=Travel.FORWARD).value[0] == 300.0
    assert loads(rows, RATED).value[0] == 400.0
    assert loads([*rows, *BOTH], travel=Travel.BACKWARD).value[0] == pytest.approx(35.0)


@pytest.mark.parametrize(("whole_s", "minutes"), [(None, 15.0), (0.0, 0.0), (600.0, 15.0)])
def test_without_a_sound_moving_time_a_rating_is_not_split(whole_s: float | None, minutes: float) -> None:
    """Together the load is known; of the direction it is unknown, not 0."""
    whole = session("a", 0, None, 400.0, moving_s=whole_s)
    rows = [whole, part(whole, Travel.BACKWARD, minutes)]
    found = loads(rows, RATED, travel=Travel.BACKWARD)
    assert np.isnan(found.value[0])
    assert found.unknown[0].why is WhyUnknown.NO_TIME
    assert loads(rows, RATED).value[0] == 400.0


def test_a_part_without_heart_rate_is_unknown_where_the_whole_has_one() -> None:
    """The sources of a session are not mixed: its rating does not fill a direction in."""
    whole = session("a", 0, 60.0, 400.0)
    rows = [whole, part(whole, Travel.BACKWARD, 3.0), part(whole, Travel.FORWARD, 57.0, 60.0), *BOTH]
    found = loads(rows, travel=Travel.BACKWARD)
    assert np.isnan(found.value[0])
    assert found.unknown_sessions[0] == 1


def test_a_session_without_parts_is_of_unknown_direction() -> None:
    """What was written down by hand belongs to no direction, and is not lost."""
    rows = [session("b", 1, 20.0), session("a", 1, 10.0)]
    assert loads(rows, travel=Travel.UNKNOWN).value.tolist() == [0.0, 30.0, 0.0]
    assert loads(rows, travel=Travel.BACKWARD).value.tolist() == [0.0, 0.0, 0.0]


def test_unknown_loads_are_listed_by_day() -> None:
    """Also where sessions without parts stand among parts of unknown direction."""
    later, earlier = session("a", 2), session("b", 1)
    found = loads([later, part(later, Travel.UNKNOWN, 60.0), earlier], travel=Travel.UNKNOWN)
    assert [(each.session, each.day) for each in found.unknown] == [("b", on(1)), ("a", on(2))]


def test_sessions_outside_the_days_count_for_the_ratio_alone() -> None:
    """A look at one week knows the ratio from the weeks before."""
    earlier = [replace(each, day=on(-20)) for each in BOTH]
    found = loads([*earlier, session("rated", 1, None, 100.0), session("later", 9, 50.0)])
    assert found.value.tolist() == pytest.approx([0.0, 35.0, 0.0])


def test_no_session_at_all_is_rest() -> None:
    """An empty log has days, and each of them is a known 0."""
    found = loads([])
    assert found.value.tolist() == found.high.tolist() == [0.0, 0.0, 0.0]
    assert found.unknown == ()


def test_nobody_can_write_to_the_loads() -> None:
    """A series that was handed out stays what it was."""
    with pytest.raises(ValueError, match="read-only"):
        loads([]).value[0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        loads([]).unknown_sessions[0] = 1


def test_arrays_of_different_lengths_are_refused() -> None:
    """A day missing from one column would shift all after it."""
    with pytest.raises(InvalidValue, match="one entry a day"):
        replace(loads([]), low=np.zeros(2))


def test_days_in_the_wrong_order_are_refused() -> None:
    """Swapped ends are told, not met with an empty series."""
    with pytest.raises(InvalidValue, match="Swap the two days"):
        day_loads([], on(1), on(0), TRIMP)


def test_a_part_without_its_whole_is_refused() -> None:
    """Without the whole the days would be rest where there was a session."""
    whole = session("a", 0, 50.0)
    with pytest.raises(InvalidValue, match="Add the whole"):
        loads([part(whole, Travel.BACKWARD, 60.0, 50.0)])
    with pytest.raises(InvalidValue, match="Add the whole"):
        loads([whole, replace(part(whole, Travel.BACKWARD, 60.0, 50.0), day=on(1))])


def test_a_session_given_twice_is_refused() -> None:
    """A duplicate would double the day."""
    with pytest.raises(InvalidValue, match="given twice"):
        loads([session("a", 0, 50.0), session("a", 0, 50.0)])


def test_a_rating_of_a_part_is_refused() -> None:
    """Nobody is asked how hard one direction was."""
    with pytest.raises(InvalidValue, match="rated as a whole"):
        SessionLoad(session="a", day=FIRST, travel=Travel.BACKWARD, session_rpe_load=100.0)


@pytest.mark.parametrize(
    ("trimp", "rated", "moving_s"), [(None, -1.0, 1.0), (None, 1.0, float("nan")), (float("inf"), 1.0, 1.0)]
)
def test_numbers_that_are_none_are_refused(trimp: float | None, rated: float, moving_s: float) -> None:
    """An unknown is None; NaN and negative loads are faults of whoever gives them."""
    with pytest.raises(InvalidValue, match="zero or more"):
        session("a", 0, trimp, rated, moving_s=moving_s)


@st.composite
def training(draw: st.DrawFn) -> list[SessionLoad]:
    """Sessions with a heart rate, a rating, both or neither, gone in up to three directions."""
    rows: list[SessionLoad] = []
    for at in range(draw(st.integers(0, 12))):
        has_heart_rate, is_rated = draw(st.booleans()), draw(st.booleans())
        travels = draw(st.lists(st.sampled_from(Travel), min_size=0, max_size=3, unique=True))
        minutes = [draw(st.floats(1.0, 90.0)) for _ in travels]
        impulses = [draw(st.floats(1.0, 90.0)) for _ in travels]
        whole = session(
            str(at),
            draw(st.integers(0, 6)),
            (sum(impulses) or 40.0) if has_heart_rate else None,
            draw(st.floats(1.0, 900.0)) if is_rated else None,
            moving_s=60.0 * sum(minutes),
        )
        rows.append(whole)
        for travel, time, impulse in zip(travels, minutes, impulses, strict=True):
            rows.append(part(whole, travel, time, impulse if has_heart_rate else None))
    return rows


@given(training(), st.sampled_from(LoadScale))
def test_the_directions_add_up_to_all_together(rows: list[SessionLoad], scale: LoadScale) -> None:
    """No load is lost or counted twice by looking at directions, known or unknown."""
    whole = loads(rows, scale, 7)
    parts = [loads(rows, scale, 7, travel) for travel in Travel]
    for end in ("value", "low", "high"):
        summed = np.nansum([getattr(each, end) for each in parts], axis=0)
        assert summed == pytest.approx(np.nan_to_num(getattr(whole, end)), abs=1e-9)
    assert {each.session for each in whole.unknown} == {u.session for each in parts for u in each.unknown}


@given(training(), st.sampled_from(LoadScale), st.randoms(use_true_random=False))
def test_the_order_of_sessions_does_not_matter(
    rows: list[SessionLoad], scale: LoadScale, random: st.DataObject
) -> None:
    """The log may be read in any order, to the last digit."""
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random here
    first, second = loads(rows, scale, 7), loads(shuffled, scale, 7)
    assert np.array_equal(first.value, second.value, equal_nan=True)
    assert np.array_equal(first.high, second.high, equal_nan=True)
    assert (first.unknown, first.ratio) == (second.unknown, second.ratio)


@given(training(), st.sampled_from(LoadScale))
def test_every_session_is_known_or_listed(rows: list[SessionLoad], scale: LoadScale) -> None:
    """A day is 0 only where there was no session; all sessions are accounted for."""
    found = loads(rows, scale, 7)
    counted = found.heart_rate_sessions + found.session_rpe_sessions + found.unknown_sessions
    there = np.bincount([(row.day - FIRST).days for row in rows if row.travel is None], minlength=7)
    assert counted.tolist() == there.tolist()
    assert (found.value[there > 0] != 0.0).all()
    assert (found.value[there == 0] == 0.0).all()


@given(st.floats(0.0, 200.0), st.floats(0.0, 1.0))
def test_splitting_a_session_in_two_keeps_its_day(trimp: float, share: float) -> None:
    """A pause that made two files of one session changes nothing."""
    one = loads([session("a", 1, trimp)])
    two = loads([session("a", 1, share * trimp), session("b", 1, trimp - share * trimp)])
    assert two.value == pytest.approx(one.value)
    assert two.high == pytest.approx(one.high)


def by_the_rules(
    whole: SessionLoad, own: SessionLoad, scale: LoadScale, ratio: Estimate | None
) -> tuple[Estimate | None, LoadScale | None, WhyUnknown | None]:
    """What one session gives: its load, where that comes from, and why some of it is unknown."""

    def is_covered(row: SessionLoad) -> bool:
        unknown_s = row.heart_rate_unknown_s
        return unknown_s == 0.0 or (row.moving_s is not None and unknown_s <= 0.1 * row.moving_s)

    rated, factor = whole.session_rpe_load, Estimate.exact(1.0) if scale is RATED else ratio
    stands_in = rated is not None and ratio is not None
    if scale is TRIMP and whole.trimp is not None and (is_covered(whole) or not stands_in):
        if own.trimp is None:
            return None, None, WhyUnknown.NOTHING
        return own.trimp, TRIMP, None if is_covered(own) else WhyUnknown.GAPS
    if rated is None or factor is None:
        return None, None, WhyUnknown.NOTHING if rated is None else WhyUnknown.NO_RATIO
    if own is whole:
        return factor * rated, RATED, None
    if own.moving_s is None or not whole.moving_s or own.moving_s > whole.moving_s:
        return None, None, WhyUnknown.NO_TIME
    return factor * (rated * (own.moving_s / whole.moving_s)), RATED, None


@st.composite
def odd_training(draw: st.DrawFn) -> list[SessionLoad]:
    """Training whose hearts have gaps and whose times are partly unknown or do not add up."""
    odd_s = st.sampled_from([0.0, 100.0, 2000.0])
    return [
        replace(
            row,
            heart_rate_unknown_s=draw(odd_s),
            moving_s=draw(st.sampled_from([row.moving_s, row.moving_s, None, 0.0])),
        )
        for row in draw(training())
    ]


@given(odd_training(), st.sampled_from(LoadScale), st.sampled_from([None, *Travel]))
def test_columns_give_what_the_rules_give_session_by_session(
    rows: list[SessionLoad], scale: LoadScale, travel: Travel | None
) -> None:
    """All sessions at once come to the same loads, origins and reasons as one after the other."""
    found = loads(rows, scale, 7, travel)
    wholes = {row.session: row for row in rows if row.travel is None}
    own = [row for row in rows if row.travel is travel]
    if travel is Travel.UNKNOWN:
        parted = {row.session for row in rows if row.travel is not None}
        own += [whole for key, whole in wholes.items() if key not in parted]
    given_by = [(row, *by_the_rules(wholes[row.session], row, scale, found.ratio)) for row in own]
    for at in range(7):
        of_day = [each for each in given_by if each[0].day == on(at)]
        known = [load for _, load, _, _ in of_day if load is not None]
        if known or not of_day:
            summed = [sum(getattr(load, end) for load in known) for end in ("value", "low", "high")]
            assert [found.value[at], found.low[at], found.high[at]] == pytest.approx(summed)
        else:
            assert np.isnan([found.value[at], found.low[at], found.high[at]]).all()
        origins = [origin for _, _, origin, _ in of_day]
        assert found.heart_rate_sessions[at] == origins.count(TRIMP)
        assert found.session_rpe_sessions[at] == origins.count(RATED)
    told = {(each.session, each.why) for each in found.unknown}
    assert told == {(row.session, why) for row, _, _, why in given_by if why is not None}


@given(training(), st.sampled_from(LoadScale), st.sampled_from([None, *Travel]))
def test_columns_made_once_serve_every_direction(
    rows: list[SessionLoad], scale: LoadScale, travel: Travel | None
) -> None:
    """Whoever asks for several directions need not have the sessions sorted and checked each time."""
    columns = SessionColumns.of(rows)
    found, other = (day_loads(given, FIRST, on(6), scale, travel=travel) for given in (columns, rows))
    assert np.array_equal(found.value, other.value, equal_nan=True)
    assert (found.unknown, found.ratio) == (other.unknown, other.ratio)


def test_a_day_with_a_known_and_an_unknown_session_keeps_the_known_and_counts_the_other() -> None:
    """By hand: 30 (24 to 36) and an unknown one are 30 (24 to 36) with one unknown, not 30 and not NaN.

    The same day in the form of a beginner: 1 - exp(-1/42) is 0.0235283, and fitness 30 times that, 0.70585.
    The hardest day of the series is 36: the upper end is (36 + 36) times that, 1.69404, the lower 24 times
    that, 0.56468.
    """
    found = loads([session("a", 0, 30.0), session("b", 0)], days=1)
    assert [found.value[0], found.low[0], found.high[0]] == pytest.approx([30.0, 24.0, 36.0])
    assert (found.heart_rate_sessions[0], found.unknown_sessions[0]) == (1, 1)
    fitness = form(found, start=FormStart.beginner()).fitness
    ends = [fitness.value[0], fitness.low[0], fitness.high[0]]
    assert ends == pytest.approx([0.70585, 0.56468, 1.69404], abs=1e-5)
