# 0002_change_invoices.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.AlterField(
            model_name="invoicerow",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=models.SET_NULL,
                related_name="+",
                to="service.customerrow",
                null=True,
            ),
        ),
    ]
