"""Commands that read the log: lists, weeks, form, records, skill and plateaus."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from backstride.bout import Travel
from backstride.cli import figure_printing, options, printing, progress_printing
from backstride.cli.answers import print_json, told
from backstride.cli.log_place import log_place
from backstride.cli.manual import ManualCommand
from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.load import FormStart, LoadScale

if TYPE_CHECKING:
    from backstride.actions.listing import ShowOutcome

HARDEST_DAY: Final = 10_000.0
"""No day of a person has a load above this, on any scale: a whole day at the maximum is about 6,600
(banister1991). [unit of the scale]"""
PERIOD: Final = "Which time"
LISTED: Final = 30
"""So many activities are listed in a terminal unless somebody asks for more."""


class Scale(StrEnum):
    """What loads are counted in, as it is written on the command line."""

    TRIMP = "trimp"
    SESSION_RPE = "session-rpe"


class PlateauMeasure(StrEnum):
    """What may come to a standstill, as it is written on the command line."""

    BEST_BACKWARD_SPEED = "best-backward-speed"
    BEST_FORWARD_SPEED = "best-forward-speed"
    HEART_COST = "heart-cost"
    HEART_RATE = "heart-rate"


SCALES: Final = {Scale.TRIMP: LoadScale.TRIMP, Scale.SESSION_RPE: LoadScale.SESSION_RPE}

Since = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="From this day on: 2026-04-01.", rich_help_panel=PERIOD),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="Up to this day: 2026-04-30.", rich_help_panel=PERIOD),
]
Travels = Annotated[
    list[Travel] | None,
    typer.Option(
        "--travel",
        metavar="WAY",
        help="Only this direction: forward, backward, sideways or unknown. Repeatable.",
        rich_help_panel=options.WHICH_WAY,
    ),
]


def list_command(
    context: typer.Context,
    *,
    since: Since = None,
    until: Until = None,
    hidden: Annotated[
        bool,
        typer.Option("--hidden", help="Also copies, and what was split, merged or removed."),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            metavar="COUNT",
            min=1,
            max=1_000_000,
            help=f"How many at the most; else {LISTED}, or all with --json.",
            rich_help_panel=PERIOD,
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """List your activities, the latest first.

    The key names an activity wherever a command asks for one; its first letters are enough. A dash is what
    nobody knows; a load needs a heart rate, your resting rate and your maximum or birth year.
    """
    with told(as_json=as_json), log_place(context).opened() as store:
        from backstride.actions.listing import (  # noqa: PLC0415 (the database is loaded only when wanted)
            list_activities,
        )
        from backstride.actions.listing_documents import list_document  # noqa: PLC0415 (see above)

        outcome = list_activities(
            store,
            log_place(context).athlete,
            since=_day(since),
            until=_day(until),
            also_hidden=hidden,
            limit=LISTED if limit is None and not as_json else limit,
        )
        print_json(list_document(outcome)) if as_json else figure_printing.print_list(outcome)


def show(
    context: typer.Context,
    activity: Annotated[str, typer.Argument(metavar="ACTIVITY", hidden=True, help="Which one.")],
    *,
    as_json: options.AsJson = False,
) -> None:
    """Show one activity: its report, and all that was said of it.

    ACTIVITY is the first letters of its key, as in the list, its day if it is the only one of it, or
    latest.
    """
    with told(as_json=as_json), log_place(context).opened() as store:
        from backstride.actions.listing import (  # noqa: PLC0415 (the database is loaded only when wanted)
            show_activity,
        )
        from backstride.actions.listing_documents import show_document  # noqa: PLC0415 (see above)

        outcome = show_activity(store, log_place(context).athlete, activity)
        print_json(show_document(outcome)) if as_json else _print_shown(outcome)


def _print_shown(outcome: "ShowOutcome") -> None:
    from backstride.actions.report import ReportOutcome  # noqa: PLC0415 (it is needed here alone)

    printing.print_report(ReportOutcome.of([outcome.reported]), in_log=outcome.activity.key)
    figure_printing.print_said(outcome)


def weeks(
    context: typer.Context,
    *,
    since: Since = None,
    count: Annotated[
        int,
        typer.Option(
            "--weeks",
            metavar="COUNT",
            min=1,
            max=10_000,
            help="How many, up to your latest activity.",
            rich_help_panel=PERIOD,
        ),
    ] = 12,
    as_json: options.AsJson = False,
) -> None:
    """Add up each week, forward and backward: time, distance, load.

    Weeks run from Monday to Sunday. What is known of a part of the time only is marked with a plus.
    """
    with told(as_json=as_json), log_place(context).opened() as store:
        from backstride.actions.figure_documents import (  # noqa: PLC0415 (loaded only when wanted)
            weeks_document,
        )
        from backstride.actions.weekly import sum_weeks  # noqa: PLC0415 (see above)

        outcome = sum_weeks(store, log_place(context).athlete, since=_day(since), count=count)
        print_json(weeks_document(outcome)) if as_json else figure_printing.print_weeks(outcome)


def form(
    context: typer.Context,
    *,
    scale: Annotated[
        Scale, typer.Option("--scale", metavar="NAME", help="trimp from heart rate, or session-rpe.")
    ] = Scale.TRIMP,
    start: Annotated[
        str,
        typer.Option(
            "--start",
            metavar="START",
            help="How you were before the first day: beginner, or steady:40 for a usual load of 40 a day.",
        ),
    ] = "beginner",
    travel: Travels = None,
    until: Until = None,
    as_json: options.AsJson = False,
) -> None:
    """Tell fitness, fatigue and form from the load of each day.

    Fitness is a slow mean of the load, fatigue a quick one, and form their difference. They describe what
    was done; none of them says who will be injured.
    """
    with told(as_json=as_json), log_place(context).opened() as store:
        from backstride.actions.figure_documents import (  # noqa: PLC0415 (loaded only when wanted)
            form_document,
        )
        from backstride.actions.form_course import work_out_form  # noqa: PLC0415 (see above)

        outcome = work_out_form(
            store,
            log_place(context).athlete,
            until=_day(until) or datetime.now().astimezone().date(),
            scale=SCALES[scale],
            start=_start(start),
            travels=tuple(dict.fromkeys(travel or ())),
        )
        print_json(form_document(outcome)) if as_json else progress_printing.print_form(outcome)


def records(context: typer.Context, *, travel: Travels = None, as_json: options.AsJson = False) -> None:
    """Show your best efforts, forward and backward apart.

    Over distances and in times, inside any activity. The best marks that were read stand beside them. What
    is faster than anybody ever was is a fault of the receiver: it is listed, and does not count.
    """
    with told(as_json=as_json), log_place(context).opened() as store:
        from backstride.actions.bests import find_records  # noqa: PLC0415 (loaded only when wanted)
        from backstride.actions.figure_documents import records_document  # noqa: PLC0415 (see above)

        outcome = find_records(store, log_place(context).athlete, travels=tuple(dict.fromkeys(travel or ())))
        print_json(records_document(outcome)) if as_json else progress_printing.print_records(outcome)


def skill(context: typer.Context, *, as_json: options.AsJson = False) -> None:
    """Show how going backward got easier for your heart, and faster.

    It takes backward bouts of two minutes or more on the level with a heart rate, in five sessions at
    least; where that is not there, it says what is missing.
    """
    with told(as_json=as_json), log_place(context).opened() as store:
        from backstride.actions.figure_documents import (  # noqa: PLC0415 (loaded only when wanted)
            skill_document,
        )
        from backstride.actions.practice import tell_skill  # noqa: PLC0415 (see above)

        outcome = tell_skill(store, log_place(context).athlete)
        print_json(skill_document(outcome)) if as_json else progress_printing.print_skill(outcome)


def plateaus(
    context: typer.Context,
    *,
    measure: Annotated[
        list[PlateauMeasure] | None,
        typer.Option(
            "--measure",
            metavar="NAME",
            help="Only one: " + ", ".join(PlateauMeasure) + ". Repeatable.",
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Tell whether you still get better, or have stopped.

    Each of your own trends is cut where it bends; the slopes before and after stand with their intervals.
    With fewer than ten points nothing is told.
    """
    with told(as_json=as_json), log_place(context).opened() as store:
        from backstride.actions.figure_documents import (  # noqa: PLC0415 (loaded only when wanted)
            plateaus_document,
        )
        from backstride.actions.standstill import Measure, find_plateaus  # noqa: PLC0415 (see above)

        chosen = tuple(Measure(each.value) for each in dict.fromkeys(measure or ()))
        outcome = find_plateaus(store, log_place(context).athlete, measures=chosen)
        print_json(plateaus_document(outcome)) if as_json else progress_printing.print_plateaus(outcome)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("list", cls=ManualCommand)(list_command)
    for command in (show, weeks, form, records, skill, plateaus):
        app.command(cls=ManualCommand)(command)


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InvalidValue(
            f"{written!r} was given as a day.",
            allowed="A day is written as year, month and day: 2026-04-01.",
            remedy="Write it like that.",
        ) from None


def _start(written: str) -> FormStart:
    if written == "beginner":
        return FormStart.beginner()
    name, _, value = written.partition(":")
    try:
        load = float(value)
    except ValueError:
        load = -1.0
    if name != "steady" or not 0.0 <= load <= HARDEST_DAY:
        raise InvalidValue(
            f"The start {written!r} was given.",
            allowed="beginner, or steady: and your usual load of a day, rest days included, from 0 to "
            f"{HARDEST_DAY:,.0f}.",
            remedy="Write --start beginner or --start steady:40.",
        )
    return FormStart.steady(Estimate.exact(load))
