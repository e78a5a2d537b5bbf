"""What was learned of a stride, and what is asked, printed for people who read a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from backstride.cli.printing import print_line
from backstride.units import clock, pace
from backstride.wording import distance, number, speed

if TYPE_CHECKING:
    from backstride.actions.asking import OpenQuestion
    from backstride.actions.learning import LearnedYear, LearnOutcome, UsualStride

MOST_SHOWN: Final = 5
"""So many keys are shown; JSON has them all."""

ENOUGH: Final = (
    "It takes at least two recordings with twenty minutes of walking or of running in all and a cadence."
)
"""What somebody needs whose stride cannot be learned yet."""


def print_learned(outcome: "LearnOutcome") -> None:
    """Print what was learned of a person's stride.

    Parameters
    ----------
    outcome
        What learning gave.
    """
    if not outcome.years:
        print_line("Nothing on foot with steps is in the log yet, so there is nothing to learn from.")
    for each in outcome.years:
        _print_year(each)
    for failure in outcome.failures:
        print_line(f"Left out: {failure.what}. {failure.reason}")
    if outcome.is_dry:
        print_line(f"{activities(len(outcome.keys))} would be worked out again. Nothing was kept.")
    else:
        print_line(f"{activities(len(outcome.keys))} worked out again. {turned(outcome.turned)}")
        if any(each.baseline is not None for each in outcome.years):
            print_line("What is still open, and would teach most: backstride ask")


def print_learned_again(outcome: "LearnOutcome") -> None:
    """Print that a stride was learned again after a change.

    Parameters
    ----------
    outcome
        What learning gave.
    """
    years = ", ".join(str(each.year) for each in outcome.years if each.is_changed)
    print_line(f"Your stride of {years} was learned again with it. {turned(outcome.turned)}")


def turned(keys: Sequence[str]) -> str:
    """In how many activities a stretch is called another way, in a sentence.

    Parameters
    ----------
    keys
        Theirs.

    Returns
    -------
    str
        The sentence.
    """
    if not keys:
        return "No direction changed."
    more = len(keys) - MOST_SHOWN
    shown = ", ".join(keys[:MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")
    return f"In {activities(len(keys))} a stretch is called another way than before: {shown}."


def activities(count: int) -> str:
    """So many activities, in words.

    Parameters
    ----------
    count
        How many.

    Returns
    -------
    str
        The words.
    """
    return "1 activity" if count == 1 else f"{count:,} activities"


def _print_year(learned: "LearnedYear") -> None:
    from backstride.actions.learning import usual_strides  # noqa: PLC0415 (loads the models)

    baseline, looked_at = learned.baseline, learned.activities
    if baseline is None:
        was = " What was known before is forgotten." if learned.before is not None else ""
        print_line(f"{learned.year}: too little on foot to learn from.{was} {ENOUGH}")
        return
    state = "" if learned.is_changed else ", as before"
    sessions = "1 session" if baseline.sessions == 1 else f"{baseline.sessions} sessions"
    print_line(
        f"{learned.year}: your stride from {sessions} with {clock(baseline.duration_s)} on foot, "
        f"of {looked_at} looked at{state}"
    )
    for stride in usual_strides(baseline):
        for line in _lines(stride):
            print_line(f"  {line}")


def _lines(stride: "UsualStride") -> Iterator[str]:
    """What is usual for a gait, forward and backward."""
    steps, length = number(stride.cadence_spm), number(stride.step_length_m, 2)
    yield f"{stride.gait:<4}  forward at {speed(stride.speed_m_s)} km/h: {steps} steps/min of {length} m"
    if stride.backward_cadence_ratio is not None:
        more = 100.0 * (stride.backward_cadence_ratio - 1.0)
        told = clock(stride.backward_s)
        yield f"      backward, from {told} that you told: {more:+.0f} % steps/min at the same speed"


def print_questions(asked: "Sequence[OpenQuestion]") -> None:
    """Print what is asked, with the command that answers it.

    Parameters
    ----------
    asked
        The questions.
    """
    if not asked:
        print_line("Nothing is asked.")
        print_line(
            "It is asked where something speaks of a direction and not clearly enough, about the last two "
            "weeks or the activity that you name. Your own stride lets more be seen: backstride learn"
        )
    for number_of_it, each in enumerate(asked, start=1):
        for line in question_lines(each, number_of_it):
            print_line(line)
        print_line(f"   Answer: backstride label {each.key} {written(each)}=backward")


def written(asked: "OpenQuestion") -> str:
    """The stretch of a question, as a label has it.

    Parameters
    ----------
    asked
        The question.

    Returns
    -------
    str
        Two times.
    """
    from backstride.actions.asking import label_of  # noqa: PLC0415 (loads the database)
    from backstride.bout import Travel  # noqa: PLC0415 (beside its only use)

    return label_of(asked.stretch, Travel.UNKNOWN).partition("=")[0]


def question_lines(asked: "OpenQuestion", place: int) -> Iterable[str]:
    """A question in words.

    Parameters
    ----------
    asked
        The question.
    place
        Which of them it is, from 1 on.

    Yields
    ------
    str
        A line.
    """
    summary, question = asked.entry.summary, asked.question
    day = "no date" if summary.day is None else summary.day.isoformat()
    name = "" if summary.name is None else f" · {summary.name}"
    yield f"{place}. {day} · {asked.key}{name}"
    parts = (
        f"{clock(question.start_s)} to {clock(question.end_s)}",
        str(question.gait),
        distance(asked.distance_m),
        f"{pace(asked.speed_m_s)} /km",
    )
    yield f"   {' · '.join(parts)}"
    yield f"   {question.why[:1].upper()}{question.why[1:]}."
