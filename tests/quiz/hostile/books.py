"""Workbooks made by hypothesis: headings, cells, merges and sheets in every combination."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from tests.quiz.hostile.mutations import NASTY
from tests.quiz.hostile.zips import HEAD, pack, row, sheet_xml, xlsx_parts

Row = tuple[object, ...]
_CLEAN = "".join(chr(n) for n in range(0x20)).translate({9: None, 10: None, 13: None})
#: Characters that XML can hold; what it cannot hold is the business of the mutations.
TEXT = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters=_CLEAN + "\ufffe\uffff"),
    max_size=30,
)
_PLAIN = [text for text in NASTY if not set(text) & set(_CLEAN) and len(text) < 100]
_HEADINGS = st.sampled_from(
    (*HEAD, "Loại", "Lĩnh vực", "Độ khó", "Giải thích", "Căn cứ", "Mã", "Hình ảnh", "STT", "Điểm",
     "Câu liệt", "Cố định", "Đáp án 5", "Answer 1 - max 75 characters", "Time limit (sec)",
     "CÂU HỎI*", "đáp án  đúng", "Question Text", "Question Type", "Option 1", "Màu")
)  # fmt: skip


def _written(kind: str, value: str, more: str) -> str:
    from xml.sax.saxutils import escape

    if kind == "inlineStr":
        return f'<c r="@" t="inlineStr"{more}><is><t>{escape(value)}</t></is></c>'
    return f'<c r="@" t="{kind}"{more}><v>{escape(value)}</v></c>'


_CELL = st.one_of(
    TEXT,
    st.sampled_from(_PLAIN),
    st.sampled_from((*"ABCDEH", "a.", "A,C", "1", "Đúng", "Sai", "x")),
    st.none(),
    st.integers(-(10**20), 10**20),
    st.builds(
        _written,
        st.sampled_from(("s", "n", "b", "e", "d", "str", "inlineStr", "x", "")),
        st.one_of(st.sampled_from(_PLAIN), st.integers(-2, 10**7).map(str), st.floats().map(str)),
        st.sampled_from(("", ' s="1"', ' s="2"', ' s="3"', ' s="99"', ' s="-1"')),
    ),
    st.sampled_from(('<c r="@"><f>A1</f></c>', '<c r="@" t="str"><f>A1</f><v>x</v></c>', "<c/>",
                     '<c r="XFD1" t="s"><v>0</v></c>', '<c><v>1</v></c>')),
)  # fmt: skip
_ATTRIBUTES = st.sampled_from(("", 'hidden="1"', 'spans="1:9"', 's="1" customFormat="1"'))
_MERGES = st.lists(
    st.tuples(*[st.integers(1, 9)] * 4).map(
        lambda n: f'<mergeCell ref="{"ABCDEFGHI"[n[0] - 1]}{n[1]}:{"ABCDEFGHI"[n[2] - 1]}{n[3]}"/>'
    ),
    max_size=3,
)


@st.composite
def _sheet(draw: Callable[[st.SearchStrategy[object]], object]) -> str:
    head = draw(
        st.one_of(
            st.just(HEAD),
            st.permutations(HEAD).map(tuple),
            st.lists(st.one_of(_HEADINGS, TEXT), max_size=9).map(tuple),
        )
    )
    above = draw(st.lists(st.tuples(_CELL, _CELL), max_size=2))
    # A good row with some cells changed keeps more of it alive than nine random cells.
    near = st.fixed_dictionaries({}, optional={letter: _CELL for letter in "ABCDEF"}).map(
        lambda changes: row(**changes)
    )
    body = draw(st.lists(st.one_of(near, near, st.lists(_CELL, max_size=9).map(tuple)), max_size=6))
    merges = "".join(draw(_MERGES))  # type: ignore[arg-type]
    attributes = draw(st.dictionaries(st.integers(1, 9), _ATTRIBUTES, max_size=3))
    return sheet_xml(
        [*above, head, *body],  # type: ignore[misc, list-item]
        before=draw(st.sampled_from(("", '<dimension ref="A1:B2"/>', "<sheetData/>"))),  # type: ignore[arg-type]
        after=f"<mergeCells>{merges}</mergeCells>" if merges else "",
        attributes=attributes,  # type: ignore[arg-type]
    )


@st.composite
def books(draw: Callable[[st.SearchStrategy[object]], object]) -> bytes:
    """A workbook of one to three sheets, some of them hidden or named strangely."""
    sheets: list[str] = draw(st.lists(_sheet(), min_size=1, max_size=3))  # type: ignore[assignment]
    names = draw(
        st.lists(
            st.one_of(st.sampled_from(("Câu hỏi", "Hướng dẫn", "Trang 1", "")), TEXT.map(_named)),
            min_size=len(sheets),
            max_size=len(sheets),
        )
    )
    states = draw(
        st.lists(
            st.sampled_from(("visible", "visible", "hidden", "veryHidden", "x")),
            min_size=len(sheets),
            max_size=len(sheets),
        )
    )
    return pack(xlsx_parts(*sheets, names=tuple(names), states=tuple(states)))  # type: ignore[arg-type]


def _named(text: str) -> str:
    return text.replace('"', "'")
