"""Commands of the stride: learn it from the log, and ask which way a few stretches went."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer

from backstride.bout import Travel
from backstride.cli import edit_printing, keep_printing, options, stride_printing
from backstride.cli.answers import print_json, told
from backstride.cli.edit_asking import Asked, asked
from backstride.cli.log_place import log_place
from backstride.cli.manual import ManualCommand
from backstride.cli.printing import print_line

if TYPE_CHECKING:
    from backstride.actions.asking import OpenQuestion
    from backstride.actions.changing import ChangeOutcome

EXAMPLES: Final = {
    "learn": """\
\b
Examples:
  backstride learn
  backstride learn --year 2026 --dry-run
""",
    "ask": """\
\b
Examples:
  backstride ask
  backstride ask latest
  backstride ask 3f9a --json
""",
}
ANSWERS: Final = {
    "b": Travel.BACKWARD,
    "f": Travel.FORWARD,
    "s": Travel.SIDEWAYS,
    "u": Travel.UNKNOWN,
}
"""What one types to say which way."""
PROMPT: Final = "   b backward, f forward, s sideways, u I do not know, Enter to skip"


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (learn, ask):
        app.command(cls=ManualCommand, epilog=EXAMPLES[command.__name__])(command)


def learn(
    context: typer.Context,
    *,
    year: Annotated[
        int | None,
        typer.Option(
            "--year", metavar="YEAR", min=1, max=9999, help="Only from the recordings of this year."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be learned, and keep nothing.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Learn your own forward stride from your log.

    For each calendar year it looks at up to 40 of your recordings on foot, and takes from them how quick
    and how long your steps are at each speed. Activities that rest on it are worked out again, so that
    stretches backward are found of which nobody said anything.

    It learns from recordings and from what you, a step or a lap said; never from what was only detected.
    Labels teach it how you go backward, and are learned from at once. Say it again after a new watch, or
    when you have imported much.
    """
    with told(as_json=as_json):
        from backstride.actions import learning  # noqa: PLC0415 (loads the database)
        from backstride.actions.learning_documents import learn_document  # noqa: PLC0415 (as above)

        place, now = log_place(context), datetime.now(UTC)
        with place.opened() as store, keep_printing.progress(is_quiet=as_json) as tell:
            outcome = learning.learn(
                store,
                place.athlete,
                now=now,
                years=None if year is None else {year},
                is_dry=dry_run,
                tell=tell,
            )
        if as_json:
            print_json(learn_document(outcome))
        else:
            stride_printing.print_learned(outcome)
    if outcome.failures:
        raise typer.Exit(1)


def ask(
    context: typer.Context,
    activity: Annotated[
        str | None, typer.Argument(metavar="ACTIVITY", hidden=True, help="One activity.")
    ] = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Ask which way those stretches went that would teach most.

    ACTIVITY is the key of an activity or its first letters, its day, or latest; without it, it is asked
    about those of the last two weeks. Never more than three questions, and never more than three about one
    activity. What you answer is a label: it stands above everything else, can be taken back, and teaches
    your stride.

    Where nobody sits at a terminal, the questions are listed, each with the command that answers it.
    """
    with asked(context, as_json=as_json) as desk:
        from backstride.actions.asking import questions_for  # noqa: PLC0415 (loads the database)
        from backstride.actions.learning_documents import questions_document  # noqa: PLC0415 (as above)

        today = datetime.now().astimezone().date()
        found = questions_for(desk.store, desk.edit.athlete, activity, today=today)
        if as_json:
            print_json(questions_document(found))
        elif found and sys.stdin.isatty():
            _keep(desk, answers(found, _typed))
        else:
            stride_printing.print_questions(found)


def answers(found: Sequence[OpenQuestion], typed: Callable[[], str]) -> Iterator[tuple[OpenQuestion, Travel]]:
    """Show each question, and take what is answered.

    Parameters
    ----------
    found
        The questions.
    typed
        Gives what somebody types.

    Yields
    ------
    tuple
        Each question that was answered, and how.
    """
    for place, each in enumerate(found, start=1):
        for line in stride_printing.question_lines(each, place):
            print_line(line)
        answer = typed().strip().casefold()
        while answer and answer[:1] not in ANSWERS:
            print_line("   One letter will do: b, f, s or u; or Enter to skip.")
            answer = typed().strip().casefold()
        if answer:
            yield each, ANSWERS[answer[:1]]


def _typed() -> str:
    try:
        answer: str = typer.prompt(PROMPT, default="", show_default=False)
    except typer.Abort:
        raise KeyboardInterrupt from None  # as anywhere else in the program
    return answer


def _keep(desk: Asked, answered: Iterable[tuple[OpenQuestion, Travel]]) -> None:
    """Keep each answer at once, as a change of its own, and learn from all of them in the end."""
    from backstride.actions.asking import answer  # noqa: PLC0415 (loads the database)

    outcomes: list[ChangeOutcome] = []
    for each, travel in answered:
        outcome = answer(desk.store, each.key, each.stretch, travel, desk.edit)
        edit_printing.print_change(outcome, undo=f"backstride revert {outcome.change}")
        outcomes.append(outcome)
    desk.learn_again(outcomes)
