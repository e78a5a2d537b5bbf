"""What actions found, printed for people who read a terminal."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from backstride.actions.report import RefusedFile, ReportedRecording, ReportOutcome
from backstride.actions.sources import SourcesOutcome
from backstride.actions.zones import ZonesOutcome
from backstride.bout import Bout, Gait, Travel
from backstride.energy import KILOJOULES_PER_KILOCALORIE
from backstride.errors import BackstrideError
from backstride.estimate import Estimate
from backstride.heart import TargetRange
from backstride.session import Comparison, DirectionReport, Measures, SessionReport
from backstride.units import clock, pace

UNKNOWN: Final = "–"
NARROW: Final = 100
"""Under this many columns the tables leave cadence and step length to the page and to JSON."""

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


def _console() -> Console:
    # Made at each use, so that it writes to the standard output of the moment.
    return Console(highlight=False)


def print_line(text: str) -> None:
    """Print a line of text.

    Parameters
    ----------
    text
        The line; nothing in it is markup.
    """
    _console().print(escape(text), soft_wrap=True)


def print_trouble(trouble: BackstrideError) -> None:
    """Print an error to the standard error output.

    Parameters
    ----------
    trouble
        The error.
    """
    console = Console(stderr=True, highlight=False)
    console.print(Text(trouble.found, style="bold red"))
    console.print(Text(f"Allowed: {trouble.allowed}"))
    console.print(Text(f"What to do: {trouble.remedy}"))


def print_zones(outcome: ZonesOutcome) -> None:
    """Print what the calculators say.

    Parameters
    ----------
    outcome
        The outcome.
    """
    console = _console()
    if outcome.predicted:
        console.print(_maximum_table(outcome))
    maximum = outcome.heart.maximum
    if maximum is not None:
        how = (
            "as measured" if maximum.formula is None else f"by {maximum.formula.name}, {maximum.formula.text}"
        )
        console.print(f"Maximum used: {_bpm(maximum.bpm)} bpm, {how}.")
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
            console.print(f"  {label:14} {bound:4.0f} bpm")
    console.print(
        "\nIn brackets: where the value lies for two people in three, as far as the formula's error tells."
    )


def _maximum_table(outcome: ZonesOutcome) -> Table:
    table = Table(
        box=SIMPLE_HEAD, title=f"Maximum heart rate at {outcome.athlete.age_years}", title_justify="left"
    )
    for heading in ("Formula", "", "bpm", "±", "Source", ""):
        table.add_column(heading, justify="right" if heading in {"bpm", "±"} else "left")
    for predicted in outcome.predicted:
        formula = predicted.formula
        notes = [] if formula.sex is None else [f"for {formula.sex.value}s"]
        notes += ["outside the ages measured"] if predicted.is_outside_ages else []
        table.add_row(
            formula.name,
            formula.text,
            f"{predicted.bpm.value:.0f}",
            f"{formula.error_bpm:g}",
            formula.source,
            ", ".join(notes),
        )
    return table


def _print_target(console: Console, name: str, target: TargetRange | None) -> None:
    if target is not None:
        console.print(f"{name}: {_bpm(target.low_bpm)} to {_bpm(target.high_bpm)} bpm")


def _bpm(estimate: Estimate) -> str:
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
    console.print(Text(f"\n{refused.file}: not read. {refused.reason.found}", style="bold red"))
    console.print(Text(f"Allowed: {refused.reason.allowed}"))
    console.print(Text(f"What to do: {refused.reason.remedy}"))


def _print_recording(console: Console, reported: ReportedRecording) -> None:
    report = reported.report
    recording = report.recording
    mark = " (simulated: nobody moved)" if recording.is_simulated else ""
    console.print()
    console.print(Text(f"{Path(reported.file).name}{mark}", style="bold"))
    sport = " ".join(
        part for part in (recording.sport.name, recording.sport.sub_name) if part not in {None, "generic"}
    )
    console.print(Text(f"{_start(report)} · {sport.replace('_', ' ')} · {recording.device}"))
    console.print(Text(_summary(report)))
    if report.bouts:
        console.print(_bout_table(console, report))
        console.print(Text(_how_known([each.bout for each in report.bouts])))
    else:
        console.print("No bouts: the file gives no times to cut it by.")
    if len(report.directions) > 1:
        console.print(_direction_table(report.directions))
    if report.comparisons:
        console.print(_comparison_table(report.comparisons))
    for sentence in report.assumptions:
        console.print(Text(f"Note: {sentence}"))
    for warning in recording.warnings:
        console.print(Text(f"Reading: {warning.message}", style="yellow"))


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
    is_wide = console.width >= NARROW
    has_mass = report.athlete.mass_kg is not None
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("From – to", no_wrap=True)
    table.add_column("Which way", no_wrap=True)
    numbers = ["Sure", "km", "min/km", "bpm", "In target"]
    numbers += ["steps/min", "step m"] if is_wide else []
    for heading in (*numbers, "kcal" if has_mass else "MET"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in report.bouts:
        cells: list[str | Text] = [
            f"{clock(each.bout.start_s)} – {clock(each.bout.end_s)}",
            Text(_way(each.bout.travel, each.bout.gait), style=STYLES[each.bout.travel]),
            UNKNOWN if each.bout.probability is None else f"{each.bout.probability:.0%}",
            *_cells(each.measures, is_wide=is_wide),
            _energy(each.measures) if has_mass else _number(each.measures.metabolic_equivalents, 1),
        ]
        table.add_row(*cells)
    return table


def _cells(measures: Measures, *, is_wide: bool) -> list[str]:
    in_target = measures.in_target_s
    cells = [
        UNKNOWN if measures.distance_m is None else f"{measures.distance_m / 1000:.2f}",
        pace(measures.speed_m_s),
        _number(measures.heart_rate.value, 0),
        UNKNOWN if in_target is None or measures.heart_rate.value is None else clock(in_target[1]),
    ]
    if is_wide:
        cells += [_number(measures.cadence.value or None, 0), _number(measures.step_length.value, 2)]
    return cells


def _way(travel: Travel, gait: Gait) -> str:
    return f"{ARROWS[travel]} {travel.value} {'' if gait is Gait.UNKNOWN else gait.value}".rstrip()


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
    """Who says which way, in a sentence."""
    kinds = Counter(bout.evidence[0].kind.value if bout.evidence else None for bout in bouts)
    unknown = kinds.pop(None, 0)
    parts = [f"{kind} ({count} of {len(bouts)} bouts)" for kind, count in kinds.items()]
    said = f"How we know: {', '.join(parts)}. " if parts else ""
    if unknown:
        said += (
            f"Nothing says which way {unknown} of {len(bouts)} bouts went. "
            "Say it with --label, as in --label 05:00-07:30=backward, or with --lap-convention."
        )
    return said.strip()


def _direction_table(directions: Sequence[DirectionReport]) -> Table:
    table = Table(
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        title="Moving, by direction",
        title_justify="left",
    )
    table.add_column("Which way", no_wrap=True)
    for heading in ("Time", "km", "min/km", "bpm", "In target", "Steps", "Load"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in directions:
        measures = each.measures
        steps, load = measures.steps, measures.trimp
        table.add_row(
            Text(_way(each.travel, each.gait), style=STYLES[each.travel]),
            clock(measures.duration_s),
            *_cells(measures, is_wide=False),
            UNKNOWN if not steps else f"{steps:.0f}",
            UNKNOWN if load is None else _bpm(load),
        )
    return table


def _comparison_table(comparisons: Sequence[Comparison]) -> Table:
    title = "Backward beside forward, at the speeds you went"
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), title=title, title_justify="left")
    for heading in ("", "", "Forward", "Backward", "Ratio", ""):
        table.add_column(
            heading, justify="right" if heading in {"Forward", "Backward", "Ratio"} else "left", no_wrap=True
        )
    for each in comparisons:
        name, unit, factor, digits = QUANTITIES[each.quantity]
        table.add_row(
            each.gait.value,
            name,
            _number(each.forward * factor, digits),
            _number(each.backward * factor, digits),
            _number(each.ratio, 2),
            unit,
        )
    return table


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
