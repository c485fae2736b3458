"""The server under libfaketime, which shifts the wall clock that this process sees.

libfaketime 0.9.10 breaks the absolute sleep of Python 3.11 (`clock_nanosleep` fails with EINVAL
while the monotonic clock is left alone): sleeping is done by `select` here, nothing else differs.
With BELIEVE_OWN_CLOCK it is the control: a server that never asks the database for the time.
"""

import os
import select
import sys
import time


def pause(seconds: float) -> None:
    select.select([], [], [], max(0.0, seconds))


time.sleep = pause
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402

from contests.clock import SYSTEM  # noqa: E402

if os.environ.get("BELIEVE_OWN_CLOCK"):
    SYSTEM._own_host = True
call_command("serve", *sys.argv[1:])
