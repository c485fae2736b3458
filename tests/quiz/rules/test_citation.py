"""Citations as people write them."""

import pytest

from quiz.rules.citation import DocumentIndex, KnownDocument, Reference

INDEX = DocumentIndex(
    [
        KnownDocument(1, "14/2012/QH13", "Luật Phổ biến, giáo dục pháp luật", True, 2012),
        KnownDocument(2, "28/2013/NĐ-CP", "Nghị định quy định chi tiết", False, 2013),
        KnownDocument(3, "86/2015/QH13", "Luật An toàn thông tin mạng", True, 2015),
        KnownDocument(4, "1/2001/QH10", "Luật Thử", True, 2001),
        KnownDocument(5, "2/2022/QH15", "Luật Thử", True, 2022),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("điểm a khoản 1 Điều 8 Luật 14/2012/QH13", [(1, "8", "1", "a")]),
        ("Điểm đ, khoản 2, Điều 15 Luật số 14/2012/QH13", [(1, "15", "2", "đ")]),
        ("Khoản 1 Điều 8 Luật Phổ biến, giáo dục pháp luật 2012", [(1, "8", "1", "")]),
        ("khoản 1 điều 8 LUẬT PHỔ BIẾN, GIÁO DỤC PHÁP LUẬT", [(1, "8", "1", "")]),
        ("Luật 14/2012/QH13, Điều 8, khoản 1, điểm c", [(1, "8", "1", "c")]),
        ("Điều 8 Luật Phổ biến, giáo dục pháp luật số 14/2012/QH13", [(1, "8", "", "")]),
        ("Điều 8, khoản 2 Điều 9 Luật 14/2012/QH13", [(1, "8", "", ""), (1, "9", "2", "")]),
        (
            "Điều 8 Luật 14/2012/QH13; khoản 3 Điều 5 Nghị định 28/2013/NĐ-CP",
            [(1, "8", "", ""), (2, "5", "3", "")],
        ),
        ("Nghị định 28/2013/ND-CP", [(2, "", "", "")]),
        ("Điều 3 Luật Thử năm 2022", [(5, "3", "", "")]),
        ("Điều 3 Luật Thử", []),
        ("Điều 3 Luật Thử 1999", []),
        ("Điều 8a Luật 14/2012/QH13", [(1, "8a", "", "")]),
        ("Sách giáo khoa lớp 9", []),
        ("", []),
    ],
)
def test_what_is_read(text: str, found: list[tuple[int, str, str, str]]) -> None:
    assert list(INDEX.read(text).references) == [Reference(*row) for row in found]


def test_a_decomposed_text_reads_the_same() -> None:
    import unicodedata

    text = "điểm đ khoản 1 Điều 8 Luật Phổ biến, giáo dục pháp luật"
    assert INDEX.read(unicodedata.normalize("NFD", text)) == INDEX.read(text)


def test_unknown_numbers_are_named() -> None:
    reading = INDEX.read("Điều 3 Nghị định 99/2099/NĐ-CP")
    assert (reading.references, reading.unknown) == ((), ("99/2099/ND-CP",))


def test_a_bookcase_without_acts() -> None:
    assert DocumentIndex([]).read("Điều 8 Luật Phổ biến, giáo dục pháp luật").references == ()
