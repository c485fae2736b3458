"""Nicknames on a projector: people's names pass, foul ones do not, however they are written."""

from __future__ import annotations

import unicodedata

import pytest

from contests.live.rules.names import check_nickname, masked, name_key


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Lớn", "Đặng Văn Các", "Đinh Thị Điểm", "Lê Văn Bưởi", "Trần Dũ", "Võ Đức Cứ",
        "Chó Bông", "Lon Ton", "Con Cua", "Cao Đẳng Cộng Đồng", "H'Hen Niê", "Y Moan Êban",
        "Lớp 12A1", "Đội Xanh 🌱", "Phạm Ngũ Lão", "Anh Đủ", "Mẹ Mây", "Sussex", "Dickens 1",
        "Địa chỉ đỏ", "Ba Đồn", "🇻🇳 Việt Nam", "Đoàn Viên", "Hồ Thị Cúc", "Bùi Đức Đúng",
        "Phan Đông", "Đảm Đang", "Còn Điểm", "Đi Chợ", "Thu Đàm", "An Lớn", "Làm Tính", "A B C D",
    ],
)  # fmt: skip
def test_names_of_people_pass_in_either_unicode_form(name):
    assert check_nickname(name) is None
    assert check_nickname(unicodedata.normalize("NFD", name)) is None


@pytest.mark.parametrize(
    "name",
    [
        "địt mẹ", "ĐỊT MẸ mày", "dit me", "d.i.t m.e", "đ ị t m ẹ", "d1t m3", "Lồn", "con c4c",
        "vcl quá", "V C L", "fuck you", "f_u_c_k", "FUUUCK", "đĩ", "óc chó", "thằng chó",
        "phản động", "mẹ mày", "v.c.l",
    ],
)  # fmt: skip
def test_foul_names_do_not(name):
    assert check_nickname(name) == "name_foul"
    assert check_nickname(unicodedata.normalize("NFD", name)) == "name_foul"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_empty"),
        ("   ", "name_empty"),
        ("a" * 41, "name_long"),
        ("A\u0301\u0302\u0303\u0304", "name_marks"),
        ("a\u200bb", "name_hidden"),
        ("a\u202eb", "name_hidden"),
        ("\u3164", "name_hidden"),
        ("An\nBình", "name_hidden"),
        ("An\u200d", "name_hidden"),
        ("!!!", "name_signs"),
    ],
)
def test_what_cannot_be_read_is_refused(name, code):
    assert check_nickname(name) == code


def test_forty_signs_are_counted_as_people_count():
    assert check_nickname(unicodedata.normalize("NFD", "ế" * 40)) is None


def test_keys_and_masks():
    assert name_key("  Đội  XANH ") == name_key("doi xanh")
    assert masked(7) == "Người chơi 7"
