"""Charts for pages: figures and names are there, at every number of rows."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from contests.formats import svg
from contests.formats.document import Series
from contests.formats.svg_canvas import ticks, wrap_label

SVG = "{http://www.w3.org/2000/svg}"


def texts(picture: str) -> list[str]:
    """The drawn texts."""
    return [node.text or "" for node in etree.fromstring(picture).iter(f"{SVG}text")]


def box(picture: str) -> tuple[float, float]:
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture)
    assert found
    return float(found[1]), float(found[2])


@pytest.mark.parametrize("count", [0, 1, 2, 34, 100])
def test_every_number_of_rows(count: int) -> None:
    rows = [(f"Xã {n}", n * 11) for n in range(count)]
    names = [name for name, _ in rows]
    values = tuple(value for _, value in rows)
    pictures = {
        "bar": svg.bar("Lượt", "Mô tả", rows),
        "histogram": svg.histogram("Lượt", "Mô tả", rows),
        "line": svg.line("Lượt", "Mô tả", names, [Series("Năm nay", values)]),
        "stacked": svg.stacked_bar(
            "Lượt", "Mô tả", names, [Series("Nam", values), Series("Nữ", values)]
        ),
        "donut": svg.donut("Lượt", "Mô tả", rows),
        "heat": svg.heat_grid("Lượt", "Mô tả", names, ["T2", "T3"], [[v, v] for v in values]),
    }
    for name, picture in pictures.items():
        root = etree.fromstring(picture)
        title, description = root[0], root[1]
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        wide, high = box(picture)
        for node in root.iter(f"{SVG}rect", f"{SVG}text"):
            assert -1 <= float(node.get("x", 0)) <= wide + 1, name
            assert -1 <= float(node.get("y", 0)) <= high + 1, name
        if count == 0:
            assert texts(picture) == [svg.NOTHING]
    if count > 1:
        shown = texts(pictures["bar"])
        assert set(names) <= set(shown)
        assert f"{values[-1]:,}".replace(",", ".") in shown


def test_classes_are_those_of_the_design_system() -> None:
    picture = svg.line("a", "b", ["x", "y"], [Series("1", (1, 2)), Series("2", (2, None))])
    known = {f"c{n}" for n in range(1, 9)} | {
        "axis", "grid", "label", "value", "bar", "line", "dot", "end", "mid", "on-bar",
    }  # fmt: skip
    for classes in re.findall(r'class="([^"]*)"', picture):
        assert set(classes.split()) <= known


def test_a_gap_breaks_the_line() -> None:
    picture = svg.line("a", "b", ["1", "2", "3"], [Series("s", (1, None, 3))])
    path = re.search(r' d="([^"]*)"', picture)
    assert path and path[1].count("M") == 2 and "L" not in path[1]


def test_long_labels_wrap_and_are_whole_on_hover() -> None:
    name = "Trung tâm Ứng dụng và Dịch vụ khoa học và công nghệ " * 4
    picture = svg.bar("a", "b", [(name, 4)])
    assert "…" in picture and f"<title>{' '.join(name.split())}</title>" in picture
    lines = wrap_label("Phòng Hành chính Tổng hợp", 13, 90)
    assert len(lines) > 1 and " ".join(lines) == "Phòng Hành chính Tổng hợp"
    assert "".join(wrap_label("ê" * 100, 13, 90, None)) == "ê" * 100


def test_donut_of_one_is_a_whole_ring_and_many_are_joined() -> None:
    assert svg.donut("a", "b", [("Tất cả", 5)]).count("<path") == 2
    many = svg.donut("a", "b", [(f"Nhóm {n}", 10) for n in range(12)])
    assert "Khác" in texts(many) and "50 (41,7%)" in texts(many)


def test_heat_grid_refuses_what_does_not_match() -> None:
    with pytest.raises(ValueError):
        svg.heat_grid("a", "b", ["x"], ["y"], [])


@pytest.mark.parametrize(
    ("highest", "last"), [(0, 1), (0.4, 0.4), (1, 1), (7, 8), (96, 100), (3811, 4000)]
)
def test_ticks_are_round_and_reach_the_top(highest: float, last: float) -> None:
    found = ticks(highest)
    assert found[0] == 0 and found[-1] == pytest.approx(last)
