"""A sealed bank is read by nobody, opened early by two, and every reading then is on the record."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.rules.refusal import Refused
from accounts.selectors import Forbidden
from contests.online.services.attempts import CannotStart, start_practice
from contests.selectors.contests import rules_of
from contests.services.papers import drawn_items
from quiz.selectors.pairs import open_pairs
from quiz.selectors.questions import questions_for
from quiz.services import seals
from tests.contests.scene import make_scene
from tests.quiz import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(cast):
    return scene.make_pair(cast).first.bank


def seal(cast, bank, hours=2):
    return seals.seal_bank(
        actor=cast.reviewer,
        bank=bank,
        until=timezone.now() + timedelta(hours=hours),
        reason="Trước đợt thi",
    )


def test_nobody_reads_it_until_its_time(cast, bank):
    seal(cast, bank)
    for user in cast.users().values():
        assert not questions_for(user).exists()
        assert not open_pairs(user).exists()
    page = Client()
    page.force_login(cast.admin)
    address = f"/quan-ly/ngan-hang/{bank.code}/"
    shown = page.get(address).content.decode()
    assert "Đang niêm phong" in shown
    assert scene.DRAFT.stem not in shown
    assert page.post(address + "xuat/").status_code == 404
    assert page.get(address + "them/").status_code == 404
    assert page.get(address + "nhap/").status_code == 404
    later = timezone.now() + timedelta(hours=3)
    assert seals.seal_of(bank, later) is None


def test_opening_needs_a_second_person_and_every_reading_is_recorded(cast, bank):
    seal(cast, bank)
    with pytest.raises(Refused, match="bank-sealed"):
        seal(cast, bank)
    with pytest.raises(Refused, match="seal-not-asked"):
        seals.open_bank(actor=cast.reviewer, bank=bank)
    seals.ask_opening(actor=cast.reviewer, bank=bank, reason="Câu 5 sai đáp án")
    with pytest.raises(Refused, match="seal-same-person"):
        seals.open_bank(actor=cast.reviewer, bank=bank)
    with pytest.raises(Forbidden):
        seals.open_bank(actor=cast.author, bank=bank)
    assert not questions_for(cast.author).exists()
    seals.open_bank(actor=cast.admin, bank=bank)
    assert questions_for(cast.author).count() == 2
    page = Client()
    page.force_login(cast.author)
    for _ in range(2):
        assert "trước giờ" in page.get(f"/quan-ly/ngan-hang/{bank.code}/").content.decode()
    actions = list(
        AuditEvent.objects.filter(action__startswith="bank.")
        .order_by("id")
        .values_list("action", flat=True)
    )
    assert actions[1:] == ["bank.sealed", "bank.opening_asked", "bank.opened", "bank.read_early"]


@pytest.mark.parametrize(
    ("hours", "reason", "code"), [(-1, "Lý do", "seal-past"), (1, " ", "seal-reason")]
)
def test_a_seal_that_makes_no_sense(cast, bank, hours, reason, code):
    until = timezone.now() + timedelta(hours=hours)
    with pytest.raises(Refused, match=code):
        seals.seal_bank(actor=cast.reviewer, bank=bank, until=until, reason=reason)


def test_the_real_thing_draws_and_practice_does_not():
    made = make_scene(questions=4, entrants=0)
    bank = made.version.pool.first().revision.question.bank
    start_practice(contest=made.contest)
    seals.seal_bank(
        actor=made.organizer, bank=bank, until=timezone.now() + timedelta(hours=1), reason="Thi"
    )
    with pytest.raises(CannotStart, match="PRACTICE-SEALED"):
        start_practice(contest=made.contest)
    assert len(drawn_items(rules_of(made.version), made.version.pk, bytes(32))) == 4
