"""Say something of a whole activity: how hard it was, on what ground, how far."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from backstride.actions.changing import ChangeOutcome, Edit, changing
from backstride.errors import InvalidValue
from backstride.log import Facts
from backstride.store import Store

WORDS: Final = {
    "name": "name",
    "perceived_exertion": "how hard it was",
    "pain": "pain",
    "pain_place": "place of the pain",
    "surface": "surface",
    "falls": "falls",
    "distance_m": "distance",
    "sport": "sport",
    "notes": "notes",
    "lap_convention": "what a lap press means",
}
"""How people call each fact."""

SPORTS: Final = ("running", "walking", "hiking", "treadmill", "elliptical", "cycling", "swimming", "training")
"""The sports that can be said instead of the device's."""

LONGEST_TEXT: Final = 10_000


def say_of_activity(store: Store, written: str, facts: Mapping[str, object], edit: Edit) -> ChangeOutcome:
    """Say something of a whole activity.

    A distance stands instead of the device's: a treadmill or an elliptical knows it better than a watch.

    Parameters
    ----------
    store
        The log.
    written
        The activity, as a person names it.
    facts
        Facts by name, as in `backstride.log.Facts`; None takes one back.
    edit
        Whose log it is, and when.

    Returns
    -------
    ChangeOutcome
        What changed; where a distance was said, with the distances side by side.

    Raises
    ------
    InvalidValue
        If nothing is said, a fact cannot be, or nothing would change.
    """
    if not facts:
        raise InvalidValue(
            "Nothing was said of the activity.",
            allowed=f"Of an activity can be said: {', '.join(WORDS.values())}.",
            remedy='Say something, as in: backstride say latest --rpe 6. An empty text, "", takes it back.',
        )
    _check(facts)
    with changing(store, edit) as change:
        activity = change.named(written)
        change.put_activity(activity.saying(**facts))
        said = ", ".join(_said(name, value) for name, value in facts.items())
        outcome = change.finish("say", f"Said of the activity {change.name_of(activity)}: {said}")
        if "distance_m" not in facts:
            return outcome
        entry, *_ = change.log.figures.entries_of(edit.athlete, keys=[activity.key], also_hidden=True)
        summary, typed = entry.summary, facts["distance_m"]
        distances = (
            summary.device_distance_m,
            summary.counted_distance_m,
            float(typed) if isinstance(typed, float | int) else None,
        )
        return replace(outcome, distances=distances)


def _check(facts: Mapping[str, object]) -> None:
    for name, value in facts.items():
        if not isinstance(value, str):
            continue
        if name == "sport" and value not in SPORTS:
            raise InvalidValue(
                f'The sport "{value}" is not known.',
                allowed=f"One of: {', '.join(SPORTS)}.",
                remedy="Name one of them.",
            )
        if len(value) > LONGEST_TEXT or _is_no_text(value):
            raise InvalidValue(
                f"What was given for {WORDS[name]} is too long, or no text.",
                allowed=f"A text of up to {LONGEST_TEXT:,} letters.",
                remedy="Write it shorter, or anew.",
            )


def _is_no_text(value: str) -> bool:
    """Whether bytes were given that no text can be made of, which a database does not take."""
    return value.encode(errors="replace").decode() != value or "\0" in value


def said_of(facts: Facts) -> list[str]:
    """What was said of an activity, in words.

    Parameters
    ----------
    facts
        What was said.

    Returns
    -------
    list of str
        A few words for each fact.
    """
    return [_said(name, value) for name in WORDS if (value := getattr(facts, name)) is not None]


def _said(name: str, value: object) -> str:
    if value is None:
        return f"{WORDS[name]} taken back"
    if name == "distance_m":
        return f"{WORDS[name]} {value:,.0f} m"
    if isinstance(value, int | float):
        return f"{WORDS[name]} {value:g}"
    return f"{WORDS[name]} {value}" if name in {"surface", "sport"} else f'{WORDS[name]} "{value}"'
