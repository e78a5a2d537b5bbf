"""What the small model says of each stride: where x points, and where the body travels along it.

The weights are data, ``motion_weights.json``; ``python -m tools.train_motion_model`` makes them anew. What
they were learned from and how far they may be believed stands in ``docs/model-card-motion.md``.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from backstride.direction.motion_features import Question, Shapes, numbers_for, shapes
from backstride.direction.motion_strides import GRID_HZ, STRIDES, Windows, pieces, windows
from backstride.motion import MotionLog, Place
from backstride.recording import FloatArray

WINDOWS_AT_ONCE: Final = 512
"""How many windows are worked on together, to bound the memory. [-]"""
LEAST_LIKENESS: Final = 0.2
"""Strides that are less like the next are no gait. [-]"""
LEAST_ACCELERATION_M_S2: Final = 0.4
"""Size of the harmonics below which somebody stands. [m/s²]"""
GRAVITY_M_S2: Final = (7.0, 12.5)
"""A mean force beyond is no mean of whole strides, or a log without gravity in it. [m/s²]"""
UNSTEADY_M_S2: Final = (4.0, 40.0)
"""The same without a gyroscope, where the mean is one over axes that turn with the limb. [m/s²]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The weights of one question; see `backstride.direction.motion_features`."""

    weights: FloatArray
    rotation: bool
    """Whether it looks at the gyroscope."""
    triples: int

    def says(self, question: Question, shapes: Shapes) -> FloatArray:
        """The log-odds that the answer is yes, shape (m,).

        Parameters
        ----------
        question
            What these weights were learned for.
        shapes
            The strides.

        Returns
        -------
        FloatArray
            Log-odds. [-]
        """
        numbers = numbers_for(question, shapes, rotation=self.rotation, triples=self.triples)
        said: FloatArray = numbers @ self.weights
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceModel:
    """The questions for one place, and how far their answers may be believed."""

    heads: Mapping[Question, Head]
    belief: Mapping[str, float]
    """See `backstride.direction.motion_chain`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """What the model says of each stride, in order."""

    start_s: FloatArray
    """Where the stride begins, since the log's first sample, shape (m,). [s]"""
    end_s: FloatArray
    """Shape (m,). [s]"""
    front: FloatArray
    """Log-odds that x points to the body's front, shape (m,). [-]"""
    travel: FloatArray
    """Log-odds that x points where the body travels, shape (m,). [-]"""
    agreement: FloatArray
    """Log-odds that the two agree, by what shows neither of them, shape (m,). [-]"""
    x_axis: FloatArray
    """x in the sensor's own axes, shape (m, 3). [-]"""

    @property
    def backward(self) -> FloatArray:
        """Log-odds that the stride went backward, each stride by itself, shape (m,). [-]"""
        both = np.logaddexp(_log(self.front) + _log(self.travel), _log(-self.front) + _log(-self.travel))
        one = np.logaddexp(_log(self.front) + _log(-self.travel), _log(-self.front) + _log(self.travel))
        difference: FloatArray = one - both - self.agreement
        return difference


def _log(odds: FloatArray) -> FloatArray:
    """The logarithm of the probability with these log-odds."""
    log: FloatArray = -np.logaddexp(0.0, -odds)
    return log


@cache
def _file() -> Mapping[str, Any]:
    text = resources.files(__package__).joinpath("motion_weights.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text))


def version() -> str:
    """The version of the weights.

    Source: backstride-rules. Belief: derived.

    Returns
    -------
    str
        For the name of the detector.
    """
    return str(_file()["version"])


@cache
def place_model(place: Place, *, rotation: bool) -> PlaceModel:
    """The weights for a place.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    place
        Where the sensor was worn.
    rotation
        Whether there was a gyroscope.

    Returns
    -------
    PlaceModel
        Read once.
    """
    return read_place_model(_file()["places"][place.value]["with" if rotation else "without"])


def read_place_model(held: Mapping[str, Any]) -> PlaceModel:
    """A place's weights from what the file holds.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    held
        A table of the file.

    Returns
    -------
    PlaceModel
        The same as values.
    """
    heads = {
        question: Head(
            weights=np.array(held[question]["weights"], dtype=np.float64),
            rotation=held[question]["rotation"],
            triples=held[question]["triples"],
        )
        for question in Question
    }
    return PlaceModel(heads=MappingProxyType(heads), belief=MappingProxyType(held["belief"]))


def stride_shapes(log: MotionLog, place: Place) -> Iterator[tuple[FloatArray, Shapes]]:
    """The strides of a log, block by block: when each window begins, and its shape.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    log
        The log.
    place
        Where the sensor was worn.

    Yields
    ------
    tuple
        The starts since the log's first sample, shape (m,), and the shapes; only of what is gait.
    """
    for piece in pieces(log):
        all_of_it = windows(piece)
        for first in range(0, len(all_of_it.start), WINDOWS_AT_ONCE):
            some = slice(first, first + WINDOWS_AT_ONCE)
            block = Windows(
                start=all_of_it.start[some], period=all_of_it.period[some], likeness=all_of_it.likeness[some]
            )
            found = shapes(piece, block, place)
            size = np.sqrt((np.abs(found.acceleration) ** 2).sum(axis=(1, 2)))
            is_gait = (block.likeness >= LEAST_LIKENESS) & (size >= LEAST_ACCELERATION_M_S2)
            least, most = UNSTEADY_M_S2 if found.rotation is None else GRAVITY_M_S2
            is_gait &= (found.gravity_m_s2 >= least) & (found.gravity_m_s2 <= most)
            if is_gait.any():
                yield piece.start_s + block.start[is_gait] / GRID_HZ, found.of(is_gait)


def stride_votes(log: MotionLog, place: Place, model: PlaceModel | None = None) -> Votes | None:
    """What the model says of each stride of a log.

    Source: backstride-rules. Belief: derived.
    Measured on: virtual sensors on people in motion capture.

    Parameters
    ----------
    log
        The log, with gravity in it.
    place
        Where the sensor was worn.
    model
        The weights; None for those of the package.

    Returns
    -------
    Votes or None
        One vote for each stride; None if there is none.
    """
    if model is None:
        model = place_model(place, rotation=log.rotation_rad_s is not None)
    parts = []
    for start_s, found in stride_shapes(log, place):
        # A window speaks for the stride in its middle.
        first_s = start_s + 0.5 * (STRIDES - 1) * found.period_s
        said = [model.heads[question].says(question, found) for question in Question]
        parts.append((first_s, first_s + found.period_s, *said, found.front_or_back))
    if not parts:
        return None
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    names = ("start_s", "end_s", *(question.value for question in Question), "x_axis")
    return Votes(**dict(zip(names, columns, strict=True)))
