"""What the pages of the entrant say: attempts left, refusals of the answer path, predictions."""

from __future__ import annotations

from contests.rules.attempts import Allowance
from contests.rules.choices import AttemptUnit, PredictionKind
from contests.rules.codec import Fault
from contests.rules.predictions import COUNT_MAX, DECIMALS, UNIT
from contests.rules.terms import Attempts
from contests.wording.numbers import integer
from contests.wording.refusals import sentence

_STRETCH = {
    AttemptUnit.ROUND: "đợt thi này",
    AttemptUnit.DAY: "hôm nay",
    AttemptUnit.WEEK: "tuần này",
    AttemptUnit.CONTEST: "cả cuộc thi",
}

# Codes of `contests.answers.Code`; "" for what ends in the receipt page anyway.
SAVE_REFUSED = {
    "closed": "Bài này đã nộp nên không nhận thêm câu trả lời.",
    "late": "Câu trả lời đến sau khi hết giờ nên không được tính.",
    "stale_epoch": "Mã dự thi hoặc thời gian làm bài vừa thay đổi. Hãy tải lại trang rồi chọn lại.",
    "busy": "Máy chủ đang đông, CHƯA lưu được. Hãy bấm Lưu bài lại sau ít giây.",
    "unavailable": "CHƯA lưu được vì máy chủ gặp sự cố. Hãy bấm Lưu bài lại sau ít giây.",
    "clock": "CHƯA lưu được vì máy chủ gặp sự cố. Hãy bấm Lưu bài lại sau ít giây.",
    "stopping": "Máy chủ đang khởi động lại, CHƯA lưu được. Hãy bấm Lưu bài lại sau ít giây.",
}
SAVE_FAILED = "CHƯA lưu được câu trả lời. Hãy tải lại trang rồi chọn lại."


def save_refused(code: str) -> str:
    """Why answers were not saved, and what to do."""
    return SAVE_REFUSED.get(code, SAVE_FAILED)


def attempts_left(limit: Attempts, given: Allowance) -> str:
    """ "Bạn còn 1 lượt thi trong tuần này." """
    if given.left is None:
        return "Bạn được thi nhiều lượt, không giới hạn."
    stretch = _STRETCH[limit.unit]
    if not given.left:
        return f"Bạn đã dùng hết lượt thi của {stretch}."
    return f"Bạn còn {integer(given.left)} lượt thi trong {stretch}."


def prediction_hint(kind: PredictionKind) -> str:
    """How a prediction is written."""
    if kind is PredictionKind.P4:
        return "Ghi số phần trăm từ 0 đến 100, tối đa 5 chữ số sau dấu phẩy, ví dụ 87,65432."
    return "Ghi một số nguyên, ví dụ 1234."


def prediction_text(kind: PredictionKind, stored: str) -> str:
    """A stored prediction as it would be typed: 8765432 of P4 is "87,65432"."""
    if not stored:
        return ""
    if kind is not PredictionKind.P4:
        return integer(int(stored))
    whole, rest = divmod(int(stored), UNIT)
    tail = f"{rest:05d}".rstrip("0")
    return f"{whole},{tail}" if tail else str(whole)


def prediction_sentences() -> dict[str, str]:
    """What is wrong with a typed prediction, by code: the page's script shows the same words."""
    facts: dict[str, dict[str, str | int]] = {
        "PREDICTION-COUNT": {},
        "PREDICTION-LARGE": {"most": COUNT_MAX},
        "PREDICTION-PERCENT": {},
        "PREDICTION-DECIMALS": {"most": DECIMALS},
        "PREDICTION-OVER-100": {},
    }
    return {code: sentence(Fault(code, "prediction", args)) for code, args in facts.items()}
