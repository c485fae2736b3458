"""Pictures of a Word document stand with the question or the option they were put to."""

from __future__ import annotations

import io

from quiz.formats.base import Reading
from quiz.formats.dispatch import read_here
from tests.quiz.hostile.zips import REL, Parts, docx_parts, p, pack

PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)
JPEG = b"\xff\xd8\xff" + bytes(60)


def inline(link: str, alt: str = "") -> str:
    """A picture as Word and LibreOffice write it."""
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="w"><wp:docPr id="1" name="Picture 1" descr="{alt}"/>'
        f'<a:blip xmlns:a="a" r:embed="{link}"/></wp:inline></w:drawing></w:r>'
    )


def old(link: str) -> str:
    """A picture as WPS and Word before 2007 write it."""
    return (
        f'<w:r><w:pict><v:shape xmlns:v="v"><v:imagedata r:id="{link}"/></v:shape></w:pict></w:r>'
    )


def with_picture(text: str, picture: str) -> str:
    return p(text).replace("</w:p>", f"{picture}</w:p>")


def read(body: str, **media: bytes) -> Reading:
    parts: Parts = dict(docx_parts(body))
    rows = ""
    for name, data in media.items():
        parts[f"word/media/{name}.png"] = data
        rows += f'<Relationship Id="{name}" Type="{REL}/image" Target="media/{name}.png"/>'
    rows += (
        f'<Relationship Id="far" Type="{REL}/image" Target="http://x/a.png" TargetMode="External"/>'
    )
    parts["word/_rels/document.xml.rels"] = f"<Relationships>{rows}</Relationships>"
    return read_here(io.BytesIO(pack(parts)))


def test_pictures_of_stems_options_and_cells() -> None:
    body = (
        with_picture("Câu 1. Biển nào?", inline("a", "Biển cấm"))
        + p("A. x") + with_picture("B. ", old("b")) + with_picture("C. ", inline("c"))
        + p("Đáp án: B")
        + p("Câu 2. Hình nào?") + p("A. u") + p("B. v") + with_picture("", inline("b"))
        + p("Đáp án: A")
    )  # fmt: skip
    reading = read(body, a=PNG, b=JPEG, c=PNG + b"c")
    first, second = reading.drafts
    assert (first.stem, first.picture, first.picture_alt) == ("Biển nào?", "a.png", "Biển cấm")
    assert [option.text for option in first.options] == ["x", "Hình 2", "Hình 3"]
    assert [(one.name, one.option) for one in first.pictures] == [("b.png", 1), ("c.png", 2)]
    assert (second.stem, second.picture) == ("Hình nào?", "b.png")
    assert [option.text for option in second.options] == ["u", "v"]
    assert dict(reading.pictures) == {"a.png": PNG, "b.png": JPEG, "c.png": PNG + b"c"}
    assert {problem.code for problem in reading.problems} == {"PICTURE-ALT", "FILE-OUTSIDE"}


def test_two_pictures_on_a_line_of_options() -> None:
    line = (
        with_picture("A. ", inline("a")).replace("</w:p>", "") + "<w:r><w:tab/><w:t>B. </w:t></w:r>"
    )
    reading = read(p("Câu 1. Nào?") + line + inline("b") + "</w:p>" + p("Đáp án: B"), a=PNG, b=JPEG)
    draft = reading.drafts[0]
    assert [(one.name, one.option) for one in draft.pictures] == [("a.png", 0), ("b.png", 1)]


def test_what_cannot_be_brought_is_named() -> None:
    """A vector picture, a linked one, one in an explanation, a logo before the first question."""
    body = (
        with_picture("SỞ TƯ PHÁP", inline("a"))
        + with_picture("Câu 1. Ai?", inline("wmf")) + p("A. x") + p("B. y") + p("Đáp án: B")
        + with_picture("Giải thích: xem hình ", inline("b"))
        + with_picture("Câu 2. Gì?", inline("far")) + p("A. x") + p("B. y") + p("Đáp án: B")
    )  # fmt: skip
    reading = read(body, a=PNG, b=JPEG, wmf=b"\xd7\xcd\xc6\x9a" + bytes(60))
    assert [draft.picture for draft in reading.drafts] == ["", ""]
    assert reading.drafts[0].explanation == "xem hình"
    left = [(p.row, p.args["count"]) for p in reading.problems if p.code == "WORD-LEFT"]
    assert sorted(left) == [(0, 1), (1, 2), (2, 1)]
    assert not reading.pictures
