from django.db import models


class OutboxRow(models.Model):
    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=64)
    arguments = models.JSONField()
    attempt = models.IntegerField()
    request_id = models.CharField(max_length=64, null=True)  # noqa: DJ001  # none is not an empty one
    available_at = models.DateTimeField()
    sends = models.IntegerField(default=0)
    starts = models.IntegerField()
    leased_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "outbox"
        verbose_name = "task in the outbox"
        verbose_name_plural = "tasks in the outbox"
        indexes = (models.Index(fields=["available_at"], name="ix_outbox_available_at"),)

    def __str__(self) -> str:
        return str(self.id)


class PeriodicTaskRow(models.Model):
    name = models.CharField(max_length=64, primary_key=True)
    decided_until = models.DateTimeField()

    class Meta:
        db_table = "periodic_tasks"
        verbose_name = "periodic task"

    def __str__(self) -> str:
        return self.name


class DeadLetterRow(models.Model):
    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=64)
    arguments = models.JSONField()
    attempt = models.IntegerField()
    request_id = models.CharField(max_length=64, null=True)  # noqa: DJ001  # none is not an empty one
    error = models.TextField()
    died_at = models.DateTimeField()

    class Meta:
        db_table = "dead_letters"
        verbose_name = "dead letter"
        indexes = (models.Index(fields=["died_at"], name="ix_dead_letters_died_at"),)

    def __str__(self) -> str:
        return str(self.id)
