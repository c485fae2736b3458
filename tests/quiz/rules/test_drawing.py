"""Blueprints and drawing: exact feasibility, repeatability, fairness."""

import hashlib
import hmac
from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.rules.chance import Stream
from quiz.rules.drawing import (
    Blueprint,
    Cell,
    DrawnItem,
    PoolItem,
    ShortageError,
    check,
    draw,
    option_order,
)
from quiz.rules.question import Difficulty, Kind

EASY, MEDIUM, HARD = Difficulty
SEED = bytes(range(32))


def item(number: int, topic: str = "t", difficulty: Difficulty = EASY, *, critical: bool = False,
         kind: Kind = Kind.SINGLE, fixed: tuple[bool, ...] = (False,) * 4) -> PoolItem:  # fmt: skip
    return PoolItem(number, topic, difficulty, critical, kind, fixed)


items = st.builds(
    lambda marks, number: item(number, marks[0], marks[1], critical=marks[2]),
    st.tuples(st.sampled_from("ab"), st.sampled_from([EASY, HARD]), st.booleans()),
    st.just(0),
)
pools = st.lists(items, max_size=9).map(
    lambda pool: [
        PoolItem(n, i.topic, i.difficulty, i.critical, i.kind, i.fixed) for n, i in enumerate(pool)
    ]
)
cells = st.builds(
    Cell,
    st.sampled_from([None, "a", "b"]),
    st.sampled_from([None, EASY, HARD]),
    st.integers(1, 3),
    st.sampled_from([None, True, False]),
)
blueprints = st.lists(cells, min_size=1, max_size=4).map(lambda c: Blueprint(tuple(c)))


def feasible_by_hall(blueprint: Blueprint, pool: list[PoolItem]) -> bool:
    """Hall's condition tried on every set of cells: slow, plain, independent of the flow."""
    for chosen in product([False, True], repeat=len(blueprint.cells)):
        some = [cell for cell, taken in zip(blueprint.cells, chosen, strict=True) if taken]
        there = sum(any(cell.takes(i.group) for cell in some) for i in pool)
        if there < sum(cell.count for cell in some):
            return False
    return True


@settings(max_examples=300, deadline=None)
@given(blueprints, pools)
def test_check_is_exact(blueprint: Blueprint, pool: list[PoolItem]) -> None:
    short = check(blueprint, pool)
    assert (short == []) is feasible_by_hall(blueprint, pool)
    for shortage in short:  # each is a proof by itself
        some = [blueprint.cells[n] for n in shortage.cells]
        assert shortage.wanted == sum(cell.count for cell in some)
        there = sum(any(cell.takes(i.group) for cell in some) for i in pool)
        assert shortage.available == there < shortage.wanted


@settings(max_examples=300, deadline=None)
@given(blueprints, pools, st.binary(min_size=16, max_size=16), st.booleans())
def test_a_paper_fills_its_blueprint(
    blueprint: Blueprint, pool: list[PoolItem], seed: bytes, shuffle: bool
) -> None:
    if check(blueprint, pool):
        with pytest.raises(ShortageError):
            draw(pool, blueprint, seed, shuffle_questions=shuffle, shuffle_options=True)
        return
    paper = draw(pool, blueprint, seed, shuffle_questions=shuffle, shuffle_options=True)
    again = draw(pool, blueprint, seed, shuffle_questions=shuffle, shuffle_options=True)
    numbers = [drawn.revision_id for drawn in paper]
    assert paper == again
    assert len(set(numbers)) == len(numbers) == blueprint.size
    drawn_pool = [i for i in pool if i.revision_id in numbers]
    assert check(blueprint, drawn_pool) == []
    if not shuffle:
        at = 0
        for cell in blueprint.cells:
            part = numbers[at : at + cell.count]
            assert all(cell.takes(pool[n].group) for n in part) and part == sorted(part)
            at += cell.count
    reversed_pool = draw(pool[::-1], blueprint, seed, shuffle_questions=True, shuffle_options=True)
    assert {drawn.revision_id for drawn in reversed_pool} == set(numbers)


def test_overlapping_cells_find_the_only_way() -> None:
    pool = [item(1, "a", EASY), item(2, "a", HARD), item(3, "b", EASY)]
    blueprint = Blueprint((Cell(None, EASY, 1), Cell("b", None, 1), Cell("a", EASY, 1)))
    assert [shortage.cells for shortage in check(blueprint, pool)] == [(0, 1, 2)]
    pool.append(item(4, "b", HARD))
    for number in range(50):
        seed = number.to_bytes(16, "big")
        paper = draw(pool, blueprint, seed, shuffle_questions=False, shuffle_options=False)
        assert [d.revision_id for d in paper] == [3, 4, 1]


def test_a_blueprint_must_ask_for_something() -> None:
    with pytest.raises(ValueError, match="cells"):
        Blueprint(())
    with pytest.raises(ValueError, match="at least one"):
        Blueprint((Cell(None, None, 0),))
    with pytest.raises(ValueError, match="twice"):
        draw([item(1), item(1)], Blueprint((Cell(None, None, 1),)), SEED,
             shuffle_questions=False, shuffle_options=False)  # fmt: skip


def test_fixed_options_keep_their_place_and_true_false_its_order() -> None:
    tied = item(7, fixed=(False, False, True, False))
    orders = {option_order(tied, n.to_bytes(16, "big"), shuffle=True) for n in range(200)}
    assert all(order[2] == 2 for order in orders)
    assert len(orders) == 6
    both = item(8, kind=Kind.TRUE_FALSE, fixed=(False, False))
    assert {option_order(both, n.to_bytes(16, "big"), shuffle=True) for n in range(50)} == {(0, 1)}
    assert option_order(tied, SEED, shuffle=False) == (0, 1, 2, 3)


def test_the_stream_is_the_published_method() -> None:
    """A second implementation, written from the sentence in the docstring alone."""
    words = []
    for index in range(40):
        block = hmac.new(SEED, b"x" + index.to_bytes(8, "big"), hashlib.sha256).digest()
        words += [int.from_bytes(block[n : n + 4], "big") for n in range(0, 32, 4)]
    bound = 3 * 2**30  # throws away one word in four: shows the rejection
    expected = [word for word in words if word < bound][:100]
    stream = Stream(SEED, b"x")
    assert [stream.below(bound) for _ in range(100)] == expected


def test_a_paper_drawn_today_is_drawn_the_same_for_ever() -> None:
    """Frozen bytes: a change of method would change papers that have been printed."""
    pool = [item(n, "ab"[n % 2], (EASY, MEDIUM, HARD)[n % 3]) for n in range(1, 61)]
    blueprint = Blueprint((Cell("a", None, 5), Cell(None, HARD, 4), Cell(None, None, 6)))
    paper = draw(pool, blueprint, SEED, shuffle_questions=True, shuffle_options=True)
    digest = hashlib.sha256(repr([(d.revision_id, d.option_order) for d in paper]).encode())
    assert digest.hexdigest() == (
        "28d9bfce1cb1c5f329235e64a539d82c684256c02f8c93df7d792644906bd510"
    )
    assert isinstance(paper[0], DrawnItem)


def test_a_short_seed_or_a_bad_bound_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Stream(b"short", b"")
    for bound in (0, 2**32 + 1):
        with pytest.raises(ValueError, match="bound"):
            Stream(SEED, b"").below(bound)


def chi_square(counts: list[int]) -> float:
    mean = sum(counts) / len(counts)
    return sum((count - mean) ** 2 / mean for count in counts)


def papers(count: int, pool: list[PoolItem], size: int) -> list[tuple[DrawnItem, ...]]:
    blueprint = Blueprint((Cell(None, None, size),))
    return [
        draw(pool, blueprint, hashlib.sha256(b"%d" % n).digest(),
             shuffle_questions=True, shuffle_options=True)
        for n in range(count)
    ]  # fmt: skip


def test_position_of_the_right_option_and_choice_of_questions_are_fair() -> None:
    """20 000 papers; bounds are the 0.999 quantiles of chi² with 3, 7 and 3 degrees."""
    pool = [item(n) for n in range(1, 9)]
    shown, drawn, first = [0] * 4, [0] * 8, [0] * 4
    for paper in papers(20_000, pool, 2):
        shown[paper[0].option_order.index(0)] += 1
        first[paper[1].option_order[0]] += 1
        for question in paper:
            drawn[question.revision_id - 1] += 1
    assert chi_square(shown) < 16.27
    assert chi_square(first) < 16.27
    assert chi_square(drawn) < 24.32


def test_the_fairness_test_sees_a_biased_draw() -> None:
    """Control: taking `word mod n` of one byte, as hurried code does, is caught."""
    counts = Counter(hashlib.sha256(b"%d" % n).digest()[0] % 100 for n in range(20_000))
    assert chi_square([counts[n] for n in range(100)]) > 148.2
