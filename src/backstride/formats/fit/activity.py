"""From messages to meaning: the recordings that a FIT activity file holds, one for each session."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np

from backstride.formats.assemble import COLUMN_WORDS, Order, checked, odd_values, ordered
from backstride.formats.fit import profile
from backstride.formats.fit.beats import Beats, heart_rate_of_beats
from backstride.formats.fit.decode import BYTE, MOST_ROWS, Scalar, Table, without_numbers
from backstride.formats.fit.times import Clock, record_times, steady_clock
from backstride.formats.fit.walk import Part
from backstride.recording import (
    Column,
    Device,
    FloatArray,
    Lap,
    Pause,
    ReadingWarning,
    Recording,
    Samples,
    Sport,
    Step,
)

SIMULATED_PRODUCT_NAME: Final = "Backstride simulated athlete"
"""What the simulated athlete's files say in ``file_id.product_name``."""

OFFSET_STEP_S: Final = 900
"""All time zones lie on quarters of an hour; what a device adds to that is its own slip. [s]"""
LARGEST_OFFSET_S: Final = 14 * 3600
MOST_SESSIONS: Final = 200
"""Real files have up to some dozens; each costs a recording. [-]"""
LONGEST_LEAD_S: Final = 3600.0
"""A session that starts longer than this before its first sample has a wrong start. [s]"""

_COMPRESSED_SPEED_DISTANCE: Final = 8

_SCALED: Final = {
    "latitude_deg": ((0, 1.0 / profile.DEGREES_PER_SEMICIRCLE, 0.0),),
    "longitude_deg": ((1, 1.0 / profile.DEGREES_PER_SEMICIRCLE, 0.0),),
    "altitude_m": ((78, 5.0, 500.0), (2, 5.0, 500.0)),
    "distance_m": ((5, 100.0, 0.0),),
    "speed_m_s": ((73, 1000.0, 0.0), (6, 1000.0, 0.0)),
    "heart_rate_bpm": ((3, 1.0, 0.0),),
    "stance_time_s": ((41, 10_000.0, 0.0),),
    "stance_balance_left": ((84, 10_000.0, 0.0),),
    "step_length_m": ((85, 10_000.0, 0.0),),
    "vertical_oscillation_m": ((39, 10_000.0, 0.0),),
    "vertical_ratio": ((83, 10_000.0, 0.0),),
    "power_w": ((7, 1.0, 0.0),),
    "temperature_c": ((13, 1.0, 0.0),),
}
"""Columns by the fields of ``record`` that give them, the better first: number, scale to SI, offset."""

_CADENCE_FIELDS: Final = (4, 52, 53)
_USED_RECORD_FIELDS: Final = frozenset(
    {profile.TIMESTAMP, *_CADENCE_FIELDS, *(number for fields in _SCALED.values() for number, _, _ in fields)}
)

_ROWS: Final = (profile.SESSION, profile.LAP, profile.EVENT, profile.WORKOUT_STEP, profile.FIELD_DESCRIPTION)
"""Messages that are read one by one."""

_WORDS: Final = {
    profile.TIMESTAMP: "time",
    **dict.fromkeys(_CADENCE_FIELDS, "cadence"),
    **{number: COLUMN_WORDS[name] for name, fields in _SCALED.items() for number, _, _ in fields},
}
"""What the used fields of ``record`` are called in a warning."""

_Row = dict[int, Scalar]
_Descriptions = dict[tuple[int, int], _Row]
"""What a file says about its developer fields, by developer index and field number."""


class LazyColumns(Mapping[str, Any]):
    """Columns, or tables of them, that are decoded when somebody asks for them."""

    def __init__(self, makers: Mapping[str, Callable[[], Any]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 (a column, or a table of columns)
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __reduce__(self) -> tuple[Any, ...]:
        """What is sent to another process, or copied, is decoded first."""
        return dict, (dict(self),)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Session:
    """What a session message says, as far as it is used; times in FIT seconds."""

    start_s: float | None = None
    end_s: float | None = None
    sport: Sport = field(default_factory=Sport)
    distance_m: float | None = None
    profile_name: str | None = None


def file_type(part: Part) -> int | None:
    """What a FIT file says it holds.

    Parameters
    ----------
    part
        The messages of one FIT file.

    Returns
    -------
    int or None
        The number of ``file_id.type``; None where the file says nothing.
    """
    rows = Table(part, profile.FILE_ID).rows(0)
    return _integer(rows[0], 0) if rows else None


def recordings_of(part: Part, beats: Beats | None) -> tuple[Recording, ...]:
    """The recordings in one FIT activity file.

    Parameters
    ----------
    part
        The messages of the file.
    beats
        What a strap stored, from all files of the chain.

    Returns
    -------
    tuple
        A recording for each session, in order of time; one for everything where no session was
        written; none where there are neither samples nor sessions.
    """
    records = Table(part, profile.RECORD)
    raw_times_s, time_warnings = record_times(part, records)
    session_rows = Table(part, profile.SESSION).rows(profile.TIMESTAMP, 2, 5, 6, 7, 8, 9, 110)
    clock, clock_warnings = steady_clock(raw_times_s, _elapsed_total(session_rows))
    sessions = _sessions(session_rows, clock)
    times_s = clock.steady(raw_times_s)
    order, order_warnings = ordered(times_s)
    sorted_s = order.of(times_s)
    if not len(sorted_s) and not any(session.start_s is not None for session in sessions):
        return ()
    sessions, session_warnings = _few(sessions)
    warnings = (*part.warnings, *time_warnings, *clock_warnings, *order_warnings, *session_warnings)
    activity = _Activity(
        part=part,
        beats=beats,
        records=records,
        order=order,
        clock=clock,
        row_times_s=times_s,
        warnings=warnings,
    )
    sessions = sessions or [_Session(sport=_sport_of_file(part))]
    begins_s = [session.start_s for session in sessions[1:]]
    starts = [0, *(_place(sorted_s, begin_s) for begin_s in begins_s), len(sorted_s)]
    return tuple(
        activity.recording(session, slice(start, max(start, stop)), until_s)
        for session, start, stop, until_s in zip(
            sessions, starts[:-1], starts[1:], [*begins_s, None], strict=True
        )
    )


def _elapsed_total(rows: list[_Row]) -> float | None:
    """How long the sessions say they lasted, together. [s]"""
    totals = [max(_number(row, 7, 1000.0) or 0.0, _number(row, 8, 1000.0) or 0.0) for row in rows]
    return sum(totals) if totals else None


def _place(times_s: FloatArray, start_s: float | None) -> int:
    return len(times_s) if start_s is None else int(np.searchsorted(times_s, start_s))


class _Activity:
    """What the sessions of one file share."""

    def __init__(
        self,
        *,
        part: Part,
        beats: Beats | None,
        records: Table,
        order: Order,
        clock: Clock,
        row_times_s: FloatArray,
        warnings: tuple[ReadingWarning, ...],
    ) -> None:
        self.part = part
        self.records = records
        self.order = order
        self.clock = clock
        self.times_s = order.of(row_times_s)
        raw = _raw_columns(beats, records, row_times_s)
        columns, odd = checked({name: order.of(values) for name, values in raw.items()})
        self.columns = columns
        self.warnings = (*warnings, *_crowded(part), *_unreadable(records), *odd)
        self.laps = _laps(part, clock)
        self.pauses = _pauses(part, clock)
        self.steps = _steps(part)
        self.names = _names(part)
        self.device, self.is_simulated = _device(part)
        self.utc_offset_s = _utc_offset(part)
        self.descriptions = _descriptions(part)
        self.messages = _other_messages(part, self.descriptions)

    def recording(self, session: _Session, span: slice, until_s: float | None) -> Recording:
        """The recording of one session, whose samples are a slice of the file's."""
        times_s = self.times_s[span]
        zero_s, started_at = _zero(session.start_s, times_s)
        end_s = _end(session, times_s, zero_s, until_s)
        names = (
            self.names if session.profile_name is None else {**self.names, "profile": session.profile_name}
        )
        samples = self._samples(session.sport, times_s - zero_s, span)
        return Recording(
            format="fit",
            samples=samples,
            started_at=started_at,
            utc_offset_s=self.utc_offset_s,
            sport=session.sport,
            device=self.device,
            device_distance_m=_total_distance(session.distance_m, samples.distance_m),
            names=names,
            laps=_laps_between(self.laps, zero_s, end_s, until_s),
            pauses=_pauses_between(self.pauses, zero_s, end_s),
            steps=self.steps,
            extra=_extra_columns(self.records, self.descriptions, self.order, span, session.sport),
            messages=self.messages,
            warnings=self.warnings,
            is_simulated=self.is_simulated,
        )

    def _samples(self, sport: Sport, elapsed_s: FloatArray, span: slice) -> Samples:
        columns = {name: values[span] for name, values in self.columns.items()}
        cadence = columns.pop("cadence_per_min", None)
        if cadence is not None and sport.is_on_foot:
            # The field counts strides, which are two steps.
            columns["cadence_spm"] = 2.0 * cadence
        return Samples.of(elapsed_s, **columns)


def _raw_columns(beats: Beats | None, records: Table, times_s: FloatArray) -> dict[str, FloatArray]:
    """The columns that the records give, in the order of the file."""
    columns = {}
    for name, fields in _SCALED.items():
        column = None
        for number, scale, offset in fields:
            column = _filled(column, records.numbers(number, scale=scale, offset=offset))
        if column is not None:
            columns[name] = column
    if (cadence := _cadence(records)) is not None:
        columns["cadence_per_min"] = cadence
    _add_compressed_speed_distance(records, columns)
    own = columns.get("heart_rate_bpm")
    if own is not None and beats is not None:
        own[own == 0] = np.nan
    filled = _filled(own, heart_rate_of_beats(beats, times_s))
    if filled is not None:
        columns["heart_rate_bpm"] = filled
    return columns


def _crowded(part: Part) -> tuple[ReadingWarning, ...]:
    """Warnings about kinds of messages of which there are too many to be true."""
    counts = {number: sum(len(group.offsets) for group in part.groups.get(number, ())) for number in _ROWS}
    return tuple(
        ReadingWarning(
            slug="damaged-messages",
            message=f"The file holds {count:,} {profile.MESSAGE_NAMES[number]} messages; those after the "
            f"first {MOST_ROWS:,} are left out.",
        )
        for number, count in counts.items()
        if count > MOST_ROWS
    )


def _unreadable(records: Table) -> tuple[ReadingWarning, ...]:
    """Warnings about fields that should hold numbers and do not."""
    counts: dict[str, int] = {}
    for group in records.groups:
        for number in without_numbers(group.layout) & _USED_RECORD_FIELDS:
            name = _WORDS[number]
            counts[name] = counts.get(name, 0) + len(group.offsets)
    return tuple(odd_values(name, count) for name, count in counts.items())


def _filled(better: FloatArray | None, other: FloatArray | None) -> FloatArray | None:
    """The better column, its gaps filled from the other."""
    if better is None or other is None:
        return other if better is None else better
    lacking = np.isnan(better)
    if lacking.any():
        better[lacking] = other[lacking]
    return better


def _cadence(records: Table) -> FloatArray | None:
    """Strides, revolutions or strokes per minute, with their fraction."""
    whole = records.numbers(4)
    fraction = records.numbers(53, scale=128.0)
    if whole is not None and fraction is not None:
        whole += np.nan_to_num(fraction, copy=False)
    return _filled(records.numbers(52, scale=256.0), whole)


def _add_compressed_speed_distance(records: Table, columns: dict[str, FloatArray]) -> None:
    """Speed and distance from three bytes, in which the distance counts to 256 m and begins again."""
    if _COMPRESSED_SPEED_DISTANCE not in records.field_numbers:
        return
    packed = records.column(_COMPRESSED_SPEED_DISTANCE)
    if packed.ndim != 2 or packed.shape[1] != 3:
        return
    known = ~np.isnan(packed).any(axis=1)
    low, middle, high = packed[known].astype(np.int64).T
    speed, distance = (np.full(len(packed), np.nan) for _ in range(2))
    speed[known] = (low | (middle & 0x0F) << 8) / 100.0
    counter = middle >> 4 | high << 4
    distance[known] = (
        counter[:1].sum() + np.cumsum(np.append(0, np.diff(counter) & 0xFFF)[: len(counter)])
    ) / 16.0
    for name, values in (("speed_m_s", speed), ("distance_m", distance)):
        filled = _filled(columns.get(name), values)
        if filled is not None:
            columns[name] = filled


def _sessions(rows: list[_Row], clock: Clock) -> list[_Session]:
    """The sessions in order of time; one without a start stands first."""
    sessions = []
    for row in rows:
        start_s = clock.steady_moment(_date(row, 2))
        end_s = clock.steady_moment(_date(row, profile.TIMESTAMP))
        elapsed_s = _number(row, 7, 1000.0)
        if start_s is None and end_s is not None and elapsed_s is not None:
            start_s = end_s - elapsed_s
        if start_s is not None and elapsed_s is not None:
            end_s = max(start_s + elapsed_s, start_s if end_s is None else end_s)
        session = _Session(
            start_s=start_s,
            end_s=end_s,
            sport=_sport(_integer(row, 5), _integer(row, 6)),
            distance_m=_number(row, 9, 100.0),
            profile_name=_string(row, 110),
        )
        sessions.append(session)
    return sorted(sessions, key=lambda session: -np.inf if session.start_s is None else session.start_s)


def _few(sessions: list[_Session]) -> tuple[list[_Session], tuple[ReadingWarning, ...]]:
    """As many sessions as a device may write; the last of them takes the samples of the others."""
    if len(sessions) <= MOST_SESSIONS:
        return sessions, ()
    message = (
        f"The file holds {len(sessions):,} sessions; those after the first {MOST_SESSIONS} are left out."
    )
    return sessions[:MOST_SESSIONS], (ReadingWarning(slug="damaged-messages", message=message),)


def _sport(sport_id: int | None, sub_sport_id: int | None) -> Sport:
    return Sport(
        name="unknown" if sport_id is None else profile.SPORTS.get(sport_id, f"sport_{sport_id}"),
        sub_name=None
        if sub_sport_id is None
        else profile.SUB_SPORTS.get(sub_sport_id, f"sub_sport_{sub_sport_id}"),
        sport_id=sport_id,
        sub_sport_id=sub_sport_id,
    )


def _sport_of_file(part: Part) -> Sport:
    rows = Table(part, profile.SPORT).rows(0, 1)
    return _sport(_integer(rows[0], 0), _integer(rows[0], 1)) if rows else Sport()


def _zero(session_start_s: float | None, times_s: FloatArray) -> tuple[float, datetime | None]:
    """The zero of elapsed times in FIT seconds, and the moment it was."""
    zero_s = session_start_s
    if len(times_s):
        first_s = float(times_s[0])
        if zero_s is None or not 0.0 <= first_s - zero_s <= LONGEST_LEAD_S:
            zero_s = first_s
    if zero_s is None or zero_s < profile.FIRST_DATE_S:
        return zero_s or 0.0, None
    return zero_s, datetime.fromtimestamp(zero_s + profile.EPOCH_UNIX_S, UTC)


def _end(session: _Session, times_s: FloatArray, zero_s: float, until_s: float | None) -> float:
    """When a recording ends: with its last sample or with its session, but before the next session. [s]"""
    end_s = max(zero_s, float(times_s[-1])) if len(times_s) else zero_s
    of_session_s = end_s if session.end_s is None else session.end_s
    return max(end_s, of_session_s if until_s is None else min(of_session_s, until_s))


def _total_distance(of_session_m: float | None, distance_m: FloatArray) -> float | None:
    """The device's total, unless it left it at zero while it counted."""
    if of_session_m == 0 and np.nanmax(distance_m, initial=0.0) > 0:
        return None
    return of_session_m


def _laps(part: Part, clock: Clock) -> list[Lap]:
    """All laps that can be placed, by their start; their times are in FIT seconds."""
    laps = []
    for row in Table(part, profile.LAP).rows(profile.TIMESTAMP, 2, 7, 8, 9, 23, 24, 71):
        start = clock.steady_moment(_date(row, 2))
        end = clock.steady_moment(_date(row, profile.TIMESTAMP))
        elapsed = _number(row, 7, 1000.0)
        if start is None:
            continue
        if elapsed is not None:
            end = start + elapsed
        if end is None or end < start:
            continue
        laps.append(
            Lap(
                start_s=start,
                end_s=end,
                trigger=_named(profile.LAP_TRIGGERS, _integer(row, 24)),
                workout_step=_integer(row, 71),
                intensity=_named(profile.INTENSITIES, _integer(row, 23)),
                distance_m=_number(row, 9, 100.0),
                timer_s=_number(row, 8, 1000.0),
            )
        )
    return sorted(laps, key=lambda lap: lap.start_s)


def _laps_between(laps: list[Lap], zero_s: float, end_s: float, until_s: float | None) -> tuple[Lap, ...]:
    """The laps that begin within a recording, before the next one begins, in its own times."""
    return tuple(
        replace(lap, start_s=lap.start_s - zero_s, end_s=lap.end_s - zero_s)
        for lap in laps
        if zero_s - 1.0 <= lap.start_s <= end_s and lap.start_s != until_s
    )


def _pauses(part: Part, clock: Clock) -> list[tuple[float, float]]:
    """The stretches between a stop of the timer and its next start, in FIT seconds."""
    pauses = []
    stopped_s = None
    for row in Table(part, profile.EVENT).rows(profile.TIMESTAMP, 0, 1):
        at, kind = clock.steady_moment(_date(row, profile.TIMESTAMP)), _integer(row, 1)
        if _integer(row, 0) != profile.TIMER_EVENT or at is None:
            continue
        if kind in profile.TIMER_STOPS and stopped_s is None:
            stopped_s = at
        elif kind in profile.TIMER_STARTS:
            if stopped_s is not None and stopped_s < at:
                pauses.append((stopped_s, at))
            stopped_s = None
    return pauses


def _pauses_between(pauses: list[tuple[float, float]], zero_s: float, end_s: float) -> tuple[Pause, ...]:
    """The pauses that lie within a recording, in its own times."""
    return tuple(
        Pause(start_s=start - zero_s, end_s=end - zero_s)
        for start, end in pauses
        if zero_s <= start and end <= end_s
    )


def _steps(part: Part) -> tuple[Step, ...]:
    """The steps of the workout that the device ran."""
    rows = Table(part, profile.WORKOUT_STEP).rows(profile.MESSAGE_INDEX, 0, 1, 2, 4, 7, 8)
    steps = []
    for place, row in enumerate(rows):
        duration = _named(profile.STEP_DURATIONS, _integer(row, 1))
        value = _number(row, 2, profile.STEP_DURATION_SCALES.get(duration or "", 1.0))
        is_repeat = (duration or "").startswith("repeat_until")
        steps.append(
            Step(
                index=_integer(row, profile.MESSAGE_INDEX, place),
                name=_string(row, 0),
                notes=_string(row, 8),
                intensity=_named(profile.INTENSITIES, _integer(row, 7)),
                duration_type=duration,
                duration_value=value,
                repeat_from=int(value) if is_repeat and value is not None else None,
                repeats=_integer(row, 4) if duration == profile.REPEATED_BY_COUNT else None,
            )
        )
    return tuple(steps)


def _names(part: Part) -> dict[str, str]:
    """Names that people gave to the workout or to the activity profile."""
    names = {}
    for key, number, name_field in (("workout", profile.WORKOUT, 8), ("profile", profile.SPORT, 3)):
        for row in Table(part, number).rows(name_field):
            if (text := _string(row, name_field)) is not None:
                names[key] = text
    return names


def _device(part: Part) -> tuple[Device, bool]:
    """What made the file, and whether that was the simulated athlete."""
    ids = Table(part, profile.FILE_ID).rows(1, 2, 8)
    file_id = ids[0] if ids else {}
    maker, product, product_name = _integer(file_id, 1), _integer(file_id, 2), _string(file_id, 8)
    software = [row for row in Table(part, profile.FILE_CREATOR).rows(0) if row]
    version = _number(software[0], 0, 100.0) if software else None
    device = Device(
        manufacturer=None
        if maker == profile.DEVELOPMENT
        else _named(profile.MANUFACTURERS, maker, "manufacturer {}"),
        product=product_name or (None if product is None else str(product)),
        software_version=None if version is None else f"{version:g}",
    )
    return device, product_name == SIMULATED_PRODUCT_NAME


def _utc_offset(part: Part) -> int | None:
    """Local time minus UTC, if the file's local time makes sense. [s]"""
    for row in Table(part, profile.ACTIVITY).rows(profile.TIMESTAMP, 5):
        utc, local = _date(row, profile.TIMESTAMP), _date(row, 5)
        if utc is not None and local is not None and abs(local - utc) <= LARGEST_OFFSET_S:
            return round((local - utc) / OFFSET_STEP_S) * OFFSET_STEP_S
    return None


def _extra_columns(
    records: Table, descriptions: _Descriptions, order: Order, span: slice, sport: Sport
) -> Mapping[str, Column]:
    """The fields of the records that have no column of their own, each decoded when asked for."""
    makers: dict[str, Callable[[], Column]] = {}

    def in_order(values: Any) -> Any:  # noqa: ANN401 (numbers or texts)
        return order.of(values)[span]

    def native(number: int, known: profile.RecordField) -> Column:
        values = records.column(number, scale=known.scale, offset=known.offset)
        return _column(in_order(values), unit=known.unit)

    for number in records.field_numbers:
        if number not in _USED_RECORD_FIELDS:
            known = profile.RECORD_FIELDS.get(number, profile.RecordField(f"field_{number}"))
            makers[known.name] = lambda number=number, known=known: native(number, known)  # type: ignore[misc]  # mypy cannot infer defaults
    if not sport.is_on_foot and any(number in records.field_numbers for number in _CADENCE_FIELDS):
        makers["cadence"] = lambda: _column(in_order(_cadence(records)), unit="1/min")
    _add_developer_columns(makers, records, descriptions, in_order)
    return LazyColumns(makers)


def _column(values: Any, *, unit: str | None = None, developer: bool = False) -> Column:  # noqa: ANN401 (numbers or texts)
    values.flags.writeable = False
    return Column(values=values, unit=unit, developer=developer)


def _add_developer_columns(
    makers: dict[str, Callable[[], Column]],
    table: Table,
    descriptions: _Descriptions,
    in_order: Callable[[Any], Any],
) -> None:
    """The fields that apps on the device defined, beside the native ones of the same messages."""

    def developed(key: tuple[int, int], row: _Row) -> Column:
        values = table.developer_column(
            key, _integer(row, 2, BYTE), scale=_number(row, 6, 1.0) or 1.0, offset=_number(row, 7, 1.0) or 0.0
        )
        return _column(in_order(values), unit=_string(row, 8), developer=True)

    for key in table.developer_keys:
        row = descriptions.get(key, {})
        name = _string(row, 3) or f"developer_{key[0]}_field_{key[1]}"
        while name in makers:
            name += "'"
        makers[name] = lambda key=key, row=row: developed(key, row)  # type: ignore[misc]  # mypy cannot infer defaults


def _descriptions(part: Part) -> _Descriptions:
    """What the file says about its developer fields, by developer index and field number."""
    rows = Table(part, profile.FIELD_DESCRIPTION).rows(0, 1, 2, 3, 6, 7, 8)
    return {(_integer(row, 0, 0), _integer(row, 1, 0)): row for row in rows}


def _other_messages(part: Part, descriptions: _Descriptions) -> Mapping[str, Mapping[str, Column]]:
    """All messages but the records, as tables of raw columns by name or number."""

    def table(message_number: int) -> Mapping[str, Column]:
        messages = Table(part, message_number)
        makers: dict[str, Callable[[], Column]] = {
            "timestamp" if number == profile.TIMESTAMP else f"field_{number}": (
                lambda number=number: _column(messages.column(number))  # type: ignore[misc]  # mypy cannot infer defaults
            )
            for number in messages.field_numbers
        }
        _add_developer_columns(makers, messages, descriptions, lambda values: values)
        return LazyColumns(makers)

    return LazyColumns(
        {
            profile.MESSAGE_NAMES.get(number, f"message_{number}"): lambda number=number: table(number)  # type: ignore[misc]  # mypy cannot infer defaults
            for number in sorted(part.groups)
            if number != profile.RECORD
        }
    )


def _named(names: Mapping[int, str], number: int | None, unknown: str = "{}") -> str | None:
    return None if number is None else names.get(number, unknown.format(number))


def _integer(row: _Row, number: int, default: Any = None) -> Any:  # noqa: ANN401 (an int, or the default)
    value = row.get(number)
    if isinstance(value, tuple):
        value = value[0]
    return value if isinstance(value, int) else default


def _number(row: _Row, number: int, scale: float) -> float | None:
    value = row.get(number)
    if isinstance(value, tuple):
        value = value[0]
    return value / scale if isinstance(value, int | float) else None


def _string(row: _Row, number: int) -> str | None:
    value = row.get(number)
    return value.strip() or None if isinstance(value, str) else None


def _date(row: _Row, number: int) -> float | None:
    """A time in FIT seconds. [s]"""
    value = row.get(number)
    return float(value) if isinstance(value, int) else None
