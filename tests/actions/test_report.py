"""Reporting on files."""

import gc
import weakref
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from backstride.actions.report import (
    RefusedFile,
    ReportedRecording,
    ReportOutcome,
    ReportSettings,
    report_files,
    report_on,
    reports,
)
from backstride.actions.simulate import simulate_session
from backstride.athlete import Athlete, Measurement, Quantity
from backstride.bout import EvidenceKind, Travel
from backstride.direction import LapConvention, read_label
from backstride.errors import (
    EmptyFile,
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


def test_reports_come_one_after_another(folder: Path) -> None:
    """A file is read when its turn comes: nobody waits for the last of an archive to see the first."""
    asked: list[str] = []

    def paths() -> Iterator[Path]:
        for name in ("first.fit", "note.txt", "second.fit"):
            asked.append(name)
            yield folder / name

    found = reports(paths(), ANYBODY)
    assert asked == []
    assert isinstance(next(found), ReportedRecording)
    assert asked == ["first.fit"]
    assert isinstance(next(found), RefusedFile)
    assert asked == ["first.fit", "note.txt"]
    assert [type(each) for each in found] == [ReportedRecording]


def test_a_report_that_nobody_keeps_leaves_no_recording_behind(folder: Path) -> None:
    """An archive takes no more memory than its largest files; a refusal does not hold the bytes either."""
    found = reports([folder / name for name in ("first.fit", "second.fit", "second.fit")], ANYBODY)
    first = next(found)
    assert isinstance(first, ReportedRecording)
    times = weakref.ref(first.report.recording.samples.elapsed_s)
    del first
    for _ in found:
        pass
    gc.collect()
    assert times() is None
    (refused,) = reports([folder / "note.txt"], ANYBODY)
    assert isinstance(refused, RefusedFile)
    assert refused.reason.__traceback__ is None
    assert refused.reason.__context__ is None


def test_an_outcome_keeps_each_kind_in_its_order(folder: Path) -> None:
    """Reports and refusals come mixed, and are told apart."""
    names = ("note.txt", "second.fit", "gone.fit", "first.fit")
    outcome = ReportOutcome.of(reports([folder / name for name in names], ANYBODY))
    assert [Path(each.file).name for each in outcome.recordings] == ["second.fit", "first.fit"]
    assert [Path(each.file).name for each in outcome.refused] == ["note.txt", "gone.fit"]


@pytest.fixture(scope="module")
def triathlon(folder: Path) -> Path:
    """One file with two recordings: two FIT files in one, as the format allows."""
    path = folder / "both.fit"
    path.write_bytes((folder / "first.fit").read_bytes() + (folder / "second.fit").read_bytes())
    return path


def ways(outcome: ReportOutcome) -> list[set[Travel]]:
    """Which ways each recording went."""
    return [{each.bout.travel for each in reported.report.bouts} for reported in outcome.recordings]


def test_a_label_names_one_of_several_recordings(folder: Path, triathlon: Path) -> None:
    """By its number in the order of the report: within a file, over files, refused ones not counted."""
    labelled = ReportSettings(labels=(read_label("#2 all=backward"),))
    plain = ways(report_files([triathlon], ANYBODY))
    assert len(plain) == 2
    assert ways(report_files([triathlon], labelled)) == [plain[0], {Travel.BACKWARD}]
    first, second, note = (folder / name for name in ("first.fit", "second.fit", "note.txt"))
    assert ways(report_files([first, note, second], labelled)) == [plain[0], {Travel.BACKWARD}]
    third = ReportSettings(labels=(read_label("#3 all=sideways"), read_label("#1 all=forward")))
    found = ways(report_files([first, triathlon], third))
    assert found == [{Travel.FORWARD}, plain[0], {Travel.SIDEWAYS}]


def test_a_label_without_a_number_is_for_one_recording(folder: Path, triathlon: Path) -> None:
    """With several it is refused and says how to choose; a refused file beside one does not matter."""
    labelled = ReportSettings(labels=(read_label("all=backward"),))
    first, second, note = (folder / name for name in ("first.fit", "second.fit", "note.txt"))
    for several in ([first, second], [triathlon]):
        with pytest.raises(InvalidLabel, match="which of the 2 recordings it speaks of") as refused:
            next(reports(several, labelled))
        assert '"#2 all=backward"' in refused.value.remedy
    assert ways(report_files([first, note], labelled)) == [{Travel.BACKWARD}]
    numbered = ReportSettings(labels=(read_label("#1 all=backward"),))
    assert ways(report_files([first], numbered)) == [{Travel.BACKWARD}]


@pytest.mark.parametrize(("number", "names", "says"), [
    (2, ["first.fit"], "speaks of recording 2, but there is 1 recording"),
    (0, ["first.fit"], "speaks of recording 0"),
    (3, ["first.fit", "second.fit"], "speaks of recording 3, but there are 2 recordings"),
])  # fmt: skip
def test_a_label_for_a_recording_that_is_not_there_is_refused(
    folder: Path, number: int, names: list[str], says: str
) -> None:
    """Rather than ignored."""
    labelled = ReportSettings(labels=(read_label(f"#{number} all=backward"),))
    with pytest.raises(InvalidLabel, match=says):
        report_files([folder / name for name in names], labelled)


def test_a_label_that_is_wrong_about_the_last_recording_is_told_before_the_first(folder: Path) -> None:
    """Nobody reads half a report and then an error."""
    late = ReportSettings(labels=(read_label("#2 lap 99=backward"),))
    with pytest.raises(InvalidLabel, match="names lap 99"):
        next(reports([folder / "first.fit", folder / "second.fit"], late))


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
    assert not any(each.kind.is_told for bout in silent.report.bouts for each in bout.bout.evidence)
    assert {each.bout.evidence[0].kind for each in spoken.report.bouts} == {EvidenceKind.LAP}


def test_the_name_of_a_file_is_evidence(tmp_path: Path) -> None:
    """Its own name, not that of its folder."""
    inner = tmp_path / "backward"
    inner.mkdir()
    for name in ("retro.fit", "run.fit"):
        simulate_session("unlabelled", inner / name, started_at=START)
    retro, run = report_files([inner / "retro.fit", inner / "run.fit"], ANYBODY).recordings
    first = [each.bout.evidence[0] for each in retro.report.bouts]
    assert {(each.kind, each.travel, each.probability) for each in first} == {
        (EvidenceKind.NAME, Travel.BACKWARD, 0.8)
    }
    assert not any(each.kind.is_told for bout in run.report.bouts for each in bout.bout.evidence)


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


@pytest.mark.parametrize(
    ("birth_year", "why"),
    [
        (2030, "before the birth year 2030"),
        (2024, "which makes an age of 2, and no formula takes less than 5 or more than 110"),
        (1900, "which makes an age of 126, and no formula takes less than 5 or more than 110"),
    ],
)
def test_an_odd_date_makes_the_age_unknown(birth_year: int, why: str) -> None:
    """The report says so, and gives what does not need the age."""
    recording = simulate(SimulatedAthlete(), SESSIONS["first-steps"], started_at=START, seed=1)
    mass = Measurement(quantity=Quantity.MASS_KG, value=70.0)
    athlete = Athlete(birth_year=birth_year, measurements=(mass,))
    report = report_on(recording, ReportSettings(athlete=athlete))
    assert report.athlete.age_years is None
    assert report.athlete.mass_kg == 70.0
    assert report.heart.target is None
    (warning,) = report.recording.warnings
    assert warning.slug == "age-unknown"
    assert warning.message == f"The recording is dated 2026, {why}, so the age is unknown."


def test_an_odd_date_does_not_keep_the_others_from_being_reported(folder: Path, tmp_path: Path) -> None:
    """An old file beside a new one: the new one is reckoned with the age, the old one without."""
    old = simulate_session("treadmill", tmp_path / "old.fit", started_at=START.replace(year=2010)).path
    settings = ReportSettings(athlete=Athlete(birth_year=2012))
    before, now = report_files([old, folder / "second.fit"], settings).recordings
    assert before.report.athlete.age_years is None
    assert [each.slug for each in before.report.recording.warnings] == ["age-unknown"]
    assert now.report.athlete.age_years == 14
    assert now.report.heart.target is not None
    assert now.report.recording.warnings == ()


def test_what_can_be_on_no_day_is_told_before_a_file_is_read() -> None:
    """A resting rate above the maximum is a slip, not a fault of a file."""
    rates = {Quantity.RESTING_HEART_RATE_BPM: 120.0, Quantity.MAXIMUM_HEART_RATE_BPM: 100.0}
    athlete = Athlete(
        measurements=tuple(Measurement(quantity=quantity, value=value) for quantity, value in rates.items())
    )

    def nothing_is_asked_for() -> Iterator[Path]:
        pytest.fail("a file was read")
        yield Path()

    with pytest.raises(InvalidValue, match="resting heart rate is 120"):
        next(reports(nothing_is_asked_for(), ReportSettings(athlete=athlete)))
