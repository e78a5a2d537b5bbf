"""Reporting on files."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from backstride.actions.report import ReportSettings, report_files, report_on
from backstride.actions.simulate import simulate_session
from backstride.athlete import Athlete, Measurement, Quantity
from backstride.bout import EvidenceKind, Travel
from backstride.direction import LapConvention, read_label
from backstride.errors import (
    EmptyFile,
    FileRefused,
    InvalidLabel,
    InvalidValue,
    TooLarge,
    UnknownFormat,
    UnreadablePath,
)
from backstride.recording import Recording, Samples
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate

START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
ANYBODY = ReportSettings()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two recordings, a note, an empty file and another folder."""
    made = tmp_path_factory.mktemp("recordings")
    simulate_session("first-steps", made / "first.fit", started_at=START)
    simulate_session("treadmill", made / "second.fit", started_at=START)
    (made / "note.txt").write_text("Felt good.\n", encoding="utf-8")
    (made / "empty.fit").write_bytes(b"")
    (made / "inner").mkdir()
    return made


def test_a_refused_file_does_not_keep_the_others_from_being_read(folder: Path) -> None:
    """Both lists keep the order in which the files were named."""
    names = ("note.txt", "second.fit", "gone.fit", "inner", "first.fit", "empty.fit")
    outcome = report_files([folder / name for name in names], ANYBODY)
    assert [Path(each.file).name for each in outcome.recordings] == ["second.fit", "first.fit"]
    assert [(Path(each.file).name, type(each.reason)) for each in outcome.refused] == [
        ("note.txt", UnknownFormat),
        ("gone.fit", UnreadablePath),
        ("inner", UnreadablePath),
        ("empty.fit", EmptyFile),
    ]


def test_a_file_is_called_as_it_was_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a program can match what it asked for."""
    monkeypatch.chdir(folder)
    outcome = report_files([Path("first.fit"), Path("inner/../gone.fit")], ANYBODY)
    assert [each.file for each in outcome.recordings] == ["first.fit"]
    assert [each.file for each in outcome.refused] == ["inner/../gone.fit"]


def test_a_path_that_cannot_be_opened_says_why(folder: Path) -> None:
    """Missing is one thing, a folder another; both say what to do."""
    outcome = report_files([folder / "gone.fit", folder / "inner"], ANYBODY)
    gone, inner = (each.reason for each in outcome.refused)
    assert gone.found == "The file cannot be opened: No such file or directory."
    assert inner.found == "The file cannot be opened: Is a directory."
    assert "folder/*.fit" in inner.remedy


def test_a_file_that_may_not_be_read_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights are told as such."""

    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path), mode)

    # Whoever is root may read everything, so the answer of the system is played.
    monkeypatch.setattr(Path, "open", refuse)
    (refused,) = report_files([folder / "first.fit"], ANYBODY).refused
    assert refused.reason.found == "The file cannot be opened: Permission denied."


def test_a_file_without_an_end_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device is read only as far as any recording could go."""
    monkeypatch.setattr("backstride.actions.report.LARGEST_UNPACKED", 2_000_000)
    outcome = report_files([Path("/dev/zero"), folder / "first.fit"], ANYBODY)
    (refused,) = outcome.refused
    assert isinstance(refused.reason, TooLarge)
    assert refused.reason.found == "The file holds more than 2 MB."
    assert len(outcome.recordings) == 1


def test_the_same_file_twice_is_reported_twice(folder: Path) -> None:
    """Nothing is taken for a duplicate here."""
    path = folder / "first.fit"
    one, other = report_files([path, path], ANYBODY).recordings
    assert [each.bout for each in one.report.bouts] == [each.bout for each in other.report.bouts]


def test_no_files_give_no_reports() -> None:
    """An empty list is no trouble of its own."""
    outcome = report_files([], ANYBODY)
    assert (outcome.recordings, outcome.refused) == ((), ())


def test_labels_for_several_recordings_are_refused(folder: Path) -> None:
    """A label counts from the start of one recording; a refused file beside it does not matter."""
    labelled = ReportSettings(labels=(read_label("all=backward"),))
    first, second, note = (folder / name for name in ("first.fit", "second.fit", "note.txt"))
    with pytest.raises(InvalidLabel, match="Labels were given for 2 recordings"):
        report_files([first, second], labelled)
    outcome = report_files([first, note], labelled)
    assert {each.bout.travel for each in outcome.recordings[0].report.bouts} == {Travel.BACKWARD}


def test_a_label_that_fits_no_stretch_is_refused(folder: Path) -> None:
    """Rather than ignored."""
    late = ReportSettings(labels=(read_label("5:00:00-6:00:00=backward"),))
    with pytest.raises(InvalidLabel, match="lasts only 19:00"):
        report_files([folder / "first.fit"], late)


def test_lap_presses_speak_by_the_convention_that_the_user_states(tmp_path: Path) -> None:
    """Without it they are silent."""
    path = tmp_path / "laps.fit"
    simulate_session("pressed-laps", path, started_at=START)
    (silent,) = report_files([path], ANYBODY).recordings
    (spoken,) = report_files([path], ReportSettings(lap_convention=LapConvention.TURN)).recordings
    assert {each.bout.travel for each in silent.report.bouts} == {Travel.UNKNOWN}
    assert {each.bout.evidence[0].kind for each in spoken.report.bouts} == {EvidenceKind.LAP}


def test_the_name_of_a_file_is_evidence(tmp_path: Path) -> None:
    """Its own name, not that of its folder."""
    inner = tmp_path / "backward"
    inner.mkdir()
    for name in ("retro.fit", "run.fit"):
        simulate_session("unlabelled", inner / name, started_at=START)
    retro, run = report_files([inner / "retro.fit", inner / "run.fit"], ANYBODY).recordings
    assert {each.bout.probability for each in retro.report.bouts} == {0.8}
    assert {each.bout.travel for each in retro.report.bouts} == {Travel.BACKWARD}
    assert {each.bout.travel for each in run.report.bouts} == {Travel.UNKNOWN}


def test_the_person_is_taken_as_they_were_on_the_local_day() -> None:
    """Half past midnight in Auckland is still the day before in UTC."""
    recording = replace(
        simulate(SimulatedAthlete(), SESSIONS["first-steps"], started_at=START, seed=1),
        started_at=datetime(2025, 12, 31, 11, 30, tzinfo=UTC),
        utc_offset_s=13 * 3600,
    )
    weights = tuple(
        Measurement(
            quantity=Quantity.MASS_KG, value=value, measured_on=datetime(year, 1, 1, tzinfo=UTC).date()
        )
        for year, value in ((2025, 70.0), (2026, 60.0))
    )
    report = report_on(recording, ReportSettings(athlete=Athlete(birth_year=1985, measurements=weights)))
    assert report.athlete.age_years == 41
    assert report.athlete.mass_kg == 60.0


def test_a_recording_without_a_date_is_reported_without_an_age() -> None:
    """The values that hold last are the best guess; the age is none."""
    undated = Recording(format="gpx", started_at=None, samples=Samples.of(np.arange(0.0, 60.0)))
    report = report_on(undated, ReportSettings(athlete=Athlete(birth_year=1985)))
    assert report.athlete.age_years is None
    assert report.heart.target is None


def test_what_the_person_says_of_themselves_must_be_possible(folder: Path) -> None:
    """A birth after the recording is refused as the value it is, not as a fault of the file."""
    with pytest.raises(InvalidValue, match="later than 2026-04-01") as caught:
        report_files([folder / "first.fit"], ReportSettings(athlete=Athlete(birth_year=2030)))
    assert not isinstance(caught.value, FileRefused)
