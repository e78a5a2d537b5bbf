"""The list of activities: the latest first, a page at a time."""

from datetime import date
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, field_validator
from starlette.responses import Response

from backstride.actions.listing import Listed, ListOutcome, list_activities
from backstride.bout import Travel
from backstride.recording import Sport
from backstride.web.place import Here
from backstride.web.rendering import render
from backstride.web.visitor import Visiting
from backstride.wording import sport

router = APIRouter()

PAGE: Final = 50
"""So many stand on one page."""


class Filter(BaseModel):
    """Which activities are listed; what a form leaves empty says nothing."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    since: date | None = None
    until: date | None = None
    travel: Travel | None = None
    hidden: bool = False
    skip: int = Field(0, ge=0, le=10_000_000)

    @field_validator("since", "until", "travel", mode="before")
    @classmethod
    def _empty(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def is_any(self) -> bool:
        """Whether anything is left out."""
        return any(each is not None for each in (self.since, self.until, self.travel))

    def address(self, **changes: object) -> str:
        """The address of the list with something else chosen.

        Parameters
        ----------
        changes
            What is chosen instead, by name.

        Returns
        -------
        str
            The address.
        """
        wanted = self.model_copy(update=changes).model_dump(mode="json", exclude_defaults=True)
        return f"/activities?{urlencode(wanted)}" if wanted else "/activities"


@router.get("/activities", include_in_schema=False)
def activities(
    request: Request, place: Here, visitor: Visiting, chosen: Annotated[Filter, Query()]
) -> Response:
    """The activities of a period."""
    outcome: ListOutcome = place.kept(
        ("list", visitor.athlete, chosen),
        lambda: list_activities(
            place.store,
            visitor.athlete,
            since=chosen.since,
            until=chosen.until,
            travel=chosen.travel,
            also_hidden=chosen.hidden,
            limit=PAGE,
            skip=chosen.skip,
        ),
    )
    return render(
        request,
        "activities.html.j2",
        visitor=visitor,
        chosen=chosen,
        outcome=outcome,
        found=chosen.skip + len(outcome.activities) + outcome.left_out,
        page=PAGE,
        sport_of=sport_of,
        moved=moved,
    )


def sport_of(listed: Listed) -> str:
    """The sport of an activity, in words.

    Parameters
    ----------
    listed
        The activity.

    Returns
    -------
    str
        In English.
    """
    summary = listed.entry.summary
    return sport(Sport(name=summary.sport, sub_name=summary.sub_sport))


def moved(listed: Listed, travel: Travel) -> tuple[float, float | None] | None:
    """How long and how far an activity went one way.

    Parameters
    ----------
    listed
        The activity.
    travel
        The way.

    Returns
    -------
    tuple of (float, float or None) or None
        Time [s] and distance [m]; None where nothing of it went that way.
    """
    parts = [each.sums for each in listed.directions if each.travel is travel]
    if not parts:
        return None
    known = [each.distance_m for each in parts if each.distance_m is not None]
    return sum(each.duration_s for each in parts), sum(known) if known else None
