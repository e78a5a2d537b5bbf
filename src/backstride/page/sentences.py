"""What a session says in words: which way, what it cost, and how backward compares with forward."""

from collections.abc import Iterator
from functools import reduce
from operator import add
from typing import Final

from backstride import wording
from backstride.bout import EvidenceKind, Gait, Travel
from backstride.energy import kilocalories
from backstride.session import BoutReport, Measures, SessionReport
from backstride.units import clock
from backstride.wording import (
    DOING,
    NOT_SURE,
    NOT_SURE_EXPLAINED,
    WITNESSES,
    is_partial,
    marked,
    number,
    ranged,
)

ALL_OF_IT: Final = 0.98
"""From this share on, a direction is all of a session."""

HOW_TO_SAY: Final = (
    "You can say which way: give the report a label, for instance --label 00:05:00-00:07:30=backward, "
    "or name the steps of your next workout on the watch “Backward 100 m”."
)


def headline(report: SessionReport) -> tuple[str, ...]:
    """The answer to what a session was, in a few sentences.

    Parameters
    ----------
    report
        The session.

    Returns
    -------
    tuple of str
        Paragraphs: which way, then what it cost, then how backward compares, as far as they are known.
    """
    others = (" ".join(_what_it_cost(report)), " ".join(_how_it_compares(report)), _what_to_do(report))
    return (_which_way(report), *(paragraph for paragraph in others if paragraph))


def _what_to_do(report: SessionReport) -> str:
    """How to answer what no file can, where nothing was said at all."""
    is_silent = all(each.travel is Travel.UNKNOWN for each in report.directions)
    return HOW_TO_SAY if is_silent and report.directions and report.recording.sport.is_on_foot else ""


def _which_way(report: SessionReport) -> str:
    recording = report.recording
    if len(recording.samples) == 0:
        return "The file holds a session, but no samples: nothing can be said about the way."
    if not recording.is_timed:
        return "The file holds a track without times: where, but not when, how fast or which way round."
    if report.total is None:
        return "The recording is too short to say anything about."
    if not recording.sport.is_on_foot:
        return "This was not on foot: there is no direction to tell, and no steps or energy to reckon."
    other = (_of(report, Travel.BACKWARD), _of(report, Travel.SIDEWAYS))
    went = [
        _went(report, way, measures)
        for way, measures in zip(("backward", "sideways"), other, strict=True)
        if measures is not None
    ]
    return " ".join(went) or _went_forward(report)


def _went_forward(report: SessionReport) -> str:
    """What to say where nothing went backward or sideways, as far as is known."""
    forward = _of(report, Travel.FORWARD)
    if forward is None:
        return "Which way this went is unknown: no label, workout step, lap or name says so."
    moving_s = report.moving_s or forward.duration_s
    if forward.duration_s >= ALL_OF_IT * moving_s:
        return "All of it went forward."
    unknown = clock(moving_s - forward.duration_s)
    return f"{clock(forward.duration_s)} of it went forward; which way the other {unknown} went is unknown."


def _of(report: SessionReport, travel: Travel) -> Measures | None:
    """All that was moved in one direction."""
    several = [each.measures for each in report.directions if each.travel is travel]
    return reduce(add, several) if several else None


def _went(report: SessionReport, way: str, measures: Measures) -> str:
    """How much of a session went a way."""
    gaits = [DOING[each.gait] for each in report.directions if each.travel == way]
    how = " and ".join(gaits)
    far = "" if measures.distance_m is None else f"{wording.distance(measures.distance_m)} "
    if report.moving_s is None or measures.duration_s >= ALL_OF_IT * report.moving_s:
        return f"All of it went {way}: {far}{how} in {clock(measures.duration_s)}."
    share = f"{clock(measures.duration_s)} of {clock(report.moving_s)} on the move"
    return f"You went {far}{way}, {how}, for {share}."


def _how_it_compares(report: SessionReport) -> Iterator[str]:
    """Backward beside forward, as far as both were done."""
    for gait in dict.fromkeys(each.gait for each in report.comparisons):
        ratios = {each.quantity: each.ratio for each in report.comparisons if each.gait is gait}
        beats = [
            each.backward - each.forward
            for each in report.comparisons
            if each.gait is gait and each.quantity == "heart_rate_bpm"
        ]
        parts = []
        if ratios.get("speed_m_s") is not None:
            parts.append(f"at {ratios['speed_m_s']:.0%} of your forward speed")
        if beats:
            parts.append(f"with the heart {_beats(beats[0])}")
        per_kilometre = ratios.get("oxygen_ml_kg_m")
        if per_kilometre is not None:
            parts.append(f"each kilometre taking {per_kilometre:.2f} times the oxygen by the cost model")
        if parts:
            yield f"You were {DOING[gait]} backward {_listed(parts)}."


def _beats(difference_bpm: float) -> str:
    beats = round(abs(difference_bpm))
    if beats == 0:
        return "as fast"
    return f"{beats} beat{'' if beats == 1 else 's'} {'faster' if difference_bpm > 0 else 'slower'}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _what_it_cost(report: SessionReport) -> Iterator[str]:
    """Energy with its range, and time in the target range."""
    total = report.total
    if total is None:
        return
    energy = kilocalories(total.energy_kj)
    if energy is not None:
        yield f"It cost about {number(energy.value)} kcal{_on_condition(report, total, ranged(energy))}."
    if total.in_target_s is not None and total.heart_rate.known_s > 0:
        in_range = clock(total.in_target_s[1])
        yield f"Your heart was in the target range for {in_range} of {_with_a_heart_rate(total)}."


def _with_a_heart_rate(total: Measures) -> str:
    """For how long a time in the target range could be told."""
    if not is_partial(total.heart_rate_unknown_s):
        return clock(total.duration_s)
    known, unknown = clock(total.heart_rate.known_s), clock(total.heart_rate_unknown_s)
    return f"the {known} with a heart rate; for {unknown} there was none"


def _on_condition(report: SessionReport, total: Measures, ends: str) -> str:
    """The range of an energy, what it takes for granted, and what it leaves out."""
    said = f" ({ends})"
    if any(each.energy_assumes is not None for each in report.bouts):
        said = f" if what is unknown went forward ({ends}, as it may have gone backward)"
    if is_partial(total.energy_unknown_s):
        said += f", without {clock(total.energy_unknown_s)} whose cost is unknown"
    return said


def evidence_used(report: SessionReport) -> tuple[tuple[str, str, str], ...]:
    """Who or what says which way, for how much of the session.

    Parameters
    ----------
    report
        The session.

    Returns
    -------
    tuple of (str, str, str)
        The kind of evidence, for how long it decided, and what it is. What nothing speaks of comes last.
    """
    found = []
    moved = [each for each in report.bouts if each.bout.gait is not Gait.STANDING]
    for kind in EvidenceKind:
        decided = [each for each in moved if each.bout.decided_by is kind]
        if decided:
            found.append((kind.value, _how_long(decided), WITNESSES[kind].explained))
    unsure = [each for each in moved if each.bout.evidence and each.bout.decided_by is None]
    if unsure:
        found.append((NOT_SURE, _how_long(unsure), f"{NOT_SURE_EXPLAINED} {HOW_TO_SAY}"))
    silent = [each for each in moved if not each.bout.evidence]
    if silent and report.recording.sport.is_on_foot:
        found.append(
            ("nothing", _how_long(silent), f"It stays unknown, and is not taken to be forward. {HOW_TO_SAY}")
        )
    return tuple(found)


def _how_long(bouts: list[BoutReport]) -> str:
    return clock(sum(each.bout.duration_s for each in bouts))


def figures(report: SessionReport) -> tuple[tuple[str, str, str, str], ...]:
    """The figures of a session at a glance.

    Parameters
    ----------
    report
        The session.

    Returns
    -------
    tuple of (str, str, str, str)
        Name, value, unit, and what belongs to it in smaller letters.
    """
    total = report.total
    far = wording.distance(report.recording.distance_m).split(" ")
    highest = None if total is None else total.heart_rate_highest_bpm
    whole = "unknown" if report.duration_s is None else f"of {clock(report.duration_s)} in all"
    beats = "no sensor" if highest is None else f"highest {number(highest)}"
    return (
        ("Distance", far[0], far[1] if len(far) > 1 else "", _speed_note(report)),
        ("Moving", wording.duration(report.moving_s), "", whole),
        ("Heart rate", number(report.heart_rate_mean_bpm), "bpm", beats),
        ("In target range", *_in_target(report)),
        ("Energy", *_energy(total)),
    )


def _in_target(report: SessionReport) -> tuple[str, str, str]:
    """The figure of the target range."""
    total = report.total
    if total is None or total.in_target_s is None or total.heart_rate.known_s == 0:
        why = "needs your age or maximum" if report.heart.target is None else "no heart rate"
        return (wording.UNKNOWN, "", why)
    below_s, in_s, above_s = total.in_target_s
    parts = [f"{clock(below_s)} below", f"{clock(above_s)} above", *_unknown(total.heart_rate_unknown_s)]
    return (marked(clock(in_s), total.heart_rate_unknown_s), "", ", ".join(parts))


def _energy(total: Measures | None) -> tuple[str, str, str]:
    """The figure of the energy."""
    energy = None if total is None else kilocalories(total.energy_kj)
    if total is None or energy is None:
        return (wording.UNKNOWN, "kcal", "unknown")
    parts = [ranged(energy), *_unknown(total.energy_unknown_s)]
    return (marked(number(energy.value), total.energy_unknown_s), "kcal", ", ".join(parts))


def _unknown(unknown_s: float) -> list[str]:
    """For how long a figure is unknown, where that is worth a word."""
    return [f"{clock(unknown_s)} unknown"] if is_partial(unknown_s) else []


def _speed_note(report: SessionReport) -> str:
    if report.recording.distance_m is None:
        return "unknown"
    speed_m_s = None if report.total is None else report.total.speed_m_s
    return "" if speed_m_s is None else f"mean {wording.speed(speed_m_s)} km/h"
