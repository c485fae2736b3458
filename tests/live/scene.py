"""A live session ready to be hosted, and people who talk to it through real sockets."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from websockets.asyncio.client import ClientConnection, connect

from accounts.models import Membership, Role, SignInSession, User
from contests.clock import SYSTEM
from contests.live import tickets
from contests.live.models import LivePlayer, LiveSession
from contests.live.services import opening, preparing
from contests.live.services.preparing import Wanted, WantedSegment
from tests.cast import make_organisation, make_user
from tests.contests.scene import make_questions

#: Option B is right in every question of `tests.contests.scene`.
RIGHT = "B"


@dataclass
class LiveScene:
    """A session of one race segment, its host, and the host's signed-in device."""

    session: LiveSession
    host: User
    device: SignInSession

    def host_ticket(self) -> str:
        return tickets.for_host(
            session=self.session.pk,
            user=self.host.pk,
            sign_in=self.device.pk,
            now_us=SYSTEM.now_us(),
        )

    def projector_ticket(self) -> str:
        return tickets.for_projector(session=self.session.pk, now_us=SYSTEM.now_us())

    def player_ticket(self, player: LivePlayer) -> str:
        return tickets.for_player(
            session=self.session.pk,
            player=player.pk,
            epoch=player.epoch,
            now_us=SYSTEM.now_us(),
        )

    def add_player(self, name: str = "", **values: Any) -> LivePlayer:
        """A player written straight to the table."""
        self.session.refresh_from_db()
        number = self.session.players_count + 1
        player = LivePlayer.objects.create(
            session=self.session,
            number=number,
            name=name or f"Người chơi {number}",
            client_key=secrets.token_hex(8),
            joined_us=SYSTEM.now_us(),
            **values,
        )
        LiveSession.objects.filter(id=self.session.pk).update(players_count=number)
        return player


def sign_in(user: User) -> SignInSession:
    """A signed-in device of `user`, as the sign-in page makes it."""
    store = SessionStore()
    store["who"] = user.pk
    store.save()
    return SignInSession.objects.create(
        user=user, session_key=store.session_key, last_seen_at=SYSTEM.now()
    )


def make_live(
    *,
    questions: int = 3,
    seconds: int = 20,
    kinds: tuple[str, ...] = ("single",),
    open_lobby: bool = True,
    segments: list[WantedSegment] | None = None,
    **values: Any,
) -> LiveScene:
    """A session on its own (unless `values` say otherwise), its lobby open."""
    organisation = make_organisation(f"so-{secrets.token_hex(4)}", "Sở Tư pháp", "so")
    host = make_user(f"dan-{secrets.token_hex(4)}", "Nguyễn Minh Dẫn")
    Membership.objects.create(user=host, organisation=organisation, role=Role.PRESENTER)
    session = preparing.create(
        organisation=organisation, title="Ngày Pháp luật tháng 11", by=host, **values
    )
    revisions = make_questions(organisation, questions, kinds)
    preparing.set_segments(
        session=session,
        by=host,
        segments=segments
        or [
            WantedSegment(
                "Khởi động", "race", {"seconds": seconds}, [Wanted(one) for one in revisions]
            )
        ],
    )
    if open_lobby:
        opening.open_lobby(session=session, by=host)
    return LiveScene(session, host, sign_in(host))


@dataclass
class Client:
    """One socket of a test: what it heard, in order."""

    socket: ClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _reading: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, url: str, ticket: str = "", seen: int = 0, **options: Any) -> Client:
        """Connect to the server at `url` (http://…) and join with `ticket`."""
        origin = options.pop("origin", url)
        address = url.replace("http://", "ws://") + "/song/"
        socket = await connect(address, origin=origin, compression=None, **options)
        made = cls(socket)
        made._reading = asyncio.create_task(made._read())
        if ticket:
            await made.say(t="join", ticket=ticket, n=seen)
        return made

    async def _read(self) -> None:
        try:
            async for text in self.socket:
                async with self._news:
                    self.heard.append(json.loads(text))
                    self._news.notify_all()
        except Exception:  # cut without a close frame: closed is closed
            pass
        self.closed.set()
        async with self._news:
            self._news.notify_all()

    async def say(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def hear(self, wanted: Any, *, seconds: float = 10, since: int = 0) -> dict[str, Any]:
        """The first message (from `since` on) for which `wanted` holds; `wanted` may be a type."""
        test = wanted if callable(wanted) else lambda m: m["t"] == wanted
        found: list[dict[str, Any]] = []

        def ready() -> bool:
            found[:] = [message for message in self.heard[since:] if test(message)][:1]
            return bool(found) or self.closed.is_set()

        async with self._news:
            await asyncio.wait_for(self._news.wait_for(ready), seconds)
        assert found, f"closed ({self.socket.close_code}) after {self.heard[-3:]}"
        return found[0]

    async def more(self, read: int, *, seconds: float = 1) -> bool:
        """Whether more than `read` messages were heard, waiting a while for one."""
        async with self._news:
            try:
                await asyncio.wait_for(
                    self._news.wait_for(lambda: len(self.heard) > read or self.closed.is_set()),
                    seconds,
                )
            except TimeoutError:
                return False
        return len(self.heard) > read

    async def phase(self, phase: str, *, least: int = 0, seconds: float = 10) -> dict[str, Any]:
        """The first state in `phase` at version `least` or later."""
        return await self.hear(
            lambda m: m["t"] == "state" and m["phase"] == phase and m["n"] >= least,
            seconds=seconds,
        )

    @property
    def state(self) -> dict[str, Any]:
        """The newest state heard."""
        return next(m for m in reversed(self.heard) if m["t"] == "state")

    async def command(self, name: str, *, seen: int | None = None, **args: Any) -> dict[str, Any]:
        """Give a command as host; what came of it ("done" or "refused")."""
        key = secrets.token_hex(8)
        seen = self.state["n"] if seen is None else seen
        await self.say(t="command", name=name, args=args, seen=seen, k=key)
        return await self.hear(lambda m: m.get("k") == key)

    async def drive(self, name: str, **args: Any) -> dict[str, Any]:
        """A command that must work, and the state that follows it."""
        done = await self.command(name, **args)
        assert done["t"] == "done", done
        return await self.hear(lambda m: m["t"] == "state" and m["n"] >= done["n"])

    async def answer(self, run: int, response: str = RIGHT, key: str = "") -> dict[str, Any]:
        """Answer; what came back for it."""
        key = key or secrets.token_hex(8)
        since = len(self.heard)
        await self.say(t="answer", run=run, r=response, k=key)
        return await self.hear(lambda m: m.get("k") == key, since=since)

    async def close(self) -> None:
        await self.socket.close()
        if self._reading is not None:
            await self._reading


def opened(session: LiveSession, by: User) -> LiveSession:
    """The same session with its lobby open."""
    opening.open_lobby(session=session, by=by)
    session.refresh_from_db()
    return session
