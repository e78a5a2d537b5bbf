"""Today: what to do, what keeps from it, how the day is, and what needs a look."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from backstride.actions.asking import OpenQuestion
from backstride.errors import BackstrideError
from backstride.web.kept_days import kept_lines, kept_today
from backstride.web.place import Here, Place
from backstride.web.rendering import render
from backstride.web.troubles import status_of
from backstride.web.visitor import Visiting, Visitor

router = APIRouter()


@router.get("/", include_in_schema=False)
def start(visitor: Visiting, place: Here) -> Response:
    """Where to begin: with a welcome for whoever is new here, else with today."""
    where = "/welcome" if is_new_here(place, visitor.athlete) else "/today"
    return RedirectResponse(where, 303)


def is_new_here(place: Place, athlete: str) -> bool:
    """Whether the log knows nothing of somebody.

    Parameters
    ----------
    place
        The log.
    athlete
        Who.

    Returns
    -------
    bool
        True where there is neither a year of birth, nor an activity, nor a plan.
    """
    with place.store.reading() as log:
        if log.athletes.athlete(athlete).birth_year is not None:
            return False
        return log.figures.count(athlete, also_hidden=True) == 0 and log.plans.current(athlete) is None


@router.get("/today", include_in_schema=False)
def today(request: Request, visitor: Visiting, place: Here) -> Response:
    """What to do today."""
    return today_page(request, visitor, place)


def today_page(
    request: Request,
    visitor: Visitor,
    place: Place,
    *,
    typed: Mapping[str, str] | None = None,
    trouble: BackstrideError | None = None,
    asked: Sequence[OpenQuestion] | None = None,
) -> Response:
    """The page of today, also where something that was sent from it is refused.

    Parameters
    ----------
    request
        What is answered.
    visitor
        Who reads it.
    place
        The log.
    typed
        What was typed into its form, by the names of the fields.
    trouble
        Why that was refused; None where nothing was sent.
    asked
        What is asked about the latest activities; None to let the page ask for it, for that takes a moment.

    Returns
    -------
    Response
        The page.
    """
    outcome = kept_today(place, visitor)
    return render(
        request,
        "today.html.j2",
        status=status_of(trouble),
        visitor=visitor,
        outcome=outcome,
        lines=() if outcome.now is None else kept_lines(place, visitor, outcome.now.session),
        typed=typed or {},
        trouble=trouble,
        asked=asked,
    )
