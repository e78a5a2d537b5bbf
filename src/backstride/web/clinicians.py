"""What a clinician said, as forms and programs bring it."""

from datetime import date
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import FormData

from backstride.errors import InvalidValue
from backstride.training.clearance import Allowed, ClinicianWord
from backstride.web.form_values import day_of, text_of, typed_of
from backstride.web.sent_values import DayOfLife

LONGEST_NAME: Final = 120
"""Of whoever said it. [letters]"""


class Word(BaseModel):
    """What a clinician said."""

    model_config = ConfigDict(extra="forbid")

    by: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, description="A name, or a practice.")]
    on: Annotated[DayOfLife | None, Field(description="When; today where it is left out.")] = None
    allows: Annotated[Allowed, Field(description="How far it goes.")]

    def word(self, today: date) -> ClinicianWord:
        """The same as a value of the training room.

        Parameters
        ----------
        today
            The day, where none was said.

        Returns
        -------
        ClinicianWord
            The word.
        """
        return ClinicianWord(by=self.by, on=self.on or today, allows=self.allows)


def word_of(form: FormData, *, by: str, on: str, today: date) -> ClinicianWord:
    """What a clinician said, from a form.

    Parameters
    ----------
    form
        The form; its field ``allows`` says how far the word goes.
    by
        The field that names the clinician.
    on
        The field with the day.
    today
        The day, where none was said.

    Returns
    -------
    ClinicianWord
        The word.

    Raises
    ------
    InvalidValue
        If it is not said who it was or how far it goes, or the day is none.
    """
    allows = typed_of(form, "allows")
    if allows not in set(Allowed):
        raise InvalidValue(
            "It was not said what the clinician allows.",
            allowed="Walking; running too; or sprints and turns too.",
            remedy="Choose one of them.",
        )
    name = text_of(form, by, longest=LONGEST_NAME)
    return ClinicianWord(by=name, on=day_of(form, on, today), allows=Allowed(allows))
