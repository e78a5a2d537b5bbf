"""Restoring: an export is untrusted, and what is wrong with it leaves nothing behind."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.learned_stride import BASELINE

from backstride.actions.exporting import export_log
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.rebuilding import Rebuilding
from backstride.actions.restoring import restore_log
from backstride.errors import BackstrideError, StoreNotEmpty, UnreadablePath
from backstride.log import Window, activity_key
from backstride.store import Store

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)

State = Callable[[Store], dict[str, Any]]
Logs = Callable[[str], Store]
Members = dict[str, bytes]
Change = Callable[[Members], None]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, filled: Path) -> Path:
    """An export of a log that people have worked on."""
    file = tmp_path_factory.mktemp("exported") / "log.zip"
    store = Store(filled)
    export_log(store, file, now=NOW)
    store.close()
    return file


def members_of(path: Path) -> Members:
    """The files in an export."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sealed(members: Members) -> None:
    """Make the manifest fit what the export holds, as whoever forges one would."""
    manifest = json.loads(members["manifest.json"])
    manifest["members"] = [
        {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in members.items()
        if name != "manifest.json"
    ]
    members["manifest.json"] = json.dumps(manifest).encode()


def written(path: Path, members: Members) -> Path:
    """An archive of files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def with_row(table: str, **values: object) -> Change:
    """Change the first row of a table; a function changes the value that is there."""

    def change(members: Members) -> None:
        name = f"tables/{table}.1.jsonl"
        first, *others = members[name].splitlines()
        row = json.loads(first)
        for column, value in values.items():
            row[column] = value(row[column]) if callable(value) else value
        text = json.dumps(row).replace("Infinity", "1e999")  # which is JSON, and no number
        members[name] = b"\n".join([text.encode(), *others])
        sealed(members)

    return change


def with_line(table: str, line: bytes) -> Change:
    """Put a line before those of a table."""

    def change(members: Members) -> None:
        members[f"tables/{table}.1.jsonl"] = line + b"\n" + members[f"tables/{table}.1.jsonl"]
        sealed(members)

    return change


def with_manifest(**values: object) -> Change:
    """Change the manifest."""

    def change(members: Members) -> None:
        members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | values).encode()

    return change


def first_original(members: Members) -> str:
    """The path of an original."""
    return min(name for name in members if name.startswith("originals/"))


def flip_original(members: Members) -> None:
    """Change a bit of an original."""
    name = first_original(members)
    members[name] = members[name][:-1] + bytes([members[name][-1] ^ 1])


def forge_original(members: Members) -> None:
    """Change an original, and its hash in the manifest."""
    flip_original(members)
    sealed(members)


def lose_original(members: Members) -> None:
    """Leave an original out, in the manifest too."""
    del members[first_original(members)]
    sealed(members)


def add_original(members: Members) -> None:
    """Add an original that no row tells of."""
    members[f"originals/{'0' * 64}.fit"] = b"x"
    sealed(members)


def no_recording(members: Members) -> None:
    """Put a text where a recording should be, with all hashes right."""
    data = b"this is no recording"
    sha256 = hashlib.sha256(data).hexdigest()
    row = {"sha256": sha256, "size": len(data), "file_name": "a.fit", "format": "fit"}
    members["tables/original.1.jsonl"] += json.dumps(row).encode() + b"\n"
    members[f"originals/{sha256}.fit"] = data
    sealed(members)


def lead_out(members: Members) -> None:
    """Add a file whose path leads out of the archive."""
    members["../outside.txt"] = b"x"
    sealed(members)


def add_file(members: Members) -> None:
    """Add a file that the manifest does not name."""
    members["extra.txt"] = b"x"


def lose_table(members: Members) -> None:
    """Leave a table out, in the manifest too."""
    del members["tables/entry.1.jsonl"]
    sealed(members)


def lose_manifest(members: Members) -> None:
    """Leave the manifest out."""
    del members["manifest.json"]


def each_change(**values: object) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    """Changes of which something is said otherwise."""
    return lambda changes: [change | values for change in changes]


def told(**values: object) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """An activity of which a platform told something else."""
    return lambda document: document | {"told": document["told"] | values}


def fact(**values: object) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """An activity of which a person said something else."""
    return lambda document: document | {"facts": document["facts"] | values}


def part(number: object) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """An activity of another recording of its file."""
    return lambda document: (
        document | {"windows": [window | {"part": number} for window in document["windows"]]}
    )


def became(key: str | None) -> dict[str, object]:
    """An activity that was split into another one; None for itself."""
    return {
        "document": lambda document: document | {"replaced_by": [key or document["key"]]},
        "is_counted": False,
    }


def with_window(**values: object) -> Change:
    """Let an activity show something else, under the key that fits."""

    def change(members: Members) -> None:
        first, *others = members["tables/activity.1.jsonl"].splitlines()
        row = json.loads(first)
        windows = [window | values for window in row["document"]["windows"]]
        row["key"] = activity_key(row["athlete"], tuple(Window(**window) for window in windows))
        row["document"] |= {"key": row["key"], "windows": windows}
        members["tables/activity.1.jsonl"] = b"\n".join([json.dumps(row).encode(), *others])
        sealed(members)

    return change


def with_decision(**values: str) -> Change:
    """Add a decision about two activities of one athlete."""

    def change(members: Members) -> None:
        rows = [json.loads(line) for line in members["tables/activity.1.jsonl"].splitlines()]
        first, second, *_ = sorted(row["key"] for row in rows if row["athlete"] == "me")
        row = {"athlete": "me", "first": first, "second": second, "verdict": "same", "stays": None} | values
        members["tables/decision.1.jsonl"] += json.dumps(row).encode() + b"\n"
        sealed(members)

    return change


BAD: dict[str, tuple[Change, str]] = {
    "an original was changed": (flip_original, "is not the one that its manifest tells of"),
    "an original was forged": (forge_original, "is not what its name says"),
    "an original is missing": (lose_original, "Originals and table do not fit"),
    "an original is unknown": (add_original, "Originals and table do not fit"),
    "an original is no recording": (no_recording, "nothing can be worked out"),
    "a path leads out": (lead_out, "leads out of the archive"),
    "a file is unknown": (add_file, "does not name"),
    "a table is missing": (lose_table, "is missing"),
    "a newer version wrote it": (with_manifest(format_version=4), "has the format 4"),
    "its version is none": (with_manifest(format_version="new"), "is no export"),
    "its version is older than the first": (with_manifest(format_version=0), "is no export"),
    "another program wrote it": (with_manifest(format="other"), "is no export"),
    "the manifest is a list": (lambda m: m.update({"manifest.json": b"[]"}), "is no export"),
    "the manifest is deep": (lambda m: m.update({"manifest.json": b"[" * 100_000}), "is no export"),
    "the manifest lists nothing": (with_manifest(members=[{}]), "is no export"),
    "there is no manifest": (lose_manifest, "is no export"),
    "a row lacks a column": (with_line("athlete", b'{"name":"x"}'), "its columns are not"),
    "a row has one too many": (with_row("athlete", extra=1), "its columns are not"),
    "a row is no JSON": (with_line("athlete", b"{"), "A row of the table athlete cannot be"),
    "a row is deep": (with_line("athlete", b"[" * 100_000), "A row of the table athlete cannot be"),
    "a row is a list": (with_line("batch", b"[]"), "its columns are not"),
    "a number is a text": (with_row("athlete", birth_year="1980"), "birth_year is '1980'"),
    "a number is true": (with_row("athlete", birth_year=True), "birth_year is True"),
    "a number is too large": (with_row("original", size=2**40), "size is"),
    "a text is too long": (with_row("athlete", sex="x" * 11), "is longer than 10"),
    "a text holds a zero": (with_row("entry", file="a\0b"), "holds the character 0"),
    "a text is half a character": (with_row("entry", file="\ud800"), "surrogates not allowed"),
    "a moment has no zone": (with_row("batch", started_at="2026-05-01T00:00:00"), "has no time zone"),
    "a moment is none": (with_row("batch", started_at="today"), "Invalid isoformat"),
    "a day is none": (with_row("measurement", since="2026-02-30"), "A row of the table measurement"),
    "something is missing": (with_row("batch", athlete=None), "athlete is missing"),
    "a person cannot be": (with_row("athlete", birth_year=1492), "birth year is 1492"),
    "a measurement cannot be": (with_row("measurement", value={"value": 5000.0}), "measurement cannot be"),
    "what a platform told is none": (with_row("entry", told={"mood": 1}), "entry cannot be"),
    "a list of keys is none": (with_row("entry", keys=7), "its keys are none"),
    "an import is of nobody": (with_row("batch", athlete="nobody"), "do not fit"),
    "two rows have one key": (
        with_line("athlete", b'{"name":"me","birth_year":null,"sex":null}'),
        "do not fit",
    ),
    "a key leads out": (with_row("activity", key="../../../etc"), "its key is none"),
    "a hash leads out": (with_row("original", sha256="../../x"), "its hash is none"),
    "an activity is of another file": (with_row("activity", original="0" * 64), "its file is another one"),
    "an activity counts and does not": (with_row("activity", is_counted=False), "says two things"),
    "an activity is of no recording": (
        with_window(part=7),
        "nothing can be worked out",
    ),
    "an activity is nothing": (with_row("activity", document={}), "activity cannot be"),
    "a label cannot be": (with_row("timeline", document={"marks": [{}], "bad": []}), "timeline cannot be"),
    "a change cannot be": (with_row("action", changes=[{}]), "action cannot be"),
    "a change is of no table": (with_row("action", changes=each_change(table="athlete")), "is of no table"),
    "a change is of no row": (with_row("action", changes=each_change(key=[])), "action cannot be"),
    "a change leaves what cannot be": (with_row("action", changes=each_change(after={})), "action cannot be"),
    "a moment lies before all years": (
        with_row("batch", started_at="0001-01-01T00:00:00+14:00"),
        "batch cannot be",
    ),
    "a name moves the cursor": (
        with_line("athlete", b'{"name":"\\u001b[2J","birth_year":1980,"sex":null}'),
        "athlete",
    ),
    "an outcome is none": (with_row("entry", outcome="eaten"), "its outcome is none"),
    "an activity is somebody else's": (with_row("activity", athlete="=you"), "its key is another one's"),
    "an activity is of somebody else's import": (
        with_row("activity", batch=2),
        "its import is another one's",
    ),
    "a name is a list": (with_row("activity", document=told(name=["x"])), "what it says is none"),
    "a fact is a list": (with_row("activity", document=fact(notes=["x"])), "what it says is none"),
    "an effort is without bounds": (
        with_row("activity", document=told(perceived_exertion=1e999)),
        "says is none",
    ),
    "a recording is of no number": (with_row("activity", document=part(10**30)), "what it says is none"),
    "a recording is a truth value": (
        with_row("activity", document=part(number=True)),
        "what it says is none",
    ),
    "an activity became what is not there": (with_row("activity", **became("0" * 12)), "what is not there"),
    "an activity became itself": (with_row("activity", **became(None)), "into itself"),
    "a verdict is none": (with_decision(verdict="perhaps"), "its verdict is none"),
    "a verdict is of what is not there": (with_decision(first="0" * 12), "are not there"),
    "a third one stays": (with_decision(stays="0" * 12), "neither of the two"),
    "a screening is none": (with_row("screening", document={"verdict": "go"}), "screening cannot be"),
    "a screening is of another day": (with_row("screening", screened_on="2026-04-29"), "another one"),
    "answers are none": (with_row("screening", answers=[]), "its answers are none"),
    "a check-in is none": (with_row("checkin", document={"pain": 99}), "checkin cannot be"),
    "a check-in is of another day": (with_row("checkin", day="2026-04-29"), "its day is another one"),
    "a plan is none": (with_row("plan", document={}), "plan cannot be"),
    "a plan was asked for by nobody": (with_row("plan", request={}), "plan cannot be"),
    "a plan is somebody else's": (with_row("plan", athlete="=you"), "its key is another one's"),
    "a change of a plan is none": (with_row("plan_change", document={}), "plan_change cannot be"),
    "a change of a plan is not the first": (with_row("plan_change", number=2), "its number is another"),
    "a stride is none": (with_row("stride_baseline", document={"sessions": -1}), "stride_baseline cannot be"),
    "a stride says more": (
        with_row("stride_baseline", document={**BASELINE.as_document(), "more": 1}),
        "what it says is none",
    ),
    "a stride is of no year": (with_row("stride_baseline", year=0), "its year is none"),
    "a stride is nobody's": (with_row("stride_baseline", athlete="nobody"), "do not fit"),
    "a change is of no plan": (with_row("plan_change", plan="0" * 12), "do not fit"),
}


def test_an_export_from_before_there_was_training_is_restored(
    exported: Path, sqlite_store: Store, tmp_path: Path
) -> None:
    """A backup of an earlier version stays good."""
    members = members_of(exported)
    for name in ("screening", "checkin", "plan", "plan_change", "stride_baseline"):
        del members[f"tables/{name}.1.jsonl"]
    sealed(members)
    with_manifest(format_version=1)(members)
    outcome = restore_log(sqlite_store, written(tmp_path / "old.zip", members), processes=1)
    assert outcome.activities > 0
    assert (outcome.rows["plan"], outcome.rows["measurement"]) == (0, 3)


def test_an_export_from_before_strides_were_learned_is_restored(
    exported: Path, sqlite_store: Store, tmp_path: Path
) -> None:
    """It tells of no stride, so none is known until it is learned."""
    members = members_of(exported)
    del members["tables/stride_baseline.1.jsonl"]
    sealed(members)
    with_manifest(format_version=2)(members)
    outcome = restore_log(sqlite_store, written(tmp_path / "old.zip", members), processes=1)
    assert (outcome.rows["stride_baseline"], outcome.rows["plan"]) == (0, 1)


@pytest.mark.parametrize("fault", BAD)
def test_what_is_wrong_is_refused_in_words_and_leaves_nothing(
    fault: str, exported: Path, sqlite_store: Store, state_of: State, tmp_path: Path
) -> None:
    """Whoever restores has the whole log, or an empty one and the reason."""
    change, reason = BAD[fault]
    members = members_of(exported)
    change(members)
    with pytest.raises(BackstrideError, match=reason):
        restore_log(sqlite_store, written(tmp_path / "bad.zip", members), processes=1)
    assert state_of(sqlite_store) == {}
    assert not (tmp_path / "outside.txt").exists()


@pytest.mark.parametrize("fault", ["a text holds a zero", "an import is of nobody", "two rows have one key"])
def test_postgresql_refuses_the_same(
    fault: str, exported: Path, postgres_store: Store, state_of: State, tmp_path: Path
) -> None:
    """What one database does not take is told by the other in the same words."""
    change, reason = BAD[fault]
    members = members_of(exported)
    change(members)
    with pytest.raises(BackstrideError, match=reason):
        restore_log(postgres_store, written(tmp_path / "bad.zip", members), processes=1)
    assert state_of(postgres_store) == {}


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04" + b"\0" * 100])
def test_a_file_that_is_no_archive_is_refused(content: bytes, sqlite_store: Store, tmp_path: Path) -> None:
    """Any file may be named by mistake."""
    path = tmp_path / "log.zip"
    path.write_bytes(content)
    with pytest.raises(BackstrideError):
        restore_log(sqlite_store, path)


def test_a_file_that_is_not_there_is_told(sqlite_store: Store, tmp_path: Path) -> None:
    """A slip in the name is a trouble in words."""
    with pytest.raises(UnreadablePath, match="cannot be opened"):
        restore_log(sqlite_store, tmp_path / "none.zip")


def test_a_log_that_is_there_is_never_written_over(
    exported: Path, sqlite_store: Store, recordings: Path, state_of: State
) -> None:
    """Restoring brings no log together with another, and loses none."""
    import_paths(sqlite_store, [recordings / "two.fit"], ImportSettings(athlete="me"))
    before = state_of(sqlite_store)
    with pytest.raises(StoreNotEmpty, match="holds 1 activities"):
        restore_log(sqlite_store, exported)
    assert state_of(sqlite_store) == before


@pytest.mark.parametrize("step", ["make_recordings", "make_figures", "find_copies"])
def test_whoever_breaks_it_off_finds_an_empty_log(
    step: str, exported: Path, sqlite_store: Store, state_of: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C at any moment leaves neither rows nor files."""
    real: Callable[..., None] = getattr(Rebuilding, step)

    def interrupted(run: Rebuilding, *arguments: object) -> None:
        real(run, *arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Rebuilding, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            restore_log(sqlite_store, exported, processes=1)
    assert state_of(sqlite_store) == {}
    assert restore_log(sqlite_store, exported, processes=1).activities == 5


KILLED = """
import os, sys
from pathlib import Path
from backstride.actions.rebuilding import Rebuilding
from backstride.actions.restoring import restore_log
from backstride.store import Store
Rebuilding.find_copies = lambda run: os._exit(9)
restore_log(Store(Path(sys.argv[1])), Path(sys.argv[2]), processes=1)
"""


def test_a_killed_restore_can_be_begun_again(
    exported: Path, new_store: Logs, state_of: State, tmp_path: Path
) -> None:
    """A power cut leaves an empty log, and files that the next attempt takes up."""
    command = [sys.executable, "-c", KILLED, str(tmp_path / "cut"), str(exported)]
    assert subprocess.run(command, check=False, env=os.environ).returncode == 9
    store, whole = Store(tmp_path / "cut"), new_store("sqlite")
    with store.reading() as log:
        assert log.activities.all_keys() == ()
    for each in (store, whole):
        restore_log(each, exported, processes=1)
    assert state_of(store) == state_of(whole)
    store.close()


def test_what_lies_in_the_folder_is_not_believed(exported: Path, new_store: Logs, state_of: State) -> None:
    """A file of the right name and the wrong content is replaced, and one of another log is left alone."""
    whole, store = new_store("sqlite"), new_store("sqlite")
    restore_log(whole, exported, processes=1)
    for folder, other in ((store.originals, whole.originals), (store.recordings, whole.recordings)):
        for name in other.names():
            path = folder.path_of(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"\0" * other.path_of(name).stat().st_size)
    restore_log(store, exported, processes=1)
    assert state_of(store) == state_of(whole)
