"""Start the whole platform with one command."""

import errno
import fcntl
import hashlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import segno
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import Tags, run_checks
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from config.backups import backup_database, forget_old
from config.hosts import all_local, lan_address
from config.log import logging_settings
from config.processes import raise_file_limit
from config.supervisor import Child, Supervisor

READY_SECONDS = 60


class Command(BaseCommand):
    help = "Chuẩn bị và chạy toàn bộ hệ thống: web, việc nền, việc định kỳ."
    requires_system_checks: list[str] = []  # they run below, in two halves

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument(
            "--lan", action="store_true", help="cho máy và điện thoại cùng mạng nội bộ truy cập"
        )
        parser.add_argument("--no-demo", action="store_true", help="không tạo dữ liệu trình diễn")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        logging_settings(debug=settings.DEBUG, stream="stdout")
        os.umask(0o027)  # personal data: nothing that we write is for everybody on this machine
        self.lock = self.hold_lock()
        host, address = options["host"], options["host"]
        if options["lan"]:
            host, address = self.open_to_lan()
        self.refuse_taken_port(host, options["port"])
        limit = raise_file_limit()
        if limit < 4096:
            self.say(f"Chỉ mở được {limit} tệp cùng lúc: không đủ cho một phòng thi lớn.")
        self.refuse_wrong_environment()  # before anything touches the database
        with self.static_files():
            self.prepare_database()
            self.refuse_wrong_environment(tags=[Tags.database], databases=["default"])
            self.seed(demo=not options["no_demo"])
        connection.close()

        children = [
            Child("serve", ["--host", host, "--port", str(options["port"])]),
            Child("worker", []),
            Child("scheduler", []),
        ]
        supervisor = Supervisor(children, settings.BASE_DIR / "manage.py")
        supervisor.install_signals()
        threading.Thread(
            target=self.welcome,
            args=(supervisor, host, address, options["port"], started),
            daemon=True,
        ).start()
        self.step("Khởi động")
        supervisor.run()
        self.say("Đã dừng. Mọi câu trả lời đã nhận đều đã được lưu.")

    # --- before the children ---------------------------------------------------------------------

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def step(self, text: str) -> None:
        self.say(self.style.MIGRATE_HEADING(f"› {text} …"))

    def hold_lock(self) -> TextIOWrapper:
        """Keep a second `up` away from the same data; the lock ends with this process."""
        file = open(settings.VAR_DIR / "up.lock", "w", encoding="ascii")  # noqa: SIM115
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CommandError(
                f"Hệ thống đang chạy với dữ liệu ở {settings.VAR_DIR}. Dừng nó trước (Ctrl+C)."
            ) from error
        return file

    def open_to_lan(self) -> tuple[str, str]:
        """Let the private address of this machine in; returns what to bind to and what to show."""
        address = lan_address()
        if address is None:
            raise CommandError("Máy này chưa có địa chỉ mạng nội bộ: kết nối Wi-Fi rồi chạy lại.")
        if address not in settings.ALLOWED_HOSTS:
            settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, address]
        os.environ["ALLOWED_HOSTS"] = ",".join(settings.ALLOWED_HOSTS)
        return "0.0.0.0", address  # noqa: S104 (asked for with --lan)

    def refuse_taken_port(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host.strip("[]"), port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    text = f"Cổng {port} có chương trình khác dùng. Thử: make run PORT={port + 1}"
                else:
                    text = f"Không mở được {host}:{port}: {error.strerror}."
                raise CommandError(text) from error

    def refuse_wrong_environment(self, **which: Any) -> None:
        """Say what the system checks found; CommandError when any of it is an error."""
        issues = [issue for issue in run_checks(**which) if not issue.is_silenced()]
        for issue in issues:
            mark = "✗" if issue.is_serious() else "!"
            self.say(f"{mark} {issue.id}: {issue.msg}\n  {issue.hint or ''}".rstrip())
        if any(issue.is_serious() for issue in issues):
            raise CommandError("Chưa chạy được: sửa các điểm ✗ ở trên rồi chạy lại.")

    def prepare_database(self) -> None:
        """Migrate; copy an SQLite database that holds something first."""
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not plan:
            return
        if connection.vendor == "sqlite" and executor.loader.applied_migrations:
            self.step("Sao lưu cơ sở dữ liệu trước khi nâng cấp")
            folder = settings.VAR_DIR / "backups"
            self.say(f"  {backup_database(folder, now=timezone.localtime())}")
            forget_old(folder)
        self.step(f"Nâng cấp cơ sở dữ liệu ({len(plan)} bước)")
        call_command("migrate", interactive=False, verbosity=0)

    def static_print(self) -> str:
        """A digest of names, sizes and times of every static source file."""
        digest = hashlib.sha256()
        for finder in get_finders():
            for name, storage in finder.list([]):
                stat = Path(storage.path(name)).stat()
                digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
        return digest.hexdigest()

    @contextmanager
    def static_files(self) -> Iterator[None]:
        """Pack the static files, if any changed, beside what is done inside; CommandError when
        that fails. The first start has two processors and no time to lose."""
        stamp = settings.VAR_DIR / "static.stamp"
        wanted = self.static_print()
        known = stamp.read_text("ascii") if stamp.exists() else ""
        if settings.DEBUG or (known == wanted and settings.STATIC_ROOT.exists()):
            yield
            return
        self.step("Đóng gói tệp tĩnh (nén, đặt tên theo nội dung)")
        stamp.unlink(missing_ok=True)
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "collectstatic"]
        packing = subprocess.Popen([*command, "--no-input", "--verbosity=0"])
        try:
            yield
            if packing.wait():
                raise CommandError("Chưa đóng gói được tệp tĩnh: xem lỗi ở các dòng trên.")
        finally:
            if packing.poll() is None:
                packing.kill()
                packing.wait()
        stamp.write_text(wanted, "ascii")

    def seed(self, *, demo: bool) -> None:
        commands = get_commands()
        if "seed_reference" in commands:
            self.step("Danh mục dùng chung (tỉnh, xã, dân tộc)")
            call_command("seed_reference")
        if not demo or "seed_demo" not in commands or not all_local(settings.ALLOWED_HOSTS):
            return
        if not apps.get_model("contests", "Contest").objects.exists():
            self.step("Dữ liệu trình diễn")
            call_command("seed_demo")

    # --- when the server answers -----------------------------------------------------------------

    def welcome(
        self, supervisor: Supervisor, host: str, address: str, port: int, started: float
    ) -> None:
        """Wait until the server is ready, then say where it is and how to sign in."""
        reach = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 (a comparison)
        end = time.monotonic() + READY_SECONDS
        while not supervisor.stopping.is_set():
            if answers(reach, port):
                break
            if time.monotonic() > end:
                self.say("Máy chủ chưa sẵn sàng sau 60 giây: xem các dòng nhật ký ở trên.")
                return
            time.sleep(0.2)
        url = f"http://{address}:{port}/"
        lines = ["", f"Sẵn sàng sau {time.monotonic() - started:.0f} giây.  Mở {url}"]
        lines += demo_lines()
        lines += live_lines(url)
        lines += ["Dừng: Ctrl+C", ""]
        self.say("\n".join(lines))
        if address != host:
            self.say("Điện thoại cùng mạng quét mã này:")
            segno.make(url, error="m").terminal(out=sys.stdout, compact=True, border=2)
            sys.stdout.flush()


def answers(host: str, port: int) -> bool:
    """True when /readyz says yes."""
    connected = http.client.HTTPConnection(host.strip("[]"), port, timeout=2)
    try:
        connected.request("GET", "/readyz")
        return connected.getresponse().status == 200
    except OSError:
        return False
    finally:
        connected.close()


def live_lines(url: str) -> list[str]:
    """How to host the demo's live room alone; nothing where its lobby is closed."""
    try:
        room = (
            apps.get_model("live", "LiveSession")
            .objects.filter(is_demo=True, phase="lobby", is_joinable=True)
            .order_by("pk")
            .first()
        )
    finally:
        connection.close()
    if room is None:
        return []
    return [
        f"Phòng thi trực tiếp đang chờ người dẫn, mã phòng {room.code}:",
        f"  đăng nhập dan, mở {url}quan-ly/phong-thi/{room.public_id}/dieu-khien/",
        f"  người chơi mô phỏng: .venv/bin/python manage.py live_bots {room.code} --url {url}",
        f"  bằng điện thoại của mình: {url}choi/",
    ]


def demo_lines() -> list[str]:
    """The demo's sign-ins, one line each; none where there is no demo."""
    try:
        users = get_user_model().objects.filter(is_demo=True).select_related("person")
        rows = [
            (
                user.username,
                user.person.full_name,
                ", ".join(one.get_role_display() for one in user.memberships.all()),
            )
            for user in users.prefetch_related("memberships").order_by("pk")[:20]
        ]
    finally:
        connection.close()
    if not rows:
        return []
    wide = max(len(name) for name, _, _ in rows)
    long = max(len(person) for _, person, _ in rows)
    return [
        "Tài khoản trình diễn (mật khẩu chung: " + settings.DEMO_PASSWORD + ")",
        *[f"  {name:<{wide}}  {person:<{long}}  {role}" for name, person, role in rows],
    ]
