"""Telling which way somebody went from the log of a motion sensor."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from backstride.actions.directing import (
    LEARNED,
    NO_GRAVITY,
    NO_GYROSCOPE,
    OF_PLACE,
    SLOW,
    DirectionOutcome,
    direct_sensor_log,
    direction_document,
    stretches,
)
from backstride.actions.documents import schema
from backstride.bout import EvidenceKind, Travel
from backstride.direction.combining import HARDLY
from backstride.direction.detection import Detection, Likelihood
from backstride.errors import EmptyFile, UnreadablePath
from backstride.motion import MotionLog, Place


def log(
    seconds: float = 60.0,
    *,
    rate_hz: float = 50.0,
    has_gyroscope: bool = True,
    has_gravity: bool = True,
    notes: tuple[str, ...] = (),
) -> MotionLog:
    """A sensor that lies still."""
    times_s = np.arange(round(seconds * rate_hz) + 1) / rate_hz
    return MotionLog(
        time_s=times_s,
        acceleration_m_s2=np.tile([0.0, 9.81, 0.0], (len(times_s), 1)),
        rotation_rad_s=np.zeros((len(times_s), 3)) if has_gyroscope else None,
        has_gravity=has_gravity,
        notes=notes,
    )


def seen(start_s: float, end_s: float, *, forward: float, backward: float) -> Detection:
    """What a detector saw of a stretch."""
    return Detection(
        start_s=start_s,
        end_s=end_s,
        kind=EvidenceKind.SENSOR,
        detector="motion 1",
        likelihood=Likelihood(forward=forward, backward=backward, sideways=min(forward, backward)),
        detail="12 strides",
    )


CLEARLY_BACKWARD = seen(10.0, 30.0, forward=0.0005, backward=1.0)
CLEARLY_FORWARD = seen(30.0, 40.0, forward=1.0, backward=0.1)
DOUBTFUL = seen(45.0, 50.0, forward=0.5, backward=1.0)
ALL = (CLEARLY_BACKWARD, CLEARLY_FORWARD, DOUBTFUL)


def outcome(of_log: MotionLog, *detections: Detection, place: Place = Place.FOOT) -> DirectionOutcome:
    """What the action would give."""
    return DirectionOutcome(file="log.csv", log=of_log, place=place, bouts=stretches(of_log, detections))


def checked(of_outcome: DirectionOutcome) -> dict[str, Any]:
    """The document as it comes out of JSON, held against its schema."""
    found: dict[str, Any] = json.loads(json.dumps(direction_document(of_outcome), allow_nan=False))
    Draft202012Validator(schema("direction")).validate(found)
    return found


def test_a_direction_is_called_only_if_it_is_four_fifths_probable() -> None:
    """Forward and backward being equally likely beforehand; the rest is unknown, with its probability."""
    bouts = stretches(log(), ALL)
    assert [(each.start_s, each.end_s, each.travel) for each in bouts] == [
        (0.0, 10.0, Travel.UNKNOWN),
        (10.0, 30.0, Travel.BACKWARD),
        (30.0, 40.0, Travel.FORWARD),
        (40.0, 45.0, Travel.UNKNOWN),
        (45.0, 50.0, Travel.UNKNOWN),
        (50.0, 60.0, Travel.UNKNOWN),
    ]
    doubtful = bouts[4]
    assert doubtful.posterior is not None
    assert doubtful.posterior.backward == pytest.approx(0.49 / (0.49 + 0.51 * 0.5 * HARDLY))
    assert bouts[0].posterior is None


def test_moments_between_stretches_are_not_listed() -> None:
    """Half a second of which nothing speaks is no stretch of its own."""
    close = seen(30.5, 59.5, forward=1.0, backward=0.1)
    assert [each.start_s for each in stretches(log(), (CLEARLY_BACKWARD, close))] == [0.0, 10.0, 30.5]


def test_a_log_of_which_nothing_is_seen_is_unknown() -> None:
    """From its start to its end."""
    (bout,) = stretches(log(), ())
    assert (bout.start_s, bout.end_s, bout.travel) == (0.0, 60.0, Travel.UNKNOWN)


def test_the_document_says_what_was_seen() -> None:
    """With the likelihoods turned into probabilities, and each piece of evidence with its detector."""
    found = checked(outcome(log(notes=("The times say no unit; taken as s by their steps.",)), *ALL))
    assert [each["travel"] for each in found["bouts"]][1:3] == ["backward", "forward"]
    backward = found["bouts"][1]
    assert backward["probabilities"]["backward"] == backward["probability"] > 0.99
    assert backward["evidence"] == [
        {
            "kind": "motion sensor",
            "detector": "motion 1",
            "travel": "backward",
            "probability": backward["probability"],
            "detail": "12 strides",
        }
    ]
    assert found["totals"] == [
        {"travel": "forward", "duration_s": 10.0},
        {"travel": "backward", "duration_s": 20.0},
        {"travel": "unknown", "duration_s": 30.0},
    ]
    assert (found["rate_hz"], found["duration_s"], found["has_gyroscope"]) == (50.0, 60.0, True)
    assert found["notes"][0] == "The times say no unit; taken as s by their steps."


def test_an_empty_log_has_a_document_too() -> None:
    """Unknown is null, and nothing is made up."""
    found = checked(outcome(log(seconds=0.0)))
    assert (found["bouts"], found["totals"], found["rate_hz"]) == ([], [], None)


@pytest.mark.parametrize(
    ("of_log", "place", "note"),
    [
        (log(has_gravity=False), Place.FOOT, NO_GRAVITY),
        (log(rate_hz=10.0), Place.FOOT, SLOW),
        (log(has_gyroscope=False), Place.FOOT, NO_GYROSCOPE),
        (log(), Place.WRIST, OF_PLACE[Place.WRIST]),
        (log(), Place.POCKET, OF_PLACE[Place.POCKET]),
        (log(), Place.WAIST, OF_PLACE[Place.WAIST]),
    ],
)
def test_what_limits_a_log_is_said(of_log: MotionLog, place: Place, note: str) -> None:
    """Whoever reads the answer knows how far it goes; a sound log from the foot has nothing to say."""
    assert outcome(of_log, place=place).notes == (note,)
    assert outcome(log()).notes == ()


def test_an_answer_says_what_the_detector_learned_from() -> None:
    """No real sensor log of anyone going backward was ever published."""
    assert LEARNED in outcome(log(), CLEARLY_BACKWARD).notes


def test_a_path_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    """A folder, and a file that is not there."""
    for path in (tmp_path, tmp_path / "gone.csv"):
        with pytest.raises(UnreadablePath, match=re.escape(str(path))):
            direct_sensor_log(path, Place.FOOT)
    (tmp_path / "empty.csv").touch()
    with pytest.raises(EmptyFile):
        direct_sensor_log(tmp_path / "empty.csv", Place.FOOT)


# --- The schema --------------------------------------------------------------------------------------


def properties(part: object, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property that a schema names, with its place."""
    if isinstance(part, dict):
        for name, inner in part.get("properties", {}).items():
            yield f"{place}/{name}", inner
        for key, inner in part.items():
            yield from properties(inner, f"{place}/{key}")


def test_the_schema_is_sound_closed_and_described() -> None:
    """It is one of the draft it says, refuses what is not in it, and explains each key and its unit."""
    whole = schema("direction")
    Draft202012Validator.check_schema(whole)
    assert not Draft202012Validator(whole).is_valid({"other": 1})
    for place, inner in properties(whole):
        assert inner.keys() & {"description", "$ref"}, place
        types = inner.get("type", ())
        if {"number"} & ({types} if isinstance(types, str) else set(types)):
            assert re.search(r"\[.+\]", inner["description"]), place


def test_each_key_of_the_schema_is_in_the_guide(root: Path) -> None:
    """Whoever writes a program against the JSON finds each key explained."""
    page = (root / "docs" / "guides" / "motion-sensors.md").read_text(encoding="utf-8")
    keys = {place.rpartition("/")[2] for place, _ in properties(schema("direction"))}
    missing = sorted(key for key in keys if f"`{key}`" not in page)
    assert missing == [], f"docs/guides/motion-sensors.md says nothing of {missing}"
