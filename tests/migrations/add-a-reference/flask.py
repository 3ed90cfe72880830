# 0002_add_customer_to_invoices.py
"""add customer to invoices"""

import sqlalchemy as sa
from alembic import op

revision = "0002_add_customer_to_invoices"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.add_column(sa.Column("customer_id", sa.Uuid(), nullable=True))
        batch.create_index(
            "ix_invoices_customer_id_created_at_id", ["customer_id", "created_at", "id"]
        )
        batch.create_foreign_key(
            "fk_invoices_customer_id_customers",
            "customers",
            ["customer_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.drop_constraint("fk_invoices_customer_id_customers", type_="foreignkey")
        batch.drop_index("ix_invoices_customer_id_created_at_id")
        batch.drop_column("customer_id")
