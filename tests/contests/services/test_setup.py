"""The verbs of set-up: drafts, addresses, partners, committee, expenses, signed documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import AuditEvent, StoredFile
from accounts.selectors.access import Forbidden
from contests.clock import SYSTEM
from contests.models import Contest, DocumentRole, PartnerRight
from contests.rules.presets import PRESETS
from contests.rules.ruleset import Attempts, AttemptUnit, Passing, from_json
from contests.selectors.contests import for_user, may
from contests.selectors.entrants import committee_of
from contests.services import setup
from contests.services.committee import MemberInput, save_committee
from contests.services.documents import PDF_MEGABYTES, SignedFile, enter_document, pdf_fault
from contests.services.setup import Partner, SetupRefused
from tests.cast import Cast, make_cast
from tests.contests.setting_up import make_draft

PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def faults(call: object, **kwargs: object) -> list[str]:
    with pytest.raises(SetupRefused) as refused:
        call(**kwargs)  # type: ignore[operator]
    return [fault.code for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Tìm hiểu Luật Đất đai", "tim-hieu-luat-dat-dai"),
        ("  Thi!  tháng 09/2026 ", "thi-thang-09-2026"),
        ("🎉", "cuoc-thi"),
        ("x" * 80, "x" * 60),
        ("một " * 30, "-".join(["mot"] * 15)),
    ],
)
def test_addresses_are_made_from_titles(title: str, slug: str) -> None:
    assert setup.slug_of(title) == slug
    assert len(slug) <= 60


def test_the_usual_rounds_follow_each_other_in_local_time() -> None:
    now = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # 01:00 on the 24th in Viet Nam
    rounds = setup.usual_rounds(PRESETS["ngan-hang-lon"], now)
    assert [one.name for one in rounds] == ["Đợt 1", "Đợt 2", "Đợt 3", "Đợt 4"]
    assert rounds[0].opens_at == datetime(2026, 12, 7, 1, 0, tzinfo=UTC)
    assert all(a.closes_at == b.opens_at for a, b in zip(rounds, rounds[1:], strict=False))
    assert rounds[0].closes_at - rounds[0].opens_at == timedelta(days=7)


def test_equal_titles_get_different_addresses(cast: Cast) -> None:
    slugs = [make_draft(cast).slug for _ in range(3)]
    assert slugs == ["tim-hieu-phap-luat", "tim-hieu-phap-luat-2", "tim-hieu-phap-luat-3"]
    assert make_draft(cast, title="Mới").slug == "moi-2"  # /moi/ is a page of its own


def test_a_taken_address_is_refused_and_a_published_one_is_fixed(cast: Cast) -> None:
    first, second = make_draft(cast), make_draft(cast)
    given = {"actor": cast.organizer, "title": "A", "purpose": "", "partners": []}
    assert faults(setup.save_basics, contest=second, slug=first.slug, **given) == ["SLUG-TAKEN"]
    assert faults(setup.save_basics, contest=second, slug="moi", **given) == ["SLUG-TAKEN"]
    setup.save_basics(contest=second, slug="thi-that", **given)
    assert Contest.objects.get(pk=second.pk).slug == "thi-that"


def test_pages_open_in_two_tabs_do_not_undo_each_other(cast: Cast) -> None:
    contest = make_draft(cast)
    tab_one, tab_two = Contest.objects.get(pk=contest.pk), Contest.objects.get(pk=contest.pk)
    setup.save_terms(contest=tab_one, actor=cast.organizer, terms={"passing": Passing(correct=20)})
    setup.save_terms(
        contest=tab_two, actor=cast.organizer, terms={"attempts": Attempts(AttemptUnit.DAY, 2)}
    )
    rules = from_json(Contest.objects.get(pk=contest.pk).draft_rules)
    assert rules.passing == Passing(correct=20)
    assert rules.attempts == Attempts(AttemptUnit.DAY, 2)


def test_only_those_with_the_right_draft(cast: Cast) -> None:
    contest = make_draft(cast)
    before = Contest.objects.values().get(pk=contest.pk)
    for user in (cast.author, cast.viewer, cast.stranger, cast.newcomer, cast.focal_point):
        for call, kwargs in (
            (setup.save_terms, {"terms": {"passing": Passing(correct=1)}}),
            (setup.save_basics, {"title": "x", "purpose": "", "partners": []}),
            (setup.save_expenses, {"expenses": [("x", 1)]}),
            (save_committee, {"members": []}),
        ):
            with pytest.raises(Forbidden):
                call(contest=contest, actor=user, **kwargs)  # type: ignore[operator]
        with pytest.raises(Forbidden):
            setup.create_contest(
                actor=user, organisation=cast.department, preset="co-quan", title="x",
                purpose="", clock=SYSTEM,
            )  # fmt: skip
    assert Contest.objects.values().get(pk=contest.pk) == before


def test_partners_see_what_their_rights_say_and_change_nothing(cast: Cast) -> None:
    contest = make_draft(cast)
    commune, focal = cast.commune_committee, cast.focal_point

    def invite(*rights: str) -> None:
        setup.save_basics(
            contest=contest, actor=cast.organizer, title=contest.title, purpose="",
            partners=[Partner(commune, rights)],
        )  # fmt: skip

    def reach(permission: str) -> bool:
        assert for_user(focal, permission).filter(pk=contest.pk).exists() == may(
            focal, permission, contest
        )
        return may(focal, permission, contest)

    permissions = ("contest.view", "result.view", "entrant.register", "contest.edit")
    assert [reach(one) for one in permissions] == [False, False, False, False]
    invite()
    assert [reach(one) for one in permissions] == [False, False, False, False]
    invite(PartnerRight.VIEW)
    assert [reach(one) for one in permissions] == [True, False, False, False]
    invite(PartnerRight.RESULTS)
    assert [reach(one) for one in permissions] == [True, True, False, False]
    invite(PartnerRight.ENTRANTS)
    assert [reach(one) for one in permissions] == [True, False, True, False]
    invite(*PartnerRight.values)
    assert [reach(one) for one in permissions] == [True, True, True, False]
    assert not may(cast.stranger, "contest.view", contest)
    # A right of the organisation is no role of the person.
    assert not may(cast.newcomer, "contest.view", contest)


def test_the_lead_is_no_partner_and_nobody_is_one_twice(cast: Cast) -> None:
    contest = make_draft(cast)
    given = {"contest": contest, "actor": cast.organizer, "title": "A", "purpose": ""}
    lead, other = Partner(cast.department), Partner(cast.commune_committee)
    assert faults(setup.save_basics, partners=[lead], **given) == ["PARTNER-LEAD"]
    assert faults(setup.save_basics, partners=[other, other], **given) == ["LIST-REPEATED"]
    with pytest.raises(ValueError, match="unknown rights"):
        setup.save_basics(partners=[Partner(cast.commune_committee, ("admin",))], **given)
    assert not contest.partners.exists()


def test_the_committee_feeds_the_exclusion(cast: Cast) -> None:
    contest = make_draft(cast)
    members = [
        MemberInput("ban_to_chuc", "Trần  Văn Hải", "Phó Giám đốc", "Trưởng ban"),
        MemberInput("to_ra_de", "Lê Thị Hoa"),
        MemberInput("excluded", "Nguyễn Kỹ Thuật"),
    ]
    save_committee(contest=contest, actor=cast.organizer, members=members)
    assert [one.full_name for one in contest.committee.order_by("position")] == [
        "Trần Văn Hải", "Lê Thị Hoa", "Nguyễn Kỹ Thuật",
    ]  # fmt: skip
    assert from_json(contest.draft_rules).eligibility.excluded_names == 1
    kept_out = committee_of(contest)
    for name in ("trần văn hải", "LÊ THỊ HOA", "Nguyễn Kỹ Thuật"):
        assert kept_out.has_name(name)
    assert not kept_out.has_name("Trần Văn Hai Lúa")
    twice = [MemberInput("to_ra_de", "Lê Thị Hoa"), MemberInput("to_ra_de", "lê thị hoa")]
    assert faults(save_committee, contest=contest, actor=cast.organizer, members=twice) == [
        "MEMBER-TWICE"
    ]
    assert contest.committee.count() == 3
    save_committee(contest=contest, actor=cast.organizer, members=members[:1])
    assert from_json(contest.draft_rules).eligibility.excluded_names == 0


def test_expenses_are_replaced_as_a_whole(cast: Cast) -> None:
    contest = make_draft(cast)
    for rows in ([("In ấn", 1_500_000), ("Hội trường", 2_000_000)], [("In ấn", 1_000_000)]):
        setup.save_expenses(contest=contest, actor=cast.organizer, expenses=rows)
        assert list(contest.expenses.values_list("label", "amount_vnd")) == rows


def test_a_signed_document_is_entered_corrected_and_kept(cast: Cast) -> None:
    contest = make_draft(cast)
    given = {
        "contest": contest, "actor": cast.organizer, "clock": SYSTEM,
        "role": DocumentRole.KE_HOACH, "number": " 45/KH-SKHCN ", "signed_on": date(2026, 9, 1),
        "signer": "Trần Văn Hải", "signer_title": "Phó Giám đốc",
    }  # fmt: skip
    issued = enter_document(**given, file=SignedFile("../../Kế hoạch.pdf", PDF))
    assert issued.number == "45/KH-SKHCN"
    assert issued.file is not None
    with issued.file.file.open("rb") as kept:
        assert kept.read() == PDF
    assert "/" not in issued.file.name
    # A correction without a file keeps the file.
    again = enter_document(**{**given, "number": "46/KH-SKHCN"})
    assert (again.pk, again.number, again.file) == (issued.pk, "46/KH-SKHCN", issued.file)
    assert list(
        AuditEvent.objects.filter(action__startswith="contest.document").values_list(
            "action", flat=True
        ).order_by("pk")
    ) == ["contest.document_entered", "contest.document_corrected"]  # fmt: skip
    tomorrow = SYSTEM.now().date() + timedelta(days=2)
    wrong = {**given, "signed_on": tomorrow, "file": SignedFile("a.pdf", b"MZ" + PDF[5:])}
    assert faults(enter_document, **wrong) == ["SIGNED-LATER", "FILE-NOT-PDF"]
    assert StoredFile.objects.count() == 1
    with pytest.raises(Forbidden):
        enter_document(**{**given, "actor": cast.viewer})


def test_what_is_a_pdf() -> None:
    assert pdf_fault(PDF) is None
    assert pdf_fault(b"\xef\xbb\xbf\n" + PDF + b"\n\0\0") is None
    for data, code in (
        (b"", "FILE-EMPTY"),
        (b"%PDF-1.7\ncut short", "FILE-NOT-PDF"),
        (b"<html>%%EOF", "FILE-NOT-PDF"),
        (b"x" * 2000 + PDF, "FILE-NOT-PDF"),
        (PDF + b"x" * (PDF_MEGABYTES * 1024 * 1024), "FILE-LARGE"),
    ):
        found = pdf_fault(data)
        assert found is not None and found.code == code


def test_a_draft_of_unknown_parts_is_refused(cast: Cast) -> None:
    contest = make_draft(cast)
    with pytest.raises(TypeError):
        setup.save_terms(contest=contest, actor=cast.organizer, terms={"is_trial": False})
    rules = from_json(contest.draft_rules)
    assert replace(rules) == rules
