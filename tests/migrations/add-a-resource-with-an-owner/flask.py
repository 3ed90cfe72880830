# 0002_add_notes.py
"""add notes"""

import sqlalchemy as sa
from alembic import op

revision = "0002_add_notes"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.UniqueConstraint("owner", "title", name="uq_notes_title"),
    )
    op.create_index("ix_notes_created_at_id", "notes", ["created_at", "id"])
    op.create_index("ix_notes_owner_created_at_id", "notes", ["owner", "created_at", "id"])
    op.create_index("ix_notes_title_created_at_id", "notes", ["title", "created_at", "id"])
    op.create_index("ix_notes_kind_created_at_id", "notes", ["kind", "created_at", "id"])


def downgrade() -> None:
    op.drop_table("notes")
