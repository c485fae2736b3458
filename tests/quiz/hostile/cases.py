"""The hostile files of sections A–D, by number: content, name, and what must be said.

`code` is the finding that must be there; `place` what its sentence must contain.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from tests.quiz.hostile import zips
from tests.quiz.hostile.zips import GOOD_BODY, HEAD, ROW, XML, docx, p, pack, row, sheet_xml, table

NFD = unicodedata.normalize


@dataclass(frozen=True)
class Case:
    number: str
    build: Callable[[], bytes]
    code: str
    place: str = ""
    name: str = "de.xlsx"
    accepted: int | None = None
    severity: str = "error"


def _xml_bomb() -> str:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    return f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "lol">{lol}]><sst><si><t>&l8;</t></si></sst>'


def _external() -> str:
    return '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&x;</t></si></sst>'


def _parts_without(name: str) -> bytes:
    parts = zips.xlsx_parts(sheet_xml([HEAD, ROW]))
    del parts[name]
    if name == "xl/workbook.xml":
        parts["xl/other.xml"] = XML + "<a/>"
    return pack(parts)


def _two(names: tuple[str, ...], states: tuple[str, ...], first: list[tuple[object, ...]]) -> bytes:
    other = sheet_xml([HEAD, ROW, row(A="Câu thứ hai?")])
    return pack(zips.xlsx_parts(sheet_xml(first), other, names=names, states=states))


def _wide_text(size: int) -> bytes:
    return table(row(A="x" * size))


def _png(width: int, height: int, size: int = 0) -> bytes:
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    return (
        head
        + width.to_bytes(4, "big")
        + height.to_bytes(4, "big")
        + b"\x08\x02\x00\x00\x00"
        + bytes(size)
    )


def _noise(size: int) -> bytes:
    import random

    return random.Random(7).randbytes(size)


DRAWING = '<wsDr xmlns="urn:d"><twoCellAnchor><from><col>1</col><row>4</row></from></twoCellAnchor></wsDr>'
DIMENSION = '<dimension ref="{}"/>'
ROWS10 = [row(A=f"Câu hỏi số {n}?") for n in range(1, 11)]

FILES = [
    Case("1", lambda: b"", "FILE-EMPTY", "rỗng"),
    Case("2 text", lambda: "Câu hỏi, trả lời".encode(), "FILE-NOT-EXCEL", "không phải tệp Excel"),
    Case("2 image", lambda: _png(5, 5), "FILE-IMAGE"),
    Case("3", lambda: b"<html><table><tr><td>1</td></tr></table></html>", "FILE-HTML", "HTML"),
    Case("4", lambda: zips.compound("Workbook"), "FILE-OLD-EXCEL", "kiểu cũ", "de.xls"),
    Case("5", lambda: zips.compound("EncryptionInfo", "EncryptedPackage"), "FILE-PASSWORD", "mật khẩu"),
    Case("7", lambda: _parts_without("xl/workbook.xml"), "FILE-PART-MISSING", "workbook.xml"),
    Case("8", lambda: _parts_without("[Content_Types].xml"), "FILE-PART-MISSING", "Content_Types"),
    Case("9 cut", lambda: table(ROW)[:-300], "FILE-DAMAGED"),
    Case("10", lambda: _wide_text(100 * 2**20), "ZIP-BOMB", "sheet1.xml"),
    Case("11", zips.overlapping, "ZIP-OVERLAP", "chồng"),
    Case("12", zips.many_entries, "ZIP-ENTRIES", "60.000"),
    Case("15 up", lambda: zips.with_parts(**{"../../x": "a"}), "ZIP-PATH", "../../x"),
    Case("15 absolute", lambda: zips.with_parts(**{"/etc/x": "a"}), "ZIP-PATH"),
    Case("15 link", zips.link_entry, "ZIP-LINK", "lien_ket"),
    Case("16", lambda: zips.with_parts(xl__sharedStrings_dot_xml=_xml_bomb()), "XML-ENTITY", "thực thể"),
    Case("16 utf-16", lambda: zips.with_parts(xl__sharedStrings_dot_xml=_xml_bomb().encode("utf-16")), "XML-ENCODING"),
    Case("17", lambda: zips.with_parts(xl__sharedStrings_dot_xml=_external()), "XML-ENTITY"),
    Case("19 macro", lambda: zips.with_parts(xl__vbaProject_dot_bin=b"x"), "FILE-MACRO", "macro", "de.xlsm"),
    Case("19 xlsb", lambda: zips.with_parts(xl__workbook_dot_bin=b"x"), "FILE-XLSB", ".xlsb"),
    Case("19 ods", lambda: pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}), "WORKBOOK-NO-SHEET", ""),
    Case("20 link", lambda: zips.with_parts(xl__externalLinks__externalLink1_dot_xml="<a/>"), "FILE-OUTSIDE", "tệp khác", accepted=1, severity="warning"),
    Case("20 ole", lambda: zips.with_parts(xl__embeddings__o_dot_bin=b"x"), "FILE-OUTSIDE", "nhúng", accepted=1, severity="warning"),
    Case("20 query", lambda: zips.with_parts(xl__connections_dot_xml="<a/>"), "FILE-OUTSIDE", "kết nối", accepted=1, severity="warning"),
    Case("21", lambda: zips.with_parts(xl__media__a_dot_png=_noise(21 * 2**20)), "FILE-BIG", "21 MB"),
    Case("22", lambda: zips.with_parts(xl__media__a_dot_png=_png(50_000, 50_000), xl__drawings__drawing1_dot_xml=DRAWING), "PICTURES-LEFT", "dòng 5", accepted=1, severity="warning"),
    Case("23", lambda: b"", "FILE-EMPTY", "«dexcod.xlsx»", "../../de\u202excod.xlsx"),
    Case("23 long", lambda: b"", "FILE-EMPTY", "…»", "đ" * 300 + ".xlsx"),
]  # fmt: skip

SHEETS = [
    Case("24", lambda: pack(zips.xlsx_parts(sheet_xml([]))), "SHEET-EMPTY", "trang tính «Trang1»"),
    Case("24 head only", lambda: table(), "NO-QUESTIONS", "Trang1"),
    Case("26", lambda: _two(("Câu hỏi", "Ghi chú"), ("visible", "visible"), [HEAD, ROW]), "SHEET-CHOOSE", "«Câu hỏi», «Ghi chú»"),
    Case("27", lambda: _two(("Lớp 1", "Lớp 2"), ("visible", "visible"), [HEAD, ROW]), "SHEET-CHOOSE", "«Lớp 2»"),
    Case("33", lambda: _empty_rows(), "", accepted=1),
    Case("35", lambda: table(ROW, head=ROW), "HEADING-MISSING", "dòng 1"),
    Case("36", lambda: table((*ROW, "B"), head=(*HEAD, "Đáp án đúng")), "HEADING-TWICE", "cột G «Đáp án đúng»"),
    Case("37", lambda: table((*ROW, "thừa")), "COLUMN-NO-HEADING", "cột G", accepted=1, severity="warning"),
    Case("41", lambda: table((*ROW, "x"), head=(*HEAD, "Màu sắc")), "COLUMN-UNKNOWN", "cột G «Màu sắc»", accepted=1, severity="warning"),
    Case("42 no key", lambda: table(ROW[:5], head=HEAD[:5]), "COLUMN-MISSING", "«Đáp án đúng»"),
    Case("43", lambda: table(ROW, attributes={2: 'hidden="1"'}), "ROW-HIDDEN", "dòng 2", accepted=1, severity="warning"),
    Case("44", lambda: _two(("Câu hỏi", "Mật"), ("visible", "hidden"), [HEAD, ROW]), "SHEET-HIDDEN", "«Mật»", accepted=1, severity="warning"),
    Case("45", lambda: table(row(B='<c r="@"><f>1+1</f></c>')), "CELL-FORMULA", "dòng 2, cột B «Đáp án A»"),
    Case("46", lambda: table(row(F='<c r="@" t="e"><v>#N/A</v></c>')), "CELL-ERROR", "cột F «Đáp án đúng»"),
    Case("47", lambda: table(row(F=1)), "KEY-NUMBER", "dòng 2, cột F"),
    Case("49", lambda: table(row(B='<c r="@" t="d"><v>99999-99-99</v></c>')), "CELL-DATE-BAD", "cột B"),
    Case("49 serial", lambda: table(row(B='<c r="@" s="1"><v>99999999</v></c>')), "CELL-DATE-BAD", "cột B"),
    Case("49 date", lambda: table(row(B='<c r="@" s="1"><v>41587</v></c>')), "CELL-DATE", "09/11/2013", accepted=1, severity="warning"),
    Case("50", lambda: table(row(C='<c r="@"><v>1E999</v></c>')), "CELL-NUMBER-BAD", "cột C"),
    Case("52", lambda: table(row(D='<c r="@" t="s"><v>99</v></c>')), "CELL-BAD", "cột D"),
    Case("53", lambda: table(row(B=912345678)), "CELL-NUMBER-LONG", "cột B"),
    Case("54", lambda: table(row(B='<c r="@"><v>1.23E+11</v></c>')), "CELL-NUMBER-LONG", "Văn bản"),
    Case("55", lambda: table(row(F="E")), "KEY-OUTSIDE", "«E»"),
    Case("56", lambda: table((*row(F="A,C"), "Một đáp án"), head=(*HEAD, "Loại")), "KEY-MANY", "cột F"),
    Case("56 no kind", lambda: table(row(F="A,C")), "KIND-GUESSED", "cột F", accepted=1, severity="warning"),
    Case("58", lambda: table(row(F="a. ")), "KEY-TIDIED", "là A", accepted=1, severity="note"),
    Case("59", lambda: table(row(F=None)), "KEY-NONE", "cột F «Đáp án đúng»"),
    Case("60", lambda: table((*row(F="A,B,C,D"), "Nhiều đáp án"), head=(*HEAD, "Loại")), "KEY-ALL", "cột F"),
    Case("61", lambda: table(row(C=" 09/11. ")), "OPTIONS-EQUAL", "cột C «Đáp án B»"),
    Case("61 NFD", lambda: table(row(B="Hòa giải", C=NFD("NFD", "hòa  giải"))), "OPTIONS-EQUAL", "cột C"),
    Case("62", lambda: table(row(C=None)), "OPTION-EMPTY", "cột C «Đáp án B»"),
    Case("63", lambda: table(row(E="Tất cả đều đúng")), "OPTION-FIXED", "cột E", accepted=1, severity="warning"),
    Case("64", lambda: table(ROW, ROW), "DUPLICATE", "dòng 3", accepted=1),
    Case("66", lambda: _wide_text(2**20), "TEXT-LONG", "1.048.576 ký tự"),
    Case("67", lambda: _wide_text(32_768), "TEXT-LONG", "32.768 ký tự"),
    Case("68", lambda: table(row(A="\u00a0\u200b \u3000")), "STEM-EMPTY", "cột A «Câu hỏi»"),
    Case("68 option", lambda: table(row(C="\u200b")), "OPTION-EMPTY", "cột C"),
    Case("71", lambda: table(row(A="Cé thÓ")), "LEGACY-FONT", "TCVN3"),
    Case("71 font", lambda: table(row(A='<c r="@" s="2" t="inlineStr"><is><t>LuËt ph¸p</t></is></c>')), "LEGACY-CONVERTED", "cột A", accepted=1, severity="note"),
    Case("merged", lambda: table(ROW, row(B=None), after='<mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'), "CELL-MERGED", "B2:B3"),
]  # fmt: skip

WORDS = [
    Case("75", lambda: zips.compound("WordDocument"), "FILE-OLD-WORD", ".doc", "de.docx"),
    Case("76", lambda: table(ROW), "FILE-ENDING", "Excel", "de.docx", 1, "warning"),
    Case("77", lambda: pack({"[Content_Types].xml": "<a/>", "word/x.xml": "<a/>"}), "FILE-PART-MISSING", "document.xml", "de.docx"),
    Case("79", lambda: pack(zips.docx_parts("") | {"word/document.xml": _external()}), "XML-ENTITY", "", "de.docx"),
    Case("80", lambda: pack(zips.docx_parts("") | {"word/document.xml": _xml_bomb()}), "XML-ENTITY", "", "de.docx"),
    Case("81", lambda: docx(p("Câu 1. " + "x" * 100 * 2**20)), "ZIP-BOMB", "document.xml", "de.docx"),
    Case("83", lambda: docx(GOOD_BODY, word__media__a_dot_bin="x" * 100 * 2**20), "ZIP-BOMB", "media", "de.docx"),
    Case("85", lambda: docx(GOOD_BODY, word__vbaProject_dot_bin="x"), "FILE-MACRO", "", "de.docm"),
    Case("86 template", lambda: docx(GOOD_BODY, word___rels__settings_dot_xml_dot_rels='<R><Relationship Type="x/attachedTemplate" TargetMode="External" Target="http://x/"/></R>'), "FILE-OUTSIDE", "mẫu", "de.docx", 1, "warning"),
    Case("86 field", lambda: docx(GOOD_BODY + "<w:p><w:r><w:instrText>INCLUDEPICTURE http://x</w:instrText></w:r></w:p>"), "FILE-OUTSIDE", "INCLUDEPICTURE", "de.docx", 1, "warning"),
    Case("86 chunk", lambda: docx(GOOD_BODY + '<w:altChunk r:id="x"/>'), "WORD-LEFT", "tài liệu chèn", "de.docx", 1, "warning"),
    Case("87 none", lambda: docx(p("Câu 4. Ai?") + p("A. a") + p("B. b")), "KEY-NONE-MARKED", "câu 4", "de.docx", 0),
    Case("87 two", lambda: docx(p("Câu 4. Ai?") + p("A. a", run="<w:rPr><w:b/></w:rPr>") + p("B. b", run='<w:rPr><w:color w:val="FF0000"/></w:rPr>') + p("C. c")), "KEY-TWO-MARKED", "câu 4", "de.docx", 0),
    Case("90 twice", lambda: docx(GOOD_BODY + GOOD_BODY.replace("Ngày", "Hôm")), "QUESTION-TWICE", "câu 1", "de.docx", 2, "warning"),
    Case("90 gap", lambda: docx(GOOD_BODY + GOOD_BODY.replace("Câu 1", "Câu 7")), "QUESTION-GAP", "câu 2 đến câu 6", "de.docx", 1, "warning"),
    Case("92 picture", lambda: docx(GOOD_BODY.replace("Câu 1. ", "Câu 1. </w:t><w:drawing/><w:t>")), "WORD-LEFT", "câu 1: có ảnh", "de.docx", 1, "warning"),
    Case("92 equation", lambda: docx(GOOD_BODY + "<w:p><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>"), "WORD-READ", "công thức", "de.docx", 1, "warning"),
    Case("92 footnote", lambda: docx(GOOD_BODY + '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'), "WORD-LEFT", "chú thích", "de.docx", 1, "warning"),
    Case("92 textbox", lambda: docx(GOOD_BODY + "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>ẩn</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"), "WORD-READ", "khung", "de.docx", 1, "warning"),
    Case("95 no questions", lambda: docx(p("Kính gửi các đồng chí")), "NO-QUESTIONS", "Câu 1", "de.docx", 0),
    Case("95 keys apart", lambda: docx(GOOD_BODY + p("HẾT") + p("1-B 9-C")), "KEY-DISAGREE", "câu 1", "de.docx", 0),
    Case("95 order", lambda: docx(p("Câu 1. Ai?") + p("A. a") + p("C. c") + p("Đáp án: A")), "OPTION-ORDER", "A, C", "de.docx", 0),
]  # fmt: skip

CSV_HEAD = "Câu hỏi,Đáp án A,Đáp án B,Đáp án đúng\n"
TEXTS = [
    Case("97", lambda: b"C\xe2u h\xf5i,\xd0\xe1p \xe1n A,x\n\xff\xfe", "FORMAT-UNSEEN", "", "de.csv"),
    Case("100", lambda: (CSV_HEAD + "Ai?,a,b,A,thừa\n").encode(), "ROW-RAGGED", "dòng 2, cột E", "de.csv", 0),
    Case("102", lambda: (CSV_HEAD + "Ai\x00?,a,b,A\n").encode(), "TEXT-NUL", "dòng 2", "de.csv", 1, "warning"),
    Case("103", lambda: (CSV_HEAD + "x" * 140_000 + ",a,b,A\n").encode(), "TEXT-FIELD-LONG", "dòng 2", "de.csv"),
]  # fmt: skip


def _empty_rows() -> bytes:
    """One question, then a million rows that are only formatted."""
    empty = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(3, 1_000_003))
    sheet = sheet_xml([HEAD, ROW]).replace("</sheetData>", empty + "</sheetData>")
    return pack(zips.xlsx_parts(sheet))


CASES = [*FILES, *SHEETS, *WORDS, *TEXTS]
