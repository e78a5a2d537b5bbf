"""All that can be changed of a whole activity: what is said of it, where it is cut, and whether it counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from backstride.actions.changing import ChangeOutcome, Edit
from backstride.actions.labelling import exclude_stretch, include_stretch
from backstride.actions.listing import Listed, list_activities
from backstride.actions.reshaping import crop_activity, merge_activities, remove_activities, split_activity
from backstride.actions.saying import SPORTS, say_of_activity
from backstride.actions.timeline_view import TimelineView, timeline_of
from backstride.direction import LapConvention
from backstride.energy import kilocalories
from backstride.errors import BackstrideError, InvalidValue
from backstride.log import Facts, Surface
from backstride.log.activity import Spoiled
from backstride.store import Action, Store
from backstride.web.changes import ChangeNumber, change_of, changes_of, named
from backstride.web.editing import edit_of
from backstride.web.form_values import plain, typed_of
from backstride.web.place import Here, Place
from backstride.web.questions import learn_from
from backstride.web.reading import exact_clock, read_count, read_distance, read_number, read_time
from backstride.web.rendering import render
from backstride.web.shown import Key
from backstride.web.troubles import status_of
from backstride.web.visitor import Form, Visiting, Visitor
from backstride.web.writing import Writing

router = APIRouter()

What = Literal["facts", "split", "crop", "exclude", "include", "merge", "remove"]
STAYS: Final = frozenset({"facts", "exclude", "include"})
"""Changes after which the activity is still the same one."""
LONGEST_TEXT: Final = 10_000
"""[letters]"""
MOST_SHOWN: Final = 20
"""So many changes of the activity stand on its page."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a form asks for."""

    store: Store
    view: TimelineView
    form: FormData
    writing: Writing
    edit: Edit

    @property
    def key(self) -> str:
        return self.view.entry.key

    @property
    def stretch(self) -> tuple[float, float]:
        return read_time(typed_of(self.form, "start")), read_time(typed_of(self.form, "end"))


@router.get("/activities/{key}/edit", include_in_schema=False)
def editing(
    request: Request, key: Key, place: Here, visitor: Visiting, change: ChangeNumber = None
) -> Response:
    """Everything that can be changed of an activity."""
    view = timeline_of(place.store, visitor.athlete, key)
    return _page(request, place, visitor, view, change=change)


@router.post("/activities/{key}/edit/{what}", include_in_schema=False)
def change(request: Request, *, key: Key, what: What, place: Here, visitor: Visiting, form: Form) -> Response:
    """Show what a change would do, or make it."""
    view = timeline_of(place.store, visitor.athlete, key)
    is_dry = typed_of(form, "save") != "yes"
    try:
        edit = edit_of(place, visitor, key, state=typed_of(form, "state") or None, is_dry=is_dry)
        outcome = CHANGES[what](_Wish(place.store, view, form, visitor.writing, edit))
    except BackstrideError as trouble:
        return _page(request, place, visitor, view, what=what, form=form, trouble=trouble)
    if is_dry:
        return _page(request, place, visitor, view, what=what, form=form, outcome=outcome)
    learn_from(place, visitor, outcome)
    where = f"/activities/{view.entry.key}/edit" if what in STAYS else "/history"
    return RedirectResponse(f"{where}?change={outcome.change}", 303)


# ── Each change ──────────────────────────────────────────────────────────────────────────────────


def _facts(wish: _Wish) -> ChangeOutcome:
    return say_of_activity(wish.store, wish.key, said_facts(wish.form, wish.view, wish.writing), wish.edit)


def _split(wish: _Wish) -> ChangeOutcome:
    times = typed_of(wish.form, "at").replace(";", " ").split()
    return split_activity(wish.store, wish.key, [read_time(each) for each in times], wish.edit)


def _crop(wish: _Wish) -> ChangeOutcome:
    return crop_activity(wish.store, wish.key, wish.stretch, wish.edit)


def _exclude(wish: _Wish) -> ChangeOutcome:
    what = typed_of(wish.form, "spoiled")
    spoiled = Spoiled(what) if what in list(Spoiled) else Spoiled.EVERYTHING
    return exclude_stretch(wish.store, wish.key, wish.stretch, wish.edit, spoiled=spoiled)


def _include(wish: _Wish) -> ChangeOutcome:
    return include_stretch(wish.store, wish.key, wish.stretch, wish.edit)


def _merge(wish: _Wish) -> ChangeOutcome:
    others = [each for each in map(str, wish.form.getlist("with")) if each.isalnum() and len(each) <= 40]
    return merge_activities(wish.store, [wish.key, *others], wish.edit)


def _remove(wish: _Wish) -> ChangeOutcome:
    return remove_activities(wish.store, [wish.key], wish.edit)


CHANGES: Final[Mapping[str, Callable[[_Wish], ChangeOutcome]]] = {
    "facts": _facts,
    "split": _split,
    "crop": _crop,
    "exclude": _exclude,
    "include": _include,
    "merge": _merge,
    "remove": _remove,
}


def said_facts(form: FormData, view: TimelineView, writing: Writing) -> dict[str, object]:
    """What a form says of an activity that was not said before; None where it takes something back.

    Parameters
    ----------
    form
        The form.
    view
        The activity.
    writing
        How its reader writes numbers.

    Returns
    -------
    dict
        Facts by name; what the form leaves as it is is left away.

    Raises
    ------
    InvalidValue
        If a field cannot be read.
    """
    before = fields_of(view.activity.facts, writing)
    changed = {
        name: typed_of(form, name) for name in before if name in form and typed_of(form, name) != before[name]
    }
    return {name: None if not text else _fact(name, text, writing) for name, text in changed.items()}


def fields_of(facts: Facts, writing: Writing) -> dict[str, str]:
    """What was said of an activity, as its form shows it.

    Parameters
    ----------
    facts
        What was said.
    writing
        How its reader writes numbers.

    Returns
    -------
    dict
        A text for each fact, empty where nothing was said.
    """
    fields = {}
    for name in Facts.__dataclass_fields__:
        value = getattr(facts, name)
        if value is None:
            fields[name] = ""
        elif name == "distance_m":
            fields[name] = writing.number(value / writing.metres_per_unit, 3)
        else:
            fields[name] = f"{value:g}" if isinstance(value, float) else str(value).replace("\r\n", "\n")
    return fields


def _fact(name: str, text: str, writing: Writing) -> object:
    if name == "distance_m":
        return read_distance(text, writing)
    if name == "falls":
        return read_count(text)
    if name in {"perceived_exertion", "pain"}:
        return read_number(text)
    if name == "surface":
        return _surface(text)
    return plain(text, longest=LONGEST_TEXT)


def _surface(text: str) -> Surface:
    if text in list(Surface):
        return Surface(text)
    raise InvalidValue(
        f'The surface "{text[:40]}" is not known.',
        allowed=f"One of: {', '.join(Surface)}.",
        remedy="Name one of them.",
    )


# ── The page ─────────────────────────────────────────────────────────────────────────────────────


def _page(
    request: Request,
    place: Place,
    visitor: Visitor,
    view: TimelineView,
    *,
    what: str | None = None,
    form: FormData | None = None,
    change: int | None = None,
    trouble: BackstrideError | None = None,
    outcome: ChangeOutcome | None = None,
) -> Response:
    typed: dict[str, Any] = fields_of(view.activity.facts, visitor.writing)
    typed |= {"at": "", "start": "", "end": "", "spoiled": "", "with": []}
    sent = [] if form is None else [(name, str(value)) for name, value in form.multi_items()]
    if form is not None:
        typed |= {name: typed_of(form, name) for name in typed if name in form and name != "with"}
        typed["with"] = [str(each) for each in form.getlist("with")]
    return render(
        request,
        "editing.html.j2",
        status=status_of(trouble),
        visitor=visitor,
        view=view,
        key=view.entry.key,
        typed=typed,
        what=what,
        change=change_of(place, visitor.athlete, change),
        trouble=trouble,
        outcome=outcome,
        fields=[(name, value) for name, value in sent if name not in {"token", "save"}],
        kcal=kilocalories,
        clock=exact_clock,
        neighbours=_neighbours(place, visitor, view),
        changes=named(place, visitor.athlete, _changes(place, visitor, view)[:MOST_SHOWN]),
        surfaces=list(Surface),
        sports=SPORTS,
        conventions=list(LapConvention),
    )


def _neighbours(place: Place, visitor: Visitor, view: TimelineView) -> list[Listed]:
    """The other activities of the same day."""
    day = view.entry.summary.day
    if day is None or not view.entry.is_shown:
        return []
    found = list_activities(place.store, visitor.athlete, since=day, until=day).activities
    return [each for each in found if each.entry.key != view.entry.key]


def _changes(place: Place, visitor: Visitor, view: TimelineView) -> list[Action]:
    return [each for each in changes_of(place, visitor.athlete) if view.entry.key in each.keys]
