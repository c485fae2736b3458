"""P27: personal data stays in: on pages, in logs, in the trail, in files, in the database at rest.

Invented people whose numbers and names nobody else has go through the product; afterwards they are
searched for in everything that was sent and in everything that is stored.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import structlog
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from accounts import audit
from accounts.models import Job, Organisation, Person, StoredFile
from accounts.services import people
from contests.models import Entrant
from contests.online import tickets
from tests.contests.scene import make_entrant
from tests.promises.tee import Detector, Tape, taped
from tests.promises.world import (
    CCCD,
    CHILD,
    GUARDIAN,
    GUARDIAN_PHONE,
    PHONE,
    World,
    make_world,
    sweep_world,
    walk,
)

STAFF_PHONE, STAFF_CCCD = "0987650003", "062314777002"
ROSTER_PHONE, ROSTER_CCCD = "0987650004", "062314777003"
#: Wrong in the file: refused rows must not be quoted with their numbers either.
SHORT_CCCD, LONG_PHONE = "62314777004", "098765000577"
NUMBERS = [
    number.lstrip("0")
    for number in (
        *(PHONE, GUARDIAN_PHONE, CCCD, STAFF_PHONE, STAFF_CCCD),
        *(ROSTER_PHONE, ROSTER_CCCD, SHORT_CCCD, LONG_PHONE),
    )
]
NAMES = [CHILD, GUARDIAN]

#: Who looks after this contest's entrants knows their names; the child knows its own.
KNOW_NAMES = {"admin", "organizer", "entrant"}
#: Shows one person's numbers, for a reason, logged; the walk opens it once.
REVEALED = "the page that reveals"


def roster() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Danh sách"
    sheet.append(["Mã cán bộ", "Họ và tên *", "Số điện thoại", "Số căn cước"])
    sheet.append(["C1", "Cán Bộ Một", ROSTER_PHONE, ROSTER_CCCD])
    sheet.append(["C2", "Cán Bộ Hai", LONG_PHONE, SHORT_CCCD])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def officials(world: World, tape: Tape) -> None:
    """A staff member made by hand, a list from Excel, the desk, a search, the reveal."""
    cast = world.cast
    person = people.create_person(
        actor=cast.admin,
        full_name="Cán Bộ Ba",
        phone=STAFF_PHONE,
        cccd=STAFF_CCCD,
        organisation=cast.office,
    )
    client = Client()
    client.force_login(cast.organizer)
    tape.viewer = "organizer"
    base = f"/quan-ly/to-chuc/{cast.department.code}/can-bo/"
    client.post(f"{base}nhap/", {"file": SimpleUploadedFile("ds.xlsx", roster())}, follow=True)
    job = Job.objects.get(kind="roster.preview")
    where = f"{base}nhap/{job.public_id}/"
    client.get(f"{where}trang-thai/")
    client.post(f"{where}xac-nhan/", {"only_good": "1"}, follow=True)
    assert Person.objects.filter(roster_code="C1").exists()
    client.get(base)
    desk = world.url("desk")
    for page in (desk, f"{desk}?q={CHILD}", f"{desk}{world.child.public_id}/"):
        shown = client.get(page)
        assert shown.status_code == 200 and "09xx xxx 001" in shown.content.decode(), page
    tape.viewer = REVEALED
    shown = client.post(f"{base}{person.public_id}/", {"reason": "Liên hệ trao giải"})
    assert STAFF_CCCD in shown.content.decode()
    for viewer in ("viewer", "stranger", "newcomer"):
        tape.viewer = viewer
        client.force_login(cast.users()[viewer])
        assert client.post(f"{base}{person.public_id}/", {"reason": "x"}).status_code == 404
    tape.viewer = "admin"
    client.force_login(cast.admin)
    assert client.get("/quan-ly/nhat-ky/").status_code == 200


def strangers(world: World, tape: Tape) -> None:
    """Another entrant tries the child's addresses; somebody signs in with a number."""
    assert world.paper is not None
    other = make_entrant(world.contest, "Người Khác")
    client = Client(raise_request_exception=False)
    client.cookies["du_thi"] = tickets.issue(other)
    tape.viewer = "another entrant"
    for page in ("sitting", "status", "hand_in", "receipt"):
        assert client.get(world.url(page, world.paper.public_id)).status_code == 404
    tape.viewer = "anonymous"
    client = Client(raise_request_exception=False)
    client.get(f"/khong-co/{world.contest.slug}/")
    client.post(world.url("continue"), {"phone": "0987650000", "code": "KHONGCO1"})
    client.get(f"/cuoc-thi/{world.contest.slug}/")


def out(tape: Tape) -> list[str]:
    """What reached somebody who may not see it."""
    numbers, names = Detector(NUMBERS), Detector(NAMES)
    found = set()
    for sent in tape.sent:
        if sent.viewer != REVEALED and numbers.find(sent.data):
            found.add(f"number: {sent.viewer}: {sent.way}")
        if sent.viewer not in KNOW_NAMES and names.find(sent.data):
            found.add(f"name: {sent.viewer}: {sent.way}")
    return sorted(found)


def at_rest() -> list[str]:
    """Where a number lies in clear: bytes of the database, files of the platform."""
    numbers = Detector(NUMBERS)
    found = []
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        for file in Path(name).parent.glob(Path(name).name + "*"):
            if numbers.find(file.read_bytes(), 0):
                found.append(f"database file {file.suffix}")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if numbers.find(repr(cursor.fetchall()).encode(), 1):
                found.append(f"table {table}")
    for file in Path(django_settings.MEDIA_ROOT).rglob("*"):
        if file.is_file() and numbers.find(file.read_bytes(), 2):
            found.append("file")
    return sorted(found)


def _page(world: World) -> None:
    Organisation.objects.filter(pk=world.cast.office.pk).update(name=f"Phòng {PHONE}")


def _masked_badly(world: World) -> None:
    Organisation.objects.filter(pk=world.cast.office.pk).update(name="Phòng 0987.650.001")


def _name(world: World) -> None:
    Entrant.objects.filter(pk=world.child.pk).update(display_name=CHILD)
    Organisation.objects.filter(pk=world.cast.office.pk).update(name=f"Phòng {CHILD}")


def _log(world: World) -> None:
    structlog.get_logger("planted").info("registered", phone=f"+84{PHONE[1:]}")


def _trail(world: World) -> None:
    audit.record(action="person.changed", actor=None, data={"cccd": CCCD})


def _row(world: World) -> None:
    Person.objects.filter(pk=world.child.person_id).update(position=f"gọi {PHONE}")


def _file(world: World) -> None:
    target = Path(django_settings.MEDIA_ROOT) / "xuat.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(roster())


PLANTED: dict[str, Callable[[World], None]] = {
    "a page": _page,
    "a number with dots": _masked_badly,
    "a child's name on a page": _name,
    "a log line": _log,
    "the trail": _trail,
    "a plain column": _row,
    "a file": _file,
}


def missed_leaks(world: World) -> list[str]:
    """The planted leaks that the same search does not find; each is taken back."""
    missed = []
    rows = (Organisation, world.cast.office.pk), (Person, world.child.person_id)
    for name, plant in PLANTED.items():
        kept = [(model, pk, model.objects.filter(pk=pk).values().get()) for model, pk in rows]
        quiet = at_rest()
        with taped() as tape:
            plant(world)
            client = Client()
            client.force_login(world.cast.viewer)
            tape.viewer = "viewer"
            client.get("/quan-ly/to-chuc/")
        if not out(tape) and at_rest() == quiet:
            missed.append(name)
        for model, pk, values in kept:
            model.objects.filter(pk=pk).update(**values)
    return missed


@pytest.mark.promise("P27")
def test_p27(
    transactional_db: None, settings: Any, tmp_path: Path, record_promise: Callable[..., None]
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    world = make_world()
    with taped() as tape:
        walk(world, tape)
        officials(world, tape)
        strangers(world, tape)
        asked = list(sweep_world(world, tape))
    sent, stored = out(tape), at_rest()
    known = {sent.viewer for sent in tape.sent}
    missed = missed_leaks(world)
    record_promise(
        "P27",
        figure=f"{len(sent)} of {len(tape.sent)} things sent and {len(stored)} places at rest hold "
        f"one of {len(NUMBERS)} numbers or {len(NAMES)} names in clear",
        trials=len(asked),
        control=f"{len(PLANTED) - len(missed)} of {len(PLANTED)} planted leaks found",
        viewers=len(known),
    )
    assert sent == []
    assert stored == []
    assert missed == []
    # The search does see what the page that reveals shows.
    shown = [one for one in tape.sent if one.viewer == REVEALED]
    assert any(Detector(NUMBERS).find(one.data) for one in shown)
    assert StoredFile.objects.count() == 1
