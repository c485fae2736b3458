"""Model fields and defaults that every app shares: public ids and encrypted text."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


def new_public_id() -> str:
    """A fresh unguessable identifier: 128 random bits, 22 URL-safe characters (ASVS 11.5.1)."""
    return secrets.token_urlsafe(16)


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """`text` sealed with the newest of FIELD_KEYS (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return _ring(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """The text behind `encrypt`. Raises `cryptography.fernet.InvalidToken` without its key."""
    return _ring(tuple(settings.FIELD_KEYS)).decrypt(stored.encode()).decode()


def encrypt_bytes(data: bytes) -> bytes:
    """`data` of a file sealed with the newest of FIELD_KEYS; a third longer."""
    return _ring(tuple(settings.FIELD_KEYS)).encrypt(data)


def decrypt_bytes(stored: bytes) -> bytes:
    """The data behind `encrypt_bytes`. Raises like `decrypt`."""
    return _ring(tuple(settings.FIELD_KEYS)).decrypt(stored)


def blind_index(value: str, purpose: str) -> str:
    """A keyed hash by which an encrypted value can be found and kept unique, 43 characters.

    `purpose` separates uses ("phone", "cccd", "entrant-code"), so that equal values of two
    kinds never share an index. "" stays "" (nothing to find).
    """
    if not value:
        return ""
    mac = hmac.new(settings.INDEX_KEY.encode(), f"{purpose}\0{value}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()).decode().rstrip("=")


class EncryptedTextField(models.TextField):
    """Text that rests encrypted in the database; Python sees the plain text.

    It cannot be searched: keep a `blind_index` beside it.
    """

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return decrypt(value) if value else value
