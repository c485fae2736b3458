"""Signing in: every spelling, one answer for every mistake, limits, devices, first passwords."""

import time
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.forms import model_to_dict, modelform_factory
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Organisation, SignInSession, User
from accounts.rules.refusal import Refused
from accounts.services import limits, sessions
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


def sign_in(client: Client, login: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/dang-nhap/", {"login": login, "password": password, **more})


@pytest.mark.parametrize(
    "login",
    ["hanh", " HANH ", "0901000002", "+84 901 000 002", "0901.000.002", "hanh@skhcn.example.vn"],
)
def test_every_name_of_an_account_signs_in(cast: Cast, login: str) -> None:
    User.objects.filter(pk=cast.organizer.pk).update(email="hanh@skhcn.example.vn")
    client = Client()
    answer = sign_in(client, login, next="/tai-khoan/thiet-bi/")
    assert answer.status_code == 302 and answer["Location"] == "/tai-khoan/thiet-bi/"
    session = SignInSession.objects.get(user=cast.organizer)
    assert session.session_key == client.session.session_key
    page = client.get("/tai-khoan/thiet-bi/").content.decode()
    assert "Thiết bị này" in page
    assert AuditEvent.objects.filter(action="sign_in.succeeded", actor=cast.organizer).exists()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_a_foreign_page(cast: Cast, wanted: str) -> None:
    assert "evil" not in sign_in(Client(), "hanh", next=wanted)["Location"]


def test_unknown_stopped_and_wrong_get_the_same_answer(cast: Cast) -> None:
    User.objects.filter(pk=cast.judge.pk).update(is_active=False)
    pages = set()
    for login, password in (
        ("ai-do", PASSWORD),
        ("giam-khao", PASSWORD),
        ("hanh", "sai mật khẩu rồi"),
    ):
        answer = sign_in(Client(), login, password)
        assert answer.status_code == 422
        body = answer.content.decode().replace(login, "")
        pages.add(
            body.split("csrfmiddlewaretoken")[0] + body.split("error-summary")[1].split("</ul>")[0]
        )
    assert len(pages) == 1
    assert "không đúng" in pages.pop()
    assert AuditEvent.objects.filter(action="sign_in.failed").count() == 3


def test_unknown_users_take_as_long_as_known_ones(cast: Cast, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["config.hashers.TunedArgon2PasswordHasher"]
    cast.organizer.set_password(PASSWORD)
    cast.organizer.save()

    def took(login: str, number: int) -> float:
        started = time.process_time()
        with pytest.raises(Refused):
            sessions.check_sign_in(
                login=login, password="không phải mật khẩu", ip=f"203.0.113.{number}"
            )
        return time.process_time() - started

    known = median(took("hanh", n) for n in range(9))
    unknown = median(took(f"ai-do-{n}", n) for n in range(9))
    # Hashing takes about 30 ms; an answer without it would take about 2.
    assert abs(known - unknown) < 0.5 * known


def test_too_many_wrong_passwords_lock_this_address_and_not_the_owner(cast: Cast) -> None:
    client = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(5):
        assert sign_in(client, "hanh", "sai mật khẩu rồi").status_code == 422
    locked = sign_in(client, "0901000002")  # the right password under another name of the account
    assert locked.status_code == 429 and "Hãy chờ 15 phút" in locked.content.decode()
    assert sign_in(Client(REMOTE_ADDR="203.0.113.10"), "hanh").status_code == 302


def test_the_lock_opens_by_itself_and_a_right_password_starts_again(cast: Cast) -> None:
    now = timezone.now()

    def attempt(password: str, at: Any) -> str:
        try:
            sessions.check_sign_in(login="hanh", password=password, ip="203.0.113.9", now=at)
        except Refused as refused:
            return refused.code
        return "in"

    for _ in range(4):
        assert attempt("sai rồi nhé bạn", now) == "sign-in-wrong"
    assert attempt(PASSWORD, now) == "in"
    for _ in range(5):
        assert attempt("sai rồi nhé bạn", now) == "sign-in-wrong"
    assert attempt(PASSWORD, now) == "sign-in-locked"
    assert attempt(PASSWORD, now + timedelta(minutes=16)) == "in"


def test_the_admin_asks_the_same_door(cast: Cast) -> None:
    client = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(5):
        client.post("/admin/login/", {"username": "hanh", "password": "sai mật khẩu rồi"})
    with pytest.raises(Refused) as caught:
        sessions.check_sign_in(login="hanh", password=PASSWORD, ip="203.0.113.9")
    assert caught.value.code == "sign-in-locked"


def test_a_first_password_must_be_changed_before_anything_else(cast: Cast) -> None:
    User.objects.filter(pk=cast.organizer.pk).update(must_change_password=True)
    client = Client()
    sign_in(client, "hanh")
    assert client.get("/quan-ly/to-chuc/")["Location"] == "/tai-khoan/mat-khau/"
    new = "ao sâu nước cả khôn chài cá"
    short = client.post(
        "/tai-khoan/mat-khau/", {"old": PASSWORD, "password": "ngắn", "again": "ngắn"}
    )
    assert short.status_code == 422 and "ít nhất 10 ký tự" in short.content.decode()
    unlike = client.post(
        "/tai-khoan/mat-khau/", {"old": PASSWORD, "password": new, "again": "khác"}
    )
    assert "chưa giống nhau" in unlike.content.decode()
    assert (
        client.post(
            "/tai-khoan/mat-khau/", {"old": PASSWORD, "password": new, "again": new}
        ).status_code
        == 302
    )
    assert client.get("/quan-ly/to-chuc/").status_code == 200
    assert SignInSession.objects.get(user=cast.organizer).session_key == client.session.session_key


def test_a_device_can_be_signed_out_from_another(cast: Cast) -> None:
    phone, desk = Client(HTTP_USER_AGENT="Điện thoại"), Client(HTTP_USER_AGENT="Máy bàn")
    sign_in(phone, "hanh")
    sign_in(desk, "hanh")
    lost = SignInSession.objects.get(user_agent="Điện thoại")
    desk.post(f"/tai-khoan/thiet-bi/{lost.pk}/")
    assert phone.get("/tai-khoan/")["Location"].startswith("/dang-nhap/")
    assert desk.get("/tai-khoan/").status_code == 200
    desk.post("/dang-xuat/")
    assert not SignInSession.objects.filter(user=cast.organizer).exists()
    assert desk.get("/tai-khoan/").status_code == 302


def test_changing_the_password_signs_other_devices_out(cast: Cast) -> None:
    phone, desk = Client(), Client()
    sign_in(phone, "hanh")
    sign_in(desk, "hanh")
    new = "ao sâu nước cả khôn chài cá"
    desk.post("/tai-khoan/mat-khau/", {"old": PASSWORD, "password": new, "again": new})
    assert phone.get("/tai-khoan/").status_code == 302
    assert desk.get("/tai-khoan/").status_code == 200


def test_the_sign_in_page_needs_its_token_and_is_not_kept(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict, "hanh").status_code == 403
    assert "no-store" in strict.get("/dang-nhap/")["Cache-Control"]
    assert "sessionid" not in strict.cookies
    assert AnonymousUser().is_authenticated is False


@pytest.mark.promise("P15")
def test_form_fields_that_are_not_there_change_nothing(cast: Cast, record_promise: Any) -> None:
    """Promise P15: extra fields of the model in every form of accounts."""
    extra = {
        "is_staff": "1",
        "is_superuser": "1",
        "must_change_password": "1",
        "path": "/1/",
        "role": "admin",
        "person": "1",
        "password_hash": "x",
    }
    client = Client()
    client.force_login(cast.admin)
    new = "ao sâu nước cả khôn chài cá"
    client.post("/tai-khoan/mat-khau/", {"old": PASSWORD, "password": new, "again": new, **extra})
    client.post(
        f"/quan-ly/to-chuc/{cast.office.code}/sua/",
        {"name": "Phòng Mới", "kind": "phong", "code": "HACK", "is_active": "", **extra},
    )
    cast.admin.refresh_from_db()
    before = cast.office.path
    cast.office.refresh_from_db()
    assert not cast.admin.is_staff and not cast.admin.is_superuser
    assert (cast.office.name, cast.office.path, cast.office.code, cast.office.is_active) == (
        "Phòng Mới",
        before,
        "SKHCN-HCTH",
        True,
    )

    # Control: a form made from the whole model takes what it is given.
    whole = modelform_factory(Organisation, fields="__all__")
    values = model_to_dict(cast.office) | {"path": "/1/", "code": "HACK"}
    form = whole({name: value for name, value in values.items() if value is not None})
    assert form.is_valid(), form.errors
    control = form.save(commit=False)
    assert (control.path, control.code) == ("/1/", "HACK")
    record_promise(
        "P15",
        figure=f"0 of {len(extra) + 2} foreign fields changed",
        trials=len(extra) + 2,
        control="a form of the whole model: path and code changed",
    )


# --- limits --------------------------------------------------------------------------------------


def test_a_limit_counts_and_opens_again() -> None:
    limit = limits.Limit(3, timedelta(seconds=60))
    now = timezone.now()
    got = [limits.hit(scope="t", who="a", limit=limit, now=now).allowed for _ in range(5)]
    assert got == [True, True, True, False, False]
    assert limits.hit(scope="t", who="b", limit=limit, now=now).allowed
    assert limits.hit(scope="other", who="a", limit=limit, now=now).allowed
    refused = limits.check(scope="t", who="a", limit=limit, now=now + timedelta(seconds=30))
    assert refused == limits.Verdict(False, 30)
    later = now + timedelta(seconds=61)
    assert [limits.hit(scope="t", who="a", limit=limit, now=later).allowed for _ in range(4)] == [
        True,
        True,
        True,
        False,
    ]
    assert limits.sweep(now=later + timedelta(hours=1)) == 3
