"""What `--help` says, set as a manual page: plain lines, under a heading for each kind of option."""

from inspect import cleandoc
from typing import Any, Final

from typer.core import TyperCommand

PURPOSE: Final = """\
The training system for running and walking backward.

It reads what your watch recorded, finds which way each stretch went and says how it knows. For each
direction it works out speed, cadence, step length, heart-rate zones and energy, and sets backward
beside forward.

\b
First steps:
  backstride demo
  backstride zones --age 40 --resting-hr 60
  backstride report run.fit --birth-year 1980 --resting-hr 52
  backstride report run.fit --label 05:00-07:30=backward --html run.html
  backstride report --help
"""
"""Above the options of the program itself."""

AFTERWORD: Final = """\
\b
Files:
  FIT, GPX and TCX are read, each also compressed as .gz. The content
  decides, not the name. No file that is read is changed.

\b
Exit status:
  0  it worked; for a report: at least one recording was read
  1  doctor, rebuild or recompute: something is wrong with the log
  2  nothing could be done, or what was given cannot be

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

AFTERWORDS: Final = {
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
}
"""Below the options of a command."""

UNBROKEN: Final = "\u2011"
"""A hyphen at which no line is broken: the name of an option or formula stays in one piece."""


class ManualCommand(TyperCommand):
    """A command whose help lists its options under the headings of their groups."""

    # typer has no public names for the types of these two methods.
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


def _unbroken(text: str) -> str:
    return text.replace("-", UNBROKEN)
