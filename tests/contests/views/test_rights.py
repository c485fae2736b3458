"""Every page of a contest against every person of the cast; pages for everybody without a trace."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.models import SignInSession
from contests.clock import SYSTEM
from contests.models import Contest, ContestPartner, DocumentRole, IssuedDocument, PartnerRight
from contests.rules.ruleset import Attempts, AttemptUnit
from contests.services import setup
from contests.services.documents import SignedFile, enter_document
from contests.services.publishing import make_official, publish
from tests.cast import Cast, make_cast
from tests.contests.setting_up import SITE, change, make_draft, make_shipped_bank
from tests.contests.views.test_clerk import signed_in

pytestmark = pytest.mark.django_db
SEES = ("", "chia-se/")
EDITS = (
    "thiet-lap/ten/", "thiet-lap/de-thi/", "thiet-lap/cach-tinh/", "thiet-lap/nguoi-du-thi/",
    "thiet-lap/giai-thuong/", "tom-tat/", "van-ban/", "van-ban/ke-hoach/", "van-ban/ke-hoach.docx",
    "van-ban/the-le.pdf", "ban-to-chuc/", "kinh-phi/",
)  # fmt: skip
POSTS = (*[one for one in EDITS if "." not in one and one != "van-ban/"], "chinh-thuc/")
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def contest(cast: Cast) -> Contest:
    make_shipped_bank(cast)
    made = make_draft(cast)
    publish(contest=made, actor=cast.organizer, clock=SYSTEM, site=SITE)
    return made


def status(client: Client, contest: Contest, part: str) -> int:
    return client.get(f"/quan-ly/cuoc-thi/{contest.slug}/{part}").status_code


def test_who_sees_and_who_changes(cast: Cast, contest: Contest) -> None:
    edits = {"organizer", "admin"}
    sees = edits | {"author", "reviewer", "presenter", "judge", "viewer"}
    for name, user in cast.users().items():
        client = signed_in(user)
        for part in SEES:
            assert status(client, contest, part) == (200 if name in sees else 404), (name, part)
        for part in EDITS:
            assert status(client, contest, part) == (200 if name in edits else 404), (name, part)
    assert all(status(Client(), contest, part) == 302 for part in (*SEES, *EDITS))


def test_who_may_not_post_changes_nothing(cast: Cast, contest: Contest) -> None:
    def rows() -> list[object]:
        return [
            Contest.objects.values().get(pk=contest.pk),
            list(contest.partners.values()),
            list(contest.committee.values()),
            list(contest.expenses.values()),
            list(IssuedDocument.objects.values()),
            contest.rule_versions.count(),
        ]

    before = rows()
    posted = {
        "title": "Đã sửa", "purpose": "x", "reason": "x", "members-count": "1",
        "members-0-body": "ban_to_chuc", "members-0-full_name": "X", "expenses-count": "1",
        "expenses-0-label": "x", "expenses-0-amount_vnd": "1", "number": "1",
        "signed_on": "2026-01-01", "signer": "X", "signer_title": "X",
    }  # fmt: skip
    for name in ("author", "viewer", "focal_point", "stranger", "newcomer"):
        client = signed_in(getattr(cast, name))
        for part in POSTS:
            answer = client.post(f"/quan-ly/cuoc-thi/{contest.slug}/{part}", posted)
            assert answer.status_code == 404, (name, part)
        # The stranger may make contests, but of their own tree only.
        made = client.post("/quan-ly/cuoc-thi/moi/?mau=co-quan", posted)
        assert made.status_code == (422 if name == "stranger" else 404)
    assert rows() == before
    assert Contest.objects.count() == 1


def test_a_partner_sees_but_never_edits(cast: Cast, contest: Contest) -> None:
    ContestPartner.objects.create(
        contest=contest, organisation=cast.commune_committee, rights=[PartnerRight.VIEW]
    )
    client = signed_in(cast.focal_point)
    assert contest.title in client.get("/quan-ly/cuoc-thi/").content.decode()
    assert status(client, contest, "") == 200
    assert "Việc còn lại" not in client.get(f"/quan-ly/cuoc-thi/{contest.slug}/").content.decode()
    assert all(status(client, contest, part) == 404 for part in EDITS)


def test_the_list_shows_only_what_is_ones_own(cast: Cast, contest: Contest) -> None:
    link = f"/quan-ly/cuoc-thi/{contest.slug}/"
    assert link in signed_in(cast.viewer).get("/quan-ly/cuoc-thi/").content.decode()
    for name in ("stranger", "newcomer", "focal_point"):
        page = signed_in(getattr(cast, name)).get("/quan-ly/cuoc-thi/")
        assert page.status_code == 200
        assert link not in page.content.decode()


@pytest.mark.parametrize("part", ["", "the-le/", "the-le/?ban=1", "ma-qr.svg"])
def test_public_pages_touch_no_session_and_hold_no_token(
    cast: Cast, contest: Contest, part: str, django_assert_max_num_queries: object
) -> None:
    client = signed_in(cast.organizer)
    sessions = SignInSession.objects.count()
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = client.get(f"/cuoc-thi/{contest.slug}/{part}")
    assert page.status_code == 200
    assert not page.cookies
    assert "Cookie" not in page.get("Vary", "")
    assert "csrf" not in page.content.decode().lower()
    assert page["Cache-Control"].startswith("public") or "max-age" in page["Cache-Control"]
    assert SignInSession.objects.count() == sessions


def test_a_draft_has_no_public_page(cast: Cast) -> None:
    make_shipped_bank(cast)
    draft = make_draft(cast)
    for part in ("", "the-le/", "ma-qr.svg", "van-ban/the-le.pdf"):
        assert Client().get(f"/cuoc-thi/{draft.slug}/{part}").status_code == 404


def test_versions_are_public_with_their_reasons(cast: Cast, contest: Contest) -> None:
    change(contest, cast, attempts=Attempts(AttemptUnit.DAY, 3))
    publish(
        contest=contest, actor=cast.organizer, clock=SYSTEM, site=SITE, reason="Đường truyền yếu."
    )
    page = Client().get(f"/cuoc-thi/{contest.slug}/the-le/").content.decode()
    assert "Đường truyền yếu." in page
    assert "<del>" in page and "<ins>" in page
    old = Client().get(f"/cuoc-thi/{contest.slug}/the-le/?ban=1").content.decode()
    assert "Đây là bản cũ" in old
    for wrong in ("3", "0", "x", "-1", "9" * 40):
        answer = Client().get(f"/cuoc-thi/{contest.slug}/the-le/?ban={wrong}")
        assert answer.status_code == (200 if wrong in ("x", "-1") else 404), wrong


def test_what_is_drafted_is_not_public_before_it_is_published(cast: Cast, contest: Contest) -> None:
    setup.save_basics(
        contest=contest, actor=cast.organizer, title="Tên đang sửa", purpose="", partners=[]
    )
    assert "Tên đang sửa" not in Client().get(f"/cuoc-thi/{contest.slug}/").content.decode()


def test_signed_documents_are_downloaded_and_the_trial_ends(cast: Cast, contest: Contest) -> None:
    address = f"/cuoc-thi/{contest.slug}/van-ban/ke-hoach.pdf"
    assert Client().get(address).status_code == 404
    trial = "Cuộc thi đang chạy thử"
    for part in ("", "the-le/"):
        assert trial in Client().get(f"/cuoc-thi/{contest.slug}/{part}").content.decode()
    for role in DocumentRole:
        enter_document(
            contest=contest, actor=cast.organizer, clock=SYSTEM, role=role, number="7/KH-SKHCN",
            signed_on=date(2026, 9, 1), signer="Trần Văn Hải", signer_title="Giám đốc",
            file=SignedFile("a.pdf", PDF) if role == DocumentRole.KE_HOACH else None,
        )  # fmt: skip
    answer = Client().get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert Client().get(address.replace("ke-hoach", "the-le")).status_code == 404
    assert Client().get(address.replace("ke-hoach", "khac")).status_code == 404
    page = Client().get(f"/cuoc-thi/{contest.slug}/").content.decode()
    assert "Số 7/KH-SKHCN ngày 01/09/2026" in page
    make_official(contest=contest, actor=cast.organizer)
    for part in ("", "the-le/"):
        assert trial not in Client().get(f"/cuoc-thi/{contest.slug}/{part}").content.decode()


def test_the_share_page_prints_the_address_and_its_code(cast: Cast, contest: Contest) -> None:
    page = signed_in(cast.viewer).get(f"/quan-ly/cuoc-thi/{contest.slug}/chia-se/")
    text = page.content.decode()
    address = f"http://testserver/cuoc-thi/{contest.slug}/"
    assert f'href="{address}"' in text
    assert f'value="{address}"' in text
    code = Client().get(f"/cuoc-thi/{contest.slug}/ma-qr.svg")
    assert code["Content-Type"] == "image/svg+xml"
    assert code.content.startswith(b"<?xml")


def test_a_demo_says_so_on_its_public_page(contest: Contest) -> None:
    address = f"/cuoc-thi/{contest.slug}/"
    page = Client().get(address).content.decode()
    assert "Chạy thử" in page and "Trình diễn" not in page
    Contest.objects.filter(pk=contest.pk).update(is_demo=True)
    page = Client().get(address).content.decode()
    assert " · Trình diễn" in page and "Chạy thử" not in page
