"""The annexes as sheets of a workbook: numbers as numbers, hidden cells as "(*)"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from contests.formats import vn
from contests.formats.xlsx import Cell, ColumnChart, Field, Form, Sheet
from contests.reports.rules import figures as rules
from contests.reports.rules.figures import FigureSet, Value
from contests.reports.wording.fields import FIELDS, NUMBERS
from contests.reports.wording.sentences import HIDDEN, HIDDEN_NOTE
from contests.reports.wording.tables import COLUMN, FIGURE, FORM, TABLE, figure_unit

_TEXTS = {
    "contest": (("organisation", "Đơn vị tổ chức"), ("form", "Hình thức")),
    "joined": (("organisation", "Đơn vị tổ chức"), ("form", "Hình thức")),
    "missed": (("topic", "Lĩnh vực"), ("citation", "Căn cứ")),
    "awards": (("contest", "Cuộc thi"), ("unit", "Đơn vị, địa phương"), ("level", "Giải")),
}


def sheets(figures: FigureSet, narrative: Mapping[str, str], notes: Sequence[str]) -> list[Sheet]:
    """One sheet of all figures, then one for each table. `notes` head the first sheet."""
    found = [_overview(figures, narrative, tuple(notes))]
    return found + [_sheet(table) for table in figures.tables if table.rows]


def _overview(figures: FigureSet, narrative: Mapping[str, str], notes: tuple[str, ...]) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for one in figures.figures:
        rows.append(
            (
                FIGURE[one.code],
                figure_unit(one.unit),
                _shown(one.value, "value" in one.hidden),
                _shown(one.previous, "previous" in one.hidden)
                if figures.is_comparable
                else "Không so sánh được",
                one.query,
            )
        )
    for code in NUMBERS:
        if text := narrative.get(code, ""):
            rows.append((FIELDS[code].label, "", int(text), "", ""))
    return Sheet(
        "Tổng hợp",
        (
            Field("Chỉ tiêu", 60),
            Field("Đơn vị tính", 14),
            Field("Kỳ báo cáo", 18, "integer"),
            Field("Cùng kỳ năm trước", 22, "integer"),
            Field("Truy vấn", 18),
        ),
        rows,
        title="Phụ lục I. Bảng tổng hợp số liệu",
        notes=(*notes, HIDDEN_NOTE),
    )


def _sheet(table: rules.Table) -> Sheet:
    title, first = TABLE[table.code]
    texts = _TEXTS.get(table.code, ())
    fields = [Field(first, 46), *(Field(label, 30) for _, label in texts)]
    fields += [Field(COLUMN[code], 16, _form(code)) for code in table.columns]
    rows: list[list[Cell]] = []
    for row in table.rows:
        line: list[Cell] = [row.label, *(_text(row.texts, code) for code, _ in texts)]
        line += [_shown(row.values.get(code), code in row.hidden, code) for code in table.columns]
        rows.append(line)
    total: list[Cell] | None = None
    if table.total:
        total = ["TỔNG CỘNG", *("" for _ in texts)]
        total += [
            _shown(table.total[code], table.total[code] is None, code)
            if code in table.total
            else ""
            for code in table.columns
        ]
    chart = None
    if "attempts" in table.columns and not texts:
        chart = ColumnChart(0, 1, title)
    return Sheet(
        title,
        tuple(fields),
        rows,
        title=title,
        notes=(HIDDEN_NOTE,) if any(row.hidden for row in table.rows) else (),
        total=total,
        chart=chart,
    )


def _form(code: str) -> Form:
    return "percent" if code in ("rate", "wrong") else "integer"


def _text(texts: Mapping[str, str], code: str) -> str:
    value = texts.get(code, "")
    return FORM.get(value, value) if code == "form" else value


def _shown(value: Value, is_hidden: bool, code: str = "") -> Cell:
    if is_hidden:
        return HIDDEN
    if isinstance(value, tuple):
        if not value[1]:
            return None
        return float(Fraction(*value)) if code else vn.percent(*value)
    return value
