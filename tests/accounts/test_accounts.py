"""Accounts, roles and consents: the verbs and what they refuse."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts import selectors
from accounts.models import Consent, User
from accounts.rules.refusal import Refused
from accounts.selectors.consents import has_consent
from accounts.services import consents, users
from tests.cast import PASSWORD, Cast, make_person, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def refusal(call: Any, **values: Any) -> str:
    with pytest.raises(Refused) as caught:
        call(**values)
    return caught.value.code


# --- accounts ------------------------------------------------------------------------------------


def test_only_the_installation_makes_powerful_accounts(cast: Cast) -> None:
    common = {
        "actor": cast.admin,
        "username": "moi",
        "password": "cây đa bến nước sân đình",
        "organisation": cast.department,
    }
    with pytest.raises(TypeError):
        users.create_user(person=cast.citizen, is_staff=True, **common)
    made = users.create_user(person=cast.citizen, **common)
    assert made.must_change_password and not made.is_staff and not made.is_superuser
    with pytest.raises(PermissionDenied):
        users.create_user(**(common | {"actor": cast.organizer}), person=cast.citizen_two)


def test_refused_accounts(cast: Cast) -> None:
    make = users.create_user
    good = {
        "actor": None,
        "person": cast.citizen,
        "username": "binh.an",
        "password": "cây đa bến nước",
    }
    for code, change in {
        "username-form": {"username": "0912345678"},
        "username-taken": {"username": "HANH"},
        "password-short": {"password": "ngắn"},
        "password-about-you": {"password": "binh.an2026"},
        "password-common": {"password": "password123"},
    }.items():
        assert refusal(make, **(good | change)) == code
    double = make_person("Hạnh Hai", phone="+84901000002")
    assert refusal(make, **(good | {"person": double})) == "phone-taken"
    assert not User.objects.filter(username="binh.an").exists()


def test_changing_ones_password(cast: Cast) -> None:
    change = users.change_own_password
    new = "ao sâu nước cả khôn chài cá"
    assert refusal(change, user=cast.viewer, old="sai rồi nhé", new=new) == "password-wrong"
    assert refusal(change, user=cast.viewer, old=PASSWORD, new=PASSWORD) == "password-same"
    change(user=cast.viewer, old=PASSWORD, new=new)
    assert User.objects.get(pk=cast.viewer.pk).check_password(new)


def test_nobody_takes_over_an_account_that_reaches_further(cast: Cast) -> None:
    below = make_user("quantri-so", "Quản Trị Sở")
    users.grant_role(actor=cast.admin, user=below, organisation=cast.department, role="admin")
    below = User.objects.get(pk=below.pk)
    users.reset_password(
        actor=below, user=cast.viewer, organisation=cast.department, new="mật khẩu mới tinh khôi"
    )
    with pytest.raises(PermissionDenied):
        users.reset_password(
            actor=below, user=cast.admin, organisation=cast.department, new="mật khẩu mới tinh khôi"
        )
    with pytest.raises(PermissionDenied):
        users.grant_role(actor=below, user=below, organisation=cast.root, role="admin")


def test_the_last_admin_stays(cast: Cast) -> None:
    membership = cast.admin.memberships.get()
    assert refusal(users.revoke_role, actor=cast.admin, membership=membership) == "last-admin"
    assert (
        refusal(
            users.set_user_active,
            actor=cast.admin,
            user=cast.admin,
            organisation=cast.root,
            active=False,
        )
        == "last-admin"
    )
    users.grant_role(actor=cast.admin, user=cast.newcomer, organisation=cast.root, role="admin")
    users.revoke_role(actor=cast.admin, membership=membership)
    assert not selectors.can(cast.admin, "member.manage", cast.root)
    assert (
        refusal(
            users.grant_role, actor=None, user=cast.viewer, organisation=cast.root, role="superuser"
        )
        == "role-unknown"
    )


# --- consents ------------------------------------------------------------------------------------


def test_each_purpose_is_agreed_to_alone_and_can_be_taken_back(cast: Cast) -> None:
    for purpose in ("run", "publish"):
        consents.publish_text(actor=None, purpose=purpose, text="Lời một")
    given_ = consents.give_consents(
        person=cast.citizen, purposes=["run"], scope="contest:a", ip="203.0.113.7", now=NOW
    )
    consents.give_consents(person=cast.citizen, purposes=["run"], scope="contest:a")
    assert Consent.objects.count() == 1
    assert (given_[0].text.version, given_[0].given_at, given_[0].ip) == (1, NOW, "203.0.113.7")
    assert not has_consent(cast.citizen, "publish", scope="contest:a")
    consents.withdraw_consent(actor=None, consent=given_[0], now=NOW + timedelta(days=1))
    assert not has_consent(cast.citizen, "run", scope="contest:a")
    assert consents.publish_text(actor=cast.admin, purpose="run", text="Lời hai").version == 2
    assert (
        refusal(consents.give_consents, person=cast.citizen, purposes=["contact"])
        == "consent-text-missing"
    )
