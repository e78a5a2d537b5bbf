"""A number that grows with every change of the log, so that a reader knows when it changed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of the number, and its only row."""
    made = op.create_table("revision", sa.Column("number", sa.Integer(), nullable=False))
    op.bulk_insert(made, [{"number": 0}])
