"""Commands that show what was changed in the log and take it back, and that decide about copies."""

from typing import Annotated, Final

import typer

from backstride.cli import edit_printing, options
from backstride.cli.answers import print_json
from backstride.cli.edit_asking import Asked, DryRun, asked
from backstride.cli.manual import ManualCommand
from backstride.errors import InvalidValue

EXAMPLES: Final = {
    "duplicates": """\
\b
Examples:
  backstride duplicates
  backstride duplicates 3f9a 81c0 --different
""",
}


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (history, revert, duplicates):
        name = command.__name__
        app.command(name, cls=ManualCommand, epilog=EXAMPLES.get(name))(command)


def history(
    context: typer.Context,
    activity: Annotated[
        str | None, typer.Argument(metavar="ACTIVITY", hidden=True, help="One activity.")
    ] = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Show what you changed in the log, each with its number.

    ACTIVITY is the key of an activity or its first letters, its day, or latest: with it, its changes alone.
    """
    with asked(context, as_json=as_json) as desk:
        from backstride.actions.edit_documents import history_document  # noqa: PLC0415 (loads the database)
        from backstride.actions.reviewing import history_of  # noqa: PLC0415 (as above)

        actions = history_of(desk.store, desk.edit.athlete, activity)
        if as_json:
            print_json(history_document(actions))
        else:
            edit_printing.print_history(actions)


def revert(
    context: typer.Context,
    change: Annotated[
        int | None,
        typer.Argument(metavar="CHANGE", min=0, max=2**31 - 1, hidden=True, help="The number of a change."),
    ] = None,
    *,
    again: Annotated[
        bool, typer.Option("--again", help="Let a change that was taken back hold again.")
    ] = False,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Take a change back: a label, a split, what you said.

    CHANGE is its number, as history shows it; without one it is the latest. A change on which later ones
    stand is taken back after those.
    """
    with asked(context, as_json=as_json, dry_run=dry_run) as desk:
        from backstride.actions.reviewing import revert_change  # noqa: PLC0415 (loads the database)

        outcome = revert_change(desk.store, change, desk.edit, again=again)
        desk.answer(outcome, "backstride revert {}" if again else "backstride revert --again {}")


def duplicates(
    context: typer.Context,
    activities: Annotated[
        list[str] | None, typer.Argument(metavar="ACTIVITY", hidden=True, help="Two activities.")
    ] = None,
    *,
    same: Annotated[bool, typer.Option("--same", help="They are one activity.")] = False,
    different: Annotated[bool, typer.Option("--different", help="They are two.")] = False,
    undecided: Annotated[
        bool, typer.Option("--undecided", help="Take back what you said: what was measured decides.")
    ] = False,
    keep: Annotated[
        str | None,
        typer.Option("--keep", metavar="ACTIVITY", help="With --same: which of the two stays."),
    ] = None,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Show activities that are or may be one, or decide about two.

    Without ACTIVITY, all pairs are shown with the reason. With two and one of --same, --different and
    --undecided, you decide. Of two that are one, the one that knows more stays, unless you have worked on
    the other, or choose it with --keep; the other is linked to it and counts nowhere.
    """
    with asked(context, as_json=as_json, dry_run=dry_run) as desk:
        is_kept_alone = keep is not None and not same
        if not activities and not (same or different or undecided or is_kept_alone):
            _list_duplicates(desk)
            return
        if len(activities or ()) != 2 or same + different + undecided != 1 or is_kept_alone:
            raise InvalidValue(
                "It is not clear about which two activities is decided, or what.",
                allowed="Two activities, and one of --same, --different and --undecided; --keep goes with "
                "--same.",
                remedy="Write it like: backstride duplicates 3f9a 81c0 --different.",
            )
        _decide(desk, tuple(activities or ()), same=same, different=different, keep=keep)


def _list_duplicates(desk: Asked) -> None:
    from backstride.actions.edit_documents import duplicates_document  # noqa: PLC0415 (loads the database)
    from backstride.actions.reviewing import copies_of  # noqa: PLC0415 (as above)

    copies = copies_of(desk.store, desk.edit.athlete)
    if desk.as_json:
        print_json(duplicates_document(copies))
    else:
        edit_printing.print_duplicates(copies)


def _decide(
    desk: Asked, activities: tuple[str, ...], *, same: bool, different: bool, keep: str | None
) -> None:
    from backstride.actions.reviewing import decide_copies  # noqa: PLC0415 (loads the database)
    from backstride.log import Verdict  # noqa: PLC0415 (as above)

    verdict = Verdict.SAME if same else Verdict.DIFFERENT if different else None
    one, other = activities
    desk.answer(decide_copies(desk.store, (one, other), verdict, desk.edit, keep=keep))
