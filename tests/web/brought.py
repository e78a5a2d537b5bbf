"""Files that are handed over to the app, for the tests of what becomes of them."""

import io
import re
import time
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from httpx2 import Client, Response
from starlette.testclient import TestClient
from validation.archive_maker import generated_activity

from backstride.store import Store

PATIENCE_S: Final = 30.0
TOKEN: Final = re.compile(r'data-token="([0-9a-f]+)"')
JOB: Final = re.compile(r"/jobs/([0-9a-f]{16})")


@cache
def recording(number: int) -> bytes:
    """A short session, each on a day of its own."""
    return generated_activity(number, seconds=120)


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return packed.getvalue()


@cache
def export() -> bytes:
    """What a platform sends: two sessions, one of them twice, a picture and something damaged."""
    return archive(
        {
            "export/activities/1.fit": recording(1),
            "export/activities/2.fit": recording(2),
            "export/activities/again.fit": recording(2),
            "export/media/hill.jpg": b"a hill",
            "export/activities/torn.fit": recording(3)[:60],
        }
    )


def token(client: Client) -> str:
    """What a form of this browser brings back."""
    found = TOKEN.search(client.get("/import").text)
    assert found is not None
    return found[1]


def send(client: TestClient, path: str, **fields: str) -> Response:
    """Send a form of ours."""
    return client.post(path, data={"token": token(client), **fields}, follow_redirects=False)


def hand_over(client: TestClient, files: Mapping[str, bytes], path: str = "/import/files") -> Response:
    """Hand files over in a form of ours."""
    parts = [("files", (name, content)) for name, content in files.items()]
    return client.post(path, data={"token": token(client)}, files=parts, follow_redirects=False)


def key_of(answer: Response) -> str:
    """The job that an answer leads to."""
    found = JOB.search(answer.headers.get("location", ""))
    assert found is not None, (answer.status_code, answer.text[:600])
    return found[1]


def over(client: Client, key: str) -> dict[str, Any]:
    """A job, once it is over."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        job: dict[str, Any] = client.get(f"/api/jobs/{key}").json()
        if job["state"] not in {"waiting", "running"}:
            return job
        time.sleep(0.02)
    raise AssertionError(job)


def imported(client: TestClient, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What came of an import, from its preview on."""
    preview = key_of(hand_over(client, files))
    assert over(client, preview)["state"] == "done"
    result: dict[str, Any] = over(client, key_of(send(client, f"/jobs/{preview}/import")))["result"]
    return result


def text_of(page: str) -> str:
    """What people read of a page."""
    body = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def uploads(store: Store) -> list[Path]:
    """What lies in the folder of uploads."""
    return sorted((store.folder / "uploads").glob("*"))
