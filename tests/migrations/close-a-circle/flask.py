# 0002_add_lead_to_teams.py
"""add lead to teams"""

import sqlalchemy as sa
from alembic import op

revision = "0002_add_lead_to_teams"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("teams") as batch:
        batch.add_column(sa.Column("lead_id", sa.Uuid(), nullable=True))
        batch.create_unique_constraint("uq_teams_lead_id", ["lead_id"])
        batch.create_foreign_key(
            "fk_teams_lead_id_players", "players", ["lead_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("teams") as batch:
        batch.drop_constraint("fk_teams_lead_id_players", type_="foreignkey")
        batch.drop_constraint("uq_teams_lead_id", type_="unique")
        batch.drop_column("lead_id")
