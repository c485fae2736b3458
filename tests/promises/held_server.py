"""The second of two processes: its writer is held for 0.8 s by SIGUSR1 (P6).

SIGUSR2 switches its signs of life off and on: nobody waits for what it has not written (the
control of P6). From SIGURG on it says "ok" to an answer when it has queued it, and writes later;
later never comes, whoever sends the signal kills it first (the control of P1 and P17). What it
waits for of a socket is cut short, so that a test need not wait (P21).
"""

import os
import signal
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from config import server  # noqa: E402
from contests.answers import Saved, writer  # noqa: E402
from contests.live.hub import hub  # noqa: E402
from contests.live.services import acting  # noqa: E402

HELD_SECONDS = 0.8
server.HANDSHAKE_SECONDS = hub.JOIN_SECONDS = 3

commit, post, flushed = writer.Writer.commit, writer.Writer.post, acting.Acting.flushed
until = 0.0
is_mute = is_eager = False
queued = []


def hold(*_):
    global until
    until = time.monotonic() + HELD_SECONDS


def switch(*_):
    global is_mute
    is_mute = not is_mute


def be_eager(*_):
    global is_eager
    is_eager = True


def post_or_acknowledge(self, op, waiter, loop):
    if not is_eager:
        return post(self, op, waiter, loop)
    queued.append(op)
    loop.call_soon(waiter.set_result, Saved())


def commit_when_let(self, ops):
    while (left := until - time.monotonic()) > 0:
        time.sleep(left)
    return commit(self, ops)


async def flushed_or_mute(self, **told):
    return True if is_mute else await flushed(self, **told)


writer.Writer.commit, writer.Writer.post = commit_when_let, post_or_acknowledge
acting.Acting.flushed = flushed_or_mute
signal.signal(signal.SIGUSR1, hold)
signal.signal(signal.SIGUSR2, switch)
signal.signal(signal.SIGURG, be_eager)
call_command("serve", *sys.argv[1:])
