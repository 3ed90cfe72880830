# 0002_change_invoices.py
import datetime as dt
from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.AddField(
            model_name="invoicerow",
            name="total",
            field=models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0")),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="invoicerow",
            name="status",
            field=models.CharField(max_length=60, default="draft"),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="invoicerow",
            index=models.Index(
                fields=["status", "created_at", "id"], name="ix_invoices_status_cr_dc629326"
            ),
        ),
        migrations.AddField(
            model_name="invoicerow",
            name="paid",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="invoicerow",
            name="due_on",
            field=models.DateField(default=dt.date.fromisoformat("2024-02-29")),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="invoicerow",
            name="sent_at",
            field=models.DateTimeField(default=dt.datetime.fromisoformat("2024-02-29T12:00:00Z")),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="invoicerow",
            name="copies",
            field=models.IntegerField(default=1),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="invoicerow",
            name="size",
            field=models.BigIntegerField(default=5, null=True),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="invoicerow",
            name="label",
            field=models.CharField(max_length=20, default="a é"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="invoicerow",
            name="note",
            field=models.TextField(null=True),
        ),
    ]
