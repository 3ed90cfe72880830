# 0002_add_notes.py
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
                ("owner", models.CharField(max_length=64)),
                ("title", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=60)),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "db_table": "notes",
                "indexes": [
                    models.Index(fields=["created_at", "id"], name="ix_notes_created_at_id"),
                    models.Index(
                        fields=["owner", "created_at", "id"], name="ix_notes_owner_created_at_id"
                    ),
                    models.Index(
                        fields=["title", "created_at", "id"], name="ix_notes_title_created_at_id"
                    ),
                    models.Index(
                        fields=["kind", "created_at", "id"], name="ix_notes_kind_created_at_id"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "title"), name="uq_notes_title"),
                ],
            },
        ),
    ]
