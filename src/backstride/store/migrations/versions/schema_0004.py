"""Strides: what was learned of them, and how sure each bout's direction is."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table of what was learned, and room for what detectors say."""
    op.create_table(
        "stride_baseline",
        sa.Column("athlete", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["athlete"], ["athlete.name"], name=op.f("fk_stride_baseline_athlete")),
        sa.PrimaryKeyConstraint("athlete", "year", name=op.f("pk_stride_baseline")),
    )
    op.add_column("bout", sa.Column("detector", sa.String(length=40), nullable=True))
    for way in ("forward", "backward", "sideways"):
        op.add_column("bout", sa.Column(f"p_{way}", sa.Double(), nullable=True))
