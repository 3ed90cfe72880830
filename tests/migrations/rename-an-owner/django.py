# 0002_change_tables.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.RemoveConstraint(model_name="customerrow", name="uq_customers_email"),
        migrations.RemoveConstraint(model_name="invoicerow", name="uq_invoices_number"),
        migrations.RemoveConstraint(model_name="invoicerow", name="uq_invoices_customer_id"),
        migrations.RemoveIndex(model_name="customerrow", name="ix_customers_owner_cr_281b8eb8"),
        migrations.RenameField(model_name="customerrow", old_name="owner", new_name="keeper"),
        migrations.AddIndex(
            model_name="customerrow",
            index=models.Index(
                fields=["keeper", "created_at", "id"], name="ix_customers_keeper_c_896daa80"
            ),
        ),
        migrations.AddConstraint(
            model_name="customerrow",
            constraint=models.UniqueConstraint(
                fields=("keeper", "email"), name="uq_customers_email"
            ),
        ),
        migrations.RemoveIndex(model_name="invoicerow", name="ix_invoices_owner_cre_62cae0b2"),
        migrations.RenameField(model_name="invoicerow", old_name="owner", new_name="keeper"),
        migrations.AddIndex(
            model_name="invoicerow",
            index=models.Index(
                fields=["keeper", "created_at", "id"], name="ix_invoices_keeper_cr_20523da9"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerow",
            constraint=models.UniqueConstraint(
                fields=("keeper", "number"), name="uq_invoices_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerow",
            constraint=models.UniqueConstraint(
                fields=("keeper", "customer"), name="uq_invoices_customer_id"
            ),
        ),
    ]
