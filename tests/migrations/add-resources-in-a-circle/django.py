# 0002_add_tables.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.CreateModel(
            name="TeamRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("name", models.CharField(max_length=40)),
            ],
            options={
                "verbose_name": "team",
                "verbose_name_plural": "teams",
                "db_table": "teams",
                "indexes": [
                    models.Index(fields=["created_at", "id"], name="ix_teams_created_at_id"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlayerRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("name", models.CharField(max_length=40)),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=models.CASCADE,
                        related_name="+",
                        to="service.teamrow",
                    ),
                ),
            ],
            options={
                "verbose_name": "player",
                "verbose_name_plural": "players",
                "db_table": "players",
                "indexes": [
                    models.Index(fields=["created_at", "id"], name="ix_players_created_at_id"),
                    models.Index(
                        fields=["team", "created_at", "id"], name="ix_players_team_id_cr_c4dac3c9"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="teamrow",
            name="lead",
            field=models.ForeignKey(
                db_index=False,
                on_delete=models.SET_NULL,
                related_name="+",
                to="service.playerrow",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="teamrow",
            constraint=models.UniqueConstraint(fields=("lead",), name="uq_teams_lead_id"),
        ),
    ]
