"""The command line: each command is an action and a way to print it."""

from backstride.cli.app import app, main

__all__ = ["app", "main"]
