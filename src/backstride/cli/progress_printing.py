"""Form, records, skill and plateaus, printed for people who read a terminal."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np
from rich.console import Console

from backstride.bout import Travel
from backstride.cli.figure_printing import (
    EMPTY,
    NOT_IN_PERIOD,
    WAYS,
    effort_time,
    gait_words,
    in_range,
    say,
    say_sources,
    say_without_day,
    size_of,
    way_cell,
)
from backstride.cli.printing import Column, console, table
from backstride.estimate import Estimate
from backstride.load import Band, Basis, LoadScale, WhyUnknown
from backstride.load.skill import HABITUATION_SESSIONS
from backstride.units import km_h, pace
from backstride.wording import UNKNOWN, number, speed

if TYPE_CHECKING:
    from backstride.actions.bests import OwnRecord, RecordsOutcome
    from backstride.actions.form_course import Course, FormOutcome
    from backstride.actions.practice import SkillOutcome
    from backstride.actions.standstill import PlateausOutcome, Trend
    from backstride.load import LearningTrend, SkillCurve

WEEKS_SHOWN: Final = 8
POINTS_SHOWN: Final = 10
REJECTED_SHOWN: Final = 10
ARTICLE: Final = "seed-article"
"""The source of marks that nobody has confirmed."""

SCALES: Final = {
    LoadScale.TRIMP: "TRIMP, minutes weighted by heart rate",
    LoadScale.SESSION_RPE: "session RPE, your rating times minutes",
}
WHY: Final = {
    WhyUnknown.NOTHING: "no load from heart rate, and no rating",
    WhyUnknown.NO_RATIO: "a rating, but fewer than five sessions have both to compare the two scales by",
    WhyUnknown.GAPS: "the heart rate is missing for part of the time",
    WhyUnknown.NO_TIME: "a rating, but no moving time to split it by",
}
NO_VERDICT: Final = "They describe the load that was done. None of them says who will be injured."


def print_form(outcome: "FormOutcome") -> None:
    """Print fitness, fatigue and form."""
    screen = console()
    if not outcome.courses:
        say(screen, EMPTY if outcome.is_empty else NOT_IN_PERIOD)
        say_without_day(screen, outcome.without_day)
        return
    first = outcome.courses[0]
    last_day = first.loads.days[-1]
    sessions = "1 session" if outcome.sessions == 1 else f"{outcome.sessions:,} sessions"
    say(screen, f"Form on {last_day}", "bold")
    say(
        screen,
        f"From {sessions} since {first.loads.first_day}. Load: {SCALES[outcome.scale]}.",
    )
    if outcome.last_session is not None and outcome.last_session < last_day:
        say(screen, f"Nothing was recorded after {outcome.last_session}; the days since count as rest.")
    screen.print(table(screen, _form_columns(outcome.courses)))
    say(
        screen,
        "Fitness and fatigue: means of the daily load over about 42 and 7 days, this evening. Form: fitness "
        "less fatigue, this morning. Brackets: as far as the loads are known.",
    )
    _print_starts(screen, outcome.courses)
    _print_form_weeks(screen, first)
    _print_unknown(screen, first)
    if outcome.later:
        say(screen, f"{outcome.later:,} dated after {last_day}, and not counted yet.")
    say_without_day(screen, outcome.without_day)
    say(screen, NO_VERDICT)
    from backstride.actions.form_course import SOURCES  # noqa: PLC0415 (loaded only when a log is wanted)

    say_sources(screen, SOURCES[outcome.scale])


def _form_columns(courses: Sequence["Course"]) -> tuple[Column, ...]:
    return (
        Column(heading="", cells=[way_cell(course.travel) for course in courses], is_number=False),
        Column(heading="Fitness", cells=[_at_end(course, course.form.fitness) for course in courses]),
        Column(heading="Fatigue", cells=[_at_end(course, course.form.fatigue) for course in courses]),
        Column(heading="Form", cells=[_at_end(course, course.form.form) for course in courses]),
        Column(
            heading="Unknown",
            cells=[str(int(course.form.unknown_sessions[-1])) for course in courses],
            yields=1,
        ),
    )


def _at_end(course: "Course", band: Band) -> str:
    return _band_at(band, -1) if course.is_known else UNKNOWN


def _band_at(band: Band, at: int) -> str:
    """A number with its range; where nothing bounds an unknown load, only the lower end is told."""
    value, low, high = (float(series[at]) for series in (band.value, band.low, band.high))
    if np.isfinite(low) and np.isfinite(high):
        return in_range(Estimate(value, min(low, value), max(high, value)))
    return f"{number(value)} (open)"


def _print_starts(screen: Console, courses: Sequence["Course"]) -> None:
    loads, start = courses[0].loads, courses[0].form.start
    share = float(courses[0].form.start_share[-1])
    name = WAYS[courses[0].travel]
    if start.fitness.value == 0.0:
        said = f"Start: as a beginner, no load before {loads.first_day}"
    else:
        said = f"Start ({name}): a steady {number(start.fitness.value)} a day before {loads.first_day}"
    left = "less than 1 %" if share < 0.01 else f"{share:.0%}"
    say(screen, f"{said}; {left} of that start is still in today's fitness.")
    if start.fitness.value > 0.0 and len(courses) > 1:
        say(
            screen,
            "The other rows start as a beginner. Ask for one direction with --travel to start it otherwise.",
        )
    if courses[0].loads.ratio is not None and courses[0].loads.session_rpe_sessions.any():
        ratio = courses[0].loads.ratio
        say(
            screen,
            f"Ratings count by your own ratio: {ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f}) TRIMP "
            "for each unit of rating × minutes.",
        )


def _print_form_weeks(screen: Console, course: "Course") -> None:
    form, loads = course.form, course.loads
    weeks = course.monotony[-WEEKS_SHOWN:]
    count = len(loads.value)
    ends = [min((week.monday - loads.first_day).days + 6, count - 1) for week in weeks]
    columns = (
        Column(heading="Week of", cells=[week.monday.isoformat() for week in weeks], is_number=False),
        Column(heading="Load", cells=[_of(week.load) for week in weeks]),
        Column(heading="Fitness", cells=[_plain(course, form.fitness, end) for end in ends]),
        Column(heading="Fatigue", cells=[_plain(course, form.fatigue, end) for end in ends]),
        Column(heading="Form", cells=[_plain(course, form.form, end) for end in ends]),
        Column(heading="Monotony", cells=[number(week.monotony, 1) for week in weeks], yields=1),
        Column(heading="Strain", cells=[_of(week.strain) for week in weeks], yields=2),
    )
    screen.print(table(screen, columns, title=f"By week, {WAYS[course.travel]}: on its last day"))
    say(
        screen,
        "Monotony: the mean of the seven days over their spread; strain: load times monotony. A dash: a day "
        "of the week is unknown, not over, or lies before the log.",
    )


def _of(estimate: Estimate | None) -> str:
    return number(None if estimate is None else estimate.value)


def _plain(course: "Course", band: Band, at: int) -> str:
    return number(float(band.value[at])) if course.is_known else UNKNOWN


def _print_unknown(screen: Console, course: "Course") -> None:
    """Why loads are unknown, of the last six weeks; of all time where no load is known at all."""
    begins = course.loads.days[-1] - timedelta(days=41) if course.is_known else course.loads.days[0]
    when = "In the last 42 days" if course.is_known else "No load is known, so there is no form yet:"
    whys = Counter(each.why for each in course.loads.unknown if each.day >= begins)
    for why, count in whys.items():
        have = "session has" if count == 1 else "sessions have"
        say(screen, f"{when} {count:,} {have} no whole load: {WHY[why]}.")
    if WhyUnknown.NOTHING in whys:
        say(
            screen,
            "A load from heart rate needs your resting rate and your birth year or maximum. Give them with: "
            "backstride measure resting-hr 52, and: backstride athlete --birth-year 1980; then: backstride "
            "recompute. Or rate the session from 0 to 10 with: backstride say KEY --rpe 6",
        )


def print_records(outcome: "RecordsOutcome") -> None:
    """Print personal bests, beside the best marks ever."""
    screen = console()
    if not outcome.records:
        say(
            screen,
            EMPTY
            if outcome.is_empty
            else "No best effort that way yet: it needs a distance, and 100 m or 10 s in one go.",
        )
    for travel, found in groupby(outcome.records, key=lambda own: own.record.travel):
        own = list(found)
        screen.print(table(screen, _record_columns(own), title=WAYS[travel]))
        if travel is Travel.UNKNOWN:
            say(
                screen,
                "Nobody knows which way these went, and a watch set to no sport may have been on a bicycle. "
                "Label them, and they move to where they belong.",
            )
    besides = [each for own in outcome.records for each in own.beside]
    if besides:
        read = sorted({each.mark.as_of for each in besides if each.mark.source != ARTICLE})
        say(
            screen,
            f"Men's, women's best: the best marks that were read (up to {read[-1]}; they may have fallen "
            "since), and how many times as long you took.",
        )
    articles = [each for each in besides if each.mark.source == ARTICLE]
    for each in articles:
        who = "a man" if each.mark.sex == "male" else "a woman"
        say(
            screen,
            f"The method's article tells of a backward mile in {effort_time(each.mark.time_s)} by {who}; "
            f"nobody has confirmed it. Yours took {each.time_ratio:.2f} times as long.",
        )
    _print_rejected(screen, outcome)
    if outcome.records:
        say_sources(screen, outcome.sources)


def _print_rejected(screen: Console, outcome: "RecordsOutcome") -> None:
    if outcome.rejected:
        say(screen, f"Not believed ({len(outcome.rejected):,}): faster than anybody ever was.")
    for each in outcome.rejected[-REJECTED_SHOWN:]:
        say(screen, f"  {each.day or 'no date'} {each.key[:8]}: {each.reason}")


def _record_columns(own: Sequence["OwnRecord"]) -> tuple[Column, ...]:
    bests = [each.record.best.effort for each in own]
    return (
        Column(heading="Over", cells=[size_of(each.basis, each.size) for each in bests], is_number=False),
        Column(
            heading="Best",
            cells=[
                effort_time(each.time_s) if each.basis is Basis.DISTANCE else f"{each.distance_m:,.0f} m"
                for each in bests
            ],
        ),
        Column(heading="min/km", cells=[pace(each.speed_m_s) for each in bests]),
        Column(heading="km/h", cells=[number(km_h(each.speed_m_s), 1) for each in bests], yields=5),
        Column(heading="Gait", cells=[each.gait.value for each in bests], is_number=False, yields=6),
        Column(heading="Day", cells=[each.record.day.isoformat() for each in own], is_number=False),
        Column(heading="Activity", cells=[each.short_key for each in own], is_number=False),
        Column(heading="Bettered", cells=[_times_bettered(each) for each in own], is_number=False, yields=4),
        *_best_of(own, "male", "Men's best", yields=2),
        *_best_of(own, "female", "Women's best", yields=3),
    )


def _best_of(own: Sequence["OwnRecord"], sex: str, heading: str, *, yields: int) -> tuple[Column, ...]:
    """The best marks of one sex, if any was read."""
    cells = [_beside(each, sex) for each in own]
    return (Column(heading=heading, cells=cells, yields=yields),) if any(cells) else ()


def _times_bettered(own: "OwnRecord") -> str:
    count = len(own.record.progression) - 1
    first = own.record.progression[0]
    if count == 0:
        return "first"
    return f"{count}× since {first.day}"


def _beside(own: "OwnRecord", sex: str) -> str:
    for each in own.beside:
        if each.mark.sex == sex and each.mark.source != ARTICLE:
            time_s = each.mark.time_s
            written = f"{time_s:.2f} s" if time_s < 60.0 else effort_time(time_s)
            return f"{written} ×{each.time_ratio:.2f}"
    return ""


def print_skill(outcome: "SkillOutcome") -> None:
    """Print how the skill of moving backward grew."""
    screen = console()
    if outcome.is_empty:
        say(screen, EMPTY)
        return
    curve = outcome.curves[0]
    say(screen, f"{curve.sessions:,} backward sessions, {number(curve.minutes)} minutes backward.")
    for curve in outcome.curves:
        _print_curve(screen, curve)
    if outcome.ratios:
        latest = {(ratio.basis, ratio.size): ratio for ratio in outcome.ratios}
        firsts = {(ratio.basis, ratio.size): ratio for ratio in reversed(outcome.ratios)}
        sizes = sorted(latest)
        columns = (
            Column(heading="Over", cells=[size_of(*size) for size in sizes], is_number=False),
            Column(heading="← km/h", cells=[number(km_h(latest[size].backward_m_s), 1) for size in sizes]),
            Column(heading="→ km/h", cells=[number(km_h(latest[size].forward_m_s), 1) for size in sizes]),
            Column(heading="Ratio", cells=[number(latest[size].ratio, 2) for size in sizes]),
            Column(heading="Since", cells=[latest[size].day.isoformat() for size in sizes], is_number=False),
            Column(heading="At first", cells=[number(firsts[size].ratio, 2) for size in sizes], yields=1),
        )
        screen.print(table(screen, columns, title="Backward over forward, your best of each so far"))
    say(
        screen,
        "A heart rate that falls need not be skill alone: fitness, heat and sleep move it too.",
    )
    from backstride.actions.practice import SOURCES  # noqa: PLC0415 (loaded only when a log is wanted)

    say_sources(screen, SOURCES)


def _print_curve(screen: Console, curve: "SkillCurve") -> None:
    screen.print()
    say(screen, gait_words(curve.gait), "bold")
    if curve.points:
        points = curve.points[-POINTS_SHOWN:]
        columns = (
            Column(heading="Session", cells=[str(each.session) for each in points]),
            Column(heading="Day", cells=[each.day.isoformat() for each in points], is_number=False),
            Column(heading="km/h", cells=[speed(each.speed_m_s) for each in points]),
            Column(heading="bpm", cells=[number(each.heart_rate_bpm) for each in points]),
            Column(heading="beats/m", cells=[number(each.heart_cost_per_m, 2) for each in points]),
            Column(heading="min before", cells=[number(each.minutes_before) for each in points], yields=1),
            Column(heading="step m", cells=[number(each.step_length_m, 2) for each in points], yields=2),
            Column(heading="steps/min", cells=[number(each.cadence_spm) for each in points], yields=3),
        )
        screen.print(table(screen, columns))
        left = len(curve.points) - len(points)
        more = f" The latest {len(points)} of {len(curve.points)} sessions that count." if left else ""
        speed_m_s = curve.reference_speed_m_s
        at = "" if speed_m_s is None else f" near {km_h(speed_m_s):.1f} km/h"
        say(screen, f"bpm: heart rate{at}. beats/m: heart beats above rest for each metre.{more}")
    _print_trend(screen, "Heart rate at that speed", curve.heart_rate)
    _print_trend(screen, "Heart beats for each metre", curve.heart_cost)
    if curve.heart_rate is not None:
        say(
            screen,
            f"Published, of walking: {curve.published_change:+.0%} in heart rate over {HABITUATION_SESSIONS} "
            "sessions (heath2001).",
        )
    if curve.reason is not None:
        say(screen, f"Not told: {curve.reason}")
        say(
            screen,
            "What counts: bouts of two minutes or more, level as far as is known, with a speed and a heart "
            "rate; heart beats for each metre need your resting heart rate, too.",
        )
    if curve.assumed_level:
        bouts = (
            "1 bout of unknown grade counts"
            if curve.assumed_level == 1
            else (f"{curve.assumed_level:,} bouts of unknown grade count")
        )
        say(screen, f"{bouts} as level.")


def _print_trend(screen: Console, what: str, trend: "LearningTrend | None") -> None:
    if trend is not None:
        change = trend.change_after(HABITUATION_SESSIONS)
        say(
            screen,
            f"{what}: {change.value:+.0%} from the first session to the twelfth ({change.low:+.0%} to "
            f"{change.high:+.0%}, 95 %), from {trend.points} sessions.",
        )


def print_plateaus(outcome: "PlateausOutcome") -> None:
    """Print which trends stand still."""
    screen = console()
    if outcome.is_empty:
        say(screen, EMPTY)
        return
    for trend in outcome.trends:
        _print_plateau(screen, trend)
    screen.print()
    say(screen, "Better is up, whatever the measure. It says nothing of why.")
    if any(trend.plateau.pieces for trend in outcome.trends):
        say(screen, f"Method: {outcome.trends[0].plateau.method}.")
    from backstride.actions.standstill import SOURCES  # noqa: PLC0415 (loaded only when a log is wanted)

    say_sources(screen, SOURCES)


def _print_plateau(screen: Console, trend: "Trend") -> None:
    plateau = trend.plateau
    screen.print()
    say(screen, f"{_named(trend)}: {plateau.progress.value}", "bold")
    say(screen, plateau.reason)
    if plateau.pieces:
        columns = (
            Column(
                heading="From", cells=[each.first.isoformat() for each in plateau.pieces], is_number=False
            ),
            Column(heading="To", cells=[each.last.isoformat() for each in plateau.pieces], is_number=False),
            Column(heading="Points", cells=[str(each.points) for each in plateau.pieces]),
            Column(heading="% a week", cells=[_per_cent(each.slope_per_week) for each in plateau.pieces]),
        )
        screen.print(table(screen, columns))


def _per_cent(slope: Estimate) -> str:
    return f"{100 * slope.value:+.2f} ({100 * slope.low:+.2f} to {100 * slope.high:+.2f})"


def _named(trend: "Trend") -> str:
    measure = trend.measure.value
    if measure in {"best-backward-speed", "best-forward-speed"}:
        over = "" if trend.basis is None or trend.size is None else f", {size_of(trend.basis, trend.size)}"
        return f"{measure.replace('-', ' ').capitalize()} of each week{over}"
    what = "heart beats for each metre" if measure == "heart-cost" else "heart rate at one speed"
    return f"{gait_words(trend.gait)}, {what}"
