"""Report on files: read each, find its bouts, measure them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from backstride.athlete import Athlete, AthleteOnDay
from backstride.direction import Detection, Label, LapConvention, bouts
from backstride.errors import FileRefused, InvalidLabel, TooLarge, UnreadablePath
from backstride.formats import read
from backstride.formats.content import LARGEST_UNPACKED
from backstride.formats.fit.motion import motion_of
from backstride.heart.zones import TARGET
from backstride.motion import MotionLog, Place
from backstride.recording import Recording
from backstride.session import HeartModel, SessionReport, athlete_of_recording, heart_model, session_report


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettings:
    """What the person says about themselves and about the recordings."""

    athlete: Athlete = field(default_factory=Athlete)
    formula: str = "fox"
    """For the maximum heart rate, where none was measured."""
    target: tuple[float, float] = TARGET
    """Ends of the target range, as shares. [-]"""
    zones_bpm: Mapping[str, float] | None = None
    """Own zones: lower limits by label. [bpm]"""
    labels: tuple[Label, ...] = ()
    lap_convention: LapConvention | None = None
    place: Place | None = None
    """Where the sensor was worn whose accelerations a file holds, or that wrote ``motion``."""
    motion: MotionLog | None = None
    """The log of a motion sensor that began with the recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedRecording:
    """A recording of a file, reported."""

    file: str
    report: SessionReport
    number: int = 1
    """By which a label names it, counted from 1 over all files."""
    parts: int = 1
    """How many recordings the file holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedFile:
    """A file that gave no recording, and why."""

    file: str
    reason: FileRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOutcome:
    """What became of each file."""

    recordings: tuple[ReportedRecording, ...]
    refused: tuple[RefusedFile, ...]

    @classmethod
    def of(cls, found: Iterable[ReportedRecording | RefusedFile]) -> Self:
        """What `reports` found, each kind in its order.

        Parameters
        ----------
        found
            Reports and refusals.

        Returns
        -------
        ReportOutcome
            All of them.
        """
        recordings: list[ReportedRecording] = []
        refused: list[RefusedFile] = []
        for each in found:
            if isinstance(each, RefusedFile):
                refused.append(each)
            else:
                recordings.append(each)
        return cls(recordings=tuple(recordings), refused=tuple(refused))


def report_files(paths: Iterable[Path], settings: ReportSettings) -> ReportOutcome:
    """Report on files, and keep all reports together.

    Parameters
    ----------
    paths
        The files.
    settings
        What the person says.

    Returns
    -------
    ReportOutcome
        The reports, and the files that were refused, in the order given.

    Raises
    ------
    BackstrideError
        As `reports` does.
    """
    return ReportOutcome.of(reports(paths, settings))


def reports(paths: Iterable[Path], settings: ReportSettings) -> Iterator[ReportedRecording | RefusedFile]:
    """Report on files one after another. One that is refused does not keep the others from being read.

    A file is read when its turn comes, and nothing of it is kept, so that a whole archive takes no more
    memory than its largest file. Only where there are labels all is read first: a label that fits
    nothing is told before the first report.

    Parameters
    ----------
    paths
        The files.
    settings
        What the person says.

    Yields
    ------
    ReportedRecording or RefusedFile
        One for each recording, or for a file that gives none, in the order given.

    Raises
    ------
    InvalidLabel
        If a label fits no stretch, or does not say which of several recordings it speaks of.
    InvalidValue
        If what the person says of themselves cannot be.
    """
    _heart(settings.athlete.on(None), settings)  # what cannot be on any day is told before a file is read
    files = ((str(path), _read(path)) for path in paths)
    if not settings.labels:
        yield from _reported(files, settings)
        return
    kept = list(files)
    count = sum(0 if isinstance(found, FileRefused) else len(found) for _, found in kept)
    for label in settings.labels:
        _check_number(label, count)
    yield from list(_reported(kept, settings))


def report_on(
    recording: Recording, settings: ReportSettings, *, file_name: str | None = None
) -> SessionReport:
    """Report on one recording.

    Parameters
    ----------
    recording
        The recording.
    settings
        What the person says.
    file_name
        What its file is called, for the words in it.

    Returns
    -------
    SessionReport
        The report.

    Raises
    ------
    InvalidLabel
        If a label fits no stretch of it.
    InvalidValue
        If what the person says of themselves cannot be.
    """
    athlete, warnings = athlete_of_recording(settings.athlete, recording)
    found = bouts(
        recording,
        labels=settings.labels,
        lap_convention=settings.lap_convention,
        file_name=file_name,
        baseline=athlete.stride,
        seen=_by_motion(recording, settings),
    )
    if warnings:
        recording = replace(recording, warnings=(*recording.warnings, *warnings))
    return session_report(recording, found, athlete, _heart(athlete, settings))


def _by_motion(recording: Recording, settings: ReportSettings) -> tuple[Detection, ...]:
    """What a motion sensor saw, where one was worn in a place that is known."""
    log = settings.motion or motion_of(recording)
    if settings.place is None or log is None or not log.has_gravity:
        return ()
    # Its weights take a moment to load, which a report without a sensor need not wait for.
    from backstride.direction.motion_detections import motion_detections  # noqa: PLC0415 (see above)

    return motion_detections(log, settings.place)


def _heart(athlete: AthleteOnDay, settings: ReportSettings) -> HeartModel:
    return heart_model(
        athlete, formula=settings.formula, target=settings.target, zones_bpm=settings.zones_bpm
    )


def _check_number(label: Label, count: int) -> None:
    """Refuse a label that names none of the recordings, or not which of several."""
    if label.recording_number is None and count > 1:
        raise InvalidLabel(
            f'The label "{label.text}" does not say which of the {count} recordings it speaks of.',
            allowed="Of several recordings a label names one by its number, in the order of the report.",
            remedy=f'Write it like "#2 {label.text}", or report on one file at a time.',
        )
    if label.recording_number is not None and count and not 1 <= label.recording_number <= count:
        there = "is 1 recording" if count == 1 else f"are {count} recordings"
        raise InvalidLabel(
            f'The label "{label.text}" speaks of recording {label.recording_number}, but there {there}.',
            allowed="Recordings are counted from 1, over all files, in the order of the report.",
            remedy="Give the number of one of them; a file that was refused does not count.",
        )


def _reported(
    files: Iterable[tuple[str, tuple[Recording, ...] | FileRefused]], settings: ReportSettings
) -> Iterator[ReportedRecording | RefusedFile]:
    number = 0
    for file, found in files:
        if isinstance(found, FileRefused):
            yield RefusedFile(file=file, reason=found)
            continue
        for recording in found:
            number += 1
            labels = tuple(each for each in settings.labels if each.recording_number in {None, number})
            report = report_on(recording, replace(settings, labels=labels), file_name=Path(file).name)
            yield ReportedRecording(file=file, report=report, number=number, parts=len(found))


def _read(path: Path) -> tuple[Recording, ...] | FileRefused:
    try:
        return read(content_of(path))
    except FileRefused as refusal:
        # Its traceback, and that of what led to it, would keep the whole content of the file.
        refusal.__context__ = None
        return refusal.with_traceback(None)
    except OSError as trouble:
        return UnreadablePath(
            f"The file cannot be opened: {trouble.strerror or trouble}.",
            allowed="A recording is a file that exists and that you may read.",
            remedy="Check its name; to report on a folder, name the files in it, as in folder/*.fit.",
        )


def content_of(path: Path) -> bytes:
    """The bytes of a file, as far as a recording may go: a device such as /dev/zero has no end.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    bytes
        All of them.

    Raises
    ------
    TooLarge
        If there are more than a recording has.
    OSError
        If it cannot be opened or read.
    """
    with path.open("rb") as file:
        data = file.read(LARGEST_UNPACKED + 1)
    if len(data) > LARGEST_UNPACKED:
        raise TooLarge(
            f"The file holds more than {LARGEST_UNPACKED / 1e6:.0f} MB.",
            allowed="A recording is smaller than that.",
            remedy="Check whether it is one.",
        )
    return data
