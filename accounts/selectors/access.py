"""One place for rights: which organisations a user reaches, and with which permission.

A membership holds for its organisation and everything below it, so a right is one prefix test of
`Organisation.path` ("/1/5/9/").
"""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet

from accounts.models import Membership, Organisation, User
from accounts.rules.roles import PERMISSIONS, Permission, Role, roles_with

M = TypeVar("M", bound=Model)


class Forbidden(PermissionDenied):
    """The actor lacks a permission. Edges answer as if the thing were not there."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


def _memberships(user: User | None) -> list[Membership]:
    """The user's memberships; read once for each user object, as rights do not change mid-way."""
    if user is None or not user.is_authenticated or not user.is_active:
        return []
    known: list[Membership] | None = getattr(user, "_memberships_read", None)
    if known is None:
        known = list(
            user.memberships.select_related("organisation").filter(organisation__is_active=True)
        )
        user._memberships_read = known  # type: ignore[attr-defined]
    return known


def _paths(user: User | None, permission: Permission | str) -> list[str]:
    """The tops of the subtrees where the user holds `permission`. ValueError on an unknown one."""
    roles = roles_with(Permission(permission))
    paths = sorted({m.organisation.path for m in _memberships(user) if m.role in roles})
    tops: list[str] = []
    for path in paths:
        if not any(path.startswith(top) for top in tops):
            tops.append(path)
    return tops


def can(user: User | None, permission: Permission | str, organisation: Organisation | None) -> bool:
    """Whether `user` may do `permission` in `organisation` (None: false, nobody owns it)."""
    tops = _paths(user, permission)
    if organisation is None:
        return False
    return any(organisation.path.startswith(top) for top in tops)


def can_anywhere(user: User | None, permission: Permission | str) -> bool:
    """Whether `user` may do `permission` in at least one organisation (for menus)."""
    return bool(_paths(user, permission))


def require(
    user: User | None, permission: Permission | str, organisation: Organisation | None
) -> None:
    """Raise `Forbidden` unless `can`."""
    if not can(user, permission, organisation):
        raise Forbidden(str(permission))


def permissions_of(user: User | None, organisation: Organisation) -> frozenset[Permission]:
    """Everything `user` may do in `organisation`."""
    held: frozenset[Permission] = frozenset()
    for membership in _memberships(user):
        if organisation.path.startswith(membership.organisation.path):
            held |= PERMISSIONS[Role(membership.role)]
    return held


def organisations_with(user: User | None, permission: Permission | str) -> QuerySet[Organisation]:
    """The organisations in which `user` holds `permission`, in Vietnamese order."""
    wanted = Q(pk__in=[])
    for top in _paths(user, permission):
        wanted |= Q(path__startswith=top)
    return Organisation.objects.filter(wanted)


def for_user(
    queryset: QuerySet[M],
    user: User | None,
    permission: Permission | str,
    *,
    path: str = "organisation__path",
) -> QuerySet[M]:
    """Only the rows whose organisation lies where `user` holds `permission`.

    `path` is the lookup that leads from a row to its organisation's path ("path" itself for
    organisations, "contest__organisation__path" further up).
    """
    wanted = Q(pk__in=[])
    for top in _paths(user, permission):
        wanted |= Q(**{f"{path}__startswith": top})
    return queryset.filter(wanted)
