"""What a report takes for granted, said in words that a runner understands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.athlete import AthleteOnDay
from backstride.bout import Bout, EvidenceKind, Gait, Travel
from backstride.energy.backward import climbed_grade
from backstride.recording import Recording
from backstride.session.bout_report import ON_FOOT, BoutReport
from backstride.session.columns import Columns
from backstride.session.comparison import UNKNOWN_COMPARED, Comparison
from backstride.session.heart_model import HeartModel
from backstride.units import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """Something that was taken for granted, and that the figures rest on."""

    slug: str
    """What it is, in whatever language it is said: ``unknown-direction``, ``no-altitude`` …"""
    message: str
    """A sentence for people."""

    def __str__(self) -> str:
        """The sentence."""
        return self.message


UNKNOWN_SPORT: Final = Assumption(
    slug="unknown-sport",
    message="The file does not say which sport it was; it is taken to be on foot.",
)
UNKNOWN_DIRECTION: Final = Assumption(
    slug="unknown-direction",
    message="Where the direction is unknown, the energy is that of going forward, and its range reaches "
    "up to that of going backward.",
)
SPEED_BY_DISTANCE: Final = Assumption(
    slug="speed-by-distance",
    message="In part of it the device's speed and the distance it counted differ by more than a fifth: "
    "the energy is that of the mean speed by distance there.",
)
NO_ALTITUDE: Final = Assumption(
    slug="no-altitude",
    message="No altitude was recorded: the energy is that of level ground.",
)
SHORT_WAY: Final = Assumption(
    slug="short-way",
    message="The way is too short to tell how steep it is: the energy is that of level ground.",
)
BACKWARD_DOWNHILL: Final = Assumption(
    slug="backward-downhill",
    message="What going backward downhill costs has never been measured: it is left out as unknown.",
)
UNKNOWN_PRACTICE: Final = Assumption(
    slug="unknown-practice",
    message="How much you have practised walking backward is unknown: the energy is that of someone "
    "used to it, and its range reaches up to a beginner's.",
)
RUNNING_PRACTICE: Final = Assumption(
    slug="running-practice",
    message="Whether running backward takes less energy with practice has not been measured: your "
    "practice does not change it here.",
)
NO_OWN_STRIDE: Final = Assumption(
    slug="no-own-stride",
    message="Nothing is known of your own forward stride: which way you went was seen from the contrast "
    "within this session alone.",
)
UNKNOWN_MASS: Final = Assumption(
    slug="unknown-mass",
    message="Without your mass the energy is not known in kilocalories.",
)

_GAITS_IN_WORDS: Final = {Gait.WALK: "walking", Gait.RUN: "running"}


def assumptions(
    recording: Recording,
    reports: Sequence[BoutReport],
    comparisons: Sequence[Comparison],
    *,
    columns: Columns,
    athlete: AthleteOnDay,
    heart: HeartModel,
) -> tuple[Assumption, ...]:
    """What was taken for granted in a report.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    recording
        The recording.
    reports
        Its bouts.
    comparisons
        Backward beside forward.
    columns
        The columns of the recording.
    athlete
        What held for the person on its day.
    heart
        What their heart rates are held against.

    Returns
    -------
    tuple of Assumption
        Each once.
    """
    costed = [report for report in reports if report.bout.gait in ON_FOOT]
    return (
        *_of_the_stride(reports, athlete),
        *_of_the_way(recording, costed, columns),
        *_of_practice(costed, athlete),
        *_of_comparisons(comparisons),
        *_of_the_heart(columns, heart),
        *((UNKNOWN_MASS,) if costed and athlete.mass_kg is None else ()),
    )


def _of_the_stride(reports: Sequence[BoutReport], athlete: AthleteOnDay) -> Iterator[Assumption]:
    if all(report.bout.decided_by is not EvidenceKind.STRIDE for report in reports):
        return
    own = athlete.stride
    if own is None:
        yield NO_OWN_STRIDE
        return
    sessions = "1 session" if own.sessions == 1 else f"{own.sessions} sessions"
    yield Assumption(
        slug="own-stride",
        message=f"Your stride is held against your own going forward, learned from {sessions} with "
        f"{clock(own.duration_s)} on foot.",
    )


def _of_the_way(recording: Recording, costed: Sequence[BoutReport], columns: Columns) -> Iterator[Assumption]:
    if not costed:
        return
    if recording.sport.name == "unknown":
        yield UNKNOWN_SPORT
    if any(report.energy_assumes is not None for report in costed):
        yield UNKNOWN_DIRECTION
    if any(report.cost_speed_m_s is not None for report in costed):
        yield SPEED_BY_DISTANCE
    if np.isnan(columns.grade).all():
        yield NO_ALTITUDE if np.isnan(columns.samples.altitude_m).all() else SHORT_WAY
    if any(_goes_down(report.bout, columns) for report in costed if report.bout.travel is Travel.BACKWARD):
        yield BACKWARD_DOWNHILL


def _goes_down(bout: Bout, columns: Columns) -> bool:
    grade = columns.grade[columns.span(bout)]
    return bool((np.isnan(climbed_grade(grade)) & ~np.isnan(grade)).any())


def _of_practice(costed: Sequence[BoutReport], athlete: AthleteOnDay) -> Iterator[Assumption]:
    gaits_backward = {report.bout.gait for report in costed if report.bout.travel is Travel.BACKWARD}
    if Gait.WALK in gaits_backward and athlete.backward_sessions is None:
        yield UNKNOWN_PRACTICE
    if Gait.RUN in gaits_backward:
        yield RUNNING_PRACTICE


def _of_comparisons(comparisons: Sequence[Comparison]) -> Iterator[Assumption]:
    with_oxygen = {each.gait for each in comparisons if each.quantity == "oxygen_ml_kg_min"}
    for gait in dict.fromkeys(each.gait for each in comparisons):
        if gait not in with_oxygen:
            yield Assumption(
                slug="oxygen-not-compared",
                message=f"The oxygen of {_GAITS_IN_WORDS[gait]} backward and forward is not compared: for "
                f"more than {100 * UNKNOWN_COMPARED:g} % of the time of one of them it is unknown.",
            )


def _of_the_heart(columns: Columns, heart: HeartModel) -> Iterator[Assumption]:
    has_heart_rate = not np.isnan(columns.heart_rate_bpm).all()
    if has_heart_rate and heart.maximum is not None and heart.maximum.formula is not None:
        formula = heart.maximum.formula
        yield Assumption(
            slug="predicted-maximum",
            message=f"Your maximum heart rate is predicted from your age ({formula.text}); "
            f"a single person may differ by {formula.error_bpm:g} beats and more.",
        )
