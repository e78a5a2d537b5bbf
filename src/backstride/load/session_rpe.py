"""Foster's load of a session from one answer: how hard was it, and how long."""

from typing import Final

from backstride.errors import InvalidValue

HARDEST: Final = 10.0
"""The top of the scale of perceived exertion (category ratio 10); 0 is rest. [-]"""


def session_rpe_load(perceived_exertion: float, duration_s: float) -> float:
    """Perceived exertion of a whole session times its minutes.

    The rating is one number for the whole session, asked for about 30 min after its end. The minutes are
    those of the whole session, recovery between repetitions included, as in the paper's diary. The load has
    a scale of its own: it is not a training impulse from heart rate, and is never added to one.

    Source: foster2001, session-rpe. Belief: measured.
    Measured on: cycling in the laboratory and basketball, forward.

    Parameters
    ----------
    perceived_exertion
        Rating on the scale from 0 (rest) to 10 (maximal). [-]
    duration_s
        How long the session lasted. [s]

    Returns
    -------
    float
        Load. [arbitrary units: rating × min]

    Raises
    ------
    InvalidValue
        If the rating is not on the scale, or the duration is not a time.

    Examples
    --------
    >>> session_rpe_load(7.0, 2400.0)
    280.0
    """
    if not 0.0 <= perceived_exertion <= HARDEST:
        raise InvalidValue(
            f"A perceived exertion of {perceived_exertion:g} was given.",
            allowed="The rating of a session lies between 0 (rest) and 10 (maximal).",
            remedy="Rate the session anew on this scale; the scale from 6 to 20 is another one.",
        )
    if not 0.0 <= duration_s < float("inf"):
        raise InvalidValue(
            f"A session of {duration_s:g} s was given.",
            allowed="A session lasts zero seconds or more.",
            remedy="Give the time from its start to its end, in seconds.",
        )
    return perceived_exertion * duration_s / 60.0
