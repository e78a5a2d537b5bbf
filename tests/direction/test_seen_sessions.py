"""Sessions of the simulated athlete with nothing said: what is seen of them, and what cannot be."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest

from backstride.bout import Bout, EvidenceKind, Gait, Travel
from backstride.direction import bouts, learn_baseline
from backstride.recording import Recording
from backstride.simulation import SESSIONS, SessionScript, SimulatedAthlete, simulate
from backstride.simulation.script import Stretch
from backstride.stride import StrideBaseline

Part = tuple[Travel, Gait, float, int]
"""Which way and how, how fast [m/s] and how long [s]."""

FORWARD_RUN: Part = (Travel.FORWARD, Gait.RUN, 2.8, 900)


def session(*parts: Part, seed: int = 1) -> Recording:
    """A recording without a word in it."""
    stretches = tuple(
        Stretch(name="part", travel=travel, gait=gait, speed_m_s=speed_m_s, duration_s=duration_s)
        for travel, gait, speed_m_s, duration_s in parts
    )
    return silent(SessionScript(name="session", parts=stretches), seed=seed)


def silent(script: SessionScript, *, seed: int = 1) -> Recording:
    """A simulated session of which nothing is said."""
    recording = simulate(
        SimulatedAthlete(), script, started_at=datetime(2026, 3, 1, 6, tzinfo=UTC), seed=seed
    )
    return replace(recording, names={}, laps=(), steps=())


@cache
def own_stride() -> StrideBaseline:
    """The athlete's own, from three mornings forward."""
    mornings = [
        session(
            (Travel.FORWARD, Gait.RUN, 2.5 + 0.15 * number, 1200),
            (Travel.FORWARD, Gait.WALK, 1.3, 400),
            seed=20 + number,
        )
        for number in range(3)
    ]
    learned = learn_baseline([(morning, bouts(morning)) for morning in mornings])
    assert learned is not None
    return learned


def backward_s(found: tuple[Bout, ...]) -> list[tuple[float, float]]:
    """The stretches called backward. [s]"""
    return [(bout.start_s, bout.end_s) for bout in found if bout.travel is Travel.BACKWARD]


@pytest.mark.parametrize("travel", [Travel.FORWARD, Travel.BACKWARD])
def test_a_session_with_nothing_to_hold_it_against_stays_unknown(travel: Travel) -> None:
    """One stride from start to end looks the same both ways as long as nothing is known of its owner."""
    found = bouts(session((travel, Gait.RUN, 2.2, 1500)))
    assert {bout.travel for bout in found} == {Travel.UNKNOWN}
    assert {bout.evidence for bout in found} == {()}


@pytest.mark.parametrize("travel", [Travel.FORWARD, Travel.BACKWARD])
def test_with_an_own_stride_a_session_of_one_stride_is_told(travel: Travel) -> None:
    """That is what the history is for."""
    (bout,) = bouts(session((travel, Gait.RUN, 2.2, 1500)), baseline=own_stride())
    assert bout.travel is travel
    assert bout.evidence[0].kind is EvidenceKind.STRIDE
    assert "your own forward stride" in bout.evidence[0].detail


def test_repetitions_are_told_apart_by_their_contrast_alone() -> None:
    """Six times 200 m backward, slow starts and all; its sides are not taken for one another."""
    found = bouts(silent(SESSIONS["track-intervals"]))
    assert len(backward_s(found)) == 6
    assert all(60.0 < end_s - start_s < 100.0 for start_s, end_s in backward_s(found))
    assert not {bout.travel for bout in found if bout.gait is Gait.WALK} & {Travel.BACKWARD}


def test_a_minute_backward_inside_a_run_is_found_to_the_second_or_so() -> None:
    """A turn lasts a moment, and belongs to neither side."""
    recording = session(FORWARD_RUN, (Travel.BACKWARD, Gait.RUN, 2.1, 60), FORWARD_RUN)
    ((start_s, end_s),) = backward_s(bouts(recording, baseline=own_stride()))
    assert start_s == pytest.approx(900.0, abs=5.0)
    assert end_s == pytest.approx(960.0, abs=5.0)


def test_slower_is_not_backward() -> None:
    """Who trots for a while at the speed of the backward part, forward, has not turned round."""
    recording = session(FORWARD_RUN, (Travel.FORWARD, Gait.RUN, 2.1, 120), FORWARD_RUN)
    for baseline in (None, own_stride()):
        assert not backward_s(bouts(recording, baseline=baseline))
