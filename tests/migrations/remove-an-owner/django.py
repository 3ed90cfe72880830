# 0002_change_tables.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.RemoveConstraint(model_name="customerrow", name="uq_customers_email"),
        migrations.RemoveIndex(model_name="customerrow", name="ix_customers_owner_cr_281b8eb8"),
        migrations.RemoveField(model_name="customerrow", name="owner"),
        migrations.RemoveConstraint(model_name="invoicerow", name="uq_invoices_number"),
        migrations.RemoveConstraint(model_name="invoicerow", name="uq_invoices_customer_id"),
        migrations.RemoveIndex(model_name="invoicerow", name="ix_invoices_owner_cre_62cae0b2"),
        migrations.RemoveField(model_name="invoicerow", name="owner"),
        migrations.RemoveIndex(model_name="customerrow", name="ix_customers_email_cr_90370e8d"),
        migrations.AddConstraint(
            model_name="customerrow",
            constraint=models.UniqueConstraint(fields=("email",), name="uq_customers_email"),
        ),
        migrations.RemoveIndex(model_name="invoicerow", name="ix_invoices_number_cr_6cd624c6"),
        migrations.RemoveIndex(model_name="invoicerow", name="ix_invoices_customer__fdcfabc4"),
        migrations.AddConstraint(
            model_name="invoicerow",
            constraint=models.UniqueConstraint(fields=("number",), name="uq_invoices_number"),
        ),
        migrations.AddConstraint(
            model_name="invoicerow",
            constraint=models.UniqueConstraint(
                fields=("customer",), name="uq_invoices_customer_id"
            ),
        ),
    ]
