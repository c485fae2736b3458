"""What a format holds comes back equal; what it does not hold is said (P30, all formats)."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from quiz.formats.base import Reading
from quiz.formats.csv_write import FORMULA
from quiz.formats.dispatch import read_here
from quiz.formats.hold import divide, kept, losses
from quiz.formats.registry import BY_CODE, WRITABLE
from quiz.rules.question import (
    Blank,
    Blanks,
    Difficulty,
    Draft,
    Essay,
    Illustration,
    Kind,
    Matching,
    Number,
    Option,
    Prediction,
    Short,
    Situation,
    validate,
)
from quiz.wording import problem_sentence
from tests.quiz.formats.test_excel import drafts, same
from tests.sizes import size

DATA = Path(__file__).parents[3] / "quiz/data/gplx600/gplx-600.json"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


def back(code: str, bank: list[Draft], pictures: dict[str, bytes] | None = None) -> Reading:
    writer = BY_CODE[code].write
    assert writer is not None
    reads_as = "xlsx" if code == "kahoot" else code
    return read_here(io.BytesIO(writer(bank, pictures or {}).data), format=reads_as)


def plain(draft: Draft) -> Draft:
    """Without place; the right sides of pairs in one order (theirs means nothing)."""
    body = draft.body
    if isinstance(body, Matching):
        choices = tuple(sorted(body.choices))
        body = Matching(choices, tuple(choices.index(body.choices[n]) for n in body.right))
    return replace(draft, where=None, body=body)


def expected(code: str, bank: list[Draft], pictures: dict[str, bytes] | None = None) -> list[Draft]:
    carried = (pictures or {}) if code in ("moodle", "qti", "json") else None
    held, _ = divide(bank, BY_CODE[code].holds, carried, names=code == "json")
    return [plain(draft) for draft in held]


def options(*texts: str, right: str = "") -> tuple[Option, ...]:
    return tuple(Option(t, "ABCDEFGH"[n] in right) for n, t in enumerate(texts))


KINDS: list[Draft] = [
    Draft(Kind.SINGLE, "Một?\nHai dòng {x} = ~ # : \\n", options("a -> b", "%50% c", "=d", right="B"),
          explanation="vì #1", topic="Đất/đai", ref="A:1", picture="q.png", picture_alt="hình <b>"),
    Draft(Kind.MULTIPLE, "Nhiều?", options("x", "y", "z", right="AC"), topic="Đất/đai",
          difficulty=Difficulty.HARD, citation_text="Điều 8", critical=True, points_milli=250),
    Draft(Kind.TRUE_FALSE, "Thật?", options("Đúng", "Sai", right="B"), explanation="không & có"),
    Draft(Kind.SHORT, "Ngắn?", (), body=Short(("Hà Nội", "Thủ đô"))),
    Draft(Kind.NUMBER, "Bao nhiêu?", (), body=Number(Fraction(37, 2), Fraction(1, 2), "tuổi")),
    Draft(Kind.ORDER, "Xếp?", options("một", "hai", "ba")),
    Draft(Kind.MATCHING, "Nối?", options("a", "b"), body=Matching(("x", "y"), (0, 1))),
    Draft(Kind.MATCHING, "Nối lệch?", options("a", "b"), body=Matching(("x", "y", "z"), (2, 0))),
    Draft(Kind.BLANKS, "Điền [[1]].", (), body=Blanks((Blank(("a",), ("a", "b")),))),
    Draft(Kind.STATEMENTS, "Ý nào đúng?", options("p", "q", right="A")),
    Draft(Kind.ESSAY, "Viết?", (), body=Essay("chấm", 1500)),
    Draft(Kind.ESSAY, "Viết tiếp?", (), body=Essay()),
    Draft(Kind.PREDICTION, "Đoán?", (), body=Prediction("người")),
    Draft(Kind.SITUATION, "Chuyện", (), body=Situation((
        Draft(Kind.SINGLE, "c1?", options("a", "b", right="A")),
        Draft(Kind.SHORT, "c2?", (), body=Short(("x",))),
    ))),
    Draft(Kind.SINGLE, "Hai hình?", options("a", "b", right="A"),
          pictures=(Illustration("r.png", "phụ", 1),)),
]  # fmt: skip


@pytest.mark.parametrize("code", WRITABLE)
def test_every_kind_comes_back_or_is_said(code: str) -> None:
    pictures = {"q.png": PNG, "r.png": PNG + b"x"}
    assert not [p for draft in KINDS for p in validate(draft) if p.severity == "error"]
    reading = back(code, KINDS, pictures)
    assert [plain(draft) for draft in reading.drafts] == expected(code, KINDS, pictures), (
        reading.problems
    )
    writer = BY_CODE[code].write
    assert writer is not None
    said = {problem.args["question"] for problem in writer(KINDS, pictures).left}
    for number, draft in enumerate(KINDS, start=1):
        assert (kept(draft, BY_CODE[code].holds) != draft) == (number in said), number
    for problem in writer(KINDS, pictures).left:
        assert "{" not in problem_sentence(problem, "đề").replace("{x}", "")


BANKS = size(6, 300)


@pytest.mark.parametrize("code", WRITABLE)
def test_any_bank_comes_back(code: str, record_promise: Callable[..., None]) -> None:
    """P30 for each format with hypothesis; the control: a lost question is noticed."""

    @settings(max_examples=BANKS, deadline=None, phases=[Phase.generate])
    @given(st.lists(drafts(), min_size=1, max_size=4, unique_by=lambda d: d.stem.casefold()))
    def check(bank: list[Draft]) -> None:
        bank = [d for d in bank if not any(p.severity == "error" for p in validate(d))]
        assert [same(draft) for draft in back(code, bank).drafts] == expected(code, bank)

    check()
    lost = [same(d) for d in back(code, expected(code, KINDS)[1:]).drafts] != expected(code, KINDS)
    record_promise("P30", figure=f"{BANKS} banks equal through {code}", trials=BANKS,
                   control=f"a lost question noticed: {lost}")  # fmt: skip
    assert lost


@cache
def shipped() -> list[Draft]:
    return list(read_here(io.BytesIO(DATA.read_bytes())).drafts)


@pytest.mark.parametrize("code", WRITABLE)
def test_the_600_driving_questions(code: str) -> None:
    bank = shipped()
    assert len(bank) == 600
    names = {draft.picture for draft in bank if draft.picture}
    pictures = {name: (DATA.parent / "images" / name).read_bytes() for name in names}
    reading = back(code, bank, pictures)
    wanted = expected(code, bank, pictures)
    # Questions that differ in their picture alone are the same question where there are none.
    looks = {(d.stem, tuple(sorted(o.text for o in d.options)), d.picture): d for d in wanted[::-1]}
    kept_apart = set(looks.values())
    alone = [d for d in wanted if d in kept_apart]
    assert [plain(draft) for draft in reading.drafts] == alone
    assert reading.counts.get("error", 0) == len(wanted) - len(alone) < 12
    assert len(wanted) + len({p.row for d, n in zip(bank, range(1, 601), strict=True)
                              for p in losses(d, n, BY_CODE[code].holds)
                              if p.severity == "error"}) == 600  # fmt: skip
    if code in ("json", "qti", "moodle"):
        assert dict(reading.pictures) == pictures


@pytest.mark.promise(29)
def test_no_export_holds_a_formula(record_promise: Callable[..., None]) -> None:
    """Cases 104–111: text is text for a spreadsheet, and control characters never stop a file."""
    hostile = ["=1+1", "==1+1", "+84912345678", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"x\")", "＝1",
               "a\x0bb", "\x00c"]  # fmt: skip
    bank = [Draft(Kind.SINGLE, f"{text} {n}", options(text + "1", "b", right="B"))
            for n, text in enumerate(hostile)]  # fmt: skip
    for code in WRITABLE:
        writer = BY_CODE[code].write
        assert writer is not None
        data = writer(bank, {}).data
        if code in ("xlsx", "kahoot"):
            book = openpyxl.load_workbook(io.BytesIO(data))
            assert {c.data_type for row in book.worksheets[0].iter_rows() for c in row} <= {
                "s",
                "n",
            }
        if code == "csv":
            cells = data.decode("utf-8-sig").replace('"', "").split(";")
            assert not [cell for cell in cells if cell.startswith(FORMULA[:5])]
        assert read_here(io.BytesIO(data)).drafts, code
    careless = openpyxl.Workbook()
    for text in hostile:
        careless.active.append([ILLEGAL_CHARACTERS_RE.sub("", text)])
    formulas = [c for row in careless.active.iter_rows() for c in row if c.data_type == "f"]
    record_promise("P29", figure=f"0 formulas in {len(WRITABLE)} formats", trials=len(bank),
                   control=f"a writer that sets values: {len(formulas)} formulas")  # fmt: skip
    assert formulas


@pytest.mark.parametrize("topic", ["/", "//x", "a//", "a/b", " / ", "/a/"])
def test_slashes_in_a_topic_are_no_levels_of_categories(topic: str) -> None:
    bank = [Draft(Kind.SINGLE, "Ai?", options("a", "b", right="B"), topic=topic.strip())]
    for code in ("gift", "moodle"):
        assert [draft.topic for draft in back(code, bank).drafts] == [topic.strip()]


def test_a_package_names_what_is_wrong_in_a_question() -> None:
    data: dict[str, Any] = {"questions": [{"kind": "single"}, 7, {"kind": "number", "stem": "x",
                            "body": {"of": "number", "value": "1e999999999"}}]}  # fmt: skip
    reading = read_here(io.BytesIO(json.dumps(data).encode()))
    assert [(p.code, p.row) for p in reading.problems] == [
        ("STEM-EMPTY", 1),
        ("OPTIONS-FEW", 1),
        ("JSON-QUESTION", 2),
        ("JSON-QUESTION", 3),
    ]
