"""From the ledger to a frozen standing: marking, freezing, predictions, draws, corrections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, HeadCount, JobState
from accounts.selectors.access import Forbidden
from contests.models import AnswerEvent, Entrant, EntrantState, KeyCorrection, Paper, PaperState
from contests.results.models import (
    AttemptResult,
    Award,
    Draw,
    Line,
    PredictionActual,
    Standing,
    UnitBoard,
    UnitTally,
)
from contests.results.selectors.boards import Filters, FrozenRows, LiveRows, live_units, own_place
from contests.results.services import awarding, catching_up, correcting, drawing
from contests.results.services.marking import mark_everything
from contests.results.services.standings import CannotFreeze, freeze, latest, publish
from contests.results.services.verifying import verify
from contests.rules.ruleset import Counting, Overall, Ranking, TieBreak
from quiz.models import Revision
from tests.cast import make_user
from tests.results.conftest import DEFAULT, Closed

pytestmark = pytest.mark.django_db
Make = Callable[..., Closed]


def frozen(made: Closed, **values: Any) -> Standing:
    return freeze(
        contest=made.scene.contest,
        actor=made.scene.organizer,
        clock=made.clock,
        **({"round_": made.round} | values),
    )


def test_everything_handed_in_is_marked_once_and_ranked(closed: Make) -> None:
    made = closed()
    assert mark_everything(made.scene.contest) == 60
    assert mark_everything(made.scene.contest) == 0
    assert AttemptResult.objects.count() == 60
    assert Line.objects.filter(round=made.round).count() == 40
    assert Line.objects.filter(round=None).count() == 40
    best = Line.objects.filter(round=made.round).order_by("rank_key").first()
    assert best is not None
    assert best.correct == max(AttemptResult.objects.values_list("correct", flat=True))


def test_a_standing_is_versioned_and_never_overwritten(closed: Make) -> None:
    made = closed()
    first = frozen(made)
    assert (first.version, first.is_complete, first.rows_count) == (1, True, 40)
    with pytest.raises(CannotFreeze) as refused:
        frozen(made)
    assert refused.value.fault.code == "REASON-MISSING"
    second = frozen(made, reason="Kiểm tra lại")
    assert (second.version, second.differences, second.sha256) == (2, [], first.sha256)
    assert Standing.objects.filter(round=made.round).count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Standing.objects.filter(pk=second.pk).update(version=1)


def test_nothing_is_frozen_while_an_answer_could_count(closed: Make) -> None:
    made = closed()
    made.clock.set(made.round.closes_at)
    with pytest.raises(CannotFreeze) as refused:
        frozen(made)
    assert refused.value.fault.code == "ROUND-OPEN"
    made.clock.set(made.round.closes_at + timedelta(minutes=1))
    Paper.objects.filter(pk=made.papers[0].pk).update(state=PaperState.OPEN)
    with pytest.raises(CannotFreeze) as refused:
        frozen(made)
    assert refused.value.fault.code == "PAPERS-OPEN"


def test_of_two_freezes_at_once_only_one_stands(
    closed: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = closed(people=5, attempts=5)
    from contests.results.services import standings

    real, inner = standings._fill, []

    def slow(*args: Any) -> None:
        if not inner:
            inner.append(None)
            inner[0] = frozen(made)  # the other one finishes while this one fills
        real(*args)

    monkeypatch.setattr(standings, "_fill", slow)
    with pytest.raises(CannotFreeze) as refused:
        frozen(made)
    assert refused.value.fault.code == "FREEZE-RUNNING"
    assert [one.is_complete for one in Standing.objects.all()] == [True]
    assert latest(made.scene.contest, made.round) == inner[0]


def test_the_actual_value_taken_at_closing_stays(closed: Make) -> None:
    made = closed()
    catching_up.run(clock=made.clock)
    taken = PredictionActual.objects.get(round=made.round)
    right = Entrant.objects.filter(
        pk__in=AttemptResult.objects.filter(correct=10).values("entrant_id")
    )
    assert taken.value == right.count() > 0
    assert taken.formula == "P1/persons/valid/all_correct"
    gone = right[0]
    Entrant.objects.filter(pk=gone.pk).update(state=EntrantState.DISQUALIFIED)
    first = frozen(made)
    assert first.prediction["1"]["value"] == taken.value
    assert not first.rows.filter(entrant=gone).exists()
    for row in first.rows.exclude(prediction=None):
        assert row.prediction_distance == abs(row.prediction - taken.value)
    assert AuditEvent.objects.filter(action="prediction.taken").count() == 1


def test_annulled_reopened_and_disqualified_are_followed(closed: Make) -> None:
    made = closed(attempts=40)
    contest = made.scene.contest
    mark_everything(contest)
    annulled, reopened, barred = made.papers[:3]
    Paper.objects.filter(pk=annulled.pk).update(state=PaperState.ANNULLED)
    Paper.objects.filter(pk=reopened.pk).update(state=PaperState.OPEN, closed_us=None)
    Entrant.objects.filter(pk=barred.entrant_id).update(state=EntrantState.DISQUALIFIED)
    assert catching_up.compare(contest) == 3
    assert catching_up.compare(contest) == 0
    assert not AttemptResult.objects.get(pk=annulled.pk).is_valid
    assert not AttemptResult.objects.get(pk=barred.pk).is_valid
    assert not AttemptResult.objects.filter(pk=reopened.pk).exists()
    gone = [annulled.entrant_id, reopened.entrant_id, barred.entrant_id]
    assert not Line.objects.filter(entrant_id__in=gone).exists()
    Paper.objects.filter(pk=reopened.pk).update(
        state=PaperState.SUBMITTED, closed_us=reopened.started_us + 1_000_000
    )
    assert mark_everything(contest) == 1
    assert Line.objects.get(entrant_id=reopened.entrant_id, round=made.round).duration_ms == 1000


def test_a_corrected_key_marks_again_and_keeps_the_old_standing(closed: Make) -> None:
    made = closed()
    first = frozen(made)
    before = list(first.rows.order_by("position").values("entrant_id", "rank", "correct"))
    revision = Revision.objects.get(pk=made.papers[0].items[0][0])
    made.clock.advance(seconds=60)
    _, job = correcting.correct_key(
        contest=made.scene.contest,
        revision=revision,
        right=[3],
        reason="Điều luật đã sửa",
        actor=made.scene.organizer,
        clock=made.clock,
    )
    job.refresh_from_db()
    assert job.state == JobState.DONE and job.result["changed"] > 0
    made.clock.advance(seconds=60)
    second = frozen(made, reason="Sửa đáp án")
    assert second.differences and second.sha256 != first.sha256
    after = list(first.rows.order_by("position").values("entrant_id", "rank", "correct"))
    assert after == before
    assert KeyCorrection.objects.get().reason == "Điều luật đã sửa"
    told = AuditEvent.objects.get(action="key.corrected").data
    assert (told["before"], told["after"]) == ([1], [3])
    for change in second.differences:
        was, now = change["before"], change["after"]
        assert was != now
    out = StringIO()
    call_command("verify_scores", made.scene.contest.slug, stdout=out)


@pytest.mark.parametrize(
    ("right", "reason", "code"),
    [([1], "x", "KEY-SAME"), ([9], "x", "KEY-OPTION"), ([2], "  ", "REASON-MISSING")],
)
def test_a_key_is_not_corrected_carelessly(
    closed: Make, right: list[int], reason: str, code: str
) -> None:
    made = closed(people=1, attempts=1)
    with pytest.raises(correcting.CannotCorrect) as refused:
        correcting.correct_key(
            contest=made.scene.contest,
            revision=Revision.objects.get(pk=made.papers[0].items[0][0]),
            right=right,
            reason=reason,
            actor=made.scene.organizer,
        )
    assert refused.value.fault.code == code
    assert not KeyCorrection.objects.exists()


def test_strangers_change_nothing(closed: Make) -> None:
    made = closed(people=2, attempts=2)
    stranger = make_user("la", "Người Lạ")
    standing = frozen(made)
    revision = Revision.objects.get(pk=made.papers[0].items[0][0])
    contest = made.scene.contest
    for call in (
        lambda: freeze(
            contest=contest, round_=made.round, actor=stranger, clock=made.clock, reason="x"
        ),
        lambda: publish(standing=standing, actor=stranger),
        lambda: correcting.correct_key(
            contest=contest, revision=revision, right=[2], reason="x", actor=stranger
        ),
        lambda: drawing.record_draw(
            contest=contest, round_=None, entrants=[], actor=stranger, reason="x", seed="1"
        ),
        lambda: awarding.give(contest=contest, keys=["1"], actor=stranger),
    ):
        with pytest.raises(Forbidden):
            call()


def tie_everybody(made: Closed) -> None:
    """Nobody answered anything and everybody took as long: all equal."""
    AnswerEvent.objects.all().delete()
    for paper in made.papers:
        Paper.objects.filter(pk=paper.pk).update(closed_us=paper.started_us + 60_000_000)


def test_a_tie_stands_until_a_draw_is_recorded(closed: Make) -> None:
    rules = replace(
        DEFAULT,
        ranking=Ranking(tie_breaks=(TieBreak.CORRECT, TieBreak.DURATION, TieBreak.DRAW)),
        prizes=replace(DEFAULT.prizes, items=DEFAULT.prizes.items[:1]),
    )
    made = closed(people=3, attempts=3, rules=rules)
    tie_everybody(made)
    first = frozen(made)
    assert {(row.rank, row.is_tied) for row in first.rows.all()} == {(1, True)}
    proposals = awarding.propose(made.scene.contest)
    assert proposals.items == [] and len(proposals.draws[0].entrants) == 3
    draw = drawing.record_draw(
        contest=made.scene.contest,
        round_=made.round,
        entrants=made.people,
        actor=made.scene.organizer,
        reason="Ba người bằng nhau",
        seed="XSMB 23/11: 48215",
        clock=made.clock,
    )
    assert {(row.rank, row.is_tied) for row in first.rows.all()} == {(1, True)}
    with pytest.raises(drawing.CannotDraw) as refused:
        drawing.record_draw(
            contest=made.scene.contest,
            round_=made.round,
            entrants=made.people,
            actor=made.scene.organizer,
            reason="Lần nữa",
            minutes="BB 02",
            clock=made.clock,
        )
    assert refused.value.fault.code == "DRAW-TWICE"
    second = frozen(made, reason="Đã bốc thăm")
    assert [row.entrant_id for row in second.rows.order_by("rank")] == draw.places
    assert [row.rank for row in second.rows.order_by("position")] == [1, 2, 3]
    given = awarding.propose(made.scene.contest).items
    assert [one.entrant_id for one in given] == draw.places[:1]


def test_who_joins_a_drawn_tie_makes_it_undrawn(closed: Make) -> None:
    rules = replace(
        DEFAULT,
        ranking=Ranking(
            tie_breaks=(TieBreak.CORRECT, TieBreak.DURATION, TieBreak.DRAW), overall=Overall.NONE
        ),
        prizes=replace(DEFAULT.prizes, items=DEFAULT.prizes.items[:1]),
    )
    made = closed(people=4, attempts=4, rules=rules)
    tie_everybody(made)
    contest, actor = made.scene.contest, made.scene.organizer
    late = Paper.objects.get(pk=made.papers[3].pk)
    Paper.objects.filter(pk=late.pk).update(closed_us=late.started_us + 90_000_000)

    def record(people: list[Entrant]) -> Draw:
        made.clock.advance(seconds=60)
        return drawing.record_draw(
            contest=contest,
            round_=made.round,
            entrants=people,
            actor=actor,
            reason="Bằng nhau",
            minutes="BB 02",
            clock=made.clock,
        )

    frozen(made)
    with pytest.raises(drawing.CannotDraw) as refused:
        record(made.people[:2])  # two of the three who are tied
    assert refused.value.fault.code == "DRAW-NOT-TIED"
    first = record(made.people[:3])
    made.clock.advance(seconds=60)
    assert [row.rank for row in frozen(made, reason="Bốc thăm").rows.order_by("position")] == [
        1,
        2,
        3,
        4,
    ]
    # The fourth turns out to have been as fast as the others.
    Paper.objects.filter(pk=late.pk).update(closed_us=late.started_us + 60_000_000)
    AttemptResult.objects.all().delete()
    Paper.objects.update(is_marked=False)
    made.clock.advance(seconds=60)
    joined = frozen(made, reason="Đo lại")
    assert {(row.rank, row.is_tied, row.draw) for row in joined.rows.all()} == {(1, True, 0)}
    assert verify(contest, pytest.fail)["standings"] == 1
    proposals = awarding.propose(contest)
    assert proposals.items == [] and not proposals.holding
    assert set(proposals.draws[0].entrants) == {one.pk for one in made.people}
    again = record(made.people)
    assert awarding.propose(contest).holding == {again.pk}
    made.clock.advance(seconds=60)
    parted = frozen(made, reason="Bốc thăm lại")
    assert list(parted.rows.order_by("rank").values_list("entrant_id", flat=True)) == again.places
    verify(contest, pytest.fail)
    # Annulled: the standing stays as it was frozen, no prize is given by it, the next is tied.
    made.clock.advance(seconds=60)
    drawing.annul_draw(draw=again, actor=actor, reason="Sai biên bản", clock=made.clock)
    with pytest.raises(drawing.CannotDraw):
        drawing.annul_draw(draw=again, actor=actor, reason="Lần nữa", clock=made.clock)
    assert [row.rank for row in parted.rows.order_by("position")] == [1, 2, 3, 4]
    assert awarding.propose(contest).stale and awarding.propose(contest).items == []
    made.clock.advance(seconds=60)
    tied = frozen(made, reason="Hủy bốc thăm")
    assert {row.rank for row in tied.rows.all()} == {1}
    assert not awarding.propose(contest).stale
    verify(contest, pytest.fail)
    again.refresh_from_db()
    assert (again.annulled_by, again.annulled_reason) == (actor, "Sai biên bản")
    told = AuditEvent.objects.filter(action__startswith="draw.").values_list("action", flat=True)
    assert sorted(told) == ["draw.annulled", "draw.recorded", "draw.recorded"]
    assert Draw.objects.get(pk=first.pk).annulled_at is None


def test_a_contest_without_a_whole_ranking_still_has_unit_boards(closed: Make) -> None:
    made = closed(
        rules=replace(DEFAULT, ranking=replace(DEFAULT.ranking, overall=Overall.NONE)), rounds=2
    )
    rounds = list(made.scene.contest.rounds.all())
    for one in rounds:
        frozen(made, round_=one)
    whole = frozen(made, round_=None)
    assert whole.rows_count == 0 and whole.rows.count() == 0
    units = whole.unit_rows.filter(board=UnitBoard.ORGANISATION)
    assert sum(row.persons for row in units) == 40, "a person of two rounds is one person"
    assert sum(row.attempts for row in units) == 120
    for row in units:
        assert 0 <= Fraction(*row.average_points_milli) <= 10_000


def test_averages_of_a_sum_contest_stay_below_the_whole(closed: Make) -> None:
    made = closed(rounds=3)
    whole = frozen(made, round_=None)
    for row in whole.unit_rows.all():
        assert Fraction(*row.average_points_milli) <= 10_000
    assert {row.attempts for row in whole.rows.all()} != {1}


def test_over_a_hundred_percent_is_flagged(closed: Make) -> None:
    made = closed()
    unit = made.people[0].commune
    assert unit is not None
    HeadCount.objects.create(unit=unit, as_of="2020-01-01", persons=3)
    row = frozen(made).unit_rows.get(commune=unit)
    assert row.is_over_head_count and row.head_count == 3


def test_live_and_frozen_boards_agree(closed: Make) -> None:
    """Without predictions the running ranking is the frozen one, page by page and unit by unit."""
    rules = replace(DEFAULT, prediction=replace(DEFAULT.prediction, kind="none"))
    rules = replace(
        DEFAULT,
        prediction=type(DEFAULT.prediction)(),
        ranking=replace(DEFAULT.ranking, tie_breaks=(TieBreak.CORRECT,)),
    )
    made = closed(people=120, attempts=150, rules=rules)
    contest = made.scene.contest
    mark_everything(contest)
    catching_up.tally(contest, now=made.clock.now())
    standing = frozen(made)
    live, final = LiveRows(contest, made.round, Filters()), FrozenRows(standing, Filters())
    assert len(live) == len(final) == 120
    for start in (0, 50, 100):
        one = [(row.rank, row.tied, row.correct) for row in live[start : start + 50]]
        other = [(row.rank, row.tied, row.correct) for row in final[start : start + 50]]
        assert one == other
    for board in UnitBoard:
        shown = live_units(contest, made.round, board, rules)
        stored = standing.unit_rows.filter(board=board).order_by("rank", "pk")
        assert [(one.rank, one.persons, one.attempts, one.passed) for one in shown] == [
            (row.rank, row.persons, row.attempts, row.passed) for row in stored
        ]
        assert [one.average_points_milli for one in shown] == [
            Fraction(*row.average_points_milli) for row in stored
        ]
    for person in made.people[:10]:
        mine, theirs = own_place(person, made.round, None), own_place(person, made.round, standing)
        assert mine is not None and theirs is not None
        assert (mine.rank, mine.of, mine.tied) == (theirs.rank, theirs.of, theirs.tied)


def test_filters_and_search_of_a_frozen_board(closed: Make) -> None:
    made = closed()
    standing = frozen(made)
    office = made.people[0].organisation
    assert office is not None
    own = {one.pk for one in made.people if one.organisation_id == office.pk}
    assert {
        row.entrant_id for row in FrozenRows(standing, Filters(organisation=office))[0:50]
    } == own
    shown = next(one for one in made.people if one.display_name == one.full_name)
    hidden = next(one for one in made.people if one.display_name != one.full_name)
    assert [row.name for row in FrozenRows(standing, Filters(name=shown.full_name))[0:50]][0]
    names = [row.entrant_id for row in FrozenRows(standing, Filters(name=hidden.full_name))[0:50]]
    assert hidden.pk not in names
    Entrant.objects.filter(pk=shown.pk).update(display_name="N.")
    names = [row.entrant_id for row in FrozenRows(standing, Filters(name=shown.full_name))[0:50]]
    assert shown.pk not in names, "a name that was taken back is not found"


def test_every_attempt_may_be_an_entry_of_its_own(closed: Make) -> None:
    rules = replace(
        DEFAULT,
        attempts=replace(DEFAULT.attempts, counting=Counting.EACH),
        ranking=replace(DEFAULT.ranking, overall=Overall.NONE),
    )
    made = closed(rules=rules)
    assert frozen(made).rows_count == 60


def test_prizes_are_given_once_checked_and_taken_back(closed: Make) -> None:
    made = closed()
    frozen(made)
    contest, actor = made.scene.contest, made.scene.organizer
    proposals = awarding.propose(contest).items
    assert [one.item.amount_vnd for one in proposals] == [2_000_000, 1_000_000, 1_000_000]
    keys = [one.key for one in proposals]
    made_awards = awarding.give(contest=contest, keys=keys, actor=actor, clock=made.clock)
    assert [one.level for one in made_awards] == ["Giải Nhất", "Giải Nhì", "Giải Nhì"]
    assert awarding.propose(contest).items == []
    with pytest.raises(awarding.CannotAward):
        awarding.give(contest=contest, keys=keys, actor=actor)
    award = made_awards[0]
    awarding.confirm_identity(award=award, actor=actor, clock=made.clock)
    with pytest.raises(awarding.CannotAward):
        awarding.confirm_identity(award=award, actor=actor)
    assert awarding.show_identity(award=award, actor=actor, reason="Nhận giải") is not None
    assert AuditEvent.objects.filter(action="person.revealed").count() == 1
    awarding.revoke(award=award, actor=actor, reason="Sai người")
    assert Award.objects.get(pk=award.pk).revoked_reason == "Sai người"
    assert len(awarding.propose(contest).items) == 1


def test_tallies_are_renewed_only_after_changes(closed: Make) -> None:
    made = closed()
    catching_up.run(clock=made.clock)
    assert UnitTally.objects.filter(contest=made.scene.contest).count() > 0
    UnitTally.objects.all().delete()
    made.clock.advance(seconds=60)
    catching_up.run(clock=made.clock)
    assert not UnitTally.objects.exists(), "nothing changed, so nothing is counted again"


def test_marking_without_papers_takes_no_lock(closed: Make, django_assert_num_queries: Any) -> None:
    made = closed(people=1, attempts=1)
    mark_everything(made.scene.contest)
    with django_assert_num_queries(1) as queries:
        mark_everything(made.scene.contest)
    assert "UPDATE" not in queries[0]["sql"] and "INSERT" not in queries[0]["sql"]
