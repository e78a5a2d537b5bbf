"""What is asked of a plan, as a form: the week, days off, places; read into a wish, or told what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from starlette.datastructures import FormData

from backstride.actions.planning import PlanWish, find_phase
from backstride.errors import InvalidValue
from backstride.training.plan import LONGEST_WEEKS
from backstride.training.programme import Programme
from backstride.training.workout import Place
from backstride.web.form_values import read_day
from backstride.web.reading import read_number

USUAL_MIN: Final = "45"
"""A session on a free day, before anybody says otherwise. [min]"""
FORWARD_MIN: Final = "45"
"""Forward training, before anybody says otherwise. [min]"""
EFFORTS: Final[Mapping[str, float]] = {"easy": 3.0, "hard": 7.0}
"""Perceived exertion of forward training, by how it is called. [-]"""
WEEKDAYS: Final = range(7)
STRETCHES: Final = range(4)
"""So many stretches of days off have room in the form."""
LONGEST_OFF: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedPlan:
    """A form of a plan, as it was typed."""

    fields: Mapping[str, str]
    places: frozenset[str]

    def get(self, name: str) -> str:
        """What was typed into a field.

        Parameters
        ----------
        name
            The name of the field.

        Returns
        -------
        str
            Empty where nothing was.
        """
        return self.fields.get(name, "")


def fresh_plan(programme: Programme, *, today: date, places: frozenset[Place] | None) -> TypedPlan:
    """The form before anybody typed anything: three days a week, from next Monday.

    Parameters
    ----------
    programme
        The programme.
    today
        The day.
    places
        Where the athlete said that they train; None where they did not.

    Returns
    -------
    TypedPlan
        The form.
    """
    monday = today + timedelta(days=-today.weekday() % 7)
    fields = {"start": monday.isoformat()}
    fields |= {f"free-{day}": "yes" for day in (1, 3, 5)}
    fields |= {f"minutes-{day}": USUAL_MIN for day in WEEKDAYS}
    fields |= {f"forward-minutes-{day}": FORWARD_MIN for day in WEEKDAYS}
    return TypedPlan(fields=fields, places=frozenset(places or programme.places))


def typed_plan(form: FormData) -> TypedPlan:
    """The form as it was sent.

    Parameters
    ----------
    form
        Its fields.

    Returns
    -------
    TypedPlan
        The same, kept to be shown again.
    """
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    return TypedPlan(
        fields=fields, places=frozenset(each for each in form.getlist("place") if isinstance(each, str))
    )


def read_wish(typed: TypedPlan, programme: Programme) -> PlanWish:
    """What is asked of a plan.

    Parameters
    ----------
    typed
        The form.
    programme
        By which to train.

    Returns
    -------
    PlanWish
        The wish.

    Raises
    ------
    InvalidValue
        If a field cannot be understood, or no day is free.
    """
    days = {
        day: _minutes(typed.get(f"minutes-{day}")) for day in WEEKDAYS if typed.get(f"free-{day}") == "yes"
    }
    if not days:
        raise InvalidValue(
            "No day of the week is free.",
            allowed="At least one day on which you can train backward.",
            remedy="Tick the days that are free.",
        )
    start = _day(typed.get("start"))
    if start is None:
        raise InvalidValue(
            "It was not said when the plan begins.",
            allowed="A day of the calendar.",
            remedy="Choose the first day.",
        )
    phase = typed.get("from_phase")
    return PlanWish(
        programme=programme,
        start=start,
        days=days,
        weeks=_weeks(typed.get("weeks")),
        places=frozenset(Place(each) for each in typed.places if each in list(Place)) or None,
        race_on=_day(typed.get("race_on")),
        forward_weekly=dict(_forward(typed)),
        days_off=frozenset(_days_off(typed)),
        from_phase=find_phase(programme, phase) if phase else None,
    )


def _day(text: str) -> date | None:
    return read_day(text) if text.strip() else None


def _minutes(text: str) -> float:
    minutes = read_number(text)
    if not 5.0 <= minutes <= 600.0:
        raise InvalidValue(
            "A session on a free day was given a length that cannot be.",
            allowed="5 to 600 minutes.",
            remedy="Write how long a session may be on that day.",
        )
    return minutes


def _weeks(text: str) -> int | None:
    if not text.strip():
        return None
    weeks = read_number(text)
    if not 1 <= weeks <= LONGEST_WEEKS or weeks != round(weeks):
        raise InvalidValue(
            "The number of weeks cannot be.",
            allowed=f"1 to {LONGEST_WEEKS} weeks.",
            remedy="Leave it out for as many as the programme takes.",
        )
    return int(weeks)


def _forward(typed: TypedPlan) -> Iterator[tuple[int, tuple[float, float]]]:
    """Minutes and exertion of forward training by weekday, every week."""
    for day in WEEKDAYS:
        effort = EFFORTS.get(typed.get(f"forward-{day}"))
        if effort is not None:
            minutes = read_number(typed.get(f"forward-minutes-{day}") or FORWARD_MIN)
            if not 1.0 <= minutes <= 600.0:
                raise InvalidValue(
                    "Forward training was given a length that cannot be.",
                    allowed="1 to 600 minutes.",
                    remedy="Write how long it usually takes.",
                )
            yield day, (minutes, effort)


def _days_off(typed: TypedPlan) -> Iterator[date]:
    for number in STRETCHES:
        first, last = _day(typed.get(f"off-from-{number}")), _day(typed.get(f"off-to-{number}"))
        if first is None and last is None:
            continue
        start, end = first or last, last or first
        if start is None or end is None or not timedelta(0) <= end - start <= LONGEST_OFF:
            raise InvalidValue(
                "A stretch of days off ends before it begins, or is longer than a year.",
                allowed="A first day, and a last day that is not before it.",
                remedy="Check both days.",
            )
        yield from (start + timedelta(days=passed) for passed in range((end - start).days + 1))
