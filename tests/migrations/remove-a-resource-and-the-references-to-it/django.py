# 0002_change_tables.py
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.RemoveIndex(model_name="invoicerow", name="ix_invoices_customer__fdcfabc4"),
        migrations.RemoveField(model_name="invoicerow", name="customer"),
        migrations.DeleteModel(name="CustomerRow"),
    ]
