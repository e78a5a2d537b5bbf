"""A recording as a FIT activity file, as a watch would have written it.

Numbers of messages and fields follow the public FIT profile. Series in ``extra`` and tables in
``messages`` have no fields of their own and are left out; times are rounded to whole seconds.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from backstride.errors import InvalidValue
from backstride.formats.fit import profile
from backstride.formats.fit.activity import SIMULATED_PRODUCT_NAME
from backstride.formats.fit.encode import (
    DEVELOPMENT,
    BaseType,
    FitField,
    FitMessage,
    Value,
    file_id,
    fit_file,
    fit_time,
)
from backstride.recording import FloatArray, Lap, Recording, Step

__all__ = ["SIMULATED_PRODUCT_NAME", "activity_messages", "write_activity"]


class _RecordField(NamedTuple):
    """Where a column of samples goes in a record, and how it is scaled."""

    column: str
    number: int
    base_type: BaseType
    scale: float = 1.0
    offset: float = 0.0


_RECORD_FIELDS: Final = (
    _RecordField("latitude_deg", 0, BaseType.SINT32, 1.0 / profile.DEGREES_PER_SEMICIRCLE),
    _RecordField("longitude_deg", 1, BaseType.SINT32, 1.0 / profile.DEGREES_PER_SEMICIRCLE),
    _RecordField("distance_m", 5, BaseType.UINT32, 100.0),
    _RecordField("speed_m_s", 73, BaseType.UINT32, 1000.0),
    _RecordField("altitude_m", 78, BaseType.UINT32, 5.0, 500.0),
    _RecordField("heart_rate_bpm", 3, BaseType.UINT8),
    _RecordField("stance_time_s", 41, BaseType.UINT16, 10_000.0),
    _RecordField("stance_balance_left", 84, BaseType.UINT16, 10_000.0),
    _RecordField("step_length_m", 85, BaseType.UINT16, 10_000.0),
    _RecordField("vertical_oscillation_m", 39, BaseType.UINT16, 10_000.0),
    _RecordField("vertical_ratio", 83, BaseType.UINT16, 10_000.0),
    _RecordField("power_w", 7, BaseType.UINT16),
    _RecordField("temperature_c", 13, BaseType.SINT8),
)

_FieldParts = tuple[int, BaseType, Value] | tuple[int, BaseType, Value, int]
"""Number, base type and value of a field, and its size where it is not the value's own."""

_OPEN_TARGET: Final = 2

_TIMER_STARTS, _TIMER_STOPS = 0, 4
_LAP_EVENT, _SESSION_EVENT, _ACTIVITY_EVENT = 9, 8, 26
_STOP: Final = 1


def _numbered(names: Mapping[int, str]) -> dict[str | None, int]:
    """Numbers by name; the lowest where two share one."""
    return {name: number for number, name in sorted(names.items(), reverse=True)}


_SPORTS: Final = _numbered(profile.SPORTS)
_SUB_SPORTS: Final = _numbered(profile.SUB_SPORTS)
_LAP_TRIGGERS: Final = _numbered(profile.LAP_TRIGGERS)
_INTENSITIES: Final = _numbered(profile.INTENSITIES)
_STEP_DURATIONS: Final = _numbered(profile.STEP_DURATIONS)


def _scaled(value: float | None, scale: float) -> int | None:
    return None if value is None or np.isnan(value) else round(value * scale)


def _raw(column: FloatArray, scale: float, offset: float = 0.0) -> list[int | None]:
    """A column as the whole numbers of the file, None where missing."""
    known = np.isfinite(column)
    numbers = np.rint(np.where(known, column + offset, 0.0) * scale).astype(np.int64).tolist()
    return [number if there else None for number, there in zip(numbers, known.tolist(), strict=True)]


def _cadence(cadence_spm: FloatArray) -> list[list[int | None]]:
    """Steps of both feet as whole strides a minute and the fraction in 128ths."""
    raw = _raw(cadence_spm, 64.0)
    return [[None if n is None else n // 128 for n in raw], [None if n is None else n % 128 for n in raw]]


def _records(recording: Recording, start_s: int) -> list[FitMessage]:
    """One record for each sample; a column that is missing throughout is left out."""
    samples = recording.samples
    times = [start_s + round(elapsed) for elapsed in samples.elapsed_s.tolist()]
    layout = [(profile.TIMESTAMP, BaseType.UINT32)]
    columns: list[Any] = [times]
    for field in _RECORD_FIELDS:
        column: FloatArray = getattr(samples, field.column)
        if np.isfinite(column).any():
            layout.append((field.number, field.base_type))
            columns.append(_raw(column, field.scale, field.offset))
    if np.isfinite(samples.cadence_spm).any():
        layout += [(4, BaseType.UINT8), (53, BaseType.UINT8)]
        columns += _cadence(samples.cadence_spm)
    return [
        FitMessage(
            profile.RECORD, tuple(FitField(*head, value) for head, value in zip(layout, row, strict=True))
        )
        for row in zip(*columns, strict=True)
    ]


def _message(number: int, *fields: _FieldParts) -> FitMessage:
    return FitMessage(number, tuple(FitField(*field) for field in fields))


def _timer(at_s: int, event_type: int) -> FitMessage:
    return _message(
        profile.EVENT,
        (profile.TIMESTAMP, BaseType.UINT32, at_s),
        (0, BaseType.ENUM, profile.TIMER_EVENT),
        (1, BaseType.ENUM, event_type),
        (4, BaseType.UINT8, 0),
    )


def _device(recording: Recording, start_s: int) -> list[FitMessage]:
    version = recording.device.software_version
    creator = _message(profile.FILE_CREATOR, (0, BaseType.UINT16, _version(version)))
    device = _message(
        profile.DEVICE_INFO,
        (profile.TIMESTAMP, BaseType.UINT32, start_s),
        (0, BaseType.UINT8, 0),
        (2, BaseType.UINT16, DEVELOPMENT),
        (5, BaseType.UINT16, _version(version)),
        (27, BaseType.STRING, _product_name(recording)),
    )
    return [creator, device]


def _product_name(recording: Recording) -> str:
    if recording.is_simulated:
        return SIMULATED_PRODUCT_NAME
    return recording.device.product or str(recording.device)


def _version(text: str | None) -> int | None:
    """A version such as ``"1.25"`` in hundredths; None for any other text."""
    try:
        return None if text is None else round(float(text) * 100)
    except ValueError:
        return None


def _workout(recording: Recording) -> list[FitMessage]:
    """The workout that the device ran, if any."""
    steps = recording.steps
    if not steps:
        return []
    workout = _message(
        profile.WORKOUT,
        (4, BaseType.ENUM, _sport_id(recording)),
        (6, BaseType.UINT16, len(steps)),
        (8, BaseType.STRING, recording.names.get("workout", "")),
    )
    name_size, notes_size = _room([s.name for s in steps]), _room([s.notes for s in steps])
    return [workout, *(_step(step, name_size=name_size, notes_size=notes_size) for step in steps)]


def _room(texts: list[str | None]) -> int:
    """The size that holds each of the texts, so that all steps share one definition."""
    return max(len((text or "").encode()) for text in texts) + 1


def _step(step: Step, *, name_size: int, notes_size: int) -> FitMessage:
    kind = step.duration_type
    is_repeat = step.repeat_from is not None
    scale = profile.STEP_DURATION_SCALES.get(kind or "", 1.0)
    return _message(
        profile.WORKOUT_STEP,
        (profile.MESSAGE_INDEX, BaseType.UINT16, step.index),
        (0, BaseType.STRING, step.name or "", name_size),
        (1, BaseType.ENUM, _STEP_DURATIONS.get(kind)),
        (2, BaseType.UINT32, step.repeat_from if is_repeat else _scaled(step.duration_value, scale)),
        (3, BaseType.ENUM, None if is_repeat else _OPEN_TARGET),
        (4, BaseType.UINT32, step.repeats),
        (7, BaseType.ENUM, _INTENSITIES.get(step.intensity)),
        (8, BaseType.STRING, step.notes or "", notes_size),
    )


def _sport_id(recording: Recording) -> int | None:
    raw_id = recording.sport.sport_id
    return raw_id if isinstance(raw_id, int) else _SPORTS.get(recording.sport.name)


def _sub_sport_id(recording: Recording) -> int | None:
    raw_id = recording.sport.sub_sport_id
    return raw_id if isinstance(raw_id, int) else _SUB_SPORTS.get(recording.sport.sub_name)


def _timer_s(recording: Recording, start_s: float, end_s: float) -> float:
    """How long the timer ran within a stretch. [s]"""
    paused = (min(pause.end_s, end_s) - max(pause.start_s, start_s) for pause in recording.pauses)
    return end_s - start_s - sum(part for part in paused if part > 0)


def _heart_rates(recording: Recording, start_s: float, end_s: float) -> tuple[int | None, int | None]:
    """Mean and greatest heart rate within a stretch. [bpm]"""
    samples = recording.samples
    beats = samples.heart_rate_bpm[(samples.elapsed_s >= start_s) & (samples.elapsed_s < end_s)]
    beats = beats[np.isfinite(beats)]
    return (round(float(beats.mean())), round(float(beats.max()))) if len(beats) else (None, None)


def _totals(
    recording: Recording,
    start_s: float,
    end_s: float,
    *,
    timer_s: float | None,
    distance_m: float | None,
    rate_field: int,
) -> list[_FieldParts]:
    """The fields that laps and sessions have in common; the mean heart rate has another number in each."""
    mean_bpm, greatest_bpm = _heart_rates(recording, start_s, end_s)
    timer = _timer_s(recording, start_s, end_s) if timer_s is None else timer_s
    return [
        (7, BaseType.UINT32, _scaled(end_s - start_s, 1000)),
        (8, BaseType.UINT32, _scaled(timer, 1000)),
        (9, BaseType.UINT32, _scaled(distance_m, 100)),
        (rate_field, BaseType.UINT8, mean_bpm),
        (rate_field + 1, BaseType.UINT8, greatest_bpm),
    ]


def _lap(recording: Recording, index: int, lap: Lap, start_s: int) -> FitMessage:
    return _message(
        profile.LAP,
        (profile.MESSAGE_INDEX, BaseType.UINT16, index),
        (profile.TIMESTAMP, BaseType.UINT32, start_s + round(lap.end_s)),
        (0, BaseType.ENUM, _LAP_EVENT),
        (1, BaseType.ENUM, _STOP),
        (2, BaseType.UINT32, start_s + round(lap.start_s)),
        *_totals(
            recording,
            lap.start_s,
            lap.end_s,
            timer_s=lap.timer_s,
            distance_m=lap.distance_m,
            rate_field=15,
        ),
        (23, BaseType.ENUM, _INTENSITIES.get(lap.intensity)),
        (24, BaseType.ENUM, _LAP_TRIGGERS.get(lap.trigger)),
        (25, BaseType.ENUM, _sport_id(recording)),
        (71, BaseType.UINT16, lap.workout_step),
    )


def _session(recording: Recording, start_s: int, end_s: float) -> FitMessage:
    profile_name = recording.names.get("profile")
    return _message(
        profile.SESSION,
        (profile.MESSAGE_INDEX, BaseType.UINT16, 0),
        (profile.TIMESTAMP, BaseType.UINT32, start_s + round(end_s)),
        (0, BaseType.ENUM, _SESSION_EVENT),
        (1, BaseType.ENUM, _STOP),
        (2, BaseType.UINT32, start_s),
        (5, BaseType.ENUM, _sport_id(recording)),
        (6, BaseType.ENUM, _sub_sport_id(recording)),
        *_totals(recording, 0.0, end_s, timer_s=None, distance_m=recording.distance_m, rate_field=16),
        (25, BaseType.UINT16, 0),
        (26, BaseType.UINT16, len(recording.laps)),
        *([] if profile_name is None else [(110, BaseType.STRING, profile_name)]),
    )


def _activity(recording: Recording, start_s: int, end_s: float) -> FitMessage:
    at_s = start_s + round(end_s)
    offset_s = recording.utc_offset_s
    return _message(
        profile.ACTIVITY,
        (profile.TIMESTAMP, BaseType.UINT32, at_s),
        (0, BaseType.UINT32, _scaled(_timer_s(recording, 0.0, end_s), 1000)),
        (1, BaseType.UINT16, 1),
        (2, BaseType.ENUM, 0),
        (3, BaseType.ENUM, _ACTIVITY_EVENT),
        (4, BaseType.ENUM, _STOP),
        (5, BaseType.UINT32, None if offset_s is None else at_s + offset_s),
    )


def _end_s(recording: Recording) -> float:
    """When all that the recording holds is over. [s]"""
    return max(
        recording.end_s,
        *(lap.end_s for lap in recording.laps),
        *(pause.end_s for pause in recording.pauses),
        0.0,
    )


def _in_order(recording: Recording, start_s: int, end_s: float) -> list[FitMessage]:
    """Records, pauses and laps by time, as a watch writes them while it runs.

    At one moment the timer starts before the record, and the record comes before the timer's stop
    and the lap's end.
    """
    timed = [(start_s, 0, _timer(start_s, _TIMER_STARTS))]
    for pause in recording.pauses:
        stop_s, go_s = start_s + round(pause.start_s), start_s + round(pause.end_s)
        timed += [(stop_s, 2, _timer(stop_s, _TIMER_STOPS)), (go_s, 0, _timer(go_s, _TIMER_STARTS))]
    for message in _records(recording, start_s):
        at_s = message.fields[0].value
        timed.append((at_s if isinstance(at_s, int) else start_s, 1, message))
    timed.append((start_s + round(end_s), 2, _timer(start_s + round(end_s), _TIMER_STOPS)))
    for index, lap in enumerate(recording.laps):
        timed.append((start_s + round(lap.end_s), 3, _lap(recording, index, lap, start_s)))
    return [message for _, _, message in sorted(timed, key=lambda entry: entry[:2])]


def activity_messages(recording: Recording) -> tuple[FitMessage, ...]:
    """The messages of the activity file that `write_activity` writes.

    Parameters
    ----------
    recording
        A recording with times.

    Returns
    -------
    tuple
        The messages in order.

    Raises
    ------
    InvalidValue
        If the recording has no times, or a value that its field cannot hold.
    """
    if recording.started_at is None:
        raise InvalidValue(
            "The recording has no times.",
            allowed="A FIT activity file states when each sample was taken.",
            remedy="Give the recording a start and the samples their times.",
        )
    start_s = fit_time(recording.started_at)
    end_s = _end_s(recording)
    return (
        file_id(product_name=_product_name(recording), created_s=start_s),
        *_device(recording, start_s),
        *_workout(recording),
        *_in_order(recording, start_s, end_s),
        _session(recording, start_s, end_s),
        _activity(recording, start_s, end_s),
    )


def write_activity(recording: Recording) -> bytes:
    """A recording as a FIT activity file.

    A simulated recording names `SIMULATED_PRODUCT_NAME` as its product, so that readers can tell.

    Parameters
    ----------
    recording
        A recording with times.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    InvalidValue
        If the recording has no times, or a value that its field cannot hold.
    """
    return fit_file(activity_messages(recording))
