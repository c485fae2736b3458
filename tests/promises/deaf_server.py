"""A server whose hub never looks into the database by itself: it hears the doorbell or nothing.

The control of P16: without the look each second a lost bell would be a lost question.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from contests.live import consumers  # noqa: E402

consumers.application.hub.poll = 3600.0
call_command("serve", *sys.argv[1:])
