"""Everything again from the answer events: one independent pass in constant memory.

Shares with marking only the pure rules. Walks entrant by entrant, so that a person's attempts,
lines and places are compared together, then what storage has too much, then the standings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from django.db.models import Exists, OuterRef

from accounts.models import AuditEvent
from contests.live.selectors.replays import differences
from contests.models import (
    AnswerEvent,
    Contest,
    Entrant,
    EntrantState,
    Paper,
    PaperState,
    Round,
)
from contests.online.models import Attempt
from contests.results.models import (
    AttemptResult,
    Line,
    PredictionActual,
    Standing,
    StandingRow,
)
from contests.results.rules import counting, ranking
from contests.results.rules.drawing import Parting, parting, placed
from contests.results.rules.lines import Entry
from contests.results.rules.lines import Line as RuleLine
from contests.results.rules.verify import Difference, compare
from contests.results.selectors.standings import drawn_ties, draws_of, latest
from contests.results.services.computing import Computed, on_stage
from contests.results.services.sealing import SHARED, changed_since, check_seal, is_stale
from contests.rules.clock import worked_ms
from contests.rules.ruleset import PredictionKind, RuleSet
from contests.rules.scoring import score_attempt
from contests.selectors.contests import published_rules, rules_of
from contests.selectors.keys import RevisionAnswer, key_items, revision_answers

SLICE = 200
"""Entrants looked at together."""

Found = Difference[str]
Tell = Callable[[Found], None]


def verify(contest: Contest, tell: Tell) -> dict[str, int]:
    """Recompute `contest` and `tell` every difference; how much was compared, by kind."""
    if contest.current_version_id is None:
        return {"attempts": 0, "lines": 0, "standings": 0}
    check = _Check(contest, tell)
    check.run()
    return check.counts


class _Check:
    def __init__(self, contest: Contest, tell: Tell) -> None:
        self.contest = contest
        self.tell = tell
        self.rules = published_rules(contest)
        self.rounds = list(contest.rounds.order_by("number"))
        self.counts = {"attempts": 0, "lines": 0, "standings": 0}
        self.keys: dict[int, RevisionAnswer] = {}
        # (standing, round, stale): what is compared row by row with the recomputed lines.
        self.standings: dict[int | None, Standing] = {}
        self.seen_rows: dict[int | None, int] = defaultdict(int)
        self.actuals = {
            row.round_id: row for row in PredictionActual.objects.filter(round__contest=contest)
        }
        # By round: the places of the draws that part a tie of its standing.
        self.places: dict[int | None, Parting] = {}
        # Right and all, persons and attempts, by round: the sums of the prediction's formula.
        self.sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def run(self) -> None:
        for round_ in [*self.rounds, None]:
            standing = latest(self.contest, round_)
            if standing is not None:
                check_seal(standing, self.tell)
                self.counts["standings"] += 1
                if round_ is not None and (stage := on_stage(round_)) is not None:
                    self._stage(standing, stage)
                elif not is_stale(standing):
                    self.standings[round_.pk if round_ else None] = standing
                    self.places[standing.round_id] = self._parting(standing)
        last = 0
        entrants = Entrant.objects.filter(contest=self.contest)
        while who := dict(
            entrants.filter(pk__gt=last).order_by("pk").values_list("pk", "state")[:SLICE]
        ):
            last = max(who)
            self._slice(who)
        self._strangers()
        self._actuals()
        for key, standing in self.standings.items():
            if self.seen_rows[key] != standing.rows_count:
                self._say(
                    f"standing {standing.pk}", "rows", standing.rows_count, self.seen_rows[key]
                )

    def _say(self, key: str, field: str, stored: object, recomputed: object) -> None:
        self.tell(Difference(key, field, stored, recomputed))

    def _stage(self, standing: Standing, stage: Computed) -> None:
        """A round that was played live: each session again from its log, then the standing."""
        assert standing.round is not None
        for session in standing.round.live_sessions.filter(counts=True):
            for line in differences(session):
                self._say(f"session {session.pk}", "log", "", line)
        again = ranking.digest(stage.ranked)
        if again != standing.sha256:
            self._say(f"standing {standing.pk}", "sha256", standing.sha256, again)

    # --- attempts and lines ----------------------------------------------------------------------

    def _slice(self, who: dict[int, str]) -> None:
        papers = list(
            Paper.objects.filter(
                entrant_id__in=who, contest=self.contest, is_practice=False
            ).exclude(state=PaperState.OPEN)
        )
        numbers = dict(Attempt.objects.filter(paper__in=papers).values_list("paper_id", "number"))
        answers = self._answers(papers)
        self._learn(papers)
        stored = {
            row.paper_id: row
            for row in AttemptResult.objects.filter(contest=self.contest, entrant_id__in=who)
        }
        fresh: dict[str, dict[str, object]] = {}
        entries: dict[int, list[Entry]] = defaultdict(list)
        for paper in papers:
            row = stored.get(paper.pk)
            if paper.state == PaperState.ANNULLED and row is None:
                continue  # annulled before it was marked
            valid = paper.state == PaperState.SUBMITTED and (
                who[paper.entrant_id or 0] == EntrantState.ACTIVE
            )
            values = self._marked(paper, answers[paper.pk], numbers[paper.pk], valid)
            entries[paper.round_id or 0].append(_entry(paper, values))
            fresh[f"attempt {paper.public_id}"] = values
            self.counts["attempts"] += 1
        names = {paper.pk: f"attempt {paper.public_id}" for paper in papers}
        known: dict[str, dict[str, object]] = {}
        for pk, row in stored.items():
            key = names.get(pk, f"result of paper {pk}")
            fields_ = fresh.get(key) or {"is_valid": None}
            known[key] = {name: getattr(row, name) for name in fields_}
        for difference in compare(known, fresh):
            self.tell(difference)
        self._lines(who, entries)

    def _answers(self, papers: list[Paper]) -> dict[int, dict[int, str]]:
        """Last answer by paper and item, by its own reading: the greatest (client_seq, id) wins."""
        best: dict[tuple[int, int], tuple[int, int, str]] = {}
        rows = AnswerEvent.objects.filter(paper__in=papers).values_list(
            "paper_id", "item", "client_seq", "id", "response"
        )
        for paper, item, seq, pk, response in rows.iterator(chunk_size=5000):
            if (seq, pk) > best.get((paper, item), (-1, -1, ""))[:2]:
                best[paper, item] = (seq, pk, response)
        found: dict[int, dict[int, str]] = defaultdict(dict)
        for (paper, item), (_, _, response) in best.items():
            found[paper][item] = response
        return found

    def _learn(self, papers: list[Paper]) -> None:
        wanted = {int(item[0]) for paper in papers for item in paper.items} - set(self.keys)
        if wanted:
            self.keys.update(revision_answers(self.contest, wanted))

    def _marked(
        self, paper: Paper, answers: dict[int, str], number: int, valid: bool
    ) -> dict[str, object]:
        rules = rules_of(paper.rule_version_id)
        score = score_attempt(answers, key_items(paper.items, self.keys), rules)
        prediction = answers.get(0, "")
        closed = paper.closed_us or 0
        return {
            "entrant_id": paper.entrant_id,
            "round_id": paper.round_id,
            "number": number,
            "correct": score.correct,
            "questions": len(paper.items),
            "points_milli": score.points_milli,
            "passed": score.passed,
            "critical_failed": score.critical_failed,
            "per_item": score.per_item,
            "prediction": int(prediction) if prediction else None,
            "duration_ms": worked_ms(paper.started_us, closed, self._paused(paper)),
            "submitted_us": closed,
            "extra_time_percent": paper.extra_time_percent,
            "is_valid": valid,
        }

    def _paused(self, paper: Paper) -> int:
        """The pauses as the trail tells them; the paper must say the same."""
        if not paper.paused_us:
            return 0
        told = AuditEvent.objects.filter(
            action="attempt.reopened", object_type="contests.paper", object_id=paper.public_id
        ).values_list("data", flat=True)
        paused = sum(int(data.get("paused_us", 0)) for data in told)
        if paused != paper.paused_us:
            self._say(f"attempt {paper.public_id}", "paused_us", paper.paused_us, paused)
        return paused

    def _lines(self, who: dict[int, str], entries: dict[int, list[Entry]]) -> None:
        rules = self.rules
        live: dict[str, dict[str, object]] = {}
        final: dict[int | None, list[RuleLine]] = {}
        for round_ in self.rounds:
            own = entries.get(round_.pk, [])
            self._count(round_, own)
            for line in counting.round_lines(own, rules):
                live[_line_key(round_.number, line)] = _line_values(line, rules)
            actual = self.actuals.get(round_.pk)
            final[round_.pk] = counting.round_lines(own, rules, actual.value if actual else None)
        plain = [counting.round_lines(entries.get(one.pk, []), rules) for one in self.rounds]
        for line in counting.overall_lines(plain, rules):
            live[_line_key(0, line)] = _line_values(line, rules)
        final[None] = counting.overall_lines([final[one.pk] for one in self.rounds], rules)
        rows = Line.objects.filter(contest=self.contest, entrant_id__in=who).select_related("round")
        stored = {
            _line_key(row.round.number if row.round else 0, row): {
                name: getattr(row, name) for name in _LINE_FIELDS
            }
            for row in rows
        }
        self.counts["lines"] += len(live)
        for difference in compare(stored, live):
            self.tell(difference)
        for scope, standing in self.standings.items():
            drawn = placed(final[scope], rules, self.places[scope])
            self._rows(scope, standing, who, drawn)

    def _rows(
        self, scope: int | None, standing: Standing, who: dict[int, str], lines: list[RuleLine]
    ) -> None:
        fresh = {
            f"standing {standing.pk} entrant {line.entrant_id} entry {line.entry}": {
                "rank_key": ranking.rank_key(line, self.rules),
                **{name: getattr(line, name) for name in SHARED},
            }
            for line in lines
        }
        stored = {
            f"standing {standing.pk} entrant {row.entrant_id} entry {row.entry}": {
                "rank_key": row.rank_key,
                **{name: getattr(row, name) for name in SHARED},
            }
            for row in StandingRow.objects.filter(standing=standing, entrant_id__in=who)
        }
        self.seen_rows[scope] += len(fresh)
        for difference in compare(stored, fresh):
            self.tell(difference)

    def _parting(self, standing: Standing) -> Parting:
        """Which draws hold, by the stored rows of each tie that was drawn. That the rows of a tie
        are the right ones shows when each is compared: a wrong one has another undrawn key."""
        draws = draws_of(self.contest, standing.round)
        return parting(drawn_ties(standing, draws, self.rules), draws)

    # --- standings -------------------------------------------------------------------------------

    def _count(self, round_: Round, entries: list[Entry]) -> None:
        terms = self.rules.prediction
        if terms.kind is PredictionKind.NONE:
            return
        chosen = counting.counted_entries(entries, self.rules)
        pool = {
            "all": entries,
            "valid": [entry for entry in entries if entry.valid],
            "counted": chosen,
        }[terms.entries.value]
        right = [
            entry
            for entry in pool
            if (entry.perfect if terms.right.value == "all_correct" else entry.passed)
        ]
        sums = self.sums[round_.pk]
        sums["attempts"] += len(pool)
        sums["persons"] += len({entry.entrant_id for entry in pool})
        sums["right_attempts"] += len(right)
        sums["right_persons"] += len({entry.entrant_id for entry in right})

    def _actuals(self) -> None:
        for round_id, row in self.actuals.items():
            kind, basis = row.formula.split("/")[:2]
            sums = self.sums[round_id]
            numerator = sums[basis] if kind in ("P2", "P3") else sums[f"right_{basis}"]
            denominator = sums[basis] if kind == "P4" else 0
            value = numerator
            if kind == "P4":
                value = (20_000_000 * numerator + denominator) // (2 * denominator or 1)
            said = _said_of(row)
            if changed_since(self.contest, row.taken_at):
                # Attempts were annulled or keys corrected since: the value stays what was taken.
                if said is None:
                    self._say(f"prediction of round {row.round.number}", "audit", row.value, None)
                    continue
                numerator, denominator = int(said["numerator"]), int(said["denominator"])
                value = int(said["value"])
            fresh = {"value": value, "numerator": numerator, "denominator": denominator}
            for name, right in fresh.items():
                if getattr(row, name) != right:
                    key = f"prediction of round {row.round.number}"
                    self._say(key, name, getattr(row, name), right)

    def _strangers(self) -> None:
        """Results and lines of nobody: other contests' entrants, papers still open, practice."""
        mine = Entrant.objects.filter(contest=self.contest, pk=OuterRef("entrant_id"))
        for model in (AttemptResult, Line):
            rows = model.objects.filter(contest=self.contest).exclude(Exists(mine))
            for pk in rows.values_list("pk", flat=True)[:100]:
                self._say(f"{model._meta.model_name} {pk}", "", "row of a stranger", None)


_LINE_FIELDS = (
    "rank_key",
    "paper_id",
    "correct",
    "points_milli",
    "passed",
    "duration_ms",
    "submitted_us",
    "attempts",
)


def _entry(paper: Paper, values: dict[str, object]) -> Entry:
    return Entry(
        entrant_id=paper.entrant_id or 0,
        attempt_id=paper.pk,
        round_number=1,
        number=values["number"],  # type: ignore[arg-type]
        correct=values["correct"],  # type: ignore[arg-type]
        points_milli=values["points_milli"],  # type: ignore[arg-type]
        passed=bool(values["passed"]),
        duration_ms=values["duration_ms"],  # type: ignore[arg-type]
        submitted_at_us=values["submitted_us"],  # type: ignore[arg-type]
        prediction=values["prediction"],  # type: ignore[arg-type]
        perfect=values["correct"] == values["questions"],
        extra_percent=paper.extra_time_percent,
        valid=bool(values["is_valid"]),
    )


def _line_key(number: int, line: RuleLine | Line) -> str:
    return f"line {line.entrant_id} round {number} entry {line.entry}"


def _line_values(line: RuleLine, rules: RuleSet) -> dict[str, object]:
    return {
        "rank_key": ranking.rank_key(line, rules),
        "paper_id": line.attempt_id,
        "correct": line.correct,
        "points_milli": line.points_milli,
        "passed": line.passed,
        "duration_ms": line.duration_ms,
        "submitted_us": line.submitted_at_us,
        "attempts": line.attempts,
    }


def _said_of(row: PredictionActual) -> dict[str, object] | None:
    return (
        AuditEvent.objects.filter(
            action="prediction.taken", object_type="contests.round", object_id=str(row.round_id)
        )
        .values_list("data", flat=True)
        .first()
    )
