"""Which way was it: what somebody is asked on the pages, what they answer, and what is learned from it."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from backstride.actions.asking import answer
from backstride.bout import Travel
from backstride.errors import BackstrideError, InvalidValue
from backstride.web.changes import ChangeNumber
from backstride.web.form_values import typed_of
from backstride.web.pages.activity import activity_page
from backstride.web.pages.today import today_page
from backstride.web.place import Here
from backstride.web.questions import latest_questions, learn_from, learned_from
from backstride.web.reading import read_time
from backstride.web.rendering import is_part, render
from backstride.web.shown import Key, shown
from backstride.web.visitor import Form, Visiting

router = APIRouter()


@router.post("/activities/{key}/answer", include_in_schema=False)
def keep_answer(request: Request, key: Key, place: Here, visitor: Visiting, form: Form) -> Response:
    """Keep which way a stretch went, and come back to what is asked next."""
    try:
        travel = typed_of(form, "travel")
        if travel not in set(Travel):
            raise InvalidValue(
                "It is not clear which way was meant.",
                allowed="One of the answers of the page.",
                remedy="Press the button with your answer.",
            )
        stretch = read_time(typed_of(form, "start")), read_time(typed_of(form, "end"))
        outcome = answer(place.store, key, stretch, Travel(travel), visitor.edit())
    except BackstrideError as trouble:
        view = shown(place, visitor.athlete, key)
        return activity_page(request, place, visitor, view, trouble=trouble)
    learn_from(place, visitor, outcome)
    return RedirectResponse(f"/activities/{outcome.keys[0]}?change={outcome.change}#which-way", 303)


@router.get("/activities/{key}/learned", include_in_schema=False)
def learned(
    request: Request, key: Key, place: Here, visitor: Visiting, change: ChangeNumber = None
) -> Response:
    """What was learned from an answer: a part of the activity's page, asked for again while it is learned."""
    with place.store.reading() as log:
        key = log.activities.key_of(key, visitor.athlete)
    if change is None or not is_part(request):
        return RedirectResponse(f"/activities/{key}" + ("" if change is None else f"?change={change}"), 303)
    return render(
        request,
        "parts/learned.html.j2",
        visitor=visitor,
        learning=learned_from(place, visitor, change),
        number=change,
        where=f"/activities/{key}",
    )


@router.get("/today/questions", include_in_schema=False)
def asked_today(request: Request, place: Here, visitor: Visiting) -> Response:
    """Whether something is asked about the latest activities; on a page of its own without scripts."""
    found = latest_questions(place, visitor)
    if is_part(request):
        return render(request, "parts/asked.html.j2", visitor=visitor, asked=found)
    return today_page(request, visitor, place, asked=found)
