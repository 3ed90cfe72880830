# 0002_remove_tables.py
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.RemoveConstraint(model_name="teamrow", name="uq_teams_lead_id"),
        migrations.RemoveField(model_name="teamrow", name="lead"),
        migrations.DeleteModel(name="PlayerRow"),
        migrations.DeleteModel(name="TeamRow"),
    ]
