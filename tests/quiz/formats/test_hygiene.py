"""Letters that are not what they seem: look-alikes, old encodings without fonts, stray marks."""

from __future__ import annotations

import io
import unicodedata

import pytest

from quiz.formats.base import NOTES_MAX, Reading
from quiz.formats.dispatch import read_here
from tests.quiz.formats.test_recognition import ods
from tests.quiz.hostile.zips import HEAD, XML, docx, p, pack, row, sheet_xml, table, xlsx_parts

TCVN3 = ("C«ng d©n cã quyÒn g×?", "QuyÒn b×nh ®¼ng", "Cã", "NghÜa vô", "C¶ ba ý", "B")
VNI = ("Coâng daân coù quyeàn gì?", "Quyeàn bình ñaúng", "Coù", "Nghóa vuï", "Caû ba yù", "B")
READ = ("Công dân có quyền gì?", ["Quyền bình đẳng", "Có", "Nghĩa vụ", "Cả ba ý"])
UNICODE_HEAD = ";".join(HEAD)
OLD_HEAD = "C©u hái;§¸p ¸n A;§¸p ¸n B;§¸p ¸n C;§¸p ¸n D;§¸p ¸n ®óng"


def read(data: bytes | str) -> Reading:
    return read_here(io.BytesIO(data.encode() if isinstance(data, str) else data))


def first(reading: Reading) -> tuple[str, list[str]]:
    assert reading.drafts, reading.problems
    draft = reading.drafts[0]
    return draft.stem, [option.text for option in draft.options]


@pytest.mark.parametrize("heading", [UNICODE_HEAD, OLD_HEAD])
@pytest.mark.parametrize("old", [TCVN3, VNI], ids=["TCVN3", "VNI"])
def test_a_table_in_an_old_encoding_is_read_as_a_whole(old: tuple[str, ...], heading: str) -> None:
    """ "Cã" alone is a word; in a file of TCVN3 it is "Có"."""
    if old is VNI and heading is OLD_HEAD:
        heading = "Caâu hoûi;Ñaùp aùn A;Ñaùp aùn B;Ñaùp aùn C;Ñaùp aùn D;Ñaùp aùn ñuùng"
    others = [";".join((f"{old[0][:-1]} {n}?", *old[1:])) for n in range(3)]
    reading = read("\n".join([heading, ";".join(old), *others]))
    assert first(reading) == READ
    said = [problem for problem in reading.problems if problem.code == "LEGACY-FILE"]
    assert len(said) == 1 and said[0].severity == "warning"
    assert "LEGACY-FONT" not in {problem.code for problem in reading.problems}


def test_workbooks_and_papers_in_an_old_encoding() -> None:
    strings = "".join(f"<si><t>{text}</t></si>" for text in TCVN3)
    cells = tuple(f'<c r="@" t="s"><v>{n}</v></c>' for n in range(6))
    parts = xlsx_parts(sheet_xml([HEAD, cells]))
    parts["xl/styles.xml"] = f"{XML}<styleSheet/>"
    parts["xl/sharedStrings.xml"] = f"{XML}<sst>{strings}</sst>"
    assert first(read(pack(parts))) == READ
    assert first(read(ods((HEAD, TCVN3)))) == READ
    paper = p(f"C©u 1. {TCVN3[0]}") + "".join(
        p(f"{letter}. {text}") for letter, text in zip("ABCD", TCVN3[1:5], strict=True)
    )
    assert first(read(docx(paper + p("§¸p ¸n: B")))) == READ


def test_a_font_tells_what_no_letter_does() -> None:
    old = '<c r="@" s="2" t="inlineStr"><is><t>{}</t></is></c>'
    reading = read(table(row(A=old.format("LuËt"), B=old.format("Cã"), C=old.format("Được"))))
    assert first(reading)[1][:2] == ["Có", "Được"]


def test_one_strange_cell_in_a_good_file_is_refused_not_guessed() -> None:
    reading = read(table(row(), row(A="Cé thÓ")))
    assert len(reading.drafts) == 1 and [p.code for p in reading.problems] == ["LEGACY-FONT"]


def test_look_alikes_are_read_and_named() -> None:
    reading = read(table(row(A="Ngày Рháp luật là ngàу nào?", B="nhà nƣớc", F="А")))
    draft = reading.drafts[0]
    assert (draft.stem, draft.options[0].text, draft.key) == (
        "Ngày Pháp luật là ngày nào?", "nhà nước", "A",
    )  # fmt: skip
    notes = [(p.column, p.args["value"]) for p in reading.problems if p.code == "TEXT-TIDIED"]
    assert notes == [("A", "Рháp → Pháp, ngàу → ngày"), ("B", "nƣớc → nước"), ("F", "А → A")]
    paper = p("Câu 1. Ai?") + p("А. x") + p("В. y") + p("С. z") + p("Đáp án: В")
    assert read(docx(paper)).drafts[0].key == "B"


def test_notes_are_few() -> None:
    rows = [row(A=f"Nhà nƣớc số {n}?") for n in range(NOTES_MAX + 10)]
    reading = read(table(*rows))
    assert len([p for p in reading.problems if p.code == "TEXT-TIDIED"]) == NOTES_MAX
    assert reading.counts["note"] == NOTES_MAX + 10


def test_what_nobody_sees_is_gone_without_a_word() -> None:
    dirty = unicodedata.normalize("NFD", "Ngày\u00a0Pháp\u200b lu\u00adật\ufeff là gì?")
    reading = read(table(row(A=dirty)))
    assert reading.drafts[0].stem == "Ngày Pháp luật là gì?"
    assert not reading.problems
