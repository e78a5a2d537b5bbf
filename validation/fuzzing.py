"""Thousands of damaged files for each reader: only our own errors, quickly, in bounded memory.

``python -m validation.fuzzing --count 10000`` writes sound files, damages them in every way that
disks, cables, editors and attackers do, and reads them. It ends with status 1 if anything but one of
our own errors was raised, a promise of the contract was broken, or a file took too long.
"""

import argparse
import gzip
import random
import resource
import sys
import time
import tracemalloc
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Final

import numpy as np

from backstride.errors import FileRefused
from backstride.formats import read
from backstride.formats.fit import read_fit
from backstride.formats.fit.write import write_activity
from backstride.formats.gpx import read_gpx
from backstride.formats.tcx import read_tcx
from backstride.recording import COLUMNS, Lap, Pause, Recording, Samples, Sport, Step

Read = Callable[[bytes], tuple[Recording, ...]]

LONGEST_S: Final = 2.0
"""A file that takes longer is a fault. [s]"""
LARGEST_MEMORY: Final = 64_000_000
"""A damaged small file that takes more is a fault. [B]"""
MEMORY_EVERY: Final = 25
"""Memory is watched for one file in so many, since watching is slow."""


@dataclass(kw_only=True)
class Outcome:
    """What became of the files of one reader."""

    count: int = 0
    by_result: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    peak_memory: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """The outcome as lines for people."""
        results = ", ".join(f"{name} {count}" for name, count in self.by_result.most_common())
        return (
            f"{self.count} files: {results}\n"
            f"  slowest {self.slowest_s * 1000:.1f} ms, peak memory {self.peak_memory / 1e6:.1f} MB, "
            f"faults {len(self.faults)}"
        )


def _clock(second: int) -> str:
    return f"2026-04-01T{6 + second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"


def gpx_seeds() -> list[bytes]:
    """GPX files of several kinds, long enough for both ways of reading."""
    point = (
        '<trkpt lat="{place:.6f}" lon="11.0"><ele>{ele}</ele><time>{time}</time><extensions>'
        "<g:TrackPointExtension><g:hr>{hr}</g:hr><g:cad>86</g:cad></g:TrackPointExtension>"
        "</extensions></trkpt>\n"
    )
    root = '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Own" xmlns:g="urn:g">'
    lap = f"<lap><startTime>{_clock(30)}</startTime><elapsedTime>30</elapsedTime></lap>"
    seeds = []
    for count, head in (
        (12, "<metadata><name>r\u00fcckw\u00e4rts</name></metadata>"),
        (90, f"<extensions>{lap}</extensions>"),
        (40, "<!-- x -->"),
    ):
        points = [
            point.format(place=48 + s * 3e-5, ele=s % 7, time=_clock(s), hr=120 + s % 40)
            for s in range(count)
        ]
        middle = "</trkseg><trkseg>" if count > 20 else ""
        inside = "".join(points[: count // 2]) + middle + "".join(points[count // 2 :])
        text = f"{root}{head}<trk><type>running</type><trkseg>{inside}</trkseg></trk></gpx>"
        seeds += [text.encode()]
    return [*seeds, seeds[0].decode().replace("UTF-8", "UTF-16").encode("utf-16"), gzip.compress(seeds[1])]


def tcx_seeds() -> list[bytes]:
    """TCX files of several kinds."""
    point = (
        "<Trackpoint>\n<Time>{time}</Time><Position><LatitudeDegrees>48.{s:04}</LatitudeDegrees>"
        "<LongitudeDegrees>11.0</LongitudeDegrees></Position><DistanceMeters>{distance}</DistanceMeters>"
        "<HeartRateBpm><Value>{hr}</Value></HeartRateBpm><Extensions><TPX CadenceSensor='Footpod'>"
        "<RunCadence>80</RunCadence></TPX></Extensions></Trackpoint>"
    )
    seeds = []
    for laps, count in ((1, 12), (3, 30), (2, 20)):
        inside = "".join(
            f"<Lap StartTime='{_clock(lap * count)}'><TotalTimeSeconds>{count}</TotalTimeSeconds>"
            f"<DistanceMeters>{3 * count}</DistanceMeters><TriggerMethod>Manual</TriggerMethod><Track>"
            + "".join(
                point.format(time=_clock(s), s=s, distance=3 * s, hr=120 + s % 40)
                for s in range(lap * count, (lap + 1) * count + 1)
            )
            + "</Track></Lap>"
            for lap in range(laps)
        )
        activity = f"<Activity Sport='Running'><Id>{_clock(0)}</Id>{inside}</Activity>"
        seeds.append(
            f"<TrainingCenterDatabase><Activities>{activity}</Activities></TrainingCenterDatabase>".encode()
        )
    return [*seeds, seeds[0].decode().encode("utf-16"), gzip.compress(seeds[1])]


def fit_seeds() -> list[bytes]:
    """FIT files of several lengths, one of them packed, one a chain of two."""
    seeds = []
    for count in (12, 60, 200):
        elapsed_s = np.arange(count, dtype=np.float64)
        samples = Samples.of(
            elapsed_s,
            latitude_deg=48 + elapsed_s * 3e-5,
            longitude_deg=np.full(count, 11.0),
            heart_rate_bpm=120 + elapsed_s % 40,
            cadence_spm=np.full(count, 160.0),
            speed_m_s=np.full(count, 3.0),
        )
        half = float(count // 2)
        recording = Recording(
            format="simulated",
            samples=samples,
            started_at=datetime(2026, 4, 1, 6, tzinfo=UTC),
            sport=Sport(name="running"),
            laps=(Lap(start_s=0.0, end_s=half, trigger="manual"), Lap(start_s=half, end_s=float(count))),
            pauses=(Pause(start_s=half, end_s=half + 2),),
            steps=(Step(index=0, name="backward", duration_type="time", duration_value=60.0),),
        )
        seeds.append(write_activity(recording))
    return [*seeds, seeds[0] + seeds[1], gzip.compress(seeds[1])]


SEEDS: Final[Mapping[str, tuple[Read, Callable[[], list[bytes]]]]] = {
    "fit": (read_fit, fit_seeds),
    "gpx": (read_gpx, gpx_seeds),
    "tcx": (read_tcx, tcx_seeds),
}
"""A reader and the files its damaged ones are made from."""


def damaged(seeds: Sequence[bytes], chance: random.Random) -> Iterator[bytes]:
    """Damaged files without end.

    Parameters
    ----------
    seeds
        Sound files.
    chance
        The source of all that is random, so that a run can be repeated.

    Yields
    ------
    bytes
        One of the files after one to four kinds of damage.
    """
    while True:
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            chance.choice(_DAMAGES)(data, chance, seeds)
        yield bytes(data)


def _span(data: bytearray, chance: random.Random, longest: int = 400) -> slice:
    start = chance.randrange(len(data) + 1)
    return slice(start, start + chance.randrange(1, longest))


def _flip(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    for _time in range(chance.choice((1, 1, 3, 20))):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)


def _cut(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _leave_out(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    del data[_span(data, chance)]


def _repeat(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    span = _span(data, chance)
    data[span.start : span.start] = bytes(data[span]) * chance.choice((1, 2, 30))


def _splice(data: bytearray, chance: random.Random, seeds: Sequence[bytes]) -> None:
    other = chance.choice(seeds)
    start = chance.randrange(len(other))
    data[_span(data, chance)] = other[start : start + chance.randrange(1, 400)]


def _blank(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    span = _span(data, chance)
    data[span] = bytes([chance.choice((0, 0xFF, 0x20))]) * len(data[span])


def _insert(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    place = chance.randrange(len(data) + 1)
    data[place:place] = chance.choice(_MORSELS) * chance.choice((1, 1, 50))


_DAMAGES: Final = (_flip, _cut, _leave_out, _repeat, _splice, _blank, _insert)
_MORSELS: Final = (
    b"<!DOCTYPE gpx [<!ENTITY a 'aaaaaaaaaa'>]>",
    b"&a;&lt;&#0;",
    b"<![CDATA[<trkseg>]]>",
    b"<!--",
    b"-->",
    b"<trk><trkseg>",
    b"<x:y>",
    b'<a b="',
    b"9" * 400,
    b"-1e999",
    b"nan",
    b"1989-12-31T00:00:00Z",
    b"2026-04-01T06:00:00+99:99",
    b"\xff\xfe",
    b"\x1f\x8b\x08",
    b"\x40\x00\x00\x14\x00\xff",
    b"\xff" * 60,
    "\u202e\ufffe".encode(),
)


def attempt(reader: Read, data: bytes, outcome: Outcome) -> None:
    """Read one damaged file, and note what became of it.

    Parameters
    ----------
    reader
        The reader.
    data
        The file.
    outcome
        Where it is noted.
    """
    watched = outcome.count % MEMORY_EVERY == 0
    if watched:
        tracemalloc.start()
    start = time.process_time()
    try:
        recordings = reader(data)
        result = "read with warnings" if any(one.warnings for one in recordings) else "read"
        _check(recordings)
    except FileRefused as refusal:
        result = refusal.slug
    except Exception as trouble:  # noqa: BLE001 - whatever it is, it is what is looked for
        result = "FAULT"
        outcome.faults.append(f"{type(trouble).__name__}: {trouble} ({len(data)} bytes: {data[:60]!r} …)")
    spent = time.process_time() - start
    if watched:
        memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        outcome.peak_memory = max(outcome.peak_memory, memory)
        if memory > LARGEST_MEMORY:
            outcome.faults.append(f"{memory / 1e6:.0f} MB for {len(data)} bytes")
    else:
        outcome.slowest_s = max(outcome.slowest_s, spent)
        if spent > LONGEST_S:
            outcome.faults.append(f"{spent:.1f} s for {len(data)} bytes")
    outcome.count += 1
    outcome.by_result[result] += 1


def _check(recordings: tuple[Recording, ...]) -> None:
    """The promises of the contract that damage breaks most easily."""
    assert recordings, "no recording and no refusal"
    for recording in recordings:
        elapsed_s = recording.samples.elapsed_s
        assert recording.started_at is None or (np.diff(elapsed_s) > 0).all(), "times do not increase"
        for name in COLUMNS:
            assert not np.isinf(getattr(recording.samples, name)).any(), f"{name} is infinite"


def fuzz(name: str, count: int, seed: int) -> Outcome:
    """Read many damaged files of one format.

    Parameters
    ----------
    name
        A key of `SEEDS`.
    count
        How many files.
    seed
        Where chance begins; the same seed gives the same files.

    Returns
    -------
    Outcome
        What became of them.
    """
    reader, make = SEEDS[name]
    outcome = Outcome()
    chance = random.Random(f"{name} {seed}")  # noqa: S311 - damage needs no secrecy
    seeds = make()
    for data in islice(damaged(seeds, chance), count):
        packed = data.startswith(b"\x1f\x8b")
        attempt(read if packed or outcome.count % 4 == 0 else reader, data, outcome)
    return outcome


def main() -> int:
    """Fuzz every reader that is asked for.

    Returns
    -------
    int
        0 if no fault was found, else 1.
    """
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=10_000, help="damaged files for each reader")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same files")
    parser.add_argument("readers", nargs="*", metavar="READER", help=f"of {', '.join(SEEDS)}; all by default")
    options = parser.parse_args()
    warnings.simplefilter("error")
    faults = 0
    for name in options.readers or SEEDS:
        outcome = fuzz(name, options.count, options.seed)
        print(f"{name}: {outcome}")
        for fault in outcome.faults[:10]:
            print(f"    {fault}")
        faults += len(outcome.faults)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"The process never held more than {most:.0f} MB.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
