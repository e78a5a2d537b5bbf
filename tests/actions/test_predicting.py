"""Predictions from what the log holds and what is told."""

from datetime import UTC, date, datetime

import pytest
from tests.edited_log import Bring

from backstride.actions.predicting import RACES_M, predict_races
from backstride.formats.fit.write import write_activity
from backstride.simulation import SESSIONS, SimulatedAthlete, script_of, simulate
from backstride.store import Store
from backstride.training.dose import Speeds
from backstride.training.prediction import KnownTime
from backstride.training.workout_text import parse_workout

TODAY = date(2026, 4, 3)
FORWARD = KnownTime(distance_m=5000.0, time_s=1350.0, day=TODAY)


def test_an_empty_log_knows_nothing(sqlite_store: Store) -> None:
    """Unknown, with a reason, for each of the usual races."""
    outcome = predict_races(sqlite_store, "me", (), on=TODAY, today=TODAY)
    assert [each.distance_m for each in outcome.predictions] == list(RACES_M)
    assert all(each.time_s is None and each.words for each in outcome.predictions)
    assert outcome.backward_sessions is None


def test_what_is_told_is_enough(sqlite_store: Store) -> None:
    """A forward time alone gives a wide range; a backward time narrows it."""
    wide = predict_races(sqlite_store, "me", [1609.344], on=TODAY, today=TODAY, forward=[FORWARD])
    own = KnownTime(distance_m=1000.0, time_s=310.0, day=TODAY)
    narrow = predict_races(
        sqlite_store, "me", [1609.344], on=TODAY, today=TODAY, forward=[FORWARD], backward=[own]
    )
    (wide_time,), (narrow_time,) = ([each.time_s for each in found.predictions] for found in (wide, narrow))
    assert wide_time is not None
    assert narrow_time is not None
    assert narrow_time.high / narrow_time.low < wide_time.high / wide_time.low


def test_own_efforts_come_from_the_log(edited_log: Store, bring: Bring) -> None:
    """What was recorded counts without being told, each way by itself."""
    start = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
    recording = simulate(SimulatedAthlete(), SESSIONS["track-intervals"], started_at=start, seed=1)
    bring(write_activity(recording))
    outcome = predict_races(edited_log, "me", [200.0], on=TODAY, today=TODAY)
    assert outcome.backward_sessions == 1.0
    best = next(each for each in outcome.backward if each.distance_m == pytest.approx(200.0, abs=1.0))
    (predicted,) = outcome.predictions
    assert predicted.time_s is not None
    assert predicted.time_s.low <= best.time_s <= predicted.time_s.high
    before = predict_races(edited_log, "me", [200.0], on=TODAY, today=date(2026, 3, 1))
    assert before.backward == ()


def test_the_best_of_the_last_year_counts_beside_an_old_record(edited_log: Store, bring: Bring) -> None:
    """Somebody who was faster years ago is predicted by what they can do now."""
    for speed, year in (("2.6", 2023), ("2.2", 2026)):
        script = script_of(parse_workout(f"- 5min forward walk\n- 800m backward run @{speed} m/s"), Speeds())
        start = datetime(year, 4, 1, 5, 30, tzinfo=UTC)
        bring(write_activity(simulate(SimulatedAthlete(), script, started_at=start, seed=1)))
    outcome = predict_races(edited_log, "me", [200.0], on=TODAY, today=TODAY)
    times = {each.day.year: each.time_s for each in outcome.backward if abs(each.distance_m - 200.0) < 1.0}
    assert times[2023] < times[2026]
    (predicted,) = outcome.predictions
    assert predicted.time_s is not None
    assert predicted.time_s.low <= times[2026] <= predicted.time_s.high


def test_a_walk_says_nothing_of_a_race(edited_log: Store, bring: Bring) -> None:
    """Whoever has only walked so far gets no time that no race of theirs would come near."""
    script = script_of(parse_workout("- 20min forward walk\n- 20min backward walk"), Speeds())
    start = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
    bring(write_activity(simulate(SimulatedAthlete(), script, started_at=start, seed=1)))
    outcome = predict_races(edited_log, "me", [1609.344], on=TODAY, today=TODAY)
    assert (outcome.backward, outcome.forward) == ((), ())
    assert outcome.predictions[0].time_s is None
    assert outcome.backward_sessions == 1.0
