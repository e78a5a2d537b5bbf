"""Write a training calendar as iCalendar, which every calendar program reads and brings up to date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

import icalendar

from backstride import __version__
from backstride.errors import InvalidValue

PRODUCT: Final = f"-//Backstride//Training {__version__}//EN"


class EventStatus(StrEnum):
    """How sure an event is, as iCalendar writes it."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """A session as a calendar shows it."""

    uid: str
    """The same for ever, so that calendars know it again."""
    day: date
    summary: str
    description: str = ""
    starts_at: time | None = None
    """By the clock of wherever the athlete is; None for a day without a time."""
    minutes: float
    """Shown where it has a time. [min]"""
    status: EventStatus = EventStatus.CONFIRMED
    sequence: int = 0
    """How often it changed; of two versions calendars believe the higher."""
    changed_at: datetime
    """When it last did."""

    def __post_init__(self) -> None:
        if not self.minutes > 0.0 or self.sequence < 0 or not self.uid.strip():
            raise InvalidValue(
                f"The event {self.uid!r} takes {self.minutes:g} minutes and changed {self.sequence} times.",
                allowed="An event has a name of its own, takes some time, and changed never or more often.",
                remedy="Give it what is missing.",
            )


def write_calendar(events: Iterable[CalendarEvent], *, name: str) -> bytes:
    """Write events as one calendar; the same events give the same bytes.

    It has no METHOD: it is a calendar to be imported or subscribed to, not an invitation.

    Parameters
    ----------
    events
        In any order.
    name
        What the calendar is called.

    Returns
    -------
    bytes
        The calendar, in UTF-8, its lines folded and ended as the standard asks (RFC 5545).
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    for each in sorted(events, key=lambda event: (event.day, event.uid)):
        calendar.add_component(_event(each))
    data: bytes = calendar.to_ical()
    return data


def _event(event: CalendarEvent) -> icalendar.Event:
    made = icalendar.Event()
    changed_at = event.changed_at.astimezone(UTC).replace(microsecond=0)
    made.add("uid", event.uid)
    made.add("sequence", event.sequence)
    made.add("dtstamp", changed_at)
    made.add("last-modified", changed_at)
    made.add("status", event.status.value)
    made.add("summary", event.summary)
    if event.starts_at is None:
        # A day has no duration in minutes, and what may be done at any hour blocks none.
        made.add("dtstart", event.day)
        made.add("transp", "TRANSPARENT")
    else:
        made.add("dtstart", datetime.combine(event.day, event.starts_at.replace(tzinfo=None)))
        made.add("duration", timedelta(minutes=max(1, round(event.minutes))))
        made.add("transp", "OPAQUE")
    if event.description:
        made.add("description", _printable(event.description))
    made.add("class", "PRIVATE")
    return made


def _printable(text: str) -> str:
    """Text without the signs that no calendar may hold."""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n")
