"""Loading questions that were read: chunk after chunk into an invisible batch, then one UPDATE.

Four plain INSERTs per chunk instead of models: on 10 000 questions a third of the time, and the
write lock is held for the statements only. Everything that can be made before is made before;
the next chunk is prepared while the lock is free, and the pause is at least as long as the lock
was held (design decision 12).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from accounts.fields import new_public_id
from quiz.models import (
    Citation,
    ImportBatch,
    ImportState,
    Picture,
    Question,
    QuestionState,
    Revision,
    RevisionKey,
    Topic,
)
from quiz.rules.citation import DocumentIndex
from quiz.rules.question import picture_names, with_picture_names
from quiz.rules.stored import digest, split
from quiz.services.banks import topics_by_name
from quiz.services.brought import Drawn, by_address
from quiz.services.drafts_file import Prepared
from quiz.services.pictures import store

CHUNK_FIRST: Final = 25
CHUNK_MAX: Final = 80
HOLD_S: Final = 0.015
"""How long a chunk may hold the write lock; the next one is sized by it."""


class Stopped(Exception):
    """Somebody cancelled the batch, or another worker loads it."""


_QUESTION: Final = (
    "public_id", "bank_id", "ref", "topic_id", "state", "batch_id", "is_visible", "latest",
    "submitted", "created_at",
)  # fmt: skip
_REVISION: Final = (
    "question_id", "number", "kind", "difficulty", "critical", "stem", "options", "body",
    "picture_id", "stem_key", "sha256", "author_id", "created_at",
)  # fmt: skip
_KEY: Final = ("revision_id", "right", "body", "explanation", "citation_text")
_CITATION: Final = ("revision_id", "document_id", "article", "clause", "point", "quote")


_json: Final = json.JSONEncoder(ensure_ascii=False).encode


def _insert(
    table: str, columns: Sequence[str], rows: list[tuple[Any, ...]], back: str
) -> list[Any]:
    """Insert `rows` with one statement; what RETURNING gave."""
    quote = connection.ops.quote_name
    row = "(" + ", ".join(["%s"] * len(columns)) + ")"
    statement = (
        f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) "  # noqa: S608
        f"VALUES {', '.join([row] * len(rows))} RETURNING {back}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for values in rows for value in values])
        return cursor.fetchall()


class Loader:
    """Makes rows of prepared drafts; knows topics, pictures and documents of one batch."""

    def __init__(
        self,
        batch: ImportBatch,
        index: DocumentIndex,
        taken: set[str],
        drawn: Mapping[str, Drawn] | None = None,
    ) -> None:
        """`drawn`: the new pictures that the drafts name; they are stored with their questions."""
        self.batch = batch
        self._index = index
        self._taken = taken
        self._drawn = drawn or {}
        self._topics: dict[str, Topic] = {}
        self._pictures: dict[str, Picture] = {}
        self._rest_until = 0.0

    def learn(self, rows: Iterable[Prepared]) -> None:
        """Make sure that every picture the drafts name is stored; one query for the known ones.
        LookupError for one that is neither stored nor drawn: no question comes in without it.

        A picture is written before the chunk that shows it: file first, then its row. Nobody
        sees it before the chunk, and what no question shows in the end is swept.
        """
        names = {name: "" for row in rows for name in picture_names(row.draft)}
        names |= {row.draft.picture: row.draft.picture_alt for row in rows}
        wanted = [name for name in names if name and name not in self._pictures]
        self._pictures |= by_address(name for name in wanted if name not in self._drawn)
        for name in wanted:
            if name in self._drawn:
                new = self._drawn[name]
                self._pictures[name], _ = store(
                    new.data, width=new.width, height=new.height, alt=names[name]
                )
        if missing := [name for name in wanted if name not in self._pictures]:
            raise LookupError(f"pictures that are not there: {missing[:5]}")

    def _settled(self, row: Prepared) -> Prepared:
        """`row` with its new pictures called by the addresses they got, and the digest of that."""
        new = [name for name in picture_names(row.draft) if name in self._drawn]
        if not new:
            return row
        addresses = {name: f"{self._pictures[name].public_id}.webp" for name in new}
        draft = with_picture_names(row.draft, addresses)
        picture = self._pictures.get(row.draft.picture)
        sha256 = digest(draft, split(draft), picture.sha256 if picture else "")
        return replace(row, draft=draft, sha256=sha256)

    def _ref(self, wanted: str, number: int) -> str:
        ref = wanted
        if not ref or ref in self._taken:
            ref = f"L{self.batch.pk}-{number:04d}"
        self._taken.add(ref)
        return ref

    def load(self, rows: Sequence[Prepared], start: int) -> float:
        """Write one chunk that follows `start` loaded questions; seconds of held lock.

        Raises `Stopped` when the batch is no longer loading or somebody else has loaded them.
        """
        batch = self.batch
        self.learn(rows)
        shown = [self._pictures.get(row.draft.picture) for row in rows]
        rows = [self._settled(row) for row in rows]
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        questions = [
            (new_public_id(), self._ref(row.draft.ref, start + place + 1))
            for place, row in enumerate(rows)
        ]
        parts = [split(row.draft) for row in rows]
        contents = [
            (
                1, str(row.draft.kind), str(row.draft.difficulty), row.draft.critical,
                row.draft.stem,
                _json(part.options), _json(part.body),
                picture and picture.pk,
                row.stem_key, row.sha256, batch.created_by_id, now,
            )
            for row, part, picture in zip(rows, parts, shown, strict=True)
        ]  # fmt: skip
        keys = [
            (
                _json(part.right),
                _json(part.key_body),
                row.draft.explanation,
                row.draft.citation_text,
            )
            for row, part in zip(rows, parts, strict=True)
        ]
        grounds = [
            (place, (one.document, one.article, one.clause, one.point, ""))
            for place, row in enumerate(rows)
            if row.draft.citation_text
            for one in self._index.read(row.draft.citation_text).references
        ]
        new_topics = {row.draft.topic for row in rows if row.draft.topic} - set(self._topics)
        if (pause := self._rest_until - time.perf_counter()) > 0:
            time.sleep(pause)
        with transaction.atomic():
            held = time.perf_counter()
            mine = ImportBatch.objects.filter(
                pk=batch.pk, state=ImportState.LOADING, loaded=start
            ).update(loaded=start + len(rows))
            if not mine:
                raise Stopped
            if new_topics:
                self._topics |= topics_by_name(bank=batch.bank, names=sorted(new_topics))
            ids = _insert(
                Question._meta.db_table,
                _QUESTION,
                [
                    (
                        public_id, batch.bank_id, ref,
                        self._topics[row.draft.topic].pk if row.draft.topic else None,
                        QuestionState.PENDING.value, batch.pk, False, 1, 1, now,
                    )
                    for (public_id, ref), row in zip(questions, rows, strict=True)
                ],
                "public_id, id",
            )  # fmt: skip
            # RETURNING promises no order: rows are told apart by what we named them.
            by_name = dict(ids)
            order = [by_name[public_id] for public_id, _ in questions]
            by_question = dict(
                _insert(
                    Revision._meta.db_table,
                    _REVISION,
                    [(pk, *content) for pk, content in zip(order, contents, strict=True)],
                    "question_id, id",
                )
            )
            revisions = [by_question[pk] for pk in order]
            _insert(
                RevisionKey._meta.db_table,
                _KEY,
                [(pk, *key) for pk, key in zip(revisions, keys, strict=True)],
                "revision_id",
            )
            if grounds:
                _insert(
                    Citation._meta.db_table,
                    _CITATION,
                    [(revisions[place], *cited) for place, cited in grounds],
                    "revision_id",
                )
        done = time.perf_counter()
        held = done - held
        self._rest_until = done + held
        batch.loaded = start + len(rows)
        return held


def load_all(
    loader: Loader,
    prepared: Iterator[Prepared],
    *,
    on_chunk: Callable[[int], None] = lambda loaded: None,
) -> float:
    """Load everything that is left; the longest time that the lock was held, in seconds.

    `on_chunk(loaded)` after each chunk may raise to stop. Chunks grow and shrink with the time
    they take; after each the lock rests at least as long as it was held.
    """
    size, longest = CHUNK_FIRST, 0.0
    while rows := list(islice(prepared, size)):
        held = loader.load(rows, loader.batch.loaded)
        longest = max(longest, held)
        size = max(5, min(CHUNK_MAX, int(size * min(2.0, HOLD_S / max(held, 0.001)))))
        on_chunk(loader.batch.loaded)
    return longest
