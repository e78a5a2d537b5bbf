"""Recomputing: what no longer follows is found without reading recordings, and worked out again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import Any

import pytest

from backstride.actions.deriving import WorkedOut, keep, work_out_all
from backstride.actions.rebuilding import rebuild
from backstride.actions.recomputing import FIGURES, recompute, stale_keys
from backstride.athlete import Measurement, Quantity
from backstride.bout import Travel
from backstride.log import Mark, Timeline
from backstride.log.derive import places
from backstride.store import Change, Store
from backstride.store.tables import summary, timeline

Fill = Callable[[Store], None]
State = Callable[[Store], dict[str, Any]]


@pytest.fixture
def store(filled_store: Store) -> Store:
    """A log that people have worked on."""
    return filled_store


def measure(store: Store, quantity: Quantity, value: float, since: date) -> None:
    """Tell the log a measurement."""
    with store.writing() as log:
        athlete = log.athletes.athlete("me")
        measured = Measurement(quantity=quantity, value=value, measured_on=since)
        log.athletes.save_athlete("me", replace(athlete, measurements=(*athlete.measurements, measured)))


def stale(store: Store, name: str = "me") -> tuple[str, ...]:
    """Which activities no longer follow."""
    with store.reading() as log:
        return stale_keys(log, name)


def on(store: Store, day: date) -> set[str]:
    """The activities of a day, copies too."""
    with store.reading() as log:
        return {each.key for each in log.figures.entries_of("me", since=day, until=day, also_hidden=True)}


def test_nothing_is_stale_after_an_import(any_store: Store, fill: Fill, state_of: State) -> None:
    """What was just worked out follows, by the store's own numbers, and recomputing changes nothing."""
    fill(any_store)
    before = state_of(any_store)
    assert stale(any_store) == stale(any_store, "=you") == ()
    outcome = recompute(any_store, "me", processes=1)
    assert (outcome.keys, outcome.changes) == ((), ())
    assert state_of(any_store) == before


def test_a_measurement_touches_the_days_for_which_it_holds(store: Store) -> None:
    """A resting heart rate of the second of April says nothing of the first."""
    measure(store, Quantity.RESTING_HEART_RATE_BPM, 70.0, date(2026, 4, 2))
    assert set(stale(store)) == on(store, date(2026, 4, 2))
    assert stale(store, "=you") == ()


def test_it_says_what_changed_and_a_dry_run_keeps_nothing(store: Store, state_of: State) -> None:
    """First look, then keep: both say the same."""
    measure(store, Quantity.MASS_KG, 128.0, date(2026, 4, 1))
    before = state_of(store)
    dry = recompute(store, "me", is_dry=True, processes=1)
    assert state_of(store) == before
    kept = recompute(store, "me", processes=1)
    assert replace(kept, is_dry=True) == dry
    assert set(kept.keys) == on(store, date(2026, 4, 1)) | on(store, date(2026, 4, 2))
    (energy,) = kept.changes
    assert (energy.name, energy.activities) == ("energy_kj", 3)
    assert energy.before is not None
    assert energy.after == pytest.approx(2 * energy.before)
    assert energy.total_before is not None
    assert energy.total_after == pytest.approx(2 * energy.total_before)
    assert stale(store) == ()


def test_a_recomputed_log_is_the_rebuilt_one(store: Store, state_of: State) -> None:
    """The short way leads where the long one does."""
    measure(store, Quantity.MAXIMUM_HEART_RATE_BPM, 175.0, date(2026, 1, 1))
    recompute(store, "me", processes=1)
    short = state_of(store)
    rebuild(store, processes=1)
    assert state_of(store) == short


def test_a_label_or_a_better_model_makes_stale_what_it_touches(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever figures rest on counts: what was said, and which version of the rules said the rest."""
    (key,) = on(store, date(2026, 4, 2))
    with store.writing() as log:
        place = places(log.activities.activity(key))[0]
        mark = Mark(start_s=0.0, end_s=30.0, travel=Travel.BACKWARD, text="0:00-0:30=backward")
        log.activities.write(
            timeline,
            {"athlete": "me", "original": place[0], "part": place[1]},
            {"document": Timeline(marks=(mark,)).as_document()},
        )
    assert stale(store) == (key,)
    outcome = recompute(store, "me", processes=1)
    assert "backward_duration_s" in {change.name for change in outcome.changes}
    monkeypatch.setattr(import_module("backstride.log.derive"), "ROWS_VERSION", 10_000)
    with store.reading() as log:
        assert stale(store) == log.activities.all_keys("me")


def test_what_has_no_figures_is_worked_out(store: Store, state_of: State) -> None:
    """A row that is missing is as good as one that is stale."""
    before = state_of(store)
    (key,) = on(store, date(2026, 4, 2))
    with store.writing() as log:
        log.figures.do(summary.delete().where(summary.c.key == key))
    outcome = recompute(store, "me", processes=1)
    assert outcome.keys == (key,)
    assert {change.before for change in outcome.changes} == {None}
    assert state_of(store) == before


def test_what_somebody_changed_meanwhile_is_left_to_them(store: Store, state_of: State) -> None:
    """Figures that were worked out from what no longer holds are not kept over newer ones."""
    keys = sorted(on(store, date(2026, 4, 2)) | on(store, date(2026, 4, 1)))
    found = {
        key: (given, made.derived)
        for key, given, made in work_out_all(store, store.reading, "me", keys, processes=1)
        if isinstance(made, WorkedOut)
    }
    with store.writing() as log:
        said = log.activities.activity(keys[0]).saying(name="in the meantime")
        after = {"batch": log.activities.batch_of(keys[0]), **said.as_document()}
        log.activities.apply("me", Change(table="activity", key=(keys[0],), before=None, after=after))
        log.figures.do(summary.delete())
    before = state_of(store)
    with store.writing() as log:
        keep(log, "me", found)
    kept = {name for name in state_of(store).keys() - before.keys() if name.startswith("summary")}
    assert kept == {f"summary ['{key}']" for key in keys[1:]}


def test_a_recording_without_its_columns_is_told(store: Store) -> None:
    """One that cannot be worked out keeps no other from it, and says why."""
    measure(store, Quantity.MASS_KG, 128.0, date(2026, 4, 1))
    (key,) = on(store, date(2026, 4, 2))
    with store.reading() as log:
        window = log.activities.activity(key).windows[0]
        name = log.files.recording_file(window.original, window.part)
    assert name is not None
    store.recordings.remove(name)
    outcome = recompute(store, "me", processes=1)
    assert [failure.what for failure in outcome.failures] == [f"activity {key}"]
    assert stale(store) == (key,)


def test_each_figure_has_a_name_of_its_own() -> None:
    """Programs read them by name."""
    names = [figure.name for figure in FIGURES]
    assert len(set(names)) == len(names)
