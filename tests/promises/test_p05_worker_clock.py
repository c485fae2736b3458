"""P5: a worker whose clock is wrong takes nothing (A3); real servers under libfaketime."""

from __future__ import annotations

import http.client
import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from contests import tickets
from contests.clock import MEASURE_SECONDS, SYSTEM
from contests.models import AnswerEvent, Paper
from tests.conftest import test_database_url as database_url_of_the_test
from tests.contests.scene import make_scene
from tests.servers import ROOT, RealServer

LONGEST_UNSEEN_S = MEASURE_SECONDS + 5
"""A process measures every 10 s; the rest is for a machine that does other things too."""


def shifted(
    make_server: Any, tmp_path: Path, shift: str, **environment: str
) -> tuple[RealServer, Path]:
    """A real server on the database of this test whose wall clock is off by `shift`, and the file
    in which the shift stands: writing another makes the clock jump while the server runs.
    """
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    assert library, "libfaketime is missing: apt-get install faketime"
    file = tmp_path / f"shift{len(list(tmp_path.glob('shift*')))}"
    file.write_text(shift)
    server = make_server(
        migrate=False,
        database_url=database_url_of_the_test(),
        command=[sys.executable, str(ROOT / "tests/promises/shifted_server.py")],
        environment={
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "PYTHONPATH": str(ROOT),
            **environment,
        },
    )
    # One installation: the tickets of this process are good there too.
    (server.var_dir / "keys").symlink_to(Path(settings.VAR_DIR) / "keys")
    server.start()
    return server, file


def over_http(server: RealServer, paper: Paper, key: str) -> tuple[int, str]:
    """Send one answer to a real server: the status and why it was refused."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    body = json.dumps({"k": key, "s": 1, "i": 1, "r": "B"})
    headers = {
        "Content-Type": "application/json",
        "Origin": server.url,
        "X-Phieu": tickets.issue(tickets.for_paper(paper)),
    }
    connection.request("POST", "/luu/", body, headers)
    reply = connection.getresponse()
    told = json.loads(reply.read())
    connection.close()
    return reply.status, told.get("refused", "") or "".join(told.get("lost", {}).values())


def is_ready(server: RealServer) -> tuple[bool, str]:
    """What /readyz says, and its reasons."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", "/readyz")
    reply = connection.getresponse()
    text = reply.read().decode()
    connection.close()
    return reply.status == 200, text


@pytest.mark.postgresql
@pytest.mark.promise("P5")
def test_p05_a_worker_with_a_wrong_clock_takes_nothing(
    live, make_server, tmp_path, trials, record_promise
):
    """Real servers on one PostgreSQL, the host's clock of some shifted by libfaketime.

    (SQLite has no other clock than the host's: a wrong process there is a wrong host.)
    """
    scene = make_scene()
    now_us = SYSTEM.now_us()
    in_time = scene.paper()
    over = scene.paper(deadline_us=now_us - 10_000_000, grace_us=0)
    posts = trials(5, 50)
    refused: dict[str, int] = {}
    for shift in ("-1h", "+5s", "+0.3s")[: trials(1, 3)]:
        server, _ = shifted(make_server, tmp_path, shift)
        ready, reasons = is_ready(server)
        assert not ready and "đồng hồ" in reasons
        told = [
            over_http(server, paper, f"wrong-{n:05}")
            for paper in (in_time, over)
            for n in range(posts)
        ]
        assert set(told) == {(503, "clock")}, shift
        refused[shift] = len(told)
        assert server.stop() == 0
    assert not AnswerEvent.objects.exists()
    # A worker of the same database whose clock is right goes on.
    assert is_ready(live)[0]
    assert over_http(live, in_time, "right-00001") == (200, "")
    assert over_http(live, over, "right-00002") == (409, "late")
    # The control: a server that believes its own clock takes what is an hour late.
    control, _ = shifted(make_server, tmp_path, "-1h", BELIEVE_OWN_CLOCK="1")
    late = [over_http(control, over, f"late-{n:05}")[0] for n in range(posts)].count(200)
    record_promise(
        "P5",
        figure=f"{sum(refused.values())} of {2 * posts * len(refused)} posts refused with `clock`,"
        " readyz red, by workers that libfaketime shifts; the right worker goes on",
        trials=2 * posts * len(refused),
        control=f"a worker that believes its own clock took {late} of {posts} late answers",
        shifts=list(refused),
    )
    assert late == posts


@pytest.mark.postgresql
@pytest.mark.slow
@pytest.mark.promise("P5")
def test_p05_a_clock_that_jumps_while_the_server_runs(
    transactional_db, make_server, tmp_path, record_promise
):
    """Until the next measurement the monotonic clock judges; after it the worker takes nothing."""
    scene = make_scene()
    in_time = scene.paper()
    over = scene.paper(deadline_us=SYSTEM.now_us() - 10_000_000, grace_us=0)
    sent = 0
    for number, jump in enumerate(("-1h", "+5s")):
        server, shift = shifted(make_server, tmp_path, "+0")
        assert is_ready(server)[0]
        shift.write_text(jump)
        began, told = time.monotonic(), []
        while time.monotonic() - began < LONGEST_UNSEEN_S:
            key = f"jump{number}-{len(told):05}"
            told.append(tuple(over_http(server, paper, key) for paper in (in_time, over)))
            time.sleep(0.3)
        before, after = ((200, ""), (409, "late")), ((503, "clock"), (503, "clock"))
        red = told.index(after)
        assert all(one == before for one in told[:red] if (503, "clock") not in one)
        assert all(one == after for one in told[red:])
        assert not is_ready(server)[0]
        assert server.stop() == 0
        sent += 2 * len(told)
    late = AnswerEvent.objects.filter(paper=over).count()
    record_promise(
        "P5",
        figure=f"{late} of {sent // 2} late answers taken while the wall clock jumps; at most"
        f" {LONGEST_UNSEEN_S:.0f} s until the worker refuses",
        trials=sent,
        control="see the workers that start with a wrong clock",
        jumps=["-1h", "+5s"],
    )
    assert late == 0
