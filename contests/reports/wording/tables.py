"""The tables and charts of a report's annexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from contests.formats import vn
from contests.formats.document import Block, Chart, Column, Paragraph, Series, Table
from contests.reports.rules import figures as rules
from contests.reports.rules.figures import FigureSet, Row, Unit
from contests.reports.wording.fields import FIELDS, NUMBERS
from contests.reports.wording.sentences import (
    HIDDEN_NOTE,
    NOT_COMPARABLE_WHY,
    WORD,
    cell,
    changed,
)

FIGURE: Final = {
    "contests": "Số cuộc thi tìm hiểu pháp luật kết thúc trong kỳ",
    "contests_online": "Trong đó: thi trực tuyến",
    "contests_live": "Trong đó: thi sân khấu hóa, hội thi",
    "contests_written": "Trong đó: thi viết",
    "attempts": "Số lượt dự thi trực tuyến",
    "persons": "Số người dự thi trực tuyến",
    "organisations": "Số cơ quan, đơn vị có người dự thi",
    "own_organisations": "Tỷ lệ đơn vị trực thuộc có người dự thi",
    "communes": "Tỷ lệ xã, phường, đặc khu có người dự thi",
    "own_persons": "Tỷ lệ người của cơ quan đã dự thi",
    "average": "Tỷ lệ câu trả lời đúng",
    "passed": "Tỷ lệ lượt thi đạt",
    "joined_contests": "Số cuộc thi do nơi khác tổ chức có người của cơ quan dự thi",
    "joined_attempts": "Số lượt dự thi tại các cuộc thi đó",
    "joined_persons": "Số người dự thi tại các cuộc thi đó",
    "awards_individual": "Số giải cá nhân",
    "awards_collective": "Số giải tập thể",
    "awards_money": "Tổng tiền thưởng",
    "expenses": "Chi phí tổ chức các cuộc thi",
}
TABLE: Final = {
    "contest": ("Kết quả theo cuộc thi", "Cuộc thi"),
    "joined": ("Dự thi tại các cuộc thi do nơi khác tổ chức", "Cuộc thi"),
    "correct": ("Phân bố kết quả theo số câu trả lời đúng", "Kết quả"),
    "audience": ("Theo nhóm đối tượng", "Nhóm đối tượng"),
    "sex": ("Theo giới tính", "Giới tính"),
    "age": ("Theo độ tuổi", "Độ tuổi"),
    "commune": ("Theo xã, phường, đặc khu nơi cư trú", "Xã, phường, đặc khu"),
    "organisation": ("Theo cơ quan, đơn vị", "Cơ quan, đơn vị"),
    "week": ("Theo tuần", "Tuần"),
    "day": ("Theo ngày", "Ngày"),
    "missed": ("Mười câu hỏi có tỷ lệ trả lời sai cao nhất", "Câu hỏi"),
    "awards": ("Danh sách đạt giải", "Tập thể, cá nhân"),
}
COLUMN: Final = {
    "attempts": "Lượt dự thi",
    "persons": "Người dự thi",
    "head_count": "Tổng số người",
    "rate": "Tỷ lệ",
    "attempts_before": "Lượt, cùng kỳ",
    "persons_before": "Người, cùng kỳ",
    "wrong": "Tỷ lệ trả lời sai",
    "amount_vnd": "Tiền thưởng (đồng)",
}
FORM: Final = {"online": "Trực tuyến", "live": "Sân khấu hóa, hội thi", "written": "Thi viết"}
MOST_BARS: Final = 15


def figure_unit(unit: Unit) -> str:
    """The column "Đơn vị tính"."""
    return "%" if unit is Unit.RATE else WORD[unit]


def overview(figures: FigureSet, narrative: Mapping[str, str]) -> Table:
    """Phụ lục I: every figure with that of the year before, then the clerk's own numbers."""
    rows = []
    for one in figures.figures:
        value = cell(one.value, hidden="value" in one.hidden)
        if isinstance(one.value, tuple) and one.code not in ("average", "passed"):
            value = f"{value} ({vn.number(one.value[0])}/{vn.number(one.value[1])})"
        before = (
            cell(one.previous, hidden="previous" in one.hidden)
            if figures.is_comparable
            else "Không so sánh được"
        )
        compare = changed(one.value, one.previous, is_comparable=figures.is_comparable)
        rows.append((FIGURE[one.code], figure_unit(one.unit), value, before, compare))
    for code in NUMBERS:
        if text := narrative.get(code, ""):
            rows.append((FIELDS[code].label, "", vn.number(int(text)), "", ""))
    return Table(
        columns=(
            Column("STT", 0.75, "center"),
            Column("Chỉ tiêu", 3.5),
            Column("Đơn vị tính", 1.0, "center"),
            Column("Kỳ báo cáo", 1.6, "right"),
            Column("Cùng kỳ năm trước", 1.4, "right"),
            Column("Tăng, giảm", 1.3, "right"),
        ),
        rows=tuple((str(at), *row) for at, row in enumerate(rows, 1)),
        note=notes(figures),
    )


def notes(figures: FigureSet) -> str:
    """What stands under the first table: what "(*)" and the comparison mean."""
    texts = []
    if any(one.hidden for one in figures.figures):
        texts.append(HIDDEN_NOTE)
    if not figures.is_comparable:
        texts.append(NOT_COMPARABLE_WHY)
    return " ".join(texts)


def printed(table: rules.Table, *, caption: str = "") -> Table:
    """A table of groups, a line for each row, hidden cells as "(*)"."""
    columns = [code for code in table.columns if _used(table, code)]
    rows = [
        (str(at), row.label, *(_cell(row, code) for code in columns))
        for at, row in enumerate(table.rows, 1)
    ]
    total = None
    if table.total and len(table.rows) > 1:
        shown = [_total(table, code) for code in columns]
        total = ("", "TỔNG CỘNG", *shown)
    return Table(
        columns=(
            Column("STT", 0.6, "center"),
            Column(TABLE[table.code][1], 3.0),
            *(Column(COLUMN[code], 1.2, "right") for code in columns),
        ),
        rows=tuple(rows),
        total=total,
        caption=caption or TABLE[table.code][0],
        note=HIDDEN_NOTE if any(row.hidden for row in table.rows) else "",
    )


def _used(table: rules.Table, code: str) -> bool:
    return code not in ("head_count", "rate") or any(row.values.get(code) for row in table.rows)


def _cell(row: Row, code: str) -> str:
    return cell(row.values.get(code), hidden=code in row.hidden)


def _total(table: rules.Table, code: str) -> str:
    if code not in table.total:
        return ""
    return cell(table.total[code], hidden=table.total[code] is None)


def column_chart(table: rules.Table, *, caption: str) -> Chart | None:
    """Standing columns of attempts; None without anybody. Hidden rows are gaps."""
    return _chart("column", table, table.rows, caption)


def bar_chart(table: rules.Table, *, caption: str) -> Chart | None:
    """Lying bars of the greatest rows."""
    shown = [row for row in table.rows if isinstance(row.values.get("attempts"), int)]
    shown = [row for row in shown if row.values["attempts"]]
    return _chart("bar", table, shown[:MOST_BARS], caption)


def _chart(kind: str, table: rules.Table, rows: Sequence[Row], caption: str) -> Chart | None:
    values = tuple(_attempts(row) for row in rows)
    if not any(values):
        return None
    best = max(range(len(rows)), key=lambda at: (values[at] or 0, -at))
    series = [Series("Lượt dự thi", values)]
    alt = f"{caption}. Cao nhất: {rows[best].label}, {vn.number(values[best])} lượt."
    return Chart(
        "bar" if kind == "bar" else "column",
        tuple(row.label for row in rows),
        tuple(series),
        caption=caption,
        alt=alt,
        unit="lượt",
    )


def _attempts(row: Row) -> int | None:
    value = row.values.get("attempts")
    return value if isinstance(value, int) else None


def contest_table(figures: FigureSet) -> Table:
    """Phụ lục II: contest by contest."""
    table = figures.table("contest")
    rows = []
    for at, row in enumerate(table.rows, 1):
        last = row.texts.get("last", "")
        ends = vn.short_date(date.fromisoformat(last)) if last else ""
        note = "" if row.texts.get("ended") else "Chưa kết thúc trong kỳ"
        rows.append(
            (
                str(at),
                row.label,
                row.texts.get("organisation", ""),
                FORM.get(row.texts.get("form", ""), ""),
                ends,
                _cell(row, "attempts"),
                _cell(row, "persons"),
                note,
            )
        )
    return Table(
        columns=(
            Column("STT", 0.6, "center"),
            Column("Cuộc thi", 2.6),
            Column("Đơn vị tổ chức", 2.0),
            Column("Hình thức", 1.1),
            Column("Ngày kết thúc", 1.1, "center"),
            Column("Lượt dự thi", 0.9, "right"),
            Column("Người dự thi", 0.9, "right"),
            Column("Ghi chú", 1.0),
        ),
        rows=tuple(rows),
        total=("", "TỔNG CỘNG", "", "", "", _total(table, "attempts"), _total(table, "persons"), "")
        if len(rows) > 1
        else None,
        caption=TABLE["contest"][0],
        note=HIDDEN_NOTE if any(row.hidden for row in table.rows) else "",
    )


def missed_table(figures: FigureSet) -> Table:
    """The ten most missed questions, without any key."""
    rows = []
    for at, row in enumerate(figures.table("missed").rows, 1):
        citation = row.texts.get("citation", "")
        if row.texts.get("kept_back"):
            citation = "Nêu sau khi đợt thi đóng"
        rows.append(
            (str(at), row.label, row.texts.get("topic", ""), citation, cell(row.values["wrong"]))
        )
    return Table(
        columns=(
            Column("STT", 0.6, "center"),
            Column("Câu hỏi", 3.4),
            Column("Lĩnh vực", 1.8),
            Column("Căn cứ", 2.0),
            Column("Tỷ lệ trả lời sai", 0.9, "right"),
        ),
        rows=tuple(rows),
        caption="Câu hỏi có tỷ lệ trả lời sai cao nhất (nội dung cần tuyên truyền thêm)",
        empty="Chưa có câu hỏi nào đủ 30 lượt trả lời",
    )


def award_tables(figures: FigureSet) -> list[Block]:
    """Phụ lục III: who was given a prize, contest by contest."""
    rows = figures.table("awards").rows
    if not rows:
        return [Paragraph("Trong kỳ chưa có tập thể, cá nhân được trao giải.")]
    blocks: list[Block] = []
    for contest, group in groupby(rows, key=lambda row: row.texts["contest"]):
        lines = [
            (
                str(at),
                row.label,
                row.texts["unit"],
                "Cá nhân" if row.texts["kind"] == "individual" else "Tập thể",
                row.texts["level"],
                cell(row.values["amount_vnd"]),
            )
            for at, row in enumerate(group, 1)
        ]
        blocks.append(
            Table(
                columns=(
                    Column("STT", 0.6, "center"),
                    Column("Tập thể, cá nhân", 2.4),
                    Column("Đơn vị, địa phương", 2.2),
                    Column("Loại", 0.8, "center"),
                    Column("Giải", 1.3),
                    Column("Tiền thưởng (đồng)", 1.2, "right"),
                ),
                rows=tuple(lines),
                caption=contest,
            )
        )
    return blocks
