"""Read a recording, say which way its laps went, and compare backward with forward.

The recording is simulated, so that the script runs anywhere. For your own, read its bytes instead:
``backstride.read(Path("run.fit").read_bytes())``.
"""

from datetime import UTC, datetime

import backstride
from backstride.direction import LapConvention, bouts
from backstride.formats.fit.write import write_activity
from backstride.session import heart_model, session_report
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate
from backstride.units import clock, pace

runner = SimulatedAthlete()
session = simulate(
    runner, SESSIONS["pressed-laps"], started_at=datetime(2026, 4, 1, 5, 30, tzinfo=UTC), seed=1
)
recording = backstride.read(write_activity(session))[0]

# Each press of the lap button turned about. A label would stand above that, for one lap or between two
# times: labels=[read_label("lap 2=forward"), read_label("30:00-31:00=unknown")].
found = bouts(recording, lap_convention=LapConvention.TURN)
athlete = runner.athlete.on(session.started_at.date() if session.started_at else None)
report = session_report(recording, found, athlete, heart_model(athlete))

print(f"{clock(recording.end_s)}, simulated: nobody moved")
for each in report.directions:
    measures = each.measures
    print(
        f"{each.travel:9} {each.gait:5} {clock(measures.duration_s):>6}  {pace(measures.speed_m_s):>5} per km"
    )
for comparison in report.comparisons:
    print(f"{comparison.gait}: {comparison.quantity} backward is {comparison.ratio:.2f} of forward")
