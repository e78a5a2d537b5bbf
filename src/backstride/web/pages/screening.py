"""The screening: what is asked before anything is planned, what it came to, and a clinician's word."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from backstride.actions.screening import add_word, last_screening, screen_athlete
from backstride.errors import BackstrideError, InvalidValue
from backstride.training.clearance import Allowed
from backstride.web.clinicians import word_of
from backstride.web.form_values import typed_of
from backstride.web.place import Here, Place
from backstride.web.rendering import render
from backstride.web.screening_form import answers_of_before, asked_questions, typed_answers
from backstride.web.troubles import status_of
from backstride.web.visitor import Form, Visiting, Visitor

router = APIRouter()

NO_WORD: Mapping[str, str] = {"by": "", "on": "", "allows": ""}


@router.get("/screening", include_in_schema=False)
def screening(request: Request, place: Here, visitor: Visiting) -> Response:
    """What the last screening came to; the questions, where there is none."""
    return _outcome(request, place, visitor)


def _outcome(
    request: Request,
    place: Place,
    visitor: Visitor,
    *,
    trouble: BackstrideError | None = None,
    word: Mapping[str, str] = NO_WORD,
) -> Response:
    outcome = last_screening(place.store, visitor.athlete, today=visitor.today)
    if outcome is None:
        return _questions(request, visitor, _age_known(place, visitor), is_first=True)
    return render(
        request,
        "screening.html.j2",
        visitor=visitor,
        status=status_of(trouble),
        outcome=outcome,
        found=outcome.screening,
        trouble=trouble,
        word=word,
        allows=list(Allowed),
    )


def _age_known(place: Place, visitor: Visitor) -> dict[str, Any]:
    """The age, so that whoever told it need not tell it again; nothing where it is not known."""
    with place.store.reading() as log:
        age_years = log.athletes.athlete(visitor.athlete).on(visitor.today).age_years
    return {} if age_years is None else {"age": age_years}


@router.get("/screening/questions", include_in_schema=False)
def questions_of_screening(request: Request, place: Here, visitor: Visiting) -> Response:
    """All questions; what was answered before is filled in, but for how it is today."""
    with place.store.reading() as log:
        stored = log.diary.screening(visitor.athlete)
    return _questions(
        request,
        visitor,
        _age_known(place, visitor) | answers_of_before(stored),
        is_first=stored is None,
        before=None if stored is None else stored.screening.screened_on,
    )


def _questions(
    request: Request,
    visitor: Visitor,
    given: Mapping[str, Any],
    *,
    is_first: bool,
    before: date | None = None,
    is_checked: bool = False,
    trouble: BackstrideError | None = None,
) -> Response:
    asked = asked_questions(given, visitor.phrases, today=visitor.today, is_checked=is_checked)
    return render(
        request,
        "screening_questions.html.j2",
        visitor=visitor,
        status=422 if is_checked else 200,
        sections=[
            (section, list(some)) for section, some in groupby(asked, key=lambda each: each.question.section)
        ],
        troubled=[each for each in asked if each.trouble],
        is_first=is_first,
        before=before,
        trouble=trouble,
    )


@router.post("/screening/questions", include_in_schema=False)
def answer_questions(request: Request, place: Here, visitor: Visiting, form: Form) -> Response:
    """Screen by the answers; what is missing or wrong is told beside its question."""
    given = typed_answers(form)
    asked = asked_questions(given, visitor.phrases, today=visitor.today, is_checked=True)
    if any(each.trouble for each in asked):
        return _questions(request, visitor, given, is_first=False, is_checked=True)
    try:
        screen_athlete(place.store, visitor.athlete, given, today=visitor.today)
    except InvalidValue as trouble:
        return _questions(request, visitor, given, is_first=False, is_checked=True, trouble=trouble)
    return RedirectResponse("/screening", 303)


@router.post("/screening/clinician", include_in_schema=False)
def add_clinician(request: Request, place: Here, visitor: Visiting, form: Form) -> Response:
    """Add what a clinician said to the answers that were given last."""
    typed = {name: typed_of(form, name) for name in NO_WORD}
    try:
        word = word_of(form, by="by", on="on", today=visitor.today)
        add_word(place.store, visitor.athlete, word, today=visitor.today)
    except BackstrideError as trouble:
        return _outcome(request, place, visitor, trouble=trouble, word=typed)
    return RedirectResponse("/screening", 303)
