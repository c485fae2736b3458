"""The join route: `POST /vao-phong/`, bare ASGI, beside Django (docs/live.md).

Ten thousand people come through here in ten seconds. Checked as on the save route: method, host,
content type, origin, size, shape; then the guesses of codes, which are counted exactly in the
database, per address and in all. A player exists once their row is committed; the reply is the
ticket for the socket. The other door is a room's public address: through it comes back, at any time
of the game and on whatever device, who has been in the room and shows their personal code.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final

from accounts.rules.text import clean_line
from accounts.services import limits
from contests import answers
from contests.answers import AGAIN, Code, Refused
from contests.clock import SYSTEM, Clock
from contests.live import tickets
from contests.live.hub.reader import Reader
from contests.live.models import EntryKind
from contests.live.rules.names import check_nickname, name_key
from contests.live.selectors.doors import Door, Guest, door, door_of, guest
from contests.live.services.joining import Joined, LiveJoin
from contests.posts import JsonRoute, Post, Refusal, Reply, check_json, encoded, read_json

LARGEST_BODY: Final = 2 * 1024
# Wrong codes: a class that mistypes is let be, a machine that tries is not. Whoever is over the
# limit is refused with a right code too, or the limit would tell which is which.
WRONG_HERE: Final = limits.Limit(60, timedelta(minutes=10))
WRONG_EVERYWHERE: Final = limits.Limit(5_000, timedelta(minutes=10))
# Joins of one address and of one process, of memory: a school is behind one address.
JOINS_PER_ADDRESS: Final = 400.0
JOINS_PER_SECOND: Final = 100.0
# How long a lobby is believed to be as it was: ten thousand joins are not ten thousand queries.
DOOR_SECONDS: Final = 1.0
_DOORS_KEPT = 2_000
_ADDRESSES_KEPT = 50_000
_KEY = re.compile(r"[A-Za-z0-9_-]{8,40}\Z")
_ROOM = re.compile(r"[A-Za-z0-9_-]{1,22}\Z")
_NAMES = {"code", "room", "name", "ma", "team", "k"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody sent, types checked: six digits and a nickname or a personal code, or a room's
    public id and a personal code."""

    code: str
    room: str
    name: str
    personal: str
    team: str
    key: str


def read_wish(value: Any) -> Wish:
    """Exactly the known fields, each a short text. Raises `Refusal`."""
    if not isinstance(value, dict) or not {"k"} <= value.keys() <= _NAMES:
        raise Refusal(400, "bad_shape")
    if any(type(text) is not str or len(text) > 200 for text in value.values()):
        raise Refusal(400, "bad_shape")
    if not _KEY.match(value["k"]) or ("name" in value) == ("ma" in value):
        raise Refusal(400, "bad_shape")
    room = value.get("room", "")
    # A nickname proves nothing: with it nobody comes back.
    if ("code" in value) == ("room" in value) or (room and "name" in value):
        raise Refusal(400, "bad_shape")
    if "room" in value and not _ROOM.match(room):
        raise Refusal(400, "bad_shape")
    return Wish(
        code="".join(char for char in value.get("code", "") if not char.isspace()),
        room=room,
        name=clean_line(value.get("name", "")),
        personal=value.get("ma", ""),
        team=clean_line(value.get("team", ""))[:80],
        key=value["k"],
    )


class JoinRoute(JsonRoute):
    """The route. `clock` is a parameter for tests."""

    largest = LARGEST_BODY

    def __init__(self, *, clock: Clock = SYSTEM) -> None:
        self.clock = clock
        self.read = Reader("live-join")
        self._doors: OrderedDict[str, tuple[float, Door | None]] = OrderedDict()
        self._asking: dict[str, asyncio.Future[Door | None]] = {}
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._trusted: OrderedDict[str, float] = OrderedDict()
        # The loop itself holds a task only weakly.
        self._joining: set[asyncio.Task[None]] = set()

    def take(self, post: Post, reply: Reply) -> None:
        task = asyncio.get_running_loop().create_task(self._answer(post, reply))
        self._joining.add(task)
        task.add_done_callback(self._joining.discard)

    async def _answer(self, post: Post, reply: Reply) -> None:
        with self.telling(post, reply):
            reply(200, *encoded(await self._join(post), secrets.token_hex(8)))

    async def _join(self, post: Post) -> dict[str, Any]:
        if post.route != "/vao-phong/":
            raise Refusal(404, "not_found")
        check_json(post)
        wish = read_wish(read_json(post.body))
        source = limits.source(post.client)
        self._take(source)
        at = await self._door(wish, source)
        who = await self._who(at, wish, source)
        joined = (await asyncio.gather(*answers.submit_async([self._op(at, who, wish)])))[0]
        if not isinstance(joined, Joined):
            raise _refused(joined)
        ticket = tickets.for_player(
            session=at.session,
            player=joined.player,
            epoch=joined.epoch,
            now_us=self.clock.now_us(),
        )
        return {
            "ticket": ticket,
            "player": joined.player,
            "number": joined.number,
            "session": at.public_id,
            "title": at.title,
            "name": who.name if who else wish.name,
        }

    def _take(self, source: str) -> None:
        """One join of an address; in memory, so that a flood costs no write."""
        now = time.monotonic()
        level, then = self._levels.pop(source, (JOINS_PER_ADDRESS, now))
        level = min(JOINS_PER_ADDRESS, level + (now - then) * JOINS_PER_SECOND)
        self._levels[source] = (max(0.0, level - 1), now)
        if len(self._levels) > _ADDRESSES_KEPT:
            self._levels.popitem(last=False)
        if level < 1:
            raise Refusal(429, "too_fast", 2)

    async def _door(self, wish: Wish, source: str) -> Door:
        now = time.monotonic()
        if now - self._trusted.get(source, -DOOR_SECONDS) >= DOOR_SECONDS:
            if wait := await self.read(_locked, source):
                raise Refusal(429, "too_many_codes", wait)
            self._trusted[source] = now
            if len(self._trusted) > _ADDRESSES_KEPT:
                self._trusted.popitem(last=False)
        look = partial(door_of, wish.room) if wish.room else partial(door, wish.code)
        # A room's address may be six digits too: the slash keeps it from being taken for a code.
        found = await self._known_door(f"/{wish.room}" if wish.room else wish.code, look)
        if found is None:
            await self._wrong(source)
            raise Refusal(404, "no_room")
        return found

    async def _known_door(self, name: str, look: Callable[[], Door | None]) -> Door | None:
        """The door called `name`, from memory for a second; asked once for all who wait."""
        at, found = self._doors.get(name, (0.0, None))
        if found is not None and time.monotonic() - at < DOOR_SECONDS:
            return found
        asking = self._asking.get(name)
        if asking is None:
            asking = asyncio.ensure_future(self.read(look))
            self._asking[name] = asking
            asking.add_done_callback(lambda _: self._asking.pop(name, None))
        found = await asyncio.shield(asking)
        if found is not None:
            self._doors[name] = (time.monotonic(), found)
            if len(self._doors) > _DOORS_KEPT:
                self._doors.popitem(last=False)
        return found

    async def _who(self, at: Door, wish: Wish, source: str) -> Guest | None:
        """Whose personal code it is; None for a nickname, where the room takes one."""
        if wish.personal:
            found = await self.read(guest, at, wish.personal)
            if found is None:
                await self._wrong(source)
                raise Refusal(404, "no_such_code")
            return found
        if at.entry != EntryKind.OPEN:
            raise Refusal(403, "code_needed")
        if fault := check_nickname(wish.name):
            raise Refusal(422, fault)
        return None

    def _op(self, at: Door, who: Guest | None, wish: Wish) -> LiveJoin:
        team = wish.team if at.chooses_team and wish.team in at.teams else ""
        if at.chooses_team and not team and not wish.room and not (who and who.unit):
            raise Refusal(422, "team_needed")
        common = {
            "session": at.session,
            "client_key": wish.key,
            "joined_us": self.clock.now_us(),
            "is_back": bool(wish.room),
        }
        if who is None:
            return LiveJoin(name=wish.name, name_key=name_key(wish.name), unit=team, **common)
        return LiveJoin(
            name=who.name,
            name_key=None,
            unit=who.unit or team,
            organisation=who.organisation,
            entrant=who.entrant,
            code=who.code,
            **common,
        )

    async def _wrong(self, source: str) -> None:
        """Count a wrong code: one statement counts and decides, so the limit is exact."""
        if wait := await self.read(_count_wrong, source):
            self._trusted.pop(source, None)
            raise Refusal(429, "too_many_codes", wait)


def _locked(source: str) -> int:
    """Seconds until codes of this address are looked at again; 0 when they are. Reads only."""
    here = limits.check(scope="live.code", who=source, limit=WRONG_HERE)
    everywhere = limits.check(scope="live.code.all", who="", limit=WRONG_EVERYWHERE)
    return max(here.retry_after_s, everywhere.retry_after_s)


def _count_wrong(source: str) -> int:
    here = limits.hit(scope="live.code", who=source, limit=WRONG_HERE)
    everywhere = limits.hit(scope="live.code.all", who="", limit=WRONG_EVERYWHERE)
    return max(here.retry_after_s, everywhere.retry_after_s)


def _refused(outcome: Any) -> Refusal:
    if not isinstance(outcome, Refused):
        raise TypeError(type(outcome))
    status = 503 if outcome.code in AGAIN else 500 if outcome.code is Code.BROKEN else 409
    return Refusal(status, outcome.code.value, outcome.retry_ms / 1000)


application = JoinRoute()
"""What config/routes.py mounts at /vao-phong/."""
