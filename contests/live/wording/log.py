"""The log of a session in words: what every command is called, and one line as a phrase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from contests.live.wording.segments import points
from contests.wording.numbers import integer

COMMANDS: Final[dict[str, str]] = {
    "open_lobby": "Mở phòng chờ",
    "lock_lobby": "Khóa phòng chờ",
    "unlock_lobby": "Mở lại phòng chờ",
    "start": "Bắt đầu",
    "next": "Sang bước tiếp theo",
    "arm": "Cho phép bấm chuông",
    "end_early": "Kết thúc câu hỏi sớm",
    "extend": "Thêm thời gian",
    "pause": "Tạm dừng",
    "resume": "Tiếp tục",
    "skip": "Bỏ qua",
    "redo": "Hỏi lại câu hỏi, hủy lượt trước",
    "void": "Hủy câu hỏi",
    "reveal": "Công bố đáp án",
    "show_board": "Hiện bảng xếp hạng",
    "hide_board": "Ẩn bảng xếp hạng",
    "judge": "Chấm câu trả lời",
    "give_turn": "Trao quyền trả lời",
    "star": "Đặt ngôi sao hy vọng",
    "package": "Chọn gói câu hỏi",
    "open_row": "Mở hàng",
    "keyword": "Chấm câu trả lời từ khóa",
    "rescue": "Cứu trợ",
    "adjust": "Điều chỉnh điểm",
    "hide_name": "Ẩn tên",
    "show_name": "Hiện tên",
    "rename": "Đổi tên",
    "remove": "Đưa ra khỏi phòng",
    "undo": "Hoàn tác thao tác trước",
    "finish": "Kết thúc",
    "reopen_board": "Trở lại bảng xếp hạng",
    "close": "Hết giờ câu hỏi",
    "settle": "Chốt câu trả lời",
    "lapse": "Hết giờ trả lời",
    "advance": "Tự chuyển bước",
    "press": "Ghi nhận bấm chuông",
    "tally": "Ghi nhận số người còn lại",
}
"""What every command is called in minutes; the console has shorter words (`page.COMMANDS`)."""
_RIGHT: Final = {True: "đúng", False: "sai"}


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log: when, what, by whom ("" by the machine), from which device."""

    at_us: int
    name: str
    args: Mapping[str, Any]
    by: str = ""
    device: str = ""


def said(line: LogLine, names: Mapping[int, str]) -> str:
    """One line of the log as a phrase, its arguments included, its reason not."""
    args, name = line.args, COMMANDS.get(line.name, line.name)
    parts = []
    player = args.get("player")
    if isinstance(player, int):
        parts.append(names.get(player) or f"người chơi {player}")
    if args.get("unit"):
        parts.append(str(args["unit"]))
    if line.name in ("judge", "keyword"):
        parts.append(_RIGHT[bool(args.get("right"))])
    if line.name == "adjust":
        milli = int(args["points_milli"])
        parts.append(f"{'+' if milli > 0 else '−'}{points(abs(milli))} điểm")
    if line.name == "extend":
        parts.append(f"{integer(int(args['seconds']))} giây")
    if line.name == "rename":
        parts.append(f"thành “{args.get('name', '')}”")
    if line.name == "rescue" and args.get("count"):
        parts.append(f"{integer(int(args['count']))} người")
    if line.name in ("package", "open_row"):
        parts.append(f"số {integer(int(args.get('value', args.get('row', 0))) + 1)}")
    if line.name == "tally":
        parts.append(f"còn {integer(int(args['alive']))} người")
    if line.name == "press":
        queue = [names.get(one) or f"người chơi {one}" for one, _ in args.get("queue", ())]
        parts.append(", ".join(queue))
    return f"{name}: {', '.join(parts)}" if parts else name
