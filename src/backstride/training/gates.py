"""Gates: whether a phase may begin, by what was said and done up to today.

A gate is judged anew each day: pain or swelling shuts it again. What nobody told keeps it shut.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from backstride.errors import InvalidValue
from backstride.training.clearance import Allowed, ClinicianWord, Injury, Screening
from backstride.training.diary import CheckIn
from backstride.training.phrases import counted
from backstride.training.programme import Gate, Need, NeedKind, Programme

RECENT: Final = timedelta(days=7)
"""A check-in of pain or swelling older than this says nothing of today; as `NeedKind.PAIN_AT_MOST`."""
LAST_SESSIONS: Final = 3
"""Of so many sessions the perceived exertion is asked; as `NeedKind.RPE_AT_MOST`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneSession:
    """A session of a phase that was done."""

    day: date
    rpe: float | None = None
    """Perceived exertion as the athlete said, 0 to 10; None where they did not. [-]"""

    def __post_init__(self) -> None:
        if self.rpe is not None and not 0.0 <= self.rpe <= 10.0:
            raise InvalidValue(
                f"A session was given the perceived exertion {self.rpe:g}.",
                allowed="It lies between 0 and 10.",
                remedy="Check the number.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class GateState:
    """Whether a gate is open, and why."""

    gate: str
    """Its key."""
    phase: str
    """The key of the phase that it leads to."""
    is_open: bool
    words: tuple[str, ...]
    """Sentences: what holds where it is open; else what is missing, and how to tell it."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """All that a need can be held against."""

    on: date
    days: tuple[CheckIn, ...]
    """One a day, the oldest first, none after today."""
    clinicians: tuple[ClinicianWord, ...]
    """The latest last."""
    injuries: tuple[Injury, ...]
    done_before: tuple[DoneSession, ...]
    """Of the phase before, the oldest first."""


_Answer = tuple[bool, str]


def days_said(diary: Iterable[CheckIn], *, on: date) -> tuple[CheckIn, ...]:
    """What was said of each day, the worst of several check-ins.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    diary
        Check-ins in any order, several of a day among them.
    on
        Today; what is dated later is left out.

    Returns
    -------
    tuple of CheckIn
        One for each day, the oldest first.
    """
    days: dict[date, CheckIn] = {}
    for each in sorted((each for each in diary if each.day <= on), key=lambda each: each.day):
        days[each.day] = _worse(days[each.day], each) if each.day in days else each
    return tuple(days.values())


def _worse(one: CheckIn, other: CheckIn) -> CheckIn:
    """Both check-ins of a day as one."""
    symmetries = [
        each.strength_symmetry_percent for each in (one, other) if each.strength_symmetry_percent is not None
    ]
    pains = [each.pain for each in (one, other) if each.pain is not None]
    return replace(
        one,
        pain=max(pains, default=None),
        is_swollen=_either(one.is_swollen, other.is_swollen),
        is_ill=_either(one.is_ill, other.is_ill),
        fell=_either(one.fell, other.fell),
        strength_symmetry_percent=min(symmetries, default=None),
        clinician=_stricter(one.clinician, other.clinician),
    )


def _either(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001 (answers of one day, both alike)
    return other if one is None else one if other is None else one or other


def _stricter(one: ClinicianWord | None, other: ClinicianWord | None) -> ClinicianWord | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other, key=lambda word: (-word.on.toordinal(), word.allows.rank))


def gate_states(
    programme: Programme,
    *,
    on: date,
    diary: Sequence[CheckIn],
    screening: Screening,
    done: Mapping[str, Sequence[DoneSession]],
) -> tuple[GateState, ...]:
    """Whether the gates of a programme are open today.

    A later gate is shut while an earlier one is.

    Source: return-to-run, acl-jog-ladder, backstride-rules. Belief: claimed.

    Parameters
    ----------
    programme
        The programme.
    on
        Today.
    diary
        What was said of the days, in any order.
    screening
        Knows the injuries, and may hold a clinician's word.
    done
        Sessions done, by the key of their phase.

    Returns
    -------
    tuple of GateState
        One for each gate, in the order of the phases.
    """
    states: list[GateState] = []
    before: str | None = None
    for phase in programme.phases:
        if phase.gate is not None:
            sessions = sorted(
                (each for each in done.get(before or "", ()) if each.day <= on), key=lambda each: each.day
            )
            facts = _facts(programme, on, diary, screening, tuple(sessions))
            states.append(_state(phase.gate, phase.key, facts, states))
        before = phase.key
    return tuple(states)


def open_gates(
    programme: Programme,
    *,
    on: date,
    diary: Sequence[CheckIn],
    screening: Screening,
    done: Mapping[str, Sequence[DoneSession]],
) -> frozenset[str]:
    """The gates of a programme that are open today, as a plan is asked for with them.

    Source: return-to-run, acl-jog-ladder, backstride-rules. Belief: claimed.

    Parameters
    ----------
    programme
        The programme.
    on
        Today.
    diary
        What was said of the days, in any order.
    screening
        Knows the injuries, and may hold a clinician's word.
    done
        Sessions done, by the key of their phase.

    Returns
    -------
    frozenset of str
        Their keys.
    """
    states = gate_states(programme, on=on, diary=diary, screening=screening, done=done)
    return frozenset(state.gate for state in states if state.is_open)


def _facts(
    programme: Programme,
    on: date,
    diary: Sequence[CheckIn],
    screening: Screening,
    done_before: tuple[DoneSession, ...],
) -> _Facts:
    days = days_said(diary, on=on)
    said = [each.clinician for each in days if each.clinician is not None]
    words = [word for word in (screening.clinician, *said) if word is not None and word.on <= on]
    asked = tuple(each for each in screening.injuries if each.kind in programme.injuries)
    return _Facts(
        on=on,
        days=days,
        clinicians=tuple(
            # Of two words of one day the stricter counts, so it stands last.
            sorted(words, key=lambda word: (word.on, -word.allows.rank))
        ),
        injuries=asked or screening.injuries,
        done_before=done_before,
    )


def _state(gate: Gate, phase: str, facts: _Facts, earlier: Sequence[GateState]) -> GateState:
    answers = [_ANSWERS[need.kind](need, facts) for need in gate.needs]
    missing = [words for is_met, words in answers if not is_met]
    if not all(state.is_open for state in earlier):
        missing.append("An earlier gate is shut.")
    return GateState(
        gate=gate.key,
        phase=phase,
        is_open=not missing,
        words=tuple(missing) or tuple(words for _, words in answers),
    )


def _recent(facts: _Facts) -> list[CheckIn]:
    return [each for each in facts.days if facts.on - each.day < RECENT]


def _pain(need: Need, facts: _Facts) -> _Answer:
    told = [(each.pain, each.day) for each in _recent(facts) if each.pain is not None]
    if not told:
        return False, "No check-in of the last seven days tells of pain: check in with a number from 0 to 10."
    worst, day = max(told)
    if worst > need.value:
        return False, (
            f"Pain was {worst:g} of 10 on {day}; it has to stay at {need.value:g} or less for seven days."
        )
    return True, f"Pain was {worst:g} of 10 at most in the last seven days."


def _swelling(_: Need, facts: _Facts) -> _Answer:
    told = [each for each in _recent(facts) if each.is_swollen is not None]
    if not told:
        return False, "No check-in of the last seven days tells of swelling: check in with yes or no."
    if told[-1].is_swollen:
        return False, f"There was swelling on {told[-1].day}: check in again when it has gone."
    return True, f"There was no swelling on {told[-1].day}."


def good_days_in_a_row(days: Sequence[CheckIn]) -> int:
    """How many good days in a row the latest check-ins tell of.

    Source: acl-jog-ladder, backstride-rules. Belief: claimed.

    Parameters
    ----------
    days
        One for each day, the oldest first, as `days_said` gives them.

    Returns
    -------
    int
        Days that follow one another, up to the latest; 0 where that was not good, or did not say.
    """
    count, expected = 0, None
    for each in reversed(days):
        if not each.is_good or expected not in {None, each.day}:
            break
        count, expected = count + 1, each.day - timedelta(days=1)
    return count


def _good_days(need: Need, facts: _Facts) -> _Answer:
    if not _recent(facts):
        return False, "No check-in is from the last seven days: check in with pain and swelling each day."
    count = good_days_in_a_row(facts.days)
    if count < need.value:
        return False, (
            f"{counted(count, 'good day')} in a row told, and it takes {need.value:g}: check in each day "
            "with pain and swelling; a day is good with pain at 2 or less and no swelling."
        )
    return True, f"{counted(count, 'good day')} in a row told."


def _clinician(need: Need, facts: _Facts) -> _Answer:
    wanted = Allowed(need.text)
    injured_on = max((each.since for each in facts.injuries if each.since is not None), default=None)
    words = [word for word in facts.clinicians if injured_on is None or word.on >= injured_on]
    if not words:
        return False, f'Ask a clinician, and check in with their word: it has to allow "{wanted.value}".'
    latest = words[-1]
    if latest.allows.rank < wanted.rank:
        return False, (
            f'{latest.by} allowed "{latest.allows.value}" on {latest.on}; '
            f'it takes a word that allows "{wanted.value}".'
        )
    return True, f'{latest.by} allowed "{latest.allows.value}" on {latest.on}.'


def _weeks_since(need: Need, facts: _Facts) -> _Answer:
    if not facts.injuries or any(each.since is None for each in facts.injuries):
        return False, "The day of the injury or operation is unknown: answer the screening again with it."
    latest = max(each.since for each in facts.injuries if each.since is not None)
    reached = latest + timedelta(weeks=need.value)
    if facts.on < reached:
        return False, f"{need.value:g} weeks since the injury or operation are over on {reached}."
    return True, f"{need.value:g} weeks or more have gone by since the injury or operation."


def _sessions(need: Need, facts: _Facts) -> _Answer:
    count = len(facts.done_before)
    words = f"{counted(count, 'session')} of the phase before done"
    if count < need.value:
        return False, f"{words}, and it takes {need.value:g}: record them, or import their files."
    return True, f"{words}; it took {need.value:g}."


def _exertion(need: Need, facts: _Facts) -> _Answer:
    last = facts.done_before[-LAST_SESSIONS:]
    if not last:
        return False, "No session of the phase before is done."
    told = [each.rpe for each in last if each.rpe is not None]
    if len(told) < len(last):
        return False, (
            f"Of {len(last) - len(told)} of the last {len(last)} sessions nobody said how hard they were: "
            "say so, from 0 to 10."
        )
    if max(told) > need.value:
        return False, (
            f"One of the last {len(last)} sessions felt like {max(told):g} of 10; "
            f"it has to be {need.value:g} or less."
        )
    return True, f"The last {len(last)} sessions felt like {max(told):g} of 10 at most."


def _symmetry(need: Need, facts: _Facts) -> _Answer:
    told = [
        (each.strength_symmetry_percent, each.day)
        for each in facts.days
        if each.strength_symmetry_percent is not None
    ]
    if not told:
        return False, (
            "Nobody measured how strong the weaker leg is beside the other: have it measured, and "
            "check in with the per cent."
        )
    percent, day = told[-1]
    if percent < need.value:
        return False, (
            f"The weaker leg had {percent:g} % of the other's strength on {day}; it takes {need.value:g} %."
        )
    return True, f"The weaker leg had {percent:g} % of the other's strength on {day}."


_ANSWERS: Final[Mapping[NeedKind, Callable[[Need, _Facts], _Answer]]] = {
    NeedKind.PAIN_AT_MOST: _pain,
    NeedKind.NO_SWELLING: _swelling,
    NeedKind.GOOD_DAYS: _good_days,
    NeedKind.CLINICIAN_ALLOWS: _clinician,
    NeedKind.WEEKS_SINCE: _weeks_since,
    NeedKind.SESSIONS_DONE: _sessions,
    NeedKind.RPE_AT_MOST: _exertion,
    NeedKind.STRENGTH_SYMMETRY: _symmetry,
}
