"""Opening a paper: draw by a stored seed, freeze, hash, insert."""

from __future__ import annotations

import secrets

from contests.models import Contest, Entrant, Paper, Round, RuleVersion
from contests.rules.ruleset import RuleSet
from contests.selectors.contests import rules_of
from contests.selectors.papers import paper_digest, shown_items
from contests.selectors.pool import frozen_pool
from quiz.rules.drawing import Blueprint, Cell, draw

_SEED_BYTES = 32


def blueprint_of(rules: RuleSet) -> Blueprint:
    """The blueprint of the rules in the drawing's terms."""
    return Blueprint(
        tuple(
            Cell(
                topic=cell.topic,
                difficulty=cell.difficulty,
                count=cell.count,
                critical=cell.critical,
            )
            for cell in rules.paper.cells
        )
    )


def drawn_items(rules: RuleSet, rule_version_id: int, seed: bytes) -> list[list[object]]:
    """`Paper.items` for `seed`: the same seed and version give the same items, always.

    Raises `quiz.rules.drawing.ShortageError` when the frozen pool cannot fill the blueprint,
    which publishing has made sure of.
    """
    drawn = draw(
        frozen_pool(rule_version_id),
        blueprint_of(rules),
        seed,
        shuffle_questions=rules.paper.shuffle_questions,
        shuffle_options=rules.paper.shuffle_options,
    )
    cells = rules.paper.cells
    return [
        [
            item.revision_id,
            "".join(str(index) for index in item.option_order),
            cells[item.cell].points_milli,
        ]
        for item in drawn
    ]


def open_paper(
    *,
    contest: Contest,
    rule_version: RuleVersion,
    round: Round | None,
    entrant: Entrant | None,
    started_us: int,
    deadline_us: int,
    grace_us: int,
    extra_time_percent: int = 0,
    practice: bool = False,
    seed: bytes | None = None,
) -> Paper:
    """Insert the paper of one attempt and return it.

    Drawing and hashing happen before the insert and hold no lock: call this outside a
    transaction, or inside one that does nothing else. `seed` is chance unless a demo gives one.
    """
    seed = seed or secrets.token_bytes(_SEED_BYTES)
    items = drawn_items(rules_of(rule_version), rule_version.pk, seed)
    return Paper.objects.create(
        contest=contest,
        round=round,
        rule_version=rule_version,
        entrant=entrant,
        is_practice=practice,
        seed=seed.hex(),
        items=items,
        sha256=paper_digest(shown_items(items)),
        started_us=started_us,
        deadline_us=deadline_us,
        grace_us=grace_us,
        extra_time_percent=extra_time_percent,
    )
