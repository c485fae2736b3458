"""Writing our own Excel layout: the template to fill in, and banks taken out again.

No cell written here is a formula, whatever its text begins with: every text is stored as a shared
string in a cell of the Text format, which Excel and LibreOffice never evaluate.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from quiz.formats.hold import ALL_KINDS, ALL_PARTS, Holds, Pictures, Written, divide
from quiz.rules.answer_lines import write_answers
from quiz.rules.question import (
    CHOICE_KINDS,
    LETTERS,
    STEM_MAX,
    Difficulty,
    Draft,
    Kind,
    Option,
)
from quiz.rules.text import fixed_flags

BOOK: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Options of every workbook we write: what was typed stays text."""
SHEET: Final = "Câu hỏi"
HEADINGS: Final = (
    "Câu hỏi",
    "Loại",
    *(f"Đáp án {letter}" for letter in LETTERS),
    "Đáp án đúng",
    "Lĩnh vực",
    "Độ khó",
    "Giải thích",
    "Căn cứ",
    "Điểm liệt",
    "Cố định",
    "Mã câu",
    "Hình ảnh",
)
KINDS: Final = {
    Kind.SINGLE: "Một đáp án",
    Kind.MULTIPLE: "Nhiều đáp án",
    Kind.TRUE_FALSE: "Đúng/Sai",
}
OTHER_KINDS: Final = {
    Kind.STATEMENTS: "Nhiều ý đúng/sai",
    Kind.SHORT: "Trả lời ngắn",
    Kind.NUMBER: "Điền số",
    Kind.ORDER: "Sắp xếp",
    Kind.MATCHING: "Nối cặp",
    Kind.BLANKS: "Điền vào chỗ trống",
    Kind.SITUATION: "Tình huống",
    Kind.ESSAY: "Tự luận",
    Kind.PREDICTION: "Dự đoán",
}
"""Kinds that are written for people to read: their answers stand as lines in the key's column."""
DIFFICULTIES: Final = {
    Difficulty.EASY: "Dễ",
    Difficulty.MEDIUM: "Trung bình",
    Difficulty.HARD: "Khó",
}
_WIDTHS: Final = (60, 14, *(26,) * len(LETTERS), 13, 22, 13, 40, 30, 11, 11, 12, 16)
_TEMPLATE_ROWS: Final = 2_000
_HELP: Final = (
    "Cách điền tệp câu hỏi",
    "1. Điền mỗi câu hỏi vào một dòng của trang tính «Câu hỏi», ngay dưới dòng tiêu đề.",
    "2. Không gộp ô, không dùng công thức, không chèn ảnh lên ô. Có thể đổi chỗ các cột.",
    f"3. Câu hỏi dài nhất {STEM_MAX} ký tự. Mỗi câu có từ 2 đến 8 đáp án, điền liền nhau từ A.",
    "4. Loại: Một đáp án, Nhiều đáp án hoặc Đúng/Sai. Câu Đúng/Sai có thể để trống các đáp án.",
    "5. Đáp án đúng: ghi chữ cái, ví dụ B; câu nhiều đáp án ghi A,C.",
    "6. Độ khó: Dễ, Trung bình hoặc Khó. Để trống là Trung bình.",
    "7. Căn cứ: ghi điểm, khoản, điều và tên văn bản; nên có cho mọi câu.",
    "8. Điểm liệt: ghi x nếu trả lời sai câu này thì không đạt.",
    "9. Cố định: chữ cái của đáp án phải giữ nguyên chỗ khi đảo, ví dụ D cho «Cả ba ý trên».",
    "   Để trống thì phần mềm tự nhận ra; ghi «không» nếu đáp án nào cũng đảo được.",
    "10. Mã câu và Hình ảnh (tên tệp ảnh) có thể để trống.",
    "Xem trang tính «Ví dụ» trước khi điền. Hai trang tính này không được nhập vào ngân hàng.",
)
EXAMPLES: Final = (
    Draft(
        Kind.SINGLE,
        "Ngày Pháp luật nước Cộng hòa xã hội chủ nghĩa Việt Nam là ngày nào?",
        (
            Option("Ngày 02 tháng 9", False),
            Option("Ngày 09 tháng 11", True),
            Option("Ngày 10 tháng 12", False),
        ),
        explanation="Ngày 09 tháng 11 hằng năm là Ngày Pháp luật.",
        topic="Phổ biến, giáo dục pháp luật",
        difficulty=Difficulty.EASY,
        citation_text="Khoản 1 Điều 8 Luật Phổ biến, giáo dục pháp luật 2012",
    ),
    Draft(
        Kind.SINGLE,
        "Công dân có quyền nào sau đây?",
        (
            Option("Được thông tin về pháp luật", True),
            Option("Từ chối chấp hành pháp luật", False),
            Option("Cả hai ý trên", False, True),
        ),
        topic="Phổ biến, giáo dục pháp luật",
    ),
    Draft(
        Kind.TRUE_FALSE,
        "Ngày Pháp luật được tổ chức hằng năm.",
        (Option("Đúng", True), Option("Sai", False)),
        topic="Phổ biến, giáo dục pháp luật",
        difficulty=Difficulty.EASY,
    ),
)


def template() -> bytes:
    """The empty template: sheet to fill in (Text cells, lists to choose from), help, examples."""
    return _book([], help_sheets=True)


def write(questions: Iterable[Draft]) -> bytes:
    """`questions` as a workbook that reads back equal, in the same order."""
    return _book(questions, help_sheets=False)


HOLDS: Final = Holds(
    ALL_KINDS - {Kind.SITUATION}, ALL_PARTS - {"alt", "pictures", "points", "exact_marks"}
)
"""What a row of the table has a place for; a situation is written for people to read only."""


def write_held(questions: Iterable[Draft], pictures: Pictures) -> Written:
    """The questions that read back equal, and what the table has no place for."""
    held, lost = divide(questions, HOLDS)
    return Written(write(held), tuple(lost))


def _book(questions: Iterable[Draft], *, help_sheets: bool) -> bytes:
    import xlsxwriter  # here: the limited reader loads the registry and never writes

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, BOOK)
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E7EEF7",
         "num_format": "@"}
    )  # fmt: skip
    cell = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    sheet = book.add_worksheet(SHEET)
    _table(sheet, head, cell, questions)
    if help_sheets:
        _choices(sheet)
        guide = book.add_worksheet("Hướng dẫn")
        guide.set_column(0, 0, 110, cell)
        for row, line in enumerate(_HELP):
            guide.write_string(row, 0, line, head if row == 0 else cell)
        _table(book.add_worksheet("Ví dụ"), head, cell, EXAMPLES)
    book.close()
    return target.getvalue()


def _table(sheet: Any, head: Any, cell: Any, questions: Iterable[Draft]) -> None:
    for column, (name, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width, cell)
        sheet.write_string(0, column, name, head)
    sheet.freeze_panes(1, 1)
    for row, draft in enumerate(questions, start=1):
        for column, text in enumerate(cells_of(draft)):
            if text:
                sheet.write_string(row, column, text, cell)


def cells_of(draft: Draft) -> Sequence[str]:
    """The texts of one row, in the order of `HEADINGS`."""
    choice = draft.kind in CHOICE_KINDS
    texts = [option.text for option in draft.options] if choice else []
    return (
        draft.stem,
        KINDS[draft.kind] if choice else OTHER_KINDS[draft.kind],
        *texts,
        *("",) * (len(LETTERS) - len(texts)),
        ",".join(draft.key) if choice else write_answers(draft),
        draft.topic,
        DIFFICULTIES[draft.difficulty],
        draft.explanation,
        draft.citation_text,
        "x" if draft.critical else "",
        _fixed(draft),
        draft.ref,
        draft.picture,
    )


def _fixed(draft: Draft) -> str:
    """Letters of the fixed options; said in words where the reader would guess otherwise."""
    if draft.kind is Kind.TRUE_FALSE or draft.kind not in CHOICE_KINDS:
        return ""
    flags = tuple(option.fixed for option in draft.options)
    if any(flags):
        return ",".join(letter for letter, flag in zip(LETTERS, flags, strict=False) if flag)
    return "không" if any(fixed_flags([option.text for option in draft.options])) else ""


def _choices(sheet: Any) -> None:
    """Drop-down lists on the columns that take fixed words."""
    lists = {
        "Loại": list(KINDS.values()),
        "Độ khó": list(DIFFICULTIES.values()),
        "Điểm liệt": ["x"],
    }
    for name, source in lists.items():
        column = HEADINGS.index(name)
        sheet.data_validation(
            1, column, _TEMPLATE_ROWS, column,
            {
                "validate": "list",
                "source": source,
                "error_title": name,
                "error_message": "Chọn một mục trong danh sách.",
            },
        )  # fmt: skip
    sheet.data_validation(
        1, 0, _TEMPLATE_ROWS, 0,
        {
            "validate": "length",
            "criteria": "<=",
            "value": STEM_MAX,
            "error_title": "Câu hỏi quá dài",
            "error_message": f"Câu hỏi dài nhất {STEM_MAX} ký tự.",
        },
    )  # fmt: skip
