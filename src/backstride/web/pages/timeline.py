"""The timeline of an activity, on which a person says which way its stretches went."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from backstride.actions.labelling import NOTHING, DrawnTimeline, Stretch, edit_timeline
from backstride.actions.timeline_view import TimelineView, timeline_of
from backstride.bout import Gait
from backstride.direction.label import DASH
from backstride.energy import kilocalories
from backstride.errors import BackstrideError, InvalidValue
from backstride.log.activity import Spoiled
from backstride.web.activity_charts import charts_of
from backstride.web.changes import ChangeNumber, change_of
from backstride.web.editing import edit_of
from backstride.web.form_values import typed_of
from backstride.web.place import Here, Place
from backstride.web.questions import learn_from
from backstride.web.reading import exact_clock, read_time
from backstride.web.reasons import in_units_of, reason_of, words_along
from backstride.web.rendering import is_part, render
from backstride.web.shown import Key, shown
from backstride.web.troubles import status_of
from backstride.web.visitor import Form, Visiting, Visitor
from backstride.wording import NOT_SURE, WITNESSES, sign, which_way

router = APIRouter()

MOST: Final = 2000
"""So many labels are taken at once."""
GAITS: Final = (Gait.WALK, Gait.RUN, Gait.ELLIPTICAL)
"""The gaits that can be said; standing is seen in the recording."""
FIELDS: Final = ("label", "out", "in", "start", "end", "travel", "gait")

Time = Annotated[float | None, Query(ge=0, le=10_000_000, allow_inf_nan=False)]


@router.get("/activities/{key}/timeline", include_in_schema=False)
def timeline(
    request: Request,
    *,
    key: Key,
    place: Here,
    visitor: Visiting,
    change: ChangeNumber = None,
    start: Time = None,
    end: Time = None,
) -> Response:
    """The stretches of an activity, to be drawn anew."""
    view = timeline_of(place.store, visitor.athlete, key)
    typed = {
        name: "" if time_s is None else exact_clock(time_s)
        for name, time_s in (("start", start), ("end", end))
    }
    return _page(request, place, visitor, view, typed=typed, change=change)


@router.post("/activities/{key}/timeline", include_in_schema=False)
def draw(request: Request, key: Key, place: Here, visitor: Visiting, form: Form) -> Response:
    """Show what a drawing would change, or save it."""
    is_dry = typed_of(form, "save") != "yes"
    typed = {name: typed_of(form, name) for name in ("start", "end", "travel", "gait", "state")}
    try:
        drawn = drawn_of(form)
        edit = edit_of(place, visitor, key, state=typed["state"] or None, is_dry=is_dry)
        outcome = edit_timeline(place.store, key, drawn, edit)
    except BackstrideError as trouble:
        if is_part(request):
            raise
        view = timeline_of(place.store, visitor.athlete, key)
        return _page(request, place, visitor, view, typed=typed, trouble=trouble)
    if not is_dry:
        learn_from(place, visitor, outcome)
        return RedirectResponse(f"/activities/{key}/timeline?change={outcome.change}", 303)
    fields = [(name, value) for name in (*FIELDS, "state") for value in form.getlist(name)]
    preview: dict[str, Any] = {"outcome": outcome, "fields": fields, "action": f"/activities/{key}/timeline"}
    if is_part(request):
        return render(request, "parts/drawn.html.j2", visitor=visitor, kcal=kilocalories, **preview)
    view = timeline_of(place.store, visitor.athlete, key)
    return _page(request, place, visitor, view, typed=typed, preview=preview)


def drawn_of(form: FormData) -> DrawnTimeline:
    """What a form says of a timeline: a list of what was drawn, or one stretch in its fields.

    Parameters
    ----------
    form
        The form.

    Returns
    -------
    DrawnTimeline
        What was drawn.

    Raises
    ------
    InvalidValue
        If a time cannot be read, or more is said than anybody draws.
    """
    lines = {name: [str(each) for each in form.getlist(name)] for name in ("label", "out", "in")}
    if sum(map(len, lines.values())) > MOST or any("\0" in each for some in lines.values() for each in some):
        raise InvalidValue(
            "The drawing cannot be read.",
            allowed=f"At most {MOST:,} stretches, as the page draws them.",
            remedy="Save a part of it first.",
        )
    labels, left_out, taken_in = (
        lines["label"],
        list(map(_bad, lines["out"])),
        list(map(_stretch, lines["in"])),
    )
    if not any(lines.values()):
        start_s, end_s = read_time(typed_of(form, "start")), read_time(typed_of(form, "end"))
        what = typed_of(form, "travel")
        if what in {f"out:{each.value}" for each in Spoiled}:
            left_out.append(((start_s, end_s), Spoiled(what.removeprefix("out:"))))
        elif what == "in":
            taken_in.append((start_s, end_s))
        else:
            labels.append(label_text(start_s, end_s, what, typed_of(form, "gait")))
    return DrawnTimeline(labels=tuple(labels), left_out=tuple(left_out), taken_in=tuple(taken_in))


def label_text(start_s: float, end_s: float, travel: str, gait: str = "") -> str:
    """A label as it is kept.

    Parameters
    ----------
    start_s
        Start of its stretch. [s]
    end_s
        Its end. [s]
    travel
        The direction, or ``nothing`` to take labels back.
    gait
        The gait; empty to leave it to the recording.

    Returns
    -------
    str
        For `backstride.actions.labelling.label_activity`.

    Examples
    --------
    >>> label_text(300, 450.5, "backward", "walk")
    '5:00-7:30.5=backward walk'
    """
    how = f" {gait}" if gait and travel != NOTHING else ""
    return f"{exact_clock(start_s)}-{exact_clock(end_s)}={travel}{how}"


def _stretch(text: str) -> Stretch:
    parts = DASH.split(text.strip())
    if len(parts) != 2:
        raise InvalidValue(
            f'"{text[:80]}" is no stretch of time.',
            allowed="Two times with a dash between them, the earlier first.",
            remedy="Write it like 5:00-7:30.",
        )
    return read_time(parts[0]), read_time(parts[1])


def _bad(text: str) -> tuple[Stretch, Spoiled]:
    where, _, what = text.partition("=")
    if what not in list(Spoiled):
        raise InvalidValue(
            f'"{what[:80]}" cannot be left out.',
            allowed=f"One of: {', '.join(Spoiled)}.",
            remedy="Name one of them.",
        )
    return _stretch(where), Spoiled(what)


def _page(
    request: Request,
    place: Place,
    visitor: Visitor,
    view: TimelineView,
    *,
    typed: dict[str, str],
    change: int | None = None,
    trouble: BackstrideError | None = None,
    preview: dict[str, Any] | None = None,
) -> Response:
    # The state was read before the report, so that nobody draws on an older report than the state says.
    report = shown(place, visitor.athlete, view.entry.key).report
    return render(
        request,
        "timeline.html.j2",
        status=status_of(trouble),
        visitor=visitor,
        view=view,
        key=view.entry.key,
        drawn=charts_of(report, visitor.writing),
        typed={"travel": "", "gait": "", **typed},
        clock=exact_clock,
        change=change_of(place, visitor.athlete, change),
        trouble=trouble,
        preview=preview,
        kcal=kilocalories,
        gaits=GAITS,
        which_way=which_way,
        sign=sign,
        witnesses=WITNESSES,
        not_sure=NOT_SURE,
        reason_of=reason_of,
        own_units=in_units_of(visitor),
        words_along=words_along,
    )
