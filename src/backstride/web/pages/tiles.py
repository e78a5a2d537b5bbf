"""Tiles for the map, from a folder of this machine; without one there are none, and nobody else is asked."""

import re
from pathlib import Path as Folder
from typing import Annotated, Final

from fastapi import APIRouter, Path
from starlette.responses import Response

from backstride.errors import NotInLog
from backstride.web.place import Here

router = APIRouter()

DEEPEST: Final = 22
NUMBER: Final = re.compile(r"[0-9]{1,2}", re.ASCII)

Level = Annotated[int, Path(ge=0, le=DEEPEST)]
Tile = Annotated[int, Path(ge=0, lt=2**DEEPEST)]


@router.get("/tiles/{z}/{x}/{y}.png", include_in_schema=False)
def tile(z: Level, x: Tile, y: Tile, place: Here) -> Response:
    """One tile of the map. Its name is made of three numbers, so that no other file can be named."""
    folder = place.settings.tiles
    try:
        if folder is not None:
            data = folder.joinpath(str(z), str(x), f"{y}.png").read_bytes()
            return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=86400"})
    except OSError:
        pass  # told below, as for any other tile that is not there
    raise NotInLog(
        "There is no such tile.",
        allowed="Tiles are those of the folder that the app was started with.",
        remedy="Start the app with --tiles, or draw the map without any.",
    )


def levels_of(folder: Folder | None) -> str:
    """The levels of which a folder has tiles.

    Parameters
    ----------
    folder
        The folder; None where there is none.

    Returns
    -------
    str
        Their numbers with blanks between them.
    """
    try:
        names = [] if folder is None else [each.name for each in folder.iterdir()]
    except OSError:
        return ""
    levels = sorted(int(name) for name in names if NUMBER.fullmatch(name) and int(name) <= DEEPEST)
    return " ".join(map(str, levels))
