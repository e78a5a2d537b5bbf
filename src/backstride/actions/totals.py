"""What several activities are together, to set before and after a change side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backstride.bout import Travel
from backstride.estimate import Estimate
from backstride.log import Activity
from backstride.store import Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What several activities are together; None where unknown of all of them."""

    activities: int
    duration_s: float | None
    moving_s: float | None
    distance_m: float | None
    backward_s: float | None
    backward_m: float | None
    forward_s: float | None
    unknown_s: float | None
    """Moving time of which nobody knows which way it went. [s]"""
    heart_rate_s: float | None
    """Time with a heart rate. [s]"""
    trimp: Estimate | None
    """[min, weighted]"""
    energy_kj: Estimate | None


def totals(log: Log, athlete: str, keys: Sequence[str]) -> Totals:
    """What activities, or what became of them, are together.

    Those that count are added up; where none does, those that stand behind a copy.

    Parameters
    ----------
    log
        The log.
    athlete
        Whose they are.
    keys
        Their keys.

    Returns
    -------
    Totals
        Their sums.
    """
    found = _with_successors(log, keys)
    entries = log.figures.entries_of(athlete, keys=list(found), also_hidden=True)
    counted = [entry for entry in entries if entry.is_shown] or [
        entry for entry in entries if found[entry.key].is_counted
    ]
    sums = [entry.summary.sums for entry in counted if entry.summary.sums is not None]
    rows = log.figures.directions_of([entry.key for entry in counted])
    ways = [row for each in rows.values() for row in each]
    moving_s = _sum(entry.summary.moving_s for entry in counted)
    went_s = {
        name: None if moving_s is None else sum(row.sums.duration_s for row in ways if row.travel == name)
        for name in Travel
    }
    return Totals(
        activities=len(counted),
        duration_s=_sum(entry.summary.duration_s for entry in counted),
        moving_s=moving_s,
        distance_m=_sum(entry.summary.distance_m for entry in counted),
        backward_s=went_s[Travel.BACKWARD],
        backward_m=_sum(row.sums.distance_m for row in ways if row.travel is Travel.BACKWARD),
        forward_s=went_s[Travel.FORWARD],
        unknown_s=went_s[Travel.UNKNOWN],
        heart_rate_s=_sum(each.heart_rate_known_s for each in sums),
        trimp=_together(each.trimp_estimate for each in sums),
        energy_kj=_together(each.energy_estimate_kj for each in sums),
    )


def _with_successors(log: Log, keys: Sequence[str]) -> dict[str, Activity]:
    """Activities, with those that they were cut up or merged into."""
    found: dict[str, Activity] = {}
    edge = list(keys)
    while edge:
        more = log.activities.activities(edge)
        found |= more
        edge = [key for each in more.values() for key in each.replaced_by if key not in found]
    return found


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _together(values: Iterable[Estimate | None]) -> Estimate | None:
    known = [value for value in values if value is not None]
    return sum(known[1:], start=known[0]) if known else None
