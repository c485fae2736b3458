"""Registering and what follows, as services: keys of persons, exclusions, rights, races."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import ConsentPurpose, ConsentText, Membership, Organisation, Role
from accounts.rules.text import search_key
from accounts.selectors import Forbidden
from contests.clock import SYSTEM, DemoClock
from contests.models import CommitteeMember, Contest, ContestState, Entrant, RuleVersion
from contests.rules.choices import PersonField as F
from contests.rules.choices import PersonKey
from contests.rules.ruleset import Eligibility, FieldRule, Registration, RuleSet, to_json
from contests.services.entrant_changes import disqualify, reissue_code, set_extra_time
from contests.services.entrants import Guardian, Refused, register, sign_in
from quiz.models import Revision
from tests.cast import make_organisation, make_person, make_user
from tests.contests.scene import Scene, forget_kept
from tests.online.walk import open_contest

RUN = frozenset({ConsentPurpose.RUN})
ANSWERS = {
    F.FULL_NAME: "Nguyễn Thị Hoa",
    F.PHONE: "0912345678",
    F.BIRTH_YEAR: "1990",
    F.COMMUNE: "21289",
    F.AUDIENCE: "nong_dan",
}


@pytest.fixture
def scene(db: None) -> Scene:
    return open_contest()


def enter(scene: Scene, *, agreed: Any = RUN, **more: Any) -> Entrant:
    values = ANSWERS | more.pop("values", {})
    values = {field: value for field, value in values.items() if value is not None}
    terms = {"contest": scene.contest, "clock": SYSTEM, "agreed": agreed, **more}
    return register(values=values, **terms).entrant


def codes(scene: Scene, **more: Any) -> list[str]:
    before = Entrant.objects.count()
    with pytest.raises(Refused) as refused:
        enter(scene, **more)
    assert Entrant.objects.count() == before
    return [fault.code for fault in refused.value.faults]


def change_rules(scene: Scene, **parts: Any) -> None:
    version = RuleVersion.objects.get(pk=scene.version.pk)
    from contests.rules.ruleset import from_json

    version.rules = to_json(replace(from_json(version.rules), **parts))
    version.save()
    forget_kept()


def test_only_a_published_contest_that_is_not_over_takes_entrants(scene: Scene) -> None:
    late = DemoClock(SYSTEM.now() + timedelta(days=9))
    assert codes(scene, clock=late) == ["CONTEST-NOT-OPEN"]
    early = DemoClock(SYSTEM.now() - timedelta(hours=5))
    assert enter(scene, clock=early).registered_at == early.now()
    for state in (ContestState.CANCELLED, ContestState.DRAFT):
        Contest.objects.update(state=state)
        scene.contest.refresh_from_db()
        assert codes(scene) == ["CONTEST-NOT-OPEN"]
    bare = Contest.objects.create(
        slug="chua", title="Chưa", organisation=scene.contest.organisation
    )
    with pytest.raises(Refused):
        register(contest=bare, values=ANSWERS, agreed=RUN, clock=SYSTEM)


def test_a_missing_consent_text_is_a_refusal_not_a_crash(scene: Scene) -> None:
    ConsentText.objects.all().delete()
    assert codes(scene) == ["consent-text-missing"]


@pytest.mark.parametrize(
    ("key", "field", "values"),
    [
        (PersonKey.PHONE, F.PHONE, {}),
        (PersonKey.CCCD, F.CCCD, {F.CCCD: "051190001234"}),
    ],
)
def test_one_person_by_each_key(
    scene: Scene, key: PersonKey, field: F, values: dict[F, str]
) -> None:
    fields = tuple(FieldRule(one) for one in {*ANSWERS, field})
    change_rules(scene, registration=Registration(fields=fields, person_key=key))
    enter(scene, values=values)
    assert codes(scene, values=values | {F.FULL_NAME: "Tên Khác"}) == ["ALREADY-REGISTERED"]


def test_by_code_anybody_may_come_again(scene: Scene) -> None:
    fields = tuple(FieldRule(one) for one in ANSWERS)
    form = Registration(fields=fields, person_key=PersonKey.CODE)
    change_rules(scene, registration=form)
    assert enter(scene).code_index != enter(scene).code_index


def test_the_roster_code_needs_its_organisation_and_its_name(scene: Scene) -> None:
    office = Organisation.objects.get(code=f"{scene.contest.organisation.code}-hc")
    staff = make_person("Trần Văn Cán", organisation=office, roster_code="CB01")
    fields = tuple(FieldRule(one) for one in (F.FULL_NAME, F.ORGANISATION, F.ROSTER_CODE))
    change_rules(scene, registration=Registration(fields=fields, person_key=PersonKey.ROSTER))
    nothing = dict.fromkeys((F.PHONE, F.BIRTH_YEAR, F.COMMUNE, F.AUDIENCE))
    good = nothing | {
        F.FULL_NAME: "Trần Văn Cán",
        F.ORGANISATION: office.code,
        F.ROSTER_CODE: "CB01",
    }
    assert codes(scene, values=good | {F.FULL_NAME: "Kẻ Mạo Danh"}) == ["ROSTER-UNKNOWN"]
    assert codes(scene, values=good | {F.ROSTER_CODE: "CB02"}) == ["ROSTER-UNKNOWN"]
    assert enter(scene, values=good).person == staff
    assert codes(scene, values=good) == ["ALREADY-REGISTERED"]


def test_organisers_writers_and_excluded_people_stay_out(scene: Scene) -> None:
    fields = tuple(FieldRule(one) for one in {*ANSWERS, F.ORGANISATION} - {F.AUDIENCE})
    change_rules(scene, registration=Registration(fields=fields))
    member = make_person("Lê Thị Ủy", phone="+84905000001")
    add = CommitteeMember.objects.create
    add(
        contest=scene.contest,
        body="ban_to_chuc",
        full_name="Lê Thị Ủy",
        search_key=search_key("Lê Thị Ủy"),
        person=member,
    )
    add(
        contest=scene.contest,
        body="excluded",
        full_name="Phạm Văn Ngoài",
        search_key=search_key("Phạm Văn Ngoài"),
    )
    author = make_user("tac-gia", "Hồ Tác Giả", phone="+84905000002")
    Revision.objects.filter(pk=scene.version.pool.first().revision_id).update(author=author)
    here = {F.ORGANISATION: scene.contest.organisation.code, F.AUDIENCE: None}
    for phone in ("0905000001", "0905000002"):
        assert codes(scene, values=here | {F.PHONE: phone}) == ["IS-ORGANISER"]
    assert codes(scene, values=here | {F.FULL_NAME: "phạm văn ngoài"}) == ["IS-EXCLUDED"]
    elsewhere = here | {F.ORGANISATION: f"{scene.contest.organisation.code}-hc"}
    same_name = enter(scene, values=elsewhere | {F.FULL_NAME: "Lê Thị Ủy"})
    assert "same_name_as_committee" in same_name.flags
    change_rules(scene, eligibility=Eligibility(exclude_organisers=False))
    assert enter(scene, values=here | {F.PHONE: "0905000001", F.FULL_NAME: "Lê Thị Ủy"})
    assert codes(scene, values=here | {F.FULL_NAME: "Phạm Văn Ngoài"}) == ["IS-EXCLUDED"]


def test_foreign_organisations_and_provinces_are_unknown(scene: Scene) -> None:
    fields = tuple(FieldRule(one) for one in {*ANSWERS, F.ORGANISATION})
    change_rules(scene, registration=Registration(fields=fields))
    foreign = make_organisation("xa-la", "Sở ở tỉnh khác", "so")
    assert codes(scene, values={F.ORGANISATION: foreign.code}) == ["CODE-UNKNOWN"]
    assert codes(scene, values={F.COMMUNE: "51", F.ORGANISATION: ""}) == [
        "FIELD-MISSING",
        "CODE-UNKNOWN",
    ]


def test_a_guardian_is_read_for_children_only(scene: Scene) -> None:
    both = RUN | {ConsentPurpose.PUBLISH}
    child = {F.BIRTH_YEAR: "2015"}
    guardian = Guardian("Nguyễn Văn Cha", "cha", "0905 123 456")
    assert codes(scene, values=child, agreed=both) == ["GUARDIAN-MISSING"]
    bad = Guardian("", " ", "12")
    assert codes(scene, values=child, agreed=both, guardian=bad) == [
        "name-empty",
        "GUARDIAN-RELATION",
        "phone-length",
    ]
    made = enter(scene, values=child, agreed=both, guardian=guardian)
    assert (made.guardian_phone, made.display_name) == ("+84905123456", "Nguyễn Thị Hoa")
    grown = enter(scene, values={F.PHONE: "0905000009"}, agreed=both, guardian=guardian)
    assert grown.guardian_name == ""


def test_sign_in_needs_the_pair(scene: Scene) -> None:
    entrant = enter(scene)

    def found(phone: str, code: str) -> Entrant | None:
        return sign_in(contest=scene.contest, phone=phone, code=code)

    assert found("0912 345 678", f"{entrant.code[:4]}-{entrant.code[4:]}".lower()) == entrant
    assert found("0912345679", entrant.code) is None
    assert found("", entrant.code) is None
    assert found("0912345678", "") is None
    Entrant.objects.update(state="withdrawn")
    assert found("0912345678", entrant.code) is None


def test_rights_over_entrants(scene: Scene) -> None:
    office = Organisation.objects.get(code=f"{scene.contest.organisation.code}-hc")
    focal = make_user("dm", "Đinh Văn Mối")
    Membership.objects.create(user=focal, organisation=office, role=Role.FOCAL_POINT)
    stranger = make_user("la", "Người Lạ")
    Membership.objects.create(
        user=stranger, organisation=make_organisation("la-1", "Sở lạ", "so"), role=Role.ADMIN
    )
    mine = enter(scene, values={F.ORGANISATION: office.code}, registered_by=focal)
    free = enter(scene, values={F.PHONE: "0905000003"})
    old = mine.code
    assert reissue_code(entrant=mine, actor=focal, seen_document="căn cước") != old
    assert mine.epoch == 1
    for actor, entrant in ((focal, free), (stranger, mine), (stranger, free)):
        with pytest.raises(Forbidden):
            reissue_code(entrant=entrant, actor=actor, seen_document="x")
    with pytest.raises(Forbidden):
        enter(scene, values={F.PHONE: "0905000004"}, registered_by=focal)
    with pytest.raises(Forbidden):
        disqualify(entrant=mine, actor=focal, reason="x")
    for change in (
        lambda: disqualify(entrant=free, actor=scene.organizer, reason="  "),
        lambda: set_extra_time(entrant=free, percent=10, actor=scene.organizer, reason=""),
        lambda: set_extra_time(entrant=free, percent=51, actor=scene.organizer, reason="x"),
        lambda: set_extra_time(entrant=free, percent=-1, actor=scene.organizer, reason="x"),
    ):
        with pytest.raises(Refused):
            change()
    free.refresh_from_db()
    assert (free.state, free.extra_time_percent, free.epoch) == ("active", 0, 0)


def test_epochs_grow_from_what_is_stored(scene: Scene) -> None:
    entrant = enter(scene)
    stale = Entrant.objects.select_related("contest").get(pk=entrant.pk)
    reissue_code(entrant=entrant, actor=scene.organizer, seen_document="biết mặt")
    disqualify(entrant=stale, actor=scene.organizer, reason="thi hộ")
    entrant.refresh_from_db()
    assert entrant.epoch == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_one_phone_at_once_from_many_sides_is_one_entrant(transactional_db: None) -> None:
    scene = open_contest()
    results: list[str] = []
    gate = threading.Barrier(8)

    def go() -> None:
        gate.wait()
        try:
            enter(scene)
            results.append("in")
        except Refused as refused:
            results.append(refused.faults[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count("in") == 1
    assert set(results) <= {"in", "ALREADY-REGISTERED", "TRY-AGAIN"}
    assert Entrant.objects.exclude(phone_index="").count() == 1


def test_the_default_rules_register(scene: Scene) -> None:
    assert isinstance(scene.version.rules, dict) and RuleSet().registration.person_key
    assert enter(scene).organisation is None


def test_a_cccd_under_another_name_is_nobody_known(scene: Scene) -> None:
    other = make_person("Trần Văn Khác", cccd="051190001234")
    fields = tuple(FieldRule(one) for one in {*ANSWERS, F.CCCD})
    change_rules(scene, registration=Registration(fields=fields))
    entrant = enter(scene, values={F.CCCD: "051190001234"})
    assert entrant.person != other
    assert entrant.person.full_name == ANSWERS[F.FULL_NAME]


def test_the_phone_given_here_is_kept_even_for_a_person_known_without_one(scene: Scene) -> None:
    known = make_person(ANSWERS[F.FULL_NAME], cccd="051190001234")
    fields = tuple(FieldRule(one) for one in {*ANSWERS, F.CCCD})
    change_rules(scene, registration=Registration(fields=fields))
    entrant = enter(scene, values={F.CCCD: "051190001234"})
    assert entrant.person == known
    assert Entrant.objects.get(pk=entrant.pk).phone == "+84912345678"
