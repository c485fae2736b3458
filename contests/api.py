"""The save route: `/luu/` and `/nop/`, beside Django (docs/answers.md).

A Django view under daphne ends at some 640 requests a second. What Django would have checked is
checked here, in this order: method, size, host, content type, origin, ticket, shape, possibility,
rate. A reply never leaves before the commit. Our own server hands a POST straight to `take`
(config/server.py); any other server speaks ASGI.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import structlog

from contests import answers, tickets
from contests.answers import AGAIN, Code, HandedIn, HandIn, Outcome, Refused, SaveAnswer, Saved
from contests.answers.kinds import AnyOp
from contests.clock import SYSTEM, DemoClock, SystemClock, from_us
from contests.posts import JsonRoute, Post, Refusal, Reply, check_json, encoded, read_json
from quiz.rules.responses import RESPONSE_MAX

log = structlog.get_logger("save")

LARGEST_BODY: Final = 8 * 1024
MOST_ANSWERS: Final = 40
# A person taps, a returning phone empties its queue; nobody chooses faster than this for long.
BUCKET_SIZE: Final = 80.0
BUCKET_PER_SECOND: Final = 4.0
BUCKETS_KEPT: Final = 50_000
OLDEST_STAMP_US: Final = 60_000_000
REPORT_SECONDS: Final = 10.0
REFUSALS_LOGGED: Final = 20

_KEY = re.compile(r"[A-Za-z0-9_-]{8,40}\Z")
_LARGEST_SEQ = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a request, types checked."""

    key: str
    seq: int
    item: int
    response: str


class Buckets:
    """Token buckets by paper, in memory: a process forgets the longest unused first."""

    def __init__(self, size: float = BUCKET_SIZE, per_second: float = BUCKET_PER_SECOND) -> None:
        self.size = size
        self.per_second = per_second
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, paper: str, count: int, now: float) -> float:
        """Take `count` tokens; 0 when there were enough, else seconds until there will be."""
        level, then = self._levels.pop(paper, (self.size, now))
        level = min(self.size, level + (now - then) * self.per_second)
        wait = max(0.0, (count - level) / self.per_second)
        self._levels[paper] = (level if wait else level - count, now)
        if len(self._levels) > BUCKETS_KEPT:
            self._levels.popitem(last=False)
        return wait


class Tally:
    """The log of a route that answers thousands a second: sums every 10 s, refusals one by one up
    to a limit. What was saved stands in the ledger itself."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._refusals = self._saved = 0
        self._slowest = 0.0

    def done(self, *, saved: int, seconds: float) -> None:
        self._saved += saved
        self._slowest = max(self._slowest, seconds)
        self._report()

    def refused(self, refusal: Refusal, request_id: str, path: str) -> None:
        self._refusals += 1
        if self._refusals <= REFUSALS_LOGGED:
            told = {"code": refusal.code, "status": refusal.status}
            log.info("refused", **told, request_id=request_id, path=path)
        self._report()

    def _report(self) -> None:
        now = time.monotonic()
        if now - self._since >= REPORT_SECONDS:
            log.info(
                "answers",
                saved=self._saved,
                refused=self._refusals,
                slowest_ms=round(self._slowest * 1000),
                waiting=answers.waiting(),
            )
            self._since, self._refusals, self._saved, self._slowest = now, 0, 0, 0.0


# --- what is checked ----------------------------------------------------------------------------


def _is_key(value: Any) -> bool:
    return type(value) is str and _KEY.match(value) is not None


def read_answer(value: Any) -> Answer:
    """One answer: exactly k, s, i, r, each of its type. Raises `Refusal`."""
    if not isinstance(value, dict) or value.keys() != {"k", "s", "i", "r"}:
        raise Refusal(400, "bad_shape")
    key, seq, item, response = value["k"], value["s"], value["i"], value["r"]
    if not (
        _is_key(key)
        and type(seq) is int
        and 0 <= seq <= _LARGEST_SEQ
        and type(item) is int
        and 0 <= item <= 1000
        and type(response) is str
        and len(response) <= RESPONSE_MAX
    ):
        raise Refusal(400, "bad_shape")
    return Answer(key, seq, item, response)


def read_answers(value: Any) -> list[Answer]:
    """One answer or a list of at most `MOST_ANSWERS`. Raises `Refusal`."""
    values = value if isinstance(value, list) else [value]
    if 1 <= len(values) <= MOST_ANSWERS:
        return [read_answer(one) for one in values]
    raise Refusal(400, "bad_shape")


# --- the route ----------------------------------------------------------------------------------


# Outcomes of the ops of a request, in order -> how many answers were saved, what to say.
Tell = Callable[[Sequence[Outcome]], tuple[int, dict[str, Any]]]
Waiting = asyncio.Future[Outcome]


class SaveRoute(JsonRoute):
    """Both addresses. `clock` and `buckets` are parameters for tests."""

    largest = LARGEST_BODY

    def __init__(
        self, *, clock: SystemClock | DemoClock = SYSTEM, buckets: Buckets | None = None
    ) -> None:
        self.clock = clock
        self.buckets = buckets or Buckets()
        self.tally = Tally()

    def take(self, post: Post, reply: Reply) -> None:
        """Judge `post`, queue what it holds: refused now, or told after the commit."""
        entered = time.monotonic_ns()

        def settled(futures: Sequence[Waiting]) -> None:
            with self.telling(post, reply):
                saved, payload = tell([future.result() for future in futures])
                self.tally.done(saved=saved, seconds=(time.monotonic_ns() - entered) / 1e9)
                reply(200, *encoded(payload, secrets.token_hex(8)))

        with self.telling(post, reply):
            ops, tell = self._read(post)
            _when_all(answers.submit_async(ops), settled)

    def note(self, refusal: Refusal, request_id: str, path: str) -> None:
        self.tally.refused(refusal, request_id, path)

    def _read(self, post: Post) -> tuple[Sequence[AnyOp], Tell]:
        """What to write for `post`, and how to tell what became of it. Raises `Refusal`."""
        route = post.route
        if route not in ("/luu/", "/nop/"):
            raise Refusal(404, "not_found")
        check_json(post)
        received_us = self._received(post)
        try:
            ticket = tickets.parse(post.header(b"x-phieu"), received_us)
        except tickets.TicketRefused as refused:
            raise Refusal(401, refused.code) from refused
        value = read_json(post.body)
        if route == "/luu/":
            given = read_answers(value)
            return self._ops(ticket, given, received_us), partial(self._tell_saved, ticket, given)
        named = isinstance(value, dict) and {"k"} <= value.keys() <= {"k", "a"}
        if not named or not _is_key(value["k"]):
            raise Refusal(400, "bad_shape")
        given = read_answers(value["a"]) if value.get("a") else []
        closing = HandIn(
            paper=ticket.paper,
            received_us=received_us,
            epoch=ticket.paper_epoch,
            entrant_epoch=ticket.entrant_epoch,
            key=value["k"],
        )
        ops = self._ops(ticket, given, received_us)
        return [*ops, closing], partial(self._tell_handed_in, given)

    def _received(self, post: Post) -> int:
        """When the first byte was here: the proxy's stamp on the private unix socket (elsewhere it
        is not looked at), else the server's. Never anything a client wrote."""
        now_us = self.clock.now_us()
        if post.behind_proxy and (stamp := post.header(b"x-received-at")):
            try:
                at_us = self.clock.at_wall(round(float(stamp) * 1_000_000))
            except (ValueError, OverflowError):
                at_us = 0
            if now_us - OLDEST_STAMP_US <= at_us <= now_us:
                return at_us
        return min(now_us, self.clock.at_monotonic(post.first_byte_ns))

    def _ops(
        self, ticket: tickets.Ticket, given: Sequence[Answer], received_us: int
    ) -> list[SaveAnswer]:
        for answer in given:
            if not ticket.takes(answer.item, answer.response):
                raise Refusal(422, "impossible")
        wait = self.buckets.take(ticket.paper, max(1, len(given)), time.monotonic())
        if wait:
            raise Refusal(429, "too_fast", wait)
        return [
            SaveAnswer(
                paper=ticket.paper,
                epoch=ticket.paper_epoch,
                entrant_epoch=ticket.entrant_epoch,
                item=answer.item,
                response=answer.response,
                client_key=answer.key,
                client_seq=answer.seq,
                received_us=received_us,
            )
            for answer in given
        ]

    def _tell_saved(
        self, ticket: tickets.Ticket, given: Sequence[Answer], outcomes: Sequence[Outcome]
    ) -> tuple[int, dict[str, Any]]:
        saved, lost, again = _sorted_out(given, outcomes)
        if not saved:
            raise _refusal(outcomes[0], {"lost": lost})
        now_us = self.clock.now_us()
        left_ms = max(0, ticket.deadline_us - now_us) // 1000
        payload: dict[str, Any] = {"saved": saved, "at": _iso(now_us), "left_ms": left_ms}
        if lost:
            payload["lost"] = lost
        if again:
            payload["retry_in"] = again
        return len(saved), payload

    def _tell_handed_in(
        self, given: Sequence[Answer], outcomes: Sequence[Outcome]
    ) -> tuple[int, dict[str, Any]]:
        *written, closed = outcomes
        saved, lost, _ = _sorted_out(given, written)
        if not isinstance(closed, HandedIn):
            raise _refusal(closed, {"saved": saved, "lost": lost})
        return len(saved), {
            "receipt": closed.receipt,
            "answered": closed.answered,
            "closed_at": _iso(closed.closed_us),
            "kind": closed.kind,
            "saved": saved,
            "lost": lost,
            "at": _iso(self.clock.now_us()),
        }


def _when_all(futures: Sequence[Waiting], settled: Callable[[Sequence[Waiting]], None]) -> None:
    """Call `settled` once, when all `futures` are done."""
    left = len(futures)

    def one_done(_: Waiting) -> None:
        nonlocal left
        left -= 1
        if not left:
            settled(futures)

    for future in futures:
        future.add_done_callback(one_done)


def _sorted_out(
    given: Sequence[Answer], outcomes: Sequence[Outcome]
) -> tuple[list[str], dict[str, str], float]:
    """Keys that are saved, keys that never will be (with the code), seconds until the rest may be
    sent again (0: there is no rest)."""
    saved: list[str] = []
    lost: dict[str, str] = {}
    again = 0.0
    for answer, outcome in zip(given, outcomes, strict=True):
        if isinstance(outcome, Saved):
            saved.append(answer.key)
        elif isinstance(outcome, Refused) and outcome.code in AGAIN:
            again = max(again, outcome.retry_ms / 1000)
        elif isinstance(outcome, Refused):
            lost[answer.key] = outcome.code.value
    return saved, lost, again


def _refusal(outcome: Outcome, details: dict[str, Any]) -> Refusal:
    assert isinstance(outcome, Refused)
    status = 503 if outcome.code in AGAIN else 500 if outcome.code is Code.BROKEN else 409
    told = {name: value for name, value in details.items() if value}
    return Refusal(status, outcome.code.value, outcome.retry_ms / 1000, told)


def _iso(instant_us: int) -> str:
    return from_us(instant_us).isoformat(timespec="milliseconds").replace("+00:00", "Z")


application = SaveRoute()
"""What config/routes.py mounts at /luu/ and /nop/."""
