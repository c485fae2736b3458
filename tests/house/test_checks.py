"""System checks contests.E…: each refuses what it should, and a right environment passes."""

from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from config import checks
from config.hosts import all_local, is_local

RIGHT = {
    "DEBUG": False,
    "ALLOWED_HOSTS": ["thi.example.gov.vn"],
    "CSRF_TRUSTED_ORIGINS": ["https://thi.example.gov.vn"],
    "HTTPS": True,
}


def ids(found: list[Any]) -> set[str]:
    return {message.id for message in found}


def test_a_right_production_environment_passes() -> None:
    with override_settings(**RIGHT):
        assert ids(checks.check_environment(None)) == set()
    assert ids(checks.check_versions(None)) == set()
    assert ids(checks.check_registries(None)) == set()


@pytest.mark.parametrize(
    ("wrong", "number"),
    [
        ({"DEBUG": True}, "contests.E001"),
        ({"ALLOWED_HOSTS": ["*"]}, "contests.E002"),
        ({"ALLOWED_HOSTS": [".gov.vn"]}, "contests.E002"),
        ({"SECRET_KEY": "changeme"}, "contests.E003"),
        ({"SECRET_KEY": "a" * 60}, "contests.E003"),
        ({"SECRET_KEY": "django-insecure-0123456789abcdefghijklmnopqrstuvwxyz"}, "contests.E003"),
        ({"FIELD_KEYS": ["short"]}, "contests.E004"),
        ({"FIELD_KEYS": []}, "contests.E004"),
        ({"HTTPS": False}, "contests.E008"),
    ],
)
def test_each_wrong_setting_is_refused(wrong: dict[str, Any], number: str) -> None:
    with override_settings(**(RIGHT | wrong)):
        assert number in ids(checks.check_environment(None))


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("x")
    (tmp_path / "secret_key").chmod(0o644)
    with override_settings(KEYS_DIR=tmp_path):
        assert "contests.E012" in ids(checks.check_environment(None))


@pytest.mark.parametrize(
    ("library", "number", "wrong"),
    [("daphne", "4.2.1", "contests.E006"), ("redis", "8.1.0", "contests.E007")],
)
def test_dangerous_versions_are_refused(
    monkeypatch: pytest.MonkeyPatch, library: str, number: str, wrong: str
) -> None:
    monkeypatch.setattr(
        checks, "version", lambda name: number if name == library else metadata.version(name)
    )
    assert ids(checks.check_versions(None)) == {wrong}


def test_a_registry_that_points_nowhere_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "DRAIN_HOOKS", ["contests.answers.no_such_function"])
    assert ids(checks.check_registries(None)) == {"contests.E011"}


@pytest.mark.django_db
def test_demo_accounts_are_refused_on_a_public_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "clock_is_synchronised", lambda: True)
    monkeypatch.setattr(checks, "demo_accounts", lambda: 3)
    with override_settings(**RIGHT):
        assert ids(checks.check_database(None, databases=["default"])) == {"contests.E010"}
    assert checks.check_database(None, databases=["default"]) == []


@pytest.mark.django_db
def test_demo_accounts_are_counted_by_their_flag() -> None:
    from django.contrib.auth import get_user_model

    from accounts.models import Person

    assert checks.demo_accounts() == 0
    person = Person.objects.create(full_name="Nguyễn Văn A")
    get_user_model().objects.create(username="demo", person=person, is_demo=True)
    assert checks.demo_accounts() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("public", "wanted"), [(True, "contests.E009"), (False, "contests.W009")])
def test_a_clock_that_nobody_keeps(
    monkeypatch: pytest.MonkeyPatch, public: bool, wanted: str
) -> None:
    monkeypatch.setattr(checks, "clock_is_synchronised", lambda: False)
    with override_settings(**(RIGHT if public else {})):
        assert ids(checks.check_database(None, databases=["default"])) == {wanted}


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "[::1]", "192.168.1.20", "10.1.2.3", "172.20.0.1", "may-chu.local",
     "169.254.3.4", "[fd00::1]", "testserver"],
)  # fmt: skip
def test_local_hosts(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host", ["*", ".local", "thi.example.gov.vn", "8.8.8.8", "0.0.0.0", "", "172.32.0.1", "local"]
)
def test_public_hosts(host: str) -> None:
    assert not is_local(host)
    assert not all_local(["localhost", host])
