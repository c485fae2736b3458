"""What the documents of a live session say, read from its rows."""

from __future__ import annotations

from contests.live.models import LiveCommand, LivePlayer, LiveResult, LiveSession
from contests.live.rules import plan as plan_rules
from contests.live.wording.minutes import LiveFacts, LogLine, Placed
from contests.selectors.issuers import issuer_of


def live_facts(session: LiveSession) -> LiveFacts:
    """The facts of a session whose plan is frozen; standing and log as far as they are written.

    A name the host hid stands as the player's number.
    """
    names = {
        pk: f"Người chơi số {number}" if hidden else name
        for pk, name, number, hidden in LivePlayer.objects.filter(session=session).values_list(
            "id", "name", "number", "name_hidden"
        )
    }
    log = LiveCommand.objects.filter(session=session).select_related("by").order_by("version")
    results = list(LiveResult.objects.filter(session=session).order_by("place", "player__number"))
    return LiveFacts(
        issuer=issuer_of(session.organisation),
        title=session.title,
        plan=plan_rules.from_json(session.plan),
        started_us=session.started_us or 0,
        ended_us=session.ended_us or 0,
        players=len(names),
        log=[
            LogLine(one.at_us, one.name, one.args, str(one.by) if one.by else "", one.device)
            for one in log
        ],
        placed=[
            Placed(
                one.place,
                names[one.player_id],
                one.unit,
                one.points_milli,
                one.correct,
                one.duration_us,
            )
            for one in results
        ],
        names=names,
        digest=session.plan_sha256,
    )
