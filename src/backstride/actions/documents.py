"""What actions found, as plain documents of JSON; their schemas stand beside, as data.

A number that is not known is null, never 0 and never NaN. Names carry their units.
"""

import json
from functools import cache
from importlib.resources import files

from backstride import __version__
from backstride.actions.document_values import Document, estimate, moment, rounded
from backstride.actions.report import RefusedFile, ReportedRecording, ReportOutcome
from backstride.actions.zones import ZonesOutcome
from backstride.bout import Evidence, Posterior
from backstride.direction import DIRECTIONS
from backstride.energy import kilocalories
from backstride.errors import BackstrideError, PlanRefused
from backstride.estimate import Estimate
from backstride.heart import MaximumHeartRate, TargetRange, Zones
from backstride.session import BoutReport, Comparison, DirectionReport, HeartModel, Measures
from backstride.stride import StrideBaseline


@cache
def schema(name: str) -> Document:
    """The JSON schema of a document.

    Parameters
    ----------
    name
        ``report`` or ``zones``.

    Returns
    -------
    dict
        The schema, of draft 2020-12.
    """
    text = files("backstride.actions").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")
    loaded: Document = json.loads(text)
    return loaded


def report_document(outcome: ReportOutcome) -> Document:
    """What became of each file.

    Parameters
    ----------
    outcome
        What reporting on the files gave.

    Returns
    -------
    dict
        A document of the schema ``report``.
    """
    return {
        "program_version": __version__,
        "recordings": [_recording(each) for each in outcome.recordings],
        "refused": [_refused(each) for each in outcome.refused],
    }


def zones_document(outcome: ZonesOutcome) -> Document:
    """What the calculators say.

    Parameters
    ----------
    outcome
        What calculating gave.

    Returns
    -------
    dict
        A document of the schema ``zones``.
    """
    return {
        "age_years": outcome.athlete.age_years,
        "resting_heart_rate_bpm": rounded(outcome.athlete.resting_heart_rate_bpm),
        "maximum": [
            {
                "formula": predicted.formula.key,
                "name": predicted.formula.name,
                "text": predicted.formula.text,
                "bpm": rounded(predicted.bpm.value),
                "error_bpm": rounded(predicted.formula.error_bpm),
                "source": predicted.formula.source,
                "error_source": predicted.formula.error_source,
                "sex": predicted.formula.sex,
                "is_outside_ages": predicted.is_outside_ages,
            }
            for predicted in outcome.predicted
        ],
        "target": list(outcome.target),
        **_heart(outcome.heart),
    }


def trouble_document(trouble: BackstrideError) -> Document:
    """An error, for those who asked for JSON.

    Parameters
    ----------
    trouble
        The error.

    Returns
    -------
    dict
        Its slug, message and remedy; of a plan that was refused, the reasons too.
    """
    reasons = {"reasons": list(trouble.reasons)} if isinstance(trouble, PlanRefused) else {}
    return {"slug": trouble.slug, "message": trouble.message, "remedy": trouble.remedy, **reasons}


def _refused(refused: RefusedFile) -> Document:
    return {"file": refused.file, **trouble_document(refused.reason)}


def _recording(reported: ReportedRecording) -> Document:
    report = reported.report
    recording = report.recording
    return {
        "file": reported.file,
        "model_version": report.model_version,
        "format": recording.format,
        "is_simulated": recording.is_simulated,
        "started_at": moment(recording.started_at),
        "utc_offset_s": recording.utc_offset_s,
        "sport": recording.sport.name,
        "sub_sport": recording.sport.sub_name,
        "device": str(recording.device),
        "duration_s": rounded(report.duration_s),
        "moving_s": rounded(report.moving_s),
        "distance_m": rounded(recording.distance_m),
        "samples": len(recording.samples),
        "own_stride": _own_stride(report.athlete.stride),
        "heart_rate_mean_bpm": rounded(report.heart_rate_mean_bpm),
        "heart": _heart(report.heart),
        "bouts": [_bout(bout, report.heart.zones) for bout in report.bouts],
        "directions": [_direction(each, report.heart.zones) for each in report.directions],
        "comparisons": [_comparison(each) for each in report.comparisons],
        "total": None if report.total is None else _measures(report.total, report.heart.zones),
        "assumptions": [{"slug": each.slug, "message": each.message} for each in report.assumptions],
        "warnings": [{"slug": each.slug, "message": each.message} for each in recording.warnings],
        "sources": list(report.sources),
    }


def _heart(heart: HeartModel) -> Document:
    return {
        "maximum_used": None if heart.maximum is None else _maximum(heart.maximum),
        "simple_target": _target(heart.simple),
        "karvonen_target": _target(heart.karvonen),
        "zones": None if heart.zones is None else _zones(heart.zones),
    }


def _maximum(maximum: MaximumHeartRate) -> Document:
    return {
        **_bpm("", maximum.bpm),
        "is_measured": maximum.is_measured,
        "formula": None if maximum.formula is None else maximum.formula.key,
        "source": None if maximum.formula is None else maximum.formula.source,
    }


def _target(target: TargetRange | None) -> Document | None:
    if target is None:
        return None
    return {**_bpm("low_", target.low_bpm), **_bpm("high_", target.high_bpm), "basis": target.basis.value}


def _bpm(name: str, estimate: Estimate) -> Document:
    return {
        f"{name}bpm": rounded(estimate.value),
        f"{name}bpm_range": [rounded(estimate.low), rounded(estimate.high)],
    }


def _zones(zones: Zones) -> Document:
    return {
        "name": zones.name,
        "lower_bounds_bpm": {
            label: rounded(bound) for label, bound in zip(zones.labels, zones.lower_bounds_bpm, strict=True)
        },
    }


def _bout(reported: BoutReport, zones: Zones | None) -> Document:
    bout = reported.bout
    equivalent = reported.equivalent_forward_speed_m_s
    return {
        "start_s": rounded(bout.start_s),
        "end_s": rounded(bout.end_s),
        "travel": bout.travel.value,
        "gait": bout.gait.value,
        "evidence": [_evidence(each) for each in bout.evidence],
        "probability": rounded(bout.probability),
        "probabilities": _posterior(bout.posterior),
        **_measures(reported.measures, zones),
        "energy_assumes": reported.energy_assumes,
        "equivalent_forward_speed_m_s": None if equivalent is None else estimate(equivalent),
    }


def _evidence(evidence: Evidence) -> Document:
    return {
        "kind": evidence.kind.value,
        "detail": evidence.detail,
        "travel": evidence.travel.value,
        "probability": rounded(evidence.probability),
        "detector": evidence.detector,
    }


def _own_stride(stride: StrideBaseline | None) -> Document | None:
    if stride is None:
        return None
    return {
        "sessions": stride.sessions,
        "duration_s": rounded(stride.duration_s),
        "digest": stride.digest,
    }


def _posterior(posterior: Posterior | None) -> Document | None:
    if posterior is None:
        return None
    return {travel.value: rounded(posterior.of(travel)) for travel in DIRECTIONS}


def _direction(reported: DirectionReport, zones: Zones | None) -> Document:
    return {
        "travel": reported.travel.value,
        "gait": reported.gait.value,
        **_measures(reported.measures, zones),
    }


def _comparison(comparison: Comparison) -> Document:
    return {
        "gait": comparison.gait.value,
        "quantity": comparison.quantity,
        "forward": rounded(comparison.forward),
        "backward": rounded(comparison.backward),
        "ratio": rounded(comparison.ratio),
    }


def _measures(measures: Measures, zones: Zones | None) -> Document:
    energy, energy_per_kg = kilocalories(measures.energy_kj), kilocalories(measures.energy_kj_kg)
    return {
        "duration_s": rounded(measures.duration_s),
        "distance_m": rounded(measures.distance_m),
        "distance_known_s": rounded(measures.distance_known_s),
        "speed_m_s": rounded(measures.speed_m_s),
        "heart_rate_mean_bpm": rounded(measures.heart_rate.value),
        "heart_rate_highest_bpm": rounded(measures.heart_rate_highest_bpm),
        "heart_rate_unknown_s": rounded(measures.heart_rate_unknown_s),
        "time_in_target_s": _named(("below", "in", "above"), measures.in_target_s),
        **_times_in_zones(measures, zones),
        "trimp": None if measures.trimp is None else estimate(measures.trimp),
        "steps": rounded(measures.steps),
        "cadence_spm": rounded(measures.cadence.value),
        "step_length_m": rounded(measures.step_length.value),
        "stance_time_s": rounded(measures.stance_time.value),
        "vertical_oscillation_m": rounded(measures.vertical_oscillation.value),
        "oxygen_ml_kg_min": rounded(measures.oxygen.value),
        "metabolic_equivalents": rounded(measures.metabolic_equivalents),
        "energy_kcal": None if energy is None else estimate(energy),
        "energy_kcal_kg": None if energy_per_kg is None else estimate(energy_per_kg),
        "energy_unknown_s": rounded(measures.energy_unknown_s),
        "energy_extrapolated_s": rounded(measures.energy_extrapolated_s),
    }


def _times_in_zones(measures: Measures, zones: Zones | None) -> Document:
    """The time below all zones beside that in each: a zone may have any name."""
    if zones is None or measures.in_zones_s is None:
        return {"time_below_zones_s": None, "time_in_zones_s": None}
    below_s, *in_zones_s = measures.in_zones_s
    return {
        "time_below_zones_s": rounded(below_s),
        "time_in_zones_s": _named(zones.labels, tuple(in_zones_s)),
    }


def _named(names: tuple[str, ...], times_s: tuple[float, ...] | None) -> Document | None:
    if times_s is None:
        return None
    return {name: rounded(time) for name, time in zip(names, times_s, strict=True)}
