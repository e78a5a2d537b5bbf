"""How long a race backward will take: from own times backward, own times forward, or not at all.

Times are reckoned with as logarithms, so that a range is a factor either way. Own times backward say most;
forward times say little until nothing else is known. What training may bring is not invented.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.load import Basis, marks, speed_limit
from backstride.sources.marks import Mark
from backstride.units import clock

SHORTEST_M: Final = 50.0
LONGEST_M: Final = 50_000.0
"""Races that are predicted. [m]"""
ROUNDING: Final = 1.001
"""What rounding may add to a speed. [-]"""

BEND_M: Final = 10_000.0
"""Where the exponent changes. [m]"""
BACKWARD_EXPONENTS: Final = (1.07, 1.10)
"""How time grows with distance, up to 10 km and beyond: one athlete's records from 1 to 10 km, and the list
of records from 800 m to the marathon. [-]"""
FORWARD_EXPONENTS: Final = (1.06, 1.06)
"""Forward (riegel1981). [-]"""

REPEAT: Final = 0.015
"""Spread of a time that is run again over the same distance a little later; assumed, less than the 4.3 % of
boys over 20 m (uthoff2018). [-]"""
OTHER_DISTANCE: Final = 0.04
"""Spread of the records about the line of exponent 1.10, reached at twice or half the distance. [-]"""
EXPONENT_SPREAD: Final = 0.03
"""Of the exponent: 1.07 and 1.10 for one athlete and for many. [-]"""
SPRINT_M: Final = 800.0
SPRINT_SPREAD: Final = 0.05
"""More of it below 800 m, where the records fall along exponents of 1.16 to 1.20. [-]"""
YEAR_SPREAD: Final = 0.04
"""What a year since the effort adds, and more with the root of the years; assumed. [-]"""
LEARNING: Final = 2.0
"""In the first twelve sessions time changes things so many times faster; assumed. [-]"""
KEPT_DAYS: Final = 365
"""Older than the newest time by more than this, a time is left out. [d]"""
ENDS: Final = 2.0
"""How many spreads an interval reaches either way: about 19 of 20."""

HABITUATED: Final = 12
"""Sessions of the trial of heath2001."""
PRACTISED: Final = 150
"""Sessions from which an athlete is taken for a specialist: a year at three a week; assumed."""

DAYS_TO_TRAIN: Final = 28
"""So many days after the newest time training may have changed something worth saying. [d]"""

LONG_ENOUGH_M: Final = 400.0
"""What is shorter is sprinted, on stores that a longer race does not live on. Assumed. [m]"""
SPRINT_REACH: Final = 4.0
"""A sprint alone predicts races up to so many times its length. Assumed. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTime:
    """A time that the athlete has run or walked over a distance."""

    distance_m: float
    time_s: float
    day: date

    def __post_init__(self) -> None:
        if not (20.0 <= self.distance_m <= 200_000.0 and 0.0 < self.time_s < 360_000.0):
            raise InvalidValue(
                f"A time of {self.time_s:g} s over {self.distance_m:g} m was given.",
                allowed="A distance from 20 m to 200 km, and a time of less than 100 hours.",
                remedy="Check the numbers and their units.",
            )

    @property
    def speed_m_s(self) -> float:
        """Mean speed. [m/s]"""
        return self.distance_m / self.time_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One thing that a prediction rests on."""

    words: str
    """What it is, for people."""
    time_s: Estimate
    """What it alone says. [s]"""
    weight: float
    """Its share in the prediction, 0 to 1. [-]"""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """How long a race backward will take."""

    distance_m: float
    on: date
    time_s: Estimate | None
    """None where nothing is known to go by. [s]"""
    contributions: tuple[Contribution, ...]
    """The weightiest first."""
    words: tuple[str, ...]
    """Sentences: why it is unknown, what was left out, what it cannot know."""
    marks: tuple[Mark, ...]
    """The best marks backward over the distance that were read, the fastest first."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the bibliography, each once."""
        return tuple(dict.fromkeys(key for one in self.contributions for key in one.sources))


@dataclass(frozen=True, slots=True)
class _Ratio:
    """Backward over forward time of one athlete."""

    ratio: float
    spread: float
    who: str
    sources: tuple[str, ...]


# A beginner's cost is 1.24 times a habituated one's (heath2001), which is 1.32 times the forward cost; boys
# sprinted at 0.74 of their forward speed, and people walked at 0.60 of it.
_BEGINNER: Final = _Ratio(1.64, 0.13, "a beginner", ("heath2001", "wright2001", "backstride-estimate"))
_UNSAID: Final = _Ratio(1.45, 0.15, "somebody whose practice is unknown", ("backstride-estimate",))
_TRAINED: Final = _Ratio(1.35, 0.07, "somebody used to it", ("wright2001", "rasica2020", "uthoff2018"))
_SPECIALIST: Final = _Ratio(
    1.25, 0.05, "a specialist", ("sport1-2009", "recordsdumonde", "aretz-half", "lustrac")
)


@dataclass(frozen=True, slots=True)
class _Saying:
    """What one source of knowledge says of the race, in logarithms."""

    words: str
    log_time: float
    spread: float
    sources: tuple[str, ...]

    @property
    def precision(self) -> float:
        """By which it is weighed."""
        return self.spread**-2


@dataclass(frozen=True, slots=True)
class _Curve:
    """Time over distance through an athlete's own times, in logarithms."""

    efforts: tuple[KnownTime, ...]
    """By distance; the longer, the slower."""
    exponents: tuple[float, float]
    on: date
    year_spread: float

    def log_time(self, distance_m: float) -> float:
        """On straight lines between own times, and along the exponents outside of them."""
        first, last = self.efforts[0], self.efforts[-1]
        if distance_m <= first.distance_m:
            return self._along(first, distance_m)
        for shorter, longer in zip(self.efforts, self.efforts[1:], strict=False):
            if distance_m <= longer.distance_m:
                share = _log_ratio(distance_m, shorter.distance_m) / _log_ratio(
                    longer.distance_m, shorter.distance_m
                )
                return (1.0 - share) * math.log(shorter.time_s) + share * math.log(longer.time_s)
        return self._along(last, distance_m)

    def _along(self, effort: KnownTime, distance_m: float) -> float:
        return (
            math.log(effort.time_s)
            + _line(distance_m, self.exponents)
            - _line(effort.distance_m, self.exponents)
        )

    def spread_of(self, effort: KnownTime, distance_m: float) -> float:
        """How far what one effort says of a distance may be off."""
        away = abs(_log_ratio(distance_m, effort.distance_m))
        sprint = abs(_log_ratio(min(distance_m, SPRINT_M), min(effort.distance_m, SPRINT_M)))
        other = OTHER_DISTANCE * min(1.0, away / math.log(2.0))
        years = max(0, (self.on - effort.day).days) / 365.25
        return math.hypot(
            REPEAT,
            other + EXPONENT_SPREAD * away + SPRINT_SPREAD * sprint,
            self.year_spread * math.sqrt(years),
        )

    def spread(self, distance_m: float) -> float:
        """That of the effort that says most: the errors of one athlete's times are shared."""
        return min(self.spread_of(effort, distance_m) for effort in self.efforts)


def predict(
    distance_m: float,
    *,
    backward: Sequence[KnownTime] = (),
    forward: Sequence[KnownTime] = (),
    backward_sessions: float | None = None,
    on: date,
) -> Prediction:
    """How long a race backward will take.

    Own times backward make a curve over the distance, own times forward another, slowed by the ratio that
    athletes of the same practice have shown; the two are weighed by how narrow they are. Where own times
    backward contradict the ratio, forward times are left out.

    Source: dold-5k, nuernberg2016, hdsports2014, recordholders (exponents), sport1-2009, recordsdumonde,
    aretz-half, lustrac, wright2001, heath2001 (ratios), riegel1981, uthoff2018, backstride-estimate
    (widths). Belief: derived.

    Parameters
    ----------
    distance_m
        The race. [m]
    backward
        Own times backward, over any distances.
    forward
        Own times forward, over any distances.
    backward_sessions
        How many backward sessions the athlete has behind them; None where unknown.
    on
        The day of the race. The longer the times lie back, the wider the range.

    Returns
    -------
    Prediction
        The time and its range, of about 19 in 20, and what it rests on; unknown where there is no own time.

    Raises
    ------
    InvalidValue
        If the distance, a time or the number of sessions is impossible.

    Examples
    --------
    >>> mile = KnownTime(distance_m=1609.344, time_s=480.0, day=date(2026, 3, 1))
    >>> predicted = predict(1609.344, backward=[mile], on=date(2026, 3, 1))
    >>> round(predicted.time_s.value), round(predicted.time_s.high)
    (480, 495)
    """
    _check(distance_m, backward_sessions)
    words: list[str] = []
    year_spread = YEAR_SPREAD
    if backward_sessions is not None and backward_sessions < HABITUATED:
        year_spread *= LEARNING
    own = _curve(backward, Travel.BACKWARD, on=on, year_spread=year_spread, words=words)
    other = _curve(forward, Travel.FORWARD, on=on, year_spread=YEAR_SPREAD, words=words)
    ratio = _ratio(backward_sessions)
    if own is not None and other is not None and _contradicts(own, other, ratio):
        words.append(
            "Your own backward times do not fit the usual ratio to your forward times, so the forward "
            "times are left out."
        )
        other = None
    if own is not None and other is None and _is_a_sprint(backward, distance_m):
        words.append(
            f"A sprint tells nothing of a race more than {SPRINT_REACH:g} times as long: time yourself over "
            f"{LONG_ENOUGH_M:g} m or more."
        )
        own = None
    sayings = sorted(_sayings(distance_m, own, other, ratio), key=lambda saying: saying.spread)
    whole = sum(saying.precision for saying in sayings)
    time_s = None
    if sayings:
        mean = sum(saying.precision * saying.log_time for saying in sayings) / whole
        time_s = _estimate(mean, whole**-0.5)
    found = marks(Travel.BACKWARD, distance_m)
    words.extend(_remarks(time_s, found, own, other, on))
    return Prediction(
        distance_m=distance_m,
        on=on,
        time_s=time_s,
        contributions=tuple(
            Contribution(
                words=saying.words,
                time_s=_estimate(saying.log_time, saying.spread),
                weight=saying.precision / whole,
                sources=saying.sources,
            )
            for saying in sayings
        ),
        words=tuple(words),
        marks=found,
    )


def _is_a_sprint(known: Sequence[KnownTime], distance_m: float) -> bool:
    """Whether all that is known are sprints, and the race is far longer than any of them."""
    longest_m = max(each.distance_m for each in known)
    return longest_m < LONG_ENOUGH_M and distance_m > SPRINT_REACH * longest_m


def _check(distance_m: float, backward_sessions: float | None) -> None:
    if not SHORTEST_M <= distance_m <= LONGEST_M:
        raise InvalidValue(
            f"A race over {distance_m:g} m was asked for.",
            allowed=f"Between {SHORTEST_M:g} m and {LONGEST_M / 1000.0:g} km.",
            remedy="Check the distance and its unit.",
        )
    if backward_sessions is not None and not 0.0 <= backward_sessions < math.inf:
        raise InvalidValue(
            f"{backward_sessions} backward sessions were given.",
            allowed="0 or more.",
            remedy="Leave the number out where it is unknown.",
        )


def _log_ratio(distance_m: float, other_m: float) -> float:
    return math.log(distance_m / other_m)


def _line(distance_m: float, exponents: tuple[float, float]) -> float:
    """The logarithm of time along the two exponents, up to a constant."""
    to_bend, beyond = min(distance_m, BEND_M), max(distance_m, BEND_M)
    return exponents[0] * math.log(to_bend) + exponents[1] * math.log(beyond / BEND_M)


def _ratio(backward_sessions: float | None) -> _Ratio:
    if backward_sessions is None:
        return _UNSAID
    if backward_sessions < HABITUATED:
        return _BEGINNER
    return _TRAINED if backward_sessions < PRACTISED else _SPECIALIST


def _curve(
    times: Sequence[KnownTime], travel: Travel, *, on: date, year_spread: float, words: list[str]
) -> _Curve | None:
    """The curve through the times that were all-out, so far as that can be told."""
    for time in times:
        _check_time(time, travel, on)
    if not times:
        return None
    newest = max(time.day for time in times)
    recent = [time for time in times if (newest - time.day).days <= KEPT_DAYS]
    if old := len(times) - len(recent):
        words.append(f"{_counted(old, travel)} more than a year older than the newest: left out.")
    exponents = BACKWARD_EXPONENTS if travel is Travel.BACKWARD else FORWARD_EXPONENTS
    kept = tuple(_all_out(recent, _Curve((), exponents, on, year_spread)))
    if easy := len(recent) - len(kept):
        words.append(f"{_counted(easy, travel)} slower than your others promise, so not all-out: left out.")
    return _Curve(kept, exponents, on, year_spread)


def _counted(count: int, travel: Travel) -> str:
    return f"{count} of your {travel.value} times {'is' if count == 1 else 'are'}"


def _check_time(time: KnownTime, travel: Travel, on: date) -> None:
    most = speed_limit(travel, Gait.RUN, Basis.DISTANCE, time.distance_m)
    if time.speed_m_s > most * ROUNDING:
        raise InvalidValue(
            f"{clock(time.time_s)} over {time.distance_m:g} m {travel.value} was given, "
            f"which is {time.speed_m_s:.2f} m/s.",
            allowed=f"Up to {most:.2f} m/s is believed over that distance.",
            remedy="Check the time, the distance and the direction.",
        )
    if time.day > on:
        raise InvalidValue(
            f"A time of {time.day} was given for a race on {on}.",
            allowed="Times from before the race, or of its day.",
            remedy="Check the days.",
        )


def _all_out(times: Sequence[KnownTime], curve: _Curve) -> Iterator[KnownTime]:
    """By distance, without those that another of the athlete's own shows to have been easy.

    A time is easy where a longer one was as fast, or where a shorter one, with all the room that its
    spread gives, promises a faster one.
    """
    kept: list[KnownTime] = []
    # Of equal distances the fastest comes last, so that it alone is kept.
    for time in sorted(times, key=lambda time: (time.distance_m, -time.time_s, time.day)):
        if any(_log_time_at_most(curve, short, time.distance_m) < math.log(time.time_s) for short in kept):
            continue
        kept = [short for short in kept if short.speed_m_s > time.speed_m_s]
        kept.append(time)
    yield from kept


def _log_time_at_most(curve: _Curve, effort: KnownTime, distance_m: float) -> float:
    single = _Curve((effort,), curve.exponents, curve.on, curve.year_spread)
    return single.log_time(distance_m) + ENDS * single.spread(distance_m)


def _contradicts(own: _Curve, other: _Curve, ratio: _Ratio) -> bool:
    """Whether the ratio is off at one of the own times, judged there alone, whatever the race."""
    return any(
        abs(math.log(time.time_s / ratio.ratio) - other.log_time(time.distance_m))
        > ENDS * math.hypot(ratio.spread, other.spread(time.distance_m), own.spread(time.distance_m))
        for time in own.efforts
    )


def _sayings(distance_m: float, own: _Curve | None, other: _Curve | None, ratio: _Ratio) -> Iterator[_Saying]:
    if own is not None:
        yield _Saying(
            f"Your own backward times: {_listed(own, distance_m)}.",
            own.log_time(distance_m),
            own.spread(distance_m),
            ("dold-5k", "nuernberg2016", "hdsports2014", "uthoff2018", "backstride-estimate"),
        )
    if other is not None:
        yield _Saying(
            f"Your own forward times: {_listed(other, distance_m)}; "
            f"times {ratio.ratio:g}, as for {ratio.who}.",
            other.log_time(distance_m) + math.log(ratio.ratio),
            math.hypot(other.spread(distance_m), ratio.spread),
            (*ratio.sources, "riegel1981"),
        )


def _listed(curve: _Curve, distance_m: float) -> str:
    """The times that say most of a distance: those on both sides of it."""
    shorter = [time for time in curve.efforts if time.distance_m <= distance_m][-1:]
    longer = [time for time in curve.efforts if time.distance_m > distance_m][:1]
    exact = shorter if shorter and shorter[0].distance_m == distance_m else [*shorter, *longer]
    return " and ".join(f"{time.distance_m:g} m in {clock(time.time_s)} on {time.day}" for time in exact)


def _estimate(log_time: float, spread: float) -> Estimate:
    value = math.exp(log_time)
    room = math.exp(ENDS * spread)
    return Estimate(value, value / room, value * room)


def _remarks(
    time_s: Estimate | None,
    found: Sequence[Mark],
    own: _Curve | None,
    other: _Curve | None,
    on: date,
) -> Iterator[str]:
    curves = [curve for curve in (own, other) if curve is not None]
    if time_s is None or not curves:
        yield "Unknown: there is no time of yours to go by, backward or forward. Time yourself once."
        return
    if own is None:
        yield "It rests on forward times alone: one backward time of your own narrows it more than anything."
    newest = max(time.day for curve in curves for time in curve.efforts)
    if (on - newest).days > DAYS_TO_TRAIN:
        yield (
            "What you train until then may make you faster; by how much was never measured, so the range "
            "grows and the time stays."
        )
    if found and time_s.value < found[0].time_s:
        yield (
            f"That is faster than the best time backward that was read over this distance, "
            f"{clock(found[0].time_s)}: take it with care."
        )
