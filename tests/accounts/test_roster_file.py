"""The file of a staff list: found headers, bounds, the template, cells of every kind."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.formats.sheet import read_table
from accounts.formats.template import roster_template
from accounts.rules import roster
from accounts.rules.refusal import Refused


def test_headers_are_found_in_any_spelling_and_below_a_title() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["DANH SÁCH CÁN BỘ"])
    sheet.append([])
    sheet.append(["STT", "HỌ  VÀ TÊN:", "SĐT", "ngày\nsinh"])
    sheet.append([1, "Lê An", "0912345678", None])
    sheet.append([None, "  ", None, None])
    out = io.BytesIO()
    book.save(out)
    table = read_table(out.getvalue(), roster.HEADERS, roster.REQUIRED)
    assert table.letters == {"full_name": "B", "phone": "C", "birth": "D"}
    assert [(row.number, row.cells["full_name"]) for row in table.rows] == [(4, "Lê An")]
    assert table.unknown == ["STT"]


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/workbook.xml", "x")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (90 * 1024 * 1024))
    with pytest.raises(Refused, match="file-too-large"):
        read_table(out.getvalue(), roster.HEADERS, roster.REQUIRED)


def test_the_template_reads_back(tmp_path: Any) -> None:
    out = io.BytesIO()
    roster_template(out, parts=["SKHCN", "SKHCN-HCTH"])
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    book["Danh sách"].append(["CB9", "Lê An", "05/02/1990", "Nam", "0912345678", "051090001234"])
    again = io.BytesIO()
    book.save(again)
    table = read_table(again.getvalue(), roster.HEADERS, roster.REQUIRED)
    assert len(table.rows) == 1 and table.rows[0].cells["cccd"] == "051090001234"
    assert set(table.letters) == set(roster.HEADERS)


@given(
    st.dictionaries(
        st.sampled_from(sorted(roster.HEADERS)),
        st.one_of(
            st.none(), st.text(max_size=40), st.integers(), st.floats(), st.dates(), st.booleans()
        ),
    )
)
def test_no_cell_breaks_the_reader(cells: dict[str, object]) -> None:
    reading = roster.read_row(
        cells,
        today=date(2026, 11, 23),
        ethnic_code=lambda name: "",
        organisation_id=lambda name: None,
    )
    assert reading.ok == (not any(p.severity == "error" for p in reading.problems))
    if reading.ok:
        assert reading.values["full_name"]
