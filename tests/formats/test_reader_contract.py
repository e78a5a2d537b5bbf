"""What every reader promises. A new reader joins by one line in `READERS`."""

import copy
import gzip
import pickle
import warnings
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backstride.errors import EmptyFile, FileRefused
from backstride.formats import read
from backstride.formats.fit import read_fit
from backstride.formats.fit.write import write_activity
from backstride.formats.gpx import read_gpx
from backstride.formats.tcx import read_tcx
from backstride.recording import COLUMNS, Lap, Recording, Samples, Sport

Read = Callable[[bytes], tuple[Recording, ...]]

SECONDS = 40
STRIDES_PER_MINUTE = 86
SPEED_M_S = 3.0


def _clock(second: int) -> str:
    return f"2026-04-01T06:{second // 60:02}:{second % 60:02}Z"


def fit_file() -> bytes:
    """A run as a watch writes it."""
    elapsed_s = np.arange(SECONDS, dtype=np.float64)
    samples = Samples.of(
        elapsed_s,
        latitude_deg=48 + elapsed_s * 3e-5,
        longitude_deg=np.full(SECONDS, 11.0),
        speed_m_s=np.full(SECONDS, SPEED_M_S),
        distance_m=SPEED_M_S * elapsed_s,
        heart_rate_bpm=np.full(SECONDS, 150.0),
        cadence_spm=np.full(SECONDS, 2.0 * STRIDES_PER_MINUTE),
    )
    return write_activity(
        Recording(
            format="simulated",
            samples=samples,
            started_at=datetime(2026, 4, 1, 6, tzinfo=UTC),
            sport=Sport(name="running"),
            laps=(Lap(start_s=0.0, end_s=float(SECONDS - 1), trigger="manual"),),
        )
    )


def gpx_file() -> bytes:
    """The same run as a platform exports it."""
    points = "".join(
        f"<trkpt lat='{48 + second * 3e-5}' lon='11.0'><ele>0</ele><time>{_clock(second)}</time><extensions>"
        f"<speed>{SPEED_M_S}</speed><hr>150</hr><cad>{STRIDES_PER_MINUTE}</cad></extensions></trkpt>"
        for second in range(SECONDS)
    )
    return f"<gpx><trk><name>run</name><type>running</type><trkseg>{points}</trkseg></trk></gpx>".encode()


def tcx_file() -> bytes:
    """The same run as a training program exports it."""
    points = "".join(
        f"<Trackpoint><Time>{_clock(second)}</Time><DistanceMeters>{SPEED_M_S * second}</DistanceMeters>"
        f"<HeartRateBpm><Value>150</Value></HeartRateBpm><Extensions><TPX><Speed>{SPEED_M_S}</Speed>"
        f"<RunCadence>{STRIDES_PER_MINUTE}</RunCadence></TPX></Extensions></Trackpoint>"
        for second in range(SECONDS)
    )
    lap = f"<Lap StartTime='{_clock(0)}'><TriggerMethod>Manual</TriggerMethod><Track>{points}</Track></Lap>"
    activity = f"<Activity Sport='Running'>{lap}</Activity>"
    return f"<TrainingCenterDatabase><Activities>{activity}</Activities></TrainingCenterDatabase>".encode()


READERS = [
    pytest.param(read_fit, fit_file(), id="fit"),
    pytest.param(read_gpx, gpx_file(), id="gpx"),
    pytest.param(read_tcx, tcx_file(), id="tcx"),
]
every_reader = pytest.mark.parametrize(("reader", "data"), READERS)


def keep_their_promises(recordings: tuple[Recording, ...]) -> None:
    """What holds of recordings from any bytes, however damaged."""
    assert recordings
    for recording in recordings:
        elapsed_s = recording.samples.elapsed_s
        if recording.started_at is not None:
            assert recording.started_at.tzinfo is UTC
            assert (np.diff(elapsed_s) > 0).all()
        for name in COLUMNS:
            column = getattr(recording.samples, name)
            assert column.shape == elapsed_s.shape
            assert not column.flags.writeable
            assert not np.isinf(column).any()
        for extra in recording.extra.values():
            assert len(extra.values) == len(elapsed_s)
            assert not extra.values.flags.writeable


def read_or_refused(reader: Read, data: bytes) -> None:
    """Bytes give recordings that keep their promises, or one of our own errors; never a Python warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            recordings = reader(data)
        except FileRefused:
            return
    keep_their_promises(recordings)


@every_reader
def test_a_run_is_read_whole(reader: Read, data: bytes) -> None:
    """The same run is the same in every format."""
    (recording,) = reader(data)
    keep_their_promises((recording,))
    assert recording.started_at == datetime(2026, 4, 1, 6, tzinfo=UTC)
    assert recording.samples.elapsed_s.tolist() == list(range(SECONDS))
    assert recording.samples.heart_rate_bpm.tolist() == [150.0] * SECONDS
    assert recording.samples.speed_m_s == pytest.approx([SPEED_M_S] * SECONDS, abs=5e-4)
    assert recording.sport.name == "running"
    assert recording.distance_m == pytest.approx(SPEED_M_S * (SECONDS - 1), rel=0.15)


@every_reader
def test_cadence_is_in_steps_of_both_feet(reader: Read, data: bytes) -> None:
    """Whether the file counts steps or strides, one canonical column."""
    assert reader(data)[0].samples.cadence_spm.tolist() == [2.0 * STRIDES_PER_MINUTE] * SECONDS


@every_reader
def test_the_same_bytes_give_the_same_recording(reader: Read, data: bytes) -> None:
    """A second import never changes the first."""
    (one,), (other,) = reader(data), reader(bytes(bytearray(data)))
    for name in COLUMNS:
        assert getattr(one.samples, name).tobytes() == getattr(other.samples, name).tobytes()
    for field in fields(Recording):
        if field.name not in {"samples", "extra", "messages"}:
            assert getattr(one, field.name) == getattr(other, field.name)
    assert list(one.extra) == list(other.extra)


@every_reader
def test_the_whole_family_reads_it_packed_or_not(reader: Read, data: bytes) -> None:
    """What a file is comes from its content, and .gz changes nothing."""
    expected = [getattr(reader(data)[0].samples, name).tobytes() for name in COLUMNS]
    for packing in (data, gzip.compress(data), gzip.compress(gzip.compress(data))):
        samples = read(packing)[0].samples
        assert [getattr(samples, name).tobytes() for name in COLUMNS] == expected


@every_reader
def test_no_bytes_are_an_empty_file(reader: Read, data: bytes) -> None:
    """An empty file is told from a damaged one."""
    assert data
    with pytest.raises(EmptyFile, match="empty"):
        reader(b"")


@every_reader
def test_a_file_cut_anywhere_gives_what_precedes_or_is_refused(reader: Read, data: bytes) -> None:
    """A battery, a cable or a full card may end a file at any byte."""
    for end in range(1, len(data), 1 if len(data) < 3000 else 7):
        read_or_refused(reader, data[:end])


@every_reader
def test_most_of_a_cut_file_is_kept(reader: Read, data: bytes) -> None:
    """What is there is kept, with a warning."""
    (recording,) = reader(data[: len(data) * 3 // 4])
    assert SECONDS // 2 < len(recording.samples) < SECONDS
    assert recording.warnings


@every_reader
@settings(max_examples=100, deadline=None)  # a busy machine is no fault
@given(noise=st.binary(max_size=400))
@example(noise=b"<gpx>")
@example(noise=b"\x00" * 400)
def test_garbage_is_refused_by_our_own_errors(reader: Read, data: bytes, noise: bytes) -> None:
    """Any bytes at all, also behind a true beginning."""
    read_or_refused(reader, noise)
    read_or_refused(reader, data[: len(noise)] + noise)


@every_reader
@settings(max_examples=150, deadline=None)  # a busy machine is no fault
@given(draw=st.data())
def test_a_damaged_file_is_read_or_refused(reader: Read, data: bytes, draw: st.DataObject) -> None:
    """Bytes changed, left out, repeated, or put in from elsewhere in the file."""
    start = draw.draw(st.integers(0, len(data)))
    end = draw.draw(st.integers(start, min(len(data), start + 200)))
    other = draw.draw(st.integers(0, len(data)))
    instead = draw.draw(st.one_of(st.binary(max_size=20), st.just(data[other : other + 100])))
    read_or_refused(reader, data[:start] + instead + data[end:])


def _by_pickle(value: Recording) -> Recording:
    sent: Recording = pickle.loads(pickle.dumps(value))  # noqa: S301 (our own bytes)
    return sent


@every_reader
@pytest.mark.parametrize("send", [_by_pickle, copy.deepcopy])
def test_a_recording_can_be_sent_to_another_process(
    reader: Read, data: bytes, send: Callable[[Recording], Recording]
) -> None:
    """Work on many recordings is shared among processes; what arrives is whole, and as frozen."""
    for recording in reader(data):
        arrived = send(recording)
        for name in COLUMNS:
            np.testing.assert_array_equal(getattr(arrived.samples, name), getattr(recording.samples, name))
            assert not getattr(arrived.samples, name).flags.writeable
        for attribute in (
            "started_at",
            "utc_offset_s",
            "sport",
            "device",
            "laps",
            "pauses",
            "steps",
            "warnings",
        ):
            assert getattr(arrived, attribute) == getattr(recording, attribute)
        assert list(arrived.extra) == list(recording.extra)
        assert list(arrived.messages) == list(recording.messages)
