"""What was written behind the program's name and cannot be read, told as every other trouble."""

import re
from typing import Final

# typer has no public name for what it raises if it cannot read what was written.
from typer._click.exceptions import (
    BadOptionUsage,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)

from backstride.cli.answers import told
from backstride.errors import InvalidValue

__all__ = ["UsageError", "tell_usage"]

CHOICE: Final = re.compile(r"(?:Value error, )?('.*') is not one of (.+?)\.?", re.DOTALL)
COMMAND: Final = re.compile(r"No such command ('.*?')\.(?: Did you mean (.*)\?)?", re.DOTALL)
EXTRA: Final = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", re.DOTALL)
LIMIT: Final = re.compile(r"Input should be (greater|less) than or equal to (\S+)")
KINDS: Final = {
    "valid integer": ("no whole number", "A whole number."),
    "valid number": ("no number", "A number, with a dot if it has a fraction."),
}


def tell_usage(trouble: UsageError, *, as_json: bool) -> None:
    """Tell what could not be read, and end with status 2.

    Parameters
    ----------
    trouble
        What typer found. A program without a command is no trouble: it shows its help.
    as_json
        Whether JSON was asked for.

    Raises
    ------
    Exit
        When it has been told.
    """
    if not isinstance(trouble, NoArgsIsHelpError):
        with told(as_json=as_json):
            raise _in_words(trouble)


def _in_words(trouble: UsageError) -> InvalidValue:
    remedy = f"See: {_command(trouble)} --help."
    if isinstance(trouble, NoSuchOption):
        return _no_option(trouble, remedy)
    if isinstance(trouble, BadOptionUsage):
        return _option_without_value(trouble)
    found, allowed = _found(trouble)
    return InvalidValue(found, allowed=allowed, remedy=remedy)


def _option_without_value(trouble: BadOptionUsage) -> InvalidValue:
    return InvalidValue(
        f"Nothing stands behind {trouble.option_name}.",
        allowed="A value stands behind it.",
        remedy="See the options of a command with: backstride COMMAND --help.",
    )


def _command(trouble: UsageError) -> str:
    """The command that was meant, as one writes it."""
    if trouble.ctx is None or trouble.ctx.parent is None:
        return "backstride"
    return f"backstride {trouble.ctx.info_name}"


def _no_option(trouble: NoSuchOption, remedy: str) -> InvalidValue:
    name, context = trouble.option_name, trouble.ctx
    if context is not None and context.parent is not None and name in _options(context.parent):
        return InvalidValue(
            f"{name} stands behind the command.",
            allowed="--data, --database-url and --athlete stand before it; all other options behind it.",
            remedy=f"Write it like: backstride {name} … {context.info_name}.",
        )
    known = ", ".join(sorted(each for each in _options(context) if each.startswith("--")))
    return InvalidValue(
        f"{_command(trouble)} has no option {name}.",
        allowed=f"Its options: {known}." if known else "It has none.",
        remedy=remedy,
    )


def _options(context: object) -> set[str]:
    command = getattr(context, "command", None)
    parameters = [] if command is None else command.get_params(context)
    return {spelling for each in parameters for spelling in (*each.opts, *each.secondary_opts)}


def _found(trouble: UsageError) -> tuple[str, str]:
    """What was found, and what is allowed."""
    usage = "It is called as: " + _usage(trouble)
    parameter = getattr(trouble, "param", None)
    if (match := EXTRA.match(trouble.message)) is not None:
        return f"{match[1]!r} is more than {_command(trouble)} takes.", usage
    if (match := COMMAND.match(trouble.message)) is not None:
        meant = f" Did you mean {match[2]}?" if match[2] else ""
        return f"There is no command {match[1]}.{meant}", "One of those that the help lists."
    if parameter is None:
        return _sentence(trouble.format_message()), usage
    name = max(parameter.opts, key=len) if parameter.param_type_name == "option" else parameter.metavar
    if isinstance(trouble, MissingParameter):
        return f"{name} is missing.", usage
    return _found_of_value(str(name), trouble.message, usage)


def _found_of_value(name: str, message: str, usage: str) -> tuple[str, str]:
    """What is wrong with a value, and what is allowed."""
    if (match := CHOICE.fullmatch(message)) is not None:
        return f"For {name}, {match[1]} was given.", f"One of: {match[2].replace(chr(39), '')}."
    if (match := LIMIT.fullmatch(message)) is not None:
        is_small = match[1] == "greater"
        number = f"{int(match[2]):,}" if match[2].isdigit() else match[2]
        return (
            f"What was given for {name} is too {'small' if is_small else 'large'}.",
            f"{number} or {'more' if is_small else 'less'}.",
        )
    for words, (what, allowed) in KINDS.items():
        if words in message:
            return f"What was given for {name} is {what}.", allowed
    return f"What was given for {name} cannot be read: {_sentence(message)}", usage


def _usage(trouble: UsageError) -> str:
    context = trouble.ctx
    if context is None:
        return "backstride COMMAND."
    pieces = " ".join(context.command.collect_usage_pieces(context))
    return _sentence(f"{_command(trouble)} {pieces}")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."
