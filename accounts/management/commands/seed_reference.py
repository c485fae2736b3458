"""Load the 34 provinces, 3.321 communes, ethnic groups and consent texts; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.services.reference import load_reference


class Command(BaseCommand):
    help = "Nạp danh mục đơn vị hành chính, dân tộc và nội dung đồng ý (chạy lại được)."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load_reference()
        self.stdout.write(
            f"Đã nạp {counts['provinces']} tỉnh, thành phố; {counts['communes']} xã, phường, "
            f"đặc khu; {counts['ethnic_groups']} dân tộc."
        )
