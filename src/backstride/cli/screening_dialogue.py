"""The questions of the screening, asked one by one on a terminal."""

from typing import Any, Final

import typer

from backstride.cli import printing
from backstride.cli.figure_printing import say
from backstride.errors import InvalidValue
from backstride.training.screening import Kind, Question, questions, read_answer

HINTS: Final = {
    Kind.YES_NO: "yes or no",
    Kind.NUMBER: "a number of {unit}",
    Kind.DATE: "a day, as in 2026-04-01",
    Kind.CHOICE: "one of them",
    Kind.CHOICES: "as many as apply, divided by commas, or none",
}


def ask_questions() -> dict[str, Any]:
    """Ask every question that the answers before it leave open.

    Returns
    -------
    dict
        The answers as they were given, by the keys of their questions.
    """
    say(
        printing.console(),
        "This is no medical advice. What you answer stays on this machine. Ctrl-C ends it.",
    )
    given: dict[str, Any] = {}
    section = ""
    for question in questions():
        if question.is_asked(given):
            if question.section != section:
                section = question.section
                printing.print_line("")
                printing.print_line(section.capitalize())
            answer = _asked(question)
            if answer:
                given[question.key] = answer
    return given


def _asked(question: Question) -> str:
    """An answer that the question takes; empty where it need not be answered."""
    say(printing.console(), question.words)
    for key, words in question.choices.items():
        printing.print_line(f"  {key}: {words}")
    hint = HINTS[question.kind].format(unit=question.unit)
    while True:
        answer = _typed(hint)
        try:
            read = read_answer(question, answer)
        except InvalidValue as trouble:
            printing.print_line(f"  {trouble.allowed}")
            continue
        if read is not None or not question.is_required:
            return answer
        printing.print_line("  This one has to be answered.")


def _typed(hint: str) -> str:
    try:
        answer: str = typer.prompt(f"  {hint}", default="", show_default=False, prompt_suffix="? ")
    except typer.Abort:
        raise KeyboardInterrupt from None  # as anywhere else in the program
    return answer.strip()
