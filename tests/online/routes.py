"""The lines of the online form in the matrix."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.fields import blind_index
from contests.clock import SYSTEM
from contests.models import Entrant, Paper
from contests.online.models import Attempt
from tests.cast import Cast
from tests.contests.scene import Scene, make_scene
from tests.matrix import PUBLIC, Route

ORGANISERS = frozenset({"admin", "organizer"})


def scene_of(cast: Cast) -> Scene:
    """An open contest of the department."""
    made = make_scene(entrants=0)
    made.contest.organisation = cast.department
    made.contest.save(update_fields=["organisation"])
    return made


def contest(cast: Cast) -> dict[str, Any]:
    return {"slug": scene_of(cast).contest.slug}


def paper(cast: Cast) -> dict[str, Any]:
    """Somebody's running paper: without that person's cookie nobody gets further."""
    return contest(cast) | {"public_id": "khong-phai-cua-ai"}


def practice(cast: Cast) -> dict[str, Any]:
    made = scene_of(cast)
    now_us = SYSTEM.now_us()
    sheet = Paper.objects.create(
        contest=made.contest,
        rule_version=made.version,
        is_practice=True,
        seed="0" * 64,
        items=[],
        sha256="0" * 64,
        started_us=now_us,
        deadline_us=now_us + 600_000_000,
    )
    return {"slug": made.contest.slug, "public_id": sheet.public_id}


def finished_practice(cast: Cast) -> dict[str, Any]:
    args = practice(cast)
    Paper.objects.filter(public_id=args["public_id"]).update(
        state="annulled", closed_us=SYSTEM.now_us()
    )
    return args


def entrant(cast: Cast) -> dict[str, Any]:
    """Somebody of the commune committee, whose focal point looks after them."""
    made = scene_of(cast)
    person = Entrant.objects.create(
        contest=made.contest,
        person=cast.citizen,
        code="23456789",
        code_index=blind_index(made.contest.slug, "entrant-code"),
        key_index=blind_index(made.contest.slug, "key"),
        full_name="Nguyễn Văn An",
        display_name="Nguyễn Văn An",
        organisation=cast.commune_committee,
        registered_at=datetime.now(UTC),
    )
    return {"slug": made.contest.slug, "public_id": person.public_id}


def attempt(cast: Cast) -> dict[str, Any]:
    args = entrant(cast)
    person = Entrant.objects.get(public_id=args["public_id"])
    round_ = person.contest.rounds.get()
    started = datetime.now(UTC) - timedelta(minutes=1)
    sheet = Paper.objects.create(
        contest=person.contest,
        round=round_,
        rule_version_id=person.contest.current_version_id,
        entrant=person,
        seed="0" * 64,
        items=[],
        sha256="0" * 64,
        started_us=int(started.timestamp() * 1_000_000),
        deadline_us=SYSTEM.now_us() + 600_000_000,
    )
    Attempt.objects.create(paper=sheet, entrant=person, round=round_, number=1)
    return args | {"paper_id": sheet.public_id}


DESK = ORGANISERS | {"focal_point"}

ROUTES: dict[str, Route] = {
    "online:start": Route(PUBLIC, contest),
    "online:register": Route(PUBLIC, contest),
    "online:communes": Route(PUBLIC, contest),
    "online:organisations": Route(PUBLIC, contest),
    "online:continue": Route(PUBLIC, contest),
    "online:leave": Route(PUBLIC, contest, method="POST"),
    # Everybody without the entrant's cookie is sent to the page that asks for the code.
    "online:code": Route(PUBLIC, contest),
    "online:code_picture": Route(PUBLIC, contest),
    "online:sitting": Route(PUBLIC, paper),
    "online:status": Route(frozenset(), paper),
    "online:hand_in": Route(PUBLIC, paper),
    "online:receipt": Route(PUBLIC, paper),
    "online:practice": Route(PUBLIC, contest),
    "online:practice_start": Route(PUBLIC, contest, method="POST"),
    "online:practice_sitting": Route(PUBLIC, practice),
    "online:practice_status": Route(PUBLIC, practice),
    "online:practice_hand_in": Route(PUBLIC, practice),
    "online:practice_receipt": Route(PUBLIC, finished_practice),
    "online:desk": Route(DESK, contest),
    "online:desk_add": Route(DESK, contest),
    "online:desk_entrant": Route(DESK, entrant),
    "online:desk_reissue": Route(DESK, entrant, method="POST"),
    "online:desk_extra_time": Route(ORGANISERS, entrant, method="POST"),
    "online:desk_disqualify": Route(ORGANISERS, entrant, method="POST"),
    "online:desk_attempt": Route(ORGANISERS, attempt, method="POST"),
}
