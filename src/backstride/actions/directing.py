"""Tell which way somebody went from the log of a motion sensor."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backstride import __version__
from backstride.actions.document_values import Document, rounded
from backstride.bout import Bout, Evidence, Gait, Posterior, Travel
from backstride.direction.combining import DIRECTIONS, verdict
from backstride.direction.detection import Detection
from backstride.errors import UnreadablePath
from backstride.formats.content import LARGEST_UNPACKED
from backstride.formats.sensor_log import read_sensor_log
from backstride.motion import MotionLog, Place

SHORTEST_UNSEEN_S: Final = 1.0
"""A shorter stretch of which no detector speaks is not listed by itself. [s]"""
EVEN: Final = Posterior(forward=0.49, backward=0.49, sideways=0.02)
"""What is believed before a sensor's log was seen, alone and without anything else. [-]"""
ENOUGH: Final = 0.8
"""From this probability on a sensor alone calls a direction: its odds are held down by how often its place
was right. [-]"""
SLOWEST_HZ: Final = 20.0
"""Below this rate a step is hardly seen. [1/s]"""

NO_GRAVITY: Final = (
    "The app took gravity out of the accelerations, so nothing tells which way up was, and no direction is "
    "called. Record the acceleration with gravity: it is often called raw, total, or with g."
)
SLOW: Final = "The log has fewer than 20 samples a second, in which a step is hardly seen. Record 50 or more."
NO_GYROSCOPE: Final = "With a gyroscope beside the accelerometer more could be told."
LEARNED: Final = (
    "The detector learned from motion capture, not from real sensors: nobody has published sensor logs of "
    "people going backward."
)
OF_PLACE: Final = {
    Place.WAIST: "The trunk moves less differently than the foot: short stretches backward may be missed.",
    Place.POCKET: "In a pocket the sensor lies loosely, and tells less than on the foot.",
    Place.WRIST: "Arms swing almost alike both ways: at the wrist hardly anything can be called. A sensor on "
    "the foot tells much more.",
}
"""What to know of places that tell less than the foot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionOutcome:
    """Which way somebody went, by the log of a motion sensor."""

    file: str
    log: MotionLog
    place: Place
    bouts: tuple[Bout, ...]
    """In order; what nothing speaks of is unknown, without a probability."""

    @property
    def totals_s(self) -> dict[Travel, float]:
        """How long each direction lasted, where it was called at all; and how long it is unknown. [s]"""
        return {
            travel: sum(bout.duration_s for bout in self.bouts if bout.travel is travel)
            for travel in Travel
            if any(bout.travel is travel for bout in self.bouts)
        }

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed of the file, and how far its place may be believed."""
        rate_hz, log = self.log.rate_hz, self.log
        wanted = (
            (NO_GRAVITY, not log.has_gravity),
            (SLOW, rate_hz is not None and rate_hz < SLOWEST_HZ),
            (NO_GYROSCOPE, log.rotation_rad_s is None),
            (OF_PLACE.get(self.place, ""), self.place in OF_PLACE),
            (LEARNED, any(bout.evidence for bout in self.bouts)),
        )
        return (*log.notes, *(note for note, is_needed in wanted if is_needed))


def direct_sensor_log(path: Path, place: Place) -> DirectionOutcome:
    """Tell which way somebody went from the log of a motion sensor.

    Parameters
    ----------
    path
        The log: a table, a ZIP of tables, or a FIT file.
    place
        Where the sensor was worn.

    Returns
    -------
    DirectionOutcome
        The stretches, and what was assumed.

    Raises
    ------
    FileRefused
        If the file gives no log; the subclass says why.
    UnreadablePath
        If it cannot be opened.
    """
    log = sensor_log(path)
    detections: tuple[Detection, ...] = ()
    if log.has_gravity:
        # Its weights take a moment to load, which a file that is refused need not wait for.
        from backstride.direction.motion_detections import motion_detections  # noqa: PLC0415 (see above)

        detections = motion_detections(log, place)
    return DirectionOutcome(file=str(path), log=log, place=place, bouts=stretches(log, detections))


def sensor_log(path: Path) -> MotionLog:
    """Read the log of a motion sensor.

    Parameters
    ----------
    path
        The log: a table, a ZIP of tables, or a FIT file.

    Returns
    -------
    MotionLog
        The log.

    Raises
    ------
    FileRefused
        If the file gives no log; the subclass says why.
    UnreadablePath
        If it cannot be opened.
    """
    try:
        # One byte more than is read tells a file that is too large; a device has no end.
        with path.open("rb") as file:
            data = file.read(LARGEST_UNPACKED + 1)
    except OSError as trouble:
        raise UnreadablePath(
            f"The file {path} cannot be opened: {trouble.strerror or trouble}.",
            allowed="A sensor log is a file that exists and that you may read.",
            remedy="Check its name.",
        ) from trouble
    return read_sensor_log(data, path.name)


def stretches(log: MotionLog, detections: Sequence[Detection]) -> tuple[Bout, ...]:
    """The stretches of a log, each with its direction.

    Forward and backward are taken for equally likely beforehand: who wears a sensor to be told does not know.
    A direction is called only if it is then four fifths probable; what lies between them is unknown.

    Parameters
    ----------
    log
        The log.
    detections
        What was seen in it, in order and without overlaps.

    Returns
    -------
    tuple of Bout
        In order, from the start of the log to its end, but for moments of which nothing speaks.
    """
    found: list[Bout] = []
    end_s = log.start_s
    for detection in detections:
        if detection.start_s - end_s >= SHORTEST_UNSEEN_S:
            found.append(_unseen(end_s, detection.start_s))
        seen = verdict((), (detection,), prior=EVEN, enough=ENOUGH)
        found.append(
            Bout(
                start_s=detection.start_s,
                end_s=detection.end_s,
                travel=seen.travel,
                gait=Gait.UNKNOWN,
                evidence=seen.evidence,
                posterior=seen.posterior,
            )
        )
        end_s = max(end_s, detection.end_s)
    if log.start_s + log.duration_s - end_s >= SHORTEST_UNSEEN_S:
        found.append(_unseen(end_s, log.start_s + log.duration_s))
    return tuple(found)


def _unseen(start_s: float, end_s: float) -> Bout:
    return Bout(start_s=start_s, end_s=end_s, travel=Travel.UNKNOWN, gait=Gait.UNKNOWN)


def direction_document(outcome: DirectionOutcome) -> Document:
    """Which way somebody went, as a document.

    Parameters
    ----------
    outcome
        What was found.

    Returns
    -------
    dict
        A document of the schema ``direction``.
    """
    log = outcome.log
    return {
        "program_version": __version__,
        "file": outcome.file,
        "app": log.app,
        "place": outcome.place.value,
        "samples": len(log.time_s),
        "rate_hz": rounded(log.rate_hz),
        "duration_s": rounded(log.duration_s),
        "has_gyroscope": log.rotation_rad_s is not None,
        "has_gravity": log.has_gravity,
        "bouts": [_bout(each) for each in outcome.bouts],
        "totals": [
            {"travel": travel.value, "duration_s": rounded(total_s)}
            for travel, total_s in outcome.totals_s.items()
        ],
        "notes": list(outcome.notes),
    }


def _bout(bout: Bout) -> Document:
    return {
        "start_s": rounded(bout.start_s),
        "end_s": rounded(bout.end_s),
        "travel": bout.travel.value,
        "probability": rounded(bout.probability),
        "probabilities": _probabilities(bout.posterior),
        "evidence": [_evidence(each) for each in bout.evidence],
    }


def _probabilities(posterior: Posterior | None) -> Document | None:
    if posterior is None:
        return None
    return {travel.value: rounded(posterior.of(travel)) for travel in DIRECTIONS}


def _evidence(evidence: Evidence) -> Document:
    return {
        "kind": evidence.kind.value,
        "detector": evidence.detector,
        "travel": evidence.travel.value,
        "probability": rounded(evidence.probability),
        "detail": evidence.detail,
    }
