"""Make all that is derived anew: columns from the originals, figures from the columns, copies from both."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from backstride.actions.deriving import (
    GROUP,
    Failure,
    Given,
    Span,
    Stage,
    Tell,
    Transaction,
    keep,
    work_out_all,
)
from backstride.actions.workers import Crash, Workers
from backstride.errors import BackstrideError
from backstride.formats import read
from backstride.log import Derived, Shape, compare, shape_of
from backstride.log.derive import places
from backstride.log.same import FURTHEST_ZONE_S, may_be_same
from backstride.store import DurableGroup, Log, Store, StoredPair
from backstride.store.content_folder import ContentFolder
from backstride.store.copies import SAID_SO
from backstride.store.durable import write_durably
from backstride.store.inspection import Inspection
from backstride.store.originals import pack
from backstride.store.recordings import recording_name, to_parquet

GROUP_BYTES: Final = 16_000_000
MOST_SHAPES: Final = 500
"""So many shapes are kept in memory, for holding others against them."""

RECORDINGS, FIGURES, COPIES = "recordings", "activities", "copies"


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildOutcome:
    """What was made anew."""

    recordings: int
    activities: int
    pairs: int
    changed: tuple[str, ...]
    """The keys of the activities whose summary is another one than before."""
    failures: tuple[Failure, ...]
    """What could not be made anew, and so stayed as it was."""


def rebuild(store: Store, *, tell: Tell | None = None, processes: int | None = None) -> RebuildOutcome:
    """Make all that is derived anew, from the originals and from what people said.

    It goes forward in small transactions. Cut off, it leaves a log that is whole; begun again, it does all
    of it again.

    Parameters
    ----------
    store
        The log.
    tell
        Called whenever something was made.
    processes
        How many processes at the most; None for as many as the machine has processors.

    Returns
    -------
    RebuildOutcome
        What was made anew.

    Raises
    ------
    StoreBusy
        If somebody else imports, restores or repairs.
    """
    with store.alone():
        run = Rebuilding(store, store.reading, store.writing, tell=tell, processes=processes)
        with store.reading() as log:
            originals = sorted(log.files.originals())
            before = {row["file"] for row in log.files.recordings().values()}
        run.make_recordings(originals, store.originals.read)
        run.make_figures()
        run.find_copies()
        with store.reading() as log:
            after = {row["file"] for row in log.files.recordings().values()}
        for name in sorted(before - after):
            store.recordings.remove(name)
    return run.outcome()


class Rebuilding:
    """The making of all that is derived.

    Parameters
    ----------
    store
        The log.
    reading
        Opens a transaction to read in.
    writing
        Opens a transaction to write in.
    tell
        Called whenever something was made.
    processes
        How many processes at the most; None for as many as the machine has processors.
    """

    def __init__(
        self,
        store: Store,
        reading: Transaction,
        writing: Transaction,
        *,
        tell: Tell | None = None,
        processes: int | None = None,
    ) -> None:
        self.store, self.reading, self.writing = store, reading, writing
        self._tell, self._processes = tell, processes
        self._recordings = self._activities = self._pairs = 0
        self._changed: list[str] = []
        self._failures: list[Failure] = []
        self._failed: set[str] = set()
        """The keys of activities that stayed as they were."""
        self._spans: dict[str, dict[str, Span]] = {}
        """When recordings were made, by athlete and key."""
        self.written: list[tuple[ContentFolder, str]] = []
        """The files that were not there before."""

    def outcome(self) -> RebuildOutcome:
        """What was made.

        Returns
        -------
        RebuildOutcome
            All of it.
        """
        return RebuildOutcome(
            recordings=self._recordings,
            activities=self._activities,
            pairs=self._pairs,
            changed=tuple(sorted(self._changed)),
            failures=tuple(self._failures),
        )

    # ── Columns ──────────────────────────────────────────────────────────────────────────────────

    def make_recordings(self, originals: Sequence[str], content: Callable[[str], bytes]) -> None:
        """Make the columns of files anew.

        Parameters
        ----------
        originals
            The hashes of the files.
        content
            Gives what is in one of them.
        """
        group: dict[str, tuple[bytes, ...]] = {}
        with Workers[bytes, tuple[bytes, ...] | Failure, str](
            columns_of, processes=self._processes
        ) as workers:
            for done, sha256 in enumerate(originals):
                try:
                    data = content(sha256)
                    workers.give(sha256, data, weight=len(data))
                except BackstrideError as trouble:
                    workers.know(sha256, Failure(what="", reason=str(trouble)))
                self._take_columns(workers.ready(), group)
                self._say(RECORDINGS, done, len(originals))
            self._take_columns(workers.ready(all_of_them=True), group)
        self._keep_columns(group)
        self._say(RECORDINGS, len(originals), len(originals))

    def _take_columns(
        self,
        made: Iterable[tuple[str, tuple[bytes, ...] | Failure | Crash]],
        group: dict[str, tuple[bytes, ...]],
    ) -> None:
        for sha256, columns in made:
            if isinstance(columns, Failure | Crash):
                self._failures.append(Failure(what=f"file {sha256[:12]}", reason=columns.reason))
                continue
            group[sha256] = columns
            if sum(len(each) for parts in group.values() for each in parts) >= GROUP_BYTES:
                self._keep_columns(group)

    def _keep_columns(self, group: dict[str, tuple[bytes, ...]]) -> None:
        """Save columns: files first, then their rows in one transaction."""
        with DurableGroup() as files:
            for columns in (each for parts in group.values() for each in parts):
                self._lay(files, self.store.recordings, recording_name(columns), columns)
        with self.writing() as log:
            for sha256, parts in group.items():
                for part, columns in enumerate(parts):
                    log.files.put_recording(sha256, part, file=recording_name(columns), size=len(columns))
                Inspection(log.files.connection).forget_parts(sha256, len(parts))
                self._recordings += len(parts)
        group.clear()

    def _lay(self, files: DurableGroup, folder: ContentFolder, name: str, stored: bytes) -> None:
        """Write a file unless the very same is there."""
        path = folder.path_of(name)
        if not path.is_file():
            self.written.append((folder, name))
        elif path.read_bytes() == stored:
            return
        files.replace(path, stored)

    def keep_original(self, sha256: str, content: bytes) -> None:
        """Keep a file as it came from the device.

        Parameters
        ----------
        sha256
            Its hash.
        content
            What is in it.
        """
        path = self.store.originals.path_of(sha256)
        packed = pack(content)
        if not path.is_file():
            self.written.append((self.store.originals, sha256))
        elif path.read_bytes() == packed:
            return
        write_durably(path, packed)

    # ── Figures ──────────────────────────────────────────────────────────────────────────────────

    def make_figures(self, keys: Mapping[str, Sequence[str]] | None = None) -> None:
        """Work activities out anew.

        Parameters
        ----------
        keys
            Which ones, by athlete; None for all.
        """
        if keys is None:
            with self.reading() as log:
                keys = {name: log.activities.all_keys(name) for name in log.athletes.athletes()}
        total, done = sum(map(len, keys.values())), 0
        for athlete, asked in keys.items():
            group: dict[str, tuple[Given, Derived]] = {}
            made = work_out_all(self.store, self.reading, athlete, asked, processes=self._processes)
            for key, given, each in made:
                done += 1
                if isinstance(each, Failure):
                    self._failures.append(each)
                    self._failed.add(key)
                    continue
                group[key] = (given, each.derived)
                if each.span is not None:
                    self._spans.setdefault(athlete, {})[key] = each.span
                if len(group) >= GROUP:
                    self._keep_figures(athlete, group)
                    self._say(FIGURES, done, total)
            self._keep_figures(athlete, group)
        self._say(FIGURES, total, total)

    def _keep_figures(self, athlete: str, group: dict[str, tuple[Given, Derived]]) -> None:
        with self.writing() as log:
            before = keep(log, athlete, group)
        self._activities += len(group)
        self._changed += [
            key
            for key, (_, derived) in group.items()
            if key in before and before[key].summary != derived.summary
        ]
        group.clear()

    # ── Copies ───────────────────────────────────────────────────────────────────────────────────

    def find_copies(self) -> None:
        """Hold activities against those that were made at the same time, and settle which of them count."""
        with self.reading() as log:
            athletes = log.athletes.athletes()
        for number, athlete in enumerate(athletes):
            with self.reading() as log:
                pairs = list(self._pairs_of(log, self._spans.get(athlete, {})))
                known = log.copies.pairs(athlete, sorted(self._failed)) if self._failed else ()
                pairs += [each for each in known if each.pair != SAID_SO]
            with self.writing() as log:
                Inspection(log.copies.connection).forget_pairs(athlete)
                log.copies.add_pairs(pairs)
                log.copies.relink(athlete, log.activities.all_keys(athlete))
            self._pairs += len(pairs)
            self._say(COPIES, number + 1, len(athletes))

    def _pairs_of(self, log: Log, spans: Mapping[str, Span]) -> Iterator[StoredPair]:
        shapes: dict[str, Shape | None] = {}
        for one, other in near_in_time(spans):
            for key in (one, other):
                if key not in shapes:
                    shapes[key] = self._shape(log, key)
            first, second = shapes[one], shapes[other]
            pair = None if first is None or second is None else compare(first, second)
            if pair is not None:
                yield StoredPair(first=one, second=other, pair=pair)
            for key in list(shapes)[:-MOST_SHAPES]:
                del shapes[key]

    def _shape(self, log: Log, key: str) -> Shape | None:
        return shape_of(self.store.recording(log, places(log.activities.activity(key))[0]))

    def _say(self, stage: str, done: int, total: int) -> None:
        if self._tell is not None:
            self._tell(Stage(name=stage, done=done, total=total))


def columns_of(content: bytes) -> tuple[bytes, ...] | Failure:
    """The columns of a file's recordings.

    Parameters
    ----------
    content
        What is in the file.

    Returns
    -------
    tuple of bytes or Failure
        A Parquet file for each recording, or why there is none.
    """
    try:
        return tuple(map(to_parquet, read(content)))
    except BackstrideError as trouble:
        return Failure(what="", reason=str(trouble))


def near_in_time(spans: Mapping[str, Span]) -> Iterator[tuple[str, str]]:
    """Pairs of activities that by their times may be the same.

    Parameters
    ----------
    spans
        When each was made, by key.

    Yields
    ------
    tuple of str
        Two keys, in order; near ones follow one another.
    """
    ordered = sorted(spans.items(), key=lambda item: (item[1], item[0]))
    furthest = timedelta(seconds=FURTHEST_ZONE_S + 60)
    for place, (one, span) in enumerate(ordered):
        last = max(span[1], span[0] + furthest)
        for other, its_span in ordered[place + 1 :]:
            if its_span[0] > last:
                break
            if may_be_same(span, its_span):
                yield (one, other) if one < other else (other, one)
