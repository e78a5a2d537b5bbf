"""A log of thousands of activities, for measuring what only a long history shows; made once and kept."""

import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.planned_log import healthy_answers
from validation.archive_maker import starts_at

from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.measuring import describe_athlete, measure
from backstride.actions.planning import PlanWish, find_programme, plan_training
from backstride.actions.screening import screen_athlete
from backstride.athlete import Measurement, Quantity, Sex
from backstride.store import Store
from benchmarks.importing import write_activities

ROOT = Path(__file__).parents[1]
ATHLETE = "me"


def large_log(count: int = 5000, place: Path = ROOT / "build") -> tuple[Path, datetime]:
    """A log of one-hour activities, with a person, a screening and a plan.

    Parameters
    ----------
    count
        How many activities.
    place
        Where it is kept.

    Returns
    -------
    tuple of Path and datetime
        Its data folder, which may be copied and not changed; and the moment at which it was looked at last.
    """
    kept = place / f"large-log-{count}"
    now = starts_at(count - 1).astimezone(UTC) + timedelta(days=2)
    if not kept.exists():
        place.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place) as temporary:
            folder, data = Path(temporary) / "files", Path(temporary) / "log"
            write_activities(folder, count)
            _fill(data, folder, now)
            data.replace(kept)
    return kept, now


def _fill(data: Path, folder: Path, now: datetime) -> None:
    store = Store(data)
    try:
        describe_athlete(store, ATHLETE, birth_year=1980, sex=Sex.FEMALE)
        for quantity, value in ((Quantity.MASS_KG, 64.0), (Quantity.RESTING_HEART_RATE_BPM, 52.0)):
            measure(store, ATHLETE, Measurement(quantity=quantity, value=value, measured_on=date(2010, 1, 1)))
        import_paths(store, [folder], ImportSettings(athlete=ATHLETE))
        monday = now.date() - timedelta(days=now.weekday())
        screen_athlete(store, ATHLETE, healthy_answers() | {"places": ["track", "road"]}, today=monday)
        wish = PlanWish(
            programme=find_programme("backward-mile"),
            start=monday,
            days={1: 45.0, 3: 45.0, 5: 75.0},
        )
        plan_training(store, ATHLETE, wish, today=monday, at=now)
    finally:
        store.close()


def copy_of(data: Path, target: Path) -> Path:
    """A copy of a data folder that may be changed; what is never rewritten is linked and not copied.

    Parameters
    ----------
    data
        The data folder.
    target
        Where to; not there yet.

    Returns
    -------
    Path
        The copy.
    """
    shutil.copytree(data, target, copy_function=_linked)
    return target


def _linked(source: str, target: str) -> str:
    """Link what is named by its content; copy the database."""
    if ".sqlite" in Path(source).name or Path(source).suffix in {"", ".lock"}:
        return str(shutil.copy2(source, target))
    Path(target).hardlink_to(source)
    return target
