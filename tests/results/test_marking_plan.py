"""Looking for papers to mark costs what waits: the plan reads only the index of these."""

from __future__ import annotations

import pytest
from django.db import connection

from contests.models import Contest, Paper, PaperState
from contests.results.services.marking import note_marked, pending, unmarked
from tests.contests.scene import make_scene

pytestmark = pytest.mark.django_db


def handed_in(contest: Contest, count: int, *, is_marked: bool) -> list[Paper]:
    version = contest.current_version
    return Paper.objects.bulk_create(
        Paper(
            contest=contest,
            round=contest.rounds.first(),
            rule_version=version,
            items=[],
            state=PaperState.SUBMITTED,
            started_us=number,
            deadline_us=number,
            closed_us=number,
            is_marked=is_marked,
        )
        for number in range(1, count + 1)
    )


def plan_of(contest: Contest | None) -> str:
    papers = unmarked() if contest is None else unmarked().filter(contest=contest)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contests_paper")
    return papers.order_by("closed_us", "id")[:500].explain()


@pytest.mark.parametrize("of_one", [True, False])
def test_what_is_marked_is_not_read(of_one: bool) -> None:
    contest = make_scene(questions=12, entrants=0).contest
    papers = handed_in(contest, 2000, is_marked=True)
    chosen = contest if of_one else None
    assert "paper_to_mark" in plan_of(chosen), "idle"
    assert pending(chosen) == []
    Paper.objects.filter(pk__in=[one.pk for one in papers[:7]]).update(is_marked=False)
    plan = plan_of(chosen)
    assert "paper_to_mark" in plan, plan
    assert [one.closed_us for one in pending(chosen)] == list(range(1, 8))
    note_marked([one.pk for one in papers[:5]])
    assert [one.closed_us for one in pending(chosen)] == [6, 7]
    # Control: asking by the results, as before, reads every paper handed in.
    before = Paper.objects.filter(
        contest=contest, state=PaperState.SUBMITTED, is_practice=False, result__isnull=True
    )
    assert "paper_to_mark" not in before.order_by("closed_us", "id")[:500].explain()
