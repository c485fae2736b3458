"""Every code that a rule or reader can give has a sentence that says where, what and how."""

import re
import string
from pathlib import Path

from quiz.rules.question import Problem
from quiz.wording.problems import SENTENCES, problem_sentence

ROOT = Path(__file__).parents[3] / "quiz"
# `encoding="UTF-8"` of an XML declaration is no code.
CODE = re.compile(r'(?<!encoding=)"([A-Z]+[0-9]*(?:-[A-Z0-9]+)+)"')


def source(*patterns: str) -> str:
    files = [file for pattern in patterns for file in ROOT.glob(pattern)]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_every_code_has_a_sentence() -> None:
    given = set(CODE.findall(source("formats/*.py", "rules/question/*.py")))
    assert given - set(SENTENCES) == set()


def test_sentences_say_what_is_wrong_and_what_to_do() -> None:
    for code, sentence in SENTENCES.items():
        assert sentence.endswith("."), code
        assert sentence.count(". ") + sentence.count("; ") + sentence.count(", ") >= 1, code
        assert "!" not in sentence, code
        fields = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        args = dict.fromkeys(fields, "9")
        said = problem_sentence(Problem("error", code, "Trang", 7, "C", args), "đề.xlsx")
        assert "{" not in said and "}" not in said


def test_the_form_of_a_sentence() -> None:
    problem = Problem("error", "OPTION-EMPTY", "Câu hỏi", 12, "D",
                      {"letter": "C", "header": "Đáp án C"})  # fmt: skip
    assert problem_sentence(problem, "../đề.xlsx") == (
        "[OPTION-EMPTY] Tệp «đề.xlsx», trang tính «Câu hỏi», dòng 12, cột D «Đáp án C»: "
        "đáp án C để trống. Điền đáp án, hoặc dồn các đáp án sau lên."
    )
    many = Problem("error", "ROWS-MANY", "Câu hỏi", args={"count": 50_001, "most": 50_000})
    assert "tệp có 50.001 câu hỏi, giới hạn là 50.000." in problem_sentence(many, "a.xlsx")


def test_text_of_a_file_cannot_break_the_sentence() -> None:
    hostile = "{0.__class__} {x} \u202e\n<b>"
    problem = Problem("error", "KEY-UNKNOWN", hostile, 2, "F", {"value": hostile, "header": "{y}"})
    assert "{0.__class__} {x} <b>" in problem_sentence(problem, hostile)
