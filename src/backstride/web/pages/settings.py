"""Settings: who somebody is, what was measured of them, and how the app looks to them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from backstride import __version__
from backstride.actions.measuring import ALWAYS, describe_athlete, forget_measurement, measure
from backstride.actions.recomputing import stale_keys
from backstride.actions.relearning import LEARN
from backstride.athlete import Athlete, HeartChoice, Measurement, Quantity, Sex
from backstride.errors import BackstrideError, InvalidValue
from backstride.heart.maximum import FORMULAS
from backstride.store.athletes import check_name
from backstride.web.describing import (
    check_birth_year,
    condition,
    heart_choice,
    measurement,
    read_zones,
    written_zones,
)
from backstride.web.form_values import day_of, number_of, read_day, text_of
from backstride.web.own_stride import strides_of
from backstride.web.phrases import LANGUAGES
from backstride.web.place import ATHLETE_COOKIE, Here, Place, admission_of
from backstride.web.rendering import remember, render
from backstride.web.troubles import status_of
from backstride.web.visitor import CHECKED, Form, Theme, Visiting, Visitor
from backstride.web.work import ask
from backstride.web.writing import Units

router = APIRouter()

SECTIONS: Final = ("you", "measurements", "heart", "conditions", "stride", "display", "people", "account")
MOST_SHOWN: Final = 30
CALLED: Final = {
    Quantity.MASS_KG: "body mass",
    Quantity.RESTING_HEART_RATE_BPM: "resting heart rate",
    Quantity.MAXIMUM_HEART_RATE_BPM: "maximum heart rate",
    Quantity.BACKWARD_SESSIONS: "number of backward sessions",
}
"""What people call each quantity that is measured."""
"""So many earlier values of a quantity are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What somebody typed, shown again with what is wrong with it."""

    section: str = ""
    trouble: BackstrideError | None = None
    typed: dict[str, str]

    def get(self, section: str, name: str, otherwise: object = "") -> object:
        """What to show in a field.

        Parameters
        ----------
        section
            The section that the field is in.
        name
            The name of the field.
        otherwise
            What stands there where nothing was typed.

        Returns
        -------
        object
            What was typed, else what is kept.
        """
        return self.typed.get(name, "") if section == self.section else otherwise


@router.get("/settings", include_in_schema=False)
def settings(request: Request, visitor: Visiting, place: Here, done: str = "") -> Response:
    """All settings on one page."""
    return settings_page(request, visitor, place, done=done)


@router.get("/settings/stale", include_in_schema=False)
def stale_part(request: Request, visitor: Visiting, place: Here) -> Response:
    """How many activities were worked out with what held before; on a page of its own without scripts."""
    name = visitor.athlete
    with place.store.reading() as log:
        count = place.answers.kept(log.revision, ("stale", name), lambda: len(stale_keys(log, name)))
    if request.headers.get("hx-request") == "true":
        return render(request, "parts/stale.html.j2", visitor=visitor, stale=count)
    return settings_page(request, visitor, place, stale=count)


def settings_page(
    request: Request,
    visitor: Visitor,
    place: Place,
    *,
    done: str = "",
    again: Again | None = None,
    status: int = 200,
    stale: int | None = None,
    **values: Any,  # noqa: ANN401 - whatever the template shows
) -> Response:
    """The page with all settings.

    Parameters
    ----------
    request
        What is answered.
    visitor
        Who reads it.
    place
        The log, and how it is served.
    done
        The section that was just changed.
    again
        What was typed, where something was wrong with it.
    status
        The status of HTTP.
    stale
        How many activities are out of date; None to let the page ask for it, for in a long log that takes a
        moment.
    values
        What else the page shows.

    Returns
    -------
    Response
        The page.
    """
    with place.store.reading() as log:
        athlete = log.athletes.athlete(visitor.athlete)
    return render(
        request,
        "settings.html.j2",
        status=status,
        visitor=visitor,
        athlete=athlete,
        measured=[(quantity, _series(athlete, quantity)) for quantity in Quantity],
        choice=athlete.heart_choice_on(visitor.today),
        choices=sorted(athlete.heart_choices, key=lambda each: each.since, reverse=True),
        strides=strides_of(place, visitor.athlete),
        zones=written_zones,
        formulas=FORMULAS,
        stale=stale,
        people=_people(place),
        always=ALWAYS,
        most_shown=MOST_SHOWN,
        done=done if done in SECTIONS else "",
        again=again or Again(typed={}),
        version=__version__,
        admission=admission_of(request),
        **_of_account(request, place),
        **values,
    )


def _people(place: Place) -> list[tuple[str, str]]:
    """Whose log can be chosen: everybody on a local app, and nobody else's on a shared one."""
    if place.settings.is_shared:
        return []
    return [(name, name) for name in dict.fromkeys((place.settings.athlete, *place.athletes()))]


def _series(athlete: Athlete, quantity: Quantity) -> list[Measurement]:
    """What was measured of a quantity, the latest first."""
    found = [each for each in athlete.measurements if each.quantity is quantity]
    return sorted(found, key=lambda each: each.measured_on, reverse=True)


def _of_account(request: Request, place: Place) -> dict[str, Any]:
    """What the page says of whoever is logged in, and to a host of the others."""
    from backstride.web.pages.account import shown_to  # noqa: PLC0415 (its forms are answered with this page)

    return shown_to(request, place)


def kept(
    request: Request,
    visitor: Visitor,
    place: Place,
    change: Callable[[], object],
    *,
    section: str,
    form: FormData,
) -> Response:
    """Change something, and show the page again: with what was done, or with what is wrong.

    Parameters
    ----------
    request
        What is answered.
    visitor
        Who sent it.
    place
        The log, and how it is served.
    change
        Changes it.
    section
        The section of the page that it belongs to.
    form
        What was typed.

    Returns
    -------
    Response
        The way back to the section.
    """
    try:
        change()
    except BackstrideError as trouble:
        typed = {name: value for name, value in form.items() if isinstance(value, str)}
        again = Again(section=section, trouble=trouble, typed=typed)
        return settings_page(request, visitor, place, again=again, status=status_of(trouble))
    return RedirectResponse(f"/settings?done={section}#{section}", 303)


# ── About you ────────────────────────────────────────────────────────────────────────────────────


@router.post("/settings/you", include_in_schema=False)
def keep_you(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Keep when somebody was born, and the sex that formulas ask for."""

    def change() -> None:
        year, sex = number_of(form, "birth_year", "birth year"), text_of(form, "sex")
        if sex not in {"", *Sex}:
            raise _not_offered()
        describe_athlete(
            place.store,
            visitor.athlete,
            birth_year=None if year is None else check_birth_year(round(year), today=visitor.today),
            sex=Sex(sex) if sex else None,
        )

    return kept(request, visitor, place, change, section="you", form=form)


@router.post("/settings/measurements", include_in_schema=False)
def keep_measurement(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Keep what was measured, from its day on."""

    def change() -> None:
        quantity = _quantity(form)
        value = number_of(form, "value", CALLED[quantity])
        if value is None:
            raise InvalidValue(
                "No value was given.",
                allowed="A number, with a point or a comma.",
                remedy="Write what was measured.",
            )
        since = day_of(form, "since", ALWAYS)
        told = measurement(quantity, value, since, today=visitor.today, writing=visitor.writing)
        measure(place.store, visitor.athlete, told)

    return kept(request, visitor, place, change, section="measurements", form=form)


@router.post("/settings/measurements/forget", include_in_schema=False)
def forget_measured(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Forget what was measured on a day."""

    def change() -> None:
        forget_measurement(place.store, visitor.athlete, _quantity(form), _kept_day(form))

    return kept(request, visitor, place, change, section="measurements", form=form)


def _quantity(form: FormData) -> Quantity:
    given = text_of(form, "quantity")
    if given not in set(Quantity):
        raise _not_offered()
    return Quantity(given)


def _kept_day(form: FormData) -> date:
    """The day of something that is kept; ``always`` for what has always held."""
    given = text_of(form, "since")
    return ALWAYS if given in {"", "always"} else read_day(given)


def _not_offered() -> InvalidValue:
    return InvalidValue(
        "Something was chosen that was not offered.",
        allowed="What the page offers.",
        remedy="Open the page again, and choose once more.",
    )


# ── Heart rate, conditions ───────────────────────────────────────────────────────────────────────


@router.post("/settings/heart", include_in_schema=False)
def keep_heart(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Keep what heart rate is held against, from a day on."""

    def change() -> None:
        ends = (number_of(form, "low", "lower end"), number_of(form, "high", "upper end"))
        low, high = (0.0 if end is None else end for end in ends)
        choice = heart_choice(
            formula=text_of(form, "formula"),
            target_percent=(low, high),
            zones_bpm=read_zones(text_of(form, "zones", longest=600)),
            since=day_of(form, "since", ALWAYS),
            today=visitor.today,
        )
        measure(place.store, visitor.athlete, choice)

    return kept(request, visitor, place, change, section="heart", form=form)


@router.post("/settings/heart/forget", include_in_schema=False)
def forget_heart(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Forget a choice of a day."""

    def change() -> None:
        forget_measurement(place.store, visitor.athlete, HeartChoice, _kept_day(form))

    return kept(request, visitor, place, change, section="heart", form=form)


@router.post("/settings/conditions", include_in_schema=False)
def keep_condition(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Keep what somebody's body has to cope with."""

    def change() -> None:
        until = day_of(form, "until", date.max)
        told = condition(
            text_of(form, "name"),
            day_of(form, "since", visitor.today),
            None if until == date.max else until,
            today=visitor.today,
        )
        measure(place.store, visitor.athlete, told)

    return kept(request, visitor, place, change, section="conditions", form=form)


@router.post("/settings/conditions/forget", include_in_schema=False)
def forget_condition(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Forget a condition."""

    def change() -> None:
        forget_measurement(place.store, visitor.athlete, text_of(form, "name"), _kept_day(form))

    return kept(request, visitor, place, change, section="conditions", form=form)


@router.post("/settings/recompute", include_in_schema=False)
def recompute(visitor: Visiting, place: Here, form: Form) -> Response:
    """Work out again what was worked out with what held before."""
    del form  # that it is ours is known by now
    job = ask(place, visitor.athlete, "recompute", {"is_dry": False})
    return RedirectResponse(f"/jobs/{job.key}", 303)


@router.post("/settings/stride", include_in_schema=False, dependencies=CHECKED)
def learn_stride(visitor: Visiting, place: Here) -> Response:
    """Learn the person's own stride again from all of their recordings."""
    return RedirectResponse(f"/jobs/{ask(place, visitor.athlete, LEARN).key}", 303)


# ── How the app looks, and whose log it shows ────────────────────────────────────────────────────


@router.post("/settings/display", include_in_schema=False)
def keep_display(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Have the browser remember the language, the units and the theme."""
    wished = {name: text_of(form, name) for name in ("language", "units", "theme")}
    offered: dict[str, set[str]] = {"language": set(LANGUAGES), "units": set(Units), "theme": set(Theme)}

    def change() -> None:
        if any(value not in offered[name] for name, value in wished.items()):
            raise _not_offered()

    answer = kept(request, visitor, place, change, section="display", form=form)
    if answer.status_code == 303:
        for name, value in wished.items():
            remember(answer, name, value, request=request)
    return answer


@router.post("/settings/people", include_in_schema=False)
def choose_athlete(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Look at another person's log, or begin one; on a local app alone."""
    name = text_of(form, "new") or text_of(form, "athlete")

    def change() -> None:
        if place.settings.is_shared:
            raise _not_offered()
        check_name(name)
        if form.get("new") and name not in place.athletes():
            describe_athlete(place.store, name)
        elif name not in {*place.athletes(), place.settings.athlete}:
            raise _not_offered()

    answer = kept(request, visitor, place, change, section="people", form=form)
    if answer.status_code == 303:
        remember(answer, ATHLETE_COOKIE, quote(name, safe=""), request=request)
    return answer
