# 0002_change_tables.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.AddField(
            model_name="internationalshipmentnoterow",
            name="harmonised_system_heading_no",
            field=models.CharField(max_length=12, default="-"),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="internationalshipmentnoterow",
            index=models.Index(
                fields=["harmonised_system_heading_no", "created_at", "id"],
                name="ix_international_ship_11bab84f",
            ),
        ),
        migrations.AddField(
            model_name="internationalshipmentnoterow",
            name="approximate_gross_weight_kg",
            field=models.IntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="internationalshipmentnoterow",
            constraint=models.UniqueConstraint(
                fields=("approximate_gross_weight_kg",), name="uq_international_ship_70e14056"
            ),
        ),
    ]
