"""No printed table lets a small group be computed back from its total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.reports.rules.suppression import LEAST, hidden, total_hidden


@pytest.mark.parametrize(
    ("persons", "expected"),
    [
        ([], ""),
        ([0, 0], ".."),
        ([5, 9], ".."),
        ([3, 9, 20], "xx."),  # a lone small cell would follow from the total
        ([3, 0, 20], "x.x"),  # nobody hides nothing
        ([1, 2, 8, 30], "xxx."),  # 1 + 2 = 3 persons are still too few
        ([4, 4, 30], "xx."),
        ([3], "x"),
        ([3, 40], "xx"),
    ],
)
def test_small_cells_are_hidden(persons: list[int], expected: str) -> None:
    assert "".join("x" if mark else "." for mark in hidden(persons)) == expected


@given(st.lists(st.integers(0, 40), max_size=12))
def test_the_hidden_rest_never_speaks_of_few(persons: list[int]) -> None:
    marks = hidden(persons)
    behind = [count for count, mark in zip(persons, marks, strict=True) if mark]
    shown = [count for count, mark in zip(persons, marks, strict=True) if not mark]
    assert all(count == 0 or count >= LEAST for count in shown)
    if behind and sum(1 for count in persons if count) > 1:
        assert len(behind) >= 2
    # What is left over from the total is either enough persons or everything there is.
    assert not behind or sum(behind) >= LEAST or not any(shown)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError):
        hidden([1, -1])


def test_a_small_total_is_hidden_as_well() -> None:
    assert total_hidden([1, 3])
    assert not total_hidden([0, 0])
    assert not total_hidden([3, 2])
