"""What a file format is for, and what it would not hold of a bank, in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from quiz.formats.left import Loss
from quiz.wording.problems import KINDS, LOSABLE, UNFIT

USES: Final = {
    "xlsx": "Theo tệp mẫu: xem, sửa bằng Excel rồi nhập lại.",
    "csv": "Mở được bằng mọi phần mềm bảng tính.",
    "gift": "Để nhập vào Moodle; đọc và sửa được như văn bản thường.",
    "aiken": "Để nhập vào Moodle; chỉ có lời hỏi, đáp án và một đáp án đúng.",
    "moodle": "Để nhập vào Moodle, kèm hình.",
    "qti": "Gói QTI 3.0, cho các phần mềm thi và học trực tuyến khác.",
    "json": "Giữ trọn mọi thứ, kèm hình: để lưu trữ, hoặc chuyển sang nơi khác dùng phần mềm này.",
    "kahoot": "Theo tệp mẫu của Kahoot, để chơi trên Kahoot.",
    "word-exam": "Đề thi để in, nhiều mã đề.",
}
NOTHING_LOST: Final = "Giữ được mọi thứ của ngân hàng này."


def lost_words(losses: Sequence[Loss]) -> str:
    """ "Không ghi được 3 câu loại Tình huống. Bỏ đi: giải thích (12 câu)." """
    whole = [f"{loss.count} câu {_why(loss)}" for loss in losses if loss.whole]
    parts = [f"{_part(loss)} ({loss.count} câu)" for loss in losses if not loss.whole]
    said = []
    if whole:
        said.append(f"Không ghi được {', '.join(whole)}.")
    if parts:
        said.append(f"Bỏ đi: {', '.join(parts)}.")
    return " ".join(said) or NOTHING_LOST


def _why(loss: Loss) -> str:
    args = loss.problem.args
    if loss.problem.code == "EXPORT-KIND":
        return f"loại {KINDS[str(args['value'])]}"
    return UNFIT[str(args["why"])]


def _part(loss: Loss) -> str:
    return LOSABLE[str(loss.problem.args["part"])]
