"""Ceilings of prizes: TT 56/2023/TT-BTC, Điều 3 khoản 13 điểm d. They warn, they never block:
sponsored contests may give more, and a province may set less (Điều 5)."""

from __future__ import annotations

from typing import Final

from contests.rules.choices import PrizeFor, PrizeLevel
from contests.rules.codec import Fault
from contests.rules.terms import Prizes

CEILINGS: Final[dict[PrizeLevel, tuple[int, int]]] = {
    PrizeLevel.FIRST: (15_000_000, 9_000_000),
    PrizeLevel.SECOND: (10_500_000, 4_500_000),
    PrizeLevel.THIRD: (7_500_000, 3_000_000),
    PrizeLevel.ENCOURAGEMENT: (4_500_000, 1_500_000),
    PrizeLevel.OTHER: (750_000, 750_000),
}
"""Most đồng of one prize: (collective, individual)."""


def ceiling(level: PrizeLevel, to: PrizeFor) -> int:
    """Most đồng of one prize of this level."""
    collective, individual = CEILINGS[level]
    return individual if to is PrizeFor.INDIVIDUAL else collective


def warnings(prizes: Prizes) -> tuple[Fault, ...]:
    """Prizes over their ceiling, each with its amount and the ceiling in đồng."""
    return tuple(
        Fault(
            "PRIZE-CEILING",
            f"prizes.items[{place}].amount_vnd",
            {
                "level": prize.level.value,
                "to": prize.to.value,
                "name": prize.name,
                "amount": prize.amount_vnd,
                "ceiling": ceiling(prize.level, prize.to),
            },
        )
        for place, prize in enumerate(prizes.items)
        if prize.amount_vnd > ceiling(prize.level, prize.to)
    )


def cost(prizes: Prizes, rounds: int) -> int:
    """Đồng for all prizes of a contest with `rounds` rounds."""
    return sum(
        prize.count * prize.amount_vnd * (rounds if prize.scope.value == "round" else 1)
        for prize in prizes.items
    )
