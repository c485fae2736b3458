"""The closed list of commands, their arguments, and what a step answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from contests.live.rules.state import State

AHEAD_US: Final = 300_000
"""A question opens so long after its frame is made, so that its way is nobody's advantage."""
MICRO: Final = 1_000_000
POINTS_MOST: Final = 10_000_000
IDS_MOST: Final = 200
TEXT_MOST: Final = 300
NAME_MOST: Final = 80

Fact = dict[str, Any]


class Refusal(Exception):
    """Why a command is not done, as a code (sentences: `contests.live.wording.refusals`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Command:
    """`by`: "host", or "clock" for what no person does."""

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)
    by: str = "host"


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a command; `facts` are what the sheet folds, each numbered by its `no`."""

    state: State
    facts: tuple[Fact, ...] = ()


class Arg(StrEnum):
    """What an argument is."""

    ID = "id"
    COUNT = "count"
    POINTS = "points"
    TEXT = "text"
    NAME = "name"
    FLAG = "flag"
    IDS = "ids"


@dataclass(frozen=True, slots=True)
class Takes:
    """Arguments of a command: those it must have, those it may have, one of `either`."""

    must: Mapping[str, Arg] = field(default_factory=dict)
    may: Mapping[str, Arg] = field(default_factory=dict)
    either: tuple[str, ...] = ()


_PLAYER = {"player": Arg.ID}
_REASON = {"reason": Arg.TEXT}
_JUDGE = Takes({"player": Arg.ID, "right": Arg.FLAG}, _REASON)

HOST_COMMANDS: Final[dict[str, Takes]] = {
    "open_lobby": Takes(),
    "lock_lobby": Takes(),
    "unlock_lobby": Takes(),
    "start": Takes(),
    "next": Takes(),
    "arm": Takes(),
    "end_early": Takes(),
    "extend": Takes({"seconds": Arg.COUNT}),
    "pause": Takes(),
    "resume": Takes(),
    "skip": Takes(),
    "redo": Takes(may=_REASON),
    "void": Takes(_REASON),
    "reveal": Takes(),
    "show_board": Takes(),
    "hide_board": Takes(),
    "judge": _JUDGE,
    "give_turn": Takes(_PLAYER),
    "star": Takes(_PLAYER),
    "package": Takes({"value": Arg.COUNT}),
    "open_row": Takes({"row": Arg.COUNT}),
    "keyword": _JUDGE,
    "rescue": Takes(may={"count": Arg.COUNT, "players": Arg.IDS}),
    "adjust": Takes(
        {"points_milli": Arg.POINTS, "reason": Arg.TEXT},
        {"player": Arg.ID, "unit": Arg.NAME},
        ("player", "unit"),
    ),
    "hide_name": Takes(_PLAYER),
    "show_name": Takes(_PLAYER),
    "rename": Takes({"player": Arg.ID, "name": Arg.NAME}),
    "remove": Takes(_PLAYER, _REASON),
    "undo": Takes(),
    "finish": Takes(),
    "reopen_board": Takes(),
}
"""Everything a host may say."""
CLOCK_COMMANDS: Final = frozenset({"close", "settle", "lapse", "advance", "press", "tally"})
"""What the clock, the ledger and the fold say. A host who says it is refused."""


def check_args(name: str, args: Mapping[str, Any]) -> None:
    """Raises `Refusal`: "unknown_command", or "bad_args" for missing, strange or mistyped ones."""
    takes = HOST_COMMANDS.get(name)
    if takes is None:
        raise Refusal("unknown_command")
    known = {**takes.must, **takes.may}
    if not takes.must.keys() <= args.keys() <= known.keys():
        raise Refusal("bad_args")
    if takes.either and sum(one in args for one in takes.either) != 1:
        raise Refusal("bad_args")
    if not all(_fits(known[one], value) for one, value in args.items()):
        raise Refusal("bad_args")
    if Arg.TEXT in takes.must.values() and not str(args["reason"]).strip():
        raise Refusal("reason_missing")


def _fits(kind: Arg, value: object) -> bool:
    match kind:
        case Arg.FLAG:
            return type(value) is bool
        case Arg.TEXT | Arg.NAME:
            most = TEXT_MOST if kind is Arg.TEXT else NAME_MOST
            return isinstance(value, str) and len(value) <= most and value.isprintable()
        case Arg.IDS:
            return (
                isinstance(value, list)
                and 0 < len(value) <= IDS_MOST
                and all(_fits(Arg.ID, one) for one in value)
            )
        case Arg.POINTS:
            return type(value) is int and 0 < abs(value) <= POINTS_MOST
        case Arg.COUNT:
            return type(value) is int and 0 <= value <= 10_000
        case _:
            return type(value) is int and 0 < value < 2**63
