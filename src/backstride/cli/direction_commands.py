"""The command of motion sensors: which way somebody went, by the log of one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.text import Text

from backstride.bout import Bout, Travel
from backstride.cli import options
from backstride.cli.answers import print_json, told
from backstride.cli.manual import ManualCommand
from backstride.cli.printing import STYLES, Column, console, table, text
from backstride.errors import InvalidValue
from backstride.units import clock
from backstride.wording import ARROWS, UNKNOWN

if TYPE_CHECKING:
    from backstride.actions.directing import DirectionOutcome

ALMOST: Final = 0.995
"""Nothing is shown as certain: from here on it is more than 99 per cent. [-]"""
SURE: Final = "Sure: by the sensor alone, forward and backward being equally likely beforehand."
EXAMPLES: Final = """\
\b
Examples:
  backstride direction log.csv --place foot
  backstride direction phone.zip --place waist --json

\b
Places:
  foot    on the shoe, or at the ankle; it tells most
  waist   on a belt, in front or at the small of the back
  pocket  in a pocket of the trousers, at the thigh
  wrist   a watch; it tells little
"""


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(cls=ManualCommand, epilog=EXAMPLES)(direction)


def direction(
    log: Annotated[
        Path | None,
        typer.Argument(metavar="SENSORLOG", hidden=True, help="The log of a motion sensor: CSV, ZIP or FIT."),
    ] = None,
    *,
    place: Annotated[
        str | None,
        typer.Option("--place", metavar="PLACE", help="Where it was worn: foot, waist, pocket or wrist."),
    ] = None,
    as_json: options.AsJson = False,
    show_schema: Annotated[
        bool,
        typer.Option("--schema", help="Print the schema of the JSON.", rich_help_panel=options.OUTPUT),
    ] = False,
) -> None:
    """Tell which way you went from the log of a motion sensor.

    SENSORLOG is what a recorder app or a watch wrote: a table of accelerations (CSV), better with angular
    velocities beside them; a ZIP of such tables; or a FIT file with accelerometer messages. Say where the
    sensor was worn. What is not four fifths sure is unknown.
    """
    with told(as_json=as_json):
        from backstride.actions.directing import (  # noqa: PLC0415 (loads the tables of every format)
            direct_sensor_log,
            direction_document,
        )
        from backstride.actions.documents import schema  # noqa: PLC0415 (as above)

        if show_schema:
            print_json(schema("direction"))
            return
        if log is None:
            raise InvalidValue(
                "No sensor log was named.",
                allowed="The log of a motion sensor: CSV, ZIP or FIT.",
                remedy="Name it, as in: backstride direction log.csv --place foot.",
            )
        outcome = direct_sensor_log(log, options.read_place(place))
        if as_json:
            print_json(direction_document(outcome))
        else:
            _print(outcome)


def _print(outcome: "DirectionOutcome") -> None:
    screen, log = console(), outcome.log
    screen.print(text(Path(outcome.file).name, "bold"))
    rate = "" if log.rate_hz is None else f"{log.rate_hz:.0f} samples a second · "
    gyroscope = "no gyroscope" if log.rotation_rad_s is None else "with gyroscope"
    screen.print(
        text(f"App: {log.app} · worn: {outcome.place} · {clock(log.duration_s)} · {rate}{gyroscope}")
    )
    bouts = outcome.bouts
    columns = (
        Column(
            heading="From – to",
            cells=[f"{clock(each.start_s)} – {clock(each.end_s)}" for each in bouts],
            is_number=False,
        ),
        Column(heading="Which way", cells=[_way(each.travel) for each in bouts], is_number=False),
        Column(heading="Sure", cells=[_sure(each) for each in bouts]),
        Column(heading="Seen", cells=[text(_seen(each)) for each in bouts], is_number=False, may_wrap=True),
    )
    screen.print(table(screen, columns))
    if any(each.evidence for each in bouts):
        screen.print(text(SURE), soft_wrap=True)
    totals = [f"{travel} {clock(total_s)}" for travel, total_s in outcome.totals_s.items()]
    screen.print(
        text(f"In all: {', '.join(totals)}." if totals else "Nothing to tell: the log is too short.")
    )
    for note in outcome.notes:
        screen.print(text(f"Note: {note}"), soft_wrap=True)


def _way(travel: Travel) -> Text:
    return text(f"{ARROWS[travel]} {travel}", STYLES[travel])


def _sure(bout: Bout) -> str:
    """How sure the direction is; of an unknown one, how near to which."""
    if bout.probability is None:
        return UNKNOWN
    if bout.travel is Travel.UNKNOWN:
        # Rounded down, so that nothing that was not called looks as if it should have been.
        return f"{int(100 * bout.probability)}% {ARROWS[bout.likeliest]}"
    return f"{bout.probability:.0%}" if bout.probability < ALMOST else ">99%"


def _seen(bout: Bout) -> str:
    return "; ".join(each.detail for each in bout.evidence) or "nothing that tells"
