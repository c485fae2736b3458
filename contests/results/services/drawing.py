"""Public draws between the tied: recorded once, annulled with a reason, never a silent reorder."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.rules.text import clean_line
from accounts.selectors.access import require
from contests.clock import SYSTEM, Clock
from contests.models import Contest, Entrant, Round
from contests.results.models import Draw
from contests.results.rules import drawing
from contests.results.rules.awards import CONTEST
from contests.results.selectors.standings import draws_of, latest
from contests.results.services.marking import hold
from contests.results.services.proposals import propose
from contests.rules.codec import Fault


class CannotDraw(Exception):
    """Nothing was changed; `fault` says why.

    Codes: REASON-MISSING, DRAW-NOT-TIED, DRAW-TWICE, DRAW-SOURCE, DRAW-PLACES, DRAW-STALE,
    DRAW-ANNULLED.
    """

    def __init__(self, code: str, field: str = "", **args: str | int) -> None:
        super().__init__(code)
        self.fault = Fault(code, field, args)


def as_drawn(
    entrants: Sequence[Entrant], *, places: Sequence[str] | None, is_shown: bool
) -> list[Entrant]:
    """`entrants` by the places typed beside them; None: a seed will order them.

    Raises DRAW-STALE when the page showed another list than this one, DRAW-PLACES unless the
    places are 1 to n, each once: a recorded draw cannot be taken back.
    """
    if not is_shown:
        raise CannotDraw("DRAW-STALE")
    if places is None:
        return list(entrants)
    by_place = {place.strip(): one for place, one in zip(places, entrants, strict=True)}
    wanted = [str(place) for place in range(1, len(entrants) + 1)]
    if set(by_place) != set(wanted):
        raise CannotDraw("DRAW-PLACES", count=len(entrants))
    return [by_place[place] for place in wanted]


def record_draw(
    *,
    contest: Contest,
    round_: Round | None,
    entrants: Sequence[Entrant],
    actor: User,
    reason: str,
    seed: str = "",
    minutes: str = "",
    clock: Clock = SYSTEM,
) -> Draw:
    """Record a public draw between `entrants`, who stand tied in the newest standing.

    With a `seed` the order follows from it (`rules.drawing`); otherwise `entrants` come in the
    drawn order and `minutes` name the signed record. The tie is shown until the next version.
    """
    require(actor, "result.publish", contest.organisation)
    reason, seed, minutes = clean_line(reason), clean_line(seed), clean_line(minutes)
    if not reason:
        raise CannotDraw("REASON-MISSING", "reason")
    if bool(seed) == bool(minutes):
        raise CannotDraw("DRAW-SOURCE", "seed")
    if seed:
        by_id = {one.public_id: one for one in entrants}
        entrants = [by_id[public_id] for public_id in drawing.order(seed, by_id)]
    places = [one.pk for one in entrants]
    with transaction.atomic():
        hold(contest)
        if len(set(places)) < 2 or not _is_tie(contest, round_, set(places)):
            raise CannotDraw("DRAW-NOT-TIED", "entrants")
        if any(set(places) == set(one) for one in draws_of(contest, round_)):
            raise CannotDraw("DRAW-TWICE", "entrants")
        draw = Draw.objects.create(
            contest=contest,
            round=round_,
            places=places,
            seed=seed,
            minutes=minutes,
            reason=reason,
            drawn_by=actor,
            drawn_at=clock.now(),
        )
        audit.record(
            action="draw.recorded",
            actor=actor,
            obj=draw,
            organisation=contest.organisation,
            data={
                "contest": contest.public_id,
                "round": round_.number if round_ else None,
                "places": places,
                "seed": seed,
                "minutes": minutes,
                "reason": reason,
            },
        )
    return draw


@transaction.atomic
def annul_draw(*, draw: Draw, actor: User, reason: str, clock: Clock = SYSTEM) -> None:
    """Let a recorded draw part nothing any more; it stays, with the reason.

    No standing is reordered: the next version shows the tie again, with a reason of its own.
    """
    require(actor, "result.publish", draw.contest.organisation)
    reason = clean_line(reason)
    if not reason:
        raise CannotDraw("REASON-MISSING", "reason")
    hold(draw.contest)
    now = clock.now()
    if not Draw.objects.filter(pk=draw.pk, annulled_at=None).update(
        annulled_at=now, annulled_by=actor, annulled_reason=reason[:400]
    ):
        raise CannotDraw("DRAW-ANNULLED")
    audit.record(
        action="draw.annulled",
        actor=actor,
        obj=draw,
        organisation=draw.contest.organisation,
        data={
            "contest": draw.contest.public_id,
            "round": draw.round.number if draw.round else None,
            "places": draw.places,
            "reason": reason,
        },
        now=now,
    )


def _is_tie(contest: Contest, round_: Round | None, entrants: set[int]) -> bool:
    """Whether these are exactly the tied of one place, or those a prize waits for."""
    standing = latest(contest, round_)
    if standing is None:
        return False
    first = standing.rows.filter(entrant_id__in=entrants, is_tied=True).first()
    if first is None:
        return False
    tied = standing.rows.filter(rank=first.rank).values_list("entrant_id", flat=True)
    if set(tied) == entrants:
        return True
    number = round_.number if round_ else CONTEST
    waiting = propose(contest).draws
    return any(one.round_number == number and set(one.entrants) == entrants for one in waiting)
