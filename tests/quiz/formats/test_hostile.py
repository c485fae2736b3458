"""Every hostile file ends in a clear Vietnamese sentence with its place, never an exception."""

import re
from pathlib import Path

import pytest

from quiz.formats.base import Reading
from quiz.formats.sandbox import read_file
from quiz.wording import problem_sentence
from tests.quiz.hostile.cases import CASES, FILES, SHEETS, TEXTS, WORDS, Case

FORM = re.compile(r"\[[A-Z0-9-]+\] Tệp «[^»]+»(, [^:]+)?: [^{}]+\.")


def read(case: Case, folder: Path) -> Reading:
    path = folder / "upload"
    path.write_bytes(case.build())
    return read_file(path, file_name=case.name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.number)
def test_a_hostile_file_is_answered(case: Case, tmp_path: Path) -> None:
    reading = read(case, tmp_path)
    sentences = [problem_sentence(problem, case.name) for problem in reading.problems]
    for sentence in sentences:
        assert FORM.fullmatch(sentence), sentence
    if case.code:
        found = [p for p in reading.problems if p.code == case.code]
        assert found, sentences
        assert found[0].severity == case.severity
        said = [problem_sentence(problem, case.name) for problem in found]
        assert any(case.place in sentence for sentence in said), said
    if case.accepted is not None:
        assert len(reading.drafts) == case.accepted, sentences
    if case.severity == "error" and case.accepted is None and case.code:
        assert reading.drafts == ()
    assert "FILE-UNREADABLE" not in {p.code for p in reading.problems}


def test_the_list_is_long_enough() -> None:
    """The list in the promises numbers 28 + 47 + 18 + 8 cases; several need no file of their own."""
    assert len(CASES) >= 95
    assert len(FILES) >= 25 and len(SHEETS) >= 40 and len(WORDS) >= 20 and len(TEXTS) >= 4
