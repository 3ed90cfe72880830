# 0002_change_invoices.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.AlterField(
            model_name="invoicerow",
            name="a",
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name="invoicerow",
            name="b",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="invoicerow",
            name="c",
            field=models.BigIntegerField(),
        ),
        migrations.AlterField(
            model_name="invoicerow",
            name="d",
            field=models.DecimalField(max_digits=12, decimal_places=4),
        ),
        migrations.AlterField(
            model_name="invoicerow",
            name="f",
            field=models.DateField(null=True),
        ),
    ]
