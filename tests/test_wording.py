"""How quantities, directions and evidence are written."""

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import EvidenceKind, Gait, Travel
from backstride.wording import (
    ARROWS,
    DOING,
    QUANTITIES,
    UNKNOWN,
    WITNESSES,
    distance,
    duration,
    has_no_way,
    is_partial,
    marked,
    number,
    sign,
    signed_way,
    speed,
    which_way,
)


def test_every_way_gait_and_witness_has_its_words() -> None:
    """A new kind of any of them cannot be forgotten here."""
    assert set(ARROWS) == set(Travel)
    assert set(DOING) == set(Gait)
    assert set(WITNESSES) == set(EvidenceKind)
    assert len(set(ARROWS.values())) == len(Travel)


def test_every_way_and_gait_is_written_unlike_the_others() -> None:
    """Two stretches that differ in direction never read alike."""
    written = {
        (travel, gait): signed_way(travel, gait)
        for travel, gait in product(Travel, Gait)
        if gait is not Gait.STANDING
    }
    assert len(set(written.values())) == len(written)


@pytest.mark.parametrize(
    ("travel", "gait", "words"),
    [
        (Travel.FORWARD, Gait.RUN, "→ forward run"),
        (Travel.UNKNOWN, Gait.RUN, "? run, way unknown"),
        (Travel.BACKWARD, Gait.UNKNOWN, "← backward, gait unknown"),
        (Travel.UNKNOWN, Gait.UNKNOWN, "? unknown"),
        (Travel.UNKNOWN, Gait.STANDING, "· standing"),
        (Travel.UNKNOWN, Gait.OTHER, "· not on foot"),
        (Travel.BACKWARD, Gait.ELLIPTICAL, "← backward elliptical"),
    ],
)
def test_a_direction_and_gait_are_said_in_words(travel: Travel, gait: Gait, words: str) -> None:
    """An unknown way is said of the way, so that a run is not called unknown."""
    assert signed_way(travel, gait) == words


def test_an_unknown_way_is_never_called_forward() -> None:
    """Neither by its sign nor by its words."""
    for gait in Gait:
        assert sign(Travel.UNKNOWN, gait) != ARROWS[Travel.FORWARD]
        assert "forward" not in which_way(Travel.UNKNOWN, gait)


def test_a_question_mark_stands_where_somebody_could_answer() -> None:
    """Standing and riding get a dot; a walk or run that nothing speaks of gets the question."""
    asked = {gait for gait in Gait if sign(Travel.UNKNOWN, gait) == "?"}
    assert asked == {gait for gait in Gait if not has_no_way(Travel.UNKNOWN, gait)}
    assert asked == {Gait.WALK, Gait.RUN, Gait.ELLIPTICAL, Gait.UNKNOWN}


@pytest.mark.parametrize(
    "write",
    [number, distance, duration, speed, *(what.written for what in QUANTITIES.values())],
    ids=["number", "distance", "duration", "speed", *QUANTITIES],
)
def test_missing_is_a_dash_and_zero_is_a_number(write: Callable[[float | None], str]) -> None:
    """What was not measured is never written as nought, nor nought as missing."""
    assert write(None) == UNKNOWN
    assert write(0.0)[0] == "0"


@given(unknown_s=st.floats(0, 1e6), value=st.floats(0, 1e6))
def test_a_number_is_marked_if_a_part_is_missing(unknown_s: float, value: float) -> None:
    """Less than half a second is rounding; more is a part that the number leaves out."""
    text = number(value)
    assert marked(text, unknown_s) == (text + "+" if is_partial(unknown_s) else text)
    assert is_partial(unknown_s) == (unknown_s >= 0.5)
    assert marked(UNKNOWN, unknown_s) == UNKNOWN


@pytest.mark.parametrize(
    ("quantity", "inside", "written"),
    [
        ("speed_m_s", 2.5, "9.0"),
        ("stance_time_s", 0.2624, "262"),
        ("vertical_oscillation_m", 0.0746, "7.5"),
        ("oxygen_ml_kg_m", 0.2271, "227"),
    ],
)
def test_a_quantity_is_written_in_its_unit(quantity: str, inside: float, written: str) -> None:
    """Inside are SI units; people read kilometres an hour, milliseconds and centimetres."""
    assert QUANTITIES[quantity].written(inside) == written


def test_what_a_model_says_is_told_from_what_was_measured() -> None:
    """Oxygen was reckoned and not breathed into a mask."""
    assert {name for name, what in QUANTITIES.items() if what.is_modelled} == {
        "oxygen_ml_kg_min",
        "oxygen_ml_kg_m",
    }
