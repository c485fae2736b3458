"""From handed-in papers to marked attempts and lines, by small chunks behind the answers.

A paper is marked from the ledger alone; whatever is stored here can be made again from it. Every
write takes the contest's row first, so that two markers, a corrected key and a freeze follow one
another; nothing is read or marked while that row is held but the keys' state.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Count, F, Max, QuerySet

from contests.models import (
    AnswerEvent,
    Contest,
    EntrantState,
    KeyCorrection,
    Paper,
    PaperState,
)
from contests.results.models import AttemptResult, Line, Progress
from contests.results.rules.counting import overall_lines, round_lines
from contests.results.rules.lines import Entry
from contests.results.rules.lines import Line as RuleLine
from contests.results.rules.ranking import rank_key
from contests.rules.clock import local_day, worked_ms
from contests.rules.ruleset import RuleSet
from contests.rules.scoring import AttemptScore, score_attempt
from contests.selectors.contests import published_rules, rules_of
from contests.selectors.keys import key_items, revision_answers
from contests.selectors.papers import PREDICTION_ITEM

CHUNK = 25
"""Papers marked in one write transaction: under 20 ms (design decision 12)."""
READ = 20 * CHUNK
"""Papers looked for at once."""

_RESULT_FIELDS = [
    "correct",
    "questions",
    "points_milli",
    "passed",
    "critical_failed",
    "prediction",
    "duration_ms",
    "submitted_us",
    "per_item",
    "is_valid",
    "day",
]


def pending(contest: Contest | None = None) -> list[Paper]:
    """The next handed-in papers of one contest that are not marked yet, oldest hand-in first.

    Costs what waits, not what was ever handed in.
    """
    papers = unmarked()
    if contest is None:
        first = papers.order_by("closed_us", "id").values_list("contest_id", flat=True).first()
        if first is None:
            return []
        papers = papers.filter(contest_id=first)
    else:
        papers = papers.filter(contest=contest)
    return list(
        papers.order_by("closed_us", "id").select_related(
            "contest", "entrant", "attempt", "rule_version", "round"
        )[:READ]
    )


def unmarked() -> QuerySet[Paper]:
    """Handed-in papers that results do not hold yet, found by an index of these alone.

    A paper handed in again before anybody noticed its reopening is among them with its old result;
    `catching_up.compare` replaces that.
    """
    return Paper.objects.filter(state=PaperState.SUBMITTED, is_practice=False, is_marked=False)


def mark_pending(contest: Contest | None = None) -> int:
    """Mark the next handed-in papers and renew the lines they touch; how many there were.

    Looks with a plain read before any lock. Running it twice at once is harmless: the second
    insert of a result is refused by its primary key.
    """
    papers = pending(contest)
    for start in range(0, len(papers), CHUNK):
        mark(papers[start : start + CHUNK])
    return len(papers)


def mark_everything(contest: Contest) -> int:
    """Mark until nothing handed in is left; how many papers that was."""
    total = 0
    while done := mark_pending(contest):
        total += done
    return total


def mark(papers: Sequence[Paper], *, again: bool = False) -> bool:
    """Store results of `papers` (one contest) and renew the lines of their entrants.

    `again`: replace the results that are there. False when a key was corrected meanwhile: nothing
    was written, the papers are still to be marked.
    """
    contest = papers[0].contest
    keys = keys_state(contest)
    fresh = [result_of(paper, score, answers) for paper, score, answers in scores(papers)]
    began = time.monotonic()
    with transaction.atomic():
        hold(contest)
        if keys_state(contest) != keys:
            return False
        if again:
            AttemptResult.objects.bulk_create(
                fresh,
                update_conflicts=True,
                unique_fields=["paper"],
                update_fields=_RESULT_FIELDS,
            )
        else:
            AttemptResult.objects.bulk_create(fresh, ignore_conflicts=True)
        note_marked([row.paper_id for row in fresh])
        renew_lines(contest, {row.entrant_id for row in fresh})
        touched(contest)
    time.sleep(min(time.monotonic() - began, 0.05))
    return True


def hold(contest: Contest) -> None:
    """Take the contest's row until the end of the transaction; answers and starts do not wait."""
    Contest.objects.select_for_update(no_key=True).only("pk").get(pk=contest.pk)


def note_marked(papers: Sequence[int], *, is_marked: bool = True) -> None:
    """Say that results hold `papers`, or no longer do, inside the transaction that changed them."""
    rows = Paper.objects.filter(pk__in=papers)
    # In the order of ids, as the writer locks papers: neither can wait for the other.
    list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    rows.update(is_marked=is_marked)


def touched(contest: Contest) -> None:
    """Say that results of `contest` changed, inside the transaction that changed them."""
    if not Progress.objects.filter(contest=contest).update(changes=F("changes") + 1):
        Progress.objects.create(contest=contest, changes=1)


def keys_state(contest: Contest) -> dict[str, object]:
    """Changes with every corrected key."""
    corrections = KeyCorrection.objects.filter(contest=contest)
    return corrections.aggregate(count=Count("id"), newest=Max("decided_at"))


def scores(papers: Sequence[Paper]) -> Iterable[tuple[Paper, AttemptScore, dict[int, str]]]:
    """Each paper (of one contest) with its score and answers, from ledger and frozen rules."""
    answers = ledger_answers([paper.pk for paper in papers])
    revision_ids = {int(item[0]) for paper in papers for item in paper.items}
    keys = revision_answers(papers[0].contest, revision_ids)
    for paper in papers:
        own = answers.get(paper.pk, {})
        key = key_items(paper.items, keys)
        yield paper, score_attempt(own, key, rules_of(paper.rule_version_id)), own


def ledger_answers(paper_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """The answers that count, by paper and item, straight from the ledger."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    events = AnswerEvent.objects.filter(paper_id__in=paper_ids).order_by("client_seq", "id")
    for paper_id, item, response in events.values_list("paper_id", "item", "response"):
        found[paper_id][item] = response
    return found


def result_of(paper: Paper, score: AttemptScore, answers: dict[int, str]) -> AttemptResult:
    """The unsaved result row of a handed-in paper."""
    entrant = paper.entrant
    assert entrant is not None and paper.closed_us is not None and paper.round_id is not None
    prediction = answers.get(PREDICTION_ITEM, "")
    return AttemptResult(
        paper=paper,
        contest_id=paper.contest_id,
        round_id=paper.round_id,
        entrant=entrant,
        organisation_id=entrant.organisation_id,
        commune_id=entrant.commune_id,
        audience=entrant.audience,
        sex=entrant.sex,
        birth_year=entrant.birth_year,
        day=local_day(datetime.fromtimestamp(paper.closed_us // 1_000_000, UTC)),
        correct=score.correct,
        questions=len(paper.items),
        number=paper.attempt.number,
        extra_time_percent=paper.extra_time_percent,
        points_milli=score.points_milli,
        passed=score.passed,
        critical_failed=score.critical_failed,
        prediction=int(prediction) if prediction else None,
        duration_ms=worked_ms(paper.started_us, paper.closed_us, paper.paused_us),
        submitted_us=paper.closed_us,
        per_item=score.per_item,
        is_valid=paper.state == PaperState.SUBMITTED and entrant.state == EntrantState.ACTIVE,
    )


ENTRY_VALUES = (
    "entrant_id",
    "paper_id",
    "round__number",
    "number",
    "correct",
    "points_milli",
    "passed",
    "duration_ms",
    "submitted_us",
    "prediction",
    "questions",
    "extra_time_percent",
    "is_valid",
)
"""What `entry_of` needs of a result, in its order."""


def entry_of(row: Sequence[object]) -> Entry:
    """A row of `ENTRY_VALUES` as the pure rules see it."""
    (who, paper, round_number, number, correct, points, passed, took, at) = row[:9]
    prediction, questions, extra, valid = row[9:13]
    return Entry(
        entrant_id=who,  # type: ignore[arg-type]
        attempt_id=paper,  # type: ignore[arg-type]
        round_number=round_number,  # type: ignore[arg-type]
        number=number,  # type: ignore[arg-type]
        correct=correct,  # type: ignore[arg-type]
        points_milli=points,  # type: ignore[arg-type]
        passed=bool(passed),
        duration_ms=took,  # type: ignore[arg-type]
        submitted_at_us=at,  # type: ignore[arg-type]
        prediction=prediction,  # type: ignore[arg-type]
        perfect=correct == questions,
        extra_percent=extra,  # type: ignore[arg-type]
        valid=bool(valid),
    )


def renew_lines(contest: Contest, entrants: set[int]) -> None:
    """Replace every line of `entrants`, inside the transaction that changed their results.

    Predictions have no actual value before a standing is frozen, so live lines rank without it.
    """
    rules = published_rules(contest)
    # By entrant alone: an entrant is of one contest, and SQLite, asked for both, reads the contest.
    rows = AttemptResult.objects.filter(entrant_id__in=entrants).values_list(
        *ENTRY_VALUES, "round_id", "organisation_id", "commune_id", "audience"
    )
    by_round: dict[int, list[Entry]] = defaultdict(list)
    groups: dict[int, tuple[int | None, str | None, str]] = {}
    for row in rows:
        by_round[row[-4]].append(entry_of(row))
        groups[row[0]] = row[-3:]
    own = {round_id: round_lines(entries, rules) for round_id, entries in by_round.items()}
    fresh = [
        _line(contest, round_id, line, rules, groups)
        for round_id, lines in sorted(own.items())
        for line in lines
    ]
    in_order = sorted(own, key=lambda round_id: by_round[round_id][0].round_number)
    for line in overall_lines([own[round_id] for round_id in in_order], rules):
        fresh.append(_line(contest, None, line, rules, groups))
    Line.objects.filter(entrant_id__in=entrants).delete()
    Line.objects.bulk_create(fresh)


def _line(
    contest: Contest,
    round_id: int | None,
    line: RuleLine,
    rules: RuleSet,
    groups: dict[int, tuple[int | None, str | None, str]],
) -> Line:
    organisation_id, commune_id, audience = groups[line.entrant_id]
    return Line(
        contest=contest,
        round_id=round_id,
        entrant_id=line.entrant_id,
        entry=line.entry,
        paper_id=line.attempt_id,
        organisation_id=organisation_id,
        commune_id=commune_id,
        audience=audience,
        rank_key=rank_key(line, rules),
        correct=line.correct,
        points_milli=line.points_milli,
        passed=line.passed,
        duration_ms=line.duration_ms,
        submitted_us=line.submitted_at_us,
        attempts=line.attempts,
    )
