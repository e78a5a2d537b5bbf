"""How the cost of walking backward falls with practice."""

import math
from typing import Final

from backstride.errors import InvalidValue
from backstride.estimate import Estimate

NOVICE_ML_KG_M: Final = 0.24
"""First session: kim2001 gives 0.241. [ml/kg/m]"""

PRACTISED_ML_KG_M: Final = 0.19
"""After practice: kim2001 less the fall of heath2001 gives 0.187, the Compendium 0.186. [ml/kg/m]"""

SESSIONS_TO_PRACTISE: Final = 12.0
"""Sessions of a quarter of an hour over four weeks (heath2001)."""

BETWEEN_PEOPLE: Final = 0.10
"""Half the 20 % by which runners differ (lacour2015), taken over to walkers. [-]"""


def walking_cost_per_metre(backward_sessions: float | None) -> Estimate:
    """Oxygen above rest for a metre walked backward on the level.

    It falls in a straight line from the first session to the thirteenth. How it really falls nobody
    has measured: in between, the range reaches from quick learners (square root of the practice) to
    slow ones (its square). Where practice is unknown the value is that of the practised, and the
    range reaches up to the beginner.

    Source: kim2001, heath2001, compendium2011, lacour2015, backstride-estimate. Belief: derived.
    Measured on: students and 8 men on treadmills, 5.0 to 6.0 km/h.

    Parameters
    ----------
    backward_sessions
        Backward sessions that lie behind the person, 0 or more; None where unknown.

    Returns
    -------
    Estimate
        Oxygen for each metre, with its range. [ml/kg/m]

    Raises
    ------
    InvalidValue
        If the number of sessions is negative, or no number.

    Examples
    --------
    >>> walking_cost_per_metre(0).value, walking_cost_per_metre(30).value
    (0.24, 0.19)
    """
    if backward_sessions is None:
        return Estimate(
            PRACTISED_ML_KG_M,
            PRACTISED_ML_KG_M * (1 - BETWEEN_PEOPLE),
            NOVICE_ML_KG_M * (1 + BETWEEN_PEOPLE),
        )
    if math.isnan(backward_sessions) or backward_sessions < 0:
        raise InvalidValue(
            f"The number of backward sessions is {backward_sessions:g}.",
            allowed="It is 0 or more.",
            remedy="Leave it out if nobody knows.",
        )
    practice = min(backward_sessions / SESSIONS_TO_PRACTISE, 1.0)
    return Estimate(
        _after(practice),
        _after(practice**0.5) * (1 - BETWEEN_PEOPLE),
        _after(practice**2) * (1 + BETWEEN_PEOPLE),
    )


def _after(practice: float) -> float:
    """The cost when a share of the practice is done; exact at both ends."""
    return NOVICE_ML_KG_M * (1 - practice) + PRACTISED_ML_KG_M * practice
