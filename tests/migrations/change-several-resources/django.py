# 0002_change_tables.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.CreateModel(
            name="NoteRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("body", models.TextField()),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "db_table": "notes",
                "indexes": [
                    models.Index(fields=["created_at", "id"], name="ix_notes_created_at_id"),
                ],
            },
        ),
        migrations.AddField(
            model_name="customerrow",
            name="age",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="invoicerow",
            name="age",
            field=models.IntegerField(null=True),
        ),
    ]
