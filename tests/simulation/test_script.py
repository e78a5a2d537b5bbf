from datetime import date
from typing import Any

import pytest

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.simulation import Halt, Repeat, SessionScript, SimulatedAthlete, Stretch


def stretch(**changes: Any) -> Stretch:  # noqa: ANN401 (any field of a stretch)
    """A minute of backward walking, with changes."""
    plain: dict[str, Any] = {
        "name": "Backward walk",
        "travel": Travel.BACKWARD,
        "gait": Gait.WALK,
        "speed_m_s": 0.8,
        "duration_s": 60,
    }
    return Stretch(**(plain | changes))


def test_repeats_unroll_and_keep_their_steps() -> None:
    """The second time round names the same workout steps; the repeat takes a step of its own."""
    one, two, last = stretch(name="one"), stretch(name="two"), stretch(name="last")
    script = SessionScript(
        name="Session",
        parts=(stretch(), Repeat(times=2, stretches=(one, two)), Halt(duration_s=5), last),
    )
    names = [(part.name if isinstance(part, Stretch) else "halt", index) for part, index in script.in_order]
    assert names == [
        ("Backward walk", 0),
        ("one", 1),
        ("two", 2),
        ("one", 1),
        ("two", 2),
        ("halt", None),
        ("last", 4),
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"distance_m": 100.0}, "either a duration or a distance"),
        ({"duration_s": None}, "either a duration or a distance"),
        ({"duration_s": 0}, "greater than zero"),
        ({"speed_m_s": 0.0}, "more than 0 and up to 2.4"),
        ({"speed_m_s": 5.0}, "more than 0 and up to 2.4"),
        ({"speed_m_s": float("nan")}, "more than 0 and up to 2.4"),
        ({"gait": Gait.STANDING}, "standing is at 0"),
        ({"gait": Gait.ELLIPTICAL}, "walks and runs"),
        ({"travel": Travel.SIDEWAYS}, "walks and runs"),
        (
            {"gait": Gait.STANDING, "speed_m_s": 0.0, "duration_s": None, "distance_m": 5.0},
            "Standing has a duration",
        ),
    ],
)
def test_impossible_stretches_are_refused(changes: dict[str, Any], message: str) -> None:
    """A slip in a script is told at once and in words."""
    with pytest.raises(InvalidValue, match=message):
        stretch(**changes)


def test_empty_parts_are_refused() -> None:
    """Repeats, halts and sessions hold something."""
    with pytest.raises(InvalidValue, match="at least one stretch and one time"):
        Repeat(times=0, stretches=(stretch(),))
    with pytest.raises(InvalidValue, match="at least one second"):
        Halt(duration_s=0)
    with pytest.raises(InvalidValue, match="at least one stretch"):
        SessionScript(name="Nothing", parts=(Halt(duration_s=5),))
    with pytest.raises(InvalidValue, match="knows running and walking"):
        SessionScript(name="Swim", parts=(stretch(),), sport="swimming")


def test_impossible_athletes_are_refused() -> None:
    """A heart that beats faster at rest than at its fastest, or a leg of ten metres, is a slip."""
    with pytest.raises(InvalidValue, match="resting rate lies below the maximum"):
        SimulatedAthlete(resting_heart_rate_bpm=120.0, maximum_heart_rate_bpm=100.0)
    with pytest.raises(InvalidValue, match="leg_length_m is 10"):
        SimulatedAthlete(leg_length_m=10.0)


def test_the_simulated_person_can_be_reported_on() -> None:
    """What the simulation uses is what a report of the same person knows."""
    novice = SimulatedAthlete(birth_year=1990, mass_kg=70.0, backward_sessions=3)
    day = novice.athlete.on(date(2026, 4, 1))
    assert (day.age_years, day.mass_kg, day.backward_sessions) == (36, 70.0, 3.0)
    assert day.resting_heart_rate_bpm == novice.resting_heart_rate_bpm
    assert day.maximum_heart_rate_bpm == novice.maximum_heart_rate_bpm
