import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import fitdecode
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.errors import InvalidValue
from backstride.formats.fit import read_fit
from backstride.formats.fit.encode import FitMessage, fit_file
from backstride.formats.fit.write import SIMULATED_PRODUCT_NAME, activity_messages, write_activity
from backstride.recording import (
    COLUMNS,
    Device,
    FloatArray,
    Lap,
    Pause,
    Recording,
    Samples,
    Sport,
    Step,
)
from backstride.simulation import DEVICE_NAME, SESSIONS, SimulatedAthlete, simulate

STARTED_AT = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)

HALF_STEP = {
    "elapsed_s": 0.0,
    "latitude_deg": 0.5 * 180 / 2**31,
    "longitude_deg": 0.5 * 180 / 2**31,
    "altitude_m": 0.5 / 5,
    "distance_m": 0.5 / 100,
    "speed_m_s": 0.5 / 1000,
    "heart_rate_bpm": 0.5,
    "cadence_spm": 0.5 * 2 / 128,
    "stance_time_s": 0.5 / 10_000,
    "stance_balance_left": 0.5 / 10_000,
    "step_length_m": 0.5 / 10_000,
    "vertical_oscillation_m": 0.5 / 10_000,
    "vertical_ratio": 0.5 / 10_000,
    "power_w": 0.5,
    "temperature_c": 0.5,
}
"""Half of what one count of each field stands for: the most that writing may change a value by."""

RANGES = {
    "latitude_deg": (-90.0, 90.0),
    "longitude_deg": (-180.0, 179.99),
    "altitude_m": (-499.0, 8000.0),
    "distance_m": (0.0, 1e6),
    "speed_m_s": (0.0, 30.0),
    "heart_rate_bpm": (30.0, 230.0),
    "cadence_spm": (0.0, 400.0),
    "stance_time_s": (0.05, 3.0),
    "stance_balance_left": (0.3, 0.7),
    "step_length_m": (0.05, 3.0),
    "vertical_oscillation_m": (0.001, 0.3),
    "vertical_ratio": (0.001, 0.5),
    "power_w": (0.0, 2000.0),
    "temperature_c": (-40.0, 60.0),
}


ALONE = sorted(set(RANGES) - {"latitude_deg", "longitude_deg", "distance_m"})
"""Columns whose values do not hang together with others."""


def recording(**changes: Any) -> Recording:  # noqa: ANN401 (any field of a recording)
    """A small recording with something in every place."""
    elapsed_s = np.array([0.0, 1.0, 2.0, 10.0, 11.0, 12.0])
    columns = {
        name: np.linspace(low, (low + high) / 2, len(elapsed_s)) for name, (low, high) in RANGES.items()
    }
    columns["heart_rate_bpm"][2] = np.nan
    whole = Recording(
        format="simulated",
        samples=Samples.of(elapsed_s, **columns),
        started_at=STARTED_AT,
        utc_offset_s=-12_600,
        sport=Sport(name="running", sub_name="track", sport_id=1, sub_sport_id=4),
        device=Device(manufacturer="development", product="Pocket watch", software_version="1.25"),
        device_distance_m=40.25,
        names={"workout": "Rückwärts", "profile": "Track"},
        laps=(
            Lap(start_s=0.0, end_s=2.0, trigger="distance", workout_step=0, intensity="active", timer_s=2.0),
            Lap(start_s=2.0, end_s=12.0, trigger="session_end", distance_m=12.5, timer_s=3.0),
        ),
        pauses=(Pause(start_s=3.0, end_s=10.0),),
        steps=(
            Step(
                index=0,
                name="Backward 100 m",
                notes="Turn round.",
                intensity="active",
                duration_type="distance",
                duration_value=100.0,
            ),
            Step(index=1, name="Walk", duration_type="time", duration_value=90.0, intensity="rest"),
            Step(
                index=2,
                duration_type="repeat_until_steps_completed",
                duration_value=0.0,
                repeat_from=0,
                repeats=4,
            ),
        ),
    )
    return replace(whole, **changes)


def decoded(data: bytes, name: str) -> list[Any]:
    """The messages of one name as the oracle reads them, both checksums demanded."""
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as frames:
        return [f for f in frames if isinstance(f, fitdecode.FitDataMessage) and f.name == name]


def values_of(frame: Any, *names: str) -> tuple[Any, ...]:  # noqa: ANN401 (the oracle has no types)
    """Some fields of a message."""
    return tuple(frame.get_value(name) for name in names)


def assert_close(actual: Samples, expected: Samples) -> None:
    """Every column is the same within half a count, with the same gaps."""
    for name, half_step in HALF_STEP.items():
        np.testing.assert_allclose(
            getattr(actual, name),
            getattr(expected, name),
            rtol=0,
            atol=half_step * 1.001 + 1e-9,
            err_msg=name,
        )


def test_the_oracle_reads_every_column() -> None:
    """An independent decoder finds each quantity under its name and in the unit of the profile."""
    samples = recording().samples
    frames = decoded(write_activity(recording()), "record")

    last = frames[-1]
    assert last.get_value("timestamp") == STARTED_AT + timedelta(seconds=12)
    expected = {
        "enhanced_speed": samples.speed_m_s[-1],
        "enhanced_altitude": samples.altitude_m[-1],
        "distance": samples.distance_m[-1],
        "heart_rate": samples.heart_rate_bpm[-1],
        "stance_time": samples.stance_time_s[-1] * 1000,
        "stance_time_balance": samples.stance_balance_left[-1] * 100,
        "step_length": samples.step_length_m[-1] * 1000,
        "vertical_oscillation": samples.vertical_oscillation_m[-1] * 1000,
        "vertical_ratio": samples.vertical_ratio[-1] * 100,
        "power": samples.power_w[-1],
        "temperature": samples.temperature_c[-1],
    }
    for name, value in expected.items():
        assert last.get_value(name) == pytest.approx(value, abs=0.51 if value > 100 else 0.11), name
    strides = last.get_value("cadence") + last.get_value("fractional_cadence")
    assert 2 * strides == pytest.approx(samples.cadence_spm[-1], abs=1 / 64)
    degrees = last.get_raw_value("position_lat") * 180 / 2**31
    assert degrees == pytest.approx(samples.latitude_deg[-1], abs=1e-6)


def test_missing_is_the_sentinel_and_not_zero() -> None:
    """A strap that drops out leaves no heart rate, and the oracle sees none."""
    frames = decoded(write_activity(recording()), "record")
    assert frames[2].get_value("heart_rate") is None
    assert frames[1].get_value("heart_rate") is not None


def test_a_column_that_is_missing_throughout_takes_no_room() -> None:
    """A treadmill recording has no position fields at all, as watches write it."""
    bare = recording(samples=Samples.of(np.arange(3.0), heart_rate_bpm=np.array([80.0, 81.0, 82.0])))
    frames = decoded(write_activity(bare), "record")
    assert [field.name for field in frames[0].fields] == ["timestamp", "heart_rate"]


def test_the_timer_stops_for_each_pause() -> None:
    """The timer starts, stops and starts again where the recording says, and stops at the end."""
    events = decoded(write_activity(recording()), "event")
    assert [(e.get_value("timestamp") - STARTED_AT).total_seconds() for e in events] == [0, 3, 10, 12]
    kinds = [e.get_value("event_type") for e in events]
    assert kinds == ["start", "stop_all", "start", "stop_all"]
    assert {e.get_value("event") for e in events} == {"timer"}


def test_laps_and_the_session_give_the_mean_and_the_greatest_heart_rate() -> None:
    """Each has its own numbers for them in FIT; another program reads them where it looks for them."""
    written = recording()
    rate = written.samples.heart_rate_bpm
    (session,) = decoded(write_activity(written), "session")
    laps = decoded(write_activity(written), "lap")
    names = ("avg_heart_rate", "max_heart_rate")
    assert len(laps) == 2
    for message in (session, *laps):
        mean, greatest = values_of(message, *names)
        assert np.nanmin(rate) <= mean < greatest <= np.nanmax(rate)


def test_laps_name_their_workout_step() -> None:
    """The link from lap to step is what labels the recording when it comes back."""
    first, second = decoded(write_activity(recording()), "lap")
    names = ("wkt_step_index", "lap_trigger", "intensity", "total_elapsed_time", "total_timer_time")
    assert values_of(first, *names) == (0, "distance", "active", 2.0, 2.0)
    assert values_of(second, *names) == (None, "session_end", None, 10.0, 3.0)
    assert second.get_value("start_time") == STARTED_AT + timedelta(seconds=2)
    assert second.get_value("total_distance") == 12.5


def test_workout_steps_keep_names_notes_and_repeats() -> None:
    """The oracle reads the workout as it was planned."""
    data = write_activity(recording())
    (workout,) = decoded(data, "workout")
    assert values_of(workout, "wkt_name", "num_valid_steps") == ("Rückwärts", 3)
    first, second, repeat = decoded(data, "workout_step")
    assert values_of(first, "wkt_step_name", "notes", "duration_type", "duration_distance") == (
        "Backward 100 m",
        "Turn round.",
        "distance",
        100.0,
    )
    assert values_of(second, "duration_time", "intensity") == (90.0, "rest")
    assert values_of(repeat, "duration_type", "duration_step", "repeat_steps") == (
        "repeat_until_steps_cmplt",
        0,
        4,
    )


def test_session_and_activity_close_the_file() -> None:
    """Totals, sport and local time stand where readers look for them."""
    data = write_activity(recording())
    (session,) = decoded(data, "session")
    assert values_of(session, "sport", "sub_sport", "total_distance", "num_laps") == (
        "running",
        "track",
        40.25,
        2,
    )
    assert values_of(session, "total_elapsed_time", "total_timer_time") == (12.0, 5.0)
    (activity,) = decoded(data, "activity")
    local = activity.get_raw_value("local_timestamp") - activity.get_raw_value("timestamp")
    assert local == -12_600


def test_a_simulated_recording_says_so_in_the_file() -> None:
    """Nobody may take the simulated athlete's file for a person's."""
    simulated = recording(is_simulated=True)
    for data, product in (
        (write_activity(simulated), SIMULATED_PRODUCT_NAME),
        (write_activity(recording()), "Pocket watch"),
    ):
        (file_id,) = decoded(data, "file_id")
        assert values_of(file_id, "type", "manufacturer", "product_name") == (
            "activity",
            "development",
            product,
        )
    assert read_fit(write_activity(simulated))[0].is_simulated
    assert not read_fit(write_activity(recording()))[0].is_simulated
    assert DEVICE_NAME == SIMULATED_PRODUCT_NAME


def test_a_recording_comes_back_from_its_file() -> None:
    """Written and read, a recording is the same within what a count of each field stands for."""
    written = recording(is_simulated=True)
    (read,) = read_fit(write_activity(written))

    assert_close(read.samples, written.samples)
    for name in ("started_at", "utc_offset_s", "sport", "names", "pauses", "steps", "warnings"):
        assert getattr(read, name) == getattr(written, name), name
    assert read.device_distance_m == written.device_distance_m
    assert read.laps == written.laps
    assert read.device == Device(manufacturer=None, product=SIMULATED_PRODUCT_NAME, software_version="1.25")


@pytest.mark.parametrize("name", SESSIONS)
def test_every_ready_session_comes_back_from_its_file(name: str) -> None:
    """The simulated athlete's files are read without a warning, and nothing moves."""
    written = simulate(SimulatedAthlete(), SESSIONS[name], started_at=STARTED_AT, seed=3, utc_offset_s=7200)
    (read,) = read_fit(write_activity(written))

    assert_close(read.samples, written.samples)
    assert read.warnings == ()
    assert read.is_simulated
    for field in ("started_at", "utc_offset_s", "sport", "names", "pauses", "steps"):
        assert getattr(read, field) == getattr(written, field), field
    assert read.distance_m == pytest.approx(written.distance_m, abs=0.005)
    assert [(lap.start_s, lap.end_s, lap.trigger, lap.workout_step, lap.timer_s) for lap in read.laps] == [
        (lap.start_s, lap.end_s, lap.trigger, lap.workout_step, lap.timer_s) for lap in written.laps
    ]


def columns(count: int) -> st.SearchStrategy[dict[str, FloatArray]]:
    """Some columns with possible values and gaps."""

    def column(name: str) -> st.SearchStrategy[FloatArray]:
        number = st.floats(*RANGES[name]) | st.just(np.nan)
        return st.lists(number, min_size=count, max_size=count).map(np.array)

    place = st.tuples(st.floats(1.0, 89.0), st.floats(-179.0, 179.0)) | st.just((np.nan, np.nan))
    places = st.lists(place, min_size=count, max_size=count).map(np.array)
    return st.builds(
        lambda some, where: some | {"latitude_deg": where[:, 0], "longitude_deg": where[:, 1]},
        st.fixed_dictionaries({}, optional={name: column(name) for name in ALONE}),
        places,
    )


@settings(max_examples=40)
@given(given_columns=columns(4), big_endian=st.booleans())
def test_any_possible_values_come_back(*, given_columns: dict[str, FloatArray], big_endian: bool) -> None:
    """Whatever a sensor can read survives the file, in both byte orders, with its gaps."""
    written = recording(
        samples=Samples.of(np.array([0.0, 1.0, 5.0, 12.0]), **given_columns), is_simulated=True
    )
    (read,) = read_fit(fit_file(activity_messages(written), big_endian=big_endian))
    assert_close(read.samples, written.samples)


def test_the_messages_stand_in_order_of_time() -> None:
    """A live reader can follow the file: no message precedes an earlier one."""
    messages = activity_messages(recording())
    assert messages[0].number == 0
    assert [message.number for message in messages[-2:]] == [18, 34]
    times = [time_of(message) for message in messages if message.number in {19, 20, 21}]
    assert times == sorted(times)


def time_of(message: FitMessage) -> int:
    """The timestamp of a message."""
    (time,) = [field.value for field in message.fields if field.number == 253]
    assert isinstance(time, int)
    return time


def test_a_recording_without_times_is_refused() -> None:
    """A track drawn on a map cannot become an activity."""
    drawn = Recording(format="gpx", samples=Samples.of(np.full(2, np.nan)), started_at=None)
    with pytest.raises(InvalidValue, match="has no times"):
        write_activity(drawn)


def test_a_value_that_no_field_holds_is_refused() -> None:
    """Ten kilometres a second would wrap around into nonsense."""
    odd = recording(samples=Samples.of(np.arange(2.0), heart_rate_bpm=np.array([80.0, 300.0])))
    with pytest.raises(InvalidValue, match="300 does not fit"):
        write_activity(odd)


def test_half_steps_cover_every_column() -> None:
    """A new column of samples must be written and checked too."""
    assert set(HALF_STEP) == set(COLUMNS) - {"position_distance_m"}
