"""The trail in the database: sealing, and every way of tampering found by `verify_audit`."""

import io
import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts import audit
from accounts.models import AuditEvent
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(cast: Cast, settings: Any, tmp_path: Any) -> list[AuditEvent]:
    settings.VAR_DIR = tmp_path
    for number in range(12):
        audit.record(
            action="contest.changed",
            actor=cast.organizer,
            obj=cast.office,
            organisation=cast.department,
            data={"số": number, "chữ": "Đợt một", "danh sách": [1, "hai", None, True]},
        )
    assert audit.seal_everything() == 12
    audit.write_anchor()
    return list(AuditEvent.objects.order_by("seal_number"))


def verify(*arguments: str) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    code = 0
    try:
        call_command("verify_audit", "--json", *arguments, stdout=out)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, json.loads(out.getvalue())


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_honest_trail_holds_on_both_databases(trail: list[AuditEvent]) -> None:
    code, said = verify()
    assert code == 0 and said["rows"] == 12 and said["fault"] is None and said["anchors"] == 1
    assert [event.seal_number for event in trail] == list(range(1, 13))
    assert trail[0].actor_label == "Nguyễn Thị Hạnh (hanh)"


def test_new_rows_join_the_chain(trail: list[AuditEvent], cast: Cast) -> None:
    audit.record(action="a.b", actor=None)
    assert verify()[1]["unsealed"] == 1
    assert audit.seal_pending() == 1 and audit.seal_pending() == 0
    assert audit.write_anchor().number == 13
    assert verify()[0] == 0
    assert len(audit.read_anchors()) == 2
    audit.write_anchor()
    assert len(audit.read_anchors()) == 2


@pytest.mark.parametrize(
    "change",
    [
        "action = 'contest.opened'",
        "data = '{\"số\": 99}'",
        "actor_id = NULL",
        "actor_label = 'Người khác'",
        "organisation_id = NULL",
        "object_id = '1'",
        "object_label = 'x'",
        "at = '2020-01-01 00:00:00+00:00'",
        "ip = '203.0.113.1'",
        "request_id = 'x'",
        "seal = repeat_seal",
    ],
)
def test_an_edited_row_is_named(trail: list[AuditEvent], change: str) -> None:
    row = trail[4]
    change = change.replace("repeat_seal", "'" + "a" * 64 + "'")
    run(f"UPDATE accounts_auditevent SET {change} WHERE id = %s", row.pk)
    code, said = verify()
    assert code == 1 and said["fault"] == {"code": "changed", "number": 5, "row": row.pk}


def test_a_deleted_row_is_named(trail: list[AuditEvent]) -> None:
    run("DELETE FROM accounts_auditevent WHERE id = %s", trail[6].pk)
    assert verify() == (1, verify()[1]) and verify()[1]["fault"]["number"] == 7


def test_swapped_rows_are_named(trail: list[AuditEvent]) -> None:
    one, two = trail[2], trail[3]
    run("UPDATE accounts_auditevent SET seal_number = 1000 WHERE id = %s", one.pk)
    run("UPDATE accounts_auditevent SET seal_number = 3 WHERE id = %s", two.pk)
    run("UPDATE accounts_auditevent SET seal_number = 4 WHERE id = %s", one.pk)
    assert verify()[1]["fault"] == {"code": "changed", "number": 3, "row": two.pk}


def test_an_inserted_row_is_named(trail: list[AuditEvent]) -> None:
    made = audit.record(action="award.given", actor=None)
    run("UPDATE accounts_auditevent SET seal_number = seal_number + 1000 WHERE seal_number >= 8")
    run(
        "UPDATE accounts_auditevent SET seal_number = 8, seal = %s WHERE id = %s",
        trail[7].seal,
        made.pk,
    )
    run("UPDATE accounts_auditevent SET seal_number = seal_number - 999 WHERE seal_number > 1000")
    assert verify()[1]["fault"] == {"code": "changed", "number": 8, "row": made.pk}


@pytest.mark.promise("P25")
def test_a_cut_tail_is_found_by_the_anchor_and_not_without(
    trail: list[AuditEvent], tmp_path: Any, record_promise: Any
) -> None:
    AuditEvent.objects.filter(seal_number__gt=9).delete()
    assert verify()[1]["fault"] == {"code": "cut", "number": 10, "row": 0}
    empty = tmp_path / "none.txt"
    empty.write_text("")
    control = verify("--anchors", str(empty))[0]
    assert control == 0, "without an anchor there is nothing to compare with"
    assert verify("--anchors", str(empty), "--anchor", f"12:{trail[11].seal}")[0] == 1
    record_promise(
        "P25",
        figure="edit of 11 columns, deletion, swap, insertion, cut tail, new chain: all found",
        trials=16,
        control="the same cut tail without the anchor: not found",
    )


def test_a_trail_sealed_again_from_the_start_meets_the_anchor(trail: list[AuditEvent]) -> None:
    AuditEvent.objects.update(seal_number=None, seal="")
    AuditEvent.objects.filter(pk=trail[0].pk).update(action="contest.opened")
    audit.seal_everything()
    assert verify()[1]["fault"]["code"] == "rewritten"


def test_in_words(trail: list[AuditEvent], capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert re.search(r"nguyên vẹn: 12 dòng.*\nDấu cuối: 12:[0-9a-f]{64}", out.getvalue())
    run("DELETE FROM accounts_auditevent WHERE id = %s", trail[0].pk)
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_audit", stdout=out)
    assert "KHÔNG NGUYÊN VẸN tại dấu số 1" in out.getvalue()


def test_events_carry_the_address_and_the_request(cast: Cast) -> None:
    client = Client(REMOTE_ADDR="203.0.113.77")
    client.force_login(cast.admin)
    client.post(
        f"/quan-ly/to-chuc/{cast.office.code}/so-nguoi/",
        {"as_of": "2026-01-01", "persons": "5"},
        headers={"X-Request-Id": "abcdef123456"},
    )
    event = AuditEvent.objects.get(action="head_count.set")
    assert (str(event.ip), event.request_id, event.actor) == (
        "203.0.113.77",
        "abcdef123456",
        cast.admin,
    )


def test_who_reads_the_trail_reads_only_their_own(cast: Cast) -> None:
    audit.record(action="a.ours", actor=cast.admin, organisation=cast.department)
    audit.record(action="a.theirs", actor=cast.stranger, organisation=cast.other_department)
    client = Client()
    client.post("/dang-nhap/", {"login": "nguoi-la", "password": "sai mật khẩu rồi"})
    client.force_login(cast.admin)
    page = client.get("/quan-ly/nhat-ky/").content.decode()
    rows = page.split("<tbody>")[1]
    assert "a.ours" in rows and "a.theirs" not in rows and "Rơ Châm Lạ" not in rows
    found = client.get("/quan-ly/nhat-ky/", {"q": "Trị", "action": "a.ours", "since": "2026-01-01"})
    assert "a.ours" in found.content.decode().split("<tbody>")[1]
    nothing = client.get("/quan-ly/nhat-ky/", {"until": "2001-01-01", "since": "hôm qua"})
    assert "Không có dòng nào" in nothing.content.decode()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_sealers_make_one_chain() -> None:
    """However many seal at once, while rows keep coming, the chain holds without a gap."""
    from concurrent.futures import ThreadPoolExecutor

    def work(number: int) -> None:
        try:
            for turn in range(10):
                audit.record(action="race.event", actor=None, data={"n": number, "turn": turn})
                audit.seal_pending()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    audit.seal_everything()
    verdict = audit.verify([])
    assert verdict.fault is None and verdict.rows == 80
    assert not AuditEvent.objects.filter(seal_number__isnull=True).exists()
