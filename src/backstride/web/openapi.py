"""The description of the API: what can be asked, what is answered, and how both look."""

from importlib.resources import files
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from backstride import __version__
from backstride.actions.documents import schema

DESCRIPTION: Final = """\
All that the pages do, for programs. Quantities carry their unit in their name; what is not known is null,
never 0. The API belongs to this machine: nothing is sent elsewhere, and no key is needed unless the app is
shared with others. A request that a browser makes for another site is refused.
"""
TROUBLE: Final = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {
        "error": {
            "type": "object",
            "required": ["slug", "message", "remedy"],
            "properties": {
                "slug": {"type": "string", "description": "Names a section of the messages' page."},
                "message": {"type": "string", "description": "What was found, and what was allowed."},
                "remedy": {"type": "string", "description": "What to do."},
                "reasons": {"type": "array", "items": {"type": "string"}},
            },
        }
    },
}
Responses = dict[int | str, dict[str, Any]]
HEALTHY: Final[Responses] = {
    200: {
        "description": "It is up.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["status", "version"],
                    "additionalProperties": False,
                    "properties": {"status": {"const": "ok"}, "version": {"type": "string"}},
                }
            }
        },
    }
}
"""What is answered where nobody asks for more than whether the app is up."""


def documented(
    name: str | None = None, what: str = "The answer.", *, status: int = 200, kind: str = "application/json"
) -> Responses:
    """What a route of the API says of its answers.

    Parameters
    ----------
    name
        The schema of the document: the name of one in ``actions/schemas``; None for any document.
    what
        The answer, in a sentence.
    status
        The status of HTTP where it works.
    kind
        The media type.

    Returns
    -------
    Responses
        For the route's ``responses``; troubles are among them.
    """
    of_answer: dict[str, Any] = {"type": "object"} if name is None else {"$ref": _ref(name)}
    if kind != "application/json":
        of_answer = {"type": "string"}
    return {
        status: {"description": what, "content": {kind: {"schema": of_answer}}},
        "4XX": {
            "description": "What was found, what was allowed and what to do.",
            "content": {"application/json": {"schema": {"$ref": _ref("trouble")}}},
        },
    }


def _ref(name: str) -> str:
    return f"#/components/schemas/{name}"


def described(app: FastAPI) -> dict[str, Any]:
    """The description of an app's API.

    Parameters
    ----------
    app
        The app.

    Returns
    -------
    dict
        A document of OpenAPI 3.1.
    """
    document = get_openapi(
        title="Backstride",
        version=__version__,
        description=DESCRIPTION,
        routes=app.routes,  # the pages' say of themselves that they are not in it
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["trouble"] = TROUBLE
    for path in files("backstride.actions").joinpath("schemas").iterdir():
        name = path.name.removesuffix(".json")
        schemas |= flattened(name, schema(name))
    return document


def flattened(name: str, of_document: dict[str, Any]) -> dict[str, Any]:
    """A schema whose own definitions stand beside it, where OpenAPI looks for them.

    Parameters
    ----------
    name
        Its name.
    of_document
        The schema.

    Returns
    -------
    dict
        Schemas by name.
    """
    own = {key: value for key, value in of_document.items() if key not in {"$schema", "$id", "$defs"}}
    found = {name: own} | {f"{name}.{key}": value for key, value in of_document.get("$defs", {}).items()}
    return {key: _pointed(name, value) for key, value in found.items()}


def _pointed(name: str, value: Any) -> Any:  # noqa: ANN401 - a schema is any JSON
    if isinstance(value, dict):
        return {
            key: _ref(f"{name}.{inner.removeprefix('#/$defs/')}")
            if key == "$ref" and isinstance(inner, str) and inner.startswith("#/$defs/")
            else _pointed(name, inner)
            for key, inner in value.items()
        }
    return [_pointed(name, each) for each in value] if isinstance(value, list) else value
