# 0002_add_tables.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.CreateModel(
            name="CustomerRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("name", models.CharField(max_length=120)),
                ("email", models.CharField(max_length=254)),
            ],
            options={
                "verbose_name": "customer",
                "verbose_name_plural": "customers",
                "db_table": "customers",
                "indexes": [
                    models.Index(fields=["created_at", "id"], name="ix_customers_created_at_id"),
                    models.Index(
                        fields=["name", "created_at", "id"], name="ix_customers_name_cre_db5640f6"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("email",), name="uq_customers_email"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("number", models.CharField(max_length=32)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=models.CASCADE,
                        related_name="+",
                        to="service.customerrow",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=models.SET_NULL,
                        related_name="+",
                        to="service.invoicerow",
                        null=True,
                    ),
                ),
                ("total", models.DecimalField(max_digits=12, decimal_places=2)),
                ("status", models.CharField(max_length=60)),
                ("paid", models.BooleanField()),
                ("due_on", models.DateField(null=True)),
                ("note", models.TextField(null=True)),
            ],
            options={
                "verbose_name": "invoice",
                "verbose_name_plural": "invoices",
                "db_table": "invoices",
                "indexes": [
                    models.Index(fields=["created_at", "id"], name="ix_invoices_created_at_id"),
                    models.Index(
                        fields=["customer", "created_at", "id"],
                        name="ix_invoices_customer__fdcfabc4",
                    ),
                    models.Index(
                        fields=["parent", "created_at", "id"], name="ix_invoices_parent_id_a296f336"
                    ),
                    models.Index(
                        fields=["status", "created_at", "id"], name="ix_invoices_status_cr_dc629326"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="uq_invoices_number"),
                ],
            },
        ),
    ]
