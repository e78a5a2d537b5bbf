"""Figures that change when activities are worked out again, written for a reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backstride.energy import kilocalories
from backstride.estimate import Estimate
from backstride.web.phrases import marked as _
from backstride.web.writing import Writing
from backstride.wording import UNKNOWN

NAMES = {
    "distance_m": _("Distance"),
    "duration_s": _("Time"),
    "moving_s": _("Time in motion"),
    "backward_distance_m": _("Distance backward"),
    "backward_duration_s": _("Time backward"),
    "forward_distance_m": _("Distance forward"),
    "forward_duration_s": _("Time forward"),
    "unknown_distance_m": _("Distance, which way unknown"),
    "unknown_duration_s": _("Time, which way unknown"),
    "in_target_s": _("Time in the target range"),
    "heart_rate_bpm": _("Heart rate [bpm]"),
    "trimp": _("Load"),
    "steps": _("Steps"),
    "energy_kj": _("Energy [kcal]"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFigure:
    """A figure that changes, written."""

    name: str
    activities: int
    before: str
    """Of the activity in which it changes most."""
    after: str
    total_before: str
    """Of all that are worked out again."""
    total_after: str


def changed_figures(document: Mapping[str, Any], writing: Writing) -> list[ChangedFigure]:
    """The figures that change.

    Parameters
    ----------
    document
        What working out again gave.
    writing
        How the reader wants it written.

    Returns
    -------
    list of ChangedFigure
        In the order of the document.
    """
    return [
        ChangedFigure(
            name=writing.phrases.text(NAMES.get(each["figure"], each["figure"])),
            activities=each["activities"],
            before=_written(each["figure"], each["largest"]["before"], writing),
            after=_written(each["figure"], each["largest"]["after"], writing),
            total_before=_written(each["figure"], each["total_before"], writing),
            total_after=_written(each["figure"], each["total_after"], writing),
        )
        for each in document["changes"]
    ]


def _written(figure: str, value: float | None, writing: Writing) -> str:
    if value is None:
        return UNKNOWN
    if figure.endswith("_s"):
        return writing.duration(value)
    if figure.endswith("_m"):
        return writing.distance(value)
    if figure.endswith("_kj"):
        energy = kilocalories(Estimate(value, value, value))
        return UNKNOWN if energy is None else writing.number(energy.value)
    return writing.number(value, 1)
