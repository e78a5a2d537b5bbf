"""The description of the API says what is asked and answered, and whatever is sent, nothing else happens."""

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from starlette.testclient import TestClient
from tests.web.addresses import addresses
from tests.web.conftest import ADDRESS, SETTINGS

from backstride.store import Store
from backstride.web.app import create_app
from backstride.web.navigation import PAGES

EXAMPLES: Final = {
    ("lived", GenerationMode.POSITIVE): 5,
    ("lived", GenerationMode.NEGATIVE): 3,
    ("empty", GenerationMode.POSITIVE): 2,
}
"""How many requests are tried, of those that the description allows and of others, for each operation."""
SEED: Final = 20260401
NAMES: Final = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_headers_conformance", "response_schema_conformance", "negative_data_rejection"),
)
METHODS: Final = frozenset({"get", "put", "post", "delete", "patch"})


@pytest.fixture
def document(empty_client: TestClient) -> dict[str, Any]:
    """The description, as a program gets it."""
    found: dict[str, Any] = empty_client.get("/api/openapi.json").json()
    return found


def references(part: object) -> Iterator[str]:
    """All that a document points to."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for each in part.values():
            yield from references(each)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)


def test_the_description_is_valid(document: dict[str, Any]) -> None:
    """It is of OpenAPI 3.1, all that it points to is there, and its schemas are schemas."""
    assert document["openapi"].startswith("3.1.")
    schemas = document["components"]["schemas"]
    assert set(references(document)) <= {f"#/components/schemas/{name}" for name in schemas}
    for each in schemas.values():
        Draft202012Validator.check_schema(each)
    names = Counter(
        operation["operationId"] for item in document["paths"].values() for operation in item.values()
    )
    assert max(names.values()) == 1


def test_every_address_for_programs_is_described(empty_client: TestClient, document: dict[str, Any]) -> None:
    """Each with a sentence, what it answers where it works, and what where it does not; and no page."""
    described = {
        (method.upper(), path)
        for path, item in document["paths"].items()
        for method in item
        if method in METHODS
    }
    there = {
        (method, path)
        for method, path in addresses(empty_client)
        if path.startswith("/api/") and path != "/api/openapi.json"
    }
    assert described == there | {("GET", "/healthz")}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert path == "/healthz" or "4XX" in operation["responses"], where
            assert any(status.startswith("2") for status in operation["responses"]), where


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/healthz", "application/json"),
        ("/api/calendar.ics", "text/calendar"),
        ("/api/activities/{key}/original", "application/octet-stream"),
        ("/api/jobs/{key}/file", "application/zip"),
    ],
)
def test_a_file_is_described_by_its_own_type_alone(document: dict[str, Any], path: str, kind: str) -> None:
    """A program that reads the description expects no JSON where a file comes, and knows all that comes."""
    content = document["paths"][path]["get"]["responses"]["200"]["content"]
    assert list(content) == [kind]
    assert content[kind]["schema"]


def test_every_page_that_is_offered_is_there(client: TestClient) -> None:
    """No link of the frame leads to nothing."""
    for page in PAGES:
        assert client.get(page.path).status_code == 200, page.path


# ── Whatever is sent ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("log", "mode"), EXAMPLES)
def test_whatever_is_sent_is_answered_as_described(
    log: str, mode: GenerationMode, lived_folder: Path, tmp_path: Path
) -> None:
    """No request makes the app fail, and each answer is one that the description holds."""
    if log == "lived":
        shutil.copytree(lived_folder, tmp_path / "log")
    store = Store(tmp_path / "log")
    # Not entered, so that what is asked for in the background waits: here it is about the answers alone.
    client = TestClient(create_app(store, SETTINGS), base_url=ADDRESS, raise_server_exceptions=False)
    failures = dict(wrong_of(client, log, mode))
    store.close()
    assert not failures, "\n\n".join(f"{where}:\n{what}" for where, what in failures.items())


def wrong_of(client: TestClient, log: str, mode: GenerationMode) -> Iterator[tuple[str, str]]:
    """What was answered otherwise than described, by operation."""
    schema = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())
    load_all_checks()
    checks, keys = CHECKS.get_by_names(list(NAMES)), keys_of(client)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        try:
            ask(client, operation, keys, mode, EXAMPLES[log, mode], checks)
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE, operation.label  # of what takes nothing, nothing is wrong
        except BaseExceptionGroup as failure:
            yield operation.label, told(failure)


def keys_of(client: TestClient) -> dict[str, str]:
    """What fills the addresses of a log so that there is something at them, by where it stands."""
    activities = client.get("/api/activities").json()["activities"]
    sessions = client.get("/api/plan").json().get("sessions")
    found = {"/imports/{number}": "1"}
    if activities and sessions:
        found |= {"/activities/{key}": activities[0]["key"], "/sessions/{key}": sessions[3]["key"]}
    return found


def told(failure: BaseException) -> str:
    """A failure, in few lines."""
    while isinstance(failure, BaseExceptionGroup) and not isinstance(failure, FailureGroup):
        failure = failure.exceptions[0]
    return "\n".join(str(failure).splitlines()[:24])


def ask(  # noqa: PLR0917 - all of it is one request
    client: TestClient,
    operation: APIOperation[Any, Any, Any, Any],
    keys: dict[str, str],
    mode: GenerationMode,
    count: int,
    checks: list[Any],
) -> None:
    """Ask one operation, over and over."""

    @seed(SEED)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize="CI" in os.environ,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def once(case: Any) -> None:  # noqa: ANN401 - of schemathesis
        for place, key in keys.items() if mode is GenerationMode.POSITIVE else ():
            if place in operation.path:
                case.path_parameters[re.findall(r"\{(\w+)\}", place)[0]] = key
        said = case.as_transport_kwargs(base_url=ADDRESS)
        kept = ("method", "url", "headers", "params", "data", "json", "files", "cookies")
        sent = requests.Request(**{name: said[name] for name in kept if name in said}).prepare()
        headers: list[tuple[str, str]] = [(name, str(value)) for name, value in sent.headers.items()]
        body: Any = sent.body or b""
        answer = client.request(str(sent.method), str(sent.url), headers=headers, content=body)
        case.validate_response(answer, checks=checks)

    once()
