"""Seal all stored personal data with the newest of FIELD_KEYS; after it the old key may go."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from accounts import audit
from accounts.services.field_keys import rotate


class Command(BaseCommand):
    help = "Mã hóa lại dữ liệu cá nhân bằng khóa đầu tiên của FIELD_KEYS. Chạy lại được."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = rotate()
        except InvalidToken as error:
            raise CommandError(
                "Có dữ liệu không mở được bằng khóa nào trong FIELD_KEYS. "
                "Hãy thêm lại khóa cũ vào cuối FIELD_KEYS rồi chạy lại."
            ) from error
        audit.record(action="field_keys.rotated", actor=None, data={"values": sum(done.values())})
        for name, count in done.items():
            self.stdout.write(f"{name}: {count} giá trị đã mã hóa lại.")
        self.stdout.write("Xong. Khóa cũ có thể bỏ khỏi FIELD_KEYS; đừng bỏ INDEX_KEY.")
