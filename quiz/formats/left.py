"""What a file does not hold, summed up: one line for each reason, with its questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from quiz.formats.base import problem_from_json, problem_to_json
from quiz.formats.hold import Holds, losses
from quiz.rules.question import Draft, Problem

NAMED_MAX: Final = 60
"""Questions named for one reason; the rest are counted."""


@dataclass
class Loss:
    """One reason: `problem` stands for all of them; `refs` are the codes of the first questions,
    or their numbers where they have none."""

    problem: Problem
    count: int = 0
    refs: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether the questions themselves are not in the file, and not only a part of them."""
        return self.problem.severity == "error"


def summed(problems: Iterable[Problem]) -> list[Loss]:
    """`problems` of a writer by reason, whole questions first, then the most frequent."""
    found: dict[tuple[Any, ...], Loss] = {}
    for problem in problems:
        said = {k: v for k, v in problem.args.items() if k not in ("question", "ref")}
        key = (problem.code, *sorted(said.items()))
        loss = found.setdefault(key, Loss(Problem(problem.severity, problem.code, args=said)))
        loss.count += 1
        if len(loss.refs) < NAMED_MAX:
            loss.refs.append(str(problem.args.get("ref") or problem.args.get("question", "")))
    return sorted(found.values(), key=lambda loss: (not loss.whole, -loss.count))


def survey(drafts: Iterable[Draft], holds: Mapping[str, Holds]) -> dict[str, list[Loss]]:
    """What each of the formats would not hold of `drafts`, in one pass."""
    lost: dict[str, list[Problem]] = {code: [] for code in holds}
    for number, draft in enumerate(drafts, start=1):
        for code, held in holds.items():
            lost[code] += losses(draft, number, held)
    return {code: summed(problems) for code, problems in lost.items()}


def loss_to_json(loss: Loss) -> dict[str, Any]:
    """`loss` as JSON values."""
    return {"problem": problem_to_json(loss.problem), "count": loss.count, "refs": loss.refs}


def loss_from_json(data: Mapping[str, Any]) -> Loss:
    """The loss that `loss_to_json` gave."""
    return Loss(problem_from_json(data["problem"]), data["count"], list(data["refs"]))
