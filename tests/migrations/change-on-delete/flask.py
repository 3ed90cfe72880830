# 0002_change_invoices.py
"""change invoices"""

from alembic import op

revision = "0002_change_invoices"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.drop_constraint("fk_invoices_customer_id_customers", type_="foreignkey")
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
        batch.create_foreign_key(
            "fk_invoices_customer_id_customers",
            "customers",
            ["customer_id"],
            ["id"],
            ondelete="RESTRICT",
        )
