"""Somebody to look at: a simulated athlete who has trained for forty weeks, from first steps to runs.

Nothing of them is real, and each of their recordings says so. They come in by the same actions as a person's:
recordings are imported, a screening is answered, a plan is made, followed and moved on.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from backstride.actions.adapting import adapt_plan
from backstride.actions.checking_in import check_in
from backstride.actions.deriving import Stage, Tell
from backstride.actions.document_values import Document
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.measuring import describe_athlete, measure
from backstride.actions.planning import PlanWish, find_programme, plan_training
from backstride.actions.screening import screen_athlete
from backstride.actions.simulate import write_whole
from backstride.actions.training_history import own_speeds
from backstride.athlete import Measurement, Quantity, Sex
from backstride.bout import Gait, Travel
from backstride.formats.fit.write import write_activity
from backstride.load import monday_of
from backstride.recording import Recording, Samples
from backstride.simulation import SimulatedAthlete, simulate
from backstride.simulation.script import Labelling, Place, Repeat, SessionScript, Stretch
from backstride.simulation.workout_script import script_of
from backstride.store import Store
from backstride.training.diary import CheckIn
from backstride.training.plan import PlannedSession
from backstride.training.questions import Kind, questions
from backstride.training.workout import LONGEST_NAME

SIMULATED: Final = "simulated"
"""The athlete's name."""
FOLDER: Final = "simulated-sessions"
"""Where their recordings lie, in the data folder, until all are imported."""
WEEKS: Final = 40
PLANNED_WEEKS: Final = 12
"""How long the plan is, of which `FOLLOWED_WEEKS` are over. [weeks]"""
FOLLOWED_WEEKS: Final = 5
BEFORE_PLAN: Final = WEEKS - FOLLOWED_WEEKS
WEEK: Final = timedelta(days=7)
BORN: Final = 1985
FREE_DAYS: Final = {1: 45.0, 3: 45.0, 5: 60.0}
"""The longest session of each free weekday, 0 for Monday. [min]"""
FORWARD_DAY: Final = 6
FORWARD: Final = {FORWARD_DAY: (19.0, 4.0)}
"""Beside the plan they run forward on Sundays: minutes, and exertion from 0 to 10."""
FIRST_RUN: Final = 14
"""The week in which they begin to run backward."""
NEW_WATCH: Final = 26
"""Their first watch knows nothing of running dynamics."""
UNLABELLED: Final = frozenset({12, 26, 33})
"""Weeks in which they forgot to start the workout."""
ONLY_LAPS: Final = frozenset({30})
"""The week in which they pressed the lap button instead."""
EVENING: Final = time(17, 10, tzinfo=UTC)
OLD_COLUMNS: Final = (
    *("speed_m_s", "distance_m", "heart_rate_bpm", "cadence_spm"),
    *("latitude_deg", "longitude_deg", "altitude_m"),
)
MEASURED: Final = (
    (0, Quantity.MASS_KG, 66.0),
    (0, Quantity.RESTING_HEART_RATE_BPM, 60.0),
    (0, Quantity.MAXIMUM_HEART_RATE_BPM, 184.0),
    (0, Quantity.BACKWARD_SESSIONS, 0.0),
    (14, Quantity.MASS_KG, 65.2),
    (14, Quantity.RESTING_HEART_RATE_BPM, 57.0),
    (14, Quantity.BACKWARD_SESSIONS, 26.0),
    (28, Quantity.MASS_KG, 64.1),
    (28, Quantity.RESTING_HEART_RATE_BPM, 55.0),
    (28, Quantity.BACKWARD_SESSIONS, 53.0),
)
"""What was measured of them, and in which week."""
LAST_MASS_KG: Final = 63.8
"""On the day of the demonstration; that it is kept says that all else is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOutcome:
    """What became of the demonstration."""

    athlete: str
    is_new: bool
    """False where the athlete was there already."""
    activities: int
    """How many of theirs count."""


def is_demonstrated(store: Store) -> bool:
    """Whether the simulated athlete is in the log, with all that belongs to them.

    Parameters
    ----------
    store
        The log.

    Returns
    -------
    bool
        False also where they were put into it only in part, or their recordings were taken back.
    """
    with store.reading() as log:
        masses = _masses(log.athletes.athlete(SIMULATED).measurements)
        finished = [each for each in log.imports.batches(SIMULATED) if each.finished_at is not None]
    return LAST_MASS_KG in masses.values() and bool(finished)


def demonstrate(store: Store, *, today: date, tell: Tell | None = None, weeks: int = WEEKS) -> DemoOutcome:
    """Put the simulated athlete into the log; cut off, it goes on where it was, and twice does nothing.

    Parameters
    ----------
    store
        The log.
    today
        The day on which their story ends and their plan goes on. One that was begun before keeps its own.
    tell
        Called whenever a part of it is in the log.
    weeks
        How many of the weeks before today are in the log; the others are passed over.

    Returns
    -------
    DemoOutcome
        Who it is, and how much of them there is.

    Raises
    ------
    StoreBusy
        If somebody imports.
    """
    is_new = not is_demonstrated(store)
    if is_new:
        _Demonstration(store, _last_day(store, today), tell).run(weeks)
    with store.reading() as log:
        activities = len(log.figures.entries_of(SIMULATED))
    return DemoOutcome(athlete=SIMULATED, is_new=is_new, activities=activities)


def demo_document(outcome: DemoOutcome) -> Document:
    """What became of the demonstration, as a plain document of JSON.

    Parameters
    ----------
    outcome
        What demonstrating gave.

    Returns
    -------
    dict
        Who it is, whether they are new, and how many activities they have.
    """
    return {"athlete": outcome.athlete, "is_new": outcome.is_new, "activities": outcome.activities}


def _masses(measurements: Sequence[Measurement]) -> dict[date, float]:
    return {each.measured_on: each.value for each in measurements if each.quantity is Quantity.MASS_KG}


def _last_day(store: Store, today: date) -> date:
    """The day on which the story ends: today, or in the week for which it was begun and cut off."""
    with store.reading() as log:
        masses = _masses(log.athletes.athlete(SIMULATED).measurements)
    begun = monday_of(min(masses)) + WEEKS * WEEK if masses else monday_of(today)
    return today if begun == monday_of(today) else begun + timedelta(days=6)


class _Demonstration:
    """The story of the simulated athlete, written into a log week by week."""

    def __init__(self, store: Store, today: date, tell: Tell | None) -> None:
        self.store, self.today, self.tell = store, today, tell
        self.folder = store.folder / FOLDER
        self.first = monday_of(today) - WEEKS * WEEK
        self.planned_from = self.first + BEFORE_PLAN * WEEK

    def run(self, weeks: int) -> None:
        """Tell the last weeks of it; what is in the log already is passed over."""
        self._introduce()
        self._note(0)
        self._train_alone(WEEKS - weeks)
        self._note(BEFORE_PLAN)
        self._plan()
        for number in range(BEFORE_PLAN, WEEKS + 1):
            self._follow(number)
            self._note(number)
        shutil.rmtree(self.folder, ignore_errors=True)
        self._measure(Quantity.MASS_KG, LAST_MASS_KG, self.today)

    def _note(self, weeks: int) -> None:
        if self.tell is not None:
            self.tell(Stage(name="weeks", done=weeks, total=WEEKS))

    # ── Who it is ────────────────────────────────────────────────────────────────────────────────

    def _introduce(self) -> None:
        """Who they are, what was measured of them, and that nothing ails them."""
        describe_athlete(self.store, SIMULATED, birth_year=BORN, sex=Sex.FEMALE)
        for week, quantity, value in MEASURED:
            self._measure(quantity, value, self.first + week * WEEK)
        with self.store.reading() as log:
            is_screened = log.diary.screening(SIMULATED) is not None
        if not is_screened:
            screen_athlete(self.store, SIMULATED, _healthy(), today=self.planned_from - WEEK)

    def _measure(self, quantity: Quantity, value: float, day: date) -> None:
        measure(self.store, SIMULATED, Measurement(quantity=quantity, value=value, measured_on=day))

    # ── What they did ────────────────────────────────────────────────────────────────────────────

    def _train_alone(self, first_week: int) -> None:
        """The weeks before there was a plan."""
        sessions = []
        for week in range(first_week, BEFORE_PLAN):
            for weekday, script in sessions_of_week(week):
                if (week * 3 + weekday) % 13 != 5:  # now and then something comes between
                    sessions.append((self.first + timedelta(weeks=week, days=weekday), script))
        self._bring(self.folder / f"weeks-1-to-{BEFORE_PLAN}", sessions)

    def _plan(self) -> None:
        """Make the plan that they follow since."""
        with self.store.reading() as log:
            if log.plans.of(SIMULATED):
                return
        wish = PlanWish(
            programme=find_programme("base"),
            start=self.planned_from,
            days=FREE_DAYS,
            weeks=PLANNED_WEEKS,
            from_phase="jog",
            forward_weekly=FORWARD,
        )
        day = self.planned_from - timedelta(days=1)
        plan_training(self.store, SIMULATED, wish, today=day, at=_evening(day))

    def _follow(self, week: int) -> None:
        """One week of the plan, as far as it is over: most of it is done, and on Sunday they check in."""
        monday = self.first + week * WEEK
        last = min(self.today - timedelta(days=1), monday + timedelta(days=6))
        if last < monday:
            return
        folder = self.folder / f"week-{week + 1}"
        if not self._is_imported(folder):
            with self.store.reading() as log:
                is_told = any(each.day >= monday for each in log.diary.checkins(SIMULATED))
            if monday > self.planned_from and not is_told:
                adapt_plan(self.store, SIMULATED, today=monday, at=_evening(monday))
            done = self._done_between(monday, last)
            with self.store.reading() as log:
                speeds = own_speeds(log, SIMULATED, today=monday)
            sessions = [(each.day, script_of(_named(each).workout, speeds)) for each in done]
            if (sunday := monday + timedelta(days=FORWARD_DAY)) <= last:
                sessions.append((sunday, _forward(BEFORE_PLAN)))
            self._bring(folder, sessions)
        said = CheckIn(day=last, pain=float(week % 2), is_swollen=False, is_ill=False)
        check_in(self.store, SIMULATED, said, today=last)

    def _done_between(self, first: date, last: date) -> list[PlannedSession]:
        """The sessions of a plan that they did; every fifth they missed."""
        with self.store.reading() as log:
            (plan, *_) = log.plans.of(SIMULATED)
        sessions = [each for each in plan.current.sessions if each.gate is None]
        return [each for number, each in enumerate(sessions) if first <= each.day <= last and number % 5 != 3]

    # ── How it gets into the log ─────────────────────────────────────────────────────────────────

    def _bring(self, folder: Path, sessions: Sequence[tuple[date, SessionScript]]) -> None:
        """Simulate sessions, write them as a watch would, and import them."""
        if self._is_imported(folder):
            return
        folder.mkdir(parents=True, exist_ok=True)
        for day, script in sessions:
            write_whole(folder / f"{day}-simulated.fit", write_activity(self._recorded(day, script)))
        # Not in further processes: these take longer to start than a week takes to read.
        import_paths(self.store, [folder], ImportSettings(athlete=SIMULATED, processes=1))

    def _is_imported(self, folder: Path) -> bool:
        with self.store.reading() as log:
            return any(
                batch.finished_at is not None and batch.sources == (str(folder.resolve()),)
                for batch in log.imports.batches(SIMULATED)
            )

    def _recorded(self, day: date, script: SessionScript) -> Recording:
        days = (day - self.first).days
        share = days / (7 * WEEKS)
        athlete = SimulatedAthlete(
            birth_year=BORN,
            mass_kg=66.0 - 2.2 * share,
            resting_heart_rate_bpm=round(60.0 - 6.0 * share),
            backward_sessions=round(80.0 * share),
        )
        started_at = _evening(day) + timedelta(minutes=days * 7 % 45)
        recording = simulate(athlete, script, started_at=started_at, seed=days)
        return recording if days >= 7 * NEW_WATCH else _by_the_old_watch(recording)


def _evening(day: date) -> datetime:
    return datetime.combine(day, EVENING)


def _healthy() -> dict[str, object]:
    """The answers of somebody whom nothing ails."""
    plain: dict[Kind, object] = {Kind.YES_NO: "no", Kind.CHOICES: []}
    answers: dict[str, object] = {"age": 40, "experience": "regular", "places": ["track", "field"]}
    for question in questions():
        if question.is_required and question.kind in plain and question.is_asked(answers):
            answers.setdefault(question.key, plain[question.kind])
    return answers


def _named(session: PlannedSession) -> PlannedSession:
    """A session whose workout carries its key, as the watch gets it."""
    code = f" {session.key}"
    name = session.workout.name[: LONGEST_NAME - len(code)] + code
    return replace(session, workout=replace(session.workout, name=name))


def _by_the_old_watch(recording: Recording) -> Recording:
    found = recording.samples
    kept = {name: getattr(found, name) for name in OLD_COLUMNS}
    return replace(recording, samples=Samples.of(found.elapsed_s, **kept))


# ── The sessions of the weeks without a plan ─────────────────────────────────────────────────────


def sessions_of_week(week: int) -> Iterator[tuple[int, SessionScript]]:
    """The sessions of a week: backward on Tuesday and Saturday, forward on Thursday.

    Parameters
    ----------
    week
        The week, from 0.

    Yields
    ------
    tuple
        A weekday, 0 for Monday, and a session.
    """
    backward = _walks(week) if week < FIRST_RUN else _runs(week)
    yield 1, backward
    yield 3, _forward(week)
    if week in UNLABELLED:
        yield 5, replace(backward, labelling=Labelling.NOTHING)
    elif week in ONLY_LAPS:
        yield 5, replace(backward, labelling=Labelling.LAPS)
    elif week % 4 == 3:
        yield 5, replace(backward, place=Place.TREADMILL, name=f"{backward.name}, treadmill")
    else:
        yield 5, backward


def _walks(week: int) -> SessionScript:
    return SessionScript(
        name="Backward walks",
        sport="walking",
        heart_rate_dropouts=week % 2,
        parts=(
            _stretch("Forward walk", Gait.WALK, 1.35, 180, "warmup"),
            Repeat(
                times=3 + week // 4,
                stretches=(
                    _stretch("Backward walk", Gait.WALK, 0.70 + 0.025 * week, 60 + 5 * week),
                    _stretch("Forward walk", Gait.WALK, 1.3, 60, "recovery"),
                ),
            ),
            _stretch("Forward walk", Gait.WALK, 1.2, 120, "cooldown"),
        ),
    )


def _runs(week: int) -> SessionScript:
    since = week - FIRST_RUN
    return SessionScript(
        name="Backward runs",
        heart_rate_dropouts=week % 2,
        parts=(
            _stretch("Forward run", Gait.RUN, 2.5, 240, "warmup"),
            Repeat(
                times=4 + since // 5,
                stretches=(
                    _stretch("Backward run", Gait.RUN, 1.70 + 0.04 * since, 45 + 3 * since),
                    _stretch("Forward walk", Gait.WALK, 1.3, 70, "recovery"),
                ),
            ),
            _stretch("Forward walk", Gait.WALK, 1.2, 120, "cooldown"),
        ),
    )


def _forward(week: int) -> SessionScript:
    run = _stretch("Forward run", Gait.RUN, 2.4 + 0.012 * week, 600 + 12 * week)
    return SessionScript(name="Easy run", heart_rate_dropouts=1, parts=(run,))


def _stretch(name: str, gait: Gait, speed_m_s: float, duration_s: int, intensity: str = "active") -> Stretch:
    travel = Travel.BACKWARD if name.startswith("Backward") else Travel.FORWARD
    return Stretch(
        name=name,
        travel=travel,
        gait=gait,
        speed_m_s=speed_m_s,
        duration_s=duration_s,
        intensity=intensity,
    )
