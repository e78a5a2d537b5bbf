"""Workouts from a file or a plan, made to fit a watch and written for it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.planned_log import CHECK_IN, PLAN, WORKOUT, with_plan

from backstride.actions.workouts import (
    fitted_workout,
    planned_workout,
    read_workout_file,
    read_workout_text,
    write_files,
)
from backstride.athlete import Athlete, Measurement, Quantity
from backstride.errors import InvalidValue, NotInLog, PlanRefused, UnreadablePath, UnwritablePath
from backstride.formats.fit.workout import read_workout
from backstride.store import Store
from backstride.training.watches import Fit
from backstride.training.workout import LONGEST_NAME
from backstride.training.workout_text import parse_workout

TODAY = date(2026, 5, 4)
AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
HUNDREDS = "- 5x 100m backward @RPE 4, 200m forward walk\n"


def test_a_workout_of_a_file_is_written_for_a_watch(sqlite_store: Store, tmp_path: Path) -> None:
    """What the watch gets says the same as the text, and each line says how well it does it."""
    path = tmp_path / "hundreds.txt"
    path.write_text(HUNDREDS)
    workout = read_workout_file(path)
    outcome = fitted_workout(sqlite_store, "me", workout, watch="garmin", today=TODAY)
    assert [line.fit for line in outcome.fitted.lines] == [Fit.EXACT, Fit.DEGRADED, Fit.EXACT]
    written = write_files(outcome, at=AT, fit=tmp_path / "a.fit", zwo=tmp_path / "a.zwo")
    assert written.files == {"fit": tmp_path / "a.fit", "zwo": tmp_path / "a.zwo"}
    back = read_workout((tmp_path / "a.fit").read_bytes())
    assert [step.travel for step in back.performed] == [step.travel for step in workout.performed]
    assert (tmp_path / "a.zwo").read_bytes().startswith(b"<")
    assert written.losses


def test_heart_rates_are_the_athletes_own(sqlite_store: Store) -> None:
    """A share of the maximum becomes beats, if the maximum is known."""
    workout = parse_workout("- 5min backward walk @75-85% HRmax")
    unknown = fitted_workout(sqlite_store, "me", workout, watch="garmin", today=TODAY)
    with sqlite_store.writing() as log:
        measured = Measurement(quantity=Quantity.MAXIMUM_HEART_RATE_BPM, value=200.0)
        log.athletes.save_athlete("me", Athlete(measurements=(measured,)))
    known = fitted_workout(sqlite_store, "me", workout, watch="garmin", today=TODAY)
    assert (unknown.fitted.fit, known.fitted.fit) == (Fit.DEGRADED, Fit.EXACT)
    assert "150 to 170 bpm" in known.fitted.lines[0].reasons[0]


def test_a_planned_workout_carries_its_key(sqlite_store: Store) -> None:
    """The recording comes back with the name, by which it is known again."""
    with_plan(sqlite_store)
    outcome = planned_workout(sqlite_store, "me", None, watch="fit", today=TODAY)
    assert outcome.session == PLAN.sessions[0]
    assert outcome.workout.name == "Backward hundreds w01-1"
    later = planned_workout(sqlite_store, "me", None, watch="fit", today=date(2026, 5, 6))
    assert later.workout.name == "Backward hundreds w01-2"
    named = planned_workout(sqlite_store, "me", "w01-1", watch="fit", today=date(2026, 5, 6))
    assert named.session == PLAN.sessions[0]


def test_the_longest_name_keeps_its_key(sqlite_store: Store) -> None:
    """What is cut off is the name."""
    plan = with_plan(sqlite_store)
    workout = replace(WORKOUT, name="x" * LONGEST_NAME)
    current = replace(PLAN, sessions=(replace(PLAN.sessions[0], workout=workout),))
    with sqlite_store.writing() as log:
        log.plans.change(plan.key, at=AT, kind="x", words="x", current=current)
    name = planned_workout(sqlite_store, "me", None, watch="fit", today=TODAY).workout.name
    assert (len(name), name[-6:]) == (LONGEST_NAME, " w01-1")


def test_a_held_session_is_refused_until_its_gate_opens(sqlite_store: Store) -> None:
    """Nobody takes it to the watch before; what is missing is told."""
    with_plan(sqlite_store)
    with pytest.raises(PlanRefused, match="w02-1 is held") as refused:
        planned_workout(sqlite_store, "me", "w02-1", watch="fit", today=TODAY)
    assert "good day" in refused.value.reasons[0]
    with sqlite_store.writing() as log:
        for day in (2, 3):
            log.diary.save_checkin("me", replace(CHECK_IN, day=date(2026, 5, day)))
    assert planned_workout(sqlite_store, "me", "w02-1", watch="fit", today=TODAY).session is not None


@pytest.mark.parametrize(
    ("key", "today", "found"),
    [("w09-9", TODAY, "no session 'w09-9'"), (None, date(2027, 1, 1), "No session of your plan lies ahead")],
)
def test_a_session_that_is_not_there_is_told(
    key: str | None, today: date, found: str, sqlite_store: Store
) -> None:
    """With the keys that there are."""
    with_plan(sqlite_store)
    with pytest.raises(NotInLog, match=found):
        planned_workout(sqlite_store, "me", key, watch="fit", today=today)


def test_without_a_plan_there_is_no_next_session(sqlite_store: Store) -> None:
    """It says where plans come from."""
    with pytest.raises(NotInLog, match="no plan that you follow"):
        planned_workout(sqlite_store, "me", None, watch="fit", today=TODAY)


@pytest.mark.parametrize("data", [b"", b"\0", b"\xff", b"- 100 backward", b"- " * 600_000])
def test_a_text_that_is_no_workout_is_refused(data: bytes) -> None:
    """Any file may be named by mistake."""
    with pytest.raises(InvalidValue):
        read_workout_text(data, "a.txt")


def test_files_that_cannot_be_are_told(sqlite_store: Store, tmp_path: Path) -> None:
    """To read, to write, and a watch that nobody knows."""
    with pytest.raises(UnreadablePath):
        read_workout_file(tmp_path)
    workout = read_workout_text(HUNDREDS.encode(), "x")
    outcome = fitted_workout(sqlite_store, "me", workout, watch="fit", today=TODAY)
    with pytest.raises(UnwritablePath):
        write_files(outcome, at=AT, fit=tmp_path / "none" / "a.fit")
    with pytest.raises(InvalidValue, match="The watch 'sundial' is not known"):
        fitted_workout(sqlite_store, "me", workout, watch="sundial", today=TODAY)
