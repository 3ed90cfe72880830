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
            "a",
            existing_type=sa.String(length=32),
            type_=sa.String(length=64),
            existing_nullable=False,
        )
        batch.alter_column(
            "b", existing_type=sa.String(length=32), type_=sa.Text(), existing_nullable=False
        )
        batch.alter_column(
            "c", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False
        )
        batch.alter_column(
            "d",
            existing_type=sa.Numeric(precision=8, scale=2),
            type_=sa.Numeric(precision=12, scale=4),
            existing_nullable=False,
        )
        batch.alter_column("f", existing_type=sa.Date(), nullable=True)


def downgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.alter_column("f", existing_type=sa.Date(), nullable=False)
        batch.alter_column(
            "d",
            existing_type=sa.Numeric(precision=12, scale=4),
            type_=sa.Numeric(precision=8, scale=2),
            existing_nullable=False,
        )
        batch.alter_column(
            "c", existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=False
        )
        batch.alter_column(
            "b", existing_type=sa.Text(), type_=sa.String(length=32), existing_nullable=False
        )
        batch.alter_column(
            "a",
            existing_type=sa.String(length=64),
            type_=sa.String(length=32),
            existing_nullable=False,
        )
