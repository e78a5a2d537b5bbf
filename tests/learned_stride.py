"""A stride that somebody has learned, and sessions that teach one, for the tests of what is kept of it."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime

from backstride.bout import Gait, Travel
from backstride.formats.fit.write import write_activity
from backstride.simulation import SimulatedAthlete, simulate
from backstride.simulation.script import Labelling, SessionScript, Stretch
from backstride.stride import GaitBaseline, SignalBaseline, StrideBaseline

CADENCE = SignalBaseline(
    **{each.name: 0.025 for each in fields(SignalBaseline)}
    | {"level": 5.08, "slope": 0.25, "backward": 0.107}
)
BASELINE = StrideBaseline(
    sessions=12,
    duration_s=18_450.5,
    run=GaitBaseline(
        duration_s=14_000.25, backward_s=600.0, log_speed=0.9, log_speed_sd=0.15, cadence=CADENCE
    ),
)
"""Of running at 8.9 km/h with 161 steps a minute, and ten minutes of it backward."""


def going(travel: Travel, speed_m_s: float, duration_s: int) -> Stretch:
    """Some running."""
    return Stretch(
        name=f"{travel} run", travel=travel, gait=Gait.RUN, speed_m_s=speed_m_s, duration_s=duration_s
    )


def run(day: date, labelling: Labelling, *parts: Stretch) -> bytes:
    """Running on the track in the morning, as a watch writes it."""
    script = SessionScript(name="Track", labelling=labelling, parts=parts)
    started_at = datetime(day.year, day.month, day.day, 6, 30, tzinfo=UTC)
    return write_activity(simulate(SimulatedAthlete(), script, started_at=started_at, seed=day.day))


MISNAMED = run(
    date(2026, 4, 3),
    Labelling.STEPS,
    going(Travel.FORWARD, 2.6, 300),
    replace(going(Travel.BACKWARD, 2.4, 120), name="Forward run"),
    going(Travel.FORWARD, 2.5, 200),
)
"""A session of which a step says forward, while somebody turned about."""
