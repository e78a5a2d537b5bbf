"""How many minutes backward each week asks for: the caps, and the first of the two levels of planning.

The first level knows weeks alone. It takes form on race day, or on the last day, from the form model, where
it is a weighted sum of the loads, and weighs it against steady progress: form alone would empty the weeks
before a race. The second level, `week_layout`, then lays out one week after the other.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from backstride.load.form import FATIGUE_DAYS, FITNESS_DAYS
from backstride.training.phase_calendar import PhaseWeek
from backstride.training.plan import PlanRequest
from backstride.training.session_options import PhaseOptions

MEMORY_WEEKS: Final = 3
"""Growth is measured against the most of so many weeks before. [weeks]"""
DELOAD_EVERY: Final = 4
"""Every so manyth week of a programme is a lighter one, but for tapers, and the last week of a plan without a
race: nothing comes after it that it would make room for. [weeks]"""
DELOAD: Final = (0.70, 0.80)
"""A lighter week asks for this much of the most of the three weeks before. [-]"""
MISS_PRICE: Final = 100
"""Of a minute that a week has less than the steady way asks for."""
LEAST_OF_WISH: Final = 0.7
"""Below this share of the steady way a minute costs more: form alone would empty the week of a race. [-]"""
FAR_MISS_PRICE: Final = 400
"""Of a minute below that, beside the other."""
FORM_PRICE: Final = 400
"""Of a unit of form. It outweighs the steady way in about the last ten days before a race, not earlier."""
PARTS: Final = 10
"""Minutes are counted in tenths: the solver works with whole numbers. [1/min]"""
SEED: Final = 1
LONGEST_SOLVING: Final = 0.3
"""For one problem, in the solver's own time, the same on every machine; some 0.3 s. [-]"""
GOOD_ENOUGH: Final = 15.0
"""A plan that is at most so much dearer than the best is taken: less than a quarter of a minute off. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """What one week may ask for at most."""

    backward_min: float
    backward_run_min: float
    words: str
    """Why not more: a part of a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One week as the first level sees it."""

    week: PhaseWeek
    options: PhaseOptions
    most_min: float
    """Backward minutes that its days can take. [min]"""
    least_min: float
    """Backward minutes of its least sessions with their least doses. [min]"""
    days: tuple[date, ...]
    is_light: bool
    """Whether it is one of the lighter weeks."""


def new_solver(effort: float = LONGEST_SOLVING) -> Any:  # noqa: ANN401 - the solver comes without types
    """A solver that gives the same answer each time.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    effort
        After so much work it stops, in the solver's own time. [-]

    Returns
    -------
    Any
        A CP-SAT solver with one worker, a fixed seed and a deterministic limit.
    """
    from ortools.sat.python import cp_model  # noqa: PLC0415 - it takes most of a second to load

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_deterministic_time = effort
    # Small models with a good linear relaxation: taking them apart beforehand takes longer than solving
    # them, and hides the relaxation.
    solver.parameters.cp_model_presolve = False
    solver.parameters.symmetry_level = 0
    solver.parameters.linearization_level = 2
    solver.parameters.absolute_gap_limit = GOOD_ENOUGH
    return solver


def start_dose(request: PlanRequest) -> float:
    """Backward minutes of a week that a newcomer to the programme may begin with.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    request
        What was asked for.

    Returns
    -------
    float
        What the programme's first phase begins with. [min]
    """
    return request.programme.phases[0].backward_min[0]


def week_cap(
    week: PhaseWeek, backward: Sequence[float], running: Sequence[float], request: PlanRequest
) -> Cap:
    """What a week may ask for at most: growth, its phase, the taper, and the share of the first week.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    week
        The week.
    backward
        Backward minutes of the weeks before it, those before the plan included. [min]
    running
        Minutes running backward, likewise. [min]
    request
        What was asked for.

    Returns
    -------
    Cap
        The least of what the rules allow.
    """
    caps = request.programme.caps
    most, most_run = (max(each[-MEMORY_WEEKS:], default=0.0) for each in (backward, running))
    rules = [
        (max(caps.grown_min(most), start_dose(request)), "growth over the three weeks before"),
        (week.phase.backward_min[1], f"the most of the phase “{week.phase.name}”"),
    ]
    if week.number_in_phase == 1 and not week.phase.is_taper:
        # Whoever already does more than a phase begins with need not go back to less.
        kept = most if week.number == 1 else 0.0
        rules.append(
            (max(week.phase.backward_min[0], kept), f"the first week of the phase “{week.phase.name}”")
        )
    if week.phase.is_taper and backward:
        rules.append((caps.taper_share * max(backward), "the taper before the race"))
    least, words = min(rules)
    share = request.share if week.number == 1 else 1.0
    return Cap(
        backward_min=share * least,
        backward_run_min=share * caps.grown_min(most_run),
        words=words if share >= 1.0 else f"a first week of {share:.0%} of what would be allowed",
    )


def fitness_weight(days_before: int) -> float:
    """What a unit of load on a day adds to fitness on the morning so many days later.

    Source: form-model. Belief: claimed.

    Parameters
    ----------
    days_before
        Days from the load to the day that fitness is wanted on. [d]

    Returns
    -------
    float
        Above zero, the less the longer ago. [-]
    """
    slow = math.exp(-1.0 / FITNESS_DAYS)
    return (1.0 - slow) * slow ** max(0, days_before - 1)


def form_weight(days_before: int) -> float:
    """What a unit of load on a day adds to form on the morning so many days later.

    Source: form-model. Belief: claimed.

    Parameters
    ----------
    days_before
        Days from the load to the day that form is wanted on. [d]

    Returns
    -------
    float
        Above zero from about two weeks before, below zero after that. [-]
    """
    fast = math.exp(-1.0 / FATIGUE_DAYS)
    return fitness_weight(days_before) - (1.0 - fast) * fast ** max(0, days_before - 1)


def week_targets(rooms: Sequence[Room], request: PlanRequest, target_day: date) -> tuple[float, ...]:
    """How many minutes backward to aim at in each week.

    Source: form-model, backstride-rules. Belief: claimed.

    Parameters
    ----------
    rooms
        The weeks of the plan.
    request
        What was asked for.
    target_day
        Race day, or the plan's last day.

    Returns
    -------
    tuple[float, ...]
        One number a week; the second level comes as near to it as its rules allow. [min]
    """
    from ortools.sat.python import cp_model  # noqa: PLC0415 - it takes most of a second to load

    model = cp_model.CpModel()
    has_race = any(room.week.phase.is_taper for room in rooms)
    before = [model.new_constant(_parts(each)) for each in request.before.backward_min[-MEMORY_WEEKS:]]
    targets: list[Any] = []
    prices: list[tuple[Any, int]] = []
    for room in rooms:
        targets.append(model.new_int_var(0, _parts(room.most_min), f"week {room.week.number}"))
        _cap_week(model, room, targets, before, request)
        prices.append((targets[-1], -round(FORM_PRICE * _mean_gain(room, target_day, has_race=has_race))))
        wish = _wish(room, request)
        for aim, price in ((wish, MISS_PRICE), (LEAST_OF_WISH * wish, FAR_MISS_PRICE)):
            miss = model.new_int_var(0, 10**6, "")
            model.add(miss >= _parts(aim) - targets[-1])
            prices.append((miss, price))
    model.minimize(
        cp_model.LinearExpr.weighted_sum([item for item, _ in prices], [price for _, price in prices])
    )
    solver = new_solver()
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return tuple(min(_wish(room, request), room.most_min) for room in rooms)
    return tuple(solver.value(target) / PARTS for target in targets)


def _parts(minutes: float) -> int:
    return int(minutes * PARTS)


def _most(model: Any, earlier: Sequence[Any]) -> Any:  # noqa: ANN401 - the solver comes without types
    most = model.new_int_var(0, 10**6, "")
    model.add_max_equality(most, [*earlier, 0])
    return most


def _cap_week(
    model: Any,  # noqa: ANN401 - the solver comes without types
    room: Room,
    targets: Sequence[Any],
    before: Sequence[Any],
    request: PlanRequest,
) -> None:
    """Hold the last target to growth over those before it, to its phase, to the taper, and to its wish."""
    target, earlier = targets[-1], [*before, *targets[:-1]]
    base = _most(model, earlier[-MEMORY_WEEKS:])
    caps, phase = request.programme.caps, room.week.phase
    newcomer = _parts(start_dose(request))
    grown, share = model.new_int_var(0, 10**6, ""), model.new_int_var(0, 10**6, "")
    model.add(100 * share <= round(100 * (1.0 + caps.weekly_growth)) * base)
    model.add_max_equality(grown, [share, base + _parts(caps.growth_floor_min), model.new_constant(newcomer)])
    model.add(target <= grown)
    model.add(target <= max(_parts(_wish(room, request)), _parts(room.least_min)))
    is_first = room.week.number_in_phase == 1 and room.week.number > 1 and not phase.is_taper
    model.add(target <= _parts(phase.backward_min[0 if is_first else 1]))
    if room.is_light:
        model.add(100 * target <= round(100 * DELOAD[1]) * _most(model, [base, newcomer]))
    if phase.is_taper and earlier:
        model.add(100 * target <= round(100 * caps.taper_share) * _most(model, earlier))
    if room.week.number == 1:
        first = week_cap(room.week, request.before.backward_min, (), request).backward_min
        model.add(target <= _parts(first))


def _wish(room: Room, request: PlanRequest) -> float:
    """The steady way: from what a phase begins with to its most, over its usual weeks; less if light."""
    low, high = room.week.phase.backward_min
    if room.week.phase.is_taper:
        return high  # the share of the taper holds it down
    if room.week.number_in_phase >= room.week.number:  # the phase that the plan begins with
        low = min(high, max([low, *request.before.backward_min[-MEMORY_WEEKS:]]))
    way = min(1.0, (room.week.number_in_phase - 1) / max(1, room.week.phase.weeks[1] - 1))
    wish = low + (high - low) * way
    return wish * sum(DELOAD) / 2.0 if room.is_light else wish


def _mean_gain(room: Room, target_day: date, *, has_race: bool) -> float:
    """What a minute backward in a week adds to form; without a race, to fitness alone."""
    days = room.days or (room.week.monday,)
    lags = [(target_day - day).days for day in days]
    gains = [form_weight(lag) if has_race else fitness_weight(lag) for lag in lags]
    every = [option.dose for each in room.options.options.values() for option in each]
    minutes = sum(dose.backward_min for dose in every)
    load_per_minute = sum(dose.load for dose in every) / minutes if minutes > 0.0 else 0.0
    return load_per_minute * sum(gains) / len(gains)
