"""What a format can hold of a question, what it would lose, and what is left then.

One declaration per format serves the writer (what to skip), the person (what is not in the file)
and the tests (`kept` is what must come back).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from quiz.rules.question import (
    Blank,
    Blanks,
    Difficulty,
    Draft,
    Kind,
    Number,
    Problem,
    Short,
    picture_names,
)
from quiz.rules.text import fixed_flags

ALL_KINDS: Final = frozenset(Kind)
CHOICES: Final = frozenset((Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE))
ALL_PARTS: Final = frozenset(
    ("explanation", "topic", "difficulty", "citation", "critical", "fixed", "ref", "picture",
     "alt", "pictures", "points", "unit", "exact_marks")
)  # fmt: skip
"""Parts of a question that a format may lack; stem, options and key every format has."""

_DEFAULTS: Final[dict[str, dict[str, Any]]] = {
    "explanation": {"explanation": ""},
    "topic": {"topic": ""},
    "difficulty": {"difficulty": Difficulty.MEDIUM},
    "citation": {"citation_text": ""},
    "critical": {"critical": False},
    "ref": {"ref": ""},
    "picture": {"picture": "", "picture_alt": ""},
    "alt": {"picture_alt": ""},
    "pictures": {"pictures": ()},
    "points": {"points_milli": 0},
}


def _nothing(draft: Draft) -> str:
    return ""


@dataclass(frozen=True)
class Holds:
    """Kinds and parts that a format has a place for.

    `why_not(draft)` names a further reason why a question does not fit ("" when it does): the
    question is then left out, and said.
    """

    kinds: frozenset[Kind] = ALL_KINDS
    parts: frozenset[str] = ALL_PARTS
    why_not: Callable[[Draft], str] = field(default=_nothing)


def kept(draft: Draft, holds: Holds) -> Draft | None:
    """`draft` without what the format has no place for; None when it cannot be in it at all."""
    if draft.kind not in holds.kinds or holds.why_not(draft):
        return None
    changes: dict[str, Any] = {}
    for part in sorted(set(_DEFAULTS) - holds.parts):
        changes |= _DEFAULTS[part]
    if "fixed" not in holds.parts:
        # The reader recognises "Cả ba ý trên" by itself; any other place that was kept is lost.
        flags = fixed_flags([option.text for option in draft.options])
        by_itself = draft.kind in (Kind.SINGLE, Kind.MULTIPLE)
        changes["options"] = tuple(
            replace(option, fixed=by_itself and flag)
            for option, flag in zip(draft.options, flags, strict=True)
        )
    body = draft.body
    if "unit" not in holds.parts and isinstance(body, Number):
        changes["body"] = replace(body, unit="")
    if "exact_marks" not in holds.parts and isinstance(body, Short):
        changes["body"] = replace(body, exact_marks=True)
    if "exact_marks" not in holds.parts and isinstance(body, Blanks):
        changes["body"] = Blanks(
            tuple(Blank(blank.variants, blank.choices) for blank in body.blanks)
        )
    return replace(draft, where=None, **changes)


def losses(draft: Draft, number: int, holds: Holds) -> Iterator[Problem]:
    """What the format would lose of question `number`, one finding per part."""
    args: dict[str, str | int] = {"question": number, "ref": draft.ref}
    if draft.kind not in holds.kinds:
        yield Problem("error", "EXPORT-KIND", row=number, args={**args, "value": draft.kind.value})
        return
    if reason := holds.why_not(draft):
        yield Problem("error", "EXPORT-UNFIT", row=number, args={**args, "why": reason})
        return
    left = kept(draft, holds)
    if left is None:  # pragma: no cover - both reasons were looked at above
        return
    whole = replace(draft, where=None)
    for part, changes in _DEFAULTS.items():
        name = next(iter(changes))
        if part == "alt" and "picture" not in holds.parts:
            continue
        if part not in holds.parts and getattr(whole, name) != getattr(left, name):
            yield Problem("warning", "EXPORT-PART", row=number, args={**args, "part": part})
    if whole.options != left.options:
        yield Problem("warning", "EXPORT-PART", row=number, args={**args, "part": "fixed"})
    if whole.body != left.body:
        part = "unit" if isinstance(draft.body, Number) else "exact_marks"
        yield Problem("warning", "EXPORT-PART", row=number, args={**args, "part": part})


Pictures = Mapping[str, bytes]


@dataclass(frozen=True)
class Written:
    """A file, and everything that it could not hold."""

    data: bytes
    left: tuple[Problem, ...] = ()


def divide(
    drafts: Iterable[Draft],
    holds: Holds,
    pictures: Pictures | None = None,
    *,
    names: bool = False,
) -> tuple[list[Draft], list[Problem]]:
    """The questions as the format holds them, and what is lost. Order is kept.

    With `pictures` (for formats that carry them), a picture whose bytes are not there is lost too;
    with `names` its name stays.
    """
    held: list[Draft] = []
    lost: list[Problem] = []
    for number, draft in enumerate(drafts, start=1):
        lost += losses(draft, number, holds)
        left = kept(draft, holds)
        if left is None:
            continue
        if pictures is not None:
            lost += [
                Problem("warning", "EXPORT-PICTURE", row=number,
                        args={"question": number, "ref": draft.ref, "value": name})
                for name in picture_names(left)
                if name not in pictures
            ]  # fmt: skip
            if not names and left.picture not in pictures:
                left = replace(left, picture="", picture_alt="")
        held.append(left)
    return held, lost


assert set(_DEFAULTS) <= {*ALL_PARTS} and {f.name for f in fields(Draft)} >= {
    name for changes in _DEFAULTS.values() for name in changes
}
