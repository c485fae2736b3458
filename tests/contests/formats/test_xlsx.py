"""Tables as XLSX: what is text stays text, what is a number stays a number."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest

from contests.formats.xlsx import ColumnChart, Field, Sheet, sheet_names, write_tables

FIELDS = (
    Field("STT", 6, "integer"),
    Field("Họ và tên", 30),
    Field("Tỷ lệ", 10, "percent"),
    Field("Ngày", 12, "date"),
    Field("CCCD", 16),
)


def opened(*sheets: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(write_tables(sheets)))


def test_values_keep_their_kind() -> None:
    rows = [
        (1, "=1+1", 0.2203, date(2026, 11, 9), "051099000123"),
        (2, "Nguyễn Thị Ánh", None, None, 51099000123456789),
        (True, "x", float("nan"), datetime(2026, 11, 9, 1, tzinfo=UTC), "http://a.vn"),
    ]
    sheet = opened(Sheet("Danh sách", FIELDS, rows, total=("", "TỔNG CỘNG", 1.0))).worksheets[0]
    grid = list(sheet.iter_rows(min_row=2, values_only=True))
    assert grid[0][:3] == (1, "=1+1", 0.2203) and grid[0][4] == "051099000123"
    assert f"{grid[0][3]:%d/%m/%Y %H:%M}" == "09/11/2026 00:00"
    assert f"{grid[2][3]:%d/%m/%Y %H:%M}" == "09/11/2026 08:00"
    assert grid[1] == (2, "Nguyễn Thị Ánh", None, None, "51099000123456789")
    assert grid[2][0] == "Có" and grid[2][2] == "nan"
    assert grid[3][:3] == (None, "TỔNG CỘNG", 1.0) or grid[3][:3] == ("", "TỔNG CỘNG", 1.0)
    assert sheet["B2"].data_type == "s"
    assert sheet["C2"].number_format == "0.00%"
    assert sheet["D2"].number_format == "dd/mm/yyyy"
    assert sheet["B5"].font.bold
    assert sheet["E4"].hyperlink is None


def test_header_stays_in_sight() -> None:
    sheet = opened(Sheet("A", FIELDS, [], title="Danh sách", notes=("Ghi chú",))).worksheets[0]
    assert sheet.freeze_panes == "A4"
    assert [cell.value for cell in sheet[3]] == [field.title for field in FIELDS]
    assert sheet.column_dimensions["B"].width == pytest.approx(30, abs=1)
    assert sheet.print_title_rows == "$3:$3"


def test_names_of_sheets() -> None:
    long = "Kết quả cuộc thi theo xã, phường, đặc khu"
    made = sheet_names(["a/b:c", "", "History", long, long, "A B C"])
    assert made[0] == "a b c"
    assert all(1 <= len(name) <= 31 for name in made)
    assert len({name.casefold() for name in made}) == len(made)
    book = opened(*(Sheet(name, FIELDS, []) for name in ("x", "x", "'")))
    assert len(book.sheetnames) == 3


def test_no_sheet_is_still_a_book() -> None:
    assert len(opened().sheetnames) == 1


def test_rows_that_fail_leave_nothing_open() -> None:
    def rows() -> Iterator[tuple[int]]:
        yield (1,)
        raise LookupError("database is gone")

    with pytest.raises(LookupError):
        write_tables([Sheet("A", FIELDS[:1], rows())])


def test_chart_and_determinism() -> None:
    def sheets() -> list[Sheet]:
        rows = ((name, n) for n, name in enumerate("abc", 1))
        fields = (Field("Xã"), Field("Lượt", form="integer"))
        return [Sheet("A", fields, rows, chart=ColumnChart(0, 1, "Lượt theo xã"))]

    made = write_tables(sheets())
    assert made == write_tables(sheets())
    assert len(openpyxl.load_workbook(BytesIO(made)).worksheets[0]._charts) == 1


def test_10000_rows_in_a_few_seconds() -> None:
    rows = ((n, f"Nguyễn Văn {n}", 0.5, None, "051099000123") for n in range(10_000))
    began = time.process_time()
    write_tables([Sheet("A", FIELDS, rows)])
    assert time.process_time() - began < 4
