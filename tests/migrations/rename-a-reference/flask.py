# 0002_rename_customer_to_client.py
"""rename customer to client"""

import sqlalchemy as sa
from alembic import op

revision = "0002_rename_customer_to_client"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.drop_constraint("fk_invoices_customer_id_customers", type_="foreignkey")
        batch.drop_index("ix_invoices_customer_id_created_at_id")
    with op.batch_alter_table("invoices") as batch:
        batch.alter_column(
            "customer_id",
            new_column_name="client_id",
            existing_type=sa.Uuid(),
            existing_nullable=False,
        )
    with op.batch_alter_table("invoices") as batch:
        batch.create_index("ix_invoices_client_id_created_at_id", ["client_id", "created_at", "id"])
        batch.create_foreign_key(
            "fk_invoices_client_id_customers",
            "customers",
            ["client_id"],
            ["id"],
            ondelete="RESTRICT",
        )


def downgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.drop_constraint("fk_invoices_client_id_customers", type_="foreignkey")
        batch.drop_index("ix_invoices_client_id_created_at_id")
    with op.batch_alter_table("invoices") as batch:
        batch.alter_column(
            "client_id",
            new_column_name="customer_id",
            existing_type=sa.Uuid(),
            existing_nullable=False,
        )
    with op.batch_alter_table("invoices") as batch:
        batch.create_index(
            "ix_invoices_customer_id_created_at_id", ["customer_id", "created_at", "id"]
        )
        batch.create_foreign_key(
            "fk_invoices_customer_id_customers",
            "customers",
            ["customer_id"],
            ["id"],
            ondelete="RESTRICT",
        )
