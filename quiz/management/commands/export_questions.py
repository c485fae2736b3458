"""`manage.py export_questions --bank CODE --format F OUT`: a bank with its keys as a file.

`--format word-exam` is an exam to print: `--codes 101,102` names its papers, `--answers` adds the
table of answers and a paper with them (`--codes ''` leaves that paper alone, which
`import_questions` reads), `--seed` repeats the order of an earlier file.

What the format cannot hold goes to standard error, or into "left" of --json. Exit code 0: all is in
the file; 1: something is not; 2: no such bank, no such format, an option that does not fit, or the
file cannot be written.
"""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from quiz.formats.registry import PRINTED, WRITABLE
from quiz.formats.word_exam import CODES_MAX, Exam
from quiz.models import Bank
from quiz.services.exports import export_bank
from quiz.wording import problem_sentence

CODES = (*WRITABLE, *PRINTED)


class Command(BaseCommand):
    help = "Xuất một ngân hàng câu hỏi, có đáp án, ra tệp."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", help="tệp để ghi")
        parser.add_argument("--bank", required=True, help="mã ngân hàng")
        parser.add_argument("--format", default="xlsx", help=", ".join(CODES))
        parser.add_argument("--answers", action="store_true", help="word-exam: kèm đáp án")
        parser.add_argument("--codes", help="word-exam: các mã đề, cách nhau bằng dấu phẩy")
        parser.add_argument("--seed", help="word-exam: chữ hoặc số để trộn lại đúng như lần trước")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        bank = Bank.objects.filter(code__iexact=options["bank"]).first()
        if bank is None:
            raise CommandError(f"Không có ngân hàng mã «{options['bank']}».", returncode=2)
        if options["format"] not in CODES:
            raise CommandError(
                f"Không ghi được kiểu «{options['format']}». Chọn một trong: {', '.join(CODES)}.",
                returncode=2,
            )
        exam = _exam(options)
        written = export_bank(bank=bank, code=options["format"], exam=exam)
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
            result |= {"codes": exam.codes, "seed": exam.seed} if exam else {}
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            for _, said in left:
                self.stderr.write(said)
            if exam and exam.codes:
                self.stdout.write(f"Mã đề: {', '.join(exam.codes)}. Trộn lại: --seed {exam.seed}")
            self.stdout.write(f"Đã ghi {path}; {len(left)} chỗ không ghi được vào kiểu tệp này.")
        if left:
            sys.exit(1)


def _exam(options: dict[str, Any]) -> Exam | None:
    """What the exam is to be; None for another format, which takes none of these options."""
    given = [name for name in ("answers", "codes", "seed") if options[name] not in (None, False)]
    if options["format"] not in PRINTED:
        if given:
            raise CommandError(f"--{given[0]} chỉ dùng với --format word-exam.", returncode=2)
        return None
    text = "101" if options["codes"] is None else options["codes"]
    codes = tuple(code.strip().upper() for code in text.split(",") if code.strip())
    try:
        return Exam(codes, options["seed"] or secrets.token_hex(8), options["answers"])
    except ValueError as error:
        raise CommandError(
            f"Mã đề «{text}» không dùng được. Ghi từ 1 đến {CODES_MAX} mã khác nhau, mỗi mã không "
            "quá 8 chữ số hoặc chữ in hoa không dấu, ví dụ: --codes 101,102; chỉ được để trống khi "
            "có --answers.",
            returncode=2,
        ) from error
