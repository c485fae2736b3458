"""The statements of the writer: each looks at the paper and writes in one go.

Memory only refuses early; these conditions decide. Every function runs inside the transaction of
its caller, on the default connection of its thread.
"""

# ruff: noqa: S608 (only literals and placeholders are joined)

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection

from contests.answers.kinds import register
from contests.answers.ops import (
    SETTLE_US,
    Change,
    Changed,
    ChangePaper,
    Code,
    HandedIn,
    HandIn,
    Outcome,
    Refused,
    SaveAnswer,
    Saved,
)
from contests.models import CloseKind, Paper, PaperState

_LEDGER = (
    "INSERT INTO contests_answerevent"
    " (paper_id, item, response, client_key, client_seq, received_us, committed_us) "
)
# A paper takes an answer when it is open, its ticket and that of its entrant are current, and the
# answer was received within deadline and grace, both inclusive.
_TAKES = (
    " p.state = 'open' AND p.epoch = v.epoch AND v.received <= p.deadline_us + p.grace_us"
    " AND (e.id IS NULL OR (e.epoch = v.entrant_epoch AND e.state = 'active')) "
)
_RETURNING = (
    " ON CONFLICT (paper_id, client_key) DO NOTHING RETURNING"
    " (SELECT q.public_id FROM contests_paper q WHERE q.id = contests_answerevent.paper_id),"
    " client_key"
)
_SAVE_SQLITE = (
    _LEDGER
    + "SELECT p.id, v.item, v.response, v.client_key, v.seq, v.received, %s FROM"
    + " (SELECT key AS n, value ->> 0 AS paper, value ->> 1 AS epoch, value ->> 2 AS entrant_epoch,"
    + " value ->> 3 AS item, value ->> 4 AS response, value ->> 5 AS client_key,"
    + " value ->> 6 AS seq, value ->> 7 AS received FROM json_each(%s)) v"
    + " CROSS JOIN contests_paper p ON p.public_id = v.paper"
    + " LEFT JOIN contests_entrant e ON e.id = p.entrant_id WHERE"
    + _TAKES
    + "ORDER BY v.n"
    + _RETURNING
)
_ROWS_POSTGRESQL = (
    "WITH v AS MATERIALIZED (SELECT * FROM unnest(%s::int[], %s::text[], %s::bigint[],"
    " %s::bigint[], %s::int[], %s::text[], %s::text[], %s::bigint[], %s::bigint[])"
    " AS t (n, paper, epoch, entrant_epoch, item, response, client_key, seq, received)), "
)
_SAVE_POSTGRESQL = (
    _ROWS_POSTGRESQL
    # Shared locks in the order of ids: a hand-in waits for us or we see what it did; two writers
    # cannot wait for each other.
    + "p AS MATERIALIZED (SELECT id, entrant_id, public_id, state, epoch, deadline_us, grace_us"
    + " FROM contests_paper WHERE public_id IN (SELECT paper FROM v) ORDER BY id FOR SHARE) "
    + _LEDGER
    + "SELECT p.id, v.item, v.response, v.client_key, v.seq, v.received, %s"
    + " FROM v JOIN p ON p.public_id = v.paper LEFT JOIN contests_entrant e ON e.id = p.entrant_id"
    + " WHERE"
    + _TAKES
    + "ORDER BY v.n"
    + _RETURNING
)


def save_answers(saves: Sequence[SaveAnswer], now_us: int) -> list[Outcome]:
    """Append to the ledger those of `saves` that their papers take; what became of each, in order.

    One conditional statement for all, which takes them in their order: of several sendings of one
    key the first that the paper takes is in the ledger. Only what was not inserted is looked up.
    """
    rows = [
        (
            save.paper,
            save.epoch,
            save.entrant_epoch,
            save.item,
            save.response,
            save.client_key,
            save.client_seq,
            save.received_us,
        )
        for save in saves
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(_SAVE_POSTGRESQL, [list(range(len(rows))), *columns, now_us])
        else:
            cursor.execute(_SAVE_SQLITE, [now_us, json.dumps(rows, separators=(",", ":"))])
        inserted = set(cursor.fetchall())
    sendings: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, save in enumerate(saves):
        sendings[save.paper, save.client_key].append(index)
    outcomes: dict[int, Outcome] = {}
    unclear: list[int] = []
    for key, indexes in sendings.items():
        if key in inserted and all(saves[index] == saves[indexes[0]] for index in indexes):
            outcomes |= dict.fromkeys(indexes, Saved(again=True)) | {indexes[0]: Saved()}
        else:
            unclear += indexes
    if unclear:
        judged = _judge([saves[index] for index in unclear], inserted)
        outcomes.update(zip(unclear, judged, strict=True))
    return [outcomes[index] for index in range(len(saves))]


def _judge(saves: Sequence[SaveAnswer], inserted: set[tuple[str, str]]) -> list[Outcome]:
    """What became of `saves`, all sendings of their keys in order, of which `inserted` are new."""
    papers = _papers(list({save.paper for save in saves}))
    there = _there(papers, {save.client_key for save in saves})
    new = set(inserted)
    outcomes: list[Outcome] = []
    for save in saves:
        key, paper = (save.paper, save.client_key), papers.get(save.paper)
        if key in new:  # in the ledger since the first sending that the paper takes
            if _takes(paper, save):
                new.discard(key)
                outcomes.append(Saved())
            else:
                outcomes.append(Refused(_refusal(paper, save)))
        elif key in there:
            same = there[key] == _content(save)
            outcomes.append(Saved(again=True) if same else Refused(Code.FOREIGN_KEY))
        else:
            outcomes.append(Refused(_refusal(paper, save)))
    return outcomes


def _content(save: SaveAnswer) -> tuple[int, str, int]:
    return save.item, save.response, save.client_seq


def _there(
    papers: Mapping[str, Any], keys: Collection[str]
) -> dict[tuple[str, str], tuple[int, str, int]]:
    """What the ledger holds under `keys` of `papers`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.public_id, a.client_key, a.item, a.response, a.client_seq"
            " FROM contests_answerevent a JOIN contests_paper p ON p.id = a.paper_id"
            f" WHERE p.public_id IN ({','.join(['%s'] * len(papers)) or 'NULL'})"
            f" AND a.client_key IN ({','.join(['%s'] * len(keys))})",
            [*papers, *keys],
        )
        return {(paper, key): tuple(content) for paper, key, *content in cursor.fetchall()}


def _papers(public_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    marks = ",".join(["%s"] * len(public_ids))
    names = (
        "public_id", "id", "state", "epoch", "deadline_us", "grace_us", "closed_us", "close_kind",
        "receipt", "entrant_epoch", "entrant_state",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.public_id, p.id, p.state, p.epoch, p.deadline_us, p.grace_us, p.closed_us,"
            " p.close_kind, p.receipt, COALESCE(e.epoch, 0), COALESCE(e.state, 'active')"
            " FROM contests_paper p LEFT JOIN contests_entrant e ON e.id = p.entrant_id"
            f" WHERE p.public_id IN ({marks})",
            list(public_ids),
        )
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def _refusal(paper: dict[str, Any] | None, op: SaveAnswer | HandIn) -> Code:
    if paper is None:
        return Code.UNKNOWN
    if paper["state"] != PaperState.OPEN:
        return Code.CLOSED
    if _is_stale(paper, op):
        return Code.STALE_EPOCH
    return Code.LATE if isinstance(op, SaveAnswer) else Code.NOT_DUE


_LOCK_POSTGRESQL = (
    "SELECT id FROM contests_paper WHERE public_id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
)
_CLOSE_ROWS_SQLITE = (
    "(SELECT value ->> 0 AS paper, value ->> 1 AS received, value ->> 2 AS epoch,"
    " value ->> 3 AS entrant_epoch, value ->> 4 AS by_time, value ->> 5 AS close_key,"
    " value ->> 6 AS receipt FROM json_each(%s)) v"
)
_CLOSE_ROWS_POSTGRESQL = (
    "unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::int[], %s::text[],"
    " %s::text[]) AS v (paper, received, epoch, entrant_epoch, by_time, close_key, receipt)"
)
_CLOSE = (
    "UPDATE contests_paper AS p SET state = 'submitted', epoch = p.epoch + 1,"
    " closed_us = CASE WHEN v.received < p.deadline_us THEN v.received ELSE p.deadline_us END,"
    " close_kind = CASE WHEN v.by_time = 1 OR v.received > p.deadline_us + p.grace_us"
    " THEN 'time' ELSE 'person' END,"
    " close_key = v.close_key, receipt = v.receipt FROM {rows}"
    " WHERE p.public_id = v.paper AND p.state = 'open'"
    " AND (v.epoch IS NULL OR (p.epoch = v.epoch AND (p.entrant_id IS NULL OR EXISTS ("
    "SELECT 1 FROM contests_entrant e WHERE e.id = p.entrant_id"
    " AND e.epoch = v.entrant_epoch AND e.state = 'active'))))"
    " AND (v.by_time = 0 OR p.deadline_us + p.grace_us + %s <= v.received)"
    " RETURNING p.public_id"
)
_CLOSE_SQLITE = _CLOSE.format(rows=_CLOSE_ROWS_SQLITE).replace(
    "RETURNING p.public_id", "RETURNING public_id"
)
_CLOSE_POSTGRESQL = _CLOSE.format(rows=_CLOSE_ROWS_POSTGRESQL)


def hand_in(ops: Sequence[HandIn], now_us: int = 0) -> list[Outcome]:
    """Close those papers of `ops` that are open; the receipt or the refusal of each, in order.

    A paper that was closed before answers with the receipt it got then. One that is refused (an old
    ticket, a sweeper that came too early) does not speak for those behind it.
    """
    first: dict[str, HandIn] = {}
    for op in ops:
        first.setdefault(op.paper, op)
    rows = [
        (
            op.paper,
            op.received_us,
            op.epoch,
            op.entrant_epoch,
            int(op.by_time),
            op.key,
            op.receipt,
        )
        for op in first.values()
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Locked in the order of ids before the update, which keeps no order.
            cursor.execute(_LOCK_POSTGRESQL, [list(first)])
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(_CLOSE_POSTGRESQL, [*columns, SETTLE_US])
        else:
            cursor.execute(_CLOSE_SQLITE, [json.dumps(rows, separators=(",", ":")), SETTLE_US])
        closed = {paper for (paper,) in cursor.fetchall()}
    papers = _papers(list(first))
    answered = _answered([paper["id"] for paper in papers.values()])
    outcomes: dict[int, Outcome] = {}
    later: list[int] = []
    closing: set[str] = set()  # papers that an op behind the first of them closes
    for index, op in enumerate(ops):
        paper = papers.get(op.paper)
        if paper is not None and paper["state"] == PaperState.SUBMITTED:
            outcomes[index] = HandedIn(
                receipt=paper["receipt"],
                closed_us=paper["closed_us"],
                kind=CloseKind(paper["close_kind"]).value,
                answered=answered.get(paper["id"], 0),
                again=op is not first[op.paper] or op.paper not in closed,
            )
        elif op.paper in closing or (op is not first[op.paper] and _closes(paper, op)):
            closing.add(op.paper)
            later.append(index)
        else:
            outcomes[index] = Refused(_refusal(paper, op))
    if later:
        outcomes.update(zip(later, hand_in([ops[index] for index in later]), strict=True))
    return [outcomes[index] for index in range(len(ops))]


def _takes(paper: dict[str, Any] | None, save: SaveAnswer) -> bool:
    """Whether `paper` as it is takes `save`: the conditions of `_TAKES`."""
    if paper is None or paper["state"] != PaperState.OPEN or _is_stale(paper, save):
        return False
    return bool(save.received_us <= paper["deadline_us"] + paper["grace_us"])


def _closes(paper: dict[str, Any] | None, op: HandIn) -> bool:
    """Whether `op` closes `paper` as it is: the conditions of `_CLOSE`."""
    if paper is None or paper["state"] != PaperState.OPEN or _is_stale(paper, op):
        return False
    settled_us = paper["deadline_us"] + paper["grace_us"] + SETTLE_US
    return not op.by_time or settled_us <= op.received_us


def _is_stale(paper: dict[str, Any], op: SaveAnswer | HandIn) -> bool:
    current = (paper["epoch"], paper["entrant_epoch"], paper["entrant_state"])
    return op.epoch is not None and current != (op.epoch, op.entrant_epoch, "active")


def _answered(paper_ids: Sequence[int]) -> dict[int, int]:
    if not paper_ids:
        return {}
    marks = ",".join(["%s"] * len(paper_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT paper_id, COUNT(*) FROM (SELECT paper_id, response, ROW_NUMBER() OVER"
            " (PARTITION BY paper_id, item ORDER BY client_seq DESC, id DESC) AS place"
            f" FROM contests_answerevent WHERE item > 0 AND paper_id IN ({marks})) latest"
            " WHERE place = 1 AND response <> '' GROUP BY paper_id",
            list(paper_ids),
        )
        return dict(cursor.fetchall())


def change_paper(ops: Sequence[ChangePaper], now_us: int) -> list[Outcome]:
    """Give each paper, locked, to its change."""
    done: list[Outcome] = []
    for op in ops:
        paper = Paper.objects.select_for_update().filter(public_id=op.paper).first()
        done.append(Refused(Code.UNKNOWN) if paper is None else Changed(op.apply(paper)))
    return done


# A commit costs about as much as forty answers in it: company is worth 6 ms.
register(SaveAnswer, save_answers, patience=2)
register(HandIn, hand_in)
register(ChangePaper, change_paper, alone=True)
register(Change, lambda ops, now_us: [Changed(op.apply()) for op in ops], alone=True)
