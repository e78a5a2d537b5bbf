"""A recording as one Parquet file: its series in columns, all else as JSON beside them.

What the file holds is derived from the original and can be made again from it. Left out on purpose are the
`Recording.messages`: they would add a third to the size, nothing is computed from them, and the original
has them.
A column whose name ends in ``_scaled`` holds integers; the JSON says by what to divide them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from backstride.errors import BackstrideError, DamagedStore, InvalidValue
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
    distance_along,
)
from backstride.store.content_folder import ContentFolder, content_hash
from backstride.store.scales import DICTIONARY, Scale, Series, restored, same, stored

LAYOUT: Final = 1
"""The version of the layout that is written; a higher one is not read."""

_KEY: Final = b"backstride"
_LEVEL: Final = 3
"""Above it files get hardly smaller."""
_DAMAGE: Final = (
    *(pa.ArrowException, OSError, LookupError, ValueError, TypeError, AttributeError),
    BackstrideError,
)
"""What reading ends in where bytes are missing or changed."""
_FLOAT: Final = np.dtype(np.float64)
_DERIVED: Final = "position_distance_m"
"""The column that comes from the positions, and is stored only where it does not."""


def recording_name(data: bytes | memoryview) -> str:
    """The name of a stored recording.

    Parameters
    ----------
    data
        Its Parquet file.

    Returns
    -------
    str
        The file's SHA-256, as 64 hexadecimal digits.
    """
    return content_hash(data)


class Recordings(ContentFolder):
    """The Parquet files in a folder; write what `to_parquet` gives to `path_of` its `recording_name`."""

    ending = ".parquet"
    what = "recording"


def to_parquet(recording: Recording) -> bytes:
    """A recording as a Parquet file; the same recording always gives the same bytes.

    Parameters
    ----------
    recording
        The recording. Its ``messages`` are left out.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    InvalidValue
        If a further series has not one value for each sample, or holds what has no place in a file.
    """
    columns = _Columns()
    samples = recording.samples
    along = distance_along(samples.latitude_deg, samples.longitude_deg)
    is_derived = same(along, samples.position_distance_m)
    of_samples = {
        name: columns.add(name, getattr(samples, name))
        for name in COLUMNS
        if name != _DERIVED or not is_derived
    }
    extra = [
        _extra(columns, name, column, len(samples), place)
        for place, (name, column) in enumerate(recording.extra.items())
    ]
    about = _about(recording) | {
        "samples": {name: place for name, place in of_samples.items() if place is not None},
        "is_distance_derived": is_derived,
        "extra": extra,
        "scales": columns.scales,
    }
    return columns.file(about)


def from_parquet(data: bytes | memoryview) -> Recording:
    """The recording in a Parquet file.

    Parameters
    ----------
    data
        What `to_parquet` gave.

    Returns
    -------
    Recording
        The recording, each value as it was to the last bit; only its ``messages`` are empty.

    Raises
    ------
    DamagedStore
        If it is no recording, is damaged, or comes from a newer Backstride.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True)
        about = json.loads(file.metadata.metadata[_KEY])
        if about["layout"] <= LAYOUT:
            return _recording(file.read(use_threads=False), about)
    except _DAMAGE as trouble:
        raise DamagedStore(
            f"This is no stored recording, or a damaged one: {trouble!r}.",
            allowed="A stored recording is a whole Parquet file that Backstride wrote.",
            remedy="Put it back from a backup, or derive it again from its original.",
        ) from trouble
    raise DamagedStore(
        f"The recording was stored by a newer Backstride, in layout {about['layout']}.",
        allowed=f"This one reads layouts up to {LAYOUT}.",
        remedy="Update Backstride, or derive the recording again from its original.",
    )


class _Columns:
    """The columns of a Parquet file in the making."""

    def __init__(self) -> None:
        self.series: dict[str, Series] = {}
        self.scales: list[list[float | bool] | None] = []

    def add(self, name: str, values: Any) -> int | None:  # noqa: ANN401 (numbers, texts …)
        """Add a series; its place among the columns, or None if nothing of it is known."""
        series = stored(values)
        if series is None:
            return None
        scale = series.scale
        is_plain = scale is None or scale == Scale()
        self.series[name if is_plain else f"{name}_scaled"] = series
        self.scales.append(
            None if scale is None or is_plain else [scale.divisor, scale.offset, scale.is_single]
        )
        return len(self.series) - 1

    def file(self, about: Mapping[str, Any]) -> bytes:
        """The finished file."""
        text = json.dumps(about, separators=(",", ":"), default=_plain_number)
        columns = pa.table({name: series.values for name, series in self.series.items()})
        sink = pa.BufferOutputStream()
        with pq.ParquetWriter(
            sink,
            columns.schema,
            compression="zstd",
            compression_level=_LEVEL,
            use_dictionary=[n for n, series in self.series.items() if series.encoding == DICTIONARY],
            column_encoding={n: s.encoding for n, s in self.series.items() if s.encoding != DICTIONARY},
            write_statistics=False,
            write_page_checksum=True,
            store_schema=False,
        ) as writer:
            writer.write_table(columns, row_group_size=max(columns.num_rows, 1))
            # Not as the schema's metadata, which Arrow leaves out together with its own schema.
            writer.add_key_value_metadata({_KEY: text})
        data: bytes = sink.getvalue().to_pybytes()
        return data


def _extra(columns: _Columns, name: str, column: Column, count: int, place: int) -> dict[str, Any]:
    """Add a further series to the columns; what is said of it beside them."""
    values = column.values
    if values.shape[:1] != (count,) or values.ndim > 2:
        raise InvalidValue(
            f"The series {name!r} has the shape {values.shape} beside {count} samples.",
            allowed="A further series has one value, or one row of values, for each sample.",
            remedy="Leave it out, or cut it to the samples.",
        )
    label = f"extra_{place}_{_word(name)}"
    if values.ndim == 2:
        places = [columns.add(f"{label}_{i}", part) for i, part in enumerate(values.T)]
    else:
        places = [columns.add(label, values)]
    return {
        "name": name,
        "unit": column.unit,
        "developer": column.developer,
        "dtype": values.dtype.str,
        "dimensions": values.ndim,
        "columns": places,
    }


def _word(name: str) -> str:
    """A name in letters that no program stumbles over."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)


def _plain_number(value: Any) -> Any:  # noqa: ANN401 (a number of Python's)
    """A number of NumPy's as one of Python's."""
    if isinstance(value, np.generic):
        return value.item()
    raise InvalidValue(
        f"The recording holds a {type(value).__name__} among its words and numbers.",
        allowed="Texts, numbers and truth values can be stored.",
        remedy="Convert it before it is stored.",
    )


def _about(recording: Recording) -> dict[str, Any]:
    """All of a recording that is no series."""
    started_at = recording.started_at
    return {
        "layout": LAYOUT,
        "count": len(recording.samples),
        "format": recording.format,
        "started_at": None if started_at is None else started_at.isoformat(),
        "utc_offset_s": recording.utc_offset_s,
        "sport": _rows([recording.sport]),
        "device": _rows([recording.device]),
        "device_distance_m": recording.device_distance_m,
        "names": dict(recording.names),
        "laps": _rows(recording.laps),
        "pauses": _rows(recording.pauses),
        "steps": _rows(recording.steps),
        "warnings": _rows(recording.warnings),
        "is_simulated": recording.is_simulated,
    }


def _rows(values: Iterable[Any]) -> list[list[Any]]:
    """Values of one kind as a table: the names of the fields that any of them uses, then a row for each."""
    values = list(values)
    names = [
        each.name
        for each in (fields(values[0]) if values else ())
        if any(getattr(value, each.name) is not None for value in values)
    ]
    return [names, *([getattr(value, name) for name in names] for value in values)] if values else []


def _values(kind: Any, rows: list[list[Any]]) -> tuple[Any, ...]:  # noqa: ANN401 (a class, and values of it)
    """The values of a table that `_rows` made."""
    return tuple(kind(**dict(zip(rows[0], row, strict=True))) for row in rows[1:])


class _Stored:
    """The columns of a Parquet file that was read."""

    def __init__(self, table: pa.Table, about: Mapping[str, Any]) -> None:
        self.count: int = about["count"]
        self.columns = [
            column.chunk(0) if column.num_chunks else pa.array([], column.type) for column in table.columns
        ]
        self.scales = [
            None if scale is None else Scale(divisor=scale[0], offset=scale[1], is_single=scale[2])
            for scale in about["scales"]
        ]

    def values(self, place: int | None, dtype: np.dtype[Any] = _FLOAT) -> NDArray[Any]:
        """The series at a place; all missing where there is none."""
        if place is None:
            return np.full(self.count, np.nan, dtype=dtype)
        values = restored(self.columns[place], dtype, self.scales[place])
        if len(values) != self.count:
            raise DamagedStore(
                f"A series has {len(values)} values.",
                allowed=f"Each has {self.count}.",
                remedy="Derive the recording again from its original.",
            )
        return values

    def further(self, about: Mapping[str, Any]) -> Column:
        """A further series, as `_extra` told of it."""
        places, dtype = about["columns"], np.dtype(about["dtype"])
        array = np.empty((self.count, len(places)), dtype)
        for i, place in enumerate(places):
            array[:, i] = self.values(place, dtype)
        if about["dimensions"] == 1:
            array = array[:, 0]
        array.flags.writeable = False
        return Column(values=array, unit=about["unit"], developer=about["developer"])

    def samples(self, places: Mapping[str, int], *, is_distance_derived: bool) -> Samples:
        """The samples; the distance along the positions is computed again unless it was stored."""
        columns = {name: self.values(place) for name, place in places.items()}
        elapsed_s = columns.pop("elapsed_s", None)
        if not is_distance_derived:
            columns.setdefault(_DERIVED, self.values(None))
        return Samples.of(self.values(None) if elapsed_s is None else elapsed_s, **columns)


def _recording(table: pa.Table, about: Mapping[str, Any]) -> Recording:
    """The recording of a file's columns, and of what is said beside them."""
    columns = _Stored(table, about)
    started_at = about["started_at"]
    return Recording(
        format=about["format"],
        samples=columns.samples(about["samples"], is_distance_derived=about["is_distance_derived"]),
        started_at=None if started_at is None else datetime.fromisoformat(started_at),
        utc_offset_s=about["utc_offset_s"],
        sport=_values(Sport, about["sport"])[0],
        device=_values(Device, about["device"])[0],
        device_distance_m=about["device_distance_m"],
        names=about["names"],
        laps=_values(Lap, about["laps"]),
        pauses=_values(Pause, about["pauses"]),
        steps=_values(Step, about["steps"]),
        extra={each["name"]: columns.further(each) for each in about["extra"]},
        warnings=_values(ReadingWarning, about["warnings"]),
        is_simulated=about["is_simulated"],
    )
