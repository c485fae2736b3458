"""What people agreed to, and what they ask about their data."""

from __future__ import annotations

from django.db import models

from accounts.fields import new_public_id
from accounts.models.people import Person, User


class ConsentPurpose(models.TextChoices):
    RUN = "run", "Tham gia cuộc thi"
    PUBLISH = "publish", "Công bố họ tên, đơn vị khi xếp hạng, đạt giải"
    STATISTICS = "statistics", "Thống kê theo dân tộc"
    CONTACT = "contact", "Liên hệ về các cuộc thi sau"


class ConsentText(models.Model):
    """The words a person agrees to; a changed text is a new version."""

    purpose = models.CharField(max_length=10, choices=ConsentPurpose)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_version")
        ]


class Consent(models.Model):
    """One agreement to one text, provable: version, time, address (NĐ 356/2025, Điều 6)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT)
    # What it was given for, as "contest:<public id>"; accounts knows nobody above it.
    scope = models.CharField(max_length=60, blank=True)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    ip = models.GenericIPAddressField(null=True)
    by_guardian = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["person", "scope"], name="consent_person_scope")]


class DataRequestKind(models.TextChoices):
    VIEW = "view", "Xem dữ liệu về tôi"
    CORRECT = "correct", "Sửa dữ liệu sai"
    SUPPLY = "supply", "Cung cấp bản sao dữ liệu"
    WITHDRAW = "withdraw", "Rút lại sự đồng ý"
    RESTRICT = "restrict", "Hạn chế việc dùng dữ liệu"
    OBJECT = "object", "Phản đối việc dùng dữ liệu"
    ERASE = "erase", "Xóa dữ liệu"


class DataRequest(models.Model):
    """Somebody uses a right over their data; the law's clocks run (NĐ 356/2025, Điều 5)."""

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=8, choices=DataRequestKind)
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()
    acknowledge_by = models.DateField()
    answer_by = models.DateField(db_index=True)
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.get_kind_display()
