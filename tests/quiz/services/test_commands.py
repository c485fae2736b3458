"""`import_questions` and `seed_banks` as others call them."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organisation
from quiz.formats.excel_template import write
from quiz.formats.registry import WRITABLE
from quiz.models import Bank, Citation, ImportBatch, LegalDocument, Picture, Question
from quiz.rules.validity import Validity
from quiz.selectors.documents import state_of
from quiz.services import reviews
from tests.cast import Cast
from tests.quiz import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def run(path: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """(exit code, what --json printed)."""
    out = StringIO()
    code = 0
    try:
        call_command("import_questions", str(path), "--json", *arguments, stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(out.getvalue())


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "tot.xlsx"
    path.write_bytes(write(scene.drafts(4)))
    return path


@pytest.fixture
def bad(good: Path, tmp_path: Path) -> Path:
    book = openpyxl.load_workbook(good)
    sheet = book["Câu hỏi"]
    headings = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(3, headings["Đáp án đúng"]).value = "Z"
    path = tmp_path / "hong.xlsx"
    book.save(path)
    return path


def test_a_clean_file_makes_the_bank_under_the_only_root(good: Path) -> None:
    root = Organisation.objects.create(
        code="STP", name="Sở Tư pháp", kind="so", path="/1/", search_key="", sort_key=""
    )
    code, found = run(good, "--bank", "MOI")
    assert code == 0
    assert {key: found[key] for key in ("format", "questions", "accepted", "imported")} == {
        "format": "xlsx",
        "questions": 4,
        "accepted": 4,
        "imported": 4,
    }
    bank = Bank.objects.get(code="MOI")
    assert bank.organisation == root
    assert Question.objects.filter(bank=bank, is_visible=True, state="pending").count() == 4


def test_the_same_file_again_changes_nothing(good: Path) -> None:
    run(good, "--bank", "MOI")
    before = scene.digest(without=())
    code, found = run(good, "--bank", "MOI")
    assert (code, found["imported"]) == (0, 0)
    assert [problem["code"] for problem in found["problems"]][-1] == "FILE-AGAIN"
    assert scene.digest(without=()) == before


def test_a_dry_run_writes_nothing(good: Path) -> None:
    before = scene.digest(without=())
    code, found = run(good, "--bank", "MOI", "--dry-run")
    assert (code, found["accepted"], found["imported"]) == (0, 4, 0)
    assert scene.digest(without=()) == before


def test_one_wrong_row_keeps_the_whole_file_out(bad: Path) -> None:
    before = scene.digest(without=())
    code, found = run(bad, "--bank", "MOI")
    assert (code, found["questions"], found["accepted"], found["imported"]) == (1, 4, 3, 0)
    problem = found["problems"][0]
    assert set(problem) == {"severity", "code", "sheet", "row", "column", "message"}
    assert (problem["severity"], problem["sheet"], problem["row"]) == ("error", "Câu hỏi", 3)
    assert problem["message"].startswith("[KEY-OUTSIDE] Tệp «hong.xlsx», trang tính «Câu hỏi»")
    assert scene.digest(without=()) == before


def test_only_valid_takes_the_rest(bad: Path) -> None:
    code, found = run(bad, "--bank", "MOI", "--only-valid")
    assert (code, found["imported"]) == (1, 3)
    assert Question.objects.filter(bank__code="MOI").count() == 3


@pytest.mark.parametrize("content", [None, b"", b"%PDF-1.7"])
def test_an_unreadable_file(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "la.xlsx"
    if content is not None:
        path.write_bytes(content)
    code, found = run(path, "--bank", "MOI")
    assert (code, found["questions"], found["accepted"]) == (2, 0, 0)
    assert found["problems"][0]["severity"] == "error"
    assert not Bank.objects.exists()


def test_several_roots_need_a_choice(good: Path, cast: Cast) -> None:
    with pytest.raises(CommandError, match="--organisation: QN, GL"):
        run(good, "--bank", "MOI")
    run(good, "--bank", "MOI", "--organisation", "SKHCN")
    assert Bank.objects.get(code="MOI").organisation == cast.department
    with pytest.raises(CommandError, match="Không có tổ chức mã «XX»"):
        run(good, "--bank", "HAI", "--organisation", "XX")


def test_a_file_in_the_vietnamese_exam_grammar(tmp_path: Path) -> None:
    from docx import Document

    paper = Document()
    for line in (
        "Câu 1. Ngày Pháp luật là ngày nào?",
        "A. Ngày 02/9",
        "B. Ngày 09/11",
        "Đáp án: B",
    ):
        paper.add_paragraph(line)
    path = tmp_path / "de.docx"
    paper.save(str(path))
    code, found = run(path, "--bank", "WORD")
    assert (code, found["format"], found["imported"]) == (0, "docx", 1)
    assert Question.objects.get().revisions.get().key.right == [1]


def test_what_is_shipped_is_seeded_once(cast: Cast) -> None:
    out = StringIO()
    call_command("seed_banks", "--organisation", "SKHCN", stdout=out)
    assert out.getvalue().strip() == "Đã nạp 12 văn bản, 748 câu hỏi, 268 hình."
    before = scene.digest(without=())
    call_command("seed_banks", "--organisation", "SKHCN", stdout=StringIO())
    assert scene.digest(without=()) == before
    driving = Bank.objects.get(code="GPLX-600")
    assert driving.is_illustrative
    assert driving.organisation == cast.department
    shown = Question.objects.filter(bank=driving, is_visible=True, state="pending", submitted=1)
    assert shown.filter(current__isnull=False).count() == 600
    assert shown.filter(current__critical=True).count() == 60
    assert shown.filter(current__picture__isnull=False).count() == 318
    assert (
        Picture.objects.count() == 268
    )  # of 270 files two are alike; some serve several questions
    assert Citation.objects.exclude(quote="").filter(checked_on=date(2026, 11, 23)).count() > 137
    old = LegalDocument.objects.get(number="86/2015/QH13")
    assert state_of(old, date(2026, 6, 30)) is Validity.IN_FORCE
    assert state_of(old, date(2026, 7, 1)) is Validity.EXPIRED
    assert old.replaced_by is not None and old.replaced_by.number == "116/2025/QH15"
    # The first local reviewer makes one of them fit for a real contest.
    question = Question.objects.get(ref="PBGDPL-001")
    reviews.review_question(actor=cast.reviewer, question=question, number=1, decision="approved")
    question.refresh_from_db()
    assert question.state == "approved"
    assert ImportBatch.objects.filter(state="visible").count() == 3


def test_a_seed_that_was_cut_off_goes_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from quiz.services import seeding

    load, calls = seeding._load, []

    def cut(*arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        load(*arguments)

    monkeypatch.setattr(seeding, "_load", cut)
    with pytest.raises(KeyboardInterrupt):
        seeding.seed(cast.department)
    assert not Question.objects.filter(is_visible=True).exists()
    monkeypatch.setattr(seeding, "_load", load)
    seeding.seed(cast.department)
    assert Question.objects.filter(is_visible=True, current__isnull=False).count() == 748


@pytest.mark.parametrize("code", WRITABLE)
def test_a_bank_goes_out_and_comes_in_again(good: Path, tmp_path: Path, code: str) -> None:
    run(good, "--bank", "MOI")
    out = tmp_path / "ra.bin"
    printed = StringIO()
    left = 0
    try:
        call_command("export_questions", str(out), "--bank", "moi", "--format", code, "--json",
                     stdout=printed)  # fmt: skip
    except SystemExit as end:
        left = int(end.code or 0)
    assert bool(json.loads(printed.getvalue())["left"]) == bool(left)
    again, found = run(out, "--bank", "HAI", "--format", "xlsx" if code == "kahoot" else code)
    assert (again, found["imported"]) == (0, 4)


def test_an_export_that_cannot_be_is_refused(tmp_path: Path, good: Path) -> None:
    with pytest.raises(CommandError, match="Không có ngân hàng"):
        call_command("export_questions", str(tmp_path / "x"), "--bank", "KHONG")
    run(good, "--bank", "MOI")
    with pytest.raises(CommandError, match="Chọn một trong: xlsx"):
        call_command("export_questions", str(tmp_path / "x"), "--bank", "MOI", "--format", "h5p")


def test_an_exam_is_printed_repeated_and_its_answers_read_again(tmp_path: Path, good: Path) -> None:
    run(good, "--bank", "MOI")

    def export(name: str, *more: str) -> dict[str, Any]:
        out = StringIO()
        call_command("export_questions", str(tmp_path / name), "--bank", "MOI", "--format",
                     "word-exam", "--json", *more, stdout=out)  # fmt: skip
        found: dict[str, Any] = json.loads(out.getvalue())
        return found

    first = export("a.docx", "--codes", "101, 102", "--answers")
    assert first["codes"] == ["101", "102"] and first["seed"]
    export("b.docx", "--codes", "101,102", "--answers", "--seed", first["seed"])
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    export("c.docx", "--codes", "", "--answers")
    again, found = run(tmp_path / "c.docx", "--bank", "HAI")
    assert (again, found["imported"]) == (0, 4)
    with pytest.raises(CommandError, match="Mã đề «1,1»"):
        export("d.docx", "--codes", "1,1")
    with pytest.raises(CommandError, match="--answers chỉ dùng với"):
        call_command("export_questions", str(tmp_path / "x"), "--bank", "MOI", "--answers")
