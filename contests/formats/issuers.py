"""How each kind of issuer heads, numbers, signs and sends its documents (pure, from data).

Names, codes and places come from the caller; what is fixed here is the form that goes with the
kind of body: Điều 13 NĐ 30/2020/NĐ-CP for the authority to sign, Phụ lục I for the letterhead
(a People's Committee has no superior above its name) and Phụ lục III for the symbols.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contests.formats.document import Letterhead, Signature, printable


class IssuerKind(StrEnum):
    """The kinds of bodies that issue documents of a contest."""

    DEPARTMENT = "department"  # sở, cơ quan ngang sở
    COMMUNE = "commune"  # UBND xã
    WARD = "ward"  # UBND phường
    SPECIAL_ZONE = "special_zone"  # UBND đặc khu
    CONTEST_BOARD = "contest_board"  # Ban Tổ chức cuộc thi
    COUNCIL = "council"  # Hội đồng phối hợp phổ biến, giáo dục pháp luật


class DocumentKind(StrEnum):
    """The documents that the platform writes; the value is the symbol of Phụ lục III."""

    REPORT = "BC"
    PLAN = "KH"
    DECISION = "QĐ"
    RULES = "TL"
    NOTICE = "TB"
    LIST = "DS"
    MINUTES = "BB"


class Capacity(StrEnum):
    """In what capacity a person signs (Điều 13 NĐ 30/2020/NĐ-CP)."""

    HEAD = "head"
    DEPUTY = "deputy"  # KT.
    BY_ORDER = "by_order"  # TL.
    DELEGATED = "delegated"  # TUQ.
    ACTING = "acting"  # Q.


TITLES = {
    DocumentKind.REPORT: "BÁO CÁO",
    DocumentKind.PLAN: "KẾ HOẠCH",
    DocumentKind.DECISION: "QUYẾT ĐỊNH",
    DocumentKind.RULES: "THỂ LỆ",
    DocumentKind.NOTICE: "THÔNG BÁO",
    DocumentKind.LIST: "DANH SÁCH",
    DocumentKind.MINUTES: "BIÊN BẢN",
}

_COMMITTEES = {
    IssuerKind.COMMUNE: "xã",
    IssuerKind.WARD: "phường",
    IssuerKind.SPECIAL_ZONE: "đặc khu",
}


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body that issues documents.

    ``name`` is as in a sentence: "Sở Khoa học và Công nghệ"; for a People's Committee the unit
    alone, "xã Tịnh Khê"; for a board or a council its full name. ``superior`` is what stands
    above ("UBND tỉnh Quảng Ngãi"), ``code`` the abbreviation in the symbol ("SKHCN"),
    ``place`` where it signs, ``province`` "tỉnh Quảng Ngãi" and ``drafter`` the unit in the
    line "Lưu". ``head`` and ``deputy`` replace the titles of the kind (a "Chánh Văn phòng").
    """

    kind: IssuerKind
    name: str
    place: str
    code: str = ""
    superior: str = ""
    province: str = ""
    drafter: str = ""
    head: str = ""
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs. ``title`` is the post of one who signs by order or by delegation."""

    capacity: Capacity = Capacity.HEAD
    name: str | None = None
    title: str = ""
    office: str = ""


_UNKNOWN = Signer()

_HEADS = {
    IssuerKind.DEPARTMENT: ("Giám đốc", "Phó Giám đốc"),
    IssuerKind.COMMUNE: ("Chủ tịch", "Phó Chủ tịch"),
    IssuerKind.WARD: ("Chủ tịch", "Phó Chủ tịch"),
    IssuerKind.SPECIAL_ZONE: ("Chủ tịch", "Phó Chủ tịch"),
    IssuerKind.CONTEST_BOARD: ("Trưởng Ban", "Phó Trưởng Ban"),
    IssuerKind.COUNCIL: ("Chủ tịch", "Phó Chủ tịch"),
}
_COLLECTIVES = {
    IssuerKind.COMMUNE: "Ủy ban nhân dân",
    IssuerKind.WARD: "Ủy ban nhân dân",
    IssuerKind.SPECIAL_ZONE: "Ủy ban nhân dân",
    IssuerKind.CONTEST_BOARD: "Ban Tổ chức",
    IssuerKind.COUNCIL: "Hội đồng",
}
_CODES = {
    IssuerKind.COMMUNE: "UBND",
    IssuerKind.WARD: "UBND",
    IssuerKind.SPECIAL_ZONE: "UBND",
    IssuerKind.CONTEST_BOARD: "BTC",
    IssuerKind.COUNCIL: "HĐPH",
}


def full_name(issuer: Issuer) -> str:
    """The issuer inside a sentence: "Ủy ban nhân dân xã Tịnh Khê"."""
    name = printable(issuer.name)
    if issuer.kind in _COMMITTEES and not name.lower().startswith(("ủy ban", "ubnd")):
        return f"Ủy ban nhân dân {name}"
    return name


def letterhead(issuer: Issuer) -> Letterhead:
    """The lines at the top left; a People's Committee stands on two lines of its own."""
    name = full_name(issuer)
    if issuer.kind in _COMMITTEES:
        unit = name.removeprefix("Ủy ban nhân dân ").removeprefix("UBND ")
        return Letterhead(superior=(), issuer=("Ủy ban nhân dân", unit), name=name)
    superior = (issuer.superior,) if printable(issuer.superior) else ()
    return Letterhead(superior=superior, issuer=(name,), name=name)


def number_symbol(issuer: Issuer, document: DocumentKind) -> str:
    """ "BC-SKHCN", "QĐ-UBND", "TL-BTC"."""
    return f"{document.value}-{printable(issuer.code) or _CODES.get(issuer.kind, '')}".rstrip("-")


def signature(
    issuer: Issuer, signer: Signer = _UNKNOWN, *, for_collective: bool = True
) -> Signature:
    """The lines of authority over the signature, e.g. TM. – KT. – PHÓ CHỦ TỊCH.

    ``for_collective=False`` is for what the head issues in person (a decision of the Chủ tịch):
    the line "TM." is left out.
    """
    default_head, default_deputy = _HEADS[issuer.kind]
    head = printable(issuer.head) or default_head
    deputy = printable(signer.title) or printable(issuer.deputy) or default_deputy
    other = printable(signer.title) or "Người được ủy quyền"
    match signer.capacity:
        case Capacity.HEAD:
            lines: tuple[str, ...] = (head,)
        case Capacity.DEPUTY:
            lines = (f"KT. {head}", deputy)
        case Capacity.BY_ORDER:
            lines = (f"TL. {head}", other)
        case Capacity.DELEGATED:
            lines = (f"TUQ. {head}", other)
        case Capacity.ACTING:
            lines = (f"Q. {head}",)
    # By order and by delegation one signs for the head, not for the collective.
    if (
        for_collective
        and issuer.kind in _COLLECTIVES
        and signer.capacity
        not in (
            Capacity.BY_ORDER,
            Capacity.DELEGATED,
        )
    ):
        lines = (f"TM. {_COLLECTIVES[issuer.kind]}", *lines)
    return Signature(authority=lines, name=signer.name, office=signer.office)


def _keep(issuer: Issuer) -> str:
    drafter = printable(issuer.drafter)
    return f"Lưu: VT, {drafter}" if drafter else "Lưu: VT"


def recipients(issuer: Issuer, document: DocumentKind) -> tuple[str, ...]:
    """The default Nơi nhận; a clerk may change it before it is signed."""
    keep = _keep(issuer)
    province = printable(issuer.province)
    to_province = f"UBND {province} (b/c)" if province else "UBND tỉnh (b/c)"
    if issuer.kind in _COMMITTEES:
        unit = _COMMITTEES[issuer.kind]
        above: tuple[str, ...] = (
            to_province,
            "Sở Tư pháp (b/c)",
            f"Thường trực Đảng ủy, Thường trực HĐND {unit} (b/c)",
        )
        inside: tuple[str, ...] = (
            f"Chủ tịch, các Phó Chủ tịch UBND {unit}",
            f"Các phòng, đơn vị thuộc UBND {unit}",
        )
    elif issuer.kind is IssuerKind.DEPARTMENT:
        above = (to_province, "Sở Tư pháp")
        inside = ("Giám đốc, các Phó Giám đốc Sở", "Các phòng, đơn vị thuộc Sở")
    elif issuer.kind is IssuerKind.CONTEST_BOARD:
        above = (f"{printable(issuer.superior)} (b/c)",) if printable(issuer.superior) else ()
        inside = ("Thành viên Ban Tổ chức, Ban Giám khảo", "Các cơ quan, đơn vị dự thi")
    else:
        above = ("Hội đồng phối hợp PBGDPL Trung ương (b/c)", to_province)
        inside = ("Thành viên Hội đồng", "Hội đồng phối hợp PBGDPL các xã, phường, đặc khu")
    match document:
        case DocumentKind.REPORT:
            return (*above, *inside, keep)
        case DocumentKind.DECISION:
            return ("Như Điều 3", *above[:1], keep)
        case DocumentKind.PLAN | DocumentKind.NOTICE:
            return (*above, *inside, keep)
        case DocumentKind.RULES | DocumentKind.LIST | DocumentKind.MINUTES:
            return (*inside, keep)
