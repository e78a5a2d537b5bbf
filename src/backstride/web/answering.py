"""Documents as answers of the API."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response


def json_answer(document: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A document as JSON; NaN is null, arrays of NumPy are lists.

    Parameters
    ----------
    document
        Whatever JSON can hold, and arrays.
    status
        The status of HTTP.
    headers
        Further headers.

    Returns
    -------
    Response
        The answer.
    """
    text = orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY, default=_plain)
    return Response(text, status, headers=dict(headers or {}), media_type="application/json")


def download(data: bytes, *, name: str, kind: str) -> Response:
    """A file to be kept.

    Parameters
    ----------
    data
        What it holds.
    name
        What it is called, in ASCII letters.
    kind
        Its media type.

    Returns
    -------
    Response
        The answer.
    """
    said = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, 200, headers=said, media_type=kind)


def _plain(value: Any) -> object:  # noqa: ANN401 - what the library does not know
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    raise TypeError(f"{type(value).__name__} is nothing that JSON holds")
