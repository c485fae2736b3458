"""What a file is, is told by its content: 60 and more files of all formats with wrong endings."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from quiz.formats.dispatch import read_here
from quiz.formats.registry import BY_CODE, WRITABLE
from tests.quiz.formats.test_round_trips import shipped
from tests.quiz.hostile.zips import GOOD_BODY, HEAD, ROW, docx, table

ENDINGS = ("xlsx", "docx", "csv", "txt", "xml", "zip", "bin", "gift", "json", "ods")
CSV = ";".join(HEAD) + "\n" + ";".join(ROW) + "\n"
TEXT = "Câu 1. Ai?\nA. một\nB. hai\nĐáp án: B\nCâu 2. Gì?\nA. x\nB. y\nĐáp án: A\n"
TCEXAM = "M\t1\tm\nS\t1\tĐất đai\t\nQ\t1\tAi?\tvì\tS\t1\t\t0\t0\t0\t0\nA\t1\tmột\t\t1\t\t\nA\t1\thai\t\t0\t\t\n"
QTI2 = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="a" title="t">
<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
<correctResponse><value>B</value></correctResponse></responseDeclaration>
<itemBody><choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">
<prompt>Ai?</prompt><simpleChoice identifier="A">một</simpleChoice>
<simpleChoice identifier="B" fixed="true">hai</simpleChoice></choiceInteraction></itemBody>
</assessmentItem>"""
TABLE = 'xmlns:table="urn:table" xmlns:text="urn:text" xmlns:office="urn:office"'


def ods(rows: tuple[tuple[str, ...], ...]) -> bytes:
    cells = "".join(
        "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>'
            for c in row
        ) + "</table:table-row>" for row in rows
    )  # fmt: skip
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", f'<office:document-content {TABLE}><table:table table:name="Đề">'
                        f"{cells}</table:table></office:document-content>")  # fmt: skip
    return target.getvalue()


def h5p() -> bytes:
    question = {"library": "H5P.MultiChoice 1.16", "params": {
        "question": "<p>Ai?</p>", "behaviour": {"type": "auto"},
        "answers": [{"text": "<div>một</div>", "correct": False}, {"text": "hai", "correct": True}]}}  # fmt: skip
    truth = {"library": "H5P.TrueFalse 1.8", "params": {"question": "Thật?", "correct": "false"}}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("h5p.json", json.dumps({"mainLibrary": "H5P.QuestionSet", "title": "x"}))
        packed.writestr("content/content.json", json.dumps({"questions": [question, truth]}))
    return target.getvalue()


def corpus() -> dict[str, tuple[str, bytes]]:
    found: dict[str, tuple[str, bytes]] = {
        "xlsx": ("xlsx", table(ROW)),
        "docx": ("docx", docx(GOOD_BODY)),
        "ods": ("ods", ods((HEAD, ROW))),
        "csv ;": ("csv", CSV.encode()),
        "csv ,": ("csv", CSV.replace(";", ",").encode("utf-8-sig")),
        "csv |": ("csv", CSV.replace(";", "|").encode()),
        "tsv utf-16": ("csv", CSV.replace(";", "\t").encode("utf-16")),
        "tsv utf-16 without a mark": ("csv", CSV.replace(";", "\t").encode("utf-16-le")),
        "text": ("text", TEXT.encode()),
        "text numbered": ("text", TEXT.replace("Câu ", "").encode()),
        "gift": ("gift", b"::a::Ai? {=m\xe1\xbb\x99t ~hai}\n\n// x\nThat? {T}\n"),
        "aiken": ("aiken", "Ai là ai?\nA. một\nB) hai\nANSWER: B\n".encode()),
        "qti 2.2": ("qti", QTI2.encode()),
        "h5p": ("h5p", h5p()),
        "tcexam": ("tcexam", TCEXAM.encode()),
    }
    bank = shipped()[:20]
    for code in WRITABLE:
        writer = BY_CODE[code].write
        assert writer is not None
        reads_as = "xlsx" if code == "kahoot" else code
        found[f"written {code}"] = (reads_as, writer(bank, {}).data)
    return found


def test_wrong_endings_deceive_nobody() -> None:
    tried = 0
    for name, (code, content) in corpus().items():
        right = BY_CODE[code].extensions
        for ending in [one for one in ENDINGS if one not in right][:4]:
            reading = read_here(io.BytesIO(content), file_name=f"đề.{ending}")
            assert (reading.format, reading.errors) == (code, 0), (name, ending, reading.problems)
            assert reading.drafts, name
            assert "FILE-ENDING" in {problem.code for problem in reading.problems}
            tried += 1
    assert tried >= 60


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("Kính gửi các đồng chí,\nĐây là một lá thư.\n".encode(), "FORMAT-UNSEEN"),
        (b"<root><a/></root>", "FILE-XML"),
        (b'{"a": 1}', "FORMAT-UNSEEN"),
        (b"<quiz><question", "FILE-DAMAGED"),
        (b'<!DOCTYPE quiz [<!ENTITY x "y">]><quiz/>', "XML-ENTITY"),
        (("<quiz>" * 200 + "</quiz>" * 200).encode(), "XML-DEEP"),
    ],
)  # fmt: skip
def test_unknown_and_broken_are_said(content: bytes, code: str) -> None:
    reading = read_here(io.BytesIO(content), file_name="la.txt")
    assert not reading.readable
    assert code in {problem.code for problem in reading.problems}, reading.problems


def test_two_likely_formats_are_asked_and_can_be_chosen() -> None:
    both = "1. Ai là ai?\nA. một\nB. hai\nANSWER: B\n".encode()
    aiken_only = read_here(io.BytesIO(both), format="aiken")
    text_only = read_here(io.BytesIO(both), format="text")
    assert aiken_only.drafts[0].key == text_only.drafts[0].key == "B"
    asked = read_here(io.BytesIO(both))
    assert (set(asked.candidates) == {"aiken", "text"}) or asked.format == "text"
