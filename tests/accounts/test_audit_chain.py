"""The hash chain alone: every kind of tampering shows, the untouched chain holds."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.audit import GENESIS, Anchor, SealedRow, Verdict, canonical, seal, verify


def chain(length: int) -> list[SealedRow]:
    rows, previous = [], GENESIS
    for number in range(1, length + 1):
        facts: dict[str, object] = {"action": "thử", "data": {"n": number}}
        previous = seal(previous, number, facts)
        rows.append(SealedRow(number, facts, previous, row_id=100 + number))
    return rows


def resealed(rows: list[SealedRow]) -> list[SealedRow]:
    """What a thorough forger leaves: every seal computed again."""
    out, previous = [], GENESIS
    for number, row in enumerate(rows, start=1):
        previous = seal(previous, number, row.facts)
        out.append(replace(row, number=number, seal=previous))
    return out


def test_an_untouched_chain_holds() -> None:
    rows = chain(6)
    assert verify(rows, [Anchor(6, rows[5].seal)]) == Verdict(6, Anchor(6, rows[5].seal))
    assert verify([]).fault is None


@given(st.integers(0, 5), st.sampled_from(["edit", "delete", "swap", "insert"]))
def test_tampering_is_found_at_its_first_row(place: int, how: str) -> None:
    rows = chain(7)
    if how == "edit":
        rows[place] = replace(rows[place], facts={"action": "thử", "data": {"n": 999}})
        expected = ("changed", place + 1)
    elif how == "delete":
        del rows[place]
        expected = ("missing", place + 1)
    elif how == "swap":
        one, two = rows[place], rows[place + 1]
        rows[place] = replace(one, facts=two.facts, seal=two.seal)
        rows[place + 1] = replace(two, facts=one.facts, seal=one.seal)
        expected = ("changed", place + 1)
    else:
        rows.insert(place, replace(rows[place], facts={"action": "chèn"}))
        expected = ("changed", place + 1)
    fault = verify(rows).fault
    assert fault is not None and (fault.code, fault.number) == expected


def test_a_cut_tail_needs_an_anchor_and_is_found_with_one() -> None:
    rows = chain(5)
    anchor = Anchor(5, rows[4].seal)
    assert verify(rows[:3]).fault is None
    fault = verify(rows[:3], [anchor]).fault
    assert fault is not None and (fault.code, fault.number) == ("cut", 4)


@pytest.mark.parametrize("victim", [0, 2, 4])
def test_a_forger_who_seals_again_meets_the_anchor(victim: int) -> None:
    rows = chain(5)
    anchor = Anchor(5, rows[4].seal)
    rows[victim] = replace(rows[victim], facts={"action": "khác"})
    forged = resealed(rows)
    assert verify(forged).fault is None
    fault = verify(forged, [anchor]).fault
    assert fault is not None and (fault.code, fault.number) == ("rewritten", 5)


def test_the_canonical_spelling_does_not_depend_on_the_order() -> None:
    assert (
        canonical({"b": 1, "a": "ă"}) == canonical({"a": "ă", "b": 1}) == '{"a":"ă","b":1}'.encode()
    )
