# 0002_change_invoices.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.AddConstraint(
            model_name="invoicerow",
            constraint=models.UniqueConstraint(
                fields=("customer",), name="uq_invoices_customer_id"
            ),
        ),
        migrations.RemoveIndex(model_name="invoicerow", name="ix_invoices_customer__fdcfabc4"),
    ]
