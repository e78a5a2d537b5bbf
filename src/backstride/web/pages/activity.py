"""All that is known of one activity: its charts, its route, its tables, and where it all comes from."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from backstride.actions.activity_view import ActivityView
from backstride.actions.asking import ANSWER
from backstride.bout import Travel
from backstride.energy import kilocalories
from backstride.errors import BackstrideError
from backstride.load import Basis
from backstride.page import sentences
from backstride.sources import source
from backstride.web.activity_charts import charts_of, readings_of
from backstride.web.activity_words import headline, is_silent, measures_of
from backstride.web.changes import ChangeNumber, change_of
from backstride.web.pages.tiles import levels_of
from backstride.web.place import Here, Place
from backstride.web.questions import learned_from, questions_of
from backstride.web.reading import exact_clock
from backstride.web.reasons import in_units_of, reason_of, words_along
from backstride.web.rendering import render
from backstride.web.shown import Key, shown
from backstride.web.troubles import status_of
from backstride.web.visitor import Visiting, Visitor
from backstride.wording import (
    DOING,
    NOT_SURE,
    NOT_SURE_EXPLAINED,
    QUANTITIES,
    SURE_NOTE,
    WITNESSES,
    is_partial,
    marked,
    sport,
)

router = APIRouter()

COLUMNS = "speed_m_s,heart_rate_bpm,cadence_spm,step_length_m,latitude_deg,longitude_deg"
"""What the page's charts and its map are drawn from."""


@router.get("/activities/{key}", include_in_schema=False)
def activity(
    request: Request, key: Key, place: Here, visitor: Visiting, change: ChangeNumber = None
) -> Response:
    """One activity, by what names it."""
    view = shown(place, visitor.athlete, key)
    if key != view.shown.activity.key:
        return RedirectResponse(f"/activities/{view.shown.activity.key}", 303)
    return activity_page(request, place, visitor, view, change=change)


def activity_page(
    request: Request,
    place: Place,
    visitor: Visitor,
    view: ActivityView,
    *,
    change: int | None = None,
    trouble: BackstrideError | None = None,
) -> Response:
    """The page of an activity, also where an answer to one of its questions is refused.

    Parameters
    ----------
    request
        What is answered.
    place
        The log.
    visitor
        Who reads it.
    view
        The activity.
    change
        The number of a change that was just made; None for none.
    trouble
        Why an answer was refused; None where nothing was sent.

    Returns
    -------
    Response
        The page.
    """
    made = change_of(place, visitor.athlete, change)
    is_answer = made is not None and made.kind == ANSWER and made.undone_at is None
    return render(
        request,
        "activity.html.j2",
        status=status_of(trouble),
        visitor=visitor,
        change=made,
        trouble=trouble,
        questions=questions_of(place, visitor, view),
        is_answered=is_answer,
        learning=learned_from(place, visitor, made.number) if made is not None and is_answer else None,
        **_values(place, visitor, view),
    )


def _values(place: Place, visitor: Visitor, view: ActivityView) -> dict[str, Any]:
    """What the template shows."""
    report, entry = view.report, view.shown.entry
    drawn = charts_of(report, visitor.writing)
    latitude_deg = report.recording.samples.latitude_deg
    return {
        "activity": view.shown.activity,
        "entry": entry,
        "summary": entry.summary,
        "view": view,
        "report": report,
        "total": report.total,
        "title": sport(report.recording.sport),
        "headline": headline(report, visitor),
        "is_silent": is_silent(report),
        "backward": measures_of(report, Travel.BACKWARD),
        "drawn": drawn,
        "readings": None if drawn is None else readings_of(report),
        "has_route": bool((latitude_deg == latitude_deg).any()),  # noqa: PLR0124 - NaN is unlike itself
        "evidence": sentences.evidence_used(report),
        "sources": [source(each) for each in report.sources],
        "columns": COLUMNS,
        "levels": levels_of(place.settings.tiles),
        "own_units": in_units_of(visitor),
        **WORDS,
    }


WORDS = {
    "clock": exact_clock,
    "doing": DOING,
    "kcal": kilocalories,
    "marked": marked,
    "is_partial": is_partial,
    "quantities": QUANTITIES,
    "Basis": Basis,
    "reason_of": reason_of,
    "words_along": words_along,
    "witnesses": WITNESSES,
    "not_sure": NOT_SURE,
    "not_sure_explained": NOT_SURE_EXPLAINED,
    "sure_note": SURE_NOTE,
}
"""What the template writes with."""
