"""docs/protocol.md against the code: every message is there, every example is one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from contests.live.protocol import encode
from contests.live.protocol.parse import FIELDS, SPEAKERS, parse
from contests.live.rules.plan import Mode
from tests.live.protocol.scene import NOW, frame, playing
from tests.live.rules.table import plan, segment

TEXT = (Path(__file__).resolve().parents[3] / "docs/protocol.md").read_text(encoding="utf-8")
_EXAMPLE = re.compile(r"^### (\w+)\n(.*?)```json\n(.+?)\n```", re.M | re.S)
UP, DOWN = TEXT.split("## From server to client")
FROM_CLIENT = {name: example for name, _, example in _EXAMPLE.findall(UP)}
FROM_SERVER = {name: example for name, _, example in _EXAMPLE.findall(DOWN)}
K, C = "k3x9Qm2aTz", "c0ffee12"
MADE = {
    "me": lambda: encode.me_frame(14, 975_000, 3, 120, 975_000, 1, "B"),
    "ok": lambda: encode.ok_frame(K),
    "refused": lambda: encode.refused_frame("late", K),
    "done": lambda: encode.done_frame(C, 42),
    "pong": lambda: encode.pong_frame(1723.5, NOW),
    "count": lambda: encode.count_frame(12, 84, 120),
    "lobby": lambda: encode.lobby_frame(120, ["Lê Thị Hà"], [("Xã Bình Sơn", 24)]),
    "rtt": lambda: encode.rtt_frame([("Đội Bình Sơn", 38)]),
    "bye": lambda: encode.bye_frame("restart", 5),
}


def test_every_message_of_a_client_is_described_and_parses():
    assert set(FROM_CLIENT) == set(FIELDS)
    for name, example in FROM_CLIENT.items():
        role = next(iter(sorted(SPEAKERS[name], key=str)))
        assert parse(example.encode(), role).__class__.__name__.lower().endswith(name)
        needed, possible = FIELDS[name]
        assert json.loads(example).keys() == {"t"} | needed | possible


@pytest.mark.parametrize("name", sorted(MADE))
def test_every_small_message_of_the_server_is_what_the_code_makes(name):
    assert MADE[name]().decode() == FROM_SERVER[name]


def test_nothing_else_goes_out():
    made = {n.removesuffix("_frame") for n in encode.__all__ if n.endswith("_frame")}
    assert set(FROM_SERVER) == made == {*MADE, "state"}


def test_the_state_of_the_document_is_what_the_code_makes():
    table = playing(plan(segment(Mode.RACE)), players=5, at=NOW)
    made = frame(table, "player", version=12, id="q8", title="Ngày Pháp luật", answered=0)
    assert json.loads(FROM_SERVER["state"]) == made


def test_every_name_of_a_state_is_described():
    described = set(re.findall(r"`(\w+)`", DOWN.split("### me")[0]))
    assert set(_names()) <= described | {"t", "n", "now", "phase"}


def _names() -> set[str]:
    source = (Path(encode.__file__)).read_text(encoding="utf-8")
    stage = Path(encode.__file__).with_name("stage.py").read_text(encoding="utf-8")
    found = set(re.findall(r'out\["(\w+)"\]', source.split("def is_revealed")[0]))
    return found | set(re.findall(r'return \{"(\w+)": told\}', stage)) | {"commands", "undo", "key"}
