"""/healthz and /readyz: answered beside Django's gate, so that a full house still answers."""

import asyncio
import json
import shutil
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.gate import DRAINING, plain_answer
from contests.clock import SYSTEM

MIN_FREE_BYTES = 200 * 1024 * 1024
KEEP_SECONDS = 1.0

_last: dict[str, Any] = {"at": 0.0, "faults": ["chưa kiểm tra"]}
_lock = asyncio.Lock()


def find_faults() -> list[str]:
    """What keeps this process from serving, in Vietnamese; empty when it is ready."""
    faults = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _last.get("migrated"):
            executor = MigrationExecutor(connection)
            _last["migrated"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not _last["migrated"]:
            faults.append("cơ sở dữ liệu chưa được nâng cấp (chạy manage.py migrate)")
    except Exception as error:  # any failure of the engine means the same here: not ready
        faults.append(f"cơ sở dữ liệu không trả lời ({type(error).__name__})")
    finally:
        connection.close()
    try:
        cache.set("readyz", 1, 5)
        if cache.get("readyz") != 1:
            faults.append("bộ nhớ đệm không giữ được giá trị")
    except Exception as error:  # same: whatever the cache client raises
        faults.append(f"bộ nhớ đệm không trả lời ({type(error).__name__})")
    if not SYSTEM.healthy():
        faults.append("đồng hồ máy này lệch quá 0,1 giây so với máy chủ cơ sở dữ liệu")
    if shutil.disk_usage(settings.VAR_DIR).free < MIN_FREE_BYTES:
        faults.append("ổ đĩa còn dưới 200 MB")
    return faults


async def healthz(scope: Any, receive: Any, send: Any) -> None:
    """200 while the process answers at all."""
    await plain_answer(send, 200, b"ok\n", "text/plain; charset=utf-8")


async def readyz(scope: Any, receive: Any, send: Any) -> None:
    """200 when requests can be served, else 503 with the reasons; looks at most once a second."""
    async with _lock:
        if time.monotonic() - _last["at"] > KEEP_SECONDS:
            _last["faults"] = await asyncio.to_thread(find_faults)
            _last["at"] = time.monotonic()
    faults = list(_last["faults"])
    if DRAINING.is_set():
        faults.append("đang dừng")
    body = json.dumps({"ready": not faults, "faults": faults}, ensure_ascii=False).encode()
    await plain_answer(send, 503 if faults else 200, body, "application/json")
