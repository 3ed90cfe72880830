# 0002_change_invoices.py
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.RemoveField(model_name="invoicerow", name="total"),
        migrations.RemoveIndex(model_name="invoicerow", name="ix_invoices_status_cr_dc629326"),
        migrations.RemoveField(model_name="invoicerow", name="status"),
        migrations.RemoveConstraint(model_name="invoicerow", name="uq_invoices_code"),
        migrations.RemoveField(model_name="invoicerow", name="code"),
    ]
