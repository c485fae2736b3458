"""HTML of other systems as text: whatever it holds, it is answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.formats.html_text import html_to_text

PIECES = [
    "<",
    "<!",
    "[",
    "]",
    ">",
    "/",
    "-",
    "--",
    "if",
    "cdata",
    "p",
    "é",
    " ",
    "&",
    "#",
    "x",
    ";",
    "=",
]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a <![[ b", "a <![[ b"),  # found by fuzzing
        ("<![lạ[x]]>", "<![lạ[x]]>"),
        ("<![if !IE]>x<![endif]>", "x"),  # Word's own
        ("<table><tr><td>a</td><td>b|c</td></tr></table>", "| a | b\\|c |"),
        ("x<sup>2</sup> và H<sub>2</sub>O<br>hết", "x² và H₂O\nhết"),
        ("<p>một</p><script>hai</script><ul><li>ba</li></ul>", "một\n- ba"),
    ],
)
def test_what_is_read(html: str, text: str) -> None:
    assert html_to_text(html).text == text


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_it_never_raises(html: str) -> None:
    html_to_text(html)
