"""Preparing a session: which questions may come in, the numbers of every mode, codes, the look."""

from __future__ import annotations

import dataclasses
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import AuditEvent
from contests.live.forms.segment import FIELDS_OF, SegmentForm
from contests.live.models import LiveCode, LiveSegment
from contests.live.rules.plan import PRESETS, Mode, Terms, terms_from_json
from contests.live.selectors.prepared import banks, search
from contests.live.services import editing, opening
from contests.live.services.preparing import WantedSegment
from contests.models import Contest, ContestState, PoolQuestion, Round, RuleVersion
from quiz.models import Picture, Question, QuestionState
from quiz.services.sweeping import sweep_pictures
from tests.contests.scene import make_questions
from tests.live.scene import LiveScene, make_live

pytestmark = pytest.mark.django_db


def prepared(**values: Any) -> LiveScene:
    """A session that its host, who may host and nothing else, prepares."""
    return make_live(open_lobby=False, **values)


def test_a_draw_is_one_change_and_asks_nothing_twice():
    scene = prepared(segments=[WantedSegment("Khởi động", "race", {})])
    revisions = make_questions(scene.session.organisation, 3)
    bank = revisions[0].question.bank_id
    told = AuditEvent.objects.count()
    draw = {"session": scene.session, "place": 1, "bank": bank, "difficulty": "", "by": scene.host}
    assert editing.draw_questions(**draw, count=2) == 2
    assert AuditEvent.objects.count() == told + 1
    with pytest.raises(editing.Refusal, match="pool_short"):
        editing.draw_questions(**draw, count=2)
    segment = scene.session.segments.get()
    assert segment.questions.count() == 2
    assert [cell["count"] for cell in segment.blueprint] == [2]


def test_illustrations_are_offered_where_the_result_does_not_count():
    scene = prepared()
    session = scene.session
    revision = make_questions(session.organisation, 1)[0]
    bank = revision.question.bank
    Question.objects.filter(pk=revision.question_id).update(state=QuestionState.PENDING)
    seen = [search(scene.host, session, "", bank.pk)]
    bank.is_illustrative = True
    bank.save(update_fields=["is_illustrative"])
    for session.counts in (True, False):
        seen.append(search(scene.host, session, "", bank.pk))
    assert [revision in found for found in seen] == [False, False, True]
    assert bank in banks(scene.host, session)
    one = {"session": session, "place": 1, "revisions": [revision.pk], "by": scene.host}
    assert editing.add_questions(**one) == 1


def test_a_host_picks_in_the_own_banks_but_not_what_a_contest_still_asks():
    scene = prepared()
    session = scene.session
    revision = make_questions(session.organisation, 1)[0]
    foreign = make_questions(make_live(open_lobby=False).session.organisation, 1)[0]

    def offered(asked: Any) -> bool:
        return asked in search(scene.host, session, "", asked.question.bank_id)

    assert offered(revision) and not offered(foreign)
    now = timezone.now()
    contest = Contest.objects.create(
        slug="tuan-1", title="Tuần 1", organisation=session.organisation, is_trial=False,
        state=ContestState.PUBLISHED,
    )  # fmt: skip
    version = RuleVersion.objects.create(
        contest=contest, number=1, rules={}, facts={}, text=[], sha256="0" * 64, published_at=now
    )
    PoolQuestion.objects.create(rule_version=version, revision=revision)
    stretch = Round.objects.create(
        contest=contest, number=1, name="Tuần 1",
        opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=1),
    )  # fmt: skip
    assert not offered(revision)
    one = {"session": session, "place": 1, "revisions": [revision.pk], "by": scene.host}
    assert editing.add_questions(**one) == 0
    Round.objects.filter(pk=stretch.pk).update(closes_at=now - timedelta(days=1))
    assert offered(revision)


def blank(mode: Mode) -> LiveSegment:
    return LiveSegment(title="Phần", mode=mode.value, settings={}, position=1)


def sent(form: SegmentForm) -> dict[str, Any]:
    """What a browser sends of a form that nobody touched."""
    return {one.name: one.value() for one in form if one.value() is not False}


def test_the_forms_know_every_number_of_the_rules_and_keep_it():
    told = {name for names in FIELDS_OF.values() for name in names}
    told = {"rescue" if name.startswith(("rescue", "has_rescue")) else name for name in told}
    assert {one.name for one in dataclasses.fields(Terms)} <= told
    for mode in Mode:
        form = SegmentForm(blank(mode), sent(SegmentForm(blank(mode))))
        assert form.is_valid(), form.errors
        assert terms_from_json(mode, form.settings()) == PRESETS[mode]


@pytest.mark.parametrize(
    ("mode", "field", "typed", "said"),
    [
        (Mode.RACE, "least", "2.000", "không lớn hơn"),
        (Mode.RACE, "streak_milli", "âm", "Cần số điểm"),
        (Mode.BELL, "rescue_count", "0", "Cần một số từ 1 đến 200"),
        (Mode.BUZZER, "lock_ms", "61", "nhiều nhất 60 giây"),
        (Mode.OBSTACLE, "keyword_least_milli", "70", "không lớn hơn"),
        (Mode.SPEED, "ranks_milli", "40,30,20", "cách nhau bằng dấu cách"),
        (Mode.SPEED, "ranks_milli", "10 20", "không được ít điểm hơn"),
        (Mode.PACKAGES, "packages", "Gói lớn 10 20", "Gói 40 điểm: 10 10 20"),
        (Mode.PACKAGES, "packages", "A: 10\nA: 20", "cùng tên"),
        (Mode.KNOCKOUT, "cut", "-1", "Cần một số từ 0"),
    ],
)
def test_what_a_segment_cannot_be_is_said(mode, field, typed, said):
    form = SegmentForm(blank(mode), sent(SegmentForm(blank(mode))) | {field: typed})
    assert said in " ".join(form.errors[field])


def test_questions_have_numbers_of_their_own_and_packages_share_theirs_out(client):
    scene = prepared(segments=[WantedSegment("Về đích", "packages", {})])
    revisions = make_questions(scene.session.organisation, 6)
    editing.add_questions(
        session=scene.session, place=1, revisions=[one.pk for one in revisions], by=scene.host
    )
    client.force_login(scene.host)
    here = f"/quan-ly/phong-thi/{scene.session.public_id}/phan/1/"
    page = client.get(here).content.decode()
    assert "Các gói còn cần câu 10 điểm và 30 điểm." in page
    with pytest.raises(editing.Refusal, match="package_unfit"):
        opening.open_lobby(session=scene.session, by=scene.host)
    assert "đủ mức điểm" in client.post(here, {"act": "spread"}, follow=True).content.decode()
    wrong = {"act": "extras", "number": "1", "max_milli": "mười", "seconds": "2"}
    answer = client.post(here, wrong)
    assert answer.status_code == 422 and "Cần một số từ 3 đến 600" in answer.content.decode()
    right = {"act": "extras", "number": "1", "seconds": "25", "max_milli": "30", "note": "Đọc chậm"}
    assert client.post(here, right).status_code == 302
    opening.open_lobby(session=scene.session, by=scene.host)
    scene.session.refresh_from_db()
    asked = scene.session.plan["segments"][0]["questions"]
    assert {one["max_milli"] for one in asked} == {10_000, 20_000, 30_000}
    told = [asked[0][name] for name in ("seconds", "max_milli", "note")]
    assert told == [25, 30_000, "Đọc chậm"]


def test_segments_change_places_and_a_bell_before_others_is_pointed_out(client):
    scene = prepared()
    (revision,) = make_questions(scene.session.organisation, 1)
    add = {"session": scene.session, "by": scene.host}
    editing.add_segment(title="Rung chuông", mode="bell", settings={}, **add)
    editing.add_questions(place=2, revisions=[revision.pk], **add)
    client.force_login(scene.host)
    here = f"/quan-ly/phong-thi/{scene.session.public_id}/phan/"
    page = here.removesuffix("phan/")
    assert "loại người chơi" not in client.get(page).content.decode()
    assert client.post(f"{here}2/", {"act": "earlier"}).url == f"{here}1/"
    told = "Phần 1 loại người chơi: ai bị loại thì từ phần 2 chỉ xem"
    assert told in client.get(page).content.decode()
    titles = [one.title for one in scene.session.segments.all()]
    assert titles == ["Rung chuông", "Khởi động"]
    assert scene.session.segments.first().questions.get().revision == revision


def test_codes_are_made_from_a_list_and_taken_away(client):
    teams = {"by": "assigned", "names": ["Đội Xanh", "Đội Đỏ"]}
    scene = prepared(entry="codes", draft={"teams": teams})
    client.force_login(scene.host)
    here = f"/quan-ly/phong-thi/{scene.session.public_id}/"
    answer = client.post(here + "ma/", {"people": "An; Đội Tím\nBình"})
    page = answer.content.decode()
    assert answer.status_code == 422 and not LiveCode.objects.exists()
    assert "Dòng 1: không có đội “Đội Tím”. Các đội: Đội Xanh, Đội Đỏ." in page
    assert "Dòng 2: hãy ghi đội" in page
    client.post(here + "ma/", {"people": "=An\tđội xanh\n\nBình; Đội Đỏ"})
    rows = openpyxl.load_workbook(io.BytesIO(client.get(here + "ma.xlsx").content)).active.values
    told = [row[1:3] for row in rows if isinstance(row[0], int)]
    assert told == [("=An", "Đội Xanh"), ("Bình", "Đội Đỏ")]
    assert client.get(here + "ma/phieu/").content.decode().count("slip-code") == 2
    client.post(here + "ma/", {"drop": str(LiveCode.objects.get(label="Bình").pk)})
    assert LiveCode.objects.get().label == "=An"


def test_a_rehearsal_lets_everybody_choose_a_team():
    teams = {"by": "assigned", "names": ["Đội Xanh", "Đội Đỏ"]}
    scene = prepared(entry="codes", draft={"teams": teams})
    room = editing.rehearsal_of(session=scene.session, by=scene.host)
    assert room.draft["teams"] == teams | {"by": "chosen"} and room.entry == "open"


def test_an_emblem_is_drawn_anew_and_shown_on_the_wall(client):
    scene = prepared()
    client.force_login(scene.host)
    here = f"/quan-ly/phong-thi/{scene.session.public_id}/"
    fields = {
        "title": scene.session.title, "entry": "open", "teams_by": "none",
        "teams_score": "average", "ground": "#14202B", "gold": "#F0B429", "sponsor": "",
    }  # fmt: skip

    def save(data: bytes | None = None, **more: str) -> Any:
        file = {} if data is None else {"emblem": SimpleUploadedFile("a.png", data)}
        return client.post(here, fields | more | file)

    assert "error-summary" not in client.get(here).content.decode()
    answer = save(b"<svg onload=alert(1)>")
    assert answer.status_code == 422 and "Không đọc được hình này" in answer.content.decode()
    drawn = io.BytesIO()
    Image.new("RGBA", (200, 100), (200, 0, 0, 128)).save(drawn, "PNG")
    assert save(drawn.getvalue()).status_code == 302
    picture = Picture.objects.get()
    assert save(sponsor="Báo Pháp luật").status_code == 302  # what is there stays
    wall = client.get(f"/man-chieu/{scene.session.projector_key}/").content.decode()
    assert f'class="emblem" src="{picture.file.url}"' in wall
    # It is no question's picture and stays all the same, for as long as the session shows it.
    later = timezone.now() + timedelta(days=3)
    assert sweep_pictures(now=later) == 0 and Picture.objects.filter(pk=picture.pk).exists()
    save(drops_emblem="on")
    scene.session.refresh_from_db()
    assert "emblem" not in scene.session.look and scene.session.look["sponsor"] == ""
    assert sweep_pictures(now=later) == 1
