# 0002_remove_tables.py
"""remove tables"""

import sqlalchemy as sa
from alembic import op

revision = "0002_remove_tables"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("teams") as batch:
        batch.drop_constraint("fk_teams_lead_id_players", type_="foreignkey")
        batch.drop_constraint("uq_teams_lead_id", type_="unique")
        batch.drop_column("lead_id")
    op.drop_table("players")
    op.drop_table("teams")


def downgrade() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
    )
    op.create_index("ix_teams_created_at_id", "teams", ["created_at", "id"])
    op.create_table(
        "players",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name="fk_players_team_id_teams", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_players"),
    )
    op.create_index("ix_players_created_at_id", "players", ["created_at", "id"])
    op.create_index("ix_players_team_id_created_at_id", "players", ["team_id", "created_at", "id"])
    with op.batch_alter_table("teams") as batch:
        batch.add_column(sa.Column("lead_id", sa.Uuid(), nullable=True))
        batch.create_unique_constraint("uq_teams_lead_id", ["lead_id"])
        batch.create_foreign_key(
            "fk_teams_lead_id_players", "players", ["lead_id"], ["id"], ondelete="SET NULL"
        )
