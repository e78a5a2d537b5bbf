"""Where the simulated athlete is: round a standard track of 400 m."""

from typing import Final

import numpy as np

from backstride.recording import EARTH_RADIUS_M, FloatArray

STRAIGHT_M: Final = 84.39
"""Length of each straight. Source: backstride-rules. Belief: claimed. [m]"""

BEND_RADIUS_M: Final = 36.80
"""Radius of the line that is measured in the first lane, 0.30 m from the kerb.
Source: backstride-rules. Belief: claimed. [m]"""

LAP_M: Final = 2.0 * STRAIGHT_M + 2.0 * np.pi * BEND_RADIUS_M
"""Once round. [m]"""


def along_track(distance_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Position on the track, anticlockwise, from the start of a straight.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    distance_m
        Distance travelled along the first lane, shape (n,). [m]

    Returns
    -------
    tuple
        East and north of the middle of the track, each of shape (n,). [m]

    Examples
    --------
    >>> east_m, north_m = along_track(np.array([0.0, STRAIGHT_M]))
    >>> east_m.tolist(), north_m.tolist()
    ([-42.195, 42.195], [-36.8, -36.8])
    """
    half_m = LAP_M / 2.0
    on_half_m = distance_m % half_m
    side = np.where(distance_m % LAP_M < half_m, 1.0, -1.0)
    angle = np.maximum(on_half_m - STRAIGHT_M, 0.0) / BEND_RADIUS_M
    east_m = -STRAIGHT_M / 2.0 + np.minimum(on_half_m, STRAIGHT_M) + BEND_RADIUS_M * np.sin(angle)
    north_m = -BEND_RADIUS_M * np.cos(angle)
    return side * east_m, side * north_m


def on_earth(
    east_m: FloatArray, north_m: FloatArray, *, latitude_deg: float, longitude_deg: float
) -> tuple[FloatArray, FloatArray]:
    """Positions on the Earth for small distances from a place.

    Source: sinnott1984 (the sphere). Belief: derived.

    Parameters
    ----------
    east_m
        East of the place, shape (n,). [m]
    north_m
        North of the place, shape (n,). [m]
    latitude_deg
        Latitude of the place. [°]
    longitude_deg
        Longitude of the place. [°]

    Returns
    -------
    tuple
        Latitude and longitude, each of shape (n,). [°]
    """
    latitude = latitude_deg + np.degrees(north_m / EARTH_RADIUS_M)
    longitude = longitude_deg + np.degrees(east_m / EARTH_RADIUS_M / np.cos(np.radians(latitude_deg)))
    return latitude, longitude
