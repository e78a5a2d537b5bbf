"""The fields of forms, read as texts, numbers and days."""

from datetime import date
from typing import Final

from starlette.datastructures import FormData

from backstride.errors import InvalidValue
from backstride.training.questions import EARLIEST
from backstride.web.reading import decimal
from backstride.web.visitor import TOKEN_FIELD

LATEST: Final = date(2200, 12, 31)
"""No day of a form lies after it."""


def typed_of(form: FormData, name: str) -> str:
    """What was typed into a field, whatever it is.

    Parameters
    ----------
    form
        The form.
    name
        The name of the field.

    Returns
    -------
    str
        Without blanks around it; empty where the form has no such field.
    """
    given = form.get(name)
    return given.strip() if isinstance(given, str) else ""


def all_typed(form: FormData) -> dict[str, str]:
    """All that somebody typed, to be shown again.

    Parameters
    ----------
    form
        The form.

    Returns
    -------
    dict
        By the name of the field.
    """
    return {name: value for name, value in form.items() if isinstance(value, str) and name != TOKEN_FIELD}


def text_of(form: FormData, name: str, *, longest: int = 200) -> str:
    """A text.

    Parameters
    ----------
    form
        The form.
    name
        The name of the field.
    longest
        How long it may be. [letters]

    Returns
    -------
    str
        Without blanks around it; empty where nothing was typed.

    Raises
    ------
    InvalidValue
        If it is too long, or holds signs that cannot be kept.
    """
    return plain(typed_of(form, name), longest=longest)


def plain(typed: str, *, longest: int) -> str:
    """A text as it can be kept.

    Parameters
    ----------
    typed
        As it was typed.
    longest
        How long it may be. [letters]

    Returns
    -------
    str
        With line ends of one kind.

    Raises
    ------
    InvalidValue
        If it is too long, or holds signs that cannot be kept.
    """
    text = typed.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > longest or not is_plain(text):
        raise InvalidValue(
            f"A text of {len(text):,} letters was given, or one with signs that cannot be printed.",
            allowed=f"Up to {longest:,} letters.",
            remedy="Write it shorter, without special signs.",
        )
    return text


def is_plain(text: str) -> bool:
    r"""Whether a text holds only signs that can be printed, and line ends.

    Parameters
    ----------
    text
        The text.

    Returns
    -------
    bool
        True also for an empty one.

    Examples
    --------
    >>> is_plain("knee calm\nslept well"), is_plain("\x00")
    (True, False)
    """
    return all(sign.isprintable() or sign in "\n\t" for sign in text)


def number_of(form: FormData, name: str, label: str) -> float | None:
    """A number, with a decimal point or comma.

    Parameters
    ----------
    form
        The form.
    name
        The name of the field.
    label
        What people call it, in English, as in ``resting heart rate``.

    Returns
    -------
    float or None
        None where nothing was typed.

    Raises
    ------
    InvalidValue
        If it is no number.
    """
    text = typed_of(form, name)
    if not text:
        return None
    number = decimal(text)
    if number is None:
        raise InvalidValue(
            f"What was given as the {label} is no number.",
            allowed="A number, with a point or a comma.",
            remedy="Check what you typed, or leave the field empty.",
        )
    return number


def day_of(form: FormData, name: str, otherwise: date) -> date:
    """A day.

    Parameters
    ----------
    form
        The form.
    name
        The name of the field.
    otherwise
        The day that is meant where none was typed.

    Returns
    -------
    date
        The day.

    Raises
    ------
    InvalidValue
        If it is no day, or lies before 1900 or after 2200.
    """
    text = typed_of(form, name)
    return read_day(text) if text else otherwise


def read_day(text: str) -> date:
    """A day, as ISO 8601 writes it.

    Parameters
    ----------
    text
        As in ``2026-04-16``.

    Returns
    -------
    date
        The day.

    Raises
    ------
    InvalidValue
        If it is no day, or lies before 1900 or after 2200.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = date.min
    if not EARLIEST <= day <= LATEST:
        raise InvalidValue(
            "What was given as a day is none.",
            allowed=f"A day of the calendar from {EARLIEST.year} to {LATEST.year}, as in 2026-04-16.",
            remedy="Choose the day once more.",
        )
    return day
