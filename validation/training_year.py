"""A year of five simulated athletes, whose plans move week by week; and what became of each.

They are made of rules and a seed, not of people: the chapter shows what adaptation does, not what training
does. After every step the plan is checked with the arithmetic of `plan_check`, which shares none with the
planner: no cap, no gate, no day of rest may be broken.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from backstride.bout import Gait, Travel
from backstride.training.adaptation import Adaptation, adapt
from backstride.training.clearance import (
    Allowed,
    ClinicianWord,
    Injury,
    InjuryKind,
    Limits,
    Screening,
    Verdict,
)
from backstride.training.diary import CheckIn
from backstride.training.gates import open_gates
from backstride.training.library import programme
from backstride.training.matching import DoneActivity, match
from backstride.training.plan import Plan, PlannedSession, PlanRequest
from backstride.training.plan_check import faults_of
from backstride.training.planning import make_plan
from backstride.training.week_review import diary_with_sessions, done_by_phase, review_week

START: Final = date(2026, 1, 5)
WEEKS: Final = 52
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """Who trains, and how they take it."""

    name: str
    programme: str
    screening: Screening
    who: str
    """A sentence."""
    does: "Callable[[PlannedSession, Life], DoneActivity | None]"
    """What comes of a planned session."""
    says: "Callable[[date, Life], CheckIn | None]"
    """What is said of a day."""
    adds: "Callable[[date, Life], DoneActivity | None]" = lambda _day, _life: None
    """What is done beside the plan."""


@dataclass(slots=True)
class Life:
    """A year on its way."""

    athlete: Athlete
    chance: random.Random
    request: PlanRequest
    plan: Plan
    done: list[DoneActivity] = field(default_factory=list)
    diary: list[CheckIn] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    adapted: int = 0
    changed: int = 0
    stopped_days: set[date] = field(default_factory=set)
    fired: Counter[str] = field(default_factory=Counter)
    told: list[tuple[date, str]] = field(default_factory=list)
    slowest_s: float = 0.0

    def week(self, day: date) -> int:
        """The week of a day, from 1."""
        return (day - START).days // 7 + 1


def begun(athlete: Athlete, seed: int) -> Life:
    """An athlete on the first morning."""
    chosen = programme(athlete.programme)
    gates = open_gates(chosen, on=START, diary=[], screening=athlete.screening, done={})
    request = PlanRequest(
        programme=chosen,
        screening=athlete.screening,
        start=START,
        weeks=WEEKS,
        days={1: 75.0, 3: 75.0, 5: 90.0, 6: 60.0},
        places=chosen.places,
        open_gates=gates,
    )
    chance = random.Random(seed)  # noqa: S311 - chance, not secrets
    return Life(athlete=athlete, chance=chance, request=request, plan=make_plan(request))


def moved(life: Life, today: date) -> Adaptation:
    """Adapt, check what came of it, and that a second time changes nothing."""
    started = time.perf_counter()
    adaptation = _adapted(life, today)
    life.slowest_s = max(life.slowest_s, time.perf_counter() - started)
    _check(life, adaptation, today)
    life.adapted += 1
    life.changed += bool(adaptation.changes)
    life.fired.update(each.rule.key for each in adaptation.fired)
    if adaptation.changes:
        life.told.append((today, adaptation.words))
    life.plan = adaptation.plan
    again = _adapted(life, today)
    if again.changes:
        life.faults.append(f"{today}: adapting a second time changed {len(again.changes)} sessions.")
    return adaptation


def _adapted(life: Life, today: date) -> Adaptation:
    matching = match(life.done, life.plan)
    diary = diary_with_sessions(life.diary, life.done)
    reviews = [
        review_week(life.plan, week.number, matching=matching, activities=life.done, diary=diary, today=today)
        for week in life.plan.weeks
        if week.monday <= today
    ]
    done = done_by_phase(life.plan, matching, life.done)
    return adapt(life.request, life.plan, reviews, diary, life.athlete.screening, today=today, done=done)


def _check(life: Life, adaptation: Adaptation, today: date) -> None:
    if adaptation.request is not None and adaptation.rest is not None and adaptation.rest.sessions:
        life.faults += [f"{today}: {each}" for each in faults_of(adaptation.rest, adaptation.request)]
    old = [each for each in life.plan.sessions if each.day < today]
    new = [each for each in adaptation.plan.sessions if each.day < today]
    if old != new:
        life.faults.append(f"{today}: the past was changed.")
    if adaptation.is_stopped and any(each.day > today for each in adaptation.plan.sessions):
        life.faults.append(f"{today}: something is planned although training is stopped.")


def lived(athlete: Athlete, seed: int) -> Life:
    """The whole year of an athlete, day by day."""
    life = begun(athlete, seed)
    for at in range(7 * WEEKS):
        today = START + timedelta(days=at)
        said = athlete.says(today, life)
        if said is not None:
            life.diary.append(said)
        is_bad = said is not None and (said.fell or said.is_ill or (said.pain or 0.0) > 2.0)
        if today.weekday() == 0 or is_bad or (life.stopped_days and said is not None):
            adaptation = moved(life, today)
            if adaptation.is_stopped:
                life.stopped_days.add(today)
        for session in [each for each in life.plan.sessions if each.day == today]:
            if session.gate is None:
                activity = athlete.does(session, life)
                life.done += [] if activity is None else [activity]
        extra = athlete.adds(today, life)
        life.done += [] if extra is None else [extra]
    return life


def session_done(
    session: PlannedSession,
    life: Life,
    *,
    day: date | None = None,
    share: float = 1.0,
    harder: float = 0.0,
    drift: float = 0.0,
    pain: float | None = None,
    falls: int | None = None,
) -> DoneActivity:
    """An activity that a watch would have recorded of a planned session."""
    known = len(life.done)
    walked = (session.backward_min - session.backward_run_min) * share
    return DoneActivity(
        key=f"{life.athlete.name}-{known}",
        day=day or session.day,
        start_hour=18.0,
        names=(f"{session.workout.name} {session.key}",),
        minutes={
            (Travel.BACKWARD, Gait.WALK): walked,
            (Travel.BACKWARD, Gait.RUN): session.backward_run_min * share,
            (Travel.FORWARD, Gait.WALK): (session.minutes - session.backward_min) * share,
        },
        duration_min=session.minutes * share,
        rpe=min(10.0, max(0.0, session.load / session.minutes + harder)),
        pain=pain,
        falls=falls,
        # The heart rate at one speed falls with practice, as in the trial of heath2001.
        backward_heart_rate_bpm=142.0 * (1.0 - 0.17 * min(1.0, known / 60.0)) * (1.0 + drift),
        backward_speed_m_s=1.0,
    )


def well(day: date, _: Life) -> CheckIn | None:
    """A check-in each Sunday, all well."""
    return CheckIn(day=day, pain=0.0, is_swollen=False, is_ill=False) if day.weekday() == 6 else None


def in_weeks(life: Life, day: date, *weeks: int) -> bool:
    """Whether a day lies in one of some weeks."""
    return life.week(day) in weeks


def _good(session: PlannedSession, life: Life) -> DoneActivity:
    return session_done(
        session, life, share=life.chance.uniform(0.95, 1.03), harder=life.chance.uniform(-0.5, 0.7)
    )


def _ill_says(day: date, life: Life) -> CheckIn | None:
    at = (day - START).days
    if at in range(58, 68) or at in range(205, 209):
        return CheckIn(day=day, pain=0.0, is_swollen=False, is_ill=True)
    if at in {68, 209}:
        return CheckIn(day=day, pain=0.0, is_swollen=False, is_ill=False)
    return well(day, life)


def _overreaches(session: PlannedSession, life: Life) -> DoneActivity:
    is_worn = life.week(session.day) % 6 in {4, 5}
    return session_done(
        session, life, share=1.15, harder=2.6 if is_worn else 1.0, drift=0.08 if is_worn else 0.0
    )


def _adds_more(day: date, life: Life) -> DoneActivity | None:
    if day.weekday() != 2 or life.week(day) % 2:
        return None
    return DoneActivity(
        key=f"extra-{day}",
        day=day,
        start_hour=7.0,
        minutes={(Travel.BACKWARD, Gait.WALK): 12.0, (Travel.FORWARD, Gait.RUN): 20.0},
        duration_min=32.0,
        rpe=6.0,
    )


def _careless(session: PlannedSession, life: Life) -> DoneActivity | None:
    if in_weeks(life, session.day, 14, 15, 16, 33, 34) or life.chance.random() < 0.35:
        return None
    day = session.day + timedelta(days=life.chance.choice([0, 0, 0, 1, -1]))
    is_fallen = life.week(session.day) >= 21 and all(each.falls is None for each in life.done)
    return session_done(
        session,
        life,
        day=max(START, day),
        share=life.chance.uniform(0.5, 1.1),
        falls=1 if is_fallen else None,
    )


def _careless_says(day: date, life: Life) -> CheckIn | None:
    """Nothing, until asked after the fall: eleven days later."""
    fell_on = max((each.day for each in life.done if each.falls is not None), default=None)
    if fell_on is None or day - fell_on not in {timedelta(days=11), timedelta(days=12)}:
        return None
    return CheckIn(day=day, pain=1.0, is_swollen=False, is_ill=False, fell=False)


def _injured(session: PlannedSession, life: Life) -> DoneActivity:
    return session_done(session, life, harder=life.chance.uniform(-0.4, 0.4), pain=1.0)


def _injured_says(day: date, life: Life) -> CheckIn:
    """Each day: pain that fades, a flare in week 15, strong pain in week 24, and what a clinician said."""
    week = life.week(day)
    pain = 2.0 if week < 4 else 1.0
    if week == 15 and day.weekday() in {1, 2}:
        pain = 4.0
    if week == 24 and day.weekday() == 3:
        pain = 6.0
    words = {6: Allowed.WALK, 12: Allowed.RUN, 20: Allowed.EVERYTHING}
    is_told = day.weekday() == 0 and week in words
    return CheckIn(
        day=day,
        pain=pain,
        is_swollen=week == 9 and day.weekday() < 3,
        is_ill=False,
        strength_symmetry_percent=min(96.0, 58.0 + 1.6 * week) if day.weekday() == 0 else None,
        clinician=ClinicianWord(by="Dr. Weber", on=day, allows=words[week]) if is_told else None,
    )


HEALTHY: Final = Screening(screened_on=START, verdict=Verdict.GO)
AFTER_SURGERY: Final = Screening(
    screened_on=START,
    verdict=Verdict.GO_WITH_LIMITS,
    injuries=(Injury(kind=InjuryKind.KNEE_SURGERY, since=START - 6 * WEEK),),
    limits=Limits(),
    clinician=ClinicianWord(by="Dr. Weber", on=START, allows=Allowed.WALK),
)

ATHLETES: Final = (
    Athlete(
        name="good",
        programme="base",
        screening=HEALTHY,
        who="does what is planned, and checks in each Sunday",
        does=_good,
        says=well,
    ),
    Athlete(
        name="ill",
        programme="base",
        screening=HEALTHY,
        who="has influenza for ten days in March and a cold in July, and says so",
        does=_good,
        says=_ill_says,
    ),
    Athlete(
        name="overreaching",
        programme="base",
        screening=HEALTHY,
        who="does more than is planned, adds sessions of their own, and is worn out every few weeks",
        does=_overreaches,
        says=well,
        adds=_adds_more,
    ),
    Athlete(
        name="careless",
        programme="first-steps",
        screening=HEALTHY,
        who="misses a third of the sessions and some weeks altogether, trains on other days, never checks "
        "in, and falls once in summer",
        does=_careless,
        says=_careless_says,
    ),
    Athlete(
        name="injured",
        programme="rehab-knee-surgery",
        screening=AFTER_SURGERY,
        who="comes back after knee surgery, checks in each day, has swelling in week 9, a flare in week 15 "
        "and strong pain in week 24",
        does=_injured,
        says=_injured_says,
    ),
)


def story(life: Life) -> str:
    """What became of an athlete, as a paragraph."""
    done = sum(each.backward_min or 0.0 for each in life.done)
    weeks = Counter[int]()
    for each in life.done:
        weeks[life.week(each.day)] += round(each.backward_min or 0.0)
    course = ", ".join(str(weeks[week]) for week in range(1, WEEKS + 1, 3))
    rules = ", ".join(f"{key} {count}" for key, count in life.fired.most_common()) or "none"
    phases = " → ".join(dict.fromkeys(week.phase for week in life.plan.weeks))
    return (
        f"**{life.athlete.name.capitalize()}** {life.athlete.who}. Programme `{life.athlete.programme}`. "
        f"{len(life.done)} sessions and {done:.0f} min backward in the year; every third week, in minutes: "
        f"{course}. Adapted {life.adapted} times, of which {life.changed} changed something; stopped on "
        f"{len(life.stopped_days)} of the days on which it was asked. Rules that applied: {rules}. "
        f"Phases: {phases}. Slowest step {life.slowest_s:.1f} s. Faults: {len(life.faults)}."
    )


def turning_points(life: Life, most: int = 4) -> list[str]:
    """What the athlete was told when most changed, in order."""
    longest = sorted(life.told, key=lambda each: -len(each[1]))[:most]
    return [f"> *Week {life.week(day)}:* {words}" for day, words in sorted(longest)]


HEAD: Final = """\
## A year of training, five times

```text
python -m validation.training_year
```

Five athletes that no one is follow a programme for a year. Each week they do what is theirs to do, or not, or
more; they fall ill, hurt, or fall; and the plan is moved on by what they did and said, as `backstride adapt`
does it. After every step the plan is held against the independent checker, and the step is taken twice: the
second must change nothing. What was told in the weeks in which most changed stands below each story.
"""


def run() -> str:
    """Live the years, and tell of them."""
    parts = [HEAD]
    for number, athlete in enumerate(ATHLETES):
        life = lived(athlete, number)
        if life.faults:
            faults = "\n".join(life.faults[:20])
            message = f"{athlete.name}: {len(life.faults)} faults:\n{faults}"
            raise AssertionError(message)
        parts += [story(life), *turning_points(life)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


if __name__ == "__main__":
    print(run())
