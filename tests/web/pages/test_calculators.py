"""The calculators: what they say, what an address makes of them, and the pulse that is kept."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import asking
from tests.web.lived_log import TODAY
from tests.web.pages.test_plan import sent

from backstride.actions.measuring import athlete_of_log, measure
from backstride.athlete import Measurement, Quantity
from backstride.store import Store

HOME = "/calculators"


@pytest.fixture(scope="module")
def asked(lived_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The lived log, for what changes nothing in it."""
    folder = tmp_path_factory.mktemp("asked") / "log"
    shutil.copytree(lived_folder, folder)
    store = Store(folder)
    with asking(store) as client:
        yield client
    store.close()


def page(client: TestClient, status: int = 200, **query: str) -> str:
    """The page of an address, its spaces and marks left out."""
    answer = client.get(f"{HOME}?{urlencode(query)}")
    assert answer.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def resting(store: Store) -> dict[str, float]:
    """What is kept of the resting heart rate, by its day."""
    measured = athlete_of_log(store, "me").athlete.measurements
    return {
        each.measured_on.isoformat(): each.value
        for each in measured
        if each.quantity is Quantity.RESTING_HEART_RATE_BPM
    }


def test_fields_hold_what_the_log_knows(asked: TestClient) -> None:
    """A woman of 46 with a rest of 52: both targets, and all formulas but those for men."""
    text = page(asked)
    assert "144–156" in text
    assert "130 (122 to 140)" in text
    for name in ("Fox", "Tanaka", "Gellish, straight", "Nes", "Inbar", "Gulati (women)", "Sydó (women)"):
        assert name in text
    assert text.count("Sydó (men)") == 1, "it can be chosen, and has no row"


def test_an_empty_log_is_asked_for_an_age(empty_client: TestClient) -> None:
    """Nothing is made up; the other calculators work."""
    text = page(empty_client)
    assert "Give an age" in text
    assert "None of the last seven days has a count" in text
    assert "The energy is unknown without a mass." in text


def test_an_address_stands_for_itself(asked: TestClient) -> None:
    """What it leaves out is unknown, not what the log knows, so that it tells everybody the same."""
    text = page(asked, age="20")
    assert "150–170" in text
    assert "unknown without a resting heart rate" in text
    assert "Sydó (men)" in text
    measured = page(asked, age="20", max="190")
    assert "142–162" in measured
    assert "Your measured maximum, 190 bpm, counts" in measured


def test_ages_on_which_a_formula_was_not_measured_are_told(asked: TestClient) -> None:
    """Twenty is too young for some of them."""
    assert "your age lies outside" in page(asked, age="20")
    assert "your age lies outside" not in page(asked, age="46", sex="male")


def test_costs_are_told_in_both_units_with_their_range(asked: TestClient) -> None:
    """A third more above rest is 29 % more in all; the article's claims stand beside it."""
    text = page(asked, gait="run", speed="6:00", speed_unit="min/km", mass="150", mass_unit="lb")
    assert "10.0 km/h (6:00 min/km), 6.2 mph (9:39 min/mi)" in text
    assert "68.0 kg (150.0 lb)" in text
    assert "+29 %" in text
    assert "running forward at 4:33 min/km (4:27 min/km to 4:39 min/km)" in text
    assert "within what was measured" in text
    assert "not confirmed" in text


def test_downhill_backward_is_told_as_unknown(asked: TestClient) -> None:
    """And very fast as beyond what was measured."""
    assert "Backward downhill: unknown." in page(asked, speed="9", grade="-5")
    assert "outside of what was measured" in page(asked, speed="18", grade="0")
    assert "nobody goes this fast" in page(asked, gait="walk", speed="15")


def test_a_mile_is_split_by_laps(asked: TestClient) -> None:
    """Eight minutes for the mile: 1:59 a lap, and a little more for the rest."""
    text = page(asked, pace="8:00", pace_unit="min/mi")
    assert "Time over one mile 8:00" in text
    assert "400 m 400 1:59" in text
    assert "one mile 1,609 8:00" in text


@pytest.mark.parametrize(
    "query",
    [
        {"age": "-1"},
        {"age": "4"},
        {"age": "1e3"},
        {"age": "46", "rest": "10"},
        {"age": "46", "rest": "130", "max": "120"},
        {"age": "46", "formula": "nobody"},
        {"age": "46", "sex": "male", "formula": "gulati"},
        {"age": "46", "low": "90", "high": "80"},
        {"age": "46", "zones": "110; x"},
        {"age": "46", "zones": "150; 110"},
        {"age": "4\x006"},
        {"age": "46", "sex": "x" * 5000},
        {"gait": "fly", "speed": "9"},
        {"speed": ""},
        {"speed": "0"},
        {"speed": "0", "speed_unit": "min/km"},
        {"speed": "9", "speed_unit": "knots"},
        {"speed": "9", "grade": "--5"},
        {"speed": "9", "mass": "1"},
        {"speed": "9", "sessions": "9999999"},
        {"pace": "999999999"},
        {"pace": "6:00", "pace_unit": "min/km", "every": "0"},
        {"pace": "6:00", "pace_unit": "min/km", "distance": "9", "distance_unit": "parsec"},
        {"pace": "{{ 7 * 7 }}"},
    ],
    ids=repr,
)
def test_what_cannot_be_is_told_where_it_was_typed(asked: TestClient, query: dict[str, str]) -> None:
    """The field keeps it, and the other calculators go on."""
    answer = asked.get(HOME, params=query)
    assert answer.status_code == 422
    assert answer.text.count("notice warning") == 1
    assert "<h1" in answer.text


def test_what_was_typed_is_shown_as_text(asked: TestClient) -> None:
    """Nothing of an address becomes a part of the page."""
    answer = asked.get(HOME, params={"age": '"><script>alert(1)</script>'})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_a_count_is_kept_as_the_resting_heart_rate_of_its_day(client: TestClient, lived_store: Store) -> None:
    """Half a minute is doubled; the page then says so, and its fields know it."""
    answer = sent(client, f"{HOME}/pulse", {"beats": "27", "counted": "30"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/calculators?kept=count#pulse")
    assert resting(lived_store)[TODAY.isoformat()] == 54.0
    text = page(client, kept="count")
    assert "Your resting heart rate is kept." in text
    assert "Mean 54.0 bpm of 1 morning" in text
    assert 'value="54"' in client.get(HOME).text


def test_several_mornings_are_averaged(client: TestClient, lived_store: Store) -> None:
    """The mean is kept where that is wished for; counting again on a day replaces its count."""
    for days, value in ((1, 50.0), (2, 52.0)):
        day = TODAY - timedelta(days=days)
        kept = Measurement(quantity=Quantity.RESTING_HEART_RATE_BPM, value=value, measured_on=day)
        measure(lived_store, "me", kept)
    for _ in range(2):
        assert sent(client, f"{HOME}/pulse", {"beats": "57", "counted": "60", "keep": "mean"}).is_redirect
        assert resting(lived_store)[TODAY.isoformat()] == 53.0


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"beats": ""},
        {"beats": "fifty"},
        {"beats": "0"},
        {"beats": "5", "counted": "60"},
        {"beats": "500"},
        {"beats": "54", "counted": "15"},
        {"beats": "54", "counted": "x"},
        {"beats": "54", "day": "2027-01-01"},
        {"beats": "54", "day": "yesterday"},
        {"beats": "1e309"},
        {"beats": "\x00"},
    ],
    ids=repr,
)
def test_a_count_that_cannot_be_is_told_and_not_kept(asked: TestClient, typed: dict[str, str]) -> None:
    """What was typed stays in its field."""
    store = asked.app.state.place.store  # type: ignore[attr-defined]  # it is ours
    before = resting(store)
    answer = sent(asked, f"{HOME}/pulse", typed)
    assert answer.status_code == 422
    assert "notice warning" in answer.text
    if typed.get("beats") == "fifty":
        assert 'value="fifty"' in answer.text
    assert resting(store) == before


def test_a_count_needs_a_form_of_ours(client: TestClient, lived_store: Store) -> None:
    """Nobody else can set somebody's pulse; opened as a page, the address leads to the form."""
    before = resting(lived_store)
    assert client.post(f"{HOME}/pulse", data={"beats": "54"}).status_code == 422
    assert resting(lived_store) == before
    assert client.get(f"{HOME}/pulse", follow_redirects=False).headers["location"] == "/calculators#pulse"


def test_whoever_reads_miles_finds_miles_and_pounds(asked: TestClient) -> None:
    """The fields are filled in the reader's units, and say so."""
    text = asked.get(HOME, headers={"accept-language": "en-US"}).text
    assert "<option selected>mph</option>" in text
    assert 'value="141.1"' in text
