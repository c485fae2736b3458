"""What the kinds of questions say on every page: keys, hints, what is asked."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from quiz.rules.numbers import number_text
from quiz.rules.question import Kind, Number

KEY: Final = "Đáp án"
ACCEPTED: Final = "Chấp nhận"
OTHER_CHOICES: Final = "Lựa chọn sai"
NO_PARTNER: Final = "Không nối với ý nào"
GUIDE: Final = "Hướng dẫn chấm"
TRUTH: Final = {True: "Đúng", False: "Sai"}

HINTS: Final[dict[Kind, str]] = {
    Kind.MULTIPLE: "Chọn mọi ý đúng.",
    Kind.STATEMENTS: "Với mỗi ý, chọn Đúng hoặc Sai.",
    Kind.SHORT: "Ghi câu trả lời ngắn. Không phân biệt chữ hoa, chữ thường.",
    Kind.NUMBER: "Ghi một số, ví dụ 18 hoặc 2,5.",
    Kind.ORDER: "Chọn thứ tự cho từng ý, 1 là đầu tiên.",
    Kind.MATCHING: "Với mỗi ý, chọn nội dung phù hợp.",
    Kind.BLANKS: "Điền vào từng chỗ trống.",
    Kind.SITUATION: "Đọc tình huống rồi trả lời các câu nhỏ.",
}
"""How a question is answered, for those kinds where it must be said."""


def number_words(number: Number) -> str:
    """ "18 tuổi", "2,5 ± 0,1"."""
    return quantity_words(number.value, number.tolerance, number.unit)


def quantity_words(value: Fraction, tolerance: Fraction, unit: str) -> str:
    """A number with what it may be off and its unit."""
    parts = [number_text(value)]
    if tolerance:
        parts.append(f"± {number_text(tolerance)}")
    return " ".join([*parts, *([unit] if unit else [])])


def essay_words(words: int) -> str:
    """How long an essay may be."""
    return f"Không quá {words:,} chữ.".replace(",", ".")


def prediction_words(unit: str) -> str:
    """What is asked of a prediction question."""
    return f"Ghi một số ({unit})." if unit else "Ghi một số."
