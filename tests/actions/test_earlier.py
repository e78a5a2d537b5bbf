"""Learning a person's stride from a folder with their earlier recordings."""

import gzip
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backstride.actions.earlier import stride_of
from backstride.bout import Gait, Travel
from backstride.errors import UnreadablePath
from backstride.formats.fit.write import write_activity
from backstride.simulation import SessionScript, SimulatedAthlete, simulate
from backstride.simulation.script import Stretch

STARTED_AT = datetime(2026, 3, 1, 7, 0, tzinfo=UTC)


def ran(number: int) -> bytes:
    """Eleven minutes forward, on a day of its own."""
    part = Stretch(name="run", travel=Travel.FORWARD, gait=Gait.RUN, speed_m_s=2.6, duration_s=660)
    script = SessionScript(name="Easy", parts=(part,))
    started_at = STARTED_AT + timedelta(days=number)
    return write_activity(simulate(SimulatedAthlete(), script, started_at=started_at, seed=number))


RUNS = tuple(ran(number) for number in range(3))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two runs, one of them in a folder of its own."""
    (tmp_path / "2025").mkdir()
    (tmp_path / "2025" / "0.fit").write_bytes(RUNS[0])
    (tmp_path / "1.FIT.gz").write_bytes(gzip.compress(RUNS[1]))
    return tmp_path


def test_two_runs_teach_a_stride(folder: Path) -> None:
    """Also packed, and wherever they lie."""
    found = stride_of(folder)
    assert (found.read, found.passed_over) == (2, 0)
    assert found.baseline is not None
    assert found.baseline.sessions == 2


def test_what_is_there_twice_is_learned_from_once(folder: Path) -> None:
    """As a copy, packed, or by a link."""
    before = stride_of(folder).baseline
    (folder / "2.fit").write_bytes(RUNS[1])
    (folder / "3.fit.gz").write_bytes(gzip.compress(RUNS[0]))
    (folder / "4.fit").symlink_to(folder / "2.fit")
    (folder / "here").symlink_to(folder)
    found = stride_of(folder)
    assert (found.read, found.passed_over) == (2, 3)
    assert found.baseline == before


def test_what_is_reported_on_is_not_its_own_measure(folder: Path, tmp_path: Path) -> None:
    """Though it lies in the folder packed."""
    (folder / "2.fit.gz").write_bytes(gzip.compress(RUNS[2]))
    reported = tmp_path / "today.fit"
    reported.write_bytes(RUNS[2])
    assert stride_of(folder, [reported, tmp_path / "gone.fit"]) == stride_of(folder, [reported])
    assert stride_of(folder, [reported]).read == 2


def test_what_is_no_recording_is_passed_over(folder: Path) -> None:
    """Damage, a folder of such a name, a link to nowhere, and a pipe that nobody writes into."""
    (folder / "damaged.fit").write_bytes(RUNS[2][:40])
    (folder / "empty.gpx").touch()
    (folder / "folder.tcx").mkdir()
    (folder / "link.fit").symlink_to(folder / "nowhere.fit")
    os.mkfifo(folder / "pipe.fit")
    found = stride_of(folder)
    assert (found.read, found.passed_over) == (2, 5)


def test_a_folder_without_recordings_is_refused(tmp_path: Path) -> None:
    """Nobody means to learn from nothing."""
    with pytest.raises(UnreadablePath, match="holds no recording"):
        stride_of(tmp_path)
    with pytest.raises(UnreadablePath, match="no folder"):
        stride_of(tmp_path / "gone")
    (tmp_path / "file.fit").write_bytes(RUNS[0])
    with pytest.raises(UnreadablePath, match="is no folder"):
        stride_of(tmp_path / "file.fit")
