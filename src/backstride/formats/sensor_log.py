"""Logs of motion sensors, as recorder apps and watches write them: bytes in, one motion log out.

Tables (CSV) of any app are understood by the words of their headings; a ZIP of several such tables, one for
each sensor, becomes one log; and a FIT file gives the log of its accelerometer messages.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backstride.errors import NotASensorLog, TooLarge, UnknownFormat
from backstride.formats.archives import members
from backstride.formats.content import LARGEST_UNPACKED, detect, empty_file, unpacked
from backstride.formats.sensor_columns import Quantity, SensorColumns
from backstride.formats.sensor_series import Series, joined_log
from backstride.formats.sensor_table import SensorTable, find_table
from backstride.formats.sensor_time import in_seconds, written_s
from backstride.motion import MotionLog
from backstride.recording import FloatArray

MOST_TABLES: Final = 100
"""Tables of one archive that are looked at. [-]"""

_APPS: Final = tuple(
    (name, re.compile(pattern, re.IGNORECASE), knows_gravity)
    for name, pattern, knows_gravity in (
        ("Sensor Logger", r"seconds_elapsed", False),
        ("SensorLog", r"loggingtime", True),
        ("Physics Toolbox", r"\bgfx\b|\btgf\b|^time.ax.ay.az.at\b", False),
        (
            "AndroSensor",
            r"accelerometer x \(m/s.*time since start in ms|time since start in ms.*accelerometer x",
            True,
        ),
        ("phyphox", r"(?:linear )?acceleration x \(m/s\^2\)|beschleunigung x \(m/s\^2\)", True),
        ("Movella or Xsens", r"sampletimefine|packetcounter", True),
        ("ActiGraph", r"actigraph|actilife", True),
        ("GENEActiv", r"geneactiv", True),
        ("Shimmer", r"shimmer", True),
        ("Axivity", r"accel-x \(g\)", True),
        ("MetaWear", r"epoc \(ms\)", True),
    )
)
"""Apps by what stands in their headings, and whether they say by name that gravity was taken out."""
_HERTZ: Final = re.compile(r"(\d+(?:\.\d+)?)\s*hz", re.IGNORECASE)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_TABLE_ENDINGS: Final = (".csv", ".txt", ".tsv")
_IS_HIDDEN: Final = re.compile(r"(?:^|/)(?:\.|__MACOSX/)")
_IS_OF_WATCH: Final = re.compile(r"watch|wrist|headphone", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """One sensor in one table."""

    table: SensorTable
    sensor: SensorColumns
    name: str
    """Of the file, without its ending."""
    says_gravity: bool | None
    rank: int
    """The better the lower."""

    @property
    def is_of_watch(self) -> bool:
        return self.rank >= 100


def read_sensor_log(data: bytes, file_name: str) -> MotionLog:
    """The motion log in a file of any recorder app that is known, or of one like them.

    Parameters
    ----------
    data
        The file: a table, a ZIP of tables, or a FIT file, each also compressed with gzip.
    file_name
        What it is called: where a table says nothing but x, y and z, its name may say of what.

    Returns
    -------
    MotionLog
        The log, with what was assumed in its notes. Gravity is missing where the app took it out and kept
        it nowhere.

    Raises
    ------
    TooLarge
        If it holds more than `LARGEST_UNPACKED`.
    FileRefused
        If it gives no log for another reason; the subclass says why.
    """
    if len(data) > LARGEST_UNPACKED:
        raise TooLarge(
            f"The sensor log holds {len(data) // 1_000_000} MB.",
            allowed=f"At most {LARGEST_UNPACKED // 1_000_000} MB are read.",
            remedy="Cut it into parts, or record at a lower rate.",
        )
    content, _ = unpacked(data)
    kind = detect(content)
    if kind == "empty":
        raise empty_file()
    if kind == "fit":
        return _of_fit(content)
    tables: Iterable[tuple[str, bytes]] = (
        _members(content, file_name) if kind == "zip" else [(file_name, content)]
    )
    if kind not in {"zip", "csv", "text", "unknown"}:
        raise _unknown(kind)
    return _of_tables(tables)


def _of_fit(data: bytes) -> MotionLog:
    from backstride.formats.fit.motion import motion_of_part  # noqa: PLC0415 (its tables take a moment to load)
    from backstride.formats.fit.walk import walk  # noqa: PLC0415 (as above)

    for part in walk(data)[0]:
        log = motion_of_part(part)
        if log is not None:
            return log
    raise NotASensorLog(
        "This FIT file holds no samples of an accelerometer.",
        allowed="Some watches and apps store them, as messages of their accelerometer and gyroscope.",
        remedy="Most watches keep no such samples; a phone or a foot pod with a recorder app does.",
    )


def _unknown(kind: str) -> UnknownFormat:
    words = {"blank": "nothing but blanks or zero bytes", "json": "JSON"}.get(kind, kind)
    return UnknownFormat(
        f"The file is no table of a motion sensor: it seems to be {words}.",
        allowed="A sensor log is a table (CSV), a ZIP of such tables, or a FIT file.",
        remedy="Export the recording of the app as CSV.",
    )


def _members(data: bytes, file_name: str) -> Iterator[tuple[str, bytes]]:
    """The tables in an archive, and the FIT files, by their names."""
    left = LARGEST_UNPACKED
    count = 0
    for member in members(data, file_name):
        name = member.path.lower()
        if _IS_HIDDEN.search(member.path) or not name.endswith((*_TABLE_ENDINGS, ".fit")):
            continue
        count, left = count + 1, left - member.size
        if count > MOST_TABLES or left < 0:
            raise TooLarge(
                f"The archive holds more than {MOST_TABLES} tables, or more than "
                f"{LARGEST_UNPACKED // 1_000_000} MB of them.",
                allowed="A log of a recorder app has a table for each sensor.",
                remedy="Give the archive of one recording.",
            )
        yield member.path.rpartition("/")[2], member.read()


def _of_tables(tables: Iterable[tuple[str, bytes]]) -> MotionLog:
    sources: list[_Source] = []
    metadata = ""
    for file_name, content in tables:
        if detect(content) == "fit":
            return _of_fit(content)
        if file_name.lower() == "metadata.csv":
            metadata = content[:10_000].decode(errors="replace")
            continue
        table = find_table(content)
        if table is not None:
            sources.extend(_sources(table, re.sub(r"\.\w+$", "", file_name)))
    acceleration, gravity, rotation = _chosen(sources)
    if acceleration is None:
        raise _without_acceleration(sources)
    wanted = [each for each in (acceleration, gravity, rotation) if each is not None]
    read = dict(zip((each.sensor.quantity for each in wanted), _series(wanted), strict=True))
    return joined_log(
        read[acceleration.sensor.quantity],
        gravity=read.get(Quantity.GRAVITY),
        rotation=read.get(Quantity.ROTATION),
        app=_app(acceleration.table)[0],
        is_turned=_is_apple(sources, acceleration, metadata),
    )


def _without_acceleration(sources: Sequence[_Source]) -> NotASensorLog:
    there = sorted({each.sensor.quantity.value for each in sources})
    found = f"holds {', '.join(there)}, but no accelerations" if there else "is no table of a motion sensor"
    return NotASensorLog(
        f"The file {found}.",
        allowed="Headings name the accelerations along x, y and z: acc_x, ax, gFx, "
        '"Acceleration x (m/s^2)" and the like, beside a time.',
        remedy="Record with the accelerometer switched on, and export the raw data as CSV.",
    )


def _app(table: SensorTable) -> tuple[str, bool]:
    words = " ".join((*table.headings, table.prologue[:4000]))
    return next(
        ((name, knows) for name, pattern, knows in _APPS if pattern.search(words)), ("unknown", False)
    )


def _sources(table: SensorTable, name: str) -> Iterator[_Source]:
    """The sensors of a table, under the quantity that its name or its app gives them."""
    app, knows_gravity = _app(table)
    plain = re.sub(r"[^a-z]", "", name.lower())
    for sensor in table.sensors:
        quantity = _quantity(sensor, app, plain)
        says = {Quantity.LINEAR: False, Quantity.GRAVITY: True}.get(quantity)
        if quantity is Quantity.ACCELERATION and (knows_gravity or sensor.word == "gf" or "total" in plain):
            says = True
        rank = 100 * bool(_IS_OF_WATCH.search(name)) + 10 * ("uncalibrated" in plain) + 5 * (says is None)
        yield _Source(
            table=table,
            sensor=replace(sensor, quantity=quantity),
            name=name,
            says_gravity=says,
            rank=rank,
        )


def _quantity(sensor: SensorColumns, app: str, file_name: str) -> Quantity:
    if sensor.word == "" and sensor.quantity is Quantity.ACCELERATION:
        if "gyr" in file_name:
            return Quantity.ROTATION
        if "grav" in file_name:
            return Quantity.GRAVITY
        if any(each in file_name for each in ("magnet", "orient", "location", "compass")):
            return Quantity.UNSETTLED
        is_whole = "total" in file_name or "uncalibrated" in file_name
        if "linear" in file_name or (app == "Sensor Logger" and not is_whole):
            return Quantity.LINEAR
    if app == "Sensor Logger" and sensor.word == "acceleration":
        return Quantity.LINEAR  # of a watch or of headphones, with gravity in columns of its own
    return sensor.quantity


def _chosen(sources: Sequence[_Source]) -> tuple[_Source | None, _Source | None, _Source | None]:
    """The best accelerometer, the gravity that was taken out of it if any, and the gyroscope beside it."""

    def best(quantity: Quantity, beside: _Source | None = None) -> _Source | None:
        fitting = [
            each
            for each in sources
            if each.sensor.quantity is quantity and (beside is None or each.is_of_watch == beside.is_of_watch)
        ]
        is_other = [beside is not None and each.table is not beside.table for each in fitting]
        return min(
            zip(fitting, is_other, strict=True), key=lambda pair: (pair[1], pair[0].rank), default=(None,)
        )[0]

    whole, linear = best(Quantity.ACCELERATION), best(Quantity.LINEAR)
    if whole is None or (linear is not None and whole.is_of_watch and not linear.is_of_watch):
        whole, linear = linear, whole
    if whole is None:
        return None, None, None
    gravity = best(Quantity.GRAVITY, whole) if whole.sensor.quantity is Quantity.LINEAR else None
    return whole, gravity, best(Quantity.ROTATION, whole)


def _is_apple(sources: Sequence[_Source], chosen: _Source, metadata: str) -> bool:
    """Whether the accelerations have the sign of Apple's devices, which is downward at rest."""
    app = _app(chosen.table)[0]
    if app == "SensorLog":
        return True
    if app == "Physics Toolbox":
        # On Apple's devices it writes the date beside the time of day.
        return chosen.sensor.time is not None and bool(_DATE.search(chosen.table.example[chosen.sensor.time]))
    if app != "Sensor Logger":
        return False
    told = metadata.lower()
    if "android" in told:
        return False
    headings, _, values = told.partition("\n")
    cells = dict(zip(headings.strip().split(","), values.strip().split(","), strict=False))
    if "ios" in told:
        return cells.get("standardisation", "false") != "true"
    # Only on Apple's devices it keeps gravity apart without writing the total too.
    quantities = {each.sensor.quantity for each in sources}
    return Quantity.GRAVITY in quantities and Quantity.ACCELERATION not in quantities


def _series(sources: Sequence[_Source]) -> list[Series]:
    """The samples of some sensors; each table is parsed once."""
    columns: dict[int, dict[int, FloatArray]] = {}
    for table in {id(each.table): each.table for each in sources}.values():
        sensors = [each.sensor for each in sources if each.table is table]
        times = {
            each.time for each in sensors if each.time is not None and not table.is_written_time(each.time)
        }
        wanted = sorted({at for each in sensors for at in each.axes} | times)
        block = table.numbers(wanted)
        columns[id(table)] = {at: block[:, place] for place, at in enumerate(wanted)}
    return [_ordered(each, columns[id(each.table)]) for each in sources]


def _ordered(source: _Source, columns: dict[int, FloatArray]) -> Series:
    sensor = source.sensor
    values = np.column_stack([columns[at] for at in sensor.axes])
    times_s, note = _times(source, columns, len(values))
    series = Series.of(
        times_s, values, quantity=sensor.quantity, unit=sensor.unit, says_gravity=source.says_gravity
    )
    return series if note is None else replace(series, notes=(note, *series.notes))


def _times(source: _Source, columns: dict[int, FloatArray], count: int) -> tuple[FloatArray, str | None]:
    """The times of a sensor, and what was assumed of them. [s]"""
    table, at = source.table, source.sensor.time
    if at is None:
        rate = _HERTZ.search(table.prologue)
        if rate is None or float(rate[1]) <= 0.0:
            raise NotASensorLog(
                "The sensor log has no column of times, and does not say its rate.",
                allowed="A column of times, as in time or seconds_elapsed; or its rate above the table, as "
                "in 100 Hz.",
                remedy="Export it again with times.",
            )
        return np.arange(count) / float(rate[1]), f"The rate of {rate[1]} Hz is the one that the file names."
    if table.is_written_time(at):
        return written_s(table.texts(at)), None
    times_s, unit = in_seconds(columns[at], source.sensor.time_unit)
    return (
        times_s,
        None if source.sensor.time_unit else f"The times say no unit; taken as {unit} by their steps.",
    )
