"""Checks on a zip file (xlsx, docx, ods, packages) before any parser opens it.

Python 3.11's zipfile has no overlap check (CVE-2024-0450) and no limits; Office parsers expand
what they are given. Everything here reads names, sizes and raw bytes only.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from quiz.formats.base import FileError

FILE_MAX: Final = 20 * 2**20
ENTRIES_MAX: Final = 2_000
UNPACKED_MAX: Final = 200 * 2**20
RATIO_MAX: Final = 200
RATIO_FROM: Final = 8 * 2**20
"""Entries that unpack to less than this are not worth a ratio check."""
CHUNK: Final = 2**18

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
                  struct.error, OSError, ValueError, UnicodeError)  # fmt: skip
_DECLARED: Final = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)", re.ASCII)
_FORBIDDEN: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Archive:
    """A zip file that passed every check; parts are read through it."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._infos = {info.filename: info for info in packed.infolist()}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parts, in the order of the directory."""
        return tuple(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def size(self, name: str) -> int:
        """Unpacked bytes of a part."""
        return self._infos[name].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part; `FileError` FILE-DAMAGED when they do not unpack."""
        if name not in self._infos:
            raise FileError("FILE-PART-MISSING", part=name)
        try:
            with self._packed.open(self._infos[name]) as source:
                while chunk := source.read(CHUNK):
                    yield chunk
        except _DAMAGE as error:
            raise FileError("FILE-DAMAGED", part=name) from error

    def read(self, name: str, most: int = 32 * 2**20) -> bytes:
        """A whole part of at most `most` bytes; FILE-PART-BIG beyond."""
        if name in self._infos and self.size(name) > most:
            raise FileError("FILE-PART-BIG", part=name, size=self.size(name), most=most)
        return b"".join(self.chunks(name))


def open_archive(source: BinaryIO) -> Archive:
    """Check `source` and open it. Raises `FileError` with the first thing that is wrong."""
    size = source.seek(0, 2)
    if size == 0:
        raise FileError("FILE-EMPTY")
    if size > FILE_MAX:
        raise FileError("FILE-BIG", size=size, most=FILE_MAX)
    count = _declared_entries(source, size)
    if count > ENTRIES_MAX:
        raise FileError("ZIP-ENTRIES", count=count, most=ENTRIES_MAX)
    try:
        source.seek(0)
        packed = zipfile.ZipFile(source)
    except _DAMAGE as error:
        raise FileError("FILE-DAMAGED", part="") from error
    infos = packed.infolist()
    if len(infos) > ENTRIES_MAX:
        raise FileError("ZIP-ENTRIES", count=len(infos), most=ENTRIES_MAX)
    for info in infos:
        _check_entry(info)
    if sum(info.file_size for info in infos) > UNPACKED_MAX:
        total = sum(info.file_size for info in infos)
        raise FileError("ZIP-UNPACKED", size=total, most=UNPACKED_MAX)
    _check_overlap(source, infos, size)
    archive = Archive(packed)
    for name in archive.names:
        if name.lower().endswith((".xml", ".rels", ".vml")):
            _check_xml(archive, name)
    return archive


def _declared_entries(source: BinaryIO, size: int) -> int:
    """Entry count of the end record, read before the directory is built in memory."""
    source.seek(max(0, size - 65_557))
    tail = source.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise FileError("FILE-DAMAGED", part="")
    count, length = struct.unpack_from("<HL", tail, at + 10)
    if count == 0xFFFF or length == 0xFFFFFFFF:  # zip64: no Office file of our size needs it
        raise FileError("ZIP-ENTRIES", count=0xFFFF, most=ENTRIES_MAX)
    return max(int(count), int(length) // 300)


def _check_entry(info: zipfile.ZipInfo) -> None:
    name = info.filename
    parts = re.split(r"[/\\]", info.orig_filename)
    if "\x00" in info.orig_filename or ".." in parts or parts[0] == "" or ":" in parts[0]:
        raise FileError("ZIP-PATH", part=name)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise FileError("ZIP-LINK", part=name)
    if info.flag_bits & 0x1:
        raise FileError("FILE-PASSWORD")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileError("FILE-DAMAGED", part=name)
    if info.file_size > RATIO_FROM and info.file_size > RATIO_MAX * max(info.compress_size, 1):
        ratio = info.file_size // max(info.compress_size, 1)
        raise FileError("ZIP-BOMB", part=name, size=info.file_size, ratio=ratio)


def _check_overlap(source: BinaryIO, infos: list[zipfile.ZipInfo], size: int) -> None:
    """Entries must lie one after another: overlapping ones unpack the same bytes many times."""
    if len({info.filename for info in infos}) != len(infos):
        raise FileError("ZIP-OVERLAP")
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:  # also negative: the directory is cut or moved
            raise FileError("ZIP-OVERLAP")
        source.seek(info.header_offset)
        header = source.read(_LOCAL.size)
        if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
            raise FileError("ZIP-OVERLAP")
        fields = _LOCAL.unpack(header)
        end = info.header_offset + _LOCAL.size + fields[9] + fields[10] + info.compress_size
    if end > size:
        raise FileError("FILE-DAMAGED", part="")


def _check_xml(archive: Archive, name: str) -> None:
    """Refuse document types, entities and any encoding in which they could hide."""
    tail = b""
    first = True
    for chunk in archive.chunks(name):
        if first:
            head = chunk[:400]
            declared = _DECLARED.search(head)
            said = declared.group(1).lower() if declared else b"utf-8"
            if b"\x00" in head[:4] or head[:2] in (b"\xff\xfe", b"\xfe\xff") or (
                said not in (b"utf-8", b"us-ascii", b"utf8", b"ascii")
            ):  # fmt: skip
                raise FileError("XML-ENCODING", part=name)
            first = False
        if _FORBIDDEN.search(tail + chunk):
            raise FileError("XML-ENTITY", part=name)
        tail = chunk[-10:]
