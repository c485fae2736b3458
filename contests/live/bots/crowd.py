"""A crowd of bots: enters at a pace that an address is allowed, plays, sums up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from contests.live.bots.bot import Bot, Manner, Tally
from contests.live.bots.line import Address

# The join route lets a hundred a second of one address in.
ENTER_PER_SECOND: Final = 80
TELL_SECONDS: Final = 1.0
_NAMES = (
    "An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hạnh", "Hiếu", "Hoa", "Hùng", "Hương", "Khánh",
    "Lan", "Linh", "Long", "Mai", "Minh", "Nam", "Nga", "Ngọc", "Nhung", "Phong", "Phúc", "Phương",
    "Quân", "Quỳnh", "Sơn", "Tâm", "Thảo", "Thịnh", "Thu", "Trang", "Trung", "Tú", "Tuấn", "Vân",
    "Việt", "Vy", "Xuân", "Yến",
)  # fmt: skip

Progress = Callable[[Tally], None]
"""Called about once a second; whatever it raises ends the crowd."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a crowd. Times in milliseconds; 0 when nothing was acknowledged."""

    tally: Tally
    seconds: float
    ack_p50_ms: float
    ack_p99_ms: float


class Crowd:
    """`players` bots for the room `code` of the platform at `url`."""

    def __init__(
        self, *, url: str, code: str, players: int, manner: Manner, seed: int | None = None
    ) -> None:
        chance = Random(seed)  # noqa: S311 - play, not a draw
        self.tally = Tally()
        self.address = Address.of(url)
        self._bots = [
            Bot(
                address=self.address,
                code=code,
                name=nickname(number),
                manner=manner,
                chance=Random(chance.getrandbits(64)),  # noqa: S311
                tally=self.tally,
            )
            for number in range(players)
        ]

    async def run(self, progress: Progress, *, limit_s: float = 4 * 3600) -> Summary:
        """Play until the room ends, nobody is left, or `limit_s` is over."""
        began = time.monotonic()
        playing: set[asyncio.Task[None]] = set()
        try:
            for number, bot in enumerate(self._bots):
                playing.add(asyncio.create_task(bot.play()))
                if number % 8 == 7:
                    await asyncio.sleep(8 / ENTER_PER_SECOND)
                    if number % ENTER_PER_SECOND == ENTER_PER_SECOND - 1:
                        progress(self.tally)
            while playing and time.monotonic() - began < limit_s:
                done, playing = await asyncio.wait(playing, timeout=TELL_SECONDS)
                for task in done:
                    task.result()
                progress(self.tally)
        finally:
            for task in playing:
                task.cancel()
            await asyncio.gather(*playing, return_exceptions=True)
        waits = sorted(self.tally.waits) or [0.0]
        return Summary(
            tally=self.tally,
            seconds=time.monotonic() - began,
            ack_p50_ms=1000 * waits[len(waits) // 2],
            ack_p99_ms=1000 * waits[(len(waits) - 1) * 99 // 100],
        )


def nickname(number: int) -> str:
    """A given name and a number: all different, none a real person."""
    return f"{_NAMES[number % len(_NAMES)]} {number // len(_NAMES) + 1}"
