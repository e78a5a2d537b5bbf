"""Files that somebody hands over: kept under names that lead nowhere else, and not for ever."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.actions.uploads import (
    KEPT_FOR,
    LONGEST_NAME,
    new_upload,
    place_for,
    remove_upload,
    safe_name,
    sweep_folders,
    upload_paths,
)
from backstride.errors import MissingFile, UnwritablePath


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("run.fit", "run.fit"),
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        ("", "file"),
        ("C:\\Users\\me\\Läufe\\run.fit", "run.fit"),
        ("folder/", "folder"),
        (".hidden.gpx", "hidden.gpx"),
        ("a\x00b\n.fit", "a_b_.fit"),
        ('what?<is>"this"|.tcx', "what__is__this__.tcx"),
        ("La\u0308ufe ☕.zip", "Läufe ☕.zip"),
        ("broken \udc80.fit", "broken _.fit"),
    ],
)
def test_a_name_is_made_safe(given_name: str, kept: str) -> None:
    """What a browser sends as a name is anybody's word."""
    assert safe_name(given_name) == kept


@given(st.text(max_size=400))
def test_any_name_leads_nowhere_else(name: str) -> None:
    """Whatever it is: one part, not hidden, neither empty nor too long, and it stays as it is."""
    safe = safe_name(name)
    assert Path(safe).name == safe
    assert not safe.startswith(".")
    assert 0 < len(safe.encode()) <= LONGEST_NAME
    assert safe_name(safe) == safe


@pytest.mark.parametrize("ending", [".fit", ".fit.gz", ".zip"])
def test_a_long_name_keeps_its_ending(ending: str) -> None:
    """By it a person knows what it is; it is cut between letters."""
    safe = safe_name("ü" * 300 + ending)
    assert len(safe.encode()) <= LONGEST_NAME
    assert safe.endswith("ü" + ending)


def test_files_of_one_name_each_get_a_number(tmp_path: Path) -> None:
    """Nothing is written over."""
    key, folder = new_upload(tmp_path / "uploads")
    places = [place_for(tmp_path / "uploads", key, name) for name in ("a/run.fit.gz", "b/run.fit.gz", "run")]
    assert [place.name for place in places] == ["run.fit.gz", "run (2).fit.gz", "run"]
    assert {place.parent for place in places} == {folder}
    assert upload_paths(tmp_path / "uploads", key) == tuple(sorted(places))
    assert upload_paths(tmp_path / "uploads", key, ["run"]) == (places[2],)


@pytest.mark.parametrize("key", ["", "..", "../uploads", "0" * 32, "g" * 32, "/", "é" * 32])
def test_a_key_that_nobody_was_given_opens_nothing(tmp_path: Path, key: str) -> None:
    """Nor does a path in its place; removing it harms nothing."""
    new_upload(tmp_path / "uploads")
    with pytest.raises(MissingFile, match="not there any more"):
        upload_paths(tmp_path / "uploads", key)
    with pytest.raises(MissingFile, match="not there any more"):
        place_for(tmp_path / "uploads", key, "run.fit")
    remove_upload(tmp_path / "uploads", key)
    assert len(list((tmp_path / "uploads").iterdir())) == 1


@pytest.mark.parametrize("name", ["../secret", "missing.fit", ""])
def test_a_name_that_is_not_in_the_upload_opens_nothing(tmp_path: Path, name: str) -> None:
    """Only what was handed over is read."""
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "secret").write_bytes(b"x")
    key, _ = new_upload(tmp_path / "uploads")
    place_for(tmp_path / "uploads", key, "run.fit")
    with pytest.raises(MissingFile, match="Choose them once more"):
        upload_paths(tmp_path / "uploads", key, ["run.fit", name])


def test_an_empty_upload_is_none(tmp_path: Path) -> None:
    """Nothing was handed over."""
    key, _ = new_upload(tmp_path)
    with pytest.raises(MissingFile, match="not there"):
        upload_paths(tmp_path, key)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """In words."""
    (tmp_path / "uploads").write_bytes(b"")
    with pytest.raises(UnwritablePath, match="cannot be kept"):
        new_upload(tmp_path / "uploads")


def test_old_uploads_are_removed_and_wanted_ones_kept(tmp_path: Path) -> None:
    """A browser was closed halfway; what a job still needs stays, and what is not ours."""
    now = datetime.now(UTC)
    old, wanted, recent = (new_upload(tmp_path)[0] for _ in range(3))
    (tmp_path / "photos").mkdir()
    long_ago = (now - KEPT_FOR - timedelta(hours=1)).timestamp()
    for name in (old, wanted, "photos"):
        os.utime(tmp_path / name, (long_ago, long_ago))
    assert sweep_folders(tmp_path, now=now, spared=[wanted, ""]) == (old,)
    assert {path.name for path in tmp_path.iterdir()} == {wanted, recent, "photos"}
    assert sweep_folders(tmp_path / "nothing", now=now) == ()
