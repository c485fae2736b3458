"""Say what is wrong with this installation, if anything."""

import json
import platform
import resource
import shutil
import sqlite3
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any, Literal

from django.conf import settings
from django.core import checks
from django.core.cache import cache
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from config.durability import clock_is_synchronised, durability_faults
from config.models import Lease

Level = Literal["ok", "warning", "error"]
MARKS = {"ok": "✓", "warning": "!", "error": "✗"}
LIBRARIES = ("Django", "daphne", "channels", "twisted", "autobahn", "redis", "psycopg", "typst")
MIN_FREE = 1024**3
MIN_FILES = 4096
QUEUE_LAG_SECONDS = 300


@dataclass(frozen=True)
class Finding:
    """One line of the report: `level` is ok, warning or error."""

    subject: str
    level: Level
    text: str


def look_at_settings() -> Iterator[Finding]:
    # The database checks have lines of their own below.
    issues = [i for i in checks.run_checks() if not i.is_silenced()]
    for issue in issues:
        serious = issue.is_serious()
        yield Finding("cấu hình", "error" if serious else "warning", f"{issue.id}: {issue.msg}")
    if not issues:
        hosts = ", ".join(settings.ALLOWED_HOSTS)
        mode = "bật" if settings.DEBUG else "tắt"
        yield Finding("cấu hình", "ok", f"tên máy {hosts}; DEBUG {mode}")


def look_at_database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            name = f"SQLite {sqlite3.sqlite_version}, {connection.settings_dict['NAME']}"
        else:
            cursor.execute("SHOW server_version")
            name = f"PostgreSQL {cursor.fetchone()[0]}"
    faults = durability_faults()
    for fault in faults:
        yield Finding("cơ sở dữ liệu", "error", fault)
    if not faults:
        yield Finding("cơ sở dữ liệu", "ok", f"{name}; ghi bền vững (đã đọc lại từ máy chủ)")
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield Finding("nâng cấp", "error", f"còn {len(plan)} bước chưa chạy: manage.py migrate")
    else:
        yield Finding("nâng cấp", "ok", "cơ sở dữ liệu đúng bản")


def look_at_jobs() -> Iterator[Finding]:
    if {"house_lease", "django_tasks_database_dbtaskresult"} - set(
        connection.introspection.table_names()
    ):
        return  # the migrations' own line says so
    now = timezone.now()
    alive = Lease.objects.filter(name__startswith="worker:", expires_at__gt=now).count()
    waiting = DBTaskResult.objects.ready().order_by("enqueued_at").first()
    lag = (now - waiting.enqueued_at).total_seconds() if waiting else 0.0
    if not alive:
        yield Finding("việc nền", "warning", "không có tiến trình nào đang nhận việc")
    elif lag > QUEUE_LAG_SECONDS:
        yield Finding("việc nền", "warning", f"việc cũ nhất đã chờ {lag / 60:.0f} phút")
    else:
        yield Finding("việc nền", "ok", f"{alive} tiến trình đang nhận việc")


def look_at_clock() -> Iterator[Finding]:
    synchronised = clock_is_synchronised()
    now = timezone.localtime().strftime("%H:%M:%S %d/%m/%Y")
    if synchronised:
        yield Finding("đồng hồ", "ok", f"{now}, đã đồng bộ")
    else:
        text = f"{now}, chưa rõ có đồng bộ: bật systemd-timesyncd hoặc chrony"
        yield Finding("đồng hồ", "warning", text)


def look_at_machine() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.VAR_DIR).free
    text = f"còn {free / 1024**3:.1f} GB ở {settings.VAR_DIR}"
    yield Finding("ổ đĩa", "ok" if free >= MIN_FREE else "error", text)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    text = f"mở được {hard} tệp cùng lúc (đang đặt {soft}, tự nâng khi chạy)"
    if hard < MIN_FILES:
        text = f"chỉ mở được {hard} tệp cùng lúc, một phòng thi lớn cần {MIN_FILES}: LimitNOFILE"
    yield Finding("số tệp mở", "ok" if hard >= MIN_FILES else "warning", text)


def look_at_cache() -> Iterator[Finding]:
    cache.set("doctor", "1", 5)
    good = cache.get("doctor") == "1"
    name = "Redis" if settings.REDIS_URL else "trong tiến trình"
    yield Finding("bộ nhớ đệm", "ok" if good else "error", name if good else f"{name}: không giữ")


def look_at_fonts() -> Iterator[Finding]:
    found = sorted(
        path.name
        for folder in ("accounts", "quiz", "contests")
        for path in (settings.BASE_DIR / folder).rglob("*.ttf")
    )
    if found:
        yield Finding("phông chữ", "ok", f"{len(found)} tệp kèm theo: {', '.join(found)}")
    else:
        yield Finding("phông chữ", "error", "thiếu phông chữ kèm theo để lập văn bản")


def look_at_versions() -> Iterator[Finding]:
    parts = [f"Python {platform.python_version()}"]
    parts += [f"{name} {version(name)}" for name in LIBRARIES]
    yield Finding("phiên bản", "ok", ", ".join(parts))


LOOKS: list[Callable[[], Iterator[Finding]]] = [
    look_at_settings,
    look_at_database,
    look_at_jobs,
    look_at_cache,
    look_at_clock,
    look_at_machine,
    look_at_fonts,
    look_at_versions,
]


def examine() -> list[Finding]:
    """All findings; a look that fails is itself a finding."""
    findings: list[Finding] = []
    for look in LOOKS:
        try:
            findings += look()
        except (DatabaseError, OSError, ValueError) as error:
            findings.append(Finding(look.__name__, "error", f"không kiểm tra được: {error}"))
    return findings


class Command(BaseCommand):
    help = "Khám hệ thống: cấu hình, cơ sở dữ liệu, đồng hồ, ổ đĩa, phông chữ, phiên bản."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        errors = sum(finding.level == "error" for finding in findings)
        if options["json"]:
            report = {"ok": errors == 0, "findings": [asdict(finding) for finding in findings]}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            for finding in findings:
                self.stdout.write(f"{MARKS[finding.level]} {finding.subject}: {finding.text}")
            self.stdout.write(f"{errors} lỗi" if errors else "Không có lỗi.")
        if errors:
            sys.exit(1)
