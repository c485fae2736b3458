"""Administrative units: kinds, names at a date, keys of addresses from before 01/07/2025.

Codes and names: QĐ 19/2025/QĐ-TTg. Two units may share a name (246 full names are shared by 576
communes): only a code identifies one.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.rules.text import fold, nfc, repair_d

KIND_NAMES = {
    "tinh": "Tỉnh",
    "thanh_pho": "Thành phố",
    "xa": "Xã",
    "phuong": "Phường",
    "dac_khu": "Đặc khu",
}
PROVINCE_KINDS = frozenset({"tinh", "thanh_pho"})


@dataclass(frozen=True)
class Period:
    """What a unit was between two dates; `valid_to` is the first day it was no longer so."""

    kind: str
    name: str
    valid_from: date
    valid_to: date | None = None


def split_name(full_name: str) -> tuple[str, str]:
    """("xa", "Sơn Hà") of "Xã Sơn Hà". Raises ValueError when it begins with no known kind."""
    for kind, label in KIND_NAMES.items():
        if full_name.startswith(label + " "):
            return kind, full_name[len(label) + 1 :]
    raise ValueError(f"no administrative kind in {full_name!r}")


def full_name(kind: str, name: str) -> str:
    """ "Xã Sơn Hà" of ("xa", "Sơn Hà")."""
    return f"{KIND_NAMES[kind]} {name}"


def period_at(periods: Iterable[Period], day: date) -> Period | None:
    """The period that holds on `day`, or None."""
    for period in periods:
        if period.valid_from <= day and (period.valid_to is None or day < period.valid_to):
            return period
    return None


def run_together(text: str, *, marks: bool) -> str:
    """The text as one lower-case word, with or without its marks: "xasonha" or "xãsơnhà"."""
    plain = nfc(repair_d(text).lower()) if marks else fold(text).lower()
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", plain))


def old_address_keys(ward: str, district: str, province: str) -> tuple[str, ...]:
    """Keys under which the old-to-new map may hold an address of three levels, best first.

    Each part carries its kind ("Xã Ba Tô", "Huyện Ba Tơ", "Tỉnh Quảng Ngãi"). Some wards of one
    district differ in their marks only; those are kept with marks in the map.
    """
    tail = f"{run_together(province, marks=False)}_{run_together(district, marks=False)}_"
    return (
        tail + run_together(ward, marks=True),
        tail + run_together(ward, marks=False),
    )
