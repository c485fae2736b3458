"""Our table as text: separators, encodings, quotes."""

import io

import pytest

from quiz.formats.base import Reading
from quiz.formats.dispatch import read_here

TEXT = "Câu hỏi,Đáp án A,Đáp án B,Đáp án đúng\nAi là chủ?,“dân”,không ai,A\n"


def read(content: bytes, name: str = "de.csv") -> Reading:
    return read_here(io.BytesIO(content), file_name=name)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        ("\n" + TEXT).encode(),
    ],
)
def test_separators_and_encodings(content: bytes) -> None:
    """Cases 96 and 98."""
    reading = read(content)
    assert reading.format == "csv" and reading.counts == {}
    (draft,) = reading.drafts
    assert (draft.stem, draft.key, draft.options[0].text) == ("Ai là chủ?", "A", "“dân”")


def test_windows_1258_is_read_and_said() -> None:
    """Case 97: tone marks are separate signs there."""
    import unicodedata

    def legacy(text: str) -> bytes:
        out = b""
        for char in text:
            try:
                out += char.encode("cp1258")
            except UnicodeEncodeError:
                base, mark = (
                    unicodedata.normalize("NFD", char)[:-1],
                    unicodedata.normalize("NFD", char)[-1],
                )
                out += unicodedata.normalize("NFC", base).encode("cp1258") + mark.encode("cp1258")
        return out

    reading = read(legacy(TEXT))
    assert [problem.code for problem in reading.problems] == ["TEXT-CP1258"]
    assert reading.drafts[0].stem == "Ai là chủ?"


def test_quoted_lines_and_commas() -> None:
    reading = read(('Câu hỏi,A,B,Đáp án\n"Một,\nhai?","x, y",z,B\n').encode())
    (draft,) = reading.drafts
    assert (draft.stem, draft.options[0].text, draft.key) == ("Một,\nhai?", "x, y", "B")
