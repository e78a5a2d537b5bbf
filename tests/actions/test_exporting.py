"""Exporting: a log goes out in open formats, and comes back as it was, in either database."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.actions import exporting
from backstride.actions.exporting import DANGEROUS, cell_of, export_log
from backstride.actions.restoring import restore_log
from backstride.errors import MissingFile, StoreBusy, UnwritablePath
from backstride.formats import read
from backstride.store import Store
from backstride.store.tables import PRIMARY

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)

Fill = Callable[[Store], None]
State = Callable[[Store], dict[str, Any]]
Logs = Callable[[str], Store]


@pytest.fixture
def store(filled_store: Store) -> Store:
    """A log that people have worked on."""
    return filled_store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where to export to."""
    return tmp_path / "log.zip"


def table_of(path: Path, name: str) -> list[dict[str, str]]:
    """A table for a spreadsheet in an export."""
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode())))


@pytest.mark.parametrize("kinds", [("sqlite",) * 2, ("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_a_restored_log_is_the_one_that_was_exported(
    kinds: tuple[str, str], new_store: Logs, fill: Fill, state_of: State, file: Path
) -> None:
    """Every row, derived or not, and every file is the same after the way out and in."""
    store, again = map(new_store, kinds)
    fill(store)
    exported = export_log(store, file, now=NOW)
    restored = restore_log(again, file, processes=1)
    assert state_of(again) == state_of(store)
    assert restored.rows == exported.rows
    assert restored.activities == exported.rows["activity"] == 5


def test_the_originals_lie_in_it_as_they_came_from_the_device(
    store: Store, recordings: Path, file: Path
) -> None:
    """Whoever unpacks it has their recordings, which any program reads."""
    export_log(store, file, now=NOW)
    with zipfile.ZipFile(file) as archive:
        held = {name: archive.read(name) for name in archive.namelist() if name.startswith("originals/")}
    sent = {
        f"originals/{hashlib.sha256(data).hexdigest()}.{path.suffix[1:]}": data
        for path in recordings.iterdir()
        if path.suffix != ".txt"
        for data in [path.read_bytes()]
    }
    assert held == sent
    assert all(read(data) for data in held.values())


def test_the_manifest_tells_the_hash_of_every_other_file(store: Store, file: Path) -> None:
    """What has changed since is noticed."""
    export_log(store, file, now=NOW)
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        told = {each["path"]: (each["size"], each["sha256"]) for each in manifest["members"]}
        real = {
            name: (len(data), hashlib.sha256(data).hexdigest())
            for name in archive.namelist()
            if name != "manifest.json"
            for data in [archive.read(name)]
        }
    assert told == real
    assert manifest["format_version"] == 3
    assert manifest["exported_at"] == "2026-05-01T12:00:00Z"


def test_each_row_is_a_line_of_json_with_days_and_moments_as_iso_writes_them(
    store: Store, file: Path
) -> None:
    """No program of ours is needed to read them."""
    export_log(store, file, now=NOW)
    rows: dict[str, list[dict[str, Any]]] = {}
    with zipfile.ZipFile(file) as archive:
        for table in PRIMARY:
            lines = archive.read(f"tables/{table.name}.1.jsonl").decode().splitlines()
            rows[table.name] = [json.loads(line) for line in lines]
    assert {row["name"] for row in rows["athlete"]} == {"me", "=you"}
    assert {row["since"] for row in rows["measurement"]} == {"0001-01-01", "2026-04-01"}
    assert rows["action"][0]["at"] == "2026-05-01T12:00:00Z"
    assert all(row["started_at"].endswith("Z") for row in rows["batch"])


def test_the_tables_for_a_spreadsheet_say_what_the_log_says(store: Store, file: Path) -> None:
    """A person finds their sessions, labels and measurements without any program of ours."""
    export_log(store, file, now=NOW)
    activities = {row["activity"]: row for row in table_of(file, "activities.csv")}
    with store.reading() as log:
        entries = log.figures.entries_of("me", also_hidden=True)
        directions = log.figures.directions_of([each.key for each in entries])
    for entry in entries:
        row = activities[entry.key]
        assert row["counts"] == ("yes" if entry.is_shown else "no")
        assert row["copy_of"] == (entry.duplicate_of or "")
        assert row["distance_m"] == repr(entry.summary.distance_m)
        backward = [each.sums.duration_s for each in directions[entry.key] if each.travel == "backward"]
        assert row["backward_duration_s"] == (repr(sum(backward)) if backward else "")
    (label,) = table_of(file, "labels.csv")
    assert (label["start_s"], label["end_s"], label["travel"]) == ("60.0", "120.0", "backward")
    assert ("mass_kg", "64.0") in {(row["kind"], row["value"]) for row in table_of(file, "measurements.csv")}


def test_no_cell_of_them_is_taken_for_a_formula(store: Store, file: Path) -> None:
    """A name that somebody gave an activity does nothing in a spreadsheet."""
    export_log(store, file, now=NOW)
    rows = table_of(file, "activities.csv")
    assert {row["athlete"] for row in rows} == {"me", "'=you"}
    assert "'+rückwärts" in {row["name"] for row in rows}


@given(st.text())
def test_a_text_is_never_a_formula_and_never_lost(text: str) -> None:
    """However a text begins, its cell begins harmlessly and ends with the text."""
    cell = cell_of(text)
    assert not cell.startswith(DANGEROUS)
    assert cell in {text, f"'{text}"}


def test_the_same_log_gives_the_same_file_but_for_the_time(store: Store, tmp_path: Path) -> None:
    """Two backups can be compared, and nothing of the machine gets into one."""
    files = [tmp_path / name for name in ("a.zip", "b.zip", "later.zip")]
    for path, now in zip(files, (NOW, NOW, NOW + timedelta(days=1)), strict=True):
        export_log(store, path, now=now)
    assert files[0].read_bytes() == files[1].read_bytes()
    with zipfile.ZipFile(files[0]) as one, zipfile.ZipFile(files[2]) as other:
        differing = {name for name in one.namelist() if one.read(name) != other.read(name)}
        assert differing == {"manifest.json"}


def test_a_file_that_is_there_is_replaced_only_on_demand(store: Store, file: Path) -> None:
    """No backup is lost to a slip."""
    file.write_bytes(b"a backup")
    with pytest.raises(UnwritablePath, match="is there already"):
        export_log(store, file, now=NOW)
    assert file.read_bytes() == b"a backup"
    outcome = export_log(store, file, now=NOW, is_forced=True)
    assert zipfile.is_zipfile(file)
    assert outcome.size == file.stat().st_size


def test_what_breaks_off_leaves_nothing_half_written(store: Store, tmp_path: Path) -> None:
    """A file under the name of the export is a whole export."""
    with store.reading() as log:
        sha256 = next(iter(log.files.originals()))
    store.originals.remove(sha256)
    before = set(tmp_path.iterdir())
    with pytest.raises(MissingFile):
        export_log(store, tmp_path / "log.zip", now=NOW)
    assert set(tmp_path.iterdir()) == before


def test_nowhere_to_write_is_told(store: Store, tmp_path: Path) -> None:
    """A folder that is not there is a trouble in words."""
    with pytest.raises(UnwritablePath, match="cannot be written"):
        export_log(store, tmp_path / "none" / "log.zip", now=NOW)


def test_nothing_is_exported_while_somebody_imports(store: Store, file: Path) -> None:
    """An export is of a log at rest."""
    with store.alone(), pytest.raises(StoreBusy):
        export_log(store, file, now=NOW)
    assert not file.exists()


def test_a_long_table_goes_on_in_further_files(
    store: Store, new_store: Logs, state_of: State, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many rows there are, no file grows too large to be read in one piece."""
    monkeypatch.setattr(exporting, "PART_BYTES", 300)
    export_log(store, file, now=NOW)
    with zipfile.ZipFile(file) as archive:
        assert "tables/entry.3.jsonl" in archive.namelist()
    again = new_store("sqlite")
    restore_log(again, file, processes=1)
    assert state_of(again) == state_of(store)
