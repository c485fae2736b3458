"""The pages of organisations, members and one's own account, as a person uses them."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Consent, ConsentText, DataRequest, Membership, Organisation, User
from accounts.rules import requests
from accounts.rules.devices import device_name
from accounts.rules.refusal import Refused
from accounts.selectors.tree import head_count_on
from accounts.wording import SENTENCES, say, say_refused, wait_words
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_tree_shows_what_one_may_see(cast: Cast) -> None:
    page = signed_in(cast.organizer).get("/quan-ly/to-chuc/").content.decode()
    assert "Phòng Hành chính - Tổng hợp" in page and "Gia Lai" not in page and "Sơn Hà" not in page
    found = signed_in(cast.admin).get("/quan-ly/to-chuc/?q=son ha").content.decode()
    assert "Ủy ban nhân dân xã Sơn Hà" in found and "Phòng Hành chính" not in found
    nothing = signed_in(cast.newcomer).get("/quan-ly/to-chuc/").content.decode()
    assert "Bạn chưa thuộc tổ chức nào" in nothing


def test_adding_editing_moving_and_stopping(cast: Cast) -> None:
    client = signed_in(cast.admin)
    base = f"/quan-ly/to-chuc/{cast.department.code}/"
    wrong = client.post(
        f"{base}them/", {"code": "SKHCN", "name": "", "kind": "phong", "unit": "99999"}
    )
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "Có 2 chỗ cần sửa" in page
    assert "Hãy nhập tên tổ chức." in page and "Không có đơn vị hành chính mã «99999»." in page
    taken = client.post(f"{base}them/", {"code": "SKHCN", "name": "Phòng", "kind": "phong"})
    assert "Mã này đã dùng" in taken.content.decode()
    client.post(
        f"{base}them/",
        {"code": "SKHCN-MOI", "name": "Phòng <Mới>", "kind": "phong", "unit": "21289"},
    )
    made = Organisation.objects.get(code="SKHCN-MOI")
    assert made.parent == cast.department and made.unit == cast.commune
    shown = client.get("/quan-ly/to-chuc/SKHCN-MOI/").content.decode()
    assert "Phòng &lt;Mới&gt;" in shown and "Xã Sơn Hà" in shown
    client.post("/quan-ly/to-chuc/SKHCN-MOI/chuyen/", {"parent": cast.root.pk})
    assert Organisation.objects.get(code="SKHCN-MOI").path == f"{cast.root.path}{made.pk}/"
    below = client.post(f"{base}chuyen/", {"parent": cast.office.pk})
    assert below.status_code == 422 and "trong danh sách" in below.content.decode()
    foreign = client.post(f"{base}chuyen/", {"parent": cast.other_root.pk})
    assert foreign.status_code == 422
    busy = client.post(f"{base}hoat-dong/", {"active": "0"}, follow=True).content.decode()
    assert "còn đơn vị trực thuộc đang hoạt động" in busy
    client.post("/quan-ly/to-chuc/SKHCN-MOI/hoat-dong/", {"active": "0"})
    assert not Organisation.objects.get(code="SKHCN-MOI").is_active


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"as_of": "2099-01-01", "persons": "5"}, "ở tương lai"),
        ({"as_of": "31/02/2026", "persons": "5"}, "Ngày không đúng"),
        ({"as_of": "2026-01-01", "persons": "-1"}, "không được âm"),
        ({"as_of": "2026-01-01", "persons": "nhiều"}, "phải là số nguyên"),
        ({}, "Hãy nhập số người."),
    ],
)
def test_refused_head_counts(cast: Cast, values: dict[str, str], words: str) -> None:
    answer = signed_in(cast.organizer).post("/quan-ly/to-chuc/SKHCN/so-nguoi/", values)
    assert answer.status_code == 422 and words in answer.content.decode()


def test_a_commune_declares_its_staff_and_its_people(cast: Cast) -> None:
    client = signed_in(cast.focal_point)
    base = f"/quan-ly/to-chuc/{cast.commune_committee.code}/"
    for of, persons in (("staff", "41"), ("area", "11204")):
        client.post(f"{base}so-nguoi/", {"of": of, "as_of": "2026-01-01", "persons": persons})
    assert head_count_on(cast.commune_committee, date(2026, 6, 1)) == 41
    assert head_count_on(cast.commune, date(2026, 6, 1)) == 11_204
    assert head_count_on(cast.commune, date(2025, 12, 31)) is None
    page = client.get(base).content.decode()
    assert "11.204" in page and "Người dân của Xã Sơn Hà" in page
    none = client.post(f"{base}so-nguoi/", {"as_of": "2026-01-01", "persons": "5"})
    assert none.status_code == 422 and "cán bộ hay người dân" in none.content.decode()


def test_giving_a_role_with_a_new_account(cast: Cast) -> None:
    client = signed_in(cast.admin)
    url = "/quan-ly/to-chuc/SKHCN/thanh-vien/"
    missing = client.post(url, {"login": "moi", "role": "author"})
    assert missing.status_code == 422 and "Chưa có tài khoản «moi»" in missing.content.decode()
    page = client.post(
        url,
        {
            "login": "Moi.Nguyen",
            "role": "author",
            "full_name": "Nguyễn Mới",
            "phone": "0987 111 222",
        },
    )
    body = page.content.decode()
    user = User.objects.get(username="moi.nguyen")
    password = body.split("mật khẩu <strong")[1].split(">")[1].split("<")[0]
    assert user.check_password(password) and user.must_change_password and not user.is_staff
    assert password not in client.get(url).content.decode()
    assert Membership.objects.filter(
        user=user, role="author", organisation=cast.department
    ).exists()
    fresh = Client()
    answer = fresh.post("/dang-nhap/", {"login": "0987111222", "password": password}, follow=True)
    assert "mật khẩu cấp lần đầu" in answer.content.decode()
    known = client.post(url, {"login": "xem", "role": "judge"}, follow=True)
    assert "Đã giao vai trò cho Bùi Thị Xem" in known.content.decode()


def test_taking_roles_and_accounts_back(cast: Cast) -> None:
    client = signed_in(cast.admin)
    membership = Membership.objects.get(user=cast.viewer)
    base = f"/quan-ly/to-chuc/SKHCN/thanh-vien/{membership.pk}/"
    viewer = signed_in(cast.viewer)
    reset = client.post(f"{base}mat-khau/").content.decode()
    assert "Mật khẩu cấp lần đầu của Bùi Thị Xem" in reset
    client.post(f"{base}tai-khoan/", {"active": "0"})
    assert not User.objects.get(pk=cast.viewer.pk).is_active
    assert viewer.get("/tai-khoan/").status_code == 302
    client.post(f"{base}thu-hoi/")
    assert not Membership.objects.filter(pk=membership.pk).exists()
    own = Membership.objects.get(user=cast.admin)
    last = client.post(f"/quan-ly/to-chuc/QN/thanh-vien/{own.pk}/thu-hoi/", follow=True)
    assert "người quản trị cuối cùng" in last.content.decode()


def test_ones_own_page_data_and_consents(cast: Cast) -> None:
    text = ConsentText.objects.create(
        purpose="contact", version=1, text="Lời đồng ý", published_at=timezone.now()
    )
    consent = Consent.objects.create(
        person=cast.organizer.person, text=text, given_at=timezone.now()
    )
    client = signed_in(cast.organizer)
    page = client.get("/tai-khoan/").content.decode()
    assert "Lời đồng ý" in page and "0901000002" not in page
    data = client.get("/tai-khoan/du-lieu.json").json()
    assert data["số điện thoại"] == "0901000002" and data["đồng ý"][0]["phiên bản"] == 1
    client.post(f"/tai-khoan/dong-y/{consent.pk}/rut/")
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    assert "Lời đồng ý" not in client.get("/tai-khoan/").content.decode()


def test_requests_about_ones_data_have_their_clock(cast: Cast) -> None:
    # Friday: two working days later is Tuesday; a holiday moves it on.
    clock = requests.clock("erase", date(2026, 11, 20))
    assert clock == requests.Clock(date(2026, 11, 24), date(2026, 12, 10))
    assert requests.add_working_days(date(2026, 11, 20), 2, {date(2026, 11, 24)}) == date(
        2026, 11, 25
    )
    signed_in(cast.viewer).post("/tai-khoan/yeu-cau/", {"kind": "view", "note": "Cho tôi xem"})
    made = DataRequest.objects.get()
    assert (made.answer_by - timezone.localdate()).days == 10
    admin = signed_in(cast.admin)
    assert "Xem dữ liệu về tôi" in admin.get("/quan-ly/yeu-cau-du-lieu/").content.decode()
    assert (
        "Xem dữ liệu về tôi"
        not in signed_in(cast.stranger).get("/quan-ly/yeu-cau-du-lieu/").content.decode()
    )
    admin.post(f"/quan-ly/yeu-cau-du-lieu/{made.public_id}/", {"answer": "Đã gửi bản sao."})
    assert "Đã gửi bản sao." in signed_in(cast.viewer).get("/tai-khoan/").content.decode()
    signed_in(cast.viewer).post("/tai-khoan/yeu-cau/", {"kind": "hack"})
    assert DataRequest.objects.count() == 1


def test_numbers_are_shown_for_a_reason_only(cast: Cast) -> None:
    cast.citizen.organisation = cast.office
    cast.citizen.save()
    client = signed_in(cast.organizer)
    url = f"/quan-ly/to-chuc/SKHCN/can-bo/{cast.citizen.public_id}/"
    assert "0912345678" not in client.get(url).content.decode()
    assert client.post(url, {"reason": " "}).status_code == 422
    shown = client.post(url, {"reason": "Xác minh người đạt giải"}).content.decode()
    assert "0912345678" in shown and "051090001234" in shown


def test_devices_have_names_that_people_know() -> None:
    chrome = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    assert device_name(chrome) == "Chrome trên Android"
    iphone = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1"
    )
    assert device_name(iphone) == "Safari trên iPhone"
    assert device_name(chrome + " Zalo/1.0") == "Zalo trên Android"
    assert device_name("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Edg/130") == "Edge trên Windows"
    assert device_name("") == "Thiết bị không rõ"


def test_there_are_words_for_every_code() -> None:
    import re
    from pathlib import Path

    codes: set[str] = set()
    for path in Path("accounts").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        codes |= set(re.findall(r'Refused\(\s*"([a-z-]+)"', source))
        codes |= set(re.findall(r'problem="([a-z-]+)"', source))
        codes |= set(re.findall(r'\b(?:error|warn)\("([a-z-]+)"', source))
        codes |= set(
            re.findall(
                r'(?:append|return)\s*\(?"((?:name|phone|cccd|birth|password)-[a-z-]+)"', source
            )
        )
    assert len(codes) > 50
    assert codes <= set(SENTENCES)
    assert (
        say_refused(Refused("sign-in-locked", wait=wait_words(61)))
        == "Đã thử sai nhiều lần. Hãy chờ 2 phút rồi thử lại."
    )
    assert say("phone-empty").endswith(".")
    assert not [text for text in SENTENCES.values() if "!" in text]
