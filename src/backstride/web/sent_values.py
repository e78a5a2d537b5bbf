"""Days and texts that programs send: days are written as a calendar does, and in no other way."""

import re
from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field

from backstride.training.questions import EARLIEST
from backstride.web.form_values import LATEST, is_plain

WRITTEN: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def as_written(value: object) -> object:
    """What is sent as a day, if it is written as one.

    Parameters
    ----------
    value
        What was sent; a number would pass for seconds since 1970.

    Returns
    -------
    object
        The same.

    Raises
    ------
    ValueError
        If it is written in another way.
    """
    if isinstance(value, date) or (isinstance(value, str) and WRITTEN.fullmatch(value)):
        return value
    raise ValueError("a day is written like 2026-04-01")


Day = Annotated[date, BeforeValidator(as_written)]
"""Any day, as in 2026-04-01; also the first one there is, from which on holds what has always held."""
DayOfLife = Annotated[Day, Field(ge=EARLIEST, le=LATEST)]
"""A day of somebody's life, or of their plans."""


def as_printed(text: str) -> str:
    """A text that can be kept and shown.

    Parameters
    ----------
    text
        What was sent.

    Returns
    -------
    str
        The same.

    Raises
    ------
    ValueError
        If it holds signs that cannot be printed.
    """
    if not is_plain(text):
        raise ValueError("it holds signs that cannot be printed")
    return text


PlainText = Annotated[str, AfterValidator(as_printed)]
"""A text without signs that cannot be printed."""
