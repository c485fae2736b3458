"""The model's own promises: labels, hygiene, marks at the end of lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from contests.formats import lines, vn
from contests.formats.document import (
    Chart,
    Column,
    Dashes,
    HeaderCell,
    Heading1,
    Paragraph,
    Run,
    Series,
    Table,
    letter,
    letters,
    plain,
    printable,
    roman,
    runs,
)
from tests.contests.formats.samples import report


def test_letters_follow_the_vietnamese_order() -> None:
    assert "".join(letters()) == "abcdđeghiklmnopqrstuvxy"
    assert [letter(n) for n in (0, 3, 4, 5, 22, 23)] == ["a)", "d)", "đ)", "e)", "y)", "aa)"]
    with pytest.raises(ValueError):
        letter(-1)


def test_roman_numbers() -> None:
    assert [roman(n) for n in (1, 4, 9, 14, 40, 1994)] == ["I", "IV", "IX", "XIV", "XL", "MCMXCIV"]
    with pytest.raises(ValueError):
        roman(0)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("  Hai \x0b dòng\n\tnữa ", "Hai dòng nữa"),
        ("a\x00b\x1bc", "abc"),
        ("Ho\u0300a", "Hòa"),
        ("ngày\u00a0\u00a0tháng", "ngày\u00a0\u00a0tháng"),
        ("\u202edảo\u202c", "dảo"),
        ("\ud800x\ufffe\U0001ffff", "x"),
        ("\ufeffĐơn", "Đơn"),
    ],
)
def test_printable(raw: str, shown: str) -> None:
    assert printable(raw) == shown


def test_runs_are_spaced_once() -> None:
    pieces = runs((Run(" Có "), Run("  7 lượt ", bold=True), Run(" "), Run("thi  ")))
    assert [piece.text for piece in pieces] == ["Có ", "7 lượt ", "thi"]
    assert plain(pieces) == "Có 7 lượt thi"


def test_the_last_sentence_ends_with_the_mark() -> None:
    document = report()
    assert plain(lines.finished_body(document)[-1].text).endswith("Công nghệ./.")  # type: ignore[union-attr]
    without = replace(document, closing_words="")

    def last(*blocks: object) -> str:
        block = lines.finished_body(replace(without, body=blocks))[-1]  # type: ignore[arg-type]
        return plain(block.items[-1] if isinstance(block, Dashes) else block.text)  # type: ignore[union-attr]

    assert last(Paragraph("Hết.")) == "Hết./."
    assert last(Paragraph("Hết./.")) == "Hết./."
    assert last(Paragraph((Run("Hết "), Run(".", bold=True)))) == "Hết./."
    assert last(Dashes(("một;", "hai;"))) == "hai./."
    assert last(Heading1("I.", "Mục")) == "./."
    assert last() == "./."


def test_lines_of_the_head() -> None:
    document = report()
    assert lines.number_line(document) == "Số: 05/BC-SKHCN"
    assert lines.date_line(document) == "Quảng Ngãi, ngày 05 tháng 02 năm 2026"
    blank = replace(document, number=None, date=None, year=2026)
    room = "\u00a0"
    assert lines.number_line(blank) == f"Số: {room * 6}/BC-SKHCN"
    assert lines.date_line(blank) == f"Quảng Ngãi, ngày{room * 4}tháng{room * 4}năm 2026"
    assert lines.attached_line(document, document.annexes[0]) == (
        "(Kèm theo Báo cáo số 05/BC-SKHCN ngày 05 tháng 02 năm 2026 của Sở Khoa học và Công nghệ)"
    )


def test_bases_and_recipients_end_as_the_decree_asks() -> None:
    document = replace(
        report(),
        bases=("Căn cứ Luật A.", "", "Căn cứ Luật B;"),
        recipients=("- Như trên", " ", "Lưu: VT"),
        addressed_to=("Sở A",),
    )
    assert [plain(line) for line in lines.base_lines(document)] == [
        "Căn cứ Luật A;",
        "Căn cứ Luật B.",
    ]
    assert all(run.italic for line in lines.base_lines(document) for run in line)
    assert lines.recipient_lines(document) == ("- Như trên;", "- Lưu: VT.")
    assert lines.addressee_lines(document) == ("Kính gửi: Sở A",)
    two = replace(document, addressed_to=("Sở A", "Sở B"))
    assert lines.addressee_lines(two) == ("Kính gửi:", "- Sở A;", "- Sở B.")


def test_tables_and_charts_refuse_what_does_not_fit() -> None:
    columns = (Column("A"), Column("B"))
    with pytest.raises(ValueError, match="row 1 has 1 cells"):
        Table(columns, rows=(("x",),))
    with pytest.raises(ValueError, match="at least one column"):
        Table(())
    with pytest.raises(ValueError, match="does not cover"):
        Table(columns, header=((HeaderCell("A"),),))
    with pytest.raises(ValueError, match="does not fit"):
        Table(columns, header=((HeaderCell("A", colspan=3),),))
    with pytest.raises(ValueError, match="does not match"):
        Chart("bar", ("a",), (Series("s", (1, 2)),))
    with pytest.raises(ValueError, match="below 0"):
        Chart("bar", ("a",), (Series("s", (-1,)),))
    with pytest.raises(ValueError, match="below 0"):
        Chart("bar", ("a",), (Series("s", (float("nan"),)),))


def test_numbers() -> None:
    assert vn.number(1234567) == "1.234.567"
    assert vn.number(1234.5, 2) == "1.234,50"
    assert vn.number(Fraction(5, 2)) == "3"
    assert vn.number(Fraction(-1, 3), 0) == "0"
    assert vn.number(0.125, 2) == "0,13"
    assert vn.number(None, missing="-") == "-"
    assert vn.percent(2203, 10000) == "22,03%"
    assert vn.percent(1, 0, missing="không so sánh được") == "không so sánh được"
    with pytest.raises(ValueError):
        vn.number(float("inf"))


def test_dates() -> None:
    assert vn.long_date(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert vn.long_date(date(2026, 3, 15)) == "ngày 15 tháng 3 năm 2026"
    assert vn.long_date(date(2026, 10, 9)) == "ngày 09 tháng 10 năm 2026"
    assert vn.short_date(date(2026, 3, 5)) == "05/03/2026"
    assert vn.clock(8, 0) == "08 giờ 00"
    assert [vn.document_number(n) for n in ("5", "05", "112", "15a")] == ["05", "05", "112", "15a"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (1005, "một nghìn không trăm linh năm"),
        (85_000_000, "tám mươi lăm triệu"),
        (2_000_000_100, "hai tỷ một trăm"),
        (-7, "âm bảy"),
    ],
)
def test_number_words(value: int, words: str) -> None:
    assert vn.number_words(value) == words


def test_money_words() -> None:
    assert vn.money_words(1_500_000) == "Bằng chữ: Một triệu năm trăm nghìn đồng chẵn"
    assert vn.money_words(1_234) == "Bằng chữ: Một nghìn hai trăm ba mươi tư đồng"
    assert vn.money(1_500_000) == "1.500.000 đồng"
