"""Every hostile file ends in a clear Vietnamese sentence with its place, never an exception."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from quiz.formats.base import Reading
from quiz.formats.sandbox import read_file
from quiz.wording import problem_sentence
from tests.quiz.formats import test_delimited, test_excel, test_sandbox, test_word
from tests.quiz.hostile.cases import CASES, FILES, Case

FORM = re.compile(r"\[[A-Z0-9-]+\] Tệp «[^»]+»(, [^:]+)?: [^{}]+\.")


def read(case: Case, folder: Path) -> Reading:
    path = folder / "upload"
    path.write_bytes(case.build())
    return read_file(path, file_name=case.name)


@pytest.mark.promise(28)
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


PROMISED = {
    "A": [1, 2, 3, 4, 5, 7, 8, 10, 11, 12, 15, 16, 17, 19, 20, 21, 22, 23],
    "B": [24, 26, 27, 28, 29, 30, 33, 35, 36, 37, 38, 40, 41, 43, 44, 45, 46, 47, 49, 50, 52, 53]
    + [54, 55, 56, 58, 59, 60, 61, 62, 63, 64, 66, 67, 68, 69, 71, 73, 74],
    "C": [75, 76, 77, 79, 80, 81, 82, 83, 85, 86, 87, 89, 90, 91, 92, 94],
    "D": [96, 97, 98, 100, 102, 103],
}
"""The numbers of the list of hostile inputs; the missing ones are missing there too."""

ELSEWHERE = {
    **dict.fromkeys((28, 29, 30), test_excel.test_the_dimension_of_a_sheet_is_not_believed),
    **dict.fromkeys((38, 40), test_excel.test_headings_are_found_however_they_are_written),
    **dict.fromkeys((69, 73), test_excel.test_text_that_looks_like_code_stays_text),
    74: test_excel.test_limits_are_exact,
    82: test_sandbox.test_a_million_runs_stay_in_bounds,
    89: test_word.test_spellings_of_the_same_question,
    91: test_word.test_deleted_text_does_not_come_back_and_inserted_text_stays,
    94: test_word.test_typographic_signs_and_invisible_ones,
    **dict.fromkeys((96, 98), test_delimited.test_separators_and_encodings),
}
"""Cases whose right answer is a good reading: shown where the reading is compared."""


def test_every_number_of_the_list_is_shown() -> None:
    here = {int(case.number.split()[0]) for case in CASES if case.number[0].isdigit()}
    promised = {number for numbers in PROMISED.values() for number in numbers}
    assert promised - here - set(ELSEWHERE) == set()
    assert len(promised) == 79 and len(CASES) == 94


@pytest.mark.promise(28, control=True)
def test_stock_reading_raises() -> None:
    """Control: with openpyxl alone the same uploads end in an exception without place or advice."""
    chosen = [case for case in FILES if case.number.split()[0] in ("1", "2", "3", "4", "5")]
    assert len(chosen) == 6
    for case in chosen:
        with pytest.raises(zipfile.BadZipFile):
            openpyxl.load_workbook(io.BytesIO(case.build()), read_only=True)
