"""Transitions: a versioned UPDATE around the pure step, one log row each, a bell on commit.

Whoever loses the race for a version changes nothing. The functions run inside the caller's
transaction or make their own; the hub runs them in the writer's thread, so that a command keeps
its place among the answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.rules.text import clean_line
from accounts.selectors.access import require
from contests.clock import SYSTEM, Clock
from contests.live import broadcast
from contests.live.models import LiveCommand, LivePlayer, LiveProcess, LiveSession
from contests.live.rules import plan as plan_rules
from contests.live.rules import state as state_rules
from contests.live.rules.plan import Plan
from contests.live.rules.state import State
from contests.live.rules.step import Command, Refusal, due, step
from contests.live.selectors.rooms import presses_of

# A process whose last sign of life is older is dead: its unwritten answers were never acknowledged.
# Longer than a beat plus the longest a writer may be held up (promise P6 for live answers).
DEAD_US: Final = 1_500_000
# After a pause or a take-back the instants of a row say "no gap".
NO_GAP: Final = 0
FOR_EVER: Final = 2**62

HOST = "live.host"


@dataclass(frozen=True, slots=True)
class By:
    """Who gives a command and from where; nobody for what the clock does."""

    user: User | None = None
    device: str = ""
    key: str | None = None


CLOCK_HAND: Final = By()


def command(
    *,
    session: int,
    name: str,
    args: dict[str, Any],
    seen: int,
    by: User,
    device: str = "",
    key: str | None = None,
    clock: Clock = SYSTEM,
) -> int:
    """Do a host's command on the version they saw; returns the version that came of it.

    The same `key` again returns what came of it then. Raises `Forbidden`, `Refusal`: "stale" when
    somebody was faster, "unknown_session", or the reason of the rules. Nothing is written then.
    """
    with transaction.atomic():
        row = _locked(session)
        require(by, HOST, row.organisation)
        if key is not None:
            done = LiveCommand.objects.filter(session=row, client_key=key).first()
            if done is not None:
                return done.version
        if row.version != seen:
            raise Refusal("stale")
        told = Command(name, args, "host")
        return transit(row, told, now_us=clock.now_us(), by=By(by, device, key))


def run_due(*, session: int, seen: int, clock: Clock = SYSTEM) -> int:
    """Do what the stored instant asks for; the version afterwards. Losers do nothing."""
    with transaction.atomic():
        row = _locked(session)
        plan, state = loaded(row)
        coming = due(plan, state)
        now_us = clock.now_us()
        if row.version != seen or coming is None or coming[0] > now_us:
            return row.version
        return transit(row, coming[1], now_us=now_us)


def settle(*, session: int, run: int, clock: Clock = SYSTEM) -> bool:
    """Settle run `run` if every living process has written what it received; whether it is settled.

    Reads before it locks: most tries of most processes come too early or too late.
    """
    now_us = clock.now_us()
    behind = LiveProcess.objects.filter(
        session_id=session, beat_us__gt=now_us - DEAD_US, flushed_run__lt=run
    )
    waiting = LiveSession.objects.filter(id=session, run=run, phase="closed")
    if not waiting.exists():
        return True
    if behind.exists():
        return False
    with transaction.atomic():
        row = _locked(session)
        if row.run == run and row.phase == "closed" and not behind.exists():
            transit(row, Command("settle", {}, "clock"), now_us=now_us)
    return True


def press(*, session: int, run: int, clock: Clock = SYSTEM) -> int:
    """Tell the state of all presses of run `run` that are written; the version afterwards."""
    with transaction.atomic():
        row = _locked(session)
        queue = [list(one) for one in presses_of(session, run)]
        told = Command("press", {"run": run, "queue": queue}, "clock")
        return _quietly(row, told, clock.now_us())


def tally(*, session: int, seen: int, args: dict[str, Any], clock: Clock = SYSTEM) -> int:
    """Tell the state what the sheet found after version `seen`; the version afterwards."""
    with transaction.atomic():
        row = _locked(session)
        if row.version != seen:
            return row.version
        return _quietly(row, Command("tally", args, "clock"), clock.now_us())


def _quietly(row: LiveSession, told: Command, now_us: int) -> int:
    """A step that another process may have made already."""
    try:
        return transit(row, told, now_us=now_us)
    except Refusal:
        return row.version


_PLANS: Final[dict[str, Plan]] = {}
_PLANS_KEPT: Final = 64


def loaded(row: LiveSession) -> tuple[Plan, State]:
    """Plan and state of a session as the rules see them. A frozen plan is read once a process."""
    plan = _PLANS.get(row.plan_sha256)
    if plan is None:
        plan = plan_rules.from_json(row.plan)
        if row.plan_sha256:
            if len(_PLANS) >= _PLANS_KEPT:
                _PLANS.clear()
            _PLANS[row.plan_sha256] = plan
    return plan, state_rules.from_json(row.state)


def transit(row: LiveSession, told: Command, *, now_us: int, by: By = CLOCK_HAND) -> int:
    """Make the step on a locked row, write it and its log; returns the new version."""
    plan, state = loaded(row)
    made = step(plan, state, told, now_us)
    write(row, made.state, now_us)
    reason = clean_line(str(told.args.get("reason", "")))[:300]
    LiveCommand.objects.create(
        session=row,
        version=row.version,
        name=told.name,
        args=dict(told.args),
        facts=list(made.facts),
        at_us=now_us,
        by=by.user,
        device=by.device[:40],
        client_key=by.key,
        reason=reason,
    )
    touch_players(row, told)
    if by.user is not None:
        audit.record(
            action=f"live.{told.name}",
            actor=by.user,
            obj=row,
            organisation=row.organisation,
            data={"version": row.version, **({"reason": reason} if reason else {})},
        )
    transaction.on_commit(partial(broadcast.ring, row.pk, row.version))
    return row.version


def write(row: LiveSession, state: State, now_us: int) -> None:
    """Store `state` as the next version; raises `Refusal` ("stale") when somebody was faster."""
    was_paused = row.gap_to_us == FOR_EVER
    is_paused = state.is_paused
    values: dict[str, Any] = {
        "version": row.version + 1,
        "state": state_rules.to_json(state),
        "phase": state.phase.value,
        "run": state.run,
        "opens_us": state.opens_us,
        "closes_us": state.closes_us,
        "is_joinable": state.phase.value == "lobby" and not state.is_locked,
    }
    if is_paused and not was_paused:
        values |= {"gap_from_us": now_us, "gap_to_us": FOR_EVER}
    elif was_paused and not is_paused:
        values |= {"gap_to_us": now_us}
    if state.run != row.run:
        values |= {"gap_from_us": NO_GAP, "gap_to_us": NO_GAP}
    if row.started_us is None and state.phase.value not in ("draft", "lobby"):
        values["started_us"] = now_us
    if state.phase.value == "ended" and row.ended_us is None:
        values["ended_us"] = now_us
    if state.phase.value != "lobby":
        values["code"] = ""
    if not LiveSession.objects.filter(id=row.pk, version=row.version).update(**values):
        raise Refusal("stale")
    for name, value in values.items():
        setattr(row, name, value)


def touch_players(row: LiveSession, told: Command) -> None:
    """What a command does to the row of a player: remove, rename, hide or show the name."""
    changes: dict[str, Any] = {
        "remove": {"is_removed": True},
        "hide_name": {"name_hidden": True},
        "show_name": {"name_hidden": False},
        "rename": {"name": clean_line(str(told.args.get("name", "")))[:80]},
    }.get(told.name, {})
    if not changes:
        return
    if told.name == "rename" and not changes["name"]:
        raise Refusal("name_empty")
    row.roster += 1
    player = LivePlayer.objects.filter(session=row, id=int(told.args.get("player", 0))).first()
    if player is None:
        raise Refusal("unknown_player")
    if told.name == "remove":
        changes["epoch"] = player.epoch + 1
    LivePlayer.objects.filter(id=player.pk).update(changed=row.roster, **changes)
    LiveSession.objects.filter(id=row.pk).update(roster=row.roster)


def _locked(session: int) -> LiveSession:
    row = (
        LiveSession.objects.select_related("organisation")
        .defer("plan", "draft")
        .select_for_update(of=("self",))
        .filter(id=session)
        .first()
    )
    if row is None:
        raise Refusal("unknown_session")
    return row
