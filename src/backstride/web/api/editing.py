"""Changes of activities for programs: each can be tried before it is made, and taken back after."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from backstride.actions.changing import ChangeOutcome
from backstride.actions.edit_documents import change_document, history_document
from backstride.actions.labelling import (
    DrawnTimeline,
    edit_timeline,
    exclude_stretch,
    include_stretch,
)
from backstride.actions.reshaping import crop_activity, merge_activities, remove_activities, split_activity
from backstride.actions.reviewing import history_of, revert_change
from backstride.actions.saying import say_of_activity
from backstride.actions.timeline_view import timeline_document, timeline_of
from backstride.log import Surface
from backstride.log.activity import Spoiled
from backstride.web.answering import json_answer
from backstride.web.editing import STATE, edit_of
from backstride.web.openapi import documented
from backstride.web.place import Here, Place
from backstride.web.questions import learn_from
from backstride.web.shown import Key
from backstride.web.visitor import Visiting, Visitor

router = APIRouter(tags=["changes"])

LONGEST_S = 10_000_000.0
"""Longer than any recording. [s]"""
CHANGED = documented(None, "What changed, or would: its number, and the figures before and after.")
HISTORY = documented(None, "What was changed, the first first.")

Time = Annotated[float, Field(ge=0, le=LONGEST_S, allow_inf_nan=False, description="Since its start. [s]")]
Line = Annotated[str, Field(max_length=10_000, pattern=r"^[^\x00]*$")]
LabelText = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="The number of a change.")]


class Asked(BaseModel):
    """What every change may say."""

    model_config = ConfigDict(extra="forbid")

    dry_run: bool = Field(default=False, description="Say what would change, and keep nothing.")


class AskedOfOne(Asked):
    """What every change of one activity may say."""

    state: str | None = Field(
        default=None,
        pattern=STATE,
        description="The state that the change is made on, from the timeline; if the activity has another "
        "by now, nothing is changed.",
    )


class Stretch(BaseModel):
    """A stretch of an activity, in its own time."""

    model_config = ConfigDict(extra="forbid")

    start_s: Time
    end_s: Time


class BadPoints(Stretch):
    """A stretch whose points are not to be believed."""

    spoiled: Spoiled = Spoiled.EVERYTHING


class Labels(AskedOfOne):
    """Which way stretches went, and what is left out or believed again; all of it one change."""

    labels: list[LabelText] = Field(
        default_factory=list, max_length=2000, description="As in 00:05:00-00:07:30=backward walk."
    )
    leave_out: list[BadPoints] = Field(default_factory=list, max_length=500)
    take_in: list[Stretch] = Field(default_factory=list, max_length=500)


class Split(AskedOfOne):
    """Where to cut an activity up."""

    at_s: list[Time] = Field(min_length=1, max_length=100)


class Crop(AskedOfOne, Stretch):
    """What of an activity stays."""


class Exclusion(AskedOfOne, BadPoints):
    """What of an activity is bad."""


class Inclusion(AskedOfOne):
    """What of an activity is good after all."""

    start_s: Time | None = None
    end_s: Time | None = None
    spoiled: Spoiled | None = Field(default=None, description="Only what was left out as this.")


class SaidFacts(BaseModel):
    """What is said of a whole activity; null takes it back, and what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    name: Line | None = None
    perceived_exertion: float | None = Field(default=None, ge=0, le=10, allow_inf_nan=False)
    pain: float | None = Field(default=None, ge=0, le=10, allow_inf_nan=False)
    pain_place: Line | None = None
    surface: Surface | None = None
    falls: int | None = Field(default=None, ge=0, le=100)
    distance_m: float | None = Field(default=None, ge=1, le=1_000_000, allow_inf_nan=False)
    sport: Line | None = None
    notes: Line | None = None
    lap_convention: Literal["turn", "turn-from-backward"] | None = None


class FactsOfOne(AskedOfOne):
    """What to say of an activity."""

    facts: SaidFacts


class Merge(Asked):
    """Activities that followed one another."""

    activities: list[Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{1,40}$")]] = Field(
        min_length=2, max_length=50
    )


class Revert(Asked):
    """Whether to take a change back, or to let it hold again."""

    again: bool = Field(default=False, description="Let a change that was taken back hold again.")


def _changed(place: Place, visitor: Visitor, outcome: ChangeOutcome) -> Response:
    learn_from(place, visitor, outcome)
    return json_answer(change_document(outcome))


@router.get(
    "/api/activities/{key}/timeline",
    responses=documented(None, "Its stretches, what is left out, and its state."),
)
def timeline(key: Key, place: Here, visitor: Visiting) -> Response:
    """Which way the stretches of an activity went, who says so, and what is left out."""
    return json_answer(timeline_document(timeline_of(place.store, visitor.athlete, key)))


@router.post("/api/activities/merge", responses=CHANGED)
def merge(body: Merge, place: Here, visitor: Visiting) -> Response:
    """Make one activity of several that followed one another."""
    return _changed(
        place, visitor, merge_activities(place.store, body.activities, visitor.edit(is_dry=body.dry_run))
    )


@router.post("/api/activities/{key}/labels", responses=CHANGED)
def labels(key: Key, body: Labels, place: Here, visitor: Visiting) -> Response:
    """Say which way stretches of an activity went."""
    drawn = DrawnTimeline(
        labels=tuple(body.labels),
        left_out=tuple(((each.start_s, each.end_s), each.spoiled) for each in body.leave_out),
        taken_in=tuple((each.start_s, each.end_s) for each in body.take_in),
    )
    edit = edit_of(place, visitor, key, state=body.state, is_dry=body.dry_run)
    return _changed(place, visitor, edit_timeline(place.store, key, drawn, edit))


@router.post("/api/activities/{key}/split", responses=CHANGED)
def split(key: Key, body: Split, place: Here, visitor: Visiting) -> Response:
    """Cut an activity up."""
    edit = edit_of(place, visitor, key, state=body.state, is_dry=body.dry_run)
    return _changed(place, visitor, split_activity(place.store, key, body.at_s, edit))


@router.post("/api/activities/{key}/crop", responses=CHANGED)
def crop(key: Key, body: Crop, place: Here, visitor: Visiting) -> Response:
    """Keep a stretch of an activity alone."""
    edit = edit_of(place, visitor, key, state=body.state, is_dry=body.dry_run)
    return _changed(place, visitor, crop_activity(place.store, key, (body.start_s, body.end_s), edit))


@router.post("/api/activities/{key}/exclude", responses=CHANGED)
def exclude(key: Key, body: Exclusion, place: Here, visitor: Visiting) -> Response:
    """Leave bad points of an activity out."""
    edit = edit_of(place, visitor, key, state=body.state, is_dry=body.dry_run)
    stretch = (body.start_s, body.end_s)
    return _changed(place, visitor, exclude_stretch(place.store, key, stretch, edit, spoiled=body.spoiled))


@router.post("/api/activities/{key}/include", responses=CHANGED)
def include(key: Key, body: Inclusion, place: Here, visitor: Visiting) -> Response:
    """Believe points again that had been left out."""
    edit = edit_of(place, visitor, key, state=body.state, is_dry=body.dry_run)
    from_s = 0.0 if body.start_s is None else body.start_s
    to_s = LONGEST_S if body.end_s is None else body.end_s
    return _changed(
        place, visitor, include_stretch(place.store, key, (from_s, to_s), edit, spoiled=body.spoiled)
    )


@router.post("/api/activities/{key}/facts", responses=CHANGED)
def facts(key: Key, body: FactsOfOne, place: Here, visitor: Visiting) -> Response:
    """Say something of a whole activity."""
    edit = edit_of(place, visitor, key, state=body.state, is_dry=body.dry_run)
    said: dict[str, Any] = {name: getattr(body.facts, name) for name in sorted(body.facts.model_fields_set)}
    return _changed(place, visitor, say_of_activity(place.store, key, said, edit))


@router.delete("/api/activities/{key}", responses=CHANGED)
def remove(
    key: Key,
    place: Here,
    visitor: Visiting,
    state: Annotated[str | None, Query(pattern=STATE)] = None,
    dry_run: bool = False,  # noqa: FBT001, FBT002 - a part of the address
) -> Response:
    """Take an activity out of the log; its original file stays."""
    edit = edit_of(place, visitor, key, state=state, is_dry=dry_run)
    return _changed(place, visitor, remove_activities(place.store, [key], edit))


@router.get("/api/history", responses=HISTORY)
def history(place: Here, visitor: Visiting) -> Response:
    """What was changed in the log."""
    return json_answer(history_document(history_of(place.store, visitor.athlete)))


@router.get("/api/activities/{key}/history", responses=HISTORY)
def history_of_one(key: Key, place: Here, visitor: Visiting) -> Response:
    """What was changed of one activity."""
    return json_answer(history_document(history_of(place.store, visitor.athlete, key)))


@router.post("/api/history/{number}/revert", responses=CHANGED)
def revert(number: Number, body: Revert, place: Here, visitor: Visiting) -> Response:
    """Take a change back, or let one that was taken back hold again."""
    edit = visitor.edit(is_dry=body.dry_run)
    return _changed(place, visitor, revert_change(place.store, number, edit, again=body.again))
