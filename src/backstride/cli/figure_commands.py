"""Commands of the log."""

import typer


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    del app
