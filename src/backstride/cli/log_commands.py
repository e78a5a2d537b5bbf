"""Commands that bring recordings into the log, take them back, and say whose log it is."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from backstride.athlete import Condition, HeartChoice, Measurement, Quantity
from backstride.cli import log_printing, options
from backstride.cli.answers import print_json, told
from backstride.cli.log_place import log_place
from backstride.cli.manual import AFTERWORDS, ManualCommand
from backstride.errors import InvalidValue, NotInLog

if TYPE_CHECKING:
    from backstride.actions.importing import ImportOutcome, ImportSettings, Progress, Tell
    from backstride.store import Batch, Store

QUANTITIES: Final = {
    "mass": Quantity.MASS_KG,
    "resting-hr": Quantity.RESTING_HEART_RATE_BPM,
    "max-hr": Quantity.MAXIMUM_HEART_RATE_BPM,
    "backward-sessions": Quantity.BACKWARD_SESSIONS,
}
MEASURABLE: Final = (*QUANTITIES, "zones", "target", "formula", "condition")
EXAMPLES: Final = {
    "mass": "backstride measure mass 64 --on 2026-04-01",
    "resting-hr": "backstride measure resting-hr 52 --on 2026-04-01",
    "max-hr": "backstride measure max-hr 184 --on 2026-04-01",
    "backward-sessions": "backstride measure backward-sessions 12 --on 2026-04-01",
    "zones": "backstride measure zones easy=110,hard=150 --on 2026-04-01",
    "target": "backstride measure target 75-85",
    "formula": "backstride measure formula tanaka",
    "condition": 'backstride measure condition "knee surgery" --on 2026-04-01 --until 2026-07-01',
}

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would become of it, and keep nothing.")]
Paths = Annotated[
    list[Path],
    typer.Argument(metavar="PATH", hidden=True, help="Files, folders and archives."),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for name, command in (
        ("import", import_command),
        ("imports", imports),
        ("undo", undo),
        ("watch", watch),
        ("athlete", athlete),
        ("measure", measure),
    ):
        app.command(name, cls=ManualCommand, epilog=AFTERWORDS.get(name))(command)


def import_command(
    context: typer.Context,
    paths: Paths,
    *,
    dry_run: DryRun = False,
    lap_convention: options.LapConventionOption = None,
    processes: Annotated[
        int | None,
        typer.Option("--processes", metavar="N", min=1, max=64, help="How many processes read at once."),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Bring files, folders and whole archives into the log.

    PATH is a recording (FIT, GPX or TCX, also as .gz), a folder, or the archive of a platform as you
    received it: Strava, Garmin, Apple Health, Polar, Suunto, Coros, or any other ZIP. Give as many as
    you like.

    What is in the log already is not doubled, one bad file keeps no other from being imported, and
    the whole import can be taken back with undo. If it is cut off, the same command goes on with it.
    """
    with told(as_json=as_json):
        from backstride.actions.importing import ImportSettings  # noqa: PLC0415 (loads the database)
        from backstride.actions.log_documents import import_document  # noqa: PLC0415 (as above)

        place = log_place(context)
        settings = ImportSettings(
            athlete=place.athlete, is_dry=dry_run, lap_convention=lap_convention, processes=processes
        )
        with place.opened() as store:
            outcome = _imported(store, paths, settings, is_quiet=as_json)
        if as_json:
            print_json(import_document(outcome))
        else:
            log_printing.print_import(outcome)
    counts = outcome.counts
    if not counts["new"] and not counts["duplicate"] and counts["refused"] + counts["failed"]:
        raise typer.Exit(2)


def _imported(
    store: "Store", paths: list[Path], settings: "ImportSettings", *, is_quiet: bool
) -> "ImportOutcome":
    from backstride.actions.importing import import_paths  # noqa: PLC0415 (loads the database)

    try:
        with _progress(is_quiet=is_quiet) as tell:
            return import_paths(store, paths, settings, tell=tell)
    except KeyboardInterrupt:
        is_kept = "Nothing was kept." if settings.is_dry else "The same command goes on where it was."
        typer.echo(f"The log is whole. {is_kept}", err=True)
        raise


@contextmanager
def _progress(*, is_quiet: bool) -> Iterator["Tell | None"]:
    """A bar on the terminal, with the time that is left; none where nobody looks."""
    if is_quiet or not sys.stderr.isatty():
        yield None
        return
    # The bar takes a moment to load, which those who want JSON need not wait for.
    from rich.console import Console  # noqa: PLC0415 - see above
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - see above
    from rich.progress import Progress as Bar  # noqa: PLC0415 - see above

    columns = (
        TextColumn("{task.fields[files]}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[found]}"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("import", total=None, files="Looking …", found="")

        def tell(progress: "Progress") -> None:
            bar.update(
                task,
                total=max(progress.size, 1),
                completed=progress.size_done,
                files=f"{progress.files_done} of {progress.files} files",
                found=log_printing.counted(progress.outcomes),
            )

        yield tell


def imports(
    context: typer.Context,
    batch: Annotated[
        int | None,
        typer.Argument(metavar="IMPORT", min=0, max=2**31 - 1, hidden=True, help="One import, file by file."),
    ] = None,
    *,
    outcome: Annotated[
        str | None,
        typer.Option(
            "--outcome",
            metavar="NAME",
            help="Only files that were new, duplicate, ignored, refused or failed.",
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """List the imports, or what became of each file of one.

    IMPORT is the number of one. Without it, all are listed, each with how many files were new and so on.
    """
    with told(as_json=as_json):
        from backstride.actions.importing import OUTCOMES  # noqa: PLC0415 (loads the database)
        from backstride.actions.log_documents import (  # noqa: PLC0415 (as above)
            import_log_document,
            imports_document,
        )
        from backstride.actions.undoing import batch_of_log  # noqa: PLC0415 (as above)

        if outcome is not None and outcome not in OUTCOMES:
            raise InvalidValue(
                f"The outcome is {outcome!r}.",
                allowed=f"It is one of {', '.join(OUTCOMES)}.",
                remedy="Leave --outcome out to see all files.",
            )
        place = log_place(context)
        with place.opened() as store, store.reading() as log:
            if batch is None:
                found = [
                    (each, dict(Counter(entry.outcome for entry in log.imports.entries(each.number))))
                    for each in log.imports.batches(place.athlete)
                ]
                print_json(imports_document(found)) if as_json else log_printing.print_imports(found)
                return
            known = batch_of_log(log, batch)
            _check_whose(known, place.athlete)
            entries = [e for e in log.imports.entries(batch) if outcome is None or e.outcome == outcome]
        if as_json:
            print_json(import_log_document(known, entries))
        else:
            log_printing.print_import_log(known, entries)


def undo(
    context: typer.Context,
    batch: Annotated[
        int,
        typer.Argument(metavar="IMPORT", min=0, max=2**31 - 1, hidden=True, help="The number of the import."),
    ],
    *,
    with_changes: Annotated[
        bool,
        typer.Option("--with-changes", help="Let labels and other work on its activities go, too."),
    ] = False,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Take a whole import back.

    IMPORT is its number, as import and imports say it. The log and its files are then as they were before
    it. Activities whose file another import held,
    too, stay.
    """
    with told(as_json=as_json):
        from backstride.actions.log_documents import undo_document  # noqa: PLC0415 (loads the database)
        from backstride.actions.undoing import batch_of_log, undo_import  # noqa: PLC0415 (as above)

        place = log_place(context)
        with place.opened() as store:
            with store.reading() as log:
                _check_whose(batch_of_log(log, batch), place.athlete)
            outcome = undo_import(store, batch, with_changes=with_changes, is_dry=dry_run)
        if as_json:
            print_json(undo_document(outcome, is_dry=dry_run))
        else:
            log_printing.print_undo(outcome, is_dry=dry_run)


def _check_whose(batch: "Batch", athlete: str) -> None:
    """One who mistakes a number does not see, or take back, what is another's."""
    if batch.athlete != athlete:
        raise NotInLog(
            f'Import {batch.number} is not of "{athlete}".',
            allowed=f'It is of "{batch.athlete}".',
            remedy=f'If it is meant, write: backstride --athlete "{batch.athlete}" … {batch.number}.',
        )


def watch(
    context: typer.Context,
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER", hidden=True, help="Folders in which files arrive.")
    ],
    *,
    every: Annotated[
        float, typer.Option("--every", metavar="SECONDS", min=1.0, max=86_400.0, help="How often to look.")
    ] = 30.0,
    once: Annotated[bool, typer.Option("--once", help="Look once, and end.")] = False,
    lap_convention: options.LapConventionOption = None,
    as_json: options.AsJson = False,
) -> None:
    """Import whatever arrives in a folder, until you press Ctrl-C.

    FOLDER is where a watch or a program puts its files. A file is taken once it has stopped growing.
    What is in the log already is passed over.
    """
    with told(as_json=as_json):
        from backstride.actions.importing import ImportSettings  # noqa: PLC0415 (loads the database)
        from backstride.actions.log_documents import import_document  # noqa: PLC0415 (as above)
        from backstride.actions.watching import Watch  # noqa: PLC0415 (as above)

        place = log_place(context)
        settings = ImportSettings(athlete=place.athlete, lap_convention=lap_convention)
        with place.opened() as store:
            watched = Watch(store, folders, settings)
            while True:
                outcome = watched.look(at_once=once)
                if outcome is not None and as_json:
                    print_json(import_document(outcome))
                elif outcome is not None:
                    log_printing.print_import(outcome)
                if once:
                    return
                try:
                    time.sleep(every)
                except KeyboardInterrupt:
                    return


def athlete(
    context: typer.Context,
    *,
    birth_year: options.BirthYear = None,
    sex: options.SexOption = None,
    as_json: options.AsJson = False,
) -> None:
    """Show what the log knows of you, or tell it when you were born.

    What changes over the years is told with measure.
    """
    with told(as_json=as_json):
        from backstride.actions.log_documents import athlete_document  # noqa: PLC0415 (loads the database)
        from backstride.actions.measuring import athlete_of_log, describe_athlete  # noqa: PLC0415 (as above)

        place = log_place(context)
        with place.opened() as store:
            outcome = (
                athlete_of_log(store, place.athlete)
                if birth_year is None and sex is None
                else describe_athlete(store, place.athlete, birth_year=birth_year, sex=sex)
            )
        if as_json:
            print_json(athlete_document(outcome))
        else:
            log_printing.print_athlete(outcome)


def measure(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="WHAT", hidden=True, help="One of: " + ", ".join(MEASURABLE) + ".")
    ],
    value: Annotated[
        str | None, typer.Argument(metavar="VALUE", hidden=True, help="What was measured or chosen.")
    ] = None,
    *,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="Since when it holds, as in 2026-04-01; else since ever."),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="The last day of a condition.")
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Forget what is kept of that day.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Tell the log what was measured of you, and since when.

    WHAT is mass, resting-hr, max-hr, backward-sessions, zones, target, formula or condition, and VALUE
    is what was measured or chosen. What held on a day counts for the sessions of that day, so that
    today's value does not rewrite last year. Sessions in the log are worked out again when you say so,
    with recompute.
    """
    with told(as_json=as_json):
        _check_until(what, until, forget=forget)
        from backstride.actions import measuring  # noqa: PLC0415 (loads the database)
        from backstride.actions.log_documents import athlete_document  # noqa: PLC0415 (as above)

        since = _not_later_than_today(options.read_day(on, measuring.ALWAYS))
        last = None if until is None else options.read_day(until, measuring.ALWAYS)
        place = log_place(context)
        with place.opened() as store:
            if forget:
                outcome = measuring.forget_measurement(store, place.athlete, _forgotten(what, value), since)
            else:
                known = measuring.athlete_of_log(store, place.athlete).athlete
                given = _measured(what, value, since, last, known.heart_choice_on(since))
                outcome = measuring.measure(store, place.athlete, given)
        if as_json:
            print_json(athlete_document(outcome))
        else:
            log_printing.print_athlete(outcome)


def _measured(
    what: str, value: str | None, since: date, until: date | None, before: HeartChoice
) -> Measurement | HeartChoice | Condition:
    """What a person tells the log, from what they wrote."""
    _check_what(what)
    if value is None:
        raise InvalidValue(
            f"No value was given for {what}.",
            allowed="What was measured or chosen stands behind what it is.",
            remedy=f"Write it like: {EXAMPLES[what]}.",
        )
    if what in QUANTITIES:
        return Measurement(quantity=QUANTITIES[what], value=_number(what, value), measured_on=since)
    if what == "condition":
        if since == date.min:
            raise InvalidValue(
                f"The condition {value!r} has no first day.",
                allowed="A condition begins on a day.",
                remedy=f"Write it like: {EXAMPLES[what]}.",
            )
        return Condition(name=value, since=since, until=until)
    if what == "zones":
        return replace(before, since=since, zones_bpm=options.read_zones(value))
    if what == "target":
        return replace(before, since=since, target=options.read_target(value))
    return replace(before, since=since, formula=options.read_formula(value))


def _check_until(what: str, until: str | None, *, forget: bool) -> None:
    """A measurement holds until the next one: nothing but a condition has a last day."""
    if until is not None and (what != "condition" or forget):
        raise InvalidValue(
            f"A last day was given for {what}.",
            allowed="--until goes with a condition; everything else holds until the next value.",
            remedy=f"Leave --until out, or write it like: {EXAMPLES['condition']}.",
        )


def _not_later_than_today(day: date) -> date:
    """A day on which something can have been measured."""
    today = datetime.now().astimezone().date()
    if day > today:
        raise InvalidValue(
            f"The day is {day}, which is yet to come.",
            allowed="What was measured or chosen holds from a day up to today on.",
            remedy="Check the year.",
        )
    return day


def _forgotten(what: str, value: str | None) -> Quantity | type[HeartChoice] | str:
    """What a person wants to be forgotten."""
    _check_what(what)
    if what in QUANTITIES:
        return QUANTITIES[what]
    return (value or "") if what == "condition" else HeartChoice


def _check_what(what: str) -> None:
    if what not in MEASURABLE:
        raise InvalidValue(
            f"{what!r} is nothing that the log keeps of a person.",
            allowed=f"It keeps {', '.join(MEASURABLE[:-1])} and {MEASURABLE[-1]}.",
            remedy=f"Write it like: {EXAMPLES['resting-hr']}.",
        )


def _number(what: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise InvalidValue(
            f"For {what}, {value!r} was given.",
            allowed="It is a number, with a dot.",
            remedy=f"Write it like: {EXAMPLES[what]}.",
        ) from None
