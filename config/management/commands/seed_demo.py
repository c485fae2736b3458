"""Fill an empty installation with the demo: contests, attempts, standings, reports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections
from django.utils import timezone

from config.hosts import all_local
from contests.answers import drain
from contests.models import Contest
from contests.portal.services.demo.seed import seed_demo


class Command(BaseCommand):
    help = "Tạo dữ liệu trình diễn trên một hệ thống còn trống (chỉ ở máy nội bộ)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="tỷ lệ số người, lượt thi")
        parser.add_argument(
            "--site", default="http://127.0.0.1:8000", help="địa chỉ in trong thể lệ"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not all_local(settings.ALLOWED_HOSTS):
            raise CommandError("Không tạo dữ liệu trình diễn trên máy chủ có tên miền công khai.")
        if Contest.objects.exists():
            raise CommandError("Đã có cuộc thi: dữ liệu trình diễn chỉ tạo trên hệ thống trống.")
        call_command("seed_reference", stdout=self.stdout)
        with unhurried_disk():
            seed_demo(
                now=timezone.now(),
                site=options["site"].rstrip("/"),
                say=lambda text: self.stdout.write(text),
                scale=options["scale"],
            )
            drain()


@contextmanager
def unhurried_disk() -> Iterator[None]:
    """Thousands of commits without waiting for the disk at each: nobody was promised anything yet.

    `synchronous=NORMAL` in WAL mode can lose the last commits at a power cut but damages nothing.
    New connections, that of the answer writer too, take their options from this one place.
    """
    options = connections.settings["default"]["OPTIONS"]
    durable = options.get("init_command", "")
    connection.close()
    if connection.vendor == "sqlite":
        options["init_command"] = durable.replace("synchronous=FULL", "synchronous=NORMAL")
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            options["init_command"] = durable
        connection.close()
