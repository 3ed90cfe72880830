# 0002_rename_status_to_state.py
"""rename status to state"""

import sqlalchemy as sa
from alembic import op

revision = "0002_rename_status_to_state"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.drop_index("ix_invoices_status_created_at_id")
    with op.batch_alter_table("invoices") as batch:
        batch.alter_column(
            "status",
            new_column_name="state",
            existing_type=sa.String(length=60),
            existing_nullable=False,
        )
    with op.batch_alter_table("invoices") as batch:
        batch.create_index("ix_invoices_state_created_at_id", ["state", "created_at", "id"])


def downgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.drop_index("ix_invoices_state_created_at_id")
    with op.batch_alter_table("invoices") as batch:
        batch.alter_column(
            "state",
            new_column_name="status",
            existing_type=sa.String(length=60),
            existing_nullable=False,
        )
    with op.batch_alter_table("invoices") as batch:
        batch.create_index("ix_invoices_status_created_at_id", ["status", "created_at", "id"])
