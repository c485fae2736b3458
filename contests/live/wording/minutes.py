"""Biên bản and Thể lệ of a live session, in the form of NĐ 30/2020/NĐ-CP, from its log alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, Final

from contests.formats import issuers
from contests.formats.document import (
    Block,
    Column,
    Dashes,
    Heading1,
    Heading2,
    OfficialDocument,
    Paragraph,
    Table,
)
from contests.formats.issuers import DocumentKind, Issuer, Signer
from contests.live.rules.plan import Plan
from contests.live.rules.statistics import QuestionFigures
from contests.live.wording.segments import MODE_NAMES, points, segment_rules, standing_rules
from contests.rules.clock import LOCAL
from contests.wording.numbers import decimal, duration, instant, integer

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
"""What every command is called in minutes and in the host's log."""
_RIGHT: Final = {True: "đúng", False: "sai"}


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log: when, what, by whom ("" by the machine), from which device."""

    at_us: int
    name: str
    args: Mapping[str, Any]
    by: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """One line of the final standing; names as they may be published."""

    place: int
    name: str
    unit: str
    points_milli: int
    correct: int
    duration_us: int


@dataclass(frozen=True, slots=True)
class LiveFacts:
    """All that minutes say. `names`: shown names by player; `digest`: SHA-256 of the frozen plan;
    `is_replayed`: whether a replay of the log gave this standing."""

    issuer: Issuer
    title: str
    plan: Plan
    started_us: int
    ended_us: int
    players: int
    log: Sequence[LogLine]
    placed: Sequence[Placed]
    units: Sequence[tuple[int, str, int]] = ()
    figures: Sequence[QuestionFigures] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    place: str = ""
    chair: str = ""
    secretary: str = ""
    digest: str = ""
    is_replayed: bool = False
    created: datetime | None = None


def minutes(facts: LiveFacts) -> OfficialDocument:
    """Biên bản of a session: course, results, every adjustment and command with its reason."""
    body: list[Block] = [
        Heading1("I.", "Thời gian, địa điểm, thành phần"),
        Dashes(_frame(facts)),
        Heading1("II.", "Nội dung thi"),
        _programme(facts.plan),
        Heading1("III.", "Kết quả"),
        *_results(facts),
        Heading1("IV.", "Điều chỉnh, hủy câu hỏi và các quyết định của người dẫn"),
        _decisions(facts),
        Heading1("V.", "Thống kê câu hỏi"),
        _questions(facts.figures),
        Heading1("VI.", "Toàn bộ diễn biến"),
        _whole(facts),
    ]
    if facts.digest:
        body.append(Paragraph(f"Mã kiểm tra (SHA-256) của đề thi đã niêm phong: {facts.digest}."))
    if facts.is_replayed:
        body.append(
            Paragraph(
                "Kết quả trên đã được máy tính lại từ nhật ký và các câu trả lời, trùng khớp."
            )
        )
    return _document(
        facts,
        DocumentKind.MINUTES,
        f"Tổ chức phòng thi trực tiếp “{facts.title}”",
        body,
        f"Biên bản kết thúc vào {instant(_at(facts.ended_us))} và được các thành phần tham dự thống nhất ký tên",
    )


def rules_sheet(facts: LiveFacts) -> OfficialDocument:
    """Thể lệ of a session: the sentences that stand on the screens, segment by segment."""
    body: list[Block] = [
        Heading1("I.", "Quy định chung"),
        Dashes(standing_rules(facts.plan)),
        Heading1("II.", "Các phần thi"),
    ]
    for number, segment in enumerate(facts.plan.segments, start=1):
        body.append(Heading2(f"{number}.", segment.title))
        body.append(Dashes(segment_rules(segment)))
    return _document(facts, DocumentKind.RULES, f"Phòng thi trực tiếp “{facts.title}”", body, "")


def _document(
    facts: LiveFacts, kind: DocumentKind, subject: str, body: Sequence[Block], closing: str
) -> OfficialDocument:
    issuer = facts.issuer
    return OfficialDocument(
        letterhead=issuers.letterhead(issuer),
        number_symbol=issuers.number_symbol(issuer, kind),
        place=issuer.place,
        kind_title=issuers.TITLES[kind],
        subject=subject,
        body=tuple(body),
        signature=issuers.signature(issuer, Signer(name=facts.chair or None)),
        year=_at(facts.started_us or 0).year if facts.started_us else None,
        recipients=issuers.recipients(issuer, kind),
        closing_words=closing,
        created=facts.created,
    )


def _at(micro: int) -> datetime:
    return datetime.fromtimestamp(micro // 1_000_000, UTC).astimezone(LOCAL)


def _frame(facts: LiveFacts) -> tuple[str, ...]:
    said = [
        f"Bắt đầu: {instant(_at(facts.started_us))}; kết thúc: {instant(_at(facts.ended_us))}.",
        f"Địa điểm: {facts.place}." if facts.place else "",
        f"Người dẫn chương trình: {facts.chair}." if facts.chair else "",
        f"Thư ký: {facts.secretary}." if facts.secretary else "",
        f"Số người (đội) dự thi: {integer(facts.players)}.",
    ]
    return tuple(one for one in said if one)


def _programme(plan: Plan) -> Table:
    return Table(
        (
            Column("TT", 0.5, "center"),
            Column("Phần thi", 3),
            Column("Hình thức", 2.5),
            Column("Số câu hỏi", 1, "right"),
        ),
        tuple(
            (str(n), one.title, MODE_NAMES[one.mode], integer(len(one.questions)))
            for n, one in enumerate(plan.segments, start=1)
        ),
    )


def _results(facts: LiveFacts) -> list[Block]:
    blocks: list[Block] = []
    if facts.units:
        blocks.append(
            Table(
                (
                    Column("Hạng", 0.7, "center"),
                    Column("Đội, đơn vị", 4),
                    Column("Điểm", 1, "right"),
                ),
                tuple((str(place), name, points(milli)) for place, name, milli in facts.units),
                caption="Xếp hạng đội",
            )
        )
    blocks.append(
        Table(
            (
                Column("Hạng", 0.7, "center"),
                Column("Họ và tên", 3),
                Column("Đội, đơn vị", 2.5),
                Column("Điểm", 1, "right"),
                Column("Số câu đúng", 1, "right"),
                Column("Tổng thời gian", 1.6, "right"),
            ),
            tuple(
                (
                    str(one.place),
                    one.name,
                    one.unit,
                    points(one.points_milli),
                    integer(one.correct),
                    duration(one.duration_us // 1000),
                )
                for one in facts.placed
            ),
            caption="Xếp hạng cá nhân",
        )
    )
    return blocks


_DECIDED: Final = frozenset(
    ("adjust", "void", "redo", "judge", "keyword", "rescue", "undo", "remove", "rename",
     "hide_name", "skip", "extend", "end_early", "give_turn")
)  # fmt: skip


def _decisions(facts: LiveFacts) -> Table:
    lines = [one for one in facts.log if one.name in _DECIDED]
    return Table(
        (
            Column("Thời điểm", 1.3, "center"),
            Column("Nội dung", 4),
            Column("Lý do", 3),
            Column("Người thực hiện", 2),
        ),
        tuple(
            (_clock(one.at_us), said(one, facts.names), str(one.args.get("reason", "")), one.by)
            for one in lines
        ),
        empty="Không có",
    )


def _whole(facts: LiveFacts) -> Table:
    return Table(
        (
            Column("TT", 0.6, "center"),
            Column("Thời điểm", 1.3, "center"),
            Column("Diễn biến", 5),
            Column("Người thực hiện", 2),
            Column("Thiết bị", 1, "center"),
        ),
        tuple(
            (
                str(number),
                _clock(one.at_us),
                said(one, facts.names),
                one.by or "Máy",
                one.device,
            )
            for number, one in enumerate(facts.log, start=1)
        ),
        size=11,
    )


def _clock(micro: int) -> str:
    """Hours to thousandths, in Viet Nam time: 09:05:03,250."""
    return f"{_at(micro):%H:%M:%S},{micro // 1000 % 1000:03d}"


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


def _questions(figures: Sequence[QuestionFigures]) -> Table:
    return Table(
        (
            Column("Câu", 0.6, "center"),
            Column("Nội dung", 5),
            Column("Được hỏi", 0.9, "right"),
            Column("Trả lời", 0.9, "right"),
            Column("Đúng", 0.8, "right"),
            Column("Tỷ lệ đúng", 1, "right"),
            Column("Trung vị thời gian đúng", 1.4, "right"),
            Column("Sai nhiều nhất", 1.4),
        ),
        tuple(
            (
                str(number),
                one.question.stem,
                integer(one.asked),
                integer(one.answered),
                integer(one.right),
                f"{decimal(one.facility * 100, 1)}%",
                f"{decimal(Fraction(one.median_us, 1_000_000), 1)} giây" if one.right else "",
                _worst(one),
            )
            for number, one in enumerate(figures, start=1)
        ),
        size=11,
    )


def _worst(one: QuestionFigures) -> str:
    wrong = [said for said in one.distractors if said[0]]
    return f"{wrong[0][0]} ({integer(wrong[0][1])})" if wrong else ""
