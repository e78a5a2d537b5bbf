"""Expected troubles as answers: a sentence of what was found, what was allowed and what to do."""

from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from backstride.actions.documents import trouble_document
from backstride.errors import (
    BackstrideError,
    CannotUndo,
    InvalidValue,
    NotInLog,
    OutOfDate,
    PlanRefused,
    StoreTrouble,
    TooLarge,
    UnknownSource,
)
from backstride.web.answering import json_answer
from backstride.web.rendering import is_part, render

STATUS: Final = (
    (NotInLog, 404),
    (UnknownSource, 404),
    (TooLarge, 413),
    (CannotUndo, 409),
    (OutOfDate, 409),
    (PlanRefused, 409),
    (StoreTrouble, 409),
    (BackstrideError, 422),
)
"""The status of HTTP that says best what kind of trouble it is; the first that fits."""


def status_of(trouble: BackstrideError | None) -> int:
    """The status of HTTP for a trouble.

    Parameters
    ----------
    trouble
        The trouble; None where there is none.

    Returns
    -------
    int
        From 400 to 499; 200 where there is none.
    """
    return next((status for kind, status in STATUS if isinstance(trouble, kind)), 200)


def wants_json(request: Request) -> bool:
    """Whether a program asks, and not a person.

    Parameters
    ----------
    request
        The request.

    Returns
    -------
    bool
        True for all of the API.
    """
    return request.url.path.startswith("/api/")


def answer_trouble(request: Request, trouble: BackstrideError, status: int | None = None) -> Response:
    """Tell a trouble: as JSON to programs, as a page to people, as a part of one where only that was asked.

    Parameters
    ----------
    request
        What is answered.
    trouble
        The trouble.
    status
        The status of HTTP; None for the one that fits.

    Returns
    -------
    Response
        The answer.
    """
    code = status or status_of(trouble)
    if wants_json(request):
        return json_answer({"error": trouble_document(trouble)}, status=code)
    template = "parts/trouble.html.j2" if is_part(request) else "trouble.html.j2"
    return render(request, template, status=code, trouble=trouble)


def of_http(status: int, detail: str = "") -> BackstrideError:
    """What HTTP calls by a number, in words.

    Parameters
    ----------
    status
        The number.
    detail
        More, if there is.

    Returns
    -------
    BackstrideError
        The trouble.
    """
    if status == 404:
        return NotInLog(
            "There is nothing at this address.",
            allowed="Every page can be reached from the start page.",
            remedy="Check the address, or go back to the start.",
        )
    if status == 405:
        return InvalidValue(
            "This address does not take what was sent.",
            allowed="Pages are opened; forms are sent from the page that shows them.",
            remedy="Open the page again.",
        )
    return InvalidValue(
        detail or f"The request could not be answered (HTTP {status}).",
        allowed="A request as the pages and the description of the API make it.",
        remedy="Open the page again, or compare it with /api/openapi.json.",
    )


def of_validation(invalid: RequestValidationError, *, is_for_program: bool) -> InvalidValue:
    """What a request lacks or has wrong, in one trouble.

    Parameters
    ----------
    invalid
        What was found.
    is_for_program
        Whether a program asks; a person is not told what the parts of an address are called.

    Returns
    -------
    InvalidValue
        The trouble; it repeats nothing that was sent.
    """
    if not is_for_program:
        is_address = any(each["loc"][0] == "query" for each in invalid.errors())
        return InvalidValue(
            "A part of the address is not as it should be."
            if is_address
            else "What was sent is not as it should be.",
            allowed="Pages are opened; forms are sent from the page that shows them.",
            remedy="Check the address, or go back to the start." if is_address else "Open the page again.",
        )
    found = "; ".join(
        f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in invalid.errors()[:5]
    )
    return InvalidValue(
        f"The request is not as it should be: {found}.",
        allowed="What the description of the API says.",
        remedy="Compare it with /api/openapi.json.",
    )


def add_to(app: FastAPI) -> None:
    """Have an app tell troubles.

    Parameters
    ----------
    app
        The app.
    """

    @app.exception_handler(BackstrideError)
    def of_ours(request: Request, trouble: BackstrideError) -> Response:
        return answer_trouble(request, trouble)

    @app.exception_handler(RequestValidationError)
    def of_request(request: Request, invalid: RequestValidationError) -> Response:
        is_for_program = wants_json(request)
        if not is_for_program and any(each["loc"][0] == "path" for each in invalid.errors()):
            return answer_trouble(request, of_http(404), 404)
        return answer_trouble(request, of_validation(invalid, is_for_program=is_for_program), 422)

    @app.exception_handler(HTTPException)
    def of_starlette(request: Request, raised: HTTPException) -> Response:
        answer = answer_trouble(request, of_http(raised.status_code, raised.detail), raised.status_code)
        answer.headers.update(raised.headers or {})
        return answer
