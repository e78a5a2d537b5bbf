"""What held for a person on the day of a recording."""

from dataclasses import replace

from backstride.athlete import Athlete, AthleteOnDay
from backstride.heart.maximum import AGES
from backstride.recording import ReadingWarning, Recording


def athlete_of_recording(
    athlete: Athlete, recording: Recording
) -> tuple[AthleteOnDay, tuple[ReadingWarning, ...]]:
    """What held on the day of a recording; without an age where its date makes none that can be.

    One odd date, as of a watch whose clock was not set, is no reason to refuse all other recordings.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    athlete
        The person.
    recording
        The recording, whose day counts by the clock on the wall.

    Returns
    -------
    AthleteOnDay
        The person's values on that day.
    tuple of ReadingWarning
        ``age-unknown`` where the date makes no age.
    """
    start = recording.local_start
    if start is None or athlete.birth_year is None:
        return athlete.on(None if start is None else start.date()), ()
    age = start.year - athlete.birth_year
    if AGES[0] <= age <= AGES[1]:
        return athlete.on(start.date()), ()
    why = (
        f"before the birth year {athlete.birth_year}"
        if age < 0
        else f"which makes an age of {age}, and no formula takes less than {AGES[0]} or more than {AGES[1]}"
    )
    message = f"The recording is dated {start.year}, {why}, so the age is unknown."
    ageless = replace(athlete, birth_year=None).on(start.date())
    return ageless, (ReadingWarning(slug="age-unknown", message=message),)
