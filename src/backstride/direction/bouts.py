"""The timeline cut into bouts: each with one direction of travel, one gait and its evidence."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from backstride.bout import Bout, Claim, Evidence, Gait
from backstride.direction.claims import LapConvention, all_claims
from backstride.direction.combining import SPECIFIC, Verdict, verdict
from backstride.direction.detection import Detection
from backstride.direction.gait import GaitStretch, gait_stretches
from backstride.direction.heading import heading_detections
from backstride.direction.label import Label
from backstride.direction.stride_model import stride_view
from backstride.direction.witnesses import Witnesses, by_detector
from backstride.errors import InvalidLabel
from backstride.recording import Pause, Recording
from backstride.stride import StrideBaseline

SLIVER_S: Final = 4.0
"""What is left of a gait at the edge of a claim, if shorter than this, is the two seeing one change a
moment apart. [s]"""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch over which neither what is told nor what is seen changes."""

    start_s: float
    end_s: float
    verdict: Verdict


def bouts(
    recording: Recording,
    *,
    labels: Sequence[Label] = (),
    lap_convention: LapConvention | None = None,
    file_name: str | None = None,
    baseline: StrideBaseline | None = None,
    seen: Sequence[Detection] = (),
) -> tuple[Bout, ...]:
    """Cut a recording into bouts, each with one direction of travel, one gait and its evidence.

    The direction follows from all that is told and seen, as `backstride.direction.combining` says; it is
    unknown where that is not enough, never forward by default. What was overruled stays behind what
    overruled it. The gait comes from the rule of `backstride.direction.gait`, or where somebody moved from
    a label, step or lap that names one. Standing in a backward stretch leaves the direction as it is.

    A label, a step or a lap knows where its stretch begins and ends; elsewhere detectors say where the
    direction changes.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    recording
        The recording.
    labels
        What the user says; a later label wins over an earlier one.
    lap_convention
        What the user says that a lap press means.
    file_name
        What the file is called, for the words in it.
    baseline
        The athlete's own forward stride; None where it is not known.
    seen
        What detectors saw that are not run here: motion sensors worn during the recording.

    Returns
    -------
    tuple of Bout
        Bouts in order, which together with the pauses cover the time from 0 to the recording's end,
        once. None without times.

    Raises
    ------
    InvalidLabel
        If a label names a lap or a time that the recording does not have, or it has no times at all.
    """
    if not recording.is_timed or recording.end_s <= 0.0:
        if labels:
            raise InvalidLabel(
                f"There is a label {labels[0].text!r}, but the recording has no times.",
                allowed="A label counts from the start of a recording with times.",
                remedy="Leave the label out, or export the recording with its times.",
            )
        return ()
    claims = all_claims(recording, labels=labels, lap_convention=lap_convention, file_name=file_name)
    gaits = gait_stretches(recording)
    witnesses = Witnesses(
        stride=stride_view(recording, gaits, baseline),
        others=by_detector((*seen, *heading_detections(recording))),
    )
    pieces = _pieces(claims, witnesses, _running(recording.pauses, recording.end_s))
    return tuple(_merged(_with_gait(pieces, gaits)))


def moving_time_s(bouts: Iterable[Bout]) -> float | None:
    """How long somebody moved.

    Time of unknown gait, such as a gap in the recording, is not counted.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    bouts
        The bouts of a recording.

    Returns
    -------
    float or None
        Time in bouts of a gait other than standing; None where no bout has a known gait. [s]
    """
    known = [bout for bout in bouts if bout.gait is not Gait.UNKNOWN]
    if not known:
        return None
    return sum((bout.duration_s for bout in known if bout.gait is not Gait.STANDING), start=0.0)


def _running(pauses: Sequence[Pause], end_s: float) -> list[tuple[float, float]]:
    """The stretches with the timer running."""
    running = []
    start_s = 0.0
    for pause in sorted(pauses, key=lambda pause: pause.start_s):
        if start_s < min(pause.start_s, end_s) and pause.start_s < pause.end_s:
            running.append((start_s, min(pause.start_s, end_s)))
        start_s = max(start_s, pause.end_s)
    if start_s < end_s:
        running.append((start_s, end_s))
    return running


def _pieces(
    claims: Sequence[Claim], witnesses: Witnesses, running: Sequence[tuple[float, float]]
) -> Iterator[_Piece]:
    """Cut the running time where claims and, between them, detections change."""
    edges = sorted({edge for claim in claims for edge in (claim.start_s, claim.end_s)})
    starting: dict[float, list[int]] = {}
    for rank, claim in enumerate(claims):
        starting.setdefault(claim.start_s, []).append(rank)
    active: list[int] = []
    for start_s, end_s in pairwise([float("-inf"), *edges, float("inf")]):
        active = sorted([rank for rank in active if claims[rank].end_s > start_s] + starting.get(start_s, []))
        told = tuple(dict.fromkeys(claims[rank].evidence for rank in active))
        for from_s, to_s in running[bisect_right(running, start_s, key=lambda stretch: stretch[1]) :]:
            if from_s >= end_s:
                break
            yield from _seen_pieces(max(from_s, start_s), min(to_s, end_s), told, witnesses)


def _seen_pieces(
    start_s: float, end_s: float, told: tuple[Evidence, ...], witnesses: Witnesses
) -> Iterator[_Piece]:
    """A stretch of which one thing is told, cut where detections change unless its teller knows its ends."""
    is_whole = bool(told) and told[0].kind in SPECIFIC
    edges = [] if is_whole else witnesses.edges_within(start_s, end_s)
    for from_s, to_s in pairwise([start_s, *edges, end_s]):
        yield _Piece(from_s, to_s, verdict(told, witnesses.of(from_s, to_s, is_told=is_whole)))


def _with_gait(pieces: Iterable[_Piece], stretches: Sequence[GaitStretch]) -> Iterator[Bout]:
    """Each piece as bouts, cut where the gait changes."""
    for piece in pieces:
        first = bisect_right(stretches, piece.start_s, key=lambda stretch: stretch.end_s)
        parts: list[tuple[float, float, Gait]] = []
        for stretch in stretches[first:]:
            if stretch.start_s >= piece.end_s:
                break
            start_s, end_s = max(piece.start_s, stretch.start_s), min(piece.end_s, stretch.end_s)
            parts.append((start_s, end_s, stretch.gait))
        yield from _bouts_of(piece, _without_slivers(parts))


def _without_slivers(parts: list[tuple[float, float, Gait]]) -> list[tuple[float, float, Gait]]:
    """The parts of a piece, but for slivers of walking beside running at its edges, or the reverse.

    A person turns about and changes gait in one movement; the claim and the gait rule see it a second
    or two apart.
    """
    if len(parts) > 1 and _is_sliver(parts[0], beside=parts[1]):
        parts = [(parts[0][0], *parts[1][1:]), *parts[2:]]
    if len(parts) > 1 and _is_sliver(parts[-1], beside=parts[-2]):
        parts = [*parts[:-2], (parts[-2][0], parts[-1][1], parts[-2][2])]
    return parts


def _is_sliver(part: tuple[float, float, Gait], *, beside: tuple[float, float, Gait]) -> bool:
    return part[1] - part[0] < SLIVER_S and {part[2], beside[2]} == {Gait.WALK, Gait.RUN}


def _bouts_of(piece: _Piece, parts: Iterable[tuple[float, float, Gait]]) -> Iterator[Bout]:
    found = piece.verdict
    said = next((e.gait for e in found.evidence if e.gait is not None and e.kind in SPECIFIC), None)
    for start_s, end_s, gait in parts:
        yield Bout(
            start_s=start_s,
            end_s=end_s,
            travel=found.travel,
            gait=gait if said is None or gait is Gait.STANDING else said,
            evidence=found.evidence,
            posterior=found.posterior,
        )


def _merged(pieces: Iterable[Bout]) -> Iterator[Bout]:
    """Neighbours that say the same made one."""
    last: Bout | None = None
    for bout in pieces:
        if last is not None and _are_one(last, bout):
            last = replace(last, end_s=bout.end_s)
            continue
        if last is not None:
            yield last
        last = bout
    if last is not None:
        yield last


def _are_one(bout: Bout, following: Bout) -> bool:
    return (
        bout.end_s == following.start_s
        and bout.travel is following.travel
        and bout.gait is following.gait
        and bout.evidence == following.evidence
        and bout.posterior == following.posterior
    )
