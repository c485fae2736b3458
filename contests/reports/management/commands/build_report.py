"""`manage.py build_report`: the report of an organisation as DOCX, PDF, XLSX and JSON files."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import audit
from accounts.models import Organisation
from contests.clock import SYSTEM
from contests.reports.models import Report, ReportKind
from contests.reports.rules.windows import Window
from contests.reports.selectors import figures as figure_selectors
from contests.reports.selectors.scope import Scope
from contests.reports.services.files import edition_json, facts_of, write_files


def day(text: str) -> date:
    """A day as dd/mm/yyyy or ISO. Raises CommandError (exit 2)."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise CommandError(
        f"Không hiểu ngày “{text}”. Viết dd/mm/yyyy, ví dụ 09/11/2026, hoặc 2026-11-09.",
        returncode=2,
    )


class Command(BaseCommand):
    """Exit 0: four files written, their paths printed. 2: a wrong argument. 1: anything else."""

    help = "Dựng báo cáo của một cơ quan trong kỳ số liệu cho trước, ghi ra thư mục."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=ReportKind.values)
        parser.add_argument("--organisation", required=True, metavar="CODE")
        parser.add_argument("--from", required=True, dest="first", metavar="NGÀY")
        parser.add_argument("--to", required=True, dest="last", metavar="NGÀY")
        parser.add_argument("--out", required=True, type=Path, metavar="THƯ MỤC")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = day(options["first"]), day(options["last"])
        if last < first:
            raise CommandError("Ngày cuối (--to) phải từ ngày đầu (--from) trở đi.", returncode=2)
        code = options["organisation"]
        organisation = (
            Organisation.objects.select_related("unit", "parent").filter(code=code).first()
        )
        if organisation is None:
            raise CommandError(f"Không có cơ quan nào có mã “{code}”.", returncode=2)
        out: Path = options["out"]
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as no:
            raise CommandError(f"Không ghi được vào thư mục {out}: {no.strerror}.") from no
        # The words of a report with this very window, when a clerk has written them.
        report = Report.objects.filter(
            organisation=organisation, contest=None, window_from=first, window_to=last
        ).last()
        narrative = dict(report.narrative) if report is not None else {}
        scope = Scope(organisation, Window(first, last))
        figures = figure_selectors.build(scope, now=SYSTEM.now())
        files = write_files(facts_of(organisation, None, figures, narrative))
        data = edition_json(figures, narrative, audit_head=audit.head().seal, edition=None)
        stem = f"bao-cao-{options['kind']}-{code}-{last.year}".lower()
        for suffix, content in (
            ("docx", files.docx),
            ("pdf", files.pdf),
            ("xlsx", files.xlsx),
            ("json", data),
        ):
            path = out / f"{stem}.{suffix}"
            # A reader never meets half a file.
            part = path.with_suffix(f".{suffix}.part")
            part.write_bytes(content)
            part.replace(path)
            self.stdout.write(str(path))
