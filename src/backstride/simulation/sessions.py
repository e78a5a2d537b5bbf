"""Sessions ready to simulate."""

from dataclasses import replace
from types import MappingProxyType
from typing import Final

from backstride.bout import Gait, Travel
from backstride.simulation.script import Halt, Labelling, Place, Repeat, SessionScript, Stretch

FIRST_STEPS: Final = SessionScript(
    name="First steps backward",
    sport="walking",
    heart_rate_dropouts=1,
    parts=(
        Stretch(
            name="Forward walk, warm-up",
            travel=Travel.FORWARD,
            gait=Gait.WALK,
            speed_m_s=1.4,
            duration_s=300,
            intensity="warmup",
        ),
        Repeat(
            times=4,
            stretches=(
                Stretch(
                    name="Backward walk",
                    travel=Travel.BACKWARD,
                    gait=Gait.WALK,
                    speed_m_s=0.7,
                    duration_s=60,
                    notes="Toes first, short steps. Look over one shoulder.",
                ),
                Stretch(
                    name="Forward walk",
                    travel=Travel.FORWARD,
                    gait=Gait.WALK,
                    speed_m_s=1.3,
                    duration_s=90,
                    intensity="recovery",
                ),
            ),
        ),
        Stretch(
            name="Forward walk, cool-down",
            travel=Travel.FORWARD,
            gait=Gait.WALK,
            speed_m_s=1.2,
            duration_s=240,
            intensity="cooldown",
        ),
    ),
)
"""A novice walks, mostly forward: minutes of backward walking at half the forward speed."""

TRACK_INTERVALS: Final = SessionScript(
    name="Backward 200s",
    heart_rate_dropouts=2,
    parts=(
        Stretch(
            name="Forward run, warm-up",
            travel=Travel.FORWARD,
            gait=Gait.RUN,
            speed_m_s=2.7,
            distance_m=1200.0,
            intensity="warmup",
        ),
        Halt(duration_s=45),
        Repeat(
            times=6,
            stretches=(
                Stretch(
                    name="Backward run 200 m",
                    travel=Travel.BACKWARD,
                    gait=Gait.RUN,
                    speed_m_s=2.4,
                    distance_m=200.0,
                    notes="Turn round and run backward.",
                ),
                Stretch(
                    name="Forward walk 200 m",
                    travel=Travel.FORWARD,
                    gait=Gait.WALK,
                    speed_m_s=1.5,
                    distance_m=200.0,
                    intensity="rest",
                ),
            ),
        ),
        Stretch(
            name="Forward run, cool-down",
            travel=Travel.FORWARD,
            gait=Gait.RUN,
            speed_m_s=2.4,
            distance_m=800.0,
            intensity="cooldown",
        ),
    ),
)
"""Six times 200 m backward on the track, walking forward between, with the watch stopped once."""

TREADMILL: Final = SessionScript(
    name="Backward on the treadmill",
    place=Place.TREADMILL,
    parts=(
        Stretch(
            name="Forward walk",
            travel=Travel.FORWARD,
            gait=Gait.WALK,
            speed_m_s=1.4,
            duration_s=240,
            intensity="warmup",
        ),
        Stretch(
            name="Backward walk",
            travel=Travel.BACKWARD,
            gait=Gait.WALK,
            speed_m_s=1.1,
            duration_s=360,
        ),
        Stretch(
            name="Stand",
            travel=Travel.UNKNOWN,
            gait=Gait.STANDING,
            speed_m_s=0.0,
            duration_s=60,
            intensity="rest",
        ),
        Stretch(
            name="Backward run",
            travel=Travel.BACKWARD,
            gait=Gait.RUN,
            speed_m_s=2.2,
            duration_s=300,
        ),
        Stretch(
            name="Forward run",
            travel=Travel.FORWARD,
            gait=Gait.RUN,
            speed_m_s=2.2,
            duration_s=300,
        ),
        Stretch(
            name="Forward walk",
            travel=Travel.FORWARD,
            gait=Gait.WALK,
            speed_m_s=1.2,
            duration_s=180,
            intensity="cooldown",
        ),
    ),
)
"""Both ways at one speed on a treadmill: no positions and no altitude."""

PRESSED_LAPS: Final = replace(TRACK_INTERVALS, name="Track with the lap button", labelling=Labelling.LAPS)
"""The same track session with the lap button pressed at each turn, and no workout."""

UNLABELLED: Final = replace(TRACK_INTERVALS, name="Track", labelling=Labelling.NOTHING)
"""The same track session, of which the watch knows nothing but one lap."""

SESSIONS: Final = MappingProxyType(
    {
        "first-steps": FIRST_STEPS,
        "track-intervals": TRACK_INTERVALS,
        "treadmill": TREADMILL,
        "pressed-laps": PRESSED_LAPS,
        "unlabelled": UNLABELLED,
    }
)
"""The ready sessions by name."""
