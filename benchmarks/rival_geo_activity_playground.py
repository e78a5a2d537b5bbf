"""What geo-activity-playground needs to import a folder of activity files, by its own code.

It runs in an environment of its own (``.venv-rivals``), takes a folder, and prints JSON:
``{"activities": 60, "seconds": 61.2, "processor_seconds": 60.9, "peak_mb": 310.5}``. It calls what the
program's page calls after an upload: new files are read, each activity is computed and stored as
Parquet and in SQLite, and the explorer tiles are brought up to date. Its settings are the ones it
comes with. No connection is allowed, and an import needs none.
"""

import json
import os
import resource
import shutil
import sys
import tempfile
import time
import warnings
from pathlib import Path

from flask import Flask
from flask_alembic import Alembic
from geo_activity_playground.core.activities import ActivityRepository
from geo_activity_playground.core.config import ConfigAccessor
from geo_activity_playground.core.datamodel import DB
from geo_activity_playground.explorer.tile_visits import TileVisitAccessor
from geo_activity_playground.webui.blueprints.upload_blueprint import scan_for_activities

THEIR_APPLICATION = "geo_activity_playground.webui.app"
"""The module whose folder their migrations are found from."""


def refuse_connections(event: str, _details: tuple[object, ...]) -> None:
    """Stop whatever would leave this machine: what is measured must not hang on a network."""
    if event in {"socket.connect", "socket.getaddrinfo"}:
        raise ConnectionRefusedError("The import wants to connect to somewhere; it is measured without.")


def application(base: Path) -> Flask:
    """Their program with an empty database in a folder."""
    app = Flask(THEIR_APPLICATION)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{base / 'database.sqlite'}"
    app.config["ALEMBIC"] = {"script_location": "../alembic/versions"}
    DB.init_app(app)
    migrations = Alembic()
    migrations.init_app(app)
    with app.app_context():
        migrations.upgrade()
        DB.session.commit()
    return app


def imported(folder: Path, base: Path) -> dict[str, float]:
    """Import a folder into an empty base, and say what it took."""
    shutil.copytree(folder, base / "Activities")
    os.chdir(base)
    app = application(base)
    repository, tiles, settings = ActivityRepository(), TileVisitAccessor(), ConfigAccessor()
    with app.app_context():
        start, processor_start = time.perf_counter(), time.process_time()
        scan_for_activities(repository, tiles, settings(), skip_strava=True)
        seconds, processor_seconds = time.perf_counter() - start, time.process_time() - processor_start
        activities = len(repository)
    return {
        "activities": activities,
        "seconds": seconds,
        "processor_seconds": processor_seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    """Import the folder that is named on the command line."""
    folder = Path(sys.argv[1]).resolve()
    sys.addaudithook(refuse_connections)
    warnings.simplefilter("ignore")  # their libraries' notes about one another
    with tempfile.TemporaryDirectory() as base:
        print(json.dumps(imported(folder, Path(base).resolve())))
        os.chdir(folder)


if __name__ == "__main__":
    main()
