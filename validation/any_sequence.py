"""Everything that a person can do with a log, in any order: whatever it was, the log is whole afterwards.

A walk imports, undoes, labels, cuts up, merges, takes back and so on, at random. What the program refuses in
words is fine; any other error is a bug. `python -m validation.any_sequence` takes long walks, on both
databases.
"""

import argparse
import io
import random
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import backstride
from backstride.actions.changing import Edit
from backstride.actions.doctoring import doctor
from backstride.actions.exporting import export_log
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.labelling import exclude_stretch, include_stretch, label_activity
from backstride.actions.measuring import forget_measurement, measure
from backstride.actions.rebuilding import rebuild
from backstride.actions.recomputing import recompute
from backstride.actions.reshaping import crop_activity, merge_activities, remove_activities, split_activity
from backstride.actions.restoring import restore_log
from backstride.actions.reviewing import decide_copies, revert_change
from backstride.actions.saying import say_of_activity
from backstride.actions.undoing import undo_import
from backstride.actions.weekly import sum_weeks
from backstride.athlete import Measurement, Quantity
from backstride.direction import LapConvention
from backstride.errors import BackstrideError
from backstride.formats.fit.write import write_activity
from backstride.log import Activity, Surface, Verdict
from backstride.log.activity import Spoiled
from backstride.log.summary import Summary
from backstride.store import Store
from validation import log_state
from validation.archive_maker import generated_activity, starts_at
from validation.importing import alike, gpx

WALKS: Final = 60
"""So many walks on each database."""
STEPS: Final = 60
SECONDS: Final = 120
NOW: Final = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
ATHLETES: Final = (*9 * ("me",), "you")
"""Most of it happens to one of them."""
TABLE: Final = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Filename\n7,,Club run,Run,activities/7.fit\n"
)
LAPS: Final = (None, LapConvention.TURN)

NewStore = Callable[[], Store]


@cache
def files() -> dict[str, bytes]:
    """Small recordings: one of them in several copies, some that follow one another, two in one file."""
    found = {name.rpartition("/")[2]: data for name, data in alike(0, seconds=SECONDS)}
    first = found["0.fit"]
    start = starts_at(0)
    (recording,) = backstride.read(first)
    (other,) = backstride.read(generated_activity(1, seconds=SECONDS))
    (third,) = backstride.read(generated_activity(2, seconds=SECONDS))
    second = replace(other, started_at=start + timedelta(seconds=2 * SECONDS))
    found["1.fit"] = write_activity(second)
    found["2.fit"] = write_activity(replace(third, started_at=start + timedelta(seconds=4 * SECONDS)))
    one, two = gpx(recording), gpx(second)
    found["both.gpx"] = one.replace("</gpx>", two[two.index("<trk>") :]).encode()
    found["undated.gpx"] = (
        b'<gpx version="1.1" creator="x"><trk><trkseg><trkpt lat="48" lon="11"/>'
        b'<trkpt lat="48.001" lon="11"/></trkseg></trk></gpx>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("activities.csv", TABLE)
        archive.writestr("activities/7.fit", first)
    found["told.zip"] = buffer.getvalue()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """An import that was not undone."""

    batch: int
    athlete: str
    names: tuple[str, ...]
    laps: LapConvention | None


class Walk:
    """A log, and what was done to it.

    Parameters
    ----------
    store
        An empty log.
    new_store
        Makes further empty logs.
    folder
        Where the recordings and exports are written.
    seed
        Which walk it is.
    """

    def __init__(self, store: Store, new_store: NewStore, folder: Path, seed: int) -> None:
        self.store, self.new_store, self.folder = store, new_store, folder
        self.random = random.Random(seed)  # noqa: S311 (it is no secret)
        self.brought: list[Brought] = []
        self.done: list[str] = []
        self.counts: Counter[str] = Counter()
        self._days = 0
        folder.mkdir(exist_ok=True)
        for name, data in files().items():
            (folder / name).write_bytes(data)

    # ── Steps ────────────────────────────────────────────────────────────────────────────────────

    def step(self) -> None:
        """Do anything."""
        steps: dict[Callable[[], str], int] = {
            self._import: 8 if len(self.brought) < 3 else 3,
            self._undo: 2,
            self._label: 8,
            self._unlabel: 3,
            self._say: 5,
            self._split: 6,
            self._crop: 3,
            self._merge: 6,
            self._exclude: 4,
            self._include: 2,
            self._remove: 2,
            self._decide: 6,
            self._revert: 8,
            self._revert_again: 6,
            self._measure: 1,
            self._recompute: 1,
        }
        chosen, *_ = self.random.choices(list(steps), list(steps.values()))
        try:
            said = chosen()
        except BackstrideError as refused:
            said = f"{chosen.__name__} refused: {refused.found}"
            self.counts["refused"] += 1
        else:
            self.counts["done"] += 1
        self.done.append(said)

    def _edit(self) -> Edit:
        return Edit(athlete=self.random.choice(ATHLETES), now=NOW, is_dry=self.random.random() < 0.05)

    def _activities(self, athlete: str) -> list[Activity]:
        with self.store.reading() as log:
            keys = log.activities.all_keys(athlete)
            found = log.activities.activities(keys)
        return [found[key] for key in keys if found[key].is_counted or self.random.random() < 0.03]

    def _key(self, edit: Edit) -> str:
        found = self._activities(edit.athlete)
        return self.random.choice(found).key if found else "latest"

    def _stretch(self) -> tuple[float, float]:
        start, end = sorted(self.random.sample(range(0, SECONDS, 10), 2))
        return float(start), float(end)

    def _import(self) -> str:
        names = tuple(self.random.sample(sorted(files()), self.random.choice((1, 1, 2, 3))))
        athlete, laps = self.random.choice(ATHLETES), self.random.choice(LAPS)
        batch = self._bring(self.store, Brought(batch=0, athlete=athlete, names=names, laps=laps))
        self.brought.append(Brought(batch=batch, athlete=athlete, names=names, laps=laps))
        return f"import {batch} of {names} for {athlete}, {laps}"

    def _bring(self, store: Store, what: Brought) -> int:
        outcome = import_paths(
            store,
            [self.folder / name for name in what.names],
            ImportSettings(athlete=what.athlete, lap_convention=what.laps, processes=1),
        )
        assert outcome.batch is not None
        assert outcome.counts["failed"] == 0, outcome
        return outcome.batch

    def _undo(self) -> str:
        if not self.brought:
            return "nothing to undo"
        batch = self.random.choice(self.brought).batch
        with_changes = self.random.random() < 0.5
        undo_import(self.store, batch, with_changes=with_changes)
        self.brought = [each for each in self.brought if each.batch != batch]
        return f"undo {batch} {with_changes}"

    def _label(self) -> str:
        edit = self._edit()
        key, (start, end) = self._key(edit), self._stretch()
        way = self.random.choice(("backward", "forward", "backward run", "nothing"))
        label_activity(self.store, key, [f"{start:g}-{end:g}={way}"], edit)
        return f"label {key} {start}-{end}={way}"

    def _unlabel(self) -> str:
        edit = self._edit()
        key, (start, end) = self._key(edit), self._stretch()
        label_activity(self.store, key, [f"{start:g}-{end:g}=nothing"], edit)
        return f"unlabel {key} {start}-{end}"

    def _say(self) -> str:
        edit = self._edit()
        key = self._key(edit)
        said: tuple[dict[str, object], ...] = (
            {"name": "Kaffee ☕"},
            {"perceived_exertion": 6.0, "pain": 0.0},
            {"distance_m": 500.0},
            {"distance_m": None},
            {"sport": "walking"},
            {"surface": Surface.TRACK, "falls": 1},
            {"lap_convention": "turn"},
            {"notes": "x", "name": None},
        )
        facts = self.random.choice(said)
        say_of_activity(self.store, key, facts, edit)
        return f"say {key} {facts}"

    def _split(self) -> str:
        edit = self._edit()
        key = self._key(edit)
        times = self.random.sample(range(10, SECONDS, 10), self.random.choice((1, 1, 2)))
        split_activity(self.store, key, times, edit)
        return f"split {key} {times}"

    def _crop(self) -> str:
        edit = self._edit()
        key, stretch = self._key(edit), self._stretch()
        crop_activity(self.store, key, stretch, edit)
        return f"crop {key} {stretch}"

    def _merge(self) -> str:
        edit = self._edit()
        found = [each.key for each in self._activities(edit.athlete)]
        keys = self.random.sample(found, min(len(found), self.random.choice((2, 2, 3))))
        merge_activities(self.store, keys, edit)
        return f"merge {keys}"

    def _exclude(self) -> str:
        edit = self._edit()
        key, stretch = self._key(edit), self._stretch()
        spoiled = self.random.choice(list(Spoiled))
        exclude_stretch(self.store, key, stretch, edit, spoiled=spoiled)
        return f"exclude {key} {stretch} {spoiled}"

    def _include(self) -> str:
        edit = self._edit()
        key, stretch = self._key(edit), self.random.choice((None, self._stretch()))
        include_stretch(self.store, key, stretch, edit)
        return f"include {key} {stretch}"

    def _remove(self) -> str:
        edit = self._edit()
        keys = [self._key(edit)]
        remove_activities(self.store, keys, edit)
        return f"remove {keys}"

    def _decide(self) -> str:
        edit = self._edit()
        one, other = self._key(edit), self._key(edit)
        verdict = self.random.choice((None, Verdict.SAME, Verdict.SAME, Verdict.DIFFERENT))
        keep = self.random.choice((None, one, other)) if verdict is Verdict.SAME else None
        decide_copies(self.store, (one, other), verdict, edit, keep=keep)
        return f"decide {one} {other} {verdict} {keep}"

    def _revert(self) -> str:
        edit = self._edit()
        number = self._change(edit)
        revert_change(self.store, number, edit)
        return f"revert {number}"

    def _revert_again(self) -> str:
        edit = self._edit()
        number = self._change(edit, again=True)
        revert_change(self.store, number, edit, again=True)
        return f"revert --again {number}"

    def _change(self, edit: Edit, *, again: bool = False) -> int | None:
        with self.store.reading() as log:
            found = [
                each.number
                for each in log.history.actions(edit.athlete)
                if (each.undone_at is not None) is again
            ]
        return self.random.choice([None, *found, *found[-3:]])

    def _measure(self) -> str:
        athlete = self.random.choice(ATHLETES)
        self._days += 1
        value = self.random.choice((60.0, 70.0))
        measured_on = date(2019, 12, 31) + timedelta(days=self._days)
        quantity = Quantity.MASS_KG
        measure(self.store, athlete, Measurement(quantity=quantity, value=value, measured_on=measured_on))
        if self.random.random() < 0.7:
            forget_measurement(self.store, athlete, quantity, measured_on)
        return f"measure {athlete} {value}"

    def _recompute(self) -> str:
        recompute(self.store, self.random.choice(ATHLETES), processes=1)
        return "recompute"

    # ── What holds at any moment ─────────────────────────────────────────────────────────────────

    def faults(self) -> Iterator[str]:
        """What is wrong with the log as it stands."""
        found = doctor(self.store)
        for finding in found.findings:
            if finding.is_fault:
                yield f"doctor: {finding.check}: {finding.what} {finding.keys}"
        for fault in log_state.faults(self.store):
            if "that no entry names" not in fault:  # what is split or merged stands in no list of files
                yield fault
        yield from (f"orphan {each}" for each in log_state.orphans(self.store))
        yield from self._faults_of_copies()
        yield from self._faults_of_sums()

    def _faults_of_copies(self) -> Iterator[str]:
        """No two copies count both, and no activity counts beside what it was split or merged into."""
        rows = log_state.dump(self.store)
        activities = {row["key"]: row["document"] for row in rows["activity"]}
        of = {row["key"]: row["duplicate_of"] for row in rows["summary"]}
        shown = {row["key"] for row in rows["summary"] if row["is_shown"]}
        decided = {(row["first"], row["second"]): row["verdict"] for row in rows["decision"]}
        pairs = {(row["first"], row["second"]): row["verdict"] for row in rows["pair"]} | decided
        parted = [{*pair} for pair, verdict in decided.items() if verdict == "different"]
        lone = {key for pair in pairs for key in pair} - activities.keys()
        if lone:
            yield f"decisions about {lone}, which are not there"
        for group in _groups([pair for pair, verdict in pairs.items() if verdict == "same"]):
            standing = {frozenset(_counting(key, activities, shown)) for key in group} - {frozenset()}
            if len(standing) > 1 and not any(pair <= group for pair in parted):
                yield f"{group} are one, and there count {[sorted(each) for each in standing]}"
        for key in shown:
            if of[key] is not None or activities[key]["replaced_by"] or activities[key]["is_removed"]:
                yield f"{key} is shown and should not"
        for one, other in map(sorted, parted):
            if of.get(one) == other or of.get(other) == one:
                yield f"{one} and {other} were parted and are linked"

    def _faults_of_sums(self) -> Iterator[str]:
        """Weeks are the sum of the activities that count."""
        with self.store.reading() as log:
            athletes = log.athletes.athletes()
        for athlete in athletes:
            outcome = sum_weeks(self.store, athlete, since=date(2000, 1, 1))
            weeks = [week.together for week in outcome.weeks] + list(outcome.not_on_foot)
            with self.store.reading() as log:
                entries = [each for each in log.figures.entries_of(athlete) if each.summary.day is not None]
                ways = log.figures.directions_of([each.key for each in entries])
            for what, summed, single in (
                (
                    "seconds",
                    round(sum(week.duration_s for week in weeks), 3),
                    round(sum(_moving_s(each.summary) for each in entries), 3),
                ),
                (
                    "metres",
                    round(sum(week.distance_m or 0.0 for week in weeks), 1),
                    round(sum(row.sums.distance_m or 0.0 for each in ways.values() for row in each), 1)
                    + sum(each.summary.distance_m or 0.0 for each in entries if each.key not in ways),
                ),
            ):
                if abs(summed - single) > 0.3:
                    yield f"weeks of {athlete} hold {summed} {what}, activities {single}"

    # ── What can be done at any moment ───────────────────────────────────────────────────────────

    def end(self) -> Iterator[str]:
        """What is wrong after making all anew, after moving house, and after taking all back."""
        for athlete in set(ATHLETES):
            recompute(self.store, athlete, processes=1)
        before = log_state.dump(self.store)
        rebuild(self.store, processes=1)
        yield from (f"rebuilt: {each}" for each in log_state.differences(before, log_state.dump(self.store)))
        yield from self._moved(before)
        yield from self._taken_back()
        yield from self._emptied()

    def _moved(self, before: log_state.Dump) -> Iterator[str]:
        path = self.folder / "export.zip"
        export_log(self.store, path, now=NOW, is_forced=True)
        with closing(self.new_store()) as other:
            restore_log(other, path, processes=1)
            yield from (f"restored: {each}" for each in log_state.differences(before, log_state.dump(other)))
            yield from (f"restored: {each}" for each in log_state.faults(other) if "no entry" not in each)

    def _taken_back(self) -> Iterator[str]:
        """All changes taken back, the log is what its imports alone would have made."""
        for athlete in set(ATHLETES):
            with self.store.reading() as log:
                standing = [each for each in log.history.actions(athlete) if each.undone_at is None]
            for _ in range(len(standing) + 1):
                for each in reversed(standing):
                    try:
                        revert_change(self.store, each.number, Edit(athlete=athlete, now=NOW))
                    except BackstrideError as refused:
                        last = str(refused)
                    else:
                        standing.remove(each)
                        break
            if standing:
                yield f"changes that cannot be taken back: {[each.number for each in standing]}: {last}"
        yield from (f"taken back: {each}" for each in self.faults())
        with closing(self.new_store()) as other:
            for what in self.brought:
                self._bring(other, what)
            for athlete in set(ATHLETES):
                with self.store.reading() as log, other.writing() as others:
                    if athlete in others.athletes.athletes():
                        others.athletes.save_athlete(athlete, log.athletes.athlete(athlete))
                recompute(other, athlete, processes=1)
            mine, fresh = (_compared(log_state.dump(each)) for each in (self.store, other))
            yield from (f"taken back: {each}" for each in log_state.differences(mine, fresh))

    def _emptied(self) -> Iterator[str]:
        self.random.shuffle(self.brought)
        for each in self.brought:
            undo_import(self.store, each.batch, with_changes=True)
        left = {name: rows for name, rows in log_state.dump(self.store).items() if rows}
        yield from (
            f"left: {name}: {rows}" for name, rows in left.items() if name not in {"athlete", "measurement"}
        )
        yield from (f"left: {name}" for name in log_state.kept_files(self.store.folder))


def _counting(key: str, activities: dict[str, Any], shown: set[str]) -> set[str]:
    """What counts for an activity: itself, or what it was split or merged into."""
    if key not in activities:
        return set()
    after = activities[key]["replaced_by"]
    return set().union(*(_counting(each, activities, shown) for each in after)) if after else {key} & shown


def _moving_s(summary: Summary) -> float:
    """How long one moved, or how long it lasted where nobody knows whether one moved."""
    moving_s = summary.duration_s if summary.moving_s is None else summary.moving_s
    return 0.0 if moving_s is None else moving_s


def _groups(pairs: list[tuple[str, str]]) -> list[set[str]]:
    """Keys that hang together by pairs."""
    groups: list[set[str]] = []
    for pair in pairs:
        joined = [group for group in groups if group & {*pair}]
        groups = [group for group in groups if group not in joined] + [set(pair).union(*joined)]
    return groups


def _compared(found: log_state.Dump) -> log_state.Dump:
    """What two logs with the same files have alike, however often each file was brought."""
    dump = log_state.without(found, "action", "batch", "entry", "athlete", "measurement", "original")
    for row in dump["activity"]:
        row.pop("batch")
        row["document"] = {**row["document"], "file_name": ""}
        row["document"]["facts"] = {**row["document"]["facts"]}
        row["document"]["facts"].pop("lap_convention", None)
    for row in dump["summary"]:
        row.pop("basis")
    return dump


def walk(new_address: Callable[[], str | None], seed: int, steps: int) -> tuple[Counter[str], list[str]]:
    """Take a walk; how many steps were done and refused, and what was wrong at any of them."""
    with TemporaryDirectory() as folder:
        numbers = count()

        def new_store() -> Store:
            return Store(Path(folder) / f"log-{next(numbers)}", new_address())

        with closing(new_store()) as store:
            taken = Walk(store, new_store, Path(folder) / "files", seed)
            for _ in range(steps):
                taken.step()
                found = list(taken.faults())
                if found:
                    return taken.counts, [*taken.done, *found]
            found = list(taken.end())
            return taken.counts, [*taken.done, *found] if found else []


def main() -> int:
    """Take many walks on both databases and tell what was wrong; 1 if anything was."""
    parser = argparse.ArgumentParser(description="Do everything with a log, in any order.")
    parser.add_argument("--walks", type=int, default=WALKS, help="so many on each database")
    walks = parser.parse_args().walks
    is_well = True
    with log_state.postgresql() as servers:
        for kind, new_address in (("SQLite", lambda: None), ("PostgreSQL", servers.new)):
            counts: Counter[str] = Counter()
            for seed in range(walks):
                taken, wrong = walk(new_address, seed, STEPS)
                counts += taken
                is_well = is_well and not wrong
                print("\n".join([f"Walk {seed}:", *wrong]) if wrong else ".", end="", flush=True)
            print(f"\n{kind}: {walks} walks, {counts['done']} steps done, {counts['refused']} refused.")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
