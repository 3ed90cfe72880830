from django.db import models


class IdempotencyKeyRow(models.Model):
    """Stores only hashes of what the client sent."""

    id = models.CharField(max_length=64, primary_key=True)
    request_hash = models.CharField(max_length=64)
    answer_id = models.UUIDField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "idempotency_keys"
        verbose_name = "idempotency key"
        indexes = (models.Index(fields=["expires_at"], name="ix_idempotency_keys_expires_at"),)

    def __str__(self) -> str:
        return self.id
