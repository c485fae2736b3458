"""Zip files and minimal Office packages, built byte by byte where a library would refuse."""

from __future__ import annotations

import io
import stat
import zipfile
from xml.sax.saxutils import escape

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
HEAD = ("Câu hỏi", "Đáp án A", "Đáp án B", "Đáp án C", "Đáp án D", "Đáp án đúng")
ROW = ("Ngày Pháp luật là ngày nào?", "09/11.", "02/9.", "30/4.", "01/5.", "A")

Parts = dict[str, str | bytes]


def pack(parts: Parts, *, store: tuple[str, ...] = ()) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name in store else zipfile.ZIP_DEFLATED
            packed.writestr(name, content, kind)
    return target.getvalue()


def letter(column: int) -> str:
    return chr(64 + column)


def cell(reference: str, text: object) -> str:
    """A cell: text inline, a number as a number, a string that begins with "<c" as it is."""
    if isinstance(text, str) and text.startswith("<c"):
        return text.replace("@", reference)
    if isinstance(text, (int, float)):
        return f'<c r="{reference}"><v>{text}</v></c>'
    if text is None:
        return ""
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(str(text))}</t></is></c>'


def sheet_xml(
    rows: list[tuple[object, ...]],
    *,
    before: str = "",
    after: str = "",
    attributes: dict[int, str] | None = None,
) -> str:
    body = "".join(
        f'<row r="{n}" {(attributes or {}).get(n, "")}>'
        + "".join(cell(f"{letter(c)}{n}", text) for c, text in enumerate(row, start=1))
        + "</row>"
        for n, row in enumerate(rows, start=1)
    )
    return (
        f'{XML}<worksheet xmlns="{MAIN}">{before}<sheetData>{body}</sheetData>{after}</worksheet>'
    )


def xlsx_parts(*sheets: str, names: tuple[str, ...] = (), states: tuple[str, ...] = ()) -> Parts:
    names = names or tuple(f"Trang{n}" for n in range(1, len(sheets) + 1))
    states = states or ("visible",) * len(sheets)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" state="{state}" r:id="rId{n}"/>'
        for n, (name, state) in enumerate(zip(names, states, strict=True), start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    links += f'<Relationship Id="rIdS" Type="{REL}/styles" Target="styles.xml"/>'
    links += f'<Relationship Id="rIdT" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>'
    parts: Parts = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{REL}"><bookViews><workbookView '
        f'activeTab="{len(sheets) - 1}"/></bookViews><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "xl/styles.xml": f'{XML}<styleSheet xmlns="{MAIN}"><fonts><font><name val="Arial"/></font>'
        '<font><name val=".VnTime"/></font></fonts><cellXfs><xf numFmtId="0" fontId="0"/>'
        '<xf numFmtId="14" fontId="0"/><xf numFmtId="0" fontId="1"/><xf numFmtId="9" fontId="0"/>'
        "</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'{XML}<sst xmlns="{MAIN}"><si><t>chung</t></si></sst>',
    }
    for n, sheet in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{n}.xml"] = sheet
    return parts


def table(*rows: tuple[object, ...], head: tuple[object, ...] = HEAD, **options: object) -> bytes:
    """A workbook of one sheet: heading and rows."""
    return pack(xlsx_parts(sheet_xml([head, *rows], **options)))  # type: ignore[arg-type]


def row(**changes: object) -> tuple[object, ...]:
    """The good row with some columns changed, by letter (A is the question, F the key)."""
    return tuple(changes.get(letter(n), text) for n, text in enumerate(ROW, start=1))


def with_parts(**extra: str | bytes) -> bytes:
    parts = xlsx_parts(sheet_xml([HEAD, ROW]))
    parts |= {name.replace("__", "/").replace("_dot_", "."): text for name, text in extra.items()}
    return pack(parts)


def link_entry() -> bytes:
    target = io.BytesIO(with_parts())
    with zipfile.ZipFile(target, "a") as packed:
        info = zipfile.ZipInfo("xl/lien_ket.xml")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(info, "/etc/passwd")
    return target.getvalue()


def overlapping() -> bytes:
    """Two directory entries that point at the same local entry (as in CVE-2024-0450)."""
    good = bytearray(with_parts())
    entries = []
    at = good.rfind(b"PK\x05\x06")
    start = int.from_bytes(good[at + 16 : at + 20], "little")
    place = start
    while good[place : place + 4] == b"PK\x01\x02":
        sizes = [int.from_bytes(good[place + n : place + n + 2], "little") for n in (28, 30, 32)]
        end = place + 46 + sum(sizes)
        entries.append(place)
        place = end
    first = good[entries[0] + 42 : entries[0] + 46]
    good[entries[1] + 42 : entries[1] + 46] = first
    return bytes(good)


def many_entries(count: int = 100_000) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for n in range(min(count, 60_000)):
            packed.writestr(f"xl/{n}", b"")
    return target.getvalue()


def compound(*names: str) -> bytes:
    """The beginning of an OLE2 file with these directory names."""
    return (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + b"\x00" * 600
        + b"".join(name.encode("utf-16-le") + b"\x00" * 40 for name in names)
    )


def docx_parts(body: str, **extra: str) -> Parts:
    parts: Parts = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{REL}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{XML}<w:document xmlns:w="{WORD}" xmlns:m="urn:m" xmlns:r="{REL}"><w:body>'
        f"{body}</w:body></w:document>",
    }
    return parts | {name.replace("__", "/").replace("_dot_", "."): t for name, t in extra.items()}


def p(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of one run; tabs in the text become tab elements."""
    pieces = "<w:tab/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\t")
    )
    return f"<w:p>{properties}<w:r>{run}{pieces}</w:r></w:p>"


GOOD_BODY = p("Câu 1. Ngày Pháp luật?") + p("A. 09/11") + p("B. 02/9") + p("Đáp án: A")


def docx(body: str, **extra: str) -> bytes:
    return pack(docx_parts(body, **extra))
