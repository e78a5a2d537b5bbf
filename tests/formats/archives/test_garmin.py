import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import DamagedFile, FileRefused, TooLarge
from backstride.formats.archives import GarminSummary, read_summarized_activities
from backstride.formats.archives import garmin as garmin_module

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["beginTimestamp", "name", "activityId"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def export(*activities: Any) -> bytes:  # noqa: ANN401 - the file may hold anything
    """A file of summaries."""
    return json.dumps([{"summarizedActivitiesExport": list(activities)}]).encode()


def test_names_are_read_with_the_time_that_joins_them() -> None:
    """The export keeps names apart from recordings; the start is in both."""
    running = {"activityId": 5, "name": "Backward mile", "activityType": "running"}
    data = export(running | {"beginTimestamp": 1_648_792_800_250.0}, {"name": "when?"}, "odd")
    started_at = datetime(2022, 4, 1, 6, 0, 0, 250_000, tzinfo=UTC)
    assert read_summarized_activities(data) == (
        GarminSummary(started_at=started_at, name="Backward mile", type="running", activity_id="5"),
    )


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b"\xff\xfe\xfa", b"[" + b"9" * 5_000 + b"]"])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    """Nor do brackets without end break the reader."""
    with pytest.raises(DamagedFile, match="not JSON"):
        read_summarized_activities(data)


def test_a_list_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON fills many times its size of memory."""
    monkeypatch.setattr(garmin_module, "LARGEST_SUMMARY", 5)
    with pytest.raises(TooLarge):
        read_summarized_activities(export())


@given(st.lists(JSON, max_size=3), JSON)
def test_any_json_gives_summaries_or_none(activities: list[Any], other: Any) -> None:  # noqa: ANN401 - any JSON
    """Whatever stands in the file, nothing but a refusal is raised."""
    assert isinstance(read_summarized_activities(export(*activities)), tuple)
    assert read_summarized_activities(json.dumps(other).encode()) == ()


@given(st.binary(max_size=100))
def test_arbitrary_bytes_are_json_or_refused(data: bytes) -> None:
    """No bytes raise anything else."""
    try:
        read_summarized_activities(data)
    except FileRefused as refusal:
        assert "not JSON" in refusal.message  # noqa: PT017 - either outcome is right
