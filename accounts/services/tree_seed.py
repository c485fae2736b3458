"""The organisation tree of the seed's department, and the 96 communes of its province."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from accounts.models import AdministrativeUnit, Organisation
from accounts.services.organisations import create_organisation, set_head_count
from accounts.services.reference import DATA

_KIND = {"xa": "ubnd_xa", "phuong": "ubnd_phuong", "dac_khu": "ubnd_dac_khu"}


def commune_committee_name(unit: AdministrativeUnit) -> str:
    """ "Ủy ban nhân dân xã Sơn Hà" of the commune Sơn Hà."""
    return f"Ủy ban nhân dân {unit.get_kind_display().lower()} {unit.name}"


def seed_department(*, communes: bool = False) -> Organisation:
    """Make what is not there yet of the tree in `data/organisations.json`; returns its root.

    With `communes` also the committee of every commune of Quảng Ngãi (code "UBND-21289"); needs
    `load_reference` before. Counts of persons are examples.
    """
    tree: dict[str, Any] = json.loads((DATA / "organisations.json").read_text(encoding="utf-8"))
    province = AdministrativeUnit.objects.filter(code="51").first()
    root = _one({**tree["root"], "unit": province}, None)
    department = _one(tree["department"], root)
    for row in tree["below"]:
        persons = row.pop("persons")
        node = _one(row, department)
        for day, count in zip(tree["as_of"], persons, strict=True):
            set_head_count(
                actor=None, organisation=node, as_of=date.fromisoformat(day), persons=count
            )
    if communes:
        for unit in AdministrativeUnit.objects.filter(parent_id="51").order_by("code"):
            _one(
                {
                    "code": f"UBND-{unit.code}",
                    "name": commune_committee_name(unit),
                    "short_name": unit.full_name,
                    "kind": _KIND[unit.kind],
                    "place": unit.name,
                    "symbol": "UBND",
                    "unit": unit,
                },
                root,
            )
    return root


def _one(row: dict[str, Any], parent: Organisation | None) -> Organisation:
    known = Organisation.objects.filter(code=row["code"]).first()
    return known or create_organisation(actor=None, parent=parent, **row)
