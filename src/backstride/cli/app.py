"""The commands."""

import codecs
import io
import sys
import tempfile
import webbrowser
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from backstride import __version__
from backstride.actions.documents import report_document, schema, zones_document
from backstride.actions.earlier import stride_of
from backstride.actions.report import (
    RefusedFile,
    ReportedRecording,
    ReportOutcome,
    ReportSettings,
    report_files,
    reports,
)
from backstride.actions.simulate import NAMES, simulate_session, write_whole
from backstride.actions.sources import list_sources, sources_document
from backstride.actions.zones import calculate_zones
from backstride.cli import (
    direction_commands,
    edit_commands,
    figure_commands,
    keep_commands,
    log_commands,
    options,
    plan_commands,
    printing,
    serve_commands,
    stride_commands,
    training_commands,
    workout_commands,
)
from backstride.cli.answers import print_json, told
from backstride.cli.log_place import LogPlace
from backstride.cli.manual import AFTERWORD, AFTERWORDS, PURPOSE, ManualCommand, ManualGroup
from backstride.direction import read_label
from backstride.errors import InvalidValue, UnwritablePath

SIMULATED_START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
"""A morning on which people race a mile backward."""

OLDEST_YEARS = 120

ANY_YEAR = 2000
"""The one stride of a folder holds on every day, whatever year it is kept under."""
TAUGHT_TOO_LITTLE = (
    "{folder} taught too little of your stride: {read} of its recordings could be read. "
    "It takes at least two, with twenty minutes of walking or of running in all and a cadence."
)

app = typer.Typer(
    name="backstride",
    cls=ManualGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=PURPOSE,
    epilog=AFTERWORD,
)
"""The program."""


def main() -> None:
    """Run the program, as its entry point."""
    # An arrow that the terminal's alphabet lacks is no reason to end.
    codecs.register_error("plainer", printing.plainer)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plainer")
    app()


def _print_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"backstride {__version__}")
        raise typer.Exit


@app.callback()
def backstride(
    context: typer.Context,
    *,
    data: options.Data = None,
    database_url: options.DatabaseUrl = None,
    athlete: options.AthleteName = options.ME,
    version: Annotated[  # noqa: ARG001 - its callback acts on it
        bool,
        typer.Option(
            "--version",
            callback=lambda wanted: _print_version(wanted=wanted),
            is_eager=True,
            help="Show the version.",
        ),
    ] = False,
) -> None:
    """Note where the log is; the rest of what stands here is said by `backstride.cli.manual`."""
    context.obj = LogPlace(folder=data, database_url=database_url, athlete=athlete)


@app.command(cls=ManualCommand, epilog=AFTERWORDS["zones"])
def zones(
    *,
    age: options.Age = None,
    birth_year: options.BirthYear = None,
    sex: options.SexOption = None,
    resting_hr: options.RestingRate = None,
    max_hr: options.MaximumRate = None,
    formula: options.FormulaOption = options.FOX,
    target: options.Target = "75-85",
    own_zones: options.ZonesOption = None,
    as_json: options.AsJson = False,
) -> None:
    """Work out maximum heart rate, target range and zones.

    Every formula stands beside the others with its error. With a resting heart rate there is Karvonen's
    target too, which is the better one. Give --age, --birth-year or --max-hr.
    """
    with told(as_json=as_json):
        year = _birth_year(age, birth_year)
        athlete = options.read_athlete(
            birth_year=year,
            sex=sex,
            mass_kg=None,
            resting_hr=resting_hr,
            max_hr=max_hr,
            backward_sessions=None,
        )
        outcome = calculate_zones(
            athlete.on(_today()),
            formula=formula.value,
            target=options.read_target(target),
            zones_bpm=options.read_zones(own_zones),
        )
        if as_json:
            print_json(zones_document(outcome))
        else:
            printing.print_zones(outcome)


def _today() -> date:
    return datetime.now().astimezone().date()


def _birth_year(age: int | None, birth_year: int | None) -> int | None:
    if age is not None and birth_year is not None:
        raise InvalidValue(
            "Both an age and a year of birth were given.",
            allowed="One of the two says it.",
            remedy="Leave one of them out.",
        )
    if age is not None and not 0 <= age <= OLDEST_YEARS:
        raise InvalidValue(
            f"The age is {age} years.",
            allowed=f"It lies between 0 and {OLDEST_YEARS} years.",
            remedy="Check the age, or give the year of birth with --birth-year.",
        )
    return birth_year if age is None else _today().year - age


@app.command(cls=ManualCommand, epilog=AFTERWORDS["report"])
def report(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", hidden=True, help="Recordings: FIT, GPX or TCX, also as .gz."),
    ] = None,
    *,
    birth_year: options.BirthYear = None,
    sex: options.SexOption = None,
    mass_kg: options.Mass = None,
    resting_hr: options.RestingRate = None,
    max_hr: options.MaximumRate = None,
    formula: options.FormulaOption = options.FOX,
    target: options.Target = "75-85",
    own_zones: options.ZonesOption = None,
    backward_sessions: options.BackwardSessions = None,
    label: options.LabelOption = None,
    lap_convention: options.LapConventionOption = None,
    history: options.HistoryOption = None,
    motion: options.MotionOption = None,
    place: options.PlaceOption = None,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            metavar="PAGE",
            help="Write one page with charts, which needs nothing else.",
            rich_help_panel=options.OUTPUT,
        ),
    ] = None,
    as_json: options.AsJson = False,
    show_schema: Annotated[
        bool,
        typer.Option("--schema", help="Print the schema of the JSON.", rich_help_panel=options.OUTPUT),
    ] = False,
) -> None:
    """Report which way each stretch went, and what it cost.

    FILE is a recording of a watch: FIT, GPX or TCX, also as .gz. Give as many as you like; one that
    cannot be read is listed with its reason.

    Which way is taken from what you say (--label), from the steps of the workout that the watch ran,
    from lap presses if you say what they mean (--lap-convention), and from names. Beside them the stride
    itself speaks: best against your own forward stride, learned from earlier recordings (--history).
    Where nothing says it clearly, it is unknown. What you do not tell about yourself is unknown too, and
    nothing is made up for it.
    """
    if show_schema:
        print_json(schema("report"))
        return
    with told(as_json=as_json):
        settings = ReportSettings(
            athlete=options.read_athlete(
                birth_year=birth_year,
                sex=sex,
                mass_kg=mass_kg,
                resting_hr=resting_hr,
                max_hr=max_hr,
                backward_sessions=backward_sessions,
            ),
            formula=formula.value,
            target=options.read_target(target),
            zones_bpm=options.read_zones(own_zones),
            labels=tuple(read_label(text) for text in label or ()),
            lap_convention=lap_convention,
            **_worn(motion, place, len(files or ())),
        )
        if not files:
            raise InvalidValue(
                "No file was named.",
                allowed="One or more recordings: FIT, GPX or TCX, also as .gz.",
                remedy="Name a file, as in: backstride report run.fit. "
                "To try it without one: backstride demo.",
            )
        taught = None if history is None else stride_of(history, files)
        if taught is not None and taught.baseline is not None:
            own = replace(settings.athlete, strides={ANY_YEAR: taught.baseline})
            settings = replace(settings, athlete=own)
        found: Iterable[ReportedRecording | RefusedFile] = reports(files, settings)
        if html is not None:
            found = list(found)
            _write_page(ReportOutcome.of(found), html)
        read = _print_documents(found) if as_json else _print_reports(found, are_several=len(files) > 1)
        if html is not None and not as_json:
            printing.print_line(f"The page with charts is {html}.")
    if taught is not None and taught.baseline is None and not as_json:
        printing.print_line(TAUGHT_TOO_LITTLE.format(folder=history, read=taught.read))
    if not read:
        raise typer.Exit(2)


def _print_reports(found: Iterable[ReportedRecording | RefusedFile], *, are_several: bool) -> int:
    """Print each report as it comes and the refusals last, where they are seen; how many were read."""
    refused: list[RefusedFile] = []
    read = 0
    for each in found:
        if isinstance(each, RefusedFile):
            refused.append(each)
        else:
            printing.print_report(ReportOutcome.of([each]), are_several=are_several)
            read += 1
    printing.print_report(ReportOutcome.of(refused))
    return read


def _worn(motion: Path | None, place: str | None, files: int) -> dict[str, Any]:
    """What a motion sensor wrote, and where it was worn, as settings of a report on so many files."""
    if motion is not None and files > 1:
        raise InvalidValue(
            f"There are {files} files and one log of a motion sensor.",
            allowed="The log of a sensor belongs to one recording.",
            remedy="Report on that one alone.",
        )
    if motion is None:
        return {} if place is None else {"place": options.read_place(place)}
    # The tables of every recorder app take a moment to load; a report without a sensor need not wait for it.
    from backstride.actions.directing import sensor_log  # noqa: PLC0415 (see above)

    return {"place": options.read_place(place), "motion": sensor_log(motion)}


def _print_documents(found: Iterable[ReportedRecording | RefusedFile]) -> int:
    """Print all reports as one document, without keeping the recordings; how many were read."""
    document = report_document(ReportOutcome.of(()))
    for each in found:
        part = report_document(ReportOutcome.of([each]))
        document["recordings"] += part["recordings"]
        document["refused"] += part["refused"]
    print_json(document)
    return len(document["recordings"])


def _write_page(outcome: ReportOutcome, path: Path) -> None:
    # The page's template takes a moment to load, which those who want a table need not wait for.
    from backstride.page import render  # noqa: PLC0415 (loaded only when a page is wanted)

    page = render(
        [(Path(each.file).name, each.report) for each in outcome.recordings],
        refused=[(Path(each.file).name, each.reason) for each in outcome.refused],
    )
    write_whole(path, page.encode(errors="replace"))  # a file's name need not be text


@app.command(cls=ManualCommand, epilog=AFTERWORDS["simulate"])
def simulate(
    session: Annotated[
        str, typer.Argument(metavar="SESSION", hidden=True, help="One of: " + ", ".join(NAMES) + ".")
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Where to write it; else here, by the name of the session.",
            rich_help_panel=options.OUTPUT,
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", metavar="NUMBER", help="The same seed gives the same file.")
    ] = 1,
) -> None:
    """Write a FIT file of a simulated athlete, to try things with.

    Nobody moved: heart rate, steps and positions come from the models and from published differences,
    and the file says so wherever it is read.
    """
    with told():
        path = out or Path(f"{session}.fit")
        outcome = simulate_session(session, path, started_at=SIMULATED_START, seed=seed)
        printing.print_line(
            f"{outcome.path}: {NAMES[session]}, simulated, {len(outcome.recording.samples)} samples."
        )


@app.command(cls=ManualCommand, epilog=AFTERWORDS["sources"])
def sources(
    key: Annotated[str | None, typer.Argument(metavar="KEY", hidden=True, help="One source.")] = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Show what the numbers rest on: each paper, table and record.

    Each with what it was measured on, what it says, and how far it may be believed. Below them stands
    what the training method's article says, beside what was measured.

    KEY is the name of one source, as in the JSON of a report: with it, that source alone.
    """
    with told(as_json=as_json):
        found = list_sources(key)
        if as_json:
            print_json(sources_document(found))
        else:
            printing.print_sources(found)


@app.command(cls=ManualCommand)
def demo(
    *,
    session: Annotated[
        str, typer.Option("--session", metavar="SESSION", help="One of: " + ", ".join(NAMES) + ".")
    ] = "track-intervals",
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", help="Where to put file and page; else a temporary folder."),
    ] = None,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
) -> None:
    """Simulate a session, report on it and open the page.

    To see a report without a recording of your own.
    """
    with told():
        place = _folder(folder)
        made = simulate_session(session, place / f"{session}.fit", started_at=SIMULATED_START)
        settings = ReportSettings(athlete=made.athlete)
        outcome = report_files([made.path], settings)
        page = place / f"{session}.html"
        _write_page(outcome, page)
        printing.print_report(outcome)
        printing.print_line(f"Nobody ran this: it is simulated. The file is {made.path}, the page {page}.")
        if open_page and not _open(page):
            printing.print_line("No browser could be opened here: open the page yourself.")


def _folder(wanted: Path | None) -> Path:
    """The folder asked for, made if it is not there; else a temporary one."""
    place = wanted or Path(tempfile.mkdtemp(prefix="backstride-"))
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise UnwritablePath(
            f"The folder {place} cannot be made: {trouble.strerror or trouble}.",
            allowed="A folder that is there, or a place where you may make one.",
            remedy="Choose another folder, or leave --folder out.",
        ) from trouble
    return place


def _open(page: Path) -> bool:
    """Show a page to whoever sits at this machine, if anyone can see it."""
    if not sys.stdout.isatty():
        return False
    return webbrowser.open(page.resolve().as_uri())


for commands in (
    *(log_commands, stride_commands, edit_commands, training_commands, plan_commands, workout_commands),
    *(figure_commands, keep_commands, serve_commands, direction_commands),
):
    commands.add_to(app)
