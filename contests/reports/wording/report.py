"""The report "kết quả tổ chức hưởng ứng Ngày Pháp luật" as a document (outline: domain.md, 4.2).

Parts without anything to say are left out and the numbers close up; a whole chapter without
anything says "Không có.".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from contests.formats import issuers
from contests.formats.document import (
    Annex,
    Block,
    Dashes,
    Heading1,
    Heading2,
    OfficialDocument,
    Paragraph,
    letter,
)
from contests.formats.issuers import Capacity, DocumentKind, Issuer, IssuerKind, Signer
from contests.reports.rules.figures import FigureSet
from contests.reports.wording import contests as contest_words
from contests.reports.wording import tables
from contests.reports.wording.sentences import day, joined, sentence
from contests.wording.numbers import count

NATION = "nước Cộng hòa xã hội chủ nghĩa Việt Nam"


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """All that a report is written from. `contest` is the title of the contest whose Ban Tổ chức
    reports, "" for the report of an organisation."""

    issuer: Issuer
    figures: FigureSet
    narrative: Mapping[str, str]
    contest: str = ""

    @property
    def last(self) -> date:
        """The last day of the data."""
        return date.fromisoformat(self.figures.last)

    def text(self, code: str) -> str:
        """What the clerk wrote, trimmed; "" for nothing."""
        return self.narrative.get(code, "").strip()

    def lines(self, code: str) -> tuple[str, ...]:
        """What the clerk wrote, line by line."""
        return tuple(one.strip() for one in self.text(code).splitlines() if one.strip())

    def number(self, code: str) -> int | None:
        """A number the clerk gave; None for none."""
        text = self.text(code)
        return int(text) if text else None


def subject(facts: ReportFacts) -> str:
    """Trích yếu."""
    if facts.contest:
        return f"Kết quả tổ chức Cuộc thi “{facts.contest}”"
    return f"Kết quả tổ chức các hoạt động hưởng ứng Ngày Pháp luật {NATION} năm {facts.last.year}"


def document(facts: ReportFacts) -> OfficialDocument:
    """The whole report. Its number and date are blank; the same facts give the same document."""
    issuer = facts.issuer
    signer = Signer(
        capacity=Capacity(facts.text("capacity") or "head"),
        name=facts.text("signer_name") or None,
        title=facts.text("signer_title") or "Người được ủy quyền",
    )
    what = "cuộc thi" if facts.contest else "các hoạt động hưởng ứng Ngày Pháp luật"
    return OfficialDocument(
        letterhead=issuers.letterhead(issuer),
        number_symbol=issuers.number_symbol(issuer, DocumentKind.REPORT),
        place=issuer.place,
        kind_title=issuers.TITLES[DocumentKind.REPORT],
        subject=subject(facts),
        addressed_to=facts.lines("addressed_to"),
        opening=(opening(facts),),
        body=tuple(body(facts)),
        closing_words=(
            f"Trên đây là báo cáo kết quả tổ chức {what} năm {facts.last.year} của "
            f"{issuers.full_name(issuer)}"
        ),
        signature=issuers.signature(issuer, signer),
        recipients=tuple(one.strip(" -;.") for one in facts.lines("recipients"))
        or issuers.recipients(issuer, DocumentKind.REPORT),
        annexes=tuple(annexes(facts)),
        year=facts.last.year,
        # Of the data, not of the building: the same data gives the same bytes.
        created=datetime.combine(facts.last, time(5), UTC),
    )


def opening(facts: ReportFacts) -> str:
    """The paragraph "Thực hiện …, (cơ quan) báo cáo … như sau:"."""
    basis = " ".join(facts.lines("basis")).strip(" .;,") or (
        "Thực hiện Luật Phổ biến, giáo dục pháp luật số 14/2012/QH13"
    )
    what = (
        f"kết quả tổ chức Cuộc thi “{facts.contest}”"
        if facts.contest
        else f"kết quả tổ chức các hoạt động hưởng ứng Ngày Pháp luật {NATION} năm {facts.last.year}"
    )
    first = date.fromisoformat(facts.figures.first)
    return (
        f"{basis}, {issuers.full_name(facts.issuer)} báo cáo {what} "
        f"(số liệu từ {day(first)} đến {day(facts.last)}) như sau:"
    )


class _Chapter:
    """Paragraphs under numbered headings; headings without any are never written."""

    def __init__(self, label: str, title: str, prefix: str = "") -> None:
        self.head = Heading1(label, title)
        self.blocks: list[Block] = []
        self.number = 0

    def add(self, title: str, blocks: list[Block]) -> None:
        """One numbered section, when there is something in it."""
        if blocks:
            self.number += 1
            self.blocks += [Heading2(f"{self.number}.", title), *blocks]

    def written(self) -> list[Block]:
        """Heading and sections; "Không có." for an empty chapter."""
        return [self.head, *(self.blocks or [Paragraph("Không có.")])]


def paragraphs(text: str) -> list[Block]:
    """Each line of `text` as a paragraph; lines that begin with "-" as a list."""
    blocks: list[Block] = []
    dashes: list[str] = []
    for raw in [*text.splitlines(), ""]:
        line = raw.strip()
        if line.startswith(("- ", "– ", "+ ")):
            dashes.append(sentence(line[2:]))
            continue
        if dashes:
            blocks.append(Dashes(tuple(dashes)))
            dashes = []
        if line:
            blocks.append(Paragraph(sentence(line)))
    return blocks


def body(facts: ReportFacts) -> list[Block]:
    """Chapters I to IV."""
    return [
        *_direction(facts).written(),
        *_results(facts).written(),
        *_assessment(facts).written(),
        *_plans(facts).written(),
    ]


def _direction(facts: ReportFacts) -> _Chapter:
    chapter = _Chapter("I.", "Công tác chỉ đạo, triển khai thực hiện")
    documents = facts.lines("documents")
    if documents:
        issued = f"Đã ban hành {count(len(documents))} văn bản"
        chapter.add(
            "Văn bản đã ban hành",
            [
                Paragraph(f"{issued}:"),
                Dashes(tuple(sentence(one.lstrip("- ")) for one in documents)),
            ],
        )
    chapter.add("Quán triệt, phân công thực hiện", paragraphs(facts.text("direction")))
    chapter.add("Kinh phí thực hiện", paragraphs(facts.text("funding")))
    return chapter


def _counted(facts: ReportFacts, start: str, words: tuple[tuple[str, str], ...]) -> list[Block]:
    """ "Đã tổ chức 03 hội nghị, 250 người dự." from the numbers that were given."""
    parts = [
        f"{count(value) if value else 'không có'} {word}"
        for code, word in words
        if (value := facts.number(code)) is not None
    ]
    last = "với" if any(code.endswith("_people") for code, _ in words) else "và"
    return [Paragraph(sentence(f"{start} {joined(parts, last)}"))] if parts else []


def _results(facts: ReportFacts) -> _Chapter:
    chapter = _Chapter("II.", "Kết quả thực hiện")
    chapter.add(
        "Lễ, mít tinh, hội nghị, tọa đàm hưởng ứng",
        _counted(
            facts,
            "Đã tổ chức",
            (
                ("events_count", "lễ, mít tinh, hội nghị, tọa đàm hưởng ứng"),
                ("events_people", "người dự"),
            ),
        )
        + paragraphs(facts.text("events")),
    )
    chapter.add(
        "Phổ biến pháp luật trực tiếp",
        _counted(
            facts,
            "Đã tổ chức",
            (("talks_count", "cuộc phổ biến trực tiếp"), ("talks_people", "lượt người tham dự")),
        )
        + paragraphs(facts.text("talks")),
    )
    chapter.add("Thi tìm hiểu pháp luật", _contests(facts))
    chapter.add(
        "Truyền thông",
        _counted(
            facts,
            "Đã thực hiện",
            (
                ("portal_items", "tin, bài trên cổng, trang thông tin điện tử"),
                ("press_items", "tin, bài trên báo, đài"),
                ("radio_items", "lượt phát trên hệ thống truyền thanh cơ sở"),
                ("banners", "pa-nô, áp phích, băng rôn, khẩu hiệu"),
                ("social_posts", "tin, bài trên mạng xã hội"),
            ),
        )
        + paragraphs(facts.text("media")),
    )
    chapter.add("Biên soạn, phát hành tài liệu", _materials(facts))
    chapter.add(
        "Phổ biến, giáo dục pháp luật cho đối tượng đặc thù, vùng dân tộc thiểu số, hải đảo",
        paragraphs(facts.text("special")),
    )
    chapter.add(
        "Mô hình mới, cách làm hay; chuyển đổi số; sinh hoạt Ngày Pháp luật hằng tháng",
        paragraphs(facts.text("models")) + paragraphs(facts.text("monthly")),
    )
    chapter.add(
        "Biểu dương, khen thưởng",
        _counted(
            facts,
            "Đã khen thưởng",
            (("praise_collective", "tập thể"), ("praise_individual", "cá nhân")),
        )
        + paragraphs(facts.text("praise")),
    )
    return chapter


def _contests(facts: ReportFacts) -> list[Block]:
    """3.1, 3.2, 3.3 as điểm a), b), c)."""
    parts: list[tuple[str, list[Block]]] = [
        (
            "Thi trực tuyến",
            [Paragraph(one) for one in contest_words.online(facts.figures, facts.last.year)]
            + paragraphs(facts.text("online_note")),
        )
    ]
    for form, title, unit in (
        ("live", "Thi sân khấu hóa, hội thi", "người dự thi"),
        ("written", "Thi viết", "bài dự thi"),
    ):
        blocks: list[Block] = [
            Paragraph(one)
            for one in contest_words.other_form(
                facts.figures,
                form,
                facts.last.year,
                people=facts.number(f"{form}_people"),
                unit=unit,
            )
        ]
        blocks += paragraphs(facts.text(f"{form}_note"))
        if blocks:
            parts.append((title, blocks))
    found: list[Block] = []
    for at, (title, blocks) in enumerate(parts):
        found += [Paragraph(f"{letter(at)} {title}"), *blocks]
    return found


def _materials(facts: ReportFacts) -> list[Block]:
    copies = facts.number("copies")
    found: list[Block] = []
    if copies is not None:
        text = f"Đã phát hành {count(copies) if copies else 'không có'} bản tài liệu"
        if minority := facts.number("copies_minority"):
            text += f", trong đó {count(minority)} bản bằng tiếng dân tộc thiểu số"
        found.append(Paragraph(sentence(text)))
    if online := facts.number("copies_online"):
        found.append(Paragraph(f"Đã đăng tải trực tuyến {count(online)} tài liệu."))
    return found + paragraphs(facts.text("materials"))


def _assessment(facts: ReportFacts) -> _Chapter:
    chapter = _Chapter("III.", "Đánh giá chung")
    chapter.add("Ưu điểm", paragraphs(facts.text("good")))
    limits = paragraphs(facts.text("limits"))
    missed = facts.figures.table("missed").rows
    if missed:
        limits.append(Paragraph(contest_words.missed_sentence(facts.figures)))
        limits.append(Dashes(tuple(contest_words.missed_lines(facts.figures))))
    chapter.add("Tồn tại, hạn chế", limits)
    chapter.add("Nguyên nhân", paragraphs(facts.text("causes")))
    chapter.add("Bài học kinh nghiệm", paragraphs(facts.text("lessons")))
    return chapter


def _plans(facts: ReportFacts) -> _Chapter:
    chapter = _Chapter("IV.", "Phương hướng, đề xuất, kiến nghị")
    plan = paragraphs(facts.text("plan"))
    topics = contest_words.missed_topics(facts.figures)
    if topics:
        plan.append(Paragraph(f"Tăng cường tuyên truyền các nội dung: {joined(topics)}."))
    chapter.add("Phương hướng", plan)
    chapter.add(
        "Đề xuất, kiến nghị", paragraphs(facts.text("proposals")) or [Paragraph("Không có.")]
    )
    return chapter


def annexes(facts: ReportFacts) -> list[Annex]:
    """Phụ lục I: figures; II: contests by unit and commune; III: prizes."""
    figures = facts.figures
    first: list[Block] = [tables.overview(figures, facts.narrative)]
    for code in ("correct", "audience", "sex", "age", "week", "day"):
        table = figures.table(code)
        if not table.rows or not any(
            value for row in table.rows for value in (*row.values.values(), *row.hidden)
        ):
            continue
        if code == "day":
            # Empty days say nothing in print; the page and the workbook keep them.
            table = contest_words.busy_days(table)
        first.append(tables.printed(table))
        if code in ("correct", "week"):
            chart = tables.column_chart(table, caption=tables.TABLE[code][0])
        elif code == "audience":
            chart = tables.bar_chart(table, caption=tables.TABLE[code][0])
        else:
            chart = None
        if chart is not None:
            first.append(chart)
    first.append(tables.missed_table(figures))
    second: list[Block] = [tables.contest_table(figures)]
    if figures.table("joined").rows:
        second.append(tables.printed(figures.table("joined")))
    for code in ("commune", "organisation"):
        table = figures.table(code)
        if not table.rows:
            continue
        second.append(tables.printed(table))
        many = [row for row in table.rows if row.values.get("attempts")]
        chart = tables.bar_chart(
            table, caption=f"{len(many[: tables.MOST_BARS])} nơi có nhiều lượt dự thi nhất"
        )
        if chart is not None and code == "commune" and len(many) > 1:
            second.append(chart)
    return [
        Annex("Phụ lục I", "Bảng tổng hợp số liệu", tuple(first)),
        Annex(
            "Phụ lục II",
            "Kết quả thi tìm hiểu pháp luật theo cuộc thi, địa phương, đơn vị",
            tuple(second),
            landscape=True,
        ),
        Annex(
            "Phụ lục III",
            "Danh sách tập thể, cá nhân đạt giải",
            tuple(tables.award_tables(figures)),
        ),
    ]


def board_of(issuer: Issuer, contest: str) -> Issuer:
    """The Ban Tổ chức of a contest of `issuer`, as an issuer of its own."""
    return Issuer(
        kind=IssuerKind.CONTEST_BOARD,
        name=f"Ban Tổ chức Cuộc thi “{contest}”",
        place=issuer.place,
        superior=issuers.full_name(issuer),
        province=issuer.province,
        drafter=issuer.drafter,
    )
