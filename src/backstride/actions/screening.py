"""Screen an athlete before anything is planned, and keep what it came to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from backstride.errors import InvalidValue, NotInLog
from backstride.store import Store, StoredScreening
from backstride.training.clearance import ClinicianWord, Screening
from backstride.training.screening import screen

LARGEST_ANSWERS: Final = 200_000
"""Of a file of answers; far more than there are questions. [B]"""
FRESH: Final = timedelta(days=60)
"""So long a clinician's word may be added to answers; after that they are asked anew. Assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenOutcome:
    """What screening came to."""

    screening: Screening
    number: int | None = None
    """Of the screening in the log; None where it is not kept."""
    is_valid: bool = True
    """Whether it counts today."""


def read_answers_file(data: bytes, name: str) -> dict[str, Any]:
    """The answers in a file.

    Parameters
    ----------
    data
        The content: an object of JSON, with an answer for each key of a question.
    name
        What the file is called.

    Returns
    -------
    dict
        The answers, as they were given.

    Raises
    ------
    InvalidValue
        If it holds something else.
    """
    try:
        return _answers(data)
    except (ValueError, RecursionError) as trouble:
        raise InvalidValue(
            f"{name} holds no answers: {str(trouble)[:200]}.",
            allowed='An object of JSON with an answer for each question, as in {"surgery": "no", "age": 46}.',
            remedy="Print one to fill in with: backstride screen --template. What the questions are: "
            "backstride screen --questions.",
        ) from trouble


def _answers(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST_ANSWERS:
        raise ValueError(f"it has more than {LARGEST_ANSWERS:,} bytes")
    answers = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    if not isinstance(answers, dict):
        raise ValueError("it is no object")  # noqa: TRY004 (it is told with the other troubles)
    json.dumps(answers, ensure_ascii=False).encode()  # halves of characters are no text
    return answers


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


def screen_athlete(
    store: Store,
    athlete: str,
    answers: Mapping[str, Any],
    *,
    today: date,
    clinician: ClinicianWord | None = None,
    is_dry: bool = False,
) -> ScreenOutcome:
    """Screen an athlete; the latest screening counts.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    answers
        By the key of the question, as JSON gives them.
    today
        The day.
    clinician
        What a clinician said, if anything.
    is_dry
        Whether only to see what it comes to.

    Returns
    -------
    ScreenOutcome
        What it came to.

    Raises
    ------
    InvalidValue
        If answers are missing or cannot be.
    """
    return _kept(
        store, athlete, screen(answers, screened_on=today, clinician=clinician), answers, is_dry=is_dry
    )


def _kept(
    store: Store, athlete: str, screening: Screening, answers: Mapping[str, Any], *, is_dry: bool
) -> ScreenOutcome:
    if is_dry:
        return ScreenOutcome(screening=screening)
    with store.writing() as log:
        stored = log.diary.save_screening(athlete, screening, answers)
    return ScreenOutcome(screening=screening, number=stored.number)


def add_word(
    store: Store, athlete: str, clinician: ClinicianWord, *, today: date, is_dry: bool = False
) -> ScreenOutcome:
    """Add a clinician's word to the answers that were given last; they count no longer by it.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    clinician
        The word.
    today
        The day.
    is_dry
        Whether only to see what it comes to.

    Returns
    -------
    ScreenOutcome
        What the answers come to with it.

    Raises
    ------
    NotInLog
        If there are no answers, or they are too old.
    InvalidValue
        If the word is from the future.
    """
    found = _last(store, athlete)
    if found is None or found.screening.screened_on + FRESH < today:
        old = "There are none" if found is None else f"Those in the log are of {found.screening.screened_on}"
        raise NotInLog(
            f"A clinician's word was given without answers to go with it. {old}.",
            allowed=f"It is added to answers of the last {FRESH.days} days, or given together with new ones.",
            remedy="Answer them with: backstride screen --answers FILE.json, and the word beside it.",
        )
    screening = screen(found.answers, screened_on=today, clinician=clinician)
    # A word says nothing of the other answers, so that their year goes on from the day they were given.
    screening = replace(screening, screened_on=found.screening.screened_on)
    return _kept(store, athlete, screening, found.answers, is_dry=is_dry)


def last_screening(store: Store, athlete: str, *, today: date) -> ScreenOutcome | None:
    """What the latest screening came to.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    today
        The day.

    Returns
    -------
    ScreenOutcome or None
        None where there is none.
    """
    found = _last(store, athlete)
    if found is None:
        return None
    is_valid = today <= found.screening.valid_until
    return ScreenOutcome(screening=found.screening, number=found.number, is_valid=is_valid)


def _last(store: Store, athlete: str) -> StoredScreening | None:
    with store.reading() as log:
        return log.diary.screening(athlete)
