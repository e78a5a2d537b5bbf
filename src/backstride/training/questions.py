"""The questions of the screening, as data, and the answers to them, read and checked."""

import math
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib import resources
from reprlib import repr as short_repr
from types import MappingProxyType
from typing import Any, Final

from backstride.errors import InvalidValue
from backstride.training.clearance import InjuryKind, Limits, Verdict
from backstride.training.workout import Place

Answer = bool | float | date | str | frozenset[str]
"""An answer, read: of a yes-no, a number, a day, a choice, or choices."""

WORDS_OF_YES_NO: Final = {"yes": True, "no": False, "true": True, "false": False}
NO_CHOICE: Final = ("", "none")
"""What stands for no choice at all in a list of them."""
EARLIEST: Final = date(1900, 1, 1)
MOST_TOLD: Final = 20
"""How many unknown keys are named; more are counted."""
MOST_PARTS: Final = 50
"""How many choices one answer may hold; none has as many."""
LONGEST_MATCHED: Final = 60
"""A longer key is not compared with the known ones. [letters]"""

FREE: Final = Limits()


class Kind(StrEnum):
    """What an answer is."""

    YES_NO = "yes-no"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The answer to another question that makes a question asked."""

    question: str
    answer: bool | str
    """Yes or no, or one of the choices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What follows from an answer. All of its conditions have to hold."""

    verdict: Verdict
    words: str
    """The reason, as sentences for people."""
    sources: tuple[str, ...]
    answer: bool | str | None = None
    at_least: float | None = None
    below: float | None = None
    within_days: int | None = None
    """The day lies less than so long back. [d]"""
    also: tuple[str, ...] = ()
    """Questions that were answered yes too."""
    limits: Limits = FREE
    warning: str | None = None
    injury: InjuryKind | None = None
    since: str | None = None
    """The question with the day of the trouble."""
    is_waived: bool = False
    """Whether a clinician's word for everything lifts it."""

    def holds(self, answer: Answer, answers: Mapping[str, Answer], screened_on: date) -> bool:
        """Whether it applies.

        Parameters
        ----------
        answer
            The answer to its question.
        answers
            All answers, for the questions of ``also``.
        screened_on
            The day of the screening.

        Returns
        -------
        bool
            Whether every condition holds.
        """
        if self.answer is not None and not gives(answer, self.answer):
            return False
        if isinstance(answer, float):
            if self.at_least is not None and answer < self.at_least:
                return False
            if self.below is not None and answer >= self.below:
                return False
        if isinstance(answer, date) and self.within_days is not None:
            return (screened_on - answer).days < self.within_days
        return all(answers.get(key) is True for key in self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something to ask."""

    key: str
    section: str
    """The heading that it stands under."""
    words: str
    kind: Kind
    is_required: bool = True
    """Whether it has to be answered, where it is asked."""
    asked_if: Asked | None = None
    """None for what is always asked."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """For choices: the words of each, by its key."""
    unit: str = ""
    least: float = -math.inf
    most: float = math.inf
    rules: tuple[Rule, ...] = ()

    def is_asked(self, answers: Mapping[str, object]) -> bool:
        """Whether it is to be asked, after the answers so far.

        Parameters
        ----------
        answers
            Answers as given or as read.

        Returns
        -------
        bool
            Whether nothing, or the right answer to another question, makes it asked.
        """
        if self.asked_if is None:
            return True
        other = _by_key()[self.asked_if.question]
        try:
            answer = read_answer(other, answers.get(other.key))
        except InvalidValue:
            return False
        return answer is not None and gives(answer, self.asked_if.answer)


def gives(answer: Answer, wanted: bool | str) -> bool:  # noqa: FBT001 (an answer, not a switch)
    """Whether an answer is the wanted one, or holds it.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    answer
        An answer, read.
    wanted
        Yes or no, or a choice.

    Returns
    -------
    bool
        Whether it is.
    """
    if isinstance(answer, frozenset):
        return wanted in answer
    return answer == wanted and isinstance(answer, bool) == isinstance(wanted, bool)


@cache
def questions() -> tuple[Question, ...]:
    """Everything that is asked, in the order to ask it.

    Source: parq-plus (topics alone), backstride-rules. Belief: claimed.

    Returns
    -------
    tuple of Question
        A question that depends on another stands after it.
    """
    text = resources.files("backstride.training").joinpath("questions.toml").read_text(encoding="utf-8")
    return tuple(_question(row) for row in tomllib.loads(text)["question"])


@cache
def _by_key() -> Mapping[str, Question]:
    return {question.key: question for question in questions()}


def _question(row: dict[str, Any]) -> Question:
    asked_if = row.pop("asked_if", None)
    rules = tuple(_rule(rule) for rule in row.pop("rule", ()))
    return Question(
        **{**row, "kind": Kind(row["kind"])},
        asked_if=None if asked_if is None else Asked(**asked_if),
        rules=rules,
    )


def _rule(row: dict[str, Any]) -> Rule:
    limits: dict[str, Any] = {
        name: row.pop(name)
        for name in ("walk_only", "no_turns", "hardest_rpe", "longest_backward_min")
        if name in row
    }
    if "places" in row:
        limits["places"] = frozenset(Place(place) for place in row.pop("places"))
    injury = row.pop("injury", None)
    return Rule(
        verdict=Verdict(row.pop("verdict")),
        sources=tuple(row.pop("sources")),
        also=tuple(row.pop("also", ())),
        limits=Limits(**limits),
        injury=None if injury is None else InjuryKind(injury),
        is_waived=row.pop("waived", False),
        **row,
    )


def read_answer(question: Question, given: object) -> Answer | None:
    """An answer as it came from a form or a file, read.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    question
        The question.
    given
        The answer: true, false, "yes", "no", a number, a day as ``2026-04-01``, a choice, a list of them.

    Returns
    -------
    Answer or None
        None where nothing was answered: a null, or an empty text.

    Raises
    ------
    InvalidValue
        If it is no answer to the question.
    """
    text = given.strip() if isinstance(given, str) else given
    if text is None or text == "":
        return None
    answer = _READERS[question.kind](question, text)
    if answer is None:
        raise InvalidValue(
            f"The question {question.key} was answered with {_shown(given)}.",
            allowed=_allowed(question, text),
            remedy="Answer it again.",
        )
    return answer


def _allowed(question: Question, given: object) -> str:
    if question.kind is Kind.YES_NO:
        return "It takes yes or no."
    if question.kind is Kind.NUMBER:
        return f"It takes a number of {question.unit} from {question.least:g} to {question.most:g}."
    if question.kind is Kind.DATE:
        return "It takes a day, as in 2026-04-01."
    parts = given.split(",") if isinstance(given, str) else given if isinstance(given, list | tuple) else []
    texts = [part[:LONGEST_MATCHED] for part in parts[:MOST_PARTS] if isinstance(part, str)]
    wrong = [text for text in texts if _choice(question, text) is None]
    near = get_close_matches(wrong[0], question.choices, n=1, cutoff=0.5) if wrong else []
    hint = f" (near: {near[0]})" if near else ""
    many = "one or more of" if question.kind is Kind.CHOICES else "one of"
    return f"It takes {many} {', '.join(question.choices)}{hint}."


def _yes_no(_question: Question, given: object) -> bool | None:
    if isinstance(given, bool):
        return given
    return WORDS_OF_YES_NO.get(given.lower()) if isinstance(given, str) else None


def _number(question: Question, given: object) -> float | None:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return None
    try:
        number = float(given)
    except (ValueError, OverflowError):
        return None
    return number if question.least <= number <= question.most else None


def _day(_question: Question, given: object) -> date | None:
    if isinstance(given, date):
        return None if isinstance(given, datetime) else given
    try:
        return date.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return None


def _choice(question: Question, given: object) -> str | None:
    name = given.strip().lower() if isinstance(given, str) else ""
    return name if name in question.choices else None


def _choices(question: Question, given: object) -> frozenset[str] | None:
    parts = given.split(",") if isinstance(given, str) else given
    if not isinstance(parts, list | tuple | set | frozenset) or len(parts) > MOST_PARTS:
        return None
    named = [_choice(question, part) for part in parts if part not in NO_CHOICE]
    known = frozenset(name for name in named if name is not None)
    return known if None not in named else None


_READERS: Final[Mapping[Kind, Callable[[Question, object], Answer | None]]] = MappingProxyType(
    {
        Kind.YES_NO: _yes_no,
        Kind.NUMBER: _number,
        Kind.DATE: _day,
        Kind.CHOICE: _choice,
        Kind.CHOICES: _choices,
    }
)


def read_answers(given: Mapping[str, object], *, screened_on: date) -> Mapping[str, Answer]:
    """All answers, read and checked.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    given
        The answers by the keys of their questions, as a form or a JSON file gives them.
    screened_on
        The day of the screening; no day that is told lies after it.

    Returns
    -------
    Mapping
        What was answered, by key.

    Raises
    ------
    InvalidValue
        If anything is wrong; it names every trouble at once.
    """
    answers: dict[str, Answer] = {}
    troubles = list(_unknown(given))
    for question in questions():
        try:
            answer = read_answer(question, given.get(question.key))
        except InvalidValue as error:
            troubles.append(error.message)
            continue
        if isinstance(answer, date) and not EARLIEST <= answer <= screened_on:
            troubles.append(
                f"The question {question.key} was answered with {answer}. "
                f"It takes a day from {EARLIEST} to {screened_on}."
            )
            continue
        if answer is not None:
            answers[question.key] = answer
    troubles.extend(_contradicted(given, answers))
    if troubles:
        raise InvalidValue(
            f"The answers cannot be used. {' '.join(troubles)}",
            allowed="Every question that is asked has an answer of its kind, under its key.",
            remedy="Correct them; `backstride screen --questions` shows every question.",
        )
    return answers


def _unknown(given: Mapping[str, object]) -> Iterator[str]:
    known = _by_key()
    unknown = [key for key in given if key not in known]
    for key in unknown[:MOST_TOLD]:
        near = get_close_matches(str(key)[:LONGEST_MATCHED], known, n=1)
        yield f"There is no question {_shown(key)}" + (f"; near it is {near[0]}." if near else ".")
    if len(unknown) > MOST_TOLD:
        yield f"{len(unknown) - MOST_TOLD} more are no questions."


def _contradicted(given: Mapping[str, object], answers: Mapping[str, Answer]) -> Iterator[str]:
    """What lacks its answer, and what was answered though another answer says that it does not apply."""
    blank = [
        question.key
        for question in questions()
        if question.is_required and _is_blank(given.get(question.key)) and question.is_asked(answers)
    ]
    if blank:
        yield f"Not answered: {', '.join(blank)}."
    for question in questions():
        other, answer = question.asked_if, answers.get(question.key)
        if other is not None and answer not in (None, False) and not question.is_asked(answers):
            yield (
                f"The question {question.key} was answered, though by the answer to {other.question} "
                "it does not apply."
            )


def _shown(given: object) -> str:
    """What was given, cut short; Python itself refuses to write out the longest of whole numbers."""
    return "a huge number" if isinstance(given, int) and abs(given) > 10**30 else short_repr(given)


def _is_blank(given: object) -> bool:
    return given is None or (isinstance(given, str) and not given.strip())
