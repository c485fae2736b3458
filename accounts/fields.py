"""Model fields and defaults that every app shares: public ids and encrypted text."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_NONCE_BYTES = 12


def new_public_id() -> str:
    """A fresh unguessable identifier: 128 random bits, 22 URL-safe characters (ASVS 11.5.1)."""
    return secrets.token_urlsafe(16)


def _key_ring() -> dict[str, bytes]:
    """FIELD_KEYS as an ordered ring `key id -> 32 bytes`; the first one encrypts."""
    ring = {}
    for entry in settings.FIELD_KEYS:
        key_id, _, encoded = entry.partition(":")
        ring[key_id] = base64.urlsafe_b64decode(encoded)
    return ring


def encrypt(text: str) -> str:
    """`key id:base64(nonce + AES-256-GCM)`; the key id travels so that keys can be rotated."""
    key_id, key = next(iter(_key_ring().items()))
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), key_id.encode())
    return f"{key_id}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(stored: str) -> str:
    """The text behind `encrypt`. Raises KeyError for a key that is not in the ring."""
    key_id, _, encoded = stored.partition(":")
    raw = base64.urlsafe_b64decode(encoded)
    key = _key_ring()[key_id]
    plain = AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], key_id.encode())
    return plain.decode()


def blind_index(value: str, purpose: str) -> str:
    """A keyed hash by which an encrypted value can be found and kept unique, 43 characters.

    `purpose` separates uses ("phone", "cccd", "entrant-code"), so that equal values of two
    kinds never share an index. "" stays "" (nothing to find).
    """
    if not value:
        return ""
    mac = hmac.new(settings.INDEX_KEY, f"{purpose}\0{value}".encode(), hashlib.sha256)
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
