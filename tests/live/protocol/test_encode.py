"""Nobody hears before their time: markers in every secret, searched for in every frame."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import Phase as Part
from hypothesis import given, settings
from hypothesis import strategies as st

from contests.live.protocol import encode
from contests.live.rules.commands import Refusal
from contests.live.rules.plan import Mode, Plan, Segment
from contests.live.rules.state import Phase
from contests.live.rules.step import allowed
from tests.live.protocol.scene import room
from tests.live.rules.table import Table, plan, question, segment

SECRETS = ("explanation", "citation", "quote", "note", "clue")
VIEWERS = ("player", "projector")


def marked(mode: Mode, count: int = 3) -> Plan:
    """A plan whose every secret holds a marker with the number of its question."""
    base = segment(mode, 1)
    questions = tuple(
        question(
            n, mode, kind="short", options=(), right=f"§right{n}§",
            accepted=(f"§right{n}§", f"§other{n}§"),
            **{name: f"§{name}{n}§" for name in SECRETS},
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    terms = replace(base.terms, keyword="§keyword§", cut=0)
    return plan(Segment("Phần", mode, questions, terms), segment(Mode.RACE, 1))


def markers(text: str) -> set[str]:
    return {part for n, part in enumerate(text.split("§")) if n % 2}


@settings(max_examples=60, deadline=None, phases=(Part.generate,))
@given(st.data())
def test_no_marker_goes_out_before_its_reveal(data):
    mode = data.draw(
        st.sampled_from((Mode.RACE, Mode.BELL, Mode.OBSTACLE, Mode.BUZZER, Mode.SPEED))
    )
    table = Table(marked(mode), players=3)
    revealed: set[int] = set()
    for _ in range(25):
        names = [n for n in allowed(table.plan, table.state) if n not in ("finish", "adjust")]
        args = {"judge": {"player": 1, "right": False}, "keyword": {"player": 1, "right": False},
                "void": {"reason": "x"}, "extend": {"seconds": 3}, "open_row": {"row": 0},
                "give_turn": {"player": 1}, "rename": {"player": 1, "name": "A"}}  # fmt: skip
        name = data.draw(st.sampled_from(sorted(names)))
        default = {"player": 1} if name in ("hide_name", "show_name", "remove") else {}
        try:
            table.do(name, **args.get(name, default))
        except Refusal:
            continue
        table.settle()
        if table.state.phase is Phase.REVEALED and table.state.segment == 0:
            revealed.add(table.state.question + 1)
        known = room(table, rules=("Luật chơi",), log=[{"name": "next"}], counts={"B": 2})
        for viewer in VIEWERS:
            text = encode.state_frame(table.plan, table.state, known, viewer, table.at).decode()
            told = markers(text)
            assert "keyword" not in told and not any(one.startswith("note") for one in told)
            numbers = {int(one[-1]) for one in told}
            assert numbers <= revealed, (table.state.phase, told)
            assert not json.loads(text).keys() & {"next", "key", "log", "commands", "devices"}


def test_the_host_reads_the_key_before_anybody():
    table = Table(marked(Mode.RACE), players=2).start()
    made = encode.state_frame(table.plan, table.state, room(table), "host", table.at).decode()
    assert {"right1", "note1", "citation1"} <= markers(made)


def test_the_host_is_warned_before_people_go_out_of_what_follows():
    table = Table(plan(segment(Mode.BELL, 1), segment(Mode.RACE, 1)), players=2).start()
    assert _state(table, room(table), "host")["narrows"] == 2
    assert "narrows" not in _state(table, room(table), "projector")
    table.do("next")
    assert "narrows" not in _state(table, room(table), "host")


def test_the_reveal_tells_all_but_the_note():
    table = Table(marked(Mode.RACE), players=2).start()
    table.ask("§right1§")
    table.do("reveal")
    made = encode.state_frame(table.plan, table.state, room(table), "player", table.at).decode()
    assert markers(made) == {"right1", "explanation1", "citation1", "quote1"}
    table.do("show_board")
    made = encode.state_frame(table.plan, table.state, room(table), "player", table.at).decode()
    assert "right1" in markers(made)


def test_a_void_question_is_not_revealed():
    table = Table(marked(Mode.RACE), players=2).start()
    table.ask("§right1§")
    table.do("void", reason="Đáp án sai")
    table.do("show_board")
    made = encode.state_frame(table.plan, table.state, room(table), "player", table.at).decode()
    assert not markers(made)


def test_counts_are_per_option_and_only_with_the_reveal():
    table = Table(plan(segment(Mode.RACE, 1)), players=6).start()
    table.ask("B", "B", "A", "C")
    known = room(table, counts={"B": 2, "A": 1, "C": 1})
    assert "reveal" not in _state(table, known, "player")
    assert "reveal" not in _state(table, known, "projector")
    table.do("reveal")
    told = _state(table, known, "projector")["reveal"]
    assert told["counts"] == [1, 2, 1, 0] and told["none"] == 2


def _state(table: Table, known: encode.Room, viewer: str) -> dict:
    return json.loads(encode.state_frame(table.plan, table.state, known, viewer, table.at))


def test_the_code_is_the_halls_and_only_in_the_lobby():
    table = Table(plan(segment(Mode.RACE, 1)), players=1)
    table.do("open_lobby")
    assert _state(table, room(table), "projector")["session"]["code"] == "482913"
    assert "code" not in _state(table, room(table), "player")["session"]
    table.do("start")
    assert "482913" not in json.dumps(_state(table, room(table), "host"))


def test_the_queue_shows_margins_and_locks():
    table = Table(plan(segment(Mode.BUZZER, 1)), players=4).start()
    table.do("next")
    table.press((4, table.at))
    until = table.at + 3_000_000
    table.at += 50_000
    table.do("arm")
    table.press((2, table.at + 84_000), (1, table.at), (4, table.at + 10))
    told = _state(table, room(table), "projector")["buzz"]
    assert told["queue"] == [[1, "Người 1", 0], [2, "Người 2", 84_000], [4, "Người 4", 0, until]]
    assert told["turn"] == 1 and told["armed"] is True


def test_the_same_frame_is_the_same_bytes_and_all_players_share_it():
    table = Table(plan(segment(Mode.RACE, 1)), players=3).start()
    table.do("next")
    made = {encode.state_frame(table.plan, table.state, room(table), "player", 5) for _ in range(3)}
    assert len(made) == 1


@pytest.mark.parametrize(
    "own", ["", "B", "nước Cộng hòa xã hội chủ nghĩa Việt Nam" * 5, "🇻🇳" * 90, None]
)
def test_me_is_small(own):
    made = encode.me_frame(10**5, -(10**9), 10_000, 10_000, 10**7, 1, own)
    assert len(made) <= 120
    told = json.loads(made)["a"]
    assert told == own or (own.startswith(told[:-1]) and told.endswith("…"))


def _shows(view, now_us):
    """What a phone shows of a state at an instant: a question whose time is over is closed."""
    shown = {**view, "n": 0}
    is_over = 0 < view.get("closes", 0) <= now_us and "buzz" not in view
    if view["phase"] == "asking" and is_over:
        shown["phase"] = "closed"
    return shown


@settings(max_examples=40, deadline=None, phases=(Part.generate,))
@given(st.data())
def test_a_phone_that_hears_only_what_is_new_shows_what_a_fresh_one_does(data):
    mode = data.draw(st.sampled_from((*Mode,)))
    table = Table(plan(segment(mode, 2, keyword="HIẾN PHÁP"), segment(Mode.RACE, 1)), players=3)
    told, heard = None, 0
    for version in range(1, 31):
        kind = data.draw(st.sampled_from(("say", "say", "wait", "press", "settle")))
        names = [n for n in allowed(table.plan, table.state) if n not in ("finish", "adjust")]
        try:
            if kind == "wait":
                table.wait(data.draw(st.sampled_from((0.1, 2, 60))))
            elif kind == "settle":
                table.settle()
            elif kind == "press":
                table.press((1, table.at))
            else:
                name = data.draw(st.sampled_from(sorted(names)))
                table.do(name, **_ARGS.get(name, {}))
        except Refusal:
            continue
        view = encode.state_view(table.plan, table.state, room(table, version), "player")
        if encode.says_new(told, view):
            told, heard = view, heard + 1
        assert _shows(told, table.at) == _shows(view, table.at)
    assert heard


_ARGS = {"judge": {"player": 1, "right": False}, "keyword": {"player": 1, "right": False},
         "void": {"reason": "x"}, "extend": {"seconds": 3}, "open_row": {"row": 0},
         "give_turn": {"player": 1}, "rename": {"player": 1, "name": "A"},
         "hide_name": {"player": 1}, "show_name": {"player": 1}, "remove": {"player": 1},
         "package": {"value": 0}, "star": {"player": 1}, "rescue": {"count": 1}}  # fmt: skip
