"""Activities that look alike, side by side, and what the person says of them."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from backstride.actions.reviewing import Copy, decide_copies
from backstride.errors import BackstrideError, InvalidValue
from backstride.log import Verdict
from backstride.store import LogEntry
from backstride.web.copies import VERDICTS, pairs_of
from backstride.web.form_values import text_of, typed_of
from backstride.web.paging import page_count
from backstride.web.place import Here, Place
from backstride.web.rendering import render
from backstride.web.troubles import status_of
from backstride.web.visitor import Form, Visiting, Visitor

router = APIRouter()

A_PAGE: Final = 10
"""So many pairs stand on a page."""
GROUPS: Final = (Verdict.DOUBTFUL, Verdict.SAME, Verdict.DIFFERENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two activities that look alike."""

    entry: LogEntry
    file: str | None
    """What its file was called; None where it was made of others."""
    letter: str
    """How the page calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two activities that look alike."""

    copy: Copy
    sides: tuple[Side, Side]

    @property
    def kept(self) -> Side | None:
        """The one that stands for both; None where both count."""
        first, second = self.sides
        if first.entry.duplicate_of == second.entry.key:
            return second
        return first if second.entry.duplicate_of == first.entry.key else None


@router.get("/duplicates", include_in_schema=False)
def duplicates(
    request: Request,
    place: Here,
    visitor: Visiting,
    group: Verdict = Verdict.DOUBTFUL,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Pairs of one kind, a few at a time."""
    return _page(request, place, visitor, group=group, page=page)


def _page(
    request: Request,
    place: Place,
    visitor: Visitor,
    *,
    group: Verdict,
    page: int,
    trouble: BackstrideError | None = None,
) -> Response:
    copies = pairs_of(place, visitor.athlete)
    of_group = [copy for copy in copies if copy.pair.verdict is group]
    some = of_group[(page - 1) * A_PAGE : page * A_PAGE]
    return render(
        request,
        "duplicates.html.j2",
        visitor=visitor,
        status=status_of(trouble),
        trouble=trouble,
        pairs=_with_files(place, some),
        group=group,
        groups={each: sum(copy.pair.verdict is each for copy in copies) for each in GROUPS},
        page=page,
        page_count=page_count(len(of_group), A_PAGE),
    )


def _with_files(place: Place, copies: list[Copy]) -> list[Pair]:
    entries = [entry for copy in copies for entry in (copy.first, copy.second)]
    with place.store.reading() as log:
        activities = log.activities.activities([entry.key for entry in entries])
        names = log.figures.original_names(
            [window.original for each in activities.values() for window in each.windows]
        )

    def side(entry: LogEntry, letter: str) -> Side:
        activity = activities.get(entry.key)
        file = None if activity is None else names.get(activity.windows[0].original)
        return Side(entry=entry, file=file, letter=letter)

    return [Pair(copy=copy, sides=(side(copy.first, "A"), side(copy.second, "B"))) for copy in copies]


@router.post("/duplicates", include_in_schema=False)
def decide(request: Request, place: Here, visitor: Visiting, form: Form) -> Response:
    """Keep one of two, or both, or leave it to what was measured."""
    named = typed_of(form, "group")
    group = Verdict(named) if named in set(Verdict) else Verdict.DOUBTFUL
    try:
        # What was pressed: a verdict, or "same" and which of the two stays.
        said, _, keep = text_of(form, "verdict").partition(" ")
        if said not in VERDICTS:
            raise InvalidValue(
                "It is not clear what you decided.",
                allowed="One activity, two different ones, or left open.",
                remedy="Choose one of the buttons.",
            )
        both = (text_of(form, "first"), text_of(form, "second"))
        decide_copies(place.store, both, VERDICTS[said], visitor.edit(), keep=keep or None)
    except BackstrideError as trouble:
        return _page(request, place, visitor, group=group, page=1, trouble=trouble)
    return RedirectResponse(f"/duplicates?group={group.value}", 303)
