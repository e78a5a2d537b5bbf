"""The page of one activity: what it says, in whose units, and what it does where something is missing."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import asking

from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.listing import list_activities
from backstride.store import Store

TRACK = """<?xml version="1.0"?><gpx version="1.1" creator="<b>&amp;" xmlns="http://www.topografix.com/GPX/1/1">
<trk><name>&lt;script&gt;alert(1)&lt;/script&gt;</name><trkseg>{points}</trkseg></trk></gpx>"""


@pytest.fixture(scope="module")
def store(lived_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The lived log, and a track without times whose name is hostile."""
    folder = tmp_path_factory.mktemp("shown")
    shutil.copytree(lived_folder, folder / "log")
    opened = Store(folder / "log")
    points = "".join(f'<trkpt lat="52.{place:04}" lon="13.4"/>' for place in range(400, 440))
    text = TRACK.replace('creator="<b>&amp;"', 'creator="somebody"').format(points=points)
    (folder / "untimed.gpx").write_text(text)
    import_paths(opened, [folder / "untimed.gpx"], ImportSettings(athlete="me", processes=1))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def reader(store: Store) -> Iterator[TestClient]:
    """The app over it."""
    with asking(store) as client:
        yield client


@pytest.fixture(scope="module")
def named(store: Store) -> dict[str, str]:
    """The key of each activity, by its name."""
    found = list_activities(store, "me").activities
    return {each.entry.summary.name or each.entry.summary.sport: each.entry.key for each in found}


def test_it_says_in_a_sentence_how_much_went_backward_and_what_it_cost(
    reader: TestClient, named: dict[str, str]
) -> None:
    """The first thing to read is the answer, with the range of what is a model."""
    text = reader.get(f"/activities/{named['Backward 200s']}").text
    assert "You went 1.21 km backward, running, for 8:37 of 35:13 on the move." in text
    assert re.search(r"It cost about \d+ kcal \(\d+ to \d+\)\.", text)
    assert re.search(r"Running backward, beside running forward: \d+ % of the speed; a heart rate", text)
    assert "Simulated: no person moved" in text


def test_every_part_of_it_stands_on_the_page(reader: TestClient, named: dict[str, str]) -> None:
    """Charts, route, stretches, directions, heart, cost, bests, laps, evidence and where it comes from."""
    text = reader.get(f"/activities/{named['Backward 200s']}").text
    heads = re.findall(r'<h2 id="[^"]+">([^<]+)</h2>', text)
    assert [head for head in heads if head != "Which way was it?"] == [
        "Along the time",
        "Where",
        "Stretch by stretch",
        "By direction",
        "Heart rate and zones",
        "Cost",
        "Best efforts",
        "Laps",
        "How we know",
        "What was said of it",
        "Where it comes from",
    ]
    assert re.findall(r'data-column="(\w+)"', text) == [
        "speed_m_s",
        "heart_rate_bpm",
        "cadence_spm",
        "step_length_m",
    ]
    assert re.search(r'data-band="\d+\.\d \d+\.\d \d+\.\d \d+\.\d"', text)
    assert re.search(r"(over )?\d\d % sure", text)
    assert "Equivalent forward pace" in text


def test_miles_are_written_for_those_who_read_miles(reader: TestClient, named: dict[str, str]) -> None:
    """Charts, sentences and tables are in the reader's units, and none of them in both."""
    headers = {"Accept-Language": "en-US"}
    text = reader.get(f"/activities/{named['Backward 200s']}", headers=headers).text
    assert "2.74 mi" in text
    assert 'data-unit="mph"' in text
    assert "min/km" not in text
    assert not re.search(r"\d km/h", text.split("What the numbers rest on", maxsplit=1)[0])


def test_what_nobody_labelled_stays_unknown_and_the_page_says_how_to_tell(
    reader: TestClient, named: dict[str, str]
) -> None:
    """Unknown is not forward, and the way out is a link."""
    text = reader.get(f"/activities/{named['running']}").text
    assert "Which way this went is unknown" in text
    assert "if what is unknown went forward" in text
    assert f'href="/activities/{named["running"]}/timeline">Say which way' in text
    assert "--label" not in text


def test_a_treadmill_has_no_route_and_nothing_is_missing_for_it(
    reader: TestClient, named: dict[str, str]
) -> None:
    """Without positions the page says why there is no map, and draws all else."""
    text = reader.get(f"/activities/{named['Backward on the treadmill']}").text
    assert "No positions were recorded." in text
    assert "data-map" not in text
    assert "data-charts" in text


def test_a_track_without_times_is_shown_as_a_shape_alone(reader: TestClient, named: dict[str, str]) -> None:
    """Without times there are no charts, the route is drawn all the same, and its name is only text."""
    [name] = [name for name in named if "script" in name]
    text = reader.get(f"/activities/{named[name]}").text
    assert "There is no time to draw along." in text
    assert "data-map" in text
    assert "data-charts" not in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_charts_stand_in_a_table_too(reader: TestClient, named: dict[str, str]) -> None:
    """Whoever cannot see charts reads the same numbers, with the way of each."""
    text = reader.get(f"/activities/{named['Backward 200s']}").text
    table = text.split("read every 1:00")[2].split("</table>")[0]
    rows = table.count("<tr>") - 1
    assert rows == 36  # from 0:00 to 35:00
    assert "paused" in table
    assert "backward run" in table


def test_whatever_names_it_leads_to_its_own_address(reader: TestClient, named: dict[str, str]) -> None:
    """A key's first letters, its day and the latest lead to the one address that is kept."""
    key = named["First steps backward"]
    for written in (key[:6], key.upper(), "2026-04-01"):
        answer = reader.get(f"/activities/{written}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/activities/{key}")


@pytest.mark.parametrize("written", ["ffffffffffff", "a%00b", "..%2f..", "x" * 80])
def test_what_names_nothing_is_told(reader: TestClient, written: str) -> None:
    """An address that nothing stands at is a page with a way back, not a fault."""
    answer = reader.get(f"/activities/{written}")
    assert answer.status_code == 404
    assert 'class="button" href="/"' in answer.text


def test_it_is_complete_in_german(reader: TestClient, named: dict[str, str]) -> None:
    """Numbers and days are the reader's, and the page says that it is German."""
    text = reader.get(f"/activities/{named['Backward 200s']}", headers={"Accept-Language": "de"}).text
    assert '<html lang="de"' in text
    assert "4,42 km" in text
    assert "5. April 2026" in text
