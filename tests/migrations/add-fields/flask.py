# 0002_change_invoices.py
"""change invoices"""

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0002_change_invoices"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.add_column(
            sa.Column(
                "total", sa.Numeric(precision=12, scale=2), server_default="0", nullable=False
            )
        )
        batch.add_column(
            sa.Column("status", sa.String(length=60), server_default="draft", nullable=False)
        )
        batch.create_index("ix_invoices_status_created_at_id", ["status", "created_at", "id"])
        batch.add_column(sa.Column("paid", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(
            sa.Column(
                "due_on",
                sa.Date(),
                server_default=sa.literal(dt.date.fromisoformat("2024-02-29"), sa.Date()),
                nullable=False,
            )
        )
        batch.add_column(
            sa.Column(
                "sent_at",
                sa.DateTime(timezone=True),
                server_default=sa.literal(
                    dt.datetime.fromisoformat("2024-02-29T12:00:00Z"), sa.DateTime(timezone=True)
                ),
                nullable=False,
            )
        )
        batch.add_column(sa.Column("copies", sa.Integer(), server_default="1", nullable=False))
        batch.add_column(sa.Column("size", sa.BigInteger(), server_default="5", nullable=True))
        batch.add_column(
            sa.Column("label", sa.String(length=20), server_default="a é", nullable=False)
        )
        batch.add_column(sa.Column("note", sa.Text(), nullable=True))
    with op.batch_alter_table("invoices") as batch:
        batch.alter_column(
            "total",
            existing_type=sa.Numeric(precision=12, scale=2),
            existing_nullable=False,
            server_default=None,
        )
        batch.alter_column(
            "status",
            existing_type=sa.String(length=60),
            existing_nullable=False,
            server_default=None,
        )
        batch.alter_column(
            "paid", existing_type=sa.Boolean(), existing_nullable=False, server_default=None
        )
        batch.alter_column(
            "due_on", existing_type=sa.Date(), existing_nullable=False, server_default=None
        )
        batch.alter_column(
            "sent_at",
            existing_type=sa.DateTime(timezone=True),
            existing_nullable=False,
            server_default=None,
        )
        batch.alter_column(
            "copies", existing_type=sa.Integer(), existing_nullable=False, server_default=None
        )
        batch.alter_column(
            "size", existing_type=sa.BigInteger(), existing_nullable=True, server_default=None
        )
        batch.alter_column(
            "label",
            existing_type=sa.String(length=20),
            existing_nullable=False,
            server_default=None,
        )


def downgrade() -> None:
    with op.batch_alter_table("invoices") as batch:
        batch.drop_column("note")
        batch.drop_column("label")
        batch.drop_column("size")
        batch.drop_column("copies")
        batch.drop_column("sent_at")
        batch.drop_column("due_on")
        batch.drop_column("paid")
        batch.drop_index("ix_invoices_status_created_at_id")
        batch.drop_column("status")
        batch.drop_column("total")
