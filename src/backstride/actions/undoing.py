"""Take an import back: the log and its files as they were before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from backstride.actions.refreshing import refresh, tell
from backstride.actions.settling import ACTIVITY, apply_again
from backstride.errors import CannotUndo, NotInLog
from backstride.log import Told
from backstride.store import Action, Batch, BatchEntry, Log, Store

RowName = tuple[str, tuple[str | int, ...]]
"""A table, and the key of one of its rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoOutcome:
    """What was taken back."""

    batch: int
    removed: tuple[str, ...]
    """The keys of the activities that are gone."""
    kept: tuple[str, ...]
    """The keys of those that another import brought, too."""
    changes: int
    """How many changes to the activities went with them."""
    touched: tuple[str, ...] = ()
    """The keys of activities of other imports that were changed together with those."""


def undo_import(
    store: Store, number: int, *, with_changes: bool = False, is_dry: bool = False
) -> UndoOutcome:
    """Take an import back: its activities, its files and its list of files.

    Activities whose file another import held, too, stay, as if that one had brought them.

    Parameters
    ----------
    store
        The log.
    number
        The number of the import.
    with_changes
        Whether labels and other work on its activities may go with it.
    is_dry
        Whether only to say what would be taken back.

    Returns
    -------
    UndoOutcome
        What was taken back.

    Raises
    ------
    NotInLog
        If there is no such import.
    CannotUndo
        If somebody has worked on its activities, and that may not be lost.
    """
    with store.alone():
        with store.trying() if is_dry else store.writing() as log:
            batch = batch_of_log(log, number)
            entries = log.imports.entries(number)
            outcome, originals, recordings = _undo(log, batch, with_changes=with_changes)
            again = {*outcome.touched, *_say_again(log, batch, entries)}
            refresh(store, log, batch.athlete, sorted(again))
        if not is_dry:
            # Only now: were it cut off here, the files would be orphans, which harm nobody.
            for sha256 in originals:
                store.originals.remove(sha256)
            for name in recordings:
                store.recordings.remove(name)
    return outcome


def batch_of_log(log: Log, number: int) -> Batch:
    """An import by its number.

    Parameters
    ----------
    log
        The log.
    number
        Its number.

    Returns
    -------
    Batch
        The import.

    Raises
    ------
    NotInLog
        If there is none of that number.
    """
    batches = {batch.number: batch for batch in log.imports.batches()}
    if number not in batches:
        there = "There is none." if not batches else f"There are {', '.join(map(str, batches))}."
        raise NotInLog(
            f"There is no import {number}.",
            allowed=there,
            remedy="See them with: backstride imports.",
        )
    return batches[number]


def _undo(
    log: Log, batch: Batch, *, with_changes: bool
) -> tuple[UndoOutcome, tuple[str, ...], tuple[str, ...]]:
    kept = _hand_on(log, batch)
    keys = log.imports.keys_of_batch(batch.number)
    changes = _changes_to(log, batch, keys)
    standing = [change for change in changes if change.undone_at is None]
    if standing and not with_changes:
        worked_on = {key for change in standing for key in change.keys} & set(keys)
        raise CannotUndo(
            f"On {len(worked_on)} activities of import {batch.number} there are labels or other changes.",
            allowed="An import is undone together with the work on it only if you say so.",
            remedy=f"To let {len(standing)} changes go too: backstride undo {batch.number} --with-changes.",
        )
    for change in reversed(standing):
        for row in reversed(change.changes):
            apply_again(log, batch.athlete, row.reversed())
    log.history.forget(change.number for change in changes)
    elsewhere = _elsewhere(log, standing, keys)
    neighbours = _neighbours(log, batch.athlete, keys) | set(elsewhere)
    originals = {
        window.original for each in log.activities.activities(keys).values() for window in each.windows
    }
    log.activities.remove(keys)
    lost = [sha256 for sha256 in sorted(originals) if not log.files.keys_from(sha256, batch.athlete)]
    log.activities.forget_timelines(batch.athlete, lost)
    gone, recordings = log.files.forget_unused_originals(sorted(originals))
    log.imports.forget_batch(batch.number)
    log.copies.relink(batch.athlete, sorted(neighbours))
    log.strides.forget_bare_years(batch.athlete)
    log.athletes.forget_if_bare(batch.athlete)
    outcome = UndoOutcome(
        batch=batch.number, removed=keys, kept=kept, changes=len(changes), touched=elsewhere
    )
    return outcome, gone, recordings


def _hand_on(log: Log, batch: Batch) -> tuple[str, ...]:
    """Give activities whose file another import held to that import; their keys."""
    kept: list[str] = []
    for entry in log.imports.entries(batch.number):
        if entry.outcome not in {"new", "duplicate"} or entry.original is None:
            continue
        keys = [
            key
            for key in log.files.keys_from(entry.original, batch.athlete)
            if log.activities.batch_of(key) == batch.number
        ]
        others = log.imports.batches_with(entry.original, batch.number, batch.athlete)
        if not keys or not others:
            continue
        log.imports.move_to_batch(keys, others[0])
        moved = [
            replace(other, outcome="new", reason=None)
            for other in log.imports.entries(others[0])
            if other.original == entry.original
        ]
        log.imports.change_entries(others[0], moved[:1])
        kept += keys
    return tuple(sorted(kept))


def _changes_to(log: Log, batch: Batch, keys: Sequence[str]) -> list[Action]:
    """What people changed in activities and in what was made of them, the first first.

    What was said later of the same rows goes with it, for it stands on it.
    """
    left = list(log.history.actions(batch.athlete))
    asked, since, taken = set(keys), dict[RowName, int](), list[Action]()
    while True:
        found = next((change for change in left if _goes_too(change, asked, since)), None)
        if found is None:
            return sorted(taken, key=lambda change: change.number)
        left.remove(found)
        taken.append(found)
        asked |= {str(row.key[0]) for row in found.changes if row.table == ACTIVITY and row.before is None}
        if found.undone_at is None:
            for row in found.changes:
                name = (row.table, row.key)
                since[name] = min(since.get(name, found.number), found.number)


def _goes_too(change: Action, keys: set[str], since: Mapping[RowName, int]) -> bool:
    """Whether a change is of activities that go, or stands on one that is."""
    if keys & set(change.keys):
        return True
    return change.undone_at is None and any(
        since.get((row.table, row.key), change.number) < change.number for row in change.changes
    )


def _neighbours(log: Log, athlete: str, keys: Sequence[str]) -> set[str]:
    """Activities that may stand for themselves again when others have gone."""
    if not keys:
        return set()
    pairs = log.copies.pairs(athlete, keys)
    return {key for each in pairs for key in (each.first, each.second)} - set(keys)


def _elsewhere(log: Log, changes: Sequence[Action], keys: Sequence[str]) -> tuple[str, ...]:
    """Activities of other imports that were changed together with those of this one, if they are there."""
    touched = {key for change in changes for key in change.keys} - set(keys)
    return tuple(sorted(log.activities.activities(touched)))


def _say_again(log: Log, batch: Batch, entries: Sequence[BatchEntry]) -> list[str]:
    """Let activities that stay say what the imports that are left say of them; those that changed."""
    changed: list[str] = []
    for entry in entries:
        if entry.told is None or entry.original is None:
            continue
        left = log.imports.told_of(entry.original, batch.athlete)
        changed += tell(log, batch.athlete, entry.original, entry.told, left[0] if left else Told())
    return changed
