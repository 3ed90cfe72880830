# 0002_change_invoices.py
"""change invoices"""

from alembic import op

revision = "0002_change_invoices"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.create_unique_constraint("uq_invoices_customer_id", ["customer_id"])
        batch.drop_index("ix_invoices_customer_id_created_at_id")


def downgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.create_index(
            "ix_invoices_customer_id_created_at_id", ["customer_id", "created_at", "id"]
        )
        batch.drop_constraint("uq_invoices_customer_id", type_="unique")
