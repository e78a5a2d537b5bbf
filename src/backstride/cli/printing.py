"""What actions found, printed for people who read a terminal."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
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
from backstride.bout import Bout, Gait, Travel
from backstride.energy import kilocalories
from backstride.errors import BackstrideError, PlanRefused
from backstride.estimate import Estimate
from backstride.heart import TargetRange
from backstride.session import Comparison, DirectionReport, Measures, SessionReport
from backstride.units import clock, pace
from backstride.wording import (
    ARROWS,
    EQUAL_FORWARD,
    EQUAL_FORWARD_NOTE,
    PARTLY,
    PARTLY_NOTE,
    QUANTITIES,
    SURE_NOTE,
    UNKNOWN,
    WITNESSES,
    marked,
    number,
    signed_way,
    sure,
)

PLAINER: Final = str.maketrans("→←↔–−·×±²…“”", '><=---x~2.""')
"""What to print where the terminal's alphabet lacks a sign."""

HINTS: Final = {
    "unknown-mass": ("Give it with --mass-kg.",),
    "unknown-practice": ("Give it with --backward-sessions.",),
}
"""How to answer, on this command line, what a report had to assume."""
LOG_HINTS: Final = {
    "unknown-mass": ("Give it with: backstride measure mass 70; then: backstride recompute.",),
    "unknown-practice": (
        "Give it with: backstride measure backward-sessions 12; then: backstride recompute.",
    ),
}
"""The same, for an activity of the log."""
SAY_IT: Final = "Say it with --label, as in --label 05:00-07:30=backward, or with --lap-convention."
SAY_IT_IN_LOG: Final = "Say it with: backstride label {key} 05:00-07:30=backward."
STYLES: Final = {
    Travel.FORWARD: "blue",
    Travel.BACKWARD: "bold magenta",
    Travel.SIDEWAYS: "yellow",
    Travel.UNKNOWN: "dim",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table."""

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

    @property
    def is_marked(self) -> bool:
        """Whether a number of it leaves out a part of the time."""
        return any(PARTLY in str(cell) for cell in self.cells)

    @property
    def narrowest(self) -> int:
        """Columns of the terminal that it takes at least, wrapped if it may be."""
        if not self.may_wrap:
            return self.width
        texts = (self.heading, *self.cells)
        return max((cell_len(word) for text in texts for word in str(text).split()), default=0)


def _fitting(screen: Console, columns: Sequence[Column]) -> list[Column]:
    """The columns that there is room for; the page and JSON have the others."""
    kept = list(columns)
    while _width(column.narrowest for column in kept) > screen.width and any(
        column.yields for column in kept
    ):
        kept.remove(max(kept, key=lambda column: column.yields))
    return kept


def table(screen: Console, columns: Sequence[Column], *, title: str | None = None) -> Table:
    """A table of the columns that there is room for."""
    kept = _fitting(screen, columns)
    fits = _width(column.width for column in kept) <= screen.width
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), title=title, title_justify="left")
    any_may_wrap = any(column.may_wrap for column in kept)
    for column in kept:
        is_whole = fits or (any_may_wrap and not column.may_wrap)
        justify: JustifyMethod = "right" if column.is_number else "left"
        table.add_column(column.heading, justify=justify, no_wrap=is_whole)
    for row in zip(*(column.cells for column in kept), strict=True):
        table.add_row(*row)
    return table


def _width(columns: Iterable[int]) -> int:
    """Columns of the terminal that a table takes: its own, two between them, one at each edge."""
    return sum(width + 2 for width in columns)


def console() -> Console:
    """The terminal."""
    # Made at each use, so that it writes to the standard output of the moment.
    return Console(highlight=False)


def text(words: str, style: str = "") -> Text:
    """Text as it is, nothing in it markup, without the signs that move a terminal's cursor."""
    shown = (sign if sign.isprintable() else " " if sign.isspace() else "�" for sign in words)
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


def print_line(line: str) -> None:
    """Print a line of text.

    Parameters
    ----------
    line
        The line; nothing in it is markup.
    """
    console().print(text(line), soft_wrap=True)


def print_trouble(trouble: BackstrideError) -> None:
    """Print an error to the standard error output.

    Parameters
    ----------
    trouble
        The error.
    """
    screen = Console(stderr=True, highlight=False)
    screen.print(text(trouble.found, "bold red"))
    for reason in trouble.reasons if isinstance(trouble, PlanRefused) else ():
        if reason not in f"{trouble.found} {trouble.allowed}":
            screen.print(text(f"- {reason}"))
    screen.print(text(f"Allowed: {trouble.allowed}"))
    screen.print(text(f"What to do: {trouble.remedy}"))


def print_zones(outcome: ZonesOutcome) -> None:
    """Print what the calculators say.

    Parameters
    ----------
    outcome
        The outcome.
    """
    screen = console()
    if outcome.predicted:
        screen.print(_maximum_table(screen, outcome))
    if any(predicted.is_outside_ages for predicted in outcome.predicted):
        screen.print("* outside the ages on which the formula was measured.")
    maximum = outcome.heart.maximum
    if maximum is not None:
        how = (
            "as measured" if maximum.formula is None else f"by {maximum.formula.name}, {maximum.formula.text}"
        )
        screen.print(f"Maximum used: {_range(maximum.bpm)} bpm, {how}.")
    low, high = (f"{share * 100:g}" for share in outcome.target)
    screen.print()
    _print_target(screen, f"Simple target, {low} to {high} % of the maximum", outcome.heart.simple)
    _print_target(screen, f"Karvonen target, {low} to {high} % of the reserve", outcome.heart.karvonen)
    if outcome.heart.karvonen is None:
        screen.print("Karvonen target: give --resting-hr, counted before getting out of bed.")
    if outcome.heart.zones is not None:
        zones = outcome.heart.zones
        screen.print(f"\nZones ({zones.name}), from:")
        for label, bound in zip(zones.labels, zones.lower_bounds_bpm, strict=True):
            screen.print(text(f"  {label:14} {bound:4.0f} bpm"))
    if maximum is not None and not maximum.is_measured:
        screen.print(
            "\nIn brackets: where the value lies for two people in three, "
            "as far as the formula's error tells."
        )


def _maximum_table(screen: Console, outcome: ZonesOutcome) -> Table:
    predicted = outcome.predicted
    columns = (
        Column(heading="Formula", cells=[each.formula.name for each in predicted], is_number=False),
        Column(heading="", cells=[each.formula.text for each in predicted], is_number=False),
        Column(
            heading="bpm",
            cells=[f"{each.bpm.value:.0f}{'*' if each.is_outside_ages else ''}" for each in predicted],
        ),
        Column(heading="±", cells=[f"{each.formula.error_bpm:g}" for each in predicted]),
        Column(
            heading="Source", cells=[each.formula.source for each in predicted], is_number=False, yields=1
        ),
    )
    return table(screen, columns, title=f"Maximum heart rate at {outcome.athlete.age_years}")


def _print_target(screen: Console, name: str, target: TargetRange | None) -> None:
    if target is not None:
        screen.print(f"{name}: {_range(target.low_bpm)} to {_range(target.high_bpm)} bpm")


def _range(estimate: Estimate, unknown_s: float = 0.0) -> str:
    """A number with its range, marked where it leaves out a part of the time."""
    value = marked(number(estimate.value), unknown_s)
    if estimate.low == estimate.high:
        return value
    return f"{value} ({number(estimate.low)}–{number(estimate.high)})"


def print_report(outcome: ReportOutcome, *, are_several: bool = False, in_log: str | None = None) -> None:
    """Print the reports on files, and those that were refused.

    Parameters
    ----------
    outcome
        The outcome.
    are_several
        Whether recordings are told apart by their numbers, for it is a part of more.
    in_log
        The key of the activity that it is in the log, so that hints fit; None for a file.
    """
    screen = console()
    for reported in outcome.recordings:
        _print_recording(screen, reported, are_several=are_several, in_log=in_log)
    for refused in outcome.refused:
        _print_refused(screen, refused)


def _print_refused(screen: Console, refused: RefusedFile) -> None:
    screen.print()
    screen.print(text(f"{refused.file}: not read. {refused.reason.found}", "bold red"))
    screen.print(text(f"Allowed: {refused.reason.allowed}"))
    screen.print(text(f"What to do: {refused.reason.remedy}"))


def _print_recording(
    screen: Console, reported: ReportedRecording, *, are_several: bool, in_log: str | None
) -> None:
    report = reported.report
    recording = report.recording
    mark = " (simulated: nobody moved)" if recording.is_simulated else ""
    screen.print()
    number = f"#{reported.number} " if are_several or reported.parts > 1 else ""
    screen.print(text(f"{number}{Path(reported.file).name}{mark}", "bold"))
    sport = " ".join(
        part for part in (recording.sport.name, recording.sport.sub_name) if part not in {None, "generic"}
    )
    screen.print(text(f"{_start(report)} · {sport.replace('_', ' ')} · {recording.device}"))
    screen.print(text(_summary(report)))
    if report.bouts:
        _print_bouts(screen, report, SAY_IT if in_log is None else SAY_IT_IN_LOG.format(key=in_log))
    else:
        screen.print("No bouts: the file gives no stretch of time to cut into them.")
    if len(report.directions) > 1:
        columns = _direction_columns(report.directions)
        screen.print(table(screen, columns, title="Moving, by direction"))
    if report.comparisons:
        screen.print(_comparison_table(screen, report.comparisons))
    hints = HINTS if in_log is None else LOG_HINTS
    for assumption in report.assumptions:
        screen.print(text(" ".join(("Note:", assumption.message, *hints.get(assumption.slug, ())))))
    for warning in recording.warnings:
        screen.print(text(f"Reading: {warning.message}", "yellow"))


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
            f"{_in_target(total)} in the target of {target.low_bpm.value:.0f} to "
            f"{target.high_bpm.value:.0f} bpm"
        )
    if total is not None and total.energy_kj is not None:
        parts.append(f"{_energy(total)} kcal")
    return " · ".join(parts)


def _print_bouts(screen: Console, report: SessionReport, say_it: str) -> None:
    bouts = [each.bout for each in report.bouts]
    kept = _fitting(screen, _bout_columns(report))
    screen.print(table(screen, kept))
    all_kept = [*kept, *_fitting(screen, _direction_columns(report.directions))]
    headings = {column.heading for column in kept}
    notes = (
        (PARTLY_NOTE, PARTLY in _summary(report) or any(column.is_marked for column in all_kept)),
        (SURE_NOTE, "Sure" in headings and any(bout.evidence for bout in bouts)),
        (EQUAL_FORWARD_NOTE, EQUAL_FORWARD in headings),
    )
    for note, is_needed in notes:
        if is_needed:
            screen.print(text(note))
    screen.print(text(_how_known(bouts, say_it)))


def _cost(report: SessionReport) -> tuple[str, Callable[[Measures], str]]:
    """Energy, or its rate where the mass is unknown: the heading, and what writes it."""
    return ("MET", _metabolic_equivalents) if report.athlete.mass_kg is None else ("kcal", _energy)


def _bout_columns(report: SessionReport) -> tuple[Column, ...]:
    bouts = [each.bout for each in report.bouts]
    measures = [each.measures for each in report.bouts]
    times = [f"{clock(bout.start_s)} – {clock(bout.end_s)}" for bout in bouts]
    sure = [_sure(bout) for bout in bouts]
    cost, written = _cost(report)
    return (
        Column(heading="From – to", cells=times, is_number=False),
        _ways([(bout.travel, bout.gait) for bout in bouts]),
        Column(heading="Sure", cells=sure, yields=5),
        *_common(measures),
        _column("steps/min", measures, lambda each: number(each.cadence.value, 0), yields=6),
        _column("step m", measures, lambda each: number(each.step_length.value, 2), yields=7),
        _column(cost, measures, written),
        *_equal_forward(report),
    )


def _equal_forward(report: SessionReport) -> tuple[Column, ...]:
    """The forward paces that cost as much, if there are any."""
    speeds_m_s = [each.equivalent_forward_speed_m_s for each in report.bouts]
    if all(speed_m_s is None for speed_m_s in speeds_m_s):
        return ()
    return (Column(heading=EQUAL_FORWARD, cells=[_paces(each) for each in speeds_m_s], yields=8),)


def _paces(speed_m_s: Estimate | None) -> str:
    """A pace with its range, the quicker end first."""
    middle = UNKNOWN if speed_m_s is None else pace(speed_m_s.value)
    if speed_m_s is None or middle == UNKNOWN:
        return UNKNOWN
    return f"{middle} ({pace(speed_m_s.high)}–{pace(speed_m_s.low)})"


def _column(
    heading: str, measures: Sequence[Measures], cell: Callable[[Measures], str], *, yields: int = 0
) -> Column:
    return Column(heading=heading, cells=[cell(each) for each in measures], yields=yields)


def _common(measures: Sequence[Measures]) -> tuple[Column, ...]:
    """What both bouts and directions are measured by."""
    return (
        _column("km", measures, _kilometres, yields=4),
        _column("min/km", measures, lambda each: pace(each.speed_m_s), yields=3),
        _column("bpm", measures, lambda each: number(each.heart_rate.value, 0), yields=2),
        _column("In target", measures, _in_target, yields=1),
    )


def _ways(ways: Sequence[tuple[Travel, Gait]]) -> Column:
    cells = [text(signed_way(travel, gait), STYLES[travel]) for travel, gait in ways]
    return Column(heading="Which way", cells=cells, is_number=False)


def _kilometres(measures: Measures) -> str:
    if measures.distance_m is None:
        return UNKNOWN
    return marked(number(measures.distance_m / 1000, 2), measures.duration_s - measures.distance_known_s)


def _in_target(measures: Measures) -> str:
    if measures.in_target_s is None or measures.heart_rate.value is None:
        return UNKNOWN
    return marked(clock(measures.in_target_s[1]), measures.heart_rate_unknown_s)


def _metabolic_equivalents(measures: Measures) -> str:
    return marked(number(measures.metabolic_equivalents, 1), measures.duration_s - measures.oxygen.known_s)


def _energy(measures: Measures) -> str:
    """Kilocalories with their range."""
    energy = kilocalories(measures.energy_kj)
    return UNKNOWN if energy is None else _range(energy, measures.energy_unknown_s)


def _steps(measures: Measures) -> str:
    return marked(number(measures.steps), measures.duration_s - measures.cadence.known_s)


def _load(measures: Measures) -> str:
    """The training impulse with its range."""
    return UNKNOWN if measures.trimp is None else _range(measures.trimp, measures.heart_rate_unknown_s)


def _sure(bout: Bout) -> str:
    """How sure the direction is; of an unknown one, how near to which."""
    is_open = bout.probability is not None and bout.decided_by is None
    return f"{sure(bout)} {ARROWS[bout.likeliest]}" if is_open else sure(bout)


def _how_known(bouts: Sequence[Bout], say_it: str) -> str:
    """Who says which way, in a sentence; standing goes no way."""
    went = [bout for bout in bouts if bout.evidence or bout.gait is not Gait.STANDING]
    kinds = Counter(bout.decided_by for bout in went)
    unsure = sum(bool(bout.evidence) and bout.decided_by is None for bout in went)
    unknown = kinds.pop(None, 0) - unsure
    parts = [
        f"{WITNESSES[kind].says} ({count} of {len(went)} bouts)" for kind, count in kinds.items() if kind
    ]
    said = f"How we know: {', '.join(parts)}. " if parts else ""
    if unsure:
        said += f"Of {unsure} of {len(went)} bouts something speaks, but not enough to be sure. "
        said += "" if unknown else say_it
    if unknown:
        said += f"Nothing says which way {unknown} of {len(went)} bouts went. {say_it}"
    return said.strip()


def _direction_columns(directions: Sequence[DirectionReport]) -> tuple[Column, ...]:
    measures = [each.measures for each in directions]
    return (
        _ways([(each.travel, each.gait) for each in directions]),
        _column("Time", measures, lambda each: clock(each.duration_s)),
        *_common(measures),
        _column("Steps", measures, _steps, yields=6),
        _column("Load", measures, _load, yields=5),
    )


def _comparison_table(screen: Console, comparisons: Sequence[Comparison]) -> Table:
    rows = [(each, QUANTITIES[each.quantity]) for each in comparisons]
    names = [f"{what.title} (modelled)" if what.is_modelled else what.title for _, what in rows]
    columns = (
        Column(heading="", cells=[each.gait.value for each in comparisons], is_number=False),
        Column(heading="", cells=names, is_number=False, may_wrap=True),
        Column(heading="Forward", cells=[what.written(each.forward) for each, what in rows], yields=2),
        Column(heading="Backward", cells=[what.written(each.backward) for each, what in rows], yields=1),
        Column(heading="Ratio", cells=[number(each.ratio, 2) for each in comparisons]),
        Column(heading="", cells=[what.unit for _, what in rows], is_number=False, yields=3),
    )
    return table(screen, columns, title="Backward beside forward, at the speeds you went")


def print_sources(outcome: SourcesOutcome) -> None:
    """Print entries of the bibliography, and the article's claims beside what was measured.

    Parameters
    ----------
    outcome
        The outcome.
    """
    screen = console()
    for source in outcome.sources:
        year = "" if source.year is None else f" ({source.year})"
        screen.print(Text(source.key, style="bold"), Text(f"{source.authors}{year}. {source.title}"))
        screen.print(Text(f"    {source.finding}"))
        screen.print(
            Text(
                f"    Measured on: {source.measured_on} Belief: {source.belief.value}. Read: {source.access}"
            )
        )
    if outcome.claims:
        screen.print(Text("\nWhat the method's article says, beside what was measured", style="bold"))
    for claim in outcome.claims:
        screen.print(Text(f"{claim.row:3}. {claim.says}"))
        screen.print(Text(f"     {claim.verdict.value}: {claim.measured}"))
