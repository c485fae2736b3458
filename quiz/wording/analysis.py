"""The figures of item analysis in plain words, for people who never heard of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from quiz.rules.analysis import ENOUGH, Finding

TAGS: Final[dict[Finding, tuple[str, str]]] = {
    Finding.KEY_SUSPECT: ("Có thể sai đáp án", "bad"),
    Finding.TOO_HARD: ("Quá khó", "warn"),
    Finding.TOO_EASY: ("Quá dễ", ""),
    Finding.FLAT: ("Không phân biệt được", "warn"),
    Finding.UNCHOSEN: ("Có phương án không ai chọn", ""),
    Finding.RARELY: ("Có phương án hầu như không ai chọn", ""),
    Finding.HASTY: ("Trả lời quá nhanh", ""),
    Finding.FEW: ("Chưa đủ lượt", ""),
}
"""Label and tone of the gravest finding of a question."""

GOOD: Final = ("Dùng tốt", "good")


def tag(findings: list[Finding]) -> tuple[str, str]:
    """Label and tone of a question by its gravest finding."""
    return TAGS[findings[0]] if findings else GOOD


def verdict(code: Finding, letter: str, figures: Mapping[str, Any]) -> str:
    """One finding as a sentence that says what to do. `figures`: ItemFigures as JSON."""
    if code is Finding.KEY_SUSPECT and letter:
        return (
            f"Có thể sai đáp án: nhóm làm bài tốt nhất chọn {letter} nhiều hơn đáp án đang dùng. "
            "Đối chiếu lại văn bản."
        )
    if code is Finding.KEY_SUSPECT:
        return (
            "Có thể sai đáp án, hoặc lời hỏi gây hiểu nhầm: người làm đúng câu này lại làm kém các "
            "câu khác. Đối chiếu lại văn bản."
        )
    if code is Finding.TOO_HARD:
        return (
            f"Quá khó: chỉ {percent(figures['facility'])} trả lời đúng. Đây là nội dung cần tuyên "
            "truyền thêm, hoặc câu hỏi chưa rõ."
        )
    if code is Finding.TOO_EASY:
        return f"Quá dễ: {percent(figures['facility'])} trả lời đúng, câu này ít giúp xếp hạng."
    if code is Finding.FLAT:
        return (
            "Người làm bài tốt và người làm bài kém trả lời đúng câu này như nhau. Xem lại lời hỏi."
        )
    if code is Finding.UNCHOSEN:
        return f"Phương án {letter} chưa ai chọn. Thay bằng một phương án dễ nhầm hơn."
    if code is Finding.RARELY:
        return f"Phương án {letter} hầu như không ai chọn (dưới 1%). Nên thay phương án khác."
    if code is Finding.HASTY:
        return "Quá nửa số người trả lời trong 3 giây: có thể đã biết trước đề."
    return f"Mới có {figures['answers']} lượt trả lời, từ {ENOUGH} lượt mới nhận xét được."


def percent(share: float) -> str:
    """A share of one as whole percent."""
    return f"{round(100 * share)}%"


def correlation(value: float | None) -> str:
    """A correlation with a decimal comma; a dash where there is none."""
    return "–" if value is None else f"{value:.2f}".replace(".", ",").replace("-", "−")


def reliability(milli: int | None) -> str:
    """Kuder-Richardson 20 in words."""
    if milli is None:
        return "Chưa tính được độ tin cậy: cần ít nhất 30 lượt và điểm số khác nhau."
    value = correlation(milli / 1000)
    if milli >= 700:
        return f"Độ tin cậy của đề: {value} (KR-20). Đề phân loại người dự thi ổn định."
    if milli >= 500:
        return f"Độ tin cậy của đề: {value} (KR-20). Tạm được; thêm câu hỏi sẽ phân loại tốt hơn."
    return (
        f"Độ tin cậy của đề: {value} (KR-20). Thấp: thứ hạng phụ thuộc nhiều vào may rủi. Thêm câu "
        "hỏi, sửa những câu bị nêu dưới đây."
    )
