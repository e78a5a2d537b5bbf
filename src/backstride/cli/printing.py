"""What actions found, printed for people who read a terminal."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from backstride.actions.report import RefusedFile, ReportedRecording, ReportOutcome
from backstride.actions.sources import SourcesOutcome
from backstride.actions.zones import ZonesOutcome
from backstride.bout import Bout, EvidenceKind, Gait, Travel
from backstride.energy import KILOJOULES_PER_KILOCALORIE
from backstride.errors import BackstrideError
from backstride.estimate import Estimate
from backstride.heart import TargetRange
from backstride.session import Comparison, DirectionReport, Measures, SessionReport
from backstride.units import clock, pace

UNKNOWN: Final = "–"
PLAINER: Final = str.maketrans("→←↔–−·×±²…“”", '><=---x~2.""')
"""What to print where the terminal's alphabet lacks a sign."""

ARROWS: Final = {
    Travel.FORWARD: "→",
    Travel.BACKWARD: "←",
    Travel.SIDEWAYS: "↔",
    Travel.UNKNOWN: "?",
}
STYLES: Final = {
    Travel.FORWARD: "blue",
    Travel.BACKWARD: "bold magenta",
    Travel.SIDEWAYS: "yellow",
    Travel.UNKNOWN: "dim",
}
WITNESSES: Final = {
    EvidenceKind.USER: "you said so",
    EvidenceKind.WORKOUT_STEP: "the workout's steps say so",
    EvidenceKind.LAP: "the laps say so",
    EvidenceKind.NAME: "a name says so",
}
"""Who says which way a bout went."""
QUANTITIES: Final = {
    "speed_m_s": ("Speed", "km/h", 3.6, 1),
    "heart_rate_bpm": ("Heart rate", "bpm", 1.0, 0),
    "cadence_spm": ("Cadence", "steps/min", 1.0, 0),
    "step_length_m": ("Step length", "m", 1.0, 2),
    "stance_time_s": ("Ground contact", "ms", 1000.0, 0),
    "vertical_oscillation_m": ("Vertical oscillation", "cm", 100.0, 1),
    "oxygen_ml_kg_min": ("Oxygen (modelled)", "ml/kg/min", 1.0, 1),
    "oxygen_ml_kg_m": ("Oxygen per way (modelled)", "ml/kg/km", 1000.0, 0),
}
"""What a compared quantity is called: its name, unit, what to multiply with, and its decimals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    heading: str
    cells: Sequence[str | Text]
    is_number: bool = True
    yields: int = 0
    """Where there is no room for all columns the highest goes first; one of 0 never does."""
    may_wrap: bool = False

    @property
    def width(self) -> int:
        """Columns of the terminal that it takes."""
        return max(cell_len(str(cell)) for cell in (self.heading, *self.cells))


def _table(console: Console, columns: Sequence[_Column], *, title: str | None = None) -> Table:
    """A table of the columns that there is room for; the page and JSON have the others."""
    kept = list(columns)
    while _width(kept) > console.width and any(column.yields for column in kept):
        kept.remove(max(kept, key=lambda column: column.yields))
    fits = _width(kept) <= console.width
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), title=title, title_justify="left")
    any_may_wrap = any(column.may_wrap for column in kept)
    for column in kept:
        is_whole = fits or (any_may_wrap and not column.may_wrap)
        justify: JustifyMethod = "right" if column.is_number else "left"
        table.add_column(column.heading, justify=justify, no_wrap=is_whole)
    for row in zip(*(column.cells for column in kept), strict=True):
        table.add_row(*row)
    return table


def _width(columns: Sequence[_Column]) -> int:
    """Columns of the terminal that a table takes: its own, two between them, one at each edge."""
    return sum(column.width + 2 for column in columns)


def _console() -> Console:
    # Made at each use, so that it writes to the standard output of the moment.
    return Console(highlight=False)


def _text(text: str, style: str = "") -> Text:
    """Text as it is, nothing in it markup, without the signs that move a terminal's cursor."""
    shown = (sign if sign.isprintable() else " " if sign.isspace() else "�" for sign in text)
    return Text("".join(shown), style=style)


def plainer(trouble: UnicodeError) -> tuple[str, int]:
    """Stand in for signs that the terminal's alphabet lacks; an error handler of `codecs`.

    Parameters
    ----------
    trouble
        What went wrong.

    Returns
    -------
    tuple
        The signs to print instead, and where to go on.

    Raises
    ------
    UnicodeError
        If the trouble is another one.

    Examples
    --------
    >>> plainer(UnicodeEncodeError("ascii", "a→б", 1, 3, "not in range"))
    ('>?', 3)
    """
    if not isinstance(trouble, UnicodeEncodeError):
        raise trouble
    signs = trouble.object[trouble.start : trouble.end].translate(PLAINER)
    return "".join(sign if sign.isascii() else "?" for sign in signs), trouble.end


def print_line(text: str) -> None:
    """Print a line of text.

    Parameters
    ----------
    text
        The line; nothing in it is markup.
    """
    _console().print(_text(text), soft_wrap=True)


def print_trouble(trouble: BackstrideError) -> None:
    """Print an error to the standard error output.

    Parameters
    ----------
    trouble
        The error.
    """
    console = Console(stderr=True, highlight=False)
    console.print(_text(trouble.found, "bold red"))
    console.print(_text(f"Allowed: {trouble.allowed}"))
    console.print(_text(f"What to do: {trouble.remedy}"))


def print_zones(outcome: ZonesOutcome) -> None:
    """Print what the calculators say.

    Parameters
    ----------
    outcome
        The outcome.
    """
    console = _console()
    if outcome.predicted:
        console.print(_maximum_table(console, outcome))
    if any(predicted.is_outside_ages for predicted in outcome.predicted):
        console.print("* outside the ages on which the formula was measured.")
    maximum = outcome.heart.maximum
    if maximum is not None:
        how = (
            "as measured" if maximum.formula is None else f"by {maximum.formula.name}, {maximum.formula.text}"
        )
        console.print(f"Maximum used: {_range(maximum.bpm)} bpm, {how}.")
    low, high = (f"{share * 100:g}" for share in outcome.target)
    console.print()
    _print_target(console, f"Simple target, {low} to {high} % of the maximum", outcome.heart.simple)
    _print_target(console, f"Karvonen target, {low} to {high} % of the reserve", outcome.heart.karvonen)
    if outcome.heart.karvonen is None:
        console.print("Karvonen target: give --resting-hr, counted before getting out of bed.")
    if outcome.heart.zones is not None:
        zones = outcome.heart.zones
        console.print(f"\nZones ({zones.name}), from:")
        for label, bound in zip(zones.labels, zones.lower_bounds_bpm, strict=True):
            console.print(_text(f"  {label:14} {bound:4.0f} bpm"))
    if maximum is not None and not maximum.is_measured:
        console.print(
            "\nIn brackets: where the value lies for two people in three, "
            "as far as the formula's error tells."
        )


def _maximum_table(console: Console, outcome: ZonesOutcome) -> Table:
    predicted = outcome.predicted
    columns = (
        _Column(heading="Formula", cells=[each.formula.name for each in predicted], is_number=False),
        _Column(heading="", cells=[each.formula.text for each in predicted], is_number=False),
        _Column(
            heading="bpm",
            cells=[f"{each.bpm.value:.0f}{'*' if each.is_outside_ages else ''}" for each in predicted],
        ),
        _Column(heading="±", cells=[f"{each.formula.error_bpm:g}" for each in predicted]),
        _Column(
            heading="Source", cells=[each.formula.source for each in predicted], is_number=False, yields=1
        ),
    )
    return _table(console, columns, title=f"Maximum heart rate at {outcome.athlete.age_years}")


def _print_target(console: Console, name: str, target: TargetRange | None) -> None:
    if target is not None:
        console.print(f"{name}: {_range(target.low_bpm)} to {_range(target.high_bpm)} bpm")


def _range(estimate: Estimate) -> str:
    if estimate.low == estimate.high:
        return f"{estimate.value:.0f}"
    return f"{estimate.value:.0f} ({estimate.low:.0f}–{estimate.high:.0f})"


def print_report(outcome: ReportOutcome) -> None:
    """Print the reports on files, and those that were refused.

    Parameters
    ----------
    outcome
        The outcome.
    """
    console = _console()
    for reported in outcome.recordings:
        _print_recording(console, reported)
    for refused in outcome.refused:
        _print_refused(console, refused)


def _print_refused(console: Console, refused: RefusedFile) -> None:
    console.print()
    console.print(_text(f"{refused.file}: not read. {refused.reason.found}", "bold red"))
    console.print(_text(f"Allowed: {refused.reason.allowed}"))
    console.print(_text(f"What to do: {refused.reason.remedy}"))


def _print_recording(console: Console, reported: ReportedRecording) -> None:
    report = reported.report
    recording = report.recording
    mark = " (simulated: nobody moved)" if recording.is_simulated else ""
    console.print()
    console.print(_text(f"{Path(reported.file).name}{mark}", "bold"))
    sport = " ".join(
        part for part in (recording.sport.name, recording.sport.sub_name) if part not in {None, "generic"}
    )
    console.print(_text(f"{_start(report)} · {sport.replace('_', ' ')} · {recording.device}"))
    console.print(_text(_summary(report)))
    if report.bouts:
        console.print(_bout_table(console, report))
        console.print(_text(_how_known([each.bout for each in report.bouts])))
    else:
        console.print("No bouts: the file gives no stretch of time to cut into them.")
    if len(report.directions) > 1:
        console.print(_direction_table(console, report.directions))
    if report.comparisons:
        console.print(_comparison_table(console, report.comparisons))
    for sentence in report.assumptions:
        console.print(_text(f"Note: {sentence}"))
    for warning in recording.warnings:
        console.print(_text(f"Reading: {warning.message}", "yellow"))


def _start(report: SessionReport) -> str:
    start = report.recording.local_start
    if start is None:
        return "date unknown"
    zone = " UTC" if report.recording.utc_offset_s is None else ""
    return f"{start:%Y-%m-%d %H:%M}{zone}"


def _summary(report: SessionReport) -> str:
    """The session in one line."""
    parts = []
    if report.recording.distance_m is not None:
        parts.append(f"{report.recording.distance_m / 1000:.2f} km")
    if report.duration_s is not None:
        moving = "" if report.moving_s is None else f", moving {clock(report.moving_s)}"
        parts.append(f"{clock(report.duration_s)}{moving}")
    heart = report.heart_rate_mean_bpm
    parts.append("no heart rate" if heart is None else f"heart rate {heart:.0f} bpm")
    target, total = report.heart.target, report.total
    if target is not None and total is not None and total.in_target_s is not None and heart is not None:
        parts.append(
            f"{clock(total.in_target_s[1])} in the target of {target.low_bpm.value:.0f} to "
            f"{target.high_bpm.value:.0f} bpm"
        )
    if total is not None and total.energy_kj is not None:
        parts.append(f"{_energy(total)} kcal")
    return " · ".join(parts)


def _bout_table(console: Console, report: SessionReport) -> Table:
    bouts = [each.bout for each in report.bouts]
    measures = [each.measures for each in report.bouts]
    times = [f"{clock(bout.start_s)} – {clock(bout.end_s)}" for bout in bouts]
    sure = [UNKNOWN if bout.probability is None else f"{bout.probability:.0%}" for bout in bouts]
    cost = (
        _column("MET", measures, lambda each: _number(each.metabolic_equivalents, 1))
        if report.athlete.mass_kg is None
        else _column("kcal", measures, _energy)
    )
    columns = (
        _Column(heading="From – to", cells=times, is_number=False),
        _ways([(bout.travel, bout.gait) for bout in bouts]),
        _Column(heading="Sure", cells=sure, yields=5),
        *_common(measures),
        _column("steps/min", measures, lambda each: _number(each.cadence.value, 0), yields=6),
        _column("step m", measures, lambda each: _number(each.step_length.value, 2), yields=7),
        cost,
    )
    return _table(console, columns)


def _column(
    heading: str, measures: Sequence[Measures], cell: Callable[[Measures], str], *, yields: int = 0
) -> _Column:
    return _Column(heading=heading, cells=[cell(each) for each in measures], yields=yields)


def _common(measures: Sequence[Measures]) -> tuple[_Column, ...]:
    """What both bouts and directions are measured by."""
    return (
        _column("km", measures, lambda each: _kilometres(each.distance_m), yields=4),
        _column("min/km", measures, lambda each: pace(each.speed_m_s), yields=3),
        _column("bpm", measures, lambda each: _number(each.heart_rate.value, 0), yields=2),
        _column("In target", measures, _in_target, yields=1),
    )


def _ways(ways: Sequence[tuple[Travel, Gait]]) -> _Column:
    cells = [_text(_way(travel, gait), STYLES[travel]) for travel, gait in ways]
    return _Column(heading="Which way", cells=cells, is_number=False)


def _way(travel: Travel, gait: Gait) -> str:
    if gait is Gait.STANDING and travel is Travel.UNKNOWN:
        return "· standing"
    return f"{ARROWS[travel]} {travel.value} {'' if gait is Gait.UNKNOWN else gait.value}".rstrip()


def _kilometres(distance_m: float | None) -> str:
    return UNKNOWN if distance_m is None else f"{distance_m / 1000:.2f}"


def _in_target(measures: Measures) -> str:
    if measures.in_target_s is None or measures.heart_rate.value is None:
        return UNKNOWN
    return clock(measures.in_target_s[1])


def _number(value: float | None, digits: int) -> str:
    return UNKNOWN if value is None else f"{value:.{digits}f}"


def _energy(measures: Measures) -> str:
    """Kilocalories with their range."""
    if measures.energy_kj is None:
        return UNKNOWN
    energy = measures.energy_kj * (1 / KILOJOULES_PER_KILOCALORIE)
    more = "+" if measures.energy_unknown_s > 0 else ""
    return f"{energy.value:.0f}{more} ({energy.low:.0f}–{energy.high:.0f})"


def _how_known(bouts: Sequence[Bout]) -> str:
    """Who says which way, in a sentence; standing goes no way."""
    went = [bout for bout in bouts if bout.evidence or bout.gait is not Gait.STANDING]
    kinds = Counter(bout.evidence[0].kind if bout.evidence else None for bout in went)
    unknown = kinds.pop(None, 0)
    parts = [f"{WITNESSES[kind]} ({count} of {len(went)} bouts)" for kind, count in kinds.items() if kind]
    said = f"How we know: {', '.join(parts)}. " if parts else ""
    if unknown:
        said += (
            f"Nothing says which way {unknown} of {len(went)} bouts went. "
            "Say it with --label, as in --label 05:00-07:30=backward, or with --lap-convention."
        )
    return said.strip()


def _direction_table(console: Console, directions: Sequence[DirectionReport]) -> Table:
    measures = [each.measures for each in directions]
    columns = (
        _ways([(each.travel, each.gait) for each in directions]),
        _column("Time", measures, lambda each: clock(each.duration_s)),
        *_common(measures),
        _column("Steps", measures, lambda each: _number(each.steps, 0), yields=6),
        _column(
            "Load", measures, lambda each: UNKNOWN if each.trimp is None else _range(each.trimp), yields=5
        ),
    )
    return _table(console, columns, title="Moving, by direction")


def _comparison_table(console: Console, comparisons: Sequence[Comparison]) -> Table:
    rows = [(each, *QUANTITIES[each.quantity]) for each in comparisons]
    columns = (
        _Column(heading="", cells=[each.gait.value for each in comparisons], is_number=False),
        _Column(heading="", cells=[name for _, name, _, _, _ in rows], is_number=False, may_wrap=True),
        _Column(heading="Forward", cells=[_number(each.forward * by, n) for each, _, _, by, n in rows]),
        _Column(heading="Backward", cells=[_number(each.backward * by, n) for each, _, _, by, n in rows]),
        _Column(heading="Ratio", cells=[_number(each.ratio, 2) for each in comparisons]),
        _Column(heading="", cells=[unit for _, _, unit, _, _ in rows], is_number=False),
    )
    return _table(console, columns, title="Backward beside forward, at the speeds you went")


def print_sources(outcome: SourcesOutcome) -> None:
    """Print entries of the bibliography, and the article's claims beside what was measured.

    Parameters
    ----------
    outcome
        The outcome.
    """
    console = _console()
    for source in outcome.sources:
        year = "" if source.year is None else f" ({source.year})"
        console.print(Text(source.key, style="bold"), Text(f"{source.authors}{year}. {source.title}"))
        console.print(Text(f"    {source.finding}"))
        console.print(
            Text(
                f"    Measured on: {source.measured_on} Belief: {source.belief.value}. Read: {source.access}"
            )
        )
    if outcome.claims:
        console.print(Text("\nWhat the method's article says, beside what was measured", style="bold"))
    for claim in outcome.claims:
        console.print(Text(f"{claim.row:3}. {claim.says}"))
        console.print(Text(f"     {claim.verdict.value}: {claim.measured}"))
