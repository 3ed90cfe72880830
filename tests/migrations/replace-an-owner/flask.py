# 0002_change_customers.py
"""change customers"""

import sqlalchemy as sa
from alembic import op

revision = "0002_change_customers"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("customers") as batch:
        batch.drop_constraint("uq_customers_email", type_="unique")
        batch.drop_index("ix_customers_owner_created_at_id")
        batch.drop_column("owner")
        batch.add_column(
            sa.Column("keeper", sa.String(length=64), server_default="zed", nullable=False)
        )
        batch.create_index("ix_customers_keeper_created_at_id", ["keeper", "created_at", "id"])
        batch.create_unique_constraint("uq_customers_email", ["keeper", "email"])
    with op.batch_alter_table("customers") as batch:
        batch.alter_column(
            "keeper",
            existing_type=sa.String(length=64),
            existing_nullable=False,
            server_default=None,
        )


def downgrade() -> None:
    with op.batch_alter_table("customers") as batch:
        batch.drop_constraint("uq_customers_email", type_="unique")
        batch.drop_index("ix_customers_keeper_created_at_id")
        batch.drop_column("keeper")
        batch.add_column(sa.Column("owner", sa.String(length=64), nullable=True))
        batch.alter_column("owner", existing_type=sa.String(length=64), nullable=False)
        batch.create_index("ix_customers_owner_created_at_id", ["owner", "created_at", "id"])
        batch.create_unique_constraint("uq_customers_email", ["owner", "email"])
