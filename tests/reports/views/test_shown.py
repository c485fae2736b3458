"""Tables of figures as pages show them: what is folded and what is left out."""

from __future__ import annotations

import re

from django.template.loader import render_to_string

from contests.reports.rules.figures import Row, Table
from contests.reports.selectors.cross import CrossRow, CrossTable
from contests.reports.views.shown import table_views
from contests.reports.views.statistics import _cross_view
from tests.reports.sample import figure_set

AUDIENCE = Table(
    "audience",
    "attempts",
    ("attempts", "persons"),
    (
        Row("a", "Nông dân", {"attempts": 12, "persons": 9}),
        Row("b", "Sinh viên", {"attempts": 0, "persons": 0}),
        Row("c", "Hưu trí", {"attempts": 0, "persons": None}, ("persons",)),
        Row("d", "Học sinh", {"attempts": 0, "persons": None}),
    ),
)
WEEKS = Table("week", "attempts", ("attempts",), (Row("1", "Tuần 1", {"attempts": 3}),))


def test_rows_of_noughts_are_counted_and_not_shown() -> None:
    view = table_views(figure_set(tables=(AUDIENCE,)), lambda query, key: "")[0]
    assert [label for label, _, _ in view.rows] == ["Nông dân", "Hưu trí"]
    assert view.left_out == 2
    assert "<svg" in view.drawing, "the drawing stays"


def test_a_hidden_cell_of_the_cross_table_is_not_nought() -> None:
    rows = (
        CrossRow("1", "Xã Sơn Hà", (None, 0), None),
        CrossRow("2", "Xã Ia Pa", (0, 0), 0),
        CrossRow("3", "Xã Đăk Hà", (6, 0), 6),
    )
    view = _cross_view(CrossTable("commune", "sex", ("Nam", "Nữ"), rows, (None, 0)))
    assert [label for label, _, _ in view.rows] == ["Xã Sơn Hà", "Xã Đăk Hà"]
    assert view.left_out == 1


def test_only_the_first_table_is_open() -> None:
    tables = table_views(figure_set(tables=(AUDIENCE, WEEKS)), lambda query, key: "")
    page = render_to_string("reports/_figures.html", {"lines": [], "tables": tables})
    assert re.findall(r"<details( open)?>", page) == [" open", ""]
    assert page.count("Đã ẩn 2 dòng bằng 0.") == 1 and page.count("Đã ẩn") == 1
