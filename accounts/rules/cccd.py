"""The 12-digit personal identification number (số định danh, số CCCD).

Structure: 3 digits of the place of birth registration, 1 of century and sex, 2 of the year, 6 at
random (Luật Căn cước 26/2023/QH15; NĐ 137/2015/NĐ-CP, Điều 13). The province codes are those of
the 63 provinces before 01/07/2025: numbers already given do not change. 9-digit CMND ended on
01/01/2025. What disagrees with the declared sex or year is a warning: records get corrected.
"""

from dataclasses import dataclass

from accounts.rules.digits import cell_text, plain_digits

#: The 63 former provinces by the code they have in the number.
PROVINCES: dict[str, str] = {
    "001": "Hà Nội",
    "002": "Hà Giang",
    "004": "Cao Bằng",
    "006": "Bắc Kạn",
    "008": "Tuyên Quang",
    "010": "Lào Cai",
    "011": "Điện Biên",
    "012": "Lai Châu",
    "014": "Sơn La",
    "015": "Yên Bái",
    "017": "Hòa Bình",
    "019": "Thái Nguyên",
    "020": "Lạng Sơn",
    "022": "Quảng Ninh",
    "024": "Bắc Giang",
    "025": "Phú Thọ",
    "026": "Vĩnh Phúc",
    "027": "Bắc Ninh",
    "030": "Hải Dương",
    "031": "Hải Phòng",
    "033": "Hưng Yên",
    "034": "Thái Bình",
    "035": "Hà Nam",
    "036": "Nam Định",
    "037": "Ninh Bình",
    "038": "Thanh Hóa",
    "040": "Nghệ An",
    "042": "Hà Tĩnh",
    "044": "Quảng Bình",
    "045": "Quảng Trị",
    "046": "Thừa Thiên Huế",
    "048": "Đà Nẵng",
    "049": "Quảng Nam",
    "051": "Quảng Ngãi",
    "052": "Bình Định",
    "054": "Phú Yên",
    "056": "Khánh Hòa",
    "058": "Ninh Thuận",
    "060": "Bình Thuận",
    "062": "Kon Tum",
    "064": "Gia Lai",
    "066": "Đắk Lắk",
    "067": "Đắk Nông",
    "068": "Lâm Đồng",
    "070": "Bình Phước",
    "072": "Tây Ninh",
    "074": "Bình Dương",
    "075": "Đồng Nai",
    "077": "Bà Rịa - Vũng Tàu",
    "079": "Hồ Chí Minh",
    "080": "Long An",
    "082": "Tiền Giang",
    "083": "Bến Tre",
    "084": "Trà Vinh",
    "086": "Vĩnh Long",
    "087": "Đồng Tháp",
    "089": "An Giang",
    "091": "Kiên Giang",
    "092": "Cần Thơ",
    "093": "Hậu Giang",
    "094": "Sóc Trăng",
    "095": "Bạc Liêu",
    "096": "Cà Mau",
}


@dataclass(frozen=True)
class Cccd:
    """One number. `number` is "" exactly when `problem` says why."""

    number: str = ""
    problem: str = ""
    #: With ``cccd-eleven-digits``: the number it would be if a spreadsheet ate its first 0.
    #: Only a person who looks at the card may accept it.
    suggestion: str = ""
    warnings: tuple[str, ...] = ()


def birth_year(number: str) -> int:
    """The year of birth in a 12-digit number."""
    return 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])


def is_male(number: str) -> bool:
    """The sex in a 12-digit number."""
    return int(number[3]) % 2 == 0


def parse(
    text: str, *, this_year: int, sex: str = "", year: int | None = None, repair: bool = False
) -> Cccd:
    """Read a number as a person writes it and cross-check it.

    `sex` is "male", "female" or ""; `year` the declared year of birth. `repair` is the person's
    confirmation that 11 digits lack a first 0.

    Problems: ``cccd-empty``, ``cccd-not-digits``, ``cccd-rounded`` (5.1E+10), ``cccd-cmnd`` (9
    digits), ``cccd-eleven-digits``, ``cccd-length``, ``cccd-province``, ``cccd-future``.
    Warnings: ``cccd-sex-differs``, ``cccd-year-differs``, ``cccd-born-abroad``.
    """
    digits = plain_digits(text)
    if digits is None:
        looks_rounded = "e+" in text.lower() and text[:1].isdigit()
        return Cccd(problem="cccd-rounded" if looks_rounded else "cccd-not-digits")
    if not digits:
        return Cccd(problem="cccd-empty")
    if digits.startswith("+"):
        return Cccd(problem="cccd-not-digits")
    if len(digits) == 9:
        return Cccd(problem="cccd-cmnd")
    if len(digits) == 11:
        whole = parse("0" + digits, this_year=this_year, sex=sex, year=year)
        if not whole.number or repair:
            return whole if whole.number else Cccd(problem="cccd-length")
        return Cccd(problem="cccd-eleven-digits", suggestion=whole.number)
    if len(digits) != 12:
        return Cccd(problem="cccd-length")
    warnings: list[str] = []
    if digits[:3] not in PROVINCES:
        # From 100 on the code is that of a country: born and registered abroad.
        if digits[0] == "0":
            return Cccd(problem="cccd-province")
        warnings.append("cccd-born-abroad")
    if birth_year(digits) > this_year:
        return Cccd(problem="cccd-future")
    if sex and (sex == "male") != is_male(digits):
        warnings.append("cccd-sex-differs")
    if year is not None and year != birth_year(digits):
        warnings.append("cccd-year-differs")
    return Cccd(number=digits, warnings=tuple(warnings))


def parse_cell(
    value: object,
    *,
    this_year: int,
    sex: str = "",
    year: int | None = None,
    repair: bool = False,
) -> Cccd:
    """Read a spreadsheet cell; a number cell has lost its first 0 when 11 digits are left."""
    return parse(cell_text(value), this_year=this_year, sex=sex, year=year, repair=repair)


def mask(number: str) -> str:
    """For lists: ``051xxxxxx789``; "" stays ""."""
    return f"{number[:3]}xxxxxx{number[-3:]}" if number else ""
