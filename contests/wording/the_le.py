"""The thể lệ of a contest: every sentence comes from the data that admits, times, marks, ranks."""

from __future__ import annotations

from contests.rules.terms import RuleSet
from contests.wording.aftermath import closing_section, prize_section
from contests.wording.entry import entry_section
from contests.wording.facts import ContestFacts
from contests.wording.section import Section
from contests.wording.sitting import paper_section, time_section
from contests.wording.standing import standing_section


def the_le(facts: ContestFacts, rules: RuleSet) -> tuple[Section, ...]:
    """The six sections, for rules that `validate` accepts.

    Raises `contests.wording.facts.NameMissing` when a code in the rules has no name in `facts`.
    """
    return (
        entry_section(facts, rules),
        paper_section(facts, rules),
        time_section(facts, rules),
        standing_section(facts, rules),
        prize_section(rules),
        closing_section(facts, rules),
    )


def as_text(sections: tuple[Section, ...]) -> str:
    """The whole text, one paragraph a line, an empty line before each further section."""
    return "\n\n".join("\n".join((one.title, *one.paragraphs)) for one in sections) + "\n"
