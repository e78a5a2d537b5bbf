"""How moments are written for a reader."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from backstride.web.phrases import phrases
from backstride.web.writing import Writing


@pytest.fixture
def _in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's clock shows the time of Berlin, summer time included."""
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_in_berlin")
def test_a_moment_has_the_time_that_clocks_showed_on_that_day() -> None:
    """What was done in winter stays where it was when summer time begins."""
    write = Writing(phrases=phrases("en"))
    assert write.moment(datetime(2026, 1, 15, 11, 30, tzinfo=UTC)) == "Thu 15 Jan 2026, 12:30"
    assert write.moment(datetime(2026, 7, 15, 11, 30, tzinfo=UTC)) == "Wed 15 Jul 2026, 13:30"
    assert write.moment(datetime(2026, 7, 15, 22, 30, tzinfo=UTC)) == "Thu 16 Jul 2026, 00:30"


def test_a_minus_is_printed_as_one() -> None:
    """A hyphen is shorter than a plus, and breaks lines; nothing is no less than nothing."""
    for language, written in (("en", "−1,234.5"), ("de", "−1.234,5")):
        write = Writing(phrases=phrases(language))
        assert write.number(-1234.5, 1) == written
        assert write.number(-0.04, 1).startswith("0")
