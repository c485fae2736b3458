"""Figures and words of reports for the tests of wording: no database."""

from __future__ import annotations

from contests.formats.document import (
    Dashes,
    Heading1,
    Heading2,
    OfficialDocument,
    Paragraph,
    plain,
)
from contests.reports.rules.figures import Figure, FigureSet, Row, Table, Unit, Value
from contests.reports.selectors.figures import _UNITS

EMPTY_TABLES = (
    "contest",
    "joined",
    "correct",
    "audience",
    "sex",
    "age",
    "commune",
    "organisation",
    "week",
    "day",
    "missed",
    "awards",
)
ZERO: dict[str, Value] = {code: 0 for code, unit in _UNITS.items() if unit is not Unit.RATE}


def figure_set(
    values: dict[str, Value] | None = None,
    before: dict[str, Value] | None = None,
    *,
    tables: tuple[Table, ...] = (),
    is_comparable: bool = True,
    hidden: tuple[str, ...] = (),
    year: int = 2026,
) -> FigureSet:
    """All figures 0 but `values`; every table empty but `tables`."""
    found = ZERO | (values or {})
    past = ZERO | (before or {}) if is_comparable else {}
    figures = tuple(
        Figure(
            code,
            code,
            _UNITS[code],
            None if code in hidden else value,
            past.get(code),
            ("value",) if code in hidden else (),
        )
        for code, value in found.items()
    )
    given = {one.code: one for one in tables}
    return FigureSet(
        "SKHCN",
        "",
        f"{year}-10-01",
        f"{year}-11-09",
        is_comparable,
        figures,
        tuple(given.get(code, Table(code, code, (), ())) for code in EMPTY_TABLES),
    )


def full() -> FigureSet:
    """Something of everything."""
    columns = ("attempts", "persons", "attempts_before", "persons_before")

    def line(key: str, label: str, *numbers: int | None, **texts: str) -> Row:
        values: dict[str, Value] = dict(zip(columns, numbers, strict=False))
        hidden = tuple(code for code, value in values.items() if value is None)
        return Row(key, label, values, hidden, texts)

    total: dict[str, Value] = {
        "attempts": 11106,
        "persons": 7310,
        "attempts_before": 9872,
        "persons_before": 7000,
    }
    return figure_set(
        {
            "contests": 2,
            "contests_online": 1,
            "contests_live": 1,
            "attempts": 11106,
            "persons": 7310,
            "organisations": 85,
            "own_organisations": (8, 9),
            "communes": (93, 96),
            "own_persons": (120, 150),
            "average": (250_000, 333_180),
            "passed": (9_000, 11_106),
            "joined_contests": 1,
            "joined_attempts": 30,
            "joined_persons": 21,
            "awards_individual": 12,
            "awards_collective": 3,
            "awards_money": 45_000_000,
            "expenses": 35_000_000,
        },
        {"contests_online": 1, "attempts": 9872, "persons": 7310, "expenses": 40_000_000},
        tables=(
            Table(
                "contest",
                "contest",
                ("attempts", "persons"),
                (
                    line(
                        "1",
                        "Tìm hiểu pháp luật năm 2026",
                        11106,
                        7310,
                        organisation="Sở Khoa học và Công nghệ",
                        form="online",
                        ended="1",
                        last="2026-11-05",
                    ),
                ),
                total,
            ),
            Table(
                "audience",
                "audience",
                columns,
                (
                    line("hoc_sinh", "Học sinh", 8000, 5000, 7000, 5000),
                    line("nong_dan", "Nông dân, ngư dân", 3106, 2310, 2872, 2000),
                ),
                total,
            ),
            Table(
                "correct",
                "correct",
                ("attempts", "persons"),
                (
                    line("0", "0/2", None, None),
                    line("1", "1/2", None, None),
                    line("2", "2/2", 161, 141),
                ),
                total,
            ),
            Table(
                "commune",
                "commune",
                columns,
                (
                    line("21289", "Xã Sơn Hà", 500, 400, 300, 200),
                    line("21292", "Xã Sơn Hạ", 0, 0, 5, 5),
                ),
                total,
            ),
            Table(
                "missed",
                "missed",
                ("wrong",),
                (
                    Row(
                        "7",
                        "Ngày Pháp luật là ngày nào?",
                        {"wrong": (41, 100)},
                        (),
                        {"topic": "Công tác văn thư", "citation": "Điều 8 Luật 14/2012/QH13"},
                    ),
                ),
            ),
            Table(
                "awards",
                "awards",
                ("amount_vnd",),
                (
                    Row(
                        "1",
                        "Nguyễn Thị H.",
                        {"amount_vnd": 3_000_000},
                        (),
                        {
                            "contest": "Tìm hiểu pháp luật năm 2026",
                            "level": "Giải Nhất",
                            "kind": "individual",
                            "unit": "Xã Sơn Hà",
                        },
                    ),
                ),
            ),
        ),
    )


NARRATIVE = {
    "basis": "Thực hiện Kế hoạch số 12/KH-UBND ngày 05/02/2026 của UBND tỉnh Quảng Ngãi;",
    "documents": "Kế hoạch số 25/KH-SKHCN ngày 19/10/2026\n- Quyết định số 26/QĐ-SKHCN",
    "direction": "Giao Văn phòng Sở làm đầu mối",
    "events_count": "3",
    "events_people": "250",
    "live_people": "60",
    "portal_items": "12",
    "copies": "500",
    "copies_minority": "0",
    "good": "Người dân tham gia đông.",
    "plan": "Tiếp tục tổ chức thi:\n- Trong trường học\n- Ở khu dân cư",
}


def body_lines(document: OfficialDocument) -> list[str]:
    """The body as lines of text."""
    found: list[str] = []
    for block in document.body:
        if isinstance(block, Heading1 | Heading2):
            found.append(f"{block.label} {block.text}")
        elif isinstance(block, Paragraph):
            found.append(plain(block.text))
        elif isinstance(block, Dashes):
            found += [f"- {plain(item)}" for item in block.items]
    return found
