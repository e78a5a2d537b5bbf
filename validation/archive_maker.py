"""Activities and whole archives made for measurement, without a person behind them.

`generated_activity` is quick: a few sessions of the simulated athlete are written once, and each
activity is such a file with its own date, place and small noise. `write_archive` wraps many of them,
and real recordings where they are at hand, into what a bulk export of Garmin's service looks like:
a ZIP of folders, with ZIPs inside that hold the watch's files, of which few are activities.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import backstride
from backstride.bout import Gait, Travel
from backstride.errors import FileRefused, InvalidValue
from backstride.formats.fit import profile
from backstride.formats.fit.encode import BaseType, FitField, FitMessage, file_id, fit_file, fit_time, wrap
from backstride.formats.fit.walk import walk
from backstride.formats.fit.write import write_activity
from backstride.recording import FloatArray, Samples
from backstride.simulation import Repeat, SessionScript, SimulatedAthlete, Stretch, simulate

FIRST_DAY: Final = datetime(2005, 1, 1, 5, tzinfo=UTC)
"""When the first generated activity may begin; each has a day of its own after it."""
LATEST_START_S: Final = 8 * 3600
"""An activity begins at most so long after its day's hour in `FIRST_DAY`. Two starts then lie at least 16 h
apart, more than two time zones do, so none looks like another whose clock was set wrong. [s]"""
LONGEST_S: Final = 12 * 3600
"""So an activity is over before the next one begins. [s]"""
SHORTEST_S: Final = 120

COLUMNS: Final = (
    "latitude_deg",
    "longitude_deg",
    "altitude_m",
    "distance_m",
    "speed_m_s",
    "heart_rate_bpm",
    "cadence_spm",
    "temperature_c",
)
"""What an ordinary watch without a running pod records."""

PLACES: Final = 12
"""An athlete runs in few places; these lie in the North Sea, a few kilometres from each other."""

UPLOADS: Final = "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part{}.zip"
UPLOADS_IN_A_PART: Final = 2_000
HEADER: Final = 14
"""Length of a FIT header as our writer makes it. [bytes]"""

_TIMES: Final = {
    (number, field)
    for number, fields in {
        profile.FILE_ID: (4,),
        profile.DEVICE_INFO: (profile.TIMESTAMP,),
        profile.EVENT: (profile.TIMESTAMP,),
        profile.RECORD: (profile.TIMESTAMP,),
        profile.LAP: (profile.TIMESTAMP, 2),
        profile.SESSION: (profile.TIMESTAMP, 2),
        profile.ACTIVITY: (profile.TIMESTAMP, 5),
    }.items()
    for field in fields
}
"""Message and field numbers that hold a moment."""
_HEART_RATES: Final = {
    (profile.RECORD, 3),
    (profile.LAP, 15),
    (profile.LAP, 16),
    (profile.SESSION, 16),
    (profile.SESSION, 17),
}
"""Message and field numbers of heart rates: of a sample, and mean and greatest of a stretch."""
_LATITUDE, _LONGITUDE, _SPEED, _ALTITUDE = ((profile.RECORD, field) for field in (0, 1, 73, 78))


# ——— Activities ———


@dataclass(frozen=True, slots=True)
class _Column:
    """The same field of many messages: where its bytes stand, and the whole numbers they hold."""

    places: NDArray[np.int64]
    """Shape (n, size of the field)."""
    numbers: NDArray[np.int64]

    def put(self, octets: NDArray[np.uint8], numbers: NDArray[np.int64]) -> None:
        """Write other numbers into the same places."""
        size = self.places.shape[1]
        octets[self.places] = numbers.astype(f"<i{size}").view(np.uint8).reshape(-1, size)


@dataclass(frozen=True, slots=True)
class _Template:
    """A written activity, and the fields in it that make another one of it."""

    octets: NDArray[np.uint8]
    columns: dict[tuple[int, int], _Column]
    start_s: int
    """As FIT files count it. [s]"""


def _script(variant: int, seconds: int) -> SessionScript:
    """A session in which the workout's steps say which way each stretch goes."""
    gait = (Gait.RUN, Gait.RUN, Gait.WALK)[variant]
    forward_m_s, backward_m_s = ((2.8, 2.1), (2.5, 2.3), (1.4, 0.8))[variant]
    times = (4, 3, 5)[variant]
    part_s = seconds // (2 * times + 4)

    def stretch(travel: Travel, speed_m_s: float, duration_s: int, intensity: str) -> Stretch:
        name = f"{travel.value.capitalize()} {gait.value}"
        return Stretch(
            name=f"{name}, {intensity}",
            travel=travel,
            gait=gait,
            speed_m_s=speed_m_s,
            duration_s=duration_s,
            intensity=intensity,
        )

    pair = (
        stretch(Travel.BACKWARD, backward_m_s, part_s, "active"),
        stretch(Travel.FORWARD, forward_m_s, part_s, "recovery"),
    )
    last_s = seconds - (2 + 2 * times) * part_s
    return SessionScript(
        name=f"Backward {gait.value}s, {times} times",
        sport="walking" if gait is Gait.WALK else "running",
        parts=(
            stretch(Travel.FORWARD, forward_m_s, 2 * part_s, "warmup"),
            Repeat(times=times, stretches=pair),
            stretch(Travel.FORWARD, forward_m_s, last_s, "cooldown"),
        ),
    )


@cache
def _template(variant: int, seconds: int) -> _Template:
    """A simulated session as a file, with its fields found."""
    recording = simulate(
        SimulatedAthlete(), _script(variant, seconds), started_at=FIRST_DAY, seed=variant, utc_offset_s=0
    )
    samples = recording.samples
    columns: dict[str, FloatArray] = {name: getattr(samples, name).copy() for name in COLUMNS}
    recording = replace(recording, samples=Samples.of(samples.elapsed_s.copy(), **columns))
    data = write_activity(recording)
    octets = np.frombuffer(data, dtype=np.uint8)
    wanted = {*_TIMES, *_HEART_RATES, _LATITUDE, _LONGITUDE, _SPEED, _ALTITUDE}
    found = {key: _found(data, octets, key) for key in wanted}
    columns_found = {key: column for key, column in found.items() if column is not None}
    return _Template(octets, columns_found, fit_time(FIRST_DAY))


def _found(data: bytes, octets: NDArray[np.uint8], key: tuple[int, int]) -> _Column | None:
    """A field of all messages of a kind, if they have it; our writer gives each kind one layout."""
    (part,), _ = walk(data)
    number, field_number = key
    (group,) = part.groups[number]
    field = group.layout.fields.get(field_number)
    if field is None:
        return None
    starts = np.array(group.offsets, dtype=np.int64) + field.offset
    places = starts[:, np.newaxis] + np.arange(field.size)
    signed = "i" if field.base_type in {BaseType.SINT8, BaseType.SINT32} else "u"
    numbers = np.ascontiguousarray(octets[places]).view(f"<{signed}{field.size}").ravel().astype(np.int64)
    return _Column(places, numbers)


def starts_at(number: int, *, seed: int = 1) -> datetime:
    """When a generated activity begins.

    Parameters
    ----------
    number
        Which one, from 0 on.
    seed
        As for `generated_activity`.

    Returns
    -------
    datetime
        On the day with that number, in UTC.
    """
    within_s = int(np.random.default_rng((seed, number, 0)).integers(LATEST_START_S))
    return FIRST_DAY + timedelta(days=number, seconds=within_s)


def generated_activity(number: int, *, seconds: int = 3600, seed: int = 1) -> bytes:
    """A FIT activity of the simulated athlete at one sample a second, made in a few milliseconds.

    It has positions, altitude, distance, speed, heart rate, cadence and temperature, a lap for each
    stretch, and a workout whose steps name the direction.

    Parameters
    ----------
    number
        Which one, from 0 on. Each has its own day, so that no two overlap.
    seconds
        How long it lasts. [s]
    seed
        The same number and seed give the same file.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    InvalidValue
        If there is no such number, or it could not be over before the next one begins.
    """
    if number < 0 or not SHORTEST_S <= seconds <= LONGEST_S:
        raise InvalidValue(
            f"Activity {number} of {seconds} s was asked for.",
            allowed=f"The number is at least 0, and it lasts from {SHORTEST_S} s to {LONGEST_S} s.",
            remedy="Ask for several shorter ones.",
        )
    template = _template(number % 3, seconds)
    random = np.random.default_rng((seed, number, 1))
    octets = template.octets.copy()
    shifts = _shifts(template, fit_time(starts_at(number, seed=seed)), random)
    for key, column in template.columns.items():
        column.put(octets, column.numbers + shifts[key])
    return wrap(octets[HEADER:-2].tobytes())


def _shifts(
    template: _Template, start_s: int, random: np.random.Generator
) -> dict[tuple[int, int], int | NDArray[np.int64]]:
    """What is added to each field: the date, the place, the day's form and a little noise."""
    count = len(template.columns[_SPEED].numbers)
    day_bpm = int(random.integers(-6, 7))
    place_north, place_east = divmod(int(random.integers(PLACES)), 4)
    per_degree = 1.0 / profile.DEGREES_PER_SEMICIRCLE
    drift = np.cumsum(random.integers(-2, 3, size=(2, count)), axis=1)  # some centimetres each second
    shifts: dict[tuple[int, int], int | NDArray[np.int64]] = dict.fromkeys(_TIMES, start_s - template.start_s)
    shifts |= dict.fromkeys(_HEART_RATES, day_bpm)
    shifts[profile.RECORD, 3] = day_bpm + random.integers(-1, 2, size=count)
    shifts[_LATITUDE] = round(0.05 * place_north * per_degree) + drift[0]
    shifts[_LONGITUDE] = round(0.08 * place_east * per_degree) + drift[1]
    shifts[_SPEED] = random.integers(-30, 31, size=count)  # [mm/s]
    shifts[_ALTITUDE] = int(random.integers(0, 200)) + random.integers(-1, 2, size=count)  # [0.2 m]
    return shifts


# ——— Archives ———


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveContents:
    """What an archive holds, counted as an import should count it."""

    members: int
    """Files of any kind at every depth; a ZIP inside counts by what it holds."""
    activities: int
    """Recordings: a file with the five sessions of a triathlon gives five."""
    duplicates: int
    """Files whose activity another file gives already."""
    ignored: int
    """Files that hold no activity and were never meant to."""
    refused: int
    """Files that should give an activity and cannot."""

    def __post_init__(self) -> None:
        counts = (self.activities, self.duplicates, self.ignored, self.refused)
        if min(counts) < 0 or self.activity_files < 0:
            raise InvalidValue(
                f"An archive of {self.members} members would hold {counts}.",
                allowed="Each count is at least 0, and together they are at most all members.",
                remedy="Ask for more members.",
            )

    @property
    def activity_files(self) -> int:
        """Files that give at least one activity."""
        return self.members - self.duplicates - self.ignored - self.refused


def distinct_recordings(corpus: Path) -> Iterator[tuple[bytes, tuple[datetime, ...]]]:
    """The real FIT files of which no two hold the same activity.

    A file is left out if it is refused, if a recording of it has no date or lasts no time, or if one
    overlaps another in the file or in a file before it, with a minute to spare: then it could be
    the same activity again.

    Parameters
    ----------
    corpus
        The folder of real recordings.

    Yields
    ------
    tuple
        The file, and when each of its recordings began.
    """
    taken: list[tuple[datetime, datetime]] = []
    spare = timedelta(minutes=1)
    for path in sorted(corpus.glob("fit/*")):
        data = path.read_bytes()
        try:
            recordings = backstride.read(data)
        except FileRefused:
            continue
        starts = tuple(each.started_at for each in recordings if each.started_at is not None)
        if len(starts) < len(recordings) or any(len(each.samples) < 2 for each in recordings):
            continue
        spans = [
            (start - spare, start + timedelta(seconds=each.end_s) + spare)
            for start, each in zip(starts, recordings, strict=True)
        ]
        if not any(_overlap(span, other) for span in spans for other in taken) and _are_apart(spans):
            taken += spans
            yield data, starts


def _overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _are_apart(spans: list[tuple[datetime, datetime]]) -> bool:
    """Whether recordings of one file begin one after the other, as the legs of a triathlon do."""
    starts = sorted(spans)
    spare = timedelta(minutes=2)
    return all(later[0] >= earlier[1] - spare for earlier, later in pairwise(starts))


def write_archive(
    path: Path,
    corpus: Path | None,
    *,
    members: int = 7800,
    activities: int = 354,
    seed: int = 1,
    seconds: int = 3600,
) -> ArchiveContents:
    """Write an archive like a bulk export of Garmin's service, of which an import should miss nothing.

    Real activities come from the corpus as far as they go, in the order of their names; generated ones
    fill up, on days that no real one has. All other members hold something else: what the watch
    monitored, its settings, the service's JSON, pictures. No two members are equal.

    Parameters
    ----------
    path
        Where to write it; a file there is replaced.
    corpus
        The folder of real recordings; None for generated ones only.
    members
        How many files it is to hold at every depth.
    activities
        How many recordings these are to give.
    seed
        The same seed gives the same archive.
    seconds
        How long a generated activity lasts. [s]

    Returns
    -------
    ArchiveContents
        What an import should find.

    Raises
    ------
    InvalidValue
        If there are fewer members than files that the activities need.
    """
    real: list[bytes] = []
    days: set[int] = set()
    count = 0
    for data, starts in () if corpus is None else distinct_recordings(corpus):
        if count + len(starts) <= activities:
            real.append(data)
            days |= {(start - FIRST_DAY).days + shift for start in starts for shift in (-1, 0, 1)}
            count += len(starts)
    numbers = [number for number in range(activities + len(days)) if number not in days][: activities - count]
    files: list[Callable[[], bytes]] = [partial(bytes, data) for data in real]
    files += [partial(generated_activity, number, seconds=seconds, seed=seed) for number in numbers]
    contents = ArchiveContents(
        members=members, activities=activities, duplicates=0, ignored=members - len(files), refused=0
    )
    _write(path, files, others=contents.ignored, seed=seed)
    return contents


def _write(path: Path, activities: list[Callable[[], bytes]], *, others: int, seed: int) -> None:
    """The watch's files in ZIPs inside, in no order of kinds; what the service adds beside them."""
    added = [_added(index) for index in range(others // 20)]
    uploads = activities + [partial(_watch_file, index) for index in range(others - len(added))]
    order = np.random.default_rng(seed).permutation(len(uploads)).tolist()
    with zipfile.ZipFile(path, "w") as archive:
        for part, first in enumerate(range(0, len(order), UPLOADS_IN_A_PART), 1):
            inside = io.BytesIO()
            with zipfile.ZipFile(inside, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as inner:
                for place in order[first : first + UPLOADS_IN_A_PART]:
                    # Numbered by the upload, as there; nothing in the name tells what is inside.
                    name = f"runner@example.invalid_{10_000_000_000 + place}.fit"
                    inner.writestr(zipfile.ZipInfo(name), uploads[place](), zipfile.ZIP_DEFLATED)
            archive.writestr(zipfile.ZipInfo(UPLOADS.format(part)), inside.getvalue())
        for name, content in added:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


_WATCH_FILES: Final = ((32, 60), (2, 10), (10, 10), (49, 10), (44, 10))
"""Kinds of files a watch saves each day, and how many of a hundred: monitoring, settings, totals, and
two that the public profile does not name."""


def _watch_file(index: int) -> bytes:
    """A sound FIT file that is no activity."""
    place = index % 100
    kinds = [kind for kind, share in _WATCH_FILES for _ in range(share)]
    start_s = fit_time(FIRST_DAY) + 3600 * index
    if kinds[place] == 2:
        settings = (
            FitField(1, BaseType.UINT8, 1),
            FitField(2, BaseType.UINT8, 20 + index % 60),
            FitField(4, BaseType.UINT16, 500 + index % 700),
        )
        messages = [FitMessage(3, settings)]
    else:
        messages = [_monitored(start_s + 60 * minute, 70 * minute + index % 13) for minute in range(20)]
    return fit_file([file_id(kind=kinds[place], created_s=start_s), *messages])


def _monitored(at_s: int, steps: int) -> FitMessage:
    """What a watch counts all day long: message 55, with the heart rate of that minute."""
    return FitMessage(
        55,
        (
            FitField(profile.TIMESTAMP, BaseType.UINT32, at_s),
            FitField(3, BaseType.UINT32, steps),
            FitField(5, BaseType.ENUM, 6),
            FitField(27, BaseType.UINT8, 60 + at_s // 60 % 25),
        ),
    )


_WHOLE: Final[dict[str, Any]] = {
    "customer_data/customer.json": {"firstName": "Simulated", "lastName": "Athlete"},
    "DI_CONNECT/DI-Connect-User/user_profile.json": {"displayName": "Simulated athlete"},
    "DI_CONNECT/DI-Connect-User/user_settings.json": {"measurementSystem": "metric"},
    "DI_CONNECT/DI-Connect-Fitness/runner@example.invalid_gear.json": [{"gearDTOS": []}],
}


def _added(index: int) -> tuple[str, bytes]:
    """Something that the service adds to the watch's files: its JSON, a picture, a page to read."""
    if index < len(_WHOLE):
        name = list(_WHOLE)[index]
        return name, json.dumps(_WHOLE[name]).encode()
    day = (FIRST_DAY + timedelta(days=index)).date().isoformat()
    match index % 10:
        case 0:
            picture = b"\xff\xd8\xff\xe0\x00\x10JFIF" + index.to_bytes(4) + b"\xff\xd9"
            return f"DI_CONNECT/DI-Connect-Images/{index}.jpg", picture
        case 1:
            return f"DI_CONNECT/Notes/{day}.pdf", b"%PDF-1.4\n% " + day.encode() + b"\n%%EOF\n"
        case 2:
            return f"DI_CONNECT/Tables/{day}.csv", f"date,steps,floors\n{day},{4000 + index},3\n".encode()
        case _:
            night = {"calendarDate": day, "deepSleepSeconds": 3600 + index, "remSleepSeconds": 5400}
            return f"DI_CONNECT/DI-Connect-Wellness/{day}_sleepData.json", json.dumps([night]).encode()
