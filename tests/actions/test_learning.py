"""Learning a stride: directions appear of which nobody said anything, and nothing feeds itself."""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.edited_log import NOW as EDIT
from tests.edited_log import bouts, state
from tests.learned_stride import BASELINE, going, run

from backstride.actions.background import Background
from backstride.actions.changing import ChangeOutcome
from backstride.actions.doctoring import Check, doctor
from backstride.actions.documents import schema
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.labelling import label_activity
from backstride.actions.learning import MOST, MOST_TAUGHT, as_told, learn, lesson_of, usual_strides
from backstride.actions.learning_documents import learn_document
from backstride.actions.recomputing import recompute
from backstride.actions.relearning import LEARN, learn_again, learn_later, teaches, years_of
from backstride.actions.reviewing import revert_change
from backstride.actions.saying import say_of_activity
from backstride.actions.undoing import undo_import
from backstride.actions.uploads import new_upload, place_for
from backstride.bout import Bout, Evidence, EvidenceKind, Gait, Posterior, Travel
from backstride.simulation.script import Labelling
from backstride.store import JobState, LogEntry, Store, tables
from backstride.store.strides import Teaching

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


BOTH, PLAIN, OPEN = date(2026, 4, 1), date(2026, 4, 2), date(2027, 1, 3)
"""The days of two sessions whose steps say which way, and of one that went backward from its beginning to
its end, of which nobody said anything: to see that, one has to know the person."""
SESSIONS = {
    "one.fit": run(
        BOTH,
        Labelling.STEPS,
        going(Travel.FORWARD, 2.6, 400),
        going(Travel.BACKWARD, 2.3, 120),
        going(Travel.FORWARD, 2.4, 300),
    ),
    "two.fit": run(PLAIN, Labelling.STEPS, going(Travel.FORWARD, 2.5, 600)),
    "three.fit": run(OPEN, Labelling.NOTHING, going(Travel.BACKWARD, 2.4, 150)),
}


def brought(folder: Path, names: Sequence[str]) -> Store:
    """A log with some of the sessions, imported in an order."""
    store = Store(folder / "log")
    for name in names:
        (folder / name).write_bytes(SESSIONS[name])
        import_paths(store, [folder / name], ImportSettings(athlete="me", processes=1))
    return store


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a log with all of them."""
    folder = tmp_path_factory.mktemp("sessions")
    brought(folder, tuple(SESSIONS)).close()
    return folder / "log"


@pytest.fixture(scope="module")
def taught(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after the stride was learned."""
    folder = shutil.copytree(imported, tmp_path_factory.mktemp("taught") / "log")
    store = Store(folder)
    learn(store, "me", now=NOW, processes=1)
    store.close()
    return folder


def copied(folder: Path, target: Path) -> Iterator[Store]:
    """A log of one's own."""
    store = Store(shutil.copytree(folder, target / "copy"))
    yield store
    store.close()


@pytest.fixture
def untaught_log(imported: Path, tmp_path: Path) -> Iterator[Store]:
    """A log in which nothing was learned."""
    yield from copied(imported, tmp_path)


@pytest.fixture
def taught_log(taught: Path, tmp_path: Path) -> Iterator[Store]:
    """A log in which a stride was learned."""
    yield from copied(taught, tmp_path)


def key_of(store: Store, day: date = OPEN) -> str:
    """The key of the session of a day."""
    with store.reading() as log:
        return log.activities.key_of(day.isoformat(), "me")


def digests(store: Store) -> dict[int, str]:
    """What is known of the stride, by year."""
    with store.reading() as log:
        return {year: each.digest for year, each in log.strides.of("me").items()}


def backward_s(store: Store, key: str) -> float:
    """How long somebody went backward."""
    return sum(each.end_s - each.start_s for each in bouts(store, key) if each.travel is Travel.BACKWARD)


def without_learning(store: Store) -> dict[str, Any]:
    """Every row of the log, but for when something was learned."""
    rows = state(store)
    for row in rows["stride_baseline"]:
        del row["learned_at"]
    return rows


def test_backward_stretches_are_found_of_which_nobody_said_anything(untaught_log: Store) -> None:
    """The session without labels is known after learning, with a probability and what saw it."""
    key = key_of(untaught_log)
    assert backward_s(untaught_log, key) < 30.0
    outcome = learn(untaught_log, "me", now=NOW, processes=1)
    assert key in outcome.turned
    assert backward_s(untaught_log, key) > 100.0
    found = [each for each in bouts(untaught_log, key) if each.travel is Travel.BACKWARD]
    assert {each.evidence for each in found} == {"stride"}
    assert all(each.detector is not None for each in found)
    assert all(each.posterior is not None and each.posterior.backward >= 0.9 for each in found)
    year, bare = outcome.years
    assert (year.year, year.before, year.is_changed, year.activities) == (2026, None, True, 2)
    assert (bare.year, bare.baseline, bare.activities) == (2027, None, 0)


def test_learning_again_teaches_nothing_new(taught_log: Store) -> None:
    """What was detected is not learned from; so what stands, stands."""
    before = without_learning(taught_log)
    outcome = learn(taught_log, "me", now=LATER, processes=1)
    assert not outcome.is_changed
    assert (outcome.keys, outcome.turned, outcome.failures) == ((), (), ())
    assert without_learning(taught_log) == before


def test_what_is_only_tried_is_not_kept(untaught_log: Store) -> None:
    """It says what would be learned, and how many activities rest on it."""
    before = state(untaught_log)
    outcome = learn(untaught_log, "me", now=NOW, is_dry=True)
    assert outcome.is_dry
    assert outcome.is_changed
    assert len(outcome.keys) == 3
    assert outcome.turned == ()
    assert state(untaught_log) == before


def test_the_order_of_imports_makes_no_difference(taught: Path, tmp_path: Path) -> None:
    """The same recordings teach the same, and end in the same bouts."""
    other = brought(tmp_path, tuple(reversed(SESSIONS)))
    learn(other, "me", now=LATER, processes=1)
    first = Store(taught)
    assert digests(first) == digests(other)
    for day in (BOTH, PLAIN, OPEN):
        assert bouts(first, key_of(first, day)) == bouts(other, key_of(other, day))
    first.close()
    other.close()


def test_the_persons_word_is_learned_from_and_forgotten_when_taken_back(taught_log: Store) -> None:
    """A label changes what is known of the stride; reverting it brings back what was known."""
    key, before = key_of(taught_log, BOTH), digests(taught_log)
    outcome = label_activity(taught_log, key, ["00:30-01:30=backward", "01:30-02:00=forward"], EDIT)
    assert teaches(outcome)
    learned = learn_again(taught_log, "me", outcome.keys, now=LATER)
    assert learned is not None
    assert learned.is_changed
    assert digests(taught_log) != before
    reverted = revert_change(taught_log, None, EDIT)
    assert teaches(reverted)
    again = learn_again(taught_log, "me", reverted.keys, now=LATER + timedelta(seconds=1))
    assert again is not None
    assert digests(taught_log) == before


def test_a_change_that_says_nothing_of_the_way_teaches_nothing(taught_log: Store) -> None:
    """How hard it was is no reason to learn again; nor is what was only tried."""
    key = key_of(taught_log)
    said = say_of_activity(taught_log, key, {"perceived_exertion": 6.0}, EDIT)
    assert not teaches(said)
    tried = label_activity(taught_log, key, ["00:30-01:30=backward"], replace(EDIT, is_dry=True))
    assert not teaches(tried)
    convention = say_of_activity(taught_log, key_of(taught_log, BOTH), {"lap_convention": "turn"}, EDIT)
    assert isinstance(convention, ChangeOutcome)


def test_what_was_cut_off_is_done_by_beginning_again(untaught_log: Store) -> None:
    """The stride is kept, and the program dies before the activities are worked out again."""
    learned = learn(untaught_log, "me", now=NOW, is_dry=True).years[0].baseline
    with untaught_log.writing() as log:
        log.strides.put("me", 2026, learned, learned_at=NOW)
    outcome = learn(untaught_log, "me", now=LATER, years=[2026], processes=1)
    assert not outcome.is_changed
    assert len(outcome.keys) == 3
    assert backward_s(untaught_log, key_of(untaught_log)) > 100.0


def test_who_began_earlier_does_not_overwrite_who_was_done_earlier(taught_log: Store) -> None:
    """Two learn at once; the later one has seen all that the earlier one has."""
    with taught_log.writing() as log:
        log.strides.put("me", 2019, BASELINE, learned_at=LATER)
    learn(taught_log, "me", now=NOW, years=[2019], processes=1)
    assert digests(taught_log)[2019] == BASELINE.digest
    learn(taught_log, "me", now=LATER, years=[2019], processes=1)
    assert 2019 not in digests(taught_log)


def test_a_year_without_recordings_keeps_no_stride(taught_log: Store) -> None:
    """What nothing speaks for any more is forgotten, and what rested on it is worked out again."""
    with taught_log.writing() as log:
        log.strides.put("me", 2019, BASELINE, learned_at=NOW)
    outcome = learn(taught_log, "me", now=LATER, years=[2019], processes=1)
    assert [(each.year, each.before, each.baseline) for each in outcome.years] == [(2019, BASELINE, None)]
    assert set(digests(taught_log)) == {2026}


def test_another_year_is_left_alone(taught_log: Store) -> None:
    """An unchanged year keeps its stride, and nothing of it is worked out again."""
    with taught_log.writing() as log:
        log.strides.put("me", 2019, BASELINE, learned_at=NOW)
    before = digests(taught_log)
    outcome = learn(taught_log, "me", now=LATER, years=[2026], processes=1)
    assert (digests(taught_log), outcome.keys) == (before, ())


def test_undoing_an_import_forgets_what_only_it_taught(taught_log: Store) -> None:
    """With the last recording of a year goes what was learned from it; nothing of the person is left."""
    for number in (3, 2):
        undo_import(taught_log, number)
    assert set(digests(taught_log)) == {2026}
    undo_import(taught_log, 1)
    assert digests(taught_log) == {}
    with taught_log.reading() as log:
        assert log.athletes.athletes() == ()


def test_a_recording_that_is_gone_is_told(untaught_log: Store) -> None:
    """One missing file is no reason to break off; the one that is left alone teaches too little."""
    with untaught_log.reading() as log:
        place = log.activities.activity(key_of(untaught_log, BOTH)).windows[0]
        name = log.files.recording_file(place.original, place.part)
    assert name is not None
    untaught_log.recordings.remove(name)
    outcome = learn(untaught_log, "me", now=NOW, is_dry=True)
    assert [each.what for each in outcome.failures] == [f"activity {key_of(untaught_log, BOTH)}"]
    assert (outcome.years[0].activities, outcome.years[0].baseline) == (2, None)


def test_a_log_without_recordings_teaches_nothing(sqlite_store: Store) -> None:
    """And nobody appears in it by learning."""
    assert learn(sqlite_store, "me", now=NOW).years == ()
    assert learn_again(sqlite_store, "me", ["none"], now=NOW) is None
    with sqlite_store.reading() as log:
        assert log.athletes.athletes() == ()


def test_a_stride_that_cannot_be_understood_keeps_nobody_from_their_log(taught_log: Store) -> None:
    """A later version may have written it: it counts as unknown, the doctor tells, and learning mends it."""
    with taught_log.writing() as log:
        log.strides.write(tables.stride_baseline, {"athlete": "me", "year": 2026}, {"document": {"?": 1}})
    with taught_log.reading() as log:
        assert log.athletes.athlete("me").strides == {}
    found = [each for each in doctor(taught_log, quick=True).findings if each.check is Check.STRIDES]
    assert [each.is_fault for each in found] == [True]
    learn(taught_log, "me", now=LATER, processes=1)
    assert Check.STRIDES not in {each.check for each in doctor(taught_log, quick=True).findings}


def test_the_document_keeps_to_its_schema(taught_log: Store) -> None:
    """Whoever writes a program against the JSON can rely on it."""
    document = learn_document(learn(taught_log, "me", now=LATER, is_dry=True))
    Draft202012Validator(schema("learn")).validate(document)
    year, _ = document["years"]
    run = next(each for each in year["strides"] if each["gait"] == "run")
    assert run["step_length_m"] * run["cadence_spm"] / 60.0 == pytest.approx(run["speed_m_s"], rel=0.01)
    assert run["backward_cadence_ratio"] > 1.0


@pytest.mark.parametrize("name", ["learn", "ask"])
def test_each_key_of_the_documents_is_on_their_page(name: str, root: Path) -> None:
    """Whoever writes a program against the JSON finds each key explained."""
    page = (root / "docs" / "reference" / "log-json.md").read_text(encoding="utf-8")
    keys = re.findall(r'"(\w+)": \{\s+"(?:type|enum|description)', json.dumps(schema(name), indent=1))
    missing = sorted(key for key in set(keys) - {"items"} if f"`{key}`" not in page)
    assert len(keys) > 10
    assert not missing, f"docs/reference/log-json.md says nothing of {missing}"


def test_usual_strides_are_told_of_what_was_seen_alone() -> None:
    """A gait that was never seen is not told, nor how somebody goes backward who never said so."""
    (run,) = usual_strides(BASELINE)
    assert (run.gait, run.backward_s) == (Gait.RUN, 600.0)
    assert run.backward_cadence_ratio == pytest.approx(1.113, abs=0.001)
    assert BASELINE.run is not None
    silent = replace(
        BASELINE, run=replace(BASELINE.run, backward_s=0.0), walk=replace(BASELINE.run, duration_s=0.0)
    )
    (run,) = usual_strides(silent)
    assert run.backward_cadence_ratio is None


def test_only_what_was_told_is_learned_from() -> None:
    """A detector's word is taken out of a bout; a step's stays, whatever detectors made of it."""
    seen = Evidence(
        kind=EvidenceKind.STRIDE, travel=Travel.BACKWARD, probability=0.97, detail="", detector="stride 1"
    )
    step = Evidence(kind=EvidenceKind.WORKOUT_STEP, travel=Travel.FORWARD, probability=0.97, detail="")
    sure = Posterior(forward=0.03, backward=0.97)
    bout = Bout(
        start_s=0.0, end_s=60.0, travel=Travel.BACKWARD, gait=Gait.RUN, evidence=(seen,), posterior=sure
    )
    (alone,) = as_told([bout])
    assert (alone.travel, alone.evidence, alone.posterior) == (Travel.UNKNOWN, (), None)
    (told,) = as_told([replace(bout, travel=Travel.UNKNOWN, evidence=(step, seen))])
    assert (told.travel, told.evidence, told.gait) == (Travel.FORWARD, (step,), Gait.RUN)


# ── Which activities are learned from ────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def of_day(imported: Path) -> Callable[..., LogEntry]:
    """Makes an entry of the log by its key and month, like one that is there but real."""
    store = Store(imported)
    with store.reading() as log:
        entry = log.figures.entries_of("me")[0]
    store.close()
    assert entry.summary.sums is not None
    sums = replace(entry.summary.sums, steps_known_s=1800.0)

    def made(key: str, month: int = 1, *, is_simulated: bool = False) -> LogEntry:
        summary = replace(entry.summary, day=date(2026, month, 1), is_simulated=is_simulated)
        return replace(entry, key=key, summary=replace(summary, sums=sums))

    return made


def test_each_month_is_learned_from_and_one_more_recording_changes_little(
    of_day: Callable[..., LogEntry],
) -> None:
    """Of a hundred in January and two in July both of July are taken; a new one pushes out at most one."""
    entries = [of_day(f"{number:03}", 1) for number in range(100)]
    entries += [of_day("july-1", 7), of_day("july-2", 7)]
    chosen = lesson_of(entries, {})
    assert len(chosen) == MOST
    assert {"july-1", "july-2"} <= set(chosen)
    more = lesson_of([*entries, of_day("000a", 1)], {})
    assert len(set(chosen) - set(more)) <= 1
    assert lesson_of(list(reversed(entries)), {}) == chosen


def test_what_the_person_said_comes_first_and_leaves_room_for_the_rest(
    of_day: Callable[..., LogEntry],
) -> None:
    """With more marks than fit, some recordings without any are looked at all the same."""
    entries = [of_day(f"{number:03}", 1 + number % 12) for number in range(120)]
    said = {f"{number:03}": Teaching.SAID for number in range(0, 100, 2)}
    told = {f"{number:03}": Teaching.TOLD for number in range(1, 100, 2)}
    chosen = set(lesson_of(entries, {**said, **told}))
    assert len(chosen & said.keys()) == MOST_TAUGHT
    assert chosen.isdisjoint(told)
    few = dict.fromkeys(("003", "050"), Teaching.SAID)
    assert set(few) <= set(lesson_of(entries, few))
    assert (
        len(lesson_of(entries[:35], dict.fromkeys((f"{number:03}" for number in range(35)), Teaching.SAID)))
        == 35
    )


def test_simulated_sessions_teach_only_where_there_are_no_others(of_day: Callable[..., LogEntry]) -> None:
    """Nobody moved in them: they say nothing of a person who did."""
    simulated = [of_day(f"s{number}", is_simulated=True) for number in range(3)]
    real = [of_day(f"r{number}") for number in range(2)]
    assert lesson_of([*simulated, *real], {}) == ("r0", "r1")
    assert lesson_of(simulated, {}) == ("s0", "s1", "s2")
    assert lesson_of(real[:1], {}) == ()


# ── In the background ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def worker(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Background:
    """Whoever does the jobs of an empty log, without waiting."""
    monkeypatch.setattr("backstride.actions.background.RENEWED_S", 0.005)
    return Background(sqlite_store)


def jobs_of(store: Store) -> list[tuple[str, JobState]]:
    """The jobs of a log, the first first."""
    return [(each.kind, each.state) for each in reversed(store.jobs.of_athlete("me", 10))]


def test_after_an_import_the_stride_is_learned_in_the_background(worker: Background) -> None:
    """It is asked for once, and not again for every recording that comes within the month."""
    store = worker.store
    for names in (tuple(SESSIONS), ("more.fit",)):
        key, _ = new_upload(worker.uploads)
        for name in names:
            content = (
                SESSIONS[name]
                if name in SESSIONS
                else run(date(2026, 4, 4), Labelling.NOTHING, going(Travel.FORWARD, 2.5, 300))
            )
            place_for(worker.uploads, key, name).write_bytes(content)
        store.jobs.add("me", "import", {"upload": key, "names": list(names)}, now=datetime.now(UTC))
        while worker.run_one(datetime.now(UTC)):
            pass
    done = JobState.DONE
    assert jobs_of(store) == [("import", done), (LEARN, done), ("import", done)]
    assert backward_s(store, key_of(store)) > 100.0


def test_many_labels_are_learned_from_once(taught_log: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each asks for it, for one under way may not have seen the last; who has seen all spares the rest."""
    monkeypatch.setattr("backstride.actions.background.RENEWED_S", 0.005)
    key, now = key_of(taught_log, BOTH), datetime.now(UTC)
    for number in (1, 2):
        assert learn_later(taught_log, "me", [key], cause=f"change {number}", now=now) is not None
    worker = Background(taught_log)
    while worker.run_one(datetime.now(UTC)):
        pass
    first, second = (
        taught_log.jobs.find(each.key, "me").result for each in reversed(taught_log.jobs.of_athlete("me", 10))
    )
    assert first is not None
    assert second is not None
    assert ([each["year"] for each in first["years"]], second["years"]) == ([2026], [])


def test_nothing_is_asked_for_where_there_is_nothing_to_learn(taught_log: Store, sqlite_store: Store) -> None:
    """Of a single walk, of nobody's activity, and of a year that was learned just now."""
    key = key_of(taught_log, BOTH)
    assert years_of(taught_log, "me", [key]) == (2026,)
    assert years_of(taught_log, "me", [key_of(taught_log)]) == ()
    assert years_of(taught_log, "me", [key], since=NOW - timedelta(days=30)) == ()
    assert years_of(taught_log, "me", [key], since=NOW + timedelta(days=31)) == (2026,)
    assert learn_later(taught_log, "me", ["none"], cause="change 1", now=NOW) is None
    assert learn_later(sqlite_store, "me", [key], cause="change 1", now=NOW) is None


def test_recomputing_tells_where_the_way_changed(taught_log: Store) -> None:
    """Forgetting the stride makes the way unknown again, and only there."""
    with taught_log.writing() as log:
        log.strides.put("me", 2026, None, learned_at=LATER)
    tried = recompute(taught_log, "me", is_dry=True, processes=1)
    assert tried.turned == (key_of(taught_log),)
    few = recompute(taught_log, "me", among=[key_of(taught_log)], processes=1)
    assert few.keys == few.turned == (key_of(taught_log),)
    assert recompute(taught_log, "me", processes=1).keys == tuple(
        sorted(key_of(taught_log, day) for day in (BOTH, PLAIN))
    )
