"""Frames of a live room as `contests.live.protocol.encode` sends them, of every screen that viewers have.

Real questions of quiz/data: the shortest, the longest, the one with the longest options.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "quiz/data"
NOW_US = 1_795_860_000_000_000
FAMILY = ["Nguyễn", "Trần", "Phạm", "Lê", "Huỳnh", "Võ", "Đinh", "Hồ"]
GIVEN = [
    "Thị Thu Hà",
    "Văn Bình",
    "Quỳnh Như",
    "Minh Khôi",
    "Thanh Trúc",
    "Đức Anh",
    "Ngọc Diễm",
    "Hữu Phước",
    "Khánh Ly",
]
UNITS = [
    "Phường Trương Quang Trọng", "Xã Bình Sơn", "Đặc khu Lý Sơn", "Xã Măng Đen",
    "Sở Nông nghiệp và Môi trường", "Trường Trung học phổ thông Trần Quốc Tuấn",
]  # fmt: skip
RULES = [
    "10 câu hỏi, mỗi câu 20 giây; ai cũng trả lời trên điện thoại của mình.",
    "Trả lời đúng được từ 500 đến 1.000 điểm: gửi càng sớm càng nhiều điểm, tính theo lúc máy chủ nhận.",
    "Trả lời sai hoặc không trả lời: 0 điểm. Mỗi câu chỉ trả lời một lần.",
    "Bằng điểm thì ai có tổng thời gian trả lời đúng ít hơn xếp trên.",
]


def _questions(name: str) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads((DATA / name).read_text(encoding="utf-8"))["questions"]
    return read


LAW = _questions("pbgdpl-2026.json")
DRIVING = _questions("gplx600/gplx-600.json")


def texts(one: dict[str, Any]) -> list[str]:
    return [option["text"] for option in one["options"]]


def _length(one: dict[str, Any]) -> int:
    return len(one["stem"]) + sum(len(text) for text in texts(one))


SHORTEST = min(LAW, key=lambda one: len(one["stem"]))
LONGEST_LAW = max(LAW, key=_length)
LONGEST_STEM = max(DRIVING, key=lambda one: len(one["stem"]))
LONGEST = max(DRIVING, key=_length)
SHORT_STEM_LONG_OPTIONS = min(DRIVING, key=lambda one: len(one["stem"]))


def name_of(number: int) -> str:
    return f"{FAMILY[number % len(FAMILY)]} {GIVEN[(number * 7) % len(GIVEN)]}"


def state(phase: str, players: int = 5, **more: Any) -> dict[str, Any]:
    frame = {
        "t": "state",
        "n": 12,
        "now": NOW_US,
        "phase": phase,
        "session": {"id": "phong", "title": "Ngày Pháp luật tháng 11: Luật Đất đai", "look": {}, "kind": "open"},
        "segment": {"i": 1, "of": 3, "title": "Khởi động", "mode": "race", "rules": RULES},
        "counts": {"players": players, "answered": 0},
    }  # fmt: skip
    return frame | more


def asked(one: dict[str, Any], **more: Any) -> dict[str, Any]:
    made = {
        "run": 4, "i": 4, "of": 10, "kind": "single", "stem": one["stem"], "options": texts(one),
        "seconds": 20, "max": 1_000_000, "floor": 500_000,
    }  # fmt: skip
    return made | more


def question(
    one: dict[str, Any], players: int = 5, phase: str = "asking", **more: Any
) -> dict[str, Any]:
    frame = state(phase, players, question=asked(one, **more.pop("question", {})), **more)
    frame["counts"]["answered"] = players * 7 // 10
    if phase == "asking":
        frame |= {"opens": NOW_US - 8_000_000, "closes": NOW_US + 12_000_000}
    return frame


def grounds(law: dict[str, str]) -> str:
    """Where the words stand, as the file of questions says it."""
    parts = [("Điểm", law.get("point")), ("Khoản", law.get("clause")), ("Điều", law.get("article"))]
    place = " ".join(f"{kind} {number}" for kind, number in parts if number)
    return f"{place}, văn bản số {law['document']}" if place else ""


def reveal(one: dict[str, Any], players: int = 5) -> dict[str, Any]:
    right = next((n for n, option in enumerate(one["options"]) if option["correct"]), 1)
    counts = [players // 10] * len(one["options"])
    counts[right] = players - sum(counts) + counts[right] - players // 20
    law = (one.get("citations") or [{}])[0]
    return question(one, players, "revealed") | {
        "reveal": {
            "right": "ABCDEF"[right],
            "counts": counts,
            "none": players // 20,
            "citation": grounds(law),
            "quote": law.get("quote", ""),
            "explanation": one.get("explanation", ""),
        }
    }  # fmt: skip


def rows(players: int, units: bool = False) -> list[list[Any]]:
    many = min(players, 10)
    return [
        [n, name_of(n), (9800 - 417 * n) * 1000, 0 if n == 4 else (990 - 31 * n) * 1000,
         (0, 1, -1, 3, -2)[n % 5], UNITS[n % len(UNITS)] if units else ""]
        for n in range(1, many + 1)
    ]  # fmt: skip


def board(players: int, phase: str = "board", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"rows": rows(players, True), "total": players}
    if more.pop("teams", False):
        made["units"] = [
            [n + 1, name, (8600 - 910 * n) * 1000, players // 6] for n, name in enumerate(UNITS)
        ]
    return state(phase, players, board=made, **more)


def bell(players: int, left: int) -> dict[str, Any]:
    out = [[n, name_of(n)] for n in range(1, players + 1) if n * 37 % players >= left]
    wall = {"left": left, "of": players, "out": out[:200], "rescue": 0}
    if players <= 200:
        wall |= {"left": players - len(out), "out": out}
    return state("board", players, bell=wall, board={"rows": rows(players), "total": players})


def buzz(**more: Any) -> dict[str, Any]:
    queue = [
        [11, "Đội Bình Sơn", 0],
        [12, "Đội Lý Sơn", 84_000],
        [13, "Đội Măng Đen", 84_400],
        [14, "Đội Trà Bồng", 0, 1],
    ]
    made = {"armed": True, "queue": queue, "turn": 11, "until": NOW_US + 3_000_000} | more
    frame = question(SHORTEST, 4, buzz=made, question={"options": [], "spoken": 1})
    frame["segment"] = {
        "i": 2,
        "of": 3,
        "title": "Giành quyền trả lời",
        "mode": "buzzer",
        "rules": RULES,
    }
    return frame


TEAMS = [
    [11, "Đội Bình Sơn", 120_000],
    [12, "Đội Lý Sơn", 90_000],
    [13, "Đội Măng Đen", 85_000],
    [14, "Đội Trà Bồng", 40_000],
]


def olympia(phase: str = "asking", **more: Any) -> dict[str, Any]:
    told = {"units": TEAMS} | more
    spoken = {} if "rows" in more else {"spoken": 1}
    frame = question(SHORTEST, 4, phase, olympia=told, question={"options": [], **spoken})
    frame["segment"] = {"i": 4, "of": 4, "title": "Về đích", "mode": "packages", "rules": RULES}
    if phase == "intro":
        del frame["question"]
    return frame


def lobby(players: int) -> list[dict[str, Any]]:
    first = state("lobby", players)
    first["session"] |= {"code": "482913"}
    names = [name_of(n) for n in range(min(players, 40))]
    by = [[name, max(1, players // (2 + n))] for n, name in enumerate(UNITS)] if players > 5 else []
    return [first, {"t": "lobby", "players": players, "new": names, "by": by}]


PICTURE = {"src": "/static/picture.png", "alt": "Vạch kẻ đường và biển báo", "w": 900, "h": 500}


def stage_states() -> dict[str, list[dict[str, Any]]]:
    """Every state of the projector by a name, as the frames that lead to it."""
    made: dict[str, list[dict[str, Any]]] = {}
    for many in (5, 5000):
        made |= {
            f"lobby-{many}": lobby(many),
            f"question-{many}": [question(LAW[20], many)],
            f"reveal-{many}": [reveal(LAW[20], many)],
            f"board-{many}": [board(many)],
            f"teams-{many}": [board(many, teams=True)],
            f"podium-{many}": [board(many, "podium", podium={"rows": rows(many, True)})],
        }
    for name, one in {
        "shortest": SHORTEST, "longest-law": LONGEST_LAW, "longest-stem": LONGEST_STEM,
        "longest": LONGEST, "long-options": SHORT_STEM_LONG_OPTIONS,
    }.items():  # fmt: skip
        made |= {f"question-{name}": [question(one, 500)], f"reveal-{name}": [reveal(one, 500)]}
    made |= {
        "lobby-0": lobby(0),
        "intro": [state("intro", 500)],
        "reading": [question(LAW[3], 500, "reading")],
        "closed": [question(LAW[3], 500, "closed")],
        "picture": [question(DRIVING[310], 500, question={"picture": PICTURE, "critical": True})],
        "bell-100": [bell(100, 37)],
        "bell-5000": [bell(5000, 1830)],
        "buzz-waiting": [buzz(armed=False, queue=[], turn=0)],
        "buzz-queue": [buzz()],
        "turn": [olympia(turn=[11, "Đội Bình Sơn"], left=4)],
        "packages": [olympia("intro", turn=[12, "Đội Lý Sơn"], packages=[["Gói 40 điểm", [10_000, 10_000, 20_000]], ["Gói 60 điểm", [10_000, 20_000, 30_000]], ["Gói 80 điểm", [20_000, 30_000, 30_000]]], stars=[11])],
        "star": [olympia(turn=[12, "Đội Lý Sơn"], star=12, stars=[11])],
        "obstacle": [olympia(rows=[[9, 1, "PHAPLUAT1", "Đội Lý Sơn"], [7, 1, None, None], [12, 0, None, None], [5, 0, None, None]], keyword={"letters": 14, "open": 0, "worth": 40_000})],
        "pause": [question(LAW[3], 500, left=9_400_000)],
        "ended": [board(500, "ended")],
    }  # fmt: skip
    return made


def me(**more: Any) -> dict[str, Any]:
    """A player's own line."""
    made = {
        "t": "me",
        "n": 12,
        "p": 2_480_000,
        "r": 12,
        "of": 356,
        "d": 0,
        "ok": None,
        "in": 1,
        "a": None,
    }
    return made | more  # fmt: skip


def play_states() -> dict[str, list[dict[str, Any]]]:
    """Every state of a player's phone by a name, as the frames that lead to it."""
    several = {"kind": "multiple"}
    rows_ = {"kind": "statements"}
    typed = {"kind": "short", "options": []}
    return {
        "play-lobby": lobby(5)[:1],
        "play-intro": [state("intro", 356), me()],
        "play-reading": [question(LAW[20], 356, "reading"), me()],
        "play-asking": [question(LAW[20], 356), me()],
        "play-longest": [question(LONGEST, 356), me()],
        "play-several": [question(LAW[20], 356, question=several), me()],
        "play-rows": [question(LAW[20], 356, question=rows_), me()],
        "play-typed": [question(LAW[20], 356, question=typed), me()],
        "play-saved": [question(LAW[20], 356), me(a="B")],
        "play-closed": [question(LAW[20], 356, "closed"), me()],
        "play-right": [reveal(LAW[0], 356), me(a="C", ok=1, d=850_000)],
        "play-wrong": [reveal(LAW[0], 356), me(a="B", ok=0)],
        "play-silent": [reveal(LAW[0], 356), me()],
        "play-board": [board(356), me()],
        "play-end": [board(356, "ended"), me()],
        "play-out": [question(LAW[20], 356), me(**{"in": 0})],
        "play-buzz": [buzz(queue=[], turn=0), me()],
        "play-pause": [question(LAW[3], 356, left=9_400_000), me()],
    }


def host_states() -> dict[str, list[dict[str, Any]]]:
    """States of the console."""
    log = [{"n": 3, "name": "next", "at": NOW_US, "by": "hanh"}, {"n": 2, "name": "adjust", "at": NOW_US, "by": "hanh", "reason": "Cộng điểm do đọc sai đề"}]  # fmt: skip
    coming = {"stem": LAW[4]["stem"], "options": texts(LAW[4]), "right": "B", "note": "Đọc chậm hai lần.", "citation": "Điều 8"}  # fmt: skip
    own = {
        "log": log,
        "devices": 2,
        "next": coming,
        "key": {"right": "B", "note": "", "citation": ""},
    }
    asking = [
        "end_early",
        "extend",
        "pause",
        "skip",
        "redo",
        "void",
        "hide_name",
        "rename",
        "remove",
        "adjust",
    ]
    first = lobby(5)
    first[0] |= {"commands": ["start", "lock_lobby"], "log": [], "devices": 1}
    return {
        "host-lobby": first,
        "host-asking": [question(LAW[20], 356) | own | {"commands": asking}],
        "host-reveal": [reveal(LAW[20], 356) | own | {"commands": ["next", "show_board", "undo", "finish"]}],
        "host-buzz": [buzz() | own | {"commands": ["judge", "give_turn", "pause"]}, {"t": "rtt", "by": [["Đội Bình Sơn", 34], ["Đội Lý Sơn", 81]]}],
        "host-packages": [olympia("intro", turn=[12, "Đội Lý Sơn"], packages=[["Gói 40 điểm", [10_000]]]) | own | {"commands": ["package", "star", "give_turn"]}],
    }  # fmt: skip
