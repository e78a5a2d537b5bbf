"""Learn the weights of the motion sensor model from motion capture, and write them.

``python -m tools.train_motion_model --motion ../shared/motion`` writes
``src/backstride/direction/motion_weights.json``. Twice gives the same file.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from validation.motion_capture import MOTION, Mounting, Take, takes, virtual_sensor

from backstride.bout import Gait, Travel
from backstride.direction.motion_features import Question, Shapes, numbers_for
from backstride.direction.motion_model import stride_shapes
from backstride.direction.motion_strides import STRIDES
from backstride.motion import MotionLog, Place
from backstride.recording import FloatArray

WEIGHTS: Final = (
    Path(__file__).resolve().parents[1] / "src" / "backstride" / "direction" / "motion_weights.json"
)
VERSION: Final = "1"
RATE_HZ: Final = 50.0
"""Samples a second of the virtual sensors. [1/s]"""
SLACK: Final = 2
"""Frames by which a stride may reach beyond its stretch. [-]"""
DIGITS: Final = 4
"""Digits of a weight that are kept, fewer than any machine's rounding would change. [-]"""

OFFSETS_M: Final[Mapping[Place, tuple[tuple[str, tuple[float, float, float]], ...]]] = {
    Place.FOOT: (("ankle", (0.0, 0.0, 0.0)), ("ankle", (0.1, 0.0, -0.05)), ("knee", (0.0, 0.0, -0.3))),
    Place.WAIST: (
        ("pelvis", (0.0, 0.0, 0.0)),
        ("pelvis", (-0.1, 0.0, 0.05)),
        ("pelvis", (0.1, 0.05, 0.0)),
        ("pelvis", (0.0, 0.15, 0.0)),
    ),
    Place.POCKET: (("hip", (0.0, 0.0, 0.0)), ("hip", (0.07, 0.04, -0.2)), ("hip", (0.0, 0.06, -0.12))),
    Place.WRIST: (("wrist", (0.0, 0.0, 0.0)), ("wrist", (0.0, 0.03, 0.0))),
}
"""Segment and offset of the virtual sensors: front, outward, up. [m]"""

LOOKS: Final[Mapping[tuple[Place, Question], tuple[bool, int, float]]] = {
    (Place.FOOT, Question.FRONT): (True, 1, 0.003),
    (Place.FOOT, Question.TRAVEL): (True, 1, 0.003),
    (Place.FOOT, Question.AGREEMENT): (True, 2, 0.02),
    (Place.POCKET, Question.FRONT): (True, 1, 0.003),
    (Place.POCKET, Question.TRAVEL): (True, 2, 0.003),
    (Place.POCKET, Question.AGREEMENT): (True, 2, 0.02),
    (Place.WAIST, Question.FRONT): (True, 1, 0.003),
    (Place.WAIST, Question.TRAVEL): (False, 1, 0.003),
    (Place.WAIST, Question.AGREEMENT): (True, 1, 0.02),
    (Place.WRIST, Question.FRONT): (True, 1, 0.003),
    (Place.WRIST, Question.TRAVEL): (False, 2, 0.003),
    (Place.WRIST, Question.AGREEMENT): (True, 2, 0.003),
}
"""Whether a question looks at the gyroscope, at how many kinds of triples, and how cheap large weights are.
Chosen by the share of strides told right in sources that were left out."""
BLIND: Final = (False, 2, 0.003)
"""The same for a sensor without a gyroscope."""

BELIEFS: Final[Mapping[tuple[Place, bool], tuple[float, float, float, float, float]]] = {
    (Place.FOOT, True): (0.8, 0.8, 0.8, 0.01, 5.3),
    (Place.FOOT, False): (0.3, 0.8, 0.5, 0.03, 2.4),
    (Place.WAIST, True): (0.8, 0.15, 0.5, 0.08, 2.2),
    (Place.WAIST, False): (0.15, 0.5, 0.0, 0.03, 0.7),
    (Place.POCKET, True): (0.3, 0.3, 0.8, 0.01, 4.5),
    (Place.POCKET, False): (0.5, 0.3, 0.5, 0.08, 2.1),
    (Place.WRIST, True): (0.15, 0.5, 0.0, 0.03, 0.4),
    (Place.WRIST, False): (0.15, 0.8, 0.2, 0.08, 0.4),
}
"""How far the answers about front, travel and agreement may be believed, the share of noise, and the most
that may be said of a stretch, by place and gyroscope. The first four have the least logarithmic loss over
stretches of sources that were left out; the last is the log-odds of being right on them. [-]"""
TURNS: Final = 0.02
"""How probable it is that a stride goes another way than the one before. [-]"""
SLIPS: Final = 0.001
"""How probable it is that a sensor lies otherwise than a stride before. [-]"""


def belief_in(place: Place, *, rotation: bool) -> dict[str, float]:
    """How far the answers may be believed, for the file of weights.

    Parameters
    ----------
    place
        The place.
    rotation
        Whether there is a gyroscope.

    Returns
    -------
    dict
        See `backstride.direction.motion_chain.direction_odds`.
    """
    names = ("front", "travel", "agreement", "wrong", "most")
    held = dict(zip(names, BELIEFS[place, rotation], strict=True))
    return held | {"turns": TURNS, "slips": SLIPS}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownStrides:
    """Strides of which the direction is known, and where they come from."""

    shapes: Shapes
    front: FloatArray
    """1 where x points to the front, −1 where to the back, shape (m,)."""
    backward: NDArray[np.bool_]
    run: NDArray[np.bool_]
    source: NDArray[np.str_]
    person: NDArray[np.str_]
    stretch: NDArray[np.str_]
    """Which stretch of which take, worn in which way."""
    start_s: FloatArray
    """Where the window begins, since the take's first frame, shape (m,). [s]"""

    def __len__(self) -> int:
        return len(self.front)

    def of(self, mask: NDArray[np.bool_]) -> "KnownStrides":
        """Some of them.

        Parameters
        ----------
        mask
            Which, shape (m,).

        Returns
        -------
        KnownStrides
            In the same order.
        """
        return KnownStrides(
            shapes=self.shapes.of(mask),
            front=self.front[mask],
            backward=self.backward[mask],
            run=self.run[mask],
            source=self.source[mask],
            person=self.person[mask],
            stretch=self.stretch[mask],
            start_s=self.start_s[mask],
        )


def mountings(place: Place, take: Take) -> list[Mounting]:
    """How a sensor is worn at a place, once for each side and offset.

    Parameters
    ----------
    place
        The place.
    take
        The motion, which may lack a segment.

    Returns
    -------
    list of Mounting
        Each with its x axis to the front.
    """
    found = []
    for joint, offset in OFFSETS_M[place]:
        for side in ("left_", "right_") if joint != "pelvis" else ("",):
            outward = offset[1] if side != "right_" else -offset[1]
            if side + joint in take.rotations:
                found.append(Mounting(segment=side + joint, offset_m=(offset[0], outward, offset[2])))
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Worn:
    """A virtual sensor over a whole take."""

    take: Take
    mounting: Mounting
    log: MotionLog

    @property
    def front(self) -> FloatArray:
        """The sensor's axis that points to the front, shape (3,)."""
        turn = self.mounting.rotation
        axis: FloatArray = np.array([1.0, 0.0, 0.0]) if turn is None else turn.apply([1.0, 0.0, 0.0])
        return axis


def worn_sensors(motion: Iterable[Take], place: Place) -> list[Worn]:
    """Every sensor that is learned from at a place.

    Parameters
    ----------
    motion
        The takes.
    place
        Where the sensors are worn.

    Returns
    -------
    list of Worn
        In the order of the takes.
    """
    return [
        Worn(take=take, mounting=mounting, log=virtual_sensor(take, mounting, rate_hz=RATE_HZ))
        for take in motion
        for mounting in mountings(place, take)
    ]


def examples(sensors: Iterable[Worn], place: Place, *, rotation: bool) -> KnownStrides:
    """The strides of all stretches with a known direction.

    Parameters
    ----------
    sensors
        Virtual sensors.
    place
        Where they are worn.
    rotation
        Whether they have gyroscopes.

    Returns
    -------
    KnownStrides
        In the order of the sensors.
    """
    return joined([part for worn in sensors for part in _of_one(worn, place, rotation=rotation)])


def joined(parts: Sequence[KnownStrides]) -> KnownStrides:
    """Several sets of strides as one.

    Parameters
    ----------
    parts
        The sets, all with a gyroscope or all without.

    Returns
    -------
    KnownStrides
        One after the other.
    """
    shapes = [part.shapes for part in parts]
    turning = [shape.rotation for shape in shapes if shape.rotation is not None]
    return KnownStrides(
        shapes=Shapes(
            acceleration=np.concatenate([shape.acceleration for shape in shapes]),
            rotation=np.concatenate(turning) if turning else None,
            period_s=np.concatenate([shape.period_s for shape in shapes]),
            gravity_m_s2=np.concatenate([shape.gravity_m_s2 for shape in shapes]),
            front_or_back=np.concatenate([shape.front_or_back for shape in shapes]),
        ),
        front=np.concatenate([part.front for part in parts]),
        backward=np.concatenate([part.backward for part in parts]),
        run=np.concatenate([part.run for part in parts]),
        source=np.concatenate([part.source for part in parts]),
        person=np.concatenate([part.person for part in parts]),
        stretch=np.concatenate([part.stretch for part in parts]),
        start_s=np.concatenate([part.start_s for part in parts]),
    )


def _of_one(worn: Worn, place: Place, *, rotation: bool) -> Iterator[KnownStrides]:
    take, mounting = worn.take, worn.mounting
    log = worn.log if rotation else replace(worn.log, rotation_rad_s=None)
    for start_s, shapes in stride_shapes(log, place):
        first, after = start_s * take.rate_hz, (start_s + STRIDES * shapes.period_s) * take.rate_hz
        for stretch in take.stretches:
            inside = (first >= stretch.start - SLACK) & (after <= stretch.end + SLACK)
            count = int(inside.sum())
            name = f"{take.trial}:{stretch.start}:{mounting.segment}:{mounting.offset_m}"
            yield KnownStrides(
                shapes=shapes.of(inside),
                front=np.sign(shapes.front_or_back[inside] @ worn.front),
                backward=np.full(count, stretch.travel is Travel.BACKWARD),
                run=np.full(count, stretch.gait is Gait.RUN),
                source=np.full(count, take.source),
                person=np.full(count, take.person),
                stretch=np.full(count, name),
                start_s=start_s[inside],
            )


def weights_of(known: KnownStrides) -> FloatArray:
    """How much each stride counts: sources, directions and gaits alike, as far as there are enough.

    Parameters
    ----------
    known
        The strides.

    Returns
    -------
    FloatArray
        Shape (m,), 1 in the mean.
    """
    weight = np.zeros(len(known))
    for run in (False, True):
        for backward in (False, True):
            cell = (known.run == run) & (known.backward == backward)
            for source in np.unique(known.source[cell]):
                part = cell & (known.source == source)
                weight[part] = np.sqrt(min(part.sum(), 400.0)) / part.sum()
            if cell.any():
                weight[cell] /= weight[cell].sum()
    of_mean_one: FloatArray = weight / weight.mean()
    return of_mean_one


def fit(known: KnownStrides, place: Place, *, rotation: bool) -> dict[str, Any]:
    """Learn the three questions for one place.

    Parameters
    ----------
    known
        Strides to learn from.
    place
        The place.
    rotation
        Whether there is a gyroscope.

    Returns
    -------
    dict
        A table of the file of weights.
    """
    weight = 2.0 * weights_of(known)
    agreement = np.where(known.backward, -1.0, 1.0)
    wanted = {
        Question.FRONT: known.front,
        Question.TRAVEL: known.front * agreement,
        Question.AGREEMENT: agreement,
    }
    table: dict[str, Any] = {}
    for question, answer in wanted.items():
        turning, triples, cheapness = LOOKS[place, question] if rotation else BLIND
        numbers = numbers_for(question, known.shapes, rotation=turning, triples=triples)
        scale = np.sqrt((numbers**2).mean(axis=0)) + 1e-9
        # A stride and its mirror image cost the same, so one of them is enough, and counts twice. Every other
        # one is mirrored, that both answers may come about as often.
        mirror = np.where(np.arange(len(known)) % 2 == 0, 1.0, -1.0)
        learner = LogisticRegression(C=cheapness, fit_intercept=False, max_iter=300, tol=1e-4)
        learner.fit(mirror[:, None] * numbers / scale, mirror * answer > 0.0, sample_weight=weight)
        held = [float(f"{value:.{DIGITS}g}") for value in learner.coef_[0] / scale]
        table[question.value] = {"rotation": turning, "triples": triples, "weights": held}
    return table | {"belief": belief_in(place, rotation=rotation)}


def learned(motion: Sequence[Take]) -> dict[str, dict[str, Any]]:
    """Learn all places.

    Parameters
    ----------
    motion
        The takes.

    Returns
    -------
    dict
        The file's tables by place, and there with and without a gyroscope.
    """
    places: dict[str, dict[str, Any]] = {}
    for place in Place:
        sensors = worn_sensors(motion, place)
        places[place.value] = {}
        for name, rotation in (("with", True), ("without", False)):
            known = examples(sensors, place, rotation=rotation)
            print(f"{place} {name} gyroscope: {len(known)} strides", file=sys.stderr)
            places[place.value][name] = fit(known, place, rotation=rotation)
    return places


def weights_text(places: Mapping[str, Mapping[str, Any]]) -> str:
    """The file of weights.

    Parameters
    ----------
    places
        Its tables.

    Returns
    -------
    str
        JSON without dates, a line for each table.
    """
    text = json.dumps({"version": VERSION, "places": places}, separators=(",", ":"))
    for table in ("with", "without", "belief"):
        text = text.replace(f'"{table}":', f'\n"{table}":')
    return text + "\n"


def main() -> int:
    """Learn and write.

    Returns
    -------
    int
        0.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.train_motion_model", description=__doc__)
    parser.add_argument("--motion", type=Path, default=MOTION, help="the folder of the motion capture")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="the file to write")
    options = parser.parse_args()
    options.out.write_text(weights_text(learned(list(takes(options.motion)))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
