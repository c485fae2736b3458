from django.db import models


class Lease(models.Model):
    """Who may do something that only one process may do, and until when.

    Names: `schedule:<job>` for a periodic job, `worker:<id>` for a living worker.
    """

    name = models.CharField(max_length=100, primary_key=True)
    holder = models.CharField(max_length=100)
    expires_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True, blank=True)  # start of the last finished run

    class Meta:
        verbose_name = "quyền chạy"
        verbose_name_plural = "quyền chạy"

    def __str__(self) -> str:
        return f"{self.name} ({self.holder})"
