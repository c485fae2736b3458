"""The mã dự thi as a picture to keep on a phone ("lưu ảnh"), and its QR code.

The QR holds the address of the continue page with the code behind `#`: browsers never send that
part, so no log of ours or of a proxy sees a code.
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

_FONTS = Path(__file__).resolve().parents[2] / "formats" / "fonts"
_WIDTH, _MARGIN = 900, 60
_TEAL, _PAPER, _INK, _QUIET = "#0F4C5C", "#FBF8F3", "#1D2430", "#545D6B"
_QR_SIDE = 480


def qr_svg(url: str) -> str:
    """The QR of `url` as an inline SVG of plain attributes (no style: the CSP forbids it)."""
    return segno.make(url, error="m", micro=False).svg_inline(
        omitsize=True, border=2, dark="#000000", light="#FFFFFF"
    )


@lru_cache(maxsize=8)
def _font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "Tinos-Bold.ttf" if bold else "Tinos-Regular.ttf"
    return ImageFont.truetype(str(_FONTS / name), size)


def _lines(text: str, font: ImageFont.FreeTypeFont, width: int, most: int) -> list[str]:
    """`text` broken at spaces to `width` pixels, at most `most` lines, then an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= width or not line:
            line = longer
        else:
            lines.append(line)
            line = word
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
    return [_cut(one, font, width) for one in lines]


def _cut(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    if font.getlength(line) <= width:
        return line
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line}…"


def code_png(*, contest: str, name: str, shown_code: str, url: str) -> bytes:
    """The card as PNG, about 20 kB; `shown_code` as people read it ("ABCD-EFGH")."""
    inner = _WIDTH - 2 * _MARGIN
    head = _lines(contest, _font(40, bold=True), inner, 3)
    band = 2 * 44 + 54 * len(head)
    height = band + 60 + 60 + 150 + _QR_SIDE + 210
    card = Image.new("RGB", (_WIDTH, height), _PAPER)
    draw = ImageDraw.Draw(card)
    draw.rectangle((0, 0, _WIDTH, band), fill=_TEAL)
    y = 44
    for line in head:
        draw.text((_MARGIN, y), line, font=_font(40, bold=True), fill="#FFFFFF")
        y += 54

    def centred(text: str, y: int, size: int, fill: str, bold: bool = False) -> None:
        font = _font(size, bold)
        text = _cut(text, font, inner)
        draw.text(((_WIDTH - font.getlength(text)) / 2, y), text, font=font, fill=fill)

    y = band + 44
    centred(name, y, 38, _INK)
    centred("Mã dự thi", y + 58, 30, _QUIET)
    centred(shown_code, y + 92, 96, _TEAL, bold=True)
    y += 226
    picture = io.BytesIO()
    segno.make(url, error="m", micro=False).save(picture, kind="png", scale=12, border=2)
    qr = Image.open(picture).convert("RGB").resize((_QR_SIDE, _QR_SIDE), Image.Resampling.NEAREST)
    card.paste(qr, ((_WIDTH - _QR_SIDE) // 2, y))
    y += _QR_SIDE + 28
    centred("Quét mã, hoặc nhập mã cùng số điện thoại để thi tiếp.", y, 30, _INK)
    centred("Không đưa mã này cho người khác.", y + 46, 30, _INK)
    out = io.BytesIO()
    card.save(out, "PNG", optimize=True)
    return out.getvalue()
