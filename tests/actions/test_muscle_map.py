"""Which muscles the log and workouts load."""

from datetime import UTC, date, datetime

from tests.edited_log import Bring
from tests.planned_log import WORKOUT

from backstride.actions.muscle_map import muscles_of_weeks, muscles_of_workout
from backstride.formats.fit.write import write_activity
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate
from backstride.store import Store
from backstride.training.muscles import Level, Muscle

TODAY = date(2026, 4, 3)


def test_weeks_are_told_apart(edited_log: Store, bring: Bring) -> None:
    """The week with the session loads something, the one before nothing; an older one is not told."""
    start = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
    recording = simulate(SimulatedAthlete(), SESSIONS["track-intervals"], started_at=start, seed=1)
    bring(write_activity(recording))
    before, now = muscles_of_weeks(edited_log, "me", weeks=2, today=TODAY).weeks
    assert (before.monday, before.sessions) == (date(2026, 3, 23), 0)
    assert (now.monday, now.sessions) == (date(2026, 3, 30), 1)
    quadriceps = next(each for each in now.loads if each.muscle is Muscle.QUADRICEPS)
    assert quadriceps.level in {Level.LIGHT, Level.MODERATE, Level.HIGH}
    assert {each.level for each in before.loads} == {Level.NONE}


def test_a_ride_of_which_nothing_is_known_is_unknown_and_not_nothing(edited_log: Store, bring: Bring) -> None:
    """Whoever did something that no table covers reads that."""
    gpx = (
        b'<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><type>cycling</type>'
        b'<trkseg><trkpt lat="48.0" lon="11.0"><time>2026-04-01T10:00:00Z</time></trkpt>'
        b'<trkpt lat="48.01" lon="11.0"><time>2026-04-01T10:05:00Z</time></trkpt></trkseg></trk></gpx>'
    )
    bring(gpx, "ride.gpx")
    (week,) = muscles_of_weeks(edited_log, "me", weeks=1, today=TODAY).weeks
    assert week.sessions == 1
    assert all(load.level is None and load.unknown_min > 0.0 for load in week.loads)


def test_a_workout_loads_before_it_is_done(sqlite_store: Store) -> None:
    """By what its steps ask for."""
    outcome = muscles_of_workout(sqlite_store, "me", WORKOUT, today=TODAY)
    assert outcome.workout == WORKOUT
    assert [each.muscle for each in outcome.loads] == list(Muscle)
    assert outcome.weeks == ()
