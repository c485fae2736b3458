"""Pictures in the Word documents that we write: PNG, each stored once however often it is shown."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

from quiz.formats.xmltree import escape

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_POINT: Final = 9_525
"""EMU of one picture point at 96 to the inch."""
_LARGE: Final = (4_320_000, 2_880_000)
_SMALL: Final = (1_800_000, 1_260_000)
"""The most that a picture of a stem and one of an option may take, width and height in EMU."""
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006"


def png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG in points; None for anything else."""
    if not data.startswith(_PNG) or len(data) < 24:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return (width, height) if width and height else None


class Art:
    """The pictures of one document: gives the runs that show them and the parts that hold them."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        self._pictures = pictures
        self._places: dict[str, int] = {}
        self._count = 0

    def run(self, name: str, alt: str, *, small: bool = False) -> str:
        """A run that shows the picture; "" when it is not there as a PNG."""
        size = png_size(self._pictures.get(name, b""))
        if size is None:
            return ""
        place = self._places.setdefault(name, len(self._places) + 1)
        self._count += 1
        most = _SMALL if small else _LARGE
        share = min(1.0, most[0] / (size[0] * _POINT), most[1] / (size[1] * _POINT))
        wide, high = (max(1, int(side * _POINT * share)) for side in size)
        said = escape(alt).replace('"', "&quot;")
        extent = f'cx="{wide}" cy="{high}"'
        return (
            "<w:r><w:drawing>"
            f'<wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" '
            f'distL="0" distR="0"><wp:extent {extent}/>'
            f'<wp:docPr id="{self._count}" name="Hình {self._count}" descr="{said}"/>'
            f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
            f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr>'
            f'<pic:cNvPr id="{self._count}" name="{place}.png"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="rIdP{place}"/><a:stretch><a:fillRect/></a:stretch>'
            f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )

    @property
    def media(self) -> dict[str, bytes]:
        """The pictures that are shown, by the last part of the id that the runs call them by."""
        return {str(place): self._pictures[name] for name, place in self._places.items()}
