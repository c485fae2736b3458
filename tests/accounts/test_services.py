"""Rights, organisations and persons: the verbs and what they refuse."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import selectors
from accounts.models import AuditEvent, Membership, Organisation, Person
from accounts.rules import roles
from accounts.rules.refusal import Refused
from accounts.selectors.consents import has_consent
from accounts.selectors.people import staff
from accounts.services import consents, organisations, people
from tests.cast import Cast, make_organisation, make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def refusal(call: Any, **values: Any) -> str:
    with pytest.raises(Refused) as caught:
        call(**values)
    return caught.value.code


# --- rights --------------------------------------------------------------------------------------


def test_store_and_rules_know_the_same_roles() -> None:
    assert set(Membership._meta.get_field("role").flatchoices) and {
        value for value, _ in Membership._meta.get_field("role").flatchoices
    } == {role.value for role in roles.Role}
    assert set(roles.PERMISSIONS) == set(roles.Role)


def test_a_role_reaches_down_never_up_or_sideways(cast: Cast) -> None:
    assert selectors.can(cast.organizer, "contest.edit", cast.department)
    assert selectors.can(cast.organizer, "contest.edit", cast.office)
    assert not selectors.can(cast.organizer, "contest.edit", cast.root)
    assert not selectors.can(cast.organizer, "contest.edit", cast.commune_committee)
    assert not selectors.can(cast.stranger, "contest.edit", cast.department)
    assert not selectors.can(cast.newcomer, "organisation.view", cast.root)
    assert not selectors.can(None, "organisation.view", cast.root)
    assert not selectors.can(cast.admin, "organisation.view", None)
    with pytest.raises(ValueError):
        selectors.can(cast.admin, "contest.edti", cast.root)


def test_paths_are_compared_by_whole_nodes(cast: Cast) -> None:
    # "/1/" must not reach "/12/": a prefix of digits is not a parent.
    sibling = make_organisation("X", "Đơn vị khác")
    sibling.path = cast.department.path[:-1] + "9/"
    sibling.save()
    assert not selectors.can(cast.organizer, "contest.view", sibling)


def test_lists_hold_only_what_one_may_see(cast: Cast) -> None:
    seen = selectors.organisations_with(cast.organizer, "organisation.view")
    assert set(seen) == {cast.department, cast.office}
    mine = selectors.for_user(
        Organisation.objects.all(), cast.stranger, "organisation.view", path="path"
    )
    assert set(mine) == {cast.other_root, cast.other_department}
    assert not selectors.for_user(
        Organisation.objects.all(), cast.newcomer, "organisation.view", path="path"
    ).exists()


def test_a_stopped_account_or_organisation_gives_no_rights(cast: Cast) -> None:
    cast.organizer.is_active = False
    assert not selectors.can(cast.organizer, "contest.edit", cast.department)
    cast.other_root.is_active = False
    cast.other_root.save()
    assert not selectors.can(cast.stranger, "contest.edit", cast.other_root)


# --- organisations -------------------------------------------------------------------------------


def test_making_and_moving_organisations(cast: Cast) -> None:
    made = organisations.create_organisation(
        actor=cast.admin,
        code="SKHCN-P1",
        name="  Phòng\u200b Một ",
        kind="phong",
        parent=cast.office,
    )
    assert made.name == "Phòng Một" and made.path == f"{cast.office.path}{made.pk}/"
    organisations.move_organisation(actor=cast.admin, organisation=cast.office, parent=cast.root)
    made.refresh_from_db()
    assert made.path == f"{cast.root.path}{cast.office.pk}/{made.pk}/"
    assert (
        refusal(
            organisations.move_organisation, actor=cast.admin, organisation=cast.root, parent=made
        )
        == "organisation-cycle"
    )
    assert AuditEvent.objects.filter(action="organisation.moved").count() == 1


def test_refused_organisations(cast: Cast) -> None:
    make = organisations.create_organisation
    common = {"actor": cast.admin, "kind": "phong", "parent": cast.root}
    assert refusal(make, code="skhcn", name="A", **common) == "organisation-code-taken"
    assert refusal(make, code="có dấu", name="A", **common) == "organisation-code-form"
    assert refusal(make, code="A1", name=" ", **common) == "organisation-name-empty"
    assert Organisation.objects.count() == 6
    with pytest.raises(PermissionDenied):
        make(actor=cast.organizer, code="A1", name="A", kind="phong", parent=cast.department)
    with pytest.raises(PermissionDenied):
        make(actor=cast.admin, code="A1", name="A", kind="phong", parent=None)
    with pytest.raises(TypeError):
        organisations.update_organisation(actor=cast.admin, organisation=cast.office, path="/1/")


def test_head_counts_by_date(cast: Cast) -> None:
    put = organisations.set_head_count
    for persons in (10, 12):
        put(
            actor=cast.focal_point,
            organisation=cast.commune_committee,
            as_of=date(2026, 1, 1),
            persons=persons,
            now=NOW,
        )
    put(actor=cast.focal_point, unit=cast.commune, as_of=date(2026, 1, 1), persons=9000, now=NOW)
    assert [c.persons for c in cast.commune_committee.head_counts.all()] == [12]
    assert (
        refusal(
            put,
            actor=cast.admin,
            organisation=cast.root,
            as_of=date(2026, 11, 24),
            persons=1,
            now=NOW,
        )
        == "head-count-future"
    )
    with pytest.raises(PermissionDenied):
        put(
            actor=cast.focal_point,
            organisation=cast.department,
            as_of=date(2026, 1, 1),
            persons=1,
            now=NOW,
        )
    with pytest.raises(PermissionDenied):
        put(actor=cast.stranger, unit=cast.commune, as_of=date(2026, 1, 1), persons=1, now=NOW)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_any_moves_leave_a_tree(db: Any, moves: list[tuple[int, int]]) -> None:
    mark = f"N{Organisation.objects.count()}"
    nodes = [make_organisation(f"{mark}-0", "Gốc")]
    for number in range(1, 7):
        parent = nodes[number // 2]
        nodes.append(make_organisation(f"{mark}-{number}", f"Nút {number}", parent=parent))
    for one, other in moves:
        try:
            organisations.move_organisation(
                actor=None, organisation=nodes[one], parent=nodes[other]
            )
        except Refused as refused:
            assert refused.code == "organisation-cycle"
    by_id = {node.pk: node for node in Organisation.objects.filter(code__startswith=f"{mark}-")}
    for node in by_id.values():
        chain, at, steps = [], node, 0
        while at is not None and steps < 10:
            chain.append(str(at.pk))
            at, steps = by_id.get(at.parent_id), steps + 1
        assert steps < 10
        assert node.path == "/" + "/".join(reversed(chain)) + "/"


# --- persons -------------------------------------------------------------------------------------


def test_a_person_is_stored_clean_and_found_by_number(cast: Cast) -> None:
    person = people.create_person(
        actor=None,
        full_name="Ðinh  Thị\u00a0Mơ",
        phone="０９８ 765.43-21",
        cccd="051 190 000 001",
        birth_date=date(1990, 5, 1),
        now=NOW,
    )
    person.refresh_from_db()
    assert (person.full_name, person.phone, person.cccd, person.birth_year) == (
        "Đinh Thị Mơ",
        "+84987654321",
        "051190000001",
        1990,
    )
    assert Person.objects.get(phone_index=people.phone_index("+84987654321")) == person


def test_refused_persons(cast: Cast) -> None:
    before = Person.objects.count()
    for code, values in {
        "name-empty": {"full_name": ""},
        "phone-length": {"full_name": "A", "phone": "0912"},
        "cccd-eleven-digits": {"full_name": "A", "cccd": "51090001234"},
        "birth-future": {"full_name": "A", "birth_date": date(2027, 1, 1)},
        "birth-too-early": {"full_name": "A", "birth_year": 1800},
    }.items():
        assert refusal(people.create_person, actor=None, now=NOW, **values) == code
    with pytest.raises(TypeError):
        people.create_person(actor=None, full_name="A", public_id="x")
    assert Person.objects.count() == before


def test_numbers_rest_encrypted_and_are_never_in_the_trail(cast: Cast) -> None:
    from django.db import connection

    person = people.create_person(
        actor=cast.admin,
        full_name="A Tik",
        phone="0987654321",
        cccd="062099000001",
        organisation=cast.office,
    )
    people.update_person(actor=cast.admin, person=person, phone="0987654322")
    people.reveal(actor=cast.organizer, person=person, organisation=cast.office, reason="Trao giải")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT phone, cccd, phone_index FROM accounts_person WHERE id = %s", [person.pk]
        )
        stored = str(cursor.fetchone())
    trail = str(list(AuditEvent.objects.values()))
    for number in ("987654321", "987654322", "062099000001"):
        assert number not in stored and number not in trail
    assert "person.revealed" in trail and "Trao giải" in trail


def test_numbers_are_shown_in_full_only_to_the_role_with_a_reason(cast: Cast) -> None:
    person = cast.citizen
    shown = people.reveal(
        actor=cast.organizer, person=person, organisation=cast.department, reason="Xác minh"
    )
    assert shown == {"phone": "0912345678", "cccd": "051090001234"}
    assert (
        refusal(
            people.reveal,
            actor=cast.organizer,
            person=person,
            organisation=cast.department,
            reason=" ",
        )
        == "reason-empty"
    )
    for user in (cast.viewer, cast.focal_point, cast.stranger):
        with pytest.raises(PermissionDenied):
            people.reveal(actor=user, person=person, organisation=cast.department, reason="Tò mò")


def test_two_records_of_one_person_become_one(cast: Cast) -> None:
    other = make_person("Nguyễn Văn An", phone="+84912345678", cccd="", email="an@example.vn")
    consents.publish_text(actor=None, purpose="run", text="Đồng ý")
    consents.give_consents(person=other, purposes=["run"], scope="contest:1")
    people.merge_persons(actor=cast.admin, keep=cast.citizen, gone=other)
    cast.citizen.refresh_from_db()
    assert cast.citizen.email == "an@example.vn" and cast.citizen.cccd == "051090001234"
    assert not Person.objects.filter(pk=other.pk).exists()
    assert has_consent(cast.citizen, "run", scope="contest:1")
    assert (
        refusal(people.merge_persons, actor=None, keep=cast.citizen, gone=cast.citizen)
        == "person-same"
    )
    assert (
        refusal(people.merge_persons, actor=None, keep=cast.admin.person, gone=cast.author.person)
        == "person-two-accounts"
    )


def test_staff_lists_are_scoped_and_searched_without_marks(cast: Cast) -> None:
    for name, phone in (("Hồ Thị Bích", "+84987000001"), ("A Bích", ""), ("Lê An", "")):
        make_person(name, phone=phone, organisation=cast.office)
    assert [p.full_name for p in staff(cast.organizer, cast.department)] == [
        "Lê An",
        "A Bích",
        "Hồ Thị Bích",
    ]
    assert len(staff(cast.organizer, cast.department, text="bich")) == 2
    assert [p.full_name for p in staff(cast.organizer, cast.department, text="0987 000 001")] == [
        "Hồ Thị Bích"
    ]
    assert not staff(cast.stranger, cast.department)
    assert not staff(cast.viewer, cast.department)
