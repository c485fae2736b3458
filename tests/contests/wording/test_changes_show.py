"""What ranks or binds is printed: a change of any one field changes the thể lệ and the summary."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator
from typing import get_args, get_type_hints

import pytest

from contests.rules.ruleset import (
    AttemptUnit,
    Closing,
    Counting,
    ExtraDuration,
    NameDisplay,
    PersonField,
    PredictionKind,
    PrizeFor,
    PrizeLevel,
    RuleSet,
    TieBreak,
    validate,
)
from contests.wording.facts import ContestFacts, Names
from contests.wording.summary import summary
from contests.wording.the_le import as_text, the_le
from tests.contests.rules.mutations import mutations
from tests.contests.wording.casefiles import load, paths


class _AnyName(dict[str, str]):
    """Every code has a name, and different codes have different names."""

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        return f"tên của {key}"


ANY_NAMES = Names(_AnyName(), _AnyName(), _AnyName(), _AnyName())


def binds(path: str, rules: RuleSet) -> bool:
    """Whether the field at `path` decides anything in `rules`; the reasons are the code's own."""
    kind = rules.prediction.kind
    asked = {rule.field for rule in rules.registration.fields}
    individual = any(item.to is PrizeFor.INDIVIDUAL for item in rules.prizes.items)
    silent = {
        "prediction.basis": kind not in (PredictionKind.P1, PredictionKind.P4),
        "prediction.right": kind not in (PredictionKind.P1, PredictionKind.P4),
        "prediction.entries": kind is PredictionKind.NONE,
        "prediction.freeze": kind is PredictionKind.NONE,
        "timing.extra_duration": TieBreak.DURATION not in rules.ranking.tie_breaks
        or rules.timing.extra_max_percent == 0,
        "registration.persons_per_phone": PersonField.PHONE not in asked,
        "eligibility.age_on": rules.eligibility.min_age is None
        and rules.eligibility.max_age is None,
        "eligibility.age_date": rules.eligibility.min_age is None
        and rules.eligibility.max_age is None,
        "prizes.one_per_person": not individual,
        "prizes.pass_needed": not individual,
        "prizes.certificates": not rules.prizes.items,
    }
    return not silent.get(path, False)


def _changes(facts: ContestFacts, rules: RuleSet) -> list[tuple[str, RuleSet]]:
    same = _grouped(rules)
    return [
        (path, changed)
        for path, changed in (*mutations(rules), *_moved_weights(rules))
        if not validate(changed) and binds(path, rules) and _grouped(changed) != same
    ]


def _grouped(rules: RuleSet) -> RuleSet:
    """Prizes in the groups the text prints them in: the order between groups decides nothing."""
    items = sorted(rules.prizes.items, key=lambda item: (item.to, item.scope))
    return dataclasses.replace(rules, prizes=dataclasses.replace(rules.prizes, items=tuple(items)))


def _moved_weights(rules: RuleSet) -> Iterator[tuple[str, RuleSet]]:
    """One percent moved between the first two weights of a board: the sum has to stay 100."""
    for place, board in enumerate(rules.unit_boards):
        if len(board.weights) > 1:
            first, second, *rest = board.weights
            moved = (
                dataclasses.replace(first, percent=first.percent + 1),
                dataclasses.replace(second, percent=second.percent - 1),
                *rest,
            )
            boards = list(rules.unit_boards)
            boards[place] = dataclasses.replace(board, weights=moved)
            yield (
                f"unit_boards[{place}].weights[0].percent",
                dataclasses.replace(rules, unit_boards=tuple(boards)),
            )


@pytest.mark.parametrize("path", [pytest.param(p, id=p.stem) for p in paths()])
def test_every_valid_change_of_one_field_changes_the_text(path) -> None:  # type: ignore[no-untyped-def]
    facts, rules = load(path)
    facts = dataclasses.replace(facts, names=ANY_NAMES)
    before, before_summary = as_text(the_le(facts, rules)), summary(rules, ANY_NAMES)
    changes = _changes(facts, rules)
    assert len(changes) > 40
    for where, changed in changes:
        assert as_text(the_le(facts, changed)) != before, where
        assert summary(changed, ANY_NAMES) != before_summary, where


def test_the_cases_together_change_every_field_there_is() -> None:
    """Control: no field of the rule set escapes the test above for want of a case."""
    seen: dict[str, int] = defaultdict(int)
    for path in paths():
        facts, rules = load(path)
        for where, _ in _changes(facts, rules):
            seen["".join(_without_places(where))] += 1
    assert set(_leaves(RuleSet, "")) - set(seen) == set()


def _without_places(path: str) -> list[str]:
    return [part.split("]")[-1] for part in path.split("[")]


def _leaves(kind: type, path: str) -> list[str]:
    found = []
    for part in dataclasses.fields(kind):  # type: ignore[arg-type]
        hint = get_type_hints(kind)[part.name]
        here = f"{path}.{part.name}" if path else part.name
        inner = next((arm for arm in get_args(hint) if dataclasses.is_dataclass(arm)), hint)
        if dataclasses.is_dataclass(inner):
            found += _leaves(inner, here)  # type: ignore[arg-type]
        else:
            found.append(here)
    return found


def test_order_of_criteria_is_printed_in_order() -> None:
    facts, rules = load(paths()[0])
    turned = dataclasses.replace(
        rules.ranking, tie_breaks=(TieBreak.CORRECT, TieBreak.SUBMITTED_AT, TieBreak.PREDICTION)
    )
    text = as_text(the_le(facts, dataclasses.replace(rules, ranking=turned)))
    assert text.index("b) Thời điểm nộp bài") < text.index("c) Câu hỏi dự đoán")


def test_a_field_that_ranks_would_be_missed_if_its_sentence_were_dropped() -> None:
    """Control of the control: hiding the sentence of one field makes its changes invisible."""
    facts, rules = load(paths()[0])
    longer = dataclasses.replace(
        rules,
        timing=dataclasses.replace(rules.timing, grace_seconds=rules.timing.grace_seconds + 1),
    )

    def hidden(which: RuleSet) -> str:
        lines = as_text(the_le(facts, which)).splitlines()
        return "\n".join(line for line in lines if "độ trễ của đường truyền" not in line)

    assert hidden(rules) == hidden(longer)
    assert as_text(the_le(facts, rules)) != as_text(the_le(facts, longer))


def test_cases_cover_every_choice() -> None:
    """Every member of the enums that rank, time or show stands in at least one golden case."""
    rule_sets = [load(path)[1] for path in paths()]
    assert {r.attempts.unit for r in rule_sets} == set(AttemptUnit)
    assert {r.attempts.counting for r in rule_sets} == set(Counting)
    assert {r.prediction.kind for r in rule_sets} == set(PredictionKind)
    assert {c for r in rule_sets for c in r.ranking.tie_breaks} == set(TieBreak)
    assert {r.timing.closing for r in rule_sets} == set(Closing)
    assert {r.timing.extra_duration for r in rule_sets} == set(ExtraDuration)
    assert {r.disclosure.names for r in rule_sets} == set(NameDisplay)
    assert {p.level for r in rule_sets for p in r.prizes.items} == set(PrizeLevel)
    assert {f.field for r in rule_sets for f in r.registration.fields} == set(PersonField)
