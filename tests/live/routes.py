"""The lines of the live form in the matrix."""

from __future__ import annotations

from typing import Any

from contests.live.models import LivePlayer, LiveSession
from contests.live.services import preparing
from contests.live.services.preparing import Wanted, WantedSegment
from tests.cast import Cast
from tests.contests.scene import make_questions
from tests.live.scene import opened
from tests.matrix import PUBLIC, Route

HOSTS = frozenset({"admin", "organizer", "presenter"})
#: The stranger prepares and hosts sessions of an organisation of their own.
ANY_HOST = HOSTS | {"stranger"}


def draft_of(cast: Cast) -> LiveSession:
    """A session of the department that is being prepared, one question in it."""
    session = preparing.create(
        organisation=cast.department, title="Ngày Pháp luật", by=cast.organizer
    )
    preparing.set_segments(
        session=session,
        by=cast.organizer,
        segments=[
            WantedSegment("Đua điểm", "race", {}, [Wanted(make_questions(cast.department, 1)[0])])
        ],
    )
    return session


def draft(cast: Cast) -> dict[str, Any]:
    return {"public_id": draft_of(cast).public_id}


def segment(cast: Cast) -> dict[str, Any]:
    return draft(cast) | {"place": 1}


def lobby_of(cast: Cast) -> LiveSession:
    session = draft_of(cast)
    return opened(session, cast.organizer)


def ended(cast: Cast) -> dict[str, Any]:
    session = lobby_of(cast)
    LiveSession.objects.filter(pk=session.pk).update(phase="ended", has_results=True)
    return {"public_id": session.public_id, "ending": "docx"}


def results(cast: Cast) -> dict[str, Any]:
    return {"public_id": ended(cast)["public_id"]}


def lobby(cast: Cast) -> dict[str, Any]:
    return {"public_id": lobby_of(cast).public_id}


def seated(cast: Cast) -> dict[str, Any]:
    session = lobby_of(cast)
    LivePlayer.objects.create(
        session=session, number=1, name="An", client_key="12345678", joined_us=1
    )
    return {"public_id": session.public_id, "number": 1}


ROUTES: dict[str, Route] = {
    "live:play": Route(PUBLIC),
    "live:door": Route(PUBLIC, lambda cast: {"code": lobby_of(cast).code}),
    "live:room": Route(PUBLIC, lobby),
    "live:room_qr": Route(PUBLIC, lobby),
    # Whoever knows the projector's address, which is as long as a key.
    "live:stage": Route(PUBLIC, lambda cast: {"key": lobby_of(cast).projector_key}),
    "live:stage_qr": Route(PUBLIC, lambda cast: {"key": lobby_of(cast).projector_key}),
    "live:list": Route(ANY_HOST),
    "live:new": Route(ANY_HOST),
    "live:prepare": Route(HOSTS, draft),
    "live:open": Route(HOSTS, draft, "POST"),
    "live:delete": Route(HOSTS, draft, "POST"),
    "live:segment_add": Route(
        HOSTS, draft, "POST", lambda cast: {"title": "Về đích", "mode": "packages"}
    ),
    "live:segment": Route(HOSTS, segment),
    "live:codes": Route(HOSTS, draft),
    "live:codes_file": Route(HOSTS, draft),
    "live:slips": Route(HOSTS, draft),
    "live:rehearse": Route(HOSTS, draft),
    "live:console": Route(HOSTS, lobby),
    "live:rules": Route(HOSTS, lambda cast: lobby(cast) | {"ending": "docx"}),
    "live:minutes": Route(HOSTS, ended),
    "live:results_file": Route(HOSTS, results),
    "live:people": Route(HOSTS, lobby),
    "live:way_back": Route(HOSTS, seated, "POST"),
}
