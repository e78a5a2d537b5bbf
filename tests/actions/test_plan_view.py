"""The loop: a plan goes to the watch, and its recording comes back to its session."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from tests.edited_log import Bring
from tests.planned_log import healthy_answers

from backstride.actions.plan_view import current_plan
from backstride.actions.planning import PlanWish, SessionStatus, find_programme, plan_training
from backstride.actions.screening import screen_athlete
from backstride.actions.workouts import planned_workout, write_files
from backstride.formats.fit.workout import read_workout
from backstride.formats.fit.write import write_activity
from backstride.simulation import SimulatedAthlete, simulate
from backstride.simulation.workout_script import script_of
from backstride.store import Store
from backstride.training.dose import Speeds

TODAY = date(2026, 5, 1)
AT = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def test_a_session_that_was_done_is_told_from_one_that_was_missed(
    edited_log: Store, bring: Bring, tmp_path: Path
) -> None:
    """The file of the watch is run as it stands; nobody has to say which session it was."""
    screen_athlete(edited_log, "me", healthy_answers(), today=TODAY)
    wish = PlanWish(
        programme=find_programme("first-steps"), start=date(2026, 5, 4), weeks=2, days={1: 45.0, 3: 45.0}
    )
    plan_training(edited_log, "me", wish, today=TODAY, at=AT)
    outcome = planned_workout(edited_log, "me", None, watch="garmin", today=TODAY)
    write_files(outcome, at=AT, fit=tmp_path / "next.fit")
    workout = read_workout((tmp_path / "next.fit").read_bytes())
    session = outcome.session
    assert session is not None
    started_at = datetime.combine(session.day, time(17, 0), UTC)
    key = bring(
        write_activity(
            simulate(SimulatedAthlete(), script_of(workout, Speeds()), started_at=started_at, seed=1)
        )
    )

    later = current_plan(edited_log, "me", today=session.day + timedelta(days=3))
    first, second, third, *_ = later.plan.sessions
    assert later.done == {first.key: key}
    assert [later.status(each) for each in (first, second, third)] == [
        SessionStatus.DONE,
        SessionStatus.MISSED,
        SessionStatus.PLANNED,
    ]
    following = planned_workout(edited_log, "me", None, watch="garmin", today=session.day)
    assert following.session == second
