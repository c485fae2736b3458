"""Who pressed first: by arrival at the server, early presses locked, equal milliseconds shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from contests.live.rules.commands import MICRO
from contests.live.rules.state import Floor

Press = tuple[int, int]


def queue(
    presses: Iterable[Press], from_us: int, lock_us: int, closes_us: int = 0
) -> tuple[list[Press], dict[int, int]]:
    """((player, received) in order, one each; {player: locked until}).

    A press before `from_us` (0: everything is) is early and locks its player for `lock_us`;
    a press while locked does nothing and does not lengthen the lock. The order of equal instants
    is that of player ids, which nobody is told: they are equal.
    """
    order: list[Press] = []
    locked: dict[int, int] = {}
    taken: set[int] = set()
    for player, at in sorted(presses, key=lambda one: (one[1], one[0])):
        if player in taken or locked.get(player, 0) > at:
            continue
        if not from_us or at < from_us:
            locked[player] = at + lock_us
        elif not closes_us or at <= closes_us:
            taken.add(player)
            order.append((player, at))
    return order, locked


def waiting(
    floor: Floor,
    lock_us: int,
    closes_us: int = 0,
    out: Collection[int] = (),
    only: Collection[int] | None = None,
) -> list[Press]:
    """Those in the queue who may still get their turn."""
    done = {one.player for one in floor.judged} | set(out) | {floor.owner}
    order, _ = queue(floor.presses, floor.from_us, lock_us, closes_us)
    return [one for one in order if one[0] not in done and (only is None or one[0] in only)]


def heard(
    floor: Floor,
    *,
    lock_us: int,
    answer_seconds: int,
    now_us: int,
    closes_us: int = 0,
    out: Collection[int] = (),
    only: Collection[int] | None = None,
) -> Floor:
    """`floor` with the turn where it belongs: the first who waits, or nobody while the first two
    are equal to the millisecond. What the host gave by word stays."""
    if floor.is_done or not floor.is_open or (floor.is_given and floor.turn):
        return floor
    order = waiting(floor, lock_us, closes_us, out, only)
    if not order:
        return replace(floor, turn=0, tied=(), until_us=0, is_over=False)
    first = order[0][1] // 1000
    equal = tuple(player for player, at in order if at // 1000 == first)
    if len(equal) > 1:
        return replace(floor, turn=0, tied=equal, until_us=0, is_over=False)
    if floor.turn == equal[0]:
        return floor
    until = now_us + answer_seconds * MICRO if answer_seconds else 0
    return replace(floor, turn=equal[0], tied=(), until_us=until, is_over=False, is_given=False)
