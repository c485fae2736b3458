"""A bank with questions, made by the real services."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from functools import lru_cache

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from accounts.models import User
from quiz.formats.excel_template import write
from quiz.models import Bank, LegalDocument, Question, QuestionPair
from quiz.rules.question import Draft, Kind, Option
from quiz.services import banks, documents, pairs, questions, reviews
from tests.cast import Cast

DRAFT = Draft(
    Kind.SINGLE,
    "Ngày Pháp luật nước Cộng hòa xã hội chủ nghĩa Việt Nam là ngày nào?",
    (
        Option("Ngày 02 tháng 9", False),
        Option("Ngày 09 tháng 11", True),
        Option("Ngày 10 tháng 12", False),
        Option("Cả ba ngày trên", False, True),
    ),
    explanation="Điều 8 của Luật.",
    citation_text="Điều 8 Luật 14/2012/QH13",
)


def make_bank(cast: Cast, code: str = "THU-2026") -> Bank:
    return banks.create_bank(
        actor=cast.author, code=code, name="Ngân hàng thử", organisation=cast.department
    )


def make_document(number: str = "14/2012/QH13", **values: object) -> LegalDocument:
    fields = {
        "kind": "luat",
        "title": "Luật Phổ biến, giáo dục pháp luật",
        "text": "Điều 8. Ngày Pháp luật\n1. Ngày 09 tháng 11 hằng năm là Ngày Pháp luật.",
        **values,
    }
    return documents.save_document(actor=None, number=number, **fields)


def make_question(bank: Bank, author: User, stem: str = DRAFT.stem, **values: object) -> Question:
    return questions.create_question(
        actor=author, bank=bank, draft=replace(DRAFT, stem=stem, **values)
    )


def make_pair(cast: Cast) -> QuestionPair:
    """Two questions of one bank that ask the same and disagree about the answer."""
    bank = make_bank(cast)
    make_question(bank, cast.author)
    turned = [replace(option, correct=index == 0) for index, option in enumerate(DRAFT.options)]
    make_question(bank, cast.author, options=tuple(turned))
    pairs.search(actor=cast.author)
    return QuestionPair.objects.get()


def make_approved(cast: Cast, bank: Bank, stem: str = DRAFT.stem) -> Question:
    question = make_question(bank, cast.author, stem)
    question = questions.submit_question(actor=cast.author, question=question)
    reviews.review_question(actor=cast.reviewer, question=question, number=1, decision="approved")
    question.refresh_from_db()
    return question


def drafts(count: int, first: int = 1) -> list[Draft]:
    return [
        replace(
            DRAFT,
            stem=f"Câu hỏi số {number}: quy định nào sau đây là đúng?",
            topic=f"Lĩnh vực {number % 3}",
            ref=f"M-{number:04d}",
        )
        for number in range(first, first + count)
    ]


def upload_of(content: bytes, name: str = "de.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@lru_cache
def _content(count: int, first: int) -> bytes:
    # Made once: a workbook carries the second in which it was written.
    return write(drafts(count, first))


def workbook(count: int = 5, first: int = 1) -> SimpleUploadedFile:
    return upload_of(_content(count, first))


def png(width: int = 40, height: int = 30) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(target, "PNG")
    return target.getvalue()


#: What an upload may write: the file, its batch, the job that reads it, the trail.
NOT_QUESTIONS = (
    "quiz_importbatch",
    "accounts_storedfile",
    "accounts_job",
    "accounts_auditevent",
    "django_tasks_database_dbtaskresult",
    "django_session",
    "accounts_signinsession",
    "accounts_ratecounter",
)


def digest(*, without: tuple[str, ...] = NOT_QUESTIONS) -> str:
    """SHA-256 over every row of every table but those."""
    whole = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table in without:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(json.dumps(row, default=str) for row in cursor.fetchall())
            whole.update(f"{table}{rows}".encode())
    return whole.hexdigest()
