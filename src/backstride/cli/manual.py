"""What `--help` says, set as a manual page: plain lines, under a heading for each kind of option."""

from inspect import cleandoc
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from backstride.cli.usage import UsageError, tell_usage

PURPOSE: Final = """\
The training system for running and walking backward.

It reads what your watch recorded, finds which way each stretch went and says how it knows. For each
direction it works out speed, cadence, step length, heart-rate zones and energy, sets backward beside
forward, and keeps a log of all you ever did.

\b
In the browser:
  backstride serve --open

\b
First steps with one recording:
  backstride demo
  backstride zones --age 40 --resting-hr 60
  backstride report run.fit --birth-year 1980 --resting-hr 52
  backstride report run.fit --label 05:00-07:30=backward --html run.html

\b
First steps with a log:
  backstride athlete --birth-year 1980
  backstride measure resting-hr 52
  backstride import export.zip --dry-run
  backstride import export.zip
  backstride list

\b
First steps in training:
  backstride screen
  backstride programmes
  backstride plan first-steps --days tue,thu,sat
  backstride workout --next --fit next.fit

Each command says more with --help.
"""
"""Above the options of the program itself."""

AFTERWORD: Final = """\
\b
Files:
  FIT, GPX and TCX are read, each also compressed as .gz. The content
  decides, not the name. No file that is read is changed.

\b
Exit status:
  0    it worked; for a report: at least one recording was read
  1    doctor, rebuild, recompute or learn: something is wrong with the
       log
  2    nothing could be done, or what was given cannot be
  130  cut off with Ctrl-C; the log is whole

\b
Environment:
  NO_COLOR                 if set, tables have no colours
  COLUMNS                  how wide tables are, if not as wide as the
                           terminal
  BACKSTRIDE_DATA          the folder of your log
  BACKSTRIDE_DATABASE_URL  a PostgreSQL database for it

\b
Privacy:
  Your data stays on this machine: no command calls out. Not a medical
  device.
"""
"""Below the commands."""

COMMANDS: Final = {
    "The app": ("serve",),
    "One recording": ("report", "direction", "zones", "sources", "simulate", "demo"),
    "Your log": ("import", "imports", "undo", "watch", "athlete", "measure", "list", "show"),
    "Mend it": (
        *("learn", "ask", "label", "say", "split", "merge", "crop", "exclude", "include", "remove"),
        *("duplicates", "history", "revert"),
    ),
    "Train": (
        "screen",
        "programmes",
        "plan",
        "workout",
        "calendar",
        "checkin",
        "adapt",
        "predict",
        "muscles",
    ),
    "What it adds up to": ("weeks", "form", "records", "skill", "plateaus"),
    "Keep it": ("export", "restore", "doctor", "recompute", "rebuild"),
}
"""All commands under their headings, as one comes to need them."""

AFTERWORDS: Final = {
    "serve": """\
\b
Examples:
  backstride serve --open
  backstride serve --data log --port 9000
  backstride serve --host 0.0.0.0 --allow-host runners.example
""",
    "zones": """\
\b
Examples:
  backstride zones --age 40 --resting-hr 60
  backstride zones --max-hr 184 --zones easy=110,hard=150
""",
    "report": """\
\b
Examples:
  backstride report run.fit --birth-year 1980 --resting-hr 52
  backstride report run.fit --label 05:00-07:30=backward
  backstride report triathlon.fit --label "#3 all=backward"
  backstride report run.fit --lap-convention turn --html run.html
  backstride report 2026/*.fit --json

\b
Exit status:
  0  at least one recording was read
  2  none was, or what was given cannot be
""",
    "simulate": """\
\b
Sessions:
  first-steps      a walk with four times a minute backward
  track-intervals  six times 200 m backward on the track
  treadmill        both ways, walking and running, without positions
  pressed-laps     the track session, with the lap button pressed
  unlabelled       the track session, of which the watch knows nothing
""",
    "sources": """\
\b
Example:
  backstride sources kim2001
""",
    "import": """\
\b
Examples:
  backstride import run.fit
  backstride import export.zip --dry-run
  backstride --athlete anna import anna/2026
""",
    "measure": """\
\b
Examples:
  backstride measure resting-hr 52 --on 2026-04-01
  backstride measure mass 64
  backstride measure zones easy=110,hard=150
  backstride measure condition "knee surgery" --on 2026-04-01
  backstride measure mass --forget
""",
}
"""Below the options of a command."""

CUT_OFF: Final = 130
"""The status of a program that somebody ended with Ctrl-C."""

UNBROKEN: Final = "\u2011"
"""A hyphen at which no line is broken: the name of an option or formula stays in one piece."""


class ManualCommand(TyperCommand):
    """A command whose help lists its options under the headings of their groups."""

    # typer has no public names for the types of these methods.
    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ANN401 - see above
        """What stands behind the command's name, without the braces that mean nothing to a person.

        Parameters
        ----------
        ctx
            The context, as typer passes it.

        Returns
        -------
        list of str
            The pieces.
        """
        return [piece.strip("{}").replace("}...", "...") for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - see above
        """Write what the command is for.

        Parameters
        ----------
        ctx
            The context, as typer passes it.
        formatter
            What the lines are written with.
        """
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_unbroken(cleandoc(self.help or "")))

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - see above
        """Write the options, group by group, in the order in which the groups first come.

        Parameters
        ----------
        ctx
            The context, as typer passes it.
        formatter
            What the lines are written with.
        """
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                group = getattr(parameter, "rich_help_panel", None) or "Options"
                groups.setdefault(group, []).append((record[0], _unbroken(record[1])))
        for group, records in sorted(groups.items(), key=lambda item: item[0] == "Options"):
            with formatter.section(group):
                formatter.write_dl(records)
        formatter.buffer[:] = [line.replace(UNBROKEN, "-") for line in formatter.buffer]


class ManualGroup(TyperGroup):
    """The program: its commands stand under headings, and what it cannot read is told as every trouble."""

    # typer has no public names for the types of these methods.
    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - see above
        """Write the commands, group by group.

        Parameters
        ----------
        ctx
            The context, as typer passes it.
        formatter
            What the lines are written with.
        """
        width = max(map(len, self.commands))
        others = self.commands.keys() - {name for names in COMMANDS.values() for name in names}
        for heading, names in {**COMMANDS, "Others": sorted(others)}.items():
            known = [
                (name, command) for name in names if (command := self.get_command(ctx, name)) is not None
            ]
            if known:
                with formatter.section(heading):
                    limit = formatter.width - 6 - width
                    formatter.write_dl(
                        [(name.ljust(width), command.get_short_help_str(limit)) for name, command in known]
                    )

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:  # noqa: ANN401 - see above
        """Read what stands before the command.

        Parameters
        ----------
        info_name
            What the program is called.
        args
            What was written.
        parent
            The context around it, as typer passes it.
        **extra
            What else typer passes.

        Returns
        -------
        Context
            The context.

        Raises
        ------
        Exit
            If it cannot be read.
        """
        as_json = "--json" in args
        try:
            return super().make_context(info_name, args, parent, **extra)
        except UsageError as trouble:
            tell_usage(trouble, as_json=as_json)
            raise

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - see above
        """Run the command.

        Parameters
        ----------
        ctx
            The context, as typer passes it.

        Returns
        -------
        object
            What the command gives back.

        Raises
        ------
        Exit
            If what stands behind the command cannot be read, or somebody pressed Ctrl-C.
        """
        as_json = "--json" in ctx.args
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            typer.echo("Cut off.", err=True)
            raise typer.Exit(CUT_OFF) from None
        except UsageError as trouble:
            tell_usage(trouble, as_json=as_json)
            raise


def _unbroken(text: str) -> str:
    return text.replace("-", UNBROKEN)
