"""What a test that commits leaves behind goes away quickly.

Django's flush empties every table, full or not, and then writes all permissions anew: 0.1 s to
half a second a test, for the few rows that it made. Here the tables that hold rows are asked for
in one statement and only they are emptied; permissions and content types, which no test changes,
stay.
"""

from __future__ import annotations

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

KEPT = {"django_content_type", "auth_permission"}
# The clock and the writer of answers hold one each for good reason.
MISSING = 10


def filled(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables of our models that hold rows."""
    known = connection.introspection.django_table_names(include_views=False)
    names = sorted(set(known) - KEPT)
    quote = connection.ops.quote_name
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [name for (name,) in cursor.fetchall()]


def empty(connection: BaseDatabaseWrapper) -> None:
    """Remove every row but those of `KEPT`."""
    names = filled(connection)
    if not names:
        return
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(using=connection.alias),
        connection.cursor() as cursor,
    ):
        if connection.vendor == "postgresql":
            # All goes: nobody need look up, row by row, whether something still points at it.
            cursor.execute("SET LOCAL session_replication_role = replica")
        for name in names:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")


def take_back(connection: BaseDatabaseWrapper) -> None:
    """Begin a new pool when many connections are missing in the old one.

    A thread of a test ends without giving its connection back, and the pool counts it for ever; at
    `max_size` of them every test would wait in vain.
    """
    pool = getattr(connection, "pool", None)  # only PostgreSQL has one
    if pool is None:
        return
    connection.close()
    counts = pool.get_stats()
    if counts["pool_size"] - counts["pool_available"] > MISSING:
        connection.close_pool()  # type: ignore[attr-defined]


def _after_a_test(self: TransactionTestCase) -> None:
    for alias in self._databases_names(include_mirrors=False):
        empty(connections[alias])
        take_back(connections[alias])


def install() -> None:
    """Let every test that commits end this way."""
    TransactionTestCase._fixture_teardown = _after_a_test
