"""Every real recording at hand, read again, beside two libraries that know nothing of each other.

``python -m validation.reading`` reads the corpus beside the project and prints what became of each file,
and where we differ from what two other libraries agree on. It ends with status 1 if a file breaks the
reader, takes too long, or differs from both without a reason that is written down here.
"""

import gzip
import signal
import sys
import time
import traceback
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import Final

import backstride
from backstride.errors import FileRefused
from backstride.recording import Recording
from validation.oracles import ORACLES, Facts, facts_by_oracles, ours

CORPUS: Final = Path(__file__).resolve().parents[2] / "shared" / "corpus"
"""Real recordings, beside the project; not part of it."""

LONGEST_S: Final = 2.0
"""A file that takes longer is a fault. [s]"""

TOLERANCES: Final[Mapping[str, tuple[float, float]]] = {
    "records": (0.0, 0.0),
    "heart_rate_bpm": (0.05, 0.0),
    "distance_m": (0.5, 0.001),
    "duration_s": (0.5, 0.0),
}
"""How far two numbers may lie apart and still agree: in the unit, plus a share of the number."""

WORDS: Final = {
    "records": "records",
    "heart_rate_bpm": "mean heart rate",
    "distance_m": "distance",
    "duration_s": "duration",
}

BRANDS: Final = {
    "garmin": "Garmin",
    "forerunner": "Garmin",
    "edge": "Garmin",
    "etrex": "Garmin",
    "vívoactive": "Garmin",
    "coros": "Coros",
    "amazfit": "Amazfit",
    "strava": "Strava",
    "gpsbabel": "GPSBabel",
    "gpxpy": "gpxpy",
    "gpx.py": "gpxpy",
    "runkeeper": "Runkeeper",
    "movescount": "Suunto Movescount",
    "suunto": "Suunto",
    "polar": "Polar",
}
"""What programs and devices call themselves in GPX and TCX, by maker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why we differ on purpose from what two libraries agree on."""

    file_part: str
    """A part of the file's name."""
    quantity: str
    reason: str


JOINED: Final = "Points with the same time are one sample; the libraries count each of them."
LOST_CONTACT: Final = (
    "A heart rate of 0 says that the strap lost contact. It counts as missing, not as a rate."
)
CLOCK_SET: Final = (
    "The device's clock was set on the way, by weeks or years. The time goes on as if it had not been."
)
STORED_BEATS: Final = (
    "The strap stored beats, which stand in messages of their own. They fill the gaps in the records."
)
TWO_IN_A_CHAIN: Final = (
    "Two activities in one chain, at the same times. Each is a recording; the libraries join them."
)

EXPLANATIONS: Final = (
    Explanation(file_part="rides_14582164182", quantity="heart_rate_bpm", reason=LOST_CONTACT),
    Explanation(file_part="hr-only-zeros", quantity="heart_rate_bpm", reason=LOST_CONTACT),
    Explanation(file_part="inverted-times", quantity="heart_rate_bpm", reason=LOST_CONTACT),
    Explanation(file_part="virtualride", quantity="heart_rate_bpm", reason=LOST_CONTACT),
    Explanation(file_part="Runn_Incline", quantity="heart_rate_bpm", reason=LOST_CONTACT),
    Explanation(file_part="zwift-pschit", quantity="heart_rate_bpm", reason=LOST_CONTACT),
    Explanation(file_part="activity_poolswim", quantity="heart_rate_bpm", reason=LOST_CONTACT),
    Explanation(file_part="activity_poolswim", quantity="records", reason=TWO_IN_A_CHAIN),
    Explanation(file_part="activity-activity-filecrc", quantity="records", reason=TWO_IN_A_CHAIN),
    Explanation(file_part="garmin-fr935-cr", quantity="heart_rate_bpm", reason=STORED_BEATS),
    Explanation(file_part="sample_mulitple_header", quantity="heart_rate_bpm", reason=STORED_BEATS),
    Explanation(file_part="time-jump", quantity="duration_s", reason=CLOCK_SET),
    Explanation(file_part="2013-04-11-17-32-50", quantity="duration_s", reason=CLOCK_SET),
    Explanation(file_part="without-final-lap", quantity="heart_rate_bpm", reason=JOINED),
    Explanation(file_part="broken-dates", quantity="heart_rate_bpm", reason=JOINED),
    Explanation(file_part="GPX_OUT_9223370279859337807", quantity="heart_rate_bpm", reason=JOINED),
    Explanation(file_part="swim_gpx_6090674952", quantity="distance_m", reason=JOINED),
    Explanation(
        file_part="testgarmincrapfilter",
        quantity="distance_m",
        reason="The last point carries the time of the first. Samples are sorted by time and joined, so the"
        " leap back over the whole way is not counted.",
    ),
    Explanation(file_part="watt-extension-without-namespace", quantity="heart_rate_bpm", reason=JOINED),
    Explanation(file_part="activity_5039744860.tcx", quantity="heart_rate_bpm", reason=JOINED),
    Explanation(file_part="activity_10128119638", quantity="heart_rate_bpm", reason=JOINED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file."""

    file: str
    format: str
    """By its name; what it is, the reader tells from its content."""
    device: str = "–"
    recordings: int = 0
    samples: int = 0
    refusal: FileRefused | None = None
    warnings: tuple[str, ...] = ()
    facts: Facts | None = None
    fault: str | None = None
    """What should never happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One quantity of one file, where two libraries agree on it."""

    file: str
    format: str
    quantity: str
    theirs: float
    ours: float | None
    reason: str | None = None

    @property
    def is_equal(self) -> bool:
        """Whether we agree with them."""
        return self.ours is not None and agree(self.quantity, self.ours, self.theirs)


def agree(quantity: str, one: float, other: float) -> bool:
    """Whether two numbers are the same within the tolerance of the quantity.

    Parameters
    ----------
    quantity
        A field of `Facts`.
    one
        A number.
    other
        Another.

    Returns
    -------
    bool
        True if they agree.
    """
    absolute, share = TOLERANCES[quantity]
    return abs(one - other) <= absolute + share * max(abs(one), abs(other))


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Stop what takes too long, so that a hang is a fault and not a night."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"still reading after {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def format_of(name: str) -> str:
    """The format that a file's name promises.

    Parameters
    ----------
    name
        The name.

    Returns
    -------
    str
        ``fit``, ``gpx``, ``tcx``, or the ending in capitals for anything else.
    """
    parts = [part.lower() for part in Path(name).suffixes]
    known = [part[1:] for part in parts if part[1:] in ORACLES]
    return known[-1] if known else parts[-1][1:].upper() if parts else "none"


def device_of(recording: Recording) -> str:
    """The maker of a recording; a program that few know is just a program.

    Parameters
    ----------
    recording
        A recording.

    Returns
    -------
    str
        A name that says nothing about a person.
    """
    device = recording.device
    if recording.format == "fit":
        return device.manufacturer or "unknown"
    text = str(device).lower()
    return next((brand for part, brand in BRANDS.items() if part in text), "others")


def read_file(name: str, data: bytes) -> Outcome:
    """Read one file as a user's program would, with Python's warnings as errors.

    Parameters
    ----------
    name
        The file's name.
    data
        Its content.

    Returns
    -------
    Outcome
        What became of it; never an exception.
    """
    kind = format_of(name)
    start = time.process_time()
    try:
        with warnings.catch_warnings(), _time_limit(10 * LONGEST_S):
            warnings.simplefilter("error")
            recordings = backstride.read(data)
            _touch_everything(recordings)
    except FileRefused as refusal:
        return Outcome(file=name, format=kind, refusal=refusal)
    except Exception:  # noqa: BLE001 (whatever it is, it is what is looked for)
        return Outcome(file=name, format=kind, fault=traceback.format_exc(limit=-3))
    spent = time.process_time() - start
    return Outcome(
        file=name,
        format=kind,
        device=device_of(recordings[0]),
        recordings=len(recordings),
        samples=sum(len(recording.samples) for recording in recordings),
        warnings=tuple(sorted({w.slug for recording in recordings for w in recording.warnings})),
        facts=ours(recordings),
        fault=f"took {spent:.1f} s" if spent > LONGEST_S else None,
    )


def _touch_everything(recordings: Sequence[Recording]) -> None:
    """Decode what is decoded only when asked for."""
    for recording in recordings:
        for column in recording.extra.values():
            assert len(column.values) == len(recording.samples)
        for table in recording.messages.values():
            assert len({len(column.values) for column in table.values()}) == 1


def compare(outcome: Outcome, theirs: Mapping[str, Facts | str]) -> list[Comparison]:
    """Our numbers beside those on which two libraries agree.

    Parameters
    ----------
    outcome
        What we read.
    theirs
        What the two found, by name.

    Returns
    -------
    list
        A comparison for each quantity on which they agree.
    """
    found = [facts for facts in theirs.values() if isinstance(facts, Facts)]
    if outcome.facts is None or len(found) < 2:
        return []
    comparisons = []
    for quantity in TOLERANCES:
        one, two = (getattr(facts, quantity) for facts in found)
        if one is None or two is None or not agree(quantity, one, two):
            continue
        reasons = [
            each.reason
            for each in EXPLANATIONS
            if each.file_part in outcome.file and each.quantity == quantity
        ]
        comparisons.append(
            Comparison(
                file=outcome.file,
                format=outcome.format,
                quantity=quantity,
                theirs=(one + two) / 2,
                ours=getattr(outcome.facts, quantity),
                reason=reasons[0] if reasons else None,
            )
        )
    return comparisons


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What became of the whole corpus."""

    outcomes: tuple[Outcome, ...]
    comparisons: tuple[Comparison, ...]
    oracle_failures: Mapping[str, Counter[str]]
    """By format and library, how often it could not read what we read."""

    @property
    def faults(self) -> list[str]:
        """What must not be: a broken reader, or a difference nobody has explained."""
        broken = [f"{each.file}: {each.fault}" for each in self.outcomes if each.fault is not None]
        unexplained = [
            f"{each.file}: {WORDS[each.quantity]} is {each.ours}, two libraries say {each.theirs:g}"
            for each in self.comparisons
            if not each.is_equal and each.reason is None
        ]
        return broken + unexplained + self._unneeded()

    def _unneeded(self) -> list[str]:
        """Explanations of differences that are none any more."""
        differing = [(each.file, each.quantity) for each in self.comparisons if not each.is_equal]
        return [
            f"{each.file_part}: the explanation of its {WORDS[each.quantity]} is not needed"
            for each in EXPLANATIONS
            if any(each.file_part in outcome.file for outcome in self.outcomes)
            and not any(each.file_part in file and each.quantity == quantity for file, quantity in differing)
        ]


def read_corpus(corpus: Path) -> Reading:
    """Read every file of the corpus, and let the other libraries read what we could.

    Parameters
    ----------
    corpus
        The folder.

    Returns
    -------
    Reading
        What became of it.
    """
    paths = [path for path in sorted(corpus.rglob("*")) if path.is_file() and path.name != "manifest.tsv"]
    outcomes = [read_file(path.name, path.read_bytes()) for path in paths]
    read = [
        (outcome, path)
        for outcome, path in zip(outcomes, paths, strict=True)
        if outcome.facts is not None and outcome.format in ORACLES
    ]
    comparisons: list[Comparison] = []
    failures: dict[str, Counter[str]] = defaultdict(Counter)
    with ProcessPoolExecutor(max_workers=2) as pool:
        jobs = ((outcome.format, _content(path)) for outcome, path in read)
        for done, ((outcome, _), theirs) in enumerate(
            zip(read, pool.map(facts_by_oracles, jobs), strict=True), 1
        ):
            comparisons += compare(outcome, theirs)
            failures[outcome.format].update(name for name, facts in theirs.items() if isinstance(facts, str))
            if done % 20 == 0 or done == len(read):
                print(f"  {done} of {len(read)} files compared", flush=True, file=sys.stderr)
    return Reading(outcomes=tuple(outcomes), comparisons=tuple(comparisons), oracle_failures=failures)


def _content(path: Path) -> bytes:
    """A file's bytes, unpacked where it is compressed."""
    data = path.read_bytes()
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return [*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows), ""]


def _counted(slugs: Iterable[str]) -> str:
    """How often each slug occurs."""
    return ", ".join(f"{slug} {count}" for slug, count in sorted(Counter(slugs).items())) or "–"


def outcome_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """What became of the files, by format and maker.

    Parameters
    ----------
    outcomes
        One for each file.

    Returns
    -------
    list
        Lines of Markdown.
    """
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        maker = "refused" if outcome.refusal is not None else "broken" if outcome.fault else outcome.device
        groups[outcome.format, maker].append(outcome)
    rows = [
        (
            kind,
            maker,
            len(group),
            sum(each.recordings for each in group),
            f"{sum(each.samples for each in group):,}",
            _counted(slug for each in group for slug in each.warnings),
            _counted(each.refusal.slug for each in group if each.refusal is not None),
        )
        for (kind, maker), group in sorted(groups.items(), key=lambda item: (item[0][0].lower(), item[0][1]))
    ]
    return _table(("Format", "Maker", "Files", "Recordings", "Samples", "Warnings", "Refused as"), rows)


def refusal_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """Each refused file with the reason; files of other formats that are refused alike in one line.

    Parameters
    ----------
    outcomes
        One for each file.

    Returns
    -------
    list
        Lines of Markdown.
    """
    alike: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for each in outcomes:
        if each.refusal is not None:
            # What comes after the first sentence says what is read, and is the same for all.
            said = each.refusal.found
            alike[each.format, each.refusal.slug, said].append(each.file)
    rows = []
    for (kind, slug, said), files in alike.items():
        if kind in ORACLES:
            rows += [(f"`{file}`", slug, said) for file in files]
        else:
            rows.append((f"{len(files)} `.{kind.lower()}`", slug, said))
    return _table(("File", "Refused as", "What it says"), rows)


def agreement_lines(reading: Reading) -> list[str]:
    """How often we agree with what two libraries agree on, and each difference.

    Parameters
    ----------
    reading
        What became of the corpus.

    Returns
    -------
    list
        Lines of Markdown.
    """
    groups: dict[tuple[str, str], list[Comparison]] = defaultdict(list)
    for each in reading.comparisons:
        groups[each.format, each.quantity].append(each)
    rows = [
        (
            kind,
            " and ".join(ORACLES[kind]),
            WORDS[quantity],
            len(groups[kind, quantity]),
            sum(each.is_equal for each in groups[kind, quantity]),
            sum(not each.is_equal and each.reason is not None for each in groups[kind, quantity]),
            sum(not each.is_equal and each.reason is None for each in groups[kind, quantity]),
        )
        for kind in ORACLES
        for quantity in TOLERANCES
    ]
    head = ("Format", "Libraries", "Quantity", "They agree", "So do we", "Explained", "Unexplained")
    differences = [
        (
            f"`{each.file}`",
            WORDS[each.quantity],
            _number(each.theirs),
            _number(each.ours),
            each.reason or "**none**",
        )
        for each in reading.comparisons
        if not each.is_equal
    ]
    return [
        *_table(head, rows),
        "Each difference:",
        "",
        *_table(("File", "Quantity", "Theirs", "Ours", "Why"), differences),
    ]


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


def section(reading: Reading) -> str:
    """The chapter on reading for the validation report.

    Parameters
    ----------
    reading
        What became of the corpus.

    Returns
    -------
    str
        Markdown below a heading of the second level.
    """
    names = ", ".join(
        f"{name} {version(name)}" for name in ("fitdecode", "fitparse", "gpxpy", "tcxreader", "lxml")
    )
    failed = ", ".join(
        f"{library} {count}"
        for counts in reading.oracle_failures.values()
        for library, count in counts.items()
    )
    faults = reading.faults
    tolerances = ", ".join(
        f"{WORDS[name]} {absolute:g}" + (f" + {share:.1%}" if share else "")
        for name, (absolute, share) in TOLERANCES.items()
    )
    lines = [
        f"{len(reading.outcomes)} real files of watches, programs and platforms were read, with Python's",
        f"warnings as errors and a limit of {LONGEST_S:g} s each. They belong to other people and are not",
        "part of the project. A refusal is right where a file holds no recording.",
        "",
        f"Faults: **{len(faults)}**. A fault is a traceback, a warning of Python, a file that took too long,",
        "or a difference from other libraries that nobody has explained.",
        "",
        *(f"- {fault}" for fault in faults),
        "",
        "### What became of the files",
        "",
        *outcome_lines(reading.outcomes),
        "### What was refused, and why",
        "",
        *refusal_lines(reading.outcomes),
        "### Beside other libraries",
        "",
        "For each format two libraries that know nothing of each other read what we read. Where they agree",
        f"on a number, ours is compared with it ({names}).",
        f"Numbers agree within: {tolerances}; in the units of the",
        "records, bpm, m and s. The distance is the furthest that the device counted, or in GPX the way",
        f"along the positions. Files that a library could not read: {failed or 'none'}.",
        "",
        *agreement_lines(reading),
    ]
    return "\n".join(lines)


ABSENT: Final = (
    "The corpus of real recordings was not beside the project when this page was written, so nothing was\n"
    "measured here.\n"
)


def main() -> int:
    """Read the corpus and print the chapter.

    Returns
    -------
    int
        0 if there is no fault, or no corpus; else 1.
    """
    if not CORPUS.is_dir():
        print(ABSENT)
        return 0
    reading = read_corpus(CORPUS)
    print(section(reading))
    return 1 if reading.faults else 0


if __name__ == "__main__":
    sys.exit(main())
