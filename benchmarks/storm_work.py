"""The neighbours of a storm: a process with the platform's services that does what it is told.

    python -m benchmarks.storm_work

Reads one JSON command a line, answers with one JSON line. It stands for the pages on which clerks
and organizers start work; the work itself runs in the worker and the scheduler.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
FRESH = 2_000


class Work:
    """Every method is a command; what it returns is the answer."""

    def seed(self, papers: int, attempts: int) -> dict[str, Any]:
        """An open contest with `papers` tickets; a closed one with `attempts` marked."""
        from contests import tickets
        from contests.models import Contest
        from contests.results.services import marking
        from tests.contests.scene import make_scene
        from tests.results.conftest import DEFAULT
        from tests.results.crowd import add_people, play

        opened = make_scene(questions=10, minutes=600, entrants=0)
        deadline = int(opened.round.closes_at.timestamp() * 1_000_000)
        people = add_people(opened, papers)
        given = [
            tickets.issue(tickets.for_paper(opened.paper(one, deadline_us=deadline)))
            for one in people
        ]
        self.closed = make_scene(
            questions=12, entrants=0, rules=DEFAULT, now=datetime.now(UTC) - timedelta(days=3)
        )
        # Reports count no trial.
        Contest.objects.filter(pk=self.closed.contest.pk).update(is_trial=False)
        units, offices = self._places()
        crowd = add_people(
            self.closed, attempts // 2 + FRESH, organisations=offices, communes=units
        )
        self.late = crowd[attempts // 2 :]
        self.attempts = attempts
        play(self.closed, crowd[: attempts // 2], attempts)
        marking.CHUNK, chunk = 1000, marking.CHUNK
        marking.mark_everything(self.closed.contest)
        marking.CHUNK = chunk
        return {"tickets": given, "open": opened.contest.slug, "closed": self.closed.contest.slug}

    def _places(self) -> tuple[list[Any], list[Any]]:
        from tests.cast import make_organisation, make_unit

        province = make_unit("51", "tinh", "Quảng Ngãi")
        units = [make_unit(f"{21000 + n}", "xa", f"Xã số {n}", province) for n in range(96)]
        parent = self.closed.contest.organisation
        return units, [make_organisation(f"don-vi-{n}", f"Đơn vị {n}", parent) for n in range(40)]

    def import_questions(self, rows: int) -> dict[str, Any]:
        """Upload an Excel file, wait for its preview, say yes, wait until all are visible."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        from benchmarks.bench_import_questions import workbook
        from quiz.models import Question
        from quiz.services import banks, imports

        actor, organisation = self.closed.organizer, self.closed.contest.organisation
        code = hashlib.sha256(os.urandom(8)).hexdigest()[:8]
        bank = banks.create_bank(actor=actor, code=code, name="Đo", organisation=organisation)
        file = SimpleUploadedFile(f"{code}.xlsx", workbook(rows))
        self._ready()
        batch, _ = imports.upload(actor=actor, bank=bank, file=file)
        self._wait(batch, "preview")
        batch = imports.confirm(actor=actor, batch=batch)
        self._wait(batch, "visible")
        seen = Question.objects.filter(bank=bank, is_visible=True).count()
        assert seen == rows, seen
        return {"rows": seen}

    def play(self) -> dict[str, Any]:
        """Hand in FRESH papers at once; returns when the scheduler has marked them."""
        from contests.results.models import AttemptResult
        from tests.results.crowd import play

        before = AttemptResult.objects.filter(contest=self.closed.contest).count()
        seed = int.from_bytes(os.urandom(4))
        made = 0
        for start in range(0, FRESH, 250):  # as many people over a while, not as one transaction
            people = self.late[start % len(self.late) :][:250]
            made += len(play(self.closed, people, 250, seed=seed + start))
            time.sleep(0.05)
        self._ready()
        goal = before + made
        while AttemptResult.objects.filter(contest=self.closed.contest).count() < goal:
            time.sleep(0.25)
        return {"marked": made}

    def freeze(self) -> dict[str, Any]:
        """Freeze the next standing of the closed contest in the worker."""
        contest = self.closed.contest
        self._ready()
        self._job(
            "results.freeze",
            {"contest": contest.public_id, "round": 1, "reason": "Đo hiệu năng"},
        )
        return {}

    def report(self) -> dict[str, Any]:
        """Build an edition over the closed contest in the worker."""
        from django.utils import timezone

        from contests.reports.rules.windows import Window
        from contests.reports.selectors.scope import Scope
        from contests.reports.services import reports

        organisation = self.closed.contest.organisation
        today = timezone.localdate()
        report = reports.create_report(
            actor=None,
            organisation=organisation,
            first=today - timedelta(days=60),
            last=today,
        )
        self._ready()
        self._finish(reports.start_build(actor=self.closed.organizer, report=report))
        counted = Scope(organisation, Window(report.window_from, report.window_to)).totals[0]
        assert counted >= self.attempts, "the report speaks of the large contest"
        return {"attempts": counted}

    def _ready(self) -> None:
        """Say that the work begins now: whatever came before was preparation."""
        print(json.dumps({"begins": True}), flush=True)

    def _job(self, kind: str, payload: dict[str, Any]) -> None:
        from accounts import jobs

        organisation = self.closed.contest.organisation
        self._finish(
            jobs.enqueue(
                kind=kind, owner=self.closed.organizer, organisation=organisation, payload=payload
            )
        )

    def _finish(self, job: Any) -> None:
        while job.state in ("waiting", "running"):
            time.sleep(0.1)
            job.refresh_from_db()
        if job.state != "done":
            raise RuntimeError(f"{job.kind}: {job.state} {job.message} {job.error}")

    def _wait(self, batch: Any, state: str) -> None:
        end = time.monotonic() + 120
        while batch.state != state:
            if time.monotonic() > end or batch.state in ("failed", "cancelled"):
                raise RuntimeError(f"import: {batch.state}")
            time.sleep(0.1)
            batch.refresh_from_db()


def main() -> None:
    import django

    django.setup()
    work = Work()
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(getattr(work, name)(*arguments)), flush=True)


if __name__ == "__main__":
    main()
