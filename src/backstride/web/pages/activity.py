"""All that is known of one activity: its charts, its route, its tables, and where it all comes from."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from backstride.actions.activity_view import ActivityView
from backstride.bout import EvidenceKind, Travel
from backstride.energy import kilocalories
from backstride.load import Basis
from backstride.page import sentences
from backstride.sources import source
from backstride.web.activity_charts import charts_of, readings_of
from backstride.web.activity_words import headline, is_silent, measures_of
from backstride.web.changes import ChangeNumber, change_of
from backstride.web.pages.tiles import levels_of
from backstride.web.place import Here, Place
from backstride.web.rendering import render
from backstride.web.shown import Key, shown
from backstride.web.visitor import Visiting, Visitor
from backstride.wording import QUANTITIES, has_no_way, is_partial, marked, sport

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
    return render(
        request,
        "activity.html.j2",
        visitor=visitor,
        change=change_of(place, visitor.athlete, change),
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
        **WORDS,
    }


WORDS = {
    "kcal": kilocalories,
    "marked": marked,
    "is_partial": is_partial,
    "has_no_way": has_no_way,
    "quantities": QUANTITIES,
    "Basis": Basis,
    "EvidenceKind": EvidenceKind,
}
"""What the template writes with."""
