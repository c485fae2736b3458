"""What the three documents of a contest are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from contests.formats.issuers import Issuer
from contests.rules.terms import RuleSet
from contests.wording.facts import ContestFacts
from contests.wording.section import Section


@dataclass(frozen=True, slots=True)
class Member:
    """A member of one of `BODIES`, as printed in the decision."""

    body: str
    full_name: str
    office: str = ""
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """What was entered after a document was signed."""

    number: str
    signed_on: date
    signer: str


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything the three documents are made of.

    `issued` holds documents that are signed, by role. `year` is printed where the date is blank.
    `text` is the thể lệ: as published, or as the draft would be.
    """

    issuer: Issuer
    facts: ContestFacts
    rules: RuleSet
    text: tuple[Section, ...]
    year: int
    purpose: str = ""
    members: tuple[Member, ...] = ()
    ke_hoach: Issued | None = None
    quyet_dinh: Issued | None = None
    the_le: Issued | None = None
    created: datetime | None = None


def contest_name(title: str) -> str:
    """ "Cuộc thi “…”" for use inside a sentence."""
    return f"Cuộc thi “{title}”"
