"""How players come into a room through the writer: new ones while the lobby takes them, known ones
by their person or code on any device at any time.

What an op finds already done it gives back again, so that every one of them may be sent twice.
"""

# ruff: noqa: S608 (only literals and placeholders are joined)

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from contests import answers
from contests.answers import Code, Refused
from contests.live.services.ledger import LiveCode

# More than the largest hall; what keeps one lobby from filling the disk.
MOST_PLAYERS: Final = 20_000


@dataclass(frozen=True, slots=True)
class LiveJoin:
    """Somebody who wants to play. `name_key` None: a real name, of which there may be several.
    `is_back`: only as the player they have been."""

    session: int
    name: str
    name_key: str | None
    client_key: str
    joined_us: int
    unit: str = ""
    organisation: int | None = None
    entrant: int | None = None
    code: int | None = None
    is_bot: bool = False
    is_back: bool = False

    @property
    def subject(self) -> str:
        return f"join:{self.session}:{self.client_key}"


@dataclass(frozen=True, slots=True)
class Joined:
    """The player's row is committed. `again`: it was there before this op."""

    player: int
    number: int
    epoch: int
    again: bool = False


_PLAYER = (
    "INSERT INTO live_liveplayer (session_id, number, name, name_key, name_hidden, unit,"
    " organisation_id, entrant_id, code_id, client_key, is_bot, epoch, is_removed, joined_us,"
    " changed) VALUES "
)
_MOST_VALUES = 900


def join_players(ops: Sequence[LiveJoin], now_us: int) -> list[Any]:
    """Let in those whom their lobby takes; what became of each, in order.

    Sessions are locked in the order of their ids, so that numbers have no gaps and whoever reads
    "all above number N" has missed nobody.
    """
    outcomes: list[Any] = [None] * len(ops)
    by_session: dict[int, list[int]] = defaultdict(list)
    for index, op in enumerate(ops):
        by_session[op.session].append(index)
    for session in sorted(by_session):
        for index, outcome in _join_one(session, by_session[session], ops):
            outcomes[index] = outcome
    return outcomes


def _join_one(
    session: int, indexes: Sequence[int], ops: Sequence[LiveJoin]
) -> Iterable[tuple[int, Any]]:
    lock = " FOR NO KEY UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT is_joinable, players_count, roster FROM live_livesession WHERE id = %s" + lock,
            [session],
        )
        row = cursor.fetchone()
        if row is None:
            return [(index, Refused(Code.UNKNOWN)) for index in indexes]
        joinable, count, roster = row
        known = _known(session, [ops[index] for index in indexes])
        found: list[tuple[int, Any]] = []
        fresh: list[tuple[int, LiveJoin]] = []
        took_over = False
        for index in indexes:
            op = ops[index]
            at = known.of(op)
            if at is not None:
                outcome, moved = _come_back(op, at, roster + 1)
                took_over |= moved
                found.append((index, outcome))
            elif known.claims(op):
                # Somebody else of this very batch was first with the name, code or person.
                found.append((index, Refused(LiveCode.NAME_TAKEN)))
            elif op.is_back:
                found.append((index, Refused(LiveCode.ABSENT)))
            elif not joinable:
                found.append((index, Refused(LiveCode.LOCKED)))
            elif count + len(fresh) >= MOST_PLAYERS:
                found.append((index, Refused(LiveCode.FULL)))
            else:
                known.claim(op)
                fresh.append((index, op))
        ids = _insert(cursor, session, count, [op for _, op in fresh])
        for place, (index, _) in enumerate(fresh, start=count + 1):
            found.append((index, Joined(ids[place], place, 0)))
        if fresh or took_over:
            cursor.execute(
                "UPDATE live_livesession SET players_count = %s, roster = %s WHERE id = %s",
                [count + len(fresh), roster + int(took_over), session],
            )
    return found


class _Known:
    """Who of a session stands under a client key, a nickname, a person or a code."""

    def __init__(self) -> None:
        self.by: dict[tuple[str, Any], tuple[Any, ...]] = {}
        self._claimed: set[tuple[str, Any]] = set()

    @staticmethod
    def _keys(op: LiveJoin) -> list[tuple[str, Any]]:
        keys: list[tuple[str, Any]] = [("key", op.client_key)]
        keys += [("entrant", op.entrant)] if op.entrant is not None else []
        keys += [("code", op.code)] if op.code is not None else []
        return keys + ([("name", op.name_key)] if op.name_key is not None else [])

    def of(self, op: LiveJoin) -> tuple[Any, ...] | None:
        return next((self.by[key] for key in self._keys(op) if key in self.by), None)

    def claims(self, op: LiveJoin) -> bool:
        return any(key in self._claimed for key in self._keys(op))

    def claim(self, op: LiveJoin) -> None:
        self._claimed.update(self._keys(op))


def _known(session: int, ops: Sequence[LiveJoin]) -> _Known:
    known = _Known()
    columns = (
        ("key", "client_key", [op.client_key for op in ops]),
        ("entrant", "entrant_id", [op.entrant for op in ops if op.entrant is not None]),
        ("code", "code_id", [op.code for op in ops if op.code is not None]),
        ("name", "name_key", [op.name_key for op in ops if op.name_key is not None]),
    )
    with connection.cursor() as cursor:
        for kind, column, values in columns:
            if not values:
                continue
            cursor.execute(
                "SELECT id, number, epoch, is_removed, client_key, entrant_id, code_id,"
                f" {column} FROM live_liveplayer WHERE session_id = %s"
                f" AND {column} IN ({','.join(['%s'] * len(values))})",
                [session, *values],
            )
            for row in cursor.fetchall():
                known.by[kind, row[-1]] = row
    return known


def _come_back(op: LiveJoin, row: tuple[Any, ...], roster: int) -> tuple[Any, bool]:
    """The same sending gets the same player; a code or a person on another device takes over,
    which ends the tickets given out before; a nickname belongs to whoever was first."""
    player, number, epoch, is_removed, client_key, entrant, code, _ = row
    if is_removed:
        return Refused(LiveCode.REMOVED), False
    if client_key == op.client_key:
        return Joined(player, number, epoch, again=True), False
    mine = (op.code is not None and code == op.code) or (
        op.entrant is not None and entrant == op.entrant
    )
    if not mine:
        return Refused(LiveCode.NAME_TAKEN), False
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE live_liveplayer SET epoch = epoch + 1, changed = %s, client_key = %s"
            " WHERE id = %s",
            [roster, op.client_key, player],
        )
    return Joined(player, number, epoch + 1, again=True), True


def _insert(cursor: Any, session: int, count: int, ops: Sequence[LiveJoin]) -> dict[int, int]:
    """Insert `ops` as players `count` + 1 and so on; their ids by number."""
    ids: dict[int, int] = {}
    step = _MOST_VALUES // 15
    for start in range(0, len(ops), step):
        part = ops[start : start + step]
        values: list[Any] = []
        for number, op in enumerate(part, start=count + 1 + start):
            values += [session, number, op.name, op.name_key, False, op.unit, op.organisation]
            values += [op.entrant, op.code, op.client_key, op.is_bot, 0, False, op.joined_us, 0]
        one = f"({','.join(['%s'] * 15)})"
        cursor.execute(
            _PLAYER + ",".join([one] * len(part)) + " RETURNING number, id",
            values,
        )
        ids.update(cursor.fetchall())
    return ids


def register() -> None:
    """Teach the writer the op."""
    answers.register(LiveJoin, join_players)
