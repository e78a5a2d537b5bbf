"""Say how a day was: pain, swelling, illness, a fall, a clinician's word."""

from dataclasses import dataclass, fields
from datetime import date

from backstride.errors import InvalidValue, NotInLog
from backstride.store import Store
from backstride.training.adaptation_rules import STRONG_PAIN
from backstride.training.diary import CheckIn


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInOutcome:
    """What the log knows of how days were."""

    checkins: tuple[CheckIn, ...]
    """By day, the first first: the one that was said, or all that are kept."""
    said: CheckIn | None = None
    """The day as it is kept now; None where nothing was said."""
    has_plan: bool = False
    """Whether a plan is followed, which may have to change."""

    @property
    def is_alarming(self) -> bool:
        """Whether what was said pauses training backward: a fall, strong pain or an illness."""
        if self.said is None:
            return False
        pain = self.said.pain
        return bool(self.said.fell or self.said.is_ill) or (pain is not None and pain >= STRONG_PAIN)


def check_in(store: Store, athlete: str, said: CheckIn, *, today: date) -> CheckInOutcome:
    """Keep what is said of a day; what was said of it before stays where nothing new is said.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    said
        What is said.
    today
        The day of the check-in, or a later one.

    Returns
    -------
    CheckInOutcome
        The day as it is kept now.

    Raises
    ------
    InvalidValue
        If the day is yet to come, or nothing is said of it.
    """
    _check_day(said.day, today)
    if said.clinician is not None:
        _check_day(said.clinician.on, today)
    if said == CheckIn(day=said.day):
        raise InvalidValue(
            f"Nothing was said of {said.day}.",
            allowed="Pain, swelling, illness, a fall, the symmetry of strength, or a clinician's word.",
            remedy="Say it like: backstride checkin --pain 2 --swelling no.",
        )
    with store.writing() as log:
        known = {each.day: each for each in log.diary.checkins(athlete)}
        kept = merged(known.get(said.day, CheckIn(day=said.day)), said)
        log.diary.save_checkin(athlete, kept)
        has_plan = log.plans.current(athlete) is not None
    return CheckInOutcome(checkins=(kept,), said=kept, has_plan=has_plan)


def merged(before: CheckIn, said: CheckIn) -> CheckIn:
    """What is known of a day after something more was said of it.

    Parameters
    ----------
    before
        What was known.
    said
        What is said now, which counts where it says something.

    Returns
    -------
    CheckIn
        Both.
    """
    names = [each.name for each in fields(CheckIn)]
    now = {name: getattr(said, name) for name in names}
    return CheckIn(
        **{name: getattr(before, name) if value in {None, ""} else value for name, value in now.items()}
    )


def _check_day(day: date, today: date) -> None:
    if day > today:
        raise InvalidValue(
            f"The day is {day}, which is yet to come.",
            allowed="What was felt or said has a day up to today.",
            remedy="Check the date.",
        )


def checkins_of(store: Store, athlete: str) -> CheckInOutcome:
    """All that was said of days.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.

    Returns
    -------
    CheckInOutcome
        All days.
    """
    with store.reading() as log:
        return CheckInOutcome(
            checkins=log.diary.checkins(athlete), has_plan=log.plans.current(athlete) is not None
        )


def forget_check_in(store: Store, athlete: str, day: date) -> CheckInOutcome:
    """Forget what was said of a day.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    day
        The day.

    Returns
    -------
    CheckInOutcome
        What is left.

    Raises
    ------
    NotInLog
        If nothing was said of it.
    """
    with store.writing() as log:
        if day not in {each.day for each in log.diary.checkins(athlete)}:
            raise NotInLog(
                f"Nothing was said of {day}.",
                allowed="What is forgotten was said before.",
                remedy="See what was said with: backstride checkin.",
            )
        log.diary.forget_checkin(athlete, day)
    return checkins_of(store, athlete)
