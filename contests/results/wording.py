"""Vietnamese of results: refusals, the actual value in words, names of prizes and boards (pure)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from contests.rules.choices import PredictionKind, PrizeLevel
from contests.rules.codec import Fault
from contests.rules.terms import Prize
from contests.wording import names
from contests.wording.numbers import capital, integer, percent5

SENTENCES: Final[dict[str, Callable[[Fault], str]]] = {
    "ROUND-OPEN": lambda fault: (
        f"{fault.args.get('round', 'Đợt thi')} chưa kết thúc. Chỉ chốt được khi không còn bài nào "
        "có thể nộp."
    ),
    "PAPERS-OPEN": lambda fault: (
        f"Còn {integer(int(fault.args.get('count', 0)))} bài chưa nộp. Hệ thống tự nộp khi hết giờ; "
        "hãy chờ ít phút rồi chốt lại."
    ),
    "REASON-MISSING": lambda fault: "Hãy ghi lý do.",
    "FREEZE-RUNNING": lambda fault: (
        "Một lần chốt khác vừa xong. Hãy xem bản đó, rồi chốt lại nếu vẫn cần."
    ),
    "KEY-CHANGED": lambda fault: "Đáp án vừa được sửa trong lúc chốt bảng. Hãy chốt lại.",
    "DRAW-PLACES": lambda fault: (
        f"Hãy ghi thứ tự trúng của từng người: các số từ 1 đến {fault.args.get('count', '')}, mỗi "
        "người một số khác nhau."
    ),
    "DRAW-STALE": lambda fault: (
        "Danh sách bốc thăm đã thay đổi từ khi mở trang. Hãy mở lại trang rồi ghi."
    ),
    "KEY-OPTION": lambda fault: "Đáp án chọn không có trong câu hỏi này.",
    "KEY-KIND": lambda fault: (
        "Loại câu này không đổi đáp án khi đã thi. Bỏ trống để hủy câu, mọi người được tính đúng."
    ),
    "KEY-SAME": lambda fault: "Đáp án này đang được dùng; không có gì thay đổi.",
    "KEY-NOT-OURS": lambda fault: "Câu hỏi này không nằm trong đề của cuộc thi.",
    "DRAW-NOT-TIED": lambda fault: (
        "Chỉ bốc thăm giữa đúng những người đang đồng hạng ở bảng xếp hạng mới nhất, từ hai người."
    ),
    "DRAW-TWICE": lambda fault: (
        "Đã có kết quả bốc thăm giữa đúng những người này. Muốn bốc lại, hãy hủy kết quả đó trước."
    ),
    "DRAW-ANNULLED": lambda fault: "Kết quả bốc thăm này đã hủy.",
    "DRAW-SOURCE": lambda fault: (
        "Hãy ghi một trong hai: số bốc thăm công khai, hoặc số biên bản bốc thăm."
    ),
    "AWARD-STALE": lambda fault: (
        "Danh sách đề xuất đã thay đổi từ khi mở trang. Hãy xem lại rồi trao giải."
    ),
    "AWARD-TWICE": lambda fault: "Người này đã được trao giải đó.",
    "AWARD-ONE": lambda fault: (
        f"Người này đang giữ {fault.args.get('level', 'một giải')}, {fault.args.get('round', '')}; "
        "thể lệ chỉ cho mỗi người một giải cá nhân. Muốn trao giải này, hãy thu hồi giải kia trước."
    ),
    "AWARD-COUNT": lambda fault: (
        "Giải này đã trao đủ số lượng theo thể lệ. Nếu bảng xếp hạng đã thay đổi, hãy thu hồi giải "
        "đã trao trước."
    ),
    "AWARD-NOT-NAMED": lambda fault: "Thể lệ không có giải này để Ban Tổ chức tự chọn.",
    "AWARD-REVOKED": lambda fault: "Giải này đã thu hồi.",
    "IDENTITY-DONE": lambda fault: "Giấy tờ của người này đã được đối chiếu.",
    "IDENTITY-UNIT": lambda fault: "Giải tập thể không có giấy tờ cá nhân để đối chiếu.",
}


def say(fault: Fault) -> str:
    """What went wrong and what to do. KeyError for a code without a sentence."""
    return SENTENCES[fault.code](fault)


_ENTRIES: Final = {
    "all": "mọi lượt thi đã nộp",
    "valid": "các lượt thi hợp lệ",
    "counted": "các lượt thi được tính",
}
_RIGHT: Final = {"all_correct": "trả lời đúng tất cả câu hỏi", "passed": "đạt"}
_BASIS: Final = {"persons": "số người", "attempts": "số lượt thi"}


def formula(code: str, numerator: int, denominator: int) -> str:
    """The formula of a prediction's actual value with its counts: "P1/persons/valid/all_correct".

    Raises ValueError for a code that no rules produce.
    """
    parts = code.split("/")
    kind, basis, entries = PredictionKind(parts[0]), _BASIS[parts[1]], _ENTRIES[parts[2]]
    if kind in (PredictionKind.P2, PredictionKind.P3):
        return f"{capital(basis)} dự thi, tính trên {entries}: {integer(numerator)}."
    what = f"{basis} {_RIGHT[parts[3]]}, tính trên {entries}"
    if kind is PredictionKind.P1:
        return f"{capital(what)}: {integer(numerator)}."
    return (
        f"{capital(what)}, chia cho tổng {basis}: {integer(numerator)} / {integer(denominator)}, "
        "làm tròn đến năm chữ số thập phân."
    )


def predicted(kind: PredictionKind, value: int | None) -> str:
    """A predicted or actual value: "1.234", "33,33333%", "–" for none."""
    if value is None:
        return "–"
    return percent5(value) if kind is PredictionKind.P4 else integer(value)


def prize_name(prize: Prize) -> str:
    """ "Giải Nhất", or the prize's own name."""
    text = prize.name if prize.level is PrizeLevel.OTHER else names.PRIZE_LEVEL[prize.level]
    return capital(text)


def size_group(uppers: tuple[int, ...], group: int | None) -> str:
    """The size group of a board in words; "" where the board has only one."""
    if not uppers:
        return ""
    if group is None:
        return "Chưa khai tổng số người"
    if group == 0:
        return f"Đến {integer(uppers[0])} người"
    if group >= len(uppers):
        return f"Trên {integer(uppers[-1])} người"
    return f"Từ {integer(uppers[group - 1] + 1)} đến {integer(uppers[group])} người"
