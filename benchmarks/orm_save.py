"""The usual way to save an answer, for comparison: a Django view with the ORM, row by row.

It is at once a settings module (the real ones plus this view) and its url module.
"""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.orm_urls"
