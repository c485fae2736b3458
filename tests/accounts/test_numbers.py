"""Phone, identity number and code: one meaning for every way of writing, coded refusals."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules import cccd, codes, digits, passwords, phone

FULL_WIDTH = "".join(chr(ord(c) - ord("0") + ord("０")) for c in "0912345678")
ARABIC = "".join(chr(ord(c) - ord("0") + 0x0660) for c in "0912345678")


@pytest.mark.parametrize(
    "written",
    [
        "0912345678",
        " 0912 345 678 ",
        "0912.345.678",
        "(091) 234-5678",
        "+84912345678",
        "+84 (0) 912 345 678",
        "84912345678",
        "0084912345678",
        "0912\u00a0345\u200b678",
        FULL_WIDTH,
        ARABIC,
    ],
)
def test_every_spelling_of_a_number_is_one_number(written: str) -> None:
    assert phone.parse(written) == phone.Phone(e164="+84912345678")


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "phone-empty"),
        ("  - ", "phone-empty"),
        ("không có", "phone-letters"),
        ("09123456", "phone-length"),
        ("912345678", "phone-length"),
        ("09123456789", "phone-length"),
        ("0112345678", "phone-prefix"),
        ("01691234567", "phone-old-prefix"),
        ("02553822222", "phone-landline"),
        ("+8613800138000", "phone-foreign"),
    ],
)
def test_refused_numbers_say_why(written: str, problem: str) -> None:
    assert phone.parse(written) == phone.Phone(problem=problem)


def test_land_lines_when_asked_for() -> None:
    assert phone.parse("0255 3822222", landline=True).e164 == "+842553822222"


@pytest.mark.parametrize("cell", [912345678, 912345678.0, "912345678", Decimal("912345678")])
def test_the_eaten_zero_is_put_back(cell: object) -> None:
    assert phone.parse_cell(cell) == phone.Phone(e164="+84912345678", repaired=True)


def test_cells_that_cannot_be_repaired() -> None:
    assert phone.parse_cell(12345).problem == "phone-length"
    assert phone.parse_cell(112345678).problem == "phone-length"
    assert phone.parse_cell(None).problem == "phone-empty"
    assert phone.parse_cell(84912345678).e164 == "+84912345678"


@given(st.text(max_size=30))
def test_no_text_breaks_the_readers(written: str) -> None:
    number = phone.parse(written)
    assert bool(number.e164) != bool(number.problem)
    if number.e164:
        assert phone.parse(number.e164) == number
    identity = cccd.parse(written, this_year=2026)
    assert bool(identity.number) != bool(identity.problem)
    assert len(codes.parse_code(written)) in (0, codes.LENGTH)


def test_masks() -> None:
    assert phone.mask("+84912345678") == "09xx xxx 678"
    assert phone.spaced("+84912345678") == "0912 345 678"
    assert phone.mask("") == ""
    assert cccd.mask("051099001234") == "051xxxxxx234"


def test_an_identity_number_is_read_and_cross_checked() -> None:
    assert cccd.parse("051 099 001 234", this_year=2026, sex="male", year=1999) == cccd.Cccd(
        number="051099001234"
    )
    wrong = cccd.parse("051099001234", this_year=2026, sex="female", year=1989)
    assert wrong.number and wrong.warnings == ("cccd-sex-differs", "cccd-year-differs")
    assert cccd.birth_year("051305001234") == 2005 and not cccd.is_male("051305001234")
    assert cccd.parse("101099001234", this_year=2026).warnings == ("cccd-born-abroad",)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "cccd-empty"),
        ("05109900123A", "cccd-not-digits"),
        ("212345678", "cccd-cmnd"),
        ("0510990012345", "cccd-length"),
        ("003099001234", "cccd-province"),
        ("051499001234", "cccd-future"),
        ("5.10990012E+10", "cccd-rounded"),
    ],
)
def test_refused_identity_numbers_say_why(written: str, problem: str) -> None:
    assert cccd.parse(written, this_year=2026).problem == problem


def test_eleven_digits_are_repaired_only_when_a_person_says_so() -> None:
    asked = cccd.parse_cell(51099001234, this_year=2026)
    assert asked == cccd.Cccd(problem="cccd-eleven-digits", suggestion="051099001234")
    assert cccd.parse_cell(51099001234.0, this_year=2026, repair=True).number == "051099001234"
    assert cccd.parse("99099001234", this_year=2026).problem == "cccd-length"


def test_the_old_province_codes_are_all_there() -> None:
    assert len(cccd.PROVINCES) == 63
    assert cccd.PROVINCES["051"] == "Quảng Ngãi" and cccd.PROVINCES["062"] == "Kon Tum"


def test_codes_come_back_from_every_way_of_typing() -> None:
    chance = random.Random(7)
    code = codes.make_code(chance.randrange)
    assert len(code) == 8 and set(code) <= set(codes.ALPHABET)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    for typed in (code, code.lower(), codes.show_code(code), f" {code[:4]} {code[4:]}", wide):
        assert codes.parse_code(typed) == code


def test_every_slip_of_one_letter_or_one_swap_is_found() -> None:
    chance = random.Random(11)
    for _ in range(40):
        code = codes.make_code(chance.randrange)
        for place in range(8):
            for letter in codes.ALPHABET:
                slip = code[:place] + letter + code[place + 1 :]
                assert (codes.parse_code(slip) == slip) == (slip == code)
        for place in range(7):
            swap = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            assert (codes.parse_code(swap) == swap) == (swap == code)


def test_cells_become_the_text_that_was_meant() -> None:
    assert digits.cell_text(912345678.0) == "912345678"
    assert digits.cell_text(None) == ""
    assert digits.cell_text(2.5) == "2.5"
    assert digits.cell_text(float("inf")) == "inf"
    assert digits.cell_text(Decimal("5E+10")) == "50000000000"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ngắn", "password-short"),
        ("x" * 129, "password-long"),
        ("8264019375", "password-digits"),
        ("abababababab", "password-repeats"),
        ("nguyenvanan99", "password-about-you"),
        ("Matkhau@2026", "password-common"),
    ],
)
def test_bad_passwords(password: str, code: str) -> None:
    assert code in passwords.problems(password, about=["Nguyễn Văn An", "0912345678"])


def test_a_long_sentence_is_a_good_password() -> None:
    assert passwords.problems("con trâu đi trước cái cày", about=["Nguyễn Văn An"]) == ()
