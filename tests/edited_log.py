"""A log that a person works on, for the tests of what they can do with it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from backstride.actions.changing import Edit
from backstride.formats.fit.write import write_activity
from backstride.log.summary import BoutRow
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate
from backstride.store import Store, tables
from backstride.store.statements import Statements

START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
NOW = Edit(athlete="me", now=datetime(2026, 5, 1, 12, 0, tzinfo=UTC))
DRY = replace(NOW, is_dry=True)


@cache
def fit(session: str, hours: float = 0.0, seed: int = 1) -> bytes:
    """A simulated session, so many hours later, as a watch writes it."""
    started_at = START + timedelta(hours=hours)
    return write_activity(simulate(SimulatedAthlete(), SESSIONS[session], started_at=started_at, seed=seed))


Bring = Callable[..., str]


def bouts(store: Store, key: str) -> tuple[BoutRow, ...]:
    """The bouts of an activity as they are kept."""
    with store.reading() as log:
        return log.figures.bouts_of(key)


def shown(store: Store) -> list[str]:
    """The activities that count, the latest first."""
    with store.reading() as log:
        return [entry.key for entry in log.figures.entries_of("me")]


def state(store: Store) -> dict[str, Any]:
    """Every row of the log but its history."""
    with store.reading() as log:
        statements = Statements(log.figures.connection)
        return {
            table.name: [{name: str(value) for name, value in row.items()} for row in statements.dump(table)]
            for table in tables.metadata.sorted_tables
            if table.name != "action"
        }
