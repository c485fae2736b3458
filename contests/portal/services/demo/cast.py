"""The demo's sign-ins: one person per role in the department of the seed's plan."""

from __future__ import annotations

from django.conf import settings

from accounts.models import Organisation, Role, User
from accounts.services.people import create_person
from accounts.services.users import create_user, grant_role

ORGANIZER = "hanh"

_PEOPLE = (
    ("quantri", "Phạm Quốc Trị", Role.ADMIN, "QN", "Quản trị hệ thống"),
    (ORGANIZER, "Nguyễn Thị Hạnh", Role.ORGANIZER, "SKHCN", "Chuyên viên"),
    ("soan", "Trần Văn Soạn", Role.AUTHOR, "SKHCN", "Chuyên viên"),
    ("dinh", "Lê Thị Định", Role.REVIEWER, "SKHCN", "Trưởng phòng"),
    ("dan", "Võ Minh Dẫn", Role.PRESENTER, "SKHCN", "Chuyên viên"),
    ("khao", "Đỗ Thị Khảo", Role.JUDGE, "SKHCN", "Thanh tra viên"),
    ("moi", "Đinh Văn Mối", Role.FOCAL_POINT, "SKHCN-HCTH", "Cán bộ đầu mối"),
    ("lanhdao", "Bùi Thị Xem", Role.VIEWER, "SKHCN", "Phó Giám đốc"),
)
USERNAMES = tuple(username for username, *_ in _PEOPLE)


def seed_cast() -> User:
    """Make the sign-ins that are not there yet; returns the organizer."""
    for username, full_name, role, code, position in _PEOPLE:
        if User.objects.filter(username=username).exists():
            continue
        organisation = Organisation.objects.get(code=code)
        person = create_person(actor=None, full_name=full_name, position=position)
        user = create_user(
            actor=None,
            person=person,
            username=username,
            password=settings.DEMO_PASSWORD,
            must_change_password=False,
            is_demo=True,
        )
        grant_role(actor=None, user=user, organisation=organisation, role=role)
    return User.objects.get(username=ORGANIZER)
