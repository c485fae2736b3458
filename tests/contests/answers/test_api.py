"""The save route: each of its own checks, its replies, and what a request can never say."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from contests import answers, tickets
from contests.api import LARGEST_BODY, Buckets, SaveRoute
from contests.clock import DemoClock, from_us
from contests.models import AnswerEvent, Paper

HEADERS = {
    "host": "testserver",
    "origin": "http://testserver",
    "content-type": "application/json",
}


def answer(key="key-0001", seq=1, item=1, response="B"):
    return {"k": key, "s": seq, "i": item, "r": response}


class Client:
    """Speaks ASGI to one route."""

    def __init__(self, route, ticket=""):
        self.route = route
        self.ticket = ticket

    def __call__(self, body, path="/luu/", method="POST", headers=None, scope=None):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = HEADERS | {"x-phieu": self.ticket, "content-length": str(len(raw))}
        given |= headers or {}
        sent = []

        async def receive():
            return {"type": "http.request", "body": raw}

        async def send(message):
            sent.append(message)

        request = {
            "type": "http",
            "method": method,
            "path": path,
            "headers": [
                (k.encode(), v.encode("latin1")) for k, v in given.items() if v is not None
            ],
            "server": ("127.0.0.1", 80),
            "extensions": {},
            **(scope or {}),
        }
        asyncio.run(self.route(request, receive, send))
        self.headers = dict(sent[0]["headers"])
        return sent[0]["status"], json.loads(sent[1]["body"])


@pytest.fixture
def paper(scene):
    return scene.paper()


@pytest.fixture
def client(paper):
    return Client(SaveRoute(), tickets.issue(tickets.for_paper(paper)))


def test_one_answer_is_saved(client, paper):
    status, reply = client(answer())
    assert status == 200
    assert reply["saved"] == ["key-0001"]
    assert 0 < reply["left_ms"] <= 20 * 60_000
    assert reply["at"].endswith("Z")
    assert AnswerEvent.objects.get().response == "B"
    assert client.headers[b"cache-control"] == b"no-store"
    assert client.headers[b"x-content-type-options"] == b"nosniff"
    assert len(client.headers[b"x-request-id"]) == 16


def test_a_list_is_saved_in_its_order(client):
    status, reply = client([answer(f"key-{n:04}", n, n, "C") for n in range(1, 11)])
    assert (status, len(reply["saved"])) == (200, 10)
    assert list(AnswerEvent.objects.order_by("id").values_list("item", flat=True)) == list(
        range(1, 11)
    )


def test_a_list_says_which_were_lost(client):
    client(answer("key-0001"))
    status, reply = client([answer("key-0001", response="C"), answer("key-0002")])
    assert status == 200
    assert (reply["saved"], reply["lost"]) == (["key-0002"], {"key-0001": "foreign_key"})


def test_handing_in_takes_the_last_answers_with_it(client):
    body = {"k": "close-0001", "a": [answer("key-0001"), answer("key-0002", item=2)]}
    status, reply = client(body, path="/nop/")
    assert (status, reply["answered"], reply["saved"]) == (200, 2, ["key-0001", "key-0002"])
    assert len(reply["receipt"]) == 10
    again = client({"k": "close-0002"}, path="/nop/")[1]
    assert again["receipt"] == reply["receipt"]
    assert client(answer("key-0003")) == (
        409,
        {"refused": "closed", "retry_in": 0, "lost": {"key-0003": "closed"}},
    )


def refused(reply, status, code):
    assert (reply[0], reply[1]["refused"]) == (status, code)
    assert AnswerEvent.objects.count() == 0


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_only_post(client, method):
    refused(client(answer(), method=method), 405, "method")
    assert client.headers[b"allow"] == b"POST"


@pytest.mark.parametrize("path", ["/luu/x", "/luu//", "/nop/../luu/"])
def test_only_its_own_addresses(client, path):
    refused(client(answer(), path=path), 404, "not_found")


@pytest.mark.parametrize("host", ["evil.example", "", "testserver@evil.example", "a b"])
def test_only_allowed_hosts(client, host):
    refused(client(answer(), headers={"host": host}), 400, "bad_host")


@pytest.mark.parametrize("kind", ["text/plain", "", "application/x-www-form-urlencoded", None])
def test_only_json(client, kind):
    refused(client(answer(), headers={"content-type": kind}), 415, "not_json")


@pytest.mark.parametrize(
    "origin",
    [None, "", "null", "http://evil.example", "http://testserver.evil.example", "testserver",
     "ftp://testserver", "http://testserver:81"],
)  # fmt: skip
def test_only_our_own_pages(client, origin):
    refused(client(answer(), headers={"origin": origin}), 403, "bad_origin")


def test_a_trusted_origin_may(client, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://thi.example.vn"]
    assert client(answer(), headers={"origin": "https://thi.example.vn"})[0] == 200


@pytest.mark.parametrize("ticket", [None, "", "abc", "A" * 100])
def test_only_with_a_ticket(client, ticket):
    refused(client(answer(), headers={"x-phieu": ticket}), 401, "bad_ticket")


def test_a_ticket_in_cookie_or_address_is_no_ticket(client):
    ticket, client.ticket = client.ticket, ""
    headers = {"cookie": f"X-Phieu={ticket}"}
    scope = {"query_string": f"x-phieu={ticket}".encode()}
    refused(client(answer(), headers=headers, scope=scope), 401, "bad_ticket")


def test_a_body_over_8_kib_is_refused(client):
    refused(client(b" " * (LARGEST_BODY + 1)), 413, "too_large")
    refused(client(b" " * (LARGEST_BODY + 1), headers={"content-length": "10"}), 413, "too_large")
    refused(client(answer(), headers={"content-length": "x"}), 413, "too_large")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nonsense", b"\xff\xfe", b"[" * 4000, b'{"a":' * 1300, b"NaN",
     b'{"k":"key-0001","k":"key-0002","s":1,"i":1,"r":"B"}'],
)  # fmt: skip
def test_what_is_no_json_is_refused(client, body):
    refused(client(body), 400, "bad_json")


@pytest.mark.parametrize(
    "body",
    [
        [], 1, "x", None, {}, [[]], [1],
        answer(key="short"), answer(key="k" * 41), answer(key="khoá-0001"), answer(key=12345678),
        answer(seq=-1), answer(seq=2**53), answer(seq=True), answer(seq=1.0), answer(seq="1"),
        answer(item=-1), answer(item="1"), answer(item=1001), answer(item=None),
        answer(response=1), answer(response=None), answer(response="A" * 2001), answer(response=["A"]),
        answer() | {"received_us": 1}, answer() | {"at": "2020"}, answer() | {"deadline": 9},
        [answer(f"key-{n:04}") for n in range(41)],
    ],
)  # fmt: skip
def test_wrong_shapes_are_refused(client, body):
    refused(client(body), 400, "bad_shape")


@pytest.mark.parametrize("body", [{"k": "x"}, {"k": 1}, {}, [], {"k": "close-0001", "at": 1}])
def test_wrong_hand_ins_are_refused(client, body):
    refused(client(body, path="/nop/"), 400, "bad_shape")
    assert Paper.objects.get().state == "open"


@pytest.mark.parametrize(("item", "response"), [(1, "E"), (1, "AB"), (11, "A"), (0, "5"), (1, "b")])
def test_impossible_responses_are_refused(client, item, response):
    refused(client(answer(item=item, response=response)), 422, "impossible")


def test_a_flood_is_refused_with_a_time(paper):
    route = SaveRoute(buckets=Buckets(size=3, per_second=1))
    client = Client(route, tickets.issue(tickets.for_paper(paper)))
    replies = [client(answer(f"key-{n:04}")) for n in range(5)]
    assert [status for status, _ in replies] == [200, 200, 200, 429, 429]
    assert replies[3][1]["refused"] == "too_fast" and replies[3][1]["retry_in"] > 0
    assert client.headers[b"retry-after"] == b"1"


def test_buckets_refill_and_forget():
    buckets = Buckets(size=2, per_second=1)
    assert buckets.take("a", 2, 0.0) == 0
    assert buckets.take("a", 1, 0.5) == 0.5
    assert buckets.take("a", 1, 1.0) == 0
    assert buckets.take("b", 1, 1.0) == 0


def deadline_client(paper, offset_us):
    clock = DemoClock(from_us(paper.deadline_us + paper.grace_us + offset_us))
    return Client(SaveRoute(clock=clock), tickets.issue(tickets.for_paper(paper)))


def test_the_server_decides_whether_it_was_in_time(paper):
    refused(deadline_client(paper, 1)(answer()), 409, "late")
    assert deadline_client(paper, 0)(answer())[0] == 200


@pytest.mark.parametrize(
    "name", ["x-received-at", "date", "x-request-start", "x-client-time", "if-modified-since"]
)
def test_no_header_of_a_client_moves_the_time(paper, name):
    client = deadline_client(paper, 1)
    early = str((paper.started_us + 1) / 1_000_000)
    refused(client(answer(), headers={name: early}), 409, "late")


def test_the_proxys_stamp_counts_on_its_private_socket_only(paper):
    client = deadline_client(paper, 2_000_000)
    # nginx writes whole milliseconds, cut off.
    stamp = {"x-received-at": f"{(paper.deadline_us + paper.grace_us) // 1000 / 1000:.3f}"}
    assert client(answer(), headers=stamp, scope={"server": None})[0] == 200
    refused_reply = client(answer("key-0002"), headers=stamp)
    assert refused_reply[1]["refused"] == "late"


@pytest.mark.parametrize("stamp", ["x", "nan", "inf", "-1", "1e400", "99999999999", "1"])
def test_a_strange_stamp_is_ignored(paper, stamp):
    client = deadline_client(paper, 1)
    reply = client(answer(), headers={"x-received-at": stamp}, scope={"server": None})
    refused(reply, 409, "late")


def test_the_first_byte_counts_not_the_handling(paper):
    """A request that was read in time and handled late is in time (promise P6)."""
    late_by_ns = 300_000_000
    Paper.objects.update(deadline_us=paper.started_us, grace_us=0)
    paper.refresh_from_db()
    first_byte = time.monotonic_ns() - late_by_ns
    Paper.objects.update(deadline_us=time.time_ns() // 1000 - 100_000)
    paper.refresh_from_db()
    client = Client(SaveRoute(), tickets.issue(tickets.for_paper(paper)))
    extension = {"contests.first_byte": first_byte}
    assert client(answer(), scope={"extensions": extension})[0] == 200
    refused_reply = client(answer("key-0002"))
    assert refused_reply[1]["refused"] == "late"


def test_a_full_queue_answers_503_with_a_time(client, monkeypatch):
    monkeypatch.setattr(answers._writer, "capacity", 0)
    status, reply = client(answer())
    assert (status, reply["refused"]) == (503, "busy")
    assert reply["retry_in"] >= 0.5
