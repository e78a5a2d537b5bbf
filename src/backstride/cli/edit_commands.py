"""Commands that change the activities of the log; each can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from backstride.cli import edit_printing, options
from backstride.cli.answers import print_json, told
from backstride.cli.log_place import log_place
from backstride.cli.manual import ManualCommand
from backstride.cli.written import read_distance, read_number, read_stretch, read_time
from backstride.errors import InvalidValue

if TYPE_CHECKING:
    from backstride.actions.changing import ChangeOutcome, Edit
    from backstride.store import Store

EXAMPLES: Final = {
    "label": """\
\b
Examples:
  backstride label latest 00:05:00-00:07:30=backward
  backstride label 3f9a "lap 3=backward walk" all=forward
  backstride label latest 06:00-07:00=nothing
""",
    "say": """\
\b
Examples:
  backstride say latest --rpe 6 --surface track
  backstride say latest --distance 5.2km
  backstride say latest --notes ""
""",
    "duplicates": """\
\b
Examples:
  backstride duplicates
  backstride duplicates 3f9a 81c0 --different
""",
}


class Only(StrEnum):
    """What alone of a stretch is bad."""

    HEART_RATE = "heart-rate"
    POSITION = "position"


ActivityName = Annotated[
    str, typer.Argument(metavar="ACTIVITY", hidden=True, help="A key, its first letters, a day, or latest.")
]
Activities = Annotated[
    list[str], typer.Argument(metavar="ACTIVITY", hidden=True, help="Keys, their first letters, or days.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and keep nothing.")]
OnlyOption = Annotated[
    Only | None, typer.Option("--only", metavar="WHAT", help="heart-rate or position, instead of all.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (label, say, split, merge, crop, exclude, include, remove, history, revert, duplicates):
        name = command.__name__
        app.command(name, cls=ManualCommand, epilog=EXAMPLES.get(name))(command)


@dataclass(frozen=True, slots=True)
class _Asked:
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


@contextmanager
def _asked(context: typer.Context, *, as_json: bool, dry_run: bool = False) -> Iterator[_Asked]:
    with told(as_json=as_json), log_place(context).opened() as store:
        from backstride.actions.changing import Edit  # noqa: PLC0415 (loads the database)

        edit = Edit(athlete=log_place(context).athlete, now=datetime.now(UTC), is_dry=dry_run)
        yield _Asked(store, edit, as_json)


def label(
    context: typer.Context,
    activity: ActivityName,
    labels: Annotated[
        list[str], typer.Argument(metavar="STRETCH=WAY", hidden=True, help="As in 05:00-07:30=backward.")
    ],
    *,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Say which way stretches of an activity went.

    ACTIVITY is the key of an activity or its first letters, its day if it is the only one of it, or
    latest. STRETCH=WAY is as in 00:05:00-00:07:30=backward, "lap 3=backward walk" or all=forward, in the
    activity's own time; of two that overlap the later holds. STRETCH=nothing takes your labels of a
    stretch back, so that steps, laps and names speak again.

    A label is kept for ever: it stays when the activity is split, merged, cropped or worked out anew.
    """
    with _asked(context, as_json=as_json, dry_run=dry_run) as asked:
        from backstride.actions.labelling import label_activity  # noqa: PLC0415 (loads the database)

        asked.answer(label_activity(asked.store, activity, labels, asked.edit))


def say(
    context: typer.Context,
    activity: ActivityName,
    *,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="What it is called.")] = None,
    rpe: Annotated[
        str | None,
        typer.Option(
            "--rpe", metavar="NUMBER", help="How hard all of it was, from 0 (rest) to 10 (maximal)."
        ),
    ] = None,
    pain: Annotated[
        str | None, typer.Option("--pain", metavar="NUMBER", help="The worst pain in it, from 0 to 10.")
    ] = None,
    pain_place: Annotated[
        str | None, typer.Option("--pain-place", metavar="TEXT", help="Where it hurt.")
    ] = None,
    surface: Annotated[
        str | None, typer.Option("--surface", metavar="NAME", help="What you ran on: track, road, grass …")
    ] = None,
    falls: Annotated[str | None, typer.Option("--falls", metavar="COUNT", help="How often you fell.")] = None,
    distance: Annotated[
        str | None,
        typer.Option(
            "--distance",
            metavar="5.2km",
            help="What the treadmill or elliptical showed, in m, km or mi; stands instead of the device's.",
        ),
    ] = None,
    sport: Annotated[
        str | None,
        typer.Option("--sport", metavar="NAME", help="Instead of the device's: running, treadmill …"),
    ] = None,
    notes: Annotated[str | None, typer.Option("--notes", metavar="TEXT", help="Anything else.")] = None,
    lap_convention: Annotated[
        str | None,
        typer.Option(
            "--lap-convention", metavar="NAME", help="What a lap press meant: turn or turn-from-backward."
        ),
    ] = None,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Say something of a whole activity.

    ACTIVITY is the key of an activity or its first letters, its day, or latest. An empty text, "", takes
    back what you said.

    The distance that you say replaces the one of the device in every figure, as a treadmill or an
    elliptical knows better than a watch how far you went. The answer shows all of them side by side.
    """
    with _asked(context, as_json=as_json, dry_run=dry_run) as asked:
        from backstride.actions.saying import say_of_activity  # noqa: PLC0415 (loads the database)

        texts = {
            "name": name,
            "perceived_exertion": rpe,
            "pain": pain,
            "pain_place": pain_place,
            "surface": surface,
            "falls": falls,
            "distance_m": distance,
            "sport": sport,
            "notes": notes,
            "lap_convention": lap_convention,
        }
        facts = {fact: _fact(fact, text.strip()) for fact, text in texts.items() if text is not None}
        asked.answer(say_of_activity(asked.store, activity, facts, asked.edit))


def _fact(fact: str, text: str) -> object:
    """What was said, as a value; None where it is taken back."""
    from backstride.log import Surface  # noqa: PLC0415 (loads the models)

    if not text:
        return None
    if fact == "distance_m":
        return read_distance(text)
    if fact in {"perceived_exertion", "pain"}:
        return read_number(text, {"perceived_exertion": "how hard it was", "pain": "the pain"}[fact])
    if fact == "falls":
        count = read_number(text, "the falls")
        if count != int(count):
            raise InvalidValue(
                f'For the falls "{text}" was given.',
                allowed="They are counted in whole numbers.",
                remedy="Write a whole number.",
            )
        return int(count)
    if fact == "surface":
        if text.lower() not in list(Surface):
            raise InvalidValue(
                f'The surface "{text}" is not known.',
                allowed=f"One of: {', '.join(Surface)}.",
                remedy="Name one of them, and say the rest with --notes.",
            )
        return Surface(text.lower())
    return text.lower() if fact in {"sport", "lap_convention"} else text


def split(
    context: typer.Context,
    activity: ActivityName,
    times: Annotated[list[str], typer.Argument(metavar="TIME", hidden=True, help="As in 00:30:00.")],
    *,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Split an activity at one or more times.

    ACTIVITY is the key of an activity or its first letters, its day, or latest. TIME is since its start,
    as in 00:30:00. It is cut at the nearest sample, so that distance, time, load and energy of the parts
    add up to those of the whole. Each part is an activity with a key of its own.
    """
    with _asked(context, as_json=as_json, dry_run=dry_run) as asked:
        from backstride.actions.reshaping import split_activity  # noqa: PLC0415 (loads the database)

        asked.answer(split_activity(asked.store, activity, [read_time(time) for time in times], asked.edit))


def merge(
    context: typer.Context,
    activities: Activities,
    *,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Make one activity of several that followed one another on a day.

    ACTIVITY is the key of an activity or its first letters, or its day. The time between them is a
    pause. To bring two recordings of one activity together, use duplicates instead.
    """
    with _asked(context, as_json=as_json, dry_run=dry_run) as asked:
        from backstride.actions.reshaping import merge_activities  # noqa: PLC0415 (loads the database)

        asked.answer(merge_activities(asked.store, activities, asked.edit))


def crop(
    context: typer.Context,
    activity: ActivityName,
    stretch: Annotated[str, typer.Argument(metavar="START-END", hidden=True, help="What stays.")],
    *,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Keep a stretch of an activity alone: without the drive home, say.

    ACTIVITY is the key of an activity or its first letters, its day, or latest. START-END is what stays,
    as in 00:02:00-00:45:00, since its start.
    """
    with _asked(context, as_json=as_json, dry_run=dry_run) as asked:
        from backstride.actions.reshaping import crop_activity  # noqa: PLC0415 (loads the database)

        asked.answer(crop_activity(asked.store, activity, read_stretch(stretch), asked.edit))


def exclude(
    context: typer.Context,
    activity: ActivityName,
    stretch: Annotated[str, typer.Argument(metavar="START-END", hidden=True, help="What is bad.")],
    *,
    only: OnlyOption = None,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Leave bad points of an activity out.

    ACTIVITY is the key of an activity or its first letters, its day, or latest. START-END is what is bad,
    as in 00:12:00-00:12:20, since its start. What it measured is unknown then, and the way gone in it
    counts nowhere. With --only, the rest of it stays.
    """
    with _asked(context, as_json=as_json, dry_run=dry_run) as asked:
        from backstride.actions.labelling import exclude_stretch  # noqa: PLC0415 (loads the database)
        from backstride.log.activity import Spoiled  # noqa: PLC0415 (as above)

        spoiled = Spoiled.EVERYTHING if only is None else Spoiled[only.name]
        outcome = exclude_stretch(asked.store, activity, read_stretch(stretch), asked.edit, spoiled=spoiled)
        asked.answer(outcome)


def include(
    context: typer.Context,
    activity: ActivityName,
    stretch: Annotated[
        str | None, typer.Argument(metavar="[START-END]", hidden=True, help="What is good after all.")
    ] = None,
    *,
    only: OnlyOption = None,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Take points in again that you had left out with exclude.

    ACTIVITY is the key of an activity or its first letters, its day, or latest. START-END is a stretch of
    it, since its start; without one it is all of it.
    """
    with _asked(context, as_json=as_json, dry_run=dry_run) as asked:
        from backstride.actions.labelling import include_stretch  # noqa: PLC0415 (loads the database)
        from backstride.log.activity import Spoiled  # noqa: PLC0415 (as above)

        spoiled = None if only is None else Spoiled[only.name]
        within = None if stretch is None else read_stretch(stretch)
        asked.answer(include_stretch(asked.store, activity, within, asked.edit, spoiled=spoiled))


def remove(
    context: typer.Context,
    activities: Activities,
    *,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Take activities out of the log; their original files stay, and so do your labels.

    ACTIVITY is the key of an activity or its first letters, its day, or latest. Give as many as you like:
    they are one change, which can be taken back. A whole import is taken back with undo.
    """
    with _asked(context, as_json=as_json, dry_run=dry_run) as asked:
        from backstride.actions.reshaping import remove_activities  # noqa: PLC0415 (loads the database)

        asked.answer(remove_activities(asked.store, activities, asked.edit))


def history(
    context: typer.Context,
    activity: Annotated[
        str | None, typer.Argument(metavar="[ACTIVITY]", hidden=True, help="One activity.")
    ] = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Show what you changed in the log, with the number of each change.

    ACTIVITY is the key of an activity or its first letters, its day, or latest: with it, its changes alone.
    """
    with _asked(context, as_json=as_json) as asked:
        from backstride.actions.edit_documents import history_document  # noqa: PLC0415 (loads the database)
        from backstride.actions.reviewing import history_of  # noqa: PLC0415 (as above)

        actions = history_of(asked.store, asked.edit.athlete, activity)
        if as_json:
            print_json(history_document(actions))
        else:
            edit_printing.print_history(actions)


def revert(
    context: typer.Context,
    change: Annotated[
        int | None, typer.Argument(metavar="[CHANGE]", hidden=True, help="The number of a change.")
    ] = None,
    *,
    again: Annotated[
        bool, typer.Option("--again", help="Let a change that was taken back hold again.")
    ] = False,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Take a change back: a label, a split, a merge, a removal, what you said.

    CHANGE is its number, as history shows it; without one it is the latest. A change on which later ones
    stand is taken back after those.
    """
    with _asked(context, as_json=as_json, dry_run=dry_run) as asked:
        from backstride.actions.reviewing import revert_change  # noqa: PLC0415 (loads the database)

        outcome = revert_change(asked.store, change, asked.edit, again=again)
        asked.answer(outcome, "backstride revert {}" if again else "backstride revert --again {}")


def duplicates(
    context: typer.Context,
    activities: Annotated[
        list[str] | None, typer.Argument(metavar="[ACTIVITY ACTIVITY]", hidden=True, help="Two activities.")
    ] = None,
    *,
    same: Annotated[bool, typer.Option("--same", help="They are one activity.")] = False,
    different: Annotated[bool, typer.Option("--different", help="They are two.")] = False,
    undecided: Annotated[
        bool, typer.Option("--undecided", help="Take back what you said: what was measured decides.")
    ] = False,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Show activities that are or may be one, or decide about two of them.

    Without ACTIVITY, all pairs are shown with the reason. With two and one of --same, --different and
    --undecided, you decide. Of two that are one, the one that knows more stays, unless you have worked on
    the other; the other is linked to it and counts nowhere.
    """
    with _asked(context, as_json=as_json, dry_run=dry_run) as asked:
        if not activities and not (same or different or undecided):
            _list_duplicates(asked)
            return
        if len(activities or ()) != 2 or same + different + undecided != 1:
            raise InvalidValue(
                "It is not clear about which two activities is decided, or what.",
                allowed="Two activities, and one of --same, --different and --undecided.",
                remedy="Write it like: backstride duplicates 3f9a 81c0 --different.",
            )
        _decide(asked, tuple(activities or ()), same=same, different=different)


def _list_duplicates(asked: _Asked) -> None:
    from backstride.actions.edit_documents import duplicates_document  # noqa: PLC0415 (loads the database)
    from backstride.actions.reviewing import copies_of  # noqa: PLC0415 (as above)

    copies = copies_of(asked.store, asked.edit.athlete)
    if asked.as_json:
        print_json(duplicates_document(copies))
    else:
        edit_printing.print_duplicates(copies)


def _decide(asked: _Asked, activities: tuple[str, ...], *, same: bool, different: bool) -> None:
    from backstride.actions.reviewing import decide_copies  # noqa: PLC0415 (loads the database)
    from backstride.log import Verdict  # noqa: PLC0415 (as above)

    verdict = Verdict.SAME if same else Verdict.DIFFERENT if different else None
    one, other = activities
    asked.answer(decide_copies(asked.store, (one, other), verdict, asked.edit))
