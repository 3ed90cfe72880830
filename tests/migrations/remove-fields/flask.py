# 0002_change_invoices.py
"""change invoices"""

import sqlalchemy as sa
from alembic import op

revision = "0002_change_invoices"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.drop_column("total")
        batch.drop_index("ix_invoices_status_created_at_id")
        batch.drop_column("status")
        batch.drop_constraint("uq_invoices_code", type_="unique")
        batch.drop_column("code")


def downgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.add_column(sa.Column("code", sa.String(length=9), nullable=True))
        batch.alter_column("code", existing_type=sa.String(length=9), nullable=False)
        batch.create_unique_constraint("uq_invoices_code", ["code"])
        batch.add_column(sa.Column("status", sa.String(length=60), nullable=True))
        batch.alter_column("status", existing_type=sa.String(length=60), nullable=False)
        batch.create_index("ix_invoices_status_created_at_id", ["status", "created_at", "id"])
        batch.add_column(sa.Column("total", sa.Integer(), nullable=True))
        batch.alter_column("total", existing_type=sa.Integer(), nullable=False)
