"""Commands that keep the log: out of the program and back in, looked over, made anew."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from backstride.cli import keep_printing, options
from backstride.cli.answers import print_json, told
from backstride.cli.log_place import log_place
from backstride.cli.manual import ManualCommand


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for name, command in (
        ("export", export),
        ("restore", restore),
        ("doctor", doctor),
        ("rebuild", rebuild),
        ("recompute", recompute),
    ):
        app.command(name, cls=ManualCommand)(command)


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", hidden=True, help="The ZIP file to write.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Write the whole log into one ZIP file of open formats.

    FILE then holds all that cannot be computed again: every recording as it came from the device, and what
    was said of it, of everybody whose log it is. Tables for a spreadsheet lie beside them. It is a backup:
    restore reads it into an empty log, on another machine or into another database.
    """
    with told(as_json=as_json):
        from backstride.actions.exporting import export_log  # noqa: PLC0415 (loads the database)
        from backstride.actions.keep_documents import export_document  # noqa: PLC0415 (as above)

        with log_place(context).opened() as store, keep_printing.progress(is_quiet=as_json) as tell:
            outcome = export_log(store, file, now=datetime.now(UTC), is_forced=force, tell=tell)
        if as_json:
            print_json(export_document(outcome))
        else:
            keep_printing.print_export(outcome)


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", hidden=True, help="What export wrote.")],
    *,
    as_json: options.AsJson = False,
) -> None:
    """Read an export into an empty log.

    FILE is what export wrote. Everything in it is checked, and all figures are worked out anew. If anything
    is wrong with it, nothing of it is kept.
    """
    with told(as_json=as_json):
        from backstride.actions.keep_documents import restore_document  # noqa: PLC0415 (loads the database)
        from backstride.actions.restoring import restore_log  # noqa: PLC0415 (as above)

        with log_place(context).opened() as store, keep_printing.progress(is_quiet=as_json) as tell:
            outcome = restore_log(store, file, tell=tell)
        if as_json:
            print_json(restore_document(outcome))
        else:
            keep_printing.print_restore(outcome)


def doctor(
    context: typer.Context,
    *,
    repair: Annotated[
        bool, typer.Option("--repair", help="Make anew what is derived and missing or wrong.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Only look whether files are there, without reading them.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Look whether the log is whole, and mend it if you say so.

    Without --repair nothing is changed. It ends with 0 if the log is whole, or was made so, and with 1 if
    something is wrong. Repair throws nothing away that exists once: damaged originals and files that nobody
    knows are set aside.
    """
    with told(as_json=as_json):
        from backstride.actions import doctoring  # noqa: PLC0415 (loads the database)
        from backstride.actions.keep_documents import doctor_document  # noqa: PLC0415 (as above)

        with log_place(context).opened() as store, keep_printing.progress(is_quiet=as_json) as tell:
            outcome = doctoring.doctor(store, repair=repair, quick=quick, tell=tell)
        if as_json:
            print_json(doctor_document(outcome))
        else:
            keep_printing.print_doctor(outcome)
    if not outcome.is_well:
        raise typer.Exit(1)


def rebuild(context: typer.Context, *, as_json: options.AsJson = False) -> None:
    """Make anew all that is derived from the originals.

    Labels and whatever else you said stay, and go into it. It may be cut off at any time: the log stays
    whole, and the same command does it again.
    """
    with told(as_json=as_json):
        from backstride.actions import rebuilding  # noqa: PLC0415 (loads the database)
        from backstride.actions.keep_documents import rebuild_document  # noqa: PLC0415 (as above)

        with log_place(context).opened() as store, keep_printing.progress(is_quiet=as_json) as tell:
            outcome = rebuilding.rebuild(store, tell=tell)
        if as_json:
            print_json(rebuild_document(outcome))
        else:
            keep_printing.print_rebuild(outcome)
    if outcome.failures:
        raise typer.Exit(1)


def recompute(
    context: typer.Context,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and keep nothing.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Work out again what a new measurement or model changes.

    Say it after you told the log a measurement with an earlier day, or after an update of the program:
    only activities that it touches are worked out again.
    """
    with told(as_json=as_json):
        from backstride.actions import recomputing  # noqa: PLC0415 (loads the database)
        from backstride.actions.keep_documents import recompute_document  # noqa: PLC0415 (as above)

        place = log_place(context)
        with place.opened() as store, keep_printing.progress(is_quiet=as_json) as tell:
            outcome = recomputing.recompute(store, place.athlete, is_dry=dry_run, tell=tell)
        if as_json:
            print_json(recompute_document(outcome))
        else:
            keep_printing.print_recompute(outcome)
    if outcome.failures:
        raise typer.Exit(1)
