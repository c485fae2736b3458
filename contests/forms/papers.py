"""Publishing, signed documents, committee, expenses."""

from __future__ import annotations

from typing import Any

from django import forms

from contests.forms.fields import DayField, HouseForm, LineField, MoneyField
from contests.models import CommitteeMember, IssuedDocument
from contests.rules.validation import AMOUNT_MAX


class PublishForm(HouseForm):
    """The reason of a later version; the first needs none."""

    reason = forms.CharField(
        label="Lý do thay đổi",
        max_length=400,
        help_text="In công khai cùng bản mới. Ví dụ: Kéo dài đợt 2 thêm ba ngày do mưa lũ.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if first:
            del self.fields["reason"]


class DocumentForm(HouseForm):
    """What was given to a document when it was signed."""

    number = LineField(label="Số, ký hiệu", max_length=60, help_text="Ví dụ 45/KH-SKHCN.")
    signed_on = DayField(label="Ngày ký")
    signer = LineField(label="Người ký", max_length=120)
    signer_title = LineField(label="Chức vụ người ký", max_length=120)
    file = forms.FileField(
        label="Bản đã ký (PDF)",
        required=False,
        help_text="Không quá 20 MB. Đưa lên trang công khai để tải về.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )

    @classmethod
    def of(cls, issued: IssuedDocument | None) -> dict[str, Any]:
        """Initial values."""
        if issued is None:
            return {}
        return {
            "number": issued.number,
            "signed_on": issued.signed_on,
            "signer": issued.signer,
            "signer_title": issued.signer_title,
        }


class MemberForm(HouseForm):
    """One member of a body."""

    body = forms.ChoiceField(
        label="Thuộc",
        choices=CommitteeMember.Body.choices,
        initial=CommitteeMember.Body.BAN_TO_CHUC,
    )
    full_name = LineField(label="Họ và tên", max_length=120)
    office = LineField(label="Chức vụ, đơn vị", max_length=160, required=False)
    duty = LineField(label="Nhiệm vụ", max_length=80, required=False)


class ExpenseForm(HouseForm):
    """One sum spent."""

    label = LineField(label="Nội dung chi", max_length=160)
    amount_vnd = MoneyField(label="Số tiền (đồng)", min_value=0, max_value=AMOUNT_MAX)
