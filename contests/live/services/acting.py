"""The verbs of the hub: everything goes through the writer's one queue and one thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from accounts.models import User
from accounts.selectors.access import Forbidden
from contests import answers
from contests.answers import Change, Changed, Refused
from contests.clock import SYSTEM, Clock
from contests.live.rules.step import Refusal
from contests.live.selectors.rooms import is_signed_in
from contests.live.services import commands
from contests.live.services.ledger import Flushed, LiveSave


class Acting:
    """`contests.live.hub.Verbs` for real. `clock` is a parameter for tests."""

    def __init__(self, clock: Clock = SYSTEM) -> None:
        self.clock = clock

    def save(
        self,
        waiter: Any,
        loop: asyncio.AbstractEventLoop,
        *,
        session: int,
        player: int,
        epoch: int,
        run: int,
        buzz: bool,
        response: str,
        key: str,
        received_us: int,
    ) -> Refused | None:
        op = LiveSave(session, player, epoch, run, buzz, response, key, received_us)
        return answers.post(op, waiter, loop)

    async def flushed(self, *, session: int, process: str, run: int) -> bool:
        """Whether it is written down."""
        (done,) = answers.submit_async([Flushed(session, process, run)])
        return not isinstance(await done, Refused)

    async def command(
        self,
        *,
        session: int,
        name: str,
        args: dict[str, Any],
        seen: int,
        key: str,
        user: int,
        sign_in: int,
    ) -> int | Refused:
        """The version that came of it. Raises `Refusal`."""

        def apply() -> int:
            # Asked again in the transaction: the device may have been signed out since the last
            # look, and the right may have ended (`commands.command` asks for that).
            by = User.objects.select_related("person").filter(id=user).first()
            if by is None or not is_signed_in(sign_in):
                raise Refusal("not_yours")
            return commands.command(
                session=session,
                name=name,
                args=args,
                seen=seen,
                by=by,
                device=str(sign_in),
                key=key,
                clock=self.clock,
            )

        try:
            return await self._in_order(session, apply)
        except Forbidden as error:
            raise Refusal("not_yours") from error

    async def due(self, *, session: int, seen: int) -> Any:
        """The version afterwards, or a refusal."""
        work = partial(commands.run_due, session=session, seen=seen, clock=self.clock)
        return await self._in_order(session, work)

    async def settle(self, *, session: int, run: int) -> bool:
        """Whether the run is settled."""
        work = partial(commands.settle, session=session, run=run, clock=self.clock)
        return await self._in_order(session, work) is True

    async def press(self, *, session: int, run: int) -> Any:
        """The version afterwards, or a refusal."""
        work = partial(commands.press, session=session, run=run, clock=self.clock)
        return await self._in_order(session, work)

    async def tally(self, *, session: int, seen: int, args: dict[str, Any]) -> Any:
        """The version afterwards, or a refusal."""
        work = partial(commands.tally, session=session, seen=seen, args=args, clock=self.clock)
        return await self._in_order(session, work)

    @staticmethod
    async def _in_order(session: int, apply: Callable[[], Any]) -> Any:
        (done,) = answers.submit_async([Change(f"live:{session}", apply)])
        outcome = await done
        return outcome.value if isinstance(outcome, Changed) else outcome
