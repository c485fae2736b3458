"""A server whose live sockets are held back by nothing: no rate, no patience, no ceiling.

The control of P21 and P22: here a flood stays and a reader who takes nothing holds megabytes.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from contests.live import socket  # noqa: E402
from contests.live.hub import connection  # noqa: E402

connection.BURST = connection.PER_SECOND = connection.PATIENCE = 1e9
socket.CEILING = 2**40
call_command("serve", *sys.argv[1:])
