"""The log: athletes, imports, activities, what was said of them, and what was worked out."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SUMS = (
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
"""What was measured of a stretch, as numbers that add up."""


def _sums(prefix: str = "") -> list[sa.Column[Any]]:
    return [sa.Column(prefix + name, sa.Double(), nullable=True) for name in SUMS]


def upgrade() -> None:
    """Make all tables."""
    _make_athlete()
    _make_original()
    _make_action()
    _make_batch()
    _make_decision()
    _make_measurement()
    _make_recording()
    _make_timeline()
    _make_activity()
    _make_entry()
    _make_bout()
    _make_direction()
    _make_effort()
    _make_pair()
    _make_summary()


def _make_athlete() -> None:
    op.create_table(
        "athlete",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=10), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_athlete")),
    )


def _make_original() -> None:
    op.create_table(
        "original",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_original")),
    )


def _make_action() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("athlete", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["athlete"], ["athlete.name"], name=op.f("fk_action_athlete")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )


def _make_batch() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("athlete", sa.String(length=80), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["athlete"], ["athlete.name"], name=op.f("fk_batch_athlete")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )


def _make_decision() -> None:
    op.create_table(
        "decision",
        sa.Column("athlete", sa.String(length=80), nullable=False),
        sa.Column("first", sa.String(length=12), nullable=False),
        sa.Column("second", sa.String(length=12), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("stays", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(["athlete"], ["athlete.name"], name=op.f("fk_decision_athlete")),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_decision")),
    )


def _make_measurement() -> None:
    op.create_table(
        "measurement",
        sa.Column("athlete", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["athlete"], ["athlete.name"], name=op.f("fk_measurement_athlete"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("athlete", "kind", "name", "since", name=op.f("pk_measurement")),
    )


def _make_recording() -> None:
    op.create_table(
        "recording",
        sa.Column("original", sa.String(length=64), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["original"], ["original.sha256"], name=op.f("fk_recording_original"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("original", "part", name=op.f("pk_recording")),
    )
    op.create_index(op.f("ix_recording_file"), "recording", ["file"], unique=False)


def _make_timeline() -> None:
    op.create_table(
        "timeline",
        sa.Column("athlete", sa.String(length=80), nullable=False),
        sa.Column("original", sa.String(length=64), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["athlete"], ["athlete.name"], name=op.f("fk_timeline_athlete")),
        sa.ForeignKeyConstraint(
            ["original"], ["original.sha256"], name=op.f("fk_timeline_original"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("athlete", "original", "part", name=op.f("pk_timeline")),
    )


def _make_activity() -> None:
    op.create_table(
        "activity",
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("athlete", sa.String(length=80), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("original", sa.String(length=64), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["athlete"], ["athlete.name"], name=op.f("fk_activity_athlete")),
        sa.ForeignKeyConstraint(["batch"], ["batch.id"], name=op.f("fk_activity_batch")),
        sa.ForeignKeyConstraint(["original"], ["original.sha256"], name=op.f("fk_activity_original")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_activity")),
    )
    op.create_index(op.f("ix_activity_batch"), "activity", ["batch"], unique=False)
    op.create_index(op.f("ix_activity_original"), "activity", ["original"], unique=False)


def _make_entry() -> None:
    op.create_table(
        "entry",
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("slug", sa.String(length=40), nullable=True),
        sa.Column("original", sa.String(length=64), nullable=True),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["batch"], ["batch.id"], name=op.f("fk_entry_batch"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("batch", "number", name=op.f("pk_entry")),
    )
    op.create_index("ix_entry_original", "entry", ["original"], unique=False)


def _make_bout() -> None:
    op.create_table(
        "bout",
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("travel", sa.String(length=12), nullable=False),
        sa.Column("gait", sa.String(length=12), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("evidence", sa.String(length=20), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("grade", sa.Double(), nullable=True),
        sa.Column("settled_heart_rate_bpm", sa.Double(), nullable=True),
        *_sums(),
        sa.ForeignKeyConstraint(["key"], ["activity.key"], name=op.f("fk_bout_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "number", name=op.f("pk_bout")),
    )


def _make_direction() -> None:
    op.create_table(
        "direction",
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("travel", sa.String(length=12), nullable=False),
        sa.Column("gait", sa.String(length=12), nullable=False),
        *_sums(),
        sa.ForeignKeyConstraint(["key"], ["activity.key"], name=op.f("fk_direction_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "travel", "gait", name=op.f("pk_direction")),
    )


def _make_effort() -> None:
    op.create_table(
        "effort",
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("travel", sa.String(length=12), nullable=False),
        sa.Column("gait", sa.String(length=12), nullable=False),
        sa.Column("basis", sa.String(length=12), nullable=False),
        sa.Column("size", sa.Double(), nullable=False),
        sa.Column("time_s", sa.Double(), nullable=False),
        sa.Column("distance_m", sa.Double(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["activity.key"], name=op.f("fk_effort_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "travel", "gait", "basis", "size", name=op.f("pk_effort")),
    )


def _make_pair() -> None:
    op.create_table(
        "pair",
        sa.Column("first", sa.String(length=12), nullable=False),
        sa.Column("second", sa.String(length=12), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["first"], ["activity.key"], name=op.f("fk_pair_first"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["second"], ["activity.key"], name=op.f("fk_pair_second"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_pair")),
    )
    op.create_index("ix_pair_second", "pair", ["second"], unique=False)


def _make_summary() -> None:
    op.create_table(
        "summary",
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("athlete", sa.String(length=80), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("duplicate_of", sa.String(length=12), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("utc_offset_s", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("sport", sa.Text(), nullable=False),
        sa.Column("sub_sport", sa.Text(), nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=12), nullable=False),
        sa.Column("is_simulated", sa.Boolean(), nullable=False),
        sa.Column("is_on_foot", sa.Boolean(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("moving_s", sa.Double(), nullable=True),
        sa.Column("distance_m", sa.Double(), nullable=True),
        sa.Column("device_distance_m", sa.Double(), nullable=True),
        sa.Column("counted_distance_m", sa.Double(), nullable=True),
        sa.Column("resting_heart_rate_bpm", sa.Double(), nullable=True),
        sa.Column("perceived_exertion", sa.Double(), nullable=True),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("rejected", sa.JSON(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("model_version", sa.Integer(), nullable=False),
        *_sums("total_"),
        sa.ForeignKeyConstraint(["key"], ["activity.key"], name=op.f("fk_summary_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_summary")),
    )
    op.create_index("ix_summary_athlete_day", "summary", ["athlete", "day"], unique=False)
    op.create_index("ix_summary_athlete_started_at", "summary", ["athlete", "started_at"], unique=False)
