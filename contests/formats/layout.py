"""Sizes that the DOCX and the PDF share, chosen within Phụ lục I NĐ 30/2020/NĐ-CP.

Lengths are millimetres, type sizes are points.
"""

from __future__ import annotations

from contests.formats import metrics

PAGE = (210.0, 297.0)
MARGIN_TOP = MARGIN_BOTTOM = MARGIN_RIGHT = 20.0
MARGIN_LEFT = 30.0
TEXT_WIDTH = PAGE[0] - MARGIN_LEFT - MARGIN_RIGHT
TEXT_WIDTH_LANDSCAPE = PAGE[1] - MARGIN_LEFT - MARGIN_RIGHT

HEAD_LEFT = 68.0
HEAD_RIGHT = TEXT_WIDTH - HEAD_LEFT
SIGN_LEFT = 75.0
SIGN_RIGHT = TEXT_WIDTH - SIGN_LEFT

NATION = 12
MOTTO = 13
ISSUER = 12
NUMBER = 13
VALUE = 13  # page number, place and date
TITLE = 14
BODY = 14
RECIPIENTS_LABEL = 12
RECIPIENTS = 11

FIRST_LINE = 12.7
SPACING = 6  # points before a paragraph
LINE = 1.1  # of single
SIGN_BEFORE = 14
SIGN_ROOM = 72  # points for the signature and the seal

CHART_SIZE = 11
# Dark to light, so that they differ on a black and white copy as well.
PALETTE = (
    "0F4C5C",
    "F0B429",
    "A3211F",
    "7FB7BE",
    "17603A",
    "B8B2A7",
    "7A3B9E",
    "E08E45",
)


def is_light(color: str) -> bool:
    """Whether black reads better than white on ``color`` ("0F4C5C")."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue >= 140


def motto_line(text: str) -> float:
    """The line under Tiêu ngữ is as long as the text."""
    return metrics.width_mm(text, MOTTO, bold=True)


def short_line(lines: tuple[str, ...], size: float) -> float:
    """The line under the issuer and under trích yếu: 2/5 of the longest line, 15 to 55 mm."""
    widest = max((metrics.width_mm(line, size, bold=True) for line in lines), default=0.0)
    return min(max(0.4 * widest, 15.0), 55.0)


def chart_size(categories: int, *, upright: bool) -> int:
    """The type size inside a chart: smaller when its labels stand close together."""
    if upright:
        return CHART_SIZE if categories <= 10 else 9 if categories <= 20 else 7
    return CHART_SIZE if categories <= 23 else 7


def chart_height(categories: int, *, upright: bool) -> float:
    """The height of a chart: fixed when its columns stand, by their number when they lie."""
    if upright:
        return 80.0
    return min(24.0 + 8.5 * max(categories, 1), 215.0)
