"""Real people walking and running, from motion capture, and the sensors they might have worn.

The readers bring each source into the axes of ``docs/axes.md``: metres, z up. A virtual sensor is a point
on a segment of the body: its acceleration is the second derivative of a spline through its positions,
gravity added, its rotation that of the segment. **No person wore a sensor**; what such a sensor says is an
upper bound of what a real one says, for cloth, skin and straps wobble.

None of the motion capture is part of the project; it lies in ``../shared/motion``.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.signal import butter, filtfilt
from scipy.spatial.transform import Rotation

from backstride.bout import Gait, Travel
from backstride.motion import MotionLog, Place
from backstride.recording import FloatArray

MOTION: Final = Path(__file__).resolve().parents[2] / "shared" / "motion"
"""Motion capture, beside the project; not part of it."""

GRAVITY_M_S2: Final = 9.80665
"""[m/s²]"""

SHORTEST_S: Final = 1.0
"""A stretch shorter than this is left out. [s]"""

SPEED_OF_MOVING_M_S: Final = 0.4
"""Below this somebody shuffles about; for takes without a manifest. [m/s]"""

BANDAI_NAMES: Final = {
    "pelvis": "Hips",
    "left_hip": "UpperLeg_L",
    "right_hip": "UpperLeg_R",
    "left_knee": "LowerLeg_L",
    "right_knee": "LowerLeg_R",
    "left_ankle": "Foot_L",
    "right_ankle": "Foot_R",
    "left_toe": "Toes_L",
    "right_toe": "Toes_R",
    "left_wrist": "Hand_L",
    "right_wrist": "Hand_R",
}

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a take with one direction, frames ``[start, end)``."""

    start: int
    end: int
    travel: Travel
    gait: Gait


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Take:
    """A recording of one person."""

    source: str
    trial: str
    person: str
    """The actor, or the style where actors are not named."""
    rate_hz: float
    positions_m: dict[str, FloatArray]
    """By joint, shape (n, 3), z up. [m]"""
    rotations: dict[str, FloatArray]
    """By segment, named for its upper joint, shape (n, 3, 3): columns are its axes in the room."""
    stretches: tuple[Stretch, ...]

    def facing(self) -> FloatArray:
        """The body's axes in the room, from the hips: front, left, up as columns.

        Returns
        -------
        FloatArray
            Shape (n, 3, 3).
        """
        left = self.positions_m["left_hip"] - self.positions_m["right_hip"]
        left[:, 2] = 0.0
        left /= np.linalg.norm(left, axis=1, keepdims=True)
        up = np.tile([0.0, 0.0, 1.0], (len(left), 1))
        return np.stack([np.cross(left, up), left, up], axis=2)


# --- Reading ---------------------------------------------------------------------------------------


def takes(motion: Path) -> Iterator[Take]:
    """All takes at hand, one source after the other.

    Parameters
    ----------
    motion
        The folder of the motion capture.

    Yields
    ------
    Take
        In the order of their names.
    """
    labelled: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (motion / "segments_manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            labelled[row["trial"]].append(row)
    for path in sorted(motion.glob("bandai/*.bvh")):
        yield _from_bvh(path, labelled[path.stem])
    for source in ("bones_seed_g1", "lafan1_g1", "100style"):
        for path in sorted((motion / source).glob("*.npz")):
            yield _from_npz(path, source, labelled[path.stem])


def _stretches(rows: Sequence[dict[str, str]]) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(
            start=int(row["start_frame"]),
            end=int(row["end_frame"]),
            travel=Travel(row["direction_measured"]),
            gait=Gait(row["gait_measured"]),
        )
        for row in rows
        if row["direction_measured"] in ("forward", "backward")
    )


def _from_npz(path: Path, source: str, rows: Sequence[dict[str, str]]) -> Take:
    with np.load(path) as held:
        positions = {
            str(name): held["positions_m"][:, i].astype(float) for i, name in enumerate(held["joint_names"])
        }
        rotations = {
            str(name): held["segment_rotations"][:, i].astype(float)
            for i, name in enumerate(held["segment_names"])
        }
        rate_hz = float(held["frame_rate_hz"])
    person = rows[0]["actor_or_style"] if rows else f"{source}_{path.stem}"
    take = Take(
        source=source,
        trial=path.stem,
        person=person,
        rate_hz=rate_hz,
        positions_m=positions,
        rotations=rotations,
        stretches=_stretches(rows),
    )
    if rows:
        return take
    gait = Gait.RUN if path.stem.endswith("R") else Gait.WALK
    found = _moving_straight(take, gait)
    return Take(**{name: getattr(take, name) for name in Take.__slots__} | {"stretches": found})


def _moving_straight(take: Take, gait: Gait) -> tuple[Stretch, ...]:
    """Stretches in which the pelvis moves as the take's name says: …_FW, FR, BW, BR."""
    pelvis = take.positions_m["pelvis"][:, :2]
    width = 2 * round(take.rate_hz / 4.0) + 1
    velocity = np.gradient(pelvis, 1.0 / take.rate_hz, axis=0)
    smooth = np.stack([np.convolve(v, np.ones(width) / width, mode="same") for v in velocity.T], axis=1)
    axes = take.facing()
    along = np.einsum("ni,ni->n", smooth, axes[:, :2, 0])
    across = np.einsum("ni,ni->n", smooth, axes[:, :2, 1])
    straight = (np.abs(along) > SPEED_OF_MOVING_M_S) & (np.abs(along) > 2.0 * np.abs(across))
    code = np.where(straight, np.sign(along), 0.0)
    sign = -1.0 if take.trial[-2] == "B" else 1.0
    edges = np.flatnonzero(np.diff(np.concatenate(([np.nan], code, [np.nan]))) != 0.0)
    return tuple(
        Stretch(start=int(a), end=int(b), travel=Travel.FORWARD if sign > 0.0 else Travel.BACKWARD, gait=gait)
        for a, b in pairwise(edges)
        if code[a] == sign and (b - a) / take.rate_hz >= SHORTEST_S
    )


def _from_bvh(path: Path, rows: Sequence[dict[str, str]]) -> Take:
    positions, rotations, rate_hz = read_bvh(path.read_text(encoding="utf-8"))
    to_z_up = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
    return Take(
        source="bandai",
        trial=path.stem,
        person=rows[0]["actor_or_style"] if rows else f"bandai_{path.stem}",
        rate_hz=rate_hz,
        positions_m={ours: positions[name] @ to_z_up.T / 100.0 for ours, name in BANDAI_NAMES.items()},
        rotations={ours: to_z_up @ rotations[name] for ours, name in BANDAI_NAMES.items()},
        stretches=_stretches(rows),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Joint:
    name: str
    parent: str | None
    offset: FloatArray
    channels: tuple[str, ...]


def read_bvh(text: str) -> tuple[dict[str, FloatArray], dict[str, FloatArray], float]:
    """Read a BVH file in which any joint may have positions, which the libraries at hand refuse.

    Parameters
    ----------
    text
        The file.

    Returns
    -------
    tuple
        Positions by joint, shape (n, 3), in the file's unit and axes; rotations by joint, shape
        (n, 3, 3); frames a second.
    """
    words = text.split()
    frames_at = words.index("Frame")
    values = np.array(words[frames_at + 3 :], dtype=float).reshape(int(words[frames_at - 1]), -1)
    positions: dict[str, FloatArray] = {}
    rotations: dict[str, FloatArray] = {}
    column = 0
    for joint in _skeleton(words):
        shift, turn = _moved(joint, values[:, column : column + len(joint.channels)])
        column += len(joint.channels)
        if joint.parent is None:
            positions[joint.name], rotations[joint.name] = shift, turn
        else:
            above = rotations[joint.parent]
            positions[joint.name] = positions[joint.parent] + np.einsum("nij,nj->ni", above, shift)
            rotations[joint.name] = above @ turn
    return positions, rotations, 1.0 / float(words[frames_at + 2])


def _skeleton(words: Sequence[str]) -> Iterator[_Joint]:
    """The joints in the order of the columns; the ends of limbs, which have none, left out."""
    above: list[str] = []
    name, offset = "", np.zeros(3)
    for i, word in enumerate(words):
        if word in ("ROOT", "JOINT", "End"):
            name = words[i + 1]
        elif word == "{":
            above.append(name)
        elif word == "}":
            above.pop()
        elif word == "OFFSET":
            offset = np.array(words[i + 1 : i + 4], dtype=float)
        elif word == "CHANNELS":
            yield _Joint(
                name=name,
                parent=above[-2] if len(above) > 1 else None,
                offset=offset,
                channels=tuple(words[i + 2 : i + 2 + int(words[i + 1])]),
            )
        elif word == "MOTION":
            return


def _moved(joint: _Joint, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Shift and turn against the joint above, in each frame."""
    turning = [i for i, channel in enumerate(joint.channels) if channel.endswith("rotation")]
    order = "".join(joint.channels[i][0] for i in turning)
    turn = Rotation.from_euler(order, values[:, turning], degrees=True).as_matrix()
    if len(joint.channels) == len(turning):
        return np.tile(joint.offset, (len(values), 1)), turn
    moving = [joint.channels.index(f"{axis}position") for axis in "XYZ"]
    return values[:, moving], turn


# --- Virtual sensors -------------------------------------------------------------------------------

SEGMENTS: Final = {
    Place.FOOT: ("left_ankle", "right_ankle"),
    Place.WAIST: ("pelvis",),
    Place.POCKET: ("left_hip", "right_hip"),
    Place.WRIST: ("left_wrist", "right_wrist"),
}
"""The segment that carries a sensor, by place: the left one and the right one, or one in the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mounting:
    """How a sensor is worn."""

    segment: str
    """The segment that carries it, which also names its upper joint."""
    offset_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """From the joint, in the body's axes while the person stands as on the average. [m]"""
    rotation: Rotation | None = None
    """From the body's axes to the sensor's; None for a sensor whose x axis points to the front."""


def virtual_sensor(
    take: Take, mounting: Mounting, *, rate_hz: float, low_pass_hz: float | None = None
) -> MotionLog:
    """What a sensor on a segment of the body would have measured over the whole take.

    Parameters
    ----------
    take
        The motion.
    mounting
        Which segment, where on it and which way round.
    rate_hz
        Samples a second. [1/s]
    low_pass_hz
        The cut-off of a filter over the positions, without delay; None for none. [1/s]

    Returns
    -------
    MotionLog
        Without noise.
    """
    joint = take.positions_m[mounting.segment]
    rotation = take.rotations[mounting.segment]
    body = np.swapaxes(rotation, 1, 2) @ take.facing()
    upright = Rotation.from_matrix(body).mean().as_matrix()
    point = joint + np.einsum("nij,j->ni", rotation @ upright, np.array(mounting.offset_m))
    if low_pass_hz is not None and low_pass_hz < 0.45 * take.rate_hz and len(point) > 30:
        numerator, denominator = butter(2, low_pass_hz / (0.5 * take.rate_hz))
        point = filtfilt(numerator, denominator, point, axis=0)
    frames_s = np.arange(len(point)) / take.rate_hz
    time_s = np.arange(0.0, frames_s[-1], 1.0 / rate_hz)
    sensor = rotation @ upright
    if mounting.rotation is not None:
        sensor = sensor @ mounting.rotation.inv().as_matrix()
    turning = _rotation_rad_s(sensor, frames_s, time_s)
    at = _rotation_at(sensor, frames_s, time_s)
    force = CubicSpline(frames_s, point)(time_s, 2) + np.array([0.0, 0.0, GRAVITY_M_S2])
    return MotionLog(
        time_s=time_s,
        acceleration_m_s2=np.einsum("nij,ni->nj", at, force),
        rotation_rad_s=turning,
        app="virtual",
    )


def _rotation_at(sensor: FloatArray, frames_s: FloatArray, time_s: FloatArray) -> FloatArray:
    """The sensor's axes at other times than the frames, shape (n, 3, 3)."""
    entries = CubicSpline(frames_s, sensor.reshape(-1, 9))(time_s).reshape(-1, 3, 3)
    left, _, right = np.linalg.svd(entries)
    proper: FloatArray = left @ right
    return proper


def _rotation_rad_s(sensor: FloatArray, frames_s: FloatArray, time_s: FloatArray) -> FloatArray:
    """The angular velocity in the sensor's own axes, shape (n, 3)."""
    spline = CubicSpline(frames_s, sensor.reshape(-1, 9))
    at = _rotation_at(sensor, frames_s, time_s)
    spin = np.swapaxes(at, 1, 2) @ spline(time_s, 1).reshape(-1, 3, 3)
    spin = 0.5 * (spin - np.swapaxes(spin, 1, 2))
    return np.stack([spin[:, 2, 1], spin[:, 0, 2], spin[:, 1, 0]], axis=1)


def cut(log: MotionLog, start_s: float, end_s: float) -> MotionLog:
    """A stretch of a log, with times from 0.

    Parameters
    ----------
    log
        The log.
    start_s, end_s
        The stretch, half-open, since the first sample. [s]

    Returns
    -------
    MotionLog
        The same place and app.
    """
    first, after = np.searchsorted(log.time_s, [start_s, end_s])
    turning = log.rotation_rad_s
    return MotionLog(
        time_s=log.time_s[first:after] - log.time_s[first],
        acceleration_m_s2=log.acceleration_m_s2[first:after],
        rotation_rad_s=None if turning is None else turning[first:after],
        place=log.place,
        app=log.app,
    )
