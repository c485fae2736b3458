"""The real settings with PostgreSQL's durability switched off: a control of promise P1."""

from config.settings import *  # noqa: F403
from config.settings import DATABASES

DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"

# Without this the platform's own check refuses to start so.
SILENCED_SYSTEM_CHECKS = ["contests.E005"]
