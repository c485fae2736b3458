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
    Periodic("audit.seal", "accounts.audit.seal_pending", every=1),
    Periodic("audit.anchor", "accounts.audit.write_anchor", every=3600),
    Periodic("jobs.reap", "accounts.jobs.reap", every=15),
    Periodic("tasks.reap", "config.worker.reap_lost_tasks", every=15),
    Periodic("online.close", "contests.online.tasks.close_due", every=5),
    Periodic("live.catch_up", "contests.live.tasks.catch_up", every=2),
    Periodic("results.catch_up", "contests.results.tasks.catch_up", every=2),
    Periodic("imports.sweep", "quiz.tasks.sweep_imports", every=3600),
    Periodic("pictures.sweep", "quiz.tasks.sweep_pictures", every=24 * 3600),
    Periodic("waiting.sweep", "quiz.tasks.sweep_waiting", every=3600),
    Periodic("limits.sweep", "accounts.services.limits.sweep", every=60),
    Periodic("roster.sweep", "accounts.services.roster.sweep_uploads", every=3600),
    Periodic("sessions.sweep", "config.worker.sweep_sessions", every=6 * 3600),
]
