# 0002_change_customers.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0001_first_tables")]

    operations = [
        migrations.RemoveConstraint(model_name="customerrow", name="uq_customers_email"),
        migrations.RemoveIndex(model_name="customerrow", name="ix_customers_owner_cr_281b8eb8"),
        migrations.RemoveField(model_name="customerrow", name="owner"),
        migrations.AddField(
            model_name="customerrow",
            name="keeper",
            field=models.CharField(max_length=64, default="zed"),
            preserve_default=False,
        ),
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
    ]
