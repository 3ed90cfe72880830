# 0002_change_invoices.py
"""change invoices"""

from alembic import op

revision = "0002_change_invoices"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.drop_index("ix_invoices_a_created_at_id")
        batch.create_index("ix_invoices_b_created_at_id", ["b", "created_at", "id"])
        batch.drop_constraint("uq_invoices_c", type_="unique")
        batch.drop_index("ix_invoices_d_created_at_id")
        batch.create_unique_constraint("uq_invoices_d", ["d"])


def downgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.drop_constraint("uq_invoices_d", type_="unique")
        batch.create_index("ix_invoices_d_created_at_id", ["d", "created_at", "id"])
        batch.create_unique_constraint("uq_invoices_c", ["c"])
        batch.drop_index("ix_invoices_b_created_at_id")
        batch.create_index("ix_invoices_a_created_at_id", ["a", "created_at", "id"])
