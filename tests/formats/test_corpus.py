"""Real recordings that lie beside the project; without them these tests are skipped."""

import io
import math
import warnings
from pathlib import Path

import gpxpy
import gpxpy.gpx
import numpy as np
import pytest
from tcxreader.tcxreader import TCXReader

from backstride.errors import FileRefused, NotAnActivity
from backstride.formats import read
from backstride.recording import FloatArray

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
GPX = sorted(CORPUS.glob("gpx/*"))
TCX = sorted(CORPUS.glob("tcx/*"))

pytestmark = pytest.mark.skipif(not GPX, reason="the real recordings are not on this machine")

DAMAGED_FOR_OTHERS = {
    "286936da": "gpxpy wants a latitude in each point; this is a walk indoors",
    "d92032e1": "gpxpy refuses a prefix without a namespace",
    "d4891570": "gpxpy does not look for tracks in the metadata",
    "02b425e7": "tcxreader wants whole heart rates",
    "065479dc": "tcxreader does not look into multisport sessions",
}
"""Files on which the oracle fails, and why."""


def mean(values: FloatArray) -> float:
    """The mean of what is known."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan


@pytest.mark.parametrize("path", [*GPX, *TCX], ids=lambda path: path.name[:8])
def test_each_real_file_gives_recordings_or_is_rightly_refused(path: Path) -> None:
    """No traceback, no Python warning; the only refusals are of files without recorded points."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            recordings = read(path.read_bytes())
        except NotAnActivity as refusal:
            assert refusal.content in {"route", "waypoints", "course"}  # noqa: PT017 (either outcome is right)
            return
    for recording in recordings:
        assert len(recording.samples) > 0
        assert recording.started_at is None or recording.started_at.year >= 2000


@pytest.mark.parametrize("path", GPX, ids=lambda path: path.name[:8])
def test_gpxpy_sees_the_same_points(path: Path) -> None:
    """As many distinct times, and the same way and duration."""
    if path.name[:8] in DAMAGED_FOR_OTHERS:
        pytest.skip(DAMAGED_FOR_OTHERS[path.name[:8]])
    data = path.read_bytes()
    theirs = [
        [point for segment in track.segments for point in segment.points]
        for track in gpxpy.parse(io.BytesIO(data)).tracks  # type: ignore[type-var]  # it takes bytes, too
    ]
    theirs = [points for points in theirs if points]
    try:
        ours = read(data)
    except FileRefused:
        assert theirs == []
        return
    assert len(ours) == len(theirs)
    for recording, points in zip(ours, theirs, strict=True):
        times = {point.time for point in points if point.time is not None}
        assert len(recording.samples) == (len(times) or len(points))
        if times:
            assert recording.end_s == pytest.approx((max(times) - min(times)).total_seconds())
        assert (
            recording.samples.altitude_m[0]
            == pytest.approx(math.nan if points[0].elevation is None else points[0].elevation, nan_ok=True)
            or not recording.is_timed
        )


@pytest.mark.parametrize("path", TCX, ids=lambda path: path.name[:8])
def test_tcxreader_sees_the_same_points(path: Path) -> None:
    """As many distinct times, the same duration, distance and mean heart rate."""
    if path.name[:8] in DAMAGED_FOR_OTHERS:
        pytest.skip(DAMAGED_FOR_OTHERS[path.name[:8]])
    data = path.read_bytes()
    theirs = TCXReader().read(io.BytesIO(data.strip()), only_gps=False)
    try:
        (recording,) = read(data)
    except FileRefused:
        assert not theirs.trackpoints
        return
    first_of = {point.time: point for point in reversed(theirs.trackpoints)}
    rates = np.array([point.hr_value or math.nan for point in first_of.values()], dtype=np.float64)
    assert len(recording.samples) == len(first_of)
    assert recording.end_s == pytest.approx((max(first_of) - min(first_of)).total_seconds())
    assert mean(recording.samples.heart_rate_bpm) == pytest.approx(mean(rates), abs=0.5, nan_ok=True)
    if theirs.distance:
        assert recording.distance_m == pytest.approx(theirs.distance, rel=1e-6)
