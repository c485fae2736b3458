"""Hygiene of text, labels, fixed options, old fonts."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.legacy import Encoding, convert, encoding_of_font, recognise
from quiz.rules.text import (
    clean_line,
    clean_text,
    display_name,
    fixed_flags,
    is_fixed_option,
    mistyped,
    parse_key,
    refers_to_labels,
    split_label,
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Câu\u00a0hỏi  ", "Câu hỏi"),
        (unicodedata.normalize("NFD", "Hòa giải ở cơ sở"), "Hòa giải ở cơ sở"),
        ("ngƣời dân tộc ƢU tiên", "người dân tộc ƯU tiên"),
        ("Ðiều 8", "Điều 8"),
        ("pháp\u00ad luật\u200b\ufeff", "pháp luật"),
        ("\u202ea\u202cb", "ab"),
        ("a\r\nb\r\n\r\n c", "a\nb\nc"),
        ("a\x0bb\x00c", "a\nbc"),
        ("a\tb", "a b"),
        ("\u3000\u200b\u00a0", ""),
        ("\ud800a", "a"),
        ("“ngoặc” – …", "“ngoặc” – …"),
        ("<script>{{ 7*7 }} %s {0.__class__}", "<script>{{ 7*7 }} %s {0.__class__}"),
    ],
)
def test_clean_text(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@given(st.text(max_size=60))
def test_cleaning_again_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\n" not in clean_line(text)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../đề.xlsx", "đề.xlsx"),
        ("C:\\tam\\đề.xlsx", "đề.xlsx"),
        (unicodedata.normalize("NFD", "đề thi.docx"), "đề thi.docx"),
        ("de\u202excod.exe", "dexcod.exe"),
        ("a\x00b.xlsx", "ab.xlsx"),
        ("x" * 300, "x" * 79 + "…"),
        ("", "không tên"),
    ],
)
def test_names_of_files_are_shown_without_tricks(name: str, shown: str) -> None:
    assert display_name(name) == shown


FIXED = """Cả ba ý trên.|Cả hai ý trên|Cả 3 ý trên đều đúng|Cả ba biển.|Cả bốn hướng.|Cả hai xe đều đúng.
Tất cả đều đúng|Tất cả các đáp án trên|Tất cả các phương án trên đều đúng|Tất cả các loại xe trên.
Tất cả các hành vi nêu trên|Các phương án trên đều sai|Không có đáp án nào đúng|Đáp án khác
Cả A và B|A và B đúng|Cả a, b, c đều đúng|Ý 1 và ý 2.|Đáp án a và b đúng|B và C|Cả 4 đáp án trên
Cả hai đều sai|CẢ BA Ý TRÊN|Cả A, B và C đều sai"""
FREE = """Tất cả công dân|Cả nước|1 và 2|1, 2, 3|Năm 2013 và 2015|A|Hướng 1 và 2.|Biển 2 và biển 3.
Cả hai người đều phải chịu trách nhiệm bồi thường|Tất cả các hướng trừ hướng 3.|Quốc hội|
Phải báo hiệu bằng cả còi và đèn.|Trên cầu có từ 02 làn xe trở lên."""


@pytest.mark.parametrize("text", FIXED.replace("\n", "|").split("|"))
def test_options_that_must_stay(text: str) -> None:
    assert is_fixed_option(text)


@pytest.mark.parametrize("text", FREE.replace("\n", "|").split("|"))
def test_options_that_may_move(text: str) -> None:
    assert not is_fixed_option(text)


def test_an_option_that_names_others_ties_them_all_down() -> None:
    assert fixed_flags(["Xăng", "Dầu", "Ý 1 và ý 2."]) == (True, True, True)
    assert fixed_flags(["Xăng", "Dầu", "Cả hai ý trên."]) == (False, False, True)
    assert fixed_flags(["Xăng", "Dầu", "Cả hai ý trên.", "Than"]) == (True,) * 4
    assert fixed_flags(["Biển 1", "Cả hai biển.", "Biển 2"]) == (False, True, False)
    assert fixed_flags(["Có", "Không"]) == (False, False)
    assert refers_to_labels("A và B") and not refers_to_labels("Cả hai ý trên")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("A", "A"),
        ("a. ", "A"),
        (" b) ", "B"),
        ("A,C", "AC"),
        ("C và A", "AC"),
        ("a; c", "AC"),
        ("AC", "AC"),
        ("Đáp án: B", "B"),
        ("1", "1"),
        ("1, 3", "13"),
        ("A A", "A"),
        ("Z", "Z"),
        ("", None),
        ("A1", None),
        ("AB, C", None),
        ("đ", None),
        ("A?", None),
    ],
)
def test_keys_as_people_write_them(text: str, key: str | None) -> None:
    assert parse_key(text) == key


def test_labels() -> None:
    assert split_label("b) Có") == ("B", "Có")
    assert split_label(" A. Không") == ("A", "Không")
    assert split_label("Ai cũng biết") == ("", "Ai cũng biết")
    assert split_label("Đ) Khác") == ("Đ", "Khác")


@pytest.mark.parametrize(
    ("old", "encoding", "text"),
    [
        ("LuËt phæ biÕn, gi¸o dôc ph¸p luËt", Encoding.TCVN3, "Luật phổ biến, giáo dục pháp luật"),
        ("ng\u00adêi d©n", Encoding.TCVN3, "người dân"),
        ("Céng hoµ x· héi", Encoding.TCVN3, "Cộng hoà xã hội"),
        ("§iÒu 8", Encoding.TCVN3, "Điều 8"),
        (
            "Luaät phoå bieán giaùo duïc phaùp luaät",
            Encoding.VNI,
            "Luật phổ biến giáo dục pháp luật",
        ),
        ("ñöôøng boä", Encoding.VNI, "đường bộ"),
        ("COÄNG HOØA", Encoding.VNI, "CỘNG HÒA"),
    ],
)
def test_old_fonts_are_recognised_and_converted(old: str, encoding: Encoding, text: str) -> None:
    assert recognise(old) is encoding
    assert convert(old, encoding) == text


def test_the_sample_of_the_promises_is_recognised() -> None:
    assert recognise("Cé thÓ") is Encoding.TCVN3


@pytest.mark.parametrize(
    "text",
    ["Café Noël", "résumé naïve", "Müller", "bé", "HOÀ", "«Luat»", "5 µm", "5×3", "©2020", "a²+b²"]
    + ["hoá toán", "TP.HCM ®", "Thuý Hà là cô bé", "Luật phổ biến", "½ số dân", "plain ASCII", ""],
)
def test_proper_text_is_left_alone(text: str) -> None:
    assert recognise(text) is None


def test_no_text_of_the_driving_bank_is_taken_for_an_old_font() -> None:
    sample = Path(__file__).parents[1] / "hostile" / "proper_texts.json"
    texts = json.loads(sample.read_text(encoding="utf-8"))
    assert len(texts) > 100
    assert [text for text in texts if recognise(text)] == []


def test_fonts_tell_their_encoding() -> None:
    assert encoding_of_font(".VnTimeH") is Encoding.TCVN3
    assert encoding_of_font("VNI-Times") is Encoding.VNI
    assert encoding_of_font("Times New Roman") is None
    assert convert("ph¸p luËt", Encoding.TCVN3, font=".VnTimeH") == "PHÁP LUẬT"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Рháp luật", "Pháp luật"),  # Cyrillic Er
        ("Νhà nước", "Nhà nước"),  # Greek Nu
        ("В.", "B."),
        ("góc α và β", "góc α và β"),
        ("Москва là thủ đô", "Москва là thủ đô"),
        ("ΔABC, 5 μm", "ΔABC, 5 μm"),
        ("со", "со"),  # a whole Cyrillic word stays
    ],
)
def test_letters_that_look_alike(typed: str, read: str) -> None:
    assert clean_text(typed) == read == clean_text(read)
    changed = [(typed.split()[0].strip("."), read.split()[0].strip("."))] if typed != read else []
    assert mistyped(typed) == changed
