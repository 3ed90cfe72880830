# 0002_change_invoices.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.RemoveIndex(model_name="invoicerow", name="ix_invoices_a_created_at_id"),
        migrations.AddIndex(
            model_name="invoicerow",
            index=models.Index(
                fields=["b", "created_at", "id"], name="ix_invoices_b_created_at_id"
            ),
        ),
        migrations.RemoveConstraint(model_name="invoicerow", name="uq_invoices_c"),
        migrations.RemoveIndex(model_name="invoicerow", name="ix_invoices_d_created_at_id"),
        migrations.AddConstraint(
            model_name="invoicerow",
            constraint=models.UniqueConstraint(fields=("d",), name="uq_invoices_d"),
        ),
    ]
