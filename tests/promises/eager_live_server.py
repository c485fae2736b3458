"""The server with P1 broken for live answers: it says "ok" when it has queued, and commits lazily.

The control of the test: if nothing is lost here, the test could not have seen a loss.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from contests import answers  # noqa: E402
from contests.answers import Saved, writer  # noqa: E402

committing = writer.Writer.post


class Nobody:
    def done(self):
        return True


def acknowledge_first(self, op, waiter, loop):
    refused = committing(self, op, Nobody(), loop)
    if refused is None:
        loop.call_soon(waiter.set_result, Saved())
    return refused


writer.Writer.post = acknowledge_first
answers._writer.gather = 0.125  # and four times as long for a live answer
call_command("serve", *sys.argv[1:])
