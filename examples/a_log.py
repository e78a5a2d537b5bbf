"""Import recordings into a log, say how hard one was, and list what it holds for each direction.

The recordings are simulated, so that the script runs anywhere. For your own, name files, folders or archives.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.undoing import undo_import
from backstride.athlete import Athlete, Measurement, Quantity
from backstride.formats.fit.write import write_activity
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate
from backstride.store import Store
from backstride.units import clock

START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)

with TemporaryDirectory() as folder:
    files = []
    for day, name in enumerate(["first-steps", "treadmill", "track-intervals"]):
        recording = simulate(
            SimulatedAthlete(), SESSIONS[name], started_at=START + timedelta(days=day), seed=day
        )
        files.append(Path(folder) / f"{name}.fit")
        files[-1].write_bytes(write_activity(recording))

    store = Store(Path(folder) / "log")
    resting = Measurement(quantity=Quantity.RESTING_HEART_RATE_BPM, value=58.0)
    with store.writing() as log:
        log.athletes.save_athlete("me", Athlete(birth_year=1985, measurements=(resting,)))

    outcome = import_paths(store, files, ImportSettings(athlete="me"))
    print(f"Import {outcome.batch}: {outcome.activities} new activities, simulated: nobody moved")
    with store.reading() as log:
        for entry in log.figures.entries_of("me"):
            print(f"{entry.summary.day}  {entry.key[:7]}  {entry.summary.name}")
            for each in log.figures.directions_of([entry.key])[entry.key]:
                distance_m = each.sums.distance_m or 0.0
                print(
                    f"    {each.travel:9} {each.gait:5} {clock(each.sums.duration_s):>6} {distance_m:6.0f} m"
                )

    if outcome.batch is not None:
        print(f"Taken back: {len(undo_import(store, outcome.batch).removed)} activities")
    store.close()
