"""Freezing a standing: rank by the frozen rules, store a numbered version, never overwrite."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.models import User
from accounts.rules.text import search_key
from accounts.selectors.access import require
from accounts.services.slices import SliceWriter
from contests.clock import Clock
from contests.models import Contest, Entrant, Paper, PaperState, Round
from contests.results.models import Standing, StandingRow, UnitBoard, UnitRow
from contests.results.rules.ranking import Ranked, digest
from contests.results.rules.units import Tally, UnitRanked
from contests.results.selectors.standings import latest
from contests.results.services.catching_up import compare
from contests.results.services.computing import Computed, compute
from contests.results.services.correcting import remark_left
from contests.results.services.marking import hold, keys_state, mark_everything
from contests.rules.clock import settled_at
from contests.rules.codec import Fault
from contests.rules.ruleset import RuleSet
from contests.selectors.contests import published_rules

_ROWS_PER_WRITE = 250
"""Standing rows prepared, or deleted, at a time."""
_ABANDONED = timedelta(minutes=30)
"""An incomplete standing this old belongs to a freeze that died; nobody ever saw it."""

Progress = Callable[[int, int], None]

__all__ = ["CannotFreeze", "freeze", "latest", "publish"]


class CannotFreeze(Exception):
    """Nothing was frozen; `fault` says why.

    Codes: ROUND-OPEN, PAPERS-OPEN, REASON-MISSING, FREEZE-RUNNING (another one was faster),
    KEY-CHANGED (a key was corrected meanwhile).
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def freeze(
    *,
    contest: Contest,
    round_: Round | None,
    actor: User | None,
    clock: Clock,
    reason: str = "",
    progress: Progress = lambda done, total: None,
) -> Standing:
    """Store the next version of a standing and return it.

    Raises `CannotFreeze` while an answer could still be accepted. A version after the first
    needs a reason; what changed against the version before is stored with it. Of two freezes at
    once one wins and the other raises FREEZE-RUNNING. Call it outside a transaction.
    """
    if actor is not None:
        require(actor, "result.publish", contest.organisation)
    rules = published_rules(contest)
    now = clock.now()
    check_settled(contest, round_, rules, now)
    before = latest(contest, round_)
    if before is not None and not reason.strip():
        raise CannotFreeze(Fault("REASON-MISSING", "reason"))
    mark_everything(contest)
    compare(contest)
    keys = keys_state(contest)
    remark_left(contest)
    _sweep(contest, round_, now)
    computed = compute(contest, round_, rules, now)
    standing = _insert(contest, round_, actor, now, reason, before, computed)
    try:
        _fill(standing, computed, progress)
        _complete(standing, before, actor, keys)
    except BaseException:
        # A cancelled or failed freeze leaves nothing behind; a killed one is swept by the next.
        _remove(standing)
        raise
    standing.refresh_from_db()
    return standing


@transaction.atomic
def publish(*, standing: Standing, actor: User) -> None:
    """Show a frozen standing to everybody."""
    require(actor, "result.publish", standing.contest.organisation)
    if standing.is_public or not standing.is_complete:
        return
    Standing.objects.filter(pk=standing.pk).update(is_public=True)
    audit.record(
        action="standing.published",
        actor=actor,
        obj=standing,
        organisation=standing.contest.organisation,
        data={"version": standing.version, "sha256": standing.sha256},
    )


def check_settled(contest: Contest, round_: Round | None, rules: RuleSet, now: datetime) -> None:
    """Raise `CannotFreeze` while an answer of the round (of any round) could still be accepted."""
    rounds = [round_] if round_ else list(contest.rounds.all())
    for one in rounds:
        if now <= settled_at(one.closes_at, rules):
            raise CannotFreeze(Fault("ROUND-OPEN", "round", {"round": one.name}))
        if one.live_sessions.filter(counts=True, has_results=False).exists():
            raise CannotFreeze(Fault("ROUND-OPEN", "round", {"round": one.name}))
    left = Paper.objects.filter(
        contest=contest, state=PaperState.OPEN, is_practice=False, round__in=rounds
    ).count()
    if left:
        raise CannotFreeze(Fault("PAPERS-OPEN", "round", {"count": left}))


def _insert(
    contest: Contest,
    round_: Round | None,
    actor: User | None,
    now: datetime,
    reason: str,
    before: Standing | None,
    computed: Computed,
) -> Standing:
    differences = _differences(before, computed.ranked)
    sha256 = digest(computed.ranked)
    version = contest.current_version
    assert version is not None
    with transaction.atomic():
        hold(contest)
        newest = Standing.objects.filter(contest=contest, round=round_).aggregate(Max("version"))
        return Standing.objects.create(
            contest=contest,
            round=round_,
            version=(newest["version__max"] or 0) + 1,
            rule_version_number=version.number,
            reason=reason.strip(),
            frozen_at=now,
            frozen_by=actor,
            prediction=_prediction(computed),
            differences=differences,
            rows_count=len(computed.ranked),
            histogram=sorted(
                [correct, count]
                for correct, count in Counter(row.line.correct for row in computed.ranked).items()
            ),
            sha256=sha256,
            audit_head=audit.head().seal,
        )


def _prediction(computed: Computed) -> dict[str, object]:
    return {
        str(number): {
            "value": actual.value,
            "formula": actual.formula,
            "numerator": actual.numerator,
            "denominator": actual.denominator,
        }
        for number, actual in sorted(computed.actuals.items())
    }


def _complete(
    standing: Standing, before: Standing | None, actor: User | None, keys: dict[str, object]
) -> None:
    contest = standing.contest
    with transaction.atomic():
        hold(contest)
        if latest(contest, standing.round) != before:
            raise CannotFreeze(Fault("FREEZE-RUNNING"))
        if keys_state(contest) != keys:
            raise CannotFreeze(Fault("KEY-CHANGED"))
        Standing.objects.filter(pk=standing.pk).update(is_complete=True)
        audit.record(
            action="standing.frozen",
            actor=actor,
            obj=standing,
            organisation=contest.organisation,
            data={
                "contest": contest.public_id,
                "round": standing.round.number if standing.round else None,
                "version": standing.version,
                "sha256": standing.sha256,
                "reason": standing.reason,
            },
        )


def _sweep(contest: Contest, round_: Round | None, now: datetime) -> None:
    old = Standing.objects.filter(
        contest=contest, round=round_, is_complete=False, frozen_at__lt=now - _ABANDONED
    )
    for standing in old:
        _remove(standing)


def _remove(standing: Standing) -> None:
    """Delete an incomplete standing, in slices."""
    rows = StandingRow.objects.filter(standing=standing)
    while slice_ := list(rows.values_list("pk", flat=True)[: 2 * _ROWS_PER_WRITE]):
        StandingRow.objects.filter(pk__in=slice_).delete()
        time.sleep(0.01)
    UnitRow.objects.filter(standing=standing).delete()
    Standing.objects.filter(pk=standing.pk, is_complete=False).delete()


def _differences(before: Standing | None, ranked: Sequence[Ranked]) -> list[dict[str, object]]:
    """Every entrant whose place or score is not what it was, in the order of the new standing."""
    if before is None:
        return []
    rows = before.rows.values_list("entrant_id", "entry", "rank", "correct", "points_milli")
    old = {row[:2]: row[2:] for row in rows.iterator(chunk_size=2000)}
    changed = []
    for row in ranked:
        line = row.line
        was = old.pop((line.entrant_id, line.entry), None)
        now = (row.rank, line.correct, line.points_milli)
        if was != now:
            changed.append(_difference(line.entrant_id, line.entry, was, now))
    changed.extend(_difference(who, entry, was, None) for (who, entry), was in sorted(old.items()))
    return changed


def _difference(
    entrant: int, entry: int, was: tuple[int, ...] | None, now: tuple[int, ...] | None
) -> dict[str, object]:
    return {
        "entrant": entrant,
        "entry": entry,
        "before": list(was) if was else None,
        "after": list(now) if now else None,
    }


def _fill(standing: Standing, computed: Computed, progress: Progress) -> None:
    total = len(computed.ranked)
    names = _name_keys(standing.contest)
    writer = SliceWriter()
    for start in range(0, total, _ROWS_PER_WRITE):
        rows = [
            _row(standing, position, ranked, computed, names)
            for position, ranked in enumerate(
                computed.ranked[start : start + _ROWS_PER_WRITE], start=start + 1
            )
        ]
        writer.insert(rows)
        progress(start + len(rows), total)
    for board, units in computed.units.items():
        writer.insert([_unit_row(standing, board, unit, tally) for unit, tally in units])


def _name_keys(contest: Contest) -> dict[int, str]:
    """Search keys of the names that boards show in full."""
    rows = Entrant.objects.filter(contest=contest).values_list("pk", "display_name", "full_name")
    return {pk: search_key(full) for pk, shown, full in rows.iterator() if shown == full}


def _row(
    standing: Standing, position: int, ranked: Ranked, computed: Computed, names: dict[int, str]
) -> StandingRow:
    line = ranked.line
    groups = computed.groups[line.entrant_id]
    return StandingRow(
        standing=standing,
        position=position,
        rank=ranked.rank,
        is_tied=ranked.tied,
        entrant_id=line.entrant_id,
        entry=line.entry,
        paper_id=line.attempt_id,
        organisation_id=groups.organisation_id,
        commune_id=groups.commune_id,
        audience=groups.audience,
        name_key=names.get(line.entrant_id, "")[:160],
        rank_key=ranked.key,
        correct=line.correct,
        points_milli=line.points_milli,
        passed=line.passed,
        draw=line.draw,
        prediction=computed.predictions.get(line.attempt_id) if line.attempt_id else None,
        prediction_distance=line.prediction_distance,
        duration_ms=line.duration_ms,
        submitted_us=line.submitted_at_us,
        attempts=line.attempts,
    )


def _unit_row(standing: Standing, board: UnitBoard, unit: UnitRanked, tally: Tally) -> UnitRow:
    _, _, key = unit.code.partition(":")
    average = Fraction(tally.points_milli, tally.lines) if tally.lines else Fraction(0)
    return UnitRow(
        standing=standing,
        board=board,
        organisation_id=int(key) if board == UnitBoard.ORGANISATION else None,
        commune_id=key if board == UnitBoard.COMMUNE else None,
        size_group="" if unit.group is None else str(unit.group),
        rank=unit.rank,
        is_tied=unit.tied,
        attempts=tally.attempts,
        persons=tally.persons,
        head_count=tally.head_count,
        passed=tally.passed,
        average_points_milli=[average.numerator, average.denominator],
        score=[unit.score.numerator, unit.score.denominator],
        is_over_head_count=unit.over_head_count,
    )
