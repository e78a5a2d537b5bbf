"""The app as a real process, killed in the midst of an import, and started again."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from tests.web.brought import archive, over, recording, text_of, token
from validation.importing import State

from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.learning import learn
from backstride.store import Store
from backstride.stride import StrideBaseline

FILES = 100
"""They are saved in groups of 32, so that the program can be killed between the first and the last."""
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def serving(folder: Path, address: str | None) -> Iterator[tuple[subprocess.Popen[str], httpx2.Client]]:
    """`backstride serve`, as somebody starts it."""
    command = [sys.executable, "-m", "backstride", "serve", "--data", str(folder), "--port", "0"]
    command += [] if address is None else ["--database-url", address]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        found = None
        while found is None:
            found = ADDRESS.search(process.stdout.readline())
        try:
            with httpx2.Client(base_url=found[0], timeout=30.0) as client:
                yield process, client
        finally:
            process.kill()


def until_begun(store: Store) -> None:
    """Wait until an import has saved something."""
    deadline = time.monotonic() + 60.0
    while time.monotonic() < deadline:
        if saved(store):
            return
        time.sleep(0.01)
    raise AssertionError("The import did not come on its way.")


def saved(store: Store) -> int:
    """How many activities are in the log."""
    with store.reading() as log:
        return len(log.activities.all_keys())


def strides(store: Store) -> dict[int, StrideBaseline]:
    """What was learned of the person's stride."""
    with store.reading() as log:
        return log.strides.of("me")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_during_an_import_and_started_again_it_goes_on(
    kind: str, new_store: Callable[[str], Store], tmp_path: Path
) -> None:
    """The page tells the truth, and the log ends the same to the last row as if nothing had happened."""
    whole, cut = new_store(kind), new_store(kind)
    address = None if kind == "sqlite" else cut.engine.url.render_as_string(hide_password=False)
    files = tmp_path / "export.zip"
    files.write_bytes(archive({f"{number:03}.fit": recording(number) for number in range(FILES)}))
    import_paths(whole, [files], ImportSettings(athlete="me"))
    learn(whole, "me", now=datetime.now(UTC))
    with serving(cut.folder, address) as (process, client):
        sent = client.post("/api/imports?name=export.zip", content=files.read_bytes())
        key = sent.raise_for_status().json()["key"]
        until_begun(cut)
        process.send_signal(signal.SIGKILL)
    with cut.reading() as log:
        (batch,) = log.imports.batches("me")
    assert batch.finished_at is None
    assert 0 < saved(cut) < FILES
    if kind == "postgresql":
        cut.jobs.release_all(now=datetime.now(UTC))  # instead of waiting until the lease has run out
    with serving(cut.folder, address) as (_, client):
        said = text_of(client.get(f"/import/{batch.number}").text)
        assert "It is under way." in said or "It took" in said
        assert "was cut off" not in said
        done = over(client, key)
        assert (done["state"], done["result"]["is_resumed"], done["result"]["new"]) == ("done", True, FILES)
        assert "taken up where it was cut off" in text_of(client.get(f"/jobs/{key}").text)
        assert token(client)
        learned = [each for each in client.get("/api/jobs").json()["jobs"] if each["kind"] == "learn"]
        assert [over(client, each["key"])["state"] for each in learned] == ["done"]
    assert State.of(cut).difference(State.of(whole), but=("batch", "stride_baseline")) == "none"
    assert strides(cut) == strides(whole)
