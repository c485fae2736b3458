"""Gives somebody a role, with a new account when they have none."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Organisation, User
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.rules.text import clean_line
from accounts.selectors import require
from accounts.services.people import create_person
from accounts.services.users import create_user, grant_role


def add_member(
    *,
    actor: User,
    organisation: Organisation,
    login: str,
    role: str,
    full_name: str = "",
    phone: str = "",
    email: str = "",
    first_password: str,
) -> tuple[User, bool]:
    """The user with the role, and whether the account is new (then with `first_password`).

    Without a full name the account must exist. Refused: ``member-unknown`` and whatever a person
    or an account may be refused for.
    """
    require(actor, Permission.MANAGE_MEMBERS, organisation)
    login = clean_line(login).lower()
    with transaction.atomic():
        user = User.objects.select_related("person").filter(username=login).first()
        made = user is None
        if user is None:
            if not full_name.strip():
                raise Refused("member-unknown", field="full_name", login=login)
            person = create_person(
                actor=actor,
                full_name=full_name,
                phone=phone,
                email=email,
                organisation=organisation,
            )
            user = create_user(
                actor=actor,
                person=person,
                username=login,
                password=first_password,
                email=email,
                organisation=organisation,
            )
        grant_role(actor=actor, user=user, organisation=organisation, role=role)
    return user, made
