"""Slips of officials between two versions: nothing is ranked, drawn or given by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import Job
from contests.models import AnswerEvent, EntrantState, Paper, PoolQuestion
from contests.results.models import AttemptResult, Award, Draw, UnitBoard
from contests.results.services import awarding, catching_up, correcting
from contests.results.services.standings import freeze
from contests.rules.ruleset import (
    Overall,
    Prize,
    PrizeFor,
    PrizeLevel,
    Prizes,
    PrizeScope,
    Ranking,
    TieBreak,
)
from tests.results.conftest import DEFAULT, Closed

pytestmark = pytest.mark.django_db
Make = Callable[..., Closed]


def test_a_freeze_does_not_mix_marks_by_an_old_and_a_new_key(
    closed: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = closed()
    contest, actor = made.scene.contest, made.scene.organizer
    first = freeze(contest=contest, round_=made.round, actor=actor, clock=made.clock)
    before = sum(first.rows.values_list("correct", flat=True))
    revision = PoolQuestion.objects.filter(rule_version=contest.current_version)[0].revision
    # A queue that no worker empties: the job that marks anew waits.
    monkeypatch.setattr(
        correcting.jobs,
        "enqueue",
        lambda *, kind, payload, **_: Job.objects.create(kind=kind, payload=payload),
    )
    correcting.correct_key(
        contest=contest, revision=revision, right=[], reason="Câu hỏi sai", actor=actor
    )
    second = freeze(
        contest=contest, round_=made.round, actor=actor, clock=made.clock, reason="Hủy câu hỏi"
    )
    assert sum(second.rows.values_list("correct", flat=True)) > before
    for result in AttemptResult.objects.filter(contest=contest).select_related("paper"):
        asked = [int(item[0]) for item in result.paper.items]
        if revision.pk in asked:
            assert result.per_item[asked.index(revision.pk)] == "1"


def test_a_prize_is_not_given_twice_after_a_new_version(closed: Make) -> None:
    made = closed()
    contest, actor = made.scene.contest, made.scene.organizer
    freeze(contest=contest, round_=made.round, actor=actor, clock=made.clock)
    first = awarding.propose(contest).items[0]
    (award,) = awarding.give(contest=contest, keys=[first.key], actor=actor, clock=made.clock)
    assert award.entrant is not None
    award.entrant.state = EntrantState.DISQUALIFIED
    award.entrant.save()
    catching_up.compare(contest)
    freeze(contest=contest, round_=made.round, actor=actor, clock=made.clock, reason="Loại")
    again = next(one for one in awarding.propose(contest).items if one.prize == first.prize)
    with pytest.raises(awarding.CannotAward) as refused:
        awarding.give(contest=contest, keys=[again.key], actor=actor)
    assert refused.value.fault.code == "AWARD-COUNT"
    awarding.revoke(award=award, actor=actor, reason="Đã loại")
    awarding.give(contest=contest, keys=[again.key], actor=actor)
    assert Award.objects.filter(contest=contest, prize=first.prize, revoked_at=None).count() == 1


def test_one_person_one_prize_also_over_versions(closed: Make) -> None:
    made = closed(rules=replace(DEFAULT, ranking=replace(DEFAULT.ranking, overall=Overall.NONE)))
    contest, actor = made.scene.contest, made.scene.organizer
    standing = freeze(contest=contest, round_=made.round, actor=actor, clock=made.clock)
    first, second, *_ = standing.rows.order_by("position")
    proposed = awarding.propose(contest)
    assert [one.entrant_id for one in proposed.items][:2] == [first.entrant_id, second.entrant_id]
    given = awarding.give(contest=contest, keys=[one.key for one in proposed.items], actor=actor)
    # The paper of the first is annulled: the second now ranks first and still holds the second.
    assert first.paper is not None
    Paper.objects.filter(pk=first.paper.pk).update(state="annulled")
    catching_up.compare(contest)
    freeze(contest=contest, round_=made.round, actor=actor, clock=made.clock, reason="Hủy bài")
    proposed = awarding.propose(contest)
    one = next(one for one in proposed.items if one.entrant_id == second.entrant_id)
    assert one.prize == 0 and one.key in proposed.blocked and one.key not in proposed.certain
    awarding.revoke(award=given[0], actor=actor, reason="Hủy bài")
    with pytest.raises(awarding.CannotAward) as refused:
        awarding.give(contest=contest, keys=[one.key], actor=actor)
    assert refused.value.fault.code == "AWARD-ONE"
    client = Client()
    client.force_login(actor)
    page = client.get(f"/quan-ly/cuoc-thi/{contest.slug}/ket-qua/giai/").content.decode()
    assert "Đang giữ giải khác" in page and f'value="{one.key}"' not in page
    held = Award.objects.get(entrant_id=second.entrant_id, revoked_at=None)
    awarding.revoke(award=held, actor=actor, reason="Nhận giải cao hơn")
    awarding.give(contest=contest, keys=[one.key], actor=actor)
    assert Award.objects.get(entrant_id=second.entrant_id, revoked_at=None).prize == 0


def test_a_draw_is_annulled_with_a_reason_on_its_page(closed: Make) -> None:
    made, client, url, between = _tied(closed)
    client.post(url, {"seed": "XSMB 48215", "reason": "Bằng nhau", "between": between})
    draw = Draw.objects.get()
    assert "Đang áp dụng" in client.get(url).content.decode()
    client.post(f"{url}{draw.pk}/huy/", {"reason": " "})
    assert "Hãy ghi lý do." in client.get(url).content.decode()
    client.post(f"{url}{draw.pk}/huy/", {"reason": "Đọc nhầm số"})
    page = client.get(url).content.decode()
    assert "Đọc nhầm số" in page and "Hãy bốc thăm lại" in page
    draw.refresh_from_db()
    assert draw.annulled_by == made.scene.organizer


@pytest.mark.parametrize(
    "places", [("", "", ""), ("1", "1", "2"), ("1", "2", ""), ("1", "2", "4"), ("2", "3", "x")]
)
def test_a_draw_by_lots_needs_the_place_of_everybody(
    closed: Make, places: tuple[str, str, str]
) -> None:
    made, client, url, between = _tied(closed)
    sent = {f"place-{one.pk}": place for one, place in zip(made.people, places, strict=True)}
    form = {"minutes": "BB 02", "reason": "Ba người bằng nhau", "between": between}
    refused = client.post(url, form | sent)
    assert refused.status_code == 422 and not Draw.objects.exists()
    assert "mỗi người một số khác nhau" in refused.content.decode()
    if places[0]:
        assert f'value="{places[0]}"' in refused.content.decode(), "what was typed stays"
    order = {f"place-{one.pk}": str(3 - at) for at, one in enumerate(made.people)}
    assert client.post(url, form | order).status_code == 302
    assert Draw.objects.get().places == [one.pk for one in reversed(made.people)]


def test_units_of_one_rank_are_parted_by_people(closed: Make) -> None:
    prizes = tuple(
        Prize(level, 1, money, scope=PrizeScope.ROUND, to=PrizeFor.ORGANISATION)
        for level, money in ((PrizeLevel.FIRST, 3_000_000), (PrizeLevel.SECOND, 2_000_000))
    )
    made = closed(rules=replace(DEFAULT, prizes=Prizes(items=prizes)))
    contest, actor = made.scene.contest, made.scene.organizer
    standing = freeze(contest=contest, round_=made.round, actor=actor, clock=made.clock)
    offices = standing.unit_rows.filter(board=UnitBoard.ORGANISATION).order_by("pk")
    low, high, third = offices
    offices.exclude(pk=third.pk).update(rank=1, is_tied=True)
    offices.filter(pk=third.pk).update(rank=3)
    offered = awarding.propose(contest)
    proposed = offered.items
    assert offered.certain == frozenset()  # nothing is ticked beforehand
    assert {(one.prize, one.organisation_id) for one in proposed} == {
        (prize, row.organisation_id) for prize in (0, 1) for row in (low, high)
    }
    with pytest.raises(awarding.CannotAward):
        awarding.give(contest=contest, keys=[one.key for one in proposed], actor=actor)
    assert not Award.objects.exists()
    first = next(o for o in proposed if (o.prize, o.organisation_id) == (0, high.organisation_id))
    awarding.give(contest=contest, keys=[first.key], actor=actor)
    offered = awarding.propose(contest)
    (left,) = offered.items
    assert offered.certain == {left.key}
    assert (left.prize, left.organisation_id) == (1, low.organisation_id)


def test_a_draw_is_recorded_only_for_the_list_that_was_shown(closed: Make) -> None:
    made, client, url, _ = _tied(closed)
    form = {"seed": "XSMB 48215", "reason": "Bằng nhau", "between": "1:999"}
    refused = client.post(url, form)
    assert refused.status_code == 422 and not Draw.objects.exists()
    assert "mở lại trang" in refused.content.decode()


def _tied(closed: Make) -> tuple[Closed, Client, str, str]:
    rules = replace(
        DEFAULT,
        ranking=Ranking(tie_breaks=(TieBreak.CORRECT, TieBreak.DURATION, TieBreak.DRAW)),
        prizes=replace(DEFAULT.prizes, items=DEFAULT.prizes.items[:1]),
    )
    made = closed(people=3, attempts=3, rules=rules)
    AnswerEvent.objects.all().delete()
    for paper in made.papers:
        Paper.objects.filter(pk=paper.pk).update(closed_us=paper.started_us + 60_000_000)
    freeze(
        contest=made.scene.contest,
        round_=made.round,
        actor=made.scene.organizer,
        clock=made.clock,
    )
    client = Client()
    client.force_login(made.scene.organizer)
    url = f"/quan-ly/cuoc-thi/{made.scene.contest.slug}/ket-qua/boc-tham/"
    (open_,) = awarding.propose(made.scene.contest).draws
    shown = f"{open_.round_number}:{','.join(map(str, open_.entrants))}"
    assert shown in client.get(url).content.decode()
    return made, client, url, shown
