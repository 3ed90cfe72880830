import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ReportRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("days", models.IntegerField()),
                ("status", models.CharField(max_length=16)),
                ("result", models.JSONField(null=True)),
                ("created_at", models.DateTimeField()),
                ("caller", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "report",
                "db_table": "reports",
                "indexes": [
                    models.Index(fields=["caller", "status"], name="ix_reports_caller_status"),
                    models.Index(fields=["created_at"], name="ix_reports_created_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKeyRow",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("request_hash", models.CharField(max_length=64)),
                ("answer_id", models.UUIDField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "idempotency key",
                "db_table": "idempotency_keys",
                "indexes": [
                    models.Index(fields=["expires_at"], name="ix_idempotency_keys_expires_at")
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadLetterRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=64)),
                ("arguments", models.JSONField()),
                ("attempt", models.IntegerField()),
                ("request_id", models.CharField(max_length=64, null=True)),
                ("error", models.TextField()),
                ("died_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "dead letter",
                "db_table": "dead_letters",
                "indexes": [models.Index(fields=["died_at"], name="ix_dead_letters_died_at")],
            },
        ),
        migrations.CreateModel(
            name="OrderRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("customer_email", models.CharField(max_length=254)),
                ("total_cents", models.BigIntegerField()),
                ("status", models.CharField(max_length=16)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "order",
                "db_table": "orders",
                "indexes": [
                    models.Index(fields=["created_at", "id"], name="ix_orders_created_at_id")
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderItemRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "order_id",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.IntegerField()),
                ("sku", models.CharField(max_length=64)),
                ("quantity", models.IntegerField()),
                ("unit_price_cents", models.IntegerField()),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="orders.orderrow",
                    ),
                ),
            ],
            options={
                "verbose_name": "item of an order",
                "db_table": "order_items",
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="OutboxRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=64)),
                ("arguments", models.JSONField()),
                ("attempt", models.IntegerField()),
                ("request_id", models.CharField(max_length=64, null=True)),
                ("available_at", models.DateTimeField()),
                ("sends", models.IntegerField(default=0)),
                ("starts", models.IntegerField()),
                ("leased_until", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "task in the outbox",
                "verbose_name_plural": "tasks in the outbox",
                "db_table": "outbox",
                "indexes": [models.Index(fields=["available_at"], name="ix_outbox_available_at")],
            },
        ),
    ]
