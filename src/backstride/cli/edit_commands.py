"""Commands that change the activities of the log; each can be taken back."""

from enum import StrEnum
from typing import Annotated, Final

import typer

from backstride.cli import options, review_commands
from backstride.cli.edit_asking import Activities, ActivityName, DryRun, asked
from backstride.cli.manual import ManualCommand
from backstride.cli.written import read_distance, read_number, read_stretch, read_time
from backstride.errors import InvalidValue

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
}


class Only(StrEnum):
    """What alone of a stretch is bad."""

    HEART_RATE = "heart-rate"
    POSITION = "position"


OnlyOption = Annotated[
    Only | None, typer.Option("--only", metavar="WHAT", help="heart-rate or position, instead of all.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (label, say, split, merge, crop, exclude, include, remove):
        name = command.__name__
        app.command(name, cls=ManualCommand, epilog=EXAMPLES.get(name))(command)
    review_commands.add_to(app)


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
    with asked(context, as_json=as_json, dry_run=dry_run) as desk:
        from backstride.actions.labelling import label_activity  # noqa: PLC0415 (loads the database)

        desk.answer(label_activity(desk.store, activity, labels, desk.edit))


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
        str | None,
        typer.Option(
            "--surface",
            metavar="NAME",
            help="What you ran on: track, road, path, trail, grass, sand, snow, hall, treadmill, "
            "elliptical or stairs.",
        ),
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
        typer.Option(
            "--sport",
            metavar="NAME",
            help="Instead of the device's: running, walking, hiking, treadmill, elliptical, cycling, "
            "swimming or training.",
        ),
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
    with asked(context, as_json=as_json, dry_run=dry_run) as desk:
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
        desk.answer(say_of_activity(desk.store, activity, facts, desk.edit))


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
                remedy="Write it like 0 or 2.",
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
    with asked(context, as_json=as_json, dry_run=dry_run) as desk:
        from backstride.actions.reshaping import split_activity  # noqa: PLC0415 (loads the database)

        desk.answer(split_activity(desk.store, activity, [read_time(time) for time in times], desk.edit))


def merge(
    context: typer.Context,
    activities: Activities,
    *,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Make one activity of several that followed one another.

    ACTIVITY is the key of an activity or its first letters, or its day. The time between them is a
    pause. To bring two recordings of one activity together, use duplicates instead.
    """
    with asked(context, as_json=as_json, dry_run=dry_run) as desk:
        from backstride.actions.reshaping import merge_activities  # noqa: PLC0415 (loads the database)

        desk.answer(merge_activities(desk.store, activities, desk.edit))


def crop(
    context: typer.Context,
    activity: ActivityName,
    stretch: Annotated[str, typer.Argument(metavar="START-END", hidden=True, help="What stays.")],
    *,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Keep only a stretch of an activity, without the drive home.

    ACTIVITY is the key of an activity or its first letters, its day, or latest. START-END is what stays,
    as in 00:02:00-00:45:00, since its start.
    """
    with asked(context, as_json=as_json, dry_run=dry_run) as desk:
        from backstride.actions.reshaping import crop_activity  # noqa: PLC0415 (loads the database)

        desk.answer(crop_activity(desk.store, activity, read_stretch(stretch), desk.edit))


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
    with asked(context, as_json=as_json, dry_run=dry_run) as desk:
        from backstride.actions.labelling import exclude_stretch  # noqa: PLC0415 (loads the database)
        from backstride.log.activity import Spoiled  # noqa: PLC0415 (as above)

        spoiled = Spoiled.EVERYTHING if only is None else Spoiled[only.name]
        outcome = exclude_stretch(desk.store, activity, read_stretch(stretch), desk.edit, spoiled=spoiled)
        desk.answer(outcome)


def include(
    context: typer.Context,
    activity: ActivityName,
    stretch: Annotated[
        str | None, typer.Argument(metavar="START-END", hidden=True, help="What is good after all.")
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
    with asked(context, as_json=as_json, dry_run=dry_run) as desk:
        from backstride.actions.labelling import include_stretch  # noqa: PLC0415 (loads the database)
        from backstride.log.activity import Spoiled  # noqa: PLC0415 (as above)

        spoiled = None if only is None else Spoiled[only.name]
        within = None if stretch is None else read_stretch(stretch)
        desk.answer(include_stretch(desk.store, activity, within, desk.edit, spoiled=spoiled))


def remove(
    context: typer.Context,
    activities: Activities,
    *,
    dry_run: DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Take activities out of the log; their original files stay.

    ACTIVITY is the key of an activity or its first letters, its day, or latest. Give as many as you like:
    they are one change, which can be taken back. Your labels stay, too. A whole import is taken back with
    undo.
    """
    with asked(context, as_json=as_json, dry_run=dry_run) as desk:
        from backstride.actions.reshaping import remove_activities  # noqa: PLC0415 (loads the database)

        desk.answer(remove_activities(desk.store, activities, desk.edit))
