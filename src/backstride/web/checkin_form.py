"""How a day was, as a form says it."""

from datetime import date
from typing import Final

from starlette.datastructures import FormData

from backstride.training.clearance import ClinicianWord
from backstride.training.diary import CheckIn
from backstride.web.clinicians import word_of
from backstride.web.form_values import day_of, number_of, text_of, typed_of

LONGEST_NOTES: Final = 2000
"""[letters]"""


def read_checkin(form: FormData, today: date) -> CheckIn:
    """What a form says of a day.

    Parameters
    ----------
    form
        The form. What is asked as a box to tick is said to be so, or not, by the field ``asked``.
    today
        The day that is meant where none is given.

    Returns
    -------
    CheckIn
        What was said.

    Raises
    ------
    InvalidValue
        If something of it cannot be.
    """
    is_asked = form.get("asked") == "yes"

    def ticked(name: str) -> bool | None:
        given = form.get(name)
        if given in {"yes", "no"}:
            return given == "yes"
        return False if is_asked else None

    return CheckIn(
        day=day_of(form, "day", today),
        pain=number_of(form, "pain", "pain"),
        is_swollen=ticked("swollen"),
        is_ill=ticked("ill"),
        fell=ticked("fell"),
        strength_symmetry_percent=number_of(form, "symmetry", "strength symmetry"),
        clinician=_clinician(form, today),
        notes=text_of(form, "notes", longest=LONGEST_NOTES),
    )


def _clinician(form: FormData, today: date) -> ClinicianWord | None:
    if not typed_of(form, "clinician") and not typed_of(form, "allows"):
        return None
    return word_of(form, by="clinician", on="said_on", today=today)
