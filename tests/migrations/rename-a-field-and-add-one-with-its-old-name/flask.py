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
        batch.alter_column(
            "number",
            existing_type=sa.String(length=32),
            type_=sa.String(length=64),
            existing_nullable=False,
        )
    with op.batch_alter_table("invoices") as batch:
        batch.alter_column(
            "number",
            new_column_name="code",
            existing_type=sa.String(length=64),
            existing_nullable=False,
        )
    with op.batch_alter_table("invoices") as batch:
        batch.create_unique_constraint("uq_invoices_code", ["code"])
        batch.add_column(sa.Column("number", sa.Integer(), server_default="1", nullable=False))
    with op.batch_alter_table("invoices") as batch:
        batch.alter_column(
            "number", existing_type=sa.Integer(), existing_nullable=False, server_default=None
        )


def downgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.drop_column("number")
        batch.drop_constraint("uq_invoices_code", type_="unique")
    with op.batch_alter_table("invoices") as batch:
        batch.alter_column(
            "code",
            new_column_name="number",
            existing_type=sa.String(length=64),
            existing_nullable=False,
        )
    with op.batch_alter_table("invoices") as batch:
        batch.alter_column(
            "number",
            existing_type=sa.String(length=64),
            type_=sa.String(length=32),
            existing_nullable=False,
        )
