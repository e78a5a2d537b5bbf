"""What is said of a whole activity."""

import pytest
from tests.cli.silent_session import silent_session
from tests.edited_log import NOW, START, Bring, bouts, fit, state

from backstride.actions.reviewing import revert_change
from backstride.actions.saying import SPORTS, say_of_activity
from backstride.errors import InvalidValue
from backstride.formats.fit.write import write_activity
from backstride.log import Facts, Surface
from backstride.store import Store


def facts(store: Store, key: str) -> Facts:
    """What was said of an activity."""
    with store.reading() as log:
        return log.activities.activity(key).facts


@pytest.fixture
def store(edited_log: Store) -> Store:
    """The log that a person works on."""
    return edited_log


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
    key = bring(write_activity(silent_session("pressed-laps", START)))
    outcome = say_of_activity(store, key, {"lap_convention": "turn"}, NOW)
    assert (outcome.before.backward_s, outcome.after.unknown_s) == (0.0, 0.0)
    assert (outcome.after.backward_s or 0.0) > 300.0
