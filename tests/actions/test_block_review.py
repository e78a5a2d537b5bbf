"""Whether a backward block worked: the forward trend before it and since."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.planned_log import MADE_AT, MONDAY, PLAN, REQUEST

from backstride.actions.standstill import BLOCK, Measure, Trend, TrendPoint, review_blocks
from backstride.bout import Travel
from backstride.load import Basis, find_plateau
from backstride.store import Store

LATER = MONDAY + timedelta(weeks=30)


def keep_plan(store: Store, programme: str) -> None:
    """Keep a plan of two weeks by a programme."""
    request = replace(REQUEST, programme=replace(REQUEST.programme, key=programme))
    with store.writing() as log:
        log.plans.save_new("me", request, replace(PLAN, programme=programme), at=MADE_AT, on=MADE_AT.date())


def forward_trend(faster_since: bool) -> Trend:  # noqa: FBT001 - a parameter of the tests below
    """Bests of forty weeks that stand still until the block, and then get better or do not."""
    days = [MONDAY + timedelta(weeks=week) for week in range(-20, 20)]
    gain = 0.02 if faster_since else 0.0
    values = [4.0 + gain * max(0, (day - MONDAY).days / 7) for day in days]
    return Trend(
        measure=Measure.BEST_FORWARD_SPEED,
        travel=Travel.FORWARD,
        gait=None,
        basis=Basis.DISTANCE,
        size=1000.0,
        points=tuple(TrendPoint(day=day, value=value) for day, value in zip(days, values, strict=True)),
        plateau=find_plateau(days, values, higher_is_better=True),
    )


@pytest.mark.parametrize("faster", [True, False])
def test_a_block_is_set_beside_the_trend_before_it_and_since(sqlite_store: Store, faster: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """It says what happened; that it was the block it does not say."""
    keep_plan(sqlite_store, BLOCK)
    (block,) = review_blocks(sqlite_store, "me", [forward_trend(faster)], today=LATER)
    assert block.is_over
    assert block.before is not None
    assert block.before.value == 0.0
    assert block.worked is faster


def test_a_block_that_has_just_begun_is_unknown(sqlite_store: Store) -> None:
    """One week of points is no slope."""
    keep_plan(sqlite_store, BLOCK)
    early = replace(forward_trend(faster_since=True), points=forward_trend(faster_since=True).points[:21])
    (block,) = review_blocks(sqlite_store, "me", [early], today=MONDAY + timedelta(days=3))
    assert block.worked is None
    assert not block.is_over


def test_other_programmes_are_no_block(sqlite_store: Store) -> None:
    """Only what was meant to break a standstill is judged by it."""
    keep_plan(sqlite_store, "first-steps")
    assert review_blocks(sqlite_store, "me", [forward_trend(faster_since=True)], today=LATER) == ()
