"""One recording, reported: what each bout was and cost, and how backward compares with forward."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.athlete import AthleteOnDay
from backstride.bout import Bout, EvidenceKind
from backstride.direction import moving_time_s
from backstride.heart import ZoneBasis
from backstride.heart.zones import TARGET
from backstride.recording import FloatArray, Recording
from backstride.session.assumptions import Assumption, assumptions
from backstride.session.bout_report import BoutReport, bout_report
from backstride.session.columns import Columns
from backstride.session.comparison import Comparison, DirectionReport, by_direction, compare, together
from backstride.session.heart_model import HeartModel
from backstride.session.measures import Measures

MODEL_VERSION: Final = 2
"""Which version of the models a report was made with: all that lies between a recording and its report, from
the direction of the bouts to their heart, energy and load. It is raised by one whenever a number in a report
on the same recording can change, so that what was kept can be told from what would be said today."""


SEEN_BY: Final = {EvidenceKind.STRIDE: ("masumoto-bws", "laufer2005", "ku-har")}
"""What the detectors of direction rest on: keys of the bibliography."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReport:
    """One recording, reported."""

    recording: Recording
    athlete: AthleteOnDay
    heart: HeartModel
    bouts: tuple[BoutReport, ...]
    directions: tuple[DirectionReport, ...]
    comparisons: tuple[Comparison, ...]
    grade: FloatArray
    """Grade of each sample, shape (n,). [-]"""
    speed_m_s: FloatArray
    """Speed of each sample, shape (n,). [m/s]"""
    step_length_m: FloatArray
    """Step length of each sample, as the device gave it, else speed over cadence, shape (n,). [m]"""
    duration_s: float | None
    """From the first sample to the last; None without times. Bouts count from the start of the recording,
    which may lie before the first sample. [s]"""
    moving_s: float | None
    heart_rate_mean_bpm: float | None
    """The mean of the samples that have one, as devices and other programs give it. [bpm]"""
    total: Measures | None
    """All bouts together; None where there are none."""
    assumptions: tuple[Assumption, ...]
    """What was taken for granted."""
    sources: tuple[str, ...]
    """Keys of the bibliography for all that the figures rest on."""
    model_version: int = MODEL_VERSION
    """Which version of the models made it."""


def session_report(
    recording: Recording, bouts: Sequence[Bout], athlete: AthleteOnDay, heart: HeartModel
) -> SessionReport:
    """Report on a recording.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    recording
        The recording.
    bouts
        Its bouts.
    athlete
        What held for the person on its day.
    heart
        What their heart rates are held against.

    Returns
    -------
    SessionReport
        Everything that the recording and the models say; unknown where they say nothing.
    """
    columns = Columns(recording.samples)
    reports = tuple(bout_report(bout, columns, athlete, heart) for bout in bouts)
    directions = by_direction(reports)
    comparisons = compare(directions)
    total = together(report.measures for report in reports)
    known_rates = columns.heart_rate_bpm[~np.isnan(columns.heart_rate_bpm)]
    return SessionReport(
        recording=recording,
        athlete=athlete,
        heart=heart,
        bouts=reports,
        directions=directions,
        comparisons=comparisons,
        grade=columns.grade,
        speed_m_s=columns.speed_m_s,
        step_length_m=columns.step_length_m,
        duration_s=_duration(recording),
        moving_s=moving_time_s(bouts),
        heart_rate_mean_bpm=float(known_rates.mean()) if len(known_rates) else None,
        total=total,
        assumptions=assumptions(
            recording, reports, comparisons, columns=columns, athlete=athlete, heart=heart
        ),
        sources=tuple(dict.fromkeys([*_heart_sources(heart), *_bout_sources(reports, total)])),
    )


def _duration(recording: Recording) -> float | None:
    return recording.end_s - float(recording.samples.elapsed_s[0]) if recording.is_timed else None


def _heart_sources(heart: HeartModel) -> list[str]:
    """Keys of what heart rates are held against."""
    keys = []
    if heart.maximum is not None and heart.maximum.formula is not None:
        keys += [heart.maximum.formula.source, heart.maximum.formula.error_source]
    if heart.target is not None and heart.target_shares == TARGET:
        keys.append("seed-article")
    if heart.karvonen is not None:
        keys.append("karvonen1957")
    if heart.zones is not None and heart.zones.basis is not ZoneBasis.CUSTOM:
        keys.append("acsm-intensity")
    return keys


def _bout_sources(reports: Sequence[BoutReport], total: Measures | None) -> list[str]:
    """Keys of what was made of the bouts: gait and grade by our own rules, load, cost and energy."""
    if total is None:
        return []
    keys = ["backstride-rules"]
    kinds = {evidence.kind for report in reports for evidence in report.bout.evidence}
    keys += [key for kind in EvidenceKind if kind in kinds for key in SEEN_BY.get(kind, ())]
    if total.trimp is not None:
        keys.append("banister1991")
    keys += [key for report in reports for key in report.cost_sources]
    if total.oxygen.value is not None:
        keys.append("compendium-units")
    if total.energy_kj is not None:
        keys += ["gill2023", "scott2008"]
    return keys
