"""Weeks as a page tells them: how long, how far, and how much of it backward."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Final

import numpy as np

from backstride.actions.weekly import WeeksOutcome
from backstride.bout import Travel
from backstride.energy import kilocalories
from backstride.estimate import Estimate
from backstride.load import Week, WeekVolume
from backstride.load.day_loads import UNKNOWN_HEART_RATE
from backstride.web.drawing import Days, Drawing, day_ticks, scale_over, scale_ticks, stacked_bars
from backstride.web.progress_view import Period
from backstride.web.writing import Writing

MOST_BARS: Final = 60
"""Of more weeks than this, several make one bar."""
FEWEST_DAYS: Final = timedelta(days=12 * 7 - 1)
GROUPS: Final = (1, 2, 4, 13, 26, 52, 260)
"""How many weeks may make one bar."""
STACKED: Final = (Travel.BACKWARD, Travel.FORWARD, Travel.SIDEWAYS, Travel.UNKNOWN)
"""From the foot up: what goes backward stands on the ground, where it can be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekGroup:
    """Weeks that are told together; one, as a rule."""

    weeks: tuple[Week, ...]

    @property
    def first(self) -> date:
        """Its first day."""
        return self.weeks[0].monday

    @property
    def last(self) -> date:
        """Its last day."""
        return self.weeks[-1].monday + timedelta(days=6)

    @property
    def backward_share(self) -> float | None:
        """Backward time as a share of all whose direction is known."""
        known_s = sum(
            each.moving_s
            for week in self.weeks
            for travel, each in week.by_travel.items()
            if travel is not Travel.UNKNOWN
        )
        return self.total(Travel.BACKWARD, _moving_s) / known_s if known_s > 0.0 else None

    def volumes(self, travel: Travel | None) -> Iterator[WeekVolume]:
        """What was done one way.

        Parameters
        ----------
        travel
            The way; None for all together.

        Yields
        ------
        WeekVolume
            One for each week that knows this way.
        """
        for week in self.weeks:
            volume = week.together if travel is None else week.by_travel.get(travel)
            if volume is not None:
                yield volume

    def total(self, travel: Travel | None, what: Callable[[WeekVolume], float | None]) -> float:
        """The sum of a quantity one way, as far as it is known.

        Parameters
        ----------
        travel
            The way; None for all together.
        what
            Reads the quantity.

        Returns
        -------
        float
            The sum.
        """
        return sum(value for each in self.volumes(travel) if (value := what(each)) is not None)

    def known(self, travel: Travel | None, what: Callable[[WeekVolume], float | None]) -> float | None:
        """The mean of a quantity over the weeks.

        Parameters
        ----------
        travel
            The way; None for all together.
        what
            Reads the quantity.

        Returns
        -------
        float or None
            None where something was done and nothing of the quantity is known.
        """
        values = [what(each) for each in self.volumes(travel)]
        if values and all(value is None for value in values):
            return None
        return self.total(travel, what) / len(self.weeks)

    def longest_s(self, travel: Travel) -> float:
        """The longest session one way. [s]

        Parameters
        ----------
        travel
            The way.

        Returns
        -------
        float
            Its moving time that way; 0 where nothing went so.
        """
        return max((each.longest_s for each in self.volumes(travel)), default=0.0)

    @property
    def energy_kcal(self) -> Estimate | None:
        """Energy of a mean week, as far as it is known."""
        return kilocalories(self._mean([each.energy_kj for each in self.volumes(None)]))

    @property
    def load(self) -> Estimate | None:
        """Load of a mean week, as far as it is known."""
        return self._mean([each.load for each in self.volumes(None)])

    @property
    def is_load_partial(self) -> bool:
        """Whether the load leaves out more than a strap that slips once."""
        return any(each.load_known_share < COVERED for each in self.volumes(None))

    def _mean(self, values: Sequence[Estimate | None]) -> Estimate | None:
        known = [value for value in values if value is not None]
        return sum(known, Estimate.exact(0.0)) * (1.0 / len(self.weeks)) if known else None

    def is_partial(self, travel: Travel | None, share: Callable[[WeekVolume], float]) -> bool:
        """Whether a quantity leaves out a part of the time.

        Parameters
        ----------
        travel
            The way; None for all together.
        share
            Reads for which share of the time it is known.

        Returns
        -------
        bool
            True where that is not as good as all in any week.
        """
        return any(share(each) < WHOLE for each in self.volumes(travel))


WHOLE: Final = 0.9995
"""A share above this is all."""
COVERED: Final = 1.0 - UNKNOWN_HEART_RATE
"""A load speaks for a session from this share of its time on, as in the form."""
READ: Final = {
    name: attrgetter(name)
    for name in (
        "moving_s",
        "distance_m",
        "distance_known_share",
        "steps",
        "steps_known_share",
        "energy_known_share",
    )
}
"""Reads a quantity of a week, for the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeksView:
    """The weeks of a period."""

    groups: tuple[WeekGroup, ...]
    """The oldest first."""
    weeks_each: int
    """How many weeks are told together."""
    travels: tuple[Travel, ...]
    """Every way that occurs, from the foot of a bar up."""
    time: Drawing
    """Hours a week."""
    backward: Drawing | None
    """Minutes a week; None where nothing went backward."""
    distance: Drawing | None
    """In kilometres or miles a week; None where nothing is known of it."""
    is_running: bool
    """Whether the last week is not over yet."""


def _moving_s(volume: WeekVolume) -> float | None:
    return volume.moving_s


def _distance_m(volume: WeekVolume) -> float | None:
    return volume.distance_m


def weeks_view(outcome: WeeksOutcome, writing: Writing, *, today: date) -> WeeksView | None:
    """The weeks of a period.

    Parameters
    ----------
    outcome
        The weeks.
    writing
        How its reader has numbers written.
    today
        The day.

    Returns
    -------
    WeeksView or None
        None where there are none.
    """
    weeks = outcome.weeks
    if not weeks:
        return None
    each = next((size for size in GROUPS if len(weeks) / size <= MOST_BARS), GROUPS[-1])
    groups = _groups(weeks, each)
    travels = tuple(travel for travel in STACKED if travel in weeks[-1].by_travel)
    hour, minute, unit_m = 3600.0, 60.0, writing.metres_per_unit
    has_backward = any(group.total(Travel.BACKWARD, _moving_s) > 0.0 for group in groups)
    has_distance = any(group.total(None, _distance_m) > 0.0 for group in groups)
    return WeeksView(
        groups=groups,
        weeks_each=each,
        travels=travels,
        time=_bars(groups, travels, _moving_s, hour, writing),
        backward=_bars(groups, (Travel.BACKWARD,), _moving_s, minute, writing) if has_backward else None,
        distance=_bars(groups, travels, _distance_m, unit_m, writing) if has_distance else None,
        is_running=groups[-1].last >= today,
    )


def _groups(weeks: Sequence[Week], size: int) -> tuple[WeekGroup, ...]:
    """So many weeks together, counted from the latest."""
    cuts = range(len(weeks), 0, -size)
    return tuple(WeekGroup(weeks=tuple(weeks[max(end - size, 0) : end])) for end in reversed(cuts))


def _bars(
    groups: Sequence[WeekGroup],
    travels: Sequence[Travel],
    what: Callable[[WeekVolume], float | None],
    unit: float,
    writing: Writing,
) -> Drawing:
    """A bar for each group: the mean of its weeks, in a unit."""
    stacks = [
        (
            group.first,
            group.last,
            [(travel, group.total(travel, what) / len(group.weeks) / unit) for travel in travels],
        )
        for group in groups
    ]
    last = groups[-1].last
    # A bar of one week is never wider than if there were twelve.
    days = Days(first=min(groups[0].first, last - FEWEST_DAYS), last=last)
    tops = np.array([sum(value for _, value in parts) for _, _, parts in stacks])
    scale = scale_over(tops, from_zero=True)
    return Drawing(
        down=scale_ticks(scale, writing),
        across=day_ticks(days, writing),
        zero_px=None,
        bars=stacked_bars(stacks, days, scale),
    )


def weeks_of(period: Period) -> int:
    """How many weeks are asked for.

    Parameters
    ----------
    period
        The period.

    Returns
    -------
    int
        More than any log holds, for all.
    """
    return period.weeks or 10_000
