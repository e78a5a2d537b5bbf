"""Import files, folders and archives into the log: all of it once, whatever is cut off in the middle."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from backstride.actions.gathering import FoundFile, Sources, Surroundings
from backstride.actions.healing import put_back
from backstride.actions.preparing import Prepared, PreparedPart, Refusal, Task, prepare, refusal_of
from backstride.actions.refreshing import refresh, tell
from backstride.actions.workers import Crash, Workers
from backstride.direction import LapConvention
from backstride.errors import FileRefused
from backstride.formats.content import unpacked
from backstride.log import Pair, Shape, Told, Verdict, compare, shape_of
from backstride.store import BatchEntry, DurableGroup, Log, LogEntry, Store, StoredPair
from backstride.store.activities import is_as_imported
from backstride.store.content_folder import content_hash
from backstride.store.durable import sweep

GROUP_FILES: Final = 32
"""So many recordings are saved in one transaction."""
GROUP_BYTES: Final = 16_000_000
GROUP_ENTRIES: Final = 250
"""Of so many files it is noted in one transaction what became of them."""
MOST_SHAPES: Final = 500
"""So many shapes are kept in memory, for holding others against them."""
NEW, DUPLICATE, IGNORED, REFUSED, FAILED = "new", "duplicate", "ignored", "refused", "failed"
OUTCOMES: Final = (NEW, DUPLICATE, IGNORED, REFUSED, FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an import has come."""

    files: int
    files_done: int
    size: int
    size_done: int
    current: str
    """The file that was settled last."""
    outcomes: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What became of an import."""

    batch: int | None
    """None for a dry run, which keeps nothing."""
    entries: tuple[BatchEntry, ...]
    activities: int
    """How many new activities count."""
    reviews: tuple[StoredPair, ...]
    """Pairs with a new activity that a person should look at."""
    relinked: int = 0
    """How many activities that were there before are linked to a new one that knows more."""
    is_resumed: bool = False
    """Whether an earlier import of the same was taken up where it was cut off."""
    found: tuple[LogEntry, ...] = ()
    """The new activities that count, the latest first."""

    @property
    def counts(self) -> dict[str, int]:
        """How many files had each outcome."""
        counted = Counter(entry.outcome for entry in self.entries)
        return {outcome: counted[outcome] for outcome in OUTCOMES}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSettings:
    """How to import."""

    athlete: str
    is_dry: bool = False
    """Whether only to say what would become of each file."""
    lap_convention: LapConvention | None = None
    processes: int | None = None
    are_named: bool = True
    """Whether the person named the files, so that each is meant to be a recording."""


Tell = Callable[[Progress], None]


def import_paths(
    store: Store, paths: Sequence[Path], settings: ImportSettings, *, tell: Tell | None = None
) -> ImportOutcome:
    """Import files, folders and archives.

    Files are saved in groups, each in one transaction whose files are on the disk before it. So an import
    that is cut off leaves a log that is whole, and the same import goes on where it was.

    Parameters
    ----------
    store
        The log.
    paths
        What to import.
    settings
        How.
    tell
        Called whenever files were settled.

    Returns
    -------
    ImportOutcome
        What became of each file.

    Raises
    ------
    StoreBusy
        If somebody else imports.
    """
    sources = Sources(paths)
    with store.alone():
        surroundings = sources.surroundings()
        run = _Run(store, settings, surroundings, tell)
        names = [str(path.resolve()) for path in paths]
        if settings.is_dry:
            return run.dry(sources, names)
        run.begin(names)
        run.go_through(sources)
        return run.finish()


class _Run:
    """One import under way."""

    def __init__(
        self, store: Store, settings: ImportSettings, surroundings: Surroundings, tell: Tell | None
    ) -> None:
        self.store, self.settings, self.tell = store, settings, tell
        self.surroundings = surroundings
        with store.reading() as log:
            self.athlete = log.athletes.athlete(settings.athlete)
        self.batch = 0
        self.is_resumed = False
        self.kept: frozenset[str] = frozenset()
        """The hashes of all files that were in the log before."""
        self.earlier: dict[str, BatchEntry] = {}
        """What became of each file before the import was cut off, by its name."""
        self.number = 0
        self.size_done = 0
        self.outcomes: Counter[str] = Counter()
        self.first: dict[str, _Settled | Refusal | Crash | None] = {}
        """What became of each file that was read, by its hash; None while that is not known."""
        self.refusals: dict[Refusal, Refusal] = {}
        """Each refusal once: thousands of files are refused for the same reason."""
        self.shapes: dict[str, Shape] = {}
        self.group: list[tuple[BatchEntry, Prepared | None]] = []
        self.weight = self.recordings = 0
        """Of the group. [B, -]"""
        self.open_log: Log | None = None
        """The transaction of a dry run."""

    # ── Beginning and end ────────────────────────────────────────────────────────────────────────

    def begin(self, names: list[str]) -> None:
        """Begin a new import, or take up the same one that was cut off."""
        with self.store.writing() as log:
            log.athletes.know_athlete(self.settings.athlete)
            self.kept = frozenset(log.files.originals())
            cut_off = [
                batch
                for batch in log.imports.batches(self.settings.athlete)
                if batch.finished_at is None and list(batch.sources) == names
            ]
            if cut_off:
                self.batch, self.is_resumed = cut_off[-1].number, True
                self._take_up(log.imports.entries(self.batch))
            else:
                self.batch = log.imports.begin_batch(self.settings.athlete, names, datetime.now(UTC))

    def _take_up(self, entries: Sequence[BatchEntry]) -> None:
        """Know what became of each file before the import was cut off, and remove what it left unfinished."""
        self.number = max((entry.number for entry in entries), default=0)
        self.outcomes = Counter(entry.outcome for entry in entries)
        self.earlier = {entry.file: entry for entry in entries}
        for entry in entries:
            if entry.outcome == NEW and entry.original is not None:
                self.first[entry.original] = _settled_before(entry)
        for folder in (self.store.originals.folder, self.store.recordings.folder):
            sweep(folder, older_than_s=0.0)  # nobody else writes there now

    def finish(self) -> ImportOutcome:
        """Settle what was new and what was a copy, and end the import."""
        with self.store.writing() as log:
            outcome = self._settled(log)
            log.imports.finish_batch(self.batch, datetime.now(UTC))
        return replace(outcome, is_resumed=self.is_resumed)

    def dry(self, sources: Sources, names: list[str]) -> ImportOutcome:
        """Import in a transaction that is taken back at its end; no file is written."""
        with self.store.trying() as log:
            self.open_log = log
            self.kept = frozenset(log.files.originals())
            log.athletes.know_athlete(self.settings.athlete)
            self.batch = log.imports.begin_batch(self.settings.athlete, names, datetime.now(UTC))
            self.go_through(sources)
            return replace(self._settled(log), batch=None)

    def _settled(self, log: Log) -> ImportOutcome:
        entries = log.imports.entries(self.batch)
        keys = [key for entry in entries if entry.outcome == NEW for key in entry.keys]
        listed = {
            each.key: each
            for each in log.figures.entries_of(self.settings.athlete, keys=keys, also_hidden=True)
        }
        pairs = log.copies.pairs(self.settings.athlete, keys)
        reason_of = {frozenset((each.first, each.second)): each.pair.reason for each in pairs}
        changed = []
        for entry in entries:
            found = [listed[key] for key in entry.keys if key in listed]
            if entry.outcome != NEW or not found or any(each.is_shown for each in found):
                continue
            key, of = found[0].key, found[0].duplicate_of
            if of is None:
                continue  # somebody took it out of the log while the import was cut off
            why = reason_of.get(frozenset((key, of)), "It is a copy of an activity that knows more.")
            changed.append(replace(entry, outcome=DUPLICATE, reason=f"The same activity as {of}. {why}"))
        log.imports.change_entries(self.batch, changed)
        by_number = {entry.number: entry for entry in changed}
        reviews = tuple(each for each in pairs if each.verdict is Verdict.DOUBTFUL)
        before = {key for each in pairs for key in (each.first, each.second)} - set(keys)
        linked = log.figures.entries_of(self.settings.athlete, keys=sorted(before), also_hidden=True)
        return ImportOutcome(
            batch=self.batch,
            entries=tuple(by_number.get(entry.number, entry) for entry in entries),
            activities=sum(each.is_shown for each in listed.values()),
            reviews=reviews,
            relinked=sum(each.duplicate_of in listed for each in linked),
            found=tuple(each for each in listed.values() if each.is_shown),
        )

    # ── File by file ─────────────────────────────────────────────────────────────────────────────

    def go_through(self, sources: Sources) -> None:
        """Read, prepare and save every file; what was kept before the import was cut off is only read."""
        with _Workers(prepare, processes=self.settings.processes) as workers:
            for file in sources.files(self.surroundings):
                self._take(file, workers)
                for (found, sha256), made in workers.ready():
                    self._settle(found, sha256, made)
            for (found, sha256), made in workers.ready(all_of_them=True):
                self._settle(found, sha256, made)
        self._save()

    def _take(self, file: FoundFile, workers: "_Workers") -> None:
        """Have a file prepared, unless it is settled without that."""
        if file.ignored is not None:
            workers.know((file, None), _Settled(outcome=IGNORED, reason=f"It is {file.ignored}."))
            return
        content = file.refused or _content(file)
        if isinstance(content, FileRefused):
            workers.know((file, None), refusal_of(content))
            return
        sha256 = content_hash(content)
        settled = self._without_reading(file, sha256)
        if settled is not None:
            if sha256 in self.kept and self.open_log is None:
                put_back(self.store, sha256, content)
            workers.know((file, None), settled)
            return
        self.first[sha256] = None
        convention = self.settings.lap_convention
        workers.give(
            (file, sha256),
            Task(
                content=content,
                sha256=sha256,
                file_name=file.name.rpartition("/")[2],
                told=file.told,
                names=self.surroundings.names,
                athlete_name=self.settings.athlete,
                athlete=self.athlete,
                lap_convention=None if convention is None else convention.value,
            ),
            weight=len(content),
        )

    def _without_reading(self, file: FoundFile, sha256: str) -> "_Settled | _Again | None":
        """What becomes of a file that is known by its hash; None where it is new."""
        earlier = self.earlier.get(file.name)
        if earlier is not None and earlier.original == sha256:
            return _settled_before(earlier)
        if sha256 in self.first:
            return _Again(sha256)
        known = self._known(sha256) if sha256 in self.kept else ()
        if not known:
            return None
        reason = f"The same file is in the log already, as {', '.join(known)}."
        return _Settled(outcome=DUPLICATE, reason=reason, original=sha256, keys=known, told=file.told)

    def _known(self, sha256: str) -> tuple[str, ...]:
        """The activities that came from the same file before, not what was made of them since."""
        with nullcontext(self.open_log) if self.open_log is not None else self.store.reading() as log:
            found = log.activities.activities(log.files.keys_from(sha256, self.settings.athlete))
        return tuple(
            sorted(key for key, each in found.items() if is_as_imported(each, self.settings.athlete))
        )

    def _settle(
        self, file: FoundFile, sha256: str | None, made: "Prepared | Refusal | _Settled | _Again | Crash"
    ) -> None:
        """Note what became of a file, and save when enough has come together."""
        settled = self._settled_as(file, made)
        if sha256 is not None:
            made = self.refusals.setdefault(made, made) if isinstance(made, Refusal) else made
            self.first[sha256] = made if isinstance(made, Refusal | Crash) else settled
        self.size_done += file.size
        earlier = self.earlier.get(file.name)
        if earlier is not None and settled.is_as(earlier):
            return  # it was noted before the import was cut off
        self.number += 1
        self.outcomes[settled.outcome] += 1
        entry = BatchEntry(
            number=self.number,
            file=file.name,
            outcome=settled.outcome,
            reason=settled.reason,
            slug=settled.slug,
            original=settled.original,
            keys=settled.keys,
            told=None if settled.told == Told() else settled.told,
        )
        prepared = made if isinstance(made, Prepared) else None
        self.group.append((entry, prepared))
        if prepared is not None:
            self.weight += prepared.weight
            self.recordings += len(prepared.parts)
        is_full = self.weight >= GROUP_BYTES or self.recordings >= GROUP_FILES
        if is_full or len(self.group) >= GROUP_ENTRIES:
            self._save()

    def _settled_as(
        self, file: FoundFile, made: "Prepared | Refusal | _Settled | _Again | Crash"
    ) -> "_Settled":
        """What became of a file, in words."""
        if isinstance(made, _Again):
            first = self.first[made.sha256]
            if isinstance(first, _Settled):
                reason = f"The same file came before in this import, as {', '.join(first.keys)}."
                return replace(first, outcome=DUPLICATE, reason=reason, told=file.told)
            if first is None:  # files are settled in the order in which they were read
                raise AssertionError
            made = first
        if isinstance(made, _Settled):
            return made
        if isinstance(made, Prepared):
            keys = tuple(part.activity.key for part in made.parts)
            told = made.parts[0].activity.told
            return _Settled(outcome=NEW, original=made.sha256, keys=keys, told=told)
        if isinstance(made, Crash):
            reason = (
                f"The program failed on it: {made.reason}. Please report it; the other files are not touched."
            )
            return _Settled(outcome=FAILED, reason=reason)
        is_ignored = made.content is not None and not (file.is_named and self.settings.are_named)
        reason = f"It holds {made.content}." if is_ignored else made.reason
        return _Settled(outcome=IGNORED if is_ignored else REFUSED, reason=reason, slug=made.slug)

    # ── Saving ───────────────────────────────────────────────────────────────────────────────────

    def _save(self) -> None:
        """Save what has come together: files first, then all rows in one transaction."""
        group, self.group, self.weight, self.recordings = self.group, [], 0, 0
        if not group:
            return
        prepared = [made for _, made in group if made is not None]
        if self.open_log is not None:
            self._write(self.open_log, group, prepared)
        else:
            with DurableGroup() as files:
                for made in prepared:
                    files.add(self.store.originals.path_of(made.sha256), made.packed)
                    for part in made.parts:
                        files.add(self.store.recordings.path_of(part.file), part.columns)
            with self.store.writing() as log:
                self._write(log, group, prepared)
        if self.tell is not None:
            self.tell(
                Progress(
                    files=self.surroundings.files,
                    files_done=self.number,
                    size=self.surroundings.size,
                    size_done=self.size_done,
                    current=group[-1][0].file,
                    outcomes=Counter(self.outcomes),
                )
            )

    def _write(
        self, log: Log, group: Sequence[tuple[BatchEntry, Prepared | None]], prepared: Sequence[Prepared]
    ) -> None:
        parts = [part for made in prepared for part in made.parts]
        for made in prepared:
            log.files.add_original(made.sha256, size=made.size, file_name=made.file_name, kind=made.format)
        athlete = self.settings.athlete
        log.activities.add(athlete, self.batch, [part.activity for part in parts])
        for part in parts:
            window = part.activity.windows[0]
            log.files.put_recording(window.original, window.part, file=part.file, size=len(part.columns))
        log.figures.put_derived(athlete, {part.activity.key: part.derived for part in parts})
        self._find_copies(log, parts)
        log.imports.add_entries(self.batch, [entry for entry, _ in group])
        for entry, _ in () if self.settings.is_dry else group:  # a dry run has no columns to derive from
            if entry.outcome == DUPLICATE and entry.told is not None:
                tell_of(self.store, log, athlete, entry.original or "", entry.told)

    def _find_copies(self, log: Log, parts: Sequence[PreparedPart]) -> None:
        """Hold each new activity against those that were made at the same time."""
        for part in parts:
            if part.shape is not None:
                self.shapes[part.activity.key] = part.shape
        found: dict[tuple[str, str], Pair] = {}
        for part in parts:
            for other in (
                () if part.shape is None else log.copies.nearby(self.settings.athlete, part.activity.key)
            ):
                # In the order of their keys, so that nothing depends on which of them came first.
                first, second = sorted((part.activity.key, other))
                pair = None if (first, second) in found else self._compared(log, first, second)
                if pair is not None:
                    found[first, second] = pair
        log.copies.add_pairs(
            StoredPair(first=one, second=two, pair=pair) for (one, two), pair in found.items()
        )
        if found:
            log.copies.relink(self.settings.athlete, {name for names in found for name in names})
        if not self.settings.is_dry:
            for key in list(self.shapes)[:-MOST_SHAPES]:
                del self.shapes[key]

    def _compared(self, log: Log, first: str, second: str) -> Pair | None:
        one, other = self._shape(log, first), self._shape(log, second)
        return None if one is None or other is None else compare(one, other)

    def _shape(self, log: Log, key: str) -> Shape | None:
        if key not in self.shapes:
            window = log.activities.activity(key).windows[0]
            shape = shape_of(self.store.recording(log, (window.original, window.part)))
            if shape is None:
                return None
            self.shapes[key] = shape
        return self.shapes[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settled:
    """What became of a file."""

    outcome: str
    reason: str | None = None
    slug: str | None = None
    original: str | None = None
    keys: tuple[str, ...] = ()
    told: Told = field(default_factory=Told)

    def is_as(self, entry: BatchEntry) -> bool:
        """Whether the same became of the same file."""
        return (self.outcome, self.reason, self.original) == (entry.outcome, entry.reason, entry.original)


@dataclass(frozen=True, slots=True)
class _Again:
    """A file that came before in the same import."""

    sha256: str


def _settled_before(entry: BatchEntry) -> _Settled:
    """What became of a file before the import was cut off."""
    return _Settled(
        outcome=entry.outcome,
        reason=entry.reason,
        slug=entry.slug,
        original=entry.original,
        keys=entry.keys,
        told=entry.told or Told(),
    )


_Workers = Workers[Task, "Prepared | Refusal | _Settled | _Again", tuple[FoundFile, str | None]]


def _content(file: FoundFile) -> bytes | FileRefused:
    """What is in a file, unpacked; what is damaged is kept as it is, for what is missing may be found yet."""
    try:
        data = file.read()
        content, warnings = unpacked(data)
    except FileRefused as refused:
        return refused.with_traceback(None)
    return data if warnings else content


def tell_of(store: Store, log: Log, athlete: str, original: str, told: Told) -> None:
    """Keep what an export says of a file that was in the log before, if nothing was said of it so far.

    Parameters
    ----------
    store
        The log's files.
    log
        The log.
    athlete
        Whose.
    original
        The hash of the file.
    told
        What the export says.
    """
    refresh(store, log, athlete, tell(log, athlete, original, Told(), told))
