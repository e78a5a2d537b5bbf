from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.formats.archives.strava import _months
from backstride.formats.archives.written_dates import read_date

MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
AFTERNOON = datetime(2022, 5, 29, 15, 53, 35, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "May 29, 2022, 3:53:35 PM",
        "May 29, 2022, 3:53:35\u202fPM",
        "29 May 2022, 15:53:35",
        "29 May 2022 at 3:53:35 p.m.",
        "29.05.2022, 15:53:35",
        "29. Mai 2022, 15:53:35",
        "29 mai 2022 à 15:53:35",
        "29 mai 2022, 15:53:35",
        "29/05/2022 15:53:35",
        "05/29/2022 15:53:35",
        "2022-05-29 15:53:35",
        "2022-05-29T15:53:35Z",
    ],
)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    """The language of the account decides how dates look."""
    assert read_date(text, _months()) == AFTERNOON


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2 févr. 2022, 1:00:00", 2),
        ("2. März 2022, 1:00:00", 3),
        ("2 août 2022, 1:00:00", 8),
        ("Dez. 2, 2022, 1:00", 12),
    ],
)
def test_months_are_known_in_three_languages(text: str, month: int) -> None:
    """With their dots, accents and umlauts."""
    assert read_date(text, _months()) == datetime(2022, month, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(("text", "hour"), [("12:00:00 AM", 0), ("12:30:00 PM", 12), ("1:00:00 AM", 1)])
def test_noon_and_midnight_are_told_apart(text: str, hour: int) -> None:
    """Twelve in the morning is midnight."""
    found = read_date(f"May 1, 2022, {text}", _months())
    assert found is not None
    assert found.hour == hour


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2022 10:00:00",
        "30.02.2022, 10:00:00",
        "May 1, 2022, 13:00:00 PM",
        "10:00:00",
        "May May 1 2022 10:00",
    ],
)
def test_a_date_that_could_be_two_or_none_is_missing(text: str) -> None:
    """A guess could put a session into the wrong month."""
    assert read_date(text, _months()) is None


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    """What is no date is missing."""
    assert read_date(text, _months()) is None or ":" in text or "h" in text.lower()


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 - the zone is set below
def test_each_moment_is_read_back_in_each_form(moment: datetime) -> None:
    """Any day of any year, in all three languages."""
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    clock, half = f"{moment:%I:%M:%S}", "AM" if moment.hour < 12 else "PM"
    name = MONTHS[3 * moment.month - 3 : 3 * moment.month]
    for text in (
        f"{name} {moment.day}, {moment.year}, {clock} {half}",
        f"{moment.day:02}.{moment.month:02}.{moment.year}, {moment:%H:%M:%S}",
        f"{moment.year}-{moment.month:02}-{moment.day:02} {moment:%H:%M:%S}",
    ):
        assert read_date(text, _months()) == moment
