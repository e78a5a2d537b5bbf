"""Screen somebody, plan four weeks of first steps, and write them for a watch and a calendar.

Nothing is kept: screening and planning are plain functions. With a log, `backstride.actions` does the same
and remembers it. For your own answers, take the keys from ``backstride screen --questions --json``.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from backstride.formats.calendar import CalendarEvent, EventStatus, write_calendar
from backstride.formats.fit.workout import read_workout, write_workout
from backstride.training.library import programme
from backstride.training.plan import PlanRequest
from backstride.training.planning import make_plan
from backstride.training.questions import Kind, questions
from backstride.training.screening import screen
from backstride.training.watches import fit_workout, watch_named
from backstride.training.workout import Place
from backstride.training.workout_text import parse_workout

TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

# Somebody of 40 whom nothing ails: no to everything that is asked of all.
noes = {each.key: False for each in questions() if each.kind is Kind.YES_NO and each.asked_if is None}
screening = screen({**noes, "injuries": [], "age": 40}, screened_on=TODAY)
print(f"Screening: {screening.verdict}")

plan = make_plan(
    PlanRequest(
        programme=programme("first-steps"),
        screening=screening,
        start=date(2026, 12, 7),
        weeks=4,
        days={1: 40.0, 3: 40.0, 5: 60.0},  # Tuesday, Thursday and Saturday, with minutes
        places=frozenset({Place.TRACK, Place.ROAD}),
    )
)
for week in plan.weeks:
    print(f"Week {week.number}: {week.backward_min:.0f} min backward, {week.backward_cap_min:.0f} allowed")
first = plan.sessions[0]
print(f"{first.key}, {first.day}: {first.workout.name}. {' '.join(first.reasons)}")

hundreds = parse_workout("- 5x 100m backward @RPE 4, 200m forward walk recovery")
events = [
    CalendarEvent(
        uid=f"{session.key}@example",
        day=session.day,
        summary=session.workout.name,
        minutes=session.minutes,
        status=EventStatus.CONFIRMED if session.gate is None else EventStatus.TENTATIVE,
        changed_at=NOW,
    )
    for session in plan.sessions
]
with TemporaryDirectory() as folder:
    for number, workout in enumerate((first.workout, hundreds), 1):
        fitted = fit_workout(workout, watch_named("garmin"))
        path = Path(folder) / f"{number}.fit"
        path.write_bytes(write_workout(fitted, created_at=NOW, serial=number))
        print(f"{workout.name}: {fitted.fit} on a {fitted.watch.name}, {path.stat().st_size} bytes")
        assert read_workout(path.read_bytes()).performed
    calendar = Path(folder) / "training.ics"
    calendar.write_bytes(write_calendar(events, name="Backstride"))
    print(f"{len(events)} sessions for the calendar")
