"""What commands that change the log share: how they name an activity, and how they answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from backstride.cli import edit_printing, keep_printing, stride_printing
from backstride.cli.answers import print_json, told
from backstride.cli.log_place import log_place
from backstride.cli.printing import print_line
from backstride.errors import BackstrideError

if TYPE_CHECKING:
    from backstride.actions.changing import ChangeOutcome, Edit
    from backstride.store import Store

ActivityName = Annotated[
    str, typer.Argument(metavar="ACTIVITY", hidden=True, help="A key, its first letters, a day, or latest.")
]
Activities = Annotated[
    list[str], typer.Argument(metavar="ACTIVITY", hidden=True, help="Keys, their first letters, or days.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and keep nothing.")]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command works on, and how it answers."""

    store: Store
    edit: Edit
    as_json: bool

    def answer(self, outcome: ChangeOutcome, undo: str = "backstride revert {}") -> None:
        """Tell what a change did."""
        from backstride.actions.edit_documents import change_document  # noqa: PLC0415 (loads the database)

        if self.as_json:
            print_json(change_document(outcome))
        else:
            edit_printing.print_change(outcome, undo=undo.format(outcome.change))
        self.learn_again([outcome])

    def learn_again(self, outcomes: Iterable[ChangeOutcome]) -> None:
        """Learn the stride again where a change says which way somebody went.

        The change is kept by then: trouble with learning is told, and takes nothing of it back.
        """
        from backstride.actions.relearning import learn_again, teaches  # noqa: PLC0415 (loads the database)

        keys = {key for outcome in outcomes if teaches(outcome) for key in outcome.keys}
        if not keys:
            return
        try:
            with keep_printing.progress(is_quiet=self.as_json) as tell:
                now = datetime.now(UTC)
                learned = learn_again(self.store, self.edit.athlete, keys, now=now, tell=tell)
        except BackstrideError as trouble:
            learned = None
            if not self.as_json:
                print_line(f"Your stride was not learned again: {trouble} Do it with: backstride learn")
        if learned is not None and learned.is_changed and not self.as_json:
            stride_printing.print_learned_again(learned)


@contextmanager
def asked(context: typer.Context, *, as_json: bool, dry_run: bool = False) -> Iterator[Asked]:
    """A command under way: the log open, and an expected trouble told as one."""
    with told(as_json=as_json), log_place(context).opened() as store:
        from backstride.actions.changing import Edit  # noqa: PLC0415 (loads the database)

        edit = Edit(athlete=log_place(context).athlete, now=datetime.now(UTC), is_dry=dry_run)
        yield Asked(store, edit, as_json)
