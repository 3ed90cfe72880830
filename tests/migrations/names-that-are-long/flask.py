# 0002_change_tables.py
"""change tables"""

import sqlalchemy as sa
from alembic import op

revision = "0002_change_tables"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("international_shipment_notes") as batch:
        batch.add_column(
            sa.Column(
                "harmonised_system_heading_no",
                sa.String(length=12),
                server_default="-",
                nullable=False,
            )
        )
        batch.create_index(
            "ix_international_shipment_notes_harmonised_system_head_11bab84f",
            ["harmonised_system_heading_no", "created_at", "id"],
        )
        batch.add_column(sa.Column("approximate_gross_weight_kg", sa.Integer(), nullable=True))
        batch.create_unique_constraint(
            "uq_international_shipment_notes_approximate_gross_weight_kg",
            ["approximate_gross_weight_kg"],
        )
    with op.batch_alter_table("international_shipment_notes") as batch:
        batch.alter_column(
            "harmonised_system_heading_no",
            existing_type=sa.String(length=12),
            existing_nullable=False,
            server_default=None,
        )


def downgrade() -> None:
    with op.batch_alter_table("international_shipment_notes") as batch:
        batch.drop_constraint(
            "uq_international_shipment_notes_approximate_gross_weight_kg", type_="unique"
        )
        batch.drop_column("approximate_gross_weight_kg")
        batch.drop_index("ix_international_shipment_notes_harmonised_system_head_11bab84f")
        batch.drop_column("harmonised_system_heading_no")
