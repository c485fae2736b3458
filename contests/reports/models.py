"""Store of official reports: a report, its numbered editions. Only services write it."""

from __future__ import annotations

from django.db import models

from accounts.fields import new_public_id
from accounts.models import Organisation, StoredFile, User
from contests.models import Contest


class ReportKind(models.TextChoices):
    NGAY_PHAP_LUAT = "ngay-phap-luat", "Báo cáo kết quả hưởng ứng Ngày Pháp luật"


class Report(models.Model):
    """One report of an organisation over an explicit data window (both days included)."""

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=20, choices=ReportKind, default=ReportKind.NGAY_PHAP_LUAT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    # A report of the contest's own Ban Tổ chức; empty: of the organisation.
    contest = models.ForeignKey(Contest, null=True, on_delete=models.PROTECT, related_name="+")
    window_from = models.DateField()
    window_to = models.DateField()
    # The clerk's words by field code; the next report starts from last year's.
    narrative = models.JSONField(default=dict)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-window_to"], name="report_org_window")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(window_to__gte=models.F("window_from")),
                name="report_window_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.organisation.code}, {self.window_to.year})"


class EditionState(models.TextChoices):
    DRAFT = "draft", "Đang soạn"
    SUBMITTED = "submitted", "Đã trình"
    SIGNED = "signed", "Đã ký"


class Edition(models.Model):
    """Frozen figures and words with their files. Never rebuilt: a correction is a new one."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=EditionState, default=EditionState.DRAFT)
    # Every figure with its query name and window; what the documents were written from.
    figures = models.JSONField()
    narrative = models.JSONField()
    sha256 = models.CharField(max_length=64)
    audit_head = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    docx = models.FileField(upload_to="reports/%Y/", blank=True)
    pdf = models.FileField(upload_to="reports/%Y/", blank=True)
    xlsx = models.FileField(upload_to="reports/%Y/", blank=True)
    built_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    built_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    # Given by the clerk's office after signing; blank until then.
    document_number = models.CharField(max_length=40, blank=True)
    document_date = models.DateField(null=True)
    signer = models.CharField(max_length=120, blank=True)
    signed_file = models.ForeignKey(
        StoredFile, null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="edition_number")]

    def __str__(self) -> str:
        return f"{self.report}, bản {self.number}"
