from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from ruptures import Dynp

from backstride.errors import InvalidValue
from backstride.load import Plateau, Progress, find_plateau, slope_between
from backstride.load.plateau import SHORTEST_PIECE

FIRST = date(2025, 1, 6)


def weekly(values: list[float], *, higher_is_better: bool = True, every: int = 1) -> Plateau:
    """What is found in a series with a point every so many weeks."""
    days = [FIRST + timedelta(weeks=every * week) for week in range(len(values))]
    return find_plateau(days, values, higher_is_better=higher_is_better)


def found_in(trend: Callable[[int], float], weeks: int, noise: float, times: int = 40) -> Counter[Progress]:
    """What is found in so many series with the same trend and other noise."""
    random = np.random.default_rng(11)
    return Counter(
        weekly([trend(week) * (1 + noise * random.normal()) for week in range(weeks)]).progress
        for _ in range(times)
    )


def rising_then_flat(week: int, until: int = 26) -> float:
    """One per cent a week of the first level, then nothing more."""
    return 3.0 * (1.0 + 0.01 * min(week, until))


@pytest.mark.parametrize("weeks", [16, 26, 52])
def test_steady_progress_is_hardly_ever_called_a_plateau(weeks: int) -> None:
    """False alarms stay below one in twenty where the trend goes on and only the noise wavers."""
    assert found_in(lambda week: 3.0 * (1 + 0.005 * week), weeks, 0.02)[Progress.PLATEAU] <= 2


@pytest.mark.parametrize("weeks", [16, 26, 52])
def test_a_level_that_never_rose_is_no_plateau(weeks: int) -> None:
    """Without progress before, there is nothing that came to a standstill."""
    found = found_in(lambda _: 3.0, weeks, 0.02)
    assert found[Progress.PLATEAU] <= 2
    assert found[Progress.LEVEL] >= 32


def test_a_standstill_of_half_a_year_is_found() -> None:
    """After half a year of progress, nine in ten are found in noise of 1 %."""
    assert found_in(rising_then_flat, 52, 0.01)[Progress.PLATEAU] >= 36


def test_a_plateau_comes_with_its_evidence() -> None:
    """When it bent, both slopes with their intervals, and how that was found."""
    random = np.random.default_rng(2)
    found = weekly([rising_then_flat(week) * (1 + 0.005 * random.normal()) for week in range(46)])
    assert found.progress is Progress.PLATEAU
    assert found.changed_on is not None
    assert abs((found.changed_on - FIRST).days / 7 - 26) <= 4
    assert found.before is not None
    assert found.after is not None
    assert found.before.slope_per_week.low > 0.005
    assert found.after.slope_per_week.low < 0.001 < found.before.slope_per_week.low
    assert found.points == 46 == sum(piece.points for piece in found.pieces)
    assert "Dynp" in found.method
    assert "stood still" in found.reason


def test_of_a_time_or_a_heart_rate_lower_is_better() -> None:
    """The same trend upside down is the same plateau."""
    random = np.random.default_rng(2)
    speeds = np.array([rising_then_flat(week) * (1 + 0.005 * random.normal()) for week in range(46)])
    times = weekly((1000.0 / speeds).tolist(), higher_is_better=False)
    assert times.progress is Progress.PLATEAU
    assert weekly((1000.0 / speeds).tolist()).progress is not Progress.PLATEAU


def test_the_unit_of_the_series_does_not_matter() -> None:
    """Metres a second or kilometres an hour: slopes are shares of the level."""
    random = np.random.default_rng(4)
    values = [rising_then_flat(week) * (1 + 0.01 * random.normal()) for week in range(40)]
    here, there = weekly(values), weekly([3.6 * value for value in values])
    assert (here.progress, here.changed_on) == (there.progress, there.changed_on)
    assert here.pieces[-1].slope_per_week.value == pytest.approx(there.pieces[-1].slope_per_week.value)


def test_a_line_without_any_noise_has_no_bend() -> None:
    """Rounding of the arithmetic is not taken for a change."""
    for slope, progress in (
        (0.02, Progress.IMPROVING),
        (0.0, Progress.LEVEL),
        (-0.02, Progress.FALLING),
    ):
        found = weekly([3.0 + slope * week for week in range(40)])
        assert (found.progress, len(found.pieces)) == (progress, 1)


def test_a_standstill_of_a_few_weeks_is_patience() -> None:
    """Daily points show a standstill of three weeks, which is not yet called a plateau."""
    days = [FIRST + timedelta(days=day) for day in range(100)]
    values = [3.0 * (1 + 0.002 * min(day, 79)) for day in range(100)]
    found = find_plateau(days, values, higher_is_better=True)
    assert found.progress is Progress.UNKNOWN
    assert "6 are needed" in found.reason
    shorter = find_plateau(days, values, higher_is_better=True, weeks_of_standstill=2.0)
    assert shorter.progress is Progress.PLATEAU


@pytest.mark.parametrize("count", [0, 1, 9])
def test_too_few_points_are_told(count: int) -> None:
    """Nine weeks cannot be told apart into two trends."""
    found = weekly([3.0] * count)
    assert (found.progress, found.pieces, found.changed_on) == (Progress.UNKNOWN, (), None)
    assert (found.before, found.after) == (None, None)
    assert found.reason == f"{count} points; at least 10 needed."


def test_weeks_too_scattered_to_tell_are_no_standstill() -> None:
    """A slope that may be zero, and may be as good as before, is unknown rather than a plateau."""
    random = np.random.default_rng(0)
    noise = [0.003] * 26 + [0.04] * 8
    found = weekly([rising_then_flat(week) * (1 + noise[week] * random.normal()) for week in range(34)])
    assert found.progress is Progress.UNKNOWN
    assert "too scattered" in found.reason


def test_a_missing_week_is_left_out() -> None:
    """A week without a session is no zero."""
    values = [3.0 + 0.02 * week for week in range(30)]
    values[7] = float("nan")
    found = weekly(values)
    assert (found.points, found.progress) == (29, Progress.IMPROVING)


def test_the_order_of_the_points_does_not_matter() -> None:
    """The series is sorted by day."""
    days = [FIRST + timedelta(weeks=week) for week in range(30)]
    values = [3.0 + 0.02 * week for week in range(30)]
    turned = find_plateau(days[::-1], values[::-1], higher_is_better=True)
    assert turned == find_plateau(days, values, higher_is_better=True)


def test_only_the_latest_two_years_of_weeks_count() -> None:
    """What happened long ago decides nothing about now."""
    assert weekly([3.0 + 0.001 * week for week in range(150)]).points == 104


def test_a_series_that_cannot_be_is_refused() -> None:
    """A day twice, a value too many, a speed of zero: slips of the caller."""
    with pytest.raises(InvalidValue, match=r"each day stands once"):
        find_plateau([FIRST, FIRST], [1.0, 2.0], higher_is_better=True)
    with pytest.raises(InvalidValue, match=r"one value for each day"):
        find_plateau([FIRST], [1.0, 2.0], higher_is_better=True)
    for value in (0.0, -1.0, float("inf")):
        with pytest.raises(InvalidValue, match=r"not above zero"):
            find_plateau([FIRST], [value], higher_is_better=True)


def test_the_bends_are_those_of_an_independent_search() -> None:
    """Of all ways to cut a series, the best is taken: the library ruptures finds the same."""
    random = np.random.default_rng(17)
    for _ in range(6):
        count = int(random.integers(10, 60))
        days = np.cumsum(random.integers(1, 15, count))
        values = 3.0 + 0.01 * np.minimum(days, days[count // 2]) / 7 + random.normal(0, 0.02, count)
        found = find_plateau(
            [date(2026, 1, 1) + timedelta(days=int(day)) for day in days],
            values.tolist(),
            higher_is_better=True,
        )
        signal = np.column_stack((values / values.mean(), np.ones(count), days / 7.0))
        search = Dynp(model="linear", min_size=SHORTEST_PIECE, jump=1).fit(signal)
        told = []
        for bends in range(min(3, count // SHORTEST_PIECE - 1) + 1):
            cuts = search.predict(n_bkps=bends)
            variance = max(search.cost.sum_of_costs(cuts) / count, 1e-8)
            told.append((count * np.log(variance) + 3 * (bends + 1) * np.log(count), cuts[:-1]))
        best = min(told)[1]
        # Pieces after the last that got better are told as one, so ours may be fewer.
        ours = [
            int(np.searchsorted(days, (piece.first - date(2026, 1, 1)).days)) for piece in found.pieces[1:]
        ]
        assert ours == best[: len(ours)]


def test_the_slope_between_two_days_leaves_the_others_out() -> None:
    """What was before a block does not count as what came of it."""
    days = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(20)]
    values = [3.0] * 10 + [3.0 + 0.03 * week for week in range(10)]
    before = slope_between(days, values, days[0], days[9], higher_is_better=True)
    since = slope_between(days, values, days[10], days[-1], higher_is_better=True)
    assert before is not None
    assert since is not None
    assert before.value == 0.0
    assert since.value == pytest.approx(0.03 / np.mean(values[10:]))
    assert slope_between(days, values, days[0], days[3], higher_is_better=True) is None
    falling = slope_between(days, values, days[10], days[-1], higher_is_better=False)
    assert falling is not None
    assert falling.value == pytest.approx(-since.value)
