"""What the documents of a live session say, read from its rows and from a replay of its log."""

from __future__ import annotations

from contests.live.models import LiveCommand, LivePlayer, LiveResult, LiveSession
from contests.live.rules import plan as plan_rules
from contests.live.rules.replay import Differs
from contests.live.rules.sheet import Sheet
from contests.live.rules.step import Refusal
from contests.live.selectors.replays import replayed, stored_otherwise, watcher
from contests.live.wording.log import LogLine
from contests.live.wording.minutes import LiveFacts, Placed
from contests.selectors.issuers import issuer_of


def rules_facts(session: LiveSession) -> LiveFacts:
    """What the rules sheet of a session says, whose plan is frozen."""
    return LiveFacts(
        issuer=issuer_of(session.organisation),
        title=session.title,
        plan=plan_rules.from_json(session.plan),
        started_us=session.started_us or 0,
        ended_us=session.ended_us or 0,
        players=0,
        log=(),
        placed=(),
    )


def live_facts(session: LiveSession) -> LiveFacts:
    """What the minutes of an ended session say. It is played again from its log on the way: that
    gives units and figures, and whether the stored standing is what the log gives.

    A name the host hid stands as the player's number. Who led is who started the session.
    """
    players = LivePlayer.objects.filter(session=session)
    names = {
        pk: f"Người chơi số {number}" if hidden else name
        for pk, name, number, hidden in players.values_list("id", "name", "number", "name_hidden")
    }
    commands = LiveCommand.objects.filter(session=session).select_related("by__person")
    log = [
        LogLine(
            one.at_us,
            one.name,
            one.args,
            one.by.person.full_name if one.by is not None else "",
            one.device,
        )
        for one in commands.order_by("version")
    ]
    watch = watcher(session)
    sheet: Sheet | None = None
    try:
        state, sheet = replayed(session, watch)
        is_replayed = not any(stored_otherwise(session, state, sheet))
    except (Differs, Refusal):
        is_replayed = False
    results = LiveResult.objects.filter(session=session).order_by("place", "player__number")
    return LiveFacts(
        issuer=issuer_of(session.organisation),
        title=session.title,
        plan=plan_rules.from_json(session.plan),
        started_us=session.started_us or 0,
        ended_us=session.ended_us or 0,
        players=len(names),
        log=log,
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
        units=[(one.place, one.unit, one.points_milli) for one in sheet.units()] if sheet else (),
        figures=watch.figures(),
        names=names,
        chair=next((line.by for line in log if line.name == "start"), ""),
        digest=session.plan_sha256,
        is_replayed=is_replayed,
    )
