"""Bouts of one direction and gait together, and backward beside forward."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Final

from backstride.bout import Gait, Travel
from backstride.session.bout_report import BoutReport
from backstride.session.measures import Measures

SHORTEST_COMPARED_S: Final = 30.0
"""Directions are compared where each was kept up for this long in all. [s]"""

UNKNOWN_COMPARED: Final = 0.05
"""The share of the time of a direction that may be without a cost, or without a distance, where its oxygen is
compared: forward has a cost uphill and downhill, backward uphill only. [-]"""

MOVING: Final = frozenset({Gait.WALK, Gait.RUN, Gait.ELLIPTICAL, Gait.OTHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionReport:
    """All moving bouts of one direction and gait together."""

    travel: Travel
    gait: Gait
    measures: Measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One quantity, backward beside forward, at whatever speeds they were done."""

    gait: Gait
    quantity: str
    """``speed_m_s``, ``heart_rate_bpm``, ``cadence_spm``, ``step_length_m`` …"""
    forward: float
    backward: float

    @property
    def ratio(self) -> float | None:
        """Backward over forward; None where forward is zero."""
        return None if self.forward == 0 else self.backward / self.forward


def together(measures: Iterable[Measures]) -> Measures | None:
    """Several stretches as one.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    measures
        The measures of each.

    Returns
    -------
    Measures or None
        The measures of all; None where there are none.
    """
    several = list(measures)
    return reduce(add, several) if several else None


def by_direction(reports: Sequence[BoutReport]) -> tuple[DirectionReport, ...]:
    """The moving bouts of each direction and gait together.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    reports
        The bouts.

    Returns
    -------
    tuple of DirectionReport
        In the order of `Travel` and `Gait`.
    """
    found = []
    for travel in Travel:
        for gait in Gait:
            measures = together(
                report.measures
                for report in reports
                if report.bout.travel is travel and report.bout.gait is gait and gait in MOVING
            )
            if measures is not None:
                found.append(DirectionReport(travel=travel, gait=gait, measures=measures))
    return tuple(found)


def compare(directions: Sequence[DirectionReport]) -> tuple[Comparison, ...]:
    """Backward beside forward for each gait in which both were kept up long enough.

    Oxygen is compared only where the cost of nearly all of both is known: what is left of a hilly way when
    the backward descents are taken out is other ground than the whole of it.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    directions
        The moving bouts of each direction and gait.

    Returns
    -------
    tuple of Comparison
        By gait and quantity.
    """
    by_kind = {(each.travel, each.gait): each.measures for each in directions}
    found = []
    for gait in (Gait.WALK, Gait.RUN):
        forward, backward = by_kind.get((Travel.FORWARD, gait)), by_kind.get((Travel.BACKWARD, gait))
        if forward is None or backward is None:
            continue
        if min(forward.duration_s, backward.duration_s) < SHORTEST_COMPARED_S:
            continue
        for quantity, of_forward in _quantities(forward).items():
            of_backward = _quantities(backward)[quantity]
            if of_forward is not None and of_backward is not None:
                found.append(
                    Comparison(gait=gait, quantity=quantity, forward=of_forward, backward=of_backward)
                )
    return tuple(found)


def _quantities(measures: Measures) -> dict[str, float | None]:
    oxygen = measures.oxygen.value if _is_nearly_all(measures.oxygen.known_s, measures) else None
    speed_m_s = measures.speed_m_s if _is_nearly_all(measures.distance_known_s, measures) else None
    return {
        "speed_m_s": measures.speed_m_s,
        "heart_rate_bpm": measures.heart_rate.value,
        "cadence_spm": measures.cadence.value,
        "step_length_m": measures.step_length.value,
        "stance_time_s": measures.stance_time.value,
        "vertical_oscillation_m": measures.vertical_oscillation.value,
        "oxygen_ml_kg_min": oxygen,
        "oxygen_ml_kg_m": None
        if oxygen is None or speed_m_s is None or speed_m_s <= 0
        else oxygen / (60.0 * speed_m_s),
    }


def _is_nearly_all(known_s: float, measures: Measures) -> bool:
    return known_s >= (1.0 - UNKNOWN_COMPARED) * measures.duration_s
