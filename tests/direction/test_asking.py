"""Which few stretches to ask about."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Bout, Evidence, EvidenceKind, Gait, Posterior, Travel
from backstride.direction.asking import MOST_QUESTIONS, SHORTEST_ASKED_S, questions

QUICK = "cadence 9 % above your forward stride at 9.1 km/h"


def said(
    kind: EvidenceKind, travel: Travel, probability: float = 0.95, detail: str = "a word", detector: str = ""
) -> Evidence:
    """One piece of evidence."""
    return Evidence(
        kind=kind, travel=travel, probability=probability, detail=detail, detector=detector or None
    )


STRIDE = said(EvidenceKind.STRIDE, Travel.BACKWARD, 0.6, QUICK, "stride 1")


def bout(
    start_s: float,
    end_s: float,
    backward: float | None = 0.6,
    *evidence: Evidence,
    travel: Travel = Travel.UNKNOWN,
    gait: Gait = Gait.RUN,
) -> Bout:
    """A bout of which the stride says something, unless the evidence is given; None: nothing speaks of it."""
    posterior = None if backward is None else Posterior(forward=1.0 - backward, backward=backward)
    given_evidence = evidence or ((STRIDE,) if posterior is not None else ())
    return Bout(
        start_s=start_s, end_s=end_s, travel=travel, gait=gait, evidence=given_evidence, posterior=posterior
    )


def forward(start_s: float, end_s: float) -> Bout:
    """A bout that surely goes forward."""
    return bout(
        start_s,
        end_s,
        0.03,
        said(EvidenceKind.STRIDE, Travel.FORWARD, 0.97),
        travel=Travel.FORWARD,
    )


def spans(*stretches: Bout, already_asked: int = 0, most: int = MOST_QUESTIONS) -> list[tuple[float, float]]:
    """The stretches that are asked about, the first question first."""
    return [
        (each.start_s, each.end_s) for each in questions(stretches, already_asked=already_asked, most=most)
    ]


def test_an_unclear_stretch_is_asked_about_with_a_guess_and_a_reason() -> None:
    """Whoever is asked sees what is believed, how far, and what made it doubtful."""
    (asked,) = questions([forward(0, 600), bout(600, 720, 0.63), forward(720, 900)])
    assert (asked.start_s, asked.end_s) == (600, 720)
    assert (asked.travel, asked.probability, asked.gait) == (Travel.BACKWARD, 0.63, Gait.RUN)
    assert asked.why == f"about 2 min of running: {QUICK}; 63 % backward"


def test_where_all_is_sure_nothing_is_asked() -> None:
    """A question about what is known wastes attention."""
    sure = bout(600, 720, 0.96, travel=Travel.BACKWARD)
    assert questions([forward(0, 600), sure]) == ()


def test_what_is_as_unknown_as_anything_is_not_asked_about() -> None:
    """Nine in ten such answers would be forward; nobody is asked that day after day."""
    assert questions([bout(0, 600, 0.12)]) == ()


def test_standing_and_what_is_not_on_foot_are_never_asked_about() -> None:
    """Who stands goes no way at all."""
    for gait in (Gait.STANDING, Gait.OTHER, Gait.UNKNOWN):
        assert questions([bout(0, 600, 0.5, gait=gait)]) == ()


def test_a_short_stretch_is_not_asked_about() -> None:
    """Nobody remembers which way ten seconds went."""
    assert spans(bout(0, SHORTEST_ASKED_S - 1.0)) == []
    assert spans(bout(0, SHORTEST_ASKED_S)) == [(0, SHORTEST_ASKED_S)]


@pytest.mark.parametrize("travel", list(Travel))
def test_what_the_person_has_spoken_of_is_not_asked_again(travel: Travel) -> None:
    """Their word is final, and "I do not know" is an answer."""
    told = said(EvidenceKind.USER, travel, 1.0)
    assert questions([bout(0, 600, 0.5, told, STRIDE, travel=travel)], is_new=True) == ()
    assert questions([bout(0, 600, None, told, travel=travel)], is_new=True) == ()


def test_no_activity_is_asked_about_more_than_three_times() -> None:
    """Questions that were asked before count, and nobody can raise the limit."""
    kinds = (
        Gait.RUN,
        Gait.WALK,
        Gait.ELLIPTICAL,
    )
    stretches = [bout(100 * i, 100 * i + 50, 0.3 + 0.3 * (i % 2), gait=kinds[i // 2]) for i in range(6)]
    assert len(spans(*stretches)) == MOST_QUESTIONS
    assert len(spans(*stretches, most=10)) == MOST_QUESTIONS
    assert len(spans(*stretches, most=2)) == 2
    assert len(spans(*stretches, already_asked=2)) == 1
    assert spans(*stretches, already_asked=3) == spans(*stretches, already_asked=7) == []


def test_stretches_that_are_alike_are_asked_about_once() -> None:
    """One answer tells of the other repeats; the longest of them stands for all."""
    lengths = (60, 90, 60)
    stretches = [bout(200 * i, 200 * i + length) for i, length in enumerate(lengths)]
    (asked,) = questions(stretches)
    assert (asked.start_s, asked.end_s) == (200, 290)
    assert "like 2 others" in asked.why
    assert asked.gain_bits > questions(stretches[1:2])[0].gain_bits


def test_stretches_of_which_different_things_were_seen_are_not_alike() -> None:
    """Numbers may differ between repeats; a compass that points the other way is another matter."""

    def pointing(start_s: float, detail: str) -> Bout:
        return bout(start_s, start_s + 60.0, 0.5, said(EvidenceKind.HEADING, Travel.FORWARD, 0.5, detail))

    with_it, about = "compass 179° off the course", "compass 3° off the course, elsewhere mostly 179°"
    assert len(spans(pointing(0, with_it), pointing(100, about))) == 2
    assert len(spans(pointing(0, with_it), pointing(100, "compass 171° off the course"))) == 1


def test_the_less_sure_is_asked_about_first() -> None:
    """The answer to an even chance teaches most."""
    even = bout(0, 100, 0.5, gait=Gait.WALK)
    assert spans(bout(200, 300, 0.85), even)[0] == (0, 100)


def test_the_longer_is_asked_about_first() -> None:
    """An answer about ten minutes teaches more than one about thirty seconds."""
    assert spans(bout(0, 30, gait=Gait.WALK), bout(100, 700)) == [(100, 700), (0, 30)]


def test_a_contradiction_is_asked_about_though_the_direction_was_told() -> None:
    """A step that says backward where the stride says forward was perhaps not followed."""
    step = said(EvidenceKind.WORKOUT_STEP, Travel.BACKWARD, 0.95, 'step 3 "Backward 100 m"')
    stride = said(EvidenceKind.STRIDE, Travel.FORWARD, 0.99, "your forward stride", "stride 1")
    (asked,) = questions([bout(0, 120, 0.66, step, stride, travel=Travel.BACKWARD)])
    assert (
        asked.why
        == "about 2 min of running: the workout step says backward, the stride says forward; 66 % backward"
    )
    mild = replace(stride, probability=0.9)
    assert questions([bout(0, 120, 0.94, step, mild, travel=Travel.BACKWARD)]) == ()


def test_disagreement_adds_to_what_an_answer_teaches() -> None:
    """Of two stretches equally unsure, that with a contradiction also tells which witness errs."""
    heading = said(EvidenceKind.HEADING, Travel.FORWARD, 0.99)
    quarrel = bout(200, 300, 0.6, heading, STRIDE)
    plain, torn = questions([bout(0, 100, 0.6)])[0], questions([quarrel])[0]
    assert torn.gain_bits > plain.gain_bits + 0.1


def test_a_recording_of_which_nothing_is_known_is_asked_about_once_while_it_is_new() -> None:
    """A fresh run may be asked about as a whole; years of old ones are not."""
    stretches = [
        bout(0, 400, None),
        bout(400, 460, None, gait=Gait.STANDING),
        bout(460, 560, None, gait=Gait.WALK),
    ]
    (asked,) = questions(stretches, is_new=True)
    assert (asked.start_s, asked.end_s, asked.travel, asked.probability) == (0, 560, Travel.UNKNOWN, None)
    assert asked.why == "about 8 min, mostly running: nothing in it tells which way you went"
    assert questions(stretches) == ()
    assert questions([bout(0, 200, None)], is_new=True) == ()
    assert questions([*stretches, forward(600, 700)], is_new=True) == ()
    assert questions([bout(0, 900, None, gait=Gait.OTHER)], is_new=True) == ()
    assert questions([], is_new=True) == ()


STRETCHES = st.lists(
    st.tuples(
        st.floats(1.0, 900.0),
        st.one_of(st.none(), st.floats(0.0, 1.0)),
        st.sampled_from(list(Gait)),
        st.sampled_from(list(Travel)),
        st.lists(
            st.builds(
                said, st.sampled_from(list(EvidenceKind)), st.sampled_from(list(Travel)), st.floats(0.0, 1.0)
            ),
            max_size=3,
        ),
    ),
    max_size=12,
)


@given(drawn=STRETCHES, asked=st.integers(0, 4), is_new=st.booleans())
def test_whatever_the_bouts_the_promises_hold(
    *, drawn: list[tuple[float, float | None, Gait, Travel, list[Evidence]]], asked: int, is_new: bool
) -> None:
    """Few questions, the best first, long enough, within what was recorded, and the same in any order."""
    stretches, start_s = [], 0.0
    for length_s, backward, gait, travel, evidence in drawn:
        stretches.append(bout(start_s, start_s + length_s, backward, *evidence, travel=travel, gait=gait))
        start_s += length_s
    found = questions(stretches, already_asked=asked, is_new=is_new)
    assert found == questions(stretches[::-1], already_asked=asked, is_new=is_new)
    assert len(found) <= max(0, MOST_QUESTIONS - asked)
    gains = [each.gain_bits for each in found]
    assert gains == sorted(gains, reverse=True)
    told = [b for b in stretches if any(each.kind is EvidenceKind.USER for each in b.evidence)]
    for each in found:
        assert each.end_s - each.start_s >= SHORTEST_ASKED_S
        assert each.end_s <= start_s
        assert not any(b.start_s < each.end_s and each.start_s < b.end_s for b in told)
