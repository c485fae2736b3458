"""The lines of results in the matrix."""

from __future__ import annotations

from typing import Any

from accounts.models import Job
from contests.clock import SYSTEM
from contests.models import Contest, Paper, PaperState
from contests.online.models import Attempt
from contests.results.models import Award, Draw, Standing
from tests.cast import Cast
from tests.contests.routes import _published
from tests.contests.scene import make_entrant
from tests.matrix import PUBLIC, Route

SEES = frozenset({"admin", "organizer", "viewer"})
STAFF = frozenset({"admin", "organizer"})


def contest(cast: Cast) -> dict[str, Any]:
    return {"slug": _published(cast).slug}


def job(cast: Cast) -> dict[str, Any]:
    made = Job.objects.create(
        kind="results.remark",
        owner=cast.organizer,
        organisation=cast.department,
        state="done",
        result={"changed": 0},
        payload={"contest": _published(cast).public_id},
    )
    return contest(cast) | {"public_id": made.public_id}


def standing(cast: Cast) -> dict[str, Any]:
    made = Standing.objects.create(
        contest=_published(cast),
        round=_published(cast).rounds.first(),
        version=Standing.objects.count() + 1,
        rule_version_number=1,
        is_complete=True,
        frozen_at=SYSTEM.now(),
        sha256="0" * 64,
    )
    return contest(cast) | {"pk": made.pk}


def key(cast: Cast) -> dict[str, Any]:
    version = _published(cast).current_version
    assert version is not None
    return contest(cast) | {"pk": version.pool.values_list("revision_id", flat=True)[0]}


def attempt(cast: Cast) -> dict[str, Any]:
    own: Contest = _published(cast)
    entrant = make_entrant(own)
    now_us = SYSTEM.now_us()
    round_ = own.rounds.first()
    paper = Paper.objects.create(
        contest=own,
        round=round_,
        rule_version=own.current_version,
        entrant=entrant,
        items=[],
        state=PaperState.SUBMITTED,
        started_us=now_us,
        deadline_us=now_us,
        closed_us=now_us,
    )
    Attempt.objects.create(paper=paper, entrant=entrant, round=round_, number=1)
    return contest(cast) | {"public_id": paper.public_id}


def award(cast: Cast) -> dict[str, Any]:
    own = _published(cast)
    made = Award.objects.create(
        contest=own,
        prize=0,
        level="Giải Nhất",
        position=1,
        entrant=make_entrant(own),
        created_at=SYSTEM.now(),
    )
    return contest(cast) | {"pk": made.pk}


def draw(cast: Cast) -> dict[str, Any]:
    made = Draw.objects.create(
        contest=_published(cast),
        places=[1, 2],
        seed="XSMB 48215",
        reason="Bằng nhau",
        drawn_by=cast.organizer,
        drawn_at=SYSTEM.now(),
    )
    return contest(cast) | {"pk": made.pk}


def freeze(cast: Cast) -> dict[str, Any]:
    return {"round": 1}


ROUTES: dict[str, Route] = {
    "results:boards": Route(PUBLIC, contest),
    "results:mine": Route(PUBLIC, contest),
    "results:open_data": Route(frozenset(), lambda cast: contest(cast) | {"extension": "csv"}),
    "results:manage": Route(SEES, contest),
    "results:freeze": Route(STAFF, contest, "POST", freeze),
    "results:job": Route(SEES, job),
    "results:job_state": Route(SEES, job),
    "results:standing": Route(SEES, standing),
    "results:publish": Route(STAFF, standing, "POST"),
    "results:standing_file": Route(SEES, standing),
    "results:draw": Route(STAFF, contest),
    "results:annul_draw": Route(STAFF, draw, "POST"),
    "results:analysis": Route(STAFF, contest),
    "results:keys": Route(STAFF, contest),
    "results:key": Route(STAFF, key),
    "results:attempts": Route(STAFF, contest),
    "results:attempt": Route(STAFF, attempt),
    "results:awards": Route(STAFF, contest),
    "results:award_file": Route(STAFF, contest),
    "results:award": Route(STAFF, award),
}
