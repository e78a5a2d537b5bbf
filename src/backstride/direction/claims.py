"""Claims: who or what says which way a stretch went, and how far each may be believed.

The probabilities below are assumptions, chosen for their order: no study has measured how often a
workout step is followed, or how often a file is named for what it holds.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final

from backstride.bout import Claim, Evidence, EvidenceKind, Travel
from backstride.direction.label import Label, lap_stretches, stretch_of
from backstride.direction.words import NamedDirection, directions_named
from backstride.recording import Lap, Recording, Step

USER_PROBABILITY: Final = 1.0
"""What the user says is taken as it is. Assumed. [-]"""
STEP_PROBABILITY: Final = 0.97
"""The athlete may have missed or skipped the step. Assumed. [-]"""
LAP_NAME_PROBABILITY: Final = 0.97
"""A lap was named by hand, afterwards or by a workout. Assumed. [-]"""
LAP_CONVENTION_PROBABILITY: Final = 0.9
"""One press forgotten turns all that follows about. Assumed. [-]"""
SESSION_NAME_PROBABILITY: Final = 0.85
"""The name of a session, workout, track or profile: it may hold more than its name says. Assumed. [-]"""
FILE_NAME_PROBABILITY: Final = 0.8
"""A file is easily misnamed, and "backwards" may be the way round the loop. Assumed. [-]"""

NAMES_THAT_SPEAK: Final = {
    "session": "the session",
    "activity": "the activity",
    "workout": "the workout",
    "track": "the track",
    "profile": "the activity profile",
    "sport": "the sport",
}
"""Which of a recording's names tell what was done, and what people call them."""

FILE_ENDINGS: Final = (".gz", ".fit", ".gpx", ".tcx")


class LapConvention(StrEnum):
    """What the user says that a press of the lap button means."""

    TURN = "turn"
    """Each press turns about; the first stretch goes forward."""
    TURN_FROM_BACKWARD = "turn-from-backward"
    """Each press turns about; the first stretch goes backward."""


def user_claims(labels: Sequence[Label], recording: Recording) -> tuple[Claim, ...]:
    """What the user says.

    Source: backstride-rules. Belief: claimed.

    Parameters
    ----------
    labels
        The user's labels, the latest last.
    recording
        The recording they speak of.

    Returns
    -------
    tuple of Claim
        One for each label, in their order.

    Raises
    ------
    InvalidLabel
        If a label names a lap or a time that the recording does not have.
    """
    return tuple(
        Claim(
            start_s=start_s,
            end_s=end_s,
            evidence=Evidence(
                kind=EvidenceKind.USER,
                travel=label.travel,
                probability=USER_PROBABILITY,
                detail="you said so",
                gait=label.gait,
            ),
        )
        for label, (start_s, end_s) in ((label, stretch_of(label, recording)) for label in labels)
    )


def step_claims(recording: Recording) -> tuple[Claim, ...]:
    """What the workout's steps say of the laps that carry them.

    A step speaks by its name, or where that says nothing, by its notes. Only laps that carry the
    index of a step are used: nothing is matched by counting.

    Source: backstride-rules. Belief: claimed.

    Parameters
    ----------
    recording
        The recording.

    Returns
    -------
    tuple of Claim
        One for each lap whose step names a direction.
    """
    steps = {step.index: step for step in reversed(recording.steps) if step.repeat_from is None}
    claims: list[Claim] = []
    for lap, (start_s, end_s) in zip(recording.laps, lap_stretches(recording.laps), strict=True):
        step = None if lap.workout_step is None else steps.get(lap.workout_step)
        if step is None:
            continue
        named, text = _of_step(step)
        claims.extend(
            _named_claims(
                (start_s, end_s),
                named,
                kind=EvidenceKind.WORKOUT_STEP,
                probability=STEP_PROBABILITY,
                detail=f'workout step {step.index + 1} "{text}"',
            )
        )
    return tuple(claims)


def lap_claims(recording: Recording, lap_convention: LapConvention | None = None) -> tuple[Claim, ...]:
    """What the laps say: by their own names, and by the user's convention for lap presses.

    By the convention each press turns about. A lap that the device ended by itself, by distance or
    time, continues the stretch. From the first lap on of which the file does not say why it ended,
    nothing is claimed, for then nobody knows how often the athlete turned.

    Source: backstride-rules. Belief: claimed.

    Parameters
    ----------
    recording
        The recording.
    lap_convention
        What the user says that a lap press means; None where the user has said nothing.

    Returns
    -------
    tuple of Claim
        Claims by lap names, then by the convention.
    """
    named: list[Claim] = []
    for number, stretch in enumerate(lap_stretches(recording.laps), start=1):
        name = recording.laps[number - 1].name or ""
        named.extend(
            _named_claims(
                stretch,
                directions_named(name),
                kind=EvidenceKind.LAP,
                probability=LAP_NAME_PROBABILITY,
                detail=f'lap {number}, named "{name}"',
            )
        )
    return (*named, *(() if lap_convention is None else _turn_claims(recording, lap_convention)))


def name_claims(recording: Recording, file_name: str | None = None) -> tuple[Claim, ...]:
    """What the names of the whole say: of session, workout, track, profile and file.

    Names of the recording that contradict one another say nothing; nor does a name that speaks of a
    part alone, such as "Long run with 400 m backward".

    Source: backstride-rules. Belief: claimed.

    Parameters
    ----------
    recording
        The recording.
    file_name
        What the file is called, with or without folders and endings.

    Returns
    -------
    tuple of Claim
        Claims over the whole recording, the name of the file last.
    """
    whole = (0.0, recording.end_s)
    claims: list[Claim] = []
    for place, what in NAMES_THAT_SPEAK.items():
        name = recording.names.get(place, "")
        detail = f'{what} is named "{name}"'
        claims.extend(_name_claim(whole, name, SESSION_NAME_PROBABILITY, detail))
    if len({claim.evidence.travel for claim in claims}) > 1:
        claims = []
    stem = _stem(file_name or "")
    claims.extend(_name_claim(whole, stem, FILE_NAME_PROBABILITY, f'the file is named "{stem}"'))
    return tuple(claims)


def all_claims(
    recording: Recording,
    *,
    labels: Sequence[Label] = (),
    lap_convention: LapConvention | None = None,
    file_name: str | None = None,
) -> tuple[Claim, ...]:
    """All that speaks of a recording's directions, the strongest first.

    Where steps or laps tell the stretches apart, the names of the whole are left out: a workout
    called "Backward intervals" has a warm-up too.

    Source: backstride-rules. Belief: claimed.

    Parameters
    ----------
    recording
        The recording, with times.
    labels
        The user's labels; a later one wins over an earlier one.
    lap_convention
        What the user says that a lap press means.
    file_name
        What the file is called.

    Returns
    -------
    tuple of Claim
        Claims in the order of their strength: by kind, then by probability; the user's latest first.

    Raises
    ------
    InvalidLabel
        If a label names a lap or a time that the recording does not have.
    """
    told_apart = (*step_claims(recording), *lap_claims(recording, lap_convention))
    claims = (
        *reversed(user_claims(labels, recording)),
        *told_apart,
        *(() if told_apart else name_claims(recording, file_name)),
    )
    return tuple(sorted(claims, key=_strength))


def _strength(claim: Claim) -> tuple[int, float]:
    return claim.evidence.kind.rank, -claim.evidence.probability


def _of_step(step: Step) -> tuple[NamedDirection, str]:
    """What a step says, and where: its notes speak only where its name is silent."""
    named = directions_named(step.name or "")
    if named.words or not step.notes:
        return named, step.name or ""
    return directions_named(step.notes), step.notes


def _named_claims(
    stretch: tuple[float, float],
    named: NamedDirection,
    *,
    kind: EvidenceKind,
    probability: float,
    detail: str,
) -> Iterable[Claim]:
    """One claim if the name says a direction and the stretch has a length, else none."""
    start_s, end_s = stretch
    if named.travel is not None and start_s < end_s:
        yield Claim(
            start_s=start_s,
            end_s=end_s,
            evidence=Evidence(
                kind=kind, travel=named.travel, probability=probability, detail=detail, gait=named.gait
            ),
        )


def _name_claim(whole: tuple[float, float], name: str, probability: float, detail: str) -> Iterable[Claim]:
    named = directions_named(name)
    if not named.is_partial:
        yield from _named_claims(whole, named, kind=EvidenceKind.NAME, probability=probability, detail=detail)


def _turn_claims(recording: Recording, convention: LapConvention) -> Iterable[Claim]:
    """Alternating claims between the lap presses."""
    travels = [Travel.FORWARD, Travel.BACKWARD]
    if convention is LapConvention.TURN_FROM_BACKWARD:
        travels.reverse()
    presses, known_until_s = _presses(recording)
    edges = [0.0, *presses, known_until_s]
    for number, (start_s, end_s) in enumerate(pairwise(edges)):
        which = "the time before the first lap press" if number == 0 else f"lap press {number}"
        if start_s < end_s:
            yield Claim(
                start_s=start_s,
                end_s=end_s,
                evidence=Evidence(
                    kind=EvidenceKind.LAP,
                    travel=travels[number % 2],
                    probability=LAP_CONVENTION_PROBABILITY,
                    detail=f"{which}, by your convention that each press turns about",
                ),
            )


def _presses(recording: Recording) -> tuple[list[float], float]:
    """When the lap button was pressed, and until when that is known."""
    laps: tuple[Lap, ...] = recording.laps
    presses: list[float] = []
    if not laps:
        return presses, 0.0
    for lap, (_, end_s) in zip(laps[:-1], lap_stretches(laps)[:-1], strict=True):
        if lap.trigger is None:
            return presses, end_s
        if lap.trigger.casefold() == "manual":
            presses.append(end_s)
    return presses, recording.end_s


def _stem(file_name: str) -> str:
    """The name of a file without its folders and the endings of the formats that are read."""
    stem = file_name.replace("\\", "/").rpartition("/")[2]
    for ending in FILE_ENDINGS:
        if stem.casefold().endswith(ending):
            stem = stem[: -len(ending)]
    return stem
