"""Sessions as columns, and what the columns refuse."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from backstride.bout import Travel
from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.load import TRAVELS, LoadColumns, SessionColumns, SessionLoad

DAY = date(2026, 3, 2)
WHOLE = SessionLoad(session="a", day=DAY, trimp=Estimate(50.0, 40.0, 60.0), moving_s=3600.0)
BACKWARD = replace(WHOLE, travel=Travel.BACKWARD, trimp=None, moving_s=900.0, heart_rate_unknown_s=30.0)
FORWARD = replace(WHOLE, travel=Travel.FORWARD, moving_s=2700.0)
RATED = SessionLoad(session="0", day=date(2026, 3, 3), session_rpe_load=300.0)


def columns() -> SessionColumns:
    """Two sessions, of which the earlier went both ways."""
    return SessionColumns.of([RATED, BACKWARD, WHOLE, FORWARD])


def test_columns_hold_what_the_sessions_hold_in_order_of_time() -> None:
    """The day decides before the key, and what is unknown is NaN, never 0."""
    found = columns()
    assert list(found.keys) == ["a", "0"]
    assert found.days.tolist() == [DAY.toordinal(), DAY.toordinal() + 1]
    assert found.wholes.trimp[:, 0].tolist() == [50.0, 40.0, 60.0]
    assert np.isnan(found.wholes.trimp[:, 1]).all()
    assert np.array_equal(found.session_rpe_load, [np.nan, 300.0], equal_nan=True)
    assert found.part_of.tolist() == [0, 0]
    assert [TRAVELS[way] for way in found.part_travel] == [Travel.FORWARD, Travel.BACKWARD]
    assert found.parts.moving_s.tolist() == [2700.0, 900.0]
    assert found.parts.heart_rate_unknown_s.tolist() == [0.0, 30.0]
    assert np.isnan(found.parts.trimp[0]).tolist() == [False, True]


def test_some_of_the_columns_keep_their_order() -> None:
    """Places choose, and others follow those that were there."""
    parts = columns().parts
    both = parts.at(np.array([1])).joined(parts.at(np.array([0])))
    assert both.moving_s.tolist() == [900.0, 2700.0]
    assert both.trimp.shape == (3, 2)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("trimp", [[50.0], [60.0], [70.0]]),
        ("trimp", [[-1.0], [-1.0], [-1.0]]),
        ("trimp", [[50.0], [40.0], [np.inf]]),
        ("trimp", [[50.0], [np.nan], [60.0]]),
        ("moving_s", [-1.0]),
        ("moving_s", [np.inf]),
        ("heart_rate_unknown_s", [np.nan]),
    ],
)
def test_numbers_that_are_none_are_refused(name: str, column: list[float]) -> None:
    """What one session refuses, a thousand of them refuse too."""
    sound = LoadColumns.of([WHOLE])
    with pytest.raises(InvalidValue, match="zero or more"):
        replace(sound, **{name: np.array(column)})


def test_columns_of_different_lengths_are_refused() -> None:
    """A session missing from one column would shift all after it."""
    with pytest.raises(InvalidValue, match="one entry for each session"):
        replace(LoadColumns.of([WHOLE]), moving_s=np.zeros(2))


@pytest.mark.parametrize(
    "other", [{"keys": ["a", "a"]}, {"days": np.array([9, 8])}, {"part_travel": np.array([1, 1])}]
)
def test_sessions_given_twice_or_out_of_order_are_refused(other: dict[str, object]) -> None:
    """A duplicate would double its day, and an order by chance would change the last digit of a sum."""
    with pytest.raises(InvalidValue, match="given twice"):
        replace(columns(), **other)  # type: ignore[arg-type]  # the point of it


def test_a_negative_rating_is_refused() -> None:
    """Less than rest is no rating."""
    with pytest.raises(InvalidValue, match="zero or more"):
        replace(columns(), session_rpe_load=np.array([-1.0, 300.0]))
