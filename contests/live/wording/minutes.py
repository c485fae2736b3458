"""Biên bản and Thể lệ of a live session, in the form of NĐ 30/2020/NĐ-CP, from its log alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Final

from contests.formats import issuers
from contests.formats.document import (
    Annex,
    Block,
    Column,
    Dashes,
    Heading1,
    Heading2,
    OfficialDocument,
    Signature,
    Table,
)
from contests.formats.issuers import DocumentKind, Issuer
from contests.live.rules.plan import Plan
from contests.live.rules.statistics import QuestionFigures
from contests.live.wording.log import LogLine, said
from contests.live.wording.segments import MODE_NAMES, points, segment_rules, standing_rules
from contests.rules.clock import LOCAL
from contests.wording.numbers import decimal, duration, instant, integer

_BLANK: Final = "\u00a0" + "." * 60
"""Room for what is written by hand."""
PLACED_MOST: Final = 200
"""So many lines of the standing are printed; all of them stand in the spreadsheet."""


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
    """Biên bản of a session: course, results, what the host decided and why; as annexes the
    figures of every question and the whole log."""
    body: list[Block] = [
        Heading1("I.", "Thời gian, địa điểm, thành phần"),
        Dashes(_frame(facts)),
        Heading1("II.", "Nội dung thi"),
        _programme(facts.plan),
        Heading1("III.", "Kết quả"),
        *_results(facts),
        Heading1("IV.", "Các quyết định của người dẫn chương trình"),
        _decisions(facts),
        Heading1("V.", "Kiểm tra kết quả"),
        Dashes(_checked(facts)),
    ]
    made = _document(
        facts,
        DocumentKind.MINUTES,
        f"Tổ chức phòng thi trực tiếp “{facts.title}”",
        body,
        f"Biên bản kết thúc vào {instant(_at(facts.ended_us))} và được các thành phần tham dự thống nhất ký tên",
    )
    return replace(
        made,
        signature=Signature(("Chủ trì",), facts.chair or None),
        secretary=Signature(("Thư ký",), facts.secretary or None),
        annexes=(
            Annex("Phụ lục I", "Thống kê câu hỏi", (_questions(facts.figures),), landscape=True),
            Annex("Phụ lục II", "Toàn bộ diễn biến", (_whole(facts),)),
        ),
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
        signature=issuers.signature(issuer),
        year=_at(facts.started_us or 0).year if facts.started_us else None,
        recipients=issuers.recipients(issuer, kind),
        closing_words=closing,
        created=facts.created,
    )


def _at(micro: int) -> datetime:
    return datetime.fromtimestamp(micro // 1_000_000, UTC).astimezone(LOCAL)


def _frame(facts: LiveFacts) -> tuple[str, ...]:
    return (
        f"Thời gian: bắt đầu {instant(_at(facts.started_us))}, kết thúc {instant(_at(facts.ended_us))}.",
        f"Địa điểm: {facts.place or _BLANK}.",
        f"Chủ trì, dẫn chương trình: {facts.chair or _BLANK}.",
        f"Thư ký: {facts.secretary or _BLANK}.",
        f"Thành phần tham dự: {integer(facts.players)} người (đội) dự thi vào phòng bằng thiết bị của mình.",
    )


def _checked(facts: LiveFacts) -> tuple[str, ...]:
    if facts.is_replayed:
        said = "Kết quả trên đã được máy tính lại từ nhật ký và các câu trả lời đã ghi, trùng khớp."
    else:
        said = (
            "Máy tính lại từ nhật ký và các câu trả lời đã ghi KHÔNG cho cùng kết quả. "
            "Cần kiểm tra trước khi ký biên bản này."
        )
    # In groups, so that the line may break.
    digest = " ".join(facts.digest[at : at + 8] for at in range(0, len(facts.digest), 8))
    seal = f"Mã kiểm tra (SHA-256) của đề thi đã niêm phong: {digest}."
    return (
        said,
        "Mọi thời điểm ghi theo đồng hồ của máy chủ, giờ Việt Nam.",
        *((seal,) if facts.digest else ()),
        "Số liệu từng câu hỏi ở Phụ lục I; toàn bộ thao tác trong phòng thi ở Phụ lục II.",
    )


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
                caption="Xếp hạng đội, đơn vị",
            )
        )
    has_units = any(one.unit for one in facts.placed)
    columns = (
        Column("Hạng", 0.8, "center"),
        Column("Họ và tên", 3),
        *((Column("Đội, đơn vị", 2.5),) if has_units else ()),
        Column("Điểm", 1, "right"),
        Column("Số câu đúng", 1, "right"),
        Column("Tổng thời gian", 1.6, "right"),
    )
    shown = facts.placed[:PLACED_MOST]
    left = len(facts.placed) - len(shown)
    blocks.append(
        Table(
            columns,
            tuple(
                (
                    str(one.place),
                    one.name,
                    *((one.unit,) if has_units else ()),
                    points(one.points_milli),
                    integer(one.correct),
                    # "2,000 giây", not "02,000 giây".
                    duration(one.duration_us // 1000).removeprefix("0"),
                )
                for one in shown
            ),
            caption="Xếp hạng cá nhân",
            note=(
                f"Còn {integer(left)} người; danh sách đầy đủ ở tệp kết quả Excel kèm theo biên bản."
                if left
                else ""
            ),
        )
    )
    return blocks


_WRONG_SHOWN: Final = 3
_DECIDED: Final = frozenset(
    ("adjust", "void", "redo", "judge", "keyword", "rescue", "undo", "remove", "rename",
     "hide_name", "skip", "extend", "give_turn")
)  # fmt: skip


def _decisions(facts: LiveFacts) -> Table:
    lines = [one for one in facts.log if one.name in _DECIDED]
    return Table(
        (
            Column("Thời điểm", 2, "center"),
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
            Column("Thời điểm", 1.9, "center"),
            Column("Diễn biến", 4.4),
            Column("Người thực hiện", 2.6),
            Column("Thiết bị", 1.1, "center"),
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


def _questions(figures: Sequence[QuestionFigures]) -> Table:
    return Table(
        (
            Column("Câu", 0.6, "center"),
            Column("Nội dung", 5),
            Column("Được hỏi", 0.9, "right"),
            Column("Trả lời", 0.9, "right"),
            Column("Đúng", 0.8, "right"),
            Column("Tỷ lệ đúng", 1, "right"),
            Column("Thời gian đúng (trung vị)", 1.3, "right"),
            Column("Các câu trả lời", 2.6),
        ),
        tuple(
            (
                str(number),
                one.question.stem,
                "" if one.is_spoken else integer(one.asked),
                integer(one.answered),
                integer(one.right),
                "" if one.is_spoken else f"{decimal(one.facility * 100, 1)}%",
                f"{decimal(Fraction(one.median_us, 1_000_000), 1)} giây" if one.median_us else "",
                _answers(one),
            )
            for number, one in enumerate(figures, start=1)
        ),
        size=11,
        empty="Chưa có câu hỏi nào được hỏi",
    )


def _answers(one: QuestionFigures) -> str:
    """How often every option was chosen, the right ones marked; of typed answers the commonest."""
    if one.is_spoken:
        words = "Trả lời bằng lời"
    elif one.options:
        words = "; ".join(
            f"{letter}{' (đúng)' if letter in one.question.right else ''}: {integer(times)}"
            for letter, times in one.options
        )
    else:
        words = "; ".join(
            [
                f"Đáp án: {one.question.right}",
                *(f"{said}: {integer(times)}" for said, times in one.distractors[:_WRONG_SHOWN]),
            ]
        )
    return f"Đã hủy, không tính. {words}" if one.is_void else words
