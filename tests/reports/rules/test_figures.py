"""Hiding in tables with two years; JSON and its checksum."""

from __future__ import annotations

import pytest

from contests.reports.rules.figures import (
    Figure,
    FigureSet,
    Row,
    Table,
    Unit,
    digest,
    from_json,
    hide_small,
    suppressed,
    to_json,
)

COLUMNS = ("attempts", "persons", "head_count", "rate", "attempts_before", "persons_before")


def row(key: str, persons: int, before: int) -> Row:
    values = {
        "attempts": persons * 2,
        "persons": persons,
        "head_count": 100,
        "rate": (persons, 100),
        "attempts_before": before * 3,
        "persons_before": before,
    }
    return Row(key, key.upper(), values)


def table(*rows: Row) -> Table:
    total = {
        code: sum(int(one.values[code] or 0) for one in rows)  # type: ignore[arg-type]
        for code in ("attempts", "persons", "attempts_before", "persons_before")
    }
    return Table("audience", "audience", COLUMNS, rows, total)


def test_each_year_is_hidden_by_its_own_persons() -> None:
    shown = suppressed(table(row("a", 3, 50), row("b", 9, 2), row("c", 20, 9)))
    assert shown.row("a").values["attempts"] is None
    assert shown.row("a").values["rate"] is None
    assert shown.row("a").values["attempts_before"] == 150
    assert shown.row("a").values["head_count"] == 100, "declared, not counted from people"
    assert shown.row("b").values["persons"] is None, "else a could be computed from the total"
    assert shown.row("b").values["persons_before"] is None
    assert shown.row("c").values["persons_before"] is None
    assert set(shown.row("a").hidden) == {"attempts", "persons", "rate"}
    assert shown.row("c").values["persons"] == 20


def test_a_total_of_few_persons_is_hidden_too() -> None:
    shown = suppressed(table(row("a", 3, 8), row("b", 0, 0)))
    assert shown.total["persons"] is None and shown.total["attempts"] is None
    assert shown.total["persons_before"] == 8
    assert shown.row("b").values["persons"] == 0


def test_figures_of_few_persons_are_hidden_and_counts_of_contests_are_not() -> None:
    figures = [
        Figure("contests", "contests", Unit.CONTESTS, 2, 1),
        Figure("attempts", "attempts", Unit.ATTEMPTS, 6, 40),
        Figure("passed", "passed", Unit.RATE, (1, 6), (10, 40)),
    ]
    contests, attempts, passed = hide_small(figures, persons=4, persons_before=30)
    assert contests.value == 2
    assert attempts.value is None and attempts.previous == 40 and attempts.hidden == ("value",)
    assert passed.value is None
    _, attempts, _ = hide_small(figures, persons=30, persons_before=4)
    assert attempts.value == 6 and attempts.previous is None and attempts.hidden == ("previous",)


def make_set(value: int = 7) -> FigureSet:
    return FigureSet(
        "SKHCN",
        "",
        "2026-10-01",
        "2026-11-09",
        True,
        (
            Figure("attempts", "attempts", Unit.ATTEMPTS, value, 5),
            Figure("passed", "passed", Unit.RATE, (3, 7), None, ("previous",)),
        ),
        (suppressed(table(row("a", 3, 50), row("b", 9, 2), row("c", 20, 9))),),
    )


def test_json_there_and_back() -> None:
    figures = make_set()
    data = to_json(figures)
    assert from_json(data) == figures
    for one in (*data["figures"], *data["tables"]):
        assert one["query"] and one["window"] == ["2026-10-01", "2026-11-09"]


def test_the_checksum_covers_numbers_and_words() -> None:
    seals = {
        digest(make_set(7), {"good": "a"}),
        digest(make_set(8), {"good": "a"}),
        digest(make_set(7), {"good": "b"}),
    }
    assert len(seals) == 3
    assert digest(make_set(7), {"good": "a"}) == digest(make_set(7), {"good": "a"})


def test_unknown_codes_raise() -> None:
    with pytest.raises(KeyError):
        make_set().figure("nothing")
    with pytest.raises(KeyError):
        make_set().table("nothing")
    with pytest.raises(KeyError):
        make_set().tables[0].row("nothing")
