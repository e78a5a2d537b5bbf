"""Commands of training: who may start, by which programme, and how the days were."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from backstride.cli import options, training_asking, training_printing
from backstride.cli.answers import print_json, told
from backstride.cli.log_place import log_place
from backstride.cli.manual import ManualCommand
from backstride.cli.training_asking import ClinicianAllows, ClinicianDay, ClinicianName
from backstride.cli.written import read_number
from backstride.errors import InvalidValue, UnreadablePath

if TYPE_CHECKING:
    from backstride.actions.screening import ScreenOutcome
    from backstride.training.clearance import ClinicianWord

SAID: Final = "How the day was"
EXAMPLES: Final = {
    "screen": """\
\b
Examples:
  backstride screen
  backstride screen --questions
  backstride screen --template > answers.json
  backstride screen --answers answers.json
  backstride screen --clinician "Dr. Weber" --clinician-allows walk
""",
    "checkin": """\
\b
Examples:
  backstride checkin --pain 2 --swelling no
  backstride checkin --on 2026-04-01 --fell yes
  backstride checkin --symmetry 85
""",
    "programmes": """\
\b
Examples:
  backstride programmes
  backstride programmes backward-mile
""",
}
"""Below the options of a command."""


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (screen, checkin, programmes):
        app.command(cls=ManualCommand, epilog=EXAMPLES.get(command.__name__))(command)


def screen(
    context: typer.Context,
    *,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="FILE", help="A file of answers (JSON); - for standard input."),
    ] = None,
    questions: Annotated[bool, typer.Option("--questions", help="Show all questions, and ask none.")] = False,
    template: Annotated[
        bool, typer.Option("--template", help="Print a file of answers to fill in (JSON).")
    ] = False,
    ask: Annotated[bool, typer.Option("--ask", help="Ask them here, one by one.")] = False,
    clinician: ClinicianName = None,
    clinician_on: ClinicianDay = None,
    clinician_allows: ClinicianAllows = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it comes to, and keep nothing.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Find out whether you may start, and with which limits.

    Nothing is planned before it. It asks about your heart, medicines, joints, operations and balance, and
    comes to: go, go with limits, ask a clinician first, or not now, each with its reasons. A clinician's
    word is added with --clinician and --clinician-allows. Without any option the latest outcome is shown;
    where there is none, the questions are asked. It is no medical advice, and computes no risk.
    """
    with told(as_json=as_json):
        from backstride.actions.training_documents import (  # noqa: PLC0415 (loads the database)
            answers_template,
            questions_document,
            screening_document,
        )
        from backstride.training import screening  # noqa: PLC0415 (as above)

        asked = screening.questions()
        if template:
            print_json(answers_template(asked))
            return
        if questions:
            print_json(questions_document(asked)) if as_json else training_printing.print_questions(asked)
            return
        today = datetime.now().astimezone().date()
        word = training_asking.read_clinician(clinician, clinician_on, clinician_allows, today=today)
        if ask and (as_json or answers is not None):
            raise InvalidValue(
                "Questions were to be asked here, and answered by a file or for a program.",
                allowed="--ask goes without --answers and --json.",
                remedy="Leave one of them out.",
            )
        may_ask = not as_json and sys.stdin.isatty()
        outcome = _screened(context, answers, word, today=today, ask=ask, may_ask=may_ask, is_dry=dry_run)
        if as_json:
            print_json(screening_document(outcome))
        else:
            training_printing.print_screening(outcome)


def _screened(
    context: typer.Context,
    answers: Path | None,
    word: "ClinicianWord | None",
    *,
    today: date,
    ask: bool,
    may_ask: bool,
    is_dry: bool,
) -> "ScreenOutcome | None":
    """What screening comes to, or came to last; where there is none, somebody may be asked."""
    from backstride.actions import screening  # noqa: PLC0415 (loads the database)
    from backstride.cli.screening_dialogue import ask_questions  # noqa: PLC0415 (as above)

    place = log_place(context)
    with place.opened() as store:
        last = screening.last_screening(store, place.athlete, today=today)
        given = None if answers is None else screening.read_answers_file(*_content(answers))
        if given is None and word is not None and not ask:
            return screening.add_word(store, place.athlete, word, today=today, is_dry=is_dry)
        if given is None and (ask or (last is None and may_ask)):
            given = ask_questions()
        if given is None:
            return last
        return screening.screen_athlete(
            store, place.athlete, given, today=today, clinician=word, is_dry=is_dry
        )


def _content(path: Path) -> tuple[bytes, str]:
    """What is in a file of answers, and what to call it."""
    from backstride.actions.screening import LARGEST_ANSWERS  # noqa: PLC0415 (loads the database)

    if str(path) == "-":
        return sys.stdin.buffer.read(LARGEST_ANSWERS + 1), "The standard input"
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_ANSWERS + 1), str(path)
    except OSError as trouble:
        raise UnreadablePath(
            f"{path} cannot be opened: {trouble.strerror or trouble}.",
            allowed="A file of answers that exists and that you may read.",
            remedy="Check its name; a file to fill in is printed by: backstride screen --template.",
        ) from trouble


def checkin(
    context: typer.Context,
    *,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="Which day; else today.")] = None,
    pain: Annotated[
        str | None,
        typer.Option(
            "--pain", metavar="0-10", help="The worst pain of the day: 0 is none.", rich_help_panel=SAID
        ),
    ] = None,
    swelling: Annotated[
        str | None,
        typer.Option(
            "--swelling", metavar="YES/NO", help="Whether a joint is swollen.", rich_help_panel=SAID
        ),
    ] = None,
    ill: Annotated[
        str | None, typer.Option("--ill", metavar="YES/NO", help="Whether you are ill.", rich_help_panel=SAID)
    ] = None,
    fell: Annotated[
        str | None, typer.Option("--fell", metavar="YES/NO", help="Whether you fell.", rich_help_panel=SAID)
    ] = None,
    symmetry: Annotated[
        str | None,
        typer.Option(
            "--symmetry",
            metavar="PERCENT",
            help="The weaker leg's strength in per cent of the stronger one's, as it was measured.",
            rich_help_panel=SAID,
        ),
    ] = None,
    notes: Annotated[
        str, typer.Option("--notes", metavar="TEXT", help="Anything else.", rich_help_panel=SAID)
    ] = "",
    clinician: ClinicianName = None,
    clinician_on: ClinicianDay = None,
    clinician_allows: ClinicianAllows = None,
    forget: Annotated[bool, typer.Option("--forget", help="Forget what was said of the day.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Say how the day was, so that training can follow it.

    Pain, swelling, illness, a fall, what a clinician said: gates of a programme open and close by it, and
    adapt moves the plan. Said twice of one day, the later word counts, and what is left out stays. Without
    any option the check-ins are listed.
    """
    with told(as_json=as_json):
        from backstride.actions import checking_in  # noqa: PLC0415 (loads the database)
        from backstride.actions.training_documents import checkins_document  # noqa: PLC0415 (as above)
        from backstride.training.diary import CheckIn  # noqa: PLC0415 (as above)

        today = datetime.now().astimezone().date()
        day = options.read_day(on, today)
        word = training_asking.read_clinician(clinician, clinician_on, clinician_allows, today=today)
        said = CheckIn(
            day=day,
            pain=None if pain is None else read_number(pain, "pain"),
            is_swollen=training_asking.read_yes_no(swelling, "swelling"),
            is_ill=training_asking.read_yes_no(ill, "illness"),
            fell=training_asking.read_yes_no(fell, "a fall"),
            strength_symmetry_percent=None if symmetry is None else read_number(symmetry, "symmetry"),
            clinician=word,
            notes=notes,
        )
        is_said = said != CheckIn(day=day)
        if forget and is_said:
            raise InvalidValue(
                "A day was both told and to be forgotten.",
                allowed="--forget goes with --on alone.",
                remedy="Leave one of the two out.",
            )
        place = log_place(context)
        with place.opened() as store:
            if forget:
                outcome = checking_in.forget_check_in(store, place.athlete, day)
            elif is_said or on is not None:
                outcome = checking_in.check_in(store, place.athlete, said, today=today)
            else:
                outcome = checking_in.checkins_of(store, place.athlete)
        if as_json:
            print_json(checkins_document(outcome))
        else:
            training_printing.print_checkins(outcome)


def programmes(
    key: Annotated[
        str | None, typer.Argument(metavar="PROGRAMME", hidden=True, help="One programme, in full.")
    ] = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """List the training programmes, or show one in full.

    PROGRAMME is the name of one, or a file of your own (.toml). Each says for whom it is, how far its doses
    may be believed, and where they come from.
    """
    with told(as_json=as_json):
        from backstride.actions.planning import find_programme  # noqa: PLC0415 (loads the programmes)
        from backstride.actions.training_documents import (  # noqa: PLC0415 (as above)
            programme_document,
            programmes_document,
        )
        from backstride.training import library  # noqa: PLC0415 (as above)

        if key is None:
            found = tuple(library.programmes().values())
            print_json(programmes_document(found)) if as_json else training_printing.print_programmes(found)
            return
        one = find_programme(key)
        print_json(programme_document(one)) if as_json else training_printing.print_programme(one)
