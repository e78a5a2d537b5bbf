"""What becomes of what was said of a whole activity when it is cut up, or merged with others."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from backstride.errors import InvalidValue
from backstride.log.activity import Activity, Facts
from backstride.recording import Recording

LEAST_M: Final = 1.0
"""A shorter distance cannot be said. [m]"""
DIGITS: Final = 6


def facts_of_parts(facts: Facts, count: int, ways_m: Sequence[float] | None) -> tuple[Facts, ...]:
    """What is said of each part of an activity that is cut up.

    How hard it was, where it was, and what it is called holds for each part. A distance is shared out by
    how far each part went, so that it stays the same in all. Falls stay with the first part.

    Parameters
    ----------
    facts
        What was said of the whole.
    count
        How many parts there are.
    ways_m
        How far each part went, where the distance of the whole was said. [m]

    Returns
    -------
    tuple of Facts
        One for each part.
    """
    ways: Sequence[float | None] = ways_m or [None] * count
    return tuple(
        replace(
            facts,
            distance_m=None if way_m is None or way_m < LEAST_M else way_m,
            falls=facts.falls if number == 0 else None,
        )
        for number, way_m in zip(range(count), ways, strict=True)
    )


def facts_of_merged(parts: Sequence[Activity], recordings: Sequence[Recording]) -> Facts:
    """What is said of an activity that several were merged into.

    Distances and falls add up, the worst pain stays, and how hard it was is the mean over the time. Of a
    name, a surface and a sport the first that was said holds; notes stand below one another.

    Parameters
    ----------
    parts
        The activities, in order of time.
    recordings
        The recording of each, with all that was said of it.

    Returns
    -------
    Facts
        What is said of the whole.

    Raises
    ------
    InvalidValue
        If lap presses mean different things, or a distance was said of one and is unknown of another.
    """
    said = [part.facts for part in parts]
    conventions = {facts.lap_convention for facts in said}
    if len(conventions) > 1:
        raise InvalidValue(
            "What a press of the lap button means was not said alike of the activities.",
            allowed="In one activity a lap press means one thing.",
            remedy="Say it alike first: backstride say KEY --lap-convention turn.",
        )
    falls = [facts.falls for facts in said if facts.falls is not None]
    return Facts(
        name=_first(facts.name for facts in said),
        perceived_exertion=_mean_exertion(said, recordings),
        pain=max((facts.pain for facts in said if facts.pain is not None), default=None),
        pain_place=_together([facts.pain_place for facts in said], ", "),
        surface=_first(facts.surface for facts in said),
        falls=sum(falls) if falls else None,
        distance_m=_distance(said, recordings),
        sport=_first(facts.sport for facts in said),
        notes=_together([facts.notes for facts in said], "\n"),
        lap_convention=said[0].lap_convention,
    )


def _first(values: Any) -> Any:  # noqa: ANN401 - the facts have several types
    return next((value for value in values if value is not None), None)


def _together(texts: Sequence[str | None], between: str) -> str | None:
    return between.join(dict.fromkeys(text for text in texts if text is not None)) or None


def _mean_exertion(said: Sequence[Facts], recordings: Sequence[Recording]) -> float | None:
    """The mean over the time of those that were rated, so that rating times minutes stays the same."""
    rated = [
        (facts.perceived_exertion, recording.end_s)
        for facts, recording in zip(said, recordings, strict=True)
        if facts.perceived_exertion is not None
    ]
    lasts_s = sum(last_s for _, last_s in rated)
    if not rated or lasts_s <= 0.0:
        return None
    return round(sum(rating * last_s for rating, last_s in rated) / lasts_s, DIGITS)


def _distance(said: Sequence[Facts], recordings: Sequence[Recording]) -> float | None:
    if all(facts.distance_m is None for facts in said):
        return None
    ways_m = [recording.distance_m for recording in recordings]
    if None in ways_m:
        raise InvalidValue(
            "A distance was said of one of the activities, and of another it is unknown.",
            allowed="The distance of what is merged is known of each, or said of none.",
            remedy="Say it first: backstride say KEY --distance 5km.",
        )
    return sum(way_m for way_m in ways_m if way_m is not None)
