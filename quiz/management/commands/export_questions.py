"""`manage.py export_questions --bank CODE --format F OUT`: a bank with its keys as a file.

What the format cannot hold goes to standard error, or into "left" of --json. Exit code 0: all is in
the file; 1: something is not; 2: no such bank, no such format, or the file cannot be written.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from quiz.formats.registry import WRITABLE
from quiz.models import Bank
from quiz.services.exports import export_bank
from quiz.wording import problem_sentence


class Command(BaseCommand):
    help = "Xuất một ngân hàng câu hỏi, có đáp án, ra tệp."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", help="tệp để ghi")
        parser.add_argument("--bank", required=True, help="mã ngân hàng")
        parser.add_argument("--format", default="xlsx", help=", ".join(WRITABLE))
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        bank = Bank.objects.filter(code__iexact=options["bank"]).first()
        if bank is None:
            raise CommandError(f"Không có ngân hàng mã «{options['bank']}».", returncode=2)
        if options["format"] not in WRITABLE:
            raise CommandError(
                f"Không ghi được kiểu «{options['format']}». "
                f"Chọn một trong: {', '.join(WRITABLE)}.",
                returncode=2,
            )
        written = export_bank(bank=bank, code=options["format"])
        path = Path(options["out"])
        try:
            path.write_bytes(written.data)
        except OSError as error:
            raise CommandError(f"Không ghi được tệp «{path}».", returncode=2) from error
        left = [(problem, problem_sentence(problem, path.name)) for problem in written.left]
        if options["json"]:
            found = [
                {"severity": p.severity, "code": p.code, "row": p.row, "message": said}
                for p, said in left
            ]
            result = {"format": options["format"], "bytes": len(written.data), "left": found}
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            for _, said in left:
                self.stderr.write(said)
            self.stdout.write(f"Đã ghi {path}; {len(left)} chỗ không ghi được vào kiểu tệp này.")
        if left:
            sys.exit(1)
