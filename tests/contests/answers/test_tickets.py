"""Tickets: forged, cut, stretched, expired ones are refused; shapes say what can be answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.tickets import Ticket, TicketRefused, for_paper, issue, parse
from tests.contests.scene import make_scene

TICKET = Ticket("p" * 22, 3, 1, 2_000_000, 5_000_000, 9_000_000, "+44c2")


def test_a_ticket_comes_back_as_it_was():
    assert parse(issue(TICKET), 8_999_999) == TICKET


def test_an_expired_ticket_is_refused():
    with pytest.raises(TicketRefused, match="expired_ticket"):
        parse(issue(TICKET), 9_000_001)


@given(st.integers(0, 200), st.integers(1, 255))
def test_any_changed_byte_is_refused(position, change):
    text = issue(TICKET)
    position %= len(text)
    other = chr((ord(text[position]) + change) % 256)
    if other == text[position]:
        return
    forged = text[:position] + other + text[position + 1 :]
    try:
        found = parse(forged, 0)
    except TicketRefused:
        return
    # The unused bits of the last character of base64 say nothing: the same ticket, not another.
    assert position == len(text) - 1 and found == TICKET


@pytest.mark.parametrize("text", ["", "x", "é" * 40, "A" * 401, "=" * 80, issue(TICKET)[:-3]])
def test_what_is_no_ticket_is_refused(text):
    with pytest.raises(TicketRefused, match="bad_ticket"):
        parse(text, 0)


def test_another_key_opens_nothing(settings):
    text = issue(TICKET)
    settings.TICKET_KEY = b"another key of thirty-two bytes!"
    with pytest.raises(TicketRefused):
        parse(text, 0)


@pytest.mark.parametrize(
    ("item", "response", "possible"),
    [
        (0, "123", True), (0, "", True), (0, "-1", False), (0, "1" * 16, False), (0, "A", False),
        (0, "١٢", False),
        (1, "A", True), (1, "D", True), (1, "E", False), (1, "AB", False), (1, "", True),
        (1, "a", False), (1, " A", False),
        (3, "AC", True), (3, "CA", False), (3, "AA", False), (3, "D", False), (3, "ABC", True),
        (4, "B", True), (4, "C", False), (5, "A", False), (-1, "A", False), (999, "A", False),
    ],
)  # fmt: skip
def test_a_response_must_be_possible(item, response, possible):
    assert TICKET.takes(item, response) is possible


def test_a_paper_without_a_prediction_takes_none():
    plain = Ticket("p" * 22, 0, 0, 1, 1, 1, "44")
    assert not plain.takes(0, "1")
    assert plain.takes(2, "B") and not plain.takes(3, "B")


def test_the_shape_of_a_paper(transactional_db):
    scene = make_scene(questions=6, kinds=("single", "multiple", "true_false"))
    paper = scene.paper()
    ticket = for_paper(paper)
    assert sorted(ticket.shape) == sorted("44dd22")
    assert ticket.deadline_us == paper.deadline_us
    assert len(issue(ticket)) < 160
