"""`manage.py verify_scores [CONTEST]`: everything again from the answer events."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contests.models import Contest
from contests.results.rules.verify import Difference
from contests.results.services.verifying import verify


class Command(BaseCommand):
    help = "Tính lại mọi kết quả và xếp hạng từ nhật ký trả lời; có sai lệch thì thoát mã 1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "contest", nargs="?", help="mã (slug) của một cuộc thi; bỏ trống: tất cả"
        )
        parser.add_argument("--json", action="store_true", help="mỗi sai lệch một dòng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        contests = Contest.objects.select_related("current_version", "organisation").order_by("pk")
        if options["contest"]:
            contests = contests.filter(slug=options["contest"])
            if not contests.exists():
                raise CommandError(f"Không có cuộc thi nào có mã «{options['contest']}».")
        wrong = 0

        def tell(found: Difference[str]) -> None:
            nonlocal wrong
            wrong += 1
            self.stdout.write(_line(found, as_json=options["json"]))

        totals = {"attempts": 0, "lines": 0, "standings": 0}
        for contest in contests:
            for name, count in verify(contest, tell).items():
                totals[name] += count
        self.stdout.write(
            json.dumps({"differences": wrong, **totals})
            if options["json"]
            else f"Đã tính lại {totals['attempts']} lượt thi, {totals['lines']} dòng xếp hạng, "
            f"{totals['standings']} bảng xếp hạng: {wrong} sai lệch."
        )
        if wrong:
            sys.exit(1)


def _line(found: Difference[str], *, as_json: bool) -> str:
    values = {
        "where": found.key,
        "field": found.field,
        "stored": found.stored,
        "recomputed": found.recomputed,
    }
    if as_json:
        return json.dumps(values, ensure_ascii=False, default=str)
    return f"{found.key} {found.field}: lưu {found.stored!r}, tính lại {found.recomputed!r}".strip()
