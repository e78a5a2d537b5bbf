"""Screening: what the answers come to, before anything is planned. The strictest answer counts.

It is no diagnosis and computes no risk: it tells who may start, who starts with limits, who asks a
clinician first, and for whom today is not the day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from backstride.errors import InvalidValue
from backstride.training.clearance import (
    VALID_DAYS,
    Allowed,
    ClinicianWord,
    Injury,
    InjuryKind,
    Limits,
    Reason,
    Screening,
    Verdict,
)
from backstride.training.questions import (
    Answer,
    Kind,
    Question,
    Rule,
    questions,
    read_answer,
    read_answers,
)
from backstride.training.workout import Place

__all__ = [
    "Kind",
    "Question",
    "goes_by_exertion",
    "joined",
    "places_told",
    "questions",
    "read_answer",
    "screen",
]

FRESH_DAYS: Final = 92
"""For a trouble without a day a clinician's word is not older than this; assumed. [d]"""

LIMITS_OF_WORD: Final = {
    Allowed.WALK: Limits(walk_only=True, no_turns=True),
    Allowed.RUN: Limits(no_turns=True),
    Allowed.EVERYTHING: Limits(),
}
"""What a clinician's word leaves out."""


@dataclass(frozen=True, slots=True)
class _Fired:
    """A rule that holds."""

    question: str
    rule: Rule
    since: date | None
    """The day of its trouble; None where it was not said."""


def screen(
    answers: Mapping[str, object], *, screened_on: date, clinician: ClinicianWord | None = None
) -> Screening:
    """What the answers come to.

    A clinician's word turns "ask a clinician first" into "go with limits", where it is not older than the
    trouble that asks for it, nor than a year; or than three months, where the trouble has no day. It bars
    what it does not allow, and it never turns "not now".

    Source: parq-plus, return-to-run, kahanov2015, backstride-rules. Belief: claimed.

    Parameters
    ----------
    answers
        By the keys of `questions`, as a form or a JSON file gives them.
    screened_on
        The day of the screening.
    clinician
        What a clinician said, if anything.

    Returns
    -------
    Screening
        The strictest verdict and every limit, each with its reasons.

    Raises
    ------
    InvalidValue
        If answers are missing, wrong or contradict each other, or the clinician's word is from the future.
    """
    if clinician is not None and clinician.on > screened_on:
        raise InvalidValue(
            f"A clinician's word of {clinician.on} was given for a screening on {screened_on}.",
            allowed="A word from the day of the screening, or from before it.",
            remedy="Check the day on which it was said.",
        )
    read = read_answers(answers, screened_on=screened_on)
    word = None if clinician is None or _age_days(clinician, screened_on) > VALID_DAYS else clinician
    fired = [one for one in _fired(read, screened_on) if not _is_waived(one, word)]
    reasons = [_reason(one, clinician, screened_on) for one in fired]
    limits = [one.rule.limits for one in fired]
    if word is not None:
        limits.append(LIMITS_OF_WORD[word.allows])
        reasons.extend(_word_itself(word))
    return Screening(
        screened_on=screened_on,
        verdict=max((reason.verdict for reason in reasons), key=_rank, default=Verdict.GO),
        reasons=tuple(sorted(_once(reasons), key=lambda reason: -reason.verdict.rank)),
        limits=joined(limits),
        injuries=_injuries(fired),
        warnings=tuple(_warnings(fired)),
        clinician=clinician,
    )


def _rank(verdict: Verdict) -> int:
    return verdict.rank


def _age_days(word: ClinicianWord, screened_on: date) -> int:
    return (screened_on - word.on).days


def _fired(answers: Mapping[str, Answer], screened_on: date) -> Iterator[_Fired]:
    for question in questions():
        answer = answers.get(question.key)
        if answer is None:
            continue
        for rule in question.rules:
            if rule.holds(answer, answers, screened_on):
                told = answer if question.kind is Kind.DATE else answers.get(rule.since or "")
                yield _Fired(question.key, rule, told if isinstance(told, date) else None)


def _is_waived(fired: _Fired, word: ClinicianWord | None) -> bool:
    return fired.rule.is_waived and word is not None and word.allows is Allowed.EVERYTHING


def _reason(fired: _Fired, clinician: ClinicianWord | None, screened_on: date) -> Reason:
    rule = fired.rule
    reason = Reason(question=fired.question, verdict=rule.verdict, words=rule.words, sources=rule.sources)
    if rule.verdict is not Verdict.ASK_CLINICIAN or clinician is None:
        return reason
    said = f"{clinician.by} said on {clinician.on}"
    if fired.since is not None and clinician.on < fired.since:
        return replace(reason, words=f"{rule.words} What {said} was before it, which was on {fired.since}.")
    most_days = FRESH_DAYS if fired.since is None else VALID_DAYS
    if _age_days(clinician, screened_on) > most_days:
        return replace(reason, words=f"{rule.words} What {said} is more than {most_days} days old.")
    allowed = {Allowed.WALK: "walking", Allowed.RUN: "running", Allowed.EVERYTHING: "everything"}
    return replace(
        reason,
        verdict=Verdict.GO_WITH_LIMITS,
        words=f"{rule.words} {clinician.by} allowed {allowed[clinician.allows]} on {clinician.on}.",
    )


def _once(reasons: Sequence[Reason]) -> Iterator[Reason]:
    """The reasons, those that say the same told once, with all their sources."""
    for words in dict.fromkeys(reason.words for reason in reasons):
        same = [reason for reason in reasons if reason.words == words]
        yield replace(
            max(same, key=lambda reason: reason.verdict.rank),
            sources=tuple(dict.fromkeys(source for reason in same for source in reason.sources)),
        )


def _word_itself(word: ClinicianWord) -> Iterator[Reason]:
    """What a clinician bars holds, whatever it was asked for."""
    if word.allows is not Allowed.EVERYTHING:
        barred = "running, sprints and turns" if word.allows is Allowed.WALK else "sprints and turns"
        yield Reason(
            question="clinician",
            verdict=Verdict.GO_WITH_LIMITS,
            words=f"{word.by} allowed you to {word.allows.value} on {word.on}: {barred} are left out.",
            sources=("backstride-rules",),
        )


def _injuries(fired: Sequence[_Fired]) -> tuple[Injury, ...]:
    """Each kind once, with the latest day that was told."""
    latest: dict[InjuryKind, date | None] = {}
    for one in fired:
        if one.rule.injury is not None:
            days = [day for day in (latest.get(one.rule.injury), one.since) if day is not None]
            latest[one.rule.injury] = max(days, default=None)
    return tuple(Injury(kind=kind, since=since) for kind, since in latest.items())


def _warnings(fired: Sequence[_Fired]) -> Iterator[str]:
    yield from (one.rule.warning for one in fired if one.rule.warning is not None)
    for injury in _injuries(fired):
        if injury.since is None:
            yield (
                f"Since when you have this was not said ({injury.kind.value}): what has to wait for weeks "
                "to pass stays shut until you say it."
            )


def joined(limits: Sequence[Limits]) -> Limits:
    """All limits at once: of each kind the strictest.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    limits
        Any number of limits.

    Returns
    -------
    Limits
        What every one of them allows.
    """
    longest = [one.longest_backward_min for one in limits if one.longest_backward_min is not None]
    places = [one.places for one in limits if one.places is not None]
    return Limits(
        walk_only=any(one.walk_only for one in limits),
        no_turns=any(one.no_turns for one in limits),
        hardest_rpe=min((one.hardest_rpe for one in limits), default=Limits().hardest_rpe),
        longest_backward_min=min(longest, default=None),
        places=frozenset.intersection(*places) if places else None,
    )


def places_told(answers: Mapping[str, object]) -> frozenset[Place] | None:
    """Where the athlete said that they can train.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    answers
        Answers that `screen` took.

    Returns
    -------
    frozenset of Place or None
        None where it was not said.
    """
    (question,) = (question for question in questions() if question.key == "places")
    told = read_answer(question, answers.get("places"))
    return frozenset(Place(key) for key in told) if isinstance(told, frozenset) and told else None


def goes_by_exertion(screening: Screening) -> bool:
    """Whether heart-rate targets do not hold, so that perceived exertion is all there is.

    Source: mayo-beta-blockers. Belief: claimed.

    Parameters
    ----------
    screening
        What screening came to.

    Returns
    -------
    bool
        Whether a medicine holds the heart rate down.
    """
    return any(reason.question == "heart-rate-medicine" for reason in screening.reasons)
