"""Whatever a socket says ends in a frame or in a coded refusal."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contests.live.protocol.parse import BadFrame, parse

ROLES = (None, "player", "host", "projector")
ANSWER = {"t": "answer", "run": 5, "r": "B", "k": "abcd1234"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "bad_json"),
        (b"xin chao", "bad_json"),
        (b"[1]", "bad_shape"),
        (b"5", "bad_shape"),
        (b"null", "bad_shape"),
        (b'"answer"', "bad_shape"),
        (b"\xff\xfe\x00", "bad_text"),
        (b'{"t":"answer"', "bad_json"),
        (b"[" * 8_000, "bad_shape"),
        (b'{"t":{"a":{"b":{"c":{}}}}}', "bad_shape"),
        (b'{"t":"answer","run":NaN,"r":"B","k":"abcd1234"}', "bad_json"),
        (b'{"t":"ping","c":Infinity}', "bad_json"),
        (b'{"t":"ping","c":1e999}', "bad_shape"),
        (b'{"t":"ping","t":"sync","c":1}', "bad_json"),
        (b'{"t":"chat_message"}', "unknown_type"),
        (b'{"t":"__class__"}', "unknown_type"),
        (b'{"t":"websocket.disconnect"}', "unknown_type"),
        (b'{"t":"' + b"a" * 1_000 + b'"}', "unknown_type"),
        (b'{"t":["answer"]}', "unknown_type"),
        (b'{"type":"answer"}', "unknown_type"),
        (b"{}", "unknown_type"),
        (json.dumps(ANSWER | {"run": True}).encode(), "bad_shape"),
        (json.dumps(ANSWER | {"run": 5.0}).encode(), "bad_shape"),
        (json.dumps(ANSWER | {"run": -1}).encode(), "bad_shape"),
        (json.dumps(ANSWER | {"run": 2**60}).encode(), "bad_shape"),
        (json.dumps(ANSWER | {"r": ["B"]}).encode(), "bad_shape"),
        (json.dumps(ANSWER | {"r": "B" * 201}).encode(), "bad_shape"),
        (json.dumps(ANSWER | {"r": "B\u0000"}).encode(), "bad_text"),
        (b'{"t":"answer","run":5,"r":"\\ud800","k":"abcd1234"}', "bad_text"),
        (json.dumps(ANSWER | {"k": "short"}).encode(), "bad_shape"),
        (json.dumps(ANSWER | {"k": "abcd1234\n"}).encode(), "bad_shape"),
        (json.dumps(ANSWER | {"k": "khoá-của-tôi"}).encode(), "bad_shape"),
        (json.dumps(ANSWER | {"score": 5}).encode(), "bad_shape"),
        (json.dumps(ANSWER | {"received_us": 5}).encode(), "bad_shape"),
        (json.dumps({"t": "answer"}).encode(), "bad_shape"),
    ],
)
def test_malformed_frames_are_refused_and_the_socket_lives(text, code):
    with pytest.raises(BadFrame) as bad:
        parse(text, "player")
    assert bad.value.code == code and not bad.value.fatal


def test_only_size_is_fatal():
    with pytest.raises(BadFrame) as bad:
        parse(b'{"t":"sync","x":"' + b"a" * 8_192 + b'"}', "player")
    assert bad.value.code == "too_large" and bad.value.fatal


@pytest.mark.parametrize(
    ("value", "role", "code"),
    [
        ({"t": "command", "name": "next", "seen": 1, "k": "abcd1234"}, "player", "not_yours"),
        ({"t": "command", "name": "next", "seen": 1, "k": "abcd1234"}, "projector", "not_yours"),
        (ANSWER, "host", "not_yours"),
        (ANSWER, "projector", "not_yours"),
        (ANSWER, None, "not_joined"),
        ({"t": "sync"}, None, "not_joined"),
        ({"t": "join", "ticket": "abc"}, "player", "joined"),
        ({"t": "join", "ticket": "a b"}, None, "bad_shape"),
        ({"t": "join", "ticket": 5}, None, "bad_shape"),
        ({"t": "command", "name": "settle", "seen": 1, "k": "abcd1234"}, "host", "unknown_command"),
        ({"t": "command", "name": "press", "seen": 1, "k": "abcd1234"}, "host", "unknown_command"),
        ({"t": "command", "name": "next", "args": {"x": 1}, "seen": 1, "k": "abcd1234"}, "host",
         "bad_args"),
        ({"t": "command", "name": "next", "args": [], "seen": 1, "k": "abcd1234"}, "host",
         "bad_shape"),
        ({"t": "command", "name": "void", "args": {"reason": ""}, "seen": 1, "k": "abcd1234"},
         "host", "reason_missing"),
    ],
)  # fmt: skip
def test_who_may_say_what(value, role, code):
    with pytest.raises(BadFrame) as bad:
        parse(json.dumps(value).encode(), role)
    assert bad.value.code == code and bad.value.key in (None, value.get("k"))


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)),
       st.sampled_from(ROLES))  # fmt: skip
def test_any_bytes_end_in_a_frame_or_a_code(data, role):
    try:
        parse(data, role)
    except BadFrame as bad:
        assert bad.code


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["t", "run", "r", "k", "n", "ticket", "name", "args", "seen", "c"]), _JSON
    ),
    st.sampled_from(["join", "answer", "buzz", "sync", "ping", "command"]),
    st.sampled_from(ROLES),
)
def test_any_object_ends_in_a_frame_or_a_code(value, kind, role):
    try:
        parse(json.dumps(value | {"t": kind}).encode(), role)
    except BadFrame as bad:
        assert bad.code


@pytest.mark.parametrize(
    "text",
    [
        '{"t":"answer","run":5,"r":"B","k":"k3x9Qm2aTz"}',
        '{"t":"answer","run":0,"r":"TFFT","k":"k3x9_m2-Tz"}',
        '{"t":"answer","run":5,"r":"B","k":"k3x9Qm2aTz"}\n',
        '{"t":"answer","run":05,"r":"B","k":"k3x9Qm2aTz"}',
        '{"t":"answer","run":-5,"r":"B","k":"k3x9Qm2aTz"}',
        '{"t":"answer","run":9999999999,"r":"B","k":"k3x9Qm2aTz"}',
        '{"t":"answer","run":5,"r":"b","k":"k3x9Qm2aTz"}',
        '{"t":"answer","run":5,"r":"","k":"k3x9Qm2aTz"}',
        '{"t":"answer","run":5,"r":"B","k":"short"}',
        '{"t":"answer","run":5,"r":"B","k":"k3x9Qm2aTz","k":"k3x9Qm2aTz"}',
        '{"t":"answer","r":"B","run":5,"k":"k3x9Qm2aTz"}',
    ],
)
@pytest.mark.parametrize("role", ROLES)
def test_the_quick_way_to_read_an_answer_reads_what_the_slow_one_does(text, role):
    def read(data):
        try:
            return parse(data, role)
        except BadFrame as bad:
            return bad.code, bad.key

    assert read(text.encode()) == read(text)
