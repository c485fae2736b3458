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


ROWS: Final[dict[Kind, str]] = {
    Kind.STATEMENTS: "Ý",
    Kind.ORDER: "Bước",
}
"""What a row of the editor is called; "Đáp án" for the others."""
ROW_HELP: Final[dict[Kind, str]] = {
    Kind.STATEMENTS: "Đánh dấu «đúng» cạnh mỗi ý đúng; ý không đánh dấu là ý sai.",
    Kind.ORDER: "Ghi các bước theo đúng thứ tự; bài thi sẽ đảo thứ tự.",
}
LINES_HELP: Final[dict[Kind, str]] = {
    Kind.SHORT: "Mỗi dòng một cách trả lời được chấp nhận, dòng đầu là đáp án được công bố.",
    Kind.NUMBER: "Dòng đầu là đáp số, ví dụ 18 hoặc 2,5. Nếu cần, thêm dòng «sai số: 0,5» và dòng «đơn vị: tuổi».",
    Kind.MATCHING: "Mỗi dòng một cặp, ví dụ «Quốc hội => lập pháp». Thêm một vế phải không nối với vế trái nào thì ghi «=> tư pháp».",
    Kind.BLANKS: "Trong câu hỏi, ghi [[1]], [[2]], … vào chỗ cần điền. Mỗi dòng dưới đây là một chỗ: các cách điền đúng cách nhau bằng dấu chấm phẩy, ví dụ «18; mười tám». Để chọn từ danh sách, ghi «Quốc hội | Quốc hội; Chính phủ».",
    Kind.ESSAY: "Hướng dẫn chấm cho giám khảo. Nếu giới hạn độ dài, dòng đầu ghi «số chữ: 1500».",
    Kind.PREDICTION: "Nếu cần, ghi «đơn vị: người».",
}
"""How the lines of the editor are written (`quiz.rules.answer_lines`)."""
CHILD_HELP: Final = (
    "Mỗi dòng một đáp án; đặt dấu * trước đáp án đúng. Trả lời ngắn: mỗi dòng một cách trả lời. "
    "Điền số: đáp số ở dòng đầu. Sắp xếp: theo đúng thứ tự. Nối cặp: «vế trái => vế phải»."
)


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
