"""What the charts of an activity are drawn from, for the page that draws them and the one that edits them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.bout import Bout
from backstride.heart import TargetRange
from backstride.page.drawing import Axis, axis_over, held_at, stretch_of_samples, time_step
from backstride.recording import FloatArray
from backstride.session import SessionReport
from backstride.units import pace
from backstride.web.writing import METRES_PER_FOOT, Writing
from backstride.wording import QUANTITIES

COLUMNS: Final = ("speed_m_s", "heart_rate_bpm", "cadence_spm", "step_length_m")
"""What is drawn, in this order."""
PARTS: Final = {"speed_m_s": 5, "heart_rate_bpm": 5, "cadence_spm": 4, "step_length_m": 4}
"""How many steps a scale has at most."""
MOST_READINGS: Final = 60
"""How many rows the table behind the charts has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One quantity along the time."""

    column: str
    """Its name among the samples."""
    title: str
    """In English."""
    unit: str
    factor: float
    """What to multiply the column with, for the unit."""
    decimals: int
    low: float
    """The lowest and highest value that is drawn, in the unit."""
    high: float
    ticks: str
    """Values and their labels, as ``2=2.0|4=4.0``."""
    marks: str = ""
    """The same on the right: paces beside a speed, the ends of the target beside a heart rate."""
    target: TargetRange | None = None
    cut_above: float | None = None
    """The highest value, where it lies beyond the scale."""

    @property
    def band(self) -> str:
        """The ends of the target range, and where each may lie."""
        if self.target is None:
            return ""
        low, high = self.target.low_bpm, self.target.high_bpm
        return " ".join(f"{end:.1f}" for end in (low.value, high.value, low.low, high.high))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the charts show at one time."""

    time_s: float
    bout: Bout | None
    """None in a pause."""
    speed_m_s: float
    heart_rate_bpm: float
    cadence_spm: float
    step_length_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """All charts of an activity, over one time axis."""

    end_s: float
    bouts: tuple[Bout, ...]
    charts: tuple[Chart, ...]
    missing: tuple[str, ...]
    """The titles of what was not recorded, in English."""


def charts_of(report: SessionReport, writing: Writing) -> Charts | None:
    """The charts of an activity.

    Parameters
    ----------
    report
        The report on it.
    writing
        How its reader has numbers written.

    Returns
    -------
    Charts or None
        None where there is no time to draw along.
    """
    end_s = report.recording.end_s
    if not report.recording.is_timed or end_s <= 0 or not report.bouts:
        return None
    bouts = tuple(each.bout for each in report.bouts)
    is_inside = stretch_of_samples(report.recording.samples.elapsed_s, bouts) >= 0
    columns = columns_of(report)
    known = {name: values[is_inside & ~np.isnan(values)] for name, values in columns.items()}
    return Charts(
        end_s=end_s,
        bouts=bouts,
        charts=tuple(
            _chart(name, values, report.heart.target, writing)
            for name, values in known.items()
            if len(values)
        ),
        missing=tuple(QUANTITIES[name].title for name, values in known.items() if not len(values)),
    )


def columns_of(report: SessionReport) -> dict[str, FloatArray]:
    """The columns that are drawn.

    Parameters
    ----------
    report
        The report on an activity.

    Returns
    -------
    dict
        By name, each of shape (n,).
    """
    samples = report.recording.samples
    found = (report.speed_m_s, samples.heart_rate_bpm, samples.cadence_spm, report.step_length_m)
    return dict(zip(COLUMNS, found, strict=True))


def readings_of(report: SessionReport) -> tuple[float, tuple[Reading, ...]]:
    """What the charts show, read at regular times.

    Parameters
    ----------
    report
        The report on an activity with times.

    Returns
    -------
    tuple of (float, tuple of Reading)
        How far the readings lie apart [s], and the readings.
    """
    elapsed_s, end_s = report.recording.samples.elapsed_s, report.recording.end_s
    step_s = max(time_step(end_s, MOST_READINGS), min(60.0, end_s))
    times_s = np.arange(0.0, end_s + 1e-9, step_s)
    bouts = [each.bout for each in report.bouts]
    within = stretch_of_samples(times_s, bouts).tolist()
    read = {name: held_at(elapsed_s, values, times_s).tolist() for name, values in columns_of(report).items()}
    return step_s, tuple(
        Reading(
            time_s=time_s,
            bout=bouts[place] if place >= 0 else None,
            **{name: values[row] if place >= 0 else np.nan for name, values in read.items()},
        )
        for row, (time_s, place) in enumerate(zip(times_s.tolist(), within, strict=True))
    )


def _chart(name: str, values: FloatArray, target: TargetRange | None, writing: Writing) -> Chart:
    unit, factor, decimals = _unit(name, writing)
    scaled = values * factor
    band = target if name == "heart_rate_bpm" else None
    also = () if band is None else (band.low_bpm.value, band.high_bpm.value)
    axis = axis_over(scaled, parts=PARTS[name], from_zero=name == "speed_m_s", also=also)
    highest = float(scaled.max())
    return Chart(
        column=name,
        title=QUANTITIES[name].title,
        unit=unit,
        factor=factor,
        decimals=decimals,
        low=float(scaled.min()),
        high=highest,
        ticks=_ticks(axis.ticks, writing),
        marks=_paces(axis, writing) if name == "speed_m_s" else _ends(band, writing),
        target=band,
        cut_above=highest if highest > axis.high else None,
    )


def _unit(name: str, writing: Writing) -> tuple[str, float, int]:
    """The unit of a quantity, what to multiply it with, and its decimals."""
    if name == "speed_m_s":
        return writing.speed_unit, 3600 / writing.metres_per_unit, 1
    if name == "step_length_m" and writing.is_imperial:
        return "ft", 1 / METRES_PER_FOOT, 1
    what = QUANTITIES[name]
    return what.unit, what.factor, what.decimals


def _ticks(ticks: Sequence[float], writing: Writing) -> str:
    decimals = max(len(f"{tick:g}".partition(".")[2]) for tick in ticks)
    return "|".join(f"{tick:g}={writing.number(tick, decimals)}" for tick in ticks)


def _paces(axis: Axis, writing: Writing) -> str:
    speeds = ((tick, tick / 3600 * writing.metres_per_unit) for tick in axis.ticks if tick > 0)
    return "|".join(f"{tick:g}={pace(speed, per_m=writing.metres_per_unit)}" for tick, speed in speeds)


def _ends(target: TargetRange | None, writing: Writing) -> str:
    if target is None:
        return ""
    ends = (target.low_bpm.value, target.high_bpm.value)
    return "|".join(f"{end:.1f}={writing.number(end)}" for end in ends)
