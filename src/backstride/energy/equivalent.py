"""The forward running speed that costs as much as a backward one."""

import math

from backstride.energy.backward import COST_RATIO
from backstride.errors import InvalidValue
from backstride.estimate import Estimate


def equivalent_forward_speed(speed_m_s: float) -> Estimate:
    """The speed of running forward that takes as much oxygen as running backward at a speed.

    For running only: what costs as much as walking backward would not be a walk, so walking gets
    metabolic equivalents and energy instead. The range is that of the studies' means; one person may
    lie outside of it.

    Source: wright2001, rasica2020, masumoto-bws. Belief: derived.
    Measured on: treadmills, 1.75 to 3.50 m/s backward, level to +25 %.

    Parameters
    ----------
    speed_m_s
        Speed of running backward, 0 or more. [m/s]

    Returns
    -------
    Estimate
        Speed of running forward, with the range of the studies' means. [m/s]

    Raises
    ------
    InvalidValue
        If the speed is negative or unknown.

    Examples
    --------
    >>> from backstride.units import pace
    >>> pace(1000 / 360), pace(equivalent_forward_speed(1000 / 360).value)
    ('6:00', '4:33')
    """
    if math.isnan(speed_m_s) or speed_m_s < 0.0:
        raise InvalidValue(
            f"The backward speed is {speed_m_s:g} m/s.",
            allowed="A speed is 0 or more, whichever way it goes.",
            remedy="Leave stretches without a speed out.",
        )
    return COST_RATIO * speed_m_s
