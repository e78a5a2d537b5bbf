"""Trends as a page tells them: where they bent, what they do now, and what a backward block did."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from backstride.actions.standstill import BlockReview, Measure, PlateausOutcome, Trend, review_blocks
from backstride.bout import Gait, Travel
from backstride.load import Piece, Progress
from backstride.load.plateau import DAYS_OF_A_WEEK, MOST_POINTS
from backstride.recording import FloatArray
from backstride.web.drawing import (
    Days,
    Drawing,
    Line,
    Scale,
    day_ticks,
    dots_of,
    line_of,
    scale_over,
    scale_ticks,
)
from backstride.web.german import ISO_DAY, spoken_day
from backstride.web.kept_figures import revision_of
from backstride.web.place import Place
from backstride.web.writing import Writing

OF_SPEED: Final = frozenset({Measure.BEST_BACKWARD_SPEED, Measure.BEST_FORWARD_SPEED})
MINUS: Final = re.compile(r"(?<![\w-])-(?=\d)")
"""A hyphen that stands for a minus."""
STANDS_STILL: Final = frozenset({Progress.PLATEAU, Progress.LEVEL, Progress.FALLING})
"""What a change of routine is proposed for."""


def _(message: str) -> str:
    """Mark a text for the catalog."""
    return message


TITLES: Final = {
    (Measure.BEST_BACKWARD_SPEED, None): _("Best backward speed of each week"),
    (Measure.BEST_FORWARD_SPEED, None): _("Best forward speed of each week"),
    (Measure.HEART_COST, Gait.WALK): _("Walking backward: heart beats for each metre"),
    (Measure.HEART_COST, Gait.RUN): _("Running backward: heart beats for each metre"),
    (Measure.HEART_RATE, Gait.WALK): _("Walking backward: heart rate at one speed"),
    (Measure.HEART_RATE, Gait.RUN): _("Running backward: heart rate at one speed"),
}
"""What a trend is called, in English."""
WORDS: Final = {
    Progress.PLATEAU: _("stands still"),
    Progress.IMPROVING: _("gets better"),
    Progress.FALLING: _("gets worse"),
    Progress.LEVEL: _("level"),
    Progress.UNKNOWN: _("unknown"),
}
"""What a trend does, in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendView:
    """A trend, with its chart."""

    trend: Trend
    title: str
    """In English."""
    word: str
    """What it does now, in English."""
    unit: str
    factor: float
    """What to multiply its points with, for the unit."""
    decimals: int
    is_higher_better: bool
    drawing: Drawing | None
    """None of fewer than two points."""

    @property
    def reason(self) -> str:
        """Why it is told so, in English, with days as they are spoken and signs as they are printed."""
        spoken = ISO_DAY.sub(lambda day: spoken_day(date.fromisoformat(day[0])), self.trend.plateau.reason)
        return MINUS.sub("−", spoken)

    @property
    def proposes_block(self) -> bool:
        """Whether a change of routine is proposed: where forward running stands still."""
        return (
            self.trend.measure is Measure.BEST_FORWARD_SPEED and self.trend.plateau.progress in STANDS_STILL
        )

    @property
    def proposes_variety(self) -> bool:
        """Whether backward running itself stands still."""
        return self.trend.travel is Travel.BACKWARD and self.trend.plateau.progress is Progress.PLATEAU


def trend_views(trends: Sequence[Trend], writing: Writing) -> tuple[TrendView, ...]:
    """Trends, with their charts.

    Parameters
    ----------
    trends
        As looking for plateaus gave them.
    writing
        How its reader has numbers written.

    Returns
    -------
    tuple of TrendView
        In the same order.
    """
    return tuple(_view(each, writing) for each in trends)


def _view(trend: Trend, writing: Writing) -> TrendView:
    unit, factor, decimals = {
        Measure.HEART_COST: (_("beats/m"), 1.0, 2),
        Measure.HEART_RATE: (_("bpm"), 1.0, 0),
    }.get(trend.measure, (writing.speed_unit, 3600.0 / writing.metres_per_unit, 1))
    return TrendView(
        trend=trend,
        title=TITLES[trend.measure, trend.gait],
        word=WORDS[trend.plateau.progress],
        unit=unit,
        factor=factor,
        decimals=decimals,
        is_higher_better=trend.measure in OF_SPEED,
        drawing=_drawing(trend, factor, writing) if len(trend.points) > 1 else None,
    )


def _drawing(trend: Trend, factor: float, writing: Writing) -> Drawing:
    """The points that count, and the straight pieces through them."""
    points = trend.points[-MOST_POINTS:]
    ordinals = np.array([each.day.toordinal() for each in points], dtype=np.int64)
    values = np.array([each.value for each in points]) * factor
    days = Days(first=points[0].day, last=points[-1].day)
    scale = scale_over(values)
    sign = 1.0 if trend.measure in OF_SPEED else -1.0
    return Drawing(
        down=scale_ticks(scale, writing),
        across=day_ticks(days, writing),
        zero_px=None,
        lines=tuple(
            _piece(each, ordinals, values, sign, days=days, scale=scale) for each in trend.plateau.pieces
        ),
        dots=dots_of(trend.travel.value, days.shares(ordinals), values, scale),
    )


def _piece(
    piece: Piece,
    ordinals: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    values: FloatArray,
    sign: float,
    *,
    days: Days,
    scale: Scale,
) -> Line:
    """A straight piece with its slope, through the middle of its points."""
    first, last = piece.first.toordinal(), piece.last.toordinal()
    inside = (ordinals >= first) & (ordinals <= last)
    slope = sign * piece.slope_per_week.value * values.mean() / DAYS_OF_A_WEEK
    ends = np.array([first, last], dtype=np.int64)
    heights = np.median(values[inside]) + slope * (ends - np.median(ordinals[inside]))
    return line_of("piece", days.shares(ends), heights, scale)


def blocks_of(
    place: Place, athlete: str, outcome: PlateausOutcome, *, today: date
) -> tuple[BlockReview, ...]:
    """What backward blocks did, worked out once for each state of the log.

    Parameters
    ----------
    place
        The log, and the answers that are kept.
    athlete
        Whose.
    outcome
        The trends.
    today
        The day.

    Returns
    -------
    tuple of BlockReview
        The oldest first.
    """
    return place.answers.kept(
        revision_of(place),
        ("blocks", athlete, today),
        lambda: review_blocks(place.store, athlete, outcome.trends, today=today),
    )
