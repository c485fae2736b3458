"""Saving and handing in for the page that works without JavaScript; same writer, same ledger."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max

from contests.answers import (
    Code,
    HandedIn,
    HandIn,
    Refused,
    SaveAnswer,
    Saved,
    perform,
)
from contests.clock import SYSTEM, Clock
from contests.models import AnswerEvent, Paper
from contests.tickets import for_paper


@dataclass(frozen=True, slots=True)
class FormSaved:
    """What became of a posted page. `refused` is None when every changed choice is committed.

    `changed` counts the choices that were written; `receipt` is there once the paper is closed.
    """

    changed: int
    refused: Code | None = None
    receipt: HandedIn | None = None


def form_base(paper: Paper) -> int:
    """The newest event of `paper`: goes into the page as a hidden field, back into `save_form`."""
    newest = AnswerEvent.objects.filter(paper=paper).aggregate(newest=Max("id"))["newest"]
    return newest or 0


def save_form(
    *,
    paper: Paper,
    choices: Mapping[int, str],
    base: int,
    received_us: int,
    close: bool = False,
) -> FormSaved:
    """Write what the person changed on a page that was rendered at `base`, and hand in if `close`.

    `choices` are responses by item, every item of the page ("" for none). Only what differs from
    what the page showed is written, so that an old page sent from a forgotten tab does not undo
    what was answered elsewhere since. Raises ValueError for a response the paper cannot take.
    Whoever calls has made sure that the paper is the person's own.
    """
    ticket = for_paper(paper)
    shown = _shown_at(paper, base)
    ops: list[SaveAnswer | HandIn] = []
    for item, response in sorted(choices.items()):
        if not ticket.takes(item, response):
            raise ValueError(f"item {item} cannot be answered so")
        if response == shown.get(item, ""):
            continue
        ops.append(
            SaveAnswer(
                paper=paper.public_id,
                epoch=ticket.paper_epoch,
                entrant_epoch=ticket.entrant_epoch,
                item=item,
                response=response,
                client_key=f"f{secrets.token_hex(12)}",
                client_seq=received_us // 1000,
                received_us=received_us,
            )
        )
    if close:
        ops.append(HandIn(paper=paper.public_id, received_us=received_us))
    receipt: HandedIn | None = None
    refused: Code | None = None
    changed = 0
    for outcome in perform(ops):
        if isinstance(outcome, Saved):
            changed += 1
        elif isinstance(outcome, HandedIn):
            receipt = outcome
        elif isinstance(outcome, Refused):
            refused = refused or outcome.code
    return FormSaved(changed, refused, receipt)


def _shown_at(paper: Paper, base: int) -> dict[int, str]:
    events = AnswerEvent.objects.filter(paper=paper, id__lte=base).order_by("client_seq", "id")
    return dict(events.values_list("item", "response"))


def hand_in(
    *, paper: Paper, clock: Clock = SYSTEM, received_us: int | None = None
) -> HandedIn | Refused:
    """Hand in `paper` for its owner; its receipt, also when it had been handed in before.

    Past deadline and grace the paper is closed by time, as the rules say. Refused with CLOSED when
    it was annulled.
    """
    at_us = clock.now_us() if received_us is None else received_us
    (outcome,) = perform([HandIn(paper=paper.public_id, received_us=at_us)])
    assert isinstance(outcome, HandedIn | Refused)
    return outcome
