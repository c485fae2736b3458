"""The key of a paper. Import this only where something is marked, or shown after its time."""

from __future__ import annotations

from dataclasses import dataclass

from contests.models import Contest, KeyCorrection, Paper
from contests.rules.scoring import KeyItem
from quiz.models import Citation, Revision, RevisionKey
from quiz.rules.displayed import key_of
from quiz.rules.question import CHOICE_KINDS, LETTERS, Kind
from quiz.rules.stored import Stored


@dataclass(frozen=True, slots=True)
class RevisionAnswer:
    """The key of a revision in stored option indexes; `void`: struck out in this contest.

    `stored` is there for kinds that are not answered by letters.
    """

    kind: Kind
    critical: bool
    right: frozenset[int]
    stored: Stored | None = None
    void: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """Why an answer is right: explanation and legal basis, as text."""

    explanation: str
    citations: tuple[str, ...]


def revision_answers(contest: Contest, revision_ids: set[int]) -> dict[int, RevisionAnswer]:
    """The keys of `revision_ids`, corrections decided in `contest` applied. Three queries."""
    keys = {
        revision_id: (right, body)
        for revision_id, right, body in RevisionKey.objects.filter(
            revision_id__in=revision_ids
        ).values_list("revision_id", "right", "body")
    }
    corrections: dict[int, list[int]] = dict(
        KeyCorrection.objects.filter(contest=contest, revision_id__in=revision_ids).values_list(
            "revision_id", "right"
        )
    )
    found = {}
    for pk, kind, critical, options, body in Revision.objects.filter(
        id__in=revision_ids
    ).values_list("id", "kind", "critical", "options", "body"):
        right, key_body = keys[pk]
        corrected = corrections.get(pk)
        if corrected is not None:
            right = corrected
        found[pk] = RevisionAnswer(
            Kind(kind),
            critical,
            frozenset(right),
            None if kind in CHOICE_KINDS else Stored(options, body, right, key_body),
            void=corrected == [],
        )
    return found


def displayed(right: frozenset[int], order: str) -> frozenset[str]:
    """Original indexes as the letters under which `order` displays them."""
    return frozenset(
        letter for letter, index in zip(LETTERS, order, strict=False) if int(index) in right
    )


def key_items(items: list[list[object]], answers: dict[int, RevisionAnswer]) -> tuple[KeyItem, ...]:
    """The key of `Paper.items` in displayed letters, in order."""
    key = []
    for revision_id, order, points_milli in items:
        answer = answers[int(str(revision_id))]
        own = None
        if answer.stored is not None and not answer.void:
            own = key_of(answer.kind, answer.stored, str(order))
        key.append(
            KeyItem(
                kind=answer.kind,
                right=frozenset() if answer.stored else displayed(answer.right, str(order)),
                critical=answer.critical,
                points_milli=int(str(points_milli)),
                key=own,
                void=answer.void,
            )
        )
    return tuple(key)


def paper_key(paper: Paper) -> tuple[KeyItem, ...]:
    """The key of one paper, item 1 first."""
    answers = revision_answers(paper.contest, {int(item[0]) for item in paper.items})
    return key_items(paper.items, answers)


def grounds(revision_ids: set[int]) -> dict[int, Ground]:
    """Explanation and citations by revision, for pages after the key may be shown."""
    cited: dict[int, list[str]] = {}
    for row in Citation.objects.filter(revision_id__in=revision_ids).select_related("document"):
        cited.setdefault(row.revision_id, []).append(citation_text(row))
    return {
        key.revision_id: Ground(
            key.explanation,
            tuple(cited.get(key.revision_id, ()))
            or ((key.citation_text,) if key.citation_text else ()),
        )
        for key in RevisionKey.objects.filter(revision_id__in=revision_ids)
    }


def citation_text(citation: Citation) -> str:
    """As lawyers write it: "Điểm a khoản 1 Điều 8 Luật 14/2012/QH13"."""
    parts = [
        f"điểm {citation.point}" if citation.point else "",
        f"khoản {citation.clause}" if citation.clause else "",
        f"Điều {citation.article}" if citation.article else "",
        str(citation.document),
    ]
    text = " ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]
