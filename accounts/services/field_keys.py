"""Seals stored personal data again with the newest of FIELD_KEYS."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from accounts.fields import EncryptedTextField, decrypt, encrypt

_SLICE = 100


def encrypted_columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Every encrypted field of every app."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


def is_newest(stored: str) -> bool:
    """Whether a stored value is already sealed with the first key."""
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(stored.encode())
    except InvalidToken:
        return False
    return True


def rotate(*, sleep: Callable[[float], None] = time.sleep) -> dict[str, int]:
    """Seal every old value again; returns how many per column. May be stopped and run again.

    Raises `cryptography.fernet.InvalidToken` at a value that no key of the ring opens. Writes in
    slices with a rest as long as each. A value that somebody changed meanwhile is left alone:
    it is new already.
    """
    done: dict[str, int] = {}
    quote = connection.ops.quote_name
    for model, field in encrypted_columns():
        table, column, key = model._meta.db_table, field.column, model._meta.pk.column
        name = f"{model._meta.label}.{field.name}"
        done[name], last = 0, 0
        while True:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT {quote(key)}, {quote(column)} FROM {quote(table)} "  # noqa: S608
                    f"WHERE {quote(key)} > %s AND {quote(column)} <> '' ORDER BY 1 LIMIT %s",
                    [last, _SLICE],
                )
                rows = cursor.fetchall()
            if not rows:
                break
            last = rows[-1][0]
            old = [(pk, stored) for pk, stored in rows if not is_newest(stored)]
            fresh = [(encrypt(decrypt(stored)), pk, stored) for pk, stored in old]
            if not fresh:
                continue
            began = time.perf_counter()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(
                    f"UPDATE {quote(table)} SET {quote(column)} = %s "  # noqa: S608
                    f"WHERE {quote(key)} = %s AND {quote(column)} = %s",
                    fresh,
                )
            done[name] += len(fresh)
            sleep(time.perf_counter() - began)
    return done
