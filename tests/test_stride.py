"""The stride baseline as a value and as a document."""

import json
from dataclasses import replace
from typing import Any

import pytest

from backstride.direction.stride_effects import PEOPLE
from backstride.errors import InvalidValue
from backstride.stride import StrideBaseline


def test_a_baseline_comes_back_from_json_the_same() -> None:
    """Nothing of it is lost on the way through the store."""
    text = json.dumps(PEOPLE.as_document())
    assert StrideBaseline.from_document(json.loads(text)) == PEOPLE


def test_a_baseline_of_one_gait_comes_back_the_same() -> None:
    """Who never walks has no walking baseline."""
    runner = replace(PEOPLE, walk=None, sessions=3, duration_s=5400.0)
    assert StrideBaseline.from_document(runner.as_document()) == runner


def test_the_digest_changes_with_any_number() -> None:
    """What was computed from another baseline is known to be out of date."""
    assert PEOPLE.run is not None
    other = replace(PEOPLE, run=replace(PEOPLE.run, backward_s=1.0))
    assert other.digest != PEOPLE.digest
    assert len(PEOPLE.digest) == 16


def broken(path: tuple[str, ...], value: Any) -> dict[str, Any]:  # noqa: ANN401 (any garbage)
    """A document with one part replaced."""
    document = PEOPLE.as_document()
    part = document
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    return document


@pytest.mark.parametrize("value", ["much", None, True, float("nan"), float("inf"), 1e300, [], {}])
@pytest.mark.parametrize("path", [("duration_s",), ("run", "log_speed"), ("walk", "cadence", "level")])
def test_a_document_with_garbage_for_a_number_is_refused(path: tuple[str, ...], value: object) -> None:
    """A damaged store never becomes a wrong direction."""
    with pytest.raises(InvalidValue, match="A stride baseline has the"):
        StrideBaseline.from_document(broken(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("sessions",), 1.5),
        (("sessions",), -1),
        (("run",), [1, 2]),
        (("run", "cadence"), None),
        (("run", "cadence", "session_sd"), 0.0),
        (("run", "log_speed_sd"), -0.1),
    ],
)
def test_a_document_of_impossible_values_is_refused(path: tuple[str, ...], value: object) -> None:
    """Spreads are positive, and counts are whole."""
    with pytest.raises(InvalidValue, match="Let the program learn the baseline again"):
        StrideBaseline.from_document(broken(path, value))


def test_something_that_is_no_document_is_refused() -> None:
    """A list is no baseline."""
    with pytest.raises(InvalidValue, match="document"):
        StrideBaseline.from_document([])  # type: ignore[arg-type]  # that is what is tested
