"""What goes through the writer: answers, and the word that everything so far is written.

Each statement looks at the session's row and writes in one go; memory only refuses early. What an
op finds already done it acknowledges again, so that every one of them may be sent twice.
"""

# ruff: noqa: S608 (only literals and placeholders are joined)

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db import connection

from contests import answers
from contests.answers import Code, Refused, Saved

# In a storm of answers each commit costs as much as fifteen of them: they gather for 12 ms, which
# nobody who taps can tell.
PATIENCE: Final = 4
_SAVED: Final = Saved()


class LiveCode(StrEnum):
    """Why a live op was not done, beside `contests.answers.Code`.

    CLOSED: the question is over or was not asked. LATE, EARLY: received outside its time. PAUSED:
    within a pause. ANSWERED: this player has another answer to this run. REMOVED: the player was
    taken out. STALE: the ticket is of before another device took over. LOCKED: the lobby is closed.
    NAME_TAKEN: somebody of the room has this nickname. FULL: the room is. ABSENT: nobody has been
    in the room with this code, so nobody comes back with it.
    """

    CLOSED = "closed"
    LATE = "late"
    EARLY = "early"
    PAUSED = "paused"
    ANSWERED = "answered"
    REMOVED = "removed"
    STALE = "stale_epoch"
    LOCKED = "locked"
    NAME_TAKEN = "name_taken"
    FULL = "full"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class LiveSave:
    """One answer, or one press of the buzzer, as it arrived."""

    session: int
    player: int
    epoch: int
    run: int
    buzz: bool
    response: str
    client_key: str
    received_us: int

    @property
    def subject(self) -> int:
        return self.player


@dataclass(frozen=True, slots=True)
class Flushed:
    """Process `process` has written all it received for `session` up to and including `run`.

    It proves itself: it waits in the same queue, behind the answers it speaks of. With the run
    before an open one it is the process's sign of life.
    """

    session: int
    process: str
    run: int

    @property
    def subject(self) -> str:
        return f"live:{self.session}"


# --- answers ------------------------------------------------------------------------------------

_INSERT = (
    "INSERT INTO live_liveanswer (session_id, run, player_id, buzz_us, response, client_key,"
    " received_us, committed_us) "
    "SELECT s.id, v.run, p.id, CASE WHEN v.buzz = 1 THEN v.received ELSE 0 END, v.response,"
    " v.client_key, v.received, %s FROM "
)
# A run takes what was received within its time (both ends included) and outside its last pause,
# until it is settled; a buzzer also takes what comes before it is armed, which is a fault to show.
_TAKES = (
    " WHERE p.epoch = v.epoch AND NOT p.is_removed AND s.run = v.run AND ("
    " (v.buzz = 1 AND s.phase IN ('reading', 'asking', 'closed')"
    " AND (s.closes_us = 0 OR v.received <= s.closes_us)) OR"
    " (v.buzz = 0 AND s.phase IN ('asking', 'closed')"
    " AND v.received >= s.opens_us AND v.received <= s.closes_us)"
    ") AND (v.received <= s.gap_from_us OR v.received >= s.gap_to_us)"
    " AND (e.id IS NULL OR e.state = 'active')"
    " ORDER BY v.n ON CONFLICT DO NOTHING RETURNING player_id, client_key, run, received_us"
)
_SAVE_SQLITE = (
    _INSERT
    + "(SELECT key AS n, value ->> 0 AS session, value ->> 1 AS player, value ->> 2 AS epoch,"
    " value ->> 3 AS run, value ->> 4 AS buzz, value ->> 5 AS response, value ->> 6 AS client_key,"
    " value ->> 7 AS received FROM json_each(%s)) v"
    " CROSS JOIN live_livesession s ON s.id = v.session"
    " CROSS JOIN live_liveplayer p ON p.id = v.player AND p.session_id = s.id"
    " LEFT JOIN contests_entrant e ON e.id = p.entrant_id" + _TAKES
)
_SAVE_POSTGRESQL = (
    "WITH v AS MATERIALIZED (SELECT * FROM unnest(%s::int[], %s::bigint[], %s::bigint[],"
    " %s::bigint[], %s::bigint[], %s::int[], %s::text[], %s::text[], %s::bigint[])"
    " AS t (n, session, player, epoch, run, buzz, response, client_key, received)),"
    # Shared locks in the order of ids: a transition waits for us, or we see what it did.
    " s AS MATERIALIZED (SELECT id, run, phase, opens_us, closes_us, gap_from_us, gap_to_us"
    " FROM live_livesession WHERE id IN (SELECT session FROM v) ORDER BY id FOR SHARE) "
    + _INSERT
    + "v JOIN s ON s.id = v.session"
    " JOIN live_liveplayer p ON p.id = v.player AND p.session_id = s.id"
    " LEFT JOIN contests_entrant e ON e.id = p.entrant_id" + _TAKES
)


def save_answers(ops: Sequence[LiveSave], now_us: int) -> list[Any]:
    """Append those of `ops` that their runs take; what became of each, in order."""
    rows = [
        (
            op.session,
            op.player,
            op.epoch,
            op.run,
            int(op.buzz),
            op.response,
            op.client_key,
            op.received_us,
        )
        for op in ops
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(_SAVE_POSTGRESQL, [list(range(len(rows))), *columns, now_us])
        else:
            text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
            cursor.execute(_SAVE_SQLITE, [now_us, text])
        inserted = set(cursor.fetchall())
    outcomes: list[Any] = []
    absent: list[int] = []
    for index, op in enumerate(ops):
        key = (op.player, op.client_key, op.run, op.received_us)
        if key in inserted:
            inserted.discard(key)  # a second one of the same is looked up like any other
            outcomes.append(_SAVED)
        else:
            absent.append(index)
            outcomes.append(None)
    if absent:
        for index, outcome in zip(absent, _why_not_saved([ops[i] for i in absent]), strict=True):
            outcomes[index] = outcome
    return outcomes


def _why_not_saved(ops: Sequence[LiveSave]) -> list[Any]:
    players = _rows(
        "SELECT p.id, p.session_id, p.epoch, p.is_removed, COALESCE(e.state, 'active')"
        " FROM live_liveplayer p LEFT JOIN contests_entrant e ON e.id = p.entrant_id"
        " WHERE p.id IN ({})",
        {op.player for op in ops},
    )
    sessions = _rows(
        "SELECT id, run, phase, opens_us, closes_us, gap_from_us, gap_to_us"
        " FROM live_livesession WHERE id IN ({})",
        {op.session for op in ops},
    )
    there: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    marks = ",".join(["%s"] * len(ops))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT player_id, client_key, run, response, buzz_us FROM live_liveanswer"
            f" WHERE (session_id, run) IN ({','.join(['(%s, %s)'] * len(ops))})"
            f" AND player_id IN ({marks})"
            " UNION SELECT player_id, client_key, run, response, buzz_us FROM live_liveanswer"
            f" WHERE player_id IN ({marks}) AND client_key IN ({marks})",
            [
                *(value for op in ops for value in (op.session, op.run)),
                *(op.player for op in ops),
                *(op.player for op in ops),
                *(op.client_key for op in ops),
            ],
        )
        for player, *rest in cursor.fetchall():
            there[player].append(tuple(rest))
    return [
        _found(op, there[op.player])
        or Refused(_refusal(op, players.get(op.player), sessions.get(op.session)))
        for op in ops
    ]


def _found(op: LiveSave, rows: Iterable[tuple[Any, ...]]) -> Any:
    """What the ledger has of this player: the same sending, or another answer to this run."""
    other = None
    for key, run, response, buzz_us in rows:
        if key == op.client_key:
            same = run == op.run and response == op.response and bool(buzz_us) == op.buzz
            return Saved(again=True) if same else Refused(Code.FOREIGN_KEY)
        if run == op.run and not buzz_us and not op.buzz:
            other = Refused(LiveCode.ANSWERED)
    return other


def _refusal(
    op: LiveSave, player: tuple[Any, ...] | None, session: tuple[Any, ...] | None
) -> StrEnum:
    if player is None or session is None or player[1] != op.session:
        return Code.UNKNOWN
    if player[3] or player[4] != "active":
        return LiveCode.REMOVED
    if player[2] != op.epoch:
        return LiveCode.STALE
    _, run, phase, opens_us, closes_us, gap_from_us, gap_to_us = session
    if run != op.run or phase not in ("reading", "asking", "closed"):
        return LiveCode.CLOSED
    if gap_from_us < op.received_us < gap_to_us:
        return LiveCode.PAUSED
    if phase == "reading" or op.received_us < opens_us:
        return LiveCode.EARLY
    return LiveCode.LATE if op.received_us > closes_us else LiveCode.CLOSED


def _rows(statement: str, ids: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    values = list(ids)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(",".join(["%s"] * len(values))), values)
        return {row[0]: row for row in cursor.fetchall()}


# --- what is written so far ---------------------------------------------------------------------


def note_flushed(ops: Sequence[Flushed], now_us: int) -> list[Any]:
    """Write down what each process has flushed, with the instant as its sign of life."""
    latest: dict[tuple[int, str], int] = {}
    for op in ops:
        key = (op.session, op.process)
        latest[key] = max(op.run, latest.get(key, 0))
    with connection.cursor() as cursor:
        for (session, process), run in sorted(latest.items()):
            cursor.execute(
                "INSERT INTO live_liveprocess (session_id, process, beat_us, flushed_run)"
                " VALUES (%s, %s, %s, %s) ON CONFLICT (session_id, process) DO UPDATE SET"
                " beat_us = excluded.beat_us, flushed_run ="
                " CASE WHEN excluded.flushed_run > live_liveprocess.flushed_run"
                " THEN excluded.flushed_run ELSE live_liveprocess.flushed_run END",
                [session, process, now_us, run],
            )
    return [_SAVED] * len(ops)


def register() -> None:
    """Teach the writer these ops."""
    answers.register(LiveSave, save_answers, patience=PATIENCE)
    answers.register(Flushed, note_flushed)
