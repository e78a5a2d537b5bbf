"""Which way by the stride."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.direction.stride_cases import START, run, view

from backstride.bout import EvidenceKind, Gait
from backstride.direction import PRIOR, Detection, GaitStretch, learn_baseline
from backstride.direction.stride_model import StrideView, stride_view
from backstride.recording import FloatArray, Pause, Recording, Samples
from backstride.stride import StrideBaseline

BACKWARD = ((500.0, 620.0), (1100.0, 1160.0))


@pytest.fixture(scope="module")
def own() -> StrideBaseline:
    """The forward stride of the person that all runs here are of."""
    baseline = learn_baseline([(run(seed, speed_m_s=2.2 + 0.3 * seed), ()) for seed in range(5)])
    assert baseline is not None
    return baseline


def backward_of(each: Detection) -> float:
    """How probable backward is by this detector alone."""
    return each.likelihood.against(PRIOR).backward


def called(seen: StrideView | None, threshold: float = 0.9) -> list[tuple[float, float]]:
    """Stretches that are backward with at least some probability."""
    assert seen is not None
    return [(each.start_s, each.end_s) for each in seen.detections if backward_of(each) >= threshold]


def with_columns(recording: Recording, **columns: FloatArray) -> Recording:
    """The recording with other columns."""
    samples = recording.samples
    kept = {name: getattr(samples, name).copy() for name in ("speed_m_s", "cadence_spm", "distance_m")}
    return replace(recording, samples=Samples.of(samples.elapsed_s.copy(), **(kept | columns)))


def thinned(recording: Recording, every: int) -> Recording:
    """The recording with every so-manieth sample alone."""
    samples = recording.samples
    kept = {
        name: getattr(samples, name)[::every].copy() for name in ("speed_m_s", "cadence_spm", "distance_m")
    }
    return replace(recording, samples=Samples.of(samples.elapsed_s[::every].copy(), **kept))


def test_backward_stretches_are_found_with_an_own_baseline(own: StrideBaseline) -> None:
    """The published difference is found, and each edge within five seconds."""
    found = called(view(run(20, backward=BACKWARD), own))
    assert len(found) == 2
    for (start_s, end_s), (true_start_s, true_end_s) in zip(found, BACKWARD, strict=True):
        assert abs(start_s - true_start_s) <= 5.0
        assert abs(end_s - true_end_s) <= 5.0


def test_backward_stretches_that_stand_out_are_found_without_a_baseline() -> None:
    """The contrast inside a session speaks for itself."""
    found = called(view(run(21, backward=BACKWARD)))
    assert [round(start_s / 100.0) for start_s, _ in found] == [5, 11]


@pytest.mark.parametrize("known", [True, False])
def test_a_forward_run_is_not_called_backward(own: StrideBaseline, *, known: bool) -> None:
    """False alarms are worse than misses."""
    for seed in (30, 31, 32):
        assert called(view(run(seed), own if known else None), 0.5) == []


def test_slowing_down_alone_is_not_called_backward(own: StrideBaseline) -> None:
    """Slower between two turns, with the steps that go with the speed, is forward."""
    assert called(view(run(33, backward=BACKWARD, difference=0.0), own), 0.5) == []


def test_a_slow_drift_is_not_called_backward() -> None:
    """Cadence that creeps up by a tenth over an hour is fatigue or downhill."""
    recording = run(34, minutes=60.0)
    drift = np.exp(np.linspace(0.0, 0.1, len(recording.samples)))
    drifting = with_columns(recording, cadence_spm=recording.samples.cadence_spm * drift)
    assert called(view(drifting)) == []


def test_a_whole_session_without_contrast_stays_near_the_prior_without_a_baseline() -> None:
    """Nothing in it says whether its steps are quick for this person."""
    seen = view(run(35, backward=((-10.0, 1e9),)))
    assert seen is not None
    assert all(backward_of(each) < 0.3 for each in seen.detections)


def test_without_a_cadence_nothing_is_said() -> None:
    """Speed alone tells no direction."""
    recording = run(36)
    assert view(with_columns(recording, cadence_spm=np.full(len(recording.samples), np.nan))) is None


def test_without_a_speed_nothing_is_said() -> None:
    """A cadence tells nothing unless the speed is known that it goes with."""
    samples = run(37).samples
    bare = Samples.of(samples.elapsed_s.copy(), cadence_spm=samples.cadence_spm.copy())
    assert view(Recording(format="fit", samples=bare, started_at=START)) is None


def test_detections_are_in_order_and_over_moving_time_only(own: StrideBaseline) -> None:
    """They never overlap, and none reaches into a pause."""
    recording = replace(run(38, backward=BACKWARD), pauses=(Pause(start_s=800.0, end_s=900.0),))
    seen = view(recording, own)
    assert seen is not None
    assert all(each.end_s <= after.start_s for each, after in pairwise(seen.detections))
    assert all(each.end_s <= 800.0 or each.start_s >= 900.0 for each in seen.detections)
    assert {each.kind for each in seen.detections} == {EvidenceKind.STRIDE}
    covered = sum(each.end_s - each.start_s for each in seen.detections)
    assert covered == pytest.approx(recording.end_s - 100.0, abs=10.0)


def test_a_given_stretch_is_judged_by_what_it_holds(own: StrideBaseline) -> None:
    """A lap around a backward stretch is backward, and one beside it is not."""
    seen = view(run(39, backward=BACKWARD), own)
    assert seen is not None
    inside, beside = seen.over(498.0, 622.0), seen.over(700.0, 900.0)
    assert inside is not None
    assert beside is not None
    assert backward_of(inside) >= 0.9
    assert backward_of(beside) < 0.05
    assert (inside.start_s, inside.end_s) == (498.0, 622.0)


def test_nothing_is_said_of_a_stretch_without_steps(own: StrideBaseline) -> None:
    """Outside the recording, or too short, there is nothing to judge."""
    seen = view(run(40), own)
    assert seen is not None
    assert seen.over(5000.0, 6000.0) is None
    assert seen.over(100.0, 102.0) is None


def test_the_reason_tells_true_numbers(own: StrideBaseline) -> None:
    """The words name the difference from the own stride, in one line."""
    seen = view(run(41, backward=BACKWARD), own)
    assert seen is not None
    detail = next(each.detail for each in seen.detections if backward_of(each) >= 0.9)
    assert detail.startswith("cadence 1")
    assert "than your own forward stride at 8." in detail
    assert "\n" not in detail


def test_the_reason_without_a_baseline_speaks_of_the_session() -> None:
    """It never claims to know a stride that it was not told."""
    seen = view(run(42, backward=BACKWARD))
    assert seen is not None
    assert all("your own" not in each.detail for each in seen.detections)
    assert any("than this session's other running" in each.detail for each in seen.detections)


def test_a_watch_that_saves_memory_is_read_as_well(own: StrideBaseline) -> None:
    """One sample every five seconds holds the same stretches."""
    found = called(view(thinned(run(43, backward=BACKWARD), 5), own))
    assert len(found) == 2
    assert all(
        abs(edge - true) <= 10.0
        for seen, truth in zip(found, BACKWARD, strict=True)
        for edge, true in zip(seen, truth, strict=True)
    )


def test_the_same_recording_gives_the_same_answer(own: StrideBaseline) -> None:
    """No chance is involved."""
    recording = run(44, backward=BACKWARD)
    first, second = view(recording, own), view(recording, own)
    assert first is not None
    assert second is not None
    assert first.detections == second.detections


def test_an_empty_recording_has_no_view() -> None:
    """No samples, no stride."""
    empty = Recording(format="fit", samples=Samples.of(np.empty(0)), started_at=START)
    assert stride_view(empty, (), None) is None


VALUES = st.one_of(
    st.just(float("nan")), st.just(0.0), st.floats(min_value=0.0, max_value=1e6), st.floats(2.0, 200.0)
)


@settings(max_examples=30, deadline=None)
@given(
    speeds=st.lists(VALUES, min_size=1, max_size=120),
    cadences=st.lists(VALUES, min_size=1, max_size=120),
    gaps=st.lists(st.sampled_from([0.25, 1.0, 1.0, 7.0, 40.0]), min_size=1, max_size=20),
)
def test_garbage_never_breaks_the_view(
    own: StrideBaseline, speeds: list[float], cadences: list[float], gaps: list[float]
) -> None:
    """Whatever a device writes, what is said stays in order and inside the recording."""
    count = max(len(speeds), len(cadences))
    elapsed_s = np.concatenate(([0.0], np.cumsum(np.resize(gaps, count - 1)))) if count > 1 else np.zeros(1)
    recording = Recording(
        format="fit",
        samples=Samples.of(
            elapsed_s, speed_m_s=np.resize(speeds, count), cadence_spm=np.resize(cadences, count)
        ),
        started_at=START,
    )
    whole = (GaitStretch(start_s=0.0, end_s=recording.end_s, gait=Gait.RUN),) if count > 1 else ()
    for seen in (view(recording, own), stride_view(recording, whole, None)):
        parts = () if seen is None else seen.detections
        assert all(0.0 <= each.start_s < each.end_s <= recording.end_s for each in parts)
        assert all(each.end_s <= after.start_s for each, after in pairwise(parts))
