"""Keys of Vietnamese text: what they promise, and against what they are checked."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules import text

VIETNAMESE = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)


def test_the_dictionary_order_of_single_letters() -> None:
    assert sorted(reversed(VIETNAMESE), key=text.sort_key) == list(VIETNAMESE)


def test_order_of_words() -> None:
    # ă comes after every a; the tone decides only when all letters are the same.
    words = ["an", "án", "anh", "ánh", "ăn", "ân", "da", "đa", "đá", "e", "ê", "ở", "ra", "tre"]
    assert sorted(words[::-1], key=text.sort_key) == words
    assert sorted(["bá b", "ba c", "ba b"], key=text.sort_key) == ["ba b", "bá b", "ba c"]
    assert sorted(["An", "an", "Án"], key=text.sort_key) == ["an", "An", "Án"]
    assert sorted(["Z", "9", "А", "-", "a"], key=text.sort_key) == ["-", "9", "a", "Z", "А"]


def test_names_go_by_ten_then_ho() -> None:
    names = ["Trần Văn An", "Lê Thị Ân", "Bùi Văn Bình", "Đỗ Hà", "Nguyễn Hà", "Y Hà"]
    assert sorted(names[::-1], key=text.name_sort_key) == names
    assert text.name_sort_key("Hà") < text.name_sort_key("Đỗ Hà")


@given(st.text(max_size=30), st.text(max_size=30))
def test_sort_keys_are_ascii_and_prefix_free(one: str, two: str) -> None:
    first, second = text.sort_key(one), text.sort_key(two)
    assert set(first) <= set("0123456789abcdefghijklmnopqrstuvwxyz")
    if first != second:
        assert not first.startswith(second)
        # What follows a key can therefore never change the order of two different keys.
        assert (first < second) == (first + "zz" < second + "00")


@given(st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " ", max_size=40))
def test_keys_do_not_depend_on_the_unicode_form(line: str) -> None:
    other = unicodedata.normalize("NFD", line)
    assert text.sort_key(other) == text.sort_key(line)
    assert text.search_key(other) == text.search_key(line)
    assert text.clean_line(other) == text.clean_line(line)
    assert text.search_key(line).isascii()
    assert len(text.sort_key(line)) <= 8 * len(line) + 4


@given(st.text(max_size=60))
def test_cleaning_is_total_and_settled(line: str) -> None:
    cleaned = text.clean_line(line)
    assert text.clean_line(cleaned) == cleaned
    assert "\x00" not in cleaned and "  " not in cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    text.search_key(line), text.name_problems(line), text.initials(line)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("Đăk  Hà", "dak ha"),
        ("Ð\u1ea1i Lộc", "dai loc"),
        ("\u0256ại", "dai"),
        ("Sơn\u00a0Hà", "son ha"),
        ("THỦY", "thuy"),
        ("Thuỷ", "thuy"),
        ("Ｎguyễn", "nguyen"),
        ("Ngọk Bay", "ngok bay"),
    ],
)
def test_search_key(raw: str, key: str) -> None:
    assert text.search_key(raw) == key


def test_places_that_differ_only_in_marks_stay_apart() -> None:
    for one, two in (("Sơn Hà", "Sơn Hạ"), ("Ba Tơ", "Ba Tô")):
        assert text.search_key(one) == text.search_key(two)
        assert text.exact_key(one) != text.exact_key(two)
        assert text.sort_key(one) != text.sort_key(two)


def test_cleaning_drops_what_cannot_be_seen() -> None:
    assert text.clean_line("  Nguyễn\u200b\u202e Văn\r\n\tAn\x00 \ud800") == "Nguyễn Văn An"
    assert text.clean_line("Ðinh") == "Đinh"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("nguyễn thị hoa", "Nguyễn Thị Hoa"),
        ("NGUYỄN THỊ ĐÀO", "Nguyễn Thị Đào"),
        ("y krông", "Y Krông"),
        ("h'rên niê", "H'Rên Niê"),
        ("H’RÊN", "H’Rên"),
        ("k-brôi", "K-Brôi"),
        ("Y Krông", "Y Krông"),
        ("H'Rên", "H'Rên"),
        ("nguyễn thị Hoa", "nguyễn thị Hoa"),
        ("McDonald", "McDonald"),
        ("Y", "Y"),
        ("", ""),
        ("123", "123"),
    ],
)
def test_only_a_name_of_one_case_is_recased(typed: str, kept: str) -> None:
    assert text.name_case(typed) == kept
    assert text.name_case(kept) == kept


def test_initials() -> None:
    assert text.initials("Nguyễn Văn  An") == "N. V. A."
    assert text.initials("đinh") == "Đ."
    assert text.initials("") == ""


@pytest.mark.parametrize("name", ["A Tik", "Y Krông", "H'Rên", "Đinh", "Nguyễn Thị Minh-Anh"])
def test_real_names_pass(name: str) -> None:
    assert text.name_problems(name) == ()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("  ", "name-empty"),
        ("1234", "name-no-letter"),
        ("a" * 101, "name-too-long"),
        ("Z\u0301\u0302\u0303algo", "name-too-many-marks"),
    ],
)
def test_unusable_names(name: str, code: str) -> None:
    assert code in text.name_problems(name)
