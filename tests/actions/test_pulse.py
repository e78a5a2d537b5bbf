"""The pulse in the morning."""

from datetime import date, timedelta

import pytest

from backstride.actions.pulse import mornings_of, pulse_of
from backstride.athlete import Athlete, Measurement, Quantity
from backstride.errors import InvalidValue
from backstride.estimate import Estimate

TODAY = date(2026, 4, 16)


def rested(value: float, days_ago: int) -> Measurement:
    """A count of some morning."""
    return Measurement(
        quantity=Quantity.RESTING_HEART_RATE_BPM, value=value, measured_on=TODAY - timedelta(days=days_ago)
    )


def test_half_a_minute_is_doubled_with_its_doubt() -> None:
    """A beat more or less counts twice."""
    assert pulse_of(52, 60.0) == Estimate(52.0, 51.0, 53.0)
    assert pulse_of(26, 30.0) == Estimate(52.0, 50.0, 54.0)


@pytest.mark.parametrize(("beats", "counted_s"), [(0, 60.0), (1.5, 60.0), (301, 60.0), (50, 15.0)])
def test_a_count_that_cannot_be_is_refused(beats: float, counted_s: float) -> None:
    """With what is allowed instead."""
    with pytest.raises(InvalidValue, match="count"):
        pulse_of(beats, counted_s)


def test_mornings_nearby_are_averaged() -> None:
    """A week back and no further; other quantities and days to come do not count."""
    mass = Measurement(quantity=Quantity.MASS_KG, value=64.0, measured_on=TODAY)
    athlete = Athlete(measurements=(rested(50, 7), rested(54, 0), rested(90, 8), rested(90, -1), mass))
    found = mornings_of(athlete, TODAY)
    assert [each.value for each in found.measured] == [54, 50]
    assert found.mean == Estimate(52.0, 50.0, 54.0)
    assert mornings_of(Athlete(), TODAY).mean is None


def test_a_new_count_stands_for_what_was_kept_of_its_day() -> None:
    """Counting twice on a morning counts once."""
    found = mornings_of(Athlete(measurements=(rested(60, 0), rested(50, 1))), TODAY, (rested(52, 0),))
    assert found.mean == Estimate(51.0, 50.0, 52.0)
