"""Every code that quiz refuses with has a sentence, and every sentence a code."""

import re
from pathlib import Path

from quiz.wording.refusals import SENTENCES

ROOT = Path(__file__).resolve().parents[2] / "quiz"


def codes() -> set[str]:
    found: set[str] = set()
    for path in [*(ROOT / "services").glob("*.py"), *(ROOT / "views").glob("*.py")]:
        text = path.read_text(encoding="utf-8")
        for call in re.findall(r"Refused\(([^)]*)\)", text):
            found |= set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', call))
        found |= set(re.findall(r'__init__\("([a-z-]+)"\)', text))
    law_file = (ROOT / "rules" / "law_file.py").read_text(encoding="utf-8")
    found |= set(re.findall(r'LawFileError\("([a-z-]+)"\)', law_file))
    return found


def test_codes_and_sentences_are_the_same_set() -> None:
    assert codes() == set(SENTENCES)


def test_sentences_are_calm() -> None:
    for sentence in SENTENCES.values():
        assert sentence.endswith(".") and "!" not in sentence and sentence[0].isupper(), sentence


def test_no_service_changes_what_a_revision_says() -> None:
    """Revisions and keys are only ever inserted (and swept while nobody could see them)."""
    words = r"(?:Revision|RevisionKey|revisions?|key)\b[^\n]*\.(?:update|bulk_update|save)\("
    for path in ROOT.rglob("*.py"):
        # The readers of `formats` know no model; what they fill in is a draft.
        if {"migrations", "formats"} & set(path.relative_to(ROOT).parts):
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(words, text), path
        assert not re.search(r"\.(?:stem|options|right|sha256|stem_key) = (?!models)", text), path
