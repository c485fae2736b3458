"""The same code at scale: PostgreSQL and Redis by two names in the environment, nothing else."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg

from tests.servers import ROOT, RealServer

TALK = """
import asyncio, django
django.setup()
from channels.layers import get_channel_layer
from django.core.cache import cache

async def talk():
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add("room", channel)
    await layer.group_send("room", {"type": "doorbell", "version": 7})
    message = await asyncio.wait_for(layer.receive(channel), 5)
    await layer.flush()
    return message

cache.set("k", "v", 60)
print(type(get_channel_layer()).__module__, asyncio.run(talk())["version"], cache.get("k"))
"""


def test_two_processes_on_postgresql_and_redis_are_ready(
    make_server: Callable[..., RealServer], postgres_url: str, redis_url: str
) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE scale")
    head, _, query = postgres_url.partition("?")
    url = f"{head.rpartition('/')[0]}/scale?{query}"
    first = make_server(database_url=url, environment={"REDIS_URL": redis_url})
    second = make_server(database_url=url, environment={"REDIS_URL": redis_url}, migrate=False)
    for server in (first, second):
        server.start()
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        client.request("GET", "/readyz")
        answer = client.getresponse()
        assert json.loads(answer.read()) == {"ready": True, "faults": []}
        assert answer.status == 200
        client.close()
    report = first.manage("doctor", "--json")
    assert "PostgreSQL" in report
    for server in (first, second):
        assert server.stop() == 0


def test_the_channel_layer_and_the_cache_run_on_redis(redis_url: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TALK],
        cwd=ROOT,
        env=os.environ
        | {
            "VAR_DIR": str(tmp_path),
            "REDIS_URL": redis_url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["channels_redis.pubsub", "7", "v"], done.stderr
