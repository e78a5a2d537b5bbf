"""What the log promises, on each of its databases: what was put in is what comes out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.learned_stride import BASELINE
from tests.store.test_rows import ATHLETES, DAYS, DERIVED, MOMENTS, TEXTS, in_order

from backstride.athlete import Athlete
from backstride.bout import Travel
from backstride.errors import MissingFile, NotInLog, StoreBusy
from backstride.log import (
    Activity,
    Derived,
    Facts,
    Mark,
    Pair,
    Timeline,
    Told,
    Verdict,
    Window,
    activity_key,
)
from backstride.store import BatchEntry, Change, Log, Store, StoredPair, tables
from backstride.store.rows import effort_of
from backstride.store.strides import Teaching
from backstride.store.tables import effort

FILES = ("a" * 64, "b" * 64, "c" * 64)
NOON = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
ANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
"""Each example is written into a transaction of its own, which is taken back."""


def activity(original: str, athlete: str = "me", **further: Any) -> Activity:  # noqa: ANN401 (facts of any kind)
    """An activity of a whole recording."""
    windows = (Window(original=original),)
    return Activity(key=activity_key(athlete, windows), windows=windows, file_name="run.fit", **further)


def begun(log: Log, originals: Sequence[str] = FILES) -> list[str]:
    """A log with an import of an athlete, with one activity of each file; their keys."""
    log.athletes.know_athlete("me")
    batch = log.imports.begin_batch("me", ["run.fit"], NOON)
    for sha256 in originals:
        log.files.add_original(sha256, size=1, file_name="run.fit", kind="fit")
    made = [activity(sha256) for sha256 in originals]
    log.activities.add("me", batch, made)
    return [each.key for each in made]


@ANY
@given(name=TEXTS.filter(lambda text: bool(text.strip()) and text.isprintable()), athlete=ATHLETES)
def test_a_person_is_kept(any_store: Store, name: str, athlete: Athlete) -> None:
    """With all measurements; and saving again replaces what was there."""
    with any_store.trying() as log:
        log.athletes.save_athlete(name, Athlete(birth_year=1950))
        log.athletes.save_athlete(name, athlete)
        assert in_order(log.athletes.athlete(name)) == in_order(athlete)
        assert log.athletes.athletes() == (name,)


def test_a_person_whom_nobody_told_of_is_unknown(any_store: Store) -> None:
    """No row is needed to ask."""
    with any_store.reading() as log:
        assert log.athletes.athlete("nobody") == Athlete()


def test_what_was_learned_of_a_stride_is_kept_year_by_year(any_store: Store) -> None:
    """To the last bit, dated; saying what else is known of the person leaves it alone."""
    with any_store.trying() as log:
        begun(log, FILES[:1])
        for year in (2026, 2024):
            log.strides.put("me", year, BASELINE, learned_at=NOON)
        log.athletes.save_athlete("me", Athlete(birth_year=1980))
        assert log.athletes.athlete("me").strides == {2024: BASELINE, 2026: BASELINE}
        better = replace(BASELINE, sessions=13)
        log.strides.put("me", 2026, better, learned_at=NOON)
        log.strides.put("me", 2024, None, learned_at=NOON)
        log.strides.put("me", 2023, None, learned_at=NOON)
        (learned,) = log.strides.learned("me").values()
        assert (learned.year, learned.baseline, learned.learned_at) == (2026, better, NOON)
        assert log.strides.of("you") == {}


@ANY
@given(derived=DERIVED)
def test_days_are_those_of_the_summaries_and_a_year_without_any_is_forgotten(
    any_store: Store, derived: Derived
) -> None:
    """What was learned from recordings goes with the last of them."""
    with any_store.trying() as log:
        key, *_ = begun(log, FILES[:1])
        log.figures.put_derived("me", {key: derived})
        day = derived.summary.day
        assert log.strides.days("me") == {key: day}
        years = {2026} if day is None else {2026, day.year}
        for year in years:
            log.strides.put("me", year, BASELINE, learned_at=NOON)
        log.strides.forget_bare_years("me")
        assert set(log.strides.learned("me")) == (set() if day is None else {day.year})


def test_it_is_known_who_said_something_of_an_activity(any_store: Store) -> None:
    """The person's word before a step's; a step that says forward, and a detector, teach nothing new."""
    told: list[list[tuple[str | None, str]]] = [
        [("user", "forward"), ("workout step", "backward")],
        [("stride", "backward"), ("lap", "sideways")],
        [("stride", "backward"), ("workout step", "forward"), (None, "unknown")],
    ]
    with any_store.trying() as log:
        keys = begun(log)
        for key, bouts in zip(keys, told, strict=True):
            log.strides.insert(
                tables.bout,
                [
                    {"key": key, "number": number, "start_s": 0.0, "end_s": 1.0, "gait": "run"}
                    | {"evidence": evidence, "travel": travel}
                    for number, (evidence, travel) in enumerate(bouts)
                ],
            )
        assert log.strides.taught([*keys, "none"]) == {keys[0]: Teaching.SAID, keys[1]: Teaching.TOLD}


ENTRIES = st.builds(
    BatchEntry,
    number=st.integers(1, 1000),
    file=TEXTS,
    outcome=st.sampled_from(["new", "duplicate", "ignored", "refused", "failed"]),
    reason=st.none() | TEXTS,
    slug=st.none() | st.just("empty-file"),
    original=st.none() | st.sampled_from(FILES),
    keys=st.lists(TEXTS, max_size=3).map(tuple),
    told=st.none() | st.builds(Told, name=TEXTS, perceived_exertion=st.none() | st.floats(0.0, 10.0)),
)


@ANY
@given(
    sources=st.lists(TEXTS, max_size=3),
    started_at=MOMENTS,
    entries=st.lists(ENTRIES, max_size=4, unique_by=lambda each: each.number),
)
def test_an_import_is_kept(
    any_store: Store, sources: list[str], started_at: datetime, entries: list[BatchEntry]
) -> None:
    """When it began, of what, and what became of each file."""
    with any_store.trying() as log:
        log.athletes.know_athlete("me")
        number = log.imports.begin_batch("me", sources, started_at)
        log.imports.add_entries(number, entries)
        log.imports.finish_batch(number, NOON)
        (batch,) = log.imports.batches("me")
        assert (batch.number, batch.sources, batch.started_at) == (1, tuple(sources), started_at)
        assert batch.finished_at == NOON
        assert log.imports.entries(number) == tuple(sorted(entries, key=lambda each: each.number))


@ANY
@given(
    told=st.builds(Told, name=st.none() | TEXTS, media=st.lists(TEXTS, max_size=2).map(tuple)),
    notes=st.none() | TEXTS,
    start_s=st.floats(0.0, 1e6),
)
def test_an_activity_is_kept(any_store: Store, told: Told, notes: str | None, start_s: float) -> None:
    """What was said of it, in any alphabet, and its windows to the last bit."""
    with any_store.trying() as log:
        begun(log, FILES[:1])
        made = Activity(
            key="0123456789ab",
            windows=(Window(original=FILES[0], part=1, start_s=start_s),),
            file_name="läuft.fit",
            told=told,
            facts=Facts(notes=notes, pain=0.0),
        )
        log.activities.add("me", 1, [made])
        assert log.activities.activity(made.key) == made
        assert log.activities.athlete_of(made.key) == "me"
        assert log.activities.batch_of(made.key) == 1
        assert log.activities.activities(["none"]) == {}


@ANY
@given(derived=DERIVED)
def test_figures_are_kept(any_store: Store, derived: Derived) -> None:
    """Summary, directions, bouts and efforts; what was there before is replaced."""
    with any_store.trying() as log:
        key, *_ = begun(log, FILES[:1])
        for _ in range(2):
            log.figures.put_derived("me", {key: derived})
        (entry,) = log.figures.entries_of("me")
        assert (entry.key, entry.basis, entry.is_shown) == (key, derived.basis, True)
        assert entry.summary == derived.summary
        assert log.figures.bouts_of(key) == tuple(sorted(derived.bouts, key=lambda each: each.number))
        by_way = sorted(derived.directions, key=lambda each: (each.travel, each.gait))
        assert log.figures.directions_of([key]).get(key, ()) == tuple(by_way)
        assert {effort_of(row) for row in log.figures.rows(select(effort))} == set(derived.efforts)
        assert log.figures.bases("me") == {key: derived.basis}


def test_what_is_removed_takes_its_figures_along(any_store: Store) -> None:
    """No row is left of an activity that is gone."""
    with any_store.trying() as log:
        keys = begun(log)
        log.copies.add_pairs([pair(keys[0], keys[1])])
        log.activities.remove(keys[:1])
        assert log.activities.all_keys("me") == tuple(sorted(keys[1:]))
        assert log.copies.pairs("me") == ()
        assert log.files.keys_from(FILES[0], "me") == ()


def test_what_is_said_along_the_time_belongs_to_one_athlete(any_store: Store) -> None:
    """Two who recorded the same file each have their own word."""
    timeline = Timeline(marks=(Mark(start_s=0.1, end_s=0.3, travel=Travel.BACKWARD, text="⇄"),))
    with any_store.trying() as log:
        begun(log)
        log.athletes.know_athlete("you")
        change = Change(table="timeline", key=(FILES[0], 0), before=None, after=timeline.as_document())
        log.activities.apply("me", change)
        assert log.activities.timeline("me", (FILES[0], 0)) == timeline
        assert log.activities.timeline("you", (FILES[0], 0)) == Timeline()
        assert log.activities.timelines("me", [(FILES[0], 1), (FILES[1], 0)]) == {}


@pytest.mark.parametrize("table", ["activity", "timeline", "decision"])
def test_a_change_is_applied_and_taken_back(any_store: Store, table: str) -> None:
    """After a change and its reverse, a row is as it was, also where there was none."""
    with any_store.trying() as log:
        keys = begun(log)
        said = activity(FILES[0]).saying(name="ü", pain=0.0)
        key, after = {
            "activity": ((keys[0],), {"batch": 1, **said.as_document()}),
            "timeline": ((FILES[0], 0), Timeline().as_document()),
            "decision": ((keys[0], keys[1]), {"verdict": "different", "stays": None}),
        }[table]
        before = log.activities.current("me", table, key)
        change = Change(table=table, key=key, before=before, after=after)
        log.activities.apply("me", change)
        assert log.activities.current("me", table, key) == after
        log.activities.apply("me", change.reversed())
        assert log.activities.current("me", table, key) == before


def test_the_history_keeps_each_change(any_store: Store) -> None:
    """With its rows before and after, in order, and whether it was taken back."""
    change = Change(table="activity", key=("k",), before=None, after={"a": [1.5, None, "ü"]})
    with any_store.trying() as log:
        log.athletes.know_athlete("me")
        for number in (1, 2):
            noted = log.history.note("me", at=NOON, kind="label", text="x", keys=["k"], changes=[change])
            assert noted == number
        log.history.mark_undone(2, NOON)
        first, second = log.history.actions("me", key="k")
        assert (first.changes, first.at, first.undone_at) == ((change,), NOON, None)
        assert second.undone_at == NOON
        log.history.mark_undone(2, None)
        log.history.forget([1])
        assert [each.number for each in log.history.actions("me")] == [2]
        assert log.history.actions("me")[0].undone_at is None


def pair(one: str, other: str, verdict: Verdict = Verdict.SAME) -> StoredPair:
    """Two activities that may be one."""
    return StoredPair(first=one, second=other, pair=Pair(verdict=verdict, reason="Made at once."))


@ANY
@given(derived=st.tuples(DERIVED, DERIVED, DERIVED))
def test_copies_are_linked_to_the_richest(any_store: Store, derived: tuple[Derived, ...]) -> None:
    """One of a group counts, the others name it; apart again, all count; and a person's word holds."""
    with any_store.trying() as log:
        keys = begun(log)
        log.figures.put_derived("me", dict(zip(keys, derived, strict=True)))
        log.copies.add_pairs([pair(keys[0], keys[1]), pair(keys[2], keys[1])])
        log.copies.relink("me", keys[:1])
        entries = {each.key: each for each in log.figures.entries_of("me", also_hidden=True)}
        (best,) = (key for key, each in entries.items() if each.is_shown)
        assert {each.duplicate_of for key, each in entries.items() if key != best} == {best}
        assert log.figures.entries_of("me") == (entries[best],)
        for each in log.copies.pairs("me"):
            change = Change(
                table="decision",
                key=(each.first, each.second),
                before=None,
                after={"verdict": "different"},
            )
            log.activities.apply("me", change)
        assert {each.verdict for each in log.copies.pairs("me", keys[:1])} == {Verdict.DIFFERENT}
        log.copies.relink("me", keys)
        assert {each.key for each in log.figures.entries_of("me")} == set(keys)


def test_a_recording_is_found_by_its_file_and_place(any_store: Store) -> None:
    """Under the name that was noted last; and one that nobody noted is missing in words."""
    with any_store.trying() as log:
        begun(log)
        for name in ("d" * 64, "e" * 64):
            log.files.put_recording(FILES[0], 0, file=name, size=5)
        assert log.files.recording_file(FILES[0], 0) == "e" * 64
        assert log.files.recording_file(FILES[0], 1) is None
        with pytest.raises(MissingFile, match="recording 2"):
            any_store.recording(log, (FILES[0], 1))


def test_files_that_nobody_needs_are_named_once_they_can_go(any_store: Store) -> None:
    """A file stays as long as one activity needs it, and columns as long as one file does."""
    with any_store.trying() as log:
        keys = begun(log)
        for sha256, name in zip(FILES, ("d" * 64, "d" * 64, "e" * 64), strict=True):
            log.files.put_recording(sha256, 0, file=name, size=5)
        assert log.files.forget_unused_originals(FILES) == ((), ())
        log.activities.remove([keys[0]])
        assert log.files.forget_unused_originals(FILES) == ((FILES[0],), ())
        log.activities.remove(keys[1:])
        gone, recordings = log.files.forget_unused_originals(FILES[1:])
        assert (set(gone), set(recordings)) == ({FILES[1], FILES[2]}, {"d" * 64, "e" * 64})
        assert log.files.originals() == {}


def test_an_activity_is_found_by_what_a_person_writes(any_store: Store) -> None:
    """By the first letters of its key; signs that mean something to a database mean nothing here."""
    with any_store.trying() as log:
        keys = begun(log)
        assert log.activities.key_of(keys[0][:8].upper(), "me") == keys[0]
        for written in ("", "%", "_", "latest", "2026-04-01", keys[0][:8] + "%"):
            with pytest.raises(NotInLog):
                log.activities.key_of(written, "me")


def test_one_at_a_time_writes_files(any_store: Store) -> None:
    """The second is told, and has its turn later."""
    with any_store.alone(), pytest.raises(StoreBusy), any_store.alone():
        pass
    with any_store.alone():
        pass


@ANY
@given(derived=st.tuples(DERIVED, DERIVED, DERIVED), since=DAYS, until=DAYS)
def test_days_bound_the_list(
    any_store: Store, derived: tuple[Derived, ...], since: date, until: date
) -> None:
    """Both ends are included, and what has no day is in no stretch of them."""
    with any_store.trying() as log:
        keys = begun(log)
        log.figures.put_derived("me", dict(zip(keys, derived, strict=True)))
        days = {key: each.summary.day for key, each in zip(keys, derived, strict=True)}
        for first, last in ((since, until), (days[keys[0]] or since, days[keys[0]] or until)):
            listed = {each.key for each in log.figures.entries_of("me", since=first, until=last)}
            assert listed == {key for key, day in days.items() if day is not None and first <= day <= last}
