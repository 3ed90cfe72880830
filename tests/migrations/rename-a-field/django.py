# 0002_rename_status_to_state.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.RemoveIndex(model_name="invoicerow", name="ix_invoices_status_cr_dc629326"),
        migrations.RenameField(model_name="invoicerow", old_name="status", new_name="state"),
        migrations.AddIndex(
            model_name="invoicerow",
            index=models.Index(
                fields=["state", "created_at", "id"], name="ix_invoices_state_cre_2f63e607"
            ),
        ),
    ]
