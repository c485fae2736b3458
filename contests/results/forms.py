"""What organizers type about results, made clean. Decisions are the services'."""

from __future__ import annotations

from typing import Any

from django import forms

from contests.forms.fields import HouseForm
from contests.models import Audience, Contest
from contests.results.wording import prize_name
from contests.rules.ruleset import RuleSet


class FreezeForm(HouseForm):
    """Which ranking to freeze; a later version says why."""

    round = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=999)
    reason = forms.CharField(label="Lý do chốt lại", max_length=400, required=False)


class ReasonForm(HouseForm):
    """Why, in one line."""

    reason = forms.CharField(label="Lý do", max_length=300)


class KeyForm(HouseForm):
    """The right options of one question; none voids it."""

    right = forms.MultipleChoiceField(
        label="Đáp án đúng",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Bỏ trống tất cả: hủy câu hỏi, mọi người được tính đúng.",
    )
    reason = forms.CharField(label="Lý do", max_length=400)

    def __init__(self, options: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["right"].choices = list(enumerate(options))  # type: ignore[attr-defined]


class DrawForm(HouseForm):
    """The record of a public draw: a number everybody could see, or minutes with an order."""

    seed = forms.CharField(
        label="Số bốc thăm công khai",
        max_length=120,
        required=False,
        help_text="Ví dụ giải đặc biệt xổ số của ngày đã hẹn trước. Thứ tự tính từ số này.",
    )
    minutes = forms.CharField(
        label="Số biên bản bốc thăm",
        max_length=200,
        required=False,
        help_text="Khi bốc thăm bằng phiếu: ghi số biên bản và thứ tự trúng ở dưới.",
    )
    reason = forms.CharField(label="Lý do", max_length=400)


class AttemptFilterForm(HouseForm):
    """The filters above the list of attempts."""

    text = forms.CharField(label="Họ tên, số điện thoại, mã dự thi", required=False, max_length=100)
    round = forms.ChoiceField(label="Đợt thi", required=False)
    audience = forms.ChoiceField(
        label="Đối tượng", required=False, choices=[("", "Tất cả"), *Audience.choices]
    )
    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Tất cả"), ("valid", "Hợp lệ"), ("invalid", "Không tính")],
    )

    def __init__(self, contest: Contest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rounds = [(str(one.number), one.name) for one in contest.rounds.all()]
        self.fields["round"].choices = [("", "Tất cả"), *rounds]  # type: ignore[attr-defined]


class NamedPrizeForm(HouseForm):
    """A prize that people decide, for one entrant."""

    prize = forms.TypedChoiceField(label="Giải", coerce=int)
    code = forms.CharField(label="Mã dự thi", max_length=12)

    def __init__(self, rules: RuleSet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["prize"].choices = [  # type: ignore[attr-defined]
            (place, prize_name(item))
            for place, item in enumerate(rules.prizes.items)
            if item.level.value == "other" and item.to.value == "individual"
        ]
