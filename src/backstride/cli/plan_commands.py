"""Commands of the plan: make it, show it, end it, put it into a calendar."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from backstride.cli import options, plan_printing, printing, training_asking
from backstride.cli.answers import print_json, told
from backstride.cli.log_place import log_place
from backstride.cli.manual import ManualCommand
from backstride.errors import InvalidValue

if TYPE_CHECKING:
    from backstride.actions.planning import PlanWish

LONGEST_MIN: Final = 60.0
"""A session on a free day, where nobody says how long it may be. [min]"""
TIME: Final = "Your time"
PLACE: Final = "Where and what else"
EXAMPLES: Final = {
    "plan": """\
\b
Examples:
  backstride plan first-steps --days tue,thu,sat
  backstride plan backward-mile --race 2027-04-01 --days tue=40,thu=40,sat=75
  backstride plan base --days tue,fri --forward wed=easy,sun=hard:90
  backstride plan my-programme.toml --days mon,thu --places track,road
  backstride plan
""",
    "calendar": """\
\b
Example:
  backstride calendar --ics training.ics --at 18:00
""",
}


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (plan, calendar, adapt):
        app.command(cls=ManualCommand, epilog=EXAMPLES.get(command.__name__))(command)


def plan(
    context: typer.Context,
    programme: Annotated[
        str | None,
        typer.Argument(metavar="PROGRAMME", hidden=True, help="Its name, or a file of your own (.toml)."),
    ] = None,
    *,
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="DAY", help="The first day; else next Monday.", rich_help_panel=TIME),
    ] = None,
    weeks: Annotated[
        int | None,
        typer.Option(
            "--weeks",
            metavar="N",
            help="How many weeks; else as long as the programme takes.",
            rich_help_panel=TIME,
        ),
    ] = None,
    days: Annotated[
        str | None,
        typer.Option(
            "--days",
            metavar="DAYS",
            help="Which weekdays are free, as in tue,thu,sat or, with minutes, tue=40,sat=75.",
            rich_help_panel=TIME,
        ),
    ] = None,
    longest: Annotated[
        float,
        typer.Option(
            "--longest",
            metavar="MIN",
            help="The longest session, where a day says none.",
            rich_help_panel=TIME,
        ),
    ] = LONGEST_MIN,
    from_phase: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="PHASE",
            help="Begin with this phase, where what comes before it lies behind you.",
            rich_help_panel=TIME,
        ),
    ] = None,
    race: Annotated[
        str | None,
        typer.Option("--race", metavar="DAY", help="Race day, on which all peaks.", rich_help_panel=TIME),
    ] = None,
    days_off: Annotated[
        str | None,
        typer.Option(
            "--days-off",
            metavar="DAYS",
            help="Days without training, as in 2026-05-01,2026-05-09..2026-05-16.",
            rich_help_panel=TIME,
        ),
    ] = None,
    places: Annotated[
        str | None,
        typer.Option(
            "--places",
            metavar="PLACES",
            help="Where you can train, as in track,road; else as you said at the screening.",
            rich_help_panel=PLACE,
        ),
    ] = None,
    forward: Annotated[
        str | None,
        typer.Option(
            "--forward",
            metavar="TRAINING",
            help="What else you do, as in wed=easy,sun=hard:90 or 2026-05-03=hard.",
            rich_help_panel=PLACE,
        ),
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="End the plan that you follow.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan, and keep nothing.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Plan weeks of training by a programme, or show the plan.

    PROGRAMME is the name of one that programmes lists, or a file of your own. The plan fits your days, keeps
    rest and the limits of growth, and goes nowhere that your screening bars. What cannot be is refused with
    the reasons. One plan is followed at a time: a new one ends the one before. Without PROGRAMME the plan
    that you follow is shown.
    """
    with told(as_json=as_json):
        from backstride.actions import planning  # noqa: PLC0415 (loads the database)
        from backstride.actions.plan_documents import plan_document  # noqa: PLC0415 (as above)
        from backstride.actions.plan_view import current_plan  # noqa: PLC0415 (as above)

        now = datetime.now(UTC)
        today = now.astimezone().date()
        wanted = (days, start, weeks, race, places, forward, days_off, from_phase)
        if programme is None and any(each is not None for each in wanted):
            raise _nothing_to_plan()
        place = log_place(context)
        wish = None
        if end and (programme is not None or dry_run):
            raise _both_ways()
        if programme is not None:
            wish = _wish(
                programme,
                start=options.read_day(start, _next_monday(today)),
                days=days,
                longest=longest,
                weeks=weeks,
                race=race,
                places=places,
                forward=forward,
                days_off=days_off,
                from_phase=from_phase,
            )
        with place.opened() as store:
            if end:
                ended = planning.end_plan(store, place.athlete, today=today, at=now)
                outcome = planning.PlanOutcome(
                    request=ended.request, plan=ended.current, gates=(), stored=ended
                )
            elif wish is None:
                outcome = current_plan(store, place.athlete, today=today)
            else:
                outcome = planning.plan_training(
                    store, place.athlete, wish, today=today, at=now, is_dry=dry_run
                )
        if as_json:
            print_json(plan_document(outcome))
        elif end:
            plan_printing.print_ended(ended)
        else:
            plan_printing.print_plan(outcome)


def _wish(
    programme: str,
    *,
    start: date,
    days: str | None,
    longest: float,
    weeks: int | None,
    race: str | None,
    places: str | None,
    forward: str | None,
    days_off: str | None,
    from_phase: str | None,
) -> "PlanWish":
    """What is asked of a plan, read from the options."""
    from backstride.actions.planning import PlanWish, find_phase, find_programme  # noqa: PLC0415 (loads the database)

    found = find_programme(programme)
    if days is None:
        raise InvalidValue(
            "It was not said on which days you can train.",
            allowed="At least one day of the week, with the longest session if you like.",
            remedy=f"Write it like: backstride plan {programme} --days tue,thu,sat.",
        )
    dated, weekly = training_asking.read_forward(forward)
    return PlanWish(
        programme=found,
        start=start,
        days=training_asking.read_days(days, longest_min=longest),
        weeks=weeks,
        places=training_asking.read_places(places),
        race_on=None if race is None else options.read_day(race, date.min),
        forward=dated,
        forward_weekly=weekly,
        days_off=training_asking.read_days_off(days_off),
        from_phase=None if from_phase is None else find_phase(found, from_phase),
    )


def _next_monday(today: date) -> date:
    """The Monday to come; today, if it is one."""
    return today + timedelta(days=-today.weekday() % 7)


def _nothing_to_plan() -> InvalidValue:
    return InvalidValue(
        "It was not said by which programme to plan.",
        allowed="The name of a programme, or a file of your own, before the options.",
        remedy="See them with: backstride programmes. Then: backstride plan first-steps --days tue,thu,sat.",
    )


def _both_ways() -> InvalidValue:
    return InvalidValue(
        "A plan was both to be made, or tried, and to be ended.",
        allowed="A new plan ends the one before by itself; --end goes alone.",
        remedy="Leave one of the two out.",
    )


def calendar(
    context: typer.Context,
    *,
    ics: Annotated[
        Path,
        typer.Option(
            "--ics", metavar="FILE", help="The calendar file to write.", rich_help_panel=options.OUTPUT
        ),
    ],
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="TIME", help="When sessions begin, as in 18:00; else they stand on their day."
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Write your plan as a calendar file (iCalendar).

    Any calendar program takes it. Write and import it anew after a change: sessions that moved are moved, and
    those that are gone are cancelled. Nothing in it tells of your health.
    """
    with told(as_json=as_json):
        from backstride.actions.calendars import export_calendar  # noqa: PLC0415 (loads the database)
        from backstride.actions.training_documents import calendar_document  # noqa: PLC0415 (as above)

        starts_at = training_asking.read_clock(at)
        place = log_place(context)
        with place.opened() as store:
            outcome = export_calendar(store, place.athlete, ics, starts_at=starts_at, at=datetime.now(UTC))
        if as_json:
            print_json(calendar_document(outcome))
            return
        cancelled = sum(each.status.value == "CANCELLED" for each in outcome.events)
        gone = f", {cancelled} of them cancelled" if cancelled else ""
        printing.print_line(f"{outcome.path}: {len(outcome.events)} sessions{gone}.")


def adapt(
    context: typer.Context,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and keep nothing.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Move your plan on, by what you did and said.

    Say it once a week, and whenever you were ill, fell or had pain. It holds your recordings against the
    sessions, and moves what lies ahead by rules that are shown, within the limits of growth. What was
    planned first is kept.
    """
    with told(as_json=as_json):
        from backstride.actions.adapting import adapt_plan  # noqa: PLC0415 (loads the database)
        from backstride.actions.adapting_documents import adapt_document  # noqa: PLC0415 (as above)

        now = datetime.now(UTC)
        place = log_place(context)
        with place.opened() as store:
            outcome = adapt_plan(store, place.athlete, today=now.astimezone().date(), at=now, is_dry=dry_run)
        print_json(adapt_document(outcome)) if as_json else plan_printing.print_adapted(outcome)
