"""`manage.py import_questions FILE --bank CODE`: read a file of questions, load it as a whole.

Exit code 0: clean; 1: the file has errors (nothing is loaded, unless --only-valid); 2: unreadable.
With --json one object on standard output; sentences for people go to standard error.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.rules.refusal import Refused
from accounts.rules.show import show_datetime
from quiz.formats.base import Reading
from quiz.formats.registry import READABLE
from quiz.formats.sandbox import read_file
from quiz.models import Bank, ImportState
from quiz.rules.question import Problem
from quiz.selectors.batches import earlier, known_questions
from quiz.services import banks, brought, imports, seeding
from quiz.services.reading import Report, examine
from quiz.wording import problem_sentence
from quiz.wording.refusals import say_refused


class Command(BaseCommand):
    help = "Nhập câu hỏi từ tệp của mọi kiểu đọc được vào một ngân hàng."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="tệp câu hỏi")
        parser.add_argument("--bank", required=True, help="mã ngân hàng; chưa có thì được tạo")
        parser.add_argument("--format", default="auto", help="auto, " + ", ".join(READABLE))
        parser.add_argument("--sheet", default="", help="tên trang tính; *: mọi trang")
        parser.add_argument(
            "--organisation", default="", help="mã tổ chức của ngân hàng mới (mặc định: gốc)"
        )
        parser.add_argument("--dry-run", action="store_true", help="chỉ đọc, không ghi gì")
        parser.add_argument(
            "--only-valid", action="store_true", help="tệp có lỗi vẫn lấy các câu hợp lệ"
        )
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        bank = Bank.objects.filter(code__iexact=options["bank"]).first()
        report, sha256 = self._read(path, bank, options)
        before = earlier(bank, sha256) if bank is not None and report.reading.readable else None
        if before is not None and before.state == ImportState.VISIBLE:
            again = Problem(
                "note",
                "FILE-AGAIN",
                args={
                    "when": show_datetime(before.finished_at or before.created_at),
                    "count": before.loaded,
                },
            )
            read = report.reading
            report = Report(read, (), (*read.problems, again), read.counts)
        errors = report.counts.get("error", 0)
        code = 2 if not report.reading.readable else 1 if errors else 0
        imported = 0
        wanted = code == 0 or (code == 1 and options["only_valid"])
        if wanted and not options["dry_run"] and report.accepted:
            imported = self._load(path, bank, report, sha256, options)
        self._tell(path, report, imported, as_json=options["json"])
        if code:
            sys.exit(code)

    def _read(self, path: Path, bank: Bank | None, options: dict[str, Any]) -> tuple[Report, str]:
        try:
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            reading = read_file(path, format=options["format"], sheet=options["sheet"])
        except OSError:
            reading, sha256 = (
                Reading(
                    format=options["format"],
                    problems=(Problem("error", "FILE-MISSING"),),
                    counts={"error": 1},
                    readable=False,
                ),
                "",
            )
        return examine(reading, known_questions(bank), brought.draw(reading)), sha256

    def _load(
        self, path: Path, bank: Bank | None, report: Report, sha256: str, options: dict[str, Any]
    ) -> int:
        try:
            if bank is None:
                bank = banks.create_bank(
                    actor=None,
                    code=options["bank"],
                    name=options["bank"],
                    organisation=seeding.home_organisation(options["organisation"]),
                )
            batch = imports.load_now(
                actor=None, bank=bank, report=report, file_name=path.name, sha256=sha256
            )
        except Refused as refused:
            raise CommandError(say_refused(refused), returncode=2) from refused
        return batch.loaded

    def _tell(self, path: Path, report: Report, imported: int, *, as_json: bool) -> None:
        sentences = [(problem, problem_sentence(problem, path.name)) for problem in report.problems]
        if as_json:
            found = {
                "format": report.reading.format,
                "questions": report.reading.questions,
                "accepted": report.accepted,
                "imported": imported,
                "problems": [
                    {
                        "severity": problem.severity,
                        "code": problem.code,
                        "sheet": problem.sheet,
                        "row": problem.row,
                        "column": problem.column,
                        "message": sentence,
                    }
                    for problem, sentence in sentences
                ],
            }
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for _, sentence in sentences:
            self.stderr.write(sentence)
        self.stdout.write(
            f"Đọc được {report.reading.questions} câu, nhận được {report.accepted} câu, "
            f"đã đưa vào ngân hàng {imported} câu."
        )
