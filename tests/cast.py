"""The people every test knows. `make_cast()` writes them straight to the tables: about 20 ms.

Two departments of one province that have nothing to do with each other, a commune with its focal
point, a citizen without an account. Passwords are all `PASSWORD`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.contrib.auth.hashers import make_password

from accounts.fields import blind_index
from accounts.models import (
    AdministrativeUnit,
    Membership,
    Organisation,
    Person,
    Role,
    User,
)
from accounts.rules.text import name_sort_key, search_key, sort_key

PASSWORD = "con trâu đi trước cái cày"


@dataclass
class Cast:
    """Everybody by name; `users()` lists those with an account under their field name."""

    province: AdministrativeUnit
    commune: AdministrativeUnit
    root: Organisation
    department: Organisation
    office: Organisation
    commune_committee: Organisation
    other_root: Organisation
    other_department: Organisation
    #: Quản trị of the whole province tree.
    admin: User
    #: Hạnh of Sở KH&CN runs contests.
    organizer: User
    author: User
    reviewer: User
    presenter: User
    judge: User
    #: Cán bộ đầu mối of the commune.
    focal_point: User
    viewer: User
    #: An admin, but of another tree: must find nothing.
    stranger: User
    #: Signed in, without any role.
    newcomer: User
    #: Takes part in contests; has no account.
    citizen: Person
    citizen_two: Person
    #: Twelve years old.
    child: Person

    def users(self) -> dict[str, User]:
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in found.items() if isinstance(value, User)}


def make_unit(
    code: str, kind: str, name: str, parent: AdministrativeUnit | None = None
) -> AdministrativeUnit:
    """One administrative unit as the reference data has it."""
    unit, _ = AdministrativeUnit.objects.get_or_create(
        code=code,
        defaults={
            "level": "commune" if parent else "province",
            "kind": kind,
            "name": name,
            "parent": parent,
            "valid_from": "2025-07-01",
            "search_key": search_key(name),
            "sort_key": sort_key(name),
        },
    )
    return unit


def make_organisation(
    code: str,
    name: str,
    kind: str = "phong",
    parent: Organisation | None = None,
    unit: AdministrativeUnit | None = None,
) -> Organisation:
    """One node of the tree."""
    node = Organisation.objects.create(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        unit=unit,
        path="",
        search_key=search_key(name),
        sort_key=sort_key(name),
    )
    node.path = f"{parent.path if parent else '/'}{node.pk}/"
    node.save(update_fields=["path"])
    return node


def make_person(full_name: str, *, phone: str = "", cccd: str = "", **values: object) -> Person:
    """One person; `phone` in E.164."""
    return Person.objects.create(
        full_name=full_name,
        search_key=search_key(full_name),
        sort_key=name_sort_key(full_name),
        phone=phone,
        phone_index=blind_index(phone, "phone"),
        cccd=cccd,
        cccd_index=blind_index(cccd, "cccd"),
        **values,
    )


_hashed: dict[str, str] = {}


def make_user(username: str, full_name: str, *, phone: str = "", **values: object) -> User:
    """One account with `PASSWORD`."""
    # One hash for the whole cast: hashing is the slow part.
    hashed = _hashed.setdefault(PASSWORD, make_password(PASSWORD))
    person = make_person(full_name, phone=phone)
    return User.objects.create(
        username=username,
        person=person,
        password=hashed,
        phone_index=blind_index(phone, "phone") or None,
        **values,
    )


def make_cast() -> Cast:
    """Write everybody and give them back."""
    province = make_unit("51", "tinh", "Quảng Ngãi")
    commune = make_unit("21289", "xa", "Sơn Hà", province)
    root = make_organisation("QN", "Ủy ban nhân dân tỉnh Quảng Ngãi", "ubnd_tinh", unit=province)
    department = make_organisation("SKHCN", "Sở Khoa học và Công nghệ", "so", root)
    office = make_organisation("SKHCN-HCTH", "Phòng Hành chính - Tổng hợp", "phong", department)
    committee = make_organisation(
        "UBND-21289", "Ủy ban nhân dân xã Sơn Hà", "ubnd_xa", root, commune
    )
    other_root = make_organisation("GL", "Ủy ban nhân dân tỉnh Gia Lai", "ubnd_tinh")
    other_department = make_organisation("GL-STP", "Sở Tư pháp tỉnh Gia Lai", "so", other_root)

    def member(
        username: str, full_name: str, role: Role | None, where: Organisation, phone: str = ""
    ) -> User:
        user = make_user(username, full_name, phone=phone)
        if role is not None:
            Membership.objects.create(user=user, organisation=where, role=role)
        return user

    return Cast(
        province=province,
        commune=commune,
        root=root,
        department=department,
        office=office,
        commune_committee=committee,
        other_root=other_root,
        other_department=other_department,
        admin=member("quantri", "Phạm Quốc Trị", Role.ADMIN, root, "+84901000001"),
        organizer=member("hanh", "Nguyễn Thị Hạnh", Role.ORGANIZER, department, "+84901000002"),
        author=member("bien-soan", "Trần Văn Soạn", Role.AUTHOR, department),
        reviewer=member("tham-dinh", "Lê Thị Định", Role.REVIEWER, department),
        presenter=member("dan-chuong-trinh", "Võ Minh Dẫn", Role.PRESENTER, department),
        judge=member("giam-khao", "Đỗ Thị Khảo", Role.JUDGE, department),
        focal_point=member("dau-moi", "Đinh Văn Mối", Role.FOCAL_POINT, committee),
        viewer=member("xem", "Bùi Thị Xem", Role.VIEWER, department),
        stranger=member("nguoi-la", "Rơ Châm Lạ", Role.ADMIN, other_root),
        newcomer=member("moi-den", "Y Krông", None, root),
        citizen=make_person(
            "Nguyễn Văn An", phone="+84912345678", cccd="051090001234", birth_year=1990, sex="male"
        ),
        citizen_two=make_person("Đinh Thị Hrê", phone="+84912345679", birth_year=1985),
        child=make_person("Phạm Bé Na", phone="+84912345678", birth_date="2014-03-02"),
    )
