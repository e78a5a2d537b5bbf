"""Plans, as the database keeps them: the original stays, and what changed in it is kept beside it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import select, update

from backstride.errors import NotInLog
from backstride.log.activity import KEY_LENGTH
from backstride.store import tables
from backstride.store.athletes import Athletes
from backstride.store.statements import Row, Statements
from backstride.store.value_documents import document_of, stored_value
from backstride.training.plan import Plan, PlannedSession, PlannedWeek, PlanRequest
from backstride.training.programme import Programme

ADAPTED: Final = "adapted"
"""The kind of a change by the rules."""
ENDED: Final = "ended"
"""The kind of the change that ends a plan."""
STOPPED: Final = "stopped"
"""The kind of the change after which nothing is to be done until something is told."""

TIMED: Final = "timed"
"""The kind of a change after which a calendar shows all sessions at another time of day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTurn:
    """What a change made of a plan."""

    before: tuple[PlannedSession, ...]
    """The sessions that changed or went, as they were."""
    after: tuple[PlannedSession, ...]
    """The sessions that changed or came, as they are."""
    weeks: tuple[PlannedWeek, ...]
    """All weeks, as they are since."""
    advice: tuple[str, ...] = ()

    @property
    def touched(self) -> frozenset[str]:
        """Keys of the sessions of which a calendar shows something else since."""
        shown = [{each.key: _shown(each) for each in some} for some in (self.before, self.after)]
        return frozenset(key for key in {**shown[0], **shown[1]} if shown[0].get(key) != shown[1].get(key))


def _shown(session: PlannedSession) -> tuple[object, ...]:
    # Of a gate a calendar shows whether there is one, never which.
    return session.day, session.workout, session.minutes, session.gate is None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredChange:
    """A change of a plan."""

    number: int
    """From 1, within its plan."""
    at: datetime
    kind: str
    """`ADAPTED`, `ENDED`, `STOPPED` or `TIMED`."""
    words: str
    """What changed and why, for people."""
    turn: PlanTurn


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """A plan of the log."""

    key: str
    athlete: str
    made_at: datetime
    request: PlanRequest
    original: Plan
    """As it was made."""
    current: Plan
    """As it is after all changes."""
    changes: tuple[StoredChange, ...] = ()
    """The first first."""
    ended_on: date | None = None
    """None while it is followed."""

    @property
    def programme(self) -> Programme:
        """The programme, whole, as it was when the plan was made."""
        return self.request.programme

    @property
    def stopped_at(self) -> datetime | None:
        """When training stopped, if nothing moved the plan on since."""
        moves = [each for each in self.changes if each.kind != TIMED]
        return moves[-1].at if moves and moves[-1].kind == STOPPED else None

    @property
    def timed(self) -> str | None:
        """What was last said of the time of day of its sessions; None where nothing was."""
        return next((each.words for each in reversed(self.changes) if each.kind == TIMED), None)

    @property
    def sequences(self) -> Mapping[str, int]:
        """How often each session changed for a calendar, sessions that went included; by key."""
        counts = dict.fromkeys((each.key for each in self.original.sessions), 0)
        for change in self.changes:
            for key in tuple(counts) if change.kind == TIMED else change.turn.touched:
                # One that came later is new to calendars at its first change.
                counts[key] = counts[key] + 1 if key in counts else 0
        return counts

    @property
    def changed_at(self) -> Mapping[str, datetime]:
        """When each session last changed for a calendar, sessions that went included; by key."""
        moments = dict.fromkeys((each.key for each in self.original.sessions), self.made_at)
        for change in self.changes:
            moments |= dict.fromkeys(
                tuple(moments) if change.kind == TIMED else change.turn.touched, change.at
            )
        return moments

    @property
    def cancelled(self) -> tuple[PlannedSession, ...]:
        """The sessions that are gone, each as it was last."""
        known = {each.key: each for each in self.original.sessions}
        for change in self.changes:
            known |= {each.key: each for each in (*change.turn.before, *change.turn.after)}
        there = {each.key for each in self.current.sessions}
        return tuple(sorted((each for each in known.values() if each.key not in there), key=_order))


def _order(session: PlannedSession) -> tuple[date, str]:
    return session.day, session.key


def plan_key(athlete: str, at: datetime, request: object, plan: object) -> str:
    """The key of a plan.

    Parameters
    ----------
    athlete
        Whose.
    at
        When it was made.
    request
        The document of what was asked for.
    plan
        The document of the plan.

    Returns
    -------
    str
        Letters that tell it from all others.
    """
    said = json.dumps([athlete, at.astimezone(UTC).isoformat(), request, plan], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:KEY_LENGTH]


def turned(plan: Plan, turn: PlanTurn) -> Plan:
    """A plan after a change.

    Parameters
    ----------
    plan
        The plan before it.
    turn
        What the change made of it.

    Returns
    -------
    Plan
        The plan after it.
    """
    sessions = {each.key: each for each in plan.sessions}
    for gone in turn.before:
        sessions.pop(gone.key, None)
    sessions |= {each.key: each for each in turn.after}
    return replace(
        plan, sessions=tuple(sorted(sessions.values(), key=_order)), weeks=turn.weeks, advice=turn.advice
    )


def _turn(old: Plan, new: Plan) -> PlanTurn:
    before = {each.key: each for each in old.sessions}
    after = {each.key: each for each in new.sessions}
    return PlanTurn(
        before=tuple(each for each in old.sessions if after.get(each.key) != each),
        after=tuple(each for each in new.sessions if before.get(each.key) != each),
        weeks=new.weeks,
        advice=new.advice,
    )


class Plans(Statements):
    """The plans of all athletes; each follows one at a time at the most."""

    def of(self, athlete: str, *, programme: str | None = None) -> tuple[StoredPlan, ...]:
        """All plans of an athlete.

        Parameters
        ----------
        athlete
            Whose.
        programme
            Only those of the programme with this key; None for all.

        Returns
        -------
        tuple of StoredPlan
            The first first.
        """
        table = tables.plan
        query = select(table).where(table.c.athlete == athlete).order_by(table.c.made_at, table.c.key)
        if programme is not None:
            query = query.where(table.c.document["programme"].as_string() == programme)
        return tuple(map(self._stored, self.rows(query)))

    def current(self, athlete: str) -> StoredPlan | None:
        """The plan that an athlete follows.

        Parameters
        ----------
        athlete
            Whose.

        Returns
        -------
        StoredPlan or None
            None where there is none.
        """
        table = tables.plan
        query = select(table).where(table.c.athlete == athlete, table.c.ended_on.is_(None))
        row = self.row(query.order_by(table.c.made_at.desc(), table.c.key))
        return None if row is None else self._stored(row)

    def save_new(
        self, athlete: str, request: PlanRequest, plan: Plan, *, at: datetime, on: date
    ) -> StoredPlan:
        """Keep a new plan; one that was followed until now ends.

        Parameters
        ----------
        athlete
            Whose.
        request
            What was asked for.
        plan
            What came of it.
        at
            When.
        on
            The day: sessions of an earlier plan from then on are cancelled.

        Returns
        -------
        StoredPlan
            As it is kept.
        """
        Athletes(self.connection).know_athlete(athlete)
        earlier = self.current(athlete)
        if earlier is not None:
            self.end(earlier.key, at=at, on=on, words="Another plan took its place.")
        asked, document = document_of(request), document_of(plan)
        key = plan_key(athlete, at, asked, document)
        row = {"key": key, "athlete": athlete, "made_at": at, "request": asked, "document": document}
        self.insert(tables.plan, [row])
        return self._known(key)

    def change(self, key: str, *, at: datetime, kind: str, words: str, current: Plan) -> StoredPlan:
        """Keep what a plan has become; the original stays.

        Parameters
        ----------
        key
            The plan's.
        at
            When.
        kind
            `ADAPTED`, `ENDED`, `STOPPED` or `TIMED`.
        words
            What changed and why, for people.
        current
            The plan as it is now. Sessions that are not in it are cancelled.

        Returns
        -------
        StoredPlan
            As it is kept.

        Raises
        ------
        NotInLog
            If there is no such plan.
        """
        known = self._known(key)
        turn = _turn(known.current, current)
        row = {"plan": key, "number": len(known.changes) + 1, "at": at, "kind": kind, "words": words}
        self.insert(tables.plan_change, [{**row, "document": document_of(turn)}])
        return self._known(key)

    def end(self, key: str, *, at: datetime, on: date, words: str) -> StoredPlan:
        """End a plan: what lay before stays, and sessions from a day on are cancelled.

        Parameters
        ----------
        key
            The plan's.
        at
            When.
        on
            The first day that no longer counts.
        words
            Why, for people.

        Returns
        -------
        StoredPlan
            As it is kept.

        Raises
        ------
        NotInLog
            If there is no such plan.
        """
        plan = self._known(key).current
        left = replace(plan, sessions=tuple(each for each in plan.sessions if each.day < on))
        self.change(key, at=at, kind=ENDED, words=words, current=left)
        self.do(update(tables.plan).where(tables.plan.c.key == key).values(ended_on=on))
        return self._known(key)

    def _known(self, key: str) -> StoredPlan:
        row = self.row(select(tables.plan).where(tables.plan.c.key == key))
        if row is None:
            raise NotInLog(
                f"There is no plan {key}.",
                allowed="Plans that were made are in the log.",
                remedy="See the one that you follow with: backstride plan.",
            )
        return self._stored(row)

    def _stored(self, row: Row) -> StoredPlan:
        table = tables.plan_change
        query = select(table).where(table.c.plan == row["key"]).order_by(table.c.number)
        return stored_plan(row, self.rows(query))


def stored_plan(row: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]) -> StoredPlan:
    """The plan that rows hold.

    Parameters
    ----------
    row
        A row of the table of plans.
    changes
        The rows of its changes, the first first.

    Returns
    -------
    StoredPlan
        The plan.

    Raises
    ------
    DamagedStore
        If they hold none.
    """
    original = stored_value(Plan, row["document"], "a plan")
    current, read = original, list[StoredChange]()
    for each in changes:
        turn = stored_value(PlanTurn, each["document"], "a change of a plan")
        current = turned(current, turn)
        told = {name: each[name] for name in ("number", "at", "kind", "words")}
        read.append(StoredChange(**told, turn=turn))
    return StoredPlan(
        key=row["key"],
        athlete=row["athlete"],
        made_at=row["made_at"],
        request=stored_value(PlanRequest, row["request"], "what a plan was asked for"),
        original=original,
        current=current,
        changes=tuple(read),
        ended_on=row["ended_on"],
    )
