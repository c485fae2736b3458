"""Markup as HTML: everything typed is escaped, tables and formulas are theirs."""

from quiz.templatetags.question_text import rich, rich_lead, rich_rest, said

TABLE = "Xem bảng:\n| Tuổi | <b>Mức</b> |\n| 18 | \\(x^2\\) |"


def test_words_are_escaped_and_lines_are_kept() -> None:
    assert rich('<script>"\n&') == "&lt;script&gt;&quot;<br>&amp;"
    assert rich("\\(<b>\\)").count("<b>") == 0


def test_a_table_stands_outside_the_heading() -> None:
    assert rich_lead(TABLE) == "Xem bảng:"
    rest = rich_rest(TABLE)
    assert '<th scope="col">&lt;b&gt;Mức&lt;/b&gt;</th>' in rest
    assert "<msup><mrow><mi>x</mi></mrow><mrow><mn>2</mn></mrow></msup>" in rest
    assert 'alttext="x^2"' in rest
    assert rich_rest("Không có bảng") == ""


def test_gaps_are_numbered() -> None:
    assert rich("Đủ [[1]] tuổi").startswith('Đủ <span class="gap">(1)')
    assert said("Đủ [[1]]\ntuổi") == "Đủ … tuổi"
