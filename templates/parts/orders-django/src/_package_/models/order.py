from django.db import models


class OrderRow(models.Model):
    id = models.UUIDField(primary_key=True)
    customer_email = models.CharField(max_length=254)
    total_cents = models.BigIntegerField()
    status = models.CharField(max_length=16)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "orders"
        verbose_name = "order"
        indexes = (models.Index(fields=["created_at", "id"], name="ix_orders_created_at_id"),)

    def __str__(self) -> str:
        return str(self.id)


class OrderItemRow(models.Model):
    """The primary key starts with the order's id, so the id needs no further index."""

    pk = models.CompositePrimaryKey("order_id", "position")
    order = models.ForeignKey(
        OrderRow, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    position = models.IntegerField()
    sku = models.CharField(max_length=64)
    quantity = models.IntegerField()
    unit_price_cents = models.IntegerField()

    class Meta:
        db_table = "order_items"
        verbose_name = "item of an order"
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.quantity} x {self.sku}"
