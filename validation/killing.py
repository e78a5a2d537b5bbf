"""Imports and undoings killed at random moments, on both databases: what is left is sound, and can go on.

A real process is started and killed by a signal that it cannot see; its own processes must end by
themselves. Then the log must be sound as it stands, and after the same import was taken up it must be, to
the last row and byte, as if nothing had happened. `python -m validation.killing` takes a while;
``--kills`` says how many.
"""

import argparse
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from backstride.actions.doctoring import doctor
from backstride.actions.undoing import undo_import
from backstride.store import Store
from validation import log_state
from validation.archive_maker import write_archive
from validation.importing import ATHLETE, State, alike, bring
from validation.page import write_chapter

KILLS: Final = 200
UNDOINGS: Final = 30
"""So many undoings are killed beside `KILLS` imports, on each database."""
TWICE: Final = 3
"""Each import of so many is killed a second time, while it is taken up."""
START: Final = 0.2
"""So many of the kills come while the program starts. [-]"""
MEMBERS, ACTIVITIES, SECONDS = 150, 50, 120
ENDED_S: Final = 10.0
"""The processes of a killed import end within this. [s]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """One kill: when it came, and what was wrong after it."""

    kind: str
    after_s: float
    place: str
    """``before`` anything was kept, ``within``, or ``after`` the end."""
    left: int
    """Files that no row named right after it."""
    faults: tuple[str, ...]


class Ground:
    """Logs to try on: new ones, or copies of one that holds an import.

    Parameters
    ----------
    folder
        Where they are made.
    servers
        For PostgreSQL; None for SQLite.
    """

    def __init__(self, folder: Path, servers: log_state.Databases | None) -> None:
        self.folder, self.servers = folder, servers
        self.archive, self.files = folder / "export.zip", folder / "files"
        write_archive(self.archive, None, members=MEMBERS, activities=ACTIVITIES, seconds=SECONDS)
        (self.files / "again").mkdir(parents=True)
        for number in range(2):
            for name, data in alike(number, seconds=SECONDS):
                (self.files / name).write_bytes(data)
        self.paths = (self.archive, self.files)
        self.full, self.full_address = folder / "full", None if servers is None else servers.new()
        (self.folder / "earlier").mkdir()
        (name, data), *_ = alike(9_000, seconds=SECONDS)
        (self.folder / "earlier" / name).write_bytes(data)
        with closing(Store(self.full, self.full_address)) as store:
            bring(store, self.folder / "earlier", processes=1)
            self.before = State.of(store)
            bring(store, *self.paths, processes=1)
        with self.log() as (data_folder, address), closing(Store(data_folder, address)) as store:
            bring(store, *self.paths, processes=1)
            self.imported = State.of(store)

    @contextmanager
    def log(self, *, is_full: bool = False) -> Iterator[tuple[Path, str | None]]:
        """The folder and the address of a log of its own."""
        with TemporaryDirectory(dir=self.folder) as temporary:
            folder = Path(temporary) / "data"
            if is_full:
                shutil.copytree(self.full, folder)
            if self.servers is None:
                yield folder, None
                return
            address = self.servers.new(self.full_address if is_full else None)
            try:
                yield folder, address
            finally:
                self.servers.remove(address)


def command(folder: Path, address: str | None, *words: str) -> list[str]:
    """Our program on a log."""
    where = ["--data", str(folder), *([] if address is None else ["--database-url", address])]
    return [sys.executable, "-m", "backstride", *where, "--athlete", ATHLETE, *words, "--json"]


def below(number: int) -> set[int]:
    """The processes that a process started, and those that these started."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in brackets may hold blanks and brackets.
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        parents[int(path.parent.name)] = int(fields[1])
    found, edge = set[int](), {number}
    while edge:
        edge = {child for child, parent in parents.items() if parent in edge} - found
        found |= edge
    return found


def _is_running(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    """A process that was killed, or had ended before."""

    is_ended: bool
    """Whether it had ended by itself."""
    trouble: tuple[str, ...] = ()
    children: frozenset[int] = frozenset()


def run_and_kill(words: list[str], after_s: float) -> Killed:
    """Start a process, and kill it after a time: it alone, not those that it started."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603 (ours)
    try:
        _, complaint = process.communicate(timeout=after_s)
    except subprocess.TimeoutExpired:
        children = below(process.pid)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if process.stderr is not None:
            process.stderr.close()
        return Killed(is_ended=False, children=frozenset(children))
    trouble = f"it ended with {process.returncode}: {complaint[-400:]!r}"
    return Killed(is_ended=True, trouble=(trouble,) if process.returncode else ())


def _still_running(killed: list[Killed]) -> list[str]:
    """The processes that outlive the one that started them."""
    numbers = {number for each in killed for number in each.children}
    deadline = time.monotonic() + ENDED_S
    while (running := [number for number in numbers if _is_running(number)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return [f"{len(running)} of its processes did not end"] if running else []


def import_words(ground: Ground, processes: int) -> list[str]:
    """What to say for importing in so many processes."""
    return ["import", *map(str, ground.paths), "--processes", str(processes)]


def kill_import(ground: Ground, moments: tuple[float, ...], processes: int) -> Kill:
    """Kill an import, once or more in a row, and take it up."""
    with ground.log() as (folder, address):
        killed, found, places, left = list[Killed](), list[str](), list[str](), 0
        for after_s in moments:
            words = command(folder, address, *import_words(ground, processes))
            killed.append(run_and_kill(words, after_s))
            found += killed[-1].trouble
            with closing(Store(folder, address)) as store:
                found += log_state.faults(store)
                left = max(left, len(log_state.orphans(store)))
                places.append(_place(store))
            if places[-1] == "after":
                break
        with closing(Store(folder, address)) as store:
            if places[-1] != "after":
                bring(store, *ground.paths, processes=1)
            found += _end(store, ground.imported)
        found += _still_running(killed)
    kind = "an import" if len(moments) == 1 else "an import and its taking up"
    return Kill(kind=kind, after_s=moments[0], place=places[0], left=left, faults=tuple(found))


def _place(store: Store) -> str:
    with store.reading() as log:
        batches = log.imports.batches()
    if not batches:
        return "before"
    return "within" if batches[-1].finished_at is None else "after"


def _end(store: Store, expected: State) -> list[str]:
    """How a log differs from what it should be, and what the doctor says."""
    difference = expected.difference(State.of(store))
    outcome = doctor(store)
    said = [f"doctor: {each.check}: {each.what}" for each in outcome.findings if each.is_fault]
    return ([] if difference == "none" else [difference]) + said


def kill_undoing(ground: Ground, after_s: float) -> Kill:
    """Kill an undoing, and undo what is left to undo."""
    with ground.log(is_full=True) as (folder, address):
        killed = run_and_kill(command(folder, address, "undo", "2"), after_s)
        with closing(Store(folder, address)) as store:
            found = [*killed.trouble, *log_state.faults(store)]
            left = len(log_state.orphans(store))
            with store.reading() as log:
                is_undone = len(log.imports.batches()) == 1
            place = "before" if not is_undone else "after" if killed.is_ended else "within"
            if not is_undone:
                undo_import(store, 2)
            elif left:
                doctor(store, repair=True)  # which sets aside the files that nobody names
            found += _end(store, ground.before)
        found += _still_running([killed])
    return Kill(kind="an undoing", after_s=after_s, place=place, left=left, faults=tuple(found))


def duration(ground: Ground, *words: str, is_full: bool = False) -> float:
    """How long a command takes when nobody kills it. [s]"""
    with ground.log(is_full=is_full) as (folder, address):
        start = time.monotonic()
        killed = run_and_kill(command(folder, address, *words), 120)
        if killed.trouble:
            raise SystemExit(killed.trouble[0])
        return time.monotonic() - start


def kills(ground: Ground, count: int, undoings: int, *, seed: int = 1) -> Iterator[Kill]:
    """So many kills, at moments spread evenly over the whole run and a little beyond."""
    moment = random.Random(seed)  # noqa: S311 (a moment, no secret)
    whole_s = {
        processes: min(duration(ground, *import_words(ground, processes)) for _ in range(3))
        for processes in (1, 2)
    }
    start_s = min(duration(ground, "imports", is_full=True) for _ in range(3))
    for number in _in_any_order(count, moment):
        processes = 1 + number % 2
        first_s = moment_at((number + moment.random()) / count, start_s, 1.05 * whole_s[processes])
        again = (whole_s[processes] * moment.random(),) if number % TWICE == 0 else ()
        yield kill_import(ground, (first_s, *again), processes)
    undo_s = min(duration(ground, "undo", "2", is_full=True) for _ in range(3))
    for number in _in_any_order(undoings, moment):
        yield kill_undoing(ground, undo_s * 1.05 * (number + moment.random()) / undoings)


def moment_at(share: float, start_s: float, whole_s: float) -> float:
    """A moment of a run: a fifth of all lie in the program's start, and the others in what follows it. [s]"""
    if share < START:
        return start_s * share / START
    return start_s + max(whole_s - start_s, 0.0) * (share - START) / (1.0 - START)


def _in_any_order(count: int, moment: random.Random) -> list[int]:
    """The parts of a run, so that those that are done first lie anywhere in it."""
    return moment.sample(range(count), count)


TITLE: Final = "Killed imports"
HEAD: Final = """\
## Killed imports

```text
python -m validation.killing --kills {kills}
```

A real import of {members} files with {activities} activities, and of copies of some of them, is killed at
moments spread over its whole run; so is an undoing. After each kill the log must be sound as it stands. Then
the import is taken up, some after a second kill, and every row and file must be as after an import that
nobody killed.

| Killed | Database | Times | Before it kept anything | Within | After | Left files behind | Faults |
|---|---|---|---|---|---|---|---|
"""


def table(found: dict[str, list[Kill]], count: int) -> str:
    """The chapter on kills.

    Parameters
    ----------
    found
        The kills on each database.
    count
        How many were asked for.

    Returns
    -------
    str
        Markdown.
    """
    lines = []
    for kind in dict.fromkeys(kill.kind for each in found.values() for kill in each):
        for database, those in found.items():
            of_kind = [kill for kill in those if kill.kind == kind]
            places = Counter(kill.place for kill in of_kind)
            counts = [len(of_kind), *(places[place] for place in ("before", "within", "after"))]
            counts += [sum(kill.left > 0 for kill in of_kind), sum(len(kill.faults) for kill in of_kind)]
            lines.append(f"| {kind} | {database} | {' | '.join(map(str, counts))} |")
    faults = [
        f"- {database}, {kill.kind} after {kill.after_s:.3f} s: `{fault[:300]}`"
        for database, those in found.items()
        for kill in those
        for fault in kill.faults
    ]
    head = HEAD.format(kills=count, members=MEMBERS, activities=ACTIVITIES)
    return head + "\n".join([*lines, "", *faults]).rstrip() + "\n"


def measure(count: int, undoings: int, databases: tuple[str, ...]) -> dict[str, list[Kill]]:
    """Kill on each database."""
    found: dict[str, list[Kill]] = {}
    for database in databases:
        with TemporaryDirectory() as folder:
            found[database] = []
            if database == "SQLite":
                made = kills(Ground(Path(folder), None), count, undoings)
                found[database] += _told(made, database)
                continue
            with log_state.postgresql() as servers:
                made = kills(Ground(Path(folder), servers), count, undoings)
                found[database] += _told(made, database)
    return found


def _told(made: Iterator[Kill], database: str) -> Iterator[Kill]:
    """The same, each fault told at once."""
    for number, kill in enumerate(made, start=1):
        if number % 20 == 0:
            print(f"{database}: {number} kills", file=sys.stderr, flush=True)
        for fault in kill.faults:
            print(f"{database} {number}: {kill.kind} after {kill.after_s:.3f} s: {fault}", file=sys.stderr)
        yield kill


DATABASES: Final = ("SQLite", "PostgreSQL")


def main() -> int:
    """Print the chapter; 1 if there is a fault."""
    parser = argparse.ArgumentParser(prog="python -m validation.killing", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS, help="imports killed on each database")
    parser.add_argument("--undoings", type=int, default=UNDOINGS, help="undoings killed on each database")
    parser.add_argument("--page", type=Path, help="the page whose chapter is written anew")
    parser.add_argument("--database", choices=DATABASES, help="only on this one")
    options = parser.parse_args()
    databases = DATABASES if options.database is None else (options.database,)
    found = measure(options.kills, options.undoings, databases)
    text = table(found, options.kills)
    print(text)
    if options.page is not None:
        write_chapter(options.page, TITLE, text)
    return int(any(kill.faults for those in found.values() for kill in those))


if __name__ == "__main__":
    sys.exit(main())
