"""Published numbers, measured again with our models.

``python -m validation.published`` prints them as a Markdown table, and writes them as data for the app:
those that we meet, those that only our range holds, and those that we miss. A number that helped to choose
a model is marked as such; that we meet it shows only that the model is what it says.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np

from backstride.bout import Gait, Travel
from backstride.energy import (
    COST_RATIO,
    OXYGEN_ENERGY_KJ_L,
    RESTING_OXYGEN_ML_KG_MIN,
    metabolic_rate,
    minetti_running_cost,
    minetti_walking_cost,
    walking_cost_per_metre,
)
from backstride.energy.backward import BEND_PER_M_MIN
from backstride.energy.forward import ACSM_RUNNING, FAST_WALK_M_MIN, FASTEST_BEND_M_MIN, SLOW_WALK_M_MIN
from backstride.energy.rate import METRES_PER_MINUTE
from backstride.estimate import Estimate
from backstride.heart import predicted_maxima
from backstride.recording import FloatArray

DATA: Final = Path(__file__).parents[1] / "src" / "backstride" / "sources" / "reproduced.toml"
"""Where the app finds them."""
CLOSE: Final = 0.10
"""How near our middle value lies to the published one where we meet it. [-]"""

NOVICE, PRACTISED = 0.0, 12.0
MILE_PER_HOUR_M_MIN: Final = 26.8224
RANGES_TOUCH: Final = 1e-3
"""Published numbers are printed to three digits. [-]"""


class Outcome(StrEnum):
    """How our number fares beside the published one."""

    MEETS = "meets"
    """The ranges touch, and the middles are within a tenth of each other."""
    IN_RANGE = "in range"
    """The ranges touch, but the middles lie further apart."""
    MISSES = "misses"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCase:
    """A published number beside ours."""

    name: str
    sources: tuple[str, ...]
    unit: str
    published: Estimate
    """With the spread that the source states; without one, the number alone."""
    ours: Estimate | None
    """None where our models have no such number."""
    chosen_by: bool = False
    """Whether the number helped to choose the model, so that meeting it proves little."""
    note: str = ""

    @property
    def difference(self) -> float | None:
        """How far our middle lies from the published one, as a share of that."""
        return None if self.ours is None else self.ours.value / self.published.value - 1.0

    @property
    def outcome(self) -> Outcome:
        """Whether we meet it."""
        if self.ours is None or self.difference is None:
            return Outcome.MISSES
        low, high = self.ours.low * (1 - RANGES_TOUCH), self.ours.high * (1 + RANGES_TOUCH)
        if high < self.published.low or low > self.published.high:
            return Outcome.MISSES
        return Outcome.MEETS if abs(self.difference) <= CLOSE else Outcome.IN_RANGE


def oxygen(
    travel: Travel, gait: Gait, speed_m_min: float, grade: float = 0.0, sessions: float | None = None
) -> Estimate:
    """Our gross oxygen uptake at one speed and grade. [ml/kg/min]"""
    rate = metabolic_rate(
        travel=travel,
        gait=gait,
        speed_m_s=np.array([speed_m_min / 60.0]),
        grade=np.array([grade]),
        backward_sessions=sessions,
    )
    return Estimate(
        float(rate.oxygen_ml_kg_min[0]), float(rate.low_ml_kg_min[0]), float(rate.high_ml_kg_min[0])
    )


def net(rate: Estimate) -> Estimate:
    """What is used above rest."""
    rest = RESTING_OXYGEN_ML_KG_MIN
    return Estimate(rate.value - rest, rate.low - rest, rate.high - rest)


def ratio(above: Estimate, below: Estimate) -> Estimate:
    """A ratio of two numbers whose errors have nothing to do with each other."""
    return Estimate(above.value / below.value, above.low / below.high, above.high / below.low)


def in_step(above: Estimate, below: Estimate) -> Estimate:
    """A ratio of two numbers of the same people, so that their errors go together."""
    return Estimate.spread(above.value / below.value, above.low / below.low, above.high / below.high)


def plus_minus(value: float, spread: float) -> Estimate:
    """A published number with its spread."""
    return Estimate(value, value - spread, value + spread)


def _walking_cases() -> list[PublishedCase]:
    level = 5000.0 / 60.0
    novice = oxygen(Travel.BACKWARD, Gait.WALK, level, sessions=NOVICE)
    forward = oxygen(Travel.FORWARD, Gait.WALK, level)
    practice_m_min = 3.45 * MILE_PER_HOUR_M_MIN
    before, after = (
        oxygen(Travel.BACKWARD, Gait.WALK, practice_m_min, sessions=s) for s in (NOVICE, PRACTISED)
    )
    return [
        PublishedCase(
            name="Walking backward at 5 km/h, beginners",
            sources=("kim2001",),
            unit="ml/kg/min",
            published=Estimate.exact(23.6),
            ours=novice,
            chosen_by=True,
        ),
        PublishedCase(
            name="Walking forward at 5 km/h, the same students",
            sources=("kim2001",),
            unit="ml/kg/min",
            published=Estimate.exact(15.9),
            ours=forward,
            chosen_by=True,
            note="The highest of four sources; it sets the upper end of our range.",
        ),
        PublishedCase(
            name="Backward over forward at 5 km/h, gross",
            sources=("kim2001",),
            unit="-",
            published=Estimate.exact(23.6 / 15.9),
            ours=ratio(novice, forward),
            note="Our middle is high because our forward walking lies at the middle of the sources.",
        ),
        PublishedCase(
            name="Oxygen after twelve sessions over before",
            sources=("heath2001",),
            unit="-",
            published=plus_minus(1.66 / 2.05, 0.05),
            ours=in_step(after, before),
            chosen_by=True,
            note="The spread is the standard error of the later mean, by our arithmetic. Both uptakes in"
            f" l/min then belong to men of {2050 / before.value:.0f} and {1660 / after.value:.0f} kg.",
        ),
    ]


def _compendium_cases() -> list[PublishedCase]:
    speed = 3.5 * MILE_PER_HOUR_M_MIN
    rows = (
        ("17320, walking backward, level", Travel.BACKWARD, 0.0, 6.0, True, ""),
        ("17325, walking backward, 5 % uphill", Travel.BACKWARD, 0.05, 8.0, True, ""),
        ("walking forward, level", Travel.FORWARD, 0.0, 4.3, False, ""),
    )
    return [
        PublishedCase(
            name=f"Compendium at 3.5 mph: {name}",
            sources=("compendium2011",),
            unit="MET",
            published=Estimate.exact(met),
            ours=oxygen(travel, Gait.WALK, speed, grade, PRACTISED) * (1 / RESTING_OXYGEN_ML_KG_MIN),
            chosen_by=chosen,
            note=note,
        )
        for name, travel, grade, met, chosen, note in rows
    ]


def _hooper_cases() -> list[PublishedCase]:
    return [
        PublishedCase(
            name=f"Backward over forward walking at 67 m/min, {grade:.1%} uphill",
            sources=("hooper2004",),
            unit="-",
            published=Estimate(1.185, 1.17, 1.20),
            ours=ratio(
                oxygen(Travel.BACKWARD, Gait.WALK, 67.0, grade, PRACTISED),
                oxygen(Travel.FORWARD, Gait.WALK, 67.0, grade),
            ),
            note="Read as a ratio; if the paper means points of the maximal uptake, it is more. The speed"
            " is below those that our backward model rests on.",
        )
        for grade in (0.05, 0.075, 0.10)
    ]


def _running_cases() -> list[PublishedCase]:
    forward, backward = (oxygen(t, Gait.RUN, 180.0) for t in (Travel.FORWARD, Travel.BACKWARD))
    to_joule = OXYGEN_ENERGY_KJ_L.value / 180.0
    ratios = in_step(net(backward), net(forward))
    return [
        PublishedCase(
            name="Running at 3.0 m/s, backward over forward, above rest",
            sources=("wright2001",),
            unit="-",
            published=plus_minus(1.35, 0.06),
            ours=ratios,
            chosen_by=True,
            note="Theirs has the standard error of the mean of 4 men, ours the range of three studies' means:"
            " neither says how far one person may lie off.",
        ),
        PublishedCase(
            name="Running at 3.0 m/s, gross, if that is what the paper means",
            sources=("wright2001",),
            unit="-",
            published=plus_minus(1.35, 0.06),
            ours=in_step(backward, forward),
        ),
        PublishedCase(
            name="Running, mean over level to +25 %, backward over forward",
            sources=("rasica2020",),
            unit="-",
            published=Estimate.exact(1.35),
            ours=ratios,
            chosen_by=True,
            note="At the upper end of our range.",
        ),
        PublishedCase(
            name="Cost of running backward at +12.5 % over the mean of level and +25 %",
            sources=("rasica2020",),
            unit="-",
            published=Estimate.exact(1.0),
            ours=Estimate.exact(_straightness()),
            note="The paper finds a straight line; ours follows the forward curve, which sags between.",
        ),
        PublishedCase(
            name="Cost of transport running forward",
            sources=("masumoto-bws",),
            unit="J/kg/m",
            published=plus_minus(4.5, 1.1),
            ours=net(forward) * to_joule,
            note="Whether the paper takes rest off was not read.",
        ),
        PublishedCase(
            name="Cost of transport running backward",
            sources=("masumoto-bws",),
            unit="J/kg/m",
            published=plus_minus(5.8, 1.4),
            ours=net(backward) * to_joule,
        ),
        PublishedCase(
            name="Cost of transport running, backward over forward",
            sources=("masumoto-bws",),
            unit="-",
            published=Estimate.exact(5.8 / 4.5),
            ours=ratios,
            chosen_by=True,
        ),
    ]


def _straightness() -> float:
    level, middle, steep = (
        net(oxygen(Travel.BACKWARD, Gait.RUN, 180.0, grade)).value for grade in (0.0, 0.125, 0.25)
    )
    return middle / ((level + steep) / 2)


def crossing_speed_m_s(backward_sessions: float | None) -> float | None:
    """Where running backward on the level becomes cheaper than walking backward.

    Source: backstride-estimate, hreljac2005. Belief: derived.

    Parameters
    ----------
    backward_sessions
        Backward sessions that lie behind the person; None where unknown.

    Returns
    -------
    float or None
        The speed; None if the middle values never cross. [m/s]

    Raises
    ------
    InvalidValue
        If the number of sessions is negative.
    """
    walking = walking_cost_per_metre(backward_sessions).value
    running = ACSM_RUNNING[0] * COST_RATIO.value
    beyond = (running / walking - 1.0) / BEND_PER_M_MIN.value
    if beyond > FASTEST_BEND_M_MIN - FAST_WALK_M_MIN:
        return None
    return (FAST_WALK_M_MIN + beyond) / METRES_PER_MINUTE


def _between_gaits_cases() -> list[PublishedCase]:
    running = oxygen(Travel.BACKWARD, Gait.RUN, 160.8)
    crossings = {sessions: crossing_speed_m_s(sessions) for sessions in (NOVICE, PRACTISED)}
    walks = {s: oxygen(Travel.BACKWARD, Gait.WALK, 107.2, sessions=s) for s in (NOVICE, PRACTISED)}
    return [
        PublishedCase(
            name="Walking backward at 107.2 over running backward at 160.8 m/min, beginners",
            sources=("flynn1994",),
            unit="-",
            published=Estimate.exact(60 / 84),
            ours=ratio(walks[NOVICE], running),
            note="How practised the people were was not read.",
        ),
        PublishedCase(
            name="The two of Flynn, the walkers practised",
            sources=("flynn1994",),
            unit="-",
            published=Estimate.exact(60 / 84),
            ours=ratio(walks[PRACTISED], running),
            note="If they were practised, our walking at this speed is too cheap.",
        ),
        PublishedCase(
            name="Speed at which walking and running backward cost the same, beginners",
            sources=("hreljac2005",),
            unit="m/s",
            published=plus_minus(1.85, 0.09),
            ours=_exact_or_none(crossings[NOVICE]),
            chosen_by=True,
            note="Together with the article's figure for fast walking.",
        ),
        PublishedCase(
            name="Speed at which they cost the same, practised",
            sources=("hreljac2005",),
            unit="m/s",
            published=plus_minus(1.85, 0.09),
            ours=_exact_or_none(crossings[PRACTISED]),
            note="Our curves never cross; the twelve people had only been familiarised.",
        ),
    ]


def _exact_or_none(value: float | None) -> Estimate | None:
    return None if value is None else Estimate.exact(value)


def _article_cases() -> list[PublishedCase]:
    fast = 6.0 * MILE_PER_HOUR_M_MIN
    return [
        PublishedCase(
            name="The article: walking backward takes 78 % more oxygen (4.0 mph)",
            sources=("seed-article",),
            unit="-",
            published=Estimate.exact(1.78),
            ours=ratio(
                oxygen(Travel.BACKWARD, Gait.WALK, 107.2, sessions=NOVICE),
                oxygen(Travel.FORWARD, Gait.WALK, 107.2),
            ),
            note="A claim, not a measurement that was read; at 5 km/h 48 % were measured.",
        ),
        PublishedCase(
            name="The article: a third more calories running backward at 6 mph",
            sources=("seed-article",),
            unit="-",
            published=plus_minus(4 / 3, 0.03),
            ours=in_step(oxygen(Travel.BACKWARD, Gait.RUN, fast), oxygen(Travel.FORWARD, Gait.RUN, fast)),
            note="A claim, and a round one; ours is gross, as calories are counted.",
        ),
    ]


def _slope_cases() -> list[PublishedCase]:
    rows: tuple[tuple[str, Callable[[FloatArray], FloatArray], float, float, float, str], ...] = (
        ("Running", minetti_running_cost, 0.0, 3.40, 0.24, ""),
        ("Running", minetti_running_cost, 0.45, 18.93, 1.74, ""),
        ("Running", minetti_running_cost, -0.20, 1.73, 0.36, ""),
        ("Running", minetti_running_cost, -0.45, 3.92, 0.81, ""),
        (
            "Walking",
            minetti_walking_cost,
            0.0,
            1.64,
            0.50,
            "Known for a clash: the paper's polynomial, as public code has it, is 2.5 here.",
        ),
        ("Walking", minetti_walking_cost, 0.45, 17.33, 1.11, ""),
        ("Walking", minetti_walking_cost, -0.10, 0.81, 0.37, "The lowest over all speeds was published."),
        ("Walking", minetti_walking_cost, -0.45, 3.46, 0.95, ""),
    )
    return [
        PublishedCase(
            name=f"{gait} forward at a slope of {grade:+.2f}",
            sources=("minetti2002",),
            unit="J/kg/m",
            published=plus_minus(cost, spread),
            ours=Estimate.exact(float(model(np.array([grade]))[0])),
            chosen_by=True,
            note=note,
        )
        for gait, model, grade, cost, spread, note in rows
    ]


def _looney_cases() -> list[PublishedCase]:
    to_oxygen = 60.0 / OXYGEN_ENERGY_KJ_L.value
    return [
        PublishedCase(
            name=f"Walking forward at {speed:.2f} m/s by the equation of the load carriage group",
            sources=("looney2019",),
            unit="ml/kg/min",
            published=plus_minus((1.44 + 1.94 * speed**0.43 + 0.24 * speed**4) * to_oxygen, 0.2 * to_oxygen),
            ours=oxygen(Travel.FORWARD, Gait.WALK, speed * 60.0),
            chosen_by=speed * 60.0 < SLOW_WALK_M_MIN,
            note="It sets how the upper end of our range falls." if speed * 60.0 < SLOW_WALK_M_MIN else "",
        )
        for speed in (0.3, 0.5, 0.6, 1.0, 1.39, 1.79, 1.96)
    ]


def _heart_cases() -> list[PublishedCase]:
    (gulati,) = (p for p in predicted_maxima(50) if p.formula.key == "gulati")
    return [
        PublishedCase(
            name="Maximum heart rate of a woman of 50",
            sources=("gulati2010",),
            unit="bpm",
            published=Estimate.exact(162.0),
            ours=gulati.bpm,
            note="Worked out in the university's press notice.",
        )
    ]


def rows() -> list[PublishedCase]:
    """Every published number that we can measure again, beside ours."""
    return [
        *_walking_cases(),
        *_compendium_cases(),
        *_hooper_cases(),
        *_running_cases(),
        *_between_gaits_cases(),
        *_slope_cases(),
        *_looney_cases(),
        *_heart_cases(),
        *_article_cases(),
    ]


def text(number: Estimate | None) -> str:
    """A number and its range, as people read them."""
    if number is None:
        return "none"
    if number.low == number.high:
        return f"{number.value:.3g}"
    return f"{number.value:.3g} ({number.low:.3g} to {number.high:.3g})"


def table(cases: list[PublishedCase]) -> str:
    """The cases as a Markdown table, with how many we meet above it."""
    counts = {outcome: sum(case.outcome is outcome for case in cases) for outcome in Outcome}
    fresh = [case for case in cases if not case.chosen_by]
    lines = [
        ", ".join(f"{outcome.value}: {count}" for outcome, count in counts.items())
        + f"; of the {len(fresh)} that no model was chosen by, "
        + f"{sum(case.outcome is Outcome.MEETS for case in fresh)} are met.",
        "",
        "| Published | Source | Unit | Theirs | Ours | Difference | Outcome | Note |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for case in cases:
        difference = "" if case.difference is None else f"{case.difference:+.0%}"
        note = " ".join(part for part in ("Chosen by it." if case.chosen_by else "", case.note) if part)
        cells = (case.name, ", ".join(case.sources), case.unit, text(case.published), text(case.ours))
        lines.append(f"| {' | '.join(cells)} | {difference} | {case.outcome.value} | {note} |")
    return "\n".join(lines)


def data(cases: list[PublishedCase]) -> str:
    """The cases as TOML, for those who show them: `backstride.sources.reproductions` reads it."""
    lines = ["# Published numbers beside ours. `make validate` writes this file; nobody else does.", ""]
    for case in cases:
        lines.append("[[reproduction]]")
        lines += [f"{name} = {value}" for name, value in _fields(case)]
        lines.append("")
    return "\n".join(lines)


def _fields(case: PublishedCase) -> Iterator[tuple[str, str]]:
    yield "name", _quoted(case.name)
    yield "sources", f"[{', '.join(map(_quoted, case.sources))}]"
    yield "unit", _quoted(case.unit)
    yield "published", _ends(case.published)
    if case.ours is not None:
        yield "ours", _ends(case.ours)
    yield "outcome", _quoted(case.outcome.value)
    yield "chosen_by", str(case.chosen_by).lower()
    if case.note:
        yield "note", _quoted(case.note)


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _ends(number: Estimate) -> str:
    """A number and its ends to four digits; all that the page shows, and the same on every machine."""
    return f"[{', '.join(repr(float(f'{each:.4g}')) for each in (number.value, number.low, number.high))}]"


if __name__ == "__main__":
    DATA.write_text(data(rows()), encoding="utf-8")
    print(table(rows()))
