"""`manage.py seed_banks`: the shipped bookcase and banks; running it again changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.rules.refusal import Refused
from quiz.services import seeding
from quiz.wording.refusals import say_refused


class Command(BaseCommand):
    help = (
        "Nạp tủ sách pháp luật và ba ngân hàng câu hỏi kèm theo phần mềm (chạy lại không đổi gì)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--organisation", default="", help="mã tổ chức giữ ngân hàng (mặc định: tổ chức gốc)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            added = seeding.seed(seeding.home_organisation(options["organisation"]))
        except Refused as refused:
            raise CommandError(say_refused(refused)) from refused
        self.stdout.write(
            f"Đã nạp {added.documents} văn bản, {added.questions} câu hỏi, {added.pictures} hình."
        )
