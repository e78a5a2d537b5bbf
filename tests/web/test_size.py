"""How much a browser has to fetch before a page works."""

import gzip
import re
from typing import Final

from starlette.testclient import TestClient

from backstride.web.rendering import STATIC

MOST_BYTES: Final = 250_000
"""Compressed, of script and style together. [B]"""
LOADED = re.compile(r"""(?:src|href)="/static/([\w.-]+)""")
IMPORTED = re.compile(r"""(?:from|import)\s*\(?["']\./([\w.-]+\.js)["']""")


def needed(html: str) -> set[str]:
    """The built files that a page loads, and those that these load."""
    waiting, found = LOADED.findall(html), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            text = (STATIC / name).read_text(encoding="utf-8") if name.endswith(".js") else ""
            waiting.extend(IMPORTED.findall(text))
    return found


def size(names: set[str]) -> int:
    """What they weigh on their way. [B]"""
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 5)) for name in names)


def test_the_heaviest_pages_are_light(client: TestClient) -> None:
    """On a slow telephone the first page does not keep anybody waiting."""
    key = client.get("/api/activities").json()["activities"][0]["key"]
    for path in ("/today", "/import", "/calculators", f"/activities/{key}", f"/activities/{key}/timeline"):
        names = needed(client.get(path).text)
        assert {"app.css", "app.js"} <= names
        assert size(names) < MOST_BYTES, f"{path}: {size(names)} bytes in {sorted(names)}"
    assert "activity.js" in needed(client.get(f"/activities/{key}").text)
