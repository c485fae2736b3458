"""Daphne as we run it: bodies refused early, clients not believed, an orderly end."""

import asyncio
import http.client
import json
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import websockets

from config.asgi import trust_proxy
from tests import prepared
from tests.servers import ROOT, RealServer

READY = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, built_static: Path) -> Iterator[RealServer]:
    server = RealServer(tmp_path_factory.mktemp("house"))
    (server.var_dir / "static").symlink_to(built_static)
    shutil.copyfile(prepared.migrated_sqlite(), server.var_dir / "db.sqlite3")
    server.start()
    yield server
    assert server.stop() == 0


def send_raw(server: RealServer, data: bytes) -> bytes:
    """Send bytes on a connection of their own; everything that comes back until it closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(data)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer


def test_a_long_body_is_refused_before_it_is_sent(running: RealServer) -> None:
    head = b"POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000000\r\n\r\n"
    assert send_raw(running, head).startswith(b"HTTP/1.1 413")


def test_a_long_body_without_a_length_is_refused_on_the_way(running: RealServer) -> None:
    head = b"POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    assert send_raw(running, head + chunk * 5).startswith(b"HTTP/1.1 413")


def test_a_bare_route_takes_only_what_it_names(running: RealServer) -> None:
    head = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabcde"
    assert send_raw(running, head).startswith(b"HTTP/1.1 413")


def test_an_upload_page_takes_a_file(running: RealServer) -> None:
    body = b"a" * 1_000_000
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
    connection.request("POST", "/quan-ly/khong-co-trang-nay/", body)
    assert connection.getresponse().status != 413
    connection.close()


def test_ready_when_migrated(running: RealServer) -> None:
    head, _, body = send_raw(running, READY).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert json.loads(body) == {"ready": True, "faults": []}


def test_not_ready_before_the_migrations(tmp_path_factory: pytest.TempPathFactory) -> None:
    server = RealServer(tmp_path_factory.mktemp("raw"))
    (server.var_dir / "static").mkdir()
    server.start()
    try:
        answer = send_raw(server, READY)
        assert answer.startswith(b"HTTP/1.1 503")
        assert "migrate" in answer.decode()
    finally:
        server.stop()


def test_a_root_path_from_the_client_changes_nothing(running: RealServer) -> None:
    head = b"GET /admin/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    plain = send_raw(running, head + b"\r\n")
    forged = send_raw(running, head + b"Daphne-Root-Path: /evil\r\n\r\n")
    assert b"/evil" not in forged
    assert plain.split(b"\r\n")[0] == forged.split(b"\r\n")[0]


def test_query_strings_stay_out_of_the_log(running: RealServer) -> None:
    send_raw(
        running,
        b"GET /khong-co/?ve=RATSECRET HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    end = time.monotonic() + 20
    while "/khong-co/" not in running.log:
        assert time.monotonic() < end, "the request was not logged"
        time.sleep(0.05)
    assert "RATSECRET" not in running.log


async def test_a_socket_of_an_unknown_path_or_origin_is_refused(running: RealServer) -> None:
    with pytest.raises(websockets.InvalidStatus) as caught:
        await websockets.connect(f"ws://localhost:{running.port}/khong-co/")
    assert caught.value.response.status_code == 403


POST = {
    "Host": "localhost",
    "Origin": "http://localhost",
    "Content-Type": "application/json",
    "X-Phieu": "gia",
}


def post(path: str, body: bytes = b"{}", version: str = "1.1", **headers: str) -> bytes:
    """The bytes of one POST."""
    given = POST | {"Content-Length": str(len(body))} | headers
    lines = [f"POST {path} HTTP/{version}", *(f"{name}: {given[name]}" for name in given), "", ""]
    return "\r\n".join(lines).encode() + body


def parts(answer: bytes) -> tuple[bytes, set[bytes], bytes]:
    """Status line, headers without the request's id, body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.lower().split(b"\r\n")
    return status, {line for line in lines if not line.startswith(b"x-request-id")}, body


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (401, {}),
        (400, {"Host": "elsewhere.example"}),
        (403, {"Origin": "http://elsewhere.example"}),
        (415, {"Content-Type": "text/plain"}),
    ],
)
def test_a_post_handed_over_is_answered_as_through_asgi(
    running: RealServer, status: int, headers: dict[str, str]
) -> None:
    closing = headers | {"Connection": "close"}
    handed_over = send_raw(running, post("/luu/", **closing))
    through_asgi = send_raw(
        running, post("/luu/?", **closing)
    )  # a query keeps it from the short way
    assert handed_over.startswith(b"HTTP/1.1 %d " % status)
    assert parts(handed_over) == parts(through_asgi)


def test_posts_on_one_connection_are_answered_in_order(running: RealServer) -> None:
    chunked = "\r\n".join(f"{name}: {value}" for name, value in POST.items())
    sent = (
        post("/luu/")
        + post("/luu/?")
        + f"POST /luu/ HTTP/1.1\r\n{chunked}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        + b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
        + post("/luu/", Host="elsewhere.example", Connection="close")
        + post("/luu/")
    )
    answers = send_raw(running, sent).split(b"HTTP/1.1 ")[1:]
    assert [answer[:3] for answer in answers] == [b"401", b"401", b"401", b"400"]


def test_an_old_client_is_answered_and_closed(running: RealServer) -> None:
    assert send_raw(running, post("/luu/", version="1.0")).startswith(b"HTTP/1.1 401")


def test_who_leaves_before_the_reply_harms_nobody(running: RealServer) -> None:
    wish = json.dumps({"code": "123456", "name": "An", "k": "key-00001"}).encode()
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
            connection.sendall(post("/vao-phong/", wish))
    answer = send_raw(running, post("/vao-phong/", wish, Connection="close"))
    assert b"no_room" in answer
    assert "Traceback" not in running.log


def headers(client: list[object] | None) -> dict[str, object]:
    scope: dict[str, object] = {
        "client": client,
        "root_path": "/x",
        "headers": [
            (b"host", b"localhost"),
            (b"x-real-ip", b"203.0.113.7"),
            (b"x-forwarded-proto", b"https"),
            (b"x-forwarded-for", b"198.51.100.1, 203.0.113.7"),
        ],
    }
    trust_proxy(scope)
    return scope


def test_the_proxy_is_believed_only_on_its_own_socket() -> None:
    scope = headers(["127.0.0.1", 5000])
    assert scope["client"] == ["127.0.0.1", 5000]
    assert scope["headers"] == [(b"host", b"localhost")]
    behind = headers(None)
    assert behind["client"] == ["203.0.113.7", 0]
    assert (b"x-forwarded-proto", b"https") in behind["headers"]  # type: ignore[operator]
    assert not any(k == b"x-forwarded-for" for k, _ in behind["headers"])  # type: ignore[attr-defined]


def test_a_taken_port_is_an_error(
    running: RealServer, make_server: Callable[..., RealServer]
) -> None:
    second = make_server(migrate=False)
    second.port = running.port
    second.start()  # /healthz answers: the first server's
    assert second.process is not None
    assert second.process.wait(timeout=30) == 1


async def test_sigterm_finishes_what_runs_then_closes_the_sockets(
    make_server: Callable[..., RealServer],
) -> None:
    command = [sys.executable, "-m", "tests.house.slow_server"]
    server = make_server(migrate=False, command=command).start()
    assert server.process is not None
    ws = await websockets.connect(f"ws://localhost:{server.port}/")
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    await asyncio.sleep(0.3)
    server.process.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.3)
    with pytest.raises(OSError, match="Connect"):
        await asyncio.open_connection("127.0.0.1", server.port)
    assert (await reader.read()).startswith(b"HTTP/1.1 200"), "the running request was cut"
    writer.close()
    await asyncio.wait_for(ws.wait_closed(), 5)
    assert ws.close_code == 1012
    assert await asyncio.to_thread(server.process.wait, 20) == 0
    assert server.log.index("hook called") < server.log.index("drained")


def test_nothing_of_autobahn_formats_what_nobody_reads() -> None:
    """Fails when an upgrade renames what config/server.py replaces."""
    import inspect

    from autobahn.websocket import protocol

    import config.server  # noqa: F401

    assert protocol.pformat([1]) == "list"
    assert "pformat(configAttrLog)" in inspect.getsource(protocol.WebSocketProtocol._connectionMade)
    assert str(ROOT) in config.server.__file__
