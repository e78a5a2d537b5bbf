"""The calendar, read by a parser that is not the one that wrote it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import InvalidValue
from backstride.formats.calendar import CalendarEvent, EventStatus, write_calendar

EVENT = CalendarEvent(
    uid="abc-w01-1@backstride",
    day=date(2026, 5, 5),
    summary="Backward walk, 24 min",
    description="- 5x 100m backward walk (over one shoulder; mind kerbs), 90s forward walk\nÜber Gras ☕\n",
    minutes=24.4,
    changed_at=datetime(2026, 5, 1, 12, 0, 30, 5, tzinfo=UTC),
)
WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp", "Zs", "Cf", "Co"]), max_size=300
)


def read(data: bytes) -> dict[str, Any]:
    """The events of a calendar by their names."""
    calendar = vobject.readOne(data.decode())
    return {each.uid.value: each for each in getattr(calendar, "vevent_list", [])}


def test_an_event_is_read_as_it_was_written() -> None:
    """Name, day, words, state and version, by an independent parser."""
    (event,) = read(write_calendar([EVENT], name="Backstride")).values()
    assert event.uid.value == "abc-w01-1@backstride"
    assert event.dtstart.value == date(2026, 5, 5)
    assert event.summary.value == EVENT.summary
    assert event.description.value == EVENT.description
    assert event.status.value == "CONFIRMED"
    assert event.sequence.value == "0"
    assert event.dtstamp.value == datetime(2026, 5, 1, 12, 0, 30, tzinfo=UTC)
    assert event.transp.value == "TRANSPARENT"
    assert not hasattr(event, "duration")


def test_a_time_of_day_goes_with_the_athlete() -> None:
    """Six in the evening stays six in the evening in another country, and takes as long as planned."""
    event = read(write_calendar([replace(EVENT, starts_at=time(18, 0))], name="x"))[EVENT.uid]
    assert event.dtstart.value == datetime(2026, 5, 5, 18, 0)  # noqa: DTZ001 (without a zone, as it should be)
    assert event.duration.value == timedelta(minutes=24)
    assert event.transp.value == "OPAQUE"


def test_an_edit_keeps_the_name_and_raises_the_version() -> None:
    """A calendar that has the event brings it up to date instead of adding another one."""
    other = replace(EVENT, uid="abc-w01-2@backstride", day=date(2026, 5, 7))
    first = read(write_calendar([EVENT, other], name="x"))
    moved = replace(EVENT, day=date(2026, 5, 6), sequence=1)
    gone = replace(other, status=EventStatus.CANCELLED, sequence=2)
    second = read(write_calendar([gone, moved], name="x"))
    assert first.keys() == second.keys()
    assert second[EVENT.uid].dtstart.value == date(2026, 5, 6)
    assert second[other.uid].status.value == "CANCELLED"
    for uid, event in second.items():
        assert int(event.sequence.value) > int(first[uid].sequence.value)


@given(summary=WORDS, lines=st.lists(WORDS, max_size=4))
def test_any_words_come_back(summary: str, lines: list[str]) -> None:
    """Commas, backslashes, umlauts and long lines are written so that every program reads them."""
    event = replace(EVENT, summary=summary, description="\n".join(lines))
    data = write_calendar([event], name=summary)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    found = read(data)[EVENT.uid]
    assert found.summary.value == summary
    if event.description:
        assert found.description.value == event.description


def test_the_same_events_give_the_same_bytes() -> None:
    """In whatever order they come; a calendar that nothing happened to does not change."""
    other = replace(EVENT, uid="b@backstride")
    assert write_calendar([EVENT, other], name="x") == write_calendar([other, EVENT], name="x")


def test_a_calendar_is_no_invitation() -> None:
    """With a METHOD some programs ask whether to attend, or refuse to subscribe."""
    data = write_calendar([EVENT], name="x")
    assert b"METHOD" not in data
    assert data.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Backstride//")


def test_a_calendar_without_events_is_one() -> None:
    """Whoever has no plan subscribes to an empty one."""
    assert read(write_calendar([], name="x")) == {}


def test_signs_that_no_calendar_holds_are_left_out() -> None:
    """A bell in the middle of a cue breaks no import."""
    event = read(write_calendar([replace(EVENT, description="a\x07b\x00\nc")], name="x"))[EVENT.uid]
    assert event.description.value == "ab\nc"


@pytest.mark.parametrize("wrong", [{"minutes": 0.0}, {"sequence": -1}, {"uid": " "}])
def test_an_event_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    """Without a name of its own nobody can change it later."""
    with pytest.raises(InvalidValue, match="The event"):
        replace(EVENT, **wrong)
