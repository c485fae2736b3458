"""From handed-in papers to marked attempts and lines, by small chunks behind the answers.

A paper is marked from the ledger alone; whatever is stored here can be made again from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.db import transaction

from contests.models import AnswerEvent, Contest, EntrantState, Paper, PaperState
from contests.results.models import AttemptResult, Line
from contests.results.rules import lines as rule_lines
from contests.results.rules.counting import overall_lines, round_lines
from contests.results.rules.ranking import rank_key
from contests.rules.clock import local_day
from contests.rules.ruleset import RuleSet
from contests.rules.scoring import AttemptScore, score_attempt
from contests.selectors.contests import published_rules, rules_of
from contests.selectors.keys import key_items, revision_answers
from contests.selectors.papers import PREDICTION_ITEM

CHUNK = 40
"""Papers marked in one write transaction: under 20 ms on a slow disk (design decision 12)."""


def pending(contest: Contest | None = None) -> list[Paper]:
    """The next handed-in papers that have no result yet, oldest hand-in first."""
    papers = Paper.objects.filter(
        state=PaperState.SUBMITTED, is_practice=False, result__isnull=True
    )
    if contest is not None:
        papers = papers.filter(contest=contest)
    return list(
        papers.select_related("contest", "entrant", "attempt", "rule_version").order_by(
            "closed_us", "id"
        )[:CHUNK]
    )


def mark_pending(contest: Contest | None = None) -> int:
    """Mark one chunk of handed-in papers and renew the lines they touch; how many there were.

    Looks with a plain read before any lock. Running it twice at once is harmless: the second
    insert of a result is refused by its primary key and the chunk is taken up again.
    """
    papers = pending(contest)
    if not papers:
        return 0
    fresh = [result_of(paper, score, answers) for paper, score, answers in scores(papers)]
    touched = _touched(fresh)
    with transaction.atomic():
        AttemptResult.objects.bulk_create(fresh, ignore_conflicts=True)
        for contest_, round_id, entrants in touched:
            renew_lines(contest_, round_id, entrants)
    return len(fresh)


def mark_everything(contest: Contest) -> int:
    """Mark until nothing handed in is left; how many papers that was."""
    total = 0
    while done := mark_pending(contest):
        total += done
    return total


def scores(papers: Sequence[Paper]) -> Iterable[tuple[Paper, AttemptScore, dict[int, str]]]:
    """Each paper with its score and its answers, from the ledger and the frozen rules."""
    answers = ledger_answers([paper.pk for paper in papers])
    by_contest: dict[int, list[Paper]] = defaultdict(list)
    for paper in papers:
        by_contest[paper.contest_id].append(paper)
    for own in by_contest.values():
        revision_ids = {int(item[0]) for paper in own for item in paper.items}
        keys = revision_answers(own[0].contest, revision_ids)
        for paper in own:
            own_answers = answers.get(paper.pk, {})
            key = key_items(paper.items, keys)
            score = score_attempt(own_answers, key, rules_of(paper.rule_version_id))
            yield paper, score, own_answers


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
        day=local_day(datetime.fromtimestamp(paper.closed_us / 1_000_000, UTC)),
        correct=score.correct,
        questions=len(paper.items),
        number=paper.attempt.number,
        extra_time_percent=paper.extra_time_percent,
        points_milli=score.points_milli,
        passed=score.passed,
        critical_failed=score.critical_failed,
        prediction=int(prediction) if prediction else None,
        duration_ms=(paper.closed_us - paper.started_us) // 1000,
        submitted_us=paper.closed_us,
        per_item=score.per_item,
        is_valid=entrant.state == EntrantState.ACTIVE,
    )


def _touched(results: Iterable[AttemptResult]) -> list[tuple[Contest, int, set[int]]]:
    groups: dict[tuple[int, int], set[int]] = defaultdict(set)
    contests: dict[int, Contest] = {}
    for result in results:
        groups[result.contest_id, result.round_id].add(result.entrant_id)
        contests[result.contest_id] = result.paper.contest
    return [(contests[contest_id], round_id, who) for (contest_id, round_id), who in groups.items()]


def entries_of(results: Iterable[AttemptResult]) -> list[rule_lines.Entry]:
    """Result rows in the terms of the rules; round numbers are row ids, which sort alike."""
    return [
        rule_lines.Entry(
            entrant_id=row.entrant_id,
            attempt_id=row.paper_id,
            round_number=row.round_id,
            number=row.number,
            correct=row.correct,
            points_milli=row.points_milli,
            passed=row.passed,
            duration_ms=row.duration_ms,
            submitted_at_us=row.submitted_us,
            prediction=row.prediction,
            perfect=row.correct == row.questions,
            extra_percent=row.extra_time_percent,
            valid=row.is_valid,
        )
        for row in results
    ]


def renew_lines(contest: Contest, round_id: int, entrants: set[int]) -> None:
    """Replace the lines of `entrants` in a round and in the whole contest. Inside a transaction.

    Predictions have no actual value before a standing is frozen, so live lines rank without it.
    """
    rules = published_rules(contest)
    results = list(AttemptResult.objects.filter(contest=contest, entrant_id__in=entrants))
    groups = {row.entrant_id: (row.organisation_id, row.commune_id) for row in results}
    by_round: dict[int, list[rule_lines.Entry]] = defaultdict(list)
    for entry in entries_of(results):
        by_round[entry.round_number].append(entry)
    per_round = {number: round_lines(entries, rules) for number, entries in by_round.items()}
    fresh = [_line(contest, round_id, line, rules, groups) for line in per_round.get(round_id, [])]
    overall = overall_lines([per_round[number] for number in sorted(per_round)], rules)
    fresh += [_line(contest, None, line, rules, groups) for line in overall]
    Line.objects.filter(contest=contest, round_id=round_id, entrant_id__in=entrants).delete()
    Line.objects.filter(contest=contest, round=None, entrant_id__in=entrants).delete()
    Line.objects.bulk_create(fresh)


def _line(
    contest: Contest,
    round_id: int | None,
    line: rule_lines.Line,
    rules: RuleSet,
    groups: dict[int, tuple[int | None, str | None]],
) -> Line:
    organisation_id, commune_id = groups[line.entrant_id]
    return Line(
        contest=contest,
        round_id=round_id,
        entrant_id=line.entrant_id,
        entry=line.entry,
        paper_id=line.attempt_id,
        organisation_id=organisation_id,
        commune_id=commune_id,
        rank_key=rank_key(line, rules),
        correct=line.correct,
        points_milli=line.points_milli,
        passed=line.passed,
        duration_ms=line.duration_ms,
        submitted_us=line.submitted_at_us,
        attempts=line.attempts,
    )
