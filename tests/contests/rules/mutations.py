"""Every rule set that differs from a given one in exactly one place, field by field."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from contests.rules.ruleset import RuleSet

OTHER_TEXT = "khac"
"""What a text is changed into; the names of the tests know it as a code."""


def mutations(rules: RuleSet) -> Iterator[tuple[str, RuleSet]]:
    """(dotted path, changed rule set): every leaf, every None, every list made shorter or turned."""
    yield from _changed(RuleSet, rules, "")


def _changed(kind: Any, value: Any, path: str) -> Iterator[tuple[str, Any]]:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        yield from _optional(kind, value, path)
    elif origin is tuple:
        yield from _listed(get_args(kind)[0], value, path)
    elif dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        for part in dataclasses.fields(kind):
            here = f"{path}.{part.name}" if path else part.name
            for where, other in _changed(hints[part.name], getattr(value, part.name), here):
                yield where, dataclasses.replace(value, **{part.name: other})
    else:
        for other in _others(kind, value):
            yield path, other


def _optional(kind: Any, value: Any, path: str) -> Iterator[tuple[str, Any]]:
    inner = next(arm for arm in get_args(kind) if arm is not type(None))
    if value is not None:
        yield path, None
        yield from _changed(inner, value, path)
    else:
        yield path, _some(inner)


def _listed(kind: Any, value: tuple[Any, ...], path: str) -> Iterator[tuple[str, Any]]:
    if value:
        yield path, value[:-1]
    if len(value) > 1 and value[::-1] != value:
        yield path, value[::-1]
    for place, item in enumerate(value):
        for where, other in _changed(kind, item, f"{path}[{place}]"):
            yield where, (*value[:place], other, *value[place + 1 :])


def _others(kind: Any, value: Any) -> list[Any]:
    if kind is bool:
        return [not value]
    if kind is int:
        return [value + 1]
    if kind is str:
        return [value + OTHER_TEXT if value else OTHER_TEXT]
    if kind is date:
        return [value + timedelta(days=1)]
    assert issubclass(kind, Enum), kind
    return [member for member in kind if member is not value]


def _some(kind: Any) -> Any:
    if kind is bool:
        return True
    if kind is int:
        return 3
    if kind is str:
        return OTHER_TEXT
    if kind is date:
        return date(2026, 11, 9)
    return next(iter(kind))
