"""The tables of the log.

The first group cannot be computed again and is what an export holds; the second group is worked out from it
and from the originals, and can be thrown away at any time.
"""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from backstride.log.activity import KEY_LENGTH

NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""How what belongs to a table is called."""

metadata = MetaData(naming_convention=NAMES)

HASH_LENGTH: Final = 64
LONGEST_NAME: Final = 80
"""Of an athlete. [letters]"""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, which comes back as one from every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Moments go in as UTC; SQLite has no room for the zone.

        Parameters
        ----------
        value
            The moment.
        dialect
            The database's.

        Returns
        -------
        datetime or None
            What the database takes.
        """
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Moments come out as UTC.

        Parameters
        ----------
        value
            What the database gave.
        dialect
            The database's.

        Returns
        -------
        datetime or None
            The moment.
        """
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def _key(name: str = "key", **options: Any) -> Column[str]:  # noqa: ANN401 - passed on to Column
    return Column(name, String(KEY_LENGTH), **options)


def _activity_key() -> Column[str]:
    return Column("key", String(KEY_LENGTH), ForeignKey("activity.key", ondelete="CASCADE"), nullable=False)


SUMS: Final = (
    "duration_s",
    "distance_m",
    "distance_known_s",
    "steps",
    "steps_known_s",
    "heart_rate_bpm",
    "heart_rate_known_s",
    "heart_rate_highest_bpm",
    "below_target_s",
    "in_target_s",
    "above_target_s",
    "heart_rate_unknown_s",
    "trimp",
    "trimp_low",
    "trimp_high",
    "step_length_m",
    "stance_time_s",
    "oxygen_ml_kg_min",
    "energy_kj",
    "energy_low_kj",
    "energy_high_kj",
    "energy_unknown_s",
)
"""The columns of `backstride.log.summary.Sums`, one by one."""


def _sums(prefix: str = "") -> list[Column[Any]]:
    return [Column(prefix + name, Double) for name in SUMS]


# ── What cannot be computed again ────────────────────────────────────────────────────────────────

athlete = Table(
    "athlete",
    metadata,
    Column("name", String(LONGEST_NAME), primary_key=True),
    Column("birth_year", Integer),
    Column("sex", String(10)),
)
measurement = Table(
    "measurement",
    metadata,
    Column("athlete", String(LONGEST_NAME), ForeignKey("athlete.name", ondelete="CASCADE"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("name", Text, nullable=False, default=""),
    Column("since", Date, nullable=False),
    Column("value", JSON, nullable=False),
    PrimaryKeyConstraint("athlete", "kind", "name", "since"),
)
batch = Table(
    "batch",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("athlete", String(LONGEST_NAME), ForeignKey("athlete.name"), nullable=False),
    Column("sources", JSON, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
)
entry = Table(
    "entry",
    metadata,
    Column("batch", Integer, ForeignKey("batch.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("file", Text, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text),
    Column("slug", String(40)),
    Column("original", String(HASH_LENGTH)),
    Column("keys", JSON, nullable=False),
    Column("told", JSON(none_as_null=True)),
    PrimaryKeyConstraint("batch", "number"),
    Index("ix_entry_original", "original"),
)
original = Table(
    "original",
    metadata,
    Column("sha256", String(HASH_LENGTH), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("format", String(12), nullable=False),
)
activity = Table(
    "activity",
    metadata,
    _key(primary_key=True),
    Column("athlete", String(LONGEST_NAME), ForeignKey("athlete.name"), nullable=False),
    Column("batch", Integer, ForeignKey("batch.id"), nullable=False, index=True),
    Column("original", String(HASH_LENGTH), ForeignKey("original.sha256"), nullable=False, index=True),
    Column("is_counted", Boolean, nullable=False),
    Column("document", JSON, nullable=False),
)
timeline = Table(
    "timeline",
    metadata,
    Column("athlete", String(LONGEST_NAME), ForeignKey("athlete.name"), nullable=False),
    Column(
        "original", String(HASH_LENGTH), ForeignKey("original.sha256", ondelete="CASCADE"), nullable=False
    ),
    Column("part", Integer, nullable=False),
    Column("document", JSON, nullable=False),
    PrimaryKeyConstraint("athlete", "original", "part"),
)
decision = Table(
    "decision",
    metadata,
    Column("athlete", String(LONGEST_NAME), ForeignKey("athlete.name"), nullable=False),
    _key("first", nullable=False),
    _key("second", nullable=False),
    Column("verdict", String(12), nullable=False),
    _key("stays"),
    PrimaryKeyConstraint("first", "second"),
)
action = Table(
    "action",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("athlete", String(LONGEST_NAME), ForeignKey("athlete.name"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("keys", JSON, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("undone_at", Moment),
)
screening = Table(
    "screening",
    metadata,
    Column("athlete", String(LONGEST_NAME), ForeignKey("athlete.name"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("screened_on", Date, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("document", JSON, nullable=False),
    PrimaryKeyConstraint("athlete", "number"),
)
checkin = Table(
    "checkin",
    metadata,
    Column("athlete", String(LONGEST_NAME), ForeignKey("athlete.name"), nullable=False),
    Column("day", Date, nullable=False),
    Column("document", JSON, nullable=False),
    PrimaryKeyConstraint("athlete", "day"),
)
plan = Table(
    "plan",
    metadata,
    _key(primary_key=True),
    Column("athlete", String(LONGEST_NAME), ForeignKey("athlete.name"), nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("request", JSON, nullable=False),
    Column("document", JSON, nullable=False),
    Column("ended_on", Date),
)
plan_change = Table(
    "plan_change",
    metadata,
    Column("plan", String(KEY_LENGTH), ForeignKey("plan.key", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("words", Text, nullable=False),
    Column("document", JSON, nullable=False),
    PrimaryKeyConstraint("plan", "number"),
)

stride_baseline = Table(
    "stride_baseline",
    metadata,
    Column("athlete", String(LONGEST_NAME), ForeignKey("athlete.name"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("document", JSON, nullable=False),
    Column("learned_at", Moment, nullable=False),
    PrimaryKeyConstraint("athlete", "year"),
)

TRAINING: Final = (screening, checkin, plan, plan_change)
"""What the second schema added: an export of the first format lacks it."""
PRIMARY: Final = (
    *(athlete, measurement, batch, entry, original, activity, timeline, decision, action),
    *TRAINING,
    stride_baseline,
)
"""Tables that an export holds, each after those that it refers to."""

# ── What is worked out ───────────────────────────────────────────────────────────────────────────

recording = Table(
    "recording",
    metadata,
    Column(
        "original", String(HASH_LENGTH), ForeignKey("original.sha256", ondelete="CASCADE"), nullable=False
    ),
    Column("part", Integer, nullable=False),
    Column("file", String(HASH_LENGTH), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    PrimaryKeyConstraint("original", "part"),
)
summary = Table(
    "summary",
    metadata,
    Column("key", String(KEY_LENGTH), ForeignKey("activity.key", ondelete="CASCADE"), primary_key=True),
    Column("athlete", String(LONGEST_NAME), nullable=False),
    Column("basis", String(16), nullable=False),
    Column("is_shown", Boolean, nullable=False),
    _key("duplicate_of"),
    Column("name", Text),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("utc_offset_s", Integer),
    Column("day", Date),
    Column("sport", Text, nullable=False),
    Column("sub_sport", Text),
    Column("device", Text, nullable=False),
    Column("format", String(12), nullable=False),
    Column("is_simulated", Boolean, nullable=False),
    Column("is_on_foot", Boolean, nullable=False),
    Column("samples", Integer, nullable=False),
    Column("duration_s", Double),
    Column("moving_s", Double),
    Column("distance_m", Double),
    Column("device_distance_m", Double),
    Column("counted_distance_m", Double),
    Column("resting_heart_rate_bpm", Double),
    Column("perceived_exertion", Double),
    Column("warnings", JSON, nullable=False),
    Column("rejected", JSON, nullable=False),
    Column("series", Integer, nullable=False),
    Column("marks", Integer, nullable=False),
    Column("model_version", Integer, nullable=False),
    *_sums("total_"),
    Index("ix_summary_athlete_started_at", "athlete", "started_at"),
    Index("ix_summary_athlete_day", "athlete", "day"),
)
direction = Table(
    "direction",
    metadata,
    _activity_key(),
    Column("travel", String(12), nullable=False),
    Column("gait", String(12), nullable=False),
    *_sums(),
    PrimaryKeyConstraint("key", "travel", "gait"),
)
bout = Table(
    "bout",
    metadata,
    _activity_key(),
    Column("number", Integer, nullable=False),
    Column("start_s", Double, nullable=False),
    Column("end_s", Double, nullable=False),
    Column("travel", String(12), nullable=False),
    Column("gait", String(12), nullable=False),
    Column("probability", Double),
    Column("evidence", String(20)),
    Column("detail", Text),
    Column("detector", String(40)),
    Column("p_forward", Double),
    Column("p_backward", Double),
    Column("p_sideways", Double),
    Column("grade", Double),
    Column("settled_heart_rate_bpm", Double),
    *_sums(),
    PrimaryKeyConstraint("key", "number"),
)
effort = Table(
    "effort",
    metadata,
    _activity_key(),
    Column("travel", String(12), nullable=False),
    Column("gait", String(12), nullable=False),
    Column("basis", String(12), nullable=False),
    Column("size", Double, nullable=False),
    Column("time_s", Double, nullable=False),
    Column("distance_m", Double, nullable=False),
    Column("start_s", Double, nullable=False),
    Column("end_s", Double, nullable=False),
    PrimaryKeyConstraint("key", "travel", "gait", "basis", "size"),
)
pair = Table(
    "pair",
    metadata,
    Column("first", String(KEY_LENGTH), ForeignKey("activity.key", ondelete="CASCADE"), nullable=False),
    Column("second", String(KEY_LENGTH), ForeignKey("activity.key", ondelete="CASCADE"), nullable=False),
    Column("verdict", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    PrimaryKeyConstraint("first", "second"),
    Index("ix_pair_second", "second"),
)

DERIVED: Final = (recording, summary, direction, bout, effort, pair)
"""Tables that can be computed again."""

# ── What is said of the database itself ──────────────────────────────────────────────────────────

bookkeeping = MetaData(naming_convention=NAMES)
"""Beside the log, and no part of it: two logs that differ in it alone are equal."""

revision = Table("revision", bookkeeping, Column("number", Integer, nullable=False))
"""One row, whose number grows with every transaction that writes."""
