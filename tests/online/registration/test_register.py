"""Registering over HTTP: what is asked, what is refused, what is kept."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Consent, EthnicGroup, Person
from accounts.services.limits import Limit
from contests.models import Entrant
from contests.online import tickets
from contests.online.views import entry, session
from contests.rules.ruleset import Audience, Eligibility, FieldRule, PersonField
from tests.contests.scene import Scene, make_scene
from tests.online.walk import PHONE, open_contest, person, registered, url

F = PersonField


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_the_form_asks_exactly_what_the_rules_ask(scene: Scene) -> None:
    page = text(Client().get(url(scene, "register")))
    names = set(re.findall(r'name="([a-z_]+)"', page))
    assert {"full_name", "phone", "birth_year", "commune", "audience", "organisation"} <= names
    assert not names & {"cccd", "ethnic", "email", "position", "sex", "consent_statistics"}
    assert {"consent_run", "consent_publish", "consent_contact"} <= names
    ticks = re.findall(r'<input type="checkbox"[^>]*>', page)
    assert len(ticks) == 4 and not any("checked" in tick for tick in ticks)
    assert "Xã Sơn Hà" in page and "Xã Ia Pa" not in page
    assert '<optgroup label="Tỉnh Quảng Ngãi">' in page


def test_another_province_without_javascript(scene: Scene) -> None:
    sent = person(scene) | {"province": "52", "find": "commune"}
    page = text(Client().post(url(scene, "register"), sent))
    assert "Xã Ia Pa" in page and 'value="Nguyễn Thị Hoa"' in page and "errorlist" not in page
    assert not Entrant.objects.exclude(phone_index="").exists()
    _, entrant = registered(scene, province="52", commune="23500")
    assert entrant.commune_id == "23500"


def test_what_is_kept(scene: Scene) -> None:
    client, entrant = registered(scene, consent_publish="on")
    assert entrant.display_name == "Nguyễn Thị Hoa" and entrant.birth_year == 1990
    assert entrant.person.phone == "+84912345678" and entrant.organisation is not None
    given = Consent.objects.filter(person=entrant.person)
    assert {one.text.purpose for one in given} == {"run", "publish"}
    assert all(one.scope == f"contest:{scene.contest.public_id}" for one in given)
    cookie = client.cookies[tickets.COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["path"] == f"/cuoc-thi/{scene.contest.slug}/"
    assert "sessionid" not in client.cookies


def test_every_fault_is_said_at_once_and_nothing_is_written(scene: Scene) -> None:
    before = Person.objects.count()
    sent = person(scene, full_name="", phone="0912", birth_year="20", consent_run=None)
    answer = Client().post(url(scene, "register"), sent)
    page = text(answer)
    assert answer.status_code == 422
    for words in (
        "Bạn chưa điền họ và tên",
        "phải có 10 chữ số",
        "Năm sinh không đúng",
        "Bạn chưa đồng ý",
    ):
        assert words in page
    assert 'href="#id_full_name"' in page
    assert Person.objects.count() == before


def test_faults_of_the_form_and_of_the_service_are_said_together(scene: Scene) -> None:
    sent = person(
        scene,
        full_name="a" * 200,
        audience=None,
        commune="",
        birth_year="3000",
        guardian_name="Nguyễn Văn Cha",
        consent_run=None,
    )
    page = text(Client().post(url(scene, "register"), sent))
    for words in (
        "Bạn chưa chọn nhóm đối tượng",
        "Bạn chưa chọn xã, phường, đặc khu",
        "Năm sinh ở tương lai",
        "Cha, mẹ hoặc người giám hộ chưa đồng ý",
        "Bạn chưa đồng ý",
    ):
        assert words in page, words
    assert "Bạn chưa điền họ và tên" not in page
    assert not Entrant.objects.exclude(phone_index="").exists()


def test_age_and_consent_are_said_together(transactional_db: None) -> None:
    scene = open_contest(eligibility=Eligibility(min_age=18))
    page = text(
        Client().post(url(scene, "register"), person(scene, birth_year="2015", consent_run=None))
    )
    assert "từ đủ 18 tuổi" in page and "Bạn chưa đồng ý" in page


@pytest.mark.parametrize("typed", ["nguyễn thị hoa", "NGUYỄN THỊ HOA"])
def test_a_name_without_capitals_is_written_kindly(scene: Scene, typed: str) -> None:
    _, entrant = registered(scene, full_name=typed)
    assert entrant.full_name == entrant.person.full_name == "Nguyễn Thị Hoa"


def test_without_the_first_consent_nobody_is_registered(scene: Scene) -> None:
    answer = Client().post(url(scene, "register"), person(scene, consent_run=None))
    assert answer.status_code == 422 and "Bạn chưa đồng ý" in text(answer)


@pytest.mark.parametrize(
    "phone",
    ["0912.345.678", "+84912345678", "84912345678", "0084 912 345 678", "０９１２３４５６７８"],
)
def test_one_phone_in_any_spelling_is_one_person(scene: Scene, phone: str) -> None:
    registered(scene)
    answer = Client().post(url(scene, "register"), person(scene, phone=phone))
    assert answer.status_code == 422 and "Không đăng ký mới được" in text(answer)


def test_a_taken_phone_answers_the_same_for_its_owner_and_for_others(scene: Scene) -> None:
    registered(scene)
    answers = [
        Client().post(url(scene, "register"), person(scene, full_name=name))
        for name in ("Nguyễn Thị Hoa", "Trần Thị Huê")
    ]
    pages = [
        re.sub(r'csrf\w+" value="\w+"|Nguyễn Thị Hoa|Trần Thị Huê', "", text(a)) for a in answers
    ]
    assert pages[0] == pages[1]


def test_a_family_phone_serves_as_many_as_the_rules_say(transactional_db: None) -> None:
    scene = open_contest(persons_per_phone=2)
    registered(scene)
    _, second = registered(scene, full_name="Lê Văn Hai")
    assert second.key_slot == 1 and "shared_phone" in second.flags
    third = Client().post(url(scene, "register"), person(scene, full_name="Lê Văn Ba"))
    assert third.status_code == 422 and "Không đăng ký mới được" in text(third)


def child(**more: str) -> dict[str, str]:
    return {"birth_year": "2014", "audience": "hoc_sinh", "consent_publish": "on"} | more


def test_a_child_needs_a_guardian_to_be_named(scene: Scene) -> None:
    alone = Client().post(url(scene, "register"), person(scene, **child()))
    assert alone.status_code == 422 and "Người dưới 16 tuổi" in text(alone)
    guardian = {
        "guardian_name": "Nguyễn Văn Cha",
        "guardian_relation": "cha",
        "guardian_phone": "0905123456",
    }
    silent = Client().post(url(scene, "register"), person(scene, **child(**guardian)))
    assert silent.status_code == 422 and "chưa đồng ý" in text(silent)
    broken = child(**guardian | {"guardian_phone": "12", "guardian_consent": "on"})
    answer = Client().post(url(scene, "register"), person(scene, **broken))
    assert answer.status_code == 422 and 'href="#id_guardian_phone"' in text(answer)
    _, entrant = registered(scene, **child(**guardian, guardian_consent="on"))
    assert entrant.display_name == "Nguyễn Thị Hoa" and entrant.guardian_phone == "+84905123456"
    assert Consent.objects.filter(person=entrant.person, by_guardian=True).count() == 2


def test_a_child_without_a_guardian_is_published_as_initials(scene: Scene) -> None:
    _, entrant = registered(scene, **child(consent_publish=None))
    assert entrant.display_name == "N.T.H."


def test_the_guardian_of_a_grown_up_is_not_kept(scene: Scene) -> None:
    _, entrant = registered(
        scene,
        guardian_name="Nguyễn Văn Cha",
        guardian_relation="cha",
        guardian_phone="0905123456",
        guardian_consent="on",
    )
    assert entrant.guardian_name == "" and entrant.guardian_phone == ""


def test_an_ethnic_group_is_kept_only_with_its_consent(transactional_db: None) -> None:
    fields = (FieldRule(F.FULL_NAME), FieldRule(F.PHONE), FieldRule(F.ETHNIC, required=False))
    scene = open_contest(fields=fields)
    EthnicGroup.objects.create(code="1", name="Kinh")
    only = dict.fromkeys(("birth_year", "commune", "audience", "organisation"))
    _, silent = registered(scene, ethnic="1", **only)
    assert silent.ethnic_group is None and silent.person.ethnic_group is None
    _, given = registered(
        scene,
        ethnic="1",
        consent_statistics="on",
        phone="0905000111",
        full_name="Hồ Thị Bé",
        **only,
    )
    assert given.ethnic_group_id == "1"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth_year", "2999"),
        ("birth_year", "1800"),
        ("birth_year", "19a0"),
        ("phone", "091234567a"),
        ("phone", "+1 415 555 0100"),
        ("commune", "51"),
        ("commune", "99999"),
        ("commune", "x" * 9000),
        ("audience", "vip"),
        ("organisation", "khong-co"),
        ("full_name", "12345"),
        ("full_name", "a" * 119),
        ("full_name", "e" + "\u0301" * 9),
        ("full_name", "\u202e\u200b"),
    ],
)
def test_hostile_values_end_in_a_sentence(scene: Scene, field: str, value: str) -> None:
    before = Entrant.objects.count()
    answer = Client().post(url(scene, "register"), person(scene, **{field: value}))
    assert answer.status_code == 422 and f'href="#id_{field}"' in text(answer)
    assert Entrant.objects.count() == before


@pytest.mark.parametrize(
    "born", ["2014-02-30", "30/02/2014", "2999-01-01", "1800-01-01", "hôm qua"]
)
def test_impossible_birth_dates(transactional_db: None, born: str) -> None:
    fields = (FieldRule(F.FULL_NAME), FieldRule(F.PHONE), FieldRule(F.BIRTH_DATE))
    scene = open_contest(fields=fields)
    only = dict.fromkeys(("birth_year", "commune", "audience", "organisation"))
    answer = Client().post(url(scene, "register"), person(scene, birth_date=born, **only))
    assert answer.status_code == 422 and 'href="#id_birth_date"' in text(answer)


@pytest.mark.parametrize("number", ["051190001", "05109000123", "0510900012345", "051290001234"])
def test_impossible_identity_numbers(transactional_db: None, number: str) -> None:
    fields = (FieldRule(F.FULL_NAME), FieldRule(F.PHONE), FieldRule(F.CCCD))
    scene = open_contest(fields=fields)
    only = dict.fromkeys(("birth_year", "commune", "audience", "organisation"))
    answer = Client().post(url(scene, "register"), person(scene, cccd=number, **only))
    assert answer.status_code == 422 and 'href="#id_cccd"' in text(answer)


def test_hidden_fields_of_the_model_change_nothing(scene: Scene) -> None:
    extra = {
        "is_staff": "1",
        "score": "100",
        "contest_id": "999",
        "extra_time_percent": "50",
        "epoch": "7",
        "state": "withdrawn",
        "key_slot": "9",
        "cccd": "051090001234",
    }
    _, entrant = registered(scene, **extra)
    assert entrant.contest == scene.contest and entrant.extra_time_percent == 0
    assert entrant.epoch == 0 and entrant.state == "active" and entrant.key_slot == 0
    assert entrant.person.cccd == ""


def test_only_admitted_audiences_and_provinces_are_offered(transactional_db: None) -> None:
    who = Eligibility(provinces=("51",), audiences=(Audience.HOC_SINH,))
    scene = open_contest(eligibility=who)
    page = text(Client().get(url(scene, "register")))
    assert 'name="province"' not in page and 'value="cbccvc"' not in page
    answer = Client().post(url(scene, "register"), person(scene, commune="23500"))
    assert answer.status_code == 422 and "không thuộc địa bàn" in text(answer)


def test_junk_is_told_less_and_locks_nobody_out(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "REGISTER_WRONG_PLACE", Limit(2, timedelta(minutes=15)))
    register, junk = url(scene, "register"), person(scene, full_name="", phone=PHONE)
    assert [Client().post(register, junk).status_code for _ in range(3)] == [422, 422, 429]
    assert "Hãy chờ" in text(Client().post(register, junk))
    own = Client().post(register, person(scene, phone=PHONE))
    assert own.status_code == 302, "who owns the phone registers, from the same address too"
    again = Client().post(register, person(scene, phone=PHONE))
    assert again.status_code == 429 and "đã đăng ký" not in text(again)
    elsewhere = Client().post(register, person(scene, phone=PHONE), REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 422


def test_a_phone_is_not_asked_about_from_many_addresses(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(scene)
    monkeypatch.setattr(session, "REGISTER_WRONG_PHONE", Limit(3, timedelta(minutes=15)))
    codes = [
        Client()
        .post(url(scene, "register"), person(scene), REMOTE_ADDR=f"203.0.113.{n}")
        .status_code
        for n in range(5)
    ]
    assert codes == [422, 422, 422, 429, 429]


def test_only_registrations_made_count_for_an_address(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "REGISTER_WRONG", Limit(2, timedelta(minutes=10)))
    monkeypatch.setattr(entry, "REGISTER_MADE", Limit(2, timedelta(hours=1)))
    register, junk = url(scene, "register"), person(scene, full_name="", phone="")
    assert [Client().post(register, junk).status_code for _ in range(4)] == [422, 422, 429, 429]
    codes = [
        Client().post(register, person(scene, phone=f"090500011{n}")).status_code for n in range(4)
    ]
    assert codes == [302, 302, 429, 429]
    assert Entrant.objects.filter(contest=scene.contest).exclude(phone_index="").count() == 2


def test_a_whole_town_registers_behind_one_address() -> None:
    assert entry.REGISTER_MADE.times >= 2000


# --- coming back ------------------------------------------------------------------------------------


def test_wrong_pairs_are_answered_one_way(scene: Scene) -> None:
    _, entrant = registered(scene)
    wrong = [
        {"phone": PHONE, "code": "AAAA-AAAA"},
        {"phone": "0905000111", "code": entrant.code},
        {"phone": "0905000111", "code": "22222222"},
        {"phone": PHONE, "code": "x" * 39},
    ]
    pages = set()
    for data in wrong:
        answer = Client().post(url(scene, "continue"), data)
        assert answer.status_code == 422 and tickets.COOKIE not in answer.cookies
        pages.add(re.sub(r' value="[^"]*"', "", text(answer)))
    assert len(pages) == 1


def test_what_is_empty_is_said_and_nothing_about_anybody(scene: Scene) -> None:
    _, entrant = registered(scene)
    page = text(Client().post(url(scene, "continue"), {"phone": "", "code": ""}))
    assert "Chưa nhập mã dự thi." in page and "Chưa nhập số điện thoại." in page
    assert "không khớp" not in page
    page = text(Client().post(url(scene, "continue"), {"phone": PHONE, "code": " "}))
    assert "Chưa nhập mã dự thi." in page and "Chưa nhập số điện thoại." not in page
    pages = set()
    for code in (entrant.code, "22222222"):
        answer = Client().post(url(scene, "continue"), {"phone": "", "code": code})
        assert answer.status_code == 422 and tickets.COOKIE not in answer.cookies
        pages.add(re.sub(r' value="[^"]*"', "", text(answer)))
    assert len(pages) == 1 and "Chưa nhập số điện thoại." in pages.pop()


def test_guessing_codes_is_limited(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    _, entrant = registered(scene)
    monkeypatch.setattr(entry, "CONTINUE_PLACE", Limit(3, entry.CONTINUE_PLACE.window))
    data = {"phone": PHONE, "code": "22222222"}
    codes = [Client().post(url(scene, "continue"), data).status_code for _ in range(5)]
    assert codes == [422, 422, 422, 429, 429]
    locked = Client().post(url(scene, "continue"), data | {"code": entrant.code})
    assert locked.status_code == 429, "the right code does not open the lock either"
    home = {"REMOTE_ADDR": "203.0.113.9"}
    own = Client().post(url(scene, "continue"), data | {"code": entrant.code}, **home)
    assert own.status_code == 302, "a stranger's guesses lock nobody out elsewhere"


def test_guessing_from_many_addresses_is_limited_too(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(scene)
    monkeypatch.setattr(entry, "CONTINUE_PHONE", Limit(3, entry.CONTINUE_PHONE.window))
    data = {"phone": PHONE, "code": "22222222"}
    codes = [
        Client().post(url(scene, "continue"), data, REMOTE_ADDR=f"203.0.113.{n}").status_code
        for n in range(5)
    ]
    assert codes == [422, 422, 422, 429, 429]


@pytest.mark.parametrize("how", ["forged", "other contest", "old epoch", "withdrawn", "long"])
def test_cookies_that_open_nothing(scene: Scene, how: str) -> None:
    client, entrant = registered(scene)
    value = client.cookies[tickets.COOKIE].value
    if how == "forged":
        value = value[:-2] + ("aa" if value[-2:] != "aa" else "bb")
    elif how == "other contest":
        value = tickets.issue(open_contest_again(scene))
    elif how == "old epoch":
        Entrant.objects.filter(pk=entrant.pk).update(epoch=1)
    elif how == "withdrawn":
        Entrant.objects.filter(pk=entrant.pk).update(state="withdrawn")
    else:
        value = "a" * 5000
    other = Client()
    other.cookies[tickets.COOKIE] = value
    assert other.get(url(scene, "code"))["Location"] == url(scene, "continue")
    assert "Đăng ký dự thi" in text(other.get(url(scene, "start")))


def open_contest_again(scene: Scene) -> Entrant:
    return make_scene().entrant


def test_the_code_page_and_its_picture(scene: Scene) -> None:
    client, entrant = registered(scene)
    page = text(client.get(url(scene, "code")))
    assert f"{entrant.code[:4]}-{entrant.code[4:]}" in page and "<svg" in page
    assert " style=" not in page
    picture = client.get(url(scene, "code_picture"))
    assert picture["Content-Type"] == "image/png" and picture.content.startswith(b"\x89PNG")
    assert 5_000 < len(picture.content) < 60_000
    assert "attachment" in picture["Content-Disposition"]


def test_leaving_a_shared_computer(scene: Scene) -> None:
    client, _ = registered(scene)
    client.post(url(scene, "leave"))
    assert "Đăng ký dự thi" in text(client.get(url(scene, "start")))
