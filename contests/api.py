"""The save route: `/luu/` and `/nop/`, bare ASGI, beside Django (docs/answers.md).

A Django view under daphne ends at some 640 requests a second. What Django would have checked is
checked here, in this order: method, host, content type, origin, ticket, size, shape, possibility,
rate. A reply never leaves before the commit.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import structlog
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from contests import answers, tickets
from contests.answers import AGAIN, Code, HandedIn, HandIn, Outcome, Refused, SaveAnswer, Saved
from contests.clock import SYSTEM, DemoClock, SystemClock, from_us
from contests.protocol import strict_json
from quiz.rules.responses import RESPONSE_MAX

log = structlog.get_logger("save")

LARGEST_BODY: Final = 8 * 1024
MOST_ANSWERS: Final = 40
# A person taps, a returning phone empties its queue; nobody chooses faster than this for long.
BUCKET_SIZE: Final = 80.0
BUCKET_PER_SECOND: Final = 4.0
BUCKETS_KEPT: Final = 50_000
# Name of the extension by which the server says when it read the first byte (monotonic ns).
FIRST_BYTE: Final = "contests.first_byte"
OLDEST_STAMP_US: Final = 60_000_000
REPORT_SECONDS: Final = 10.0
REFUSALS_LOGGED: Final = 20

_KEY = re.compile(r"[A-Za-z0-9_-]{8,40}\Z")
_BRACKETS = MOST_ANSWERS + 4
_LARGEST_SEQ = 2**53 - 1

Scope = Mapping[str, Any]
Receive, Send = Callable[[], Awaitable[Any]], Callable[[dict[str, Any]], Awaitable[None]]


class Refusal(Exception):
    """A request that is not done: HTTP status, code for the browser, seconds until a retry."""

    def __init__(
        self, status: int, code: str, retry_in: float = 0, details: dict[str, Any] | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_in = retry_in
        self.details = details or {}


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


@lru_cache(maxsize=256)
def _host_allowed(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def check_host(headers: Mapping[bytes, bytes]) -> str:
    """The host a request names; raise unless it is one of ours."""
    host = headers.get(b"host", b"").decode("latin1")
    if not _host_allowed(host, tuple(settings.ALLOWED_HOSTS)):
        raise Refusal(400, "bad_host")
    return host


def check_origin(headers: Mapping[bytes, bytes], host: str) -> None:
    """Raise unless the request comes from a page of this host or of a trusted origin."""
    origin = headers.get(b"origin", b"").decode("latin1")
    if origin in settings.CSRF_TRUSTED_ORIGINS and origin:
        return
    scheme, separator, netloc = origin.partition("://")
    if not separator or scheme not in ("http", "https") or netloc.lower() != host.lower():
        raise Refusal(403, "bad_origin")


def read_json(body: bytes) -> Any:
    """The JSON of `body`: no deep nesting, no name twice, no NaN. Raises `Refusal`."""
    try:
        return strict_json(body, _BRACKETS)
    except ValueError as error:
        raise Refusal(400, "bad_json") from error


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


class SaveRoute:
    """The ASGI application of both addresses. `clock` and `buckets` are parameters for tests."""

    def __init__(
        self, *, clock: SystemClock | DemoClock = SYSTEM, buckets: Buckets | None = None
    ) -> None:
        self.clock = clock
        self.buckets = buckets or Buckets()
        self.tally = Tally()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        entered = time.monotonic_ns()
        request_id = secrets.token_hex(8)
        extra: list[tuple[bytes, bytes]] = []
        try:
            saved, payload = await self._answer(scope, receive, entered)
            status = 200
            self.tally.done(saved=saved, seconds=(time.monotonic_ns() - entered) / 1e9)
        except Refusal as refusal:
            self.tally.refused(refusal, request_id, scope["path"])
            status = refusal.status
            payload = {"refused": refusal.code, "retry_in": round(refusal.retry_in, 1)}
            payload |= refusal.details
            if status == 405:
                extra.append((b"allow", b"POST"))
            if refusal.retry_in:
                extra.append((b"retry-after", str(max(1, round(refusal.retry_in))).encode()))
        body = json.dumps(payload, separators=(",", ":")).encode()
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [
                    (b"content-type", b"application/json"),
                    (b"content-length", str(len(body)).encode()),
                    (b"cache-control", b"no-store"),
                    (b"x-content-type-options", b"nosniff"),
                    (b"x-request-id", request_id.encode()),
                    *extra,
                ],
            }
        )
        await send({"type": "http.response.body", "body": body})

    async def _answer(
        self, scope: Scope, receive: Receive, entered: int
    ) -> tuple[int, dict[str, Any]]:
        headers = dict(scope["headers"])
        if scope["path"] not in ("/luu/", "/nop/"):
            raise Refusal(404, "not_found")
        if scope["method"] != "POST":
            raise Refusal(405, "method")
        host = check_host(headers)
        kind = headers.get(b"content-type", b"").split(b";", 1)[0].strip().lower()
        if kind != b"application/json":
            raise Refusal(415, "not_json")
        check_origin(headers, host)
        received_us = self._received(scope, headers, entered)
        try:
            ticket = tickets.parse(headers.get(b"x-phieu", b"").decode("latin1"), received_us)
        except tickets.TicketRefused as refused:
            raise Refusal(401, refused.code) from refused
        value = read_json(await self._body(headers, receive))
        if scope["path"] == "/luu/":
            return await self._save(ticket, read_answers(value), received_us)
        named = isinstance(value, dict) and {"k"} <= value.keys() <= {"k", "a"}
        if not named or not _is_key(value["k"]):
            raise Refusal(400, "bad_shape")
        pending = read_answers(value["a"]) if value.get("a") else []
        return await self._hand_in(ticket, value["k"], pending, received_us)

    def _received(self, scope: Scope, headers: Mapping[bytes, bytes], entered: int) -> int:
        """When the first byte was here: the proxy's stamp on the private unix socket (elsewhere the
        front drops the header), else the server's, else now. Never anything a client wrote."""
        now_us = self.clock.now_us()
        stamp = headers.get(b"x-received-at")
        if stamp is not None and scope.get("server") is None:
            try:
                at_us = self.clock.at_wall(round(float(stamp) * 1_000_000))
            except (ValueError, OverflowError):
                at_us = 0
            if now_us - OLDEST_STAMP_US <= at_us <= now_us:
                return at_us
        first_byte = (scope.get("extensions") or {}).get(FIRST_BYTE, entered)
        return min(now_us, self.clock.at_monotonic(first_byte))

    async def _body(self, headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            raise Refusal(413, "too_large")
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Refusal(400, "gone")
            body += message.get("body", b"")
            if len(body) > LARGEST_BODY:
                raise Refusal(413, "too_large")
            if not message.get("more_body"):
                return body

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

    async def _save(
        self, ticket: tickets.Ticket, given: Sequence[Answer], received_us: int
    ) -> tuple[int, dict[str, Any]]:
        ops = self._ops(ticket, given, received_us)
        outcomes = await asyncio.gather(*answers.submit_async(ops))
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

    async def _hand_in(
        self, ticket: tickets.Ticket, key: str, given: Sequence[Answer], received_us: int
    ) -> tuple[int, dict[str, Any]]:
        closing = HandIn(
            paper=ticket.paper,
            received_us=received_us,
            epoch=ticket.paper_epoch,
            entrant_epoch=ticket.entrant_epoch,
            key=key,
        )
        ops = [*self._ops(ticket, given, received_us), closing]
        *outcomes, closed = await asyncio.gather(*answers.submit_async(ops))
        saved, lost, _ = _sorted_out(given, outcomes)
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
