"""Activities and what people say of them, as the database keeps them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, or_, select

from backstride.errors import NotInLog
from backstride.log.activity import Activity, Timeline, Window, activity_key
from backstride.log.derive import Place
from backstride.store import tables
from backstride.store.statements import Row, Statements, portions

FEW: Final = 5
"""So many keys are named where several activities could be meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A row as it was before an action and as it was after it; None where there was none."""

    table: str
    """``activity``, ``timeline`` or ``decision``."""
    key: tuple[str | int, ...]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    def as_document(self) -> Row:
        """The change as a plain document.

        Returns
        -------
        dict
            For `from_document`.
        """
        return {"table": self.table, "key": list(self.key), "before": self.before, "after": self.after}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Change":
        """The change that a document holds.

        Parameters
        ----------
        document
            From `as_document`.

        Returns
        -------
        Change
            The same as before.
        """
        return cls(**{**document, "key": tuple(document["key"])})

    def reversed(self) -> "Change":
        """What takes it back.

        Returns
        -------
        Change
            With before and after exchanged.
        """
        return replace(self, before=self.after, after=self.before)


class Activities(Statements):
    """The activities, and what is said along their time."""

    def key_of(self, written: str, athlete: str) -> str:
        """The key of an activity by what a person writes.

        Parameters
        ----------
        written
            The first letters of its key; ``latest``; or the day of the only one on it, as in 2026-04-01.
        athlete
            Whose.

        Returns
        -------
        str
            Its key.

        Raises
        ------
        NotInLog
            If there is none, or several.
        """
        table, activity = tables.summary, tables.activity
        asked = written.strip().lower()
        if asked == "latest":
            query = (
                select(table.c.key)
                .where(table.c.athlete == athlete, table.c.is_shown, table.c.started_at.is_not(None))
                .order_by(table.c.started_at.desc(), table.c.key)
                .limit(1)
            )
        elif (day := _day(asked)) is not None:
            query = select(table.c.key).where(
                table.c.athlete == athlete, table.c.is_shown, table.c.day == day
            )
        else:
            query = select(activity.c.key).where(
                activity.c.athlete == athlete, activity.c.key.startswith(asked, autoescape=True)
            )
        found = self.column(query.order_by(query.selected_columns[0]))
        if len(found) == 1 and asked:
            return str(found[0])
        everything = select(activity.c.key).where(activity.c.athlete == athlete).limit(1)
        if not found and not self.column(everything):
            raise NotInLog(
                f'There is nothing in the log of "{athlete}" yet.',
                allowed="What has been imported has a name.",
                remedy="Import something first, as in: backstride import run.fit.",
            )
        raise NotInLog(
            f'{_how_many(found) if asked else "No activity is"} named by "{written}".',
            allowed="An activity is named by the first letters of its key, by its day if it is the only "
            "one of it, or by latest.",
            remedy="See the keys with: backstride list.",
        )

    def activity(self, key: str) -> Activity:
        """An activity.

        Parameters
        ----------
        key
            Its key.

        Returns
        -------
        Activity
            What is kept of it.
        """
        return self.activities([key])[key]

    def activities(self, keys: Iterable[str]) -> dict[str, Activity]:
        """Several activities.

        Parameters
        ----------
        keys
            Their keys.

        Returns
        -------
        dict
            By key; those that are not there are left out.
        """
        table = tables.activity
        found: dict[str, Activity] = {}
        for some in portions(keys):
            query = select(table.c.key, table.c.document).where(table.c.key.in_(some))
            found |= {row["key"]: Activity.from_document(row["document"]) for row in self.rows(query)}
        return found

    def batch_of(self, key: str) -> int:
        """The import that brought an activity.

        Parameters
        ----------
        key
            The activity's.

        Returns
        -------
        int
            Its number.
        """
        query = select(tables.activity.c.batch).where(tables.activity.c.key == key)
        return int(self.column(query)[0])

    def all_keys(self, athlete: str | None = None) -> tuple[str, ...]:
        """The keys of all activities, also of those that do not count.

        Parameters
        ----------
        athlete
            Whose; None for everybody's.

        Returns
        -------
        tuple of str
            In order.
        """
        query = select(tables.activity.c.key).order_by(tables.activity.c.key)
        if athlete is not None:
            query = query.where(tables.activity.c.athlete == athlete)
        return tuple(self.column(query))

    def athlete_of(self, key: str) -> str:
        """Whose an activity is.

        Parameters
        ----------
        key
            The activity's.

        Returns
        -------
        str
            The name of the athlete.
        """
        query = select(tables.activity.c.athlete).where(tables.activity.c.key == key)
        return str(self.column(query)[0])

    def add(self, athlete: str, batch: int, activities: Iterable[Activity]) -> None:
        """Keep new activities.

        Parameters
        ----------
        athlete
            Whose.
        batch
            The import that brought them.
        activities
            The activities.
        """
        self.insert(tables.activity, [_activity_row(athlete, batch, each) for each in activities])

    def replace(self, athlete: str, activity: Activity) -> None:
        """Keep an activity as it is now.

        Parameters
        ----------
        athlete
            Whose.
        activity
            The activity, which is there.
        """
        row = _activity_row(athlete, self.batch_of(activity.key), activity)
        self.write(tables.activity, {"key": row.pop("key")}, row)

    def remove(self, keys: Sequence[str]) -> None:
        """Remove activities with all that was worked out of them.

        Parameters
        ----------
        keys
            Their keys.
        """
        for some in portions(keys):
            self.do(
                delete(tables.decision).where(
                    or_(tables.decision.c.first.in_(some), tables.decision.c.second.in_(some))
                )
            )
            self.do(delete(tables.activity).where(tables.activity.c.key.in_(some)))

    def timeline(self, athlete: str, place: Place) -> Timeline:
        """What an athlete says of a recording along its time.

        Parameters
        ----------
        athlete
            Whose word it is.
        place
            The original, and which of its recordings.

        Returns
        -------
        Timeline
            Empty if nothing was said.
        """
        return self.timelines(athlete, [place]).get(place, Timeline())

    def timelines(self, athlete: str, places: Iterable[Place]) -> dict[Place, Timeline]:
        """What an athlete says of several recordings along their time.

        Parameters
        ----------
        athlete
            Whose word it is.
        places
            Originals, and which of their recordings.

        Returns
        -------
        dict
            By place; those of which nothing was said are left out.
        """
        table = tables.timeline
        asked = list(places)
        found: dict[Place, Timeline] = {}
        for some in portions(list({original for original, _ in asked})):
            query = select(table).where(table.c.athlete == athlete, table.c.original.in_(some))
            for row in self.rows(query):
                place = (row["original"], row["part"])
                if place in asked:
                    found[place] = Timeline.from_document(row["document"])
        return found

    def forget_timelines(self, athlete: str, originals: Iterable[str]) -> None:
        """Forget what an athlete said of recordings that are no longer theirs.

        Parameters
        ----------
        athlete
            Whose word it was.
        originals
            The hashes of the files.
        """
        table = tables.timeline
        for some in portions(originals):
            self.do(delete(table).where(table.c.athlete == athlete, table.c.original.in_(some)))

    def current(self, athlete: str, table: str, key: tuple[str | int, ...]) -> Mapping[str, Any] | None:
        """What a row says now, as a change would keep it.

        Parameters
        ----------
        athlete
            Whose.
        table
            ``activity``, ``timeline`` or ``decision``.
        key
            The row's key.

        Returns
        -------
        dict or None
            None where there is no such row.
        """
        if table == "activity":
            source = tables.activity
            row = self.row(select(source).where(source.c.key == key[0]))
            return None if row is None else {"batch": row["batch"], **row["document"]}
        source = tables.timeline if table == "timeline" else tables.decision
        columns = ("original", "part") if table == "timeline" else ("first", "second")
        matches = [source.c[name] == value for name, value in zip(columns, key, strict=True)]
        row = self.row(select(source).where(source.c.athlete == athlete, *matches))
        if row is None:
            return None
        return (
            dict(row["document"])
            if table == "timeline"
            else {name: row[name] for name in ("verdict", "stays")}
        )

    def apply(self, athlete: str, change: Change) -> None:
        """Make a row say what a change says.

        Parameters
        ----------
        athlete
            Whose.
        change
            The change.
        """
        after = change.after
        if change.table == "activity":
            key = str(change.key[0])
            if after is None:
                self.remove([key])
                return
            document = {name: value for name, value in after.items() if name != "batch"}
            row = _activity_row(athlete, after["batch"], Activity.from_document(document))
            self.write(tables.activity, {"key": key}, {name: row[name] for name in row if name != "key"})
            return
        is_timeline = change.table == "timeline"
        table = tables.timeline if is_timeline else tables.decision
        names = ("original", "part") if is_timeline else ("first", "second")
        where = {"athlete": athlete, **dict(zip(names, change.key, strict=True))}
        if after is None:
            self.do(delete(table).where(*(table.c[name] == where[name] for name in where)))
        else:
            self.write(table, where, {"document": dict(after)} if is_timeline else dict(after))


def is_as_imported(activity: Activity, athlete: str) -> bool:
    """Whether an activity is one recording of a file, rather than what one was split or merged into.

    Parameters
    ----------
    activity
        The activity.
    athlete
        Whose.

    Returns
    -------
    bool
        Whether its key is that of a whole recording.
    """
    return activity.key == activity_key(athlete, (whole_of(activity.windows[0]),))


def whole_of(window: Window) -> Window:
    """All of the recording of which a window shows something.

    Parameters
    ----------
    window
        The window.

    Returns
    -------
    Window
        From the recording's start to its end.
    """
    return Window(original=window.original, part=window.part)


def _activity_row(athlete: str, batch: int, activity: Activity) -> Row:
    return {
        "key": activity.key,
        "athlete": athlete,
        "batch": batch,
        "original": activity.windows[0].original,
        "is_counted": activity.is_counted,
        "document": activity.as_document(),
    }


def _day(text: str) -> date | None:
    if "-" not in text:  # eight digits may begin a key
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _how_many(found: Sequence[str]) -> str:
    """How many activities there are, and which, if they are few."""
    if not found:
        return "No activity is"
    few = f" ({', '.join(found)})" if len(found) <= FEW else ""
    return f"{len(found):,} activities{few} are"
