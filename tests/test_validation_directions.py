"""The measurements of direction must themselves change, count and split what they say they do."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from validation import direction_corpus, directions
from validation.direction_adversaries import ADVERSARIES, Adversary, adversaries
from validation.direction_alteration import LOG_CADENCE, BackwardStretch, gone_backward
from validation.direction_cases import Case, simulated_cases, spliced
from validation.direction_corpus import Real, Subject, on_another_day, seed_of, subjects
from validation.direction_measures import (
    NEAR_TURN_S,
    Seconds,
    called_forward,
    detections,
    edge_errors,
    false_alarms,
    judged_by,
    reliability,
    share,
)
from validation.direction_peers import by_history, on_forward

from backstride.bout import Bout, Gait, Posterior, Travel
from backstride.recording import Recording
from backstride.session.grade import grade_along
from backstride.simulation import Labelling, SessionScript, SimulatedAthlete, Stretch, simulate

MINUTES = 15


@pytest.fixture(scope="module")
def run() -> Recording:
    """A forward run at one speed, of which nothing is told."""
    stretch = Stretch(
        name="Run", travel=Travel.FORWARD, gait=Gait.RUN, speed_m_s=2.8, duration_s=60 * MINUTES
    )
    script = SessionScript(name="Run", parts=(stretch,), labelling=Labelling.NOTHING)
    return simulate(SimulatedAthlete(), script, started_at=datetime(2026, 4, 1, 6, 0, tzinfo=UTC), seed=1)


@pytest.fixture(scope="module")
def subject(run: Recording) -> Subject:
    """Somebody who ran the same on another day."""
    return Subject(
        name="somebody", group="somebody", recording=run, history=(on_another_day(run, seed_of(1)),)
    )


def _stretch(*, strength: float) -> BackwardStretch:
    return BackwardStretch(
        start_s=300.0,
        end_s=420.0,
        gait=Gait.RUN,
        speed_ratio=0.75,
        strength=strength,
        turn_s=3.0,
        exponent=0.1,
    )


@pytest.mark.parametrize("strength", [0.0, 0.5, 1.0])
def test_a_stretch_made_backward_differs_by_the_published_cadence_and_nothing_else_does(
    run: Recording, strength: float
) -> None:
    """What is found of the published effect means nothing if another effect was put in."""
    changed = gone_backward(run, [_stretch(strength=strength)]).samples
    inner, outer = slice(310, 410), slice(0, 280)
    ratio = changed.cadence_spm[inner] / run.samples.cadence_spm[inner]
    expected = LOG_CADENCE[Gait.RUN] * strength + 0.1 * np.log(0.75)
    np.testing.assert_allclose(np.log(ratio), expected, atol=1e-9)
    np.testing.assert_allclose(changed.speed_m_s[inner] / run.samples.speed_m_s[inner], 0.75)
    np.testing.assert_allclose(
        changed.step_length_m[inner], changed.speed_m_s[inner] * 60 / changed.cadence_spm[inner], rtol=1e-9
    )
    for name in ("cadence_spm", "speed_m_s", "stance_time_s", "vertical_oscillation_m", "heart_rate_bpm"):
        np.testing.assert_array_equal(getattr(changed, name)[outer], getattr(run.samples, name)[outer])


def test_a_slower_stretch_shortens_the_way_but_not_the_slope(run: Recording) -> None:
    """A hill that grows out of the change would tell the direction, or hide it."""
    climbing = replace(run, samples=replace(run.samples, altitude_m=0.05 * run.samples.distance_m))
    changed = gone_backward(climbing, [_stretch(strength=1.0)])
    assert changed.samples.distance_m[-1] < run.samples.distance_m[-1] - 50.0
    np.testing.assert_allclose(grade_along(changed.samples)[100:-100], 0.05, atol=1e-3)


def test_the_heart_follows_a_change_late(run: Recording) -> None:
    """A heart rate that leaps with the change would be found by any rule."""
    changed = gone_backward(run, [replace(_stretch(strength=1.25), speed_ratio=0.99)]).samples
    rise = changed.heart_rate_bpm - run.samples.heart_rate_bpm
    assert 0.0 <= rise[305] < 0.4 * rise[415]
    assert rise[415] > 10.0


def _said(*parts: tuple[float, float, Travel, float]) -> list[Bout]:
    return [
        Bout(
            start_s=start_s,
            end_s=end_s,
            travel=travel,
            gait=Gait.RUN,
            posterior=Posterior(forward=1.0 - backward, backward=backward),
        )
        for start_s, end_s, travel, backward in parts
    ]


def _judged(subject: Subject, *parts: tuple[float, float, Travel, float]) -> Seconds:
    case = Case(name="case", subject=subject, recording=subject.recording, backward=((300.0, 420.0),))
    return judged_by(case, _said(*parts))


def test_seconds_are_counted_on_the_side_they_belong_to(subject: Subject) -> None:
    """Each share has its own whole: backward seconds, or forward ones that are not next to a turn."""
    found = _judged(
        subject,
        (0.0, 280.0, Travel.FORWARD, 0.01),
        (280.0, 410.0, Travel.BACKWARD, 0.95),
        (410.0, 60.0 * MINUTES, Travel.UNKNOWN, 0.1),
    )
    forward_s = 60 * MINUTES - 120 - 2 * NEAR_TURN_S
    assert detections([found]).value == pytest.approx(110 / 120)
    assert false_alarms([found]).value == pytest.approx((20 - NEAR_TURN_S) / forward_s)
    assert called_forward([found]).value == pytest.approx(280 / forward_s)
    assert called_forward([found], of_backward=True).value == 0.0
    assert found.edge_errors_s == (-20.0, -10.0)
    assert edge_errors([found]) == (15.0, 19.0, 2, 2)


def test_what_is_not_found_has_no_edges(subject: Subject) -> None:
    """Else a detector that finds nothing would be wrong by as much as its nearest mistake."""
    found = _judged(subject, (0.0, 60.0 * MINUTES, Travel.FORWARD, 0.0))
    assert detections([found]).value == 0.0
    assert edge_errors([found])[2:] == (0, 2)


def test_chance_is_over_people_and_not_over_seconds() -> None:
    """Ten thousand seconds of one person are one person."""
    one = share([("a", 5000.0, 10000.0)])
    assert (one.low, one.high) == (one.value, one.value)
    two = share([("a", 10000.0, 10000.0), ("b", 0.0, 10000.0)])
    assert two.low == 0.0
    assert two.high == 1.0
    assert str(share([])) == "–"


def test_probabilities_that_hold_have_no_error_and_bold_ones_do(subject: Subject) -> None:
    """Calibration must tell a detector that knows how sure it is from one that does not."""
    whole = 60.0 * MINUTES
    honest = _judged(subject, (0.0, whole, Travel.UNKNOWN, 0.1))
    bold = _judged(subject, (0.0, whole, Travel.BACKWARD, 0.97))
    right = _judged(
        subject,
        (0.0, 300.0, Travel.FORWARD, 0.0),
        (300.0, 420.0, Travel.BACKWARD, 1.0),
        (420.0, whole, Travel.FORWARD, 0.0),
    )
    assert reliability([honest]).expected_error == pytest.approx(0.0, abs=1e-9)
    assert reliability([honest]).brier == pytest.approx(reliability([honest]).brier_of_prior)
    assert reliability([bold]).expected_error == pytest.approx(0.87)
    assert reliability([right]).brier == pytest.approx(0.0)


def test_the_history_of_a_part_is_never_the_part(run: Recording) -> None:
    """A baseline that was learned on what it is tested on proves nothing."""
    long = Real(name="long", group="somebody", is_one_person=False, recording=run, moving_s=3000.0)
    parts = subjects([long])
    assert len(parts) == 2
    for part in parts:
        tested = part.recording.samples.altitude_m.tolist()
        others = [value for past in part.history for value in past.samples.altitude_m.tolist()]
        assert set(tested).isdisjoint(others)
        assert len(tested) + len(others) == len(run.samples)


def test_all_recordings_of_a_person_are_in_one_half() -> None:
    """What was tuned on one half must not have seen the other, today or in a year."""
    assert direction_corpus.is_for_tuning("trackerproject/trackeR")
    assert not direction_corpus.is_for_tuning("Asplitline/running_page")


def test_a_copy_of_an_activity_is_counted_once(run: Recording) -> None:
    """The same run in two formats would count twice."""
    poorer = direction_corpus.without(run, "heart_rate_bpm", "altitude_m")
    copies = [
        Real(name=name, group=name, is_one_person=False, recording=recording, moving_s=900.0)
        for name, recording in (("a.gpx", poorer), ("b.fit", run))
    ]
    assert [each.name for each in direction_corpus.once(copies)] == ["b.fit"]


def test_sessions_hold_several_stretches_and_tell_nothing_of_them(subject: Subject) -> None:
    """A lap at the turn would tell the product what it is to find."""
    case = spliced(subject, strength=1.0, length_s=60.0)
    assert case is not None
    assert len(case.backward) > 1
    assert all(
        later[0] - sooner[1] >= 60.0 for sooner, later in zip(case.backward, case.backward[1:], strict=False)
    )
    simulated = simulated_cases(1)[0]
    assert simulated.backward
    for recording in (case.recording, simulated.recording, *simulated.subject.history):
        assert not recording.laps
        assert not recording.steps
        assert not recording.names


@pytest.mark.parametrize("adversary", ADVERSARIES, ids=lambda each: each.name)
def test_every_adversary_changes_a_recording_and_goes_forward(subject: Subject, adversary: Adversary) -> None:
    """One that changes nothing would pass for ever."""
    ((_, case),) = adversaries(subject, (adversary,))
    before, after = subject.recording.samples, case.recording.samples
    assert case.backward == ()
    assert len(after) == len(before)
    assert any(
        not np.array_equal(getattr(before, name), getattr(after, name), equal_nan=True)
        for name in ("speed_m_s", "cadence_spm", "heart_rate_bpm", "distance_m")
    )


def test_a_peer_finds_steps_that_are_far_too_short(subject: Subject) -> None:
    """A rival that could find nothing would flatter the product."""
    case = spliced(subject, strength=3.0, length_s=120.0)
    assert case is not None
    assert detections([by_history(case)]).value > 0.9
    assert false_alarms([by_history(on_forward(subject))]).value < 0.05


def test_without_recordings_the_chapter_says_so(tmp_path: Path) -> None:
    """The recordings are no part of the project."""
    text, broken = directions.section(corpus=tmp_path / "nowhere")
    assert broken == 0
    assert "corpus" in text
