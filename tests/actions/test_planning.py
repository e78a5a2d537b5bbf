"""Plans through the log: made from what was said and done, kept, shown, ended."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.edited_log import Bring
from tests.planned_log import healthy_answers

from backstride.actions.plan_view import current_plan
from backstride.actions.planning import (
    PlanWish,
    end_plan,
    find_phase,
    find_programme,
    plan_training,
)
from backstride.actions.screening import screen_athlete
from backstride.actions.training_history import before_plan, forward_done, own_speeds
from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue, NotInLog, PlanRefused, UnreadablePath
from backstride.formats.fit.write import write_activity
from backstride.simulation import SESSIONS, SimulatedAthlete, script_of, simulate
from backstride.store import Store
from backstride.training.clearance import VALID_DAYS
from backstride.training.diary import CheckIn
from backstride.training.dose import Speeds
from backstride.training.plan import ForwardSession
from backstride.training.workout import Place
from backstride.training.workout_text import parse_workout

TODAY = date(2026, 5, 1)
MONDAY = date(2026, 5, 4)
AT = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
WISH = PlanWish(
    programme=find_programme("first-steps"), start=MONDAY, weeks=4, days={1: 45.0, 3: 45.0, 5: 45.0}
)


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """The log of somebody who may start."""
    screen_athlete(sqlite_store, "me", healthy_answers(), today=TODAY)
    return sqlite_store


def test_a_plan_is_kept_and_followed(store: Store) -> None:
    """What was shown is what is kept, with what it was made from."""
    made = plan_training(store, "me", WISH, today=TODAY, at=AT)
    assert made.stored is not None
    assert made.plan.sessions
    found = current_plan(store, "me", today=TODAY)
    assert found.plan == made.plan
    assert found.request == made.request
    assert found.request.screening.screened_on == TODAY


def test_a_dry_run_keeps_nothing(store: Store) -> None:
    """To see it first; and it is the same plan."""
    tried = plan_training(store, "me", WISH, today=TODAY, at=AT, is_dry=True)
    with pytest.raises(NotInLog, match="no plan that you follow"):
        current_plan(store, "me", today=TODAY)
    assert plan_training(store, "me", WISH, today=TODAY, at=AT).plan == tried.plan


def test_a_second_plan_takes_the_place_of_the_first(store: Store) -> None:
    """One at a time."""
    plan_training(store, "me", WISH, today=TODAY, at=AT)
    second = plan_training(store, "me", replace(WISH, weeks=3), today=TODAY, at=AT + timedelta(hours=1))
    with store.reading() as log:
        first, last = log.plans.of("me")
    assert first.ended_on == TODAY
    assert second.stored == last


def test_nothing_is_planned_without_a_screening(sqlite_store: Store, store: Store) -> None:
    """There is none, or it is too old: both say what to do."""
    with pytest.raises(PlanRefused, match="there is none in the log") as refused:
        plan_training(sqlite_store, "somebody else", WISH, today=TODAY, at=AT)
    assert refused.value.reasons
    later = TODAY + timedelta(days=VALID_DAYS + 1)
    with pytest.raises(PlanRefused, match="counted until 2027-05-01"):
        plan_training(store, "me", replace(WISH, start=later), today=later, at=AT)


def test_nothing_is_planned_past_a_screening(store: Store) -> None:
    """What it bars stays barred, and the plan that is there is not touched."""
    screen_athlete(store, "me", {**healthy_answers(), "acute-illness": True}, today=TODAY)
    with pytest.raises(PlanRefused) as refused:
        plan_training(store, "me", WISH, today=TODAY, at=AT)
    assert refused.value.reasons
    with store.reading() as log:
        assert log.plans.of("me") == ()


@pytest.mark.parametrize(
    "said", [CheckIn(day=TODAY, fell=True), CheckIn(day=TODAY, is_ill=True), CheckIn(day=TODAY, pain=6.0)]
)
def test_nothing_is_planned_while_something_stops_training(said: CheckIn, store: Store) -> None:
    """A new plan is no way around a fall, an illness or strong pain; two good days are."""
    with store.writing() as log:
        log.diary.save_checkin("me", said)
    with pytest.raises(PlanRefused, match="stops training backward") as refused:
        plan_training(store, "me", WISH, today=TODAY, at=AT)
    assert str(TODAY) in refused.value.reasons[0]
    with store.writing() as log:
        for number in (1, 2):
            good = CheckIn(day=TODAY + timedelta(days=number), pain=0.0, is_swollen=False, is_ill=False)
            log.diary.save_checkin("me", good)
    assert plan_training(store, "me", WISH, today=TODAY + timedelta(days=2), at=AT).plan.sessions


def test_what_cannot_be_is_refused_with_reasons(store: Store) -> None:
    """And nothing is kept."""
    wish = replace(WISH, programme=find_programme("backward-mile"), weeks=2)
    with pytest.raises(PlanRefused) as refused:
        plan_training(store, "me", wish, today=TODAY, at=AT)
    assert refused.value.reasons
    with store.reading() as log:
        assert log.plans.of("me") == ()


def test_a_plan_ends(store: Store) -> None:
    """From today on it holds nothing, and none is followed."""
    plan_training(store, "me", WISH, today=TODAY, at=AT)
    ended = end_plan(store, "me", today=date(2026, 5, 12), at=AT)
    assert ended.current.sessions
    assert max(each.day for each in ended.current.sessions) < date(2026, 5, 12)
    with pytest.raises(NotInLog):
        end_plan(store, "me", today=TODAY, at=AT)


def test_places_come_from_the_wish_the_screening_or_the_programme(store: Store) -> None:
    """In this order."""
    both = frozenset({Place.GYM, Place.TREADMILL})

    def places(wish: PlanWish) -> frozenset[Place]:
        return plan_training(store, "me", wish, today=TODAY, at=AT, is_dry=True).request.places

    assert places(WISH) == WISH.programme.places
    screen_athlete(store, "me", {**healthy_answers(), "places": ["track", "gym"]}, today=TODAY)
    assert places(WISH) == {Place.TRACK, Place.GYM}
    screened = {**healthy_answers(), "places": ["treadmill"], "treadmill-without-rails": "no"}
    screen_athlete(store, "me", screened, today=TODAY)
    assert places(replace(WISH, places=both)) == both


def test_forward_training_is_repeated_every_week(store: Store) -> None:
    """A date says more than the weekday; nothing lies before the plan or after it."""
    dated = ForwardSession(day=date(2026, 5, 13), minutes=90.0, rpe=8.0)
    wish = replace(WISH, forward_weekly={2: (40.0, 3.0)}, forward=(dated,))
    request = plan_training(store, "me", wish, today=TODAY, at=AT, is_dry=True).request
    assert [(each.day, each.minutes) for each in request.forward] == [
        (date(2026, 5, 6), 40.0),
        (date(2026, 5, 13), 90.0),
        (date(2026, 5, 20), 40.0),
        (date(2026, 5, 27), 40.0),
    ]


@pytest.mark.parametrize(
    ("wish", "weeks"),
    [
        (replace(WISH, weeks=None), find_programme("first-steps").weeks[1]),
        (replace(WISH, weeks=None, race_on=date(2026, 5, 31)), 4),
        (replace(WISH, weeks=7, race_on=date(2026, 5, 31)), 7),
    ],
)
def test_the_length_of_a_plan_follows_from_what_was_said(wish: PlanWish, weeks: int, store: Store) -> None:
    """As many weeks as were asked for, until race day, or as the programme takes."""
    from backstride.actions.planning import _request

    request, _ = _request(store, "me", wish, today=TODAY)
    assert request.weeks == weeks


class TestHistory:
    """What was done before, from a log with a backward session on the first of April."""

    @pytest.fixture
    def done(self, edited_log: Store, bring: Bring) -> Store:
        """A log with one session of six times 200 m backward."""
        start = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
        recording = simulate(SimulatedAthlete(), SESSIONS["track-intervals"], started_at=start, seed=1)
        bring(write_activity(recording))
        return edited_log

    def test_backward_minutes_are_told_by_week(self, done: Store) -> None:
        """The week that is over stands last; before it nothing was done."""
        before = before_plan(done, "me", start=date(2026, 4, 6), today=date(2026, 4, 3))
        assert len(before.backward_min) == 8
        assert before.backward_min[:-1] == (0.0,) * 7
        assert 5.0 < before.backward_min[-1] < 15.0
        assert before.backward_run_min[-1] > 0.0

    def test_who_never_went_backward_is_a_newcomer(self, sqlite_store: Store, done: Store) -> None:
        """Nothing known is not zero minutes."""
        assert before_plan(sqlite_store, "me", start=MONDAY, today=TODAY).backward_min == ()
        assert before_plan(done, "me", start=date(2027, 5, 3), today=date(2027, 5, 1)).backward_min == ()

    def test_own_speeds_are_the_middle_of_what_was_done(self, done: Store) -> None:
        """Each way and gait by itself; what is older says nothing."""
        with done.reading() as log:
            speeds = own_speeds(log, "me", today=date(2026, 4, 3))
            assert own_speeds(log, "me", today=date(2026, 12, 1)).m_s == {}
        assert 1.5 < speeds.m_s[Travel.BACKWARD, Gait.RUN] < 4.0

    def test_six_weeks_of_a_log_carry_over_into_the_plan(self, edited_log: Store, bring: Bring) -> None:
        """Minutes week by week, running apart; growth starts from there; unrated sessions give no fitness."""
        for week in range(6):
            text = f"- 5min forward walk\n- {6 + 2 * week}min backward walk\n- 2min backward run"
            start = datetime(2026, 3, 18, 5, 30, tzinfo=UTC) + timedelta(weeks=week)
            script = script_of(parse_workout(text), Speeds())
            bring(write_activity(simulate(SimulatedAthlete(), script, started_at=start, seed=week)))
        before = before_plan(edited_log, "me", start=MONDAY, today=TODAY)
        weeks = [0.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 0.0]
        assert before.backward_min == pytest.approx(weeks, abs=0.3)
        assert before.backward_run_min == pytest.approx([0.0, *6 * [2.0], 0.0], abs=0.3)
        assert (before.fitness, before.fatigue) == (0.0, 0.0)
        caps = {}
        for athlete in ("me", "new"):
            screen_athlete(edited_log, athlete, healthy_answers(), today=TODAY)
            plan = plan_training(edited_log, athlete, WISH, today=TODAY, at=AT).plan
            caps[athlete] = [each.backward_cap_min for each in plan.weeks]
        assert all(own >= new for own, new in zip(caps["me"], caps["new"], strict=True))
        assert caps["me"][1] > caps["new"][1]

    def test_a_backward_session_is_no_forward_training(self, done: Store) -> None:
        """It would keep itself away."""
        with done.reading() as log:
            assert forward_done(log, "me", start=date(2026, 4, 6), today=date(2026, 4, 5)) == ()


def test_a_programme_comes_from_a_file_of_ones_own(tmp_path: Path) -> None:
    """What is wrong with it is told, whatever it is."""
    with pytest.raises(InvalidValue, match="No programme is called"):
        find_programme("fist-steps")
    with pytest.raises(UnreadablePath, match="No such file"):
        find_programme(str(tmp_path / "x.toml"))
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UnreadablePath, match="no text in UTF-8"):
        find_programme(str(path))
    path.write_bytes(b"name = 7")
    with pytest.raises(InvalidValue, match=r"own\.toml"):
        find_programme(str(path))


def test_a_plan_begins_with_the_phase_that_was_named(store: Store) -> None:
    """Who goes backward already need not begin at the beginning; without a log the caps still hold."""
    phase = find_phase(WISH.programme, " longer PIECES ")
    assert phase == "longer"
    made = plan_training(store, "me", replace(WISH, from_phase=phase), today=TODAY, at=AT)
    assert made.plan.weeks[0].phase == "longer"
    assert made.plan.weeks[0].backward_min <= WISH.programme.phases[0].backward_min[0]
    with pytest.raises(InvalidValue, match=r"has no phase 'sprint'.*“At ease”"):
        find_phase(WISH.programme, "sprint")
