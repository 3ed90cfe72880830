from django.db import models


class ReportRow(models.Model):
    id = models.UUIDField(primary_key=True)
    days = models.IntegerField()
    status = models.CharField(max_length=16)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField()
    caller = models.CharField(max_length=64)

    class Meta:
        db_table = "reports"
        verbose_name = "report"
        indexes = (
            models.Index(fields=["caller", "status"], name="ix_reports_caller_status"),
            models.Index(fields=["created_at"], name="ix_reports_created_at"),
        )

    def __str__(self) -> str:
        return str(self.id)
