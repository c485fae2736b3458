"""Dataclasses of this package <-> JSON values: strict, missing fields take their defaults."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints


class Unreadable(ValueError):
    """The value does not have the promised form; the text is the dotted path of the fault."""


def dump(value: Any) -> Any:
    """`value` in dicts, lists and plain values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: dump(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [dump(item) for item in value]
    return value.value if isinstance(value, StrEnum) else value


def load(kind: Any, value: object, path: str) -> Any:
    """The `kind` behind `value`. Raises `Unreadable` for unknown, missing and mistyped fields."""
    origin = get_origin(kind)
    if kind is Any or origin is dict:
        return value
    if origin in (Union, types.UnionType):
        inner = next(arm for arm in get_args(kind) if arm is not type(None))
        return None if value is None else load(inner, value, path)
    if origin is tuple:
        if not isinstance(value, list):
            raise Unreadable(path)
        args = get_args(kind)
        if args[-1] is Ellipsis:
            return tuple(load(args[0], one, f"{path}[{n}]") for n, one in enumerate(value))
        if len(args) != len(value):
            raise Unreadable(path)
        return tuple(load(a, one, path) for a, one in zip(args, value, strict=True))
    if is_dataclass(kind):
        return _load_object(kind, value, path)
    if issubclass(kind, StrEnum):
        if not isinstance(value, str) or value not in set(kind):
            raise Unreadable(path)
        return kind(value)
    if type(value) is not kind:
        raise Unreadable(path)
    return value


@cache
def _form(kind: Any) -> tuple[dict[str, Any], frozenset[str]]:
    hints = get_type_hints(kind)
    needed = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}
    return {f.name: hints[f.name] for f in fields(kind)}, frozenset(needed)


def _load_object(kind: Any, value: object, path: str) -> Any:
    if not isinstance(value, dict):
        raise Unreadable(path)
    hints, needed = _form(kind)
    strange = value.keys() - hints.keys() or needed - value.keys()
    if strange:
        raise Unreadable(f"{path}.{min(map(str, strange))}")
    return kind(**{name: load(hints[name], one, f"{path}.{name}") for name, one in value.items()})
