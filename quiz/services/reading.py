"""What a reading means for a bank: which questions it has already, and what the preview shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from quiz.formats.base import LISTED_MAX, NOTES_MAX, Reading, draft_to_json, problem_to_json
from quiz.rules.keys import stem_key
from quiz.rules.question import Draft, Problem, Where, picture_names, with_picture_names
from quiz.rules.stored import digest, split
from quiz.selectors.batches import Known
from quiz.services.brought import Brought
from quiz.services.drafts_file import Prepared

SHOWN: Final = 5
"""Questions that the preview draws as they will look."""
_NUMBERED: Final = frozenset(("docx", "text", "moodle", "qti", "h5p", "json"))
"""Formats whose places are numbers of questions, not lines."""
MENDED: Final = ("error", "warning")
"""What is to be mended in a file, gravest first."""
_NO_PICTURES: Final = Brought()


@dataclass(frozen=True)
class Report:
    """A reading seen against a bank. `counts` are totals, `problems` the listed ones.

    `pictures` are those that its questions name, under the names that `prepared` calls them.
    """

    reading: Reading
    prepared: tuple[Prepared, ...]
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    pictures: Brought = _NO_PICTURES

    @property
    def same(self) -> int:
        """Questions that the bank has already; they are not loaded."""
        return sum(1 for row in self.prepared if row.same)

    @property
    def accepted(self) -> int:
        """Questions that would be loaded."""
        return len(self.prepared) - self.same


def examine(reading: Reading, known: Known, pictures: Brought = _NO_PICTURES) -> Report:
    """Recognise what the bank has; plain computing, nothing is written.

    `pictures` is what `brought.draw` made of those of the file. A picture that cannot be had is
    said and left out of its question.
    """
    counts = Counter(reading.counts)
    told: Counter[str] = Counter()
    found: list[Problem] = []
    refs = set(known.refs)

    def say(severity: Any, code: str, draft: Draft, **args: str | int) -> None:
        where = draft.where or Where()
        counts[severity] += 1
        told[code] += 1
        few = severity != "note" or told[code] <= NOTES_MAX
        if counts[severity] <= LISTED_MAX and few:
            if reading.format in _NUMBERED and where.row:
                args["question"] = where.row
            found.append(Problem(severity, code, where.sheet, where.row, where.column, args))

    prepared: list[Prepared] = []
    for read in reading.drafts:
        draft = _with_pictures(read, pictures, say)
        key = stem_key(draft.stem)
        picture = pictures.known.get(read.picture)
        own = digest(draft, split(draft), picture.sha256 if picture else "")
        new = any(name in pictures.drawn for name in picture_names(draft))
        same = "" if new else known.by_digest.get(own, "")
        prepared.append(Prepared(draft, key, own, same))
        if same:
            say("warning", "BANK-SAME", draft, other=same)
            continue
        if key in known.by_stem:
            say("note", "BANK-SIMILAR", draft, other=known.by_stem[key])
        if draft.picture and not draft.picture_alt and not (picture and picture.alt):
            say("note", "PICTURE-ALT", draft, number=1)
        if draft.ref and draft.ref in refs:
            say("warning", "REF-TAKEN", draft, value=draft.ref)
        if draft.ref:
            refs.add(draft.ref)
    return Report(reading, tuple(prepared), (*reading.problems, *found), dict(counts), pictures)


def _with_pictures(draft: Draft, pictures: Brought, say: Any) -> Draft:
    """`draft` with the pictures it can have: stored ones by their address, new ones by name."""
    names: dict[str, str] = {}
    for name in picture_names(draft):
        if name in pictures.known:
            names[name] = f"{pictures.known[name].public_id}.webp"
        elif name not in pictures.drawn and name not in names:
            came = name in pictures.refused
            say("warning", "PICTURE-NOT" if came else "PICTURE-UNKNOWN", draft, value=name)
            names[name] = ""
    return with_picture_names(draft, names) if names else draft


def summary(report: Report) -> dict[str, Any]:
    """What the preview page needs, as JSON values; some kilobytes whatever the file."""
    reading = report.reading
    fresh = [row.draft for row in report.prepared if not row.same]
    return {
        "readable": reading.readable,
        "counts": dict(report.counts),
        "to_mend": sum(reading.counts.get(severity, 0) for severity in MENDED),
        "problems": [problem_to_json(problem) for problem in report.problems],
        "same": report.same,
        "sheets": list(reading.sheets)[:50],
        "sheet": reading.sheet,
        "candidates": list(reading.candidates),
        "topics": Counter(draft.topic for draft in fresh).most_common(30),
        "kinds": Counter(str(draft.kind) for draft in fresh),
        "difficulties": Counter(str(draft.difficulty) for draft in fresh),
        "pictures": sum(1 for draft in fresh if any(picture_names(draft))),
        "without_ground": sum(1 for draft in fresh if not draft.citation_text),
        "shown": [draft_to_json(draft) for draft in fresh[:SHOWN]],
    }
