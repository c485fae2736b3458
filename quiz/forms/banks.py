"""Banks, topics, filters, reviews, uploads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Organisation
from quiz.formats.registry import FORMATS, READABLE
from quiz.forms.saying import limited
from quiz.models import Difficulty, QuestionState, Topic
from quiz.wording import FORMATS as FORMAT_NAMES

ACCEPTED = ",".join(
    sorted({f".{one}" for known in FORMATS if known.read is not None for one in known.extensions})
)
"""Endings that the file chooser offers; what a file is, is told by its content."""
AUTO = "auto"
FORMAT_CHOICES = [
    (AUTO, "Để phần mềm tự nhận ra"),
    *[(code, FORMAT_NAMES[code]) for code in READABLE],
]


class BankForm(forms.Form):
    """Name and note of a bank."""

    name = forms.CharField(label="Tên ngân hàng", **limited(200))
    note = forms.CharField(label="Ghi chú", required=False, **limited(300))
    holds_outdated = forms.BooleanField(
        label="Đề mới không lấy những câu có căn cứ đã hết hiệu lực hoặc đã được sửa đổi",
        required=False,
        initial=True,
    )


class NewBankForm(BankForm):
    """The same with what is chosen once: code and organisation."""

    code = forms.CharField(
        label="Mã ngân hàng",
        help_text="Chữ không dấu, chữ số, gạch nối. Ví dụ PBGDPL-2026. Không đổi được về sau.",
        **limited(40),
    )
    organisation = forms.ModelChoiceField(
        label="Thuộc tổ chức",
        queryset=Organisation.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Hãy chọn tổ chức.",
            "invalid_choice": "Hãy chọn một tổ chức trong danh sách.",
        },
    )
    field_order = ["name", "code", "organisation", "note", "holds_outdated"]

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class SealForm(forms.Form):
    """Until when a bank is sealed, and why."""

    until = forms.DateTimeField(
        label="Niêm phong đến",
        help_text="Thường là giờ mở đợt thi.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
        error_messages={
            "required": "Hãy chọn ngày giờ.",
            "invalid": "Ngày giờ không đúng. Ví dụ 09/11/2026 08:00.",
        },
    )
    reason = forms.CharField(label="Lý do", **limited(300))


class OpeningForm(forms.Form):
    """Why a bank must be opened before its time."""

    reason = forms.CharField(label="Lý do mở trước giờ", **limited(300))


class TopicForm(forms.Form):
    """The words of a topic."""

    name = forms.CharField(label="Tên lĩnh vực", **limited(200))


class QuestionFilterForm(forms.Form):
    """Filters of a bank; whatever is wrong is simply not applied."""

    q = forms.CharField(label="Tìm trong câu hỏi", max_length=100, required=False)
    topic = forms.ChoiceField(label="Lĩnh vực", required=False)
    difficulty = forms.ChoiceField(
        label="Độ khó", required=False, choices=[("", "Tất cả"), *Difficulty.choices]
    )
    state = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[
            ("", "Đang dùng"),
            *[(value, label) for value, label in QuestionState.choices if value != "pending"],
            ("waiting", "Chờ thẩm định"),
        ],
    )

    def __init__(self, *args: Any, topics: QuerySet[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            ("", "Tất cả"),
            *[(topic.code, topic.name) for topic in topics],
            ("-", "Chưa xếp lĩnh vực"),
        ]

    def values(self) -> dict[str, str]:
        """The filters that make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ReviewForm(forms.Form):
    """A second person's word."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    comment = forms.CharField(
        label="Ý kiến",
        required=False,
        help_text="Bắt buộc khi trả lại.",
        widget=forms.Textarea(attrs={"rows": 3}),
        **limited(4000),
    )


class UploadForm(forms.Form):
    """The file; what is in it is read by a job."""

    file = forms.FileField(
        label="Tệp câu hỏi",
        help_text=(
            "Excel, Word, CSV, ODS, văn bản, GIFT, Aiken, Moodle XML, QTI, H5P, Kahoot, Quizizz; "
            "không quá 20 MB, 50.000 câu."
        ),
        error_messages={
            "required": "Hãy chọn tệp.",
            "empty": "Tệp rỗng (0 byte). Hãy chọn lại tệp.",
            "max_length": "Tên tệp quá dài. Hãy đặt lại tên tệp.",
        },
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    format = forms.ChoiceField(
        label="Kiểu tệp",
        choices=FORMAT_CHOICES,
        required=False,
        error_messages={"invalid_choice": "Hãy chọn một kiểu tệp trong danh sách."},
    )
    again = forms.BooleanField(
        label="Vẫn đọc lại nếu tệp này đã nhập (câu đã có sẽ không bị lấy lần nữa)",
        required=False,
    )


class ConfirmForm(forms.Form):
    """Yes, with or without the questions that have errors."""

    only_valid = forms.BooleanField(required=False)
