"""The log: athletes, imports, activities, what was said of them, and what was worked out."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "athlete",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=10), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_athlete")),
    )
    op.create_table(
        "original",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_original")),
    )
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
    op.create_table(
        "decision",
        sa.Column("athlete", sa.String(length=80), nullable=False),
        sa.Column("first", sa.String(length=12), nullable=False),
        sa.Column("second", sa.String(length=12), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["athlete"], ["athlete.name"], name=op.f("fk_decision_athlete")),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_decision")),
    )
    op.create_table(
        "measurement",
        sa.Column("athlete", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["athlete"], ["athlete.name"], name=op.f("fk_measurement_athlete"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("athlete", "kind", "name", "since", name=op.f("pk_measurement")),
    )
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
        sa.ForeignKeyConstraint(["batch"], ["batch.id"], name=op.f("fk_entry_batch"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("batch", "number", name=op.f("pk_entry")),
    )
    op.create_index("ix_entry_original", "entry", ["original"], unique=False)
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
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("distance_m", sa.Double(), nullable=True),
        sa.Column("distance_known_s", sa.Double(), nullable=True),
        sa.Column("steps", sa.Double(), nullable=True),
        sa.Column("steps_known_s", sa.Double(), nullable=True),
        sa.Column("heart_rate_bpm", sa.Double(), nullable=True),
        sa.Column("heart_rate_known_s", sa.Double(), nullable=True),
        sa.Column("heart_rate_highest_bpm", sa.Double(), nullable=True),
        sa.Column("below_target_s", sa.Double(), nullable=True),
        sa.Column("in_target_s", sa.Double(), nullable=True),
        sa.Column("above_target_s", sa.Double(), nullable=True),
        sa.Column("heart_rate_unknown_s", sa.Double(), nullable=True),
        sa.Column("trimp", sa.Double(), nullable=True),
        sa.Column("trimp_low", sa.Double(), nullable=True),
        sa.Column("trimp_high", sa.Double(), nullable=True),
        sa.Column("step_length_m", sa.Double(), nullable=True),
        sa.Column("stance_time_s", sa.Double(), nullable=True),
        sa.Column("oxygen_ml_kg_min", sa.Double(), nullable=True),
        sa.Column("energy_kj", sa.Double(), nullable=True),
        sa.Column("energy_low_kj", sa.Double(), nullable=True),
        sa.Column("energy_high_kj", sa.Double(), nullable=True),
        sa.Column("energy_unknown_s", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["key"], ["activity.key"], name=op.f("fk_bout_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "number", name=op.f("pk_bout")),
    )
    op.create_table(
        "direction",
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("travel", sa.String(length=12), nullable=False),
        sa.Column("gait", sa.String(length=12), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("distance_m", sa.Double(), nullable=True),
        sa.Column("distance_known_s", sa.Double(), nullable=True),
        sa.Column("steps", sa.Double(), nullable=True),
        sa.Column("steps_known_s", sa.Double(), nullable=True),
        sa.Column("heart_rate_bpm", sa.Double(), nullable=True),
        sa.Column("heart_rate_known_s", sa.Double(), nullable=True),
        sa.Column("heart_rate_highest_bpm", sa.Double(), nullable=True),
        sa.Column("below_target_s", sa.Double(), nullable=True),
        sa.Column("in_target_s", sa.Double(), nullable=True),
        sa.Column("above_target_s", sa.Double(), nullable=True),
        sa.Column("heart_rate_unknown_s", sa.Double(), nullable=True),
        sa.Column("trimp", sa.Double(), nullable=True),
        sa.Column("trimp_low", sa.Double(), nullable=True),
        sa.Column("trimp_high", sa.Double(), nullable=True),
        sa.Column("step_length_m", sa.Double(), nullable=True),
        sa.Column("stance_time_s", sa.Double(), nullable=True),
        sa.Column("oxygen_ml_kg_min", sa.Double(), nullable=True),
        sa.Column("energy_kj", sa.Double(), nullable=True),
        sa.Column("energy_low_kj", sa.Double(), nullable=True),
        sa.Column("energy_high_kj", sa.Double(), nullable=True),
        sa.Column("energy_unknown_s", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["key"], ["activity.key"], name=op.f("fk_direction_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "travel", "gait", name=op.f("pk_direction")),
    )
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
        sa.Column("sport", sa.String(length=60), nullable=False),
        sa.Column("sub_sport", sa.String(length=60), nullable=True),
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
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("rejected", sa.JSON(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("model_version", sa.Integer(), nullable=False),
        sa.Column("total_duration_s", sa.Double(), nullable=True),
        sa.Column("total_distance_m", sa.Double(), nullable=True),
        sa.Column("total_distance_known_s", sa.Double(), nullable=True),
        sa.Column("total_steps", sa.Double(), nullable=True),
        sa.Column("total_steps_known_s", sa.Double(), nullable=True),
        sa.Column("total_heart_rate_bpm", sa.Double(), nullable=True),
        sa.Column("total_heart_rate_known_s", sa.Double(), nullable=True),
        sa.Column("total_heart_rate_highest_bpm", sa.Double(), nullable=True),
        sa.Column("total_below_target_s", sa.Double(), nullable=True),
        sa.Column("total_in_target_s", sa.Double(), nullable=True),
        sa.Column("total_above_target_s", sa.Double(), nullable=True),
        sa.Column("total_heart_rate_unknown_s", sa.Double(), nullable=True),
        sa.Column("total_trimp", sa.Double(), nullable=True),
        sa.Column("total_trimp_low", sa.Double(), nullable=True),
        sa.Column("total_trimp_high", sa.Double(), nullable=True),
        sa.Column("total_step_length_m", sa.Double(), nullable=True),
        sa.Column("total_stance_time_s", sa.Double(), nullable=True),
        sa.Column("total_oxygen_ml_kg_min", sa.Double(), nullable=True),
        sa.Column("total_energy_kj", sa.Double(), nullable=True),
        sa.Column("total_energy_low_kj", sa.Double(), nullable=True),
        sa.Column("total_energy_high_kj", sa.Double(), nullable=True),
        sa.Column("total_energy_unknown_s", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["key"], ["activity.key"], name=op.f("fk_summary_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_summary")),
    )
    op.create_index("ix_summary_athlete_day", "summary", ["athlete", "day"], unique=False)
    op.create_index("ix_summary_athlete_started_at", "summary", ["athlete", "started_at"], unique=False)
