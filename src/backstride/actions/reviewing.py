"""See what was changed in the log and take it back; see copies of one activity and decide about them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backstride.actions.changing import ChangeOutcome, Changing, Edit, changing
from backstride.actions.settling import DECISION, alike, apply_again, settle
from backstride.actions.totals import totals
from backstride.errors import CannotUndo, InvalidValue, NotInLog
from backstride.log import Verdict
from backstride.store import Action, Change, LogEntry, Store, StoredPair


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Two activities that are or may be one."""

    pair: StoredPair
    first: LogEntry
    second: LogEntry


def history_of(store: Store, athlete: str, written: str | None = None) -> tuple[Action, ...]:
    """What a person changed in the log.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    written
        An activity, as a person names it; None for all.

    Returns
    -------
    tuple of Action
        The first first.
    """
    with store.reading() as log:
        key = None if written is None else log.activities.key_of(written, athlete)
        return log.history.actions(athlete, key=key)


def revert_change(store: Store, number: int | None, edit: Edit, *, again: bool = False) -> ChangeOutcome:
    """Take a change back, or let one that was taken back hold again.

    Parameters
    ----------
    store
        The log.
    number
        The number of the change; None for the latest.
    edit
        Whose log it is, and when.
    again
        Whether to let it hold again.

    Returns
    -------
    ChangeOutcome
        What that did; its number is the change's.

    Raises
    ------
    NotInLog
        If there is no such change.
    InvalidValue
        If it was taken back already, or was not.
    CannotUndo
        If later changes stand on it.
    """
    with changing(store, edit) as change:
        log = change.log
        actions = log.history.actions(edit.athlete)
        action = _chosen(actions, number, again=again)
        rows = action.changes if again else tuple(each.reversed() for each in reversed(action.changes))
        _check_rows(change, action, rows, actions)
        before = totals(log, edit.athlete, action.keys)
        for row in rows:
            apply_again(log, edit.athlete, row)
        log.history.mark_undone(action.number, None if again else edit.now)
        settle(store, log, edit.athlete, rows)
        return ChangeOutcome(
            change=None if edit.is_dry else action.number,
            kind="revert",
            text=f"{'Done again' if again else 'Taken back'}: {action.text}",
            keys=action.keys,
            before=before,
            after=totals(log, edit.athlete, action.keys),
        )


def _chosen(actions: Sequence[Action], number: int | None, *, again: bool) -> Action:
    fit = [action for action in actions if (action.undone_at is not None) is again]
    if number is None and fit:
        return max(fit, key=lambda each: (each.undone_at, each.number)) if again else fit[-1]
    found = next((action for action in actions if action.number == number), None)
    if found is None:
        what = "No change is left to be " if number is None else f"There is no change {number} to be "
        raise NotInLog(
            f"{what}{'done again' if again else 'taken back'}.",
            allowed="Changes are known by their numbers.",
            remedy="See them with: backstride history.",
        )
    if found not in fit:
        raise InvalidValue(
            f"Change {number} was {'not ' if again else ''}taken back{'' if again else ' already'}.",
            allowed="A change that holds can be taken back, and one that was taken back can hold again.",
            remedy=f"Write backstride revert {number}."
            if again
            else f"To let it hold again: backstride revert --again {number}.",
        )
    return found


def _check_rows(change: Changing, action: Action, rows: Sequence[Change], actions: Sequence[Action]) -> None:
    """See that all rows still say what the change left."""
    athlete, log = change.edit.athlete, change.log
    differ = {
        (row.table, row.key)
        for row in rows
        if not alike(log.activities.current(athlete, row.table, row.key), row.before)
    }
    touched = {(row.table, row.key) for row in rows}
    gone = {str(row.key[0]) for row in rows if row.after is None and row.table == "activity"}
    later = [
        other
        for other in actions
        if other.number != action.number
        and other.undone_at is None
        and other.number > action.number
        and any(
            (row.table, row.key) in touched or (row.table == DECISION and gone & set(map(str, row.key)))
            for row in other.changes
        )
    ]
    if not differ and not later:
        return
    earlier = [
        other
        for other in actions
        if other.undone_at is not None
        and other.number < action.number
        and any((row.table, row.key) in differ for row in other.changes)
    ]
    raise _on_top(action, later, earlier)


def _on_top(action: Action, later: Sequence[Action], earlier: Sequence[Action]) -> CannotUndo:
    if later:
        names = ", ".join(str(each.number) for each in reversed(later))
        remedy = f"Take those back first, in this order: {names}."
    elif earlier:
        names = ", ".join(str(each.number) for each in earlier)
        remedy = f"Let those hold again first, with backstride revert --again: {names}."
    else:
        names, remedy = "what is no change of yours", "Make the change anew instead."
    return CannotUndo(
        f"On change {action.number} ({action.text}) there stands another: {names}.",
        allowed="A change is taken back or done again only while the log says what it left.",
        remedy=remedy,
    )


# ── Copies ───────────────────────────────────────────────────────────────────────────────────────


def copies_of(store: Store, athlete: str) -> tuple[Copy, ...]:
    """Activities that are copies of one another, or may be.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose log.

    Returns
    -------
    tuple of Copy
        The doubtful first, then the linked, then those that a person parted; each the latest first.
    """
    with store.reading() as log:
        pairs = log.copies.pairs(athlete)
        keys = sorted({key for each in pairs for key in (each.first, each.second)})
        entries = {each.key: each for each in log.figures.entries_of(athlete, keys=keys, also_hidden=True)}
        counted = log.activities.activities(keys)
    order = {Verdict.DOUBTFUL: 0, Verdict.SAME: 1, Verdict.DIFFERENT: 2}
    found = [
        Copy(pair=each, first=entries[each.first], second=entries[each.second])
        for each in pairs
        if (each.verdict is not Verdict.DIFFERENT or each.decision is not None)
        and not (
            each.verdict is Verdict.DOUBTFUL
            and any(not counted[key].is_counted for key in (each.first, each.second))
        )
    ]
    when: Callable[[Copy], float] = lambda copy: (  # noqa: E731 - a key to sort by
        0.0 if copy.first.summary.started_at is None else -copy.first.summary.started_at.timestamp()
    )
    return tuple(sorted(found, key=lambda copy: (order[copy.pair.verdict], when(copy), copy.first.key)))


def decide_copies(
    store: Store, written: tuple[str, str], verdict: Verdict | None, edit: Edit, *, keep: str | None = None
) -> ChangeOutcome:
    """Say whether two activities are one, and which of the two stands for both.

    Of two that are one the richer stays unless the person chooses; the other is linked to it and does not
    count.

    Parameters
    ----------
    store
        The log.
    written
        The two, as a person names them.
    verdict
        Whether they are the same or different; None to leave it to what was measured.
    edit
        Whose log it is, and when.
    keep
        Which of the two stands for both, as a person names it; None to leave it to what they know.

    Returns
    -------
    ChangeOutcome
        What changed.

    Raises
    ------
    InvalidValue
        If both are one and the same entry, the one to keep is neither of them, or nothing would change.
    """
    with changing(store, edit) as change:
        one, other = map(change.named, written)
        if one.key == other.key:
            raise InvalidValue(
                f"Both are the activity {one.key}.",
                allowed="Two different activities are compared.",
                remedy="See what looks alike with: backstride duplicates.",
            )
        first, second = sorted((one.key, other.key))
        stays = None if keep is None else change.named(keep).key
        if stays not in {None, first, second}:
            raise InvalidValue(
                f"The activity to keep is {stays}, which is neither of the two.",
                allowed="One of the two stands for both.",
                remedy=f"Write --keep {first} or --keep {second}.",
            )
        change.put_decision(first, second, None if verdict is None else verdict.value, stays=stays)
        names = f"{change.name_of(one)} and {change.name_of(other)}"
        said = {
            None: "Left it open whether {} are one activity",
            Verdict.SAME: "Said that {} are one activity",
            Verdict.DIFFERENT: "Said that {} are different activities",
        }
        text = said[verdict].format(names)
        return change.finish("duplicates", text if stays is None else f"{text}, of which {stays} stays")
