# 0002_change_tables.py
"""change tables"""

import sqlalchemy as sa
from alembic import op

revision = "0002_change_tables"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("customers") as batch:
        batch.drop_constraint("uq_customers_email", type_="unique")
        batch.drop_index("ix_customers_owner_created_at_id")
        batch.drop_column("owner")
    with op.batch_alter_table("invoices") as batch:
        batch.drop_constraint("uq_invoices_number", type_="unique")
        batch.drop_constraint("fk_invoices_customer_id_customers", type_="foreignkey")
        batch.drop_constraint("uq_invoices_customer_id", type_="unique")
        batch.drop_index("ix_invoices_owner_created_at_id")
        batch.drop_column("owner")
    with op.batch_alter_table("customers") as batch:
        batch.drop_index("ix_customers_email_created_at_id")
        batch.create_unique_constraint("uq_customers_email", ["email"])
    with op.batch_alter_table("invoices") as batch:
        batch.drop_index("ix_invoices_number_created_at_id")
        batch.drop_index("ix_invoices_customer_id_created_at_id")
        batch.create_unique_constraint("uq_invoices_number", ["number"])
        batch.create_unique_constraint("uq_invoices_customer_id", ["customer_id"])
        batch.create_foreign_key(
            "fk_invoices_customer_id_customers",
            "customers",
            ["customer_id"],
            ["id"],
            ondelete="RESTRICT",
        )


def downgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.drop_constraint("fk_invoices_customer_id_customers", type_="foreignkey")
        batch.drop_constraint("uq_invoices_customer_id", type_="unique")
        batch.drop_constraint("uq_invoices_number", type_="unique")
        batch.create_index(
            "ix_invoices_customer_id_created_at_id", ["customer_id", "created_at", "id"]
        )
        batch.create_index("ix_invoices_number_created_at_id", ["number", "created_at", "id"])
    with op.batch_alter_table("customers") as batch:
        batch.drop_constraint("uq_customers_email", type_="unique")
        batch.create_index("ix_customers_email_created_at_id", ["email", "created_at", "id"])
    with op.batch_alter_table("invoices") as batch:
        batch.add_column(sa.Column("owner", sa.String(length=64), nullable=True))
        batch.alter_column("owner", existing_type=sa.String(length=64), nullable=False)
        batch.create_index("ix_invoices_owner_created_at_id", ["owner", "created_at", "id"])
        batch.create_unique_constraint("uq_invoices_customer_id", ["owner", "customer_id"])
        batch.create_foreign_key(
            "fk_invoices_customer_id_customers",
            "customers",
            ["customer_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_unique_constraint("uq_invoices_number", ["owner", "number"])
    with op.batch_alter_table("customers") as batch:
        batch.add_column(sa.Column("owner", sa.String(length=64), nullable=True))
        batch.alter_column("owner", existing_type=sa.String(length=64), nullable=False)
        batch.create_index("ix_customers_owner_created_at_id", ["owner", "created_at", "id"])
        batch.create_unique_constraint("uq_customers_email", ["owner", "email"])
