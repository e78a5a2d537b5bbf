"""What each column of a recording adds to telling which way, what labels add, what a threshold would do."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from backstride.bout import Gait, Travel
from backstride.direction import Label, bouts
from backstride.stride import StrideBaseline
from validation.direction_cases import Case, spliced, spliced_cases
from validation.direction_corpus import Subject, learned, without
from validation.direction_measures import Seconds, Share, detections, false_alarms, judged, judged_by
from validation.direction_peers import by_history, by_session, on_forward

DYNAMICS: Final = ("stance_time_s", "stance_balance_left", "vertical_oscillation_m", "vertical_ratio")

ABLATED: Final = {
    "without heart rate": ("heart_rate_bpm",),
    "without contact and bounce": DYNAMICS,
    "without altitude": ("altitude_m",),
    "speed and cadence alone": ("heart_rate_bpm", "altitude_m", *DYNAMICS),
    "without cadence": ("cadence_spm", "step_length_m", *DYNAMICS),
}

LENGTH_S: Final = 120.0
STRENGTHS: Final = (0.5, 1.0)
LABELLED: Final = 2
"""How many sessions a person labels, each with stretches of the strength that is looked for."""

Way = Callable[[Case], Seconds]
Row = tuple[str, Share, Share, Share]


def compared(people: Sequence[Subject]) -> list[Row]:
    """For each way of telling: what is found at both strengths, and false alarms on real recordings."""
    rows = [_row("all columns, own stride", people, _with_stride)]
    for name, columns in ABLATED.items():
        rows.append(_row(name, [_ablated(each, columns) for each in people], _with_stride))
    rows.append(_row("without own stride", people, lambda case: judged(case, with_baseline=False)))
    rows.append(_taught_row(people))
    rows.append(_row("somebody else's stride", people, partial(_by_another, people=people)))
    rows.append(_row("a peer: steps under 0.90 of the session's", people, by_session))
    rows.append(_row("a peer: steps under 0.95 of one's own", people, by_history))
    return rows


def _with_stride(case: Case) -> Seconds:
    return judged(case, with_baseline=True)


def _cases(people: Iterable[Subject], strength: float) -> list[Case]:
    return list(spliced_cases(list(people), strengths=(strength,), lengths_s=(LENGTH_S,), gaits=(Gait.RUN,)))


def _row(name: str, people: Sequence[Subject], way: Way) -> Row:
    half, full = (detections(map(way, _cases(people, strength))) for strength in STRENGTHS)
    return name, half, full, false_alarms(way(on_forward(each)) for each in people)


def _ablated(subject: Subject, columns: tuple[str, ...]) -> Subject:
    return replace(
        subject,
        recording=without(subject.recording, *columns),
        history=tuple(without(each, *columns) for each in subject.history),
    )


def _by_another(case: Case, people: Sequence[Subject]) -> Seconds:
    """What is said by the stride of the next person: a mistake that a shared watch or folder makes."""
    place = next(number for number, each in enumerate(people) if each is case.subject)
    others = (*people[place + 1 :], *people[:place])
    other = next((each for each in others if each.group != case.subject.group), case.subject)
    return judged_by(case, bouts(case.recording, baseline=other.baseline))


def _taught_row(people: Sequence[Subject]) -> Row:
    """What is found once a person has labelled stretches of theirs in other sessions."""
    half, full = (detections(map(_taught, _cases(people, strength))) for strength in STRENGTHS)
    alarms = false_alarms(_taught(on_forward(each)) for each in people)
    return f"own stride, {LABELLED} earlier sessions labelled", half, full, alarms


def _taught(case: Case) -> Seconds:
    strength = 1.0 if math.isnan(case.strength) else case.strength
    return judged_by(case, bouts(case.recording, baseline=taught(case.subject, strength)))


def taught(subject: Subject, strength: float) -> StrideBaseline | None:
    """What is learned when stretches in some sessions of the history are backward, and labelled so."""
    labelled = []
    for number, recording in enumerate(subject.history[:LABELLED]):
        past = Subject(name=f"{subject.name} past {number}", group=subject.group, recording=recording)
        case = spliced(past, strength=strength, length_s=LENGTH_S)
        if case is not None:
            labels = [
                Label(travel=Travel.BACKWARD, start_s=start_s, end_s=end_s)
                for start_s, end_s in case.backward
            ]
            labelled.append((case.recording, labels))
    return learned(subject.history, labelled)
