"""Loads the administrative units, ethnic groups and first consent texts; safe to run again."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import wording
from accounts.models import (
    AdministrativeUnit,
    AdministrativeUnitPeriod,
    ConsentText,
    EthnicGroup,
    UnitLevel,
)
from accounts.rules.text import search_key, sort_key

DATA = Path(__file__).resolve().parent.parent / "data"
#: QĐ 19/2025/QĐ-TTg: the units of today begin here.
START = date(2025, 7, 1)
_SLICE = 500


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return rows


def _periods(row: dict[str, Any]) -> list[AdministrativeUnitPeriod]:
    periods, start = [], START
    for before in row.get("before", []):
        until = date.fromisoformat(before["until"])
        periods.append(
            AdministrativeUnitPeriod(
                unit_id=row["code"],
                kind=before["kind"],
                name=row["name"],
                valid_from=start,
                valid_to=until,
            )
        )
        start = until
    periods.append(
        AdministrativeUnitPeriod(
            unit_id=row["code"], kind=row["kind"], name=row["name"], valid_from=start
        )
    )
    return periods


def _unit(row: dict[str, Any], level: UnitLevel) -> AdministrativeUnit:
    return AdministrativeUnit(
        code=row["code"],
        level=level,
        kind=row["kind"],
        name=row["name"],
        parent_id=row.get("province"),
        valid_from=START,
        search_key=search_key(row["name"]),
        sort_key=sort_key(row["name"]),
    )


def load_reference(*, now: datetime | None = None) -> dict[str, int]:
    """Bring the reference tables to the data of this release; returns how many rows each has.

    Rows are updated in place by code; nothing is deleted. Written in slices, so that no
    transaction is long.
    """
    rows = [(row, UnitLevel.PROVINCE) for row in _read("provinces.json")]
    rows += [(row, UnitLevel.COMMUNE) for row in _read("communes.json")]
    fields = ["level", "kind", "name", "parent", "valid_from", "search_key", "sort_key"]
    for start in range(0, len(rows), _SLICE):
        slice_ = rows[start : start + _SLICE]
        periods = [period for row, _ in slice_ for period in _periods(row)]
        with transaction.atomic():
            AdministrativeUnit.objects.bulk_create(
                [_unit(row, level) for row, level in slice_],
                update_conflicts=True,
                unique_fields=["code"],
                update_fields=fields,
            )
            AdministrativeUnitPeriod.objects.bulk_create(
                periods,
                update_conflicts=True,
                unique_fields=["unit", "valid_from"],
                update_fields=["kind", "name", "valid_to"],
            )
    EthnicGroup.objects.bulk_create(
        [EthnicGroup(**row) for row in _read("ethnic_groups.json")],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "aliases"],
    )
    ConsentText.objects.bulk_create(
        [
            ConsentText(purpose=purpose, version=1, text=text, published_at=now or timezone.now())
            for purpose, text in wording.CONSENT_TEXTS.items()
        ],
        ignore_conflicts=True,
    )
    return {
        "provinces": AdministrativeUnit.objects.filter(level=UnitLevel.PROVINCE).count(),
        "communes": AdministrativeUnit.objects.filter(level=UnitLevel.COMMUNE).count(),
        "ethnic_groups": EthnicGroup.objects.count(),
    }
