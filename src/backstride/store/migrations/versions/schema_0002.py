"""Training: screenings, check-ins, plans, and what changed in them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of training."""
    _make_screening()
    _make_checkin()
    _make_plan()
    _make_plan_change()


def _make_screening() -> None:
    op.create_table(
        "screening",
        sa.Column("athlete", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("screened_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["athlete"], ["athlete.name"], name=op.f("fk_screening_athlete")),
        sa.PrimaryKeyConstraint("athlete", "number", name=op.f("pk_screening")),
    )


def _make_checkin() -> None:
    op.create_table(
        "checkin",
        sa.Column("athlete", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["athlete"], ["athlete.name"], name=op.f("fk_checkin_athlete")),
        sa.PrimaryKeyConstraint("athlete", "day", name=op.f("pk_checkin")),
    )


def _make_plan() -> None:
    op.create_table(
        "plan",
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("athlete", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["athlete"], ["athlete.name"], name=op.f("fk_plan_athlete")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_plan")),
    )
    op.create_index(op.f("ix_plan_athlete"), "plan", ["athlete"], unique=False)


def _make_plan_change() -> None:
    op.create_table(
        "plan_change",
        sa.Column("plan", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.key"], name=op.f("fk_plan_change_plan"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan", "number", name=op.f("pk_plan_change")),
    )
