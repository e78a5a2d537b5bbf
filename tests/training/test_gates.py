"""Gates: what opens them, what keeps them shut, and what shuts them again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import InvalidValue
from backstride.sources import Belief
from backstride.training.clearance import Allowed, ClinicianWord, Injury, InjuryKind, Screening, Verdict
from backstride.training.diary import CheckIn
from backstride.training.gates import DoneSession, GateState, days_said, gate_states, open_gates
from backstride.training.programme import Caps, Gate, Goal, Need, NeedKind, Phase, Programme

TODAY = date(2026, 5, 20)
DAY = timedelta(days=1)


def programme(*gates: tuple[Need, ...] | None) -> Programme:
    """One phase for each gate; None for a phase that everybody may enter."""
    phases = tuple(
        Phase(
            key=f"p{number}",
            name=f"Phase {number}",
            purpose="To have one.",
            weeks=(1, 4),
            sessions=(),
            backward_min=(10.0, 30.0),
            gate=None if needs is None else Gate(key=f"g{number}", words="Be well.", needs=needs, sources=()),
        )
        for number, needs in enumerate(gates)
    )
    return Programme(
        key="test",
        name="Test",
        summary="A test.",
        goal=Goal.REHABILITATION,
        who="Nobody.",
        evidence=Belief.CLAIMED,
        evidence_words="None.",
        sources=(),
        caps=Caps(sessions_per_week=(1, 3)),
        phases=phases,
        injuries=frozenset({InjuryKind.KNEE_SURGERY}),
    )


def screening(since: date | None = TODAY - 90 * DAY, word: ClinicianWord | None = None) -> Screening:
    """After knee surgery."""
    return Screening(
        screened_on=TODAY - 30 * DAY,
        verdict=Verdict.GO_WITH_LIMITS,
        injuries=(Injury(kind=InjuryKind.KNEE_SURGERY, since=since),),
        clinician=word,
    )


def state_of(
    need: Need, *diary: CheckIn, done: tuple[DoneSession, ...] = (), screened: Screening | None = None
) -> GateState:
    """What becomes of a gate with one need."""
    found = gate_states(
        programme(None, (need,)),
        on=TODAY,
        diary=diary,
        screening=screened or screening(),
        done={"p0": done},
    )
    return found[0]


def good(days_ago: int) -> CheckIn:
    """A good day."""
    return CheckIn(day=TODAY - days_ago * DAY, pain=1.0, is_swollen=False)


def test_what_nobody_told_keeps_every_gate_shut() -> None:
    """Each need without its facts is shut, and says what to tell and how."""
    for kind in NeedKind:
        need = Need(kind=kind, value=2.0, text="run" if kind is NeedKind.CLINICIAN_ALLOWS else "")
        found = state_of(need, screened=screening(since=None))
        assert not found.is_open, kind
        assert len(found.words) == 1, kind
        assert found.words[0].endswith("."), kind


@pytest.mark.parametrize(("pain", "days_ago", "is_open"), [(2.0, 6, True), (2.1, 6, False), (5.0, 7, True)])
def test_pain_of_the_last_seven_days_counts(pain: float, days_ago: int, *, is_open: bool) -> None:
    """One bad day in the window shuts the gate, and one before it does not."""
    said = CheckIn(day=TODAY - days_ago * DAY, pain=pain)
    found = state_of(Need(kind=NeedKind.PAIN_AT_MOST, value=2.0), said, good(0))
    assert found.is_open is is_open


def test_swelling_shuts_a_gate_again_until_it_is_told_to_be_gone() -> None:
    """The last that was told counts."""
    need = Need(kind=NeedKind.NO_SWELLING)
    swollen = CheckIn(day=TODAY - DAY, is_swollen=True)
    assert state_of(need, good(3)).is_open
    assert not state_of(need, good(3), swollen).is_open
    assert state_of(need, good(3), swollen, good(0)).is_open


def test_good_days_have_to_follow_one_another() -> None:
    """Two good days with a day between that nobody told of are not two in a row."""
    need = Need(kind=NeedKind.GOOD_DAYS, value=2.0)
    assert state_of(need, good(1), good(0)).is_open
    assert not state_of(need, good(2), good(0)).is_open
    assert not state_of(need, good(2), good(1), CheckIn(day=TODAY, pain=3.0)).is_open
    assert not state_of(need, good(9), good(8)).is_open


def test_a_clinicians_latest_word_counts() -> None:
    """A later word that allows less takes an earlier one back, and one before the injury is void."""
    need = Need(kind=NeedKind.CLINICIAN_ALLOWS, text="run")

    def word(days_ago: int, allows: Allowed) -> CheckIn:
        on = TODAY - days_ago * DAY
        return CheckIn(day=on, clinician=ClinicianWord(by="Dr. Weber", on=on, allows=allows))

    assert state_of(need, word(5, Allowed.EVERYTHING)).is_open
    assert not state_of(need, word(5, Allowed.EVERYTHING), word(2, Allowed.WALK)).is_open
    assert not state_of(need, word(100, Allowed.EVERYTHING)).is_open
    on_screening = ClinicianWord(by="Dr. Weber", on=TODAY - 20 * DAY, allows=Allowed.RUN)
    assert state_of(need, screened=screening(word=on_screening)).is_open


def test_twelve_weeks_are_over_on_their_day() -> None:
    """The gate opens on the day itself, not the day before."""
    need = Need(kind=NeedKind.WEEKS_SINCE, value=12.0)
    assert state_of(need, screened=screening(since=TODAY - timedelta(weeks=12))).is_open
    assert not state_of(need, screened=screening(since=TODAY - timedelta(weeks=12) + DAY)).is_open


def test_sessions_of_the_phase_before_are_counted_and_asked_how_hard_they_were() -> None:
    """Later sessions count for nothing yet, and an exertion that nobody told keeps the gate shut."""
    count, exertion = Need(kind=NeedKind.SESSIONS_DONE, value=3.0), Need(kind=NeedKind.RPE_AT_MOST, value=4.0)
    three = tuple(DoneSession(day=TODAY - ago * DAY, rpe=4.0) for ago in (6, 4, 2))
    assert state_of(count, done=three).is_open
    assert not state_of(count, done=(*three[:2], DoneSession(day=TODAY + DAY))).is_open
    assert state_of(exertion, done=(DoneSession(day=TODAY - 9 * DAY, rpe=9.0), *three)).is_open
    assert not state_of(exertion, done=(*three[1:], DoneSession(day=TODAY, rpe=5.0))).is_open
    assert not state_of(exertion, done=(*three[1:], DoneSession(day=TODAY))).is_open


def test_the_last_measured_strength_counts() -> None:
    """At the value itself the gate is open."""
    need = Need(kind=NeedKind.STRENGTH_SYMMETRY, value=70.0)
    weak, strong = (
        CheckIn(day=TODAY - ago * DAY, strength_symmetry_percent=percent)
        for ago, percent in ((40, 69.9), (20, 70.0))
    )
    assert state_of(need, weak, strong, good(0)).is_open
    assert not state_of(need, replace(weak, day=TODAY), strong).is_open


def test_a_later_gate_is_shut_while_an_earlier_one_is() -> None:
    """Nobody runs who may not walk, whatever a later gate says of itself."""
    pain = (Need(kind=NeedKind.PAIN_AT_MOST, value=2.0),)
    swelling = (Need(kind=NeedKind.NO_SWELLING),)
    first, second = gate_states(
        programme(pain, swelling),
        on=TODAY,
        diary=[CheckIn(day=TODAY, pain=6.0, is_swollen=False)],
        screening=screening(),
        done={},
    )
    assert (first.is_open, second.is_open) == (False, False)
    assert second.words == ("An earlier gate is shut.",)


def test_of_several_check_ins_of_a_day_the_worst_counts() -> None:
    """Nobody opens a gate by checking in a second time."""
    (said,) = days_said(
        [CheckIn(day=TODAY, pain=5.0), CheckIn(day=TODAY, pain=0.0, is_swollen=False), good(-1)], on=TODAY
    )
    assert (said.pain, said.is_swollen) == (5.0, False)


def test_an_exertion_that_cannot_be_is_refused() -> None:
    """Eleven of ten is a slip."""
    with pytest.raises(InvalidValue, match="exertion 11"):
        DoneSession(day=TODAY, rpe=11.0)


NEEDS = st.builds(
    Need,
    kind=st.sampled_from(
        [NeedKind.PAIN_AT_MOST, NeedKind.NO_SWELLING, NeedKind.GOOD_DAYS, NeedKind.SESSIONS_DONE]
    ),
    value=st.integers(0, 4).map(float),
)
SAID = st.builds(
    CheckIn,
    day=st.integers(0, 12).map(lambda ago: TODAY - ago * DAY),
    pain=st.none() | st.integers(0, 10).map(float),
    is_swollen=st.none() | st.booleans(),
)
GATES = st.lists(st.none() | st.lists(NEEDS, max_size=3).map(tuple), min_size=1, max_size=4)


@given(gates=GATES, diary=st.lists(SAID, min_size=1, max_size=8))
def test_more_pain_never_opens_a_gate(gates: list[tuple[Need, ...] | None], diary: list[CheckIn]) -> None:
    """The same days with more pain and swelling open no gate that was shut."""
    chosen = programme(*gates)

    def opened(said: list[CheckIn]) -> frozenset[str]:
        return open_gates(chosen, on=TODAY, diary=said, screening=screening(), done={})

    worse = [
        replace(each, pain=None if each.pain is None else min(10.0, each.pain + 3.0), is_swollen=True)
        for each in diary
    ]
    assert opened(worse) <= opened(diary)
