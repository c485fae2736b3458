"""What a bank is wanted as: a file of a format, or an exam to print."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from quiz.formats.registry import WRITABLE
from quiz.formats.word_exam import CODES_MAX, ONE, Exam
from quiz.forms.saying import limited
from quiz.wording.problems import FORMATS

_FIRST_MAX: Final = 99_999
ALL, APPROVED = "all", "approved"
_ALL_HELP: Final = "Mọi câu gồm cả bản thảo và câu ngừng dùng."
_NUMBER: Final = {
    "required": "Hãy điền một số.",
    "invalid": "Hãy ghi một số nguyên.",
    "min_value": "Ít nhất là %(limit_value)s.",
    "max_value": "Nhiều nhất là %(limit_value)s.",
}


class ExportForm(forms.Form):
    """The whole bank in a format that machines read too."""

    format = forms.ChoiceField(
        label="Kiểu tệp",
        choices=[(code, FORMATS[code]) for code in WRITABLE],
        error_messages={
            "required": "Hãy chọn kiểu tệp.",
            "invalid_choice": "Hãy chọn một kiểu tệp trong danh sách.",
        },
    )
    which = forms.ChoiceField(
        label="Câu nào",
        help_text=_ALL_HELP,
        choices=[
            (ALL, "Mọi câu"),
            (APPROVED, "Chỉ câu đã thẩm định"),
        ],
        error_messages={"invalid_choice": "Hãy chọn một mục trong danh sách."},
    )


class ExamForm(forms.Form):
    """An exam to print in Word. Names are its own: it stands on one page with `ExportForm`."""

    title = forms.CharField(label="Tên đề thi", initial=ONE.title, required=False, **limited(150))
    exam_which = forms.ChoiceField(
        label="Lấy câu nào",
        help_text=_ALL_HELP,
        choices=[
            (APPROVED, "Chỉ câu đã thẩm định"),
            (ALL, "Mọi câu"),
        ],
        error_messages={"invalid_choice": "Hãy chọn một mục trong danh sách."},
    )
    count = forms.IntegerField(
        label="Số mã đề", initial=4, min_value=1, max_value=CODES_MAX, error_messages=_NUMBER
    )
    first = forms.IntegerField(
        label="Mã đề đầu tiên",
        help_text="Các mã sau tăng dần: 101, 102, 103…",
        initial=101,
        min_value=0,
        max_value=_FIRST_MAX,
        error_messages=_NUMBER,
    )
    shuffle = forms.BooleanField(
        label="Đảo thứ tự câu hỏi và đáp án ở mỗi mã đề", initial=True, required=False
    )
    seed = forms.CharField(
        label="Số trộn",
        help_text="Để trống thì trộn ngẫu nhiên; ghi số trộn của lần trước thì được đúng đề ấy.",
        required=False,
        **limited(64),
    )
    answers = forms.ChoiceField(
        label="Đáp án",
        choices=[
            ("with", "Kèm bảng và bản đáp án"),
            ("no", "Chỉ có đề"),
            ("only", "Chỉ bản có đáp án"),
        ],
        error_messages={"invalid_choice": "Hãy chọn một mục trong danh sách."},
    )

    def exam(self) -> Exam:
        """What the form says, without a seed where none was written; it must be valid."""
        data: dict[str, Any] = self.cleaned_data
        numbers = range(data["first"], data["first"] + data["count"])
        return Exam(
            codes=() if data["answers"] == "only" else tuple(f"{one:03d}" for one in numbers),
            seed=data["seed"],
            answers=data["answers"] != "no",
            title=data["title"] or ONE.title,
            shuffled=data["shuffle"],
        )
