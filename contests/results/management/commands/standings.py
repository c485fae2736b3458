"""`manage.py standings CONTEST [--round N] --json`: the ranking as it stands now."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contests.models import Contest, Entrant
from contests.results.models import Standing
from contests.results.selectors.boards import live_ranking
from contests.results.selectors.standings import latest
from contests.results.services.computing import ranking_of


class Command(BaseCommand):
    help = "Bảng xếp hạng của một cuộc thi: bản chốt mới nhất, hoặc tạm thời khi chưa chốt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("contest", help="mã (slug) của cuộc thi")
        parser.add_argument(
            "--round", type=int, default=0, help="số của đợt thi; bỏ trống: cả cuộc thi"
        )
        parser.add_argument("--json", action="store_true", help="in ra JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        contest = Contest.objects.filter(slug=options["contest"]).first()
        if contest is None or contest.current_version_id is None:
            raise CommandError(f"Không có cuộc thi đã công bố nào có mã «{options['contest']}».")
        round_ = None
        if options["round"]:
            round_ = contest.rounds.filter(number=options["round"]).first()
            if round_ is None:
                raise CommandError(f"Cuộc thi không có đợt số {options['round']}.")
        standing = latest(contest, round_)
        ranked = ranking_of(standing) if standing else live_ranking(contest, round_)
        names = dict(Entrant.objects.filter(contest=contest).values_list("pk", "public_id"))
        shown = dict(Entrant.objects.filter(contest=contest).values_list("pk", "display_name"))
        rows = [
            {
                "rank": row.rank,
                "tied": row.tied,
                "entrant": names[row.line.entrant_id],
                "name": shown[row.line.entrant_id],
                "entry": row.line.entry,
                "correct": row.line.correct,
                "points_milli": row.line.points_milli,
                "prediction_distance": row.line.prediction_distance,
                "duration_ms": row.line.duration_ms,
                "submitted_us": row.line.submitted_at_us,
                "attempts": row.line.attempts,
            }
            for row in ranked
        ]
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "contest": contest.slug,
                        "round": round_.number if round_ else None,
                        **_about(standing),
                        "rows": rows,
                    },
                    ensure_ascii=False,
                )
            )
            return
        self.stdout.write("Bản chốt" if standing else "Tạm thời, chưa chốt")
        for row in rows:
            self.stdout.write(f"{row['rank']}\t{row['name']}\t{row['correct']}")


def _about(standing: Standing | None) -> dict[str, object]:
    if standing is None:
        return {"frozen": False}
    return {
        "frozen": True,
        "version": standing.version,
        "frozen_at": standing.frozen_at.isoformat(),
        "sha256": standing.sha256,
        "prediction": standing.prediction,
        "reason": standing.reason,
    }
