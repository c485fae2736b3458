"""One row of a staff list: from cells to the values of a person, with every problem by column.

Repairs (domain: Vietnamese text for software): a telephone number that lost its first 0 is put
right and said; an 11-digit identity number only when a person confirmed it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from accounts.rules import cccd, phone
from accounts.rules.digits import cell_text
from accounts.rules.text import clean_line, name_problems, search_key

#: Column key -> spellings of its header, the official one first.
HEADERS: dict[str, tuple[str, ...]] = {
    "roster_code": ("Mã cán bộ", "Mã nhân viên", "Mã số", "Mã"),
    "full_name": ("Họ và tên", "Họ tên", "Họ và tên (có dấu)"),
    "birth": ("Ngày sinh", "Năm sinh", "Ngày tháng năm sinh"),
    "sex": ("Giới tính", "Nam/Nữ", "Phái"),
    "phone": ("Số điện thoại", "Điện thoại", "SĐT", "Số ĐT"),
    "cccd": ("Số căn cước", "CCCD", "Số CCCD", "Căn cước", "Số định danh"),
    "email": ("Thư điện tử", "Email", "E-mail"),
    "position": ("Chức vụ", "Chức danh"),
    "ethnic_group": ("Dân tộc",),
    "organisation": ("Mã đơn vị", "Đơn vị", "Phòng, đơn vị"),
}
REQUIRED = ("full_name",)

_MALE = {"nam", "male", "m", "ong", "trai"}
_FEMALE = {"nu", "female", "f", "ba", "gai"}
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}


@dataclass(frozen=True)
class Problem:
    """One thing about one cell. An error keeps the row out; a warning does not."""

    severity: str
    code: str
    column: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Reading:
    """What a row says. `values` are those of a person; use them only without errors."""

    values: dict[str, object]
    problems: list[Problem]

    @property
    def ok(self) -> bool:
        return not any(problem.severity == "error" for problem in self.problems)


def read_birth(value: object, *, today: date) -> tuple[date | None, int | None, str]:
    """(date, year, problem) of a birth cell: a date, day/month/year as text, or a year."""
    found: date | None = None
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    else:
        text = cell_text(value).strip()
        if not text:
            return None, None, ""
        parts = [part for part in text.replace(".", "/").replace("-", "/").split("/") if part]
        if not all(part.strip().isdecimal() for part in parts):
            return None, None, "birth-unreadable"
        numbers = [int(part) for part in parts]
        try:
            if len(numbers) == 1 and 1000 <= numbers[0] <= 9999:
                return None, numbers[0], _year_problem(numbers[0], today)
            if len(numbers) == 1 and 10_000 < numbers[0] < 100_000:
                # Excel's day number, when a date column was made plain text.
                found = date(1899, 12, 30) + timedelta(days=numbers[0])
            elif len(numbers) == 3 and numbers[0] > 31:
                found = date(numbers[0], numbers[1], numbers[2])
            elif len(numbers) == 3:
                found = date(numbers[2], numbers[1], numbers[0])
            else:
                return None, None, "birth-unreadable"
        except (ValueError, OverflowError):
            return None, None, "birth-unreadable"
    if found > today:
        return None, None, "birth-future"
    return found, found.year, _year_problem(found.year, today)


def _year_problem(year: int, today: date) -> str:
    if year > today.year:
        return "birth-future"
    return "birth-too-early" if year < 1900 else ""


def read_row(
    cells: Mapping[str, object],
    *,
    today: date,
    ethnic_code: Callable[[str], str],
    organisation_id: Callable[[str], int | None],
    repair_cccd: bool = False,
) -> Reading:
    """Read one row. `ethnic_code` and `organisation_id` find a code or id by a name ("" / None)."""
    values: dict[str, object] = {}
    problems: list[Problem] = []

    def error(code: str, column: str, **facts: str) -> None:
        problems.append(Problem("error", code, column, facts))

    def warn(code: str, column: str, **facts: str) -> None:
        problems.append(Problem("warning", code, column, facts))

    for column, value in cells.items():
        if isinstance(value, str) and value.strip() in _ERRORS:
            error("cell-error", column, value=value.strip())
            return Reading(values, problems)

    def text(column: str, longest: int) -> str:
        return clean_line(cell_text(cells.get(column)))[:longest]

    name = text("full_name", 300)
    for code in name_problems(name):
        error(code, "full_name")
    values["full_name"] = name
    values["roster_code"] = text("roster_code", 40)
    values["position"] = text("position", 120)

    birth, year, code = read_birth(cells.get("birth"), today=today)
    if code:
        error(code, "birth")
    values["birth_date"], values["birth_year"] = birth, year

    sex_words = search_key(text("sex", 40))
    sex = "male" if sex_words in _MALE else "female" if sex_words in _FEMALE else ""
    if sex_words and not sex:
        warn("sex-unknown", "sex", value=text("sex", 40))
    values["sex"] = sex

    values["phone"] = ""
    if text("phone", 60):
        number = phone.parse_cell(cells.get("phone"))
        if number.problem:
            error(number.problem, "phone")
        elif number.repaired:
            warn("phone-repaired", "phone", value=phone.mask(number.e164))
        values["phone"] = number.e164

    values["cccd"] = ""
    if text("cccd", 60):
        identity = cccd.parse_cell(
            cells.get("cccd"), this_year=today.year, sex=sex, year=year, repair=repair_cccd
        )
        if identity.problem:
            # The suggestion is shown masked: a preview is read over shoulders and logged.
            error(identity.problem, "cccd", suggestion=cccd.mask(identity.suggestion))
        for warning in identity.warnings:
            warn(warning, "cccd")
        values["cccd"] = identity.number

    email = text("email", 254).lower()
    if email and not _email_ok(email):
        error("email-wrong", "email", value=email[:60])
    values["email"] = email

    group = text("ethnic_group", 60)
    values["ethnic_group_id"] = ethnic_code(group) if group else None
    if group and not values["ethnic_group_id"]:
        values["ethnic_group_id"] = None
        warn("ethnic-unknown", "ethnic_group", value=group)

    where = text("organisation", 200)
    if where:
        found = organisation_id(where)
        if found is None:
            error("organisation-unknown", "organisation", value=where[:80])
        else:
            values["organisation_id"] = found
    return Reading(values, problems)


def _email_ok(email: str) -> bool:
    name, _, domain = email.partition("@")
    return bool(name) and "." in domain.strip(".") and " " not in email and email.count("@") == 1
