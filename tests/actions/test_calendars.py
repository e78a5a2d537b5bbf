"""Calendars of plans: the same names for ever, newer versions, and nothing of anybody's health."""

import re
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject
from tests.planned_log import (
    BACK,
    BACKWARD,
    MADE_AT,
    PLAN,
    REQUEST,
    WORKOUT,
    moved,
    session,
    with_plan,
    without,
)

from backstride.actions.calendars import calendar_events, export_calendar, title_of
from backstride.bout import Gait, Travel
from backstride.errors import NotInLog
from backstride.store import Store
from backstride.training.dose import Speeds
from backstride.training.library import programmes, workout_of
from backstride.training.workout import Workout, WorkoutStep

LATER = MADE_AT + timedelta(days=2)
# Words of its own: by those that the calendar leaves out, a word that it forgot would never be found.
HEALTH = re.compile(
    r"knee|injur|surg|rehab|fracture|achilles|hamstring|groin|splint|pain|swell|swollen|strain|clinic|therap",
    re.IGNORECASE,
)


def written(store: Store, folder: Path, *, starts_at: time | None = None) -> dict[str, Any]:
    """The events of the calendar by their names, read by an independent parser."""
    outcome = export_calendar(store, "me", folder / "plan.ics", starts_at=starts_at, at=MADE_AT)
    calendar = vobject.readOne(outcome.path.read_bytes().decode())
    return {each.uid.value: each for each in calendar.vevent_list}


def test_each_session_is_an_event(sqlite_store: Store, tmp_path: Path) -> None:
    """On its day, with what to do; one that is held is not certain."""
    plan = with_plan(sqlite_store)
    events = written(sqlite_store, tmp_path)
    assert list(events) == [f"{plan.key}-{key}@backstride" for key in ("w01-1", "w01-2", "w02-1")]
    first, _, held = events.values()
    assert first.dtstart.value == date(2026, 5, 5)
    assert first.summary.value == "Backward walk, 18 min"
    assert "100m backward walk @RPE 3-4 (look over" in first.description.value
    assert (first.status.value, held.status.value) == ("CONFIRMED", "TENTATIVE")


def test_writing_it_again_changes_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    """A feed that nothing happened to stays the same to the last byte."""
    with_plan(sqlite_store)
    written(sqlite_store, tmp_path)
    before = (tmp_path / "plan.ics").read_bytes()
    written(sqlite_store, tmp_path)
    assert (tmp_path / "plan.ics").read_bytes() == before


def test_edits_update_and_cancellations_cancel(sqlite_store: Store, tmp_path: Path) -> None:
    """The same names, each with a higher version; what did not change keeps its own."""
    plan = with_plan(sqlite_store)
    before = written(sqlite_store, tmp_path)
    with sqlite_store.writing() as log:
        current = without(moved(PLAN, "w01-2", date(2026, 5, 8)), "w02-1")
        log.plans.change(plan.key, at=LATER, kind="moved", words="x", current=current)
    after = written(sqlite_store, tmp_path)
    assert before.keys() == after.keys()
    versions = [int(each.sequence.value) for each in after.values()]
    assert versions == [0, 1, 1]
    states = [each.status.value for each in after.values()]
    assert states == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert after[f"{plan.key}-w01-2@backstride"].dtstart.value == date(2026, 5, 8)
    assert after[f"{plan.key}-w01-2@backstride"].dtstamp.value == LATER


def test_a_plan_that_ended_is_cancelled_beside_the_new_one(sqlite_store: Store, tmp_path: Path) -> None:
    """Nobody has two plans in their calendar."""
    first = with_plan(sqlite_store)
    with sqlite_store.writing() as log:
        second = log.plans.save_new("me", REQUEST, PLAN, at=LATER, on=date(2026, 5, 6))
    events = written(sqlite_store, tmp_path, starts_at=time(18, 0))
    states = {name: each.status.value for name, each in events.items()}
    assert states[f"{first.key}-w01-1@backstride"] == "CONFIRMED"
    assert states[f"{first.key}-w01-2@backstride"] == "CANCELLED"
    assert states[f"{second.key}-w01-2@backstride"] == "CONFIRMED"


def test_nothing_in_a_calendar_tells_of_health(sqlite_store: Store) -> None:
    """Neither what a workout is called, nor its notes, nor cues and labels that name a trouble."""
    steps = (
        replace(BACKWARD, cues=("stop if the knee hurts", "stand tall")),
        replace(BACK, gait=Gait.OTHER, travel=Travel.UNKNOWN, label="rehab squats"),
    )
    workout = Workout(name="Knee rehab", notes="Week 3 after surgery.", parts=steps)
    plan = replace(PLAN, sessions=(session(1, 1, date(2026, 5, 5), workout=workout),))
    with sqlite_store.writing() as log:
        stored = log.plans.save_new("me", REQUEST, plan, at=MADE_AT, on=MADE_AT.date())
    (event,) = calendar_events([stored], starts_at=None)
    shown = f"{event.summary} {event.description}"
    assert HEALTH.search(shown) is None
    assert "stand tall" in shown
    assert "Knee rehab" not in shown


def test_no_session_of_any_programme_shows_health_in_a_calendar(sqlite_store: Store) -> None:
    """Whatever somebody recovers from, their colleagues do not read it."""
    plan = with_plan(sqlite_store)
    for programme in programmes().values():
        for template in (each for phase in programme.phases for each in phase.sessions):
            workout = workout_of(template, template.n[0], programme=programme, place=None)
            sessions = (session(1, 1, date(2026, 5, 5), workout=workout),)
            shown = replace(plan, current=replace(PLAN, sessions=sessions))
            for event in calendar_events([shown], starts_at=None)[:1]:
                assert HEALTH.search(f"{event.summary} {event.description}") is None, template.key


def test_a_cue_of_a_programme_of_ones_own_does_not_tell_of_an_injury(sqlite_store: Store) -> None:
    """A coach may write what to mind of a knee or an Achilles tendon; the calendar leaves it out."""
    plan = with_plan(sqlite_store)
    step = replace(BACKWARD, cues=("keep the left knee soft", "spare the Achilles", "stand tall"))
    sessions = (session(1, 1, date(2026, 5, 5), workout=replace(WORKOUT, parts=(step,))),)
    (event, *_) = calendar_events([replace(plan, current=replace(PLAN, sessions=sessions))], starts_at=None)
    assert "stand tall" in event.description
    assert HEALTH.search(event.description) is None


@pytest.mark.parametrize(
    ("steps", "title"),
    [
        ((BACK, BACKWARD), "Backward walk, 18 min"),
        ((replace(BACKWARD, gait=Gait.RUN), BACKWARD), "Backward walk, 18 min"),
        ((BACK,), "Forward walk, 18 min"),
        ((replace(BACKWARD, gait=Gait.UNKNOWN),), "Backward, 18 min"),
    ],
)
def test_a_title_says_what_is_done_longest(steps: tuple[WorkoutStep, ...], title: str) -> None:
    """Backward, if anything is."""
    each = session(1, 1, date(2026, 5, 5), workout=replace(WORKOUT, parts=steps))
    assert title_of(each, Speeds()) == title


def test_without_any_plan_there_is_no_calendar(sqlite_store: Store, tmp_path: Path) -> None:
    """It says what to do, and writes nothing."""
    with pytest.raises(NotInLog, match="There is no plan"):
        export_calendar(sqlite_store, "me", tmp_path / "x.ics", starts_at=None, at=MADE_AT)
    assert not (tmp_path / "x.ics").exists()


def test_another_time_of_day_is_a_change_for_calendars(sqlite_store: Store, tmp_path: Path) -> None:
    """Every session is moved, under its old name and with a higher number; the same time twice is none."""
    with_plan(sqlite_store)
    first = written(sqlite_store, tmp_path)
    evening = written(sqlite_store, tmp_path, starts_at=time(18))
    again = written(sqlite_store, tmp_path, starts_at=time(18))
    morning = written(sqlite_store, tmp_path, starts_at=time(7))
    assert first.keys() == evening.keys() == morning.keys()
    found = [
        [int(each.sequence.value) for each in some.values()] for some in (first, evening, again, morning)
    ]
    assert found == [[0, 0, 0], [1, 1, 1], [1, 1, 1], [2, 2, 2]]
    assert [each.dtstart.value.hour for each in morning.values()] == [7, 7, 7]
