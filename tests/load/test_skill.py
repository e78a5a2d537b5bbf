from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.load import (
    Basis,
    DatedBout,
    DatedEffort,
    Effort,
    heart_cost_per_metre,
    session_speed_ratios,
    settled_heart_rate,
    skill_curve,
    speed_ratios,
)

START = datetime(2026, 1, 1, 8, tzinfo=UTC)


def walked(session: int, heart_rate_bpm: float | None = 120.0, **other: Any) -> DatedBout:  # noqa: ANN401 (any field)
    """A backward walk of ten minutes in the nth session, at 1.25 m/s and level unless said otherwise."""
    started_at = START + timedelta(days=2 * session)
    row = DatedBout(
        activity_key=f"s{session}",
        day=started_at.date(),
        started_at=started_at,
        travel=Travel.BACKWARD,
        gait=Gait.WALK,
        duration_s=600.0,
        speed_m_s=1.25,
        heart_rate_bpm=heart_rate_bpm,
        grade=0.0,
        resting_heart_rate_bpm=60.0,
    )
    return replace(row, **other)


def test_a_learner_shows_the_fall_of_the_published_trial() -> None:
    """142.6 bpm falling to 118.8 over twelve sessions (heath2001) comes out as that fall."""
    exponent = np.log(118.8 / 142.6) / np.log(12)
    curve = skill_curve([walked(n, 142.6 * n**exponent) for n in range(1, 13)], Gait.WALK)
    change = curve.change_over_the_published_sessions()
    assert change is not None
    assert change.value == pytest.approx(curve.published_change) == pytest.approx(-0.167, abs=0.001)
    assert curve.heart_cost is not None
    assert curve.heart_cost.exponent.high < 0.0
    assert (curve.sessions, curve.minutes, curve.reason) == (12, 120.0, None)
    assert [(p.session, p.minutes_before, p.bouts, p.seconds) for p in curve.points][:2] == [
        (1, 0.0, 1, 600.0),
        (2, 10.0, 1, 600.0),
    ]


def test_an_unchanging_heart_shows_no_learning() -> None:
    """Where nothing falls, the change is zero and its interval holds it."""
    curve = skill_curve([walked(n) for n in range(1, 9)], Gait.WALK)
    change = curve.change_over_the_published_sessions()
    assert change is not None
    assert (change.low, change.value, change.high) == (0.0, 0.0, 0.0)


def test_noise_is_not_called_learning() -> None:
    """Of a heart rate that only scatters, the interval of the trend holds zero nineteen times of twenty."""
    random = np.random.default_rng(3)
    held = 0
    for _ in range(200):
        curve = skill_curve([walked(n, 120.0 + random.normal(0, 5)) for n in range(1, 11)], Gait.WALK)
        assert curve.heart_rate is not None
        held += curve.heart_rate.exponent.low <= 0.0 <= curve.heart_rate.exponent.high
    assert held / 200 >= 0.92


def test_too_few_sessions_give_no_trend_and_the_reason() -> None:
    """Three points are no trend, and the person is told what is missing."""
    curve = skill_curve([walked(n) for n in range(1, 4)], Gait.WALK)
    assert curve.heart_cost is None
    assert curve.heart_rate is None
    assert curve.change_over_the_published_sessions() is None
    assert curve.reason is not None
    assert "3 backward walk sessions with a heart cost; at least 5 needed." in curve.reason


def test_without_a_resting_rate_there_is_no_cost_but_a_heart_rate() -> None:
    """What one number is missing for does not take the other away."""
    curve = skill_curve([walked(n, resting_heart_rate_bpm=None) for n in range(1, 7)], Gait.WALK)
    assert curve.heart_cost is None
    assert curve.heart_rate is not None
    assert curve.reason == "0 backward walk sessions with a heart cost; at least 5 needed."


@pytest.mark.parametrize(
    "other",
    [
        {"duration_s": 119.0},
        {"grade": 0.02},
        {"grade": -0.02},
        {"heart_rate_bpm": None},
        {"heart_rate_bpm": 0.0},
        {"speed_m_s": None},
        {"speed_m_s": 0.1},
        {"gait": Gait.RUN},
        {"travel": Travel.FORWARD},
        {"travel": Travel.UNKNOWN},
    ],
)
def test_a_bout_that_is_short_steep_silent_or_something_else_does_not_count(other: dict[str, Any]) -> None:
    """Only what can be compared is a point of the curve."""
    curve = skill_curve([walked(1), walked(2, **other)], Gait.WALK)
    assert [point.session for point in curve.points] == [1]


def test_every_backward_session_is_practice_though_it_is_no_point() -> None:
    """A run, a hill or a session without a strap teaches as well; a forward session does not."""
    rows = [
        walked(1, gait=Gait.RUN),
        walked(2, grade=0.05),
        walked(3, None),
        walked(4, travel=Travel.FORWARD),
        walked(5),
    ]
    (point,) = skill_curve(rows, Gait.WALK).points
    assert (point.session, point.minutes_before) == (4, 30.0)


def test_a_grade_that_nobody_measured_is_told() -> None:
    """A treadmill gives no grade; the bout counts, and the curve says how many such there are."""
    curve = skill_curve([walked(1, grade=None), walked(2)], Gait.WALK)
    assert (len(curve.points), curve.assumed_level) == (2, 1)


def test_heart_rates_are_compared_at_one_speed_only() -> None:
    """A slower day has a lower heart rate without any learning."""
    rows = [walked(1), walked(2), walked(3), walked(4, 90.0, speed_m_s=0.8)]
    curve = skill_curve(rows, Gait.WALK)
    assert curve.reference_speed_m_s == 1.25
    assert [point.heart_rate_bpm for point in curve.points] == [120.0, 120.0, 120.0, None]
    slow = skill_curve(rows, Gait.WALK, reference_speed_m_s=0.8)
    assert [point.heart_rate_bpm for point in slow.points] == [None, None, None, 90.0]


def test_bouts_of_a_session_are_weighed_by_their_length() -> None:
    """A long bout says more than a short one."""
    rows = [walked(1, 120.0), walked(1, 130.0, duration_s=200.0)]
    (point,) = skill_curve(rows, Gait.WALK).points
    assert (point.bouts, point.seconds) == (2, 800.0)
    assert point.heart_rate_bpm == pytest.approx(122.5)


@given(st.permutations([walked(n, 140.0 - 2 * n) for n in range(1, 8)]))
def test_the_order_in_which_bouts_are_given_does_not_matter(rows: list[DatedBout]) -> None:
    """Practice runs by the clock, not by the list."""
    assert skill_curve(rows, Gait.WALK) == skill_curve(sorted(rows, key=lambda r: r.day), Gait.WALK)


def test_no_session_at_all_is_an_empty_curve() -> None:
    """A beginner sees what is needed, not an error."""
    curve = skill_curve([], Gait.RUN)
    assert (curve.points, curve.sessions, curve.reference_speed_m_s) == ((), 0, None)
    assert curve.reason is not None


def test_the_heart_cost_is_beats_above_rest_over_metres() -> None:
    """(120 - 60) beats a minute at 75 m a minute: 0.8 beats for each metre (bailey-pci)."""
    assert heart_cost_per_metre(120.0, 60.0, 1.25) == pytest.approx(0.8)
    assert heart_cost_per_metre(120.0, 60.0, 0.0) is None
    assert heart_cost_per_metre(55.0, 60.0, 1.25) is None


def test_the_first_minute_of_a_bout_is_left_out_of_its_heart_rate() -> None:
    """The heart follows with a lag; its climb is not the cost of the speed."""
    elapsed_s = np.arange(301.0)
    heart_rate = np.where(elapsed_s < 100.0, 80.0, 140.0)
    assert settled_heart_rate(elapsed_s, heart_rate, 40.0, 300.0) == 140.0
    assert settled_heart_rate(elapsed_s, heart_rate, 0.0, 119.0) is None


def test_a_strap_that_was_mostly_silent_gives_no_heart_rate() -> None:
    """Less than half of the time is not a mean of the bout."""
    elapsed_s = np.arange(301.0)
    for silent_from, found in ((200.0, 140.0), (150.0, None)):
        heart_rate = np.where(elapsed_s < silent_from, 140.0, np.nan)
        assert settled_heart_rate(elapsed_s, heart_rate, 0.0, 300.0) == found


def test_a_negative_number_is_refused() -> None:
    """A slip of the caller is not a point of the curve."""
    with pytest.raises(InvalidValue, match=r"0 or more"):
        walked(1, -5.0)
    with pytest.raises(InvalidValue, match=r"0 or more"):
        walked(1, duration_s=float("nan"))


def effort(key: str, day: int, travel: Travel, speed_m_s: float, size: float = 100.0) -> DatedEffort:
    """An effort over a distance on a day of January."""
    return DatedEffort(
        activity_key=key,
        day=date(2026, 1, day),
        effort=Effort(
            travel=travel,
            gait=Gait.RUN,
            basis=Basis.DISTANCE,
            size=size,
            distance_m=size,
            start_s=0.0,
            end_s=size / speed_m_s,
        ),
    )


EFFORTS = [
    effort("a", 1, Travel.FORWARD, 6.0),
    effort("a", 1, Travel.BACKWARD, 3.0),
    effort("b", 2, Travel.BACKWARD, 2.4),
    effort("c", 3, Travel.BACKWARD, 4.2),
    effort("c", 3, Travel.FORWARD, 5.0),
    effort("d", 4, Travel.FORWARD, 7.0),
    effort("d", 4, Travel.UNKNOWN, 7.5),
    effort("d", 4, Travel.BACKWARD, 3.0, size=200.0),
]


def test_the_speed_ratio_follows_both_bests_over_time() -> None:
    """It moves when either best moves, and only then; sizes are not mixed."""
    found = speed_ratios(EFFORTS)
    assert [(r.activity_key, r.size) for r in found] == [("a", 100.0), ("c", 100.0), ("d", 100.0)]
    assert [r.ratio for r in found] == pytest.approx([0.5, 0.7, 0.6])


def test_the_speed_ratio_of_a_session_needs_both_directions_in_it() -> None:
    """Within one day neither fitness nor weather stands between the two."""
    found = session_speed_ratios(EFFORTS)
    assert [r.activity_key for r in found] == ["a", "c"]
    assert [r.ratio for r in found] == pytest.approx([0.5, 0.84])


def test_a_trend_runs_through_the_middle_of_its_points() -> None:
    """What is drawn of a trend is what its numbers say: the median there, and the change from there on."""
    curve = skill_curve([walked(n, 150.0 * n**-0.1) for n in range(1, 10)], Gait.WALK)
    trend = curve.heart_rate
    assert trend is not None
    assert trend.at(trend.middle_session).value == pytest.approx(trend.middle)
    assert trend.at(9).value == pytest.approx(150.0 * 9**-0.1)
    assert trend.at(9).value / trend.at(1).value - 1.0 == pytest.approx(trend.change_after(9).value)
    assert trend.at(1).low <= trend.at(1).value <= trend.at(1).high
