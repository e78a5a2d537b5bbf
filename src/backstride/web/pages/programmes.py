"""The programmes: what can be trained for, whom it is for, and how far it may be believed."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from backstride.actions.screening import last_screening
from backstride.actions.sources import list_sources
from backstride.training.clearance import InjuryKind
from backstride.training.library import programmes
from backstride.training.programme import Goal
from backstride.training.workout import Place
from backstride.web.place import Here
from backstride.web.planned import programme_named
from backstride.web.rendering import render
from backstride.web.visitor import Visiting

router = APIRouter()


@router.get("/programmes", include_in_schema=False)
def list_of_programmes(
    request: Request, place: Here, visitor: Visiting, *, goal: str = "", where: str = "", injury: str = ""
) -> Response:
    """All programmes, grouped by their goal."""
    shown = [
        each
        for each in programmes().values()
        if (goal not in list(Goal) or each.goal == goal)
        and (where not in list(Place) or where in each.places)
        and (injury not in list(InjuryKind) or injury in each.injuries)
    ]
    return render(
        request,
        "programmes.html.j2",
        visitor=visitor,
        groups=[(each, [one for one in shown if one.goal is each]) for each in Goal],
        count=len(shown),
        chosen={"goal": goal, "where": where, "injury": injury},
        goals=list(Goal),
        places=list(Place),
        injuries=list(InjuryKind),
        screened=last_screening(place.store, visitor.athlete, today=visitor.today),
    )


@router.get("/programmes/{name}", include_in_schema=False)
def one_programme(name: str, request: Request, place: Here, visitor: Visiting) -> Response:
    """One programme, whole."""
    programme = programme_named(name)
    known = {each.key: each for each in list_sources().sources}
    return render(
        request,
        "programme.html.j2",
        visitor=visitor,
        programme=programme,
        sources=[known[key] for key in programme.sources if key in known],
        screened=last_screening(place.store, visitor.athlete, today=visitor.today),
    )
