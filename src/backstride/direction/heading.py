"""Which way, by heading: the way the body or the device faced against the course over the ground.

Positions alone never tell which way somebody faced. Some files hold more: a compass on the watch, the
heading of a phone. The difference of the two, heading minus course, is a constant while somebody goes
forward (how the device is worn), and jumps by half a turn when they go on backward.

What is not known is weighed, not assumed away:

- **How the device is worn.** It mostly faces forward, seldom backward, else anyhow: see `_offset_prior`.
- **Whether the field is a heading at all.** Many programs call the course a heading; it then agrees with the
  course always, and tells nothing. Fields named course, bearing or track are never looked at.
- **Whether it follows the body.** Beside steel or a magnetic strap a compass points one way whatever the
  body does; on a straight way out and back that looks like turning about.
- **Whether the device was moved**, taken out and put back another way, most of all during a stop.

Nobody has given us a recording of backward running with a compass: the priors are claims, and all tests of
this module are simulated.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.bout import EvidenceKind
from backstride.direction.detection import PRIOR, Detection, Likelihood
from backstride.recording import EARTH_RADIUS_M, LONGEST_HOLD_S, Column, FloatArray, Recording

DETECTOR: Final = "heading 1"

HALF_WINDOWS_S: Final = (2.0, 4.0, 8.0)
"""The course is taken from so long before a moment to so long after it, the shortest that is long enough to
have travelled `SHORTEST_WAY_M`. [s]"""
SHORTEST_WAY_M: Final = 5.0
"""Errors of a position are a metre or two, alike over some seconds; over this way they turn the course by
some 20° at the most. [m]"""
SLOWEST_M_S: Final = 0.35
"""Slower is standing, or a wandering position. [m/s]"""
FASTEST_M_S: Final = 12.0
"""Faster is a jump of the position. [m/s]"""
STRAIGHTEST: Final = 0.8
"""Where the way before and the way after a moment add up to less than this share of their lengths, somebody
is turning, and the course over both is neither. [-]"""

CHANGE_WINDOW_S: Final = 8.0
"""Heading minus course is compared between so long before and so long after a moment. [s]"""
CHANGE: Final = 1.0
"""How far apart the two mean directions, as arrows of length 1 at most, are where it changes: 60° if neither
scatters, half a turn even if both scatter by 60°. [-]"""
SHORTEST_STRETCH_S: Final = 8.0
"""What is shorter tells nothing. [s]"""
LEAST_RESULTANT: Final = 0.5
"""Where heading minus course scatters more (67°), the compass is disturbed, or swings. [-]"""
LEAST_CLEAR: Final = 0.5
"""Where less than this share of the time is without such scatter, the compass is of no use, and what seems
clear is so by chance. [-]"""
FEWEST_VALUES: Final = 12
"""A field with fewer different values than this is frozen, or no angle. [-]"""

DEVIATION_RAD: Final = np.radians(20.0)
"""How far a compass may be off after any averaging: iron nearby, declination, the swing of an arm, a strap
that slips. Source: backstride-rules. Belief: claimed. [rad]"""
MEMORY_S: Final = 10.0
"""Errors of a compass resemble each other for so long: ten seconds count as one look. [s]"""

MOVED: Final = 0.04
"""How probable it is that a stretch differs from others since the device was moved, if that came while
somebody travelled, and went back to what it was. Source: backstride-rules. Belief: claimed. [-]"""
LIKELIER_MOVED: Final = 3.0
"""So many times as probable it is if it came at a stop; and as much again if it did not go back to what it
was. Source: backstride-rules. Belief: claimed. [-]"""
ALIKE: Final = float(np.cos(np.radians(45.0)))
"""The cosine of how far two stretches of the same heading minus course may be apart. [-]"""
ALL_FORWARD: Final = 0.6
"""How probable it is that a session is forward throughout. Source: backstride-rules. Belief: claimed. [-]"""
IS_COURSE: Final = 0.5
"""How probable it is that a field called heading holds the course. Source: backstride-rules. Belief:
claimed. [-]"""
COMPASS_IS_COURSE: Final = 0.1
"""The same for a field that names a compass or the device. [-]"""
STAYS_PUT: Final = 0.05
"""How probable it is that a compass does not follow the body. Source: backstride-rules. Belief:
claimed. [-]"""
FLAT: Final = 0.9
"""A likelihood whose least part is above this tells nothing worth saying. [-]"""

OFFSETS: Final = 72
"""How many ways of wearing the device are weighed: every 5°. [-]"""

_HEADING: Final = re.compile(r"heading|compass|kompass|boussole|azimuth")
_DEVICE: Final = re.compile(r"compass|kompass|boussole|azimuth|magnet|device|body|phone|watch")
_SOMETHING_ELSE: Final = re.compile(
    r"course|bearing|track|gps|gnss|cog|ground|travel|move|motion|target|desired|goal|next|waypoint|wind"
    r"|accura|error|deviation|varia|status|calib|rate|deriv|speed|delta|change|declination"
)
_COMPASS_BEARING: Final = re.compile(r"(device|body|compass|magnetic)\W*_?bearing")

IntArray = NDArray[np.intp]
Mask = NDArray[np.bool_]
ComplexArray = NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class _Field:
    """A field that may hold which way the body or the device faced."""

    word: str
    angle_rad: FloatArray
    """Clockwise from north, shape (n,); NaN where missing."""
    is_course: float
    """How probable it is, by its name, that it holds the course."""


@dataclass(frozen=True, slots=True)
class _Looks:
    """The moments at which both heading and course are known, at most one a second."""

    time_s: FloatArray
    until_s: FloatArray
    """Until when each speaks."""
    run: IntArray
    """Which stretch without a stop, gap or pause each belongs to."""
    heading: ComplexArray
    """As arrows of length 1."""
    off: ComplexArray
    """Heading minus course, as arrows of length 1."""


@dataclass(frozen=True, slots=True)
class _Stretches:
    """Stretches over which heading minus course stays the same, shape (k,) each."""

    start_s: FloatArray
    end_s: FloatArray
    angle_rad: FloatArray
    concentration: FloatArray
    """Of a von Mises distribution of the mean about the truth."""
    moved: FloatArray
    """How probable it is that the device was moved before or after."""
    by_itself: FloatArray
    """Log density of its headings if the compass stays put."""


def heading_detections(recording: Recording) -> tuple[Detection, ...]:
    """What the file's heading tells of the direction, where it has one.

    Heading minus course is cut where it changes by more than about 60°. Each stretch is then weighed by how
    well each direction explains it, over all ways of wearing the device, which the other stretches of the
    session make more or less probable. Stretches in which somebody stands, or in which the compass scatters,
    are left out; so are those of which it tells next to nothing.

    Source: backstride-rules. Belief: claimed.
    Measured on: nothing; there is no recording of backward running with a compass.

    Parameters
    ----------
    recording
        The recording.

    Returns
    -------
    tuple of Detection
        In order, apart; none where the file has no heading, or no positions.
    """
    if not recording.is_timed or not recording.sport.is_on_foot:
        return ()
    for field in sorted(_fields(recording), key=lambda field: field.is_course):
        looks = _looks(recording, field.angle_rad)
        stretches = None if looks is None else _stretches(looks)
        if stretches is not None:
            return tuple(_detections(stretches, field))
    return ()


# --- The field ---------------------------------------------------------------------------------------


def _fields(recording: Recording) -> Iterator[_Field]:
    """The fields whose names speak of the way that something faced."""
    for name in recording.extra:  # columns are decoded only when somebody asks for them
        plain = _COMPASS_BEARING.sub(r"\1 heading", name.lower())
        if _HEADING.search(plain) is None or _SOMETHING_ELSE.search(plain) is not None:
            continue
        angle_rad = _in_radians(recording.extra[name])
        if angle_rad is not None and len(angle_rad) == len(recording.samples):
            names_device = _DEVICE.search(plain) is not None
            yield _Field(
                word="compass" if names_device else "heading",
                angle_rad=angle_rad,
                is_course=COMPASS_IS_COURSE if names_device else IS_COURSE,
            )


def _in_radians(column: Column) -> FloatArray | None:
    """A column as angles, shape (n,), NaN where missing; None if it cannot hold angles."""
    raw = column.values
    if raw.ndim != 1 or raw.dtype.kind not in "fiu":
        return None
    values = np.where(np.isfinite(raw), raw, np.nan).astype(np.float64)
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return None
    turn = _full_turn(known, (column.unit or "").strip().lower())
    if turn is None:
        return None
    impossible = np.abs(values) > 1.002 * turn
    if np.count_nonzero(impossible) > 0.01 * len(known):
        return None
    if np.count_nonzero(known == 0.0) > 0.2 * len(known):
        impossible |= values == 0.0  # what programs write before the compass is on
    if turn == 360.0 and known.min() == -1.0:
        impossible |= values == -1.0  # what phones write where it is not known
    return np.where(impossible, np.nan, values * (2.0 * np.pi / turn))


def _full_turn(known: FloatArray, unit: str) -> float | None:
    """How much a full turn is in a field's unit, by its name or else by its values."""
    if unit.startswith(("semi", "sc")):
        return 2.0**32
    if unit.startswith("rad"):
        return 2.0 * np.pi
    if unit.startswith(("deg", "°")):
        return 360.0
    largest = float(np.abs(known).max())
    if unit or largest > 361.0:
        return None
    is_whole = bool((known == np.round(known)).all())
    return 2.0 * np.pi if largest <= 6.3 and not is_whole else 360.0


# --- Heading minus course ----------------------------------------------------------------------------


def _looks(recording: Recording, angle_rad: FloatArray) -> _Looks | None:
    """The moments at which both heading and course are known; None if there are hardly any."""
    samples = recording.samples
    time_s = samples.elapsed_s
    stops = np.sort([pause.start_s for pause in recording.pauses])
    goes_on = np.sort([pause.end_s for pause in recording.pauses])
    pauses_before = np.searchsorted(stops, time_s, side="right")
    in_pause = pauses_before > np.searchsorted(goes_on, time_s, side="right")
    rows = np.flatnonzero(~np.isnan(samples.latitude_deg + samples.longitude_deg) & ~in_pause)
    if len(np.unique(angle_rad[rows][~np.isnan(angle_rad[rows])])) < FEWEST_VALUES:
        return None
    # At most one look a second: whatever was sampled faster is averaged.
    seconds = np.floor(time_s[rows])
    first = np.flatnonzero(np.concatenate(([True], seconds[1:] != seconds[:-1])))
    share = np.diff(np.append(first, len(rows)))
    second_s = np.add.reduceat(time_s[rows], first) / share
    way = _in_metres(samples.latitude_deg[rows], samples.longitude_deg[rows])
    place = np.add.reduceat(way, first) / share
    is_known = ~np.isnan(angle_rad[rows])
    arrows = np.where(is_known, np.exp(1j * np.where(is_known, angle_rad[rows], 0.0)), 0.0)
    facing = np.asarray(np.add.reduceat(arrows, first), dtype=np.complex128)
    breaks = (np.diff(second_s) > LONGEST_HOLD_S) | (np.diff(pauses_before[rows][first]) > 0)
    run = np.concatenate(([0], np.cumsum(breaks)))
    course = _courses(second_s, np.asarray(place, dtype=np.complex128), run)
    use = np.flatnonzero((course != 0.0) & (np.abs(facing) > 0.5 * share))
    if len(use) < 2:
        return None
    until_s = np.append(second_s[1:], second_s[-1])[use]
    heading = facing[use] / np.abs(facing[use])
    stopped = np.diff(second_s[use]) > LONGEST_HOLD_S
    return _Looks(
        time_s=second_s[use],
        until_s=np.minimum(until_s, second_s[use] + 2.0),
        run=np.concatenate(([0], np.cumsum(stopped | (np.diff(run[use]) > 0)))),
        heading=heading,
        off=heading * np.conj(course[use]),
    )


def _in_metres(latitude_deg: FloatArray, longitude_deg: FloatArray) -> ComplexArray:
    """Positions as metres north, and east as the imaginary part, shape (n,). [m]"""
    latitude, longitude = np.radians(latitude_deg), np.unwrap(np.radians(longitude_deg))
    east = np.cumsum(np.diff(longitude, prepend=longitude[:1]) * np.cos(latitude))
    metres: ComplexArray = EARTH_RADIUS_M * (latitude + 1j * east)
    return metres


def _courses(time_s: FloatArray, place: ComplexArray, run: IntArray) -> ComplexArray:
    """The course at each moment as an arrow of length 1, clockwise from north, shape (n,); 0 if unknown."""
    index = np.arange(len(time_s))
    run_first = np.searchsorted(run, run, side="left")
    run_last = np.searchsorted(run, run, side="right") - 1
    course = np.zeros(len(time_s), dtype=np.complex128)
    for half_s in HALF_WINDOWS_S:
        before = np.maximum(np.searchsorted(time_s, time_s - half_s, side="left"), run_first)
        after = np.minimum(np.searchsorted(time_s, time_s + half_s, side="right") - 1, run_last)
        way = place[after] - place[before]
        length = np.abs(way)
        lasts_s = time_s[after] - time_s[before]
        parts = np.abs(place[after] - place[index]) + np.abs(place[index] - place[before])
        good = (length >= SHORTEST_WAY_M) & (length >= SLOWEST_M_S * lasts_s)
        good &= (length <= FASTEST_M_S * lasts_s) & (length >= STRAIGHTEST * parts)
        good &= course == 0.0
        course[good] = way[good] / length[good]
    return course


# --- Stretches ---------------------------------------------------------------------------------------


def _changes(looks: _Looks) -> Mask:
    """Where heading minus course begins to be another, or somebody sets off again, shape (n,)."""
    time_s, run = looks.time_s, looks.run
    index = np.arange(len(time_s))
    sums = np.concatenate(([0.0], np.cumsum(looks.off)))
    begin = np.maximum(
        np.searchsorted(time_s, time_s - CHANGE_WINDOW_S), np.searchsorted(run, run, side="left")
    )
    end = np.minimum(
        np.searchsorted(time_s, time_s + CHANGE_WINDOW_S), np.searchsorted(run, run, side="right")
    )
    before = (sums[index] - sums[begin]) / np.maximum(index - begin, 1)
    apart = np.where(index > begin, np.abs((sums[end] - sums[index]) / (end - index) - before), 0.0)
    starts = np.concatenate(([True], np.diff(run) > 0))
    above = apart > CHANGE
    edges = np.flatnonzero(above & ~np.concatenate(([False], above[:-1])) | starts)
    # Of each group of moments at which the two sides are far apart, the one at which they are farthest.
    peaks = np.maximum.reduceat(apart, edges)
    groups = np.cumsum(np.isin(index, edges)) - 1
    is_peak = above & (apart == peaks[groups])
    first_peaks = np.flatnonzero(is_peak)
    _, first = np.unique(groups[first_peaks], return_index=True)
    starts[first_peaks[first]] = True
    return starts


def _without_false_changes(looks: _Looks, first: IntArray) -> IntArray:
    """Where stretches begin, but for those that are like the one just before, shape (k,).

    A compass that swings wildly for a moment is not two looks at how the device is worn.
    """
    angle = np.angle(np.add.reduceat(looks.off, first))
    is_same = (np.cos(np.diff(angle)) >= ALIKE) & (np.diff(looks.run[first]) == 0)
    return first[~np.concatenate(([False], is_same))]


def _stretches(looks: _Looks) -> _Stretches | None:
    """Stretches with one heading minus course each; None if there are none that tell."""
    first = _without_false_changes(looks, np.flatnonzero(_changes(looks)))
    count = np.diff(np.append(first, len(looks.time_s)))
    arrow = np.add.reduceat(looks.off, first) / count
    resultant = np.minimum(np.abs(arrow), 1.0)
    start_s = looks.time_s[first]
    end_s = looks.until_s[np.append(first[1:], len(looks.time_s)) - 1]
    follows = np.append(np.diff(looks.run[first]) == 0, [False])
    end_s[follows] = start_s[1:][follows[:-1]]
    spread = -2.0 * np.log(np.maximum(resultant, 0.01))
    lasts_s = end_s - start_s
    variance = spread * MEMORY_S / np.maximum(lasts_s, MEMORY_S) + DEVIATION_RAD**2
    tells = (lasts_s >= SHORTEST_STRETCH_S) & (count >= 2) & (resultant >= LEAST_RESULTANT)
    if not tells.any() or lasts_s[tells].sum() < LEAST_CLEAR * lasts_s.sum():
        return None
    angle = np.angle(arrow)
    return _Stretches(
        start_s=start_s[tells],
        end_s=end_s[tells],
        angle_rad=angle[tells],
        concentration=1.0 / variance[tells],
        moved=_moved(angle[tells], looks.run[first][tells]),
        by_itself=_by_itself(looks, first, resultant)[tells],
    )


def _moved(angle_rad: FloatArray, run: IntArray) -> FloatArray:
    """How probable it is that the device was moved before or after each stretch, shape (k,)."""
    differs = np.cos(np.diff(angle_rad)) < ALIKE
    before, after = np.concatenate(([False], differs)), np.append(differs, [False])
    at_a_stop = differs & (np.diff(run) > 0)
    stops = np.append(at_a_stop, [False]) | np.concatenate(([False], at_a_stop))
    returns = before & after
    returns[1:-1] &= np.cos(angle_rad[2:] - angle_rad[:-2]) >= ALIKE
    stays = (before | after) & ~returns
    moved: FloatArray = MOVED * LIKELIER_MOVED ** stops.astype(np.float64) * LIKELIER_MOVED**stays
    return moved


def _by_itself(looks: _Looks, first: IntArray, resultant: FloatArray) -> FloatArray:
    """Log density of each stretch if the compass stays put, shape (k,).

    It is the higher, the closer the headings are to what the heading is in the whole session, and lower
    where they scatter more than heading minus course does: there the compass followed the body.
    """
    mean = complex(looks.heading.mean())
    spread = -2.0 * np.log(min(max(abs(mean), 1e-3), 1.0)) + DEVIATION_RAD**2
    count = np.diff(np.append(first, len(looks.time_s)))
    toward = np.add.reduceat(np.cos(np.angle(looks.heading) - np.angle(mean)), first) / count
    concentration = np.full(len(first), 1.0 / spread)
    at_best = _log_density(np.zeros(len(first)), concentration)
    density: FloatArray = at_best + np.minimum(toward - resultant, 0.0) * concentration
    return density


def _log_density(angle_rad: FloatArray, concentration: FloatArray) -> FloatArray:
    """The von Mises log density about 0."""
    density: FloatArray = concentration * np.cos(angle_rad) - np.log(2.0 * np.pi * np.i0(concentration))
    return density


# --- Weighing ----------------------------------------------------------------------------------------


def _offset_prior(offset_rad: FloatArray) -> FloatArray:
    """How probable each way of wearing the device is, before anything is seen, shape (72,); sums to 1.

    Three in four face forward within some 20°, one in twenty backward (a phone upside down), the rest
    anyhow.

    Source: backstride-rules. Belief: claimed.
    """
    concentration = np.full(len(offset_rad), DEVIATION_RAD**-2)
    forward = np.exp(_log_density(offset_rad, concentration))
    backward = np.exp(_log_density(offset_rad - np.pi, concentration))
    weight = 0.75 * forward + 0.05 * backward + 0.2 / (2.0 * np.pi)
    shares: FloatArray = weight / weight.sum()
    return shares


def _by_direction(stretches: _Stretches, offset_rad: FloatArray) -> FloatArray:
    """Density of each stretch's angle by direction and way of wearing, shape (3, k, 72)."""
    off = stretches.angle_rad[:, None] - offset_rad[None, :]

    def turned(by_rad: float) -> FloatArray:
        return np.exp(_log_density(off - by_rad, stretches.concentration[:, None]))

    sideways = 0.5 * (turned(np.pi / 2.0) + turned(-np.pi / 2.0))
    clean = np.stack((turned(0.0), turned(np.pi), sideways))
    moved = stretches.moved[None, :, None]
    return (1.0 - moved) * clean + moved / (2.0 * np.pi)


def _likelihoods(stretches: _Stretches, is_course: float) -> FloatArray:
    """How well each direction explains each stretch, given all the others, shape (3, k).

    What may be the case: a way of wearing the device in a session that is forward throughout, or mixed; a
    field that is the course; a compass that stays put. The other stretches say how probable each is, and
    under the last two the direction makes no difference.
    """
    offset_rad = np.linspace(0.0, 2.0 * np.pi, OFFSETS, endpoint=False, dtype=np.float64)
    density = _by_direction(stretches, offset_rad)
    shares = np.array([PRIOR.forward, PRIOR.backward, PRIOR.sideways])
    mixed = np.tensordot(shares, density, axes=1)
    as_course = 0.99 * np.exp(_log_density(stretches.angle_rad, stretches.concentration))
    indifferent = np.stack((as_course + 0.01 / (2.0 * np.pi), np.exp(stretches.by_itself)), axis=1)
    seen = np.log(np.concatenate((density[0], mixed, indifferent), axis=1))
    worn = _offset_prior(offset_rad) * (1.0 - is_course) * (1.0 - STAYS_PUT)
    prior = np.concatenate(
        (ALL_FORWARD * worn, (1.0 - ALL_FORWARD) * worn, [is_course * (1.0 - STAYS_PUT), STAYS_PUT])
    )
    others = np.log(prior) + seen.sum(axis=0) - seen
    weight = np.exp(others - others.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    of_offset = weight[:, :OFFSETS] + weight[:, OFFSETS:-2]
    same = (weight[:, -2:] * indifferent).sum(axis=1)
    explained = np.einsum("dko,ko->dk", density, of_offset) + same
    likelihoods: FloatArray = explained / explained.max(axis=0)
    return likelihoods


def _detections(stretches: _Stretches, field: _Field) -> Iterator[Detection]:
    """The detections, but for those that tell next to nothing."""
    likelihoods = _likelihoods(stretches, field.is_course)
    lasts_s = stretches.end_s - stretches.start_s
    usual = _usual(stretches.angle_rad, lasts_s)
    for place in np.flatnonzero(likelihoods.min(axis=0) <= FLAT).tolist():
        forward, backward, sideways = likelihoods[:, place].tolist()
        yield Detection(
            start_s=float(stretches.start_s[place]),
            end_s=float(stretches.end_s[place]),
            kind=EvidenceKind.HEADING,
            detector=DETECTOR,
            likelihood=Likelihood(forward=forward, backward=backward, sideways=sideways),
            detail=_detail(float(stretches.angle_rad[place]), usual, field.word),
        )


def _usual(angle_rad: FloatArray, lasts_s: FloatArray) -> float:
    """The mean of the angles that make up most of the time. [rad]"""
    around = np.linspace(-np.pi, np.pi, OFFSETS, endpoint=False)
    is_near = np.cos(around[:, None] - angle_rad[None, :]) >= ALIKE
    most = int(np.argmax(is_near @ lasts_s))
    return float(np.angle((lasts_s * np.exp(1j * angle_rad))[is_near[most]].sum()))


def _detail(angle_rad: float, usual_rad: float, word: str) -> str:
    """What was seen, as a phrase for people."""
    said = f"{word} {_whole_degrees(angle_rad)}° off the course over the ground"
    differs = np.cos(angle_rad - usual_rad) < ALIKE
    return f"{said}, elsewhere mostly {_whole_degrees(usual_rad)}°" if differs else said


def _whole_degrees(angle_rad: float) -> int:
    """The size of an angle from -π to π. [°]"""
    return abs(round(float(np.degrees(angle_rad))))
