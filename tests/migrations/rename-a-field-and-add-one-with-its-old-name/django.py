# 0002_change_invoices.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.AlterField(
            model_name="invoicerow",
            name="number",
            field=models.CharField(max_length=64),
        ),
        migrations.RenameField(model_name="invoicerow", old_name="number", new_name="code"),
        migrations.AddConstraint(
            model_name="invoicerow",
            constraint=models.UniqueConstraint(fields=("code",), name="uq_invoices_code"),
        ),
        migrations.AddField(
            model_name="invoicerow",
            name="number",
            field=models.IntegerField(default=1),
            preserve_default=False,
        ),
    ]
