"""What runs by itself, how often, one holder at a time (`manage.py scheduler`).

A job is a function without arguments. It looks with a plain read before it locks anything, is safe
to run twice, and stays short: long work is enqueued for the worker.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Periodic:
    """Run `call` (dotted path) every `every` seconds under the lease `schedule:<name>`."""

    name: str
    call: str
    every: float


PERIODIC: list[Periodic] = [
    Periodic("papers.close_due", "contests.online.tasks.close_due", every=3),
    Periodic("jobs.reap", "config.worker.reap_lost_jobs", every=15),
    Periodic("sessions.sweep", "config.worker.sweep_sessions", every=6 * 3600),
]
