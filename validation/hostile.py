"""Files made to take long or to fill the memory: each of a megabyte or two, each to be done with soon.

`python -m validation.hostile` reads them all and prints time and memory; one that takes longer than
`LONGEST_S` or holds more than `MOST_BYTES` is a fault.
"""

import sys
import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

from backstride.errors import FileRefused
from backstride.formats import read
from backstride.formats.fit.encode import BaseType, FitField, FitMessage, file_id, fit_file, wrap

LONGEST_S: Final = 2.0
MOST_BYTES: Final = 200_000_000
SIZE: Final = 1_000_000


def clock(second: int) -> str:
    """A time of day."""
    return f"2026-04-01T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"


def gpx(inside: str) -> str:
    """A GPX text with one segment."""
    return f"<gpx><trk><trkseg>{inside}</trkseg></trk></gpx>"


def alike(inside: str = "", *, count: int = 60) -> str:
    """Points that are scanned."""
    return "".join(
        f"<trkpt lat='1' lon='2'><time>{clock(second)}</time>{inside}</trkpt>" for second in range(count)
    )


def fit_bomb(message_number: int) -> bytes:
    """A sound sample, and a million messages of two bytes each."""
    sound = fit_file([file_id(), FitMessage(20, (FitField(253, BaseType.UINT32, 1_100_000_000),))])
    definition = bytes([0x40, 0, 0, message_number, 0, 1, 0, 1, 0])
    return wrap(sound[14:-2] + definition + b"\0\x05" * SIZE)


TEXTS: Final[dict[str, Callable[[], str]]] = {
    "nested tracks": lambda: "<gpx>" + "<trk><trkseg>" * 120 + "<trkpt lat='1' lon='2'/>" * (SIZE // 24),
    "deep": lambda: gpx("<a>" * (SIZE // 3)),
    "many tracks": lambda: "<gpx>" + "<trk><trkseg><trkpt/></trkseg></trk>" * (SIZE // 36),
    "many segments": lambda: (
        "<gpx><trk>" + f"<trkseg>{alike(count=1)}</trkseg>" * (SIZE // 80) + "</trk></gpx>"
    ),
    "many names": lambda: gpx("<trkpt>" + "".join(f"<a{n}>1</a{n}>" for n in range(SIZE // 18)) + "</trkpt>"),
    "many names and points": lambda: gpx(
        "".join(f"<trkpt><a{n}>1</a{n}></trkpt>" for n in range(SIZE // 33))
    ),
    "many namespaces": lambda: gpx(
        "".join(f"<trkpt><hr xmlns='urn:{n}'>1</hr></trkpt>" for n in range(SIZE // 45))
    ),
    "many attributes": lambda: gpx("<trkpt " + " ".join(f"a{n}='1'" for n in range(SIZE // 12)) + "/>"),
    "many values of one name": lambda: gpx("<trkpt>" + "<hr>1</hr>" * (SIZE // 10) + "</trkpt>"),
    "blanks in a point": lambda: gpx(alike(" " * (SIZE // 60) + "<hr>1</hr>")),
    "blanks in one point": lambda: gpx(alike() + f"<trkpt lat='1' lon='2'>{' ' * SIZE}</trkpt>"),
    "blanks in a tag": lambda: gpx(alike() + f"<trkpt {' ' * SIZE} lat='1' lon='2'></trkpt>"),
    "a long text": lambda: gpx(alike(f"<name>{'x' * (SIZE // 60)}</name>")),
    "a long text without an end": lambda: gpx(alike() + "<trkpt lat='1' lon='2'><name>" + "x" * SIZE),
    "a long number": lambda: gpx(alike(f"<hr>{'9' * (SIZE // 60)}</hr>")),
    "many comments": lambda: "<!---->" * (SIZE // 7) + gpx(alike()),
    "blanks before": lambda: "<?xml version='1.0'?>" + " " * SIZE + gpx(alike()),
    "deep below a lap": lambda: "<gpx><extensions>" + f"<{'n' * 5000}>" * 100 + "<a>1</a>" * (SIZE // 9),
    "every point another": lambda: gpx(
        "".join(f"<trkpt lat='1' lon='2'><b{n % 500}/><c>1</c></trkpt>" for n in range(SIZE // 40))
    ),
    "openings of segments": lambda: "<gpx><trk>" + "<trkseg>" * (SIZE // 8) + alike(),
    "angle brackets": lambda: "<gpx>" + "<" * SIZE,
    "laps and pauses": lambda: (
        "<TrainingCenterDatabase><Activity>"
        + "".join(
            f"<Lap StartTime='{clock(n)}'><Track><Trackpoint><Time>{clock(n)}</Time>"
            "</Trackpoint></Track></Lap>"
            for n in range(SIZE // 150)
        )
        + "</Activity></TrainingCenterDatabase>"
    ),
}

FIT_MESSAGES: Final = {
    "sessions": 18,
    "laps": 19,
    "records": 20,
    "events": 21,
    "workout steps": 27,
    "activities": 34,
    "stored beats": 132,
    "field descriptions": 206,
}
"""Kinds of messages of which a FIT file may hold a million in two megabytes."""


def _encoded(name: str) -> bytes:
    return TEXTS[name]().encode()


def files() -> dict[str, Callable[[], bytes]]:
    """Every file, by what it holds."""
    found: dict[str, Callable[[], bytes]] = {f"xml: {name}": partial(_encoded, name) for name in TEXTS}
    found |= {f"fit: a million {name}": partial(fit_bomb, number) for name, number in FIT_MESSAGES.items()}
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one file took."""

    name: str
    spent_s: float
    held_bytes: int

    @property
    def is_fault(self) -> bool:
        """Whether it took too long or too much."""
        return self.spent_s > LONGEST_S or self.held_bytes > MOST_BYTES


def measure(name: str, data: bytes) -> Measured:
    """Read a file twice: once for the time, once for the memory, whose counting takes time."""
    start = time.process_time()
    with suppress(FileRefused):
        read(data)
    spent_s = time.process_time() - start
    tracemalloc.start()
    with suppress(FileRefused):
        read(data)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Measured(name=name, spent_s=spent_s, held_bytes=held)


def rows() -> list[Measured]:
    """What each file took."""
    return [measure(name, make()) for name, make in files().items()]


def table(measured: list[Measured]) -> str:
    """The slowest and the largest, as a Markdown table, and how many faults there are."""
    faults = [each for each in measured if each.is_fault]
    worst = sorted(measured, key=lambda each: -each.spent_s)[:3]
    worst += sorted(measured, key=lambda each: -each.held_bytes)[:3]
    lines = [
        f"{len(measured)} files, {len(faults)} faults (over {LONGEST_S:g} s or {MOST_BYTES // 10**6} MB).",
        "The slowest and the largest:",
        "",
        "| File | Time, s | Memory, MB |",
        "|---|---|---|",
        *(
            f"| {each.name} | {each.spent_s:.2f} | {each.held_bytes / 1e6:.0f} |"
            for each in dict.fromkeys([*worst, *faults])
        ),
    ]
    return "\n".join(lines)


def main() -> int:
    """Print the table; 1 if there is a fault."""
    measured = rows()
    print(table(measured))
    return int(any(each.is_fault for each in measured))


if __name__ == "__main__":
    sys.exit(main())
