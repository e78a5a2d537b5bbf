"""What the log adds up to: lists, weeks, form, records, skill and plateaus."""

import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from math import exp, fsum
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sqlalchemy import select
from validation.archive_maker import generated_activity, starts_at

from backstride.actions.bests import find_records
from backstride.actions.documents import schema
from backstride.actions.figure_documents import (
    form_document,
    plateaus_document,
    records_document,
    skill_document,
    weeks_document,
)
from backstride.actions.form_course import work_out_form
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.listing import list_activities, show_activity
from backstride.actions.listing_documents import list_document, show_document
from backstride.actions.practice import tell_skill
from backstride.actions.session_loads import session_columns
from backstride.actions.standstill import Measure, find_plateaus
from backstride.actions.weekly import direction_days, sum_weeks
from backstride.athlete import Athlete, Measurement, Quantity, Sex
from backstride.bout import Gait, Travel
from backstride.errors import NotInLog
from backstride.estimate import Estimate
from backstride.load import TRAVELS, FormStart, LoadScale, Progress, weeks
from backstride.log import derive
from backstride.log.derive import places
from backstride.sources import bibliography
from backstride.store import Change, Store, tables
from backstride.store.light_rows import PartLoads, PartRow, SessionRow

COUNT = 24
SECONDS = 1500
LAST = starts_at(COUNT - 1).date()
PERSON = Athlete(
    birth_year=1975,
    sex=Sex.FEMALE,
    measurements=(
        Measurement(quantity=Quantity.RESTING_HEART_RATE_BPM, value=52.0),
        Measurement(quantity=Quantity.MASS_KG, value=64.0),
    ),
)
READ: dict[str, Callable[[Store], dict[str, Any]]] = {
    "list": lambda store: list_document(list_activities(store, "me", also_hidden=True)),
    "weeks": lambda store: weeks_document(sum_weeks(store, "me")),
    "form": lambda store: form_document(work_out_form(store, "me", until=LAST)),
    "records": lambda store: records_document(find_records(store, "me")),
    "skill": lambda store: skill_document(tell_skill(store, "me")),
    "plateaus": lambda store: plateaus_document(find_plateaus(store, "me")),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Generated recordings of consecutive days, walking and running, both ways."""
    folder = tmp_path_factory.mktemp("files")
    paths = [folder / f"{number:02d}.fit" for number in range(COUNT)]
    for number, path in enumerate(paths):
        path.write_bytes(generated_activity(number, seconds=SECONDS))
    return paths


def filled(folder: Path, paths: list[Path], *, one_by_one: bool = False) -> Store:
    """A log that recordings were imported into."""
    return filling(Store(folder), paths, one_by_one=one_by_one)


def filling(store: Store, paths: list[Path], *, one_by_one: bool = False) -> Store:
    """The log after recordings were imported into it."""
    with store.writing() as log:
        log.athletes.save_athlete("me", PERSON)
    for some in [[path] for path in paths] if one_by_one else [paths]:
        import_paths(store, some, ImportSettings(athlete="me", processes=1))
    return store


@pytest.fixture(scope="module")
def store(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A log with all of them."""
    return filled(tmp_path_factory.mktemp("log"), files)


def rate(store: Store, key: str, rating: float) -> None:
    """Say how hard an activity was, as changing its facts does."""
    with store.writing() as log:
        activity = log.activities.activity(key)
        said = activity.saying(perceived_exertion=rating)
        before = log.activities.current("me", "activity", (key,))
        assert before is not None
        after = {**before, **said.as_document()}
        log.activities.apply("me", Change(table="activity", key=(key,), before=before, after=after))
        recordings = {place: store.recording(log, place) for place in places(said)}
        log.figures.put_derived("me", {key: derive(said, recordings, {}, log.athletes.athlete("me"))})
        log.copies.relink("me", [key])


@pytest.mark.parametrize("name", READ)
def test_each_document_keeps_to_its_schema(name: str, store: Store) -> None:
    """Whoever writes a program against the JSON can rely on it."""
    document = READ[name](store)
    Draft202012Validator(schema(name)).validate(document)
    json.dumps(document, allow_nan=False)


def test_the_document_of_one_activity_keeps_to_its_schema(store: Store) -> None:
    """The report inside it is that of the report command."""
    document = show_document(show_activity(store, "me", "latest"))
    Draft202012Validator(schema("show")).validate(document)
    report = {"program_version": "0", "recordings": [document["report"]], "refused": []}
    Draft202012Validator(schema("report")).validate(report)
    assert document["activity"]["original_names"] == [f"{COUNT - 1:02d}.fit"]
    assert document["activity"]["distances"]["typed_m"] is None


@pytest.mark.parametrize("name", [*READ, "show"])
def test_an_empty_log_has_documents_too(name: str, tmp_path: Path) -> None:
    """A program need not ask first whether there is anything; one activity that is not there is a trouble."""
    empty = Store(tmp_path)
    if name == "show":
        with pytest.raises(NotInLog, match="nothing in the log"):
            show_activity(empty, "me", "latest")
        return
    Draft202012Validator(schema(name)).validate(READ[name](empty))


def test_the_order_of_imports_does_not_matter(files: list[Path], tmp_path: Path) -> None:
    """The same files give the same figures, in whatever order they came."""
    some = files[:5]
    shuffled = [some[number] for number in (3, 0, 4, 2, 1)]
    stores = [filled(tmp_path / "a", some), filled(tmp_path / "b", shuffled, one_by_one=True)]
    for name, read in READ.items():
        one, other = (read(each) for each in stores)
        assert one == other, name


def test_every_database_gives_the_same_figures(files: list[Path], tmp_path: Path, any_store: Store) -> None:
    """To the last digit, so that a log can move from one to the other."""
    one, other = filled(tmp_path / "one", files[:4]), filling(any_store, files[:4])
    for name, read in READ.items():
        assert read(one) == read(other), name


def test_every_source_is_in_the_bibliography(store: Store) -> None:
    """Each number can be followed to a paper, or to our own rules."""
    for name, read in READ.items():
        keys = read(store).get("sources", [])
        assert name == "list" or keys
        assert set(keys) <= set(bibliography())


def test_the_list_has_the_latest_first(store: Store) -> None:
    """The newest is what people look for."""
    starts = [each.entry.summary.started_at for each in list_activities(store, "me").activities]
    known = [start for start in starts if start is not None]
    assert len(known) == COUNT
    assert known == sorted(known, reverse=True)


def test_a_list_says_how_much_it_leaves_out(store: Store) -> None:
    """A limit never looks like the end, and a period holds both its ends."""
    first, last = starts_at(2).date(), starts_at(9).date()
    outcome = list_activities(store, "me", since=first, until=last, limit=3)
    assert (len(outcome.activities), outcome.left_out) == (3, 5)
    assert outcome.activities[0].entry.summary.day == last


def test_a_short_key_names_one_activity(store: Store) -> None:
    """What the list prints can be typed."""
    for each in list_activities(store, "me", limit=5).activities:
        shown = show_activity(store, "me", each.short_key)
        assert shown.activity.key == each.entry.key


def test_weeks_add_up_to_the_activities(store: Store) -> None:
    """Nothing is lost between the list and the weeks, in any direction."""
    outcome = sum_weeks(store, "me", count=500)
    listed = list_activities(store, "me").activities
    assert sum(week.together.sessions for week in outcome.weeks) == COUNT
    for travel in (Travel.FORWARD, Travel.BACKWARD):
        rows = [row.sums for each in listed for row in each.directions if row.travel is travel]
        volumes = [week.by_travel[travel] for week in outcome.weeks]
        for name in ("distance_m", "steps"):
            own = fsum(getattr(volume, name) for volume in volumes)
            assert own == pytest.approx(fsum(getattr(row, name) for row in rows))
        assert fsum(volume.moving_s for volume in volumes) == pytest.approx(
            fsum(row.duration_s for row in rows)
        )
        energy = fsum(volume.energy_kj.value for volume in volumes if volume.energy_kj is not None)
        assert energy == pytest.approx(fsum(row.energy_kj or 0.0 for row in rows))


def test_the_latest_weeks_are_those_asked_for(store: Store) -> None:
    """They end with the latest activity, so an old log is not empty."""
    mondays = [week.monday for week in sum_weeks(store, "me", count=2).weeks]
    last = LAST - timedelta(days=LAST.weekday())
    assert mondays == [last - timedelta(days=7), last]
    since = [week.monday for week in sum_weeks(store, "me", since=LAST).weeks]
    assert since == [last]


def form_by_hand(loads: dict[date, float], until: date, start: float) -> list[tuple[float, float, float]]:
    """Fitness and fatigue of each evening, and form of each morning, as the paper defines them."""
    fitness = fatigue = start
    rows = []
    day = min(loads)
    while day <= until:
        form = fitness - fatigue
        fitness += (1.0 - exp(-1.0 / 42.0)) * (loads.get(day, 0.0) - fitness)
        fatigue += (1.0 - exp(-1.0 / 7.0)) * (loads.get(day, 0.0) - fatigue)
        rows.append((fitness, fatigue, form))
        day += timedelta(days=1)
    return rows


@pytest.mark.parametrize("start", [0.0, 40.0])
def test_form_is_what_the_loads_of_the_list_give(store: Store, start: float) -> None:
    """From the training impulses that the list shows, by hand, ten rest days after the last."""
    until = LAST + timedelta(days=10)
    loads: dict[date, float] = {}
    for each in list_activities(store, "me").activities:
        summary = each.entry.summary
        assert summary.day is not None
        assert summary.sums is not None
        assert summary.sums.trimp is not None
        loads[summary.day] = loads.get(summary.day, 0.0) + summary.sums.trimp
    outcome = work_out_form(store, "me", until=until, start=FormStart.steady(Estimate.exact(start)))
    course = outcome.courses[0]
    assert course.travel is None
    rows = np.column_stack((course.form.fitness.value, course.form.fatigue.value, course.form.form.value))
    np.testing.assert_allclose(rows, form_by_hand(loads, until, start), rtol=1e-9, atol=1e-9)


def test_the_directions_of_form_add_up(store: Store) -> None:
    """These sessions hold nothing but forward and backward, so the two are all."""
    together, *ways = work_out_form(store, "me", until=LAST).courses
    assert [course.travel for course in ways] == [Travel.FORWARD, Travel.BACKWARD]
    summed = sum(course.form.fitness.value for course in ways)
    np.testing.assert_allclose(summed, together.form.fitness.value, rtol=1e-6)


def test_what_comes_later_does_not_count_yet(store: Store) -> None:
    """The last day is the end, and what was left out is told."""
    until = starts_at(9).date()
    outcome = work_out_form(store, "me", until=until, travels=[Travel.BACKWARD])
    assert [course.travel for course in outcome.courses] == [Travel.BACKWARD]
    assert (outcome.sessions, outcome.later) == (10, COUNT - 10)
    assert outcome.courses[0].loads.days[-1] == until
    assert outcome.last_session == until
    assert work_out_form(store, "me", until=date(1990, 1, 1)).courses == ()


def test_days_after_the_latest_activity_are_rest_and_it_is_told_since_when(store: Store) -> None:
    """Whoever trained without recording it can see why fitness fell.

    By hand: fitness falls by exp(-30/42) = 0.48954 over thirty days of rest, fatigue by exp(-30/7) = 0.01376.
    """
    until = LAST + timedelta(days=30)
    now, then = (work_out_form(store, "me", until=day) for day in (LAST, until))
    assert now.last_session == then.last_session == LAST
    assert form_document(then)["last_session"] == LAST.isoformat()
    before, after = now.courses[0].form, then.courses[0].form
    assert after.fitness.value[-1] == pytest.approx(0.48954 * before.fitness.value[-1], rel=1e-4)
    assert after.fatigue.value[-1] == pytest.approx(0.01376 * before.fatigue.value[-1], rel=1e-3)


def test_without_a_known_load_form_is_unknown(files: list[Path], tmp_path: Path) -> None:
    """A fitness of 0 would be made up: nobody told the resting rate, and nothing was rated."""
    unknown = Store(tmp_path)
    import_paths(unknown, files[:3], ImportSettings(athlete="me", processes=1))
    until = starts_at(2).date()
    document = form_document(work_out_form(unknown, "me", until=until))
    days = document["courses"][0]["days"]
    assert {day["fitness"] for day in days} == {None}
    assert [day["unknown_sessions"] for day in days] == [1, 1, 1]
    key = list_activities(unknown, "me").activities[0].entry.key
    rate(unknown, key, 6.0)
    rated = work_out_form(unknown, "me", until=until, scale=LoadScale.SESSION_RPE)
    assert rated.courses[0].loads.value[-1] == pytest.approx(6.0 * SECONDS / 60.0, rel=0.01)
    ways = fsum(float(course.loads.value[-1]) for course in rated.courses[1:])
    assert ways == pytest.approx(float(rated.courses[0].loads.value[-1]))


def test_records_are_the_best_of_all_efforts(store: Store) -> None:
    """Against every effort that the database holds, one by one."""
    with store.reading() as log:
        rows = log.figures.connection.exec_driver_sql(
            "SELECT travel, basis, size, MAX(distance_m / time_s) FROM effort GROUP BY 1, 2, 3"
        ).all()
    found = {
        (own.record.travel.value, own.record.basis.value, own.record.size): own.record
        for own in find_records(store, "me").records
    }
    assert {key: record.best.effort.speed_m_s for key, record in found.items()} == {
        (travel, basis, size): speed for travel, basis, size, speed in rows
    }
    for record in found.values():
        speeds = [each.effort.speed_m_s for each in record.progression]
        assert speeds == sorted(set(speeds))
        assert [each.day for each in record.progression] == sorted(each.day for each in record.progression)


def test_records_of_one_direction_hold_no_other(store: Store) -> None:
    """A backward mile stands beside backward miles."""
    found = find_records(store, "me", travels=[Travel.BACKWARD])
    assert {own.record.travel for own in found.records} == {Travel.BACKWARD}
    assert {each.mark.travel for own in found.records for each in own.beside} == {"backward"}


def test_the_skill_of_running_is_told_and_that_of_walking_is_not(store: Store) -> None:
    """Repetitions of under two minutes show no settled heart rate, and the reason says so."""
    walk, run = tell_skill(store, "me").curves
    assert (walk.gait, run.gait) == (Gait.WALK, Gait.RUN)
    assert run.heart_rate is not None
    assert run.reason is None
    assert walk.points == ()
    assert walk.reason is not None
    with store.reading() as log:
        backward_s = log.figures.connection.exec_driver_sql(
            "SELECT SUM(duration_s) FROM bout WHERE travel = 'backward' AND gait != 'standing'"
        ).scalar()
    assert backward_s is not None
    assert run.minutes == pytest.approx(backward_s / 60.0)
    assert run.sessions == COUNT


def test_too_few_weeks_tell_no_plateau(store: Store) -> None:
    """Four weeks are no trend, and it is said how many points there are."""
    (trend,) = find_plateaus(store, "me", measures=[Measure.BEST_BACKWARD_SPEED]).trends
    assert trend.plateau.progress is Progress.UNKNOWN
    assert "at least 10 needed" in trend.plateau.reason
    assert len(trend.points) == len({point.day.isocalendar()[:2] for point in trend.points})
    assert trend.basis is not None


def test_a_trend_of_the_heart_has_a_point_a_day(store: Store) -> None:
    """Where there are enough sessions something is told, for each gait apart."""
    walk, run = find_plateaus(store, "me", measures=[Measure.HEART_COST]).trends
    assert walk.plateau.progress is Progress.UNKNOWN
    assert len(run.points) == len({point.day for point in run.points}) >= 10
    assert run.plateau.pieces


amount = st.floats(0.0, 1e4)
unknown_or = st.one_of(st.none(), amount)


@st.composite
def part_rows(draw: st.DrawFn) -> list[PartRow]:
    """What some activities hold, each direction and gait at most once."""
    rows = []
    for number in range(draw(st.integers(1, 6))):
        day = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 30)))
        ways = draw(
            st.lists(
                st.tuples(st.sampled_from(list(Travel)), st.sampled_from([Gait.WALK, Gait.RUN])), unique=True
            )
        )
        for travel, gait in ways:
            trimp, energy = draw(unknown_or), draw(unknown_or)
            duration_s = draw(amount)
            numbers: list[Any] = [duration_s, draw(unknown_or), draw(unknown_or), 0.0]
            numbers += [*[trimp] * 3, *[energy] * 3, duration_s, duration_s, 0.0]
            rows.append(PartRow(str(number), day, travel, gait, *numbers))
    return rows


@given(part_rows(), st.randoms())
def test_weeks_hold_all_that_is_known_in_any_order(rows: list[PartRow], chance: random.Random) -> None:
    """However activities are ordered, nothing is added and nothing lost, and unknown is never 0."""
    shuffled = chance.sample(rows, len(rows))
    found = weeks(direction_days([], rows))
    assert found == weeks(direction_days([], shuffled))
    known = [row.distance_m for row in rows if row.distance_m is not None]
    told = [week.together.distance_m for week in found if week.together.distance_m is not None]
    assert fsum(told) == pytest.approx(fsum(known))
    for week in found:
        inside = [row for row in rows if 0 <= (row.day - week.monday).days < 7]
        if inside and all(row.distance_m is None for row in inside):
            assert week.together.distance_m is None


@given(part_rows())
def test_each_session_has_one_whole_that_moves_as_long_as_its_parts(rows: list[PartRow]) -> None:
    """So a rating can be split over the directions, and no part is lost."""
    days = {row.key: row.day for row in rows}
    sessions = [
        SessionRow(key, day, *(True, 600.0, 1.0, None, 5.0, 0.0, None, None, None))
        for key, day in days.items()
    ]
    parts = (
        PartLoads(
            *zip(
                *((r.key, r.day, r.travel, r.duration_s, r.heart_rate_unknown_s, *r[8:11]) for r in rows),
                strict=True,
            )
        )
        if rows
        else PartLoads(*((),) * 8)
    )
    found = session_columns(sessions, parts)
    assert set(found.keys) == days.keys()
    assert found.session_rpe_load == pytest.approx(50.0)
    for at, key in enumerate(found.keys):
        own = [row for row in rows if row.key == key]
        of_session = found.part_of == at
        assert found.parts.moving_s[of_session].sum() == found.wholes.moving_s[at]
        assert found.wholes.moving_s[at] == pytest.approx(fsum(row.duration_s for row in own))
        for way, trimp in zip(found.part_travel[of_session], found.parts.trimp[0, of_session], strict=True):
            known = [row.trimp for row in own if row.travel is TRAVELS[way] and row.trimp is not None]
            assert trimp == pytest.approx(fsum(known) if known else np.nan, nan_ok=True)


def test_a_record_tells_each_time_it_was_beaten_by_any_effort_of_the_log(store: Store) -> None:
    """By hand over every effort in order of time: what was faster than all before it, and nothing else."""
    with store.reading() as log:
        rows = log.figures.connection.exec_driver_sql(
            "SELECT e.travel, e.basis, e.size, e.distance_m, e.time_s, e.key FROM effort e "
            "JOIN summary s ON s.key = e.key ORDER BY s.started_at, e.gait"
        ).all()
    beaten: dict[tuple[str, str, float], list[tuple[float, str]]] = {}
    for travel, basis, size, distance_m, time_s, key in rows:
        best = beaten.setdefault((travel, basis, size), [])
        if not best or distance_m / time_s > best[-1][0]:
            best.append((distance_m / time_s, key))
    assert {
        (own.record.travel.value, own.record.basis.value, own.record.size): [
            (each.effort.speed_m_s, each.activity_key) for each in own.record.progression
        ]
        for own in find_records(store, "me").records
    } == beaten
    assert max(map(len, beaten.values())) > 1


def test_time_in_below_and_above_the_range_is_the_time_with_a_heart_rate(store: Store) -> None:
    """No second of a heart rate is lost or counted twice, in any bout or direction of the log."""
    held_s = 0.0
    with store.reading() as log:
        for table in (tables.bout.c, tables.direction.c):
            zones_s = table.below_target_s + table.in_target_s + table.above_target_s
            query = select(zones_s, table.heart_rate_known_s, table.heart_rate_unknown_s, table.duration_s)
            rows = log.figures.connection.execute(query).all()
            for in_zones_s, known_s, unknown_s, duration_s in rows:
                assert in_zones_s == pytest.approx(known_s, abs=1e-6)
                assert known_s + unknown_s == pytest.approx(duration_s, abs=1e-6)
                held_s += in_zones_s
    assert held_s > COUNT * SECONDS


@pytest.mark.parametrize("name", [*READ, "show"])
def test_each_key_of_the_documents_is_on_their_page(name: str, root: Path) -> None:
    """Whoever writes a program against the JSON finds each key explained."""
    page = (root / "docs" / "reference" / "log-json.md").read_text(encoding="utf-8")

    def keys(part: object) -> set[str]:
        if isinstance(part, list):
            return set().union(*map(keys, part))
        if not isinstance(part, dict):
            return set()
        return set(part.get("required", [])).union(*map(keys, part.values()))

    missing = sorted(key for key in keys(schema(name)) if f"`{key}`" not in page)
    assert not missing, f"docs/reference/log-json.md says nothing of {missing}"
