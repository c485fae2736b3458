"""The staff list from Excel: preview with every problem, nothing written, then all of it."""

import io
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.formats.sheet import read_table
from accounts.models import AuditEvent, EthnicGroup, Job, JobState, Person, StoredFile
from accounts.resources import RosterResource
from accounts.rules import roster
from accounts.services.roster import sweep_uploads
from accounts.services.slices import SliceWriter
from tests.cast import Cast, make_organisation, make_person

HEADER = [
    "Mã cán bộ",
    "Họ và tên *",
    "Ngày sinh",
    "Giới tính",
    "Số điện thoại",
    "Số căn cước",
    "Thư điện tử",
    "Chức vụ",
    "Dân tộc",
    "Đơn vị",
]


def workbook(
    rows: list[list[Any]], header: list[Any] | None = None, title: str = "Danh sách"
) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(header or HEADER)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = [
    [
        "CB1",
        "Đinh Thị  Hương",
        datetime(1990, 2, 5),  # noqa: DTZ001 (as openpyxl gives it)
        "Nữ",
        912345001,
        "051190001234",
        "Huong@Skhcn.vn",
        "Chuyên viên",
        "Hrê",
        "SKHCN-HCTH",
    ],
    ["CB2", "A Tik", "05/02/1985", "nam", "0912 345 002", None, None, None, "Xơ-đăng", None],
    ["CB3", "Lê An", 1979, None, None, None, None, "Văn thư", None, "Phòng Hành chính - Tổng hợp"],
]


def upload(client: Client, cast: Cast, data: bytes, name: str = "danh sách.xlsx") -> Any:
    return client.post(
        f"/quan-ly/to-chuc/{cast.department.code}/can-bo/nhap/",
        {"file": SimpleUploadedFile(name, data)},
        follow=True,
    )


@pytest.fixture
def client(cast: Cast, settings: Any, tmp_path: Any) -> Client:
    settings.MEDIA_ROOT = tmp_path
    for code, name in (("14", "Xơ-Đăng"), ("19", "Hrê")):
        EthnicGroup.objects.create(code=code, name=name)
    client = Client()
    client.force_login(cast.organizer)
    return client


def confirm(client: Client, cast: Cast, **values: str) -> Any:
    job = Job.objects.order_by("-pk").first()
    url = f"/quan-ly/to-chuc/{cast.department.code}/can-bo/nhap/{job.public_id}/xac-nhan/"
    return client.post(url, values, follow=True)


@pytest.mark.django_db
def test_from_the_file_to_the_list(client: Client, cast: Cast) -> None:
    before = Person.objects.count()
    page = upload(client, cast, workbook(GOOD)).content.decode()
    assert Person.objects.count() == before, "a preview writes nothing"
    assert "người mới" in page and "Đinh Thị Hương" in page and "09xx xxx 001" in page
    assert "0912345001" not in page and "051190001234" not in page
    assert "mất số 0 ở đầu, đã thêm lại" in page
    page = confirm(client, cast).content.decode()
    assert "Đã ghi danh sách" in page
    huong = Person.objects.get(roster_code="CB1")
    assert (huong.full_name, huong.phone, huong.cccd, huong.birth_date, huong.sex) == (
        "Đinh Thị Hương",
        "+84912345001",
        "051190001234",
        date(1990, 2, 5),
        "female",
    )
    assert (
        huong.organisation == cast.office
        and huong.email == "huong@skhcn.vn"
        and huong.ethnic_group_id == "19"
    )
    tik = Person.objects.get(roster_code="CB2")
    assert (
        tik.organisation == cast.department
        and tik.ethnic_group_id == "14"
        and tik.birth_year == 1985
    )
    assert Person.objects.get(roster_code="CB3").organisation == cast.office
    event = AuditEvent.objects.get(action="roster.imported")
    assert event.data["new"] == 3 and event.actor == cast.organizer
    listed = client.get(f"/quan-ly/to-chuc/{cast.department.code}/can-bo/?q=huong").content.decode()
    assert "Đinh Thị Hương" in listed and "A Tik" not in listed


@pytest.mark.django_db
def test_an_uploaded_list_is_removed_after_a_week(client: Client, cast: Cast) -> None:
    upload(client, cast, workbook(GOOD))
    file = StoredFile.objects.get()
    path = Path(file.file.path)
    job = Job.objects.get()
    week = file.created_at + timedelta(days=7, seconds=1)
    assert sweep_uploads(now=week - timedelta(seconds=2)) == 0 and path.exists()
    Job.objects.update(state=JobState.RUNNING)
    assert sweep_uploads(now=week) == 0 and path.exists(), "somebody is at it"
    Job.objects.update(state=JobState.DONE)
    assert sweep_uploads(now=week) == 1 and sweep_uploads(now=week) == 0
    assert not path.exists() and not StoredFile.objects.exists()
    job.refresh_from_db()
    assert "Hương" not in str(job.result) and job.result["new"] == 3
    assert AuditEvent.objects.filter(action="roster.upload_removed", actor=None).count() == 1
    page = client.get(f"/quan-ly/to-chuc/{cast.department.code}/can-bo/nhap/{job.public_id}/")
    assert "Tệp này đã xóa" in page.content.decode()
    assert "Hãy nhập lại tệp" in confirm(client, cast).content.decode()
    assert not Person.objects.filter(roster_code="CB1").exists()


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing_and_a_new_one_updates(
    client: Client, cast: Cast
) -> None:
    upload(client, cast, workbook(GOOD))
    confirm(client, cast)
    before = Person.objects.count()
    upload(client, cast, workbook(GOOD))
    assert {k: Job.objects.last().result[k] for k in ("new", "changed", "same", "errors")} == {
        "new": 0,
        "changed": 0,
        "same": 3,
        "errors": 0,
    }
    newer = [
        ["CB1", "Đinh Thị Hương", None, None, "0912345999", None, None, "Phó phòng", None, None]
    ]
    upload(client, cast, workbook(newer))
    confirm(client, cast)
    huong = Person.objects.get(roster_code="CB1")
    # Empty cells keep what is known; who sits in a part of the organisation stays there.
    assert (huong.phone, huong.position, huong.cccd, huong.organisation) == (
        "+84912345999",
        "Phó phòng",
        "051190001234",
        cast.office,
    )
    assert Person.objects.count() == before


@pytest.mark.django_db
def test_every_problem_is_named_by_row_and_column(client: Client, cast: Cast) -> None:
    make_person("Người Gia Lai", cccd="064090000001", organisation=cast.other_department)
    rows = [
        ["A1", "", "31/02/1990", "Nam", "0912", "12345", "không-phải", None, "Sao Hỏa", "Không có"],
        ["A2", "Người Gia Lai", None, None, None, "064090000001", None, None, None, None],
        ["A3", "Trần Bình", None, "?", "0912345003", 51090001111, None, None, None, None],
        ["A3", "Trần Bính", None, None, None, None, None, None, None, None],
        ["A4", "#N/A", None, None, None, None, None, None, None, None],
        ["A5", "Người Đúng", None, None, None, None, None, None, None, None],
    ]
    page = upload(client, cast, workbook(rows)).content.decode()
    result = Job.objects.last().result
    found = {(p["row"], p["column"], p["code"]) for p in result["problems"]}
    assert found == {
        (2, "B", "name-empty"),
        (2, "C", "birth-unreadable"),
        (2, "E", "phone-length"),
        (2, "F", "cccd-length"),
        (2, "G", "email-wrong"),
        (2, "I", "ethnic-unknown"),
        (2, "J", "organisation-unknown"),
        (3, "F", "cccd-taken"),
        (4, "D", "sex-unknown"),
        (4, "F", "cccd-eleven-digits"),
        (6, "B", "cell-error"),
    }
    assert (result["rows"], result["errors"], result["new"], result["eleven_digit_cccd"]) == (
        6,
        4,
        2,
        1,
    )
    assert "B «Họ và tên»" in page and "051xxxxxx111" in page and "064090000001" not in page
    refused = confirm(client, cast)
    assert "Tệp còn dòng lỗi" in refused.content.decode()
    assert not Person.objects.filter(roster_code="A5").exists()


@pytest.mark.django_db
def test_eleven_digits_wait_for_a_person(client: Client, cast: Cast) -> None:
    upload(
        client,
        cast,
        workbook([["B1", "Trần Bình", None, None, None, 51090001111, None, None, None, None]]),
    )
    assert Job.objects.last().result["errors"] == 1
    again = confirm(client, cast, repair_cccd="1", again="1")
    assert Job.objects.last().kind == "roster.preview" and Job.objects.last().result["errors"] == 0
    assert again.status_code == 200
    confirm(client, cast)
    assert Person.objects.get(roster_code="B1").cccd == "051090001111"


@pytest.mark.django_db
def test_only_the_good_rows_when_the_person_says_so(client: Client, cast: Cast) -> None:
    rows = [
        ["C1", "Người Đúng", *[None] * 8],
        ["C2", "", *[None] * 8],
        ["C1", "Người Trùng", *[None] * 8],
    ]
    upload(client, cast, workbook(rows))
    problems = Job.objects.last().result["problems"]
    assert problems[-1]["message"] == "Trùng với dòng 2 trong tệp."
    page = confirm(client, cast, only_good="1").content.decode()
    assert Job.objects.last().result["left_out"] == 2 and "dòng lỗi bỏ qua" in page
    assert Person.objects.get(roster_code="C1").full_name == "Người Đúng"


@pytest.mark.django_db
def test_somebody_without_an_organisation_is_taken_in(client: Client, cast: Cast) -> None:
    upload(
        client,
        cast,
        workbook(
            [["D1", "Nguyễn Văn An", None, None, None, "051090001234", None, None, None, None]]
        ),
    )
    confirm(client, cast)
    cast.citizen.refresh_from_db()
    assert cast.citizen.organisation == cast.department and cast.citizen.roster_code == "D1"
    assert cast.citizen.phone == "+84912345678"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Tệp rỗng"),
        (
            b"h\xe1\xbb\x8d t\xc3\xaan;\xc4\x91i\xe1\xbb\x87n tho\xe1\xba\xa1i",
            "không phải tệp Excel",
        ),
        (b"<html><table></table></html>", "không phải tệp Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "có mật khẩu"),
        (b"PK\x03\x04" + b"\0" * 100, "không phải tệp Excel"),
    ],
)
def test_files_that_are_no_workbook(client: Client, cast: Cast, data: bytes, words: str) -> None:
    page = upload(client, cast, data)
    assert page.status_code == 422 and words in page.content.decode()
    assert not StoredFile.objects.exists() and not Job.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (workbook([["x"]], header=["Cột lạ"]), "Thiếu cột «Họ và tên»"),
        (workbook([], header=HEADER), "Không có dòng dữ liệu"),
        (workbook([["a", "b"]], header=["Họ và tên", "HỌ TÊN"]), "có hai lần"),
    ],
)
def test_workbooks_that_are_no_list(client: Client, cast: Cast, data: bytes, words: str) -> None:
    page = upload(client, cast, data, name="../../đề <b>.xlsx")
    assert words in page.content.decode()
    assert StoredFile.objects.get().name == "đề <b>.xlsx"
    assert ".." not in StoredFile.objects.get().file.name


@pytest.mark.django_db
def test_stopping_an_import(client: Client, cast: Cast) -> None:
    from accounts import jobs

    class Stop(Exception):
        pass

    def tick(done: int) -> None:
        if done == 2:
            raise Stop

    table = read_table(workbook(GOOD), roster.HEADERS, roster.REQUIRED)
    resource = RosterResource(organisation=cast.department, today=date(2026, 11, 23))
    resource.read(table)
    resource.tick = tick
    with pytest.raises(Stop):
        resource.run(dry_run=False)
    upload(client, cast, workbook(GOOD))
    job = Job.objects.last()
    Job.objects.filter(pk=job.pk).update(state="waiting")
    client.post(f"/quan-ly/to-chuc/{cast.department.code}/can-bo/nhap/{job.public_id}/huy/")
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert jobs.cancel(job=job).state == "cancelled"


@pytest.mark.django_db
def test_ten_thousand_rows(cast: Cast) -> None:
    """Dry run ≤ 5 s without a write; import ≤ 2 s of writing; no lock over 20 ms for long."""
    parts = [make_organisation(f"P{n}", f"Phòng số {n}", parent=cast.department) for n in range(20)]
    table = read_table(
        workbook(
            [
                [
                    f"N{n}",
                    f"Nguyễn Thị Số {n}",
                    "05/02/1990",
                    "Nữ",
                    900000000 + n,
                    f"0511900{n:05d}",
                    None,
                    "Chuyên viên",
                    None,
                    parts[n % 20].code,
                ]
                for n in range(10_000)
            ]
        ),
        roster.HEADERS,
        roster.REQUIRED,
    )
    rests: list[float] = []
    resource = RosterResource(
        organisation=cast.department,
        today=date(2026, 11, 23),
        writer=SliceWriter(sleep=rests.append),
    )
    started = time.process_time()
    with CaptureQueriesContext(connection) as captured:
        resource.read(table)
        counts = resource.run(dry_run=True)
    dry = time.process_time() - started
    verbs = {query["sql"].split()[0] for query in captured.captured_queries}
    assert verbs <= {"SELECT", "DECLARE"}, "a dry run neither writes nor opens a transaction"
    assert (counts["new"], counts["errors"]) == (10_000, 0)
    resource = RosterResource(
        organisation=cast.department,
        today=date(2026, 11, 23),
        writer=SliceWriter(sleep=rests.append),
    )
    resource.read(table)
    started = time.process_time()
    resource.run(dry_run=False)
    wet = time.process_time() - started
    print(
        f"10,000 rows: CPU of the dry run {dry:.2f} s, of writing {wet:.2f} s, longest {1000 * resource.writer.longest_s:.0f} ms, slices {len(rests)}, rests {sum(rests):.2f} s"
    )
    assert (
        Person.objects.filter(organisation__path__startswith=cast.department.path).count() >= 10_000
    )
    assert dry < 10
