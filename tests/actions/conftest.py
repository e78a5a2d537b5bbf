"""A log that people have worked on, for the actions that keep it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from tests.edited_log import Bring
from tests.learned_stride import BASELINE
from tests.planned_log import MADE_AT, PLAN, moved, with_plan

from backstride.actions.importing import ImportSettings, import_paths
from backstride.athlete import Athlete, HeartChoice, Measurement, Quantity, Sex
from backstride.bout import Gait, Travel
from backstride.formats.fit.write import write_activity
from backstride.log import Facts, Mark, Timeline, derive
from backstride.log.derive import places
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate
from backstride.store import Change, Store

START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)

GPX = b"""<?xml version="1.0"?>
<gpx version="1.1" creator="=a formula" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>+r\xc3\xbcckw\xc3\xa4rts</name><trkseg>
<trkpt lat="48.0" lon="11.0"><ele>0</ele><time>2026-03-01T10:00:00Z</time></trkpt>
<trkpt lat="48.0003" lon="11.0"><ele>0</ele><time>2026-03-01T10:00:10Z</time></trkpt>
<trkpt lat="48.0006" lon="11.0"><ele>0</ele><time>2026-03-01T10:00:20Z</time></trkpt>
<trkpt lat="48.0009" lon="11.0"><ele>0</ele><time>2026-03-01T10:00:30Z</time></trkpt>
</trkseg></trk></gpx>"""


@cache
def fit(name: str, day: int, seed: int) -> bytes:
    """A simulated session of a day in April as a FIT file."""
    recording = simulate(SimulatedAthlete(), SESSIONS[name], started_at=START.replace(day=day), seed=seed)
    return write_activity(recording)


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two recordings of one morning, one of another, a GPX track and a note."""
    folder = tmp_path_factory.mktemp("recordings")
    (folder / "one.fit").write_bytes(fit("pressed-laps", 1, 1))
    (folder / "same.fit").write_bytes(fit("pressed-laps", 1, 2))
    (folder / "two.fit").write_bytes(fit("first-steps", 2, 1))
    (folder / "=three.gpx").write_bytes(GPX)
    (folder / "note.txt").write_bytes(b"not a recording")
    return folder


Fill = Callable[[Store], None]


@pytest.fixture(scope="session")
def fill(recordings: Path) -> Fill:
    """Brings a log to life: a person and their measurements, an import, labels, facts, a history, a plan."""

    def filled(store: Store) -> None:
        with store.writing() as log:
            log.athletes.save_athlete(
                "me",
                Athlete(
                    birth_year=1980,
                    sex=Sex.FEMALE,
                    measurements=(
                        Measurement(quantity=Quantity.MASS_KG, value=64.0),
                        Measurement(
                            quantity=Quantity.RESTING_HEART_RATE_BPM,
                            value=52.0,
                            measured_on=START.date(),
                        ),
                    ),
                    heart_choices=(HeartChoice(zones_bpm={"easy": 110.0, "hard": 150.0}),),
                ),
            )
        with store.writing() as log:
            log.strides.put("me", START.year, BASELINE, learned_at=NOW)
        import_paths(store, [recordings], ImportSettings(athlete="me", processes=1))
        import_paths(store, [recordings / "two.fit"], ImportSettings(athlete="=you", processes=1))
        label(store)
        plan = with_plan(store)
        with store.writing() as log:
            current = moved(PLAN, "w01-2", PLAN.start)
            log.plans.change(plan.key, at=MADE_AT, kind="moved", words="To Monday.", current=current)

    return filled


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, fill: Fill) -> Path:
    """The data folder of such a log, to be copied."""
    folder = tmp_path_factory.mktemp("filled") / "log"
    store = Store(folder)
    fill(store)
    store.close()
    return folder


@pytest.fixture
def filled_store(filled: Path, tmp_path: Path) -> Iterator[Store]:
    """A log in SQLite that people have worked on."""
    store = Store(shutil.copytree(filled, tmp_path / "filled"))
    yield store
    store.close()


def label(store: Store) -> None:
    """Say of the latest activity which way its second minute went, and what it was called."""
    with store.writing() as log:
        key = log.activities.key_of("latest", "me")
        activity = log.activities.activity(key)
        place = places(activity)[0]
        mark = Mark(start_s=60.0, end_s=120.0, travel=Travel.BACKWARD, gait=Gait.WALK, text="1:00-2:00=bw")
        changes = []
        said = activity.saying(name="Kaffeerunde ☕", pain=0.0)
        for table, row_key, after in (
            ("timeline", place, Timeline(marks=(mark,)).as_document()),
            ("activity", (key,), {"batch": log.activities.batch_of(key), **said.as_document()}),
        ):
            before = log.activities.current("me", table, row_key)
            changes.append(Change(table=table, key=row_key, before=before, after=after))
            log.activities.apply("me", changes[-1])
        log.history.note("me", at=NOW, kind="label", text="1:00-2:00=bw", keys=[key], changes=changes)
        said = log.activities.activity(key)
        timelines = log.activities.timelines("me", [place])
        recordings = {place: store.recording(log, place)}
        derived = derive(said, recordings, timelines, log.athletes.athlete("me"))
        log.figures.put_derived("me", {key: derived})
        log.copies.relink("me", [key])
        assert log.activities.activity(key).facts == Facts(name="Kaffeerunde ☕", pain=0.0)


@pytest.fixture(scope="session")
def empty_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a person of whom all is known, without an activity."""
    folder = tmp_path_factory.mktemp("empty") / "log"
    given = {
        Quantity.MASS_KG: 64.0,
        Quantity.RESTING_HEART_RATE_BPM: 58.0,
        Quantity.MAXIMUM_HEART_RATE_BPM: 184.0,
    }
    measured = tuple(Measurement(quantity=quantity, value=value) for quantity, value in given.items())
    made = Store(folder)
    with made.writing() as log:
        log.athletes.save_athlete("me", Athlete(birth_year=1985, measurements=measured))
    made.close()
    return folder


@pytest.fixture
def edited_log(empty_log: Path, tmp_path: Path) -> Iterator[Store]:
    """Their log, for each test."""
    opened = Store(shutil.copytree(empty_log, tmp_path / "log"))
    yield opened
    opened.close()


@pytest.fixture
def bring(edited_log: Store, tmp_path: Path) -> Bring:
    """Imports a file; the key of its activity."""

    def imported(data: bytes, name: str = "run.fit") -> str:
        path = tmp_path / name
        path.write_bytes(data)
        outcome = import_paths(edited_log, [path], ImportSettings(athlete="me", processes=1))
        return outcome.entries[0].keys[0]

    return imported
