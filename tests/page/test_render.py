"""What the page says and holds, without a browser."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import cast

import numpy as np
import pytest
from lxml import html
from tests.cli.silent_session import silent_session

from backstride.athlete import AthleteOnDay
from backstride.bout import Bout, Evidence, EvidenceKind, Gait, Travel
from backstride.direction import bouts
from backstride.errors import FileRefused, UnknownFormat
from backstride.page import render
from backstride.recording import ReadingWarning, Recording, Samples, Sport
from backstride.session import SessionReport, heart_model, session_report
from backstride.wording import PARTLY_NOTE, SURE_NOTE

HOSTILE = '<script>alert("1")</script>\'"&.fit'
LARGEST_PAGE_BYTES = 400_000

Simulated = Callable[[str], SessionReport]
MakeReport = Callable[..., SessionReport]
MakeBout = Callable[..., Bout]


def refusal(found: str = "The file seems to be a ZIP archive.") -> FileRefused:
    """A file that gave no recording."""
    return UnknownFormat(found, allowed="FIT, GPX and TCX are read.", remedy="Unpack it.")


def page_of(report: SessionReport, name: str = "a.fit") -> html.HtmlElement:
    """The page of one report, parsed."""
    return html.document_fromstring(render([(name, report)]))


def text_of(element: html.HtmlElement) -> str:
    """What an element says, in one line."""
    return re.sub(r"\s+", " ", element.text_content()).strip()


def find(element: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    """The elements that an XPath leads to."""
    return cast("list[html.HtmlElement]", element.xpath(path))


def texts(element: html.HtmlElement, path: str) -> list[str]:
    """The attributes that an XPath leads to."""
    return cast("list[str]", element.xpath(path))


def rows(page: html.HtmlElement, table: str) -> list[list[str]]:
    """The cells of a table's body."""
    return [
        [text_of(cell) for cell in find(row, "./th|./td")]
        for row in find(page, f"//table[@class='{table}']/tbody/tr")
    ]


def lines(page: html.HtmlElement, chart: str) -> dict[str, str]:
    """The path of each direction in a chart."""
    paths = find(page, f"//figure[@data-name='{chart}']//path[contains(@class, 'line')]")
    return {path.get("class").split()[1]: path.get("d") for path in paths}


def empty_reports(runner: AthleteOnDay) -> Iterator[tuple[str, SessionReport]]:
    """Recordings that lack nearly everything, by what they lack."""
    heart = heart_model(runner)
    nobody = AthleteOnDay()
    bare = np.arange(60.0)
    recordings = {
        "samples": Samples.of(np.zeros(0)),
        "times": Samples.of(np.full(3, np.nan), latitude_deg=np.arange(3.0), longitude_deg=np.zeros(3)),
        "duration": Samples.of(np.zeros(1), heart_rate_bpm=np.array([90.0])),
        "columns": Samples.of(bare),
        "movement": Samples.of(bare, speed_m_s=np.zeros(60), cadence_spm=np.zeros(60)),
    }
    for lacking, samples in recordings.items():
        recording = Recording(format="gpx", samples=samples, started_at=None)
        yield lacking, session_report(recording, bouts(recording), nobody, heart)


def test_the_same_report_gives_the_same_page(simulated: Simulated) -> None:
    """A page depends on its report alone: neither on the clock nor on the order of a set."""
    report = simulated("track-intervals")
    assert render([("a.fit", report)]) == render([("a.fit", report)])


@pytest.mark.parametrize("name", ["track-intervals", "first-steps", "unlabelled"])
def test_every_bout_is_in_the_table(simulated: Simulated, name: str) -> None:
    """Nothing that was told apart is left out, however short."""
    report = simulated(name)
    table = rows(page_of(report), "stretches")
    assert len(table) == len(report.bouts)
    for row, each in zip(table, report.bouts, strict=True):
        assert each.bout.gait.value in row[1]
        assert (each.bout.travel.value if each.bout.travel is not Travel.UNKNOWN else "unknown") in row[1]


def test_a_direction_has_a_sign_and_a_word(simulated: Simulated) -> None:
    """Somebody who sees no colour still sees which way: an arrow, the word, a hatch and the place."""
    page = page_of(simulated("track-intervals"))
    backward = [row for row in rows(page, "stretches") if "backward" in row[1]]
    assert backward
    assert all(row[0].startswith("←") for row in backward)
    blocks = find(page, "//figure[contains(@class, 'ribbon')]//g[@class='backward']")
    middle_px = 32
    assert len(blocks) == len(backward)
    for block in blocks:
        assert int(find(block, "./rect")[0].get("y") or 0) >= middle_px
        assert "backward run" in block.findtext("title")
    forward = find(page, "//figure[contains(@class, 'ribbon')]//g[@class='forward']/rect")
    assert all(int(block.get("y")) + int(block.get("height")) <= middle_px for block in forward)


@pytest.mark.parametrize("column", ["heart_rate_bpm", "speed_m_s", "cadence_spm", "step_length_m"])
def test_missing_values_leave_a_gap(make_report: MakeReport, make_bout: MakeBout, column: str) -> None:
    """A strap that dropped out for a minute is not bridged by a line; one that blinked is."""
    titles = {
        "heart_rate_bpm": "Heart rate",
        "speed_m_s": "Speed",
        "cadence_spm": "Cadence",
        "step_length_m": "Step length",
    }
    values = np.full(300, 2.0)
    values[50:55] = np.nan
    values[100:160] = np.nan
    report = make_report(np.arange(300.0), [make_bout(0, 299)], **{column: values})
    assert lines(page_of(report), titles[column])["forward"].count("M") == 2


def test_a_line_takes_the_colour_of_its_bout(make_report: MakeReport, make_bout: MakeBout) -> None:
    """Each direction is a path of its own, sideways and unknown too."""
    stretches = [make_bout(60.0 * place, 60.0 * place + 60, travel) for place, travel in enumerate(Travel)]
    report = make_report(np.arange(241.0), stretches, speed_m_s=np.full(241, 2.0))
    assert set(lines(page_of(report), "Speed")) == {travel.value for travel in Travel}


def test_names_from_outside_are_text(make_report: MakeReport, make_bout: MakeBout) -> None:
    """A file or track whose name holds markup shows it, and runs nothing."""
    said = Evidence(kind=EvidenceKind.NAME, travel=Travel.BACKWARD, probability=0.8, detail=HOSTILE)
    report = make_report(np.arange(60.0), [replace(make_bout(0, 59), evidence=(said,), travel=said.travel)])
    recording = replace(
        report.recording,
        names={"session": HOSTILE},
        sport=Sport(name=HOSTILE),
        warnings=(ReadingWarning(slug="odd", message=HOSTILE),),
    )
    text = render([(HOSTILE, replace(report, recording=recording))], [(HOSTILE, refusal(HOSTILE))])
    page = html.document_fromstring(text)
    assert text.count("<script") == 1
    assert len(find(page, "//script")) == 1
    assert HOSTILE in text_of(find(page, "//dl[@class='facts']")[0])
    assert not find(page, "//*[@onclick or @onload or @onerror or @style]")


def test_a_page_of_ten_hours_stays_small(ten_hours: SessionReport) -> None:
    """A long day can be sent by mail, and drawn by a telephone."""
    assert len(render([("day.fit", ten_hours)]).encode()) < LARGEST_PAGE_BYTES


def test_a_page_asks_for_nothing(simulated: Simulated) -> None:
    """There is no address that a browser would fetch by itself, and the policy forbids any."""
    page = page_of(simulated("track-intervals"))
    assert not find(
        page, "//img | //iframe | //object | //embed | //script[@src] | //link[@rel='stylesheet']"
    )
    assert texts(page, "//link/@href") == ["data:,"]
    assert "url(http" not in page.findtext(".//style")
    policy = texts(page, "//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_an_unknown_direction_is_said_to_be_unknown(runner: AthleteOnDay) -> None:
    """Without a word on it, and steps that tell, nothing is called forward; the page says how to tell."""
    recording = silent_session("unlabelled", datetime(2026, 11, 20, 7, tzinfo=UTC))
    page = page_of(session_report(recording, bouts(recording), runner, heart_model(runner)))
    lead = text_of(find(page, "//p[@class='lead']")[0])
    assert lead == "Which way this went is unknown: no label, workout step, lap or name says so."
    assert "forward" not in {row[1].split()[0] for row in rows(page, "stretches")}
    assert "--label" in text_of(find(page, "//main")[0])
    assert "as it may have gone backward" in text_of(find(page, "//main")[0])


def test_what_is_not_known_is_a_dash_and_not_zero(make_report: MakeReport, make_bout: MakeBout) -> None:
    """Without a sensor, a mass or an age there is no number, least of all nought."""
    report = make_report(
        np.arange(120.0), [make_bout(0, 119)], athlete=AthleteOnDay(), speed_m_s=np.full(120, 2.5)
    )
    page = page_of(report)
    figures = {text_of(dt): text_of(dt.getnext()) for dt in find(page, "//dl[@class='figures']//dt")}
    assert figures["Heart rate"] == "– no sensor"
    assert figures["In target range"] == "– needs your age or maximum"
    assert figures["Energy"] == "– unknown"
    assert rows(page, "stretches")[0][5:10] == ["–", "–", "–", "–", "0.33 0.28 to 0.37 kcal/kg"]


def test_a_zero_is_a_number(make_report: MakeReport, make_bout: MakeBout) -> None:
    """Standing still at 0 km/h was measured, and is not a dash."""
    still = make_bout(0, 59, Travel.UNKNOWN, Gait.STANDING)
    report = make_report(
        np.arange(60.0), [still], speed_m_s=np.zeros(60), distance_m=np.zeros(60), cadence_spm=np.zeros(60)
    )
    row = rows(page_of(report), "stretches")[0]
    assert row[1:5] == ["standing", "–", "0 m", "0.0"]
    assert row[7] == "0"


@pytest.mark.parametrize("lacking", ["samples", "times", "duration", "columns", "movement"])
def test_a_poor_recording_has_a_page_all_the_same(runner: AthleteOnDay, lacking: str) -> None:
    """Whatever a recording lacks, the page says so in words, and draws no broken chart."""
    report = dict(empty_reports(runner))[lacking]
    text = render([("poor.gpx", report)])
    page = html.document_fromstring(text)
    assert not re.search(r"\bnan\b|\binf\b|None", text_of(find(page, "//main")[0]), re.IGNORECASE)
    assert not re.search(r'="[^"]*\b(nan|inf)\b', text)
    assert find(page, "//p[@class='empty']")
    assert bool(find(page, "//figure")) == (lacking in {"columns", "movement"})


def test_a_simulated_session_is_marked(
    simulated: Simulated, make_report: MakeReport, make_bout: MakeBout
) -> None:
    """Nobody takes a model athlete for a person, nor a person for a model."""
    real = make_report(np.arange(60.0), [make_bout(0, 59)])
    assert len(find(page_of(simulated("first-steps")), "//p[@class='stamp']")) == 1
    assert not find(page_of(real), "//p[@class='stamp']")


def test_the_answer_says_which_way_what_it_cost_and_how_it_compares(simulated: Simulated) -> None:
    """The first words on the page are what one came for."""
    report = simulated("track-intervals")
    answer = text_of(find(page_of(report), "//section[@class='answer']/div")[0])
    assert re.match(r"You went [\d.]+ km backward, running, for [\d:]+ of [\d:]+ on the move\.", answer)
    assert re.search(r"It cost about \d+ kcal \(\d+ to \d+\)", answer)
    assert re.search(r"running backward at \d+% of your forward speed, with the heart \d+ beats? \w+", answer)
    assert re.search(r"each kilometre taking 1\.\d+ times the oxygen by the cost model", answer)


def test_the_target_range_is_drawn_with_its_uncertainty(make_report: MakeReport, make_bout: MakeBout) -> None:
    """A range from a formula has soft edges, and its ends are said with their own ranges."""
    report = make_report(np.arange(60.0), [make_bout(0, 59)], heart_rate_bpm=np.linspace(90, 190, 60))
    figure = find(page_of(report), "//figure[@data-name='Heart rate']")[0]
    outer, inner = find(figure, ".//rect[contains(@class, 'band')]")
    assert float(outer.get("y")) < float(inner.get("y"))
    assert float(outer.get("height")) > float(inner.get("height"))
    # 46 years: 220 - 46 = 174, give or take 12; 52 + 0.75 (174 - 52) = 143.5, give or take 9.
    assert "144 (134 to 152) to 156 (146 to 166) bpm, by heart-rate reserve" in text_of(figure)


def test_a_comparison_shows_its_ratio(simulated: Simulated) -> None:
    """Backward beside forward, with the factor, and the modelled told from the measured."""
    table = {
        row[0].split(" ")[0]: row for row in rows(page_of(simulated("track-intervals")), "comparison-run")
    }
    assert re.fullmatch(r"× 0\.\d\d", table["Speed"][3])
    assert re.fullmatch(r"× 1\.\d\d", table["Cadence"][3])
    assert "not measured" in table["Oxygen"][0]


def test_equal_forward_pace_is_for_running_backward_alone(simulated: Simulated) -> None:
    """What costs as much as walking backward would not be a walk, so it gets no pace."""
    page = page_of(simulated("treadmill"))
    assert text_of(find(page, "//table[@class='stretches']//th")[-7]) != ""
    for row in rows(page, "stretches"):
        assert (row[-1] != "–") == (row[1] == "backward run")
    assert "Equal forward" not in text_of(page_of(simulated("first-steps")))


def test_what_was_overruled_is_shown(make_report: MakeReport, make_bout: MakeBout) -> None:
    """A name that says otherwise than the workout step is not silently dropped."""
    stretch = make_bout(0, 59)
    name = Evidence(
        kind=EvidenceKind.NAME, travel=Travel.BACKWARD, probability=0.8, detail='the file is named "retro"'
    )
    report = make_report(np.arange(60.0), [replace(stretch, evidence=(*stretch.evidence, name))])
    said = rows(page_of(report), "stretches")[0][2]
    assert "against the file is named “retro”, which says backward (80%)" in said


def test_quotes_within_a_name_are_left_as_they_are(make_report: MakeReport, make_bout: MakeBout) -> None:
    """The page's quotation marks go about a name; the name itself belongs to whoever gave it."""
    said = Evidence(
        kind=EvidenceKind.LAP, travel=Travel.BACKWARD, probability=0.97, detail='lap 1 "6" steps backward"'
    )
    report = make_report(np.arange(60.0), [replace(make_bout(0, 59), evidence=(said,), travel=said.travel)])
    assert rows(page_of(report), "stretches")[0][2].startswith('lap 1 “6" steps backward”')


@pytest.mark.parametrize(
    "detail", ['lap 2 "backward"', "lap press 1, by the convention that each press turns about"]
)
def test_laps_are_explained_whether_named_or_pressed(
    make_report: MakeReport, make_bout: MakeBout, detail: str
) -> None:
    """Nobody whose laps have names is told that they pressed a button and said what it means."""
    said = Evidence(kind=EvidenceKind.LAP, travel=Travel.BACKWARD, probability=0.9, detail=detail)
    report = make_report(np.arange(60.0), [replace(make_bout(0, 59), evidence=(said,), travel=said.travel)])
    explained = text_of(find(page_of(report), "//dl[@class='evidence']")[0])
    assert "either a lap's name holds a word for it, or you told what a press" in explained


def test_how_sure_is_said_to_be_assumed(make_report: MakeReport, make_bout: MakeBout) -> None:
    """A percentage looks measured; it is not, and the table that shows it says so."""
    told, silent = (
        text_of(find(page_of(report), "//table[@class='stretches']/caption")[0])
        for report in (
            make_report(np.arange(60.0), [make_bout(0, 59)]),
            make_report(np.arange(60.0), [make_bout(0, 59, Travel.UNKNOWN)]),
        )
    )
    assert SURE_NOTE in told
    assert SURE_NOTE not in silent


def test_a_number_that_leaves_a_part_out_is_marked(make_report: MakeReport, make_bout: MakeBout) -> None:
    """Ten seconds of heart rate do not pass for the load of ten minutes; the mark is explained."""
    elapsed_s = np.arange(600.0)
    heart_rate_bpm = np.where(elapsed_s < 10, 150.0, np.nan)
    speed_m_s = np.where(elapsed_s < 300, 2.5, np.nan)
    report = make_report(elapsed_s, [make_bout(0, 599)], heart_rate_bpm=heart_rate_bpm, speed_m_s=speed_m_s)
    page = page_of(report)
    for table in ("stretches", "directions"):
        row = " | ".join(rows(page, table)[0])
        assert re.search(r"0:10\+ 0:00; 0:00; 9:49 unknown", row)
        assert re.search(r"\d+\+ \d+ to \d+; 4:5\d unknown", row)
        assert PARTLY_NOTE in text_of(find(page, f"//table[@class='{table}']/caption")[0])
    assert re.match(r"\d\+", rows(page, "directions")[0][-1])
    answer = text_of(find(page, "//section[@class='answer']")[0])
    assert "in the target range for 0:10 of the 0:10 with a heart rate; for 9:49 there was none" in answer
    assert "0:10+ 0:00 below, 0:00 above, 9:49 unknown" in answer


def test_what_is_whole_is_not_marked(simulated: Simulated) -> None:
    """A mark that stands everywhere says nothing."""
    page = page_of(simulated("treadmill"))
    for part in find(page, "//section[@class='answer'] | //table[@class='stretches' or @class='directions']"):
        assert "+" not in text_of(part)


def test_a_direction_has_its_steps_and_load(simulated: Simulated) -> None:
    """The page has every column that a terminal shows."""
    report = simulated("treadmill")
    for row, each in zip(rows(page_of(report), "directions"), report.directions, strict=True):
        assert each.measures.steps is not None
        assert each.measures.trimp is not None
        assert row[-2] == f"{each.measures.steps:.0f}"
        assert row[-1].startswith(f"{each.measures.trimp.value:.0f} ")


def test_sources_are_looked_up(simulated: Simulated) -> None:
    """Each number can be followed to a paper, with what it was measured on and how far to believe it."""
    report = simulated("track-intervals")
    table = rows(page_of(report), "sources")
    assert len(table) >= len(report.sources)
    wright = next(row for row in table if "Wright" in row[0])
    assert "2001" in wright[0]
    assert "males" in wright[1] or "men" in wright[1]
    assert wright[2] == "measured"


def test_headings_go_down_one_step_at_a_time(simulated: Simulated) -> None:
    """Somebody who listens to the page finds one title, and no level left out."""
    one = ("a.fit", simulated("track-intervals"))
    for reports in ([one], [one, one, ("b.fit", simulated("first-steps"))], []):
        page = html.document_fromstring(render(reports, [("c.zip", refusal())]))
        levels = [int(heading.tag[1]) for heading in find(page, "//h1 | //h2 | //h3 | //h4")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_several_recordings_share_one_page(simulated: Simulated) -> None:
    """Each has its own part with its own anchors, and parts of one file are told apart."""
    reports = [("tri.fit", simulated("first-steps")), ("tri.fit", simulated("treadmill"))]
    page = html.document_fromstring(render(reports))
    assert text_of(find(page, "//h1")[0]) == "2 recordings"
    assert [link.get("href") for link in find(page, "//nav//a")] == ["#r1", "#r2"]
    assert ["part 1 of 2" in text_of(item) for item in find(page, "//nav//li")] == [True, False]
    identifiers = texts(page, "//@id")
    assert len(identifiers) == len(set(identifiers))
    assert {used.get("href") for used in find(page, "//use")} == {"#r1-ground", "#r2-ground"}


def test_refused_files_are_listed_with_what_to_do() -> None:
    """A page with nothing to report still helps."""
    page = html.document_fromstring(render([], [("a.zip", refusal()), ("b.zip", refusal())]))
    assert text_of(find(page, "//h1")[0]) == "No recording could be read"
    section = text_of(find(page, "//section[@class='refused']")[0])
    assert "2 files could not be read" in section
    assert section.count("Unpack it.") == 2
    assert not find(page, "//script")


def test_the_clock_is_named(make_report: MakeReport, make_bout: MakeBout) -> None:
    """Local time is given with its offset; where the file holds none, the page says that it is UTC."""
    report = make_report(np.arange(60.0), [make_bout(0, 59)])
    kathmandu = replace(report, recording=replace(report.recording, utc_offset_s=20700))
    newfoundland = replace(report, recording=replace(report.recording, utc_offset_s=-12600))
    said = [
        text_of(find(page_of(each), "//dl[@class='facts']//dd")[0])
        for each in (report, kathmandu, newfoundland)
    ]
    assert said == [
        "07:00 UTC (the file does not say the local time)",
        "12:45 local time (UTC+5:45)",
        "03:30 local time (UTC−3:30)",
    ]


def test_a_spike_is_cut_off_and_said(make_report: MakeReport, make_bout: MakeBout) -> None:
    """A slip of the positions leaves the chart readable, and is not hidden."""
    speed_m_s = np.full(600, 1.4)
    speed_m_s[300] = 97.5
    report = make_report(np.arange(600.0), [make_bout(0, 599)], speed_m_s=speed_m_s)
    figure = text_of(find(page_of(report), "//figure[@data-name='Speed']")[0])
    assert "Cut off above: values up to 351.0 km/h" in figure


def test_a_ride_is_not_asked_which_way(make_report: MakeReport, make_bout: MakeBout) -> None:
    """Nobody is told to label a bicycle, and pedal strokes are not steps."""
    ride = make_bout(0, 59, Travel.UNKNOWN, Gait.OTHER)
    report = make_report(np.arange(60.0), [ride], speed_m_s=np.full(60, 8.0))
    page = page_of(replace(report, recording=replace(report.recording, sport=Sport(name="cycling"))))
    said = text_of(find(page, "//main")[0])
    assert "This was not on foot" in said
    assert "--label" not in said
    assert rows(page, "stretches")[0][1:3] == ["not on foot", "–"]
