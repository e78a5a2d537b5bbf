"""Write a session of the simulated athlete as a FIT file, as a watch would."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from backstride.athlete import Athlete
from backstride.errors import InvalidValue, UnwritablePath
from backstride.formats.fit.write import write_activity
from backstride.recording import Recording
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulateOutcome:
    """The file that was written, and who did not run it."""

    path: Path
    recording: Recording
    athlete: Athlete


def simulate_session(name: str, path: Path, *, started_at: datetime, seed: int = 1) -> SimulateOutcome:
    """Simulate a session and write it as a FIT file, whole or not at all.

    Parameters
    ----------
    name
        Which of the ready sessions.
    path
        Where to write it; a file there is replaced.
    started_at
        When it is said to have begun, with a time zone.
    seed
        What its chances are drawn from: the same seed gives the same file.

    Returns
    -------
    SimulateOutcome
        What was written.

    Raises
    ------
    InvalidValue
        If there is no such session or seed.
    UnwritablePath
        If nothing can be written there.
    """
    if seed < 0:
        raise InvalidValue(
            f"The seed is {seed}.",
            allowed="A seed is a whole number from 0 on.",
            remedy="Leave its sign out.",
        )
    if name not in SESSIONS:
        raise InvalidValue(
            f"There is no session {name!r}.",
            allowed=f"The sessions are {', '.join(SESSIONS)}.",
            remedy="Choose one of them.",
        )
    athlete = SimulatedAthlete()
    recording = simulate(athlete, SESSIONS[name], started_at=started_at, seed=seed)
    write_whole(path, write_activity(recording))
    return SimulateOutcome(path=path, recording=recording, athlete=athlete.athlete)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Parameters
    ----------
    path
        Where to; a file there is replaced.
    data
        What to.

    Raises
    ------
    UnwritablePath
        If nothing can be written there.
    """
    unfinished = path.parent / f".{path.name}.{os.getpid()}.part"
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError as trouble:
        with suppress(OSError):
            unfinished.unlink()
        raise UnwritablePath(
            f"{path} cannot be written: {trouble.strerror or trouble}.",
            allowed="A file in a folder that exists and that you may write to.",
            remedy="Choose another place.",
        ) from trouble


NAMES: Final[Mapping[str, str]] = {name: script.name for name, script in SESSIONS.items()}
"""The ready sessions and what they are called."""
