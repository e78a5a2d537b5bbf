"""The loop back: sessions of the plan are done, recognised, looked at, and the plan moves on."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.planned_log import healthy_answers

from backstride.actions.adapting import AdaptOutcome, adapt_plan, match_plan
from backstride.actions.adapting_documents import adapt_document, match_document
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.plan_view import current_plan
from backstride.actions.planning import PlanWish, find_programme, plan_training
from backstride.actions.screening import screen_athlete
from backstride.errors import NotInLog
from backstride.formats.fit.write import write_activity
from backstride.simulation import SimulatedAthlete, simulate
from backstride.simulation.workout_script import script_of
from backstride.store import Store
from backstride.training.diary import CheckIn
from backstride.training.dose import Speeds
from backstride.training.matching import Confidence
from backstride.training.plan import PlannedSession

BEFORE = date(2026, 5, 1)
MONDAY = date(2026, 5, 4)
WEEK = timedelta(days=7)
WISH = PlanWish(
    programme=find_programme("first-steps"), start=MONDAY, weeks=4, days={1: 45.0, 3: 45.0, 5: 45.0}
)

Do = Callable[..., None]


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """The log of somebody who follows a plan of four weeks."""
    screen_athlete(sqlite_store, "me", healthy_answers(), today=BEFORE)
    plan_training(sqlite_store, "me", WISH, today=BEFORE, at=datetime(2026, 5, 1, 12, 0, tzinfo=UTC))
    return sqlite_store


@pytest.fixture
def do(store: Store, tmp_path: Path) -> Do:
    """Does a session as the watch was told, and imports the recording."""

    def done(session: PlannedSession, *, code: bool = True) -> None:
        name = f"{session.workout.name} {session.key}" if code else session.workout.name
        script = script_of(replace(session.workout, name=name), Speeds())
        started_at = datetime(session.day.year, session.day.month, session.day.day, 17, 0, tzinfo=UTC)
        path = tmp_path / f"{session.day}.fit"
        path.write_bytes(write_activity(simulate(SimulatedAthlete(), script, started_at=started_at, seed=1)))
        import_paths(store, [path], ImportSettings(athlete="me"))

    return done


def sessions(store: Store) -> tuple[PlannedSession, ...]:
    """Of the plan as it is."""
    return current_plan(store, "me", today=MONDAY).plan.sessions


def adapted(store: Store, today: date, *, dry_run: bool = False) -> AdaptOutcome:
    """Adapt at noon."""
    at = datetime(today.year, today.month, today.day, 12, 0, tzinfo=UTC)
    return adapt_plan(store, "me", today=today, at=at, is_dry=dry_run)


def test_a_session_comes_back_as_it_was_planned(store: Store, do: Do) -> None:
    """The recording is known by its code and its steps, and each step is seen to be done."""
    first, second, *_ = sessions(store)
    do(first)
    do(second, code=False)
    found = match_plan(store, "me", today=MONDAY + WEEK)
    assert [(each.session, each.confidence) for each in found.matching.matches] == [
        (first.key, Confidence.HIGH),
        (second.key, Confidence.HIGH),
    ]
    assert found.matching.unplanned == ()
    for how in found.adherence:
        assert how.backward_share == pytest.approx(1.0, abs=0.1)
        assert how.steps
        assert not [each for each in how.steps if each.is_skipped]
    assert found.reviews[0].done == (first.key, second.key)


def test_a_week_that_was_missed_moves_the_plan_once(store: Store, do: Do) -> None:
    """One of its sessions done: the plan moves, the original stays, and the same day moves nothing more."""
    first, *_ = original = sessions(store)
    do(first)
    today = MONDAY + WEEK
    tried = adapted(store, today, dry_run=True)
    assert sessions(store) == original
    found = adapted(store, today)
    assert [each.rule.key for each in found.fired] == ["missed"]
    assert found.words == tried.words
    assert found.stored.original.sessions == original
    assert [change.kind for change in found.stored.changes] == ["adapted"]
    assert found.stored.changes[0].words == found.words
    again = adapted(store, today)
    assert again.changes == ()
    assert len(again.stored.changes) == 1


def test_a_fall_said_of_a_check_in_stops_the_plan_until_good_days_are_told(store: Store) -> None:
    """Stopped, then nothing changes, then two good days bring it back."""
    today = MONDAY + timedelta(days=2)
    with store.writing() as log:
        log.diary.save_checkin("me", CheckIn(day=today, fell=True))
    stopped = adapted(store, today)
    assert stopped.is_stopped
    assert not [each for each in sessions(store) if each.day >= today]
    assert stopped.stored.changes[-1].kind == "stopped"
    assert adapted(store, today + WEEK).changes == ()
    with store.writing() as log:
        for at in (8, 9):
            day = today + timedelta(days=at)
            log.diary.save_checkin("me", CheckIn(day=day, pain=0.0, is_swollen=False))
    back = adapted(store, today + timedelta(days=9))
    assert not back.is_stopped
    assert [each for each in sessions(store) if each.day > today + timedelta(days=9)]


def test_what_was_told_is_a_document(store: Store, do: Do) -> None:
    """As JSON, with the paragraph, the rules and their sources, and what was done."""
    do(sessions(store)[0])
    document = json.loads(json.dumps(adapt_document(adapted(store, MONDAY + WEEK))))
    assert document["rules"][0]["sources"] == ["backstride-rules"]
    assert document["done"]["matches"][0]["confidence"] == "high"
    assert document["changes"]
    assert match_document(match_plan(store, "me", today=MONDAY))["weeks"][0]["number"] == 1


def test_without_a_plan_there_is_nothing_to_adapt(sqlite_store: Store) -> None:
    """It says what to do."""
    with pytest.raises(NotInLog, match="no plan that you follow"):
        adapted(sqlite_store, MONDAY)


def test_a_plan_that_has_not_begun_stays_as_it_is(store: Store) -> None:
    """Adapting on the day it was made is no error."""
    assert adapted(store, BEFORE).changes == ()
