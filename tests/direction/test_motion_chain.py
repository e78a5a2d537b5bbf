"""Many strides together say more than each by itself, and never more than may be believed."""

import numpy as np
import pytest

from backstride.direction.motion_chain import direction_odds
from backstride.direction.motion_model import Votes
from backstride.recording import FloatArray

BELIEF = {
    "front": 1.0,
    "travel": 1.0,
    "agreement": 1.0,
    "wrong": 0.02,
    "turns": 0.02,
    "slips": 0.001,
    "most": 5.0,
}


def votes(
    front: FloatArray, travel: FloatArray, agreement: FloatArray, sides: FloatArray, step_s: float = 1.0
) -> Votes:
    """Strides a second long, x along or against the sensor's first axis."""
    start_s = np.arange(len(front), dtype=np.float64) * step_s
    return Votes(
        start_s=start_s,
        end_s=start_s + 1.0,
        front=front,
        travel=travel,
        agreement=agreement,
        x_axis=np.outer(sides, [1.0, 0.0, 0.0]),
    )


def test_one_stretch_shows_the_front_for_another() -> None:
    """Forward strides that show the front settle those that show nothing but that they go the other way."""
    travel = np.repeat([3.0, -3.0], 20)
    front = np.concatenate((np.full(20, 2.0), np.zeros(20)))
    odds = direction_odds(votes(front, travel, np.zeros(40), np.ones(40)), BELIEF, None)
    assert (odds[:18] < -4.0).all()
    assert (odds[22:] > 3.0).all()


@pytest.mark.parametrize("seed", range(3))
def test_the_arbitrary_sign_of_x_does_not_matter(seed: int) -> None:
    """Whether x came out along or against an axis at a stride changes nothing."""
    chance = np.random.default_rng(seed)
    front, travel, agreement = chance.normal(0.5, 1.0, (3, 30))
    sides = chance.choice([-1.0, 1.0], 30)
    straight = direction_odds(votes(front, travel, agreement, np.ones(30)), BELIEF, None)
    mixed = direction_odds(votes(sides * front, sides * travel, agreement, sides), BELIEF, None)
    assert mixed == pytest.approx(straight, abs=1e-9)


def test_without_any_evidence_both_directions_are_equally_likely() -> None:
    """Nothing seen is nothing said."""
    nothing = np.zeros(10)
    assert direction_odds(votes(nothing, nothing, nothing, np.ones(10)), BELIEF, None) == pytest.approx(
        nothing
    )


def test_a_stray_stride_is_overruled_by_its_neighbours() -> None:
    """One stride that says the opposite is noise, not a change of direction."""
    agreement = np.full(21, 2.0)
    agreement[10] = -2.0
    nothing = np.zeros(21)
    odds = direction_odds(votes(nothing, nothing, agreement, np.ones(21)), BELIEF, None)
    assert (odds < 0.0).all()


def test_no_number_of_strides_makes_it_surer_than_allowed() -> None:
    """A mistake that a person makes at every stride is not averaged away."""
    sure, nothing = np.full(1000, -9.0), np.zeros(1000)
    odds = direction_odds(votes(nothing, nothing, sure, np.ones(1000)), BELIEF, None)
    assert odds.max() == 5.0


def test_after_a_long_pause_a_new_direction_is_as_likely_as_the_old_one() -> None:
    """What went before a rest says little about what comes after."""
    agreement = np.array([4.0, 4.0, 4.0, 4.0, 0.0])
    nothing = np.zeros(5)
    near = direction_odds(votes(nothing, nothing, agreement, np.ones(5)), BELIEF, None)
    far = direction_odds(votes(nothing, nothing, agreement, np.ones(5), step_s=60.0), BELIEF, None)
    assert near[4] < -1.0
    assert abs(far[4]) < 0.1


def test_a_declared_front_leaves_the_travel_alone_to_decide() -> None:
    """With the front known, travel along it is forward and against it is backward."""
    travel, nothing = np.full(10, 2.0), np.zeros(10)
    seen = votes(nothing, travel, nothing, np.ones(10))
    assert (direction_odds(seen, BELIEF, np.array([1.0, 0.0, 0.0])) < -2.0).all()
    assert (direction_odds(seen, BELIEF, np.array([-2.0, 0.0, 0.0])) > 2.0).all()
