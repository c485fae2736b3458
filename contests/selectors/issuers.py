"""Organisations as issuers of official documents."""

from __future__ import annotations

from accounts.models import Organisation, OrganisationKind
from contests.formats.issuers import Issuer, IssuerKind

_KIND = {
    OrganisationKind.UBND_XA: IssuerKind.COMMUNE,
    OrganisationKind.UBND_PHUONG: IssuerKind.WARD,
    OrganisationKind.UBND_DAC_KHU: IssuerKind.SPECIAL_ZONE,
    OrganisationKind.HOI_DONG: IssuerKind.COUNCIL,
}
_COMMITTEE = "Ủy ban nhân dân "
# Heads that are called otherwise than "Giám đốc", where the organisation does not say.
_HEAD = {
    OrganisationKind.UBND_TINH: "Chủ tịch",
    OrganisationKind.PHONG: "Trưởng phòng",
    OrganisationKind.TRUONG: "Hiệu trưởng",
    OrganisationKind.DOAN_THE: "Chủ tịch",
    OrganisationKind.KHAC: "Thủ trưởng",
}


def issuer_of(organisation: Organisation) -> Issuer:
    """How `organisation` heads, numbers and signs its documents; what it does not say is what
    its kind usually has. At most two queries."""
    kind = OrganisationKind(organisation.kind)
    unit = organisation.unit
    province = unit.parent if unit is not None and unit.parent is not None else unit
    name = organisation.name
    if kind in (
        OrganisationKind.UBND_XA,
        OrganisationKind.UBND_PHUONG,
        OrganisationKind.UBND_DAC_KHU,
    ):
        name = name.removeprefix(_COMMITTEE)
    superior = organisation.superior_name
    if not superior and organisation.parent is not None and kind != OrganisationKind.UBND_TINH:
        superior = organisation.parent.name.replace(_COMMITTEE, "UBND ")
    drafter = organisation.archive_line.removeprefix("Lưu:").strip().removeprefix("VT").strip(" ,.")
    place = organisation.place
    if not place:
        place = unit.name if unit is not None else (province.name if province else "")
    if not place and organisation.parent is not None and organisation.parent.unit is not None:
        place = organisation.parent.unit.name
    return Issuer(
        kind=_KIND.get(kind, IssuerKind.DEPARTMENT),
        name=name,
        place=place,
        code=organisation.symbol or _code(organisation, kind),
        superior=superior,
        province=_lower(province.full_name) if province is not None else "",
        drafter=drafter,
        head=organisation.head_title or _HEAD.get(kind, ""),
    )


def _code(organisation: Organisation, kind: OrganisationKind) -> str:
    if kind in _KIND:
        return ""
    return "UBND" if kind == OrganisationKind.UBND_TINH else organisation.code


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
