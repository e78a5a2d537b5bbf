"""The questions of the screening as a form: what was typed, and what of it is missing or wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from starlette.datastructures import FormData

from backstride.errors import InvalidValue
from backstride.store import StoredScreening
from backstride.training.clearance import Verdict
from backstride.training.questions import EARLIEST, Kind, Question, questions, read_answer
from backstride.web.phrases import Phrases

PREFIX: Final = "q-"
"""What the name of every field begins with."""
OF_TODAY: Final = "today"
"""The section whose answers are never taken over from an earlier day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """A question with what was answered so far."""

    question: Question
    given: tuple[str, ...]
    """As it was typed; several where several may be chosen, none where nothing was."""
    trouble: str
    """What is wrong with the answer, in the reader's language; empty where nothing is."""

    @property
    def name(self) -> str:
        """The name of its field."""
        return PREFIX + self.question.key

    @property
    def at_once(self) -> str | None:
        """What is told as soon as it is answered with yes, in English; None where nothing is urgent."""
        found = (rule for rule in self.question.rules if rule.verdict is Verdict.NOT_NOW)
        return next((rule.words for rule in found if rule.answer is True), None)


def typed_answers(form: FormData) -> dict[str, Any]:
    """The answers of a form to those questions that are asked, by the others.

    Parameters
    ----------
    form
        What was sent.

    Returns
    -------
    dict
        As they were typed, by the keys of their questions.
    """
    given: dict[str, Any] = {}
    for question in questions():
        found = [each for each in form.getlist(PREFIX + question.key) if isinstance(each, str)]
        if not question.is_asked(given) or not any(each.strip() for each in found):
            continue
        given[question.key] = found if question.kind is Kind.CHOICES else found[-1].strip()
    return given


def answers_of_before(stored: StoredScreening | None) -> dict[str, Any]:
    """What was answered the last time, as far as it may be taken over.

    Parameters
    ----------
    stored
        The last screening; None where there is none.

    Returns
    -------
    dict
        By the keys of their questions; nothing of how it was on that day.
    """
    taken = {each.key for each in questions() if each.section != OF_TODAY}
    return {} if stored is None else {key: value for key, value in stored.answers.items() if key in taken}


def asked_questions(
    given: Mapping[str, Any], phrases: Phrases, *, today: date, is_checked: bool
) -> tuple[AskedQuestion, ...]:
    """Every question with its answer so far, and what is wrong with it.

    Parameters
    ----------
    given
        The answers, as they were typed or kept.
    phrases
        The words of the reader.
    today
        The day; no answer lies after it.
    is_checked
        Whether to say what is missing or wrong.

    Returns
    -------
    tuple of AskedQuestion
        In the order to ask them, those that are not asked now included.
    """
    return tuple(
        AskedQuestion(
            question=each,
            given=tuple(_typed(given.get(each.key))),
            trouble=_trouble(each, given, phrases, today) if is_checked and each.is_asked(given) else "",
        )
        for each in questions()
    )


def _typed(answer: object) -> Iterator[str]:
    if answer is None:
        return
    if isinstance(answer, bool):
        yield "yes" if answer else "no"
    elif isinstance(answer, list | tuple | set | frozenset):
        # Of a list that was kept empty, it was said that nothing of it applies.
        yield from map(str, answer or ["none"])
    elif isinstance(answer, float):
        yield f"{answer:g}"
    else:
        yield str(answer)


def _trouble(question: Question, given: Mapping[str, Any], phrases: Phrases, today: date) -> str:
    try:
        answer = read_answer(question, given.get(question.key))
    except InvalidValue as trouble:
        return phrases.said(trouble.allowed).text
    if answer is None:
        return phrases.text("This question needs an answer.") if question.is_required else ""
    if isinstance(answer, date) and not EARLIEST <= answer <= today:
        return phrases.text("The day lies in the past, and not before 1900.")
    return ""
