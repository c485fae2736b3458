"""Rule set <-> JSON: strict both ways, one version, the same bytes for the same rules."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from contests.rules.terms import VERSION, VERSION_MARKING, RuleSet
from quiz.rules.marking import WHOLE


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a code, the dotted path of the field, values for the sentence."""

    code: str
    field: str = ""
    args: Mapping[str, str | int] = dataclasses.field(default_factory=dict, hash=False)


class RulesUnreadable(ValueError):
    """A stored or sent rule set does not have the promised form; `fault` says where."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.code} {fault.field}".strip())
        self.fault = fault


def to_json(rules: RuleSet) -> dict[str, Any]:
    """`rules` as JSON values, with its version; `from_json` gives back an equal rule set."""
    data = _dump(rules)
    if rules.paper.marking != WHOLE:
        return {"version": VERSION_MARKING, **data}
    del data["paper"]["marking"]
    return {"version": VERSION, **data}


def from_json(data: object) -> RuleSet:
    """The rule set in `data`. Unknown, missing and mistyped fields raise `RulesUnreadable`."""
    if not isinstance(data, dict):
        raise RulesUnreadable(Fault("RULES-TYPE", "", {"expected": "object"}))
    version = data.get("version")
    if type(version) is not int or version not in (VERSION, VERSION_MARKING):
        raise RulesUnreadable(Fault("RULES-VERSION", "version", {"known": VERSION_MARKING}))
    rest = {name: value for name, value in data.items() if name != "version"}
    if version == VERSION and isinstance(paper := rest.get("paper"), dict):
        if "marking" in paper:
            raise RulesUnreadable(Fault("RULES-UNKNOWN", "paper.marking"))
        rest["paper"] = {**paper, "marking": _dump(WHOLE)}
    rules = _load(RuleSet, rest, "")
    assert isinstance(rules, RuleSet)
    return rules


def canonical(rules: RuleSet) -> bytes:
    """The one byte form of `rules`: sorted keys, no spaces, UTF-8."""
    text = json.dumps(to_json(rules), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(rules: RuleSet) -> str:
    """SHA-256 of `canonical(rules)`, hexadecimal: the seal of a frozen version."""
    return hashlib.sha256(canonical(rules)).hexdigest()


def _dump(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _dump(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_dump(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _load(kind: Any, value: object, path: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        inner = next(arm for arm in get_args(kind) if arm is not type(None))
        return _load(inner, value, path)
    if origin is tuple:
        return _load_tuple(get_args(kind)[0], value, path)
    if is_dataclass(kind):
        return _load_object(kind, value, path)
    if issubclass(kind, StrEnum):
        return _load_enum(kind, value, path)
    if kind is date:
        return _load_date(value, path)
    if type(value) is not kind:
        raise _mistyped(path, kind.__name__)
    if kind is str and not unicodedata.is_normalized("NFC", str(value)):
        raise RulesUnreadable(Fault("RULES-TEXT", path))
    return value


def _load_object(kind: Any, value: object, path: str) -> Any:
    if not isinstance(value, dict):
        raise _mistyped(path, "object")
    names = [f.name for f in fields(kind)]
    for name in value:
        if name not in names:
            raise RulesUnreadable(Fault("RULES-UNKNOWN", _join(path, str(name))))
    for name in names:
        if name not in value:
            raise RulesUnreadable(Fault("RULES-MISSING", _join(path, name)))
    hints = _hints(kind)
    return kind(**{name: _load(hints[name], value[name], _join(path, name)) for name in names})


def _load_tuple(kind: Any, value: object, path: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _mistyped(path, "list")
    return tuple(_load(kind, item, f"{path}[{place}]") for place, item in enumerate(value))


def _load_enum(kind: type[StrEnum], value: object, path: str) -> StrEnum:
    if not isinstance(value, str) or value not in {member.value for member in kind}:
        raise RulesUnreadable(
            Fault("RULES-VALUE", path, {"allowed": ", ".join(m.value for m in kind)})
        )
    return kind(value)


def _load_date(value: object, path: str) -> date:
    if isinstance(value, str):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            raise _mistyped(path, "date") from None
        if found.isoformat() == value:
            return found
    raise _mistyped(path, "date")


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _mistyped(path: str, expected: str) -> RulesUnreadable:
    return RulesUnreadable(Fault("RULES-TYPE", path, {"expected": expected}))
