"""The numbers a stride is judged by keep the symmetries that make them mean something."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.direction.motion_walker import walk

from backstride.direction.motion_features import HARMONICS, PARITY, Question, Shapes, numbers_for
from backstride.direction.motion_model import place_model, stride_votes
from backstride.direction.motion_strides import pieces, windows
from backstride.motion import MotionLog, Place

SIGNS = np.array(PARITY)


def some_shapes(seed: int) -> Shapes:
    """Five strides of nobody."""
    chance = np.random.default_rng(seed)
    parts = chance.normal(size=(4, 5, HARMONICS, 3))
    return Shapes(
        acceleration=3.0 * (parts[0] + 1j * parts[1]),
        rotation=parts[2] + 1j * parts[3],
        period_s=chance.uniform(0.5, 2.0, 5),
        gravity_m_s2=np.full(5, 9.81),
        front_or_back=np.tile([1.0, 0.0, 0.0], (5, 1)),
    )


def turned_round(shapes: Shapes) -> Shapes:
    """The same strides with x, and so y, pointing the other way."""
    assert shapes.rotation is not None
    return replace(shapes, acceleration=shapes.acceleration * SIGNS[:3], rotation=shapes.rotation * SIGNS[3:])


def played_backward(shapes: Shapes) -> Shapes:
    """The same strides with time reversed: accelerations stay, rotations change sign."""
    assert shapes.rotation is not None
    return replace(shapes, acceleration=shapes.acceleration.conj(), rotation=-shapes.rotation.conj())


def begun_later(shapes: Shapes, phase: float) -> Shapes:
    """The same strides, cut out a little later."""
    assert shapes.rotation is not None
    shift = np.exp(1j * phase * np.arange(1, HARMONICS + 1))[None, :, None]
    return replace(shapes, acceleration=shapes.acceleration * shift, rotation=shapes.rotation * shift)


def numbers(question: Question, shapes: Shapes) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """All numbers there are."""
    return numbers_for(question, shapes, rotation=True, triples=2)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
@pytest.mark.parametrize("question", list(Question))
def test_the_numbers_change_sign_exactly_when_the_answer_does(question: Question, seed: int) -> None:
    """Whatever the weights, turning the sensor round or time backward cannot mislead the model."""
    shapes = some_shapes(seed)
    as_is = numbers(question, shapes)
    sign = -1.0 if question.turns_with_x else 1.0
    assert numbers(question, turned_round(shapes)) == pytest.approx(sign * as_is, abs=1e-9)
    sign = -1.0 if question.turns_with_time else 1.0
    assert numbers(question, played_backward(shapes)) == pytest.approx(sign * as_is, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), phase=st.floats(0.0, 6.3))
@pytest.mark.parametrize("question", list(Question))
def test_it_does_not_matter_where_a_stride_is_cut(question: Question, seed: int, phase: float) -> None:
    """A stride begins at no event; heel strikes need not be found, which differ between the directions."""
    shapes = some_shapes(seed)
    cut_later = numbers(question, begun_later(shapes, phase))
    assert np.abs(cut_later - numbers(question, shapes)).max() < 1e-2
    assert np.abs(cut_later**6 - numbers(question, shapes) ** 6).max() < 1e-9


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.parametrize("rotation", [True, False])
def test_the_weights_of_the_package_fit_the_numbers(place: Place, *, rotation: bool) -> None:
    """There is a finite weight for each number, and bounds that make sense."""
    model = place_model(place, rotation=rotation)
    for question, head in model.heads.items():
        held = numbers_for(question, some_shapes(0), rotation=head.rotation, triples=head.triples)
        assert held.shape[1] == len(head.weights)
        assert np.isfinite(head.weights).all()
        assert rotation or not head.rotation
    assert 0.0 < model.belief["most"] < 7.0
    assert 0.0 < model.belief["wrong"] < 0.5


@pytest.mark.parametrize("period_s", [0.62, 0.8, 1.1, 1.6])
def test_a_stride_is_two_steps_and_not_one(period_s: float) -> None:
    """The foot comes round once a stride, at any pace between a sprint and a stroll."""
    (piece,) = pieces(walk(Place.FOOT, period_s=period_s))
    assert windows(piece).period / 50.0 == pytest.approx(period_s, abs=0.02)


def test_each_stride_has_a_vote_and_the_votes_agree_with_the_walk() -> None:
    """All strides of an even walk say the same, one after the other."""
    votes = stride_votes(walk(Place.FOOT, backward=True), Place.FOOT)
    assert votes is not None
    assert len(votes.start_s) == 18
    assert (votes.backward > 0.0).all()
    assert votes.start_s[1:] == pytest.approx(votes.end_s[:-1], abs=0.05)


def test_a_long_log_is_judged_block_by_block_as_a_short_one_is() -> None:
    """What is worked on together does not matter to any stride."""
    long = walk(Place.POCKET, seconds=700.0, rate_hz=50.0)
    assert long.rotation_rad_s is not None
    short = MotionLog(
        time_s=long.time_s[:10_000],
        acceleration_m_s2=long.acceleration_m_s2[:10_000],
        rotation_rad_s=long.rotation_rad_s[:10_000],
    )
    all_of_it, some = stride_votes(long, Place.POCKET), stride_votes(short, Place.POCKET)
    assert all_of_it is not None
    assert some is not None
    assert len(all_of_it.travel) > 600
    assert all_of_it.travel[:100] == pytest.approx(some.travel[:100], rel=1e-6)
