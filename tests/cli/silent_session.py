"""Simulated sessions whose steps tell nothing, for tests of what is told and of what nobody knows."""

from dataclasses import replace
from datetime import datetime
from typing import Final

import numpy as np

from backstride.recording import Recording
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate

OF_THE_STEPS: Final = (
    "cadence_spm",
    "stance_time_s",
    "stance_balance_left",
    "step_length_m",
    "vertical_oscillation_m",
    "vertical_ratio",
)
"""What a watch counts of steps, and what a direction is seen from."""


def silent_session(name: str, started_at: datetime) -> Recording:
    """A simulated session, recorded by a watch that counts no steps.

    Parameters
    ----------
    name
        The session, one of `SESSIONS`.
    started_at
        When it began.

    Returns
    -------
    Recording
        With all but what is counted of steps.
    """
    recording = simulate(SimulatedAthlete(), SESSIONS[name], started_at=started_at, seed=1)
    nothing = np.full(len(recording.samples.elapsed_s), np.nan)
    uncounted = replace(recording.samples, **dict.fromkeys(OF_THE_STEPS, nothing))
    return replace(recording, samples=uncounted)
