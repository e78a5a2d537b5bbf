import json
import math
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from backstride.errors import DamagedStore, FileRefused, InvalidValue
from backstride.formats import read
from backstride.formats.fit.write import write_activity
from backstride.recording import (
    COLUMNS,
    Column,
    Device,
    Lap,
    Pause,
    ReadingWarning,
    Recording,
    Samples,
    Sport,
    Step,
)
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate
from backstride.store.content_folder import content_hash
from backstride.store.durable import write_durably
from backstride.store.recordings import LAYOUT, Recordings, from_parquet, recording_name, to_parquet

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
REAL = sorted(path for kind in ("fit", "gpx", "tcx") for path in CORPUS.glob(f"{kind}/*"))


def identical(some: NDArray[Any], others: NDArray[Any]) -> bool:
    """Whether two arrays are the same to the last bit, and the second is read-only."""
    if some.dtype != others.dtype or some.shape != others.shape or others.flags.writeable:
        return False
    if some.dtype.kind != "f":
        return bool((some == others).all())
    missing = np.isnan(some)
    signs = (np.signbit(some) == np.signbit(others)) | missing
    return bool(((some == others) | (missing & np.isnan(others))).all() and signs.all())


def differences(some: Recording, others: Recording) -> list[str]:
    """The parts in which two recordings differ; the messages are not kept."""
    found = [
        part.name
        for part in fields(Recording)
        if part.name not in {"samples", "extra", "messages"}
        if getattr(some, part.name) != getattr(others, part.name)
    ]
    found += [
        name for name in COLUMNS if not identical(getattr(some.samples, name), getattr(others.samples, name))
    ]
    if list(some.extra) != list(others.extra):
        return [*found, "extra"]
    for name, column in some.extra.items():
        other = others.extra[name]
        alike = (column.unit, column.developer) == (other.unit, other.developer)
        if not alike or not identical(column.values, other.values):
            found.append(f"extra {name}")
    return found


def values_of_a_device(count: int) -> st.SearchStrategy[NDArray[np.float64]]:
    """A column as files have them: integers over a scale with gaps, or any floats."""
    whole = st.lists(st.integers(-(2**31), 2**31) | st.none(), min_size=count, max_size=count)
    scaled = st.tuples(whole, st.sampled_from([1.0, 5.0, 128.0, 1000.0, 1e7, 2**31 / 180.0])).map(
        lambda drawn: np.array([math.nan if n is None else n / drawn[1] for n in drawn[0]], dtype=np.float64)
    )
    anything = st.lists(st.floats(), min_size=count, max_size=count).map(
        lambda drawn: np.array(drawn, dtype=np.float64)
    )
    return scaled | anything


def further_series(count: int) -> st.SearchStrategy[Column]:
    """A series that a file may hold beside the samples."""
    texts = st.lists(st.text(max_size=5) | st.none(), min_size=count, max_size=count)
    some_bytes = st.lists(st.binary(max_size=5), min_size=count, max_size=count)

    def objects(drawn: list[Any]) -> NDArray[Any]:
        values = np.empty(count, dtype=object)
        values[:] = drawn
        return values

    rows = (
        st.integers(0, 3)
        .flatmap(lambda k: st.tuples(*[values_of_a_device(count)] * k))
        .map(lambda parts: np.stack(parts, axis=1) if parts else np.empty((count, 0)))
    )
    kinds = st.sampled_from(["u1", "i4", ">i2", "u8", "?", "U3", "S3", "M8[s]", "m8[us]", "f4", "f2"])
    counted = kinds.map(lambda kind: np.arange(count).astype(kind))
    values = values_of_a_device(count) | rows | texts.map(objects) | some_bytes.map(objects) | counted
    return st.builds(Column, values=values, unit=st.none() | st.text(max_size=3), developer=st.booleans())


words = st.none() | st.text(max_size=8)
numbers = st.none() | st.floats(allow_nan=False)
starts = st.floats(0, 1e6)
moments = st.integers(0, 10**15).map(lambda n: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(microseconds=n))


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """Anything that a reader may return."""
    count = draw(st.integers(0, 12))
    times = np.array(sorted(draw(st.sets(st.integers(0, 10**7), min_size=count, max_size=count))), np.float64)
    times = draw(st.sampled_from([times, times / 1000.0, times / 3.0, np.full(count, math.nan)]))
    names = draw(st.sets(st.sampled_from(COLUMNS[1:])))
    columns = {
        name: draw(values_of_a_device(count)) for name in sorted(names - {"latitude_deg", "longitude_deg"})
    }
    if "latitude_deg" in names:
        places = st.lists(st.integers(-(2**29), 2**29), min_size=count, max_size=count)
        for name in ("latitude_deg", "longitude_deg"):
            columns[name] = np.array(draw(places), np.float64) / (2**31 / 180.0)
    laps = st.builds(
        lambda start, lasts, **rest: Lap(start_s=start, end_s=start + lasts, **rest),
        starts,
        starts,
        trigger=words,
        workout_step=st.none() | st.integers(0, 9),
        distance_m=numbers,
        name=words,
    )
    return Recording(
        format=draw(st.sampled_from(["fit", "gpx", "tcx", "simulated"])),
        samples=Samples.of(times, **columns),
        started_at=draw(st.none() | moments),
        utc_offset_s=draw(st.none() | st.integers(-50_000, 50_000)),
        sport=draw(st.builds(Sport, name=st.text(), sub_name=words, sport_id=words | st.integers(0, 300))),
        device=draw(st.builds(Device, manufacturer=words, product=words)),
        device_distance_m=draw(numbers),
        names=draw(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3)),
        laps=tuple(draw(st.lists(laps, max_size=3))),
        pauses=tuple(draw(st.lists(starts.map(lambda s: Pause(start_s=s, end_s=s + 1.0)), max_size=2))),
        steps=tuple(
            draw(
                st.lists(
                    st.builds(Step, index=st.integers(0, 9), notes=words, duration_value=numbers), max_size=2
                )
            )
        ),
        extra=draw(st.dictionaries(st.text(max_size=5), further_series(count), max_size=3)),
        warnings=tuple(
            draw(st.lists(st.builds(ReadingWarning, slug=st.text(), message=st.text()), max_size=2))
        ),
        is_simulated=draw(st.booleans()),
    )


@given(recording=recordings())
def test_a_recording_comes_back_to_the_last_bit(recording: Recording) -> None:
    """Nothing but the messages is lost, and the same recording always gives the same bytes."""
    data = to_parquet(recording)
    restored = from_parquet(data)
    assert differences(recording, restored) == []
    assert restored.messages == {}
    assert restored.started_at is None or restored.started_at.tzinfo is UTC
    assert to_parquet(recording) == data
    assert to_parquet(restored) == data


@pytest.mark.skipif(not REAL, reason="the real recordings are not on this machine")
@pytest.mark.parametrize("part", range(8))
def test_each_real_recording_comes_back_to_the_last_bit(part: int) -> None:
    """What watches and platforms write is kept exactly, their own fields included."""
    for path in REAL[part::8]:
        try:
            found = read(path.read_bytes())
        except FileRefused:
            continue
        for recording in found:
            assert differences(recording, from_parquet(memoryview(to_parquet(recording)))) == [], path.name


@pytest.mark.skipif(not REAL, reason="the real recordings are not on this machine")
def test_an_hour_of_a_real_run_takes_less_than_forty_kilobytes() -> None:
    """Columns go back to the integers of the watch: floats would take three times as much."""
    found = [recording for path in REAL[:80:4] if ".fit" in path.name for recording in _readable(path)]
    runs = [r for r in found if r.sport.name in {"running", "walking"} and len(r.samples) > 500]
    size = sum(len(to_parquet(replace(run, extra={}))) for run in runs)
    assert size * 3600 / sum(len(run.samples) for run in runs) < 40_000


def _readable(path: Path) -> tuple[Recording, ...]:
    try:
        return tuple(read(path.read_bytes()))
    except FileRefused:
        return ()


@pytest.fixture(scope="module")
def run() -> Recording:
    """A simulated run as a watch would write it."""
    started_at = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
    simulated = simulate(SimulatedAthlete(), SESSIONS["pressed-laps"], started_at=started_at, seed=1)
    return read(write_activity(simulated))[0]


def test_what_is_missing_and_what_can_be_computed_takes_no_column(run: Recording) -> None:
    """A column of nothing is not stored, and neither is the distance along the positions."""
    names = pq.ParquetFile(pa.BufferReader(to_parquet(run))).schema_arrow.names
    assert {"elapsed_s", "heart_rate_bpm", "speed_m_s_scaled", "latitude_deg_scaled"} <= set(names)
    assert not [name for name in names if name.startswith(("position_distance_m", "power_w"))]


def test_a_distance_that_the_positions_do_not_give_is_stored(run: Recording) -> None:
    """Whoever put another distance there gets it back, also none at all."""
    count = len(run.samples)
    for other in (np.linspace(0.0, 900.0, count), np.full(count, math.nan)):
        changed = replace(run, samples=replace(run.samples, position_distance_m=other))
        assert differences(changed, from_parquet(to_parquet(changed))) == []


def test_any_program_can_read_the_columns(run: Recording) -> None:
    """A stored recording is a plain Parquet file, whose integers the JSON in it explains."""
    file = pq.ParquetFile(pa.BufferReader(to_parquet(run)))
    about = json.loads(file.metadata.metadata[b"backstride"])
    place = about["samples"]["distance_m"]
    divisor, offset, is_single = about["scales"][place]
    assert (offset, is_single) == (0.0, False)
    integers = file.read().column("distance_m_scaled").to_numpy()
    assert identical(run.samples.distance_m, _frozen(integers / divisor))


def _frozen(values: NDArray[Any]) -> NDArray[Any]:
    values.flags.writeable = False
    return values


def test_numbers_of_numpy_among_the_words_are_kept_as_numbers(run: Recording) -> None:
    """Whoever computed a lap's end gets the same number back."""
    lap = Lap(start_s=np.float64(0.1), end_s=np.float32(2.5), workout_step=np.int64(3))  # type: ignore[arg-type]  # what a caller may do
    assert from_parquet(to_parquet(replace(run, laps=(lap,)))).laps == (lap,)


@pytest.mark.parametrize("shape", [(3,), (), (2, 2, 2)])
def test_a_further_series_of_another_length_is_refused(shape: tuple[int, ...]) -> None:
    """One value, or one row of values, for each sample; anything else would not fit in a table."""
    samples = Samples.of(np.arange(2.0))
    recording = Recording(
        format="fit", samples=samples, started_at=None, extra={"odd": Column(values=np.zeros(shape))}
    )
    with pytest.raises(InvalidValue, match="The series 'odd' has the shape"):
        to_parquet(recording)


def test_what_is_no_number_or_word_is_refused(run: Recording) -> None:
    """Nothing is stored in a way from which it would come back as something else."""
    with pytest.raises(InvalidValue, match="holds a timedelta"):
        to_parquet(replace(run, utc_offset_s=timedelta(hours=1)))  # type: ignore[arg-type]  # what is refused


def test_a_recording_of_a_newer_layout_is_told_as_such(run: Recording) -> None:
    """Who went back to an older Backstride learns why, and what to do."""
    data = to_parquet(run)
    newer = data.replace(b'"layout":%d,' % LAYOUT, b'"layout":9,')
    assert newer != data
    with pytest.raises(DamagedStore, match=r"newer Backstride, in layout 9.*Update"):
        from_parquet(newer)


def test_what_is_no_stored_recording_is_told_as_damage(run: Recording) -> None:
    """Garbage, a piece of a file, or somebody else's Parquet gives no recording and no traceback."""
    data = to_parquet(run)
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"elapsed_s": [0.0, 1.0]}), sink)
    for damaged in (
        b"",
        b"garbage" * 100,
        data[:-1],
        data[1:],
        data[: len(data) // 2],
        sink.getvalue().to_pybytes(),
    ):
        with pytest.raises(DamagedStore, match="no stored recording, or a damaged one"):
            from_parquet(damaged)


def test_a_changed_bit_gives_the_recording_or_is_told_as_damage(run: Recording) -> None:
    """No bit of the columns changes a value unnoticed, and none of the rest ends in a traceback."""
    data = to_parquet(run)
    noticed = 0
    for place in range(4, len(data), 97):
        changed = data[:place] + bytes([data[place] ^ 0x04]) + data[place + 1 :]
        try:
            restored = from_parquet(changed)
        except DamagedStore:
            noticed += 1
        else:
            assert [part for part in differences(run, restored) if part in COLUMNS] == []
    assert noticed > len(data) / 97 * 0.8


def test_a_folder_of_recordings_keeps_them_by_their_name(run: Recording, tmp_path: Path) -> None:
    """What was written under its name is read back, and nothing else passes for it."""
    folder, data = Recordings(tmp_path), to_parquet(run)
    name = recording_name(data)
    assert name == content_hash(data)
    write_durably(folder.path_of(name), data)
    assert list(folder.names()) == [name]
    assert differences(run, from_parquet(folder.read(name))) == []
