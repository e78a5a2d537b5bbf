"""The points of an XML track as columns, and from them a recording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import Any, Final, cast

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from backstride.formats.assemble import AS_IT_IS, Order, odd_values, ordered, samples_of
from backstride.formats.cadence import steps_per_minute
from backstride.formats.content import as_utf8
from backstride.formats.iso_times import UNKNOWN, IntArray, Moments, as_datetime, moments
from backstride.formats.skeleton import Constant, Leaf, Match, Skeleton, scanned
from backstride.formats.xml import MOST_COLUMNS, check_size, column, local, numbers, parsed
from backstride.recording import (
    LONGEST_HOLD_S,
    Column,
    FloatArray,
    Pause,
    ReadingWarning,
    Recording,
    Samples,
    Sport,
    travel_speed,
)

MOST_REPEATS: Final = 8
"""So many values of one name are kept for a point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the values of one name go."""

    column: str
    """A column of `Samples`, or ``time``, or ``cadence`` (steps or strides, as yet unknown)."""
    rank: int = 0
    """Of several names for one column, the lowest rank counts first; then the order in the file."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Points:
    """All points of a track, in the order of the file."""

    count: int
    segment_starts: IntArray
    """The row of each segment's first point."""
    times: Moments
    columns: Mapping[str, FloatArray]
    """By the names of `Samples`, and ``cadence``; shape (n,)."""
    extra: Mapping[str, NDArray[Any]]
    """What has no column, by local name; shape (n,)."""
    warnings: tuple[ReadingWarning, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Field:
    """The values of one name: their rows, increasing, and their texts."""

    name: str
    rows: IntArray
    texts: Sequence[str | None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """An XML file whose points were either scanned, or are in its tree."""

    root: etree._Element
    warnings: tuple[ReadingWarning, ...]
    skeleton: Skeleton | None = None
    scanned: Mapping[etree._Element, Sequence[Match]] = field(default_factory=dict)
    """The points of each segment, where they were scanned and so are not in the tree."""


def document(data: bytes, *, segment: str, point: str) -> Document:
    """An XML file, its points scanned if they are all alike.

    Parameters
    ----------
    data
        The file's bytes.
    segment
        Local name of the elements that hold the points.
    point
        Local name of a point.

    Returns
    -------
    Document
        The tree, and the points that were scanned.

    Raises
    ------
    FileRefused
        As `backstride.formats.xml.parsed` does.
    """
    check_size(data)
    try:
        scan = scanned(as_utf8(data).decode(), segment=segment, point=point)
    except UnicodeDecodeError:
        scan = None
    if scan is not None:
        root, warnings = parsed(scan.frame.encode())
        segments = list(root.iter(f"{{*}}{segment}"))
        if not warnings and len(segments) == len(scan.segments):
            by_segment = dict(zip(segments, scan.segments, strict=True))
            return Document(root=root, warnings=(), skeleton=scan.skeleton, scanned=by_segment)
    root, warnings = parsed(data)
    return Document(root=root, warnings=warnings)


def gathered(
    source: Document,
    segments: Sequence[etree._Element],
    *,
    point: str,
    places: Mapping[str, Place],
    valued: frozenset[str],
) -> Points:
    """The columns of all points in some segments.

    Parameters
    ----------
    source
        The file.
    segments
        The elements of it that hold the points.
    point
        Local name of a point.
    places
        Where the values of a local name, or of an attribute as ``@name``, go.
    valued
        Local names whose text stands in a child ``Value``.

    Returns
    -------
    Points
        The columns; whatever has no place is in ``extra``.
    """
    if source.scanned:
        count, starts, fields = _scanned_fields(source, segments, valued)
    else:
        count, starts, fields = _fields(segments, point, valued)
    warnings: list[ReadingWarning] = []
    known: dict[str, list[tuple[int, str, FloatArray]]] = {}
    extra: dict[str, NDArray[Any]] = {}
    times = Moments(
        microseconds=np.full(count, UNKNOWN), utc_offset_s=None, without_zone=0, before_2000=0, odd=0
    )
    for values_of in fields:
        place = places.get(values_of.name)
        if place is None:
            _keep(extra, values_of.name, _scattered(column(values_of.texts)[0], values_of.rows, count))
        elif place.column == "time":
            times = _times(values_of, count)
        else:
            values, odd = numbers(values_of.texts)
            warnings += [odd_values(values_of.name.lstrip("@"), odd)] if odd else []
            known.setdefault(place.column, []).append(
                (place.rank, values_of.name, _scattered(values, values_of.rows, count))
            )
    if len(extra) > MOST_COLUMNS:
        extra = dict(list(extra.items())[:MOST_COLUMNS])
        warnings.append(_too_many())
    columns = {name: _merged(candidates, extra) for name, candidates in known.items()}
    return Points(
        count=count,
        segment_starts=np.unique(starts[starts < count]),
        times=times,
        columns=columns,
        extra=extra,
        warnings=(*_time_warnings(times), *warnings),
    )


def _scanned_fields(
    source: Document, segments: Sequence[etree._Element], valued: frozenset[str]
) -> tuple[int, IntArray, list[_Field]]:
    """All values of the points that were scanned."""
    parts = [source.scanned[segment] for segment in segments if segment in source.scanned]
    lengths = [len(part) for part in parts]
    starts = np.cumsum([0, *lengths[:-1]])
    skeleton = source.skeleton
    if skeleton is None or not sum(lengths):
        return 0, starts, []
    columns = list(zip(*chain.from_iterable(parts), strict=True))
    series: list[tuple[Leaf, Sequence[str]]] = [
        (leaf, column) for leaf, column in zip(skeleton.leaves, columns, strict=True) if leaf is not None
    ]
    series += [(constant.leaf, _repeated(constant, columns)) for constant in skeleton.constants]
    alike: dict[tuple[str, str], list[Sequence[str]]] = {}
    for leaf, values in series:
        alike.setdefault((leaf.tag, _leaf_name(leaf, valued)), []).append(values)
    fields = [
        _compact(name if level == 0 else f"{name}_{level + 1}", values)
        for (_, name), several in alike.items()
        if "XMLSchema-instance" not in name
        for level, values in enumerate(_moved_up(several))
    ]
    return sum(lengths), starts, fields


def _repeated(constant: Constant, columns: Sequence[Sequence[str]]) -> Sequence[str]:
    """An attribute's text for each point that has it."""
    if constant.group is None:
        return [constant.text] * len(columns[0])
    return [constant.text if here else "" for here in columns[constant.group]]


def _moved_up(several: list[Sequence[str]]) -> list[Sequence[str]]:
    """Series of one name as first values of each point, second values, and so on."""
    if len(several) == 1:
        return several
    rows = [[value for value in row if value] for row in zip(*several, strict=True)]
    levels = min(MOST_REPEATS, max(map(len, rows)))
    return [[row[level] if len(row) > level else "" for row in rows] for level in range(levels)]


def _leaf_name(leaf: Leaf, valued: frozenset[str]) -> str:
    """The name of a scanned value, as `_fields` would give it."""
    if leaf.attribute is not None:
        return f"@{leaf.attribute}" if "XMLSchema-instance" in leaf.attribute else f"@{local(leaf.attribute)}"
    parent = local(leaf.parent)
    return parent if local(leaf.tag) == "Value" and parent in valued else local(leaf.tag)


def _compact(name: str, values: Sequence[str]) -> _Field:
    """A field of the values that are there."""
    if "" not in values:
        return _Field(name=name, rows=np.arange(len(values)), texts=values)
    given = [(row, value) for row, value in enumerate(values) if value]
    return _Field(
        name=name,
        rows=np.fromiter((row for row, _ in given), np.int64, len(given)),
        texts=[value for _, value in given],
    )


def _fields(
    segments: Sequence[etree._Element], point: str, valued: frozenset[str]
) -> tuple[int, IntArray, list[_Field]]:
    """All values below the points, sorted by name, with the row of the point that each belongs to."""
    flat: list[str | None] = []
    lengths: list[int] = []
    for segment in segments:
        flat += [part for element in segment.iter("*") for part in (element.tag, element.text)]
        lengths.append(len(flat) // 2)
    tags = cast("list[str]", flat[::2])
    texts = np.array(flat[1::2], dtype=object)
    names = list(dict.fromkeys(tags))
    numbered = {tag: number for number, tag in enumerate(names)}
    kinds = np.fromiter(map(numbered.__getitem__, tags), np.int32, len(tags))
    is_point = np.array([local(tag) == point for tag in names], dtype=np.bool_)
    points_so_far = np.cumsum(is_point[kinds])
    rows = points_so_far - 1
    by_kind = np.argsort(kinds, kind="stable")
    bounds = np.searchsorted(kinds[by_kind], np.arange(len(names) + 1))
    count = int(points_so_far[-1]) if len(points_so_far) else 0
    starts = np.concatenate(([0], points_so_far[np.array(lengths, dtype=np.int64) - 1]))[:-1]
    fields: list[_Field] = []
    for kind, tag in enumerate(names):
        where = by_kind[bounds[kind] : bounds[kind + 1]]
        where = where[rows[where] >= 0]
        if not len(where):
            continue
        fields += _attributes(segments, tag, rows[where])
        if not is_point[kind]:
            for name, chosen in _named(tag, where, kinds, names, valued):
                fields += _levels(name, rows[chosen], texts[chosen])
    return count, starts, fields


def _named(
    tag: str, where: IntArray, kinds: NDArray[np.int32], names: list[str], valued: frozenset[str]
) -> list[tuple[str, IntArray]]:
    """The name of a tag's values: its own, or that of its parent where a child holds the value."""
    name = local(tag)
    if name != "Value":
        return [(name, where)]
    before = kinds[where - 1]
    parents = {int(kind): local(names[kind]) for kind in np.unique(before)}
    return [(parent if parent in valued else name, where[before == kind]) for kind, parent in parents.items()]


def _attributes(segments: Sequence[etree._Element], tag: str, rows: IntArray) -> list[_Field]:
    """The attributes of all elements with a tag, if the first of them has any."""
    keys = dict.fromkeys(
        key
        for segment in segments
        for element in segment.iter(tag)
        for key in map(str, element.attrib)
        if "XMLSchema-instance" not in key
    )
    fields: list[_Field] = []
    for key in keys:
        texts = [element.get(key) for segment in segments for element in segment.iter(tag)]
        fields += _levels(f"@{local(key)}", rows, np.array(texts[-len(rows) :], dtype=object))
    return fields


def _levels(name: str, rows: IntArray, texts: NDArray[Any]) -> list[_Field]:
    """The first value of each point, then as fields of their own the second values, the third …"""
    given = texts.tolist()
    if None in given:
        is_given = np.array([text is not None for text in given], dtype=np.bool_)
        rows, texts = rows[is_given], texts[is_given]
        given = texts.tolist()
    if not given:
        return []
    is_first = np.ones(len(rows), dtype=np.bool_)
    is_first[1:] = rows[1:] != rows[:-1]
    if is_first.all():
        return [_Field(name=name, rows=rows, texts=given)]
    place = np.arange(len(rows))
    level = place - np.maximum.accumulate(np.where(is_first, place, 0))
    return [
        _Field(
            name=name if number == 0 else f"{name}_{number + 1}",
            rows=rows[level == number],
            texts=texts[level == number].tolist(),
        )
        for number in range(min(MOST_REPEATS, int(level.max()) + 1))
    ]


def _scattered(values: NDArray[Any], rows: IntArray, count: int) -> NDArray[Any]:
    """Values at their rows, missing elsewhere."""
    if len(values) == count:
        return values
    everywhere: NDArray[Any] = np.full(count, None if values.dtype == object else np.nan, dtype=values.dtype)
    everywhere[rows] = values
    return everywhere


def _times(written: _Field, count: int) -> Moments:
    """The times of all points."""
    times = moments(written.texts)
    if len(written.rows) == count:
        return times
    everywhere = np.full(count, UNKNOWN)
    everywhere[written.rows] = times.microseconds
    return replace(times, microseconds=everywhere)


def _keep(extra: dict[str, NDArray[Any]], name: str, values: NDArray[Any]) -> None:
    """Keep a series under its name, or under the next free one; nothing, and the same again, are not kept."""
    if values.dtype != object and np.isnan(values).all():
        return
    free, number = name.lstrip("@"), 1
    while free in extra:
        kept = extra[free]
        if kept.dtype == values.dtype and _same(kept, values):
            return
        number += 1
        free = f"{name.lstrip('@')}_{number}"
    extra[free] = values


def _same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Whether two series are equal, missing values included."""
    return bool(np.array_equal(one, other, equal_nan=one.dtype != object))


def _merged(candidates: list[tuple[int, str, FloatArray]], extra: dict[str, NDArray[Any]]) -> FloatArray:
    """The first known value of each point; a series that says otherwise somewhere is kept beside it."""
    candidates.sort(key=lambda candidate: candidate[0])
    merged = candidates[0][2]
    for _, name, values in candidates[1:]:
        if (values != merged)[~(np.isnan(values) | np.isnan(merged))].any():
            _keep(extra, name, values)
        merged = np.where(np.isnan(merged), values, merged)
    return merged


def _time_warnings(times: Moments) -> tuple[ReadingWarning, ...]:
    """What was odd about how times were written."""
    said = (
        ("date-before-2000", times.before_2000, "{} dated before 2000: the clock was not set."),
        ("times-without-zone", times.without_zone, "{} without a time zone: taken to be UTC."),
        ("odd-values", times.odd, "{} that cannot be understood: counted as missing."),
    )
    return tuple(
        ReadingWarning(
            slug=slug, message=sentence.format("1 time is" if count == 1 else f"{count:,} times are")
        )
        for slug, count, sentence in said
        if count
    )


def _too_many() -> ReadingWarning:
    """The warning for a file with too many kinds of values."""
    return ReadingWarning(
        slug="too-many-fields",
        message=f"The points hold more than {MOST_COLUMNS} kinds of further values: the rest was left out.",
    )


def recording_of(points: Points, *, form: str, sport: Sport) -> Recording:
    """A recording from the points of a track.

    Parameters
    ----------
    points
        The points, in the order of the file.
    form
        The format, as in `Recording`.
    sport
        The sport; it decides what cadence means.

    Returns
    -------
    Recording
        Samples in the order of time, pauses between segments, and what has no column in ``extra``.
    """
    elapsed_s, start = _elapsed(points.times)
    shared = int(np.count_nonzero(np.diff(elapsed_s)[points.segment_starts[1:] - 1] == 0))
    order: Order = AS_IT_IS
    order_warnings: tuple[ReadingWarning, ...] = (_no_times(),)
    if start is not None:
        order, order_warnings = ordered(elapsed_s, expected_double=shared)
    columns = {name: order.of(values) for name, values in points.columns.items()}
    extra = {name: _extra(order.of(values)) for name, values in points.extra.items()}
    raw_cadence = columns.pop("cadence", None)
    if "distance_m" in columns and not _is_running_total(columns["distance_m"]):
        extra["distance"] = _extra(columns.pop("distance_m"), unit="m")
    samples, sample_warnings = samples_of(order.of(elapsed_s), columns)
    cadence_warning = None
    if raw_cadence is not None:
        samples, cadence_warning = _with_cadence(samples, raw_cadence, sport)
        if np.isnan(samples.cadence_spm).all() and not np.isnan(raw_cadence).all():
            extra["cadence"] = _extra(raw_cadence, unit="rpm")
    return Recording(
        format=form,
        samples=samples,
        started_at=None if start is None else as_datetime(start),
        utc_offset_s=points.times.utc_offset_s,
        sport=sport,
        pauses=_pauses(elapsed_s, points.segment_starts) if start is not None else (),
        extra=extra,
        warnings=(
            *points.warnings,
            *order_warnings,
            *sample_warnings,
            *((cadence_warning,) if cadence_warning else ()),
        ),
    )


def _elapsed(times: Moments) -> tuple[FloatArray, int | None]:
    """Time since the earliest point, NaN where unknown; and when that was."""
    known = times.known
    if not known.any():
        return np.full(len(known), np.nan), None
    start = int(times.microseconds[known].min())
    if known.all():
        return (times.microseconds - start) / 1e6, start
    return np.where(known, np.where(known, times.microseconds, start) - start, np.nan) / 1e6, start


def _no_times() -> ReadingWarning:
    """The warning for a track without times."""
    return ReadingWarning(
        slug="no-times",
        message="The track has no times: its way is known, but neither speed nor duration.",
    )


def _extra(values: NDArray[Any], *, unit: str | None = None) -> Column:
    """A read-only column."""
    values.flags.writeable = False
    return Column(values=values, unit=unit)


def _is_running_total(distance_m: FloatArray) -> bool:
    """Whether a distance counts from the start, rather than from point to point."""
    known = distance_m[~np.isnan(distance_m)]
    return len(known) < 2 or int(np.count_nonzero(np.diff(known) < 0)) <= len(known) // 50


def _with_cadence(
    samples: Samples, raw_cadence: FloatArray, sport: Sport
) -> tuple[Samples, ReadingWarning | None]:
    """The samples with their cadence in steps."""
    cadence_spm, warning = steps_per_minute(raw_cadence, travel_speed(samples), sport)
    possible = np.where((cadence_spm >= 0) & (cadence_spm <= 400), cadence_spm, np.nan)
    return replace(samples, cadence_spm=possible), warning


def _pauses(elapsed_s: FloatArray, segment_starts: IntArray) -> tuple[Pause, ...]:
    """The time between segments, where it is longer than twice the usual interval.

    The last point before a pause still speaks for one usual interval.
    """
    known_steps = np.diff(elapsed_s[~np.isnan(elapsed_s)])
    known_steps = known_steps[known_steps > 0]
    if len(segment_starts) < 2 or not len(known_steps):
        return ()
    usual_s = min(float(np.median(known_steps)), LONGEST_HOLD_S)
    pauses: list[Pause] = []
    for before, after in pairwise(np.split(elapsed_s, segment_starts[1:])):
        if np.isnan(before).all() or np.isnan(after).all():
            continue
        start_s, end_s = float(np.nanmax(before)) + usual_s, float(np.nanmin(after))
        if end_s - start_s > usual_s:
            pauses.append(Pause(start_s=start_s, end_s=end_s))
    return tuple(pauses)
