"""Report on files: read each, find its bouts, measure them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from backstride.athlete import Athlete
from backstride.direction import Label, LapConvention, bouts
from backstride.errors import FileRefused, InvalidLabel, TooLarge, UnreadablePath
from backstride.formats import read
from backstride.formats.content import LARGEST_UNPACKED
from backstride.heart.zones import TARGET
from backstride.recording import Recording
from backstride.session import SessionReport, heart_model, session_report


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedRecording:
    """A recording of a file, reported."""

    file: str
    report: SessionReport


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


def report_files(paths: Sequence[Path], settings: ReportSettings) -> ReportOutcome:
    """Report on files. One that is refused does not keep the others from being read.

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
    InvalidLabel
        If a label fits no stretch, or there are labels and more than one recording.
    InvalidValue
        If what the person says of themselves cannot be.
    """
    read_files = [(str(path), _read(path)) for path in paths]
    recordings = tuple(_recordings(read_files))
    if settings.labels and len(recordings) > 1:
        raise InvalidLabel(
            f"Labels were given for {len(recordings)} recordings.",
            allowed="A label counts from the start of one recording.",
            remedy="Report on one file at a time when you label it.",
        )
    return ReportOutcome(
        recordings=tuple(
            ReportedRecording(file=file, report=report_on(recording, settings, file_name=Path(file).name))
            for file, recording in recordings
        ),
        refused=tuple(
            RefusedFile(file=file, reason=found)
            for file, found in read_files
            if isinstance(found, FileRefused)
        ),
    )


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
    start = recording.local_start
    athlete = settings.athlete.on(None if start is None else start.date())
    heart = heart_model(
        athlete, formula=settings.formula, target=settings.target, zones_bpm=settings.zones_bpm
    )
    found = bouts(
        recording,
        labels=settings.labels,
        lap_convention=settings.lap_convention,
        file_name=file_name,
    )
    return session_report(recording, found, athlete, heart)


def _read(path: Path) -> tuple[Recording, ...] | FileRefused:
    try:
        return read(_content(path))
    except FileRefused as refusal:
        return refusal
    except OSError as trouble:
        return UnreadablePath(
            f"The file cannot be opened: {trouble.strerror or trouble}.",
            allowed="A recording is a file that exists and that you may read.",
            remedy="Check its name; to report on a folder, name the files in it, as in folder/*.fit.",
        )


def _content(path: Path) -> bytes:
    """The bytes of a file, as far as a recording may go: a device such as /dev/zero has no end."""
    with path.open("rb") as file:
        data = file.read(LARGEST_UNPACKED + 1)
    if len(data) > LARGEST_UNPACKED:
        raise TooLarge(
            f"The file holds more than {LARGEST_UNPACKED / 1e6:.0f} MB.",
            allowed="A recording is smaller than that.",
            remedy="Check whether it is one.",
        )
    return data


def _recordings(
    read_files: Iterable[tuple[str, tuple[Recording, ...] | FileRefused]],
) -> Iterator[tuple[str, Recording]]:
    for file, found in read_files:
        if not isinstance(found, FileRefused):
            for recording in found:
                yield file, recording
