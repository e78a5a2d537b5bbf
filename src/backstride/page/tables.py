"""The tables of one session."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.bout import Bout, Evidence, Travel
from backstride.energy import kilocalories
from backstride.page.drawing import held_at, stretch_of_samples, time_step
from backstride.session import BoutReport, Comparison, Measures, SessionReport
from backstride.sources import source
from backstride.units import clock, pace
from backstride.wording import (
    ARROWS,
    DOING,
    EQUAL_FORWARD,
    EQUAL_FORWARD_NOTE,
    NOT_SURE,
    PARTLY,
    PARTLY_NOTE,
    QUANTITIES,
    SURE_NOTE,
    UNKNOWN,
    distance,
    has_no_way,
    is_partial,
    marked,
    number,
    paces,
    ranged,
    sign,
    signed_way,
    speed,
    sure,
    which_way,
)

MOST_READINGS: Final = 40
"""How many rows the table behind the charts has at most."""
LONG_TABLE: Final = 24
"""A table with more rows scrolls in its own window."""

NEARLY_EQUAL: Final = 0.005
"""Ratios this close to one are written as equal."""
WIDEST_RATIO: Final = 3.0
"""The ratio that the scale beside a comparison ends at; on the other side its inverse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: what it says, and in smaller letters what belongs to it."""

    text: str
    detail: str = ""
    travel: Travel | None = None
    """The direction to mark it with."""
    glyph: str = ""
    ratio_percent: float | None = None
    """Where on a scale from 0 to 100, with 50 for equal, a ratio lies."""
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table."""

    title: str
    unit: str = ""
    is_number: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose first cells name their rows."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def is_long(self) -> bool:
        """Whether it scrolls in its own window."""
        return len(self.rows) > LONG_TABLE


def _column(quantity: str, also: str = "") -> Column:
    """The column of a quantity, with what else its cells hold."""
    what = QUANTITIES[quantity]
    return Column(title=what.title, unit=what.unit + also)


MEASURED: Final = (
    Column(title="Distance"),
    _column("speed_m_s", "; min/km"),
    _column("heart_rate_bpm", "; highest"),
    Column(title="In target", unit="below; above"),
    _column("cadence_spm"),
    _column("step_length_m"),
    Column(title="Energy", unit="kcal; range"),
)
"""The columns that bouts and directions share."""


def _measured(measures: Measures) -> tuple[Cell, ...]:
    """A cell for each of `MEASURED`."""
    highest = measures.heart_rate_highest_bpm
    return (
        _distance(measures),
        _speed(measures.speed_m_s),
        Cell(text=number(measures.heart_rate.value), detail="" if highest is None else number(highest)),
        _target(measures),
        Cell(text=QUANTITIES["cadence_spm"].written(measures.cadence.value)),
        Cell(text=QUANTITIES["step_length_m"].written(measures.step_length.value)),
        _energy(measures),
    )


def _distance(measures: Measures) -> Cell:
    unknown_s = measures.duration_s - measures.distance_known_s
    if measures.distance_m is None:
        return Cell(text=UNKNOWN)
    return Cell(
        text=marked(distance(measures.distance_m), unknown_s), detail="; ".join(_unknown_part(unknown_s))
    )


def _speed(speed_m_s: float | None) -> Cell:
    per_km = pace(speed_m_s)
    return Cell(text=speed(speed_m_s), detail="" if per_km == UNKNOWN else per_km)


def _target(measures: Measures) -> Cell:
    if measures.in_target_s is None or measures.heart_rate.known_s == 0:
        return Cell(text=UNKNOWN)
    below_s, in_s, above_s = measures.in_target_s
    unknown = _unknown_part(measures.heart_rate_unknown_s)
    return Cell(
        text=marked(clock(in_s), measures.heart_rate_unknown_s),
        detail="; ".join([clock(below_s), clock(above_s), *unknown]),
    )


def _unknown_part(unknown_s: float) -> tuple[str, ...]:
    """For how long a number is unknown, where that is worth a word."""
    return (f"{clock(unknown_s)} unknown",) if is_partial(unknown_s) else ()


def _energy(measures: Measures) -> Cell:
    """The energy with its range: for each kilogram where the mass is unknown."""
    energy, per_kg = kilocalories(measures.energy_kj), kilocalories(measures.energy_kj_kg)
    text = UNKNOWN
    parts: tuple[str, ...] = ()
    if energy is not None:
        text, parts = number(energy.value), (ranged(energy),)
    elif per_kg is not None:
        text = number(per_kg.value, 2)
        parts = (f"{number(per_kg.low, 2)} to {number(per_kg.high, 2)} kcal/kg",)
    unknown_s = measures.energy_unknown_s
    return Cell(text=marked(text, unknown_s), detail="; ".join((*parts, *_unknown_part(unknown_s))))


def _note(*sentences: str) -> str:
    """What stands beside a table."""
    return " ".join((*sentences, f"{UNKNOWN} is unknown."))


def _partly(rows: Iterable[Sequence[Cell]]) -> tuple[str, ...]:
    """What the mark means, where a table holds one."""
    return (PARTLY_NOTE,) if any(cell.text.endswith(PARTLY) for row in rows for cell in row) else ()


def bouts_table(report: SessionReport) -> Table:
    """Every bout, one row each.

    Parameters
    ----------
    report
        The session.

    Returns
    -------
    Table
        The table.
    """
    has_equivalent = any(each.equivalent_forward_speed_m_s is not None for each in report.bouts)
    rows = tuple(_bout_row(each, has_equivalent=has_equivalent) for each in report.bouts)
    is_told = any(each.bout.evidence for each in report.bouts)
    equivalent = (Column(title=EQUAL_FORWARD, unit="min/km; range"),) if has_equivalent else ()
    return Table(
        key="stretches",
        caption=f"Stretch by stretch, {len(report.bouts)} in all",
        columns=(
            Column(title="Time", unit="how long", is_number=False),
            Column(title="Which way", is_number=False),
            Column(title="How we know", is_number=False),
            *MEASURED,
            *equivalent,
        ),
        rows=rows,
        note=_note(
            *((SURE_NOTE,) if is_told else ()),
            *((EQUAL_FORWARD_NOTE,) if has_equivalent else ()),
            *_partly(rows),
        ),
    )


def _bout_row(each: BoutReport, *, has_equivalent: bool) -> tuple[Cell, ...]:
    bout = each.bout
    row = (
        Cell(
            text=f"{clock(bout.start_s)}–{clock(bout.end_s)}",
            detail=clock(bout.duration_s),
            travel=bout.travel,
            glyph=sign(bout.travel, bout.gait),
        ),
        Cell(text=which_way(bout.travel, bout.gait), travel=bout.travel),
        _evidence(bout),
        *_measured(each.measures),
    )
    return (*row, _equivalent(each)) if has_equivalent else row


def _evidence(bout: Bout) -> Cell:
    if not bout.evidence:
        return (
            Cell(text=UNKNOWN)
            if has_no_way(bout.travel, bout.gait)
            else Cell(text="unknown", detail="nothing says")
        )
    if bout.decided_by is None:
        return Cell(text=NOT_SURE, detail="; ".join(_named(each) for each in bout.evidence))
    strongest = next(each for each in bout.evidence if each.kind is bout.decided_by)
    overruled = [each for each in bout.evidence if each.travel is not bout.travel]
    detail = _curled(strongest.detail)
    how_sure = f"{sure(bout)} sure"
    if strongest.kind.value not in detail:
        how_sure = f"{strongest.kind}, {how_sure}"
    return Cell(text=detail, detail="; ".join((how_sure, *(f"against {_named(each)}" for each in overruled))))


def _curled(detail: str) -> str:
    """What evidence rests on, with the page's quotation marks about a name, and none changed within it."""
    return re.sub(r'"(.*)"', r"“\1”", detail, flags=re.DOTALL)


def _named(evidence: Evidence) -> str:
    return f"{_curled(evidence.detail)}, which says {evidence.travel} ({evidence.probability:.0%})"


def _equivalent(each: BoutReport) -> Cell:
    speed_m_s = each.equivalent_forward_speed_m_s
    if speed_m_s is None or pace(speed_m_s.value) == UNKNOWN:
        return Cell(text=UNKNOWN)
    return Cell(text=pace(speed_m_s.value), detail=paces(speed_m_s))


def directions_table(report: SessionReport) -> Table:
    """All stretches of one direction and gait together.

    Parameters
    ----------
    report
        The session.

    Returns
    -------
    Table
        The table.
    """
    rows = tuple(
        (
            Cell(
                text=which_way(each.travel, each.gait),
                travel=each.travel,
                glyph=sign(each.travel, each.gait),
            ),
            Cell(text=clock(each.measures.duration_s)),
            *_measured(each.measures),
            _steps(each.measures),
            _load(each.measures),
        )
        for each in report.directions
    )
    return Table(
        key="directions",
        caption="Each direction and gait together",
        columns=(
            Column(title="Which way", is_number=False),
            Column(title="Time"),
            *MEASURED,
            Column(title="Steps"),
            Column(title="Load", unit="TRIMP; range"),
        ),
        rows=rows,
        note=_note("Standing is left out.", *_partly(rows)),
    )


def _steps(measures: Measures) -> Cell:
    unknown_s = measures.duration_s - measures.cadence.known_s
    return Cell(text=marked(number(measures.steps), unknown_s))


def _load(measures: Measures) -> Cell:
    load = measures.trimp
    return Cell(
        text=marked(number(None if load is None else load.value), measures.heart_rate_unknown_s),
        detail="" if load is None else ranged(load),
    )


def comparison_tables(report: SessionReport) -> tuple[Table, ...]:
    """Backward beside forward, a table for each gait.

    Parameters
    ----------
    report
        The session.

    Returns
    -------
    tuple of Table
        None where the two cannot be compared.
    """
    columns = (
        Column(title="Quantity", is_number=False),
        Column(title=f"Forward {ARROWS[Travel.FORWARD]}"),
        Column(title=f"Backward {ARROWS[Travel.BACKWARD]}"),
        Column(title="Ratio", unit="backward over forward"),
        Column(title="From a third to three times", unit="the mark is equal", is_number=False),
    )
    gaits = tuple(dict.fromkeys(each.gait for each in report.comparisons))
    return tuple(
        Table(
            key=f"comparison-{gait}",
            caption=f"{DOING[gait].capitalize()}: backward beside forward",
            columns=columns,
            rows=tuple(_comparison_row(each) for each in report.comparisons if each.gait is gait),
        )
        for gait in gaits
    )


def _comparison_row(each: Comparison) -> tuple[Cell, ...]:
    what = QUANTITIES[each.quantity]
    modelled = ", from the cost model, not measured" if what.is_modelled else ""
    return (
        Cell(text=what.title, detail=what.unit + modelled),
        Cell(text=what.written(each.forward)),
        Cell(text=what.written(each.backward)),
        Cell(text=ratio_text(each.ratio)),
        Cell(text="", ratio_percent=_on_scale(each.ratio)),
    )


def ratio_text(ratio: float | None) -> str:
    """A ratio as a factor.

    Parameters
    ----------
    ratio
        The ratio. [-]

    Returns
    -------
    str
        The factor for people.

    Examples
    --------
    >>> ratio_text(1.309), ratio_text(1.004), ratio_text(None)
    ('× 1.31', 'equal', '–')
    """
    if ratio is None:
        return UNKNOWN
    return "equal" if abs(ratio - 1.0) < NEARLY_EQUAL else f"× {ratio:.2f}"


def _on_scale(ratio: float | None) -> float | None:
    if ratio is None or ratio <= 0:
        return None
    share = float(np.log(ratio) / np.log(WIDEST_RATIO))
    return round(50.0 + 50.0 * min(max(share, -1.0), 1.0), 1)


def zones_table(report: SessionReport) -> Table | None:
    """Time in each zone, in all and by direction.

    Parameters
    ----------
    report
        The session.

    Returns
    -------
    Table or None
        None without zones, heart rates or bouts.
    """
    zones, total = report.heart.zones, report.total
    if zones is None or total is None or total.in_zones_s is None or total.heart_rate.known_s == 0:
        return None
    directions = [each for each in report.directions if each.measures.in_zones_s is not None]
    measures = [total, *(each.measures for each in directions)]
    bounds = [number(bound) for bound in zones.lower_bounds_bpm]
    names = [("below the zones", f"under {bounds[0]} bpm")]
    names += [(label, f"from {bound} bpm") for label, bound in zip(zones.labels, bounds, strict=True)]
    times = [each.in_zones_s or () for each in measures]
    rows = [
        (Cell(text=name, detail=detail), *(Cell(text=clock(of_one[place])) for of_one in times))
        for place, (name, detail) in enumerate(names)
    ]
    unknown = (
        Cell(text="unknown", detail="no heart rate"),
        *(Cell(text=clock(each.heart_rate_unknown_s)) for each in measures),
    )
    columns = [Column(title=signed_way(each.travel, each.gait)) for each in directions]
    return Table(
        key="zones",
        caption=f"Time in zones ({zones.name})",
        columns=(Column(title="Zone", is_number=False), Column(title="All"), *columns),
        rows=(*rows[::-1], unknown),
        note="All counts standing too. Zones were measured on people going forward; in beginners going "
        "backward the heart reads about one zone too high.",
    )


def readings_table(report: SessionReport) -> Table:
    """What the charts show, read at regular times.

    Parameters
    ----------
    report
        A session with bouts.

    Returns
    -------
    Table
        The table behind the charts.
    """
    samples = report.recording.samples
    end_s = report.recording.end_s
    step_s = time_step(end_s, MOST_READINGS)
    times_s = np.arange(0.0, end_s + 1e-9, step_s)
    bouts = [each.bout for each in report.bouts]
    stretches = stretch_of_samples(times_s, bouts).tolist()
    read = [
        held_at(samples.elapsed_s, values, times_s).tolist()
        for values in (
            report.speed_m_s,
            samples.heart_rate_bpm,
            samples.cadence_spm,
            report.step_length_m,
        )
    ]
    rows = tuple(
        _reading(time_s, bouts[stretch] if stretch >= 0 else None, values)
        for time_s, stretch, *values in zip(times_s.tolist(), stretches, *read, strict=True)
    )
    return Table(
        key="readings",
        caption=f"The charts as a table, read every {clock(step_s)}",
        columns=(
            Column(title="Time", is_number=False),
            Column(title="Which way", is_number=False),
            _column("speed_m_s"),
            Column(title="Pace", unit="min/km"),
            _column("heart_rate_bpm"),
            _column("cadence_spm"),
            _column("step_length_m"),
        ),
        rows=rows,
        note=_note(),
    )


def _reading(time_s: float, bout: Bout | None, values: Sequence[float]) -> tuple[Cell, ...]:
    when = Cell(text=clock(time_s))
    if bout is None:
        return (when, Cell(text="paused"), *(Cell(text=UNKNOWN) for _ in range(5)))
    speed_m_s, heart_rate_bpm, cadence_spm, step_length_m = values
    return (
        when,
        Cell(text=which_way(bout.travel, bout.gait), travel=bout.travel, glyph=sign(bout.travel, bout.gait)),
        Cell(text=QUANTITIES["speed_m_s"].written(speed_m_s)),
        Cell(text=pace(speed_m_s)),
        Cell(text=QUANTITIES["heart_rate_bpm"].written(heart_rate_bpm)),
        Cell(text=QUANTITIES["cadence_spm"].written(cadence_spm)),
        Cell(text=QUANTITIES["step_length_m"].written(step_length_m)),
    )


def sources_table(keys: Sequence[str]) -> Table:
    """The papers behind the numbers, from the bibliography.

    Parameters
    ----------
    keys
        Keys of the bibliography.

    Returns
    -------
    Table
        The table.
    """
    rows = []
    for key in dict.fromkeys(keys):
        entry = source(key)
        year = "" if entry.year is None else f" ({entry.year})"
        link = None if entry.doi is None else f"https://doi.org/{entry.doi}"
        rows.append(
            (
                Cell(text=f"{entry.authors}{year}", detail=f"{entry.title}. {entry.where}", link=link),
                Cell(text=entry.measured_on),
                Cell(text=entry.belief.value),
            )
        )
    return Table(
        key="sources",
        caption="What the numbers rest on",
        columns=(
            Column(title="Source", is_number=False),
            Column(title="What it was measured on", is_number=False),
            Column(title="Belief", is_number=False),
        ),
        rows=tuple(rows),
    )
