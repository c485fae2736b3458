"""Programmes to start from, in the words of the people who run them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class PresetSegment:
    """One part of a programme: its title, its mode, its settings, how many questions it wants."""

    title: str
    mode: str
    wants: int
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preset:
    """A programme and what it is for. `teams`: names to start with; none when people play alone.
    `entry`: who may come in (`contests.live.models.EntryKind`)."""

    name: str
    hint: str
    segments: tuple[PresetSegment, ...]
    teams: tuple[str, ...] = ()
    by: str = "none"
    entry: str = "open"


_TEAMS: Final = ("Đội 1", "Đội 2", "Đội 3", "Đội 4")

PRESETS: Final[dict[str, Preset]] = {
    "thang": Preset(
        "Sinh hoạt Ngày Pháp luật hằng tháng",
        "10 câu, ai cũng trả lời trên điện thoại của mình; trả lời đúng càng sớm càng nhiều điểm.",
        (PresetSegment("Đua điểm", "race", 10, {"seconds": 20}),),
    ),
    "chuong": Preset(
        "Rung chuông vàng",
        "Sai hoặc không trả lời thì rời sàn; có cứu trợ; ai còn lại sau cùng thì thắng.",
        (PresetSegment("Rung chuông vàng", "bell", 20, {"seconds": 15}),),
    ),
    "bon-doi": Preset(
        "Hội thi bốn đội",
        "Khởi động, vượt chướng ngại vật, tăng tốc, về đích; điểm cộng dồn qua bốn phần.",
        (
            PresetSegment("Khởi động", "turns", 24, {"seconds": 10}),
            PresetSegment("Vượt chướng ngại vật", "obstacle", 5, {"seconds": 15}),
            PresetSegment("Tăng tốc", "speed", 4, {"seconds": 30}),
            PresetSegment("Về đích", "packages", 12, {"seconds": 15}),
        ),
        _TEAMS,
        "assigned",
        "codes",
    ),
    "loai": Preset(
        "Thi loại trực tiếp trên máy",
        "Câu hỏi tự nối tiếp nhau, không công bố đáp án giữa chừng; lấy những người đứng đầu vào vòng sau.",
        (PresetSegment("Thi loại", "knockout", 20, {"seconds": 30}),),
    ),
    "gianh-quyen": Preset(
        "Giành quyền trả lời",
        "Người dẫn đọc câu hỏi, ai bấm chuông trước được trả lời; máy chủ xếp thứ tự.",
        (PresetSegment("Giành quyền trả lời", "buzzer", 12, {"seconds": 15}),),
    ),
}
