"""From strides to stretches: how sure one may be of the direction at each stride, given all of them.

A sensor stays where it was fastened, and people travel one way for a while. So the strides are a chain
with four states: x points to the front or to the back, and the body travels along x or against it. What
tells front from back on one stride tells it for all, also for those that went the other way; and what one
stride says is held against its neighbours.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from backstride.direction.motion_model import Votes
from backstride.recording import FloatArray

STATES: Final = ((1, 1), (1, -1), (-1, 1), (-1, -1))
"""Front along x or against it, and travel along x or against it; first and last go forward."""
LONGEST_PAUSE_S: Final = 10.0
"""After a longer pause the sensor may lie otherwise, and somebody may have turned. [s]"""


def direction_odds(votes: Votes, belief: Mapping[str, float], front: FloatArray | None) -> FloatArray:
    """How much likelier backward is than forward at each stride, in view of all strides.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    votes
        What the model says of each stride by itself.
    belief
        How far it may be believed: `front`, `travel` and `agreement` scale the votes, for neighbours
        are no independent witnesses; `wrong` is the share of strides whose vote is noise; `turns` and
        `slips` are how often a stride changes the direction and the sensor its place; `most` bounds the
        result.
    front
        The axis of the sensor that points to the body's front, if it is known, shape (3,).

    Returns
    -------
    FloatArray
        The logarithm of the likelihood ratio, shape (m,), positive for backward. [-]
    """
    told = votes.front * belief["front"]
    if front is not None:
        along = votes.x_axis @ (front / np.linalg.norm(front))
        told = np.log((1.0 + 0.999 * along) / (1.0 - 0.999 * along))
    odds = (told, votes.travel * belief["travel"], votes.agreement * belief["agreement"])
    seen = _seen(*odds, belief["wrong"])
    steps = _steps(votes, belief)
    ahead = _one_way(seen, steps)
    behind = _one_way(seen[::-1], np.swapaxes(steps[::-1], 1, 2))[::-1]
    both = ahead * behind / seen
    both /= both.sum(axis=1, keepdims=True)
    forward = np.maximum(both[:, 0] + both[:, 3], 1e-12)
    backward = np.maximum(both[:, 1] + both[:, 2], 1e-12)
    return np.clip(np.log(backward / forward), -belief["most"], belief["most"])


def _seen(front: FloatArray, travel: FloatArray, agreement: FloatArray, wrong: float) -> FloatArray:
    """How well each state explains each vote, shape (m, 4)."""
    columns = []
    for to_front, along in STATES:
        answers = (to_front * front, along * travel, to_front * along * agreement)
        chances = [1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0))) for odds in answers]
        columns.append(np.prod([wrong + (1.0 - 2.0 * wrong) * chance for chance in chances], axis=0))
    return np.stack(columns, axis=1)


def _steps(votes: Votes, belief: Mapping[str, float]) -> FloatArray:
    """How probable it is to come from each state to each other, from a stride to the next, (m − 1, 4, 4).

    The sign of x is arbitrary at each stride. Followed from stride to stride in the sensor's own axes it
    is not; where x jumps to another axis it may be either.
    """
    along = (votes.x_axis[1:] * votes.x_axis[:-1]).sum(axis=1)
    paused = votes.start_s[1:] - votes.end_s[:-1] > LONGEST_PAUSE_S
    turned = 0.5 * (1.0 - np.clip(along, -1.0, 1.0))
    turns = np.where(paused, 0.5, belief["turns"])
    slips = np.where(paused, 0.2, belief["slips"])
    steps = np.empty((len(along), 4, 4))
    for i, (front, travel) in enumerate(STATES):
        for j, (next_front, next_travel) in enumerate(STATES):
            as_is = np.where(next_front == front, 1.0 - slips, slips)
            as_is = as_is * np.where(next_travel == travel, 1.0 - turns, turns)
            other = np.where(next_front == -front, 1.0 - slips, slips)
            other = other * np.where(next_travel == -travel, 1.0 - turns, turns)
            steps[:, i, j] = (1.0 - turned) * as_is + turned * other
    return steps


def _one_way(seen: FloatArray, steps: FloatArray) -> FloatArray:
    """How probable each state is by all strides up to each one, shape (m, 4)."""
    chain = np.empty_like(seen)
    now = seen[0] / seen[0].sum()
    chain[0] = now
    for i in range(1, len(seen)):
        now = (now @ steps[i - 1]) * seen[i]
        now = now / now.sum()
        chain[i] = now
    return chain
