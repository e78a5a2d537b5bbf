"""A body from the front and the back, its groups of muscles shaded by how much they are loaded.

The drawing is our own: half a figure, and the same half mirrored. Shading is hatching, which gets closer the
higher the load; what is unknown is left white with a broken edge, and a number leads to the words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from backstride.bout import Travel
from backstride.training.muscles import Muscle, MuscleLoad, Part

UNKNOWN: Final = "unknown"

OUTLINE: Final = (
    "M60 28 L67 28 C67 43 69 47 75 49 C84 51 91 54 93 63 C96 75 97 85 99 96 C102 109 104 121 106 134"
    " C108 141 109 147 106 152 C104 155 100 154 99 149 C97 139 95 127 92 114 C90 104 88 94 86 82"
    " C86 94 82 104 81 113 C81 122 84 130 85 141 C86 158 83 178 80 197 C79 205 81 211 81 219"
    " C82 232 78 250 76 264 C76 270 79 275 83 279 C84 283 74 284 69 282 C67 277 67 271 67 265"
    " C67 250 66 238 65 226 C64 214 65 206 64 198 C63 180 62 166 61 152 L60 150"
)
"""The right half from the neck down; the left one is its mirror image."""
HEAD: Final = (60, 21, 12.5, 15.5)
"""Middle and half-axes of the head."""
HALF: Final = 60
"""Where the mirror stands."""
SIZE: Final = (120, 290)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where a group of muscles shows, in the right half of the drawing."""

    muscle: Muscle
    path: str
    at: tuple[int, int]
    """Where its number stands."""


FRONT: Final = (
    Area(
        muscle=Muscle.TRUNK,
        path="M60 84 C68 84 75 88 75 97 C75 108 74 117 73 126 C69 131 65 135 60 136 Z",
        at=(60, 108),
    ),
    Area(
        muscle=Muscle.HIPS,
        path="M80.500 127 C77 132 71 139 65 149 C70 151.500 76 150.500 82.500 146.500"
        " C83 140 82 133 80.500 127 Z",
        at=(77, 143),
    ),
    Area(
        muscle=Muscle.QUADRICEPS,
        path="M65 153.500 C70 155.500 76 154.500 82.500 150.500 C83 166 80 180 77.500 191"
        " C75.500 197 69 198 67 193 C66 180 65.500 168 65 153.500 Z",
        at=(74, 174),
    ),
    Area(
        muscle=Muscle.SHINS,
        path="M68 212 C71 207 77 207 78.500 214 C79.500 228 76 246 74 260 L70 260"
        " C69.500 246 67 228 68 212 Z",
        at=(73, 228),
    ),
)
BACK: Final = (
    Area(
        muscle=Muscle.TRUNK,
        path="M60 84 C67 84 72 90 72 98 C72 110 71 120 70 130 L60 134 Z",
        at=(60, 110),
    ),
    Area(
        muscle=Muscle.HIPS,
        path="M61.500 137 C68 130 78 129 83 138 C86 148 82 159 72 159 C66 159 62 155 61.500 149 Z",
        at=(73, 145),
    ),
    Area(
        muscle=Muscle.HAMSTRINGS,
        path="M65.500 162 C71 164 77 163 82 160 C82.500 172 79.500 184 77.500 196 C75 196 74 192 73.500 176"
        " C73 192 71 197 67 196 C66.500 184 66 174 65.500 162 Z",
        at=(74, 178),
    ),
    Area(
        muscle=Muscle.CALVES,
        path="M67 211 C70 204 77 204 79.500 212 C81.500 226 78 238 76 245 C74 249 71 249 69 245"
        " C67 234 66 222 67 211 Z",
        at=(73, 226),
    ),
)
VIEWS: Final = (("front", FRONT), ("back", BACK))
STACKED: Final = (Travel.BACKWARD, Travel.FORWARD, Travel.SIDEWAYS, Travel.UNKNOWN)
"""What goes backward stands first, where it can be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What one direction adds to a group, as a part of a bar."""

    travel: Travel
    left: float
    """[%]"""
    width: float
    """[%]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleView:
    """A group of muscles as a page tells of it."""

    number: int
    """On the drawing and in the lists, from 1."""
    load: MuscleLoad
    shares: dict[Travel, float]
    """Which part of its points each direction makes; empty where nothing is known, or all of it nothing."""
    segments: tuple[Segment, ...]
    """The same as parts of a bar, on a scale that all groups share."""

    @property
    def level(self) -> str:
        """How it is shaded."""
        return UNKNOWN if self.load.level is None else self.load.level.value

    @property
    def is_at_least(self) -> bool:
        """Whether a part of the time is unknown, so that the load may be higher."""
        return self.load.unknown_min > 0.0 and self.load.level is not None

    @property
    def is_effort_assumed(self) -> bool:
        """Whether nobody said how hard some of it was."""
        return any(part.is_effort_assumed and part.points is not None for part in self.load.parts)


def muscle_views(loads: Sequence[MuscleLoad]) -> tuple[MuscleView, ...]:
    """Groups of muscles, numbered.

    Parameters
    ----------
    loads
        The load of each group.

    Returns
    -------
    tuple of MuscleView
        In the same order.
    """
    most = max((load.points or 0.0 for load in loads), default=0.0)
    return tuple(_view(number, load, most) for number, load in enumerate(loads, start=1))


def _view(number: int, load: MuscleLoad, most: float) -> MuscleView:
    points = load.points or 0.0
    by_travel = {travel: _points(load.parts, travel) for travel in STACKED}
    found = {travel: own for travel, own in by_travel.items() if own > 0.0}
    left, segments = 0.0, []
    for travel, own in found.items():
        width = 100.0 * own / most
        segments.append(Segment(travel=travel, left=round(left, 2), width=round(width, 2)))
        left += width
    return MuscleView(
        number=number,
        load=load,
        shares={travel: own / points for travel, own in found.items()},
        segments=tuple(segments),
    )


def _points(parts: Sequence[Part], travel: Travel) -> float:
    return sum(part.points or 0.0 for part in parts if part.travel is travel)
