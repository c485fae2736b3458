"""Page 3: attempts, what counts, prediction, order of ranking, pass mark, what is shown when."""

from __future__ import annotations

from typing import Any

from django import forms

from contests.forms.fields import BLANK, EnumField, HouseForm, NumberField, choices
from contests.forms.steps import Group, Step
from contests.rules.ruleset import (
    Attempts,
    AttemptUnit,
    Closing,
    Counting,
    Disclosure,
    ExtraDuration,
    NameDisplay,
    Overall,
    Passing,
    Prediction,
    PredictionBasis,
    PredictionEntries,
    PredictionFreeze,
    PredictionKind,
    PredictionRight,
    Ranking,
    ShowBoard,
    ShowKey,
    ShowResult,
    TieBreak,
    Timing,
)
from contests.rules.validation import ATTEMPTS_MAX, BOUNDS, QUESTIONS_MAX
from contests.wording import names

PLACES = 6
_FIRST = {key: names.TIE_BREAK[key] for key in (TieBreak.CORRECT, TieBreak.SCORE)}
_ATTEMPTS = {
    AttemptUnit.UNLIMITED: "không giới hạn số lượt",
    AttemptUnit.ROUND: "giới hạn trong mỗi đợt thi",
    AttemptUnit.WEEK: "giới hạn trong mỗi tuần",
    AttemptUnit.DAY: "giới hạn trong mỗi ngày",
    AttemptUnit.CONTEST: "giới hạn trong cả cuộc thi",
}


def _number(label: str, path: str, **kwargs: Any) -> NumberField:
    least, most = BOUNDS[path]
    return NumberField(label=label, min_value=least, max_value=most, **kwargs)


class CountingForm(HouseForm):
    """Everything that decides the order."""

    attempt_unit = EnumField(AttemptUnit, _ATTEMPTS, label="Số lượt thi của mỗi người")
    attempt_count = NumberField(
        label="Giới hạn bao nhiêu lượt",
        min_value=1,
        max_value=ATTEMPTS_MAX,
        required=False,
        help_text="Cần điền khi số lượt có giới hạn; bỏ trống khi chọn không giới hạn.",
    )
    counting = EnumField(Counting, names.COUNTING, label="Lượt thi nào được tính")
    prediction = EnumField(
        PredictionKind,
        names.PREDICTION,
        label="Câu hỏi dự đoán",
        help_text="Dùng để phân hạng khi nhiều người cùng số câu đúng.",
    )
    tie1 = EnumField(TieBreak, _FIRST, label="Xét trước hết")
    passing = NumberField(
        label="Đúng ít nhất bao nhiêu câu thì đạt",
        min_value=1,
        max_value=QUESTIONS_MAX,
        required=False,
        help_text="Bỏ trống nếu cuộc thi không phân đạt, không đạt.",
    )
    result = EnumField(
        ShowResult, names.SHOW_RESULT, label="Khi nào người thi biết kết quả của mình"
    )
    key = EnumField(
        ShowKey,
        names.SHOW_KEY,
        label="Khi nào công bố đáp án",
        help_text="Đáp án không bao giờ hiện khi đợt thi còn mở.",
    )
    board = EnumField(ShowBoard, names.SHOW_BOARD, label="Khi nào công khai bảng xếp hạng")

    basis = EnumField(PredictionBasis, names.PREDICTION_BASIS, label="Kết quả thực tế của dự đoán")
    right = EnumField(PredictionRight, names.PREDICTION_RIGHT, label="Thế nào là trả lời đúng")
    entries = EnumField(PredictionEntries, names.PREDICTION_ENTRIES, label="Tính trên lượt thi nào")
    freeze = EnumField(PredictionFreeze, names.PREDICTION_FREEZE, label="Chốt kết quả thực tế")
    per_round = forms.BooleanField(label="Xếp hạng từng đợt thi", required=False)
    overall = EnumField(Overall, names.OVERALL, label="Xếp hạng cả cuộc thi")
    critical_fails = forms.BooleanField(label="Sai câu điểm liệt thì không đạt", required=False)
    names_shown = EnumField(NameDisplay, names.NAME_DISPLAY, label="Họ tên trên bảng xếp hạng")
    result_days = _number(
        "Công bố kết quả chính thức trong bao nhiêu ngày", "disclosure.result_days"
    )
    closing = EnumField(Closing, names.CLOSING, label="Khi đến giờ đóng đợt thi")
    grace_seconds = _number("Thời gian bù độ trễ đường truyền (giây)", "timing.grace_seconds")
    extra_max_percent = _number(
        "Cộng thêm thời gian cho người cần hỗ trợ, nhiều nhất (%)", "timing.extra_max_percent"
    )
    extra_duration = EnumField(
        ExtraDuration, names.EXTRA_DURATION, label="Xét thời gian của người được cộng thêm"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(2, PLACES + 1):
            self.fields[f"tie{place}"] = forms.ChoiceField(
                label=f"Bằng nhau thì xét tiếp ({place})" if place > 2 else "Bằng nhau thì xét",
                choices=[*BLANK, *choices(names.TIE_BREAK)],
                required=False,
            )
        self.use_own_words()
        # With a limit it must be filled in: "không bắt buộc" beside a preset 1 would mislead.
        self.fields["attempt_count"].settled = True  # type: ignore[attr-defined]


class CountingStep(Step):
    """Attempts to disclosure."""

    code = "cach-tinh"
    form_class = CountingForm
    main = (
        Group("Lượt thi", ("attempt_unit", "attempt_count"), decisions=2),
        "counting",
        "prediction",
        Group(
            "Thứ tự xếp hạng",
            tuple(f"tie{place}" for place in range(1, PLACES + 1)),
            hint="Xét lần lượt từ trên xuống. Bỏ trống các ô không dùng; hết tiêu chí mà vẫn bằng nhau thì đồng hạng.",  # noqa: E501
        ),
        "passing",
        "result",
        "key",
        "board",
    )
    more = (
        Group("Câu hỏi dự đoán", ("basis", "right", "entries", "freeze")),
        Group("Xếp hạng", ("per_round", "overall", "critical_fails")),
        Group("Công bố", ("names_shown", "result_days")),
        Group("Giờ giấc", ("closing", "grace_seconds", "extra_max_percent", "extra_duration")),
    )

    def initial(self) -> dict[str, Any]:
        rules = self.rules
        ties = {
            f"tie{place}": one.value for place, one in enumerate(rules.ranking.tie_breaks, start=1)
        }
        return {
            "attempt_unit": rules.attempts.unit,
            "attempt_count": rules.attempts.count,
            "counting": rules.attempts.counting,
            "prediction": rules.prediction.kind,
            **ties,
            "passing": rules.passing.correct,
            "result": rules.disclosure.result,
            "key": rules.disclosure.key,
            "board": rules.disclosure.board,
            "basis": rules.prediction.basis,
            "right": rules.prediction.right,
            "entries": rules.prediction.entries,
            "freeze": rules.prediction.freeze,
            "per_round": rules.ranking.per_round,
            "overall": rules.ranking.overall,
            "critical_fails": rules.passing.critical_fails,
            "names_shown": rules.disclosure.names,
            "result_days": rules.disclosure.result_days,
            "closing": rules.timing.closing,
            "grace_seconds": rules.timing.grace_seconds,
            "extra_max_percent": rules.timing.extra_max_percent,
            "extra_duration": rules.timing.extra_duration,
        }

    def terms(self) -> dict[str, Any]:
        data = self.form.cleaned_data
        ties = [data["tie1"], *(data[f"tie{place}"] for place in range(2, PLACES + 1))]
        unlimited = data["attempt_unit"] is AttemptUnit.UNLIMITED
        return {
            "attempts": Attempts(
                unit=data["attempt_unit"],
                count=None if unlimited else data["attempt_count"],
                counting=data["counting"],
            ),
            "prediction": Prediction(
                kind=data["prediction"],
                basis=data["basis"],
                entries=data["entries"],
                right=data["right"],
                freeze=data["freeze"],
            ),
            "ranking": Ranking(
                tie_breaks=tuple(TieBreak(one) for one in ties if one),
                per_round=data["per_round"],
                overall=data["overall"],
            ),
            "passing": Passing(correct=data["passing"], critical_fails=data["critical_fails"]),
            "disclosure": Disclosure(
                result=data["result"],
                key=data["key"],
                board=data["board"],
                names=data["names_shown"],
                result_days=data["result_days"],
            ),
            "timing": Timing(
                closing=data["closing"],
                grace_seconds=data["grace_seconds"],
                extra_max_percent=data["extra_max_percent"],
                extra_duration=data["extra_duration"],
            ),
        }

    def target(self, path: str) -> tuple[HouseForm, str | None]:
        return self.form, _TARGETS.get(path, path.rpartition(".")[2])


_TARGETS = {
    "attempts.count": "attempt_count",
    "ranking.tie_breaks": "tie1",
    "prediction.kind": "prediction",
    "passing.correct": "passing",
}
