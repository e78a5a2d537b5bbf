from datetime import UTC, datetime

import numpy as np
import pytest

from backstride.formats.iso_times import EPOCH
from backstride.formats.laps import MarkedLap, laps_of
from backstride.recording import Recording, Samples

START = datetime(2026, 4, 1, 6, tzinfo=UTC)
ZERO = int((START - EPOCH).total_seconds())


def recording(seconds: float) -> Recording:
    """A recording of some length."""
    return Recording(format="tcx", samples=Samples.of(np.array([0.0, seconds])), started_at=START)


def marked(start_s: float | None, timer_s: float | None) -> MarkedLap:
    """A lap that starts some time after the recording."""
    return MarkedLap(start_us=None if start_s is None else int((ZERO + start_s) * 1e6), timer_s=timer_s)


@pytest.mark.parametrize(
    ("laps", "spans"),
    [
        ([(0, 60), (60, 30)], [(0, 60), (60, 100)]),  # the last lasts at least to the last sample
        ([(0, 60), (60, 55)], [(0, 60), (60, 115)]),  # or until its time is over
        ([(0, 20), (60, 40)], [(0, 60), (60, 100)]),  # a pause in the first
        ([(60, 40), (0, 60)], [(0, 60), (60, 100)]),  # out of order
        ([(-5, 65), (60, 40)], [(0, 60), (60, 100)]),  # begun before the first sample
        ([(None, 60), (60, 40)], [(60, 100)]),
        ([(0, 0), (0, 60), (60, 40)], [(0, 60), (60, 100)]),  # a lap of no length
        ([(60, 60), (90, 30), (100, 10)], [(0, 60), (60, 90), (90, 100)]),  # stamped at their ends
        ([(0, None)], [(0, 100)]),
        ([], []),
    ],
)
def test_a_lap_lasts_until_the_next_begins(
    laps: list[tuple[float | None, float | None]], spans: list[tuple[float, float]]
) -> None:
    """Laps are half-open, in order, and leave no gap between them."""
    found = laps_of([marked(*lap) for lap in laps], recording(100.0))
    assert [(lap.start_s, lap.end_s) for lap in found] == spans


def test_without_times_there_are_no_laps() -> None:
    """A lap has to begin somewhere."""
    untimed = Recording(format="gpx", samples=Samples.of(np.array([np.nan])), started_at=None)
    assert laps_of([marked(0.0, 60.0)], untimed) == ()
