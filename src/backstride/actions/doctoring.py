"""Look whether the log is whole, and repair what can be made anew.

Nothing is ever thrown away that exists once: a damaged original and a file that nobody knows are set aside.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from backstride.actions.deriving import Stage, Tell
from backstride.actions.rebuilding import Rebuilding
from backstride.actions.recomputing import stale_keys
from backstride.errors import BackstrideError, DamagedStore, MissingFile, StoreBusy, UnwritablePath
from backstride.log.derive import places
from backstride.log.pieces import Place
from backstride.store import Log, Store
from backstride.store.content_folder import ContentFolder
from backstride.store.durable import force_folder, leftovers, sweep
from backstride.store.inspection import Inspection

ASIDE: Final = "aside"
"""The folder in the data folder for what repair does not dare to throw away."""
SHOWN: Final = 12
"""So many letters of a hash name a file to people."""


class Check(StrEnum):
    """What is looked at."""

    DATABASE = "database"
    ORIGINALS = "originals"
    RECORDINGS = "recordings"
    UNFINISHED = "unfinished files"
    UNKNOWN = "unknown files"
    FIGURES = "figures"
    COPIES = "copies"
    CURRENCY = "up to date"
    IMPORTS = "imports"
    TRAINING = "training"
    STRIDES = "strides"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is to be told."""

    check: Check
    what: str
    """In a sentence."""
    remedy: str
    keys: tuple[str, ...] = ()
    """The activities that it touches."""
    is_fault: bool = True
    """False for what is worth knowing and nothing wrong."""
    is_repaired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorOutcome:
    """What was found."""

    findings: tuple[Finding, ...]
    skipped: tuple[tuple[Check, str], ...]
    """What was not looked at, and why."""
    originals: int
    recordings: int
    activities: int
    is_quick: bool

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong, or no longer."""
        return all(each.is_repaired or not each.is_fault for each in self.findings)


REPAIR: Final = "Let it be repaired: backstride doctor --repair."


def doctor(
    store: Store, *, repair: bool = False, quick: bool = False, tell: Tell | None = None
) -> DoctorOutcome:
    """Look whether the log is whole.

    Parameters
    ----------
    store
        The log.
    repair
        Whether what is derived is made anew where it is missing or wrong; else nothing is changed.
    quick
        Whether files are only looked for, and not read.
    tell
        Called whenever files were looked at.

    Returns
    -------
    DoctorOutcome
        What was found, and what of it was repaired.

    Raises
    ------
    StoreBusy
        If it is to repair while somebody imports.
    """
    with ExitStack() as stack:
        busy: StoreBusy | None = None
        try:
            stack.enter_context(store.alone())
        except StoreBusy as trouble:
            if repair:
                raise
            busy = trouble
        visit = _Visit(store, repair=repair, quick=quick, tell=tell)
        visit.look_at_database()
        visit.look_at_originals()
        visit.look_at_recordings()
        visit.look_at_strays(busy)
        visit.look_at_figures()
        visit.look_at_copies()
        visit.look_at_training()
        visit.look_at_strides()
        visit.note_what_is_open()
        return visit.outcome()


class _Visit:
    """One look at a log."""

    def __init__(self, store: Store, *, repair: bool, quick: bool, tell: Tell | None) -> None:
        self.store, self.repair, self.quick, self.tell = store, repair, quick, tell
        self.findings: list[Finding] = []
        self.skipped: list[tuple[Check, str]] = []
        self.lost: set[str] = set()
        """Originals from which nothing can be made anew."""
        with store.reading() as log:
            self.originals = log.files.originals()
            self.recordings = log.files.recordings()
            self.people = log.athletes.athletes()
            self.keys_of, self.needed = _uses(log)
            self.owners = {key: name for name in self.people for key in log.activities.all_keys(name)}

    def outcome(self) -> DoctorOutcome:
        return DoctorOutcome(
            findings=tuple(self.findings),
            skipped=tuple(self.skipped),
            originals=len(self.originals),
            recordings=len(self.recordings),
            activities=len(self.owners),
            is_quick=self.quick,
        )

    def _find(self, check: Check, what: str, remedy: str = REPAIR, keys: Iterable[str] = ()) -> None:
        self.findings.append(Finding(check=check, what=what, remedy=remedy, keys=tuple(sorted(set(keys)))))

    def _note(self, check: Check, what: str, remedy: str, keys: Iterable[str] = ()) -> None:
        self.findings.append(
            Finding(check=check, what=what, remedy=remedy, keys=tuple(sorted(set(keys))), is_fault=False)
        )

    def _settle(self, since: int, *, but: Callable[[Finding], bool] = lambda _: False) -> None:
        """Note that what was found since then is repaired."""
        self.findings[since:] = [
            each if but(each) else replace(each, is_repaired=True) for each in self.findings[since:]
        ]

    # ── The database ─────────────────────────────────────────────────────────────────────────────

    def look_at_database(self) -> None:
        with self.store.reading() as log:
            inspection = Inspection(log.files.connection)
            if not inspection.is_sqlite:
                self.skipped.append((Check.DATABASE, "PostgreSQL looks after its files itself"))
                return
            for fault in inspection.faults_of_file(quick=self.quick):
                self._find(
                    Check.DATABASE,
                    f"SQLite says: {fault}.",
                    "Write an export and restore it into a new folder, or put the folder back from a backup.",
                )

    # ── Files ────────────────────────────────────────────────────────────────────────────────────

    def look_at_originals(self) -> None:
        for done, sha256 in enumerate(sorted(self.originals), start=1):
            trouble = self._trouble(self.store.originals, sha256)
            if trouble is not None:
                self.lost.add(sha256)
                self._tell_of_original(sha256, trouble)
            if self.tell is not None:
                self.tell(Stage(name=Check.ORIGINALS, done=done, total=len(self.originals)))

    def _tell_of_original(self, sha256: str, trouble: BackstrideError) -> None:
        """Tell of an original that is missing or damaged, and make room for it to be put back."""
        row = self.originals[sha256]
        path = self.store.originals.path_of(sha256)
        state = "is missing" if isinstance(trouble, MissingFile) else "is damaged"
        kept = ""
        if self.repair and path.exists():
            kept = f" What is left of it was set aside as {self._set_aside(path, 'damaged')}."
        self._find(
            Check.ORIGINALS,
            f"The original {row['file_name']} ({sha256[:SHOWN]}) {state}.{kept}",
            "Import the same file again: that puts it back. Until then its activities stay as they are."
            if self.repair or not path.exists()
            else "Run backstride doctor --repair, and then import the same file again: that puts it back.",
            self.keys_of.get(sha256, ()),
        )

    def _trouble(self, folder: ContentFolder, name: str, size: int | None = None) -> BackstrideError | None:
        """What is wrong with a file; for a quick look it is enough that it is there."""
        path = folder.path_of(name)
        try:
            if self.quick and path.is_file() and size in {None, path.stat().st_size}:
                return None
            folder.verify(name)
        except BackstrideError as trouble:
            return trouble
        return None

    def look_at_recordings(self) -> None:
        since, bad = len(self.findings), set[str]()
        for done, ((original, part), row) in enumerate(sorted(self.recordings.items()), start=1):
            trouble = self._trouble(self.store.recordings, row["file"], row["size"])
            if trouble is not None:
                bad.add(original)
                state = "are missing" if isinstance(trouble, MissingFile) else "are damaged"
                self._tell_of_recording((original, part), state)
            if self.tell is not None:
                self.tell(Stage(name=Check.RECORDINGS, done=done, total=len(self.recordings)))
        for place in sorted(self.needed - self.recordings.keys()):
            bad.add(place[0])
            self._tell_of_recording(place, "are unknown to the database")
        if self.repair and bad:
            made = self._made_again(sorted(bad - self.lost))
            self._settle(since, but=lambda each: not any(name in each.what for name in made))

    def _tell_of_recording(self, place: Place, state: str) -> None:
        original, part = place
        name = f"{self.originals[original]['file_name']} ({original[:SHOWN]})"
        remedy = REPAIR
        if original in self.lost:
            remedy = "Import the same file again, and then run backstride doctor --repair."
        self._find(
            Check.RECORDINGS,
            f"The columns of recording {part + 1} of {name} {state}.",
            remedy,
            self.keys_of.get(original, ()),
        )

    def _made_again(self, originals: Sequence[str]) -> set[str]:
        """Make columns anew from originals; of which files that worked, as they are told."""
        run = Rebuilding(self.store, self.store.reading, self.store.writing)
        run.make_recordings(originals, self.store.originals.read)
        failed = {each.what for each in run.outcome().failures}
        with self.store.reading() as log:
            self.recordings = log.files.recordings()
        return {f"({sha256[:SHOWN]})" for sha256 in originals if f"file {sha256[:SHOWN]}" not in failed}

    def look_at_strays(self, busy: StoreBusy | None) -> None:
        """Look for files that nobody finished or nobody knows."""
        if busy is not None:
            reason = "an import is at work, whose files are not in the database yet"
            self.skipped += [(Check.UNFINISHED, reason), (Check.UNKNOWN, reason)]
            return
        self._look_at_unfinished()
        self._look_at_unknown(self.store.originals, set(self.originals), "original")
        with self.store.reading() as log:
            known = {str(row["file"]) for row in log.files.recordings().values()}
        self._look_at_unknown(self.store.recordings, known, "recording")

    def _look_at_unfinished(self) -> None:
        folders = (self.store.originals.folder, self.store.recordings.folder)
        left = [path for folder in folders for path in leftovers(folder)]
        if not left:
            return
        since = len(self.findings)
        self._find(Check.UNFINISHED, f"{_count(len(left), 'file')} that a killed program left half-written.")
        if self.repair:
            for folder in folders:
                sweep(folder, older_than_s=0.0)
            self._settle(since)

    def _look_at_unknown(self, folder: ContentFolder, known: set[str], what: str) -> None:
        since = len(self.findings)
        strays = [name for name in folder.names() if name not in known]
        if not strays:
            return
        self._find(Check.UNKNOWN, f"{_count(len(strays), what)} of which the database does not know.")
        if not self.repair:
            return
        for name in strays:
            if folder is self.store.originals:
                self._set_aside(folder.path_of(name), "unknown")
            else:
                folder.remove(name)
        self._settle(since)
        if folder is self.store.originals:
            self.findings[-1] = replace(
                self.findings[-1],
                what=f"{self.findings[-1].what} Set aside in {self.store.folder / ASIDE / 'unknown'}.",
                remedy="Import them from there, or delete the folder.",
            )

    def _set_aside(self, path: Path, why: str) -> Path:
        """Move a file out of the way, durably; where it is now."""
        target = self.store.folder / ASIDE / why / path.name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
            for folder in (target.parent, target.parent.parent, path.parent):
                force_folder(folder)
        except OSError as trouble:
            raise UnwritablePath(
                f"{path} cannot be moved to {target}: {trouble.strerror or trouble}.",
                allowed="The data folder belongs to whoever uses it.",
                remedy="Check who may write to it.",
            ) from trouble
        return target

    # ── What is worked out ───────────────────────────────────────────────────────────────────────

    def look_at_figures(self) -> None:
        since = len(self.findings)
        with self.store.reading() as log:
            inspection = Inspection(log.files.connection)
            missing, odd = inspection.without_summary(), inspection.with_odd_sums()
        for keys, what in (
            (missing, "there are no figures"),
            (odd, "the bouts do not add up to what the log says of the whole"),
        ):
            if keys:
                self._find(Check.FIGURES, f"Of {_count(len(keys), 'activity')} {what}.", keys=keys)
        bad = {*missing, *odd}
        if self.repair and bad:
            run = Rebuilding(self.store, self.store.reading, self.store.writing)
            run.make_figures(
                {name: sorted(key for key in bad if self.owners.get(key) == name) for name in self.people}
            )
            failures = run.outcome().failures
            failed = {each.what.removeprefix("activity ") for each in failures}
            self._settle(since, but=lambda each: bool(failed & set(each.keys)))

    def look_at_copies(self) -> None:
        since = len(self.findings)
        wrong: dict[str, list[str]] = {}
        # Settled anew in a transaction of which nothing is kept, and held against what is there.
        with self.store.trying() as log:
            inspection = Inspection(log.copies.connection)
            for name in self.people:
                before = inspection.links(name)
                log.copies.relink(name, log.activities.all_keys(name))
                after = inspection.links(name)
                wrong[name] = [key for key, link in before.items() if after[key] != link]
        keys = [key for found in wrong.values() for key in found]
        if not keys:
            return
        self._find(
            Check.COPIES,
            f"{_count(len(keys), 'activity')} counted or linked otherwise than the copies found say.",
            keys=keys,
        )
        if self.repair:
            with self.store.writing() as log:
                for name in self.people:
                    log.copies.relink(name, log.activities.all_keys(name))
            self._settle(since)

    def look_at_training(self) -> None:
        """Whether screenings, check-ins and plans can be read."""
        with self.store.reading() as log:
            for name in self.people:
                for read in (log.diary.screenings, log.diary.checkins, log.plans.of):
                    try:
                        read(name)
                    except DamagedStore as trouble:
                        self._find(Check.TRAINING, trouble.found, trouble.remedy)

    def look_at_strides(self) -> None:
        """Whether what was learned of strides can be understood."""
        with self.store.reading() as log:
            for name in self.people:
                for year, each in log.strides.learned(name).items():
                    if each.baseline is None:
                        what = f"What was learned of the stride of {name} in {year} cannot be understood."
                        self._find(Check.STRIDES, what, "Let it be learned again: backstride learn.")

    def note_what_is_open(self) -> None:
        with self.store.reading() as log:
            for name in self.people:
                stale = stale_keys(log, name)
                if stale:
                    self._note(
                        Check.CURRENCY,
                        f"{_count(len(stale), 'activity')} of {name} worked out from what held before.",
                        "Work them out again: backstride recompute.",
                        stale,
                    )
            for batch in log.imports.batches():
                if batch.finished_at is None:
                    self._note(
                        Check.IMPORTS,
                        f"Import {batch.number} was cut off.",
                        "Give the same import again, which goes on where it was; or undo it: "
                        f"backstride undo {batch.number}.",
                    )


def _uses(log: Log) -> tuple[dict[str, list[str]], set[Place]]:
    """Which activities each original has, and which recordings they need."""
    keys_of: dict[str, list[str]] = {}
    needed = set[Place]()
    for key, activity in _activities(log):
        for place in activity:
            keys_of.setdefault(place[0], []).append(key)
            needed.add(place)
    return keys_of, needed


def _activities(log: Log) -> Iterator[tuple[str, tuple[Place, ...]]]:
    keys = log.activities.all_keys()
    for start in range(0, len(keys), 500):
        for key, activity in log.activities.activities(keys[start : start + 500]).items():
            yield key, places(activity)


def _count(count: int, what: str) -> str:
    if count == 1:
        return f"1 {what}"
    return f"{count} {what[:-1]}ies" if what.endswith("y") else f"{count} {what}s"
