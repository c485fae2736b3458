"""Sentences of faults at the entrant's desk, whichever table has them."""

from __future__ import annotations

from accounts.wording import say
from contests.rules.codec import Fault
from contests.wording.refusals import SENTENCES


def fault_sentence(fault: Fault) -> str:
    """The sentence of `fault`: contests' own codes are upper case, those of accounts lower."""
    if fault.code in SENTENCES:
        return SENTENCES[fault.code](fault)
    return say(fault.code, **fault.args)
