"""Page 5: prizes, collective boards, contact, complaints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from contests.forms.fields import (
    BLANK,
    EnumField,
    HouseForm,
    LineField,
    MoneyField,
    NumberField,
    choices,
)
from contests.forms.rows import Rows
from contests.forms.steps import Group, Step
from contests.rules.ruleset import (
    Aftermath,
    Contact,
    Prize,
    PrizeFor,
    PrizeLevel,
    Prizes,
    PrizeScope,
    UnitBoard,
    UnitKind,
    UnitMeasure,
    Weight,
)
from contests.rules.validation import AMOUNT_MAX, BOUNDS, PRIZES_MAX, TEXT_MAX
from contests.wording import names
from contests.wording.numbers import capital, integer

TIES = 3


def _board_names(kind: UnitKind) -> tuple[str, ...]:
    weights = [f"{kind.value}_{measure.value}" for measure in UnitMeasure]
    ties = [f"{kind.value}_tie{place}" for place in range(1, TIES + 1)]
    return (f"{kind.value}_on", *weights, *ties, f"{kind.value}_sizes")


class AwardsForm(HouseForm):
    """Contact and what follows; the fields of the two boards are made below."""

    office = LineField(label="Nơi liên hệ", max_length=TEXT_MAX)
    phone = LineField(label="Điện thoại", max_length=40, required=False)
    email = forms.EmailField(label="Thư điện tử", max_length=TEXT_MAX, required=False)
    address = LineField(label="Địa chỉ", max_length=TEXT_MAX, required=False)
    one_per_person = forms.BooleanField(
        label="Mỗi người chỉ nhận một giải cá nhân, là giải cao nhất", required=False
    )
    pass_needed = forms.BooleanField(label="Bài thi phải đạt mới được xét giải", required=False)
    certificates = forms.BooleanField(label="Cấp giấy chứng nhận", required=False)
    complaint_days = NumberField(
        label="Nhận khiếu nại trong bao nhiêu ngày từ khi công bố kết quả",
        min_value=BOUNDS["aftermath.complaint_days"][0],
        max_value=BOUNDS["aftermath.complaint_days"][1],
    )
    retention_months = NumberField(
        label="Lưu thông tin đăng ký bao nhiêu tháng",
        min_value=BOUNDS["aftermath.retention_months"][0],
        max_value=BOUNDS["aftermath.retention_months"][1],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in UnitKind:
            self._add_board(kind)
        self.use_own_words()
        self.fields["email"].error_messages["invalid"] = (
            "Thư điện tử không đúng dạng ten@don-vi.vn. Hãy nhập lại."
        )

    def _add_board(self, kind: UnitKind) -> None:
        made: dict[str, forms.Field] = {
            f"{kind.value}_on": forms.BooleanField(
                label=f"Có bảng xếp hạng theo {names.UNIT_KIND[kind]}", required=False
            )
        }
        for measure in UnitMeasure:
            made[f"{kind.value}_{measure.value}"] = NumberField(
                label=f"{capital(names.UNIT_MEASURE[measure])} (%)",
                min_value=0,
                max_value=100,
                required=False,
            )
        for place in range(1, TIES + 1):
            made[f"{kind.value}_tie{place}"] = forms.ChoiceField(
                label="Bằng nhau thì xét" if place == 1 else f"Rồi xét ({place})",
                choices=[*BLANK, *choices(names.UNIT_MEASURE)],
                required=False,
            )
        made[f"{kind.value}_sizes"] = forms.CharField(
            label="Chia nhóm theo số người",
            required=False,
            help_text="Các mức trên, cách nhau bằng dấu chấm phẩy, ví dụ 5.000; 20.000. Bỏ trống nếu không chia.",  # noqa: E501
        )
        self.fields |= made

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for kind in UnitKind:
            name = f"{kind.value}_sizes"
            parts = [part.replace(".", "").strip() for part in str(data.get(name, "")).split(";")]
            parts = [part for part in parts if part]
            if all(part.isascii() and part.isdigit() for part in parts):
                data[name] = tuple(int(part) for part in parts)
            else:
                self.add_error(
                    name, "Cần các số nguyên cách nhau bằng dấu chấm phẩy. Hãy nhập lại."
                )
        return data


class PrizeForm(HouseForm):
    """One line of the prizes."""

    level = EnumField(PrizeLevel, names.PRIZE_LEVEL, label="Giải", initial=PrizeLevel.FIRST)
    to = EnumField(PrizeFor, names.PRIZE_FOR, label="Cho", initial=PrizeFor.INDIVIDUAL)
    scope = EnumField(PrizeScope, names.PRIZE_SCOPE, label="Trao", initial=PrizeScope.ROUND)
    count = NumberField(label="Số giải", min_value=1, max_value=PRIZES_MAX)
    amount_vnd = MoneyField(label="Mỗi giải (đồng)", min_value=0, max_value=AMOUNT_MAX)
    name = LineField(label="Tên giải khác", max_length=TEXT_MAX, required=False)


class AwardsStep(Step):
    """Prizes to retention."""

    code = "giai-thuong"
    form_class = AwardsForm
    main = (
        "prizes",
        Group(
            "Liên hệ",
            ("office", "phone", "email"),
            hint="In trong Thể lệ, là nơi nhận câu hỏi và khiếu nại. Cần ít nhất điện thoại hoặc thư điện tử.",  # noqa: E501
            decisions=2,
        ),
    )
    more = (
        *(
            Group(
                f"Xếp hạng tập thể theo {names.UNIT_KIND[kind]}",
                _board_names(kind),
                hint="Tổng tỷ trọng phải bằng 100%.",
            )
            for kind in UnitKind
        ),
        Group("Trao giải", ("one_per_person", "pass_needed", "certificates")),
        Group("Khiếu nại, lưu trữ", ("address", "complaint_days", "retention_months")),
    )

    def initial(self) -> dict[str, Any]:
        rules = self.rules
        after = rules.aftermath
        values: dict[str, Any] = {
            "office": after.contact.office,
            "phone": after.contact.phone,
            "email": after.contact.email,
            "address": after.contact.address,
            "one_per_person": rules.prizes.one_per_person,
            "pass_needed": rules.prizes.pass_needed,
            "certificates": rules.prizes.certificates,
            "complaint_days": after.complaint_days,
            "retention_months": after.retention_months,
        }
        for board in rules.unit_boards:
            kind = board.of.value
            values[f"{kind}_on"] = True
            values |= {f"{kind}_{one.measure.value}": one.percent for one in board.weights}
            values |= {
                f"{kind}_tie{place}": one.value for place, one in enumerate(board.ties, start=1)
            }
            values[f"{kind}_sizes"] = "; ".join(integer(size) for size in board.size_groups)
        return values

    def make_rows(self) -> Iterable[Rows]:
        yield Rows(
            PrizeForm,
            "prizes",
            legend="Giải thưởng",
            row="Giải",
            hint="Xóa hết các dòng nếu cuộc thi không trao giải. Mức cao hơn Thông tư 56/2023/TT-BTC được nhắc ở trang Tóm tắt.",  # noqa: E501
            initial=[
                {
                    "level": one.level,
                    "to": one.to,
                    "scope": one.scope,
                    "count": one.count,
                    "amount_vnd": one.amount_vnd,
                    "name": one.name,
                }
                for one in self.rules.prizes.items
            ],
            decisions=1,
            **self.row_kwargs(),
        )

    def terms(self) -> dict[str, Any]:
        data = self.form.cleaned_data
        return {
            "prizes": Prizes(
                items=tuple(
                    Prize(
                        level=row["level"],
                        count=row["count"],
                        amount_vnd=row["amount_vnd"],
                        to=row["to"],
                        scope=row["scope"],
                        name=row["name"],
                    )
                    for _, row in self.rows["prizes"].filled
                ),
                one_per_person=data["one_per_person"],
                pass_needed=data["pass_needed"],
                certificates=data["certificates"],
            ),
            "unit_boards": tuple(
                self._board(kind, data) for kind in UnitKind if data[f"{kind.value}_on"]
            ),
            "aftermath": Aftermath(
                complaint_days=data["complaint_days"],
                retention_months=data["retention_months"],
                contact=Contact(
                    office=data["office"],
                    address=data["address"],
                    phone=data["phone"],
                    email=data["email"],
                ),
            ),
        }

    def _board(self, kind: UnitKind, data: dict[str, Any]) -> UnitBoard:
        ties = [data[f"{kind.value}_tie{place}"] for place in range(1, TIES + 1)]
        weights = [
            Weight(measure, data[f"{kind.value}_{measure.value}"])
            for measure in UnitMeasure
            if data[f"{kind.value}_{measure.value}"]
        ]
        return UnitBoard(
            of=kind,
            # The heaviest first: so they are printed.
            weights=tuple(sorted(weights, key=lambda weight: -weight.percent)),
            ties=tuple(UnitMeasure(one) for one in ties if one),
            size_groups=data[f"{kind.value}_sizes"],
        )

    def target(self, path: str) -> tuple[HouseForm, str | None]:
        if path.startswith("prizes.items["):
            number, _, name = path[13:].partition("]")
            row = self.rows["prizes"].nth(int(number))
            if row is not None:
                return row, name.lstrip(".")
        if path.startswith("unit_boards["):
            return self.form, self._board_field(path)
        if path == "aftermath.contact":
            return self.form, "phone" if self.form.cleaned_data.get("office") else "office"
        return self.form, path.rpartition(".")[2]

    def _board_field(self, path: str) -> str:
        number, _, rest = path[12:].partition("]")
        on = [kind for kind in UnitKind if self.form.cleaned_data.get(f"{kind.value}_on")]
        kind = on[int(number)] if int(number) < len(on) else UnitKind.ORGANISATION
        return f"{kind.value}_{'sizes' if 'size_groups' in rest else 'on'}"
