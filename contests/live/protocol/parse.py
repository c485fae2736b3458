"""Reading what a socket says: the closed list of messages.

Whatever comes in ends in one of six frames or in a `BadFrame`. Unknown and doubled names, values of
a wrong type, numbers that are none and texts that cannot be text are refused; nothing is guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from contests.live.rules.commands import HOST_COMMANDS, Refusal, check_args

FRAME_MOST: Final = 8_192
"""Bytes of the longest frame that is read."""
TICKET_MOST: Final = 400
RESPONSE_MOST: Final = 200
DEPTH_MOST: Final = 4
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{8,40}\Z")
_NAME: Final = re.compile(r"[a-z_]{1,20}\Z")
_TICKET: Final = re.compile(r"[A-Za-z0-9_.:=~-]{1,400}\Z")
_UNTYPED: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_BIG: Final = 2**53
# An answer as pages write it: read at a seventh of the cost, to the same result.
_PLAIN_ANSWER: Final = re.compile(
    rb'\{"t":"answer","run":(0|[1-9][0-9]{0,8}),"r":"([A-Z]{1,20})","k":"([A-Za-z0-9_-]{8,40})"\}\Z'
)


class BadFrame(Exception):
    """A frame that is none; `fatal` ends the socket, an honest mistake keeps it. `key` is the
    frame's own, if it had one, so that its sender knows which was refused."""

    def __init__(self, code: str, fatal: bool = False, key: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.fatal = fatal
        self.key = key


@dataclass(frozen=True, slots=True)
class Join:
    """The first frame: a signed ticket, and the last version the sender saw (0: none)."""

    ticket: str
    seen: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A player's answer to a run: displayed letters, signs of rows, or what was typed."""

    run: int
    response: str
    key: str


@dataclass(frozen=True, slots=True)
class Buzz:
    """A press of the buzzer."""

    run: int
    key: str


@dataclass(frozen=True, slots=True)
class Sync:
    """Send me the state again."""


@dataclass(frozen=True, slots=True)
class Ping:
    """The heartbeat; `client` comes back unread."""

    client: float


@dataclass(frozen=True, slots=True)
class HostCommand:
    """A host's command on the version they saw."""

    name: str
    args: dict[str, Any]
    seen: int
    key: str


Said = Join | Answer | Buzz | Sync | Ping | HostCommand

FIELDS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "join": (frozenset({"ticket"}), frozenset({"n"})),
    "answer": (frozenset({"run", "r", "k"}), frozenset()),
    "buzz": (frozenset({"run", "k"}), frozenset()),
    "sync": (frozenset(), frozenset()),
    "ping": (frozenset({"c"}), frozenset()),
    "command": (frozenset({"name", "seen", "k"}), frozenset({"args"})),
}
"""(needed, possible) names of every message beside "t"."""
SPEAKERS: Final[dict[str, frozenset[str | None]]] = {
    "join": frozenset({None}),
    "answer": frozenset({"player"}),
    "buzz": frozenset({"player"}),
    "sync": frozenset({"player", "host", "projector"}),
    "ping": frozenset({None, "player", "host", "projector"}),
    "command": frozenset({"host"}),
}
"""Who may say it; None is whoever has not joined."""


def parse(data: bytes | str, role: str | None) -> Said:
    """The frame in `data`, said by `role` ("player", "host", "projector"; None before joining).

    Raises `BadFrame`: "too_large" (fatal), "bad_text", "bad_json", "bad_shape", "unknown_type",
    "not_joined", "joined", "not_yours", "unknown_command", "bad_args", "reason_missing".
    """
    if role == "player" and type(data) is bytes and (found := _PLAIN_ANSWER.match(data)):
        return Answer(int(found[1]), found[2].decode(), found[3].decode())
    value = _read(data)
    kind = value.get("t")
    if not isinstance(kind, str) or kind not in FIELDS:
        raise BadFrame("unknown_type")
    key = value.get("k")
    named = key if isinstance(key, str) and _KEY.match(key) else None
    needed, possible = FIELDS[kind]
    names = value.keys() - {"t"}
    if not needed <= names <= needed | possible:
        raise BadFrame("bad_shape", key=named)
    if role not in SPEAKERS[kind]:
        code = "not_joined" if role is None else "joined" if kind == "join" else "not_yours"
        raise BadFrame(code, key=named)
    if "k" in needed and named is None:
        raise BadFrame("bad_shape")
    return _made(kind, value, named or "")


def _made(kind: str, value: dict[str, Any], key: str) -> Said:
    match kind:
        case "join":
            ticket = value["ticket"]
            if not isinstance(ticket, str) or not _TICKET.match(ticket):
                raise BadFrame("bad_shape")
            return Join(ticket, _count(value.get("n", 0), key))
        case "answer":
            response = value["r"]
            if not isinstance(response, str) or len(response) > RESPONSE_MOST:
                raise BadFrame("bad_shape", key=key)
            if _UNTYPED.search(response):
                raise BadFrame("bad_text", key=key)
            return Answer(_count(value["run"], key), response, key)
        case "buzz":
            return Buzz(_count(value["run"], key), key)
        case "sync":
            return Sync()
        case "ping":
            number = value["c"]
            if type(number) not in (int, float) or not -_BIG < number < _BIG:
                raise BadFrame("bad_shape")
            return Ping(number)
        case _:
            return _command(value, key)


def _command(value: dict[str, Any], key: str) -> HostCommand:
    name, args = value["name"], value.get("args", {})
    if not isinstance(name, str) or not _NAME.match(name) or not isinstance(args, dict):
        raise BadFrame("bad_shape", key=key)
    if name not in HOST_COMMANDS:
        raise BadFrame("unknown_command", key=key)
    try:
        check_args(name, args)
    except Refusal as refusal:
        raise BadFrame(refusal.code, key=key) from None
    return HostCommand(name, args, _count(value["seen"], key), key)


def _count(value: object, key: str) -> int:
    if type(value) is not int or not 0 <= value < _BIG:
        raise BadFrame("bad_shape", key=key or None)
    return value


def _read(data: bytes | str) -> dict[str, Any]:
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    if size > FRAME_MOST:
        raise BadFrame("too_large", fatal=True)
    try:
        text = data.decode() if isinstance(data, bytes) else data
    except UnicodeDecodeError:
        raise BadFrame("bad_text") from None
    # Before the decoder recurses: no frame of ours is that deep.
    openers = text.count("[") + text.count("{")
    if openers > 64 or (openers > DEPTH_MOST and _depth(text) > DEPTH_MOST):
        raise BadFrame("bad_shape")
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError):
        raise BadFrame("bad_json") from None
    if not isinstance(value, dict):
        raise BadFrame("bad_shape")
    return value


def _depth(text: str) -> int:
    """The most that brackets outside of texts can nest; never too few."""
    depth = most = 0
    in_text = escaped = False
    for char in text:
        if in_text:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                in_text = False
        elif char == '"':
            in_text = True
        elif char in "[{":
            depth += 1
            most = max(most, depth)
        elif char in "]}":
            depth -= 1
    return most


def _once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
