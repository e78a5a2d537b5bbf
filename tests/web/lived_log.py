"""A log that somebody has lived with for some weeks: recordings, a screening and a plan."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from tests.edited_log import START, fit
from tests.planned_log import healthy_answers

from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.measuring import describe_athlete, measure
from backstride.actions.planning import PlanWish, find_programme, plan_training
from backstride.actions.screening import screen_athlete
from backstride.athlete import Measurement, Quantity, Sex
from backstride.formats.fit.write import write_activity
from backstride.simulation import SESSIONS as SIMULATED
from backstride.simulation import SimulatedAthlete, simulate
from backstride.store import Store

NOW: Final = datetime(2026, 4, 16, 9, 0, tzinfo=timezone(timedelta(hours=2)))
"""A Thursday morning: the recordings lie two weeks back, the plan began on Monday."""
TODAY: Final = NOW.date()
SESSIONS: Final = (
    ("first-steps", 0.0),
    ("treadmill", 48.0),
    ("track-intervals", 96.0),
    ("unlabelled", 192.0),
)
"""What was recorded, and how many hours after the first of April."""
OF_STEPS: Final = (
    "cadence_spm",
    "step_length_m",
    "stance_time_s",
    "vertical_oscillation_m",
    "vertical_ratio",
)
STEPLESS: Final = "unlabelled"
"""It was recorded without steps, so that nothing tells which way it went."""


def live(store: Store, folder: Path) -> None:
    """Fill an empty log."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, hours in SESSIONS:
        (folder / f"{name}.fit").write_bytes(stepless(name, hours) if name == STEPLESS else fit(name, hours))
    describe_athlete(store, "me", birth_year=1980, sex=Sex.FEMALE)
    measured = ((Quantity.MASS_KG, 64.0), (Quantity.RESTING_HEART_RATE_BPM, 52.0))
    for quantity, value in measured:
        measure(store, "me", Measurement(quantity=quantity, value=value, measured_on=date(2026, 3, 1)))
    import_paths(store, [folder], ImportSettings(athlete="me", processes=1))
    monday = TODAY - timedelta(days=TODAY.weekday())
    screen_athlete(store, "me", healthy_answers() | {"places": ["track", "road"]}, today=monday)
    wish = PlanWish(
        programme=find_programme("first-steps"),
        start=monday,
        days={1: 45.0, 3: 45.0, 5: 60.0},
    )
    plan_training(store, "me", wish, today=monday, at=NOW - timedelta(days=TODAY.weekday()))


@cache
def stepless(session: str, hours: float) -> bytes:
    """A simulated session, as a watch writes it that counts no steps."""
    started_at = START + timedelta(hours=hours)
    walked = simulate(SimulatedAthlete(), SIMULATED[session], started_at=started_at, seed=1)
    missing = np.full(len(walked.samples), np.nan)
    return write_activity(
        replace(walked, samples=replace(walked.samples, **dict.fromkeys(OF_STEPS, missing)))
    )


__all__ = ["NOW", "SESSIONS", "TODAY", "live"]
