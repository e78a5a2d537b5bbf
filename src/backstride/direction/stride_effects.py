"""How people at large stride forward, and how far they change it going backward."""

from typing import Final

from backstride.stride import GaitBaseline, SignalBaseline, StrideBaseline

RUNNING: Final = GaitBaseline(
    duration_s=0.0,
    backward_s=0.0,
    log_speed=1.03,
    log_speed_sd=0.3,
    cadence=SignalBaseline(
        level=5.12,
        slope=0.14,
        bend=0.0,
        grade_slope=0.1,
        slope_sd=0.055,
        grade_sd=0.3,
        session_sd=0.07,
        stretch_sd=0.012,
        backward=0.107,
        backward_sd=0.045,
    ),
    stance=SignalBaseline(
        level=-1.39,
        slope=-0.35,
        bend=0.0,
        grade_slope=0.0,
        slope_sd=0.15,
        grade_sd=0.5,
        session_sd=0.12,
        stretch_sd=0.02,
        backward=-0.13,
        backward_sd=0.1,
    ),
    bounce=SignalBaseline(
        level=-2.4,
        slope=0.0,
        bend=0.0,
        grade_slope=-0.5,
        slope_sd=0.2,
        grade_sd=1.0,
        session_sd=0.2,
        stretch_sd=0.04,
        backward=-0.15,
        backward_sd=0.12,
    ),
    heart=SignalBaseline(
        level=5.0,
        slope=0.5,
        bend=0.0,
        grade_slope=0.0,
        slope_sd=0.05,
        grade_sd=0.5,
        session_sd=0.12,
        stretch_sd=0.04,
        backward=0.12,
        backward_sd=0.08,
    ),
)
"""Forward running. The levels are of no weight, for people differ by as much as the session SD says;
what is backward follows masumoto-bws (stride frequency +11.3 %), cavagna2012 (flight 0.098 s for
0.072 s, greatest acceleration over stiffness) and a third more oxygen at the same speed (rasica2020).
Source: masumoto-bws, cavagna2012, rasica2020, backstride-estimate. Belief: derived. [-]"""

WALKING: Final = GaitBaseline(
    duration_s=0.0,
    backward_s=0.0,
    log_speed=0.26,
    log_speed_sd=0.35,
    cadence=SignalBaseline(
        level=4.70,
        slope=0.45,
        bend=0.0,
        grade_slope=0.0,
        slope_sd=0.1,
        grade_sd=1.5,
        session_sd=0.08,
        stretch_sd=0.03,
        backward=0.25,
        backward_sd=0.1,
    ),
    heart=SignalBaseline(
        level=4.6,
        slope=0.25,
        bend=0.0,
        grade_slope=1.0,
        slope_sd=0.15,
        grade_sd=1.5,
        session_sd=0.15,
        stretch_sd=0.06,
        backward=0.2,
        backward_sd=0.12,
    ),
)
"""Forward walking. People who turn round keep their cadence at 0.6 of their speed (laufer2005, ku-har),
which with a cadence that goes with the root of speed makes ln 1.29 at the same speed.
Source: laufer2005, ku-har, kim2001, backstride-estimate. Belief: derived. [-]"""

PEOPLE: Final = StrideBaseline(sessions=0, duration_s=0.0, run=RUNNING, walk=WALKING)
"""What holds of a person of whom nothing is known.
Source: masumoto-bws, laufer2005, ku-har, cavagna2012, kim2001, backstride-estimate. Belief: derived."""
