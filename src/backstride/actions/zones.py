"""The calculators: maximum heart rate by every formula, target ranges and zones."""

from collections.abc import Mapping
from dataclasses import dataclass

from backstride.athlete import AthleteOnDay
from backstride.errors import InvalidValue
from backstride.heart import PredictedMaximum, predicted_maxima
from backstride.heart.zones import TARGET
from backstride.session import HeartModel, heart_model


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonesOutcome:
    """What the calculators say."""

    athlete: AthleteOnDay
    predicted: tuple[PredictedMaximum, ...]
    """By every formula that fits; empty where the age is unknown."""
    heart: HeartModel
    target: tuple[float, float]
    """Ends of the target range, as shares. [-]"""


def calculate_zones(
    athlete: AthleteOnDay,
    *,
    formula: str = "fox",
    target: tuple[float, float] = TARGET,
    zones_bpm: Mapping[str, float] | None = None,
) -> ZonesOutcome:
    """Calculate maximum, target ranges and zones.

    Parameters
    ----------
    athlete
        What is known of the person.
    formula
        The formula whose maximum counts, where none was measured.
    target
        Ends of the target range, as shares. [-]
    zones_bpm
        The person's own zones: lower limits by label. [bpm]

    Returns
    -------
    ZonesOutcome
        What the calculators say.

    Raises
    ------
    InvalidValue
        If neither the age nor a measured maximum is known, or the values contradict each other.
    """
    heart = heart_model(athlete, formula=formula, target=target, zones_bpm=zones_bpm)
    if heart.maximum is None:
        raise InvalidValue(
            "Neither an age nor a maximum heart rate was given.",
            allowed="Target ranges follow from a maximum heart rate, measured or predicted from age.",
            remedy="Give --age, --birth-year or --max-hr.",
        )
    predicted = () if athlete.age_years is None else predicted_maxima(athlete.age_years, athlete.sex)
    return ZonesOutcome(athlete=athlete, predicted=predicted, heart=heart, target=target)
