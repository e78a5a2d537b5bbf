"""The calendar that other programs subscribe to: its address is all the key that it needs."""

import hashlib

from fastapi import APIRouter, Request
from starlette.responses import Response

from backstride.actions.calendars import calendar_of
from backstride.errors import NotInLog
from backstride.web.feeds import athlete_of_feed
from backstride.web.place import Here

router = APIRouter()

KIND = "text/calendar; charset=utf-8"


@router.get("/feed/{secret}.ics", include_in_schema=False)
@router.head("/feed/{secret}.ics", include_in_schema=False)
def feed(secret: str, request: Request, place: Here) -> Response:
    """The sessions of whoever the address belongs to."""
    athlete = athlete_of_feed(place, secret)
    if athlete is None:
        raise NotInLog(
            "There is no calendar at this address.",
            allowed="The address that the page of the plan shows; it changes when it is renewed.",
            remedy="Copy it again from the page of your plan.",
        )
    data = calendar_of(place.store, athlete)
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(data, headers=headers, media_type=KIND)
