"""The audit trail, jobs, files, counters and leases."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.fields import new_public_id
from accounts.models.organisations import Organisation
from accounts.models.people import User


class AuditEvent(models.Model):
    """What was done, by whom, when, from where. Inserted unchained; the sealer numbers it."""

    at = models.DateTimeField()
    action = models.CharField(max_length=60, db_index=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    actor_label = models.CharField(max_length=140)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    object_label = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=40, blank=True)
    seal_number = models.BigIntegerField(null=True, unique=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
            models.Index(fields=["organisation", "-at"], name="audit_org_at"),
        ]


class JobState(models.TextChoices):
    WAITING = "waiting", "Đang chờ"
    RUNNING = "running", "Đang chạy"
    DONE = "done", "Xong"
    FAILED = "failed", "Không thành công"
    CANCELLED = "cancelled", "Đã hủy"


class Job(models.Model):
    """Long work somebody waits for: progress, cancel, checkpoint, lease."""

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=60)
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="jobs")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=9, choices=JobState, default=JobState.WAITING)
    payload = models.JSONField(default=dict)
    checkpoint = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    message = models.CharField(max_length=200, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "lease_until"], name="job_state_lease")]


class StoredFile(models.Model):
    """A file somebody sent, bound to its sender and organisation; never named by a client."""

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to="uploads/%Y/%m/")
    # Holds numbers of people: rests encrypted, and only as long as its import may need it.
    is_personal = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(is_personal=True), name="file_personal_age"
            )
        ]


class RateCounter(models.Model):
    """How often something was tried in one window; the key is a keyed hash, never a name."""

    key = models.CharField(primary_key=True, max_length=43)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)


class Lease(models.Model):
    """Who runs a periodic duty now: taken by a conditional UPDATE, lost when it expires."""

    name = models.CharField(primary_key=True, max_length=60)
    holder = models.CharField(max_length=80, blank=True)
    until = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)
