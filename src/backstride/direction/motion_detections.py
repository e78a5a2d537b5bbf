"""What a motion sensor saw of which way its wearer went."""

from itertools import pairwise
from typing import Final

import numpy as np

from backstride.bout import EvidenceKind
from backstride.direction.detection import Detection, Likelihood
from backstride.direction.motion_chain import direction_odds
from backstride.direction.motion_model import Votes, place_model, stride_votes, version
from backstride.motion import MotionLog, Place
from backstride.recording import FloatArray

LONGEST_HOLE_S: Final = 3.0
"""Strides farther apart belong to two stretches. [s]"""
LEAST_STRIDES: Final = 1
"""A stretch of fewer strides is not told. [-]"""
LEAST_ODDS: Final = 0.2
"""A stretch whose odds are nearer to even than this, as a logarithm, tells nothing. [-]"""
CLEAR_ODDS: Final = 1.0
"""Below these odds, as a logarithm, the words are weak ones. [-]"""

BODY: Final = {
    Place.FOOT: "the foot's swing",
    Place.WAIST: "the sway of the trunk",
    Place.POCKET: "the swing of the thigh",
    Place.WRIST: "the swing of the arm",
}


def motion_detections(log: MotionLog, place: Place, front: FloatArray | None = None) -> tuple[Detection, ...]:
    """Which way the wearer of a motion sensor went, stretch by stretch.

    Source: backstride-rules. Belief: derived.
    Measured on: virtual sensors on people in motion capture; see docs/model-card-motion.md.

    Parameters
    ----------
    log
        The log, with gravity in it, at 25 samples a second or more, mounted in any way.
    place
        Where the sensor was worn.
    front
        The axis of the sensor that points to the body's front, if that is known, shape (3,).

    Returns
    -------
    tuple of Detection
        In order and in the time of the log's recording; none where nobody walks or runs, and none where
        the strides do not tell.
    """
    votes = stride_votes(log, place)
    if votes is None:
        return ()
    belief = place_model(place, rotation=log.rotation_rad_s is not None).belief
    odds = direction_odds(votes, belief, front)
    found = []
    for first, after in _stretches(votes, odds):
        middle = float(np.median(odds[first:after]))
        if after - first >= LEAST_STRIDES and abs(middle) >= LEAST_ODDS:
            start_s, end_s = votes.start_s[first], votes.end_s[after - 1]
            found.append(
                Detection(
                    start_s=float(log.start_s + start_s),
                    end_s=float(log.start_s + end_s),
                    kind=EvidenceKind.SENSOR,
                    detector=f"motion-{place} {version()}",
                    likelihood=_likelihood(middle),
                    detail=_detail(place, after - first, middle),
                )
            )
    return tuple(found)


def _stretches(votes: Votes, odds: FloatArray) -> list[tuple[int, int]]:
    """Strides ``[first, after)`` that follow one another and go the same way."""
    cuts = (odds[1:] > 0.0) != (odds[:-1] > 0.0)
    cuts |= votes.start_s[1:] - votes.end_s[:-1] > LONGEST_HOLE_S
    edges = [0, *(np.flatnonzero(cuts) + 1).tolist(), len(odds)]
    return list(pairwise(edges))


def _likelihood(odds: float) -> Likelihood:
    """The three likelihoods; going sideways, of which nothing was learned, lies between the two."""
    less = float(np.exp(-abs(odds)))
    forward, backward = (less, 1.0) if odds > 0.0 else (1.0, less)
    return Likelihood(forward=forward, backward=backward, sideways=less**0.5)


def _detail(place: Place, strides: int, odds: float) -> str:
    way, other = ("backward", "forward") if odds > 0.0 else ("forward", "backward")
    if abs(odds) < CLEAR_ODDS:
        return f"over {strides} strides {BODY[place]} looks a little more like going {way} than {other}"
    return f"over {strides} strides {BODY[place]} looks like going {way}"
