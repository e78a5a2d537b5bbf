"""Programmes for the tests of planning, and requests of every kind for any programme."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from hypothesis import strategies as st

from backstride.bout import Gait, Travel
from backstride.sources import Belief
from backstride.training.clearance import Injury, InjuryKind, Limits, Screening, Verdict
from backstride.training.dose import Speeds
from backstride.training.plan import Before, ForwardSession, PlanRequest
from backstride.training.programme import (
    Caps,
    Gate,
    Goal,
    Need,
    NeedKind,
    Phase,
    Programme,
    SessionKind,
    SessionTemplate,
)
from backstride.training.workout import Place

MONDAY: Final = date(2026, 1, 5)
PLACES: Final = frozenset({Place.TRACK, Place.FIELD, Place.ROAD})


def session(
    key: str,
    text: str,
    n: tuple[int, int],
    per_week: tuple[int, int],
    *,
    kind: SessionKind = SessionKind.EASY,
    places: frozenset[Place] = PLACES,
    has_turns: bool = False,
) -> SessionTemplate:
    """A session of a programme for tests."""
    return SessionTemplate(
        key=key,
        name=key.capitalize(),
        kind=kind,
        purpose=f"This is why there is {key}.",
        text=text,
        n=n,
        per_week=per_week,
        places=places,
        sources=("backstride-rules",),
        belief=Belief.DERIVED,
        has_turns=has_turns,
    )


WALK: Final = session("walk", "- 5min forward walk\n- {n}min backward walk @RPE 3", (4, 25), (2, 4))
JOG: Final = session(
    "jog", "- 5min forward walk\n- {n}x 1min backward run @RPE 4, 1min forward walk", (2, 15), (1, 3)
)
BURSTS: Final = session(
    "bursts",
    "- 10min forward walk\n- {n}x 20s backward run @RPE 8, 100s forward walk",
    (3, 12),
    (1, 2),
    kind=SessionKind.HARD,
    places=frozenset({Place.TRACK, Place.FIELD}),
    has_turns=True,
)
RACE: Final = session(
    "race", "- 10min forward walk\n- 1km backward run @RPE 9", (1, 1), (0, 1), kind=SessionKind.RACE
)
LEARN: Final = Phase(
    key="learn", name="Learn", purpose="To learn it.", weeks=(2, 4), sessions=(WALK,), backward_min=(12, 50)
)
BUILD: Final = Phase(
    key="build",
    name="Build",
    purpose="To build up.",
    weeks=(3, 6),
    sessions=(replace(WALK, per_week=(1, 3)), JOG, BURSTS),
    backward_min=(30, 80),
)
TAPER: Final = Phase(
    key="taper",
    name="Taper",
    purpose="To come fresh to the race.",
    weeks=(1, 2),
    sessions=(replace(JOG, per_week=(0, 2)), RACE),
    backward_min=(10, 60),
    is_taper=True,
)
WEEKS_GATE: Final = Gate(
    key="weeks",
    words="Four weeks have passed.",
    needs=(Need(kind=NeedKind.WEEKS_SINCE, value=4),),
    sources=("backstride-rules",),
)
PAIN_GATE: Final = Gate(
    key="pain",
    words="No pain.",
    needs=(Need(kind=NeedKind.PAIN_AT_MOST, value=2),),
    sources=("backstride-rules",),
)


def programme(
    *phases: Phase, caps: Caps | None = None, injuries: frozenset[InjuryKind] = frozenset()
) -> Programme:
    """A programme for tests of some phases."""
    return Programme(
        key="for-tests",
        name="For tests",
        summary="A programme for tests.",
        goal=Goal.REHABILITATION if injuries else Goal.BASE,
        who="Nobody.",
        evidence=Belief.DERIVED,
        evidence_words="None.",
        sources=("backstride-rules",),
        caps=caps or Caps(sessions_per_week=(2, 4)),
        phases=phases,
        injuries=injuries,
    )


BASE: Final = programme(LEARN, BUILD)
RACING: Final = programme(LEARN, BUILD, TAPER)
COMING_BACK: Final = programme(
    LEARN,
    replace(BUILD, gate=WEEKS_GATE),
    replace(BUILD, key="later", name="Later", gate=PAIN_GATE),
    injuries=frozenset({InjuryKind.HAMSTRING_STRAIN, InjuryKind.GROIN_STRAIN}),
)
OWN: Final = (BASE, RACING, COMING_BACK)
"""Programmes of the tests alone, so that their rules do not move when a packaged one does."""

CLEAR: Final = Screening(screened_on=MONDAY - timedelta(days=3), verdict=Verdict.GO)


def plain_request(chosen: Programme = BASE, **changes: object) -> PlanRequest:
    """Three days a week for eight weeks, nothing in the way; with changes."""
    plain = PlanRequest(
        programme=chosen,
        screening=CLEAR,
        start=MONDAY,
        weeks=8,
        days={1: 60.0, 3: 60.0, 5: 90.0},
        places=frozenset(Place),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # each test gives fields that there are


def random_request(random: Random, programmes: Sequence[Programme]) -> PlanRequest:
    """A request as people make them, and some that nobody should: what fits is for the planner to say."""
    chosen = random.choice(programmes)
    start = MONDAY + timedelta(days=random.randrange(400))
    weeks = random.choice(
        (*range(4, 17), *range(4, 17), *range(1, 31), sum(phase.weeks[0] for phase in chosen.phases))
    )
    days = random.sample(range(7), random.choice((1, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 7)))
    last = start + timedelta(days=7 * weeks - 1 - start.weekday())
    is_racing = any(each.kind is SessionKind.RACE for phase in chosen.phases for each in phase.sessions)
    phases = [phase.key for phase in chosen.phases]
    gates = [phase.gate.key for phase in chosen.phases if phase.gate is not None]
    return PlanRequest(
        programme=chosen,
        screening=_screening(random, chosen, start),
        start=start,
        weeks=weeks,
        days={day: float(random.choice((15, 20, 30, 30, 40, 45, 60, 90))) for day in sorted(days)},
        places=_places(random),
        speeds=_speeds(random),
        race_on=last - timedelta(days=random.randrange(-2, 14))
        if random.random() < (0.5 if is_racing else 0.01)
        else None,
        forward=_forward(random, start, last),
        days_off=_days_off(random, start, last),
        open_gates=frozenset(gates[: random.randint(0, len(gates))]),
        before=_before(random, phases, chosen),
        least_phase=random.choice(phases) if random.random() < 0.08 else None,
        most_phase=random.choice(phases) if random.random() < 0.08 else None,
        share=random.choice((0.5, 0.8, 0.9)) if random.random() < 0.1 else 1.0,
    )


def _screening(random: Random, chosen: Programme, start: date) -> Screening:
    kinds = sorted(chosen.injuries)
    if random.random() < 0.03:
        kinds = [random.choice(list(InjuryKind))]
    injuries = [
        Injury(
            kind=kind, since=None if random.random() < 0.1 else start - timedelta(days=random.randrange(200))
        )
        for kind in kinds
        if random.random() < 0.95
    ]
    has_limits = random.random() < 0.25
    verdict = random.choices(list(Verdict), (73, 25, 1, 1))[0]
    return Screening(
        screened_on=start
        - timedelta(days=random.choice((0, 1, 7, 30, 200, 340, 400, -2)) if random.random() < 0.3 else 3),
        verdict=verdict,
        limits=_limits(random) if has_limits else Limits(),
        injuries=tuple(injuries),
    )


def _limits(random: Random) -> Limits:
    return Limits(
        walk_only=random.random() < 0.3,
        hardest_rpe=random.choice((3.0, 5.0, 6.0, 8.0, 10.0, 10.0)),
        longest_backward_min=random.choice((None, None, 5.0, 10.0, 20.0)),
        no_turns=random.random() < 0.4,
        places=random.choice(
            (None, None, None, frozenset({Place.TREADMILL}), frozenset({Place.TRACK, Place.GYM}))
        ),
    )


def _places(random: Random) -> frozenset[Place]:
    if random.random() < 0.4:
        return frozenset(Place)
    return frozenset(random.sample(list(Place), random.randint(1, 5)))


def _speeds(random: Random) -> Speeds:
    if random.random() < 0.7:
        return Speeds()
    walk = random.uniform(0.4, 1.1)
    return Speeds(
        m_s={(Travel.BACKWARD, Gait.WALK): walk, (Travel.BACKWARD, Gait.RUN): walk + random.uniform(0.4, 2.5)}
    )


def _forward(random: Random, start: date, last: date) -> tuple[ForwardSession, ...]:
    if random.random() < 0.5:
        return ()
    rpe = {
        day: random.choice((3.0, 4.0, 4.0, 5.0, 7.0)) for day in random.sample(range(7), random.randint(1, 5))
    }
    minutes = random.choice((30.0, 60.0, 100.0))
    every = (start + timedelta(days=at) for at in range(-7, (last - start).days + 1))
    return tuple(
        ForwardSession(day=day, minutes=minutes, rpe=rpe[day.weekday()])
        for day in every
        if day.weekday() in rpe and random.random() < 0.95
    )


def _days_off(random: Random, start: date, last: date) -> frozenset[date]:
    if random.random() < 0.6:
        return frozenset()
    first = start + timedelta(days=random.randrange((last - start).days + 1))
    return frozenset(first + timedelta(days=at) for at in range(random.choice((1, 3, 7, 10, 22))))


def _before(random: Random, phases: Sequence[str], chosen: Programme) -> Before:
    if random.random() < 0.6:
        return Before()
    backward = tuple(round(random.uniform(0.0, 60.0), 2) for _ in range(random.randint(0, 6)))
    spent = {}
    if random.random() < 0.3:
        reached = random.randint(1, len(phases))
        spent = {
            phase.key: random.randint(phase.weeks[0], phase.weeks[1])
            for phase in chosen.phases[: reached - 1]
        }
        spent[phases[reached - 1]] = random.randint(0, 3)
    return Before(
        backward_min=backward,
        backward_run_min=tuple(round(minutes * random.uniform(0.0, 0.5), 2) for minutes in backward),
        fitness=random.uniform(0.0, 60.0),
        fatigue=random.uniform(0.0, 60.0),
        phase_weeks=spent,
    )


requests = st.randoms(use_true_random=False).map(lambda random: random_request(random, OWN))
"""Requests of every kind for the programmes of the tests."""
