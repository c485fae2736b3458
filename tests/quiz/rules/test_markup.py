"""Tables, formulas and gaps in plain text; anything else is words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.markup import Formula, Gap, Paragraph, Table, Text, plain, read


def test_plain_text_is_one_paragraph() -> None:
    text = "Một | hai\n<b>ba</b> *bốn*"
    assert read(text) == (Paragraph((Text(text),)),)
    assert plain(text) == text


def test_a_table_between_paragraphs() -> None:
    before, table, after = read("Trước\n| A | B |\n|---|---|\n| 1 | x \\| y |\n| 2 |\nSau")
    assert isinstance(before, Paragraph) and isinstance(after, Paragraph)
    assert isinstance(table, Table)
    assert [cell.parts for cell in table.head] == [(Text("A"),), (Text("B"),)]
    assert [[cell.parts for cell in row] for row in table.rows] == [
        [(Text("1"),), (Text("x | y"),)],
        [(Text("2"),), ()],
    ]
    assert plain("| A | B |\n| 1 | 2 |") == "A; B\n1; 2"


def test_one_line_with_bars_is_no_table() -> None:
    assert read("|x|") == (Paragraph((Text("|x|"),)),)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (r"\(x^2 \le 4\)", "x^2 ≤ 4"),
        (r"\(\frac{a+b}{2}\)", "(a+b)/2"),
        (r"\(\sqrt{x_1}\)", "√(x_1)"),
        (r"\(x^{10}\)", "x^(10)"),
        (r"\(\khong x\)", r"\khong x"),
        (r"\(}{\)", "}"),
        (r"S = \(\pi r^2\)", "S = π r^2"),
        ("Đủ [[1]] tuổi", "Đủ … tuổi"),
        (r"\(chưa đóng", r"\(chưa đóng"),
    ],
)
def test_what_is_said(source: str, said: str) -> None:
    assert plain(source) == said


def test_gaps_and_formulas_stand_where_they_are_written() -> None:
    (paragraph,) = read(r"a [[1]] \(x\) b")
    assert isinstance(paragraph, Paragraph)
    kinds = [type(part) for part in paragraph.parts]
    assert kinds == [Text, Gap, Text, Formula, Text]


@given(st.text(alphabet=r"\()[]{}|^_1x frac" + "\n", max_size=300))
def test_nothing_breaks_the_reader(text: str) -> None:
    read(text)
    plain(text)


def test_deep_formulas_end() -> None:
    read("\\(" + "{" * 1500 + "\\)")
    read("\\(" + "x^{" * 600 + "\\)")
    read("\\(" + "}" * 1900 + "\\)")
