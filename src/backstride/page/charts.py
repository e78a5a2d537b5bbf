"""The charts of one session: a ribbon of directions and, on the same time, what was measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from backstride.bout import Bout, Gait, Travel
from backstride.heart import TargetRange
from backstride.page.drawing import (
    ACROSS,
    COLUMNS,
    UNITS_PER_PIXEL,
    Axis,
    IntArray,
    TimeTick,
    axis_over,
    held_at,
    path_of,
    runs,
    stretch_of_samples,
    thinned,
    time_ticks,
    unbroken,
)
from backstride.recording import FloatArray
from backstride.session import SessionReport
from backstride.units import clock, km_h, pace
from backstride.wording import (
    ARROWS,
    NOT_SURE,
    QUANTITIES,
    Quantity,
    has_no_way,
    number,
    sign,
    signed_way,
    sure,
    target_range,
    which_way,
)

READINGS: Final = 480
"""How many places along the time the reader's line can stop at."""

RIBBON_PX: Final = 64
"""Height of the ribbon; forward lies above its middle and backward below. [px]"""
BLOCKS_PX: Final = {
    Travel.FORWARD: (5, 27),
    Travel.BACKWARD: (32, 27),
    Travel.SIDEWAYS: (18, 28),
    Travel.UNKNOWN: (22, 20),
}
"""Where the block of a direction begins, and how tall it is. [px]"""
STANDING_PX: Final = (29, 6)

GLYPH_PERCENT: Final = 2.4
"""A block this wide holds its sign on a wide screen."""
GLYPH_PERCENT_NARROW: Final = 7.0
"""A block this wide holds its sign on a telephone too."""

LABEL_PX: Final = 13
"""Labels closer than this run into each other. [px]"""

NO_STEP_LENGTH: Final = "No step length is known: it takes running dynamics, or a speed and a cadence."


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One bout on the ribbon."""

    travel: Travel
    is_standing: bool
    left_percent: float
    width_percent: float
    top_px: int
    height_px: int
    glyph: str | None
    """Its sign, signed_way, if there is room."""
    glyph_is_minor: bool
    """Whether a narrow screen has no room for it."""
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What lies behind the lines while the travel is not forward."""

    travel: Travel
    left_percent: float
    width_percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Part of a line that was travelled in one direction."""

    travel: Travel
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A number beside a chart."""

    text: str
    top_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The target range, and how far off its ends may be; distances from the top. [px]"""

    top_px: float
    bottom_px: float
    outer_top_px: float
    outer_bottom_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One quantity along the time."""

    key: str
    title: str
    unit: str
    second_unit: str | None
    """What the numbers on the right are in."""
    height_px: int
    labels: tuple[Label, ...] = ()
    right_labels: tuple[Label, ...] = ()
    lines: tuple[Line, ...] = ()
    band: Band | None = None
    notes: tuple[str, ...] = ()
    description: str = ""
    readings: str = ""
    """What the reader's line reads at each place, separated by blanks; ``-`` where unknown."""
    empty: str | None = None
    """Where there is nothing to draw: why not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """All charts of a session, over one time axis."""

    end_s: float
    ticks: tuple[TimeTick, ...]
    blocks: tuple[Block, ...]
    grounds: tuple[Ground, ...]
    charts: tuple[Chart, ...]
    ways: tuple[tuple[Travel, str], ...]
    """The directions that occur, each with its sign."""
    stretches: str
    """From which place on which stretch lies under the reader's line."""
    readings: int = READINGS
    across: int = ACROSS
    units_per_pixel: int = UNITS_PER_PIXEL
    ribbon_px: int = RIBBON_PX


@dataclass(frozen=True, slots=True, kw_only=True)
class _Course:
    """What one chart draws: a quantity along the time."""

    key: str
    what: Quantity
    values: FloatArray
    """In the unit that it is written in, shape (n,)."""
    empty: str
    height_px: int = 104
    from_zero: bool = False
    is_speed: bool = False
    target: TargetRange | None = None


def session_charts(report: SessionReport) -> Charts | None:
    """The charts of a session.

    Parameters
    ----------
    report
        The session.

    Returns
    -------
    Charts or None
        None where there is no time to draw along.
    """
    end_s = report.recording.end_s
    if not report.recording.is_timed or end_s <= 0 or not report.bouts:
        return None
    bouts = [each.bout for each in report.bouts]
    timeline = _Timeline(report.recording.samples.elapsed_s, bouts, end_s)
    return Charts(
        end_s=end_s,
        ticks=time_ticks(end_s),
        blocks=tuple(_block(bout, end_s) for bout in bouts),
        grounds=_grounds(bouts, end_s),
        charts=tuple(_chart(course, timeline) for course in _courses(report)),
        ways=tuple((way, ARROWS[way]) for way in Travel if any(bout.travel is way for bout in bouts)),
        stretches=timeline.stretches(),
    )


def _courses(report: SessionReport) -> tuple[_Course, ...]:
    samples = report.recording.samples
    no_steps = None if report.recording.sport.is_on_foot else "Not on foot, so there are no steps."
    return (
        _Course(
            key="speed",
            what=QUANTITIES["speed_m_s"],
            values=report.speed_m_s * QUANTITIES["speed_m_s"].factor,
            height_px=136,
            from_zero=True,
            is_speed=True,
            empty="Neither a speed, nor a distance, nor positions were recorded.",
        ),
        _Course(
            key="heart-rate",
            what=QUANTITIES["heart_rate_bpm"],
            values=samples.heart_rate_bpm,
            height_px=136,
            target=report.heart.target,
            empty="No heart rate was recorded: no strap, or an optical sensor that was off.",
        ),
        _Course(
            key="cadence",
            what=QUANTITIES["cadence_spm"],
            values=samples.cadence_spm,
            empty=no_steps or "No cadence was recorded.",
        ),
        _Course(
            key="step-length",
            what=QUANTITIES["step_length_m"],
            values=report.step_length_m,
            empty=no_steps or NO_STEP_LENGTH,
        ),
    )


class _Timeline:
    """The times of the samples, and what the bouts say of them."""

    def __init__(self, elapsed_s: FloatArray, bouts: Sequence[Bout], end_s: float) -> None:
        self.elapsed_s = elapsed_s
        self.bouts = bouts
        self.end_s = end_s
        self.stretch = stretch_of_samples(elapsed_s, bouts)
        self.block = unbroken(bouts)
        self.across = np.rint(elapsed_s / end_s * ACROSS).astype(np.intp)
        self.column = np.minimum(elapsed_s / end_s * COLUMNS, COLUMNS - 1).astype(np.intp)
        half_s = end_s / READINGS / 2
        self.reading_times_s = np.linspace(half_s, end_s - half_s, READINGS)
        self.read_stretch = stretch_of_samples(self.reading_times_s, bouts)

    def lines(self, values: FloatArray, axis: Axis, height_px: int) -> tuple[Line, ...]:
        """The lines of a column of samples, one path for each direction."""
        known = np.flatnonzero(~np.isnan(values) & (self.stretch >= 0))
        height = height_px * UNITS_PER_PIXEL
        down = np.rint((axis.high - values[known]) / (axis.high - axis.low) * height)
        # What lies outside is cut off by the drawing's edge; a little beyond it will do.
        down = np.clip(down, -20, height + 20).astype(np.intp)
        paths: dict[Travel, list[str]] = {travel: [] for travel in Travel}
        for run in runs(self.elapsed_s[known], self.stretch[known], self.block):
            piece = slice(run.first, run.last)
            drawn = thinned(self.column[known][piece], values[known][piece])
            travel = self.bouts[run.stretch].travel
            paths[travel].append(path_of(self.across[known][piece][drawn], down[piece][drawn]))
        return tuple(Line(travel=travel, path="".join(parts)) for travel, parts in paths.items() if parts)

    def readings(self, values: FloatArray, decimals: int) -> str:
        """What the reader's line reads at each of its places."""
        known = np.where(self.stretch >= 0, values, np.nan)
        read = np.where(self.read_stretch >= 0, held_at(self.elapsed_s, known, self.reading_times_s), np.nan)
        return " ".join("-" if np.isnan(value) else f"{value:.{decimals}f}" for value in read.tolist())

    def stretches(self) -> str:
        """From which place on which stretch lies under the reader's line."""
        said = []
        place = 0
        for index, places in groupby(self.read_stretch.tolist()):
            bout = self.bouts[index] if index >= 0 else None
            words = "paused" if bout is None else signed_way(bout.travel, bout.gait)
            said.append(f"{place} {words}")
            place += len(list(places))
        return "|".join(said)


def _block(bout: Bout, end_s: float) -> Block:
    width = round((min(bout.end_s, end_s) - bout.start_s) / end_s * 100, 2)
    is_standing = bout.gait is Gait.STANDING
    top_px, height_px = STANDING_PX if is_standing else BLOCKS_PX[bout.travel]
    return Block(
        travel=bout.travel,
        is_standing=is_standing,
        left_percent=round(bout.start_s / end_s * 100, 2),
        width_percent=max(width, 0.05),
        top_px=top_px,
        height_px=height_px,
        glyph=sign(bout.travel, bout.gait) if width >= GLYPH_PERCENT and not is_standing else None,
        glyph_is_minor=width < GLYPH_PERCENT_NARROW,
        title=_said_of(bout),
    )


def _said_of(bout: Bout) -> str:
    when = f"{clock(bout.start_s)} to {clock(bout.end_s)}: {which_way(bout.travel, bout.gait)}"
    if not bout.evidence:
        return when if has_no_way(bout.travel, bout.gait) else f"{when}. Nothing says which way."
    decided_by = bout.decided_by
    if decided_by is None:
        return f"{when}. {NOT_SURE.capitalize()}: {sure(bout)} {bout.likeliest}."
    strongest = next(each for each in bout.evidence if each.kind is decided_by)
    return f"{when}. {decided_by.capitalize()}, {sure(bout)} sure: {strongest.detail}"


def _grounds(bouts: Sequence[Bout], end_s: float) -> tuple[Ground, ...]:
    """Stretches that are neither forward nor unknown, neighbours of one direction made one."""
    found: list[tuple[Travel, float, float]] = []
    for bout in bouts:
        if found and found[-1][0] is bout.travel and found[-1][2] == bout.start_s:
            found[-1] = (bout.travel, found[-1][1], bout.end_s)
        else:
            found.append((bout.travel, bout.start_s, bout.end_s))
    return tuple(
        Ground(
            travel=travel,
            left_percent=round(start_s / end_s * 100, 2),
            width_percent=round((until_s - start_s) / end_s * 100, 2),
        )
        for travel, start_s, until_s in found
        if travel in {Travel.BACKWARD, Travel.SIDEWAYS}
    )


def _chart(course: _Course, timeline: _Timeline) -> Chart:
    what = course.what
    drawn = course.values[~np.isnan(course.values) & (timeline.stretch >= 0)]
    second_unit = "min/km" if course.is_speed else None
    if len(drawn) == 0:
        return Chart(
            key=course.key,
            title=what.title,
            unit=what.unit,
            second_unit=None,
            height_px=course.height_px,
            empty=course.empty,
        )
    target = course.target
    also = () if target is None else (target.low_bpm.value, target.high_bpm.value)
    axis = axis_over(drawn, parts=5 if course.height_px > 120 else 4, from_zero=course.from_zero, also=also)
    low, high = (number(float(end), what.decimals) for end in (drawn.min(), drawn.max()))
    return Chart(
        key=course.key,
        title=what.title,
        unit=what.unit,
        second_unit=second_unit,
        height_px=course.height_px,
        labels=_labels(axis, course.height_px),
        right_labels=_right_labels(course, axis),
        lines=timeline.lines(course.values, axis, course.height_px),
        band=None if target is None else _band(target, axis, course.height_px),
        notes=_notes(course, drawn, axis),
        description=f"{what.title} from {low} to {high} {what.unit} over {clock(timeline.end_s)}.",
        readings=timeline.readings(course.values, what.decimals),
    )


def _labels(axis: Axis, height_px: int) -> tuple[Label, ...]:
    return tuple(Label(text=f"{tick:g}", top_px=axis.pixels(tick, height_px)) for tick in axis.ticks)


def _right_labels(course: _Course, axis: Axis) -> tuple[Label, ...]:
    """Paces beside a speed; the ends of the target beside a heart rate."""
    height_px = course.height_px
    if course.is_speed:
        return tuple(
            Label(text=pace(tick / km_h(1.0)), top_px=axis.pixels(tick, height_px))
            for tick in axis.ticks
            if tick > 0
        )
    if course.target is None:
        return ()
    ends = (course.target.high_bpm.value, course.target.low_bpm.value)
    high_px, low_px = (axis.pixels(end, height_px) for end in ends)
    if low_px - high_px < LABEL_PX:
        middle_px = (low_px + high_px) / 2
        high_px, low_px = middle_px - LABEL_PX / 2, middle_px + LABEL_PX / 2
    return tuple(
        Label(text=number(end), top_px=round(top_px, 1))
        for end, top_px in zip(ends, (high_px, low_px), strict=True)
    )


def _band(target: TargetRange, axis: Axis, height_px: int) -> Band:
    def top_px(value: float) -> float:
        return min(max(axis.pixels(value, height_px), 0.0), float(height_px))

    return Band(
        top_px=top_px(target.high_bpm.value),
        bottom_px=top_px(target.low_bpm.value),
        outer_top_px=top_px(target.high_bpm.high),
        outer_bottom_px=top_px(target.low_bpm.low),
    )


def _notes(course: _Course, drawn: FloatArray, axis: Axis) -> tuple[str, ...]:
    """What must be said beside a chart for it to be read rightly."""
    said = []
    if course.target is not None:
        basis = course.target.basis
        said.append(f"Band: target range, {target_range(course.target)}, by {basis}.")
    outside: IntArray = np.flatnonzero((drawn > axis.high) | (drawn < axis.low))
    above = drawn[drawn > axis.high]
    if len(above):
        highest = number(float(above.max()), course.what.decimals)
        said.append(f"Cut off above: values up to {highest} {course.what.unit}, likely a slip of the device.")
    if len(outside) > len(above):
        lowest = number(float(drawn.min()), course.what.decimals)
        said.append(f"Cut off below: values down to {lowest} {course.what.unit}.")
    return tuple(said)
