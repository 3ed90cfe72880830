# 0002_add_customer_to_invoices.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.AddField(
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
        migrations.AddIndex(
            model_name="invoicerow",
            index=models.Index(
                fields=["customer", "created_at", "id"], name="ix_invoices_customer__fdcfabc4"
            ),
        ),
    ]
