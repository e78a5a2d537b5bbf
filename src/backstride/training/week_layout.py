"""The second level of planning: the sessions of one week, on which day and with which dose.

Safety rules are hard: caps, spacing, rest, the length of days. All else is soft and has a price, so that
there is always an answer, if need be an empty week; whether that will do is for the whole plan to say.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from backstride.training.phase_calendar import PhaseWeek
from backstride.training.plan import ForwardSession, PlanRequest
from backstride.training.programme import Caps
from backstride.training.session_options import Option, PhaseOptions, Race
from backstride.training.week_targets import DELOAD, LONGEST_SOLVING, Cap, new_solver

DOSES: Final = (6, 10, 40)
"""So many doses of a session are weighed, spread evenly over those that fit: at least, at most, and in all
the days of a week together."""
RACE_GAP_DAYS: Final = 4
"""The last hard session before a race is so many days earlier at least. Assumed. [d]"""
BEFORE_RACE: Final = 0.25
"""However long the race is, so much of its week's cap may be trained before it: nobody comes to a race of an
hour from a week of nothing. Assumed. [-]"""
LONG_FORWARD_MIN: Final = 90.0
"""A forward session from here on makes the day after it a poor one for hard work. Assumed. [min]"""
FINE: Final = 1000
"""Minutes are counted in thousandths, rounded against the plan, so that no cap is broken by rounding."""

MISSING_SESSION: Final = 1_000_000
MISSING_KIND: Final = 20_000
"""A session that its phase wants at least so often."""
MINUTE_OFF: Final = 100
"""A minute off the week's target."""
ODD_SESSION: Final = 600
"""A session more or less than the phase usually has."""
NEIGHBOURS: Final = 60
"""Sessions on two days in a row."""
AFTER_LONG: Final = 150
"""A hard session on the day after a long forward one."""
OFF_THE_WAY: Final = 800
"""The whole of a session's range away from where the phase has come to; by the square, so that two sessions
share what is off rather than one having it all."""
OTHER_DAY: Final = 15
"""A session on another weekday than in the week before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A session on its day."""

    day: date
    option: Option


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """All that the layout of one week has to fit into."""

    week: PhaseWeek
    options: PhaseOptions
    request: PlanRequest
    days: Mapping[date, float]
    """The free days and the longest session of each. [min]"""
    target_min: float
    cap: Cap
    earlier_hard: tuple[date, ...]
    """Hard sessions already planned, the latest last."""
    earlier_days: tuple[Placed, ...]
    """The sessions of the week before."""
    race: Race | None
    """The race of this plan."""
    least_sessions: int
    is_light: bool = False
    """Whether it is one of the lighter weeks."""

    @property
    def caps(self) -> Caps:
        """Those of the programme."""
        return self.request.programme.caps

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.week.monday + timedelta(days=6)

    @property
    def own_race(self) -> Race | None:
        """The race, if it is in this week."""
        race = self.race
        return race if race is not None and self.week.monday <= race.day <= self.sunday else None

    @property
    def most_min(self) -> tuple[float, float]:
        """What its sessions, the race apart, may come to: backward, and running backward. [min]"""
        caps = (self.cap.backward_min, self.cap.backward_run_min)
        if self.own_race is None:
            return caps
        dose = self.own_race.option.dose
        raced = (dose.backward_min, dose.backward_run_min)
        return max(caps[0] - raced[0], BEFORE_RACE * caps[0]), max(caps[1] - raced[1], BEFORE_RACE * caps[1])

    @property
    def forward(self) -> tuple[ForwardSession, ...]:
        """Forward training of this week."""
        return tuple(each for each in self.request.forward if self.week.monday <= each.day <= self.sunday)


def hard_day_is_free(day: date, frame: Frame) -> bool:
    """Whether a hard session can stand on a day, for all that is fixed around it.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    day
        The day.
    frame
        The week.

    Returns
    -------
    bool
        False too near an earlier hard session, a hard forward one, or the race.
    """
    gap = frame.caps.hard_gap_days
    forward = (each.day for each in frame.request.forward if each.is_hard)
    if any(abs((day - other).days) < gap for other in (*frame.earlier_hard[-7:], *forward)):
        return False
    race = frame.race
    return race is None or (race.day - day).days >= max(gap, RACE_GAP_DAYS)


def rest_room(frame: Frame) -> int:
    """How many days without forward training may be trained on, so that enough rest is left.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    frame
        The week.

    Returns
    -------
    int
        Days; below zero where forward training alone leaves too little rest. [d]
    """
    taken = {each.day for each in frame.forward} | ({frame.own_race.day} if frame.own_race else set())
    return 7 - frame.caps.rest_days - len(taken)


def lay_out(frame: Frame, *, effort: float = LONGEST_SOLVING) -> tuple[Placed, ...]:
    """The sessions of one week, the race left out.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    frame
        The week.
    effort
        How long the solver may look for the best week, in its own time. A week for which it finds nothing in
        that time is filled session by session; with 0 every week is. [-]

    Returns
    -------
    tuple[Placed, ...]
        By day; empty where nothing fits.
    """
    places = [each for each in _places(frame) if _fits(each, frame)]
    if not places or rest_room(frame) < 0:
        return ()
    if effort <= 0.0:
        return _filled(frame, places)
    from ortools.sat.python import cp_model  # noqa: PLC0415 - it takes most of a second to load

    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in places]
    _rules(model, frame, places, chosen)
    model.minimize(_price(model, frame, places, chosen))
    solver = new_solver(effort)
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return _filled(frame, places)
    return tuple(each for each, choice in zip(places, chosen, strict=True) if solver.boolean_value(choice))


def _filled(frame: Frame, places: Sequence[Placed]) -> tuple[Placed, ...]:
    """A week filled session by session: first what its phase wants, each with its part of what is left."""
    aim, usual, chosen = min(frame.target_min, frame.cap.backward_min), usual_sessions(frame), list[Placed]()
    while len(chosen) < usual:
        left = aim - sum(each.option.dose.backward_min for each in chosen)
        share, counts = left / (usual - len(chosen)), Counter(each.option.template.key for each in chosen)

        def price(
            each: Placed, share: float = share, counts: Counter[str] = counts
        ) -> tuple[bool, float, int]:
            template = each.option.template
            is_wanted = counts[template.key] < template.per_week[0]
            return not is_wanted, abs(each.option.dose.backward_min - share), _own_price(each, frame)

        fitting = [each for each in places if _fits_beside(each, chosen, frame)]
        if not fitting:
            break
        chosen.append(min(fitting, key=price))
    return tuple(sorted(chosen, key=lambda each: each.day))


def _fits_beside(placed: Placed, chosen: Sequence[Placed], frame: Frame) -> bool:
    """Whether a session breaks no rule beside those of its week that are chosen already."""
    every, caps, race = [*chosen, placed], frame.caps, frame.own_race
    hard = sorted(each.day for each in every if each.option.template.kind.is_hard)
    forward = {each.day for each in frame.forward}
    doses = [each.option.dose for each in every]
    most, most_run = frame.most_min
    own = sum(each.option.template is placed.option.template for each in every)
    return (
        placed.day not in {each.day for each in chosen}
        and len(doses) + (1 if race else 0) <= caps.sessions_per_week[1]
        and own <= placed.option.template.per_week[1]
        and len(hard) + (1 if race else 0) <= max(caps.hard_per_week, 1 if race else 0)
        and all((late - early).days >= caps.hard_gap_days for early, late in pairwise(hard))
        and sum(each.day not in forward for each in every) <= rest_room(frame)
        and sum(dose.backward_min for dose in doses) <= most
        and sum(dose.backward_run_min for dose in doses) <= most_run
    )


def _places(frame: Frame) -> Iterator[Placed]:
    """Every session with every dose on every free day."""
    every = {
        template.key: _doses(frame.options.options[template.key], frame)
        for template in frame.options.templates
    }
    for day in sorted(frame.days):
        for options in every.values():
            yield from (Placed(day=day, option=option) for option in options)


def _doses(options: Sequence[Option], frame: Frame) -> list[Option]:
    longest = max(frame.days.values(), default=0.0)
    fitting = [
        each
        for each in options
        if each.dose.minutes <= longest
        and each.dose.backward_min <= frame.cap.backward_min
        and each.dose.backward_run_min <= frame.cap.backward_run_min
    ]
    least, most, together = DOSES
    count = max(least, min(most, together // max(1, len(frame.days))))
    if len(fitting) <= count:
        return fitting
    return [fitting[round(at * (len(fitting) - 1) / (count - 1))] for at in range(count)]


def _fits(placed: Placed, frame: Frame) -> bool:
    if placed.option.dose.minutes > frame.days[placed.day]:
        return False
    return not placed.option.template.kind.is_hard or hard_day_is_free(placed.day, frame)


def _rules(model: Any, frame: Frame, places: Sequence[Placed], chosen: Sequence[Any]) -> None:  # noqa: ANN401 - untyped solver
    caps, race = frame.caps, frame.own_race
    pairs = list(zip(places, chosen, strict=True))
    for day in frame.days:
        model.add_at_most_one(choice for each, choice in pairs if each.day == day)
    model.add(sum(chosen) <= caps.sessions_per_week[1] - (1 if race else 0))
    for template in frame.options.templates:
        model.add(
            sum(choice for each, choice in pairs if each.option.template is template) <= template.per_week[1]
        )
    hard = [(each.day, choice) for each, choice in pairs if each.option.template.kind.is_hard]
    if hard:
        model.add(sum(choice for _, choice in hard) <= max(0, caps.hard_per_week - (1 if race else 0)))
    for first in sorted({day for day, _ in hard}):
        window = [choice for day, choice in hard if 0 <= (day - first).days < caps.hard_gap_days]
        model.add_at_most_one(window)
    forward = {each.day for each in frame.forward}
    model.add(sum(choice for each, choice in pairs if each.day not in forward) <= rest_room(frame))
    for name, most in zip(("backward_min", "backward_run_min"), frame.most_min, strict=True):
        minutes = [-int(-FINE * getattr(each.option.dose, name) // 1) for each in places]
        model.add(sum(a * b for a, b in zip(minutes, chosen, strict=True)) <= max(0, int(FINE * most)))


def _price(model: Any, frame: Frame, places: Sequence[Placed], chosen: Sequence[Any]) -> Any:  # noqa: ANN401 - untyped solver
    from ortools.sat.python import cp_model  # noqa: PLC0415 - it takes most of a second to load

    pairs = list(zip(places, chosen, strict=True))
    prices: list[tuple[Any, int]] = [(choice, _own_price(each, frame)) for each, choice in pairs]

    def above(amount: Any, price: int) -> None:  # noqa: ANN401 - untyped solver
        """Pay for what an amount is above zero."""
        extra = model.new_int_var(0, 10**7, "")
        model.add(extra >= amount)
        prices.append((extra, price))

    usual = usual_sessions(frame)
    above(frame.least_sessions - sum(chosen), MISSING_SESSION)
    above(usual - sum(chosen), ODD_SESSION)
    above(sum(chosen) - usual, ODD_SESSION)
    for template in frame.options.templates:
        count = sum(choice for each, choice in pairs if each.option.template is template)
        above(template.per_week[0] - count, MISSING_KIND if frame.least_sessions else ODD_SESSION)
    tenths = cp_model.LinearExpr.weighted_sum(
        list(chosen), [round(10 * each.option.dose.backward_min) for each in places]
    )
    aim = round(10 * min(frame.target_min, frame.cap.backward_min))
    above(aim - tenths, MINUTE_OFF // 10)
    above(tenths - aim, MINUTE_OFF // 10)
    for day in sorted(frame.days):
        both = [choice for each, choice in pairs if each.day in {day, day + timedelta(days=1)}]
        above(sum(both) - 1, NEIGHBOURS)
    return cp_model.LinearExpr.weighted_sum([item for item, _ in prices], [price for _, price in prices])


def usual_sessions(frame: Frame) -> int:
    """How many sessions a week of its phase has as a rule.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    frame
        The week.

    Returns
    -------
    int
        Half way between the programme's least and most, as far as its sessions and the free days go: whoever
        keeps three days free for two to three sessions expects three.
    """
    wanted = sum(template.per_week[0] for template in frame.options.templates)
    possible = sum(template.per_week[1] for template in frame.options.templates)
    middle = min((sum(frame.caps.sessions_per_week) + 1) // 2, possible)
    # A taper takes from the sessions and from how often they are, but is no week of nothing.
    tapered = wanted if frame.own_race is not None else (middle + 1) // 2
    usual = tapered if frame.week.phase.is_taper else (middle if frame.least_sessions else wanted)
    # Of a week that begins on Thursday four sevenths, rounded up: not four days in a row.
    left_days = 7 - max(0, (frame.request.start - frame.week.monday).days)
    usual = -(-usual * left_days // 7)
    return min(max(usual, wanted, frame.least_sessions), frame.caps.sessions_per_week[1], len(frame.days))


def _own_price(placed: Placed, frame: Frame) -> int:
    """What a session costs by its day and dose alone."""
    template, price = placed.option.template, 0.0
    low, high = template.n
    phase = frame.week.phase
    if high > low:
        way = min(1.0, frame.week.number_in_phase / max(1, phase.weeks[1]))
        way *= sum(DELOAD) / 2.0 if frame.is_light else 1.0
        off = (placed.option.n - low) / (high - low) - (0.5 if phase.is_taper else way)
        price += OFF_THE_WAY * off**2
    before = {each.day for each in frame.earlier_days}
    same = {each.day.weekday() for each in frame.earlier_days if each.option.template.key == template.key}
    if same and placed.day.weekday() not in same:
        price += OTHER_DAY
    if placed.day - timedelta(days=1) in before:
        price += NEIGHBOURS
    eve = [each.minutes for each in frame.request.forward if placed.day - each.day == timedelta(days=1)]
    if template.kind.is_hard and max(eve, default=0.0) >= LONG_FORWARD_MIN:
        price += AFTER_LONG
    if frame.race is not None and (frame.race.day - placed.day).days == 1:
        price += NEIGHBOURS
    return round(price)
