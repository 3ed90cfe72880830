# 0002_change_tables.py
"""change tables"""

import sqlalchemy as sa
from alembic import op

revision = "0002_change_tables"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.drop_constraint("fk_invoices_customer_id_customers", type_="foreignkey")
        batch.drop_index("ix_invoices_customer_id_created_at_id")
        batch.drop_column("customer_id")
    op.drop_table("customers")


def downgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
    )
    op.create_index("ix_customers_created_at_id", "customers", ["created_at", "id"])
    with op.batch_alter_table("invoices") as batch:
        batch.add_column(sa.Column("customer_id", sa.Uuid(), nullable=True))
        batch.alter_column("customer_id", existing_type=sa.Uuid(), nullable=False)
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
