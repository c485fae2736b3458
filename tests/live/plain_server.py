"""The server whose live sockets go the plain way, by ASGI messages: the same suite runs on it."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from contests.live import consumers  # noqa: E402

consumers.application.plain = True
call_command("serve", *sys.argv[1:])
