"""Which way was it: what somebody is asked, and what is learned from what they say."""

from backstride.actions.activity_view import ActivityView
from backstride.actions.asking import ANSWER, OpenQuestion, open_questions, questions_for
from backstride.actions.changing import ChangeOutcome
from backstride.actions.relearning import LEARN, learn_later, teaches
from backstride.store import Job
from backstride.web.place import Place
from backstride.web.visitor import Visitor
from backstride.web.work import LATEST_JOBS, job_of, now


def questions_of(place: Place, visitor: Visitor, view: ActivityView) -> tuple[OpenQuestion, ...]:
    """What is asked about one activity.

    Parameters
    ----------
    place
        The log.
    visitor
        Who is asked.
    view
        The activity.

    Returns
    -------
    tuple of OpenQuestion
        The one that teaches most first; none of an activity that does not count.
    """
    entry, report = view.shown.entry, view.report
    if not entry.is_shown or not report.recording.sport.is_on_foot:
        return ()
    bouts = [each.bout for each in report.bouts]
    with place.store.reading() as log:
        return open_questions(log, visitor.athlete, entry, report.recording, bouts, today=visitor.today)


def latest_questions(place: Place, visitor: Visitor) -> tuple[OpenQuestion, ...]:
    """What is asked about the activities of the last two weeks; kept, for it looks through their recordings.

    Parameters
    ----------
    place
        The log, and what is kept.
    visitor
        Who is asked.

    Returns
    -------
    tuple of OpenQuestion
        The one that teaches most first.
    """
    return place.kept(
        ("questions", visitor.athlete, visitor.today),
        lambda: questions_for(place.store, visitor.athlete, today=visitor.today),
    )


def learn_from(place: Place, visitor: Visitor, outcome: ChangeOutcome) -> None:
    """Have the person's stride learned again after a change that says which way they went.

    Parameters
    ----------
    place
        Where it is done.
    visitor
        Who made the change.
    outcome
        What the change did.
    """
    if teaches(outcome):
        cause = _cause(outcome.kind, outcome.change)
        learn_later(place.store, visitor.athlete, outcome.keys, cause=cause, now=now())
        place.background.wake()


def learned_from(place: Place, visitor: Visitor, change: int) -> Job | None:
    """What is learned, or was, from an answer.

    Parameters
    ----------
    place
        Where it is done.
    visitor
        Who gave it.
    change
        Its number in the history.

    Returns
    -------
    Job or None
        None where there was too little to learn from, or it is long ago.
    """
    for job in place.store.jobs.of_athlete(visitor.athlete, LATEST_JOBS):
        if job.kind == LEARN and job.arguments.get("cause") == _cause(ANSWER, change):
            return job_of(place, visitor.athlete, job.key)
    return None


def _cause(kind: str, change: int | None) -> str:
    return f"{kind} {change}"
