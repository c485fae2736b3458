"""The table of thể lệ: at least sixty rule sets with their full text, read and compared whole."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import pytest

from contests.rules import choices
from contests.rules.ruleset import RuleSet, validate
from contests.wording.facts import (
    ContestFacts,
    NameMissing,
    Names,
    codes,
    facts_from_json,
    facts_to_json,
)
from contests.wording.the_le import as_text, the_le
from tests.contests.wording.casefiles import load, paths

CASES = [pytest.param(path, id=path.stem) for path in paths()]


def test_there_are_at_least_sixty_different_rule_sets() -> None:
    assert len({load(path)[1] for path in paths()}) >= 60


@pytest.mark.parametrize("path", CASES)
def test_full_text(path: Path) -> None:
    facts, rules = load(path)
    assert validate(rules) == ()
    assert as_text(the_le(facts, rules)) == path.with_suffix(".txt").read_text(encoding="utf-8")


def _own_words(path: Path) -> list[str]:
    """The paragraphs without what the organiser typed: only our words and numbers are left."""
    facts, rules = load(path)
    contact = rules.aftermath.contact
    typed = [facts.title, facts.lead, facts.site, *facts.cooperating]
    typed += [one.name for one in facts.rounds]
    typed += [contact.office, contact.address, contact.phone, contact.email]
    typed += [prize.name for prize in rules.prizes.items]
    for table in (facts.names.banks, facts.names.topics, facts.names.units):
        typed += table.values()
    typed += facts.names.organisations.values()
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    for words in sorted(filter(None, typed), key=len, reverse=True):
        text = text.replace(words, "…")
    return text.splitlines()


CODES = {
    member.value.lower()
    for enum in vars(choices).values()
    if isinstance(enum, type) and issubclass(enum, StrEnum) and enum is not StrEnum
    for member in enum
}


@pytest.mark.parametrize("path", CASES)
def test_no_empty_slot_and_no_bare_code(path: Path) -> None:
    for line in _own_words(path):
        assert unicodedata.is_normalized("NFC", line)
        assert not re.search(r"None|True|False|[{}\[\]_]|  | [.,;:]|[,;:.]{2}|\(\)|“”", line), line
        assert not set(re.findall(r"[a-z0-9_]+", line.lower())) & CODES, line


UNITS = (
    "câu|phút|giây|giờ|đợt|lượt|người|tuổi|điểm|ngày|tháng|giải|ký tự|chữ số|đồng|mục|%|trong \\d"
)
NUMBER_WITHOUT_UNIT = (
    r"hạng \d",  # a rank is its own unit
    r"từ 0 đến 100",  # "số phần trăm từ 0 đến 100"
    r"nhân với 100|của 100|thang 100",  # parts of a formula
    r"ví dụ: 1\.234",  # what a typed prediction looks like
    r"từ đủ \d+|từ \d[\d.]* đến",  # the unit follows the upper bound
    r"\d\d/\d\d/\d{4}|\d+/\d{4}/QH15",  # dates and numbers of laws
    r"ví dụ: 87,65432%",
)


@pytest.mark.parametrize("path", CASES)
def test_every_number_has_a_unit(path: Path) -> None:
    for line in _own_words(path):
        line = re.sub(r"^(\d+\.|[a-zđ]{1,2}\)) ", "", line)
        for allowed in NUMBER_WITHOUT_UNIT:
            line = re.sub(allowed, "", line)
        for found in re.finditer(r"\d[\d.,]*\d|\d", line):
            rest = line[found.end() :].lstrip()
            assert re.match(UNITS, rest), f"{found.group()!r} in {line!r}"


@pytest.mark.parametrize("path", CASES)
def test_paragraphs_are_numbered_and_closed(path: Path) -> None:
    for section in the_le(*load(path)):
        clauses = [int(m[1]) for p in section.paragraphs if (m := re.match(r"(\d+)\. ", p))]
        assert clauses == list(range(1, len(clauses) + 1))
        for paragraph, following in zip(
            section.paragraphs, (*section.paragraphs[1:], "1. "), strict=True
        ):
            is_last = re.match(r"\d+\. ", following) is not None
            assert paragraph[-1] == ("." if is_last else ":" if paragraph[0].isdigit() else ";")


def test_a_code_without_a_name_is_refused_and_not_printed() -> None:
    facts, rules = load(paths()[0])
    bare = replace(facts, names=Names())
    with pytest.raises(NameMissing):
        the_le(bare, rules)


@pytest.mark.parametrize("path", CASES)
def test_codes_asks_for_exactly_the_names_that_are_needed(path: Path) -> None:
    facts, rules = load(path)
    asked = codes(rules)
    for table, wanted in asked.items():
        assert wanted == set(getattr(facts.names, table))


@pytest.mark.parametrize("path", CASES[:6])
def test_facts_survive_storage(path: Path) -> None:
    facts, _ = load(path)
    assert facts_from_json(facts_to_json(facts)) == facts


def _text(facts: ContestFacts, rules: RuleSet) -> str:
    return as_text(the_le(facts, rules))


@pytest.mark.parametrize("path", CASES[:6])
def test_what_every_the_le_must_say(path: Path) -> None:
    text = _text(*load(path))
    for needed in (
        "bài đã lưu được tự động nộp",
        "giờ của máy chủ là căn cứ duy nhất",
        "Đáp án",
        "Bảng xếp hạng",
        "khiếu nại bằng văn bản",
        "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15",
    ):
        assert needed in text
