"""Race, accuracy, speed, knock-out and golden bell, by numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contests.live.rules.plan import (
    PRESETS,
    Mode,
    Order,
    Pick,
    Rescue,
    Teams,
    TeamsBy,
    TeamScore,
    narrowed,
)
from contests.live.rules.scoring import race_points, rank_points
from contests.live.rules.state import Phase
from contests.live.rules.step import Refusal
from tests.live.rules.table import SECOND, Table, plan, question, segment


@pytest.mark.parametrize(
    ("elapsed", "points"),
    [
        (0, 1_000_000),
        (10 * SECOND, 750_000),
        (20 * SECOND, 500_000),
        (25 * SECOND, 500_000),
        (-SECOND, 1_000_000),
        (1, 999_999),
    ],
)
def test_race_points_lie_between_floor_and_maximum(elapsed, points):
    assert race_points(question(), 20 * SECOND, elapsed) == points


def test_only_what_came_in_time_counts():
    table = Table(plan(segment(Mode.RACE)), players=5).start()
    table.do("next")
    table.answer(1, after=0)
    table.answer(2, after=20)
    table.answer(3, after=-0.000001)
    table.answer(4, after=20.000001)
    table.answer(1, "A", after=3)
    table.answer(9, after=1)
    table.wait(30)
    assert table.state.phase is Phase.SETTLED
    assert table.points() == {1: 1_000_000, 2: 500_000, 3: 0, 4: 0, 5: 0}


def test_a_pause_costs_nobody_points():
    table = Table(plan(segment(Mode.RACE)), players=3).start()
    table.do("next")
    table.answer(1, after=5)
    table.wait(0.3 + 10)
    table.do("pause")
    assert table.state.paused_left_us == 10 * SECOND
    table.wait(60)
    table.answer(3, after=40)  # within the pause: the ledger would not have taken it
    table.do("resume")
    table.answer(2, after=5 + 70)
    table.wait(30)
    assert table.points() == {1: 875_000, 2: 625_000, 3: 0}


def test_ending_early_takes_nothing_from_who_answered():
    table = Table(plan(segment(Mode.RACE)), players=2).start()
    table.ask("B", "", after=1.0)
    assert table.points()[1] == 975_000


def test_the_same_times_bring_the_same_points_in_a_small_and_in_a_large_hall():
    found = []
    for players in (50, 5_000):
        table = Table(plan(segment(Mode.RACE, 1)), players=players).start()
        table.do("next")
        for player in range(1, 51):
            table.answer(player, "BA"[player % 3 == 0], after=player / 7)
        table.wait(30)
        found.append({p: n for p, n in table.points().items() if p <= 50})
    assert found[0] == found[1]


def test_a_streak_brings_a_bonus_up_to_its_limit_and_breaks():
    terms = {"streak_milli": 100_000, "streak_most": 2}
    table = Table(plan(segment(Mode.RACE, 5, **terms)), players=1).start()
    gains = []
    for response in ("B", "B", "B", "B", "A"):
        table.ask(response, after=0)
        gains.append(table.rows()[0].last_milli)
        table.do("reveal")
    assert gains == [1_000_000, 1_100_000, 1_200_000, 1_200_000, 0]


def test_accuracy_parts_equals_by_time_and_shows_real_ties():
    table = Table(plan(segment(Mode.ACCURACY, 1)), players=4).start()
    table.do("next")
    for player, after in ((1, 3.0), (2, 2.0), (3, 3.0)):
        table.answer(player, after=after)
    table.wait(30)
    assert [(row.place, row.player) for row in table.rows()] == [(1, 2), (2, 1), (2, 3), (4, 4)]
    totals = {one.player: one.duration_us for one in table.sheet.totals()}
    assert totals == {1: 3 * SECOND, 2: 2 * SECOND, 3: 3 * SECOND, 4: 20 * SECOND}


def test_speed_ranks_right_answers_by_their_arrival():
    assert rank_points((40, 30, 20, 10), (5, 7, 5, 9, 11)) == [40, 20, 40, 10, 0]
    table = Table(plan(segment(Mode.SPEED, 1)), players=6).start()
    table.do("next")
    for player, response, after in (
        (1, "B", 3.0), (2, "A", 1.0), (3, "B", 2.0), (4, "B", 3.0004), (5, "B", 9.0),
    ):  # fmt: skip
        table.answer(player, response, after)
    table.wait(60)
    assert table.points() == {3: 40_000, 1: 30_000, 4: 30_000, 5: 10_000, 2: 0, 6: 0}


def test_knock_out_runs_by_itself_and_cuts_with_its_ties():
    knock = segment(Mode.KNOCKOUT, 3, cut=2)
    decide = segment(Mode.BUZZER, 2, for_cut=True)
    table = Table(plan(knock, decide), players=5).start()
    table.do("next")
    for number in range(3):
        table.answer(1, after=1)
        table.answer(2, after=2)
        table.answer(3, after=2)
        table.wait(2.6 if number else 0.4)
        table.wait(30)
    assert table.state.phase is Phase.SETTLED and len(table.state.asked) == 3
    assert table.state.cut.seats == 1 and table.state.cut.tied == (2, 3)
    assert table.sheet.out == {4, 5}
    table.do("next")
    table.do("next")
    table.do("arm")
    table.press((4, table.at + 1), (3, table.at + 5_000), (2, table.at + 9_000))
    assert table.state.floor.turn == 3  # who is out may not press
    with pytest.raises(Refusal, match="not_tied"):
        table.do("judge", player=4, right=True)
    table.do("judge", player=3, right=True)
    assert table.sheet.out == {2, 4, 5} and not table.state.cut.tied
    table.do("undo")
    assert table.sheet.out == {4, 5} and table.state.cut.tied == (2, 3)


def test_what_parts_a_cut_is_passed_over_when_nobody_is_equal():
    table = Table(
        plan(segment(Mode.KNOCKOUT, 1, cut=2), segment(Mode.BUZZER, 1, for_cut=True)), players=3
    ).start()
    table.ask("B", "B", "A")
    table.do("next")
    assert table.state.phase is Phase.PODIUM and table.sheet.out == {3}


# --- golden bell ----------------------------------------------------------------------------------


def bell(players: int = 4, questions: int = 6, **terms):
    return Table(plan(segment(Mode.BELL, questions, **terms)), players=players).start()


def test_wrong_and_silent_players_are_out():
    table = bell()
    table.ask("B", "A", "B", "")
    assert table.sheet.out == {2, 4} and table.state.alive == 2
    assert table.sheet.last_out == [2, 4]
    table.do("reveal")
    table.ask("", "B", "B", "B")  # who is out cannot come back by answering
    assert table.sheet.out == {1, 2, 4}
    assert [row.player for row in table.rows()][:2] == [3, 1]


def test_who_is_out_only_watches_what_follows():
    race = segment(Mode.RACE, 1)
    table = Table(plan(segment(Mode.BELL, 1), race), players=2).start()
    table.ask("B", "A")
    table.do("reveal")
    table.do("next")
    before = table.points()
    table.ask("B", "B")
    gains = [table.points()[player] - before[player] for player in (1, 2)]
    assert gains[0] > 0 and gains[1] == 0
    assert table.state.segment == 1


@pytest.mark.parametrize(
    ("modes", "found"),
    [
        ((Mode.RACE, Mode.BELL), {}),
        ((Mode.BELL, Mode.RACE, Mode.SPEED), {0: 1}),
        ((Mode.BELL, Mode.TURNS, Mode.PACKAGES), {0: 2}),
        ((Mode.BELL, Mode.KNOCKOUT, Mode.RACE), {0: 1, 1: 2}),
    ],
)
def test_the_first_part_that_they_only_watch_is_known(modes, found):
    assert narrowed([(mode, PRESETS[mode]) for mode in modes]) == found


def test_what_parts_a_cut_is_no_part_that_somebody_misses():
    ties = replace(PRESETS[Mode.BUZZER], for_cut=True)
    cut, race = PRESETS[Mode.KNOCKOUT], PRESETS[Mode.RACE]
    assert narrowed([(Mode.KNOCKOUT, cut), (Mode.BUZZER, ties)]) == {}
    assert narrowed([(Mode.KNOCKOUT, replace(cut, cut=0)), (Mode.RACE, race)]) == {}


def test_everybody_wrong_is_nobody_out():
    table = bell()
    table.ask("A", "", "C", "")
    assert table.sheet.alive_count == 4 and table.state.alive == 4


def test_the_last_one_standing_ends_the_segment():
    table = bell()
    table.ask("B", "A", "A", "A")
    table.do("reveal")
    table.do("next")
    assert table.state.phase is Phase.PODIUM


@pytest.mark.parametrize(("pick", "back"), [(Pick.LATEST, {3, 4}), (Pick.UNIT, {3, 4})])
def test_a_rescue_brings_back_once_by_its_rule(pick, back):
    rescue = Rescue(count=2, after=2, pick=pick)
    table = bell(6, rescue=rescue)
    table.ask("B", "A", "B", "B", "B", "A")
    table.do("reveal")
    with pytest.raises(Refusal, match="not_now"):
        table.do("rescue")
    table.ask("B", "", "A", "A", "B")
    table.do("reveal")
    table.do("rescue")
    table.settle()
    assert {2, 3, 4, 6} - table.sheet.out == back and table.state.alive == 4
    with pytest.raises(Refusal, match="not_now"):
        table.do("rescue")
    table.do("undo")
    assert table.sheet.out == {2, 3, 4, 6} and table.state.rescues == 0


def test_a_rescue_of_units_takes_from_every_unit():
    rescue = Rescue(count=2, after=1, pick=Pick.UNIT)
    table = Table(
        plan(segment(Mode.BELL, 4, rescue=rescue)), players=6, units=("Đỏ", "Đỏ", "Xanh")
    ).start()
    table.ask("", "", "", "", "", "B")
    table.do("reveal")
    table.do("rescue")
    back = {1, 2, 3, 4, 5} - table.sheet.out
    assert {table.roster[p - 1][1] for p in back} == {"Đỏ", "Xanh"} and len(back) == 2


def test_a_rescue_by_lot_depends_on_the_seed_alone():
    found = set()
    for seed in ("a", "a", "b", "c"):
        made = plan(segment(Mode.BELL, 4, rescue=Rescue(2, 1, pick=Pick.RANDOM)), seed=seed)
        table = Table(made, players=40).start()
        table.ask("B")
        table.do("reveal")
        table.do("rescue")
        found.add((seed, frozenset(set(range(2, 41)) - table.sheet.out)))
    assert len(found) == 3 and len({back for _, back in found}) > 1


def test_a_void_question_brings_back_whom_it_threw_out():
    table = bell()
    table.ask("B", "A", "B", "")
    table.do("void", reason="Đáp án sai")
    assert not table.sheet.out and table.points() == dict.fromkeys(range(1, 5), 0)
    table.do("undo")
    assert table.sheet.out == {2, 4} and table.points()[1] == 1_000


def test_a_question_done_again_is_a_new_run_and_the_old_one_void():
    table = Table(plan(segment(Mode.RACE, 2)), players=2).start()
    table.ask("B", "", after=0)
    table.do("redo")
    assert (table.state.run, table.state.question, table.state.phase) == (2, 0, Phase.ASKING)
    table.answer(2, after=0)
    table.close()
    assert table.points() == {1: 0, 2: 1_000_000}


# --- standing -------------------------------------------------------------------------------------


def test_units_stand_by_average_or_by_sum():
    for score, expected in (
        (TeamScore.AVERAGE, [(1, "Xanh", 1_000_000), (2, "Đỏ", 333_333)]),
        (TeamScore.SUM, [(1, "Xanh", 1_000_000), (1, "Đỏ", 1_000_000)]),
    ):
        teams = Teams(TeamsBy.ASSIGNED, score, ("Đỏ", "Xanh"))
        table = Table(
            plan(segment(Mode.RACE), teams=teams), players=4, units=("Đỏ", "Xanh", "Đỏ", "Đỏ")
        ).start()
        table.ask("B", "B", after=0)
        rows = table.sheet.units()
        assert [(row.place, row.unit, row.points_milli) for row in rows] == expected
    table.do("adjust", unit="Đỏ", points_milli=5_000, reason="Thưởng đồng đội")
    assert table.sheet.units()[0].unit == "Đỏ"


def test_adjusting_needs_a_reason_moves_places_and_is_taken_back():
    table = Table(plan(segment(Mode.RACE)), players=2).start()
    table.ask("B", "B", after=0)
    with pytest.raises(Refusal, match="reason_missing"):
        table.do("adjust", player=2, points_milli=10_000, reason=" ")
    table.do("adjust", player=2, points_milli=10_000, reason="Mạng hội trường lỗi")
    assert [(row.place, row.player) for row in table.rows()] == [(1, 2), (2, 1)]
    table.do("undo")
    assert [(row.place, row.player) for row in table.rows()] == [(1, 1), (1, 2)]


def test_a_removed_player_has_no_place():
    table = Table(plan(segment(Mode.RACE)), players=3).start()
    table.ask("B", "B", "B")
    table.do("remove", player=2)
    assert [row.player for row in table.rows()] == [1, 3]


def test_places_moved_are_told():
    table = Table(plan(segment(Mode.RACE, 3)), players=3).start()
    table.ask("B", "", "", after=1)
    assert [row.move for row in table.rows()] == [0, 0, 0]
    table.do("reveal")
    table.ask("", "B", "", after=0)
    assert [(r.player, r.place, r.move) for r in table.rows()] == [
        (2, 1, 1),
        (1, 2, -1),
        (3, 3, -1),
    ]


def test_an_order_may_be_given_by_the_plan():
    made = replace(plan(segment(Mode.RACE)), scoring=replace(plan().scoring, order=(Order.RIGHT,)))
    table = Table(made, players=2).start()
    table.ask("B", "B")
    assert [row.place for row in table.rows()] == [1, 1]
