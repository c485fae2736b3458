"""Halls in which every mode is played by the rules alone, and what their screens are told.

Frames are the hub's own: its `RoomModel` folds the same plan, state and sheet that `rules.step`
drives, and `protocol.encode` writes them. Questions are the shipped ones: the shortest, the longest
and the one with the longest options among them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from contests.live.hub.view import RoomModel, View
from contests.live.protocol import encode
from contests.live.rules import state as state_rules
from contests.live.rules.plan import (
    PRESETS,
    WORTH,
    Mode,
    Picture,
    Plan,
    PlanQuestion,
    Segment,
    Teams,
    TeamsBy,
)
from contests.live.rules.state import Phase
from contests.live.selectors.rooms import PlayerRow
from contests.live.tickets import Role
from quiz.rules.question import LETTERS, Kind
from quiz.wording.citations import citation_words, document_name
from tests.live.rules.table import SECOND, Table

DATA = Path(__file__).resolve().parents[2] / "quiz/data"
NOW_US = 1_795_860_000_000_000
TITLE = "Ngày Pháp luật tháng 11: Luật Phổ biến, giáo dục pháp luật"
FAMILY = ["Nguyễn", "Trần", "Phạm", "Lê", "Huỳnh", "Võ", "Đinh", "Hồ"]
GIVEN = [
    "Thị Thu Hà", "Văn Bình", "Quỳnh Như", "Minh Khôi", "Thanh Trúc", "Đức Anh", "Ngọc Diễm",
    "Hữu Phước", "Khánh Ly", "Hoàng Phương Uyên", "An",
]  # fmt: skip
UNITS = (
    "Phường Trương Quang Trọng", "Xã Bình Sơn", "Đặc khu Lý Sơn", "Xã Măng Đen",
    "Sở Nông nghiệp và Môi trường", "Trường Trung học phổ thông Trần Quốc Tuấn",
)  # fmt: skip
TEAMS = ("Đội Bình Sơn", "Đội Lý Sơn", "Đội Măng Đen", "Đội Trường THPT Trần Quốc Tuấn")

Frame = dict[str, Any]


# --- the shipped questions ----------------------------------------------------------------------


def _read(name: str, key: str) -> list[dict[str, Any]]:
    told: Any = json.loads((DATA / name).read_text(encoding="utf-8"))
    read: list[dict[str, Any]] = told[key] if key else told
    return read


LAW = _read("pbgdpl-2026.json", "questions")
DRIVING = _read("gplx600/gplx-600.json", "questions")
KINDS = {one["kind"]: one for one in reversed(_read("question-kinds.json", "questions"))}
LABELS = {"nghi_dinh": "Nghị định", "quyet_dinh": "Quyết định", "thong_tu": "Thông tư"}
DOCUMENTS = {
    one["number"]: document_name(
        one["kind"], LABELS.get(one["kind"], ""), one["title"], one["number"]
    )
    for one in _read("documents.json", "")
}


def texts(one: dict[str, Any]) -> tuple[str, ...]:
    return tuple(option["text"] for option in one["options"])


def _length(one: dict[str, Any]) -> int:
    return len(one["stem"]) + sum(len(text) for text in texts(one))


EXTREMES = {
    "shortest": min(LAW, key=lambda one: len(one["stem"])),
    "longest-law": max(LAW, key=_length),
    "longest-grounds": max(LAW, key=lambda one: len(one["explanation"]) + len(one["citations"][0]["quote"])),
    "longest-stem": max(DRIVING, key=lambda one: len(one["stem"])),
    "longest": max(DRIVING, key=_length),
    "long-options": max(LAW, key=lambda one: max(map(len, texts(one)), default=0)),
    "longest-picture": max((one for one in DRIVING if one["picture"]), key=_length),
    "picture": DRIVING[310],
    "multiple": max((one for one in LAW if one["kind"] == "multiple"), key=_length),
    "true-false": next(one for one in LAW if one["kind"] == "true_false"),
    "statements": KINDS["statements"],
    "short": KINDS["short"],
    "number": KINDS["number"],
}  # fmt: skip


def _right(one: dict[str, Any]) -> dict[str, Any]:
    options, body = one["options"], one.get("body") or {}
    if one["kind"] == Kind.STATEMENTS:
        return {"right": "".join("FT"[option["correct"]] for option in options)}
    if one["kind"] == Kind.SHORT:
        return {"right": body["variants"][0], "accepted": tuple(body["variants"])}
    if one["kind"] == Kind.NUMBER:
        return {"right": body["value"], "tolerance": body["tolerance"], "unit": body["unit"]}
    right = "".join(LETTERS[n] for n, option in enumerate(options) if option["correct"])
    # A bank of the public keeps no key of some questions here: the first option stands for it.
    return {"right": right or "A"}


def planned(one: dict[str, Any], mode: Mode = Mode.RACE, **values: Any) -> PlanQuestion:
    """The shipped question as a frozen plan holds it."""
    seconds, most, least = WORTH[mode]
    law = next(iter(one["citations"]), None)
    made = PlanQuestion(
        ref=one["ref"], revision_id=1, kind=one["kind"], stem=one["stem"], options=texts(one),
        seconds=seconds, max_milli=most, floor_milli=least, explanation=one["explanation"],
        citation=citation_words(law["article"], law["clause"], law["point"], DOCUMENTS[law["document"]]) if law else "",
        quote=law["quote"] if law else "",
        picture=Picture(f"/images/{one['picture']}", one["stem"]) if one["picture"] else None,
        is_critical=one["critical"],
        **_right(one),
    )  # fmt: skip
    return replace(made, **values)


# --- a hall ---------------------------------------------------------------------------------------


def name_of(number: int) -> str:
    return f"{FAMILY[number % len(FAMILY)]} {GIVEN[(number * 7) % len(GIVEN)]}"


@dataclass
class Hall(Table):
    """A session that is played by hand, and what a hub tells its screens."""

    names: tuple[str, ...] = ()
    entry: str = "open"
    code: str = "482913"
    shown: dict[str, Moment] = field(default_factory=dict)

    def view(self) -> View:
        """What the hub would show now, its instants moved so that it is `NOW_US`."""
        model = RoomModel(0)
        model.plan, model.sheet = self.plan, self.sheet
        model.players = {
            n: PlayerRow(n, n, self.names[n - 1] if self.names else name_of(n), unit, None, 1, False, 0)
            for n, unit in self.roster
        }  # fmt: skip
        state = self.state
        is_settled = state.phase in (Phase.SETTLED, Phase.REVEALED, Phase.BOARD)
        if is_settled:
            model.own_run = state.run
            model.own = {player: said for player, said, _ in self.answers.get(state.run, ())}
            model._counts = Counter(model.own.values())
        for n, told in enumerate(self.log, start=1):
            if told.name not in ("press", "tally"):
                model._log.append(
                    {"n": n, "at": told.at_us - self.at + NOW_US, "name": told.name,
                     "args": dict(told.args), "by": "hanh"}
                )  # fmt: skip
        shift = NOW_US - self.at
        moved = replace(
            state,
            opens_us=state.opens_us and state.opens_us + shift,
            closes_us=state.closes_us and state.closes_us + shift,
            floor=replace(state.floor, until_us=state.floor.until_us and state.floor.until_us + shift),
        )  # fmt: skip
        row = {
            "public_id": "phong", "title": TITLE, "code": self.code, "phase": state.phase.value,
            "run": state.run, "opens_us": moved.opens_us, "version": 1, "entry": self.entry,
            "look": {}, "state": state_rules.to_json(moved),
        }  # fmt: skip
        return model._view(row, [], [])

    def keep(self, name: str, *small: Frame, player: int = 1) -> None:
        """Remember this instant under `name`; `small` frames follow the state on big screens."""
        view, state = self.view(), self.state
        tell = [json.loads(view.frame(role, NOW_US).text) for role in Role]
        own = None
        if state.phase in (Phase.ASKING, Phase.CLOSED):
            own = next((r for p, r, _ in self.answers.get(state.run, ()) if p == player), None)
        told = view.me(player, own)
        assert told is not None
        if state.phase is Phase.LOBBY:
            _, *values = ("lobby", self.players, self._newest(), self._by())
            small = (json.loads(encode.lobby_frame(*values)), *small)
        elif state.phase in (Phase.ASKING, Phase.CLOSED):
            many, of = len(self.answers.get(state.run, ())), self.sheet.alive_count
            small = (json.loads(encode.count_frame(1, many, of)), *small)
        rtt = json.loads(encode.rtt_frame([(one, 31 + 12 * n) for n, one in enumerate(self.names)]))
        self.shown[name] = Moment(
            stage=[tell[Role.PROJECTOR - 1], *small],
            host=[tell[Role.HOST - 1], *small, *([rtt] if self.names else [])],
            play=[tell[Role.PLAYER - 1], json.loads(told)],
        )

    def _newest(self) -> list[str]:
        return [name_of(n) for n, _ in self.roster[-40:]]

    def _by(self) -> list[tuple[str, int]]:
        return Counter(unit for _, unit in self.roster if unit).most_common(30)

    def start_on(self) -> Hall:
        """Into the introduction of the first segment."""
        self.do("start")
        return self

    def right(self) -> str:
        """The key of the current question."""
        return self.plan.segments[self.state.segment].questions[self.state.question].right

    def ask_all(self, *, share: int = 7, end: bool = True) -> None:
        """The next question; of ten players `share` are right, one says nothing, others err."""
        if self.state.phase is not Phase.ASKING:
            self.do("next")
        question = self.plan.segments[self.state.segment].questions[self.state.question]
        wrong = "".join("TF"[sign == "T"] for sign in question.right)
        if question.kind in (Kind.SHORT, Kind.NUMBER):
            wrong = "Bộ Nội vụ"
        elif question.kind != Kind.STATEMENTS:
            wrong = next(one for one in LETTERS if one not in question.right)
        run = self.state.run
        for n in range(1, self.players + 1):
            chance = (n * 7919 + run * 104_729) % 1000
            if chance >= 940 or not self.sheet.is_alive(n):
                continue
            said = question.right if chance < share * 100 else wrong
            self.answer(n, said, 1 + (n * 31 + run * 17) % 97 * question.seconds / 320)
        self.at = self.state.opens_us + question.seconds * SECOND * 9 // 20
        if end:
            self.close()


@dataclass(frozen=True)
class Moment:
    """One instant of a session as its screens hear it."""

    stage: list[Frame]
    host: list[Frame]
    play: list[Frame]


def _segment(title: str, mode: Mode, *questions: PlanQuestion, **terms: Any) -> Segment:
    return Segment(title, mode, questions, replace(PRESETS[mode], **terms))


def _hall(*segments: Segment, players: int = 5, **values: Any) -> Hall:
    teams = values.pop("teams", None) or Teams()
    hall = Hall(Plan(TITLE, segments, teams, seed="hat"), players=players, **values)
    hall.do("open_lobby")
    return hall


# --- the modes ------------------------------------------------------------------------------------


def race(players: int) -> Hall:
    """From the lobby to the last page, with as many players."""
    asked = [planned(LAW[n]) for n in (3, 9, 14, 20, 25)]
    hall = _hall(
        _segment("Khởi động", Mode.RACE, *asked), players=players, units=UNITS if players > 5 else ()
    )  # fmt: skip
    hall.keep(f"lobby-{players}")
    hall.do("start")
    if players == 5:
        hall.keep("race-intro")
    for _ in range(3):
        hall.ask_all()
        hall.do("reveal")
    hall.do("next")
    hall.ask_all(end=False)
    hall.keep(f"question-{players}", player=99)
    hall.keep(f"answered-{players}")
    hall.do("pause")
    hall.keep(f"pause-{players}")
    hall.do("resume")
    hall.do("end_early")
    hall.keep(f"closed-{players}")
    hall.settle()
    hall.do("reveal")
    hall.keep(f"reveal-{players}")
    hall.do("show_board")
    hall.keep(f"board-{players}")
    hall.do("finish")
    hall.keep(f"podium-{players}")
    hall.do("finish")
    hall.keep(f"ended-{players}")
    return hall


def empty_room() -> Hall:
    hall = _hall(_segment("Khởi động", Mode.RACE, planned(LAW[3])), players=0)
    hall.keep("lobby-0", player=1)
    hall.do("lock_lobby")
    hall.keep("lobby-locked", player=1)
    return hall


def reading() -> Hall:
    hall = _hall(
        _segment("Khởi động", Mode.RACE, planned(LAW[3]), planned(LAW[4]), reading_seconds=5), players=500
    ).start_on()  # fmt: skip
    hall.do("next")
    hall.keep("reading")
    hall.do("next")
    hall.ask_all()
    hall.do("void", reason="Câu hỏi in nhầm phương án C")
    hall.keep("voided")
    return hall


def extremes() -> Hall:
    """The shipped questions that ask most of a screen, each asked and revealed."""
    asked = [planned(one, Mode.ACCURACY) for one in EXTREMES.values()]
    hall = _hall(_segment("Trả lời chính xác", Mode.ACCURACY, *asked), players=500).start_on()
    for name in EXTREMES:
        hall.do("next")
        hall.ask_all(end=False)
        hall.keep(f"question-{name}", player=999)
        hall.close()
        hall.do("reveal")
        hall.keep(f"reveal-{name}")
    return hall


def teams(players: int) -> Hall:
    hall = _hall(
        _segment("Trả lời chính xác", Mode.ACCURACY, planned(LAW[3], Mode.ACCURACY)),
        players=players, units=UNITS, teams=Teams(TeamsBy.ORGANISATION),
    ).start_on()  # fmt: skip
    hall.ask_all()
    hall.do("reveal")
    hall.do("show_board")
    hall.keep(f"teams-{players}")
    hall.do("finish")
    hall.keep(f"teams-podium-{players}")
    return hall


def bell(players: int) -> Hall:
    asked = [planned(LAW[n], Mode.BELL) for n in range(20, 30)]
    rescue = replace(PRESETS[Mode.BELL].rescue, count=6, after=3)  # type: ignore[type-var]
    hall = _hall(
        _segment("Rung chuông vàng", Mode.BELL, *asked, rescue=rescue), players=players
    ).start_on()
    if players == 100:
        hall.keep("bell-intro")
    for n in range(1, 5):
        hall.ask_all(share=6)
        hall.do("reveal")
        hall.settle()
        if n == 1:
            out = min(hall.sheet.out)
            hall.keep(f"bell-reveal-{players}", player=out)
        if n == 3 and players == 100:
            hall.do("rescue", count=6)
            hall.settle()
        if n in (1, 3):
            hall.do("show_board")
            hall.keep(f"bell-wall-{n}-{players}", player=out)
            hall.do("hide_board")
    if players == 100:
        hall.do("next")
        hall.keep("bell-watching", player=out)
        hall.close()
        hall.do("reveal")
    while hall.sheet.alive_count > 1 and hall.state.asked != tuple(range(len(asked))):
        hall.ask_all(share=3)
        hall.do("reveal")
        hall.settle()
    hall.do("show_board")
    hall.keep(f"bell-last-{players}")
    return hall


def _spoken(mode: Mode, *numbers: int, **values: Any) -> list[PlanQuestion]:
    """Every second question has no options: it is read out and answered in own words."""
    bare = {"options": (), "kind": Kind.SHORT, "right": "Chính phủ", "accepted": ("Chính phủ",)}
    return [
        planned(LAW[number], mode, **(bare if place % 2 else {}), **values)
        for place, number in enumerate(numbers)
    ]


def buzzer() -> Hall:
    hall = _hall(
        _segment("Giành quyền trả lời", Mode.BUZZER, *_spoken(Mode.BUZZER, 3, 14, 20)),
        players=4, names=TEAMS,
    ).start_on()  # fmt: skip
    hall.keep("buzzer-intro")
    hall.do("next")
    hall.keep("buzzer-reading")
    hall.press((4, hall.at - SECOND // 2))
    hall.keep("buzzer-early", player=4)
    hall.do("arm")
    hall.keep("buzzer-armed")
    at = hall.at
    hall.at += SECOND
    hall.press((1, at + 700_000), (2, at + 784_000), (3, at + 801_000))
    hall.keep("buzzer-first", player=1)
    hall.keep("buzzer-queue", player=2)
    hall.do("judge", player=1, right=False)
    hall.keep("buzzer-wrong", player=1)
    hall.do("judge", player=2, right=True)
    hall.settle()
    hall.do("reveal")
    hall.keep("buzzer-right", player=2)
    hall.do("next")
    hall.do("arm")
    at = hall.at
    hall.at += SECOND
    hall.press((3, at + 700_100), (1, at + 700_900), (2, at + 912_000))
    hall.keep("buzzer-tied", player=1)
    hall.do("give_turn", player=3)
    hall.do("judge", player=3, right=True)
    hall.settle()
    hall.do("reveal")
    hall.do("show_board")
    hall.keep("buzzer-board")
    return hall


def olympia() -> Hall:
    """A programme of four parts; points are carried across."""
    word = "PHỔ BIẾN GIÁO DỤC PHÁP LUẬT"
    rows = [
        planned(KINDS["short"], Mode.OBSTACLE, clue="BỘ TƯ PHÁP"),
        planned(LAW[3], Mode.OBSTACLE, clue="TRUYỀN THÔNG"),
        planned(LAW[14], Mode.OBSTACLE, clue="HỘI ĐỒNG PHỐI HỢP"),
        planned(LAW[20], Mode.OBSTACLE, clue="TỦ SÁCH"),
        planned(LAW[25], Mode.OBSTACLE, clue="NGÀY PHÁP LUẬT"),
    ]
    worths = (10_000, 10_000, 20_000, 30_000, 30_000)
    numbers = (3, 14, 20, 25, 30)
    finals = [
        replace(asked, max_milli=worth, floor_milli=worth)
        for asked, worth in zip(_spoken(Mode.PACKAGES, *numbers), worths, strict=True)
    ]
    hall = _hall(
        _segment("Khởi động", Mode.TURNS, *_spoken(Mode.TURNS, *range(30, 38)), per_turn=2),
        _segment("Vượt chướng ngại vật", Mode.OBSTACLE, *rows, keyword=word),
        _segment("Tăng tốc", Mode.SPEED, planned(LAW[9], Mode.SPEED), planned(EXTREMES["picture"], Mode.SPEED)),
        _segment("Về đích", Mode.PACKAGES, *finals),
        players=4, names=TEAMS,
    ).start_on()  # fmt: skip
    hall.keep("turns-intro")
    for player in range(1, 5):
        hall.do("give_turn", player=player)
        if player == 1:
            hall.keep("turns-called")
        for n in (1, 2):
            hall.do("next")
            if player == n == 1:
                hall.keep("turns-asking")
                hall.keep("turns-other", player=2)
            hall.do("judge", player=player, right=(player + n) % 3 > 0)
            hall.settle()
            hall.do("reveal")
            if player == n == 1:
                hall.keep("turns-reveal")
    _obstacle(hall)
    _speed(hall)
    _packages(hall)
    return hall


def _obstacle(hall: Hall) -> None:
    hall.do("next")
    hall.keep("obstacle-intro")
    hall.do("open_row", row=0)
    hall.answer(1, "Bộ Tư pháp", 3)
    hall.answer(3, "Bộ Nội vụ", 4)
    hall.at += 5 * SECOND
    hall.keep("obstacle-typed", player=2)
    hall.close()
    hall.do("reveal")
    hall.keep("obstacle-reveal")
    hall.do("open_row", row=3)
    hall.ask_all(end=False)
    hall.keep("obstacle-choice", player=9)
    hall.press((2, hall.at - 400_000), (4, hall.at - 100_000))
    hall.keep("obstacle-pressed", player=2)
    hall.do("keyword", player=2, right=False)
    hall.keep("obstacle-barred", player=2)
    hall.close()
    hall.do("reveal")
    hall.do("show_board")
    hall.keep("obstacle-board")
    hall.do("keyword", player=4, right=True)
    hall.keep("obstacle-found", player=4)


def _speed(hall: Hall) -> None:
    hall.do("next")
    hall.keep("speed-intro")
    hall.ask_all(share=9, end=False)
    hall.keep("speed-asking", player=9)
    hall.close()
    hall.do("reveal")
    hall.keep("speed-reveal")
    hall.do("show_board")
    hall.keep("speed-board")
    hall.do("hide_board")
    hall.ask_all(share=9)
    hall.do("reveal")


def _packages(hall: Hall) -> None:
    hall.do("next")
    hall.keep("packages-intro")
    hall.do("give_turn", player=2)
    hall.keep("packages-choosing", player=2)
    hall.do("package", value=1)
    hall.do("star", player=2)
    hall.keep("packages-chosen", player=2)
    hall.do("next")
    hall.at = hall.state.opens_us + 4 * SECOND
    hall.keep("packages-star", player=2)
    hall.do("judge", player=2, right=False)
    hall.keep("packages-steal", player=1)
    at = hall.at
    hall.at += SECOND
    hall.press((1, at + 400_000), (3, at + 433_000))
    hall.keep("packages-stolen", player=1)
    hall.do("judge", player=1, right=True)
    hall.settle()
    hall.do("reveal")
    hall.keep("packages-reveal", player=1)
    hall.do("next")
    hall.do("judge", player=2, right=True)
    hall.settle()
    hall.do("finish")
    hall.keep("olympia-podium")


def knockout() -> Hall:
    """Sixty at computers, fifteen seats, more than one for the last of them."""
    asked = [planned(LAW[n], Mode.KNOCKOUT) for n in (3, 9, 14)]
    hall = _hall(
        _segment("Vòng loại trên máy tính", Mode.KNOCKOUT, *asked, cut=15),
        _segment("Câu hỏi phụ", Mode.BUZZER, *_spoken(Mode.BUZZER, 20, 25), for_cut=True),
        players=60, units=UNITS,
    ).start_on()  # fmt: skip
    hall.keep("knockout-intro")
    for n in range(3):
        hall.do("next")
        # Thirteen are ahead; the four behind them answer in one instant, for two seats.
        for player in range(1, 61):
            hall.answer(
                player,
                "A" if player > 40 + n else hall.right(),
                2 + player / 20 if player < 14 else 3 if player < 18 else 4 + player / 20,
            )
        hall.at = hall.state.opens_us + 9 * SECOND
        if n == 1:
            hall.keep("knockout-asking")
        hall.close()
        if n == 1:
            hall.keep("knockout-settled")
    hall.do("show_board")
    hall.keep("knockout-board", player=15)
    hall.do("hide_board")
    hall.do("next")
    hall.keep("knockout-tie-intro", player=15)
    hall.do("next")
    hall.do("arm")
    at = hall.at
    hall.at += SECOND
    hall.press((14, at + 300_000), (16, at + 355_000))
    hall.keep("knockout-tie", player=50)
    return hall


def halls() -> Iterator[Hall]:
    """Every hall."""
    yield empty_room()
    for players in (5, 5000):
        yield race(players)
        yield teams(players)
    yield reading()
    yield extremes()
    for players in (100, 5000):
        yield bell(players)
    yield buzzer()
    yield olympia()
    yield knockout()


def moments() -> dict[str, Moment]:
    """Every moment of every hall by its name."""
    made: dict[str, Moment] = {}
    for hall in halls():
        assert not made.keys() & hall.shown.keys()
        made |= hall.shown
    return made
