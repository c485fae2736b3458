"""The table of thể lệ cases: `cases/NN-name.json` (facts and rules) beside its full text `.txt`.

`python -m tests.contests.wording.casefiles` writes the texts again after a wording was changed on
purpose; somebody then reads the difference, sentence by sentence, before it is committed.
"""

from __future__ import annotations

import json
from pathlib import Path

from contests.rules.ruleset import RuleSet, from_json
from contests.wording.facts import ContestFacts, facts_from_json
from contests.wording.the_le import as_text, the_le

CASES = Path(__file__).parent / "cases"


def paths() -> list[Path]:
    return sorted(CASES.glob("*.json"))


def load(path: Path) -> tuple[ContestFacts, RuleSet]:
    data = json.loads(path.read_text(encoding="utf-8"))
    return facts_from_json(data["facts"]), from_json(data["rules"])


if __name__ == "__main__":
    for path in paths():
        path.with_suffix(".txt").write_text(as_text(the_le(*load(path))), encoding="utf-8")
