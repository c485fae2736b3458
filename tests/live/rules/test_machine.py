"""The machine under any sequence of commands: nothing twice, nothing lost, nothing late."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import Phase as Part
from hypothesis import given, settings
from hypothesis import strategies as st

from contests.live.rules import plan as plans
from contests.live.rules import state as states
from contests.live.rules.commands import HOST_COMMANDS, Arg, Command, check_args
from contests.live.rules.plan import Mode, Package, Rescue, Segment
from contests.live.rules.replay import Differs, Logged, replay, steps, take
from contests.live.rules.sheet import Sheet
from contests.live.rules.state import Phase
from contests.live.rules.step import Refusal, allowed, due, step
from tests.live.rules.table import SECOND, Table, plan, question, segment

# Later phases come back when a board is hidden or a step onward is taken back.
_ONCE = (Phase.READING, Phase.ASKING, Phase.CLOSED)
_PLAYERS = 5
# Shrinking such long stories takes minutes and tells little: the log of the table tells all.
_PARTS = (Part.explicit, Part.reuse, Part.generate)


def programme() -> plans.Plan:
    """A little of every mode."""
    packages = tuple(
        question(n, Mode.PACKAGES, max_milli=worth, floor_milli=0)
        for n, worth in enumerate((10_000, 20_000) * 3, start=1)
    )
    terms = replace(plans.PRESETS[Mode.PACKAGES], packages=(Package("Gói", (10_000, 20_000)),))
    return plan(
        segment(Mode.RACE, 2, streak_milli=50_000),
        segment(Mode.TURNS, 2, per_turn=1),
        segment(Mode.BUZZER, 2),
        segment(Mode.OBSTACLE, 3, keyword="HIẾN PHÁP"),
        segment(Mode.SPEED, 1),
        Segment("Về đích", Mode.PACKAGES, packages, terms),
        segment(Mode.KNOCKOUT, 2, cut=3),
        segment(Mode.BUZZER, 1, for_cut=True),
        segment(Mode.BELL, 2, rescue=Rescue(2), reading_seconds=2),
    )


def _args(draw, name: str) -> dict:
    takes = HOST_COMMANDS[name]
    made: dict = {}
    for one, kind in {**takes.must, **takes.may}.items():
        if one in takes.may and one not in takes.either and draw(st.booleans()):
            continue
        made[one] = {
            Arg.ID: lambda: draw(st.integers(1, _PLAYERS)),
            Arg.COUNT: lambda: draw(st.integers(0, 3)),
            Arg.POINTS: lambda: draw(st.sampled_from((-7_000, 5_000))),
            Arg.TEXT: lambda: "vì một lý do",
            Arg.NAME: lambda: "Đỏ",
            Arg.FLAG: lambda: draw(st.booleans()),
            Arg.IDS: lambda: [draw(st.integers(1, _PLAYERS))],
        }[kind]()
    if takes.either:
        del made[draw(st.sampled_from(takes.either))]
    return made


def _play(draw, moves: int) -> Table:
    """Any evening: the clock, answers in and out of time, presses, and allowed commands."""
    table = Table(programme(), players=_PLAYERS, units=("Đỏ", "Xanh")).start()
    for _ in range(moves):
        kind = draw(st.sampled_from(("say", "say", "say", "wait", "answer", "press")))
        if kind == "wait":
            table.wait(draw(st.sampled_from((0.1, 1, 4, 40))))
        elif kind == "answer" and table.state.phase is Phase.ASKING:
            received = table.state.opens_us + draw(st.integers(-1, 35)) * SECOND
            said = (draw(st.integers(1, _PLAYERS)), draw(st.sampled_from(("B", "A", ""))), received)
            table.answers.setdefault(table.state.run, []).append(said)
        elif kind == "press" and table.state.phase in (Phase.READING, Phase.ASKING):
            at = table.at + draw(st.integers(0, 3)) * 700
            try:
                table.press((draw(st.integers(1, _PLAYERS)), at))
            except Refusal:
                assert any(one[1] == at for one in table.state.floor.presses)
        else:
            names = [n for n in allowed(table.plan, table.state) if n not in ("finish", "remove")]
            name = draw(st.sampled_from(sorted(names)))
            try:
                table.do(name, **_args(draw, name))
            except Refusal:
                pass
        table.settle()
    return table


@settings(max_examples=60, deadline=None, phases=_PARTS)
@given(st.data())
def test_any_evening_reaches_no_phase_twice_and_replays_to_the_same(data):
    table = _play(data.draw, 45)
    once = [one for one in table.seen if one[1] in _ONCE]
    assert len(set(once)) == len(once)
    settled = [f["run"] for line in table.log for f in line.facts if f["kind"] == "settled"]
    assert len(set(settled)) == len(settled)
    # What is known of a state is in its JSON.
    text = json.dumps(states.to_json(table.state))
    assert states.from_json(json.loads(text)) == table.state
    # The log gives the same state and standing, in whatever portions it is read.
    state, sheet = replay(table.plan, table.log, table.answers, table.roster)
    assert state == table.state
    assert sheet.standing() == table.sheet.standing() and sheet.units() == table.sheet.units()
    assert sheet.totals() == table.sheet.totals() and sheet.out == table.sheet.out
    # A player who is heard of late stands where they would have stood.
    late = Sheet(table.plan)
    for player, unit in table.roster[:-1]:
        late.add_player(player, unit)
    silent = {r: [a for a in all_ if a[0] != _PLAYERS] for r, all_ in table.answers.items()}
    whole = Sheet(table.plan)
    for player, unit in table.roster:
        whole.add_player(player, unit)
    for line in table.log:
        spoken = [f for f in line.facts if f.get("player") != _PLAYERS]
        take(late, spoken, silent)
        take(whole, spoken, silent)
    late.add_player(*table.roster[-1])
    assert late.standing() == whole.standing() and late.out == whole.out


@settings(max_examples=40, deadline=None, phases=_PARTS)
@given(st.data())
def test_no_answer_in_time_is_lost_and_none_late_is_scored(data):
    draw = data.draw
    table = Table(plan(segment(Mode.ACCURACY, 3)), players=_PLAYERS).start()
    expected = dict.fromkeys(range(1, _PLAYERS + 1), 0)
    for _ in range(3):
        table.do("next")
        opens = table.state.opens_us
        gaps = []
        for _ in range(draw(st.integers(0, 2))):
            table.wait(draw(st.integers(1, 4)))
            start = table.at
            table.do("pause")
            table.at += draw(st.integers(1, 5)) * SECOND
            table.do("resume")
            gaps.append((start, table.at))
        times = {p: opens + draw(st.integers(-1, 45)) * SECOND for p in expected}
        for player, received in times.items():
            table.answers.setdefault(table.state.run, []).append((player, "B", received))
        if draw(st.booleans()):
            table.wait(2)
            table.do("end_early")
            table.settle()
        table.wait(60)
        closes = table.state.closes_us
        for player, received in times.items():
            in_gap = any(a < received < b for a, b in gaps)
            expected[player] += 10_000 * (opens <= received <= closes and not in_gap)
        table.do("reveal")
    assert table.points() == expected


@settings(max_examples=60, deadline=None, phases=_PARTS)
@given(st.data())
def test_undo_is_exact(data):
    table = _play(data.draw, 25)
    if table.state.is_paused:
        table.do("resume")
    names = [n for n in allowed(table.plan, table.state) if n not in ("undo", "finish")]
    name = data.draw(st.sampled_from(sorted(names)))
    before, points, units = table.state, table.points(), table.sheet.units()
    out = table.sheet.out
    try:
        table.do(name, **_args(data.draw, name))
    except Refusal:
        return
    if table.state.before is None or table.state.before["name"] != name:
        return
    phase = table.state.phase
    table.do("undo")
    assert table.points() == points and table.sheet.units() == units and table.sheet.out == out
    assert table.state.runs >= before.runs
    if phase is before.phase or phase not in (Phase.CLOSED,):
        same = {"before": None, "runs": 0, "facts": 0, "since_us": 0, "floor": states.Floor(),
                "alive": -1, "tally_of": 0}  # fmt: skip
        assert replace(table.state, **same) == replace(before, **same)


def test_two_hosts_press_next_and_one_wins():
    table = Table(plan(segment(Mode.RACE, 3)), players=1).start()
    seen = table.state
    table.do("next")
    # The other hand acts on the state it saw only if the version is still that (services); on the
    # new state the rules refuse.
    with pytest.raises(Refusal, match="not_now"):
        table.do("next")
    assert table.state.run == seen.run + 1


def test_the_clock_is_idempotent_and_never_early():
    table = Table(plan(segment(Mode.RACE, 1)), players=1).start()
    table.do("next")
    at, command = due(table.plan, table.state)
    with pytest.raises(Refusal):
        step(table.plan, table.state, command, at - 1)
    made = step(table.plan, table.state, command, at + 5 * SECOND)
    assert made.state.closes_us == at  # however late the process woke
    with pytest.raises(Refusal):
        step(table.plan, made.state, command, at + 6 * SECOND)


def test_a_changed_log_is_found():
    table = Table(plan(segment(Mode.RACE, 1)), players=1).start()
    table.ask("B")
    table.do("adjust", player=1, points_milli=1_000, reason="lý do")
    forged = [
        replace(line, args={**line.args, "points_milli": 9_000}) if line.name == "adjust" else line
        for line in table.log
    ]
    with pytest.raises(Differs) as found:
        list(steps(table.plan, forged))
    assert found.value.number == len(forged)
    with pytest.raises(Refusal):
        list(steps(table.plan, [Logged("reveal", {}, 1), *table.log]))


@pytest.mark.parametrize("name", sorted(HOST_COMMANDS))
def test_every_command_refuses_strange_arguments(name):
    with pytest.raises(Refusal, match="bad_args"):
        check_args(name, {"strange": 1})
    for one, kind in HOST_COMMANDS[name].must.items():
        wrong = {Arg.TEXT: 5, Arg.NAME: 5, Arg.FLAG: 1}.get(kind, True)
        good = {"player": 1, "right": True, "reason": "x", "points_milli": 1, "name": "A",
                "seconds": 5, "value": 0, "row": 0}  # fmt: skip
        args = {key: good[key] for key in HOST_COMMANDS[name].must} | {one: wrong}
        if HOST_COMMANDS[name].either:
            args["player"] = 1
        with pytest.raises(Refusal, match="bad_args"):
            check_args(name, args)


def test_every_refused_command_changes_nothing_in_any_phase():
    table = Table(programme(), players=2)
    for name in HOST_COMMANDS:
        if name not in allowed(table.plan, table.state):
            with pytest.raises(Refusal):
                step(table.plan, table.state, Command(name, _good(name)), table.at)


def _good(name: str) -> dict:
    good = {"player": 1, "right": True, "reason": "x", "points_milli": 1, "name": "A",
            "seconds": 5, "value": 0, "row": 0}  # fmt: skip
    return {key: good[key] for key in HOST_COMMANDS[name].must}


def test_plans_round_trip_and_faults_are_told():
    made = programme()
    assert plans.from_json(json.loads(json.dumps(plans.to_json(made)))) == made
    assert plans.faults(made) == ()
    bare = plan(Segment("Phần", Mode.RACE, ()))
    assert plans.faults(bare) == ("no_questions",) and plans.faults(plan()) == ("no_segments",)
    with pytest.raises(plans.Unreadable, match="plan.strange"):
        plans.from_json({**plans.to_json(made), "strange": 1})
    with pytest.raises(plans.Unreadable, match="terms.cut"):
        plans.terms_from_json("race", {"cut": "ba"})
    assert plans.terms_from_json("knockout", {"seconds": 30}).cut == 15
