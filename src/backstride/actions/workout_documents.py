"""Workouts, predictions and muscles as plain documents of JSON."""

from collections.abc import Sequence

from backstride import __version__
from backstride.actions.document_values import Document, estimate, rounded
from backstride.actions.muscle_map import MuscleOutcome
from backstride.actions.predicting import PredictOutcome
from backstride.actions.workouts import WorkoutOutcome
from backstride.training.muscles import MuscleLoad
from backstride.training.prediction import KnownTime, Prediction
from backstride.training.workout_text import workout_text


def workout_document(outcome: WorkoutOutcome) -> Document:
    """A workout, and what a watch makes of it.

    Parameters
    ----------
    outcome
        What reading gave.

    Returns
    -------
    dict
        Each step exact, degraded or unsupported, with the reasons.
    """
    workout, fitted, dose = outcome.workout, outcome.fitted, outcome.dose
    session = outcome.session
    return {
        "program_version": __version__,
        "name": workout.name,
        "place": None if workout.place is None else workout.place.value,
        "notes": workout.notes or None,
        "text": workout_text(workout),
        "session": None if session is None else session.key,
        "date": None if session is None else session.day.isoformat(),
        "reasons": [] if session is None else list(session.reasons),
        "minutes": rounded(dose.minutes),
        "backward_min": rounded(dose.backward_min),
        "backward_m": rounded(dose.backward_m),
        "rpe": rounded(dose.rpe),
        "load": rounded(dose.load),
        "watch": fitted.watch.key,
        "fit": fitted.fit.value,
        "transfer": fitted.watch.transfer,
        "steps": [
            {
                "number": line.number,
                "depth": line.depth,
                "text": line.text,
                "fit": line.fit.value,
                "reasons": list(line.reasons),
            }
            for line in fitted.lines
        ],
        "files": {kind: str(path) for kind, path in (outcome.files or {}).items()},
        "losses": list(outcome.losses),
    }


def predictions_document(outcome: PredictOutcome) -> Document:
    """Race times.

    Parameters
    ----------
    outcome
        What predicting gave.

    Returns
    -------
    dict
        Each with its range, and what it rests on.
    """
    return {
        "program_version": __version__,
        "predictions": [_prediction(each) for each in outcome.predictions],
        "backward": [_known(each) for each in outcome.backward],
        "forward": [_known(each) for each in outcome.forward],
        "backward_sessions": rounded(outcome.backward_sessions),
    }


def _prediction(prediction: Prediction) -> Document:
    return {
        "distance_m": rounded(prediction.distance_m),
        "on": prediction.on.isoformat(),
        "time_s": estimate(prediction.time_s),
        "contributions": [
            {
                "words": each.words,
                "time_s": estimate(each.time_s),
                "weight": rounded(each.weight),
                "sources": list(each.sources),
            }
            for each in prediction.contributions
        ],
        "words": list(prediction.words),
        "marks": [
            {"holder": mark.holder, "sex": mark.sex, "time_s": rounded(mark.time_s), "source": mark.source}
            for mark in prediction.marks
        ],
        "sources": list(prediction.sources),
    }


def _known(known: KnownTime) -> Document:
    return {
        "distance_m": rounded(known.distance_m),
        "time_s": rounded(known.time_s),
        "day": known.day.isoformat(),
    }


def muscles_document(outcome: MuscleOutcome) -> Document:
    """Which muscles are loaded.

    Parameters
    ----------
    outcome
        What telling gave.

    Returns
    -------
    dict
        By week, or of a workout, with how far each may be believed.
    """
    return {
        "program_version": __version__,
        "workout": None if outcome.workout is None else outcome.workout.name,
        "muscles": _loads(outcome.loads),
        "weeks": [
            {"monday": week.monday.isoformat(), "sessions": week.sessions, "muscles": _loads(week.loads)}
            for week in outcome.weeks
        ],
    }


def _loads(loads: Sequence[MuscleLoad]) -> list[Document]:
    return [
        {
            "muscle": load.muscle.value,
            "level": None if load.level is None else load.level.value,
            "points": rounded(load.points),
            "share": rounded(load.share),
            "unknown_min": rounded(load.unknown_min),
            "belief": None if load.belief is None else load.belief.value,
            "words": load.words,
            "sources": list(load.sources),
        }
        for load in loads
    ]
