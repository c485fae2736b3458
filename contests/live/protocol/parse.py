"""Reading what a socket says. Whatever it is, it ends in a frame or a `BadFrame`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_KEY = re.compile(r"[A-Za-z0-9_-]{8,40}\Z")


class BadFrame(Exception):
    """`fatal` ends the socket; an honest mistake keeps it."""

    def __init__(self, code: str, fatal: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.fatal = fatal


@dataclass(frozen=True, slots=True)
class Join:
    """The first frame."""

    ticket: str
    seen: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A player's answer."""

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
    """Send the state again."""


@dataclass(frozen=True, slots=True)
class Ping:
    """The heartbeat."""

    client: float


@dataclass(frozen=True, slots=True)
class HostCommand:
    """A host's button."""

    name: str
    args: dict[str, Any]
    seen: int
    key: str


def parse(data: bytes, role: str | None) -> Any:
    """The frame in `data`. Raises `BadFrame`."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise BadFrame("bad_json") from None
    if not isinstance(value, dict):
        raise BadFrame("bad_shape")
    try:
        kind = value["t"]
        if kind == "answer":
            if (
                not _KEY.match(value["k"])
                or type(value["run"]) is not int
                or type(value["r"]) is not str
                or len(value["r"]) > 200
            ):
                raise BadFrame("bad_shape")
            return Answer(value["run"], value["r"], value["k"])
        if kind == "join":
            return Join(str(value["ticket"]), int(value.get("n", 0)))
        if kind == "ping":
            return Ping(float(value.get("c", 0)))
        if kind == "sync":
            return Sync()
        if kind == "buzz":
            return Buzz(int(value["run"]), str(value["k"]))
        if kind == "command":
            return HostCommand(
                str(value["name"]),
                dict(value.get("args") or {}),
                int(value["seen"]),
                str(value["k"]),
            )
    except (KeyError, TypeError, ValueError):
        raise BadFrame("bad_shape") from None
    raise BadFrame("unknown_type")
