"""What a corrected copy says."""

from __future__ import annotations

from typing import Final

from quiz.formats.columns import MARK
from quiz.rules.question import Problem
from quiz.rules.text import clean_line
from quiz.wording.problems import what

COPY_LEADS: Final = (
    f"Sửa những ô tô màu theo lời ở cột «{MARK}», lưu lại, rồi tải tệp này lên.",
    f"Màu đỏ: phải sửa. Màu vàng: nên xem lại. Cột «{MARK}» và trang tính này không được nhập.",
    "Bản này không có hình của tệp gốc: câu có hình thì sửa ngay trong tệp gốc, hoặc thêm hình ở "
    "trang câu hỏi sau khi nhập.",
)
_LEVELS: Final = {"error": "Phải sửa", "warning": "Nên xem lại"}


def note_line(problem: Problem) -> str:
    """«Phải sửa, cột K «Đáp án đúng»: chưa có đáp án đúng. …»"""
    where = ""
    if problem.column:
        header = clean_line(str(problem.args.get("header", "")))[:60]
        where = f", cột {problem.column}" + (f" «{header}»" if header else "")
    return f"{_LEVELS[problem.severity]}{where}: {what(problem)}"


def place_words(problem: Problem) -> str:
    """«Câu 4», «Dòng 12», «Cả tệp»."""
    if "question" in problem.args:
        return f"Câu {problem.args['question']}"
    return f"Dòng {problem.row}" if problem.row else "Cả tệp"
