"""Which standings, draws and boards a contest has."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from contests.models import Contest, Round
from contests.results.models import Draw, Standing, UnitBoard
from contests.results.rules.drawing import Draws
from contests.results.rules.ranking import WIDTHS
from contests.rules.clock import settled_at
from contests.rules.ruleset import RuleSet, ShowBoard, TieBreak, UnitKind, UnitMeasure, Weight
from contests.rules.ruleset import UnitBoard as BoardRules


def latest(contest: Contest, round_: Round | None) -> Standing | None:
    """The newest complete standing of a round or of the whole contest."""
    return complete(contest, round_).first()


def latest_public(contest: Contest, round_: Round | None) -> Standing | None:
    """The newest standing that everybody may see."""
    return complete(contest, round_).filter(is_public=True).first()


def complete(contest: Contest, round_: Round | None) -> QuerySet[Standing]:
    """Every complete standing of a round or of the whole contest, newest first."""
    return Standing.objects.filter(contest=contest, round=round_, is_complete=True).order_by(
        "-version"
    )


def draws_of(contest: Contest, round_: Round | None) -> list[list[int]]:
    """The recorded draws of a round or of the whole contest, annulled ones left out: entrants in
    the drawn order. Which of them hold, `rules.drawing` says."""
    draws = Draw.objects.filter(contest=contest, round=round_, annulled_at=None)
    return list(draws.order_by("drawn_at", "id").values_list("places", flat=True))


def drawn_ties(standing: Standing, draws: Draws, rules: RuleSet) -> dict[str, set[int]]:
    """The ties in which anybody was ever drawn: by undrawn key, everybody who is of that tie."""
    # The draw is always the last criterion: what stands before its digits is the undrawn key.
    digits = WIDTHS[TieBreak.DRAW] if TieBreak.DRAW in rules.ranking.tie_breaks else 0
    ties: dict[str, set[int]] = {}
    drawn = standing.rows.filter(entrant_id__in={who for one in draws for who in one})
    for key in drawn.values_list("rank_key", flat=True):
        start = key[: len(key) - digits]
        if (undrawn := start + "0" * digits) not in ties:
            same = standing.rows.filter(rank_key__startswith=start)
            ties[undrawn] = set(same.values_list("entrant_id", flat=True))
    return ties


def rests_on_annulled_draw(standing: Standing) -> bool:
    """Whether a draw that this standing could use was annulled after it was frozen."""
    return Draw.objects.filter(
        contest=standing.contest_id,
        round=standing.round_id,
        drawn_at__lte=standing.frozen_at,
        annulled_at__gt=standing.frozen_at,
    ).exists()


def boards_of(rules: RuleSet) -> dict[UnitBoard, BoardRules]:
    """The collective board of each kind; one by persons where the rules have none."""
    found = {}
    for board in UnitBoard:
        terms = next((one for one in rules.unit_boards if one.of.value == board.value), None)
        found[board] = terms or BoardRules(
            of=UnitKind(board.value), weights=(Weight(UnitMeasure.PERSONS, 100),)
        )
    return found


def is_live(rules: RuleSet, round_: Round | None, contest: Contest, now: datetime) -> bool:
    """Whether the public may see the running board of a round or of the whole contest."""
    if rules.disclosure.board is not ShowBoard.LIVE:
        return False
    first = round_ or contest.rounds.order_by("opens_at").first()
    return first is not None and now >= first.opens_at


def may_show_frozen(rules: RuleSet, round_: Round | None, contest: Contest, now: datetime) -> bool:
    """Whether a published standing may be seen already: never before the rules say so."""
    last = contest.rounds.order_by("-closes_at").first()
    if round_ is None or rules.disclosure.board is ShowBoard.AFTER_CONTEST:
        return last is not None and now > settled_at(last.closes_at, rules)
    return now > settled_at(round_.closes_at, rules)
