"""Reads of administrative units, ethnic groups and addresses from before 01/07/2025."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.db.models import Q, QuerySet

from accounts.models import (
    AdministrativeUnit,
    AdministrativeUnitPeriod,
    UnitLevel,
)
from accounts.rules.text import exact_key, fold, search_key
from accounts.rules.units import old_address_keys

_DATA = Path(__file__).resolve().parent.parent / "data"


def provinces() -> QuerySet[AdministrativeUnit]:
    """The 34 provinces in Vietnamese order."""
    return AdministrativeUnit.objects.filter(level=UnitLevel.PROVINCE).order_by("sort_key")


def communes(province: AdministrativeUnit | str) -> QuerySet[AdministrativeUnit]:
    """The communes of a province (the object or its code) in Vietnamese order."""
    code = province if isinstance(province, str) else province.code
    return AdministrativeUnit.objects.filter(parent_id=code).order_by("sort_key", "code")


def search_communes(text: str, *, province: str = "", most: int = 20) -> list[AdministrativeUnit]:
    """Communes whose name begins with or contains `text`; right marks come first.

    A name identifies nothing (Sơn Hà, Sơn Hạ): the caller shows the candidates and keeps a code.
    """
    key = search_key(text)
    if not key:
        return []
    found = AdministrativeUnit.objects.filter(
        Q(search_key__contains=key) | Q(code=text.strip()), level=UnitLevel.COMMUNE
    )
    if province:
        found = found.filter(parent_id=province)
    wanted = exact_key(text)

    def rank(unit: AdministrativeUnit) -> tuple[int, str, str]:
        name = exact_key(unit.name)
        order = (
            0
            if name == wanted
            else 1
            if unit.search_key == key
            else 2
            if unit.search_key.startswith(key)
            else 3
        )
        return order, unit.sort_key, unit.code

    return sorted(found.select_related("parent")[:200], key=rank)[:most]


def kinds_on(day: date, level: str = UnitLevel.COMMUNE) -> Counter[str]:
    """How many units of each kind there were on `day`."""
    periods = AdministrativeUnitPeriod.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day, unit__level=level
    )
    return Counter(periods.values_list("kind", flat=True))


def full_name_on(unit: AdministrativeUnit, day: date) -> str:
    """What the unit was called on `day` ("Xã Trảng Bom" in 2025); today's name before 07/2025."""
    period = (
        unit.periods.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)
        .order_by("valid_from")
        .first()
    )
    return f"{period.get_kind_display()} {period.name}" if period else unit.full_name


@lru_cache(maxsize=1)
def _old_to_new() -> dict[str, list[str]]:
    with gzip.open(_DATA / "old_to_new.json.gz", "rt", encoding="utf-8") as file:
        moved: dict[str, list[str]] = json.load(file)
    return moved


def communes_of_old_address(ward: str, district: str, province: str) -> list[AdministrativeUnit]:
    """Today's communes of a three-level address from before 01/07/2025, the likeliest first.

    Each part with its kind: ("Xã Tịnh Khê", "Thành phố Quảng Ngãi", "Tỉnh Quảng Ngãi"). Several
    when the old commune was divided; empty when the address is not known.
    """
    moved = _old_to_new()
    codes: list[str] = []
    for key in old_address_keys(ward, district, province):
        codes = moved.get(key, [])
        if codes:
            break
    units = AdministrativeUnit.objects.in_bulk(codes)
    return [units[code] for code in codes if code in units]


def _group_key(name: str) -> str:
    return "".join(char for char in fold(name).lower() if char.isalnum())


@lru_cache(maxsize=1)
def _groups_by_key() -> dict[str, str]:
    names: dict[str, str] = {}
    aliases: dict[str, set[str]] = {}
    for group in json.loads((_DATA / "ethnic_groups.json").read_text(encoding="utf-8")):
        names[_group_key(group["name"])] = group["code"]
        for alias in group["aliases"]:
            aliases.setdefault(_group_key(alias), set()).add(group["code"])
    # An alias that two groups share (Thổ, Mán) means neither.
    single = {key: codes.pop() for key, codes in aliases.items() if len(codes) == 1}
    return single | names


def ethnic_group_code(text: str) -> str:
    """The code of a group by code, name or alias in any spelling (Ba-na, H'rê, Cor); "" if none."""
    plain = text.strip()
    if plain.isdecimal() and 1 <= int(plain) <= 56:
        return str(int(plain))
    return _groups_by_key().get(_group_key(plain), "")
