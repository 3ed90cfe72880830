# 0002_change_tables.py
"""change tables"""

import sqlalchemy as sa
from alembic import op

revision = "0002_change_tables"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_created_at_id", "notes", ["created_at", "id"])
    with op.batch_alter_table("customers") as batch:
        batch.add_column(sa.Column("age", sa.Integer(), nullable=True))
    with op.batch_alter_table("invoices") as batch:
        batch.add_column(sa.Column("age", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.drop_column("age")
    with op.batch_alter_table("customers") as batch:
        batch.drop_column("age")
    op.drop_table("notes")
