"""Writes sign-ins: accounts, passwords, roles."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import Membership, Organisation, Person, User
from accounts.rules import passwords
from accounts.rules import phone as phone_rules
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission, Role
from accounts.rules.text import clean_line
from accounts.selectors import require
from accounts.services.people import phone_index
from accounts.services.sessions import end_all_sessions

_USERNAME = re.compile(r"(?=.*[a-z])[a-z0-9][a-z0-9.-]{2,59}")


def check_password_rules(password: str, *, user: User | None = None, about: Any = ()) -> None:
    """Raise Refused with the first rule that `password` breaks."""
    facts = list(about)
    if user is not None:
        person = user.person
        facts += [user.username, user.email or "", person.full_name]
        facts += [phone_rules.local(person.phone)] if person.phone else []
    for code in passwords.problems(password, about=facts):
        raise Refused(code, field="password")
    try:
        _COMMON.validate(password)
    except ValidationError as error:
        raise Refused("password-common", field="password") from error


_COMMON = CommonPasswordValidator()


def create_user(
    *,
    actor: User | None,
    person: Person,
    username: str,
    password: str,
    email: str = "",
    organisation: Organisation | None = None,
    must_change_password: bool = True,
    is_staff: bool = False,
    is_superuser: bool = False,
    is_demo: bool = False,
    now: datetime | None = None,
) -> User:
    """Give a person a sign-in; the telephone number of the person signs in too.

    `organisation` is where the actor manages members (None only without an actor). Only the
    installation itself (no actor) makes staff, superusers and demo accounts. Refused:
    ``username-form``, ``username-taken``, ``email-taken``, ``phone-taken``, ``password-*``.
    """
    if actor is not None:
        require(actor, Permission.MANAGE_MEMBERS, organisation)
        if is_staff or is_superuser or is_demo:
            raise TypeError("only the installation makes staff, superusers and demo accounts")
    username = clean_line(username).lower()
    email = clean_line(email).lower()
    if not _USERNAME.fullmatch(username):
        raise Refused("username-form", field="username")
    check_password_rules(password, about=[username, email.split("@")[0], person.full_name])
    index = phone_index(person.phone) or None
    with transaction.atomic():
        if User.objects.filter(username=username).exists():
            raise Refused("username-taken", field="username")
        if email and User.objects.filter(email=email).exists():
            raise Refused("email-taken", field="email")
        if index and User.objects.filter(phone_index=index).exists():
            raise Refused("phone-taken", field="phone")
        user = User(
            person=person,
            username=username,
            email=email or None,
            phone_index=index,
            must_change_password=must_change_password,
            is_staff=is_staff,
            is_superuser=is_superuser,
            is_demo=is_demo,
        )
        user.set_password(password)
        user.save(force_insert=True)
        audit.record(
            action="user.created", actor=actor, obj=user, organisation=organisation, now=now
        )
    return user


def change_own_password(
    *, user: User, old: str, new: str, keep_session: str = "", now: datetime | None = None
) -> User:
    """Change one's password; every other device is signed out.

    Refused: ``password-wrong``, ``password-same`` and the rules.
    """
    if not user.check_password(old):
        raise Refused("password-wrong", field="old")
    if old == new:
        raise Refused("password-same", field="password")
    check_password_rules(new, user=user)
    with transaction.atomic():
        user.set_password(new)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        end_all_sessions(user=user, keep=keep_session)
        audit.record(action="user.password_changed", actor=user, obj=user, now=now)
    return user


def reset_password(
    *,
    actor: User,
    user: User,
    organisation: Organisation,
    new: str,
    now: datetime | None = None,
) -> User:
    """Give a member a first password again; it must be changed at the next sign-in."""
    require(actor, Permission.MANAGE_MEMBERS, organisation)
    _require_all_of(actor, user)
    check_password_rules(new, user=user)
    with transaction.atomic():
        user.set_password(new)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        end_all_sessions(user=user)
        audit.record(
            action="user.password_reset",
            actor=actor,
            obj=user,
            organisation=organisation,
            now=now,
        )
    return user


def set_user_active(
    *,
    actor: User,
    user: User,
    organisation: Organisation,
    active: bool,
    now: datetime | None = None,
) -> User:
    """Stop an account or take it up again. Refused: ``last-admin``."""
    require(actor, Permission.MANAGE_MEMBERS, organisation)
    _require_all_of(actor, user)
    with transaction.atomic():
        if not active:
            for membership in user.memberships.filter(role=Role.ADMIN).select_related(
                "organisation"
            ):
                _keep_an_admin(membership)
        user.is_active = active
        user.save(update_fields=["is_active"])
        end_all_sessions(user=user)
        audit.record(
            action="user.activated" if active else "user.stopped",
            actor=actor,
            obj=user,
            organisation=organisation,
            now=now,
        )
    return user


def _require_all_of(actor: User, user: User) -> None:
    """Nobody takes over an account that reaches further than they do."""
    for membership in user.memberships.select_related("organisation"):
        require(actor, Permission.MANAGE_MEMBERS, membership.organisation)
    if user.is_superuser and not actor.is_superuser:
        require(None, Permission.MANAGE_MEMBERS, None)


def _keep_an_admin(membership: Membership) -> None:
    """Refuse to take the last active admin from a root of the tree."""
    if membership.organisation.parent_id is not None or membership.role != Role.ADMIN:
        return
    others = Membership.objects.filter(
        organisation=membership.organisation, role=Role.ADMIN, user__is_active=True
    ).exclude(user=membership.user)
    if not others.exists():
        raise Refused("last-admin")


def grant_role(
    *,
    actor: User | None,
    user: User,
    organisation: Organisation,
    role: str,
    now: datetime | None = None,
) -> Membership:
    """Give `user` a role over `organisation` and everything below it; again changes nothing."""
    if role not in set(Role):
        raise Refused("role-unknown", field="role")
    if actor is not None:
        require(actor, Permission.MANAGE_MEMBERS, organisation)
    with transaction.atomic():
        membership, made = Membership.objects.get_or_create(
            user=user, organisation=organisation, role=role
        )
        if made:
            audit.record(
                action="membership.granted",
                actor=actor,
                obj=user,
                organisation=organisation,
                data={"role": role},
                now=now,
            )
    _forget_rights(user)
    return membership


def revoke_role(*, actor: User, membership: Membership, now: datetime | None = None) -> None:
    """Take a role away. Refused: ``last-admin``."""
    require(actor, Permission.MANAGE_MEMBERS, membership.organisation)
    with transaction.atomic():
        _keep_an_admin(membership)
        audit.record(
            action="membership.revoked",
            actor=actor,
            obj=membership.user,
            organisation=membership.organisation,
            data={"role": membership.role},
            now=now,
        )
        membership.delete()
    _forget_rights(membership.user)


def _forget_rights(user: User) -> None:
    user.__dict__.pop("_memberships_read", None)
