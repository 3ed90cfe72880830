# 0002_add_lead_to_teams.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
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
