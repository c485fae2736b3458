"""Figures counted in SQL against a naive count in Python, over small random worlds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import HeadCount
from contests.models import Expense
from contests.reports.rules.figures import Table
from contests.reports.rules.suppression import LEAST, hidden
from contests.reports.rules.windows import Window
from contests.reports.selectors import cross, figures, lists, spread
from contests.reports.selectors.missed import shortened
from contests.reports.selectors.scope import Scope
from contests.results.models import AttemptResult, Award
from tests.cast import make_cast, make_person
from tests.contests.scene import forget_kept, make_questions
from tests.reports.world import (
    World,
    make_attempt,
    make_contest,
    make_entrant,
    persons,
    random_world,
)

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 10), date(2026, 11, 9)
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def scope_of(world: World) -> Scope:
    return Scope(world.cast.department, Window(FIRST, LAST))


def by(rows: Iterable[AttemptResult], key: Callable[[AttemptResult], Any]) -> dict[Any, Any]:
    found: dict[Any, list[AttemptResult]] = defaultdict(list)
    for one in rows:
        found[key(one)].append(one)
    return {key: (len(group), persons(group)) for key, group in found.items()}


def band(one: AttemptResult) -> str:
    if one.birth_year is None:
        return ""
    age = LAST.year - one.birth_year
    for code, low, high in (
        ("under16", 0, 15),
        ("16-30", 16, 30),
        ("31-45", 31, 45),
        ("46-60", 46, 60),
    ):
        if low <= age <= high:
            return code
    return "over60"


def agree(table: Table, naive: dict[Any, tuple[int, int]]) -> None:
    """Shown cells are the naive counts; hidden ones are those that the rule hides."""
    counts = {
        str(key or "") if not isinstance(key, int) else str(key): n for key, n in naive.items()
    }
    marks = hidden([counts.get(row.key, (0, 0))[1] for row in table.rows])
    for row, mark in zip(table.rows, marks, strict=True):
        attempts, people = counts.get(row.key, (0, 0))
        if mark:
            assert row.values["attempts"] is None and row.values["persons"] is None
        else:
            assert (row.values["attempts"], row.values["persons"]) == (attempts, people)
    assert set(counts) <= {row.key for row in table.rows}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_figure_is_the_naive_count(seed: int) -> None:
    world = random_world(make_cast(), seed)
    HeadCount.objects.create(organisation=world.cast.department, as_of="2026-01-01", persons=150)
    scope = scope_of(world)
    found = figures.build(scope, now=NOW)
    rows = world.counted(FIRST, LAST)
    past = world.counted(date(2025, 10, 10), date(2025, 11, 9))
    assert rows and past and found.is_comparable
    for code, now, before in (
        ("attempts", len(rows), len(past)),
        ("persons", persons(rows), persons(past)),
    ):
        assert (found.figure(code).value, found.figure(code).previous) == (now, before)
    ended = [
        one
        for one in world.contests
        if one.state == "published"
        and (not one.is_trial or one.is_demo)
        and one.organisation.path.startswith(world.cast.department.path)
        and FIRST <= one.rounds.get().closes_at.date() <= LAST
    ]
    assert found.figure("contests").value == len(ended)
    assert found.figure("organisations").value == len(
        {one.organisation_id for one in rows if one.organisation_id}
    )
    assert found.figure("communes").value == (
        len({one.commune_id for one in rows if one.commune_id}),
        len(scope.communes),
    )
    assert found.figure("average").value == (
        sum(one.correct for one in rows),
        sum(one.questions for one in rows),
    )
    yes = [one for one in rows if one.passed]
    no = [one for one in rows if not one.passed]
    if min(persons(yes), persons(no)) >= LEAST:
        assert found.figure("passed").value == (len(yes), len(rows))
    mine = [
        one
        for one in rows
        if one.organisation and one.organisation.path.startswith(world.cast.department.path)
    ]
    assert found.figure("own_persons").value == (persons(mine), 150)
    agree(found.table("audience"), by(rows, lambda one: one.audience))
    agree(found.table("sex"), by(rows, lambda one: one.sex))
    agree(found.table("age"), by(rows, band))
    agree(found.table("correct"), by(rows, lambda one: one.correct))
    agree(found.table("week"), by(rows, lambda one: _monday(one.day).isoformat()))
    shown = {row.key: row for row in found.table("commune").rows}
    for key, (attempts, people) in by(rows, lambda one: one.commune_id or "").items():
        if "attempts" not in shown[key].hidden:
            assert shown[key].values["attempts"] == attempts
            assert shown[key].values["persons"] == people
        else:
            assert people < 60
    assert not any(
        0 < int(row.values["persons"] or 0) < LEAST  # type: ignore[arg-type]
        for table in found.tables
        if "persons" in table.columns
        for row in table.rows
    )


def _monday(day: date) -> date:
    return max(FIRST, date.fromordinal(day.toordinal() - day.weekday()))


@pytest.mark.parametrize("seed", [4, 5])
def test_days_never_tell_what_their_weeks_hide(seed: int) -> None:
    world = random_world(make_cast(), seed, people=14)
    weeks, days = spread.periods(scope_of(world))
    naive = by(world.counted(FIRST, LAST), lambda one: one.day.isoformat())
    for week in weeks.rows:
        start = date.fromisoformat(week.key)
        own = [row for row in days.rows if _monday(date.fromisoformat(row.key)) == start]
        gone = [row for row in own if "attempts" in row.hidden]
        if "attempts" in week.hidden:
            assert all(row in gone for row in own if naive.get(row.key))
        else:
            assert len(gone) != 1, "one hidden day is the week less the other days"
        for row in own:
            if row not in gone:
                assert row.values["attempts"] == naive.get(row.key, (0, 0))[0]


@pytest.mark.parametrize("seed", [1, 6])
def test_the_most_missed_questions(seed: int) -> None:
    world = random_world(make_cast(), seed)
    right: Counter[int] = Counter()
    wrong: Counter[int] = Counter()
    for one in world.counted(FIRST, LAST):
        for sign, item in zip(one.per_item, one.paper.items, strict=True):
            right[item[0]] += sign == "1"
            wrong[item[0]] += sign == "0"
    expected = {
        str(pk): (wrong[pk], wrong[pk] + right[pk])
        for pk in set(right) | set(wrong)
        if wrong[pk] and wrong[pk] + right[pk] >= 30
    }
    table = figures.build(scope_of(world), now=NOW).table("missed")
    assert {row.key: row.values["wrong"] for row in table.rows} == expected
    shares = [row.values["wrong"][0] / row.values["wrong"][1] for row in table.rows]  # type: ignore[index]
    assert shares == sorted(shares, reverse=True)


def test_while_a_round_is_open_nothing_points_to_the_key() -> None:
    cast = make_cast()
    forget_kept()
    questions = make_questions(cast.department, 1)
    from quiz.models import RevisionKey

    RevisionKey.objects.filter(revision=questions[0]).update(citation_text="Điều 8 Luật PBGDPL")
    contest = make_contest(
        cast, opens=FIRST, closes=date(2026, 11, 5), questions=questions, pass_mark=1
    )
    for number in range(40):
        entrant = make_entrant(contest, make_person(f"Người {number}"))
        make_attempt(
            entrant, date(2026, 10, 20), items=[[questions[0].pk, "0123", 1000]], per_item="0"
        )
    scope = Scope(cast.department, Window(FIRST, LAST))
    closed = figures.build(scope, now=NOW).table("missed").rows[0]
    assert closed.texts["citation"] == "Điều 8 Luật PBGDPL" and not closed.texts["kept_back"]
    during = figures.build(scope, now=datetime(2026, 10, 25, tzinfo=UTC)).table("missed").rows[0]
    assert during.texts["citation"] == "" and during.texts["kept_back"] == "1"


def test_a_contest_counts_once_where_it_ends() -> None:
    cast = make_cast()
    make_contest(cast, opens=date(2026, 10, 1), closes=date(2026, 11, 9))
    make_contest(cast, opens=date(2026, 10, 1), closes=date(2026, 11, 10))
    make_contest(cast, opens=date(2026, 9, 1), closes=date(2026, 10, 9))
    one = figures.build(Scope(cast.department, Window(FIRST, LAST)), now=NOW)
    assert one.figure("contests").value == 1
    later = Window(date(2026, 11, 10), date(2026, 12, 1))
    assert figures.build(Scope(cast.department, later), now=NOW).figure("contests").value == 1


def test_a_commune_reports_who_joined_without_counting_the_contest() -> None:
    cast = make_cast()
    contest = make_contest(cast, opens=FIRST, closes=LAST)
    for number in range(6):
        entrant = make_entrant(contest, make_person(f"Người {number}"), commune=cast.commune)
        make_attempt(entrant, date(2026, 10, 20))
    found = figures.build(Scope(cast.commune_committee, Window(FIRST, LAST)), now=NOW)
    assert found.figure("contests").value == 0
    assert found.figure("attempts").value == 0
    assert found.figure("joined_contests").value == 1
    assert found.figure("joined_persons").value == 6


def test_before_the_merger_nothing_is_compared() -> None:
    world = random_world(make_cast(), 7, people=20)
    window = Window(date(2025, 10, 10), date(2025, 11, 9))
    found = figures.build(Scope(world.cast.department, window), now=NOW)
    assert not found.is_comparable
    assert all(one.previous is None for one in found.figures)
    assert all("before" not in code for table in found.tables for code in table.columns)


def test_few_persons_hide_every_figure_about_them() -> None:
    cast = make_cast()
    contest = make_contest(cast, opens=FIRST, closes=LAST, pass_mark=1)
    for number in range(4):
        make_attempt(make_entrant(contest, make_person(f"Người {number}")), date(2026, 10, 20))
    found = figures.build(Scope(cast.department, Window(FIRST, LAST)), now=NOW)
    for code in ("attempts", "persons", "average", "passed"):
        assert found.figure(code).value is None and "value" in found.figure(code).hidden
    for table in found.tables:
        for row in table.rows:
            assert not any(row.values.get(code) for code in ("attempts", "persons"))
        assert not table.total.get("attempts")


def test_awards_and_cost() -> None:
    cast = make_cast()
    contest = make_contest(cast, opens=FIRST, closes=LAST)
    entrant = make_entrant(contest, make_person("Nguyễn Thị Hoa"), display_name="Nguyễn T. H.")
    Award.objects.create(
        contest=contest, prize=0,
        level="Giải Nhất", position=1, entrant=entrant, amount_vnd=3_000_000,
        created_at=NOW,
    )  # fmt: skip
    Award.objects.create(
        contest=contest, prize=1,
        level="Giải tập thể", position=1, commune=cast.commune,
        amount_vnd=5_000_000, created_at=NOW,
    )  # fmt: skip
    Award.objects.create(
        contest=contest,
        prize=0,
        level="Giải Nhì",
        position=1,
        entrant=entrant,
        amount_vnd=2_000_000,
        created_at=NOW,
        revoked_at=NOW,
        revoked_reason="Thi hộ",
    )
    Expense.objects.create(contest=contest, label="Máy chủ", amount_vnd=7_000_000)
    found = figures.build(Scope(cast.department, Window(FIRST, LAST)), now=NOW)
    assert found.figure("awards_individual").value == 1
    assert found.figure("awards_collective").value == 1
    assert found.figure("awards_money").value == 8_000_000
    assert found.figure("expenses").value == 7_000_000
    assert [row.label for row in found.table("awards").rows] == ["Nguyễn T. H.", "Xã Sơn Hà"]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_row_opens_exactly_what_it_counts(seed: int) -> None:
    world = random_world(make_cast(), seed)
    scope = scope_of(world)
    found = figures.build(scope, now=NOW)
    for table in found.tables:
        if "attempts" not in table.columns or not table.rows:
            continue
        for row in table.rows:
            if isinstance(row.values["attempts"], int):
                behind = lists.attempts_behind(scope, table.query, row.key)
                assert behind.count() == row.values["attempts"], (table.code, row.key)
    assert lists.attempts_behind(scope, "attempts", "").count() == found.figure("attempts").value
    joined = found.figure("joined_attempts").value
    assert joined is None or lists.attempts_behind(scope, "joined", "").count() == joined
    for query, key in (
        ("nothing", ""),
        ("day", "hôm nay"),
        ("week", "2020-01-01"),
        ("correct", "x"),
    ):
        with pytest.raises(lists.NoSuchList):
            lists.attempts_behind(scope, query, key)


@pytest.mark.parametrize("rows_by", cross.ROWS)
def test_the_cross_table_is_the_naive_one(rows_by: str) -> None:
    world = random_world(make_cast(), 8, people=150)
    table = cross.cross_table(scope_of(world), rows_by, "sex")
    rows = world.counted(FIRST, LAST)
    field = {"commune": "commune_id", "organisation": "organisation_id", "contest": "contest_id"}
    shown = 0
    for row in table.rows:
        for label, value in zip(table.columns, row.cells, strict=True):
            if value is None or rows_by == "week":
                continue
            own = [
                one
                for one in rows
                if str(getattr(one, field[rows_by]) or "") == row.key
                and {"male": "Nam", "female": "Nữ", "": "Không khai"}[one.sex] == label
            ]
            assert value == persons(own)
            shown += 1
            assert value == 0 or value >= LEAST
    assert shown or rows_by == "week"
    with pytest.raises(KeyError):
        cross.cross_table(scope_of(world), "audience", "phone")


def test_stems_are_cut_at_a_word() -> None:
    assert shortened("một hai\n ba") == "một hai ba"
    cut = shortened("chữ " * 100)
    assert len(cut) <= 161 and cut.endswith("chữ…")
