"""Which questions are shown to people as saying the same twice, or the opposite."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.duplicates import Asked, Likeness, find

LAW_DAY = "Ngày Pháp luật nước Cộng hòa xã hội chủ nghĩa Việt Nam là ngày nào?"
NINTH, SECOND, TENTH = "Ngày 09 tháng 11", "Ngày 02 tháng 9", "Ngày 10 tháng 12"


def asked(number: int, stem: str, right: str, *wrong: str, picture: str = "") -> Asked:
    return Asked(number, stem, (right,), wrong, picture)


CASES = [
    ("the same in another spelling", asked(1, LAW_DAY, NINTH, SECOND),
     asked(2, LAW_DAY.upper().replace("?", " ? "), NINTH, SECOND), Likeness.SAME),
    ("options in another order", asked(1, LAW_DAY, NINTH, SECOND, TENTH),
     asked(2, LAW_DAY, NINTH, TENTH, SECOND), Likeness.SAME),
    ("another set of options", asked(1, LAW_DAY, NINTH, SECOND),
     asked(2, LAW_DAY, NINTH, TENTH), Likeness.SAME_STEM),
    ("another key", asked(1, LAW_DAY, NINTH, SECOND),
     asked(2, LAW_DAY, SECOND, NINTH), Likeness.CONTRADICTION),
    ("right here, wrong there, other options", asked(1, LAW_DAY, NINTH, SECOND),
     asked(2, LAW_DAY, TENTH, NINTH), Likeness.CONTRADICTION),
    ("one word more", asked(1, LAW_DAY, NINTH, SECOND),
     asked(2, LAW_DAY.replace("ngày nào", "ngày nào dưới đây"), NINTH, SECOND), Likeness.NEAR),
    ("another matter", asked(1, LAW_DAY, NINTH, SECOND),
     asked(2, "Ai chủ trì Hội đồng phối hợp phổ biến, giáo dục pháp luật?", "Bộ Tư pháp"), None),
    ("another sign", asked(1, "Biển nào cấm rẽ trái?", "Biển 1", "Biển 2", picture="a"),
     asked(2, "Biển nào cấm rẽ trái?", "Biển 2", "Biển 1", picture="b"), None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "likeness"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_pairs(one, other, likeness):
    found = find([other, one])
    assert [pair.likeness for pair in found] == ([likeness] if likeness else [])
    assert all((pair.first, pair.second) == (1, 2) for pair in found)


def test_a_near_pair_says_which_words_differ():
    stem = "Người từ đủ {} tuổi trở lên được điều khiển xe mô tô hai bánh có dung tích đến 125 cm3?"
    (pair,) = find(
        [asked(1, stem.format(16), "Sai", "Đúng"), asked(2, stem.format(18), "Sai", "Đúng")]
    )
    assert pair.likeness is Likeness.NEAR
    assert (pair.only_first, pair.only_second) == (("16",), ("18",))
    assert Fraction(7, 10) <= pair.share < 1


def test_gravest_first():
    found = find(
        [
            asked(1, LAW_DAY, NINTH, SECOND),
            asked(2, LAW_DAY, NINTH, SECOND),
            asked(3, LAW_DAY, SECOND, NINTH),
        ]
    )
    assert [(p.first, p.second) for p in found] == [(1, 3), (2, 3), (1, 2)]


WORDS = st.lists(
    st.sampled_from(["luật", "nghị", "định", "thông", "tư", "quyết", "công", "dân", "cơ", "quan"]),
    min_size=1,
    max_size=9,
)


@given(st.lists(WORDS, max_size=12))
def test_the_join_finds_what_comparing_everything_finds(stems):
    questions = [asked(n, " ".join(words), "Đúng", "Sai") for n, words in enumerate(stems)]
    found = {(p.first, p.second): p.share for p in find(questions)}

    def grams(words):
        return {*zip(words, words[1:], strict=False), "đúng", "sai"}

    for n, one in enumerate(stems):
        for m in range(n + 1, len(stems)):
            a, b = grams(one), grams(stems[m])
            share = Fraction(len(a & b), len(a | b))
            expected = share >= Fraction(7, 10) or one == stems[m]
            assert ((n, m) in found) == expected


@pytest.mark.parametrize("alike", [Fraction(0), Fraction(3, 2)])
def test_a_share_that_is_none(alike):
    with pytest.raises(ValueError, match="alike"):
        find([], alike=alike)
