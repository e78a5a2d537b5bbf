"""The shape of a stride in axes that the sensor's mounting does not change, and the numbers it is judged by.

**Axes.** Over a window of whole strides the gyroscope tells how the sensor turned, and the mean force
points up, for the body neither rises nor falls for good. The level axis along which the body travels or
faces, x, is found from the motion itself, all but its sign: nothing tells front from back yet. y points
to the left of x, z up.

**Three questions.** *Does x point to the front of the body?* *Does x point where it travels?* *Do the two
agree?* The first two answers change sign when x is turned round: they are in products in which x, y and
rotations about them come in odd numbers; the third is in the other products. Played backward in time the
travel changes sign and the front does not: so travel and agreement are in the sines of the products, and
the front is in their cosines. Nothing else about a stride can tell, and nothing else is looked at.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.direction.motion_strides import GRID_HZ, STRIDES, Piece, Windows
from backstride.motion import Place
from backstride.recording import FloatArray

ComplexArray = NDArray[np.complex128]

PHASES: Final = 32
"""Samples of a stride. [-]"""
HARMONICS: Final = 4
"""Multiples of the stride's frequency that are looked at. [-]"""
PARITY: Final = (-1, -1, 1, -1, -1, 1)
"""What becomes of x, y, z and of the rotations about them when x is turned round."""
TRIPLES: Final = ((1, 1, 2), (1, 2, 3))
"""Harmonics whose product does not depend on where a stride begins: the first two add up to the third."""
USUAL_ACCELERATION_M_S2: Final = 4.0
"""[m/s²]"""
USUAL_STRIDE_S: Final = 0.9
"""[s]"""
FARTHEST: Final = 1.5
"""How far, as a logarithm, size and duration may lie from the usual ones. [-]"""
ROTATION_WEIGHT: Final = 0.5
"""How much the rotation says about the level axis of a sensor on the trunk, against the acceleration. [-]"""


class Question(StrEnum):
    """What is asked of a stride."""

    FRONT = "front"
    """Does x point to the front of the body?"""
    TRAVEL = "travel"
    """Does x point where the body travels?"""
    AGREEMENT = "agreement"
    """Do front and travel point the same way?"""

    @property
    def turns_with_x(self) -> bool:
        """Whether the answer changes when x is turned round."""
        return self is not Question.AGREEMENT

    @property
    def turns_with_time(self) -> bool:
        """Whether the answer changes when the stride is played backward."""
        return self is not Question.FRONT


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """The harmonics of each window, in axes of which x may point to the front or to the back."""

    acceleration: ComplexArray
    """Shape (m, HARMONICS, 3). [m/s²]"""
    rotation: ComplexArray | None
    """Shape (m, HARMONICS, 3). [rad/s]"""
    period_s: FloatArray
    """Shape (m,). [s]"""
    gravity_m_s2: FloatArray
    """The mean force, shape (m,): 9.81 if the log has gravity in it. [m/s²]"""
    front_or_back: FloatArray
    """The x axis as the sensor lies in the mean, in the sensor's own axes, shape (m, 3). [-]"""

    def of(self, mask: NDArray[np.bool_]) -> "Shapes":
        """Some of them.

        Parameters
        ----------
        mask
            Which, shape (m,).

        Returns
        -------
        Shapes
            In the same order.
        """
        return Shapes(
            acceleration=self.acceleration[mask],
            rotation=None if self.rotation is None else self.rotation[mask],
            period_s=self.period_s[mask],
            gravity_m_s2=self.gravity_m_s2[mask],
            front_or_back=self.front_or_back[mask],
        )


def shapes(piece: Piece, windows: Windows, place: Place) -> Shapes:
    """The harmonics of each window.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    piece
        A piece of the log.
    windows
        Its windows.
    place
        Where the sensor was worn.

    Returns
    -------
    Shapes
        One for each window.
    """
    samples = PHASES * STRIDES
    at = windows.start[:, None] + windows.period[:, None] * np.arange(samples + 1) / PHASES
    before = np.minimum(at.astype(np.intp), len(piece.values) - 2)
    share = (at - before)[:, :, None]
    values = piece.values[before] * (1.0 - share) + piece.values[before + 1] * share
    force, turning = values[:, :, :3], values[:, :, 3:]
    mean_axes = np.tile(np.eye(3), (len(values), 1, 1))
    if turning.shape[2] == 3:
        force, turning, mean_axes = _steadied(force, turning, windows.period / GRID_HZ / PHASES)
    mean = force[:, :-1].mean(axis=1)
    level = _level_axes(mean)
    acceleration = _harmonics(np.einsum("mij,mpj->mpi", level, force[:, :-1]))
    rotation = None
    if turning.shape[2] == 3:
        rotation = _harmonics(np.einsum("mij,mpj->mpi", level, turning[:, :-1]))
    turn = _turn_to_x(acceleration, rotation, place)
    return Shapes(
        acceleration=np.einsum("mij,mhj->mhi", turn, acceleration),
        rotation=None if rotation is None else np.einsum("mij,mhj->mhi", turn, rotation),
        period_s=windows.period / GRID_HZ,
        gravity_m_s2=np.linalg.norm(mean, axis=1),
        front_or_back=(turn @ level @ mean_axes)[:, 0],
    )


# --- Axes ------------------------------------------------------------------------------------------


def _steadied(
    force: FloatArray, turning: FloatArray, step_s: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Force and rotation in axes that stay as they are at the window's start.

    After whole strides the sensor lies as before. What it seems to have turned in all is a bend of the
    way, or an error of the gyroscope, and is taken out evenly. The last result is how the sensor lies in
    the mean, as a matrix from its own axes, shape (m, 3, 3).
    """
    samples = force.shape[1] - 1
    steps = _turned(0.5 * (turning[:, 1:] + turning[:, :-1]) * step_s[:, None, None])
    axes = np.empty((*force.shape[:2], 3, 3))
    axes[:, 0] = np.eye(3)
    for i in range(samples):
        axes[:, i + 1] = axes[:, i] @ steps[:, i]
    in_all = _turn_of(axes[:, -1])
    share = np.arange(samples + 1) / samples
    axes = _turned(-in_all[:, None, :] * share[None, :, None]) @ axes
    left, _, right = np.linalg.svd(axes[:, :-1].mean(axis=1))
    force = np.einsum("mpij,mpj->mpi", axes, force)
    turning = np.einsum("mpij,mpj->mpi", axes, turning) - (in_all / (samples * step_s)[:, None])[:, None]
    return force, turning, left @ right


def _turned(vectors: FloatArray) -> FloatArray:
    """Rotation matrices of rotation vectors, shape (…, 3, 3)."""
    angle = np.maximum(np.linalg.norm(vectors, axis=-1), 1e-9)[..., None, None]
    cross = np.zeros((*vectors.shape, 3))
    x, y, z = (vectors[..., i] for i in range(3))
    cross[..., 0, 1], cross[..., 0, 2], cross[..., 1, 2] = -z, y, -x
    cross[..., 1, 0], cross[..., 2, 0], cross[..., 2, 1] = z, -y, x
    matrices: FloatArray = (
        np.eye(3) + np.sin(angle) / angle * cross + (1.0 - np.cos(angle)) / angle**2 * (cross @ cross)
    )
    return matrices


def _turn_of(matrices: FloatArray) -> FloatArray:
    """Rotation vectors of rotation matrices, shape (…, 3)."""
    cosine = np.clip((np.trace(matrices, axis1=-2, axis2=-1) - 1.0) / 2.0, -1.0, 1.0)
    angle = np.arccos(cosine)
    scale = np.where(angle > 1e-6, angle / (2.0 * np.maximum(np.sin(angle), 1e-6)), 0.5)
    skew = matrices - np.swapaxes(matrices, -2, -1)
    return scale[..., None] * np.stack((skew[..., 2, 1], skew[..., 0, 2], skew[..., 1, 0]), axis=-1)


def _level_axes(mean: FloatArray) -> FloatArray:
    """Two level axes and up as rows, shape (m, 3, 3), by the mean force."""
    up = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)
    helper = np.where(np.abs(up[:, :1]) < 0.8, [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]])
    first = helper - up * (helper * up).sum(axis=1, keepdims=True)
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    return np.stack((first, np.cross(up, first), up), axis=1)


def _harmonics(values: FloatArray) -> ComplexArray:
    """The harmonics of the stride, shape (m, HARMONICS, 3)."""
    whole = np.fft.rfft(values, axis=1)
    some: ComplexArray = whole[:, STRIDES : STRIDES * HARMONICS + 1 : STRIDES] * (2.0 / values.shape[1])
    return some


def _turn_to_x(acceleration: ComplexArray, rotation: ComplexArray | None, place: Place) -> FloatArray:
    """The turn about the upright that brings x along the way, shape (m, 3, 3).

    A limb swings in the plane of the way. The trunk does alike at each step along the way, and the
    opposite at every other step across it: even harmonics lie along, odd ones across.
    """
    signs = np.ones(HARMONICS)
    if place is Place.WAIST:
        signs[::2] = -1.0
    spread = _level_spread(acceleration[:, :, :2], signs)
    if rotation is not None:
        across = np.stack((rotation[:, :, 1], -rotation[:, :, 0]), axis=2)
        of_rotation = _level_spread(across, signs)
        spread = spread + ROTATION_WEIGHT * of_rotation if place is Place.WAIST else of_rotation
    _, axes = np.linalg.eigh(spread)
    cosine, sine = axes[:, 0, -1], axes[:, 1, -1]
    turn = np.zeros((len(acceleration), 3, 3))
    turn[:, 0, 0], turn[:, 0, 1], turn[:, 1, 0], turn[:, 1, 1] = cosine, sine, -sine, cosine
    turn[:, 2, 2] = 1.0
    return turn


def _level_spread(level: ComplexArray, signs: FloatArray) -> FloatArray:
    power = np.einsum("mhi,mhi->m", level, level.conj()).real
    spread = np.einsum("h,mhi,mhj->mij", signs, level, level.conj()).real
    of_one_size: FloatArray = spread / np.maximum(power, 1e-12)[:, None, None]
    return of_one_size


# --- Numbers ---------------------------------------------------------------------------------------


@lru_cache
def _products(channels: int, triples: int, parity: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which harmonics and channels are multiplied, as places in the flat shape, by what x does to them.

    The first array holds pairs, the second triples; the last of each is conjugated.
    """
    pairs = [
        (h * channels + a, h * channels + b)
        for h in range(HARMONICS)
        for a, b in product(range(channels), repeat=2)
        if a < b and PARITY[a] * PARITY[b] == parity
    ]
    threes = [
        tuple((h - 1) * channels + channel for h, channel in zip(harmonics, chosen, strict=True))
        for harmonics in TRIPLES[:triples]
        for chosen in product(range(channels), repeat=3)
        if PARITY[chosen[0]] * PARITY[chosen[1]] * PARITY[chosen[2]] == parity
        and not (harmonics[0] == harmonics[1] and chosen[0] > chosen[1])
    ]
    return np.array(pairs, dtype=np.intp), np.array(threes, dtype=np.intp)


def numbers_for(question: Question, shapes: Shapes, *, rotation: bool, triples: int) -> FloatArray:
    """What a stride is judged by: numbers that change sign whenever the answer does.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    question
        What is asked.
    shapes
        The harmonics.
    rotation
        Whether to use the gyroscope.
    triples
        How many of `TRIPLES` to use.

    Returns
    -------
    FloatArray
        Shape (m, numbers). The first third are the numbers themselves, then come the same times the
        size of the acceleration and times the length of the stride. [-]
    """
    parts = [_of_one_size(shapes.acceleration)]
    if rotation and shapes.rotation is not None:
        # The rate of the rotation's change behaves as the acceleration does when time runs backward.
        rising = 1j * np.arange(1, HARMONICS + 1)[None, :, None]
        parts.append(_of_one_size(shapes.rotation * rising))
    flat = np.concatenate(parts, axis=2)
    pairs, threes = _products(flat.shape[2], triples, -1 if question.turns_with_x else 1)
    flat = flat.reshape(len(flat), -1)
    two = flat[:, pairs[:, 0]] * flat[:, pairs[:, 1]].conj()
    three = flat[:, threes[:, 0]] * flat[:, threes[:, 1]] * flat[:, threes[:, 2]].conj()
    roots = np.hstack((_root(two, 0.5, question), _root(three, 1.0 / 6.0, question)))
    size = np.sqrt((np.abs(shapes.acceleration) ** 2).sum(axis=(1, 2))) / USUAL_ACCELERATION_M_S2
    scales = np.log(np.stack((np.maximum(size, 1e-9), shapes.period_s / USUAL_STRIDE_S)))
    scales = np.clip(scales, -FARTHEST, FARTHEST)[:, :, None]
    return np.hstack((roots, roots * scales[0], roots * scales[1]))


def _root(products: ComplexArray, power: float, question: Question) -> FloatArray:
    """Sine or cosine parts, drawn together so that small ones count too."""
    part = products.imag if question.turns_with_time else products.real
    root: FloatArray = np.sign(part) * np.abs(part) ** power
    return root


def _of_one_size(harmonics: ComplexArray) -> ComplexArray:
    size = np.sqrt((np.abs(harmonics) ** 2).sum(axis=(1, 2), keepdims=True))
    same: ComplexArray = harmonics / np.maximum(size, 1e-9)
    return same
