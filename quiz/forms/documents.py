"""The bookcase: a document, and the search in it."""

from __future__ import annotations

from typing import Any

from django import forms

from quiz.forms.saying import limited
from quiz.models import DocumentKind, LegalDocument
from quiz.rules.text import clean_line
from quiz.services.documents import TEXT_MAX


class DocumentForm(forms.Form):
    """A document of the bookcase."""

    number = forms.CharField(label="Số, ký hiệu", help_text="Ví dụ 14/2012/QH13.", **limited(60))
    kind = forms.ChoiceField(label="Loại văn bản", choices=DocumentKind.choices)
    title = forms.CharField(label="Tên văn bản", **limited(400))
    issuer = forms.CharField(label="Cơ quan ban hành", required=False, **limited(200))
    issued_on = forms.DateField(label="Ngày ban hành", required=False)
    effective_on = forms.DateField(label="Ngày có hiệu lực", required=False)
    expires_on = forms.DateField(
        label="Ngày hết hiệu lực",
        help_text="Ngày đầu tiên văn bản không còn hiệu lực.",
        required=False,
    )
    replaced_by = forms.ModelChoiceField(
        label="Được thay thế bằng",
        queryset=LegalDocument.objects.defer("text").order_by("number"),
        required=False,
        empty_label="Không",
        error_messages={"invalid_choice": "Hãy chọn một văn bản trong danh sách."},
    )
    compiler = forms.CharField(
        label="Chủ trì biên soạn",
        help_text="Cơ quan, tổ chức, cá nhân; bỏ trống nếu chính là cơ quan ban hành.",
        required=False,
        **limited(200),
    )
    published_on = forms.DateField(label="Ngày phát hành", required=False)
    summary = forms.CharField(
        label="Mục đích và nội dung chính",
        help_text="Vài dòng giới thiệu cho người đọc.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        **limited(4000),
    )
    source_url = forms.URLField(
        label="Địa chỉ bản chính thức",
        help_text="Trên Cơ sở dữ liệu quốc gia về pháp luật hoặc Công báo điện tử.",
        required=False,
        max_length=300,
        assume_scheme="https",
        error_messages={"invalid": "Địa chỉ phải bắt đầu bằng https:// hoặc http://."},
    )
    compared_on = forms.DateField(
        label="Đối chiếu bản chính ngày", help_text="Ngày gần nhất đã so từng chữ.", required=False
    )
    note = forms.CharField(
        label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 2}), **limited(4000)
    )
    text = forms.CharField(
        label="Toàn văn",
        help_text="Dán cả văn bản; dòng «Điều 8. …» được nhận ra để liên kết từ căn cứ.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        **limited(TEXT_MAX),
    )

    file = forms.FileField(
        label="Hoặc tệp toàn văn",
        help_text="Tệp chữ .txt, .md, hoặc .json có danh sách các điều; thay cho ô Toàn văn.",
        required=False,
        error_messages={"empty": "Tệp rỗng. Hãy chọn tệp khác."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("issued_on", "effective_on", "expires_on", "published_on", "compared_on"):
            field = self.fields[name]
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            field.error_messages["invalid"] = "Ngày không đúng. Hãy nhập lại."


class AmendForm(forms.Form):
    """From when on an article says something else or nothing, and by what."""

    abolished = forms.TypedChoiceField(
        label="Điều này",
        choices=[("", "được sửa đổi, bổ sung"), ("1", "bị bãi bỏ")],
        required=False,
        coerce=bool,
        empty_value=False,
        error_messages={"invalid_choice": "Hãy chọn một mục trong danh sách."},
    )
    amended_on = forms.DateField(
        label="Có hiệu lực từ ngày",
        help_text="Bỏ trống nếu điều này vẫn như cũ (xóa ghi nhận đã có).",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Ngày không đúng. Hãy nhập lại."},
    )
    amended_by = forms.ModelChoiceField(
        label="Văn bản sửa đổi, bãi bỏ",
        queryset=LegalDocument.objects.defer("text").order_by("number"),
        required=False,
        empty_label="Chưa có trong tủ sách",
        error_messages={"invalid_choice": "Hãy chọn một văn bản trong danh sách."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["abolished"].settled = True  # type: ignore[attr-defined]


class DocumentFilterForm(forms.Form):
    """Search in the bookcase; whatever is wrong is simply not applied."""

    q = forms.CharField(label="Số, tên hoặc lời văn", max_length=100, required=False)
    kind = forms.ChoiceField(
        label="Loại", required=False, choices=[("", "Tất cả"), *DocumentKind.choices]
    )
    state = forms.ChoiceField(
        label="Hiệu lực",
        required=False,
        choices=[
            ("", "Tất cả"),
            ("in_force", "Còn hiệu lực"),
            ("not_yet", "Chưa có hiệu lực"),
            ("expired", "Hết hiệu lực"),
        ],
    )

    def values(self) -> dict[str, str]:
        """The filters that make sense."""
        self.is_valid()
        return {name: clean_line(value) for name, value in self.cleaned_data.items() if value}
