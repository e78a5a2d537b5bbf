"""Bouts and their evidence."""

import pytest

from backstride.bout import Bout, Evidence, EvidenceKind, Gait, Travel
from backstride.errors import InvalidValue


def evidence(probability: float) -> Evidence:
    """A word of the user's."""
    return Evidence(
        kind=EvidenceKind.USER, travel=Travel.BACKWARD, probability=probability, detail="you said so"
    )


@pytest.mark.parametrize("end_s", [10.0, 9.0, float("nan")])
def test_a_bout_that_does_not_last_is_refused(end_s: float) -> None:
    """A stretch without length has no speed and no rate."""
    with pytest.raises(InvalidValue, match="A bout ends after it starts"):
        Bout(start_s=10.0, end_s=end_s, travel=Travel.FORWARD, gait=Gait.RUN)


def test_a_bout_is_as_sure_as_its_strongest_evidence() -> None:
    """What was overruled stays behind it and does not count; without evidence nothing is known."""
    bout = Bout(
        start_s=0.0,
        end_s=90.0,
        travel=Travel.BACKWARD,
        gait=Gait.RUN,
        evidence=(evidence(0.9), evidence(0.2)),
    )
    assert bout.probability == 0.9
    assert bout.duration_s == 90.0
    assert Bout(start_s=0.0, end_s=1.0, travel=Travel.UNKNOWN, gait=Gait.RUN).probability is None


@pytest.mark.parametrize("probability", [-0.01, 1.01, 97.0, float("nan")])
def test_a_probability_in_per_cent_is_refused(probability: float) -> None:
    """It is a share."""
    with pytest.raises(InvalidValue, match=r"Divide per cent by 100\."):
        evidence(probability)


def test_the_user_stands_above_steps_laps_and_names() -> None:
    """The order in which words win."""
    kinds = [EvidenceKind.NAME, EvidenceKind.LAP, EvidenceKind.USER, EvidenceKind.WORKOUT_STEP]
    assert sorted(kinds, key=lambda kind: kind.rank) == [
        EvidenceKind.USER,
        EvidenceKind.WORKOUT_STEP,
        EvidenceKind.LAP,
        EvidenceKind.NAME,
    ]
