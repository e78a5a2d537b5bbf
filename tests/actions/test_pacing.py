"""Paces, times and splits."""

import pytest

from backstride.actions.calculator_documents import paces_document
from backstride.actions.pacing import PaceWish, work_out_paces
from backstride.errors import InvalidValue
from backstride.units import METRES_PER_MILE


def test_a_mile_on_a_track_ends_after_its_fourth_lap() -> None:
    """Four laps, and the 9.34 m that make it a mile."""
    found = work_out_paces(PaceWish(speed_m_s=METRES_PER_MILE / 480.0))
    assert [each.distance_m for each in found.splits] == [400.0, 800.0, 1200.0, 1600.0, METRES_PER_MILE]
    assert found.splits[-1].time_s == pytest.approx(480.0)
    assert found.whole == found.splits[-1]


def test_splits_that_fit_leave_no_rest() -> None:
    """Four quarters of a mile are four, whatever the last digit does."""
    found = work_out_paces(PaceWish(speed_m_s=3.0, every_m=METRES_PER_MILE / 4))
    assert len(found.splits) == 4
    assert len(work_out_paces(PaceWish(speed_m_s=3.0, distance_m=300.0, every_m=400.0)).splits) == 1
    assert len(paces_document(found)["splits"]) == 4


@pytest.mark.parametrize(
    "wish",
    [
        {"speed_m_s": 0.0},
        {"speed_m_s": 50.0},
        {"speed_m_s": 3.0, "distance_m": 1.0},
        {"speed_m_s": 3.0, "every_m": 0.0},
        {"speed_m_s": 3.0, "every_m": float("nan")},
        {"speed_m_s": 3.0, "distance_m": 200_000.0, "every_m": 10.0},
    ],
    ids=repr,
)
def test_endless_lists_and_impossible_speeds_are_refused(wish: dict[str, float]) -> None:
    """With what is allowed instead."""
    with pytest.raises(InvalidValue, match=r"\w"):
        PaceWish(**wish)
