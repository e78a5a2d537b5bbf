"""Import files, folders and archives into the log: all of it once, whatever is cut off in the middle."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from backstride.actions.gathering import FoundFile, Sources, Surroundings
from backstride.actions.preparing import Prepared, PreparedPart, Refusal, Task, prepare, refusal_of
from backstride.actions.workers import Crash, Workers
from backstride.direction import LapConvention
from backstride.errors import FileRefused
from backstride.formats.content import unpacked
from backstride.log import Shape, Verdict, compare, shape_of
from backstride.store import BatchEntry, DurableGroup, Log, Store, StoredPair
from backstride.store.content_folder import content_hash

GROUP_FILES: Final = 32
"""So many files are saved in one transaction."""
GROUP_BYTES: Final = 16_000_000
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
    is_resumed: bool = False
    """Whether an earlier import of the same was taken up where it was cut off."""

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
        self.done: set[str] = set()
        self.number = 0
        self.size_done = 0
        self.outcomes: Counter[str] = Counter()
        self.first: dict[str, _Settled | None] = {}
        """What became of each file that was read; None while that is not known, or if it gave nothing."""
        self.shapes: dict[str, Shape] = {}
        self.group: list[tuple[BatchEntry, Prepared | None]] = []
        self.weight = 0
        self.open_log: Log | None = None
        """The transaction of a dry run."""

    # ── Beginning and end ────────────────────────────────────────────────────────────────────────

    def begin(self, names: list[str]) -> None:
        """Begin a new import, or take up the same one that was cut off."""
        with self.store.writing() as log:
            log.athletes.know_athlete(self.settings.athlete)
            cut_off = [
                batch
                for batch in log.imports.batches(self.settings.athlete)
                if batch.finished_at is None and list(batch.sources) == names
            ]
            if cut_off:
                self.batch, self.is_resumed = cut_off[-1].number, True
                entries = log.imports.entries(self.batch)
                self.done = {entry.file for entry in entries}
                self.number = max((entry.number for entry in entries), default=0)
                self.outcomes = Counter(entry.outcome for entry in entries)
            else:
                self.batch = log.imports.begin_batch(self.settings.athlete, names, datetime.now(UTC))

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
            shown = [key for key in entry.keys if key in listed and listed[key].is_shown]
            if entry.outcome != NEW or shown:
                continue
            key = entry.keys[0]
            of = listed[key].duplicate_of
            why = reason_of.get(frozenset((key, of or "")), "It is a copy of an activity that knows more.")
            changed.append(replace(entry, outcome=DUPLICATE, reason=f"The same activity as {of}. {why}"))
        log.imports.change_entries(self.batch, changed)
        by_number = {entry.number: entry for entry in changed}
        reviews = tuple(each for each in pairs if each.verdict is Verdict.DOUBTFUL)
        return ImportOutcome(
            batch=self.batch,
            entries=tuple(by_number.get(entry.number, entry) for entry in entries),
            activities=sum(each.is_shown for each in listed.values()),
            reviews=reviews,
        )

    # ── File by file ─────────────────────────────────────────────────────────────────────────────

    def go_through(self, sources: Sources) -> None:
        """Read, prepare and save every file that was not settled before."""
        with _Workers(prepare, processes=self.settings.processes) as workers:
            for file in sources.files(self.surroundings):
                if file.name in self.done:
                    self.size_done += file.size
                    continue
                self._take(file, workers)
                for found, made in workers.ready():
                    self._settle(found, made)
            for found, made in workers.ready(all_of_them=True):
                self._settle(found, made)
        self._save()

    def _take(self, file: FoundFile, workers: "_Workers") -> None:
        """Have a file prepared, unless it is settled without that."""
        if file.ignored is not None:
            workers.know(file, _Settled(outcome=IGNORED, reason=f"It is {file.ignored}."))
            return
        content = file.refused or _content(file)
        if isinstance(content, FileRefused):
            workers.know(file, refusal_of(content))
            return
        sha256 = content_hash(content)
        known = self._known(sha256)
        if known:
            reason = f"The same file is in the log already, as {', '.join(known)}."
            workers.know(file, _Settled(outcome=DUPLICATE, reason=reason, original=sha256, keys=known))
            return
        if sha256 in self.first:
            workers.know(file, _Again(sha256))
            return
        self.first[sha256] = None
        convention = self.settings.lap_convention
        workers.give(
            file,
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
        )

    def _known(self, sha256: str) -> tuple[str, ...]:
        """The activities that came from the same file before."""
        if self.open_log is not None:
            return self.open_log.files.keys_from(sha256, self.settings.athlete)
        with self.store.reading() as log:
            return log.files.keys_from(sha256, self.settings.athlete)

    def _settle(self, file: FoundFile, made: "Prepared | Refusal | _Settled | _Again | Crash") -> None:
        """Note what became of a file, and save when enough has come together."""
        if isinstance(made, _Again):
            made = self._same_as_first(made.sha256)
        if isinstance(made, Prepared):
            keys = tuple(part.activity.key for part in made.parts)
            settled = _Settled(outcome=NEW, original=made.sha256, keys=keys)
            self.first[made.sha256] = settled
            self.weight += made.weight
        elif isinstance(made, Crash):
            reason = (
                f"The program failed on it: {made.reason}. Please report it; the other files are not touched."
            )
            settled = _Settled(outcome=FAILED, reason=reason)
        elif isinstance(made, Refusal):
            is_ignored = made.content is not None and not file.is_named
            reason = f"It holds {made.content}." if is_ignored else made.reason
            settled = _Settled(outcome=IGNORED if is_ignored else REFUSED, reason=reason, slug=made.slug)
        else:
            settled = made
        self.number += 1
        self.outcomes[settled.outcome] += 1
        self.size_done += file.size
        entry = BatchEntry(
            number=self.number,
            file=file.name,
            outcome=settled.outcome,
            reason=settled.reason,
            slug=settled.slug,
            original=settled.original,
            keys=settled.keys,
        )
        self.group.append((entry, made if isinstance(made, Prepared) else None))
        if len(self.group) >= GROUP_FILES or self.weight >= GROUP_BYTES:
            self._save()

    def _same_as_first(self, sha256: str) -> "_Settled":
        """What becomes of a file that came before in the same import."""
        first = self.first[sha256]
        if first is None:
            return _Settled(outcome=IGNORED, reason="The same file came before in this import.")
        reason = f"The same file came before in this import, as {', '.join(first.keys)}."
        return replace(first, outcome=DUPLICATE, reason=reason)

    # ── Saving ───────────────────────────────────────────────────────────────────────────────────

    def _save(self) -> None:
        """Save what has come together: files first, then all rows in one transaction."""
        group, self.group, self.weight = self.group, [], 0
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

    def _find_copies(self, log: Log, parts: Sequence[PreparedPart]) -> None:
        """Hold each new activity against those that were made at the same time."""
        athlete = self.settings.athlete
        for part in parts:
            if part.shape is not None:
                self.shapes[part.activity.key] = part.shape
        found: dict[tuple[str, str], StoredPair] = {}
        for part in parts:
            if part.shape is None:
                continue
            for other in log.copies.nearby(athlete, part.activity.key):
                names = (min(part.activity.key, other), max(part.activity.key, other))
                shape = None if names in found else self._shape(log, other)
                pair = None if shape is None else compare(part.shape, shape)
                if pair is not None:
                    found[names] = StoredPair(first=names[0], second=names[1], pair=pair)
        log.copies.add_pairs(found.values())
        if found:
            log.copies.relink(athlete, {name for names in found for name in names})
        if not self.settings.is_dry:
            for key in list(self.shapes)[:-MOST_SHAPES]:
                del self.shapes[key]

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


@dataclass(frozen=True, slots=True)
class _Again:
    """A file that came before in the same import."""

    sha256: str


_Workers = Workers[Task, "Prepared | Refusal | _Settled | _Again", FoundFile]


def _content(file: FoundFile) -> bytes | FileRefused:
    """What is in a file, unpacked; what is damaged is kept as it is, for what is missing may be found yet."""
    try:
        data = file.read()
        content, warnings = unpacked(data)
    except FileRefused as refused:
        return refused.with_traceback(None)
    return data if warnings else content
