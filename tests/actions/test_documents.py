"""Documents of JSON, held against their schemas."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

import backstride
from backstride.actions.documents import report_document, schema, trouble_document, zones_document
from backstride.actions.report import (
    RefusedFile,
    ReportedRecording,
    ReportOutcome,
    ReportSettings,
    report_files,
    report_on,
)
from backstride.actions.simulate import simulate_session
from backstride.actions.zones import calculate_zones
from backstride.athlete import Athlete, AthleteOnDay, Measurement, Quantity, Sex
from backstride.direction import LapConvention
from backstride.errors import UnreadablePath
from backstride.recording import ReadingWarning, Recording, Samples, Sport
from backstride.session import MODEL_VERSION
from backstride.simulation import SESSIONS

START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
KNOWN = ReportSettings(
    athlete=Athlete(
        birth_year=1980,
        sex=Sex.MALE,
        measurements=(
            Measurement(quantity=Quantity.MASS_KG, value=70.0),
            Measurement(quantity=Quantity.RESTING_HEART_RATE_BPM, value=52.0),
        ),
    ),
    zones_bpm={"easy": 110.0, "hard": 150.0},
    lap_convention=LapConvention.TURN,
)
TIMES = np.arange(0.0, 61.0)
NOTHING = np.full(3, np.nan)
EDGES = {
    "no samples": Samples.of(np.zeros(0)),
    "one sample": Samples.of(np.zeros(1)),
    "no times": Samples.of(NOTHING, latitude_deg=np.arange(3.0), longitude_deg=np.arange(3.0)),
    "times alone": Samples.of(TIMES),
    "all zero": Samples.of(
        TIMES, **{name: np.zeros(61) for name in ("speed_m_s", "distance_m", "heart_rate_bpm", "cadence_spm")}
    ),
    "a gap": Samples.of(np.array([0.0, 1.0, 4000.0]), heart_rate_bpm=np.array([120.0, np.nan, 130.0])),
    "late first sample": Samples.of(TIMES + 500.0, speed_m_s=np.full(61, 2.0)),
    "impossible speeds": Samples.of(TIMES, speed_m_s=np.full(61, 1e6), altitude_m=TIMES * 1e5),
}


def as_json(document: dict[str, Any]) -> object:
    """What comes out at the other end of JSON; nothing that JSON does not know goes in."""
    return json.loads(json.dumps(document, allow_nan=False))


def assert_fits(document: dict[str, Any], name: str) -> None:
    """The document is one of its schema."""
    Draft202012Validator(schema(name)).validate(as_json(document))


def properties(part: object, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property that a schema names, with its place."""
    if isinstance(part, dict):
        for name, inner in part.get("properties", {}).items():
            yield f"{place}/{name}", inner
        for key, inner in part.items():
            yield from properties(inner, f"{place}/{key}")


# --- The schemas -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["report", "zones"])
def test_a_schema_is_itself_sound(name: str) -> None:
    """It is one of the draft it says, and refuses what is not in it."""
    Draft202012Validator.check_schema(schema(name))
    assert not Draft202012Validator(schema(name)).is_valid({"other": 1})


@pytest.mark.parametrize("name", ["report", "zones"])
def test_each_property_of_a_schema_is_described(name: str) -> None:
    """Whoever reads the schema alone knows what stands there."""
    dumb = [place for place, inner in properties(schema(name)) if not inner.keys() & {"description", "$ref"}]
    assert dumb == []


@pytest.mark.parametrize("name", ["report", "zones"])
def test_each_number_of_a_schema_says_its_unit(name: str) -> None:
    """In its description or its name, unless it counts, or is a part of what says it."""
    without = {
        "samples",
        "model_version",
        "steps",
        "sessions",
        "value",
        "low",
        "high",
        "forward",
        "backward",
        "ratio",
        "trimp",
    }
    for place, inner in properties(schema(name)):
        types = inner.get("type", ())
        if {"number", "integer"} & ({types} if isinstance(types, str) else set(types)):
            is_plain = place.rpartition("/")[2] in without or place.endswith(("_bpm", "_s", "/probability"))
            assert is_plain or re.search(r"\[.+\]", inner["description"]), place


# --- Reports ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [ReportSettings(), KNOWN], ids=["anybody", "known"])
@pytest.mark.parametrize("name", SESSIONS)
def test_the_report_on_each_simulated_session_fits_the_schema(
    name: str, settings: ReportSettings, tmp_path: Path
) -> None:
    """For a person of whom nothing is known, and one of whom much is."""
    path = simulate_session(name, tmp_path / f"{name}.fit", started_at=START).path
    document = report_document(report_files([path, tmp_path / "gone.fit"], settings))
    assert_fits(document, "report")
    assert len(document["recordings"]) == len(document["refused"]) == 1


@pytest.mark.parametrize("settings", [ReportSettings(), KNOWN], ids=["anybody", "known"])
@pytest.mark.parametrize("edge", EDGES)
def test_the_report_on_an_odd_recording_fits_the_schema(edge: str, settings: ReportSettings) -> None:
    """Unknown is null, never NaN; also of hardly anything."""
    recording = Recording(
        format="gpx",
        samples=EDGES[edge],
        started_at=None if edge == "no times" else START,
        sport=Sport(name="cycling") if edge == "impossible speeds" else Sport(),
        warnings=(ReadingWarning(slug="odd", message="Something is odd."),),
    )
    report = report_on(recording, settings, file_name="odd.gpx")
    outcome = ReportOutcome(recordings=(ReportedRecording(file="odd.gpx", report=report),), refused=())
    assert_fits(report_document(outcome), "report")


def test_a_report_says_what_the_file_is() -> None:
    """Moments in UTC, the offset beside them, and unknown as null."""
    recording = Recording(format="gpx", samples=Samples.of(TIMES), started_at=START, utc_offset_s=-3600)
    outcome = ReportOutcome(
        recordings=(ReportedRecording(file="a/b.gpx", report=report_on(recording, ReportSettings())),),
        refused=(),
    )
    (found,) = report_document(outcome)["recordings"]
    expected = {
        "file": "a/b.gpx",
        "format": "gpx",
        "started_at": "2026-04-01T05:30:00Z",
        "utc_offset_s": -3600,
        "duration_s": 60.0,
        "distance_m": None,
        "samples": 61,
        "heart_rate_mean_bpm": None,
        "device": "unknown device",
    }
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("total_m", [float("nan"), float("inf")])
def test_what_is_no_number_is_null(total_m: float) -> None:
    """A device may write anything; JSON has neither NaN nor infinity."""
    recording = Recording(
        format="fit", samples=Samples.of(TIMES), started_at=START, device_distance_m=total_m
    )
    report = report_on(recording, ReportSettings())
    outcome = ReportOutcome(recordings=(ReportedRecording(file="x.fit", report=report),), refused=())
    assert report_document(outcome)["recordings"][0]["distance_m"] is None


def test_times_in_zones_carry_the_labels_of_the_zones(tmp_path: Path) -> None:
    """Together with what lies below them and with the unknown time they are the bout's."""
    path = simulate_session("track-intervals", tmp_path / "t.fit", started_at=START).path
    (found,) = report_document(report_files([path], KNOWN))["recordings"]
    for bout in found["bouts"]:
        times_s = bout["time_in_zones_s"]
        assert list(times_s) == ["easy", "hard"]
        spent_s = bout["time_below_zones_s"] + sum(times_s.values()) + bout["heart_rate_unknown_s"]
        assert spent_s == pytest.approx(bout["end_s"] - bout["start_s"], abs=0.01)
        assert bout["energy_kcal"]["low"] <= bout["energy_kcal"]["value"] <= bout["energy_kcal"]["high"]


def test_a_zone_may_have_any_name() -> None:
    """No time of a zone is lost to a key that means something else."""
    recording = Recording(
        format="fit", started_at=START, samples=Samples.of(TIMES, heart_rate_bpm=90.0 + TIMES)
    )
    own = ReportSettings(zones_bpm={"below the first zone": 110.0, "below": 130.0})
    outcome = ReportOutcome(
        recordings=(ReportedRecording(file="x.fit", report=report_on(recording, own)),), refused=()
    )
    total = report_document(outcome)["recordings"][0]["total"]
    assert total["time_below_zones_s"] == 20.0
    assert total["time_in_zones_s"] == {"below the first zone": 20.0, "below": 20.0}


def test_without_zones_the_times_in_them_are_null() -> None:
    """Not zero, for nothing was held against anything."""
    recording = Recording(
        format="fit", started_at=START, samples=Samples.of(TIMES, heart_rate_bpm=90.0 + TIMES)
    )
    report = report_on(recording, ReportSettings())
    outcome = ReportOutcome(recordings=(ReportedRecording(file="x.fit", report=report),), refused=())
    total = report_document(outcome)["recordings"][0]["total"]
    assert (total["time_below_zones_s"], total["time_in_zones_s"]) == (None, None)


def test_a_report_says_which_program_and_models_made_it() -> None:
    """So that what was kept can be told from what would be said today."""
    recording = Recording(format="fit", samples=Samples.of(TIMES), started_at=START)
    report = report_on(recording, ReportSettings())
    outcome = ReportOutcome(recordings=(ReportedRecording(file="x.fit", report=report),), refused=())
    document = report_document(outcome)
    assert document["program_version"] == backstride.__version__
    assert document["recordings"][0]["model_version"] == MODEL_VERSION


def test_what_was_taken_for_granted_has_a_slug_and_a_sentence() -> None:
    """A program goes by the slug, a person reads the sentence."""
    recording = Recording(
        format="fit",
        started_at=START,
        samples=Samples.of(TIMES, speed_m_s=np.full(61, 2.5), cadence_spm=np.full(61, 170.0)),
        sport=Sport(name="running"),
    )
    report = report_on(recording, KNOWN)
    outcome = ReportOutcome(recordings=(ReportedRecording(file="x.fit", report=report),), refused=())
    said = report_document(outcome)["recordings"][0]["assumptions"]
    assert [each["slug"] for each in said] == ["unknown-direction", "no-altitude"]
    assert said[1]["message"] == "No altitude was recorded: the energy is that of level ground."


def test_a_refused_file_says_why_and_what_to_do() -> None:
    """Slug, message and remedy, each by itself."""
    reason = UnreadablePath("It is gone.", allowed="It is there.", remedy="Find it.")
    outcome = ReportOutcome(recordings=(), refused=(RefusedFile(file="x.fit", reason=reason),))
    document = report_document(outcome)
    assert_fits(document, "report")
    assert document["refused"] == [
        {
            "file": "x.fit",
            "slug": "unreadable-path",
            "message": "It is gone. It is there.",
            "remedy": "Find it.",
        }
    ]
    assert trouble_document(reason) == {
        "slug": "unreadable-path",
        "message": "It is gone. It is there.",
        "remedy": "Find it.",
    }


# --- Zones -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "athlete",
    [
        AthleteOnDay(age_years=40),
        AthleteOnDay(age_years=40, resting_heart_rate_bpm=60.0),
        AthleteOnDay(age_years=90, sex=Sex.FEMALE),
        AthleteOnDay(maximum_heart_rate_bpm=191.5),
    ],
)
@pytest.mark.parametrize("zones_bpm", [None, {"easy": 110.0, "hard": 150.0}])
def test_the_calculators_document_fits_its_schema(
    athlete: AthleteOnDay, zones_bpm: dict[str, float] | None
) -> None:
    """Whatever is known of the person."""
    assert_fits(zones_document(calculate_zones(athlete, zones_bpm=zones_bpm)), "zones")
