"""Plans in the log: the original stays, changes stand beside it, and each session counts its own."""

from dataclasses import replace
from datetime import date, timedelta, timezone

import pytest
from sqlalchemy import select
from tests.planned_log import MADE_AT, PLAN, REQUEST, moved, session, with_plan, without

from backstride.errors import DamagedStore, NotInLog
from backstride.store import Store
from backstride.store.plans import ENDED, STOPPED, plan_key
from backstride.store.tables import plan as plan_table
from backstride.training.plan import Plan

LATER = MADE_AT + timedelta(days=4)


def test_a_plan_comes_back_as_it_was_made(any_store: Store) -> None:
    """With what was asked for, the programme and the screening, in each of the databases."""
    made = with_plan(any_store)
    with any_store.reading() as log:
        found = log.plans.current("me")
        assert log.plans.of("me") == (found,)
        assert log.plans.current("somebody else") is None
    assert found == made
    assert (found.request, found.original, found.current) == (REQUEST, PLAN, PLAN)
    assert (found.programme, found.made_at, found.ended_on) == (REQUEST.programme, MADE_AT, None)
    assert set(found.sequences.values()) == {0}
    assert found.cancelled == ()


def test_a_change_leaves_the_original_and_counts_for_its_sessions(any_store: Store) -> None:
    """Whoever compares later still sees what was planned first, and calendars see what is newer."""
    made = with_plan(any_store)
    with any_store.writing() as log:
        current = moved(PLAN, "w01-2", date(2026, 5, 8))
        log.plans.change(made.key, at=LATER, kind="moved", words="To Friday.", current=current)
        current = without(current, "w02-1")
        log.plans.change(made.key, at=LATER, kind="dropped", words="Too much.", current=current)
    with any_store.reading() as log:
        found = log.plans.current("me")
    assert found is not None
    assert (found.original, found.current) == (PLAN, current)
    assert [(each.number, each.kind, each.words) for each in found.changes] == [
        (1, "moved", "To Friday."),
        (2, "dropped", "Too much."),
    ]
    assert dict(found.sequences) == {"w01-1": 0, "w01-2": 1, "w02-1": 1}
    assert [each.key for each in found.cancelled] == ["w02-1"]
    assert found.changed_at == {"w01-1": MADE_AT, "w01-2": LATER, "w02-1": LATER}


def test_a_session_that_went_and_came_back_counts_both(sqlite_store: Store) -> None:
    """A calendar that cancelled it takes it up again only with a higher number."""
    made = with_plan(sqlite_store)
    with sqlite_store.writing() as log:
        log.plans.change(made.key, at=LATER, kind="a", words="", current=without(PLAN, "w01-2"))
        found = log.plans.change(made.key, at=LATER, kind="b", words="", current=PLAN)
    assert found.sequences["w01-2"] == 2
    assert (found.current, found.cancelled) == (PLAN, ())


def test_a_session_that_comes_later_is_new(sqlite_store: Store) -> None:
    """It begins at 0, and one that came and went is among the cancelled ones."""
    made = with_plan(sqlite_store)
    extra = moved(PLAN, "", MADE_AT.date())
    extra = type(PLAN)(
        programme=PLAN.programme,
        start=PLAN.start,
        weeks=PLAN.weeks,
        advice=PLAN.advice,
        sessions=(*extra.sessions, session(2, 2, date(2026, 5, 14))),
    )
    with sqlite_store.writing() as log:
        came = log.plans.change(made.key, at=LATER, kind="a", words="", current=extra)
        went = log.plans.change(made.key, at=LATER, kind="b", words="", current=PLAN)
    assert (came.sequences["w02-2"], went.sequences["w02-2"]) == (0, 1)
    assert [each.key for each in went.cancelled] == ["w02-2"]


def test_which_gate_holds_a_session_shows_in_no_calendar(sqlite_store: Store) -> None:
    """That it is held does; so another gate makes no new version, and none at all does."""
    made = with_plan(sqlite_store)

    def held_by(gate: str | None) -> Plan:
        return replace(
            PLAN, sessions=tuple(replace(each, gate=gate and each.gate and gate) for each in PLAN.sessions)
        )

    with sqlite_store.writing() as log:
        other = log.plans.change(made.key, at=LATER, kind="a", words="", current=held_by("other"))
        opened = log.plans.change(made.key, at=LATER, kind="a", words="", current=held_by(None))
    assert (other.sequences["w02-1"], opened.sequences["w02-1"]) == (0, 1)
    assert other.changed_at["w02-1"] == made.changed_at["w02-1"]


def test_training_stands_still_until_something_moves_it_on(sqlite_store: Store) -> None:
    """Whoever looks is told, and no longer once it goes on."""
    made = with_plan(sqlite_store)
    with sqlite_store.writing() as log:
        stopped = log.plans.change(made.key, at=LATER, kind=STOPPED, words="", current=without(PLAN, "w01-1"))
        going = log.plans.change(made.key, at=LATER, kind="adapted", words="", current=PLAN)
    assert (made.stopped_at, stopped.stopped_at, going.stopped_at) == (None, LATER, None)


def test_a_new_plan_ends_the_earlier_one(any_store: Store) -> None:
    """One at a time is followed; what lay before stays, and what was to come is cancelled."""
    first = with_plan(any_store)
    with any_store.writing() as log:
        second = log.plans.save_new("me", REQUEST, PLAN, at=LATER, on=date(2026, 5, 6))
    with any_store.reading() as log:
        before, now = log.plans.of("me")
        assert log.plans.current("me") == now
    assert (before.key, now.key) == (first.key, second.key)
    assert first.key != second.key
    assert before.ended_on == date(2026, 5, 6)
    assert [each.key for each in before.current.sessions] == ["w01-1"]
    assert [each.key for each in before.cancelled] == ["w01-2", "w02-1"]
    assert before.changes[-1].kind == ENDED


def test_an_ended_plan_is_no_longer_current(sqlite_store: Store) -> None:
    """Whoever stops has none."""
    made = with_plan(sqlite_store)
    with sqlite_store.writing() as log:
        ended = log.plans.end(made.key, at=LATER, on=date(2026, 5, 1), words="Enough.")
        assert log.plans.current("me") is None
    assert (ended.current.sessions, len(ended.cancelled)) == ((), 3)


def test_a_plan_that_is_not_there_is_told(sqlite_store: Store) -> None:
    """A key of nothing is a trouble in words."""
    with sqlite_store.writing() as log, pytest.raises(NotInLog, match="There is no plan nothing"):
        log.plans.change("nothing", at=LATER, kind="a", words="", current=PLAN)


@pytest.mark.parametrize("document", [[], {}, {"programme": 7}, {"steps": []}, None])
def test_a_damaged_plan_is_told(document: object, sqlite_store: Store) -> None:
    """A row that somebody changed is no crash."""
    with_plan(sqlite_store)
    with sqlite_store.writing() as log:
        log.plans.do(plan_table.update().values(document=document))
        with pytest.raises(DamagedStore, match="a plan that cannot be understood"):
            log.plans.current("me")


def test_the_key_of_a_plan_follows_from_what_is_kept(any_store: Store) -> None:
    """Wherever the clock stood, so that a restored export is known to be whole."""
    at = MADE_AT.astimezone(timezone(timedelta(hours=5, minutes=45))) + timedelta(microseconds=7)
    with any_store.writing() as log:
        made = log.plans.save_new("me", REQUEST, PLAN, at=at, on=at.date())
        (row,) = log.plans.rows(select(plan_table))
    assert row["key"] == made.key
    assert made.key == plan_key("me", row["made_at"], row["request"], row["document"])
