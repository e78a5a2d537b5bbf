"""How every command answers: expected troubles in words, documents as JSON."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from backstride.actions.documents import trouble_document
from backstride.cli import printing
from backstride.errors import BackstrideError


@contextmanager
def told(*, as_json: bool = False) -> Iterator[None]:
    """Tell an expected trouble as one, and end with status 2."""
    try:
        yield
    except BackstrideError as trouble:
        if as_json:
            print_json({"error": trouble_document(trouble)})
        else:
            printing.print_trouble(trouble)
        raise typer.Exit(2) from None


def print_json(document: dict[str, Any]) -> None:
    """Print a document, in whatever alphabet the terminal has."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        # Escapes lose nothing, whatever the alphabet, and keep file names that are no text.
        text = json.dumps(document, indent=2, allow_nan=False)
    typer.echo(text)
