"""What a focal point or organizer types at the entrants' desk."""

from __future__ import annotations

from django import forms

from contests.forms.fields import HouseForm, LineField, NumberField


class ReissueForm(HouseForm):
    """How the person was known."""

    seen_document = LineField(
        label="Đã đối chiếu người dự thi bằng",
        max_length=120,
        help_text="Ví dụ: căn cước, thẻ học sinh, biết mặt. Được ghi vào nhật ký.",
    )


class ReasonForm(HouseForm):
    """A reason, kept with the change."""

    reason = LineField(label="Lý do", max_length=300, help_text="Được ghi vào nhật ký.")


class ExtraTimeForm(ReasonForm):
    """Percent more time for one person."""

    percent = NumberField(label="Thời gian cộng thêm (%)", min_value=0, max_value=300)
    field_order = ["percent", "reason"]


class AttemptForm(ReasonForm):
    """What to do with one attempt."""

    minutes = NumberField(
        label="Số phút",
        min_value=1,
        max_value=1440,
        required=False,
        help_text="Cho gia hạn và mở lại; để trống khi hủy.",
    )
    action = forms.ChoiceField(
        label="Việc cần làm",
        choices=[
            ("extend", "Gia hạn lượt đang làm"),
            ("reopen", "Mở lại lượt đã nộp"),
            ("annul", "Hủy lượt thi"),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ["action", "minutes", "reason"]
