"""A player's own line: the quick way to write it gives the bytes of the slow one."""

from __future__ import annotations

import json

import pytest

from contests.live.protocol.encode import ME_MOST, me_frame


@pytest.mark.parametrize(
    "own", [None, "B", "ACD", "TFFT", "", "42", "1,5", "điều 8", "x" * 150, 'a"b']
)
@pytest.mark.parametrize("ok", [None, 0, 1])
@pytest.mark.parametrize("is_in", [True, False])
def test_a_players_line_is_json_of_its_values(own, ok, is_in):
    made = me_frame(12, -5_000, 3, 10_000, 980_250, ok, own, is_in)
    told = {"t": "me", "n": 12, "p": -5_000, "r": 3, "of": 10_000, "d": 980_250, "ok": ok}
    told |= {"in": int(is_in), "a": own}
    slow = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    assert len(made) <= ME_MOST
    assert made == slow if len(slow) <= ME_MOST else json.loads(made)["a"].endswith("…")
