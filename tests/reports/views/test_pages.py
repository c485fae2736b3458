"""The pages of reports as a clerk and a leader use them, and what they never show or take."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from contests.models import Contest
from contests.reports.models import Edition, Report
from tests.cast import Cast, make_cast, make_person
from tests.reports.world import make_attempt, make_contest, make_entrant

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 1), date(2026, 11, 9)
WINDOW = {"window_from": "2026-10-01", "window_to": "2026-11-09"}
ASKED = {"organisation": "SKHCN", "from": "2026-10-01", "to": "2026-11-09"}


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    contest = make_contest(made, opens=FIRST, closes=LAST)
    for number in range(8):
        person = make_person(f"Họ Tên Thật {number}", phone=f"+8498765432{number}")
        entrant = make_entrant(contest, person, display_name=f"H. T. {number}", audience="hoc_sinh")
        make_attempt(entrant, date(2026, 10, 20))
    return made


@pytest.fixture
def clerk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.organizer)
    return client


def page(answer: Any) -> str:
    return answer.content.decode()


def test_from_a_new_report_to_a_signed_one_and_its_correction(cast: Cast, clerk: Client) -> None:
    assert "Chưa có báo cáo nào" in page(clerk.get(reverse("report_list")))
    answer = clerk.post(reverse("report_new"), {"organisation": "SKHCN", **WINDOW})
    report = Report.objects.get()
    home = reverse("report_home", args=[report.public_id])
    assert answer["Location"] == home
    part = reverse("report_narrative", args=[report.public_id, "hoat-dong"])
    answer = clerk.post(part, {"events_count": "ba"})
    assert answer.status_code == 422 and "Nhập một số nguyên từ 0" in page(answer)
    answer = clerk.post(part, {"events_count": "3", "next": "1"})
    assert answer["Location"].endswith("/cuoc-thi/")
    clerk.post(reverse("report_build", args=[report.public_id]))
    edition = Edition.objects.get()
    detail = reverse("edition_detail", args=[report.public_id, 1])
    shown = page(clerk.get(detail))
    assert "Số lượt dự thi trực tuyến" in shown and "Học sinh" in shown and "<svg" in shown
    for extension in ("docx", "pdf", "xlsx", "json"):
        answer = clerk.get(reverse("edition_file", args=[report.public_id, 1, extension]))
        assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
        assert len(b"".join(answer)) > 500
    clerk.post(reverse("edition_submit", args=[report.public_id, 1]))
    assert "đang trình ký" in page(clerk.get(home))
    clerk.post(reverse("report_build", args=[report.public_id]))
    assert "Hãy rút về trước khi dựng lại" in page(clerk.get(home))
    sign = reverse("edition_sign", args=[report.public_id, 1])
    data = {"number": "152/BC-SKHCN", "signed_on": "2026-11-09", "signer": "Lê Văn Ký"}
    wrong = SimpleUploadedFile("a.pdf", b"khong phai pdf")
    answer = clerk.post(sign, {**data, "file": wrong})
    assert answer.status_code == 422 and "Tệp không phải PDF" in page(answer)
    right = SimpleUploadedFile("a.pdf", b"%PDF-1.7\n....\n%%EOF")
    assert clerk.post(sign, {**data, "file": right}).status_code == 302
    assert "152/BC-SKHCN" in page(clerk.get(detail))
    answer = clerk.get(reverse("edition_signed", args=[report.public_id, 1]))
    assert b"".join(answer).startswith(b"%PDF")
    clerk.post(reverse("report_build", args=[report.public_id]))
    assert Edition.objects.count() == 1
    clerk.post(reverse("report_build", args=[report.public_id]), {"reason": "Đính chính"})
    assert Edition.objects.count() == 2
    edition.refresh_from_db()
    assert edition.document_number == "152/BC-SKHCN"


def test_forms_take_no_field_of_the_model(cast: Cast, clerk: Client) -> None:
    extra = {
        "state": "signed",
        "sha256": "f" * 64,
        "created_by": str(cast.stranger.pk),
        "public_id": "mine",
        "document_number": "9/BC",
        "signed_at": "2026-01-01",
        "narrative": "x",
        "editions": "1",
    }
    clerk.post(reverse("report_new"), {"organisation": "SKHCN", **WINDOW, **extra})
    report = Report.objects.get()
    assert report.public_id != "mine" and report.created_by == cast.organizer
    assert report.narrative == {}
    clerk.post(
        reverse("report_narrative", args=[report.public_id, "danh-gia"]), {"good": "T", **extra}
    )
    report.refresh_from_db()
    assert report.narrative["good"] == "T"
    assert set(report.narrative) == {"good", "limits", "causes", "lessons"}
    clerk.post(reverse("report_build", args=[report.public_id]), extra)
    edition = Edition.objects.get()
    assert (
        edition.state == "draft" and edition.document_number == "" and edition.sha256[0:4] != "ffff"
    )


def test_an_organisation_or_contest_of_others_cannot_be_named(cast: Cast, clerk: Client) -> None:
    foreign = make_contest(cast, opens=FIRST, closes=LAST, organisation=cast.other_department)
    for data in (
        {"organisation": "GL-STP"},
        {"organisation": "QN"},
        {"organisation": "SKHCN", "contest": foreign.slug},
    ):
        answer = clerk.post(reverse("report_new"), {**WINDOW, **data})
        assert answer.status_code == 422
    assert not Report.objects.exists()


def test_the_list_behind_a_figure_needs_its_right_and_shows_no_true_name(cast: Cast) -> None:
    url = reverse("figure_list", args=["attempts"])
    allowed = {"admin", "organizer"}
    for who, user in cast.users().items():
        client = Client()
        client.force_login(user)
        answer = client.get(url, ASKED)
        assert answer.status_code == (200 if who in allowed else 404), who
        if who in allowed:
            shown = page(answer)
            assert "H. T. 3" in shown
            assert "Họ Tên Thật" not in shown and "98765432" not in shown
    clerk = Client()
    clerk.force_login(cast.organizer)
    for wrong in (
        {**ASKED, "from": "hôm qua"},
        {**ASKED, "from": "2027-01-01"},
        {**ASKED, "organisation": "GL"},
        {**ASKED, "contest": "khong-co"},
        {},
    ):
        assert clerk.get(url, wrong).status_code == 404
    assert clerk.get(reverse("figure_list", args=["mat-khau"]), ASKED).status_code == 404


def test_statistics_for_a_leader(cast: Cast) -> None:
    leader = Client()
    leader.force_login(cast.viewer)
    asked = {"organisation": "SKHCN", **WINDOW, "rows": "week", "columns": "sex"}
    shown = page(leader.get(reverse("statistics"), asked))
    assert "Học sinh" in shown and "Bảng chéo" in shown
    assert reverse("figure_list", args=["attempts"]) not in shown, "a leader sees no persons"
    asked["window_from"], asked["window_to"] = "2020-01-01", "2020-02-01"
    assert "Chưa có số liệu trong kỳ này" in page(leader.get(reverse("statistics"), asked))
    asked["window_from"] = "2021-01-01"
    answer = leader.get(reverse("statistics"), asked)
    assert answer.status_code == 422 and "Ngày cuối phải từ ngày đầu trở đi" in page(answer)
    asked = {"organisation": "GL", **WINDOW}
    assert leader.get(reverse("statistics"), asked).status_code == 422


@pytest.mark.parametrize(("farmers", "shown"), [(6, True), (5, True), (4, False), (0, True)])
def test_an_audience_alone_tells_no_more_than_the_table_of_all(
    cast: Cast, clerk: Client, farmers: int, shown: bool
) -> None:
    """Eight pupils and some farmers: where the farmers are hidden, so are the eight."""
    contest = Contest.objects.get()
    for number in range(farmers):
        person = make_person(f"Nông dân {number}", phone=f"+8498111111{number}")
        entrant = make_entrant(contest, person, display_name=f"N. {number}", audience="nong_dan")
        make_attempt(entrant, date(2026, 10, 21))
    for audience, count in (("nong_dan", farmers), ("hoc_sinh", 8)):
        asked = {"organisation": "SKHCN", **WINDOW, "audience": audience}
        answer = clerk.get(reverse("statistics"), asked)
        lines = {one.label: one.value for one in answer.context["lines"]}
        persons = next(
            value for label, value in lines.items() if label == "Số người dự thi trực tuyến"
        )
        assert (persons == str(count)) is shown, lines
        assert not answer.context["tables"]
        one_day = asked | {"window_from": "2026-10-21", "window_to": "2026-10-21"}
        page_of_day = clerk.get(reverse("statistics"), one_day)
        if 0 < farmers < 5:
            values = [one.value for one in page_of_day.context["lines"]]
            assert str(farmers) not in values


def test_contests_in_trial_are_said_not_to_count(cast: Cast, clerk: Client) -> None:
    said = "cuộc thi chạy thử trong kỳ không tính vào số liệu."
    asked = {"organisation": "SKHCN", **WINDOW}
    assert said not in page(clerk.get(reverse("statistics"), asked))
    trial = {"closes": date(2026, 11, 20), "is_trial": True}
    make_contest(cast, opens=date(2026, 11, 9), **trial)
    make_contest(cast, opens=date(2026, 11, 10), **trial)  # after the window
    make_contest(cast, opens=FIRST, organisation=cast.other_department, **trial)
    make_contest(cast, opens=FIRST, is_demo=True, **trial)  # counts
    assert f"1 {said}" in page(clerk.get(reverse("statistics"), asked))
    clerk.post(reverse("report_new"), asked)
    report = Report.objects.get()
    assert f"1 {said}" in page(clerk.get(reverse("report_home", args=[report.public_id])))
    clerk.post(reverse("report_build", args=[report.public_id]))
    make_contest(cast, opens=FIRST, **trial)
    edition = page(clerk.get(reverse("edition_detail", args=[report.public_id, 1])))
    assert f"1 {said}" in edition, "an edition keeps what was so when it was built"
    assert f"2 {said}" in page(clerk.get(reverse("report_home", args=[report.public_id])))
