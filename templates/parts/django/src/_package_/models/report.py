from django.db import models


class ReportRow(models.Model):
    id = models.UUIDField(primary_key=True)
    days = models.IntegerField()
    status = models.CharField(max_length=16)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "reports"
        verbose_name = "report"

    def __str__(self) -> str:
        return str(self.id)
