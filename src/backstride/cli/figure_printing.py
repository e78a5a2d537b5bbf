"""Lists, weeks, form, records, skill and plateaus, printed for people who read a terminal."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from backstride.bout import Gait, Travel
from backstride.cli.printing import STYLES, Column, console, table, text
from backstride.energy import kilocalories
from backstride.estimate import Estimate
from backstride.load import Basis, Week, WeekVolume
from backstride.load.day_loads import UNKNOWN_HEART_RATE
from backstride.units import clock, pace
from backstride.wording import ARROWS, PARTLY, PARTLY_NOTE, UNKNOWN, number

if TYPE_CHECKING:
    from backstride.actions.listing import Listed, ListOutcome, ShowOutcome
    from backstride.actions.weekly import WeeksOutcome
    from backstride.log.summary import Sums

EMPTY: Final = (
    "There is nothing in your log yet. Import a recording, a folder of them, or the export of a whole "
    "account, as in: backstride import run.fit"
)
NOT_IN_PERIOD: Final = "Nothing in your log lies in that time."
NOT_ON_FOOT: Final = "You did nothing on foot in these weeks."
NO_LOADS: Final = (
    "A load needs a heart rate, your resting rate, and your birth year or maximum. Give them with: "
    "backstride measure resting-hr 52, and: backstride athlete --birth-year 1980; then: backstride recompute."
)
WAYS: Final = {
    None: "together",
    Travel.FORWARD: "→ forward",
    Travel.BACKWARD: "← backward",
    Travel.SIDEWAYS: "↔ sideways",
    Travel.UNKNOWN: "? way unknown",
}
"""Each direction after its sign."""
WHOLE: Final = 0.9995
"""A share above this is all."""
COVERED: Final = 1.0 - UNKNOWN_HEART_RATE
"""A load speaks for a session from this share of its time on, as in the form: a strap may slip once."""
MILE_M: Final = 1609.344
SIMULATED: Final = "simulated"
LONGEST_NAME: Final = 24
"""Letters of a name that the list shows; the whole of it stands in the JSON."""


def print_list(outcome: "ListOutcome") -> None:
    """Print the list of activities."""
    screen = console()
    if not outcome.activities:
        say(screen, EMPTY if outcome.is_empty else NOT_IN_PERIOD)
        return
    listed = outcome.activities
    columns = (
        Column(heading="Key", cells=[each.short_key for each in listed], is_number=False),
        Column(heading="Day", cells=[_day(each) for each in listed], is_number=False),
        Column(heading="Name", cells=_names(listed), is_number=False, yields=3),
        Column(heading="Sport", cells=[_sport(each) for each in listed], is_number=False, yields=7),
        Column(heading="Time", cells=[time_of(each.entry.summary.duration_s) for each in listed]),
        Column(heading="km", cells=[kilometres(each.entry.summary.distance_m) for each in listed], yields=1),
        Column(heading="← time", cells=[_backward_time(each) for each in listed]),
        Column(heading="← km", cells=[_backward_distance(each) for each in listed], yields=5),
        Column(heading="bpm", cells=[_heart_rate(each.entry.summary.sums) for each in listed], yields=4),
        Column(heading="Load", cells=[_load(each.entry.summary.sums) for each in listed], yields=2),
        *_marks(listed),
    )
    shown = table(screen, columns)
    screen.print(shown)
    headings = {column.header for column in shown.columns}
    if any(column.is_marked for column in columns if column.heading in headings):
        say(screen, PARTLY_NOTE)
    if "Load" in headings:
        say(screen, "Load: TRIMP, minutes weighted by heart rate (banister1991).")
        if _lack_loads(listed):
            say(screen, NO_LOADS)
    if outcome.left_out:
        say(screen, f"{outcome.left_out:,} more; see them with --limit or --until.")


def _lack_loads(listed: Sequence["Listed"]) -> bool:
    """Whether hearts were measured, but not one load can be told."""
    sums = [each.entry.summary.sums for each in listed]
    known = [each for each in sums if each is not None and each.heart_rate_bpm is not None]
    return bool(known) and all(each.trimp is None for each in known)


def print_said(outcome: "ShowOutcome") -> None:
    """Print what is kept of an activity beside its report."""
    screen = console()
    activity, summary, told = outcome.activity, outcome.entry.summary, outcome.activity.told
    screen.print()
    say(screen, f"Activity {activity.key}: {_state(outcome)}", "bold")
    from backstride.actions.saying import said_of  # noqa: PLC0415 (loaded only when a log is wanted)

    if activity.facts.as_document():
        say(screen, f"You said: {', '.join(said_of(activity.facts))}")
    platform = told.platform or "The export"
    for name in ("name", "kind", "description", "private_note", "gear", "perceived_exertion"):
        if (value := getattr(told, name)) is not None:
            say(screen, f"{platform.capitalize()} says: {name.replace('_', ' ')}: {value}")
    if told.media:
        say(screen, f"Photos and films: {', '.join(told.media)}")
    distances = {
        "typed by you": activity.facts.distance_m,
        "the device's total": summary.device_distance_m,
        "counted along the recording": summary.counted_distance_m,
    }
    known = [f"{kilometres(value)} km {name}" for name, value in distances.items() if value is not None]
    say(screen, f"Distance: {', '.join(known) if known else 'unknown'}")
    for reason in summary.rejected:
        say(screen, f"Not believed as an effort: {reason}", "yellow")
    say(screen, f"From {', '.join(outcome.original_names)}, by import {outcome.batch}.")
    say_sources(screen, outcome.reported.report.sources)


def _state(outcome: "ShowOutcome") -> str:
    """Whether it counts, and if not, why."""
    activity = outcome.activity
    if outcome.entry.duplicate_of is not None:
        return f"a copy of {outcome.entry.duplicate_of}, which counts in its place"
    if activity.replaced_by:
        return f"split or merged into {', '.join(activity.replaced_by)}; it does not count"
    return "removed; it does not count" if activity.is_removed else "it counts"


def _day(listed: "Listed") -> str:
    return UNKNOWN if listed.entry.summary.day is None else listed.entry.summary.day.isoformat()


def _names(listed: Sequence["Listed"]) -> list[Text]:
    names = (each.entry.summary.name or _instead_of_name(each) for each in listed)
    return [text(name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…") for name in names]


def _instead_of_name(listed: "Listed") -> str:
    """What was done, where it has no name."""
    sport = listed.entry.summary.sport
    return UNKNOWN if sport in {"generic", "unknown"} else f"({sport.replace('_', ' ')})"


def _sport(listed: "Listed") -> str:
    summary = listed.entry.summary
    finer = summary.sub_sport if summary.sub_sport not in {None, "generic"} else None
    return (finer or summary.sport).replace("_", " ")


def _backward(listed: "Listed") -> list["Sums"]:
    return [row.sums for row in listed.directions if row.travel is Travel.BACKWARD]


def _backward_time(listed: "Listed") -> str:
    """How long it went backward; a dash where the way of all of it is unknown."""
    if not any(row.travel is not Travel.UNKNOWN for row in listed.directions):
        return UNKNOWN
    return clock(sum(sums.duration_s for sums in _backward(listed)))


def _backward_distance(listed: "Listed") -> str:
    known = [sums.distance_m for sums in _backward(listed) if sums.distance_m is not None]
    if known:
        return kilometres(sum(known))
    return UNKNOWN if _backward(listed) or _backward_time(listed) == UNKNOWN else kilometres(0.0)


def _heart_rate(sums: "Sums | None") -> str:
    return UNKNOWN if sums is None else number(sums.heart_rate_bpm)


def _load(sums: "Sums | None") -> str:
    if sums is None or sums.trimp is None:
        return UNKNOWN
    known_share = 1.0 - sums.heart_rate_unknown_s / sums.duration_s if sums.duration_s > 0.0 else 1.0
    return _marked(number(sums.trimp), known_share, COVERED)


def _marks(listed: Sequence["Listed"]) -> tuple[Column, ...]:
    """A column of what sets an activity apart, if anything does."""
    marks = [_mark(each) for each in listed]
    only_simulated = {*marks} <= {"", SIMULATED}
    column = Column(
        heading="", cells=marks, is_number=False, yields=8 if only_simulated else 0, may_wrap=True
    )
    return (column,) if any(marks) else ()


def _mark(listed: "Listed") -> str:
    letters = len(listed.short_key)
    if listed.entry.duplicate_of is not None:
        return f"copy of {listed.entry.duplicate_of[:letters]}"
    if listed.replaced_by:
        return f"now {', '.join(key[:letters] for key in listed.replaced_by)}"
    if listed.is_removed:
        return "removed"
    return SIMULATED if listed.entry.summary.is_simulated else ""


def print_weeks(outcome: "WeeksOutcome") -> None:
    """Print what was done in each week."""
    screen = console()
    if not outcome.weeks:
        missing = NOT_ON_FOOT if outcome.not_on_foot else NOT_IN_PERIOD
        say(screen, EMPTY if outcome.is_empty else missing)
    else:
        screen.print(table(screen, _week_columns(outcome.weeks)))
        say(
            screen,
            "Weeks run from Monday to Sunday. All of it is moving, without standing; ← share is of the time "
            "whose way is known.",
        )
        if any(_is_partial(volume) for week in outcome.weeks for volume in (week.together,)):
            say(screen, PARTLY_NOTE)
        say_sources(screen, ("banister1991", "backstride-rules"))
    for each in outcome.not_on_foot:
        sessions = f"{each.sessions} session{'' if each.sessions == 1 else 's'}"
        say(
            screen,
            f"Not on foot in the week of {each.monday}: {sessions}, {clock(each.moving_s)}; not above.",
        )
    say_without_day(screen, outcome.without_day)


def _is_partial(volume: WeekVolume) -> bool:
    shares = (
        volume.distance_known_share,
        volume.steps_known_share,
        volume.energy_known_share,
    )
    return any(share < WHOLE for share in shares) or volume.load_known_share < COVERED


def _week_columns(weeks: Sequence[Week]) -> list[Column]:
    together = [week.together for week in weeks]
    columns = [
        Column(heading="Week of", cells=[week.monday.isoformat() for week in weeks], is_number=False),
        Column(heading="n", cells=[str(each.sessions) for each in together], yields=5),
        Column(heading="Time", cells=[clock(each.moving_s) for each in together]),
        Column(heading="km", cells=[_distance(each) for each in together], yields=2),
    ]
    for travel in weeks[-1].by_travel:
        own, first = [week.by_travel[travel] for week in weeks], 6 if travel is Travel.BACKWARD else 11
        arrow = ARROWS[travel]
        columns += [
            Column(heading=f"{arrow} n", cells=[str(each.sessions) for each in own], yields=first + 3),
            Column(
                heading=f"{arrow} time",
                cells=[clock(each.moving_s) for each in own],
                yields=0 if travel is Travel.BACKWARD else first + 1,
            ),
            Column(
                heading=f"{arrow} km",
                cells=[_distance(each) for each in own],
                yields=1 if travel is Travel.BACKWARD else first + 2,
            ),
            Column(heading=f"{arrow} steps", cells=[_steps(each) for each in own], yields=first + 4),
        ]
    shares = [UNKNOWN if week.backward_share is None else f"{week.backward_share:.0%}" for week in weeks]
    return [
        *columns,
        Column(heading="← share", cells=shares, yields=3),
        Column(heading="kcal", cells=[_energy(each) for each in together], yields=6),
        Column(heading="Load", cells=[_week_load(each) for each in together], yields=4),
    ]


def _distance(volume: WeekVolume) -> str:
    return _marked(kilometres(volume.distance_m), volume.distance_known_share)


def _steps(volume: WeekVolume) -> str:
    return _marked(number(volume.steps), volume.steps_known_share)


def _energy(volume: WeekVolume) -> str:
    return _marked(in_range(kilocalories(volume.energy_kj)), volume.energy_known_share)


def _week_load(volume: WeekVolume) -> str:
    load = None if volume.load is None else volume.load.value
    return _marked(number(load), volume.load_known_share, COVERED)


def _marked(written: str, known_share: float, whole: float = WHOLE) -> str:
    return written + PARTLY if known_share < whole and written != UNKNOWN else written


def in_range(estimate: Estimate | None) -> str:
    """A number with its range."""
    if estimate is None:
        return UNKNOWN
    if estimate.low == estimate.high:
        return number(estimate.value)
    between = "–" if estimate.low >= 0.0 else " to "
    return f"{number(estimate.value)} ({number(estimate.low)}{between}{number(estimate.high)})"


def kilometres(distance_m: float | None) -> str:
    """A distance in kilometres, without its unit."""
    return UNKNOWN if distance_m is None else number(distance_m / 1000, 2)


def time_of(duration_s: float | None) -> str:
    """A duration as a clock shows it, or a dash."""
    return UNKNOWN if duration_s is None else clock(duration_s)


def size_of(basis: Basis, size: float) -> str:
    """What an effort was over, in words.

    Examples
    --------
    >>> size_of(Basis.DISTANCE, 1609.344), size_of(Basis.DISTANCE, 400.0), size_of(Basis.DURATION, 600.0)
    ('mile', '400 m', '10 min')
    """
    if basis is Basis.DURATION:
        return f"{size:.0f} s" if size < 60.0 else f"{size / 60.0:.0f} min"
    if size == MILE_M:
        return "mile"
    if size == 21_097.5:
        return "half marathon"
    if size == 42_195.0:
        return "marathon"
    return f"{size:.0f} m" if size < 3000.0 else f"{size / 1000.0:g} km"


def effort_time(duration_s: float) -> str:
    """The time of an effort: with tenths below a minute, where they count."""
    return f"{duration_s:.1f} s" if duration_s < 60.0 else clock(duration_s)


def way_cell(travel: Travel | None) -> Text:
    """A direction after its sign, in its colour."""
    return text(WAYS[travel], "" if travel is None else STYLES[travel])


def gait_words(gait: Gait | None) -> str:
    """What somebody does backward."""
    return {Gait.WALK: "Walking backward", Gait.RUN: "Running backward"}.get(gait or Gait.UNKNOWN, "Backward")


def speed_words(speed_m_s: float) -> str:
    """A speed as kilometres an hour and as a pace."""
    return f"{3.6 * speed_m_s:.1f} km/h ({pace(speed_m_s)} min/km)"


def say(screen: Console, line: str, style: str = "") -> None:
    """Print a line of words, broken where the terminal ends."""
    screen.print(text(line, style))


def say_sources(screen: Console, keys: Iterable[str]) -> None:
    """Print what figures rest on."""
    say(screen, f"Sources: {', '.join(dict.fromkeys(keys))}. Each is shown by: backstride sources KEY")


def say_without_day(screen: Console, count: int) -> None:
    """Print how many activities have no day."""
    if count:
        have = "activity has no date and counts" if count == 1 else "activities have no date and count"
        say(screen, f"{count:,} {have} in none of this.")
