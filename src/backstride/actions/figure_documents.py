"""Weeks, form, records, skill and plateaus as plain documents of JSON; their schemas stand beside, as data.

A number that is not known is null, never 0 and never NaN. Names carry their units.
"""

import math
from datetime import date
from typing import Any, Final

import numpy as np

from backstride import __version__
from backstride.actions import form_course, practice, standstill, weekly
from backstride.actions.bests import OwnRecord, RecordsOutcome
from backstride.actions.document_values import DIGITS, Document, estimate, rounded
from backstride.actions.form_course import Course, FormOutcome
from backstride.actions.practice import SkillOutcome
from backstride.actions.standstill import PlateausOutcome, Trend
from backstride.actions.weekly import WeeksOutcome
from backstride.energy import kilocalories
from backstride.load import (
    Band,
    BesideMark,
    DatedEffort,
    FormStart,
    LearningTrend,
    Piece,
    SkillCurve,
    SkillPoint,
    SpeedRatio,
    Week,
    WeekMonotony,
    WeekVolume,
)
from backstride.load.skill import HABITUATION_SESSIONS
from backstride.recording import FloatArray

SLOPE_DIGITS: Final = 5
"""Decimals of a slope."""


def weeks_document(outcome: WeeksOutcome) -> Document:
    """What was done in each week.

    Parameters
    ----------
    outcome
        What adding up gave.

    Returns
    -------
    dict
        A document of the schema ``weeks``.
    """
    return {
        "program_version": __version__,
        "weeks": [_week(week) for week in outcome.weeks],
        "not_on_foot": [{"monday": each.monday.isoformat(), **_volume(each)} for each in outcome.not_on_foot],
        "without_day": outcome.without_day,
        "sources": list(weekly.SOURCES),
    }


def form_document(outcome: FormOutcome, *, since: date | None = None) -> Document:
    """Fitness, fatigue and form of each day.

    Parameters
    ----------
    outcome
        What working out gave.
    since
        Days and weeks from this day on; None for all.

    Returns
    -------
    dict
        A document of the schema ``form``.
    """
    return {
        "program_version": __version__,
        "scale": outcome.scale.value,
        "courses": [_course(course, since) for course in outcome.courses],
        "sessions": outcome.sessions,
        "last_session": None if outcome.last_session is None else outcome.last_session.isoformat(),
        "without_day": outcome.without_day,
        "later": outcome.later,
        "sources": list(form_course.SOURCES[outcome.scale]),
    }


def records_document(outcome: RecordsOutcome) -> Document:
    """Personal bests, beside the best marks ever.

    Parameters
    ----------
    outcome
        What finding gave.

    Returns
    -------
    dict
        A document of the schema ``records``.
    """
    return {
        "program_version": __version__,
        "records": [_record(own) for own in outcome.records],
        "rejected": [
            {
                "key": each.key,
                "day": None if each.day is None else each.day.isoformat(),
                "reason": each.reason,
            }
            for each in outcome.rejected
        ],
        "sources": list(outcome.sources),
    }


def skill_document(outcome: SkillOutcome) -> Document:
    """How the skill of moving backward grew.

    Parameters
    ----------
    outcome
        What telling gave.

    Returns
    -------
    dict
        A document of the schema ``skill``.
    """
    return {
        "program_version": __version__,
        "curves": [_curve(curve) for curve in outcome.curves],
        "speed_ratios": [_ratio(ratio) for ratio in outcome.ratios],
        "sources": list(practice.SOURCES),
    }


def plateaus_document(outcome: PlateausOutcome) -> Document:
    """Which trends stand still.

    Parameters
    ----------
    outcome
        What looking gave.

    Returns
    -------
    dict
        A document of the schema ``plateaus``.
    """
    return {
        "program_version": __version__,
        "trends": [_trend(trend) for trend in outcome.trends],
        "sources": list(standstill.SOURCES),
    }


def _week(week: Week) -> Document:
    return {
        "monday": week.monday.isoformat(),
        "backward_share": rounded(week.backward_share),
        "together": _volume(week.together),
        "directions": [
            {"travel": travel.value, **_volume(volume)} for travel, volume in week.by_travel.items()
        ],
    }


def _volume(volume: WeekVolume) -> Document:
    return {
        "sessions": volume.sessions,
        "moving_s": rounded(volume.moving_s),
        "longest_s": rounded(volume.longest_s),
        "distance_m": rounded(volume.distance_m),
        "distance_known_share": rounded(volume.distance_known_share),
        "steps": rounded(volume.steps),
        "steps_known_share": rounded(volume.steps_known_share),
        "energy_kcal": estimate(kilocalories(volume.energy_kj)),
        "energy_known_share": rounded(volume.energy_known_share),
        "trimp": estimate(volume.load),
        "trimp_known_share": rounded(volume.load_known_share),
    }


def _course(course: Course, since: date | None) -> Document:
    form, loads = course.form, course.loads
    skipped = 0 if since is None else max((since - loads.first_day).days, 0)
    return {
        "travel": None if course.travel is None else course.travel.value,
        "start": _start(form.start),
        "ratio": estimate(loads.ratio),
        "first_day": loads.first_day.isoformat(),
        "days": _days(course, skipped),
        "weeks": [_monotony(week) for week in course.monotony if since is None or week.monday >= since],
        "unknown": [
            {"key": each.session, "day": each.day.isoformat(), "why": each.why.value}
            for each in loads.unknown
        ],
    }


def _start(start: FormStart) -> Document:
    return {"fitness": estimate(start.fitness), "fatigue": estimate(start.fatigue)}


def _days(course: Course, skipped: int) -> list[Document]:
    """A row for each day but the first ones; what follows from no known load at all is null."""
    form, loads = course.form, course.loads
    shown = slice(skipped, None)
    known = loads.heart_rate_sessions + loads.session_rpe_sessions
    columns: dict[str, list[Any]] = {
        "day": [day.isoformat() for day in loads.days[shown]],
        "load": _ranges(loads.value[shown], loads.low[shown], loads.high[shown]),
        "fitness": _ranges_of(form.fitness, shown, is_known=course.is_known),
        "fatigue": _ranges_of(form.fatigue, shown, is_known=course.is_known),
        "form": _ranges_of(form.form, shown, is_known=course.is_known),
        "start_share": np.round(form.start_share[shown], DIGITS).tolist(),
        "known_sessions": known[shown].tolist(),
        "unknown_sessions": loads.unknown_sessions[shown].tolist(),
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _ranges_of(band: Band, shown: slice, *, is_known: bool) -> list[Document | None]:
    value, low, high = (each[shown] for each in (band.value, band.low, band.high))
    return _ranges(value, low, high) if is_known else [None] * len(value)


def _ranges(value: FloatArray, low: FloatArray, high: FloatArray) -> list[Document | None]:
    rows = zip(*(np.round(series, DIGITS).tolist() for series in (value, low, high)), strict=True)
    return [
        None
        if math.isnan(middle)
        else {
            "value": middle,
            "low": None if math.isnan(lowest) else lowest,
            "high": None if math.isnan(highest) else highest,
        }
        for middle, lowest, highest in rows
    ]


def _monotony(week: WeekMonotony) -> Document:
    return {
        "monday": week.monday.isoformat(),
        "load": estimate(week.load),
        "monotony": rounded(week.monotony),
        "strain": estimate(week.strain),
    }


def _record(own: OwnRecord) -> Document:
    record = own.record
    return {
        "travel": record.travel.value,
        "basis": record.basis.value,
        "size": rounded(record.size),
        "best": _effort(record.best),
        "progression": [_effort(each) for each in record.progression],
        "beside": [_beside(each) for each in own.beside],
    }


def _effort(dated: DatedEffort) -> Document:
    effort = dated.effort
    return {
        "key": dated.activity_key,
        "day": dated.day.isoformat(),
        "gait": effort.gait.value,
        "time_s": rounded(effort.time_s),
        "distance_m": rounded(effort.distance_m),
        "speed_m_s": rounded(effort.speed_m_s),
        "start_s": rounded(effort.start_s),
        "end_s": rounded(effort.end_s),
    }


def _beside(beside: BesideMark) -> Document:
    mark = beside.mark
    return {
        "event": mark.event,
        "sex": mark.sex,
        "time_s": rounded(mark.time_s),
        "holder": mark.holder,
        "set_on": None if mark.set_on is None else mark.set_on.isoformat(),
        "as_of": mark.as_of.isoformat(),
        "note": mark.note,
        "source": mark.source,
        "time_ratio": rounded(beside.time_ratio),
    }


def _curve(curve: SkillCurve) -> Document:
    return {
        "gait": curve.gait.value,
        "sessions": curve.sessions,
        "minutes": rounded(curve.minutes),
        "reference_speed_m_s": rounded(curve.reference_speed_m_s),
        "assumed_level": curve.assumed_level,
        "points": [_point(point) for point in curve.points],
        "heart_cost": _learning(curve.heart_cost),
        "heart_rate": _learning(curve.heart_rate),
        "published_change": rounded(curve.published_change),
        "reason": curve.reason,
    }


def _point(point: SkillPoint) -> Document:
    return {
        "key": point.activity_key,
        "day": point.day.isoformat(),
        "session": point.session,
        "minutes_before": rounded(point.minutes_before),
        "bouts": point.bouts,
        "seconds": rounded(point.seconds),
        "speed_m_s": rounded(point.speed_m_s),
        "heart_cost_per_m": rounded(point.heart_cost_per_m),
        "heart_rate_bpm": rounded(point.heart_rate_bpm),
        "step_length_m": rounded(point.step_length_m),
        "cadence_spm": rounded(point.cadence_spm),
    }


def _learning(trend: LearningTrend | None) -> Document | None:
    if trend is None:
        return None
    return {
        "exponent": estimate(trend.exponent),
        "points": trend.points,
        "change": estimate(trend.change_after(HABITUATION_SESSIONS)),
        "change_sessions": HABITUATION_SESSIONS,
    }


def _ratio(ratio: SpeedRatio) -> Document:
    return {
        "day": ratio.day.isoformat(),
        "key": ratio.activity_key,
        "basis": ratio.basis.value,
        "size": rounded(ratio.size),
        "backward_m_s": rounded(ratio.backward_m_s),
        "forward_m_s": rounded(ratio.forward_m_s),
        "ratio": rounded(ratio.ratio),
    }


def _trend(trend: Trend) -> Document:
    plateau = trend.plateau
    return {
        "measure": trend.measure.value,
        "travel": trend.travel.value,
        "gait": None if trend.gait is None else trend.gait.value,
        "basis": None if trend.basis is None else trend.basis.value,
        "size": rounded(trend.size),
        "progress": plateau.progress.value,
        "reason": plateau.reason,
        "changed_on": None if plateau.changed_on is None else plateau.changed_on.isoformat(),
        "pieces": [_piece(piece) for piece in plateau.pieces],
        "points": [{"day": each.day.isoformat(), "value": rounded(each.value)} for each in trend.points],
        "method": plateau.method,
    }


def _piece(piece: Piece) -> Document:
    slope = piece.slope_per_week
    return {
        "first": piece.first.isoformat(),
        "last": piece.last.isoformat(),
        "points": piece.points,
        "slope_per_week": {
            # A few thousandths in a week are what matters, so three decimals would not do.
            "value": rounded(slope.value, SLOPE_DIGITS),
            "low": rounded(slope.low, SLOPE_DIGITS),
            "high": rounded(slope.high, SLOPE_DIGITS),
        },
    }
