"""A person's dated measurements in the log."""

from datetime import date
from pathlib import Path

import pytest

from backstride.actions.measuring import (
    athlete_of_log,
    describe_athlete,
    forget_measurement,
    measure,
)
from backstride.athlete import Condition, HeartChoice, Measurement, Quantity, Sex
from backstride.errors import InvalidValue, NotInLog
from backstride.store import Store

RESTING = Quantity.RESTING_HEART_RATE_BPM
APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty log."""
    return Store(tmp_path)


def test_what_held_on_a_day_counts_for_that_day(store: Store) -> None:
    """Both values are kept, each from its day on."""
    measure(store, "me", Measurement(quantity=RESTING, value=60.0, measured_on=APRIL))
    outcome = measure(store, "me", Measurement(quantity=RESTING, value=50.0, measured_on=MAY))
    assert outcome.athlete.on(date(2026, 4, 30)).resting_heart_rate_bpm == 60.0
    assert outcome.athlete.on(MAY).resting_heart_rate_bpm == 50.0


def test_a_value_of_the_same_day_replaces_the_one_before(store: Store) -> None:
    """A slip of the finger is mended by measuring again."""
    measure(store, "me", Measurement(quantity=RESTING, value=25.0, measured_on=APRIL))
    outcome = measure(store, "me", Measurement(quantity=RESTING, value=52.0, measured_on=APRIL))
    assert [each.value for each in outcome.athlete.measurements] == [52.0]


def test_choices_and_conditions_have_their_days(store: Store) -> None:
    """Zones of today do not rewrite last year, and an injury has a first and a last day."""
    measure(store, "me", HeartChoice(since=MAY, formula="tanaka", zones_bpm={"easy": 110.0}))
    outcome = measure(store, "me", Condition(name="knee surgery", since=APRIL, until=MAY))
    assert outcome.athlete.heart_choice_on(MAY).zones_bpm == {"easy": 110.0}
    assert outcome.athlete.conditions == (Condition(name="knee surgery", since=APRIL, until=MAY),)
    assert athlete_of_log(store, "me").athlete == outcome.athlete


def test_what_never_changes_is_kept_beside_it(store: Store) -> None:
    """Telling the sex does not forget the year of birth."""
    describe_athlete(store, "me", birth_year=1980)
    outcome = describe_athlete(store, "me", sex=Sex.FEMALE)
    assert (outcome.athlete.birth_year, outcome.athlete.sex) == (1980, Sex.FEMALE)


def test_a_year_that_cannot_be_changes_nothing(store: Store) -> None:
    """The person is as before."""
    describe_athlete(store, "me", birth_year=1980)
    with pytest.raises(InvalidValue, match="1066"):
        describe_athlete(store, "me", birth_year=1066)
    assert athlete_of_log(store, "me").athlete.birth_year == 1980


@pytest.mark.parametrize(
    ("measured", "what"),
    [
        (Measurement(quantity=RESTING, value=60.0, measured_on=APRIL), RESTING),
        (HeartChoice(since=APRIL, formula="nes"), HeartChoice),
        (Condition(name="shin splints", since=APRIL), "shin splints"),
    ],
)
def test_what_was_kept_can_be_forgotten(
    store: Store, measured: Measurement | HeartChoice | Condition, what: Quantity | type[HeartChoice] | str
) -> None:
    """Each kind by its day, and only once."""
    before = athlete_of_log(store, "me").athlete
    measure(store, "me", measured)
    assert forget_measurement(store, "me", what, APRIL).athlete == before
    with pytest.raises(NotInLog, match="from 2026-04-01"):
        forget_measurement(store, "me", what, APRIL)


def test_athletes_are_apart(store: Store) -> None:
    """One person's heart says nothing of another's."""
    measure(store, "me", Measurement(quantity=RESTING, value=60.0))
    assert athlete_of_log(store, "she").athlete.measurements == ()
