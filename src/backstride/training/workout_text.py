"""The text form of a workout: written by people, one step a line, and read back the same."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.training.workout import (
    DEEPEST,
    LONGEST_NAME,
    MOST_STEPS,
    OPEN,
    Intensity,
    Part,
    Place,
    Target,
    TargetKind,
    Workout,
    WorkoutRepeat,
    WorkoutStep,
    direction_words,
)
from backstride.training.workout_quantities import (
    EXAMPLE,
    length_text,
    read_length,
    read_target,
    target_text,
)

VERSION: Final = 1
"""Of the text form."""
LONGEST_TEXT: Final = 1_000_000
"""Of a workout; far more than any has. [letters]"""
LONGEST_LINE: Final = 100
"""A repeat that would be longer is written as a block. [letters]"""

HEADINGS: Final = {
    Intensity.WARM_UP: "Warm-up",
    Intensity.ACTIVE: "Main",
    Intensity.COOL_DOWN: "Cool-down",
}
SECTIONS: Final = {
    "warmup": Intensity.WARM_UP,
    "main": Intensity.ACTIVE,
    "mainset": Intensity.ACTIVE,
    "cooldown": Intensity.COOL_DOWN,
}
"""Headings as they are compared: small letters alone."""

INTENSITY_WORDS: Final = {
    Intensity.WARM_UP: "warm-up",
    Intensity.ACTIVE: "active",
    Intensity.RECOVERY: "recovery",
    Intensity.REST: "rest",
    Intensity.COOL_DOWN: "cool-down",
}
GAIT_WORDS: Final = {
    Gait.WALK: "walk",
    Gait.RUN: "run",
    Gait.STANDING: "stand",
    Gait.ELLIPTICAL: "elliptical",
    Gait.OTHER: "other",
}
ANY_GAIT: Final = "any"
"""What a rest is called that is neither stood nor has a direction."""

MEANINGS: Final[dict[str, tuple[str, Travel | Gait | Intensity]]] = {
    **{way: ("travel", Travel(way)) for way in ("forward", "backward", "sideways")},
    **{f"{way}s": ("travel", Travel(way)) for way in ("forward", "backward")},
    **{word: ("gait", gait) for gait, word in GAIT_WORDS.items()},
    "walking": ("gait", Gait.WALK),
    "running": ("gait", Gait.RUN),
    "standing": ("gait", Gait.STANDING),
    ANY_GAIT: ("gait", Gait.UNKNOWN),
    **{word.replace("-", ""): ("intensity", intensity) for intensity, word in INTENSITY_WORDS.items()},
}
"""What each word says, and of what."""

WORDS: Final = (
    "After its length a step says forward, backward or sideways; walk, run, elliptical, stand, rest or "
    'other "name"; warm-up, active, recovery or cool-down; a target after @; and cues in brackets.'
)

_VERSION: Final = re.compile(r"backstride\s+workout\s+(\S+)$", re.IGNORECASE)
_HEADER: Final = re.compile(r"([a-z]+)\s*:(.*)$", re.IGNORECASE | re.ASCII)
_BULLET: Final = re.compile(r"[-*•]\s*")
_TIMES: Final = re.compile(r"([0-9]{1,9})\s*[x×]\s*(?=$|[0-9u:])(?::\s*)?", re.IGNORECASE)
_PIECE: Final = re.compile(r'(?:[^,"()]++|"[^"]*+"|\((?:[^"()]++|"[^"]*+")*+\))++')
_TOKEN: Final = re.compile(
    r'"(?P<label>[^"]*+)"|\((?P<cues>(?:[^"()]++|"[^"]*+")*+)\)|(?P<word>[^\s"()@]++)|@ *+'
)
_CUE: Final = re.compile(r' *+(?:"(?P<quoted>[^"]*+)" *+|(?P<plain>[^";]*+))(?:;|$)')
_BLANKS: Final = str.maketrans(dict.fromkeys("\t\u00a0\u2009\u202f", " "))
"""Blanks of other kinds, as keyboards and web pages put them between numbers and units."""


def _refusal(found: str, *, allowed: str) -> InvalidValue:
    return InvalidValue(found, allowed=allowed, remedy=f"Write, for example: {EXAMPLE}")


# --- Writing ---------------------------------------------------------------------------------------


def workout_text(workout: Workout) -> str:
    """A workout as text, which `parse_workout` reads back to the same workout.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    workout
        The workout.

    Returns
    -------
    str
        Its text, a line for each step or repeat, with a line feed at the end.
    """
    lines = [f"backstride workout {VERSION}", f"name: {_quoted_if_needed(workout.name)}"]
    if workout.place is not None:
        lines.append(f"place: {workout.place.value}")
    if workout.notes:
        lines.append(f"notes: {_quoted_if_needed(workout.notes)}")
    lines.append("")
    sections = [_section(part) for part in workout.parts]
    has_headings = set(sections) != {Intensity.ACTIVE}
    before = None
    for part, section in zip(workout.parts, sections, strict=True):
        if has_headings and section is not before:
            lines.append(HEADINGS[section])
        lines += _part_lines(part, section, indent="")
        before = section
    return "\n".join(lines) + "\n"


def step_text(step: WorkoutStep, section: Intensity = Intensity.ACTIVE) -> str:
    """One step as text.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    step
        The step.
    section
        What the part of the workout is for in which it stands; a step for the same need not say so.

    Returns
    -------
    str
        Its length, direction, gait, label, purpose, target and cues, on one line.

    Examples
    --------
    >>> print(step_text(parse_workout("- 90 s walking backwards @ RPE 3 to 4").performed[0]))
    90s backward walk @RPE 3-4
    """
    words = [length_text(step.length)]
    is_plain_rest = step.gait is Gait.STANDING and step.intensity is Intensity.REST and not step.label
    if step.travel is not Travel.UNKNOWN:
        words.append(step.travel.value)
    if step.gait in GAIT_WORDS and not is_plain_rest:
        words.append(GAIT_WORDS[step.gait])
    if step.label:
        words.append(f'"{step.label}"')
    if step.intensity is Intensity.REST and len(words) == 1 and not is_plain_rest:
        words.append(ANY_GAIT)
    if step.intensity is not section or is_plain_rest:
        words.append(INTENSITY_WORDS[step.intensity])
    if step.target.kind is not TargetKind.OPEN:
        words.append(f"@{target_text(step.target)}")
    if step.cues:
        words.append(f"({'; '.join(_cue_text(cue) for cue in step.cues)})")
    return " ".join(words)


def _cue_text(cue: str) -> str:
    return cue if cue and not set(cue) & set("();") else f'"{cue}"'


def _quoted_if_needed(text: str) -> str:
    """Blanks at the ends would be lost, and quotes there taken off."""
    return f'"{text}"' if text != text.strip() or text.startswith('"') else text


def _steps_of(part: Part) -> Iterator[WorkoutStep]:
    if isinstance(part, WorkoutStep):
        yield part
    else:
        for inner in part.parts:
            yield from _steps_of(inner)


def _section(part: Part) -> Intensity:
    """The section that a part stands in."""
    intensities = {step.intensity for step in _steps_of(part)}
    only = intensities.pop()
    return only if not intensities and only in HEADINGS else Intensity.ACTIVE


def _part_lines(part: Part, section: Intensity, *, indent: str) -> list[str]:
    if isinstance(part, WorkoutStep):
        return [f"{indent}- {step_text(part, section)}"]
    steps = [step_text(inner, section) for inner in part.parts if isinstance(inner, WorkoutStep)]
    line = f"{indent}- {part.times}x {', '.join(steps)}"
    if len(steps) == len(part.parts) and (len(steps) == 1 or len(line) <= LONGEST_LINE):
        return [line]
    lines = [f"{indent}- {part.times}x"]
    for inner in part.parts:
        lines += _part_lines(inner, section, indent=indent + "  ")
    return lines


# --- Reading ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not empty."""

    number: int
    indent: int
    text: str


@dataclass(slots=True)
class _Block:
    """A repeat whose lines are being read; the workout itself is the outermost."""

    line: _Line
    times: int = 1
    parts: list[Part] = field(default_factory=list)
    inner_indent: int | None = None


@dataclass(slots=True)
class _Draft:
    """What has been read so far."""

    headers: dict[str, str] = field(default_factory=dict)
    section: Intensity = Intensity.ACTIVE
    blocks: list[_Block] = field(default_factory=lambda: [_Block(_Line(0, -1, ""))])
    is_begun: bool = False
    steps: int = 0
    """Repeats included."""


@dataclass(slots=True)
class _Said:
    """What a step says after its length."""

    travel: Travel | None = None
    gait: Gait | None = None
    intensity: Intensity | None = None
    label: str | None = None
    target: Target | None = None
    cues: tuple[str, ...] | None = None

    def say(self, what: str, value: object) -> None:
        """Take one thing, once."""
        if getattr(self, what) is not None:
            raise _refusal(
                f"A step says its {what} twice.", allowed="One of each; steps are parted by commas."
            )
        setattr(self, what, value)


@contextmanager
def _in(line: _Line) -> Iterator[None]:
    """Name the line in what is refused."""
    try:
        yield
    except InvalidValue as trouble:
        raise InvalidValue(
            f"Line {line.number} of the workout: {trouble.found}",
            allowed=trouble.allowed,
            remedy=trouble.remedy,
        ) from trouble


def parse_workout(text: str) -> Workout:
    """Read a workout from its text.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    text
        Lines of headers (``name:``, ``place:``, ``notes:``), headings (``Warm-up``, ``Main``,
        ``Cool-down``), comments after ``#``, and steps after ``-``; repeats are ``5x`` and steps
        parted by commas, or lines set in below. Without a name it is called after its first step.

    Returns
    -------
    Workout
        The workout.

    Raises
    ------
    InvalidValue
        Where a line cannot be understood; it names the line.

    Examples
    --------
    >>> parse_workout("- 5x 100m backward @RPE 4, 200m forward walk").name
    'Backward 100m'
    """
    if len(text) > LONGEST_TEXT:
        raise InvalidValue(
            f"The text of a workout has {len(text)} letters.",
            allowed=f"Up to {LONGEST_TEXT}.",
            remedy="Check that it is a workout, one step a line.",
        )
    draft = _Draft()
    for line in _lines(text):
        _read_line(draft, line)
    _close_blocks(draft, down_to=-1)
    parts = tuple(draft.blocks[0].parts)
    if not parts:
        raise _refusal(
            "The text of a workout has no steps.",
            allowed="It has at least one step, on a line that starts with a dash.",
        )
    return Workout(
        name=draft.headers.get("name") or _name_of(parts),
        parts=parts,
        place=Place(draft.headers["place"]) if "place" in draft.headers else None,
        notes=draft.headers.get("notes", ""),
    )


def _name_of(parts: Iterable[Part]) -> str:
    first = next(step for part in parts for step in _steps_of(part))
    return f"{direction_words(first)} {length_text(first.length)}"[:LONGEST_NAME].strip()


def _lines(text: str) -> Iterator[_Line]:
    whole = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, raw in enumerate(whole.split("\n"), start=1):
        stripped = raw.translate(_BLANKS).strip(" ")
        if stripped and not stripped.startswith("#"):
            before = raw[: len(raw) - len(raw.lstrip())]
            yield _Line(number, len(before.expandtabs(4)), stripped)


def _read_line(draft: _Draft, line: _Line) -> None:
    section = SECTIONS.get(re.sub("[ :-]", "", line.text).lower()) if len(line.text) <= 20 else None
    bullet = _BULLET.match(line.text)
    if bullet or section is not None:
        _close_blocks(draft, down_to=line.indent if bullet else -1)
    with _in(line):
        if not line.text.isprintable():
            raise _refusal("It holds signs that cannot be printed.", allowed="A workout is plain text.")
        if bullet:
            _read_bullet(draft, line, line.text[bullet.end() :])
        elif section is not None:
            draft.section, draft.blocks[0].inner_indent = section, None
        else:
            _read_head(draft, line.text)
    draft.is_begun = True


def _read_head(draft: _Draft, text: str) -> None:
    version, header = _VERSION.match(text), _HEADER.match(text)
    if version and not draft.is_begun:
        if version[1] != str(VERSION):
            raise InvalidValue(
                f"It says version {version[1][:20]} of the text form.",
                allowed=f"This program reads version {VERSION}.",
                remedy="Update the program, or correct the line.",
            )
    elif header:
        _read_header(draft, header[1].lower(), header[2].strip())
    else:
        raise _refusal(
            f"It says {text[:40]!r}.",
            allowed="A line is a step after a dash, a heading (Warm-up, Main, Cool-down), a header "
            "(name:, place:, notes:), or a comment after #.",
        )


def _read_header(draft: _Draft, key: str, value: str) -> None:
    if key not in {"name", "place", "notes"} or key in draft.headers or draft.steps:
        raise _refusal(
            f"The header {key[:20]!r} stands there.",
            allowed="There are name:, place: and notes:, each once, before the first step.",
        )
    if key == "place":
        value = value.lower()
        if value not in set(Place):
            raise InvalidValue(
                f"The place is {value[:40]!r}.",
                allowed=f"It is one of {', '.join(Place)}.",
                remedy="Correct it, or leave the line out.",
            )
    if len(value) > 1 and value.startswith('"') and value.endswith('"'):
        value = value[1:-1]
    if key == "name" and len(value) > LONGEST_NAME:
        raise InvalidValue(
            f"The name has {len(value)} letters.",
            allowed=f"Up to {LONGEST_NAME}.",
            remedy="Write it shorter, and the rest as notes.",
        )
    draft.headers[key] = value


def _read_bullet(draft: _Draft, line: _Line, content: str) -> None:
    block = draft.blocks[-1]
    if block.inner_indent not in {None, line.indent}:
        raise InvalidValue(
            f"It is set in by {line.indent} blanks, the lines beside it by {block.inner_indent}.",
            allowed="Lines of the same repeat are set in alike, and only '- 3x' has lines below it.",
            remedy="Set it in like its neighbours, or write the repeat on a line of its own.",
        )
    block.inner_indent = line.indent
    times = _TIMES.match(content)
    rest = content[times.end() :] if times else content
    draft.steps += 1 if times else 0
    if times and not rest:
        if len(draft.blocks) > DEEPEST:
            raise _refusal(
                "It repeats repeats of repeats.", allowed=f"Repeats stand up to {DEEPEST} deep in each other."
            )
        draft.blocks.append(_Block(line, int(times[1])))
    else:
        steps = tuple(_step(piece, draft.section) for piece in _pieces(rest))
        draft.steps += len(steps)
        block.parts += (WorkoutRepeat(times=int(times[1]), parts=steps),) if times else steps
    if draft.steps > MOST_STEPS:
        raise InvalidValue(
            f"Here the workout has more than {MOST_STEPS} steps and repeats.",
            allowed=f"Up to {MOST_STEPS}.",
            remedy="Use repeats, or make it two workouts.",
        )


def _close_blocks(draft: _Draft, *, down_to: int) -> None:
    """End the repeats that a line set in this far no longer belongs to."""
    while len(draft.blocks) > 1 and draft.blocks[-1].line.indent >= down_to:
        block = draft.blocks.pop()
        with _in(block.line):
            repeat = WorkoutRepeat(times=block.times, parts=tuple(block.parts))
        draft.blocks[-1].parts.append(repeat)


def _pieces(content: str) -> Iterator[str]:
    """The steps of a line, parted by commas that stand in no quotes or brackets."""
    place = -1
    while place < len(content):
        piece = _PIECE.match(content, place + 1)
        stop = piece.end() if piece else place + 1
        if piece is None or not piece[0].strip() or content[stop : stop + 1] not in {"", ","}:
            raise _refusal(
                f"It cannot be understood from {content[stop : stop + 40]!r} on.",
                allowed="Steps are parted by single commas, quotes and brackets are closed, and cues "
                "with brackets or semicolons stand in quotes.",
            )
        yield piece[0].strip()
        place = stop


def _step(piece: str, section: Intensity) -> WorkoutStep:
    length, place = read_length(piece)
    said = _Said()
    while place < len(piece):
        place = place + 1 if piece[place] == " " else _read_token(piece, place, said)
    if said.intensity is Intensity.REST and said.travel is None and said.gait is None and not said.label:
        said.gait = Gait.STANDING
    return WorkoutStep(
        length=length,
        travel=said.travel or Travel.UNKNOWN,
        gait=said.gait or Gait.UNKNOWN,
        target=said.target or OPEN,
        intensity=said.intensity or section,
        label=said.label or "",
        cues=said.cues or (),
    )


def _read_token(piece: str, place: int, said: _Said) -> int:
    """Read one thing that a step says; gives the place after it."""
    token = _TOKEN.match(piece, place)
    if token is None:
        raise _refusal(f"It cannot be understood from {piece[place : place + 40]!r} on.", allowed=WORDS)
    stop = token.end()
    if token["label"] is not None:
        said.say("label", token["label"].strip())
    elif token["cues"] is not None:
        said.say("cues", tuple(_cues(token["cues"])))
    elif token["word"] is not None:
        meaning = MEANINGS.get(token["word"].lower().replace("-", ""))
        if meaning is None:
            raise _refusal(f"The word {token['word'][:40]!r} is not known.", allowed=WORDS)
        said.say(*meaning)
    else:
        target, stop = read_target(piece, stop)
        said.say("target", target)
    return stop


def _cues(content: str) -> Iterator[str]:
    place = 0
    while place < len(content):
        cue = _CUE.match(content, place)
        if cue is None:
            raise _refusal(
                f"The cues {content[:40]!r} cannot be parted.",
                allowed="Cues are parted by semicolons; one in quotes stands in them wholly.",
            )
        if cue["quoted"] is not None:
            yield cue["quoted"]
        elif cue["plain"].strip():
            yield cue["plain"].strip()
        place = cue.end()
