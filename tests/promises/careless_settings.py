"""The real settings with PostgreSQL's durability switched off: a control of promise P1."""

from config.settings import *  # noqa: F403
from config.settings import DATABASES

DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
