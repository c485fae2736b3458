"""What the hub asks of the services above it. They are handed in: reach does not know writers."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from typing import Any, Protocol


class Verbs(Protocol):
    """Every verb queues; what is written is told after its commit."""

    def save(
        self,
        waiter: Any,
        loop: AbstractEventLoop,
        *,
        session: int,
        player: int,
        epoch: int,
        run: int,
        buzz: bool,
        response: str,
        key: str,
        received_us: int,
    ) -> Any:
        """Queue an answer or a press; `waiter.set_result(outcome)` follows on `loop`.

        Returns a refusal when there was no room.
        """
        ...

    async def flushed(self, *, session: int, process: str, run: int) -> bool:
        """Note, behind everything queued before, that it is written."""
        ...

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
    ) -> Any:
        """A host's command: the version that came of it, or a refusal. Raises `Refusal`."""
        ...

    async def due(self, *, session: int, seen: int) -> Any:
        """Do what the clock has made due, unless another process was first."""
        ...

    async def settle(self, *, session: int, run: int) -> bool:
        """Settle a closed run; whether it is."""
        ...

    async def press(self, *, session: int, run: int) -> Any:
        """Tell the state of the presses that are written."""
        ...

    async def tally(self, *, session: int, seen: int, args: dict[str, Any]) -> Any:
        """Tell the state what the sheet found, unless another process was first."""
        ...
