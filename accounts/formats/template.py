"""The Excel template of a staff list: text columns, lists to choose from, an example."""

from __future__ import annotations

from typing import IO

import xlsxwriter

from accounts.rules.roster import HEADERS

_WIDTHS = {"full_name": 28, "email": 28, "position": 24, "organisation": 18}
_EXAMPLE = {
    "roster_code": "CB001",
    "full_name": "Đinh Thị Hương",
    "birth": "05/02/1990",
    "sex": "Nữ",
    "phone": "0912345678",
    "cccd": "051190001234",
    "email": "huong@example.gov.vn",
    "position": "Chuyên viên",
    "ethnic_group": "Hrê",
}
_ROWS = 5000


def roster_template(out: IO[bytes], *, parts: list[str]) -> None:
    """Write the template to `out`. `parts` are the codes to choose from in the last column."""
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Danh sách")
    # A sheet of its own: an example left in the list would become a person.
    example = book.add_worksheet("Ví dụ")
    # Text, so that Excel keeps leading zeros and does not round twelve digits.
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "bg_color": "#E3EEF0", "border": 1})
    for place, (key, names) in enumerate(HEADERS.items()):
        for page in (sheet, example):
            page.set_column(place, place, _WIDTHS.get(key, 16), text)
        sheet.write_string(0, place, names[0] + (" *" if key == "full_name" else ""), head)
        example.write_string(0, place, names[0], head)
        example.write_string(1, place, _EXAMPLE.get(key, parts[0] if parts else ""), text)
        if key == "sex":
            sheet.data_validation(
                1, place, _ROWS, place, {"validate": "list", "source": ["Nam", "Nữ"]}
            )
        if key == "organisation" and parts:
            codes = book.add_worksheet("Mã đơn vị")
            codes.write_column(0, 0, parts)
            source = f"='Mã đơn vị'!$A$1:$A${len(parts)}"
            sheet.data_validation(1, place, _ROWS, place, {"validate": "list", "source": source})
    sheet.freeze_panes(1, 0)
    book.close()
