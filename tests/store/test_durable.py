import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from backstride.errors import UnwritablePath
from backstride.store.content_folder import content_hash
from backstride.store.durable import PARTIAL, DurableGroup, leftovers, sweep, write_durably

KILLS = 20


def everything(folder: Path) -> set[str]:
    """The names of all files below a folder."""
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_a_file_is_there_whole_with_its_new_folders(tmp_path: Path) -> None:
    """Writing makes the folders that are missing, and leaves nothing but the file."""
    path = tmp_path / "a" / "b" / "c.bin"
    write_durably(path, b"whole")
    assert path.read_bytes() == b"whole"
    assert everything(tmp_path) == {"c.bin"}


def test_a_file_that_was_there_is_replaced(tmp_path: Path) -> None:
    """A file that is not named by its content may change, even to one of the same size."""
    path = tmp_path / "c.bin"
    for content in (b"first", b"other"):
        write_durably(path, content)
    assert path.read_bytes() == b"other"


def test_files_get_their_names_together(tmp_path: Path) -> None:
    """No file of a group is there before all of them are on the disk."""
    group = DurableGroup()
    for name in "abc":
        assert group.add(tmp_path / "sub" / name, name.encode())
    assert all(name.startswith(PARTIAL) for name in everything(tmp_path))
    group.commit()
    assert everything(tmp_path) == {"a", "b", "c"}


def test_each_folder_is_forced_to_the_disk_once_for_a_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many files cost one forced write each, and a few for their folders."""
    forced: list[bool] = []
    really = os.fsync

    def watched(descriptor: int) -> None:
        forced.append(os.path.isdir(f"/proc/self/fd/{descriptor}"))  # noqa: PTH112 (a link of the system's)
        really(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    with DurableGroup() as group:
        for number in range(30):
            group.add(tmp_path / "store" / f"{number % 2}" / f"{number}", b"x")
    assert forced.count(False) == 30
    # The two folders, the one that holds them, and the one in which that is new.
    assert forced.count(True) == 4


def test_a_file_named_by_its_content_is_written_once(tmp_path: Path) -> None:
    """What is there is not written again, in one group or in the next; a cut-off one is."""
    path = tmp_path / "name"
    with DurableGroup() as group:
        assert [group.add(path, b"same"), group.add(path, b"same")] == [True, False]
    written = path.stat().st_ino
    with DurableGroup() as group:
        assert not group.add(path, b"same")
    assert path.stat().st_ino == written
    path.write_bytes(b"sa")
    with DurableGroup() as group:
        assert group.add(path, b"same")
    assert path.read_bytes() == b"same"


def test_the_last_of_two_writings_in_a_group_counts(tmp_path: Path) -> None:
    """Replacing twice leaves the second content, and no unfinished file of the first."""
    with DurableGroup() as group:
        group.replace(tmp_path / "name", b"first")
        group.replace(tmp_path / "name", b"second")
    assert (tmp_path / "name").read_bytes() == b"second"
    assert everything(tmp_path) == {"name"}


def test_an_error_in_a_group_leaves_nothing(tmp_path: Path) -> None:
    """What was begun is taken back when something else goes wrong."""
    group = DurableGroup()
    group.add(tmp_path / "name", b"data")
    assert len(everything(tmp_path)) == 1
    with pytest.raises(ZeroDivisionError), group:
        _ = 1 / 0
    assert everything(tmp_path) == set()


def test_a_name_that_a_folder_has_is_refused_in_words(tmp_path: Path) -> None:
    """The trouble comes as one of ours; the files that could be named are there, and no unfinished one."""
    (tmp_path / "taken").mkdir()
    group = DurableGroup()
    for name in ("good", "taken", "later"):
        group.add(tmp_path / name, b"data")
    with pytest.raises(UnwritablePath, match=r"taken cannot be written: Is a directory\."):
        group.commit()
    assert everything(tmp_path) == {"good"}


def test_a_file_where_a_folder_should_be_is_refused_in_words(tmp_path: Path) -> None:
    """A path through a file is no bug of ours."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UnwritablePath, match=r"Not a directory|File exists"):
        write_durably(tmp_path / "file" / "sub" / "name", b"data")
    assert everything(tmp_path) == {"file"}


def refused(program: str, tmp_path: Path) -> str:
    """What a program of its own printed; it must end well."""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


BEGIN = """
import os, resource, sys
from pathlib import Path
from backstride.errors import UnwritablePath
from backstride.store.durable import write_durably
folder = Path(sys.argv[1])
"""
END = """
try:
    write_durably(folder / "name", b"x" * 10_000)
except UnwritablePath as trouble:
    print(trouble)
"""


def test_a_folder_of_somebody_else_is_refused_in_words(tmp_path: Path) -> None:
    """Who may not write is told so."""
    tmp_path.chmod(0o555)
    # The administrator may write anywhere, and must become somebody else to be refused.
    nobody = f"os.chdir({str(tmp_path)!r})\nfolder = Path()\nif os.getuid() == 0: os.setuid(65534)\n"
    assert "name cannot be written: Permission denied." in refused(BEGIN + nobody + END, tmp_path)
    tmp_path.chmod(0o755)
    assert everything(tmp_path) == set()


def test_a_full_disk_is_refused_in_words_and_leaves_no_piece(tmp_path: Path) -> None:
    """Where no more can be written the half-written file goes away, and what was there stays."""
    (tmp_path / "name").write_bytes(b"before")
    full = f"resource.setrlimit(resource.RLIMIT_FSIZE, (5000, {resource.RLIM_INFINITY}))\n"
    assert "name cannot be written: File too large." in refused(BEGIN + full + END, tmp_path)
    assert everything(tmp_path) == {"name"}
    assert (tmp_path / "name").read_bytes() == b"before"


WRITER = """
import hashlib, random, sys
from pathlib import Path
from backstride.store.durable import DurableGroup
folder, numbers = Path(sys.argv[1]), random.Random(int(sys.argv[2]))
print("ready", flush=True)
while True:
    with DurableGroup() as group:
        for _ in range(3):
            data = numbers.randbytes(numbers.randrange(200_000))
            name = hashlib.sha256(data).hexdigest()
            group.add(folder / name[:1] / name, data)
"""


def test_a_killed_writer_leaves_only_whole_files(tmp_path: Path) -> None:
    """Whenever a program is killed, a file with a name is whole; an orphan is swept."""
    for seed in range(KILLS):
        command = [sys.executable, "-c", WRITER, str(tmp_path), str(seed)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(0.002 * seed)
            writer.send_signal(signal.SIGKILL)
    sweep(tmp_path, older_than_s=0.0)
    named = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(named) > KILLS / 2
    assert [path for path in named if content_hash(path.read_bytes()) != path.name] == []


def test_two_writers_of_one_name_do_not_disturb_each_other(tmp_path: Path) -> None:
    """Several programs may import the same file at once: each succeeds, and the file is whole."""
    data = os.urandom(300_000)
    path = tmp_path / "ab" / content_hash(data)
    start = threading.Barrier(8)
    troubles: list[BaseException] = []

    def write() -> None:
        try:
            start.wait()
            for _ in range(20):
                write_durably(path, data)
                with DurableGroup() as group:
                    group.add(path, data)
        except BaseException as trouble:  # noqa: BLE001 (told below, whatever it is)
            troubles.append(trouble)

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert troubles == []
    assert path.read_bytes() == data
    assert everything(tmp_path) == {path.name}


def test_only_what_was_left_behind_is_swept(tmp_path: Path) -> None:
    """The unfinished file of a running program stays, and so does everything with a name of its own."""
    for name in ("ab/kept.bin", f"ab/{PARTIAL}old", f"cd/{PARTIAL}new"):
        write_durably(tmp_path / name, b"data")
    long_ago = time.time() - 7200
    os.utime(tmp_path / "ab" / f"{PARTIAL}old", (long_ago, long_ago))
    os.utime(tmp_path / "ab" / "kept.bin", (long_ago, long_ago))
    assert [path.name for path in leftovers(tmp_path)] == [f"{PARTIAL}old", f"{PARTIAL}new"]
    assert [path.name for path in sweep(tmp_path)] == [f"{PARTIAL}old"]
    assert everything(tmp_path) == {"kept.bin", f"{PARTIAL}new"}


def test_sweeping_a_folder_that_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    """A store that was never written to is clean."""
    assert sweep(tmp_path / "none") == ()
