"""One posterior from what was told and what was seen."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Evidence, EvidenceKind, Travel
from backstride.direction import DIRECTIONS, PRIOR, Detection, Likelihood, verdict
from backstride.direction.combining import SEEN_ENOUGH, joined


def told(kind: EvidenceKind, travel: Travel, probability: float) -> Evidence:
    """What somebody said."""
    return Evidence(kind=kind, travel=travel, probability=probability, detail="said")


def seen(
    backward_over_forward: float,
    *,
    kind: EvidenceKind = EvidenceKind.STRIDE,
    start_s: float = 0.0,
    end_s: float = 60.0,
) -> Detection:
    """What a detector saw, of which sideways is a fifth of the better of the two."""
    best = max(backward_over_forward, 1.0)
    return Detection(
        start_s=start_s,
        end_s=end_s,
        kind=kind,
        detector=f"{kind} 1",
        likelihood=Likelihood(forward=1.0 / best, backward=backward_over_forward / best, sideways=0.2 / best),
        detail="quicker steps",
    )


def test_without_any_evidence_it_is_unknown_and_there_is_no_posterior() -> None:
    """The prior alone is no reason to say anything."""
    found = verdict((), ())
    assert (found.travel, found.posterior, found.evidence) == (Travel.UNKNOWN, None, ())


def test_a_detector_that_saw_nothing_is_no_evidence() -> None:
    """What is flat does not make a stretch look as if something spoke of it."""
    flat = Detection(
        start_s=0.0,
        end_s=9.0,
        kind=EvidenceKind.STRIDE,
        detector="stride 1",
        likelihood=Likelihood(forward=1.0, backward=0.95, sideways=0.97),
        detail="nothing",
    )
    assert verdict((), [flat]).evidence == ()


@pytest.mark.parametrize(
    ("ratio", "travel"),
    [(1e-3, Travel.FORWARD), (2.0, Travel.UNKNOWN), (1e3, Travel.BACKWARD)],
)
def test_detectors_alone_call_a_direction_only_when_nine_tenths_sure(ratio: float, travel: Travel) -> None:
    """Unknown rather than a guess, in both directions."""
    found = verdict((), [seen(ratio)])
    assert found.travel is travel
    assert found.posterior is not None
    assert (found.posterior.of(found.posterior.likeliest) >= SEEN_ENOUGH) is (travel is not Travel.UNKNOWN)
    assert found.evidence[0].detector == "stride 1"


def test_the_prior_alone_calls_nothing() -> None:
    """Most travel goes forward; that is no reason to say of this stretch that it did."""
    hardly = verdict((), [seen(0.6)])
    assert hardly.posterior is not None
    assert hardly.posterior.forward > SEEN_ENOUGH
    assert hardly.travel is Travel.UNKNOWN


def test_what_was_told_alone_is_believed_as_far_as_its_kind_is() -> None:
    """A step's 97 % stays 97 %."""
    found = verdict([told(EvidenceKind.WORKOUT_STEP, Travel.BACKWARD, 0.97)], ())
    assert found.travel is Travel.BACKWARD
    assert found.posterior is not None
    assert isclose(found.posterior.backward, 0.97)


def test_the_users_word_is_final() -> None:
    """No detector moves it, however sure it is; it stands behind it all the same."""
    found = verdict([told(EvidenceKind.USER, Travel.FORWARD, 1.0)], [seen(1e9)])
    assert found.travel is Travel.FORWARD
    assert found.posterior is not None
    assert found.posterior.forward == 1.0
    assert [each.kind for each in found.evidence] == [EvidenceKind.USER, EvidenceKind.STRIDE]


def test_the_user_may_say_that_nobody_knows() -> None:
    """Then a detector does not know it better."""
    found = verdict([told(EvidenceKind.USER, Travel.UNKNOWN, 1.0)], [seen(1e9)])
    assert (found.travel, found.posterior) == (Travel.UNKNOWN, None)


def test_detectors_shake_a_step_but_do_not_overturn_it() -> None:
    """They were never held against real recordings of people going backward."""
    found = verdict([told(EvidenceKind.WORKOUT_STEP, Travel.BACKWARD, 0.97)], [seen(1e-9)])
    assert found.travel is Travel.BACKWARD
    assert found.posterior is not None
    assert 0.5 < found.posterior.backward < 0.7


def test_detectors_may_overturn_the_name_of_the_whole() -> None:
    """A session called backward intervals has a warm-up too."""
    found = verdict([told(EvidenceKind.NAME, Travel.BACKWARD, 0.85)], [seen(1e-4)])
    assert found.travel is Travel.FORWARD


def test_a_name_that_detectors_doubt_leaves_the_stretch_unknown() -> None:
    """Neither has enough."""
    assert verdict([told(EvidenceKind.NAME, Travel.BACKWARD, 0.8)], [seen(0.1)]).travel is Travel.UNKNOWN


def test_two_detectors_that_agree_are_surer_than_one() -> None:
    """Compass and stride see different things."""
    one = verdict((), [seen(20.0)])
    both = verdict((), [seen(20.0), seen(20.0, kind=EvidenceKind.HEADING)])
    assert one.posterior is not None
    assert both.posterior is not None
    assert both.posterior.backward > one.posterior.backward
    assert [each.kind for each in both.evidence] == [EvidenceKind.HEADING, EvidenceKind.STRIDE]


@given(
    st.floats(1e-6, 1e6),
    st.sampled_from([kind for kind in EvidenceKind if kind.is_told]),
    st.sampled_from(DIRECTIONS),
    st.floats(0.5, 1.0),
)
def test_more_evidence_for_backward_never_makes_it_less_probable(
    ratio: float, kind: EvidenceKind, travel: Travel, probability: float
) -> None:
    """Whatever was told."""
    said = [told(kind, travel, probability)]
    less, more = verdict(said, [seen(ratio)]), verdict(said, [seen(ratio * 2.0)])
    assert less.posterior is not None
    assert more.posterior is not None
    assert more.posterior.backward >= less.posterior.backward - 1e-12


def test_the_prior_holds_most_travel_to_be_forward_and_none_to_be_impossible() -> None:
    """What is impossible could never be learned."""
    assert PRIOR.likeliest is Travel.FORWARD
    assert all(PRIOR.of(travel) > 0.0 for travel in DIRECTIONS)


def test_detections_that_reach_into_a_stretch_count_by_their_share_of_it() -> None:
    """A stretch of which half looks backward and half forward looks like neither."""
    parts = [seen(100.0, end_s=30.0), seen(0.01, start_s=30.0)]
    both = joined(parts, 0.0, 60.0)
    assert both is not None
    assert isclose(both.likelihood.backward, both.likelihood.forward)
    alone = joined(parts, 0.0, 30.0)
    assert alone is not None
    assert isclose(alone.likelihood.backward, 1.0)
    assert joined(parts, 60.0, 90.0) is None
