"""Personal data at rest: encrypted, found by its index, and still there after the key changed."""

import io
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts.fields import blind_index
from accounts.models import Person
from accounts.services import people
from accounts.services.field_keys import encrypted_columns, is_newest
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def stored(person: Person) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, cccd FROM accounts_person WHERE id = %s", [person.pk])
        row = cursor.fetchone()
    return row[0], row[1]


def stored_everywhere() -> str:
    """Every value of every table, as it rests."""
    values = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            values.append(str(cursor.fetchall()))
    return "".join(values)


@pytest.mark.promise("P27")
def test_numbers_are_nowhere_in_the_database(cast: Cast, record_promise: Any) -> None:
    """Invented numbers go through the pages; afterwards no table holds one in clear."""
    canaries = ["987650001", "062199777001"]
    person = people.create_person(
        actor=cast.admin,
        full_name="Canh Gác",
        phone="0987650001",
        cccd="062199777001",
        organisation=cast.office,
    )
    client = Client()
    client.force_login(cast.organizer)
    base = f"/quan-ly/to-chuc/{cast.department.code}/can-bo/"
    client.get(base, {"q": "0987650001"})
    client.post(f"{base}{person.public_id}/", {"reason": "Xác minh"})
    client.post("/dang-nhap/", {"login": "0987650001", "password": "sai mật khẩu rồi"})
    dump = stored_everywhere()
    hits = sum(dump.count(canary) for canary in canaries)
    assert hits == 0
    # Control: a number that somebody types into a field without encryption is found.
    people.update_person(actor=cast.admin, person=person, position="gọi 0987650001")
    control = stored_everywhere().count(canaries[0])
    assert control > 0
    record_promise(
        "P27",
        figure=f"{hits} of {len(canaries)} canaries in clear in any table",
        trials=len(canaries),
        control=f"a number in a plain field: {control} found",
    )


def test_the_key_can_be_changed_and_the_old_one_thrown_away(cast: Cast, settings: Any) -> None:
    old_key, new_key = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    before = stored(cast.citizen)
    assert "912345678" not in str(before) and "051090001234" not in str(before)
    settings.FIELD_KEYS = [new_key, old_key]
    call_command("rotate_field_keys", stdout=io.StringIO())
    after = stored(cast.citizen)
    assert after != before and all(is_newest(value) for value in after)
    settings.FIELD_KEYS = [new_key]
    again = Person.objects.get(phone_index=blind_index("+84912345679", "phone"))
    assert again.full_name == "Đinh Thị Hrê" and again.phone == "+84912345679"
    assert Person.objects.get(pk=cast.citizen.pk).cccd == "051090001234"
    out = io.StringIO()
    call_command("rotate_field_keys", stdout=out)
    assert "accounts.Person.phone: 0 giá trị" in out.getvalue()


def test_without_its_key_a_value_stays_closed(cast: Cast, settings: Any) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(InvalidToken):
        Person.objects.get(pk=cast.citizen.pk)
    with pytest.raises(CommandError, match="thêm lại khóa cũ"):
        call_command("rotate_field_keys", stdout=io.StringIO())


def test_equal_values_do_not_look_equal(cast: Cast) -> None:
    assert cast.child.phone == cast.citizen.phone
    assert stored(cast.child)[0] != stored(cast.citizen)[0]
    assert cast.child.phone_index == cast.citizen.phone_index
    assert blind_index("1", "phone") != blind_index("1", "cccd")


def test_every_encrypted_field_is_known() -> None:
    names = {f"{model._meta.label}.{field.name}" for model, field in encrypted_columns()}
    assert {"accounts.Person.phone", "accounts.Person.cccd"} <= names
