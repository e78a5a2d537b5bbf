"""All detectors of one recording, asked together about any stretch of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from backstride.direction.combining import joined
from backstride.direction.detection import Detection
from backstride.direction.stride_model import StrideView

ONE_CHANGE_S: Final = 8.0
"""Changes that two detectors see this close to one another are one, seen a moment apart. [s]"""


def by_detector(detections: Iterable[Detection]) -> tuple[tuple[Detection, ...], ...]:
    """What each detector saw, by itself.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    detections
        Of any detectors, those of each in order and apart.

    Returns
    -------
    tuple
        The detections of each detector, in order.
    """
    found: dict[str, list[Detection]] = {}
    for each in detections:
        found.setdefault(each.detector, []).append(each)
    return tuple(tuple(some) for some in found.values())


def _within(detections: Sequence[Detection], start_s: float, end_s: float) -> Iterator[Detection]:
    """Those detections of one detector that reach into a stretch."""
    first = bisect_right(detections, start_s, key=lambda each: each.end_s)
    for place in range(first, len(detections)):
        if detections[place].start_s >= end_s:
            break
        yield detections[place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """What the detectors saw of a recording."""

    stride: StrideView | None
    """None where the recording has no stride to look at."""
    others: Sequence[Sequence[Detection]] = ()
    """Of heading and motion sensors: what each saw, in order and apart."""

    def edges_within(self, start_s: float, end_s: float) -> list[float]:
        """Where what is seen changes inside a stretch.

        Where two detectors see one change, the time of the stronger kind holds.

        Parameters
        ----------
        start_s
            Start of the stretch. [s]
        end_s
            End of the stretch. [s]

        Returns
        -------
        list of float
            Times in order, strictly inside. [s]
        """
        found: list[float] = []
        seen = [each for some in self._detectors for each in _within(some, start_s, end_s)]
        for each in sorted(seen, key=lambda one: one.kind.rank):
            for edge_s in (each.start_s, each.end_s):
                place = bisect_left(found, edge_s)
                near = [start_s, end_s, *found[max(place - 1, 0) : place + 1]]
                if start_s < edge_s < end_s and all(abs(edge_s - one) > ONE_CHANGE_S for one in near):
                    found.insert(place, edge_s)
        return found

    def of(self, start_s: float, end_s: float, *, is_told: bool) -> list[Detection]:
        """What each detector says of a stretch.

        Parameters
        ----------
        start_s
            Start of the stretch. [s]
        end_s
            End of the stretch. [s]
        is_told
            Whether somebody told where it begins and ends, so that the stride is looked at just there;
            otherwise it is what the stride's own stretches say.

        Returns
        -------
        list of Detection
            One for each detector that has something to say.
        """
        detectors = self.others if is_told else self._detectors
        found = [joined(list(_within(some, start_s, end_s)), start_s, end_s) for some in detectors]
        if self.stride is not None and is_told:
            found.append(self.stride.over(start_s, end_s))
        return [each for each in found if each is not None]

    @property
    def _detectors(self) -> Iterator[Sequence[Detection]]:
        """What each detector saw, by its own cuts."""
        yield from self.others
        if self.stride is not None:
            yield self.stride.detections
