"""What accounts holds about one person, for that person (Luật 91/2025/QH15, Điều 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from accounts.models import DataRequest, Person, SignInSession, User
from accounts.rules import phone
from accounts.selectors.access import organisations_with

#: Apps above add what they hold: `(person) -> (title, JSON)`, filled in their `ready()`.
CONTRIBUTORS: list[Callable[[Person], tuple[str, Any]]] = []


def own_data(user: User) -> dict[str, Any]:
    """Everything about the user, in words that can be read without the system."""
    person = user.person
    data: dict[str, Any] = {
        "họ và tên": person.full_name,
        "ngày sinh": person.birth_date.isoformat() if person.birth_date else None,
        "năm sinh": person.birth_year,
        "giới tính": person.get_sex_display(),
        "số điện thoại": phone.local(person.phone),
        "số căn cước": person.cccd,
        "thư điện tử": user.email or person.email,
        "dân tộc": str(person.ethnic_group or ""),
        "chức vụ": person.position,
        "tên đăng nhập": user.username,
        "vai trò": [
            f"{membership.get_role_display()} – {membership.organisation}"
            for membership in user.memberships.select_related("organisation")
        ],
        "đồng ý": [
            {
                "nội dung": consent.text.text,
                "phiên bản": consent.text.version,
                "lúc": consent.given_at.isoformat(),
                "rút lại lúc": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
            }
            for consent in person.consents.select_related("text").order_by("given_at")
        ],
        "thiết bị đang đăng nhập": [
            {"trình duyệt": session.user_agent, "địa chỉ": session.ip}
            for session in SignInSession.objects.filter(user=user)
        ],
    }
    for contribute in CONTRIBUTORS:
        title, part = contribute(person)
        data[title] = part
    return data


def own_requests(person: Person) -> QuerySet[DataRequest]:
    """The person's requests, newest first."""
    return person.data_requests.order_by("-made_at")


def requests_for(user: User) -> QuerySet[DataRequest]:
    """Requests that `user` answers: of staff of their organisations, and, for who manages a root
    of the tree, of everybody who belongs to no organisation."""
    managed = organisations_with(user, "member.manage")
    found = DataRequest.objects.filter(person__organisation__in=managed)
    found |= DataRequest.objects.filter(person__user__memberships__organisation__in=managed)
    if managed.filter(parent__isnull=True).exists():
        found |= DataRequest.objects.filter(
            person__organisation__isnull=True, person__user__isnull=True
        )
    return found.distinct().order_by("answered_at", "answer_by", "pk")
