"""Read a recording, say which way its laps went, and compare backward with forward.

The recording is simulated, so that the script runs anywhere. For your own, read its bytes instead:
``backstride.read(Path("run.fit").read_bytes())``.
"""

from datetime import UTC, datetime

import backstride
from backstride.direction import LapConvention, bouts, read_label
from backstride.formats.fit.write import write_activity
from backstride.session import heart_model, session_report
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate
from backstride.units import clock, pace

runner = SimulatedAthlete()
session = simulate(
    runner, SESSIONS["pressed-laps"], started_at=datetime(2026, 4, 1, 5, 30, tzinfo=UTC), seed=1
)
recording = backstride.read(write_activity(session))[0]

# Each press of the lap button turned about, but for the last: the run home went forward.
found = bouts(recording, labels=[read_label("lap 14=forward")], lap_convention=LapConvention.TURN)
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
