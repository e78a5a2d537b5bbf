"""A person's own stride, learned from their sessions."""

from dataclasses import replace

import numpy as np
import pytest
from tests.direction.stride_cases import run

from backstride.bout import Bout, Evidence, EvidenceKind, Gait, Posterior, Travel
from backstride.direction import learn_baseline
from backstride.recording import Recording
from backstride.stride import GaitBaseline, StrideBaseline


def bout(start_s: float, end_s: float, travel: Travel, kind: EvidenceKind = EvidenceKind.USER) -> Bout:
    """A stretch of which somebody told the direction."""
    said = Evidence(kind=kind, travel=travel, probability=1.0, detail="said so")
    return Bout(start_s=start_s, end_s=end_s, travel=travel, gait=Gait.RUN, evidence=(said,))


def running(*sessions: tuple[Recording, tuple[Bout, ...]]) -> GaitBaseline:
    """What is learned of running."""
    learned = learn_baseline(sessions)
    assert learned is not None
    assert learned.run is not None
    return learned.run


def test_the_stride_of_a_person_is_learned() -> None:
    """Cadence at the usual speed, and how it goes with speed."""
    learned = running(*((run(seed, speed_m_s=2.4 + 0.3 * seed), ()) for seed in range(5)))
    assert np.exp(learned.log_speed) == pytest.approx(3.0, rel=0.05)
    assert np.exp(learned.cadence.level) == pytest.approx(168.0, rel=0.01)
    assert learned.cadence.slope == pytest.approx(0.14, abs=0.05)


def test_the_order_of_sessions_does_not_matter() -> None:
    """The same history gives the same baseline, to the last bit."""
    sessions = [(run(seed, speed_m_s=2.4 + 0.3 * seed), ()) for seed in range(4)]
    assert learn_baseline(sessions) == learn_baseline(sessions[::-1])


def test_too_little_gives_no_baseline() -> None:
    """One session, or a few minutes of two, tell nothing of a person."""
    assert learn_baseline([]) is None
    assert learn_baseline([(run(0, minutes=60.0), ())]) is None
    assert learn_baseline([(run(seed, minutes=8.0), ()) for seed in range(2)]) is None


def test_backward_parts_that_nobody_told_do_not_spoil_the_baseline() -> None:
    """A fifth of each session gone backward moves the level by less than a session's own spread."""
    clean = running(*((run(seed), ()) for seed in range(4)))
    mixed = running(*((run(seed, backward=((600.0, 960.0),)), ()) for seed in range(4)))
    assert mixed.cadence.level == pytest.approx(clean.cadence.level, abs=0.015)


def test_what_was_told_to_be_backward_never_counts_as_forward() -> None:
    """However much of it there is."""
    backward = ((300.0, 1500.0),)
    told = (bout(300.0, 1500.0, Travel.BACKWARD),)
    clean = running(*((run(seed), ()) for seed in range(6)))
    learned = running(*((run(seed, backward=backward, minutes=40.0), told) for seed in range(6)))
    assert learned.cadence.level == pytest.approx(clean.cadence.level, abs=0.02)
    assert learned.backward_s == pytest.approx(6 * 1200.0, rel=0.02)


def test_told_backward_stretches_teach_the_own_difference() -> None:
    """Somebody who changes their stride by half as much is believed so, and ever more surely."""
    forward = [(run(seed), ()) for seed in range(3)]
    stretch = ((600.0, 720.0),)
    said = (bout(600.0, 720.0, Travel.BACKWARD),)
    taught = [(run(10 + seed, backward=stretch, difference=0.05), said) for seed in range(4)]
    before, after = running(*forward), running(*forward, *taught)
    assert after.cadence.backward == pytest.approx(0.055, abs=0.02)
    assert after.cadence.backward_sd < before.cadence.backward_sd


def test_told_forward_stretches_that_stand_out_widen_what_is_forward() -> None:
    """A correction makes the same mistake less likely."""
    stretch = ((600.0, 900.0),)
    said = (bout(600.0, 900.0, Travel.FORWARD),)
    plain = running(*((run(seed, backward=stretch), ()) for seed in range(4)))
    corrected = running(*((run(seed, backward=stretch), said) for seed in range(4)))
    assert corrected.cadence.stretch_sd > 1.5 * plain.cadence.stretch_sd


def test_what_detectors_took_for_backward_is_not_learned_as_forward() -> None:
    """Else a person who never labels would teach the program that backward is forward."""
    learned = learn_baseline((run(seed), (sure_of_backward(0.0, 1800.0),)) for seed in range(4))
    assert learned is None


def test_what_nobody_said_is_not_taken_for_said() -> None:
    """A name said forward, and detectors overruled it: nobody said backward. So it is the other way round."""
    name = Evidence(kind=EvidenceKind.NAME, travel=Travel.FORWARD, probability=0.8, detail="a name")
    overruled = replace(sure_of_backward(300.0, 1500.0), evidence=(name,))
    learned = running(*((run(seed, minutes=40.0), (overruled,)) for seed in range(4)))
    assert learned.backward_s == 0.0
    stretch = ((600.0, 900.0),)
    turned = replace(bout(600.0, 900.0, Travel.BACKWARD, EvidenceKind.NAME), travel=Travel.FORWARD)
    plain = running(*((run(seed, backward=stretch), ()) for seed in range(4)))
    same = running(*((run(seed, backward=stretch), (turned,)) for seed in range(4)))
    assert same == plain


@pytest.mark.parametrize("without", range(4))
def test_a_session_without_a_heart_rate_teaches_all_but_the_heart(without: int) -> None:
    """Whichever of the sessions it is: a strap is left at home now and then."""
    sessions = [(run(seed), ()) for seed in range(4)]
    strapped = [
        (replace(each, samples=replace(each.samples, heart_rate_bpm=np.full(len(each.samples), 150.0))), ())
        for each, _ in sessions
    ]
    learned = running(*(sessions[place] if place == without else strapped[place] for place in range(4)))
    assert learned.heart is not None
    assert learned.heart.level == pytest.approx(np.log(150.0), abs=0.01)
    assert learned.cadence == running(*sessions).cadence


def test_sessions_are_counted_that_taught_something() -> None:
    """A walk too short to teach walking is not one of them."""
    walk = run(9, speed_m_s=1.2)
    walk = replace(walk, samples=replace(walk.samples, cadence_spm=walk.samples.cadence_spm - 60.0))
    learned = learn_baseline([*((run(seed), ()) for seed in range(3)), (walk, ())])
    assert learned is not None
    assert (learned.sessions, learned.walk) == (3, None)


def sure_of_backward(start_s: float, end_s: float) -> Bout:
    """A stretch that detectors alone take for backward."""
    return Bout(
        start_s=start_s,
        end_s=end_s,
        travel=Travel.BACKWARD,
        gait=Gait.RUN,
        posterior=Posterior(forward=0.05, backward=0.95),
    )


def test_a_learned_baseline_is_a_plain_document() -> None:
    """It goes into the store and comes back the same."""
    learned = learn_baseline([(run(seed), ()) for seed in range(3)])
    assert learned is not None
    again = StrideBaseline.from_document(learned.as_document())
    assert again == learned
    assert again.digest == learned.digest
