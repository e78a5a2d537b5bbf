"""A walker made of sticks, who wears a sensor: enough of a gait to tell the direction by.

Hip and knee swing as in a walk, in round numbers; nobody was measured. Played backward in time, the same
walk goes backward.
"""

import numpy as np

from backstride.motion import MotionLog, Place
from backstride.recording import FloatArray

SHANK_M = 0.42
THIGH_M = 0.42
STRIDE_S = 1.1


def walk(
    place: Place,
    *,
    backward: bool = False,
    seconds: float = 20.0,
    rate_hz: float = 100.0,
    period_s: float = STRIDE_S,
) -> MotionLog:
    """What a sensor on the foot or in the pocket of a walker measures, its x axis to the front.

    Parameters
    ----------
    place
        Foot or pocket.
    backward
        Whether time runs backward.
    seconds
        How long the walk takes. [s]
    rate_hz
        Samples a second. [1/s]
    period_s
        How long a stride takes. [s]

    Returns
    -------
    MotionLog
        Without noise.
    """
    time_s = np.arange(0.0, seconds, 1.0 / rate_hz)
    played_s = -time_s if backward else time_s
    phase = 2.0 * np.pi * played_s / period_s
    thigh = np.radians(
        5.0 + 20.0 * np.cos(phase) + 3.0 * np.cos(2.0 * phase - 2.5) + 2.0 * np.cos(3.0 * phase)
    )
    bent = (
        22.0 + 22.0 * np.cos(phase + 1.3) + 16.0 * np.cos(2.0 * phase + 2.6) + 4.0 * np.cos(3.0 * phase - 2.0)
    )
    shank = thigh - np.radians(bent)
    # As an inverted pendulum the hip is lowest, and fastest, while both feet are on the ground.
    hip = np.stack(
        (1.3 * played_s + 0.02 * np.sin(2.0 * phase + 0.6), 0.9 - 0.02 * np.cos(2.0 * phase + 0.6))
    )
    sway = 0.3 * np.sin(phase)
    if place is Place.POCKET:
        return _worn(time_s, hip + 0.5 * THIGH_M * _down(thigh), thigh, sway)
    foot = shank + np.radians(8.0 * np.cos(phase - 2.5) + 6.0 * np.cos(2.0 * phase))
    return _worn(time_s, hip + THIGH_M * _down(thigh) + SHANK_M * _down(shank), foot, sway)


def _down(angle: FloatArray) -> FloatArray:
    """The direction of a limb that is raised to the front by an angle: front and up."""
    return np.stack((np.sin(angle), -np.cos(angle)))


def _worn(time_s: FloatArray, point_m: FloatArray, raised: FloatArray, sway: FloatArray) -> MotionLog:
    def rise(values: FloatArray) -> FloatArray:
        return np.gradient(values, time_s, axis=-1)

    force = rise(rise(point_m)) + np.array([[0.0], [9.81]])
    front, up = np.stack((np.cos(raised), np.sin(raised))), np.stack((-np.sin(raised), np.cos(raised)))
    nothing = np.zeros_like(time_s)
    return MotionLog(
        time_s=time_s,
        acceleration_m_s2=np.stack(((force * front).sum(axis=0), sway, (force * up).sum(axis=0)), axis=1),
        rotation_rad_s=np.stack((nothing, -rise(raised), nothing), axis=1),
    )


def a_turn(seed: int) -> FloatArray:
    """Some rotation matrix, the same for the same seed.

    Parameters
    ----------
    seed
        Of the random numbers.

    Returns
    -------
    FloatArray
        Shape (3, 3).
    """
    axes, sizes = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    axes = axes * np.sign(np.diag(sizes))
    turn: FloatArray = axes * np.sign(np.linalg.det(axes))
    return turn


def changed(
    log: MotionLog, acceleration_m_s2: FloatArray | None = None, rotation_rad_s: FloatArray | None = None
) -> MotionLog:
    """The log with other columns.

    Parameters
    ----------
    log
        The log.
    acceleration_m_s2
        Instead of its own. [m/s²]
    rotation_rad_s
        Instead of its own. [rad/s]

    Returns
    -------
    MotionLog
        With the same times.
    """
    return MotionLog(
        time_s=log.time_s,
        acceleration_m_s2=log.acceleration_m_s2 if acceleration_m_s2 is None else acceleration_m_s2,
        rotation_rad_s=log.rotation_rad_s if rotation_rad_s is None else rotation_rad_s,
        start_s=log.start_s,
    )


def one_after_the_other(first: MotionLog, second: MotionLog) -> MotionLog:
    """Two logs as one, without a pause.

    Parameters
    ----------
    first, second
        Logs with a gyroscope, at the same rate.

    Returns
    -------
    MotionLog
        The second follows a sample after the first.
    """
    assert first.rotation_rad_s is not None
    assert second.rotation_rad_s is not None
    step_s = first.time_s[1] - first.time_s[0]
    return MotionLog(
        time_s=np.concatenate((first.time_s, first.time_s[-1] + step_s + second.time_s)),
        acceleration_m_s2=np.vstack((first.acceleration_m_s2, second.acceleration_m_s2)),
        rotation_rad_s=np.vstack((first.rotation_rad_s, second.rotation_rad_s)),
    )
