"""P7: a paper is the same to the last letter, whatever happens around it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.utils import timezone

from contests.models import Contest, Paper, RuleVersion
from contests.online.services.attempts import start_attempt
from contests.rules.ruleset import RuleSet, to_json
from contests.selectors.papers import is_unchanged, paper_digest, paper_items, shown_items
from quiz.models import Question, QuestionState, Revision
from tests.conftest import test_database_url as database_url_of_the_test
from tests.contests.scene import KINDS, forget_kept, make_entrant, make_scene
from tests.servers import ROOT

_ELSEWHERE = (
    "import json; from contests.models import Paper; from contests.selectors.papers import *; "
    "print(json.dumps({p.pk: paper_digest(paper_items(p)) for p in Paper.objects.all()}))"
)


def edit_bank(scene) -> None:
    """Every question gets a new revision, half are retired."""
    for number, question in enumerate(Question.objects.order_by("id")):
        old = question.current
        question.current = Revision.objects.create(
            question=question,
            number=old.number + 1,
            kind=old.kind,
            stem=f"{old.stem} (đã sửa)",
            options=list(reversed(old.options)),
            stem_key=old.stem_key,
            sha256="f" * 64,
        )
        question.state = QuestionState.RETIRED if number % 2 else QuestionState.APPROVED
        question.save()


def change_rules(scene) -> None:
    """A new version of the rules that shuffles nothing."""
    rules = to_json(RuleSet())
    rules["paper"] |= {"shuffle_questions": False, "shuffle_options": False}
    version = RuleVersion.objects.create(
        contest=scene.contest,
        number=2,
        rules=rules,
        facts={},
        text=[],
        sha256="1" * 64,
        published_at=timezone.now(),
    )
    Contest.objects.filter(pk=scene.contest.pk).update(current_version=version)


@pytest.mark.promise("P7")
def test_p07(transactional_db, trials, record_promise):
    scene = make_scene(questions=20, kinds=("single", "multiple", "true_false", *KINDS))
    entrants = [make_entrant(scene.contest, f"Người {n}") for n in range(trials(20, 1_000))]
    attempts = [start_attempt(entrant=entrant, round=scene.round) for entrant in entrants]
    papers = {attempt.paper_id: attempt.paper.sha256 for attempt in attempts}
    assert len(set(papers.values())) == len(papers)  # everybody's is another one
    reads = wrong = 0

    def read_all() -> None:
        nonlocal reads, wrong
        for paper in Paper.objects.all():
            reads += 1
            wrong += paper_digest(paper_items(paper)) != papers[paper.pk]

    read_all()
    for change in (edit_bank, change_rules, lambda scene: forget_kept()):
        change(scene)
        read_all()
        forget_kept()
        read_all()
        wrong += sum(not is_unchanged(paper) for paper in Paper.objects.all())
    for attempt in attempts:  # another device, the same person
        reads += 1
        wrong += start_attempt(entrant=attempt.entrant, round=scene.round).paper_id != attempt.pk
    for zone in ("Asia/Ho_Chi_Minh", "America/New_York"):  # another process, another zone
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", _ELSEWHERE],
            cwd=ROOT,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "DATABASE_URL": database_url_of_the_test(),
                "TZ": zone,
                "PYTHONHASHSEED": "7",
            },
            capture_output=True,
            text=True,
            check=True,
        )
        elsewhere = json.loads(done.stdout.strip().splitlines()[-1])
        reads += len(elsewhere)
        wrong += {int(key): value for key, value in elsewhere.items()} != papers

    # The control: somebody rewrites a revision, which the platform itself never does.
    Revision.objects.filter(number=1).update(stem="Câu khác")
    forget_kept()
    noticed = sum(not is_unchanged(paper) for paper in Paper.objects.all())
    fresh = sum(
        paper_digest(shown_items(paper.items)) != paper.sha256 for paper in Paper.objects.all()
    )
    record_promise(
        "P7",
        figure=f"{reads - wrong} of {reads} equal",
        trials=len(papers),
        control=f"a rewritten revision noticed in {noticed} of {len(papers)} papers",
    )
    assert wrong == 0
    assert noticed == fresh == len(papers)
