"""Reports for the page: simulated ones, and small ones made by hand."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np
import pytest

from backstride.athlete import Athlete, AthleteOnDay, Measurement, Quantity
from backstride.bout import Bout, Evidence, EvidenceKind, Gait, Travel
from backstride.direction import bouts
from backstride.recording import FloatArray, Recording, Samples, Sport
from backstride.session import SessionReport, heart_model, session_report
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate

START = datetime(2026, 11, 20, 7, tzinfo=UTC)
RUNNER = Athlete(
    birth_year=1980,
    measurements=(
        Measurement(quantity=Quantity.MASS_KG, value=70.0),
        Measurement(quantity=Quantity.RESTING_HEART_RATE_BPM, value=52.0),
    ),
).on(START.date())


@pytest.fixture(scope="session")
def runner() -> AthleteOnDay:
    """Somebody whose target range and mass are known."""
    return RUNNER


@pytest.fixture(scope="session")
def simulated() -> Callable[[str], SessionReport]:
    """A simulated session by its name, reported; each is made once."""
    made: dict[str, SessionReport] = {}
    athlete = SimulatedAthlete()

    def report(name: str) -> SessionReport:
        if name not in made:
            recording = simulate(athlete, SESSIONS[name], started_at=START, seed=1)
            day = athlete.athlete.on(START.date())
            made[name] = session_report(recording, bouts(recording), day, heart_model(day))
        return made[name]

    return report


def reported(
    elapsed_s: FloatArray, stretches: Sequence[Bout], *, athlete: AthleteOnDay = RUNNER, **columns: FloatArray
) -> SessionReport:
    """A run of some samples, with given bouts, reported."""
    recording = Recording(
        format="fit",
        samples=Samples.of(elapsed_s, **columns),
        started_at=START,
        sport=Sport(name="running"),
    )
    return session_report(recording, stretches, athlete, heart_model(athlete))


def bout(start_s: float, end_s: float, travel: Travel = Travel.FORWARD, gait: Gait = Gait.RUN) -> Bout:
    """A bout, with a workout step that says so unless the way is unknown."""
    said = Evidence(
        kind=EvidenceKind.WORKOUT_STEP, travel=travel, probability=0.97, detail=f'workout step 1 "{travel}"'
    )
    evidence = () if travel is Travel.UNKNOWN else (said,)
    return Bout(start_s=start_s, end_s=end_s, travel=travel, gait=gait, evidence=evidence)


@pytest.fixture(scope="session")
def ten_hours() -> SessionReport:
    """A long day of intervals: 36,001 noisy samples in 300 bouts."""
    noise = np.random.default_rng(1)
    elapsed_s = np.arange(36001.0)
    ways = (Travel.FORWARD, Travel.BACKWARD)
    stretches = [bout(start * 120.0, start * 120.0 + 120.0, ways[start % 2]) for start in range(300)]
    return reported(
        elapsed_s,
        stretches,
        speed_m_s=2.5 + noise.normal(0, 0.5, len(elapsed_s)).clip(-2, 2),
        heart_rate_bpm=140 + noise.normal(0, 10, len(elapsed_s)).round(),
        cadence_spm=165 + noise.normal(0, 8, len(elapsed_s)).round(),
        step_length_m=0.9 + noise.normal(0, 0.1, len(elapsed_s)).round(3),
    )


@pytest.fixture(scope="session")
def make_report() -> Callable[..., SessionReport]:
    """`reported`, for tests that make their own samples."""
    return reported


@pytest.fixture(scope="session")
def make_bout() -> Callable[..., Bout]:
    """`bout`, for tests that make their own stretches."""
    return bout
