"""Read a workout, see what a watch makes of it, and write it for the watch."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from backstride.actions.adapting import match_plan
from backstride.actions.exertion_targets import BY_EXERTION, must_go_by_exertion, workout_by_exertion
from backstride.actions.simulate import write_whole
from backstride.actions.training_history import own_speeds
from backstride.errors import InvalidValue, NotInLog, PlanRefused, UnreadablePath
from backstride.formats.fit.workout import write_workout
from backstride.session.heart_model import heart_model
from backstride.store import Log, Store, StoredPlan
from backstride.training.dose import Dose, Speeds, dose_of
from backstride.training.gates import GateState
from backstride.training.plan import PlannedSession
from backstride.training.watches import FittedWorkout, HeartSettings, fit_workout, watch_named
from backstride.training.workout import LONGEST_NAME, Workout
from backstride.training.workout_text import LONGEST_TEXT, parse_workout, workout_text


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkoutOutcome:
    """A workout, and what a watch makes of it."""

    workout: Workout
    dose: Dose
    fitted: FittedWorkout
    speeds: Speeds
    session: PlannedSession | None = None
    """The session of the plan that it is; None for one from a file."""
    files: Mapping[str, Path] | None = None
    """What was written, by its kind."""
    losses: tuple[str, ...] = ()
    """Sentences: what a file leaves out."""


def read_workout_text(data: bytes, name: str) -> Workout:
    """A workout from the bytes of a text file.

    Parameters
    ----------
    data
        The content.
    name
        What the file is called.

    Returns
    -------
    Workout
        The workout.

    Raises
    ------
    InvalidValue
        If it cannot be understood, with the line.
    """
    try:
        return parse_workout(data.decode("utf-8-sig"))
    except UnicodeDecodeError as trouble:
        raise InvalidValue(
            f"{name} is no text in UTF-8.",
            allowed="A workout is a text file, one step a line.",
            remedy="Write it like: - 5x 100m backward walk @RPE 3, 100m forward walk recovery.",
        ) from trouble


def read_workout_file(path: Path) -> Workout:
    """A workout from a text file.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Workout
        The workout.

    Raises
    ------
    UnreadablePath
        If it cannot be opened.
    InvalidValue
        If it cannot be understood.
    """
    try:
        with path.open("rb") as file:
            data = file.read(4 * LONGEST_TEXT + 4)  # a letter takes up to four bytes
    except OSError as trouble:
        raise UnreadablePath(
            f"{path} cannot be opened: {trouble.strerror or trouble}.",
            allowed="A workout is a text file that exists and that you may read.",
            remedy="Check its name.",
        ) from trouble
    return read_workout_text(data, str(path))


def fitted_workout(
    store: Store, athlete: str, workout: Workout, *, watch: str, today: date
) -> WorkoutOutcome:
    """What a watch makes of a workout, with the athlete's own heart rates and speeds.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    workout
        The workout.
    watch
        The family of watches.
    today
        The day.

    Returns
    -------
    WorkoutOutcome
        Each line exact, degraded or unsupported. For those whose heart rate a medicine holds down it goes by
        exertion alone.

    Raises
    ------
    InvalidValue
        If the watch is unknown.
    """
    family = watch_named(watch)
    with store.reading() as log:
        heart = _heart(log, athlete, today)
        speeds = own_speeds(log, athlete, today=today)
        shown = workout_by_exertion(workout) if must_go_by_exertion(log, athlete) else workout
    fitted = fit_workout(shown, family, heart=heart, speeds=speeds)
    return WorkoutOutcome(
        workout=shown,
        dose=dose_of(shown, speeds),
        fitted=fitted if shown == workout else _told(fitted, fit_workout(workout, family)),
        speeds=speeds,
    )


def _told(fitted: FittedWorkout, planned: FittedWorkout) -> FittedWorkout:
    """A workout by exertion, with the lines marked that went by heart rate."""
    lines = (
        replace(line, reasons=(BY_EXERTION, *line.reasons)) if line.text != before.text else line
        for line, before in zip(fitted.lines, planned.lines, strict=True)
    )
    return replace(fitted, lines=tuple(lines))


def _heart(log: Log, athlete: str, today: date) -> HeartSettings:
    known = log.athletes.athlete(athlete)
    choice = known.heart_choice_on(today)
    model = heart_model(
        known.on(today), formula=choice.formula, target=choice.target, zones_bpm=choice.zones_bpm
    )
    maximum = model.maximum_bpm
    return HeartSettings(
        maximum_bpm=None if maximum is None else maximum.value,
        resting_bpm=model.resting_heart_rate_bpm,
        zones=model.zones,
    )


def planned_workout(
    store: Store, athlete: str, key: str | None, *, watch: str, today: date
) -> WorkoutOutcome:
    """A session of the plan as a workout, whose name ends with the key of the session.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    key
        The session's; None for the next one.
    watch
        The family of watches.
    today
        The day.

    Returns
    -------
    WorkoutOutcome
        The session, as the watch gets it.

    Raises
    ------
    NotInLog
        If there is no plan, or no such session.
    PlanRefused
        If its gate is shut.
    """
    matched = match_plan(store, athlete, today=today)
    done = frozenset(each.session for each in matched.matching.matches)
    session = _session(matched.stored, key, today, done)
    _check_gate(matched.gates, session)
    code = f" {session.key}"
    named = replace(session.workout, name=session.workout.name[: LONGEST_NAME - len(code)] + code)
    outcome = fitted_workout(store, athlete, named, watch=watch, today=today)
    return replace(outcome, session=session)


def _session(plan: StoredPlan, key: str | None, today: date, done: frozenset[str]) -> PlannedSession:
    sessions = plan.current.sessions
    ahead = (each for each in sessions if each.day >= today and each.key not in done)
    found = list(ahead) if key is None else [each for each in sessions if each.key == key]
    if found:
        return found[0]
    if key is None:
        raise _none_ahead(plan)
    raise NotInLog(
        f"Your plan has no session {key[:40]!r}.",
        allowed=f"Its sessions are {sessions[0].key} to {sessions[-1].key}."
        if sessions
        else "It has none left.",
        remedy="See them with: backstride plan.",
    )


def _none_ahead(plan: StoredPlan) -> NotInLog:
    if plan.stopped_at is None:
        return NotInLog(
            "No session of your plan lies ahead.",
            allowed="A plan with sessions from today on.",
            remedy="Plan anew: backstride programmes lists what there is.",
        )
    since = plan.stopped_at.astimezone().date()
    return NotInLog(
        f"Training stands still since {since}: no session of your plan lies ahead.",
        allowed="A plan with sessions from today on.",
        remedy="Once it has passed, check in each day, as in: backstride checkin --pain 0 --swelling no "
        "--ill no. Then: backstride adapt.",
    )


def _check_gate(gates: Iterable[GateState], session: PlannedSession) -> None:
    """Refuse a session whose gate is shut today."""
    if session.gate is None:
        return
    state = next((each for each in gates if each.gate == session.gate), None)
    if state is None or not state.is_open:
        raise PlanRefused(
            f"The session {session.key} is held: its gate is shut.",
            allowed="A session is done once its gate is open.",
            remedy="Check in with: backstride checkin. Then let the plan follow with: backstride adapt.",
            reasons=("Its gate is shut.",) if state is None else state.words,
        )


def write_files(
    outcome: WorkoutOutcome, *, at: datetime, fit: Path | None = None, zwo: Path | None = None
) -> WorkoutOutcome:
    """Write a workout for a watch, and for a treadmill on a screen.

    Parameters
    ----------
    outcome
        From `fitted_workout` or `planned_workout`.
    at
        The moment, which a FIT file holds.
    fit
        Where to write a FIT workout file; None for nowhere.
    zwo
        Where to write a ZWO file; None for nowhere.

    Returns
    -------
    WorkoutOutcome
        With what was written.

    Raises
    ------
    UnwritablePath
        If nothing can be written there.
    """
    files: dict[str, Path] = {}
    losses: tuple[str, ...] = ()
    if fit is not None:
        write_whole(fit, fit_file(outcome, at=at))
        files["fit"] = fit
    if zwo is not None:
        data, losses = zwo_file(outcome)
        write_whole(zwo, data)
        files["zwo"] = zwo
    return replace(outcome, files=files, losses=losses)


def fit_file(outcome: WorkoutOutcome, *, at: datetime) -> bytes:
    """A workout as the bytes of a FIT workout file.

    Parameters
    ----------
    outcome
        From `fitted_workout` or `planned_workout`.
    at
        The moment, which the file holds.

    Returns
    -------
    bytes
        The file.
    """
    return write_workout(outcome.fitted, created_at=at, serial=_serial(outcome.workout))


def zwo_file(outcome: WorkoutOutcome) -> tuple[bytes, tuple[str, ...]]:
    """A workout as the bytes of a ZWO file.

    Parameters
    ----------
    outcome
        From `fitted_workout` or `planned_workout`.

    Returns
    -------
    tuple
        The file, and sentences: what it leaves out.
    """
    from backstride.formats.zwo import write_zwo  # noqa: PLC0415 (loads a writer of XML)

    return write_zwo(outcome.workout, outcome.speeds)


def _serial(workout: Workout) -> int:
    """A number that tells workouts of one moment apart; 0 would stand for none."""
    return max(1, zlib.crc32(workout_text(workout).encode()))
