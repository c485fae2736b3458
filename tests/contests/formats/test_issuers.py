"""Head, symbol, signature and Nơi nhận of each kind of issuer."""

from __future__ import annotations

import pytest

from contests.formats import issuers
from contests.formats.issuers import Capacity, DocumentKind, Issuer, IssuerKind, Signer
from contests.formats.lines import authority_lines
from tests.contests.formats.samples import BOARD, COMMUNE, COUNCIL, DEPARTMENT, WARD, ZONE

EVERY = (DEPARTMENT, COMMUNE, WARD, ZONE, BOARD, COUNCIL)


@pytest.mark.parametrize(
    ("issuer", "superior", "lines", "symbol"),
    [
        (DEPARTMENT, ("UBND tỉnh Quảng Ngãi",), ("Sở Khoa học và Công nghệ",), "BC-SKHCN"),
        (COMMUNE, (), ("Ủy ban nhân dân", "xã Tịnh Khê"), "BC-UBND"),
        (WARD, (), ("Ủy ban nhân dân", "phường Cẩm Thành"), "BC-UBND"),
        (ZONE, (), ("Ủy ban nhân dân", "đặc khu Lý Sơn"), "BC-UBND"),
        (BOARD, ("Sở Khoa học và Công nghệ",), (BOARD.name,), "BC-BTC"),
        (COUNCIL, ("UBND tỉnh Quảng Ngãi",), (COUNCIL.name,), "BC-HĐPH"),
    ],
)
def test_head_and_symbol(
    issuer: Issuer, superior: tuple[str, ...], lines: tuple[str, ...], symbol: str
) -> None:
    head = issuers.letterhead(issuer)
    assert (head.superior, head.issuer) == (superior, lines)
    assert issuers.number_symbol(issuer, DocumentKind.REPORT) == symbol


@pytest.mark.parametrize(
    ("issuer", "signer", "lines"),
    [
        (DEPARTMENT, Signer(), ("GIÁM ĐỐC",)),
        (DEPARTMENT, Signer(Capacity.DEPUTY), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
        (
            DEPARTMENT,
            Signer(Capacity.BY_ORDER, title="Chánh Văn phòng"),
            ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"),
        ),
        (DEPARTMENT, Signer(Capacity.ACTING), ("Q. GIÁM ĐỐC",)),
        (
            COMMUNE,
            Signer(Capacity.DEPUTY),
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ),
        (ZONE, Signer(Capacity.DELEGATED, title="Trưởng phòng"), ("TUQ. CHỦ TỊCH", "TRƯỞNG PHÒNG")),
        (BOARD, Signer(), ("TM. BAN TỔ CHỨC", "TRƯỞNG BAN")),
        (COUNCIL, Signer(Capacity.DEPUTY), ("TM. HỘI ĐỒNG", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
    ],
)
def test_authority(issuer: Issuer, signer: Signer, lines: tuple[str, ...]) -> None:
    assert authority_lines(issuers.signature(issuer, signer)) == lines


def test_a_decision_of_the_head_is_not_signed_for_the_collective() -> None:
    signed = issuers.signature(ZONE, Signer(), for_collective=False)
    assert authority_lines(signed) == ("CHỦ TỊCH",)


def test_titles_come_from_data() -> None:
    office = Issuer(IssuerKind.DEPARTMENT, "Thanh tra tỉnh", "Quảng Ngãi", head="Chánh Thanh tra")
    assert authority_lines(issuers.signature(office)) == ("CHÁNH THANH TRA",)


@pytest.mark.parametrize("issuer", EVERY, ids=lambda issuer: issuer.kind.value)
@pytest.mark.parametrize("kind", list(DocumentKind))
def test_recipients_end_with_the_file_copy(issuer: Issuer, kind: DocumentKind) -> None:
    names = issuers.recipients(issuer, kind)
    assert names[-1].startswith("Lưu: VT")
    assert all(name.strip() for name in names)
    assert kind in issuers.TITLES
    if kind is DocumentKind.DECISION:
        assert names[0] == "Như Điều 3"
