"""What a file is, by its content; the name is only compared afterwards."""

from __future__ import annotations

from typing import BinaryIO, Final

from quiz.formats.archive import FILE_MAX, Archive, open_archive
from quiz.formats.base import FileError
from quiz.formats.content import Content

_OLE2: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_IMAGES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_HTML: Final = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body")
_PACKED: Final = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def detect(source: BinaryIO) -> Content:
    """The content, when it may hold questions. Raises `FileError` for everything else.

    A zip file has passed all checks of `quiz.formats.archive`.
    """
    size = source.seek(0, 2)
    if size == 0:
        raise FileError("FILE-EMPTY")
    if size > FILE_MAX:
        raise FileError("FILE-BIG", size=size, most=FILE_MAX)
    source.seek(0)
    head = source.read(4096)
    if head.startswith(b"PK"):
        archive = open_archive(source)
        _office(archive)
        return Content(source, archive)
    if head.startswith(_OLE2):
        source.seek(0)
        raise FileError(_compound(source.read()))
    if head.startswith(b"%PDF"):
        raise FileError("FILE-PDF")
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise FileError("FILE-IMAGE")
    if head.startswith(_PACKED):
        raise FileError("FILE-PACKED")
    if head.startswith(b"{\\rtf"):
        raise FileError("FILE-RTF")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(_HTML) or b'xmlns:x="urn:schemas-microsoft' in text:
        raise FileError("FILE-HTML")
    content = Content(source)
    if (
        not _marked(head)
        and _binary(head)
        and "\x00" in content.text[:1] + content.decoded[0][:4096]
    ):
        raise FileError("FILE-UNKNOWN")
    if not _marked(head) and _binary(content.text[:4096].encode("utf-8", "replace")):
        raise FileError("FILE-UNKNOWN")
    return content


def _marked(head: bytes) -> bool:
    return head[:2] in (b"\xff\xfe", b"\xfe\xff")


def _binary(head: bytes) -> bool:
    """Many control bytes: not text in any encoding; a stray NUL alone is still text."""
    odd = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return odd * 20 > len(head)


def _compound(content: bytes) -> str:
    """Kind of an OLE2 file, by the UTF-16 names in its directory."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "FILE-PASSWORD"
    if "WordDocument".encode("utf-16-le") in content:
        return "FILE-OLD-WORD"
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return "FILE-OLD-EXCEL"
    return "FILE-OLD-OFFICE"


def _office(archive: Archive) -> None:
    """Refuse what no format of ours reads, and Office files that lack what they must have."""
    names = [name.lower() for name in archive.names]
    if "mimetype" in archive and "content.xml" in names:
        kind = archive.read("mimetype", 1024)
        if b"opendocument" in kind and b"spreadsheet" not in kind:
            raise FileError("FILE-ODT")
        return
    if any(name.endswith("vbaproject.bin") for name in names):
        raise FileError("FILE-MACRO")
    if "xl/workbook.bin" in names:
        raise FileError("FILE-XLSB")
    if not any(name.startswith(("xl/", "word/")) for name in names):
        return
    if "[Content_Types].xml" not in archive:
        raise FileError("FILE-PART-MISSING", part="[Content_Types].xml")
    if b"macroEnabled" in archive.read("[Content_Types].xml", 2**20):
        raise FileError("FILE-MACRO")
