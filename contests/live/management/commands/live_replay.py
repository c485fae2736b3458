"""Play a session again from its log and hold it against what is stored."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contests.live.models import LiveSession
from contests.live.selectors.replays import differences


class Command(BaseCommand):
    help = "Diễn lại một phòng thi từ nhật ký; thoát với mã 1 khi kết quả khác đi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("session", help="mã phòng thi (phần cuối địa chỉ của trang quản lý)")

    def handle(self, *args: Any, **options: Any) -> None:
        session = LiveSession.objects.filter(public_id=options["session"]).first()
        if session is None:
            raise CommandError("Không có phòng thi nào mang mã này.", returncode=2)
        found = list(differences(session))
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} chỗ khác với nhật ký.", returncode=1)
        self.stdout.write("Diễn lại từ nhật ký cho đúng trạng thái và kết quả đã lưu.")
