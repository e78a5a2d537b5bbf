"""What changed between two states of a plan, and the paragraph that tells what changed and why."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from backstride.training.adaptation_rules import FiredRule, Situation
from backstride.training.gates import GateState
from backstride.training.phrases import counted, day_words
from backstride.training.plan import Plan, PlannedSession

SAME_MIN: Final = 0.5
"""Backward minutes that differ by less are the same. [min]"""
SHOWN_REASONS: Final = 2
"""So many reasons of a refusal stand in the paragraph; more would hide the point."""


class ChangeKind(StrEnum):
    """What became of a session."""

    CANCELLED = "cancelled"
    ADDED = "added"
    MOVED = "moved"
    LESS = "less"
    MORE = "more"
    CHANGED = "changed"
    HELD = "held"
    """A gate shut before it."""
    RELEASED = "released"
    """The gate before it opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """What became of one session."""

    session: str
    """Its key."""
    kind: ChangeKind
    words: str
    """A sentence for people."""


def changes_between(before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """What changed from one state of a plan to the next.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    before
        The plan as it was.
    after
        The plan as it is.

    Returns
    -------
    tuple of PlanChange
        One for each session that is not as it was, by its key.
    """
    old, new = ({each.key: each for each in plan.sessions} for plan in (before, after))
    found = [_change(old.get(key), new.get(key)) for key in sorted({*old, *new})]
    return tuple(each for each in found if each is not None)


def _change(old: PlannedSession | None, new: PlannedSession | None) -> PlanChange | None:
    if old is None or new is None:
        there = new or old
        if there is None:
            return None
        kind = ChangeKind.CANCELLED if new is None else ChangeKind.ADDED
        return PlanChange(session=there.key, kind=kind, words=f"{_named(there)} is {kind.value}.")
    if _content(old) == _content(new):
        return None
    kind = _kind(old, new)
    words = {
        ChangeKind.MOVED: f"{_named(old)} moves to {day_words(new.day)}.",
        ChangeKind.HELD: f"{_named(new)} waits until its gate opens.",
        ChangeKind.RELEASED: f"{_named(new)} may be done: its gate is open.",
    }.get(
        kind,
        f"{_named(old)} becomes {new.workout.name} on {day_words(new.day)}: "
        f"{new.backward_min:.0f} instead of {old.backward_min:.0f} min backward.",
    )
    return PlanChange(session=new.key, kind=kind, words=words)


def _content(session: PlannedSession) -> tuple[object, ...]:
    """What an athlete sees of a session; the reasons may be worded anew."""
    is_held = session.gate is not None
    return session.day, session.workout, session.kind, is_held, round(session.backward_min, 6)


def _kind(old: PlannedSession, new: PlannedSession) -> ChangeKind:
    if new.backward_min < old.backward_min - SAME_MIN:
        return ChangeKind.LESS
    if new.backward_min > old.backward_min + SAME_MIN:
        return ChangeKind.MORE
    if old.workout != new.workout:
        return ChangeKind.CHANGED
    if old.day != new.day:
        return ChangeKind.MOVED
    if old.gate is None or new.gate is None:
        return ChangeKind.RELEASED if new.gate is None else ChangeKind.HELD
    return ChangeKind.CHANGED


def _named(session: PlannedSession) -> str:
    return f"{session.workout.name} on {day_words(session.day)}"


def paragraph(
    situation: Situation,
    fired: Sequence[FiredRule],
    gates: Sequence[GateState],
    changes: Sequence[PlanChange],
    refused: Sequence[str],
) -> str:
    """What changed in a plan and why.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    situation
        What is known.
    fired
        The rules that apply.
    gates
        The gates of the programme.
    changes
        What became of sessions.
    refused
        Why the rest could not be planned anew; empty where it could.

    Returns
    -------
    str
        One paragraph.
    """
    return " ".join(_sentences(situation, fired, gates, changes, refused))


def _sentences(
    situation: Situation,
    fired: Sequence[FiredRule],
    gates: Sequence[GateState],
    changes: Sequence[PlanChange],
    refused: Sequence[str],
) -> Iterator[str]:
    last = situation.last
    if last is not None and last.planned:
        yield (
            f"In week {last.number} {len(last.done)} of {counted(len(last.planned), 'session')} and "
            f"{last.done_backward_min:.0f} of {last.planned_backward_min:.0f} min backward were done."
        )
    for then in dict.fromkeys(each.rule.then for each in fired):
        yield from (each.found for each in fired if each.rule.then == then)
        yield f"So: {then}."
    shut = next((each for each in gates if not each.is_open), None)
    if shut is not None and any(each.kind is ChangeKind.HELD for each in changes):
        yield "The next gate is shut."
        yield from shut.words
    if refused:
        yield "The rest cannot be planned within the rules as it was meant."
        yield from refused[:SHOWN_REASONS]
        yield "What is left is what keeps them; make a new plan when you are ready."
    yield _count(changes) if changes else "The plan stays as it is."


def _count(changes: Sequence[PlanChange]) -> str:
    counts = Counter(each.kind for each in changes)
    parts = [f"{counts[kind]} {kind.value}" for kind in ChangeKind if counts[kind]]
    return f"Of the sessions to come, {', '.join(parts)}."
