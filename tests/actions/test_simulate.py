"""Writing a session of the simulated athlete."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backstride import read
from backstride.actions.simulate import NAMES, simulate_session, write_whole
from backstride.errors import InvalidValue, UnwritablePath
from backstride.simulation import SESSIONS

START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", SESSIONS)
def test_each_session_is_written_as_a_file_that_can_be_read(name: str, tmp_path: Path) -> None:
    """And says wherever it is read that nobody moved."""
    outcome = simulate_session(name, tmp_path / "session.fit", started_at=START)
    (found,) = read(outcome.path.read_bytes())
    assert found.is_simulated
    assert found.started_at == START
    assert len(found.samples) == len(outcome.recording.samples)
    assert NAMES[name] == SESSIONS[name].name
    assert outcome.athlete.birth_year == 1985


def test_the_same_seed_gives_the_same_file(tmp_path: Path) -> None:
    """To the byte; another seed gives another."""
    digests = []
    for seed in (1, 1, 2):
        path = simulate_session("treadmill", tmp_path / "t.fit", started_at=START, seed=seed).path
        digests.append(hashlib.sha256(path.read_bytes()).hexdigest())
    assert digests[0] == digests[1] != digests[2]


def test_a_session_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """With the names of those that do, and without a file."""
    with pytest.raises(InvalidValue, match="The sessions are first-steps, track-intervals"):
        simulate_session("marathon", tmp_path / "m.fit", started_at=START)
    assert list(tmp_path.iterdir()) == []


def test_a_negative_seed_is_refused(tmp_path: Path) -> None:
    """In words of ours."""
    with pytest.raises(InvalidValue, match="The seed is -3"):
        simulate_session("treadmill", tmp_path / "t.fit", started_at=START, seed=-3)


def test_a_file_that_is_there_is_replaced_whole(tmp_path: Path) -> None:
    """Nothing of the longer old file is left, and nothing beside it."""
    path = tmp_path / "old.fit"
    path.write_bytes(b"x" * 1_000)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert [each.name for each in tmp_path.iterdir()] == ["old.fit"]


@pytest.mark.parametrize("place", ["missing/new.fit", "taken", "", "file.fit/new.fit"])
def test_where_nothing_can_be_written_nothing_is_left(place: str, tmp_path: Path) -> None:
    """A missing folder, a folder in the file's place, no name at all, a file in the folder's place."""
    (tmp_path / "taken").mkdir()
    (tmp_path / "file.fit").write_bytes(b"kept")
    with pytest.raises(UnwritablePath, match="cannot be written"):
        write_whole(tmp_path / place, b"new")
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["file.fit", "taken"]
    assert (tmp_path / "file.fit").read_bytes() == b"kept"


def test_a_disk_that_fills_up_leaves_the_old_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a file is worse than none."""
    path = tmp_path / "old.fit"
    path.write_bytes(b"old")

    def write_half(unfinished: Path, data: bytes) -> int:
        with unfinished.open("wb") as file:
            file.write(data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write_half)
    with pytest.raises(UnwritablePath, match="No space left on device"):
        write_whole(path, b"new bytes")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["old.fit"]


def test_this_place_can_be_named_by_a_dot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And is refused, being a folder."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnwritablePath, match="cannot be written"):
        write_whole(Path(), b"new")
