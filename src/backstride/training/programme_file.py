"""Programmes as TOML: read strictly, the first thing that is wrong said in words."""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Final, NoReturn, TypeVar

from backstride.errors import InvalidValue
from backstride.sources import Belief, bibliography
from backstride.training.clearance import Allowed, InjuryKind
from backstride.training.programme import (
    Caps,
    Gate,
    Goal,
    Need,
    NeedKind,
    Phase,
    Programme,
    SessionKind,
    SessionTemplate,
)
from backstride.training.programme_check import check_programme
from backstride.training.workout import Place

SCHEMA: Final = 1
"""The version of the form that is read."""
LARGEST: Final = 200_000
"""Of a file. [letters]"""
LONGEST_SENTENCES: Final = 1000
"""Of a text for people. [letters]"""
LONGEST_TEXT: Final = 4000
"""Of a workout. [letters]"""
KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
FILLED_LATER: Final = frozenset({"n", "mind", "check"})
"""Placeholders that are filled when a session is planned, not when the file is read."""

PROGRAMME_KEYS: Final = (
    "schema", "key", "name", "summary", "goal", "who", "evidence", "evidence_words", "sources",
    "contraindications", "surfaces", "caps", "phase",
)  # fmt: skip
PROGRAMME_MORE: Final = ("injuries", "sport", "race_distance_m", "blocks")
CAPS_KEYS: Final = ("sessions_per_week",)
CAPS_MORE: Final = (
    "weekly_growth", "growth_floor_min", "hard_per_week", "hard_gap_days", "rest_days", "taper_share",
)  # fmt: skip
PHASE_KEYS: Final = ("key", "name", "purpose", "weeks", "backward_min", "session")
PHASE_MORE: Final = ("gate", "is_taper")
SESSION_KEYS: Final = (
    "key", "name", "kind", "purpose", "text", "n", "per_week", "places", "sources", "belief",
)  # fmt: skip
SESSION_MORE: Final = ("has_turns",)
GATE_KEYS: Final = ("key", "words", "needs", "sources")

NEED_LIMITS: Final = {
    NeedKind.PAIN_AT_MOST: (0.0, 5.0),
    NeedKind.GOOD_DAYS: (1.0, 14.0),
    NeedKind.WEEKS_SINCE: (1.0, 104.0),
    NeedKind.SESSIONS_DONE: (1.0, 50.0),
    NeedKind.RPE_AT_MOST: (1.0, 10.0),
    NeedKind.STRENGTH_SYMMETRY: (50.0, 100.0),
}
"""What a need that has a number may ask for."""

Choice = TypeVar("Choice", bound=StrEnum)


def read_programme(text: str, *, name: str) -> Programme:
    """Read a programme.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    text
        The file's content: TOML of schema 1.
    name
        What the file is called, for messages.

    Returns
    -------
    Programme
        Checked: it can be planned as it stands.

    Raises
    ------
    InvalidValue
        At the first thing that is wrong: a key, a type, a value, or two that do not go together.
    """
    if len(text) > LARGEST:
        _refuse(
            name, f"It holds {len(text)} letters", f"A programme has at most {LARGEST}", "Give another file"
        )
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as trouble:
        _refuse(name, f"It is no TOML: {trouble}", "A programme is written in TOML", "Mend that line")
    table = _Table.of(content, name, PROGRAMME_KEYS, PROGRAMME_MORE)
    if (version := table.number("schema", 1, 1_000_000)) != SCHEMA:
        _refuse(
            name, f"It is of schema {version:g}", f"Schema {SCHEMA} is read here", "Update, or rewrite it"
        )
    programme = _programme(table)
    check_programme(programme, name=name)
    return programme


# --- Tables ----------------------------------------------------------------------------------------


def _refuse(where: str, found: str, allowed: str, remedy: str) -> NoReturn:
    raise InvalidValue(f"{where}: {found}.", allowed=f"{allowed}.", remedy=f"{remedy}.")


def _kind_of(value: object) -> str:
    """What a value of TOML is, in words."""
    names = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list"}
    return names.get(type(value), "a table" if isinstance(value, dict) else "a date or time")


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the file whose keys are all known, and where it stands."""

    values: Mapping[str, object]
    where: str

    @staticmethod
    def of(value: object, where: str, needed: tuple[str, ...], more: tuple[str, ...]) -> "_Table":
        known = (*needed, *more)
        if not isinstance(value, dict):
            _refuse(where, f"There is {_kind_of(value)}", "A table is needed", "Write the table")
        for key in value:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                _refuse(
                    where,
                    f"The key {key[:60]!r} is not known",
                    f"The keys are {', '.join(known)}",
                    f"Write {near[0]!r} if you mean that" if near else "Take it out",
                )
        for key in needed:
            if key not in value:
                _refuse(where, f"The key {key!r} is missing", f"It needs {', '.join(needed)}", f"Add {key!r}")
        return _Table(value, where)

    def refuse(self, key: str, found: str, allowed: str, remedy: str = "Correct it") -> NoReturn:
        _refuse(f"{self.where}, {key!r}", found, allowed, remedy)

    def text(self, key: str, *, longest: int = LONGEST_SENTENCES, lines: bool = False) -> str:
        return self._text(key, self.values[key], longest, lines=lines)

    def _text(self, key: str, value: object, longest: int, *, lines: bool = False) -> str:
        if not isinstance(value, str):
            self.refuse(key, f"There is {_kind_of(value)}", "Text is needed", "Put it in quotes")
        printable = (value.replace("\n", "") if lines else value).isprintable()
        if not value.strip() or len(value) > longest or not printable:
            self.refuse(
                key,
                f"The text {value[:60]!r} does not fit",
                f"1 to {longest} signs that can be printed" + ("" if lines else ", on one line"),
            )
        return value if lines else value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self._text(key, each, LONGEST_SENTENCES) for each in self.entries(key))

    def entries(self, key: str) -> list[object]:
        value = self.values.get(key, [])
        if not isinstance(value, list):
            self.refuse(key, f"There is {_kind_of(value)}", "A list is needed", "Put it in square brackets")
        if key in self.values and not value and key not in {"contraindications", "injuries"}:
            self.refuse(key, "The list is empty", "It has at least one entry", "Add one")
        return value

    def key(self, key: str = "key") -> str:
        value = self.text(key, longest=60)
        if not KEY.fullmatch(value):
            self.refuse(key, f"The key {value!r} was given", "Small letters and digits, joined by hyphens")
        return value

    def choice(self, key: str, kinds: type[Choice]) -> Choice:
        return self._choice(key, self.values[key], kinds)

    def choices(self, key: str, kinds: type[Choice]) -> frozenset[Choice]:
        found = [self._choice(key, each, kinds) for each in self.entries(key)]
        if len(set(found)) < len(found):
            self.refuse(key, "Something stands there twice", "Each stands once", "Take one out")
        return frozenset(found)

    def _choice(self, key: str, value: object, kinds: type[Choice]) -> Choice:
        known = [each.value for each in kinds]
        if not isinstance(value, str) or value not in known:
            near = get_close_matches(str(value), known, n=1)
            self.refuse(
                key,
                f"There is {str(value)[:60]!r}",
                f"It is one of {', '.join(known)}",
                f"Write {near[0]!r} if you mean that" if near else "Take one of these",
            )
        return kinds(value)

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.refuse(key, f"There is {_kind_of(value)}", "true or false is needed")
        return value

    def number(self, key: str, least: float, most: float) -> float:
        return self._number(key, self.values[key], least, most)

    def _number(self, key: str, value: object, least: float, most: float) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(key, f"There is {_kind_of(value)}", "A number is needed", "Write it without quotes")
        if not math.isfinite(value) or not least <= value <= most:
            self.refuse(key, f"There is {value:g}", f"It lies between {least:g} and {most:g}")
        return value

    def span(self, key: str, least: float, most: float) -> tuple[float, float]:
        values = [self._number(key, each, least, most) for each in self.entries(key)]
        if len(values) != 2 or values[0] > values[1]:
            self.refuse(
                key,
                f"There is {', '.join(f'{each:g}' for each in values)}",
                "Two numbers are needed, the lower one first",
                f"Write it as in: {key} = [{least:g}, {most:g}]",
            )
        return values[0], values[1]

    def whole(self, key: str, least: int, most: int) -> int:
        return self._whole(key, self.number(key, least, most))

    def whole_span(self, key: str, least: int, most: int) -> tuple[int, int]:
        low, high = self.span(key, least, most)
        return self._whole(key, low), self._whole(key, high)

    def _whole(self, key: str, value: float) -> int:
        if value != round(value):
            self.refuse(key, f"There is {value:g}", "Whole numbers are needed", "Round it")
        return round(value)

    def sources(self) -> tuple[str, ...]:
        known = bibliography()
        found = self.texts("sources")
        for each in found:
            if each not in known:
                near = get_close_matches(each, known, n=3)
                self.refuse(
                    "sources",
                    f"No source has the key {each[:60]!r}",
                    f"There are {len(known)}" + (f"; near it are {', '.join(near)}" if near else ""),
                    "Take one of those that `backstride sources` lists; for practice, seed-article or "
                    "backstride-rules",
                )
        return found


# --- What the tables hold --------------------------------------------------------------------------


def _programme(table: _Table) -> Programme:
    blocks = _blocks(table)
    programme = Programme(
        key=table.key(),
        name=table.text("name", longest=80),
        summary=table.text("summary"),
        goal=table.choice("goal", Goal),
        who=table.text("who"),
        evidence=table.choice("evidence", Belief),
        evidence_words=table.text("evidence_words"),
        sources=table.sources(),
        caps=_caps(_Table.of(table.values["caps"], f"{table.where}, caps", CAPS_KEYS, CAPS_MORE)),
        phases=tuple(
            _phase(value, f"{table.where}, phase {number}", blocks)
            for number, value in enumerate(table.entries("phase"), start=1)
        ),
        injuries=table.choices("injuries", InjuryKind),
        contraindications=table.texts("contraindications"),
        surfaces=table.text("surfaces", longest=300),
        sport=table.text("sport", longest=40) if "sport" in table.values else None,
        race_distance_m=table.number("race_distance_m", 20, 200_000)
        if "race_distance_m" in table.values
        else None,
    )
    _check_blocks_are_used(table, blocks)
    return programme


def _blocks(table: _Table) -> dict[str, str]:
    """Pieces of workouts that several sessions share, such as a warm-up, by their names."""
    where = f"{table.where}, blocks"
    value = table.values.get("blocks", {})
    names = tuple(map(str, value)) if isinstance(value, dict) else ()
    blocks = _Table.of(value, where, (), names)
    for name in names:
        if name in FILLED_LATER or not re.fullmatch(r"[a-z_]+", name):
            blocks.refuse(name, "A block cannot have this name", "Small letters and _; not n, mind or check")
    return {name: blocks.text(name, longest=LONGEST_TEXT, lines=True).strip("\n") for name in names}


def _check_blocks_are_used(table: _Table, blocks: Mapping[str, str]) -> None:
    written = str(table.values["phase"])
    for name in blocks:
        if f"{{{name}}}" not in written:
            table.refuse("blocks", f"The block {name!r} is never used", f"A text names it as {{{name}}}")


def _caps(table: _Table) -> Caps:
    given = table.values
    usual = Caps(sessions_per_week=table.whole_span("sessions_per_week", 1, 7))
    return Caps(
        sessions_per_week=usual.sessions_per_week,
        weekly_growth=table.number("weekly_growth", 0.0, 0.1)
        if "weekly_growth" in given
        else usual.weekly_growth,
        growth_floor_min=table.number("growth_floor_min", 0.5, 10.0)
        if "growth_floor_min" in given
        else usual.growth_floor_min,
        hard_per_week=table.whole("hard_per_week", 0, 3) if "hard_per_week" in given else usual.hard_per_week,
        hard_gap_days=table.whole("hard_gap_days", 2, 7) if "hard_gap_days" in given else usual.hard_gap_days,
        rest_days=table.whole("rest_days", 1, 6) if "rest_days" in given else usual.rest_days,
        taper_share=table.number("taper_share", 0.2, 1.0) if "taper_share" in given else usual.taper_share,
    )


def _phase(value: object, where: str, blocks: Mapping[str, str]) -> Phase:
    table = _Table.of(value, where, PHASE_KEYS, PHASE_MORE)
    key = table.key()
    inside = f"{where} ({key})"
    return Phase(
        key=key,
        name=table.text("name", longest=60),
        purpose=table.text("purpose"),
        weeks=table.whole_span("weeks", 1, 52),
        sessions=tuple(
            _session(each, f"{inside}, session {number}", blocks)
            for number, each in enumerate(table.entries("session"), start=1)
        ),
        backward_min=table.span("backward_min", 1.0, 900.0),
        gate=_gate(table.values["gate"], f"{inside}, gate") if "gate" in table.values else None,
        is_taper=table.flag("is_taper"),
    )


def _session(value: object, where: str, blocks: Mapping[str, str]) -> SessionTemplate:
    table = _Table.of(value, where, SESSION_KEYS, SESSION_MORE)
    return SessionTemplate(
        key=table.key(),
        name=table.text("name", longest=50),
        kind=table.choice("kind", SessionKind),
        purpose=table.text("purpose"),
        text=_filled(table, blocks),
        n=table.whole_span("n", 1, 99),
        per_week=table.whole_span("per_week", 0, 7),
        places=table.choices("places", Place),
        sources=table.sources(),
        belief=table.choice("belief", Belief),
        has_turns=table.flag("has_turns"),
    )


def _filled(table: _Table, blocks: Mapping[str, str]) -> str:
    """The text of a session, its blocks put in."""
    text = table.text("text", longest=LONGEST_TEXT, lines=True)
    for name, block in blocks.items():
        text = text.replace(f"{{{name}}}", block)
    for name in PLACEHOLDER.findall(text):
        if name not in FILLED_LATER:
            known = ", ".join(f"{{{each}}}" for each in (*sorted(FILLED_LATER), *blocks))
            table.refuse("text", f"{{{name[:40]}}} stands for nothing", f"There are {known}")
    return text.strip("\n") + "\n"


def _gate(value: object, where: str) -> Gate:
    table = _Table.of(value, where, GATE_KEYS, ())
    return Gate(
        key=table.key(),
        words=table.text("words"),
        needs=tuple(_need(each, f"{where}, need") for each in table.entries("needs")),
        sources=table.sources(),
    )


def _need(value: object, where: str) -> Need:
    table = _Table.of(value, where, ("kind",), ("value", "text"))
    kind = table.choice("kind", NeedKind)
    has_number, has_text = kind in NEED_LIMITS, kind is NeedKind.CLINICIAN_ALLOWS
    for key, is_needed in (("value", has_number), ("text", has_text)):
        if (key in table.values) is not is_needed:
            table.refuse(
                key,
                f"The need {kind.value!r} {'lacks it' if is_needed else 'has one'}",
                f"It {'has one' if is_needed else 'has none'}",
                "Add it" if is_needed else "Take it out",
            )
    return Need(
        kind=kind,
        value=table.number("value", *NEED_LIMITS[kind]) if has_number else 0.0,
        text=table.choice("text", Allowed).value if has_text else "",
    )
