"""Figures of item analysis, against textbook values and against papers whose flaw is known."""

import random
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.analysis import Analysis, Finding, Sat

KEY = {1: ("A", 4), 2: ("B", 4), 3: ("C", 4)}


def paper(signs: str, choices: str = "", took: int | None = 20_000) -> Sat:
    numbers = range(1, len(signs) + 1)
    return Sat(list(numbers), signs, list(choices) or [""] * len(signs), [took] * len(signs))


def analysed(papers) -> Analysis:
    analysis = Analysis()
    for one in papers:
        analysis.add(one)
    return analysis


def figures(analysis, revision, keys=KEY):
    return next(item for item in analysis.items(keys) if item.revision == revision)


def flaws(item):
    return [code for code, _ in item.findings]


def test_kuder_richardson_of_a_known_table():
    # Five items, totals 5 4 3 2 1 0 five times over: p = 5/6 … 1/6, Σpq = 35/36, variance 35/12.
    rows = ["11111", "11110", "11100", "11000", "10000", "00000"] * 5
    assert isclose(analysed(map(paper, rows)).reliability(), 5 / 4 * (1 - (35 / 36) / (35 / 12)))


@pytest.mark.parametrize("rows", [[], ["1"] * 40, ["10"] * 10, ["10"] * 40])
def test_no_reliability_where_there_is_none(rows):
    assert analysed(map(paper, rows)).reliability() is None


@given(st.lists(st.text("01", min_size=4, max_size=4), min_size=30, max_size=80))
def test_point_biserial_is_the_correlation_with_the_rest(rows):
    item = figures(analysed(map(paper, rows)), 1)
    xs = [int(row[0]) for row in rows]
    # The rest in whole percent, halves up, as it is kept.
    ys = [(200 * row[1:].count("1") + 3) // 6 for row in rows]
    n = len(rows)
    mx, my = sum(xs) / n, sum(ys) / n
    sx = sqrt(sum((x - mx) ** 2 for x in xs))
    sy = sqrt(sum((y - my) ** 2 for y in ys))
    if sx < 1e-9 or sy < 1e-9:
        assert item.point_biserial is None
    else:
        expected = sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / (sx * sy)
        assert isclose(item.point_biserial, expected, abs_tol=1e-9)
    assert isclose(item.facility, sum(xs) / n)
    assert -1 <= item.discrimination <= 1


def crowd(seed: int, *, wrong_key: bool = False, size: int = 400):
    """People of different skill, ten questions; a wrong key calls B right what the able call A."""
    chance = random.Random(seed)
    for _ in range(size):
        skill = chance.random()
        knows = [chance.random() < skill for _ in range(10)]
        choice = "A" if knows[0] else chance.choice("ABCD")
        signs = ["1" if choice == ("B" if wrong_key else "A") else "0"]
        signs += ["1" if known or chance.random() < 0.25 else "0" for known in knows[1:]]
        choices = [choice] + [""] * 9
        yield Sat(
            list(range(1, 11)), "".join(signs), choices, [chance.randrange(5_000, 60_000)] * 10
        )


def test_a_good_question_has_nothing_to_mend():
    item = figures(analysed(crowd(1)), 1)
    assert flaws(item) == []
    assert item.discrimination > 0.4
    assert item.point_biserial > 0.3
    assert 5 <= item.median_seconds < 60
    assert sum(papers for _, papers, _ in item.curve) == item.answers == 400
    assert sum(right for *_, right in item.curve) == item.right


def test_a_wrong_key_is_suspected_and_the_better_option_named():
    item = analysed(crowd(2, wrong_key=True)).items({1: ("B", 4)})[0]
    assert item.revision == 1  # gravest first
    assert item.findings[0] == (Finding.KEY_SUSPECT, "A")


def test_a_right_answer_that_goes_with_bad_papers_is_suspected():
    rows = ["1000"] * 40 + ["0111"] * 40
    assert Finding.KEY_SUSPECT in flaws(figures(analysed(map(paper, rows)), 1, {}))


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ([paper("111", "ABC")] * 29, [(Finding.FEW, "")]),
        ([paper("111", "ABC")] * 99 + [paper("011", "BBC")],
         [(Finding.TOO_EASY, ""), (Finding.UNCHOSEN, "C"), (Finding.UNCHOSEN, "D")]),
        ([paper("011", c + "BC") for c in "BCD" * 30] + [paper("111", "ABC")] * 9,
         [(Finding.KEY_SUSPECT, "B"), (Finding.TOO_HARD, "")]),
        ([paper("1" + r, "A" + r) for r in ["11", "00"] * 20]
         + [paper("0" + r, c + r) for r in ["11", "00"] * 6 for c in "BCD"], [(Finding.FLAT, "")]),
        ([paper("111", "ABC", 1_500)] * 30 + [paper("0" + "00", c + "BC", 900) for c in "BCD" * 10],
         [(Finding.HASTY, "")]),
    ],
)  # fmt: skip
def test_findings(papers, expected):
    assert list(figures(analysed(papers), 1).findings) == expected


def test_several_right_answers_count_each_letter():
    papers = [Sat([7], "1", ["AC"], [None])] * 30 + [Sat([7], "0", ["AB"], [None])] * 10
    item = figures(analysed(papers), 7, {7: ("AC", 4)})
    assert [option.count for option in item.options] == [40, 10, 30, 0]
    assert item.median_seconds is None


def test_parts_of_different_length_are_refused():
    with pytest.raises(ValueError, match="length"):
        Analysis().add(Sat([1, 2], "1", ["A"], [None]))
