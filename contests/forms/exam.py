"""Page 2: when people may sit, from which banks, how a paper is made up, how long it lasts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms

from contests.forms.fields import (
    EnumField,
    HouseForm,
    InstantField,
    LineField,
    NumberField,
    PointsField,
)
from contests.forms.rows import Rows
from contests.forms.steps import Step
from contests.rules.ruleset import Cell, Difficulty, Paper, Partial, Scheme
from contests.rules.validation import BOUNDS, QUESTIONS_MAX
from contests.selectors.setup import topics_of, usable_banks
from contests.services.setup import DraftRound
from contests.wording import names
from contests.wording.numbers import integer

CRITICAL = [
    ("", "Không phân biệt"),
    ("yes", "Chỉ câu điểm liệt"),
    ("no", "Không lấy câu điểm liệt"),
]
NO_BANKS = "Đơn vị chưa có ngân hàng nào. Hãy mở mục Ngân hàng câu hỏi để nhập, rồi quay lại đây."


class ExamForm(HouseForm):
    """Banks and minutes."""

    banks = forms.MultipleChoiceField(
        label="Ngân hàng câu hỏi", widget=forms.CheckboxSelectMultiple, required=False
    )
    minutes = NumberField(
        label="Thời gian làm bài (phút)",
        min_value=BOUNDS["paper.minutes"][0],
        max_value=BOUNDS["paper.minutes"][1],
    )
    shuffle_questions = forms.BooleanField(
        label="Xáo trộn thứ tự câu hỏi của từng người", required=False
    )
    shuffle_options = forms.BooleanField(
        label="Xáo trộn thứ tự phương án (câu “Cả ba ý trên” luôn ở cuối)", required=False
    )
    partial = EnumField(Partial, names.PARTIAL, label="Câu trả lời đúng một phần")
    penalty_percent = NumberField(
        label="Điểm trừ khi trả lời sai (% điểm của câu; 0 là không trừ)",
        min_value=BOUNDS["paper.marking.penalty_percent"][0],
        max_value=BOUNDS["paper.marking.penalty_percent"][1],
        initial=0,
    )
    practice = forms.BooleanField(label="Cho thi thử, không tính kết quả", required=False)

    def __init__(self, *args: Any, banks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["banks"].choices = banks  # type: ignore[attr-defined]
        if not banks:
            self.fields["banks"].help_text = NO_BANKS


class RoundForm(HouseForm):
    """One round, in the time of Viet Nam."""

    name = LineField(label="Tên đợt", max_length=80, required=False)
    opens_at = InstantField(label="Mở lúc")
    closes_at = InstantField(label="Đóng lúc")


class CellForm(HouseForm):
    """One line of the blueprint."""

    count = NumberField(label="Số câu", min_value=1, max_value=QUESTIONS_MAX)
    topic = forms.ChoiceField(label="Lĩnh vực", required=False)
    difficulty = EnumField(Difficulty, names.DIFFICULTY, label="Mức độ", blank="Mọi mức độ")
    critical = forms.ChoiceField(label="Câu điểm liệt", choices=CRITICAL, required=False)
    points = PointsField(label="Điểm mỗi câu", initial=1000)

    def __init__(self, *args: Any, topics: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", "Mọi lĩnh vực"), *topics]  # type: ignore[attr-defined]


class ExamStep(Step):
    """Rounds, banks, blueprint, minutes."""

    code = "de-thi"
    form_class = ExamForm
    main = ("rounds", "banks", "cells", "minutes")
    more = ("shuffle_questions", "shuffle_options", "partial", "penalty_percent", "practice")

    def form_kwargs(self) -> dict[str, Any]:
        assert self.contest is not None
        shown = []
        for bank in usable_banks(self.user, self.rules, trial=self.contest.is_trial):
            label = f"{bank.name} ({integer(bank.ready)} câu dùng được"
            if bank.ready > bank.approved:
                label += (
                    f", {integer(bank.ready - bank.approved)} câu chưa thẩm định, chỉ để chạy thử"
                )
            shown.append((bank.code, f"{label})"))
        return {"banks": shown}

    def initial(self) -> dict[str, Any]:
        paper = self.rules.paper
        return {
            "banks": list(paper.banks),
            "minutes": paper.minutes,
            "shuffle_questions": paper.shuffle_questions,
            "shuffle_options": paper.shuffle_options,
            "partial": paper.marking.partial,
            "penalty_percent": paper.marking.penalty_percent,
            "practice": self.rules.practice,
        }

    def make_rows(self) -> Iterable[Rows]:
        assert self.contest is not None
        yield Rows(
            RoundForm,
            "rounds",
            legend="Các đợt thi",
            row="Đợt",
            hint="Giờ Việt Nam. Đợt sau mở khi đợt trước đã đóng.",
            initial=[
                {
                    "name": one["name"],
                    "opens_at": datetime.fromisoformat(one["opens_at"]),
                    "closes_at": datetime.fromisoformat(one["closes_at"]),
                }
                for one in self.contest.draft_rounds
            ],
            decisions=2,
            **self.row_kwargs(),
        )
        banks = self.rules.paper.banks
        if self.data is not None:
            banks = tuple(dict.fromkeys((*banks, *self.data.getlist("banks"))))
        topics = [
            (code, f"{name} ({integer(number)} câu)") for code, name, number in topics_of(banks)
        ]
        yield Rows(
            CellForm,
            "cells",
            legend="Cơ cấu một đề thi",
            row="Dòng",
            hint="Mỗi dòng là số câu lấy ngẫu nhiên. Một dòng “Mọi lĩnh vực, mọi mức độ” là đủ; thêm dòng khi muốn ấn định số câu của từng lĩnh vực. Lĩnh vực hiện sau khi lưu ngân hàng.",  # noqa: E501
            initial=[
                {
                    "count": cell.count,
                    "topic": cell.topic or "",
                    "difficulty": cell.difficulty or "",
                    "critical": {None: "", True: "yes", False: "no"}[cell.critical],
                    "points": cell.points_milli,
                }
                for cell in self.rules.paper.cells
            ],
            decisions=1,
            topics=topics,
            **self.row_kwargs(),
        )

    def terms(self) -> dict[str, Any]:
        data = self.form.cleaned_data
        cells = tuple(
            Cell(
                count=row["count"],
                topic=row["topic"] or None,
                difficulty=row["difficulty"],
                critical={"": None, "yes": True, "no": False}[row["critical"]],
                points_milli=row["points"],
            )
            for _, row in self.rows["cells"].filled
        )
        return {
            "paper": Paper(
                cells=cells,
                banks=tuple(data["banks"]),
                minutes=data["minutes"],
                shuffle_questions=data["shuffle_questions"],
                shuffle_options=data["shuffle_options"],
                marking=Scheme(data["partial"], data["penalty_percent"]),
            ),
            "practice": data["practice"],
        }

    def rounds(self) -> list[DraftRound]:
        filled = self.rows["rounds"].filled
        return [
            DraftRound(
                row["name"] or (f"Đợt {place}" if len(filled) > 1 else "Đợt thi"),
                row["opens_at"],
                row["closes_at"],
            )
            for place, (_, row) in enumerate(filled, start=1)
        ]

    def target(self, path: str) -> tuple[HouseForm, str | None]:
        for prefix, head in (("rounds", "rounds["), ("cells", "paper.cells[")):
            if path.startswith(head):
                number, _, name = path.removeprefix(head).partition("]")
                row = self.rows[prefix].nth(int(number))
                if row is not None:
                    return row, name.lstrip(".").replace("points_milli", "points")
        if path == "paper.cells" and (row := self.rows["cells"].nth(0)) is not None:
            return row, "count"
        return self.form, path.removeprefix("paper.").removeprefix("marking.")
