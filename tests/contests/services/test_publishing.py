"""Publishing: versions, races, frozen papers, what keeps a draft back, trial and official."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import close_old_connections, connection

from accounts.models import AuditEvent
from accounts.selectors.access import Forbidden
from contests.answers import drain
from contests.clock import SYSTEM, DemoClock, to_us
from contests.models import (
    Contest,
    ContestState,
    Paper,
    PartnerRight,
    PoolQuestion,
    Round,
    RuleVersion,
)
from contests.rules.choices import ShowKey
from contests.rules.ruleset import (
    Attempts,
    AttemptUnit,
    Cell,
    Disclosure,
    Group,
    canonical,
    from_json,
)
from contests.selectors.contests import Phase, may, phase, published_rules, rules_of
from contests.selectors.facts import text_of
from contests.selectors.setup import draft_differs
from contests.services import publishing, setup
from contests.services.documents import enter_document
from contests.services.papers import drawn_items, open_paper
from contests.services.publishing import (
    CannotPublish,
    draft_faults,
    make_official,
    official_faults,
    publish,
)
from contests.wording.changes import changes
from contests.wording.facts import facts_from_json
from contests.wording.setup import sentence, step_of
from contests.wording.the_le import the_le
from quiz.models import Question, QuestionState
from tests.cast import Cast, make_cast
from tests.contests.scene import make_scene
from tests.contests.setting_up import SITE, change, make_draft, make_shipped_bank, open_now


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def go(contest: Contest, cast: Cast, reason: str = "") -> RuleVersion:
    return publish(contest=contest, actor=cast.organizer, clock=SYSTEM, site=SITE, reason=reason)


def codes(faults: tuple[object, ...]) -> list[str]:
    return [fault.code for fault in faults]  # type: ignore[attr-defined]


def test_publishing_freezes_rules_rounds_pool_and_text(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    version = go(contest, cast)
    assert version.number == 1
    assert contest.state == ContestState.PUBLISHED
    assert canonical(published_rules(contest)) == canonical(from_json(contest.draft_rules))
    assert PoolQuestion.objects.filter(rule_version=version).count() == 137
    assert [one.name for one in contest.rounds.all()] == ["Đợt 1", "Đợt 2"]
    assert phase(contest, list(contest.rounds.all()), SYSTEM.now()) is Phase.COMING
    # The text is made of the same data that ranks, and can be made again from what is stored.
    again = the_le(facts_from_json(version.facts), rules_of(version))
    assert text_of(version) == again
    assert "tỉnh Quảng Ngãi" not in str(version.text)
    assert AuditEvent.objects.filter(action="contest.published").count() == 1
    assert not draft_differs(contest)


def test_a_later_version_needs_a_reason_and_lists_what_changed(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    first = go(contest, cast)
    change(contest, cast, attempts=Attempts(AttemptUnit.DAY, 3))
    assert draft_differs(contest)
    with pytest.raises(CannotPublish) as refused:
        go(contest, cast, "  ")
    assert codes(refused.value.faults) == ["REASON-MISSING"]
    assert RuleVersion.objects.count() == 1
    second = go(contest, cast, "Bảo đảm đường truyền.")
    assert (second.number, second.reason) == (2, "Bảo đảm đường truyền.")
    assert second.sha256 != first.sha256
    found = changes(text_of(first), text_of(second))
    assert len(found) == 1
    assert "03 lượt" in " ".join(found[0].added)
    assert "không giới hạn" in " ".join(found[0].removed).lower()
    assert changes(text_of(first), text_of(first)) == ()


def test_name_and_partners_change_with_a_version_and_a_reason(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    first = go(contest, cast)
    title, commune = contest.title, cast.commune_committee

    def save(name: str, *partners: setup.Partner) -> None:
        setup.save_basics(
            contest=contest, actor=cast.organizer, title=name, purpose="Mới", partners=partners
        )

    save("Tên mới", setup.Partner(commune, (PartnerRight.RESULTS,)))
    contest.refresh_from_db()
    assert (contest.title, contest.purpose) == (title, "Mới")
    assert not contest.partners.exists() and draft_differs(contest)
    assert not may(cast.focal_point, "contest.view", contest)
    with pytest.raises(CannotPublish):
        go(contest, cast)
    assert not contest.partners.exists()
    second = go(contest, cast, "Thêm đơn vị phối hợp.")
    contest.refresh_from_db()
    assert (contest.title, contest.draft_basics) == ("Tên mới", {})
    assert may(cast.focal_point, "result.view", contest) and not draft_differs(contest)
    assert facts_from_json(first.facts).title == title
    assert facts_from_json(second.facts).title == "Tên mới"
    assert facts_from_json(second.facts).cooperating == (commune.name,)
    told = AuditEvent.objects.filter(action="contest.published").latest("pk").data
    assert told["partners"] == f"{commune.name} (Xem kết quả chi tiết)"
    assert told["title"] == "Tên mới"
    # A right alone is a change as well; what is put back as it was is none.
    save("Tên mới", setup.Partner(commune))
    assert draft_differs(contest) and may(cast.focal_point, "result.view", contest)
    save("Tên mới", setup.Partner(commune, (PartnerRight.RESULTS,)))
    assert contest.draft_basics == {} and not draft_differs(contest)
    save(" ", setup.Partner(commune))
    assert "TITLE-MISSING" in codes(publishing.draft_faults(contest))


def test_a_later_version_never_changes_an_opened_paper(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    open_now(contest, cast, SYSTEM.now())
    first = go(contest, cast)
    now = SYSTEM.now_us()
    paper = open_paper(
        contest=contest,
        rule_version_id=first.pk,
        round=contest.rounds.get(),
        entrant=None,
        started_us=now,
        deadline_us=now + 60_000_000,
        grace_us=0,
        practice=True,
    )
    before = Paper.objects.values().get(pk=paper.pk)
    rules = published_rules(contest)
    change(contest, cast, paper=replace(rules.paper, cells=(Cell(5),), minutes=7))
    Question.objects.filter(ref="PBGDPL-001").update(state=QuestionState.RETIRED)
    go(contest, cast, "Rút ngắn.")
    assert Paper.objects.values().get(pk=paper.pk) == before
    seed = bytes.fromhex(paper.seed)
    assert drawn_items(rules_of(first), first.pk, seed, practice=True) == paper.items
    assert len(drawn_items(published_rules(contest), contest.current_version_id, b"x" * 32)) == 5


def test_a_round_with_papers_cannot_be_dropped_and_nothing_is_written(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    first = go(contest, cast)
    last = contest.rounds.get(number=2)
    open_paper(
        contest=contest, rule_version_id=first.pk, round=last, entrant=None,
        started_us=to_us(last.opens_at), deadline_us=to_us(last.closes_at), grace_us=0,
    )  # fmt: skip
    setup.save_terms(
        contest=contest,
        actor=cast.organizer,
        terms={},
        rounds=[setup.DraftRound("Một", last.opens_at, last.closes_at)],
    )
    with pytest.raises(CannotPublish) as refused:
        go(contest, cast, "Bỏ đợt 2.")
    assert codes(refused.value.faults) == ["ROUND-HAS-PAPERS"]
    assert RuleVersion.objects.count() == 1
    assert Round.objects.filter(contest=contest).count() == 2


def test_every_fault_of_a_draft_has_words_and_a_page(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    now = SYSTEM.now()
    rules = from_json(contest.draft_rules)

    def said(*, rounds: list[setup.DraftRound] | None = None, **terms: object) -> list[str]:
        drafted = contest.draft_rules, contest.draft_rounds
        setup.save_terms(contest=contest, actor=cast.organizer, terms=terms, rounds=rounds)
        faults = draft_faults(contest, now=now)
        for fault in faults:
            assert sentence(fault).endswith(".")
            assert "{" not in sentence(fault)
            assert step_of(fault.field)
        with pytest.raises(CannotPublish):
            go(contest, cast)
        Contest.objects.filter(pk=contest.pk).update(
            draft_rules=drafted[0], draft_rounds=drafted[1]
        )
        contest.refresh_from_db()
        return codes(faults)

    day = timedelta(days=1)
    one = setup.DraftRound("A", now + day, now + 2 * day)
    assert said(paper=replace(rules.paper, banks=())) == ["PAPER-BANKS"]
    assert said(paper=replace(rules.paper, banks=("KHONG-CO",))) == ["BANK-UNKNOWN"]
    assert said(paper=replace(rules.paper, cells=(Cell(3, topic="khong-co"),))) == ["TOPIC-UNKNOWN"]
    assert said(paper=replace(rules.paper, cells=(Cell(138),))) == ["POOL-SHORT"]
    assert said(eligibility=replace(rules.eligibility, communes=("99999",))) == ["UNIT-UNKNOWN"]
    assert "ORGANISATION-UNKNOWN" in said(groups=(Group(True, organisation="KHONG-CO"),))
    assert said(rounds=[]) == ["ROUND-MISSING"]
    assert said(rounds=[setup.DraftRound("A", now + day, now + day)]) == ["ROUND-ORDER"]
    assert said(rounds=[setup.DraftRound("A", now - 2 * day, now - day)]) == ["ROUND-PAST"]
    assert said(rounds=[one, replace(one, name="B")]) == ["ROUNDS-OVERLAP"]
    assert draft_faults(contest, now=now) == ()
    assert not RuleVersion.objects.exists()


def test_only_those_with_the_right_publish(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    for user in (cast.author, cast.viewer, cast.stranger, cast.newcomer, cast.focal_point):
        with pytest.raises(Forbidden):
            publish(contest=contest, actor=user, clock=SYSTEM, site=SITE)
    assert not RuleVersion.objects.exists()


def test_a_trial_becomes_official_only_with_three_documents_and_approved_questions(
    cast: Cast,
) -> None:
    make_shipped_bank(cast, approved=False)
    contest = make_draft(cast)
    assert codes(official_faults(contest)) == ["DOCUMENT-MISSING"] * 3 + ["NOT-PUBLISHED"]
    go(contest, cast)
    for role in ("ke_hoach", "quyet_dinh", "the_le"):
        enter_document(
            contest=contest, actor=cast.organizer, clock=SYSTEM, role=role, number="1",
            signed_on=date(2026, 9, 1), signer="Trần Văn Hải", signer_title="Giám đốc",
        )  # fmt: skip
    assert codes(official_faults(contest)) == ["QUESTIONS-UNAPPROVED"]
    with pytest.raises(CannotPublish):
        make_official(contest=contest, actor=cast.organizer)
    contest.refresh_from_db()
    assert contest.is_trial
    Question.objects.update(state=QuestionState.APPROVED)
    make_official(contest=contest, actor=cast.organizer)
    contest.refresh_from_db()
    assert not contest.is_trial
    # An official contest draws from approved questions only.
    Question.objects.exclude(ref="PBGDPL-001").update(state=QuestionState.PENDING)
    assert codes(draft_faults(contest)) == ["POOL-SHORT"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_publishings_at_once_one_wins_and_numbers_never_meet() -> None:
    cast = make_cast()
    make_shipped_bank(cast)
    contest = make_draft(cast)
    for attempt in range(3):
        start = threading.Barrier(2)
        outcome: list[str] = []

        def one(
            number: int, start: threading.Barrier = start, outcome: list[str] = outcome
        ) -> None:
            try:
                mine = Contest.objects.select_related("organisation").get(pk=contest.pk)
                start.wait(10)
                version = publish(
                    contest=mine, actor=cast.organizer, clock=SYSTEM, site=SITE,
                    reason=f"Lần {number}",
                )  # fmt: skip
                outcome.append(f"version {version.number}")
            except CannotPublish as refused:
                outcome.extend(codes(refused.faults))
            finally:
                close_old_connections()
                connection.close()

        threads = [threading.Thread(target=one, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        numbers = list(RuleVersion.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(outcome) == 2
        assert all(one.startswith("version") or one == "PUBLISHED-MEANWHILE" for one in outcome)
        assert any(one.startswith("version") for one in outcome)
        assert len(numbers) >= attempt + 1
        current = Contest.objects.get(pk=contest.pk).current_version
        assert current is not None and current.number == numbers[-1]


@pytest.mark.django_db(transaction=True)
def test_attempts_of_the_trial_never_count(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    make_shipped_bank(cast)
    contest = make_draft(cast)
    open_now(contest, cast, SYSTEM.now())
    version = go(contest, cast)
    now = SYSTEM.now_us()
    tried = open_paper(
        contest=contest,
        rule_version_id=version.pk,
        round=contest.rounds.get(),
        entrant=None,
        started_us=now,
        deadline_us=now + 60_000_000,
        grace_us=0,
    )
    monkeypatch.setattr("contests.services.publishing.official_faults", lambda contest: ())
    make_official(contest=contest, actor=cast.organizer)
    drain()
    tried.refresh_from_db()
    assert (tried.state, tried.annul_reason) == ("annulled", "Lượt chạy thử")


def test_an_attempt_begun_while_the_trial_ends_does_not_slip_into_the_official_contest(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = make_scene(entrants=1)
    type(scene.contest).objects.filter(pk=scene.contest.pk).update(is_trial=True)
    monkeypatch.setattr(publishing, "official_faults", lambda contest: ())
    monkeypatch.setattr(publishing, "_annul_trial", lambda contest: 0)  # it began after this
    scene.paper()
    with pytest.raises(CannotPublish):
        make_official(contest=scene.contest, actor=scene.organizer)
    scene.contest.refresh_from_db()
    assert scene.contest.is_trial


@pytest.mark.parametrize("key", [ShowKey.NEVER, ShowKey.AFTER_ROUND, ShowKey.AFTER_CONTEST])
def test_a_round_whose_key_was_shown_is_not_opened_again(cast: Cast, key: ShowKey) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    change(contest, cast, disclosure=Disclosure(key=key))
    go(contest, cast)
    rows = [
        setup.DraftRound(one.name, one.opens_at, one.closes_at)
        for one in contest.rounds.order_by("number")
    ]
    later = DemoClock(rows[-1].closes_at + timedelta(days=3))
    rows[-1] = replace(rows[-1], closes_at=rows[-1].closes_at + timedelta(days=10))
    setup.save_terms(contest=contest, actor=cast.organizer, terms={}, rounds=rows)
    if key is ShowKey.NEVER:
        publish(contest=contest, actor=cast.organizer, clock=later, site=SITE, reason="Gia hạn")
        return
    with pytest.raises(CannotPublish) as refused:
        publish(contest=contest, actor=cast.organizer, clock=later, site=SITE, reason="Gia hạn")
    assert codes(refused.value.faults) == ["ROUND-KEY-SHOWN"]
