"""What is said of a whole activity."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backstride.actions.changing import Edit
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.reviewing import revert_change
from backstride.actions.saying import SPORTS, say_of_activity
from backstride.athlete import Athlete, Measurement, Quantity
from backstride.errors import InvalidValue
from backstride.formats.fit.write import write_activity
from backstride.log import Facts, Surface
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


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a person of whom all is known, without an activity."""
    folder = tmp_path_factory.mktemp("empty") / "log"
    given = {
        Quantity.MASS_KG: 64.0,
        Quantity.RESTING_HEART_RATE_BPM: 58.0,
        Quantity.MAXIMUM_HEART_RATE_BPM: 184.0,
    }
    measured = tuple(Measurement(quantity=quantity, value=value) for quantity, value in given.items())
    made = Store(folder)
    with made.writing() as log:
        log.athletes.save_athlete("me", Athlete(birth_year=1985, measurements=measured))
    made.close()
    return folder


@pytest.fixture
def store(empty: Path, tmp_path: Path) -> Iterator[Store]:
    """Their log, for each test."""
    opened = Store(shutil.copytree(empty, tmp_path / "log"))
    yield opened
    opened.close()


@pytest.fixture
def bring(store: Store, tmp_path: Path) -> Bring:
    """Imports a file; the key of its activity."""

    def imported(data: bytes, name: str = "run.fit") -> str:
        path = tmp_path / name
        path.write_bytes(data)
        outcome = import_paths(store, [path], ImportSettings(athlete="me", processes=1))
        return outcome.entries[0].keys[0]

    return imported


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


def facts(store: Store, key: str) -> Facts:
    """What was said of an activity."""
    with store.reading() as log:
        return log.activities.activity(key).facts


def test_facts_are_kept_and_taken_back(store: Store, bring: Bring) -> None:
    """One by one; the others stay."""
    key = bring(fit("unlabelled"))
    say_of_activity(store, key, {"perceived_exertion": 0.0, "surface": Surface.TRACK, "notes": "ü ☕"}, NOW)
    assert facts(store, key) == Facts(perceived_exertion=0.0, surface=Surface.TRACK, notes="ü ☕")
    outcome = say_of_activity(store, key, {"surface": None, "falls": 0}, NOW)
    assert facts(store, key) == Facts(perceived_exertion=0.0, falls=0, notes="ü ☕")
    assert "surface taken back, falls" in outcome.text
    revert_change(store, None, NOW)
    assert facts(store, key).surface is Surface.TRACK


def test_a_said_distance_stands_instead_of_the_device(store: Store, bring: Bring) -> None:
    """All three are told side by side, and the figures follow."""
    key = bring(fit("treadmill"))
    outcome = say_of_activity(store, key, {"distance_m": 5200.0}, NOW)
    assert outcome.after.distance_m == 5200.0
    assert outcome.distances == (outcome.before.distance_m, outcome.before.distance_m, 5200.0)
    assert outcome.after.energy_kj != outcome.before.energy_kj
    back = say_of_activity(store, key, {"distance_m": None}, NOW)
    assert back.after == outcome.before
    assert back.distances is not None
    assert back.distances[2] is None


@pytest.mark.parametrize("sport", SPORTS)
def test_a_said_sport_stands_instead_of_the_device(store: Store, bring: Bring, sport: str) -> None:
    """Every sport that can be said can be worked out, and an elliptical is one."""
    key = bring(fit("unlabelled"))
    outcome = say_of_activity(store, key, {"sport": sport, "distance_m": 3000.0}, NOW)
    gaits = {bout.gait.value for bout in bouts(store, key)}
    assert gaits <= {
        "elliptical": {"elliptical", "unknown"},
        "cycling": {"other", "unknown"},
        "swimming": {"other", "unknown"},
    }.get(sport, {"walk", "run", "standing", "unknown"})
    assert outcome.after.distance_m == 3000.0


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"perceived_exertion": 11.0},
        {"sport": "runing"},
        {"lap_convention": "left"},
        {"name": "a\udcff"},
        {"notes": "x" * 10_001},
        {"notes": "a\0"},
        {"pain": None},
    ],
)
def test_what_cannot_be_said_changes_nothing(store: Store, bring: Bring, said: dict[str, object]) -> None:
    """Out of range, misspelled, no text, or nothing new."""
    key = bring(fit("unlabelled"))
    before = state(store)
    with pytest.raises(InvalidValue):
        say_of_activity(store, key, said, NOW)
    assert state(store) == before


def test_what_lap_presses_mean_says_which_way(store: Store, bring: Bring) -> None:
    """Of an activity that was imported without it."""
    key = bring(fit("pressed-laps"))
    outcome = say_of_activity(store, key, {"lap_convention": "turn"}, NOW)
    assert (outcome.before.backward_s, outcome.after.unknown_s) == (0.0, 0.0)
    assert (outcome.after.backward_s or 0.0) > 300.0
