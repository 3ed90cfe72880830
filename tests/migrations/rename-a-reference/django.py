# 0002_rename_customer_to_client.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.RemoveIndex(model_name="invoicerow", name="ix_invoices_customer__fdcfabc4"),
        migrations.RenameField(model_name="invoicerow", old_name="customer", new_name="client"),
        migrations.AddIndex(
            model_name="invoicerow",
            index=models.Index(
                fields=["client", "created_at", "id"], name="ix_invoices_client_id_4bdf5206"
            ),
        ),
    ]
