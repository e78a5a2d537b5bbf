"""The simulated athlete: there to look at, told from a real log by nothing but their name and their files."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from validation.importing import State

from backstride.actions.adapting import match_plan
from backstride.actions.demonstrating import (
    BEFORE_PLAN,
    FOLDER,
    MEASURED,
    SIMULATED,
    WEEKS,
    DemoOutcome,
    demonstrate,
    is_demonstrated,
    sessions_of_week,
)
from backstride.actions.deriving import Stage
from backstride.actions.doctoring import doctor
from backstride.actions.recomputing import stale_keys
from backstride.actions.undoing import undo_import
from backstride.bout import Travel
from backstride.store import Store

FRIDAY = date(2026, 11, 27)
FEW = 7
"""So many of the forty weeks are enough to see that each part is there."""


class CutOffError(Exception):
    """Stands for whatever ends a program on its way."""


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a log with the last weeks of the simulated athlete.

    The program died while it was made, and was started again on the next day.
    """
    folder = tmp_path_factory.mktemp("demo") / "log"

    def tell(stage: Stage) -> None:
        if stage.done == BEFORE_PLAN + 1:
            raise CutOffError

    with closing(Store(folder)) as store:
        with pytest.raises(CutOffError):
            demonstrate(store, today=FRIDAY, tell=tell, weeks=FEW)
        assert not is_demonstrated(store)
        outcome = demonstrate(store, today=FRIDAY + timedelta(days=1), weeks=FEW)
        assert outcome == DemoOutcome(athlete=SIMULATED, is_new=True, activities=outcome.activities)
    return folder


@pytest.fixture
def demo(demo_folder: Path, tmp_path: Path) -> Iterator[Store]:
    """Such a log, for each test."""
    with closing(Store(shutil.copytree(demo_folder, tmp_path / "demo"))) as store:
        yield store


def keys_of(store: Store) -> tuple[str, ...]:
    """The activities of the simulated athlete: their keys say which files they are of."""
    with store.reading() as log:
        return log.activities.all_keys(SIMULATED)


def test_everything_of_them_is_simulated_and_says_so(demo: Store) -> None:
    """Nobody takes it for a person's; the log is whole, and nothing of it waits to be worked out again."""
    with demo.reading() as log:
        assert log.athletes.athletes() == (SIMULATED,)
        entries = log.figures.entries_of(SIMULATED, also_hidden=True)
        assert {each.summary.is_simulated for each in entries} == {True}
        assert {each.is_shown for each in entries} == {True}
        assert {"simulated" in each.summary.device for each in entries} == {True}
        assert stale_keys(log, SIMULATED) == ()
    assert doctor(demo).is_well
    assert not (demo.folder / FOLDER).exists()


def test_there_is_something_of_everything_to_see(demo: Store) -> None:
    """Both directions, sessions whose direction nobody told, a plan with all that can become of a session."""
    with demo.reading() as log:
        keys = [each.key for each in log.figures.entries_of(SIMULATED)]
        ways = Counter(each.travel for rows in log.figures.directions_of(keys).values() for each in rows)
        checkins = log.diary.checkins(SIMULATED)
        screening = log.diary.screening(SIMULATED)
    assert {Travel.FORWARD, Travel.BACKWARD, Travel.UNKNOWN} <= ways.keys()
    assert screening is not None
    assert screening.screening.allows_planning
    assert len(checkins) == WEEKS - BEFORE_PLAN + 1
    plan = match_plan(demo, SIMULATED, today=FRIDAY)
    done = {each.session for each in plan.matching.matches}
    over = [each for each in plan.stored.current.sessions if each.day < FRIDAY]
    ahead = [each for each in plan.stored.current.sessions if each.day >= FRIDAY]
    assert len(done) > len(over) / 2
    assert {each.key for each in over} - done
    assert len(ahead) > 6


def test_the_whole_story_has_about_three_sessions_a_week() -> None:
    """From walks to runs, and a few that nobody labelled."""
    scripts = [script for week in range(BEFORE_PLAN) for _, script in sessions_of_week(week)]
    assert len(scripts) == 3 * BEFORE_PLAN
    assert 3 <= sum(script.labelling.value != "steps" for script in scripts) <= 6
    assert scripts[0].sport == "walking"
    assert scripts[-1].sport == "running"


def test_a_second_time_does_nothing(demo: Store) -> None:
    """Also on a later day: the story keeps its own."""
    before = State.of(demo)
    assert is_demonstrated(demo)
    for day in (FRIDAY, FRIDAY + timedelta(days=30)):
        assert not demonstrate(demo, today=day, weeks=FEW).is_new
    assert State.of(demo).difference(before) == "none"


def test_one_that_was_cut_off_goes_on_where_it_was(demo: Store) -> None:
    """Nothing is there twice, and nothing is left half done."""
    assert is_demonstrated(demo)
    with demo.reading() as log:
        batches = log.imports.batches(SIMULATED)
        counts = [entry.outcome for each in batches for entry in log.imports.entries(each.number)]
        assert len(log.plans.of(SIMULATED)) == 1
        assert len(log.athletes.athlete(SIMULATED).measurements) == len(MEASURED) + 1
    assert all(each.finished_at is not None for each in batches)
    assert len({each.sources for each in batches}) == len(batches) == 1 + WEEKS - BEFORE_PLAN + 1
    assert set(counts) == {"new"}
    assert len(counts) == len(keys_of(demo)) > 18


def test_what_was_taken_back_comes_again(demo: Store) -> None:
    """Who has removed the recordings may want to see them once more."""
    before = keys_of(demo)
    with demo.reading() as log:
        numbers = [batch.number for batch in log.imports.batches(SIMULATED)]
    for number in reversed(numbers):
        undo_import(demo, number)
    assert not is_demonstrated(demo)
    assert demonstrate(demo, today=FRIDAY, weeks=FEW).is_new
    assert keys_of(demo) == before
