"""Back up database, files and keys."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backups import KEEP, BackupError, backup_database, backup_files, forget_old


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu, tệp và khóa (chạy được khi hệ thống đang mở)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, default=settings.VAR_DIR / "backups")
        parser.add_argument("--keep", type=int, default=KEEP, help="số bản giữ lại mỗi loại")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"] < 1:
            raise CommandError("--keep phải từ 1 trở lên.")
        now = timezone.localtime()
        try:
            self.stdout.write(str(backup_database(options["out"], now=now)))
            self.stdout.write(str(backup_files(options["out"], now=now)))
        except (BackupError, OSError) as error:
            raise CommandError(f"Chưa sao lưu được: {error}") from error
        forget_old(options["out"], keep=options["keep"])
