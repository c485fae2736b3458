"""Split for the store and joined again: nothing is lost, and the public side tells no key."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from quiz.rules.question import Draft, Illustration, Kind, Matching, Number, Option
from quiz.rules.stored import join, split
from tests.quiz.rules.test_kinds import ALL, MATCHING, ORDER, rows

CHOICE = Draft(Kind.MULTIPLE, "Chọn:", rows("b", "a", "c", true="AC"))


@pytest.mark.parametrize("draft", [*ALL, CHOICE], ids=lambda draft: draft.kind)
def test_what_was_split_is_joined(draft: Draft) -> None:
    draft = replace(draft, where=None, points_milli=500)
    stored = split(draft)
    back = join(draft.kind, draft.stem, stored)
    if draft.kind is Kind.MATCHING:
        assert isinstance(back.body, Matching) and isinstance(draft.body, Matching)
        # Its choices come back in alphabetical order, each option still with its own.
        pairs = [body.choices[right] for body in (draft.body, back.body) for right in body.right]
        assert pairs[:2] == pairs[2:]
        back = replace(back, body=draft.body)
    assert back == draft
    assert json.loads(json.dumps(stored.body)) == stored.body
    assert json.loads(json.dumps(stored.key_body)) == stored.key_body


def test_choices_are_stored_as_they_always_were() -> None:
    stored = split(CHOICE)
    assert stored.options == [{"text": text, "fixed": False} for text in "bac"]
    assert (stored.body, stored.right, stored.key_body) == ({}, [0, 2], {})


def test_the_public_side_says_nothing_of_the_order() -> None:
    """Control: the same things in every right order look the same in public."""
    options = tuple(Option(text, False) for text in ("ký", "soạn", "trình"))
    one = replace(ORDER, options=options, pictures=(Illustration("a.webp", "x", 0),))
    other = replace(ORDER, options=options[::-1], pictures=(Illustration("a.webp", "x", 2),))
    assert (split(one).options, split(one).body) == (split(other).options, split(other).body)
    assert split(one).right != split(other).right


def test_the_public_side_says_nothing_of_the_pairs() -> None:
    body = MATCHING.body
    assert isinstance(body, Matching)
    other = replace(MATCHING, body=Matching(body.choices[::-1], (2, 0)))
    assert split(MATCHING).body == split(other).body
    assert split(MATCHING).right != split(other).right


def test_the_public_side_of_a_number_is_its_unit() -> None:
    draft = Draft(Kind.NUMBER, "?", (), body=Number(Fraction(7, 2), Fraction(1, 3), "tuổi"))
    assert split(draft).body == {"unit": "tuổi"}
    assert split(draft).key_body == {"value": "7/2", "tolerance": "1/3"}
