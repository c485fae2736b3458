"""The administrative units: counts, spellings, dates, pitfalls, and addresses of before."""

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from accounts.models import AdministrativeUnit, AdministrativeUnitPeriod, ConsentText, EthnicGroup
from accounts.selectors import units
from accounts.services.reference import load_reference
from accounts.services.tree_seed import seed_department

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once for the module: each test runs in a transaction inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        yield
        transaction.set_rollback(True)


def test_loading_is_quick_and_may_be_repeated() -> None:
    started = time.process_time()
    assert load_reference() == {"provinces": 34, "communes": 3321, "ethnic_groups": 56}
    assert time.process_time() - started < 10
    assert AdministrativeUnitPeriod.objects.count() == 3321 + 34 + 11
    assert ConsentText.objects.count() == 4
    province = AdministrativeUnit.objects.get(code="75")
    province.name = "sai"
    province.save()
    load_reference()
    assert AdministrativeUnit.objects.get(code="75").name == "Đồng Nai"


def test_how_many_of_each_kind_there_were() -> None:
    now = units.kinds_on(date(2026, 11, 23))
    assert dict(now) == {"xa": 2611, "phuong": 697, "dac_khu": 13}
    assert dict(units.kinds_on(date(2026, 4, 30))) == dict(now)
    before = {"xa": 2621, "phuong": 687, "dac_khu": 13}
    assert dict(units.kinds_on(date(2025, 7, 1))) == before
    assert dict(units.kinds_on(date(2026, 4, 29))) == before
    assert dict(units.kinds_on(date(2025, 6, 30))) == {}
    assert dict(units.kinds_on(date(2026, 11, 23), "province")) == {"tinh": 27, "thanh_pho": 7}
    assert dict(units.kinds_on(date(2025, 7, 1), "province")) == {"tinh": 28, "thanh_pho": 6}


def test_dong_nai_before_and_after() -> None:
    trang_bom = AdministrativeUnit.objects.get(code="26248")
    assert trang_bom.full_name == "Phường Trảng Bom"
    assert units.full_name_on(trang_bom, date(2026, 4, 29)) == "Xã Trảng Bom"
    assert units.full_name_on(trang_bom, date(2026, 4, 30)) == "Phường Trảng Bom"
    assert AdministrativeUnit.objects.get(code="75").full_name == "Thành phố Đồng Nai"


def test_quang_ngai_has_its_96() -> None:
    found = list(units.communes("51"))
    kinds = [unit.kind for unit in found]
    assert (kinds.count("xa"), kinds.count("phuong"), kinds.count("dac_khu")) == (86, 9, 1)
    assert AdministrativeUnit.objects.get(code="21548").full_name == "Đặc khu Lý Sơn"


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("21289", "Xã Sơn Hà"),
        ("21292", "Xã Sơn Hạ"),
        ("21484", "Xã Ba Tơ"),
        ("21523", "Xã Ba Tô"),
        ("21319", "Xã Sơn Thủy"),
        ("21520", "Xã Đặng Thùy Trâm"),
        ("23284", "Phường Đăk Cấm"),
        ("06325", "Xã Bắc Sơn"),
        ("24184", "Xã Ea H'Leo"),
        ("00004", "Phường Ba Đình"),
        ("38", "Tỉnh Thanh Hóa"),
        ("56", "Tỉnh Khánh Hòa"),
    ],
)
def test_official_spellings(code: str, full_name: str) -> None:
    assert AdministrativeUnit.objects.get(code=code).full_name == full_name


def test_a_name_finds_candidates_the_right_marks_first() -> None:
    assert [u.code for u in units.search_communes("sơn hạ", province="51")][:2] == [
        "21292",
        "21289",
    ]
    assert [u.code for u in units.search_communes("Sơn Hà", province="51")][0] == "21289"
    tra_bong = [u.name for u in units.search_communes("tra bong", province="51")]
    assert tra_bong[0] == "Trà Bồng" and set(tra_bong) == {
        "Trà Bồng",
        "Đông Trà Bồng",
        "Tây Trà Bồng",
    }
    assert [u.code for u in units.search_communes("21548")] == ["21548"]
    assert units.search_communes("  ") == []


def test_old_addresses_lead_to_the_communes_of_today() -> None:
    def codes(*parts: str) -> list[str]:
        return [unit.code for unit in units.communes_of_old_address(*parts)]

    assert codes("Xã Tịnh Khê", "Thành phố Quảng Ngãi", "Tỉnh Quảng Ngãi") == ["21211"]
    assert codes("xã ba tô", "huyện ba tơ", "tỉnh quảng ngãi") == ["21523"]
    assert codes("Thị trấn Ba Tơ", "Huyện Ba Tơ", "Tỉnh Quảng Ngãi") == ["21484"]
    assert codes("", "Huyện Lý Sơn", "Tỉnh Quảng Ngãi") == ["21548"]
    assert codes("Phường Quang Trung", "Thành phố Kon Tum", "Tỉnh Kon Tum") == ["23293"]
    # Two communes of one old district that differ in a mark only.
    assert codes("Xã Bình Thạnh", "Huyện Bình Sơn", "Tỉnh Quảng Ngãi") != codes(
        "Xã Bình Thanh", "Huyện Bình Sơn", "Tỉnh Quảng Ngãi"
    )
    divided = codes("Xã Hòa Liên", "Huyện Hòa Vang", "Thành phố Đà Nẵng")
    assert len(divided) == 2
    assert codes("Xã Không Có", "Huyện Không Có", "Tỉnh Quảng Ngãi") == []


def test_every_old_address_leads_somewhere() -> None:
    known = set(AdministrativeUnit.objects.filter(level="commune").values_list("code", flat=True))
    moved = units._old_to_new()
    assert len(moved) == 10_040
    assert all(codes and set(codes) <= known for codes in moved.values())
    assert {code for codes in moved.values() for code in codes} == known


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Hrê", "19"),
        ("H'rê", "19"),
        ("Cor", "30"),
        ("co", "30"),
        ("Ba-na", "13"),
        ("Xơ Đăng", "14"),
        ("Ca Dong", "14"),
        ("01", "1"),
        ("kinh", "1"),
        ("Gia rai", "10"),
        ("Thổ", "24"),
        ("Mán", ""),
        ("57", ""),
        ("", ""),
    ],
)
def test_ethnic_groups_by_any_spelling(written: str, code: str) -> None:
    assert units.ethnic_group_code(written) == code
    assert EthnicGroup.objects.count() == 56


def test_the_tree_of_the_department() -> None:
    root = seed_department(communes=True)
    again = seed_department(communes=True)
    assert root == again and root.children.count() == 97
    department = root.children.get(code="SKHCN")
    assert department.children.count() == 8
    assert department.children.get(code="SKHCN-UDDV").head_counts.count() == 2
    assert root.children.get(code="UBND-21548").name == "Ủy ban nhân dân đặc khu Lý Sơn"
