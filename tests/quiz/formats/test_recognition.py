"""What a file is, is told by its content: 60 and more files of all formats with wrong endings."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from quiz.formats.dispatch import read_here
from quiz.formats.registry import BY_CODE, WRITABLE
from tests.quiz.formats.test_round_trips import shipped
from tests.quiz.hostile.zips import GOOD_BODY, HEAD, ROW, docx, p, pack, table, with_parts

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


def nasty() -> dict[str, tuple[str, bytes]]:
    """Files that look like something else at first sight."""
    moodle = '<quiz><question type="truefalse"><questiontext><text>Thật?</text></questiontext>' \
        '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text>' \
        "</answer></question></quiz>"  # fmt: skip
    qti3 = (
        QTI2.replace("imsqti_v2p2", "imsqtiasi_v3p0")
        .replace("assessmentItem", "qti-assessment-item")
        .replace("itemBody", "qti-item-body")
        .replace("responseDeclaration", "qti-response-declaration")
        .replace("correctResponse", "qti-correct-response")
        .replace("choiceInteraction", "qti-choice-interaction")
        .replace("simpleChoice", "qti-simple-choice")
        .replace("responseIdentifier", "response-identifier")
        .replace("value>", "qti-value>")
        .replace("prompt>", "qti-prompt>")
    )
    ours = json.dumps({"questions": [{"kind": "single", "stem": "Ai? {=x ~y}", "options": [
        {"text": "A. x", "correct": True}, {"text": "B. y", "correct": False}]}]})  # fmt: skip
    table_only = "<w:tbl>" + "".join(
        "<w:tr>" + "".join(f"<w:tc>{p(text)}</w:tc>" for text in row) + "</w:tr>"
        for row in (HEAD, ROW)
    ) + "</w:tbl>"  # fmt: skip
    return {
        "docx of one table": ("docx", docx(table_only)),
        "docx with a workbook inside": ("docx", docx(GOOD_BODY, word__embeddings__b_dot_xlsx="PK")),
        "xlsx with a document inside": ("xlsx", with_parts(xl__embeddings__b_dot_docx="PK")),
        "xlsx with an item inside": (
            "xlsx",
            with_parts(customXml__item1_dot_xml="<assessmentItem/>"),
        ),
        "csv below a title": ("csv", ("Ngân hàng câu hỏi;;;;;\n;;;;;\n" + CSV).encode()),
        "csv with lines in cells": (
            "csv",
            CSV.replace(ROW[0], '"Câu 1.\nAi?\nA. x\nB. y"').encode(),
        ),
        "csv with braces": ("csv", CSV.replace(ROW[0], "Điều {1} = ~ nào? {=a ~b}").encode()),
        "csv of Windows": ("csv", CSV.replace("\n", "\r\n").encode("utf-8-sig")),
        "text of Windows": ("text", TEXT.replace("\n", "\r\n").encode("utf-8-sig")),
        "text in UTF-16": ("text", TEXT.encode("utf-16")),
        "text on lines": ("text", "1) Ai? A. x  B. y\nĐA: B\n2) Gì? A. u  B. v\nĐA: A\n".encode()),
        "text with tabs": ("text", "Câu 1: Ai?\nA. x\tB. y\nĐáp án: A\n".encode()),
        "text with commas": ("text", "Câu 1, Ai là ai?\n".encode() + TEXT.encode()),
        "text with braces": ("text", TEXT.replace("Ai?", "Tập {1; 2} là gì?").encode()),
        "text in TCVN3": (
            "text",
            "C©u 1. LuËt nµo?\nA. LuËt ®Êt ®ai\nB. LuËt hé tÞch\nC. HiÕn ph¸p\n"
            "§¸p ¸n: B\n".encode(),
        ),
        "gift of Windows": ("gift", b"::a::Ai? {=x ~y}\r\n\r\n::b::Gi? {=x ~y}\r\n"),
        "gift in html": ("gift", b"[html]<p>Ai?</p> {=x ~y}\n"),
        "gift with a comma": ("gift", b"Ai, a, b? {=x, y ~z, t}\n"),
        "gift with numbers": ("gift", b"1. Ai?{\n=A. x\n~B. y\n}\n"),
        "aiken of Windows": (
            "aiken",
            "Ai là ai?\r\nA. x\r\nB. y\r\nANSWER: A\r\n".encode("utf-8-sig"),
        ),
        "moodle behind a remark": (
            "moodle",
            f"<?xml version='1.0'?>\n<!-- x -->\n{moodle}".encode(),
        ),
        "moodle in UTF-16": ("moodle", moodle.encode("utf-16")),
        "qti 3": ("qti", qti3.encode()),
        "qti without a manifest": ("qti", pack({"a/b.xml": QTI2})),
        "json with a mark": ("json", ours.encode("utf-8-sig")),
        "json in a zip with pictures": (
            "json",
            pack({"ngan-hang.json": ours, "images/a.png": b"x"}),
        ),
        "tcexam of Windows": ("tcexam", TCEXAM.replace("\n", "\r\n").encode()),
    }


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
    found |= nasty()
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
    assert tried >= 150


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("Kính gửi các đồng chí,\nĐây là một lá thư.\n".encode(), "FORMAT-UNSEEN"),
        (b"<root><a/></root>", "FILE-XML"),
        (b'{"a": 1}', "FORMAT-UNSEEN"),
        (b"<quiz><question", "FILE-DAMAGED"),
        (b'<!DOCTYPE quiz [<!ENTITY x "y">]><quiz/>', "XML-ENTITY"),
        (("<quiz>" * 200 + "</quiz>" * 200).encode(), "XML-DEEP"),
        (pack({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "FILE-ODT"),
        (pack({"ppt/presentation.xml": "<a/>", "[Content_Types].xml": "<a/>"}), "FILE-ZIP"),
        (pack({"ảnh.png": b"x", "đọc.txt": "Câu 1. Ai? A. x B. y"}), "FILE-ZIP"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "FILE-XML"),
        (b"<rss><channel><title>quiz</title></channel></rss>", "FILE-XML"),
        (b"def f(x):\n    return {x: 1}\n\nclass A:\n    pass\n", "FORMAT-UNSEEN"),
        (b"[core]\nbare = false\n[remote]\nurl = x\n", "FORMAT-UNSEEN"),
        (b"[1, 2, 3]", "FORMAT-UNSEEN"),
        (b"BEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD\n", "FORMAT-UNSEEN"),
        ("Họ tên;Tuổi;Quê\nAn;20;Gia Lai\nBình;30;Huế\n".encode(), "HEADING-MISSING"),
        (b"body { color: red; }\n.a { top: 0 }\n", "FORMAT-UNSEEN"),
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
