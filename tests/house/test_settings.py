"""The settings work with an empty environment and keep what promises P1 and P2 need."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from config.durability import durability_faults
from config.keys import load_or_make
from config.settings import database
from tests.servers import ROOT


def run_python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"} | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_empty_environment_is_enough_and_debug_is_off(tmp_path: Path) -> None:
    code = "import django; django.setup(); from django.conf import settings as s; print(s.DEBUG)"
    assert run_python(code, VAR_DIR=str(tmp_path)) == "False"
    keys = sorted((tmp_path / "keys").iterdir())
    assert keys
    assert all(stat.S_IMODE(key.stat().st_mode) == 0o600 for key in keys)


def test_a_second_process_reads_the_same_keys(tmp_path: Path) -> None:
    code = "from config.settings import SECRET_KEY, FIELD_KEYS; print(SECRET_KEY, FIELD_KEYS)"
    assert run_python(code, VAR_DIR=str(tmp_path)) == run_python(code, VAR_DIR=str(tmp_path))


def test_many_first_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    barrier = threading.Barrier(16)
    got: list[str] = []

    def start(number: int) -> None:
        barrier.wait()
        got.append(load_or_make(tmp_path / "keys" / "k", lambda: f"key{number}"))

    threads = [threading.Thread(target=start, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 16
    assert len(set(got)) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["k"]


def test_an_empty_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "k").write_text("")
    with pytest.raises(ValueError, match="rỗng"):
        load_or_make(tmp_path / "k", lambda: "new")


def test_a_database_url_keeps_its_own_options() -> None:
    config = database("postgresql://u:p@/name?host=/run/socket&options=-c%20lock_timeout%3D5s")
    assert config["OPTIONS"]["host"] == "/run/socket"
    assert config["OPTIONS"]["options"] == "-c lock_timeout=5s -c synchronous_commit=on"
    assert config["OPTIONS"]["pool"]["max_size"] >= 32
    assert config["ATOMIC_REQUESTS"] is False


@pytest.mark.django_db
def test_the_engine_itself_says_that_it_is_durable() -> None:
    assert durability_faults() == []


@pytest.mark.django_db
def test_a_weakened_engine_is_found() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL synchronous_commit = off")
            assert durability_faults()
            return
    # SQLite refuses to change it inside a transaction: a connection of its own.
    weak = connection.copy()
    try:
        with weak.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone()[0] == 1
        assert any("FULL" in fault for fault in durability_faults(weak))
    finally:
        weak.close()


def test_pages_may_be_cached_the_policy_has_no_nonce() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["script-src"] == ["'self'"]
    assert directives["style-src"] == ["'self'"]
    assert directives["default-src"] == ["'none'"]
