"""The lines of accounts in the matrix."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import Consent, ConsentText, DataRequest, Job, Membership, SignInSession
from tests.cast import Cast, make_person
from tests.matrix import PUBLIC, SIGNED_IN, Route

ADMIN = frozenset({"admin"})
SEES = SIGNED_IN - {"stranger", "newcomer", "focal_point"}
#: Who holds a role over the department or above it, by permission.
STAFF = frozenset({"admin", "organizer"})


def department(cast: Cast) -> dict[str, Any]:
    return {"code": cast.department.code}


def membership(cast: Cast) -> dict[str, Any]:
    return department(cast) | {"pk": Membership.objects.get(user=cast.viewer).pk}


def job_of(cast: Cast) -> dict[str, Any]:
    job = Job.objects.create(
        kind="roster.preview",
        owner=cast.organizer,
        organisation=cast.department,
        state="done",
        payload={"file": "x"},
    )
    return department(cast) | {"public_id": job.public_id}


def member_of_staff(cast: Cast) -> dict[str, Any]:
    person = make_person("Lê Thị Bích", organisation=cast.office)
    return department(cast) | {"public_id": person.public_id}


def session_of_viewer(cast: Cast) -> dict[str, Any]:
    session = SignInSession.objects.create(
        user=cast.viewer, session_key="k" * 32, last_seen_at=timezone.now()
    )
    return {"pk": session.pk}


def consent_of_viewer(cast: Cast) -> dict[str, Any]:
    now = timezone.now()
    text = ConsentText.objects.create(purpose="run", version=1, text="…", published_at=now)
    consent = Consent.objects.create(person=cast.viewer.person, text=text, given_at=now)
    return {"pk": consent.pk}


def request_of_viewer(cast: Cast) -> dict[str, Any]:
    made = DataRequest.objects.create(
        person=cast.viewer.person,
        kind="view",
        made_at=timezone.now(),
        acknowledge_by="2026-11-25",
        answer_by="2026-12-03",
    )
    return {"public_id": made.public_id}


ROUTES: dict[str, Route] = {
    "login": Route(PUBLIC),
    "logout": Route(PUBLIC, method="POST"),
    "profile": Route(SIGNED_IN),
    "password_change": Route(SIGNED_IN),
    "session_list": Route(SIGNED_IN),
    "session_end_others": Route(SIGNED_IN, method="POST"),
    "session_end": Route(frozenset({"viewer"}), session_of_viewer, method="POST"),
    "consent_withdraw": Route(frozenset({"viewer"}), consent_of_viewer, method="POST"),
    "my_data": Route(SIGNED_IN),
    "data_request_create": Route(SIGNED_IN, method="POST", data=lambda cast: {"kind": "view"}),
    "audit_list": Route(ADMIN | {"stranger"}),
    "data_request_list": Route(ADMIN | {"stranger"}),
    "data_request_answer": Route(ADMIN, request_of_viewer),
    "organisation_list": Route(SIGNED_IN),
    "organisation_detail": Route(SEES, department),
    "organisation_create": Route(ADMIN, department),
    "organisation_edit": Route(ADMIN, department),
    "organisation_move": Route(ADMIN, department),
    "organisation_active": Route(
        ADMIN, department, method="POST", data=lambda cast: {"active": "1"}
    ),
    "head_count_set": Route(
        STAFF,
        department,
        method="POST",
        data=lambda cast: {"as_of": "2026-01-01", "persons": "5"},
    ),
    "member_list": Route(ADMIN, department),
    "member_revoke": Route(ADMIN, membership, method="POST"),
    "member_reset": Route(ADMIN, membership, method="POST"),
    "member_active": Route(ADMIN, membership, method="POST", data=lambda cast: {"active": "0"}),
    "staff_list": Route(STAFF, department),
    "staff_reveal": Route(STAFF, member_of_staff),
    "roster_template": Route(STAFF, department),
    "roster_upload": Route(STAFF, department),
    "roster_job": Route(frozenset({"organizer"}), job_of),
    "roster_job_state": Route(frozenset({"organizer"}), job_of),
    "roster_confirm": Route(frozenset({"organizer"}), job_of, method="POST"),
    "roster_cancel": Route(frozenset({"organizer"}), job_of, method="POST"),
}
