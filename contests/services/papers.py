"""Opening a paper: draw by a stored seed, freeze, hash, insert."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from contests.clock import from_us
from contests.models import Contest, Entrant, Paper, PoolUse, Round
from contests.rules.clock import LOCAL
from contests.rules.ruleset import RuleSet
from contests.selectors.contests import rules_of
from contests.selectors.papers import paper_digest, shown_items
from contests.selectors.pool import frozen_pool, held_back
from quiz.rules.drawing import Blueprint, Cell, PoolItem, check, draw
from quiz.selectors.seals import sealed_revisions

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


def drawn_items(
    rules: RuleSet,
    rule_version_id: int,
    seed: bytes,
    *,
    practice: bool = False,
    held: frozenset[int] = frozenset(),
) -> list[list[object]]:
    """`Paper.items` for `seed`: the same seed, version and `held` give the same items, always.

    Revisions `held` back stay out while the rest can fill the blueprint: a law that ends during a
    contest must not end the contest. Practice never shows a question of a sealed bank. Raises
    `quiz.rules.drawing.ShortageError` when the pool cannot fill the blueprint: publishing has made
    sure that it can, sealing may end practice.
    """
    pool, blueprint = frozen_pool(rule_version_id, practice=practice), blueprint_of(rules)
    if practice:
        sealed = sealed_revisions(item.revision_id for item in pool)
        pool = tuple(item for item in pool if item.revision_id not in sealed)
    if held:
        rest = tuple(item for item in pool if item.revision_id not in held)
        pool = pool if check(blueprint, rest) else rest
    drawn = draw(
        pool,
        blueprint,
        seed,
        shuffle_questions=rules.paper.shuffle_questions,
        shuffle_options=rules.paper.shuffle_options,
    )
    cells = rules.paper.cells
    return [
        [
            item.revision_id,
            item.order,
            cells[item.cell].points_milli,
        ]
        for item in drawn
    ]


def uses(
    contest: Contest,
    rules: RuleSet,
    pool: Sequence[PoolItem],
    sealed: frozenset[int] = frozenset(),
) -> dict[int, PoolUse]:
    """What each question of `pool` (by revision) is for, the same for the same contest and pool.

    One paper's worth is set aside for practice where the rest can still fill every paper; of
    questions that are not `sealed` where these suffice.
    """
    if not rules.practice:
        return {item.revision_id: PoolUse.REAL for item in pool}
    seed = hashlib.sha256(f"practice {contest.public_id}".encode()).digest()
    unsealed = [item for item in pool if item.revision_id not in sealed]
    source = pool if check(blueprint_of(rules), unsealed) else unsealed
    aside = {
        item.revision_id
        for item in draw(
            source, blueprint_of(rules), seed, shuffle_questions=False, shuffle_options=False
        )
    }
    rest = [item for item in pool if item.revision_id not in aside]
    use = PoolUse.BOTH if check(blueprint_of(rules), rest) else PoolUse.PRACTICE
    return {item.revision_id: use if item.revision_id in aside else PoolUse.REAL for item in pool}


def drawn_paper(
    *,
    contest: Contest,
    rule_version_id: int,
    round: Round | None,
    entrant: Entrant | None,
    started_us: int,
    deadline_us: int,
    grace_us: int,
    extra_time_percent: int = 0,
    practice: bool = False,
    seed: bytes | None = None,
) -> Paper:
    """The paper of one attempt, drawn, frozen and hashed, not saved yet.

    Draw outside a transaction and only save inside: drawing would hold SQLite's write lock.
    `seed` is chance unless a demo or a test gives one.
    """
    seed = seed or secrets.token_bytes(_SEED_BYTES)
    day = from_us(started_us).astimezone(LOCAL).date()
    items = drawn_items(
        rules_of(rule_version_id),
        rule_version_id,
        seed,
        practice=practice,
        held=held_back(rule_version_id, day),
    )
    return Paper(
        contest=contest,
        round=round,
        rule_version_id=rule_version_id,
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


def open_paper(**terms: Any) -> Paper:
    """`drawn_paper` with the same terms, saved."""
    drawn = drawn_paper(**terms)
    drawn.save(force_insert=True)
    return drawn
