# 0002_change_tables.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.RemoveConstraint(model_name="customerrow", name="uq_customers_email"),
        migrations.RemoveConstraint(model_name="invoicerow", name="uq_invoices_number"),
        migrations.RemoveConstraint(model_name="invoicerow", name="uq_invoices_customer_id"),
        migrations.AddIndex(
            model_name="customerrow",
            index=models.Index(
                fields=["email", "created_at", "id"], name="ix_customers_email_cr_90370e8d"
            ),
        ),
        migrations.AddField(
            model_name="customerrow",
            name="owner",
            field=models.CharField(max_length=64, default="ada"),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="customerrow",
            index=models.Index(
                fields=["owner", "created_at", "id"], name="ix_customers_owner_cr_281b8eb8"
            ),
        ),
        migrations.AddConstraint(
            model_name="customerrow",
            constraint=models.UniqueConstraint(
                fields=("owner", "email"), name="uq_customers_email"
            ),
        ),
        migrations.AddIndex(
            model_name="invoicerow",
            index=models.Index(
                fields=["number", "created_at", "id"], name="ix_invoices_number_cr_6cd624c6"
            ),
        ),
        migrations.AddIndex(
            model_name="invoicerow",
            index=models.Index(
                fields=["customer", "created_at", "id"], name="ix_invoices_customer__fdcfabc4"
            ),
        ),
        migrations.AddField(
            model_name="invoicerow",
            name="owner",
            field=models.CharField(max_length=64, default="ada"),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="invoicerow",
            index=models.Index(
                fields=["owner", "created_at", "id"], name="ix_invoices_owner_cre_62cae0b2"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerow",
            constraint=models.UniqueConstraint(
                fields=("owner", "number"), name="uq_invoices_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerow",
            constraint=models.UniqueConstraint(
                fields=("owner", "customer"), name="uq_invoices_customer_id"
            ),
        ),
    ]
