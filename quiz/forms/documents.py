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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("issued_on", "effective_on", "expires_on"):
            field = self.fields[name]
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            field.error_messages["invalid"] = "Ngày không đúng. Hãy nhập lại."


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
