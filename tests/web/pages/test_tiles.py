"""Tiles of the map: those of one folder, and nothing else of the machine."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import asking, with_settings

from backstride.store import Store
from backstride.web.pages.tiles import levels_of

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one tile, and a secret beside it."""
    tile = tmp_path / "tiles" / "12" / "2200" / "1343.png"
    tile.parent.mkdir(parents=True)
    tile.write_bytes(PNG)
    (tmp_path / "secret.png").write_bytes(b"secret")
    (tmp_path / "tiles" / "notes").mkdir()
    return tmp_path / "tiles"


def test_a_tile_of_the_folder_is_served_and_no_other_file(sqlite_store: Store, folder: Path) -> None:
    """Only whole numbers name a tile, so no path leads out of the folder."""
    with asking(sqlite_store, with_settings(tiles=folder)) as client:
        answer = client.get("/tiles/12/2200/1343.png")
        assert (answer.status_code, answer.content) == (200, PNG)
        assert answer.headers["content-type"] == "image/png"
        missing = ("12/2200/1", "12/1/1343", "0/0/0")
        assert {client.get(f"/tiles/{each}.png").status_code for each in missing} == {404}
        odd = (
            "..%2f/../secret",
            "12/2200/..%2f..%2f..%2fsecret",
            "12/-1/0",
            "99/0/0",
            "12/1e3/0",
            "12/0/9" + "9" * 30,
        )
        answers = [client.get(f"/tiles/{each}.png") for each in odd]
        assert all(each.status_code in {404, 422} and b"secret" not in each.content for each in answers)


def test_without_a_folder_there_are_no_tiles(empty_client: TestClient) -> None:
    """An app that was started without tiles has none, and asks nobody for any."""
    answer = empty_client.get("/tiles/0/0/0.png")
    assert answer.status_code == 404


def test_the_levels_are_those_that_the_folder_holds(folder: Path, tmp_path: Path) -> None:
    """Names that are no numbers are no levels; a folder that has gone has none."""
    (folder / "3").mkdir()
    assert levels_of(folder) == "3 12"
    assert levels_of(tmp_path / "gone") == levels_of(None) == ""
