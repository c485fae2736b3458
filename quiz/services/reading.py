"""What a reading means for a bank: which questions it has already, and what the preview shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from quiz.formats.base import LISTED_MAX, Reading, draft_to_json, problem_to_json
from quiz.rules.keys import stem_key
from quiz.rules.question import Draft, Problem, Where
from quiz.rules.stored import digest, split
from quiz.selectors.batches import Known
from quiz.services.drafts_file import Prepared

SHOWN: Final = 5
"""Questions that the preview draws as they will look."""


@dataclass(frozen=True)
class Report:
    """A reading seen against a bank. `counts` are totals, `problems` the listed ones."""

    reading: Reading
    prepared: tuple[Prepared, ...]
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]

    @property
    def same(self) -> int:
        """Questions that the bank has already; they are not loaded."""
        return sum(1 for row in self.prepared if row.same)

    @property
    def accepted(self) -> int:
        """Questions that would be loaded."""
        return len(self.prepared) - self.same


def examine(reading: Reading, known: Known) -> Report:
    """Recognise what the bank has; plain computing, nothing is written."""
    counts = Counter(reading.counts)
    found: list[Problem] = []
    refs = set(known.refs)

    def say(severity: Any, code: str, draft: Draft, **args: str | int) -> None:
        where = draft.where or Where()
        counts[severity] += 1
        if counts[severity] <= LISTED_MAX:
            found.append(Problem(severity, code, where.sheet, where.row, where.column, args))

    prepared: list[Prepared] = []
    for draft in reading.drafts:
        key = stem_key(draft.stem)
        own = digest(draft, split(draft))
        same = known.by_digest.get(own, "") if not draft.picture else ""
        prepared.append(Prepared(draft, key, own, same))
        if same:
            say("warning", "BANK-SAME", draft, other=same)
            continue
        if key in known.by_stem:
            say("note", "BANK-SIMILAR", draft, other=known.by_stem[key])
        if draft.picture in reading.pictures:  # what a file brings is not stored: it is said
            say("warning", "PICTURE-UNKNOWN", draft, value=draft.picture)
        if draft.ref and draft.ref in refs:
            say("warning", "REF-TAKEN", draft, value=draft.ref)
        if draft.ref:
            refs.add(draft.ref)
    return Report(reading, tuple(prepared), (*reading.problems, *found), dict(counts))


def summary(report: Report) -> dict[str, Any]:
    """What the preview page needs, as JSON values; some kilobytes whatever the file."""
    reading = report.reading
    fresh = [row.draft for row in report.prepared if not row.same]
    return {
        "readable": reading.readable,
        "counts": dict(report.counts),
        "problems": [problem_to_json(problem) for problem in report.problems],
        "same": report.same,
        "sheets": list(reading.sheets)[:50],
        "sheet": reading.sheet,
        "topics": Counter(draft.topic for draft in fresh).most_common(30),
        "kinds": Counter(str(draft.kind) for draft in fresh),
        "difficulties": Counter(str(draft.difficulty) for draft in fresh),
        "pictures": sum(1 for draft in fresh if draft.picture),
        "without_ground": sum(1 for draft in fresh if not draft.citation_text),
        "shown": [draft_to_json(draft) for draft in fresh[:SHOWN]],
    }
