"""The lines of quiz in the matrix. Keys are seen by those with question.view and nobody else."""

from __future__ import annotations

from typing import Any

from accounts.models import Job
from quiz.models import ImportBatch
from quiz.services import pictures, questions
from quiz.services.exports import start_export
from quiz.services.mending import COPY_JOB
from quiz.services.pairs import start_search
from tests.cast import Cast
from tests.matrix import PUBLIC, SIGNED_IN, Route
from tests.quiz import scene

SEES = frozenset({"admin", "organizer", "author", "reviewer"})
EDITS = frozenset({"admin", "author"})
APPROVES = frozenset({"admin", "reviewer"})
#: The bookcase is one for the installation; "anywhere" is enough for these.
ANYWHERE = EDITS | {"stranger"}


def _bank(cast: Cast) -> dict[str, Any]:
    return {"code": scene.make_bank(cast).code}


def _topic(cast: Cast) -> dict[str, Any]:
    from quiz.services.banks import add_topic

    bank = scene.make_bank(cast)
    return {"code": bank.code, "pk": add_topic(actor=cast.author, bank=bank, name="Hòa giải").pk}


def _question(cast: Cast) -> dict[str, Any]:
    question = scene.make_question(scene.make_bank(cast), cast.author)
    return {"public_id": question.public_id}


def _waiting(cast: Cast) -> dict[str, Any]:
    question = scene.make_question(scene.make_bank(cast), cast.author)
    questions.submit_question(actor=cast.author, question=question)
    return {"public_id": question.public_id}


def _batch(cast: Cast) -> dict[str, Any]:
    batch = ImportBatch.objects.create(
        bank=scene.make_bank(cast), file_name="de.xlsx", sha256="0" * 64, state="preview"
    )
    return {"public_id": batch.public_id}


def _copy(cast: Cast) -> dict[str, Any]:
    batch = ImportBatch.objects.get(**_batch(cast))
    made = Job.objects.create(kind=COPY_JOB, owner=cast.author, payload={"batch": batch.pk})
    return {"public_id": made.public_id}


def _document(cast: Cast) -> dict[str, Any]:
    return {"slug": scene.make_document().slug}


def _picture(cast: Cast) -> dict[str, Any]:
    picture = pictures.add_picture(actor=cast.author, data=scene.png())
    return {"name": f"{picture.public_id}.webp"}


def _pair(cast: Cast) -> dict[str, Any]:
    return {"pk": scene.make_pair(cast).pk}


def _export(cast: Cast) -> dict[str, Any]:
    bank = scene.make_bank(cast)
    scene.make_question(bank, cast.author)
    return {"public_id": start_export(actor=cast.organizer, bank=bank, code="json").public_id}


def _search(cast: Cast) -> dict[str, Any]:
    return {"public_id": start_search(actor=cast.author).public_id}


ROUTES: dict[str, Route] = {
    "document_list": Route(PUBLIC),
    "document_detail": Route(PUBLIC, _document),
    "question_picture": Route(PUBLIC, _picture),
    "document_desk": Route(ANYWHERE),
    "document_create": Route(ANYWHERE),
    "document_edit": Route(ANYWHERE, _document),
    "document_remove": Route(ANYWHERE, _document, "POST"),
    "article_list": Route(PUBLIC),
    "document_articles": Route(ANYWHERE, _document),
    "article_amend": Route(ANYWHERE, lambda cast: {**_document(cast), "label": "8"}),
    "outdated_list": Route(SEES | {"stranger"}),
    "bank_seal": Route(APPROVES, _bank),
    "bank_open": Route(
        EDITS | APPROVES, _bank, "POST", lambda cast: {"reason": "Câu 5 sai đáp án"}
    ),
    "bank_list": Route(SIGNED_IN),
    "bank_create": Route(ANYWHERE),
    "import_template": Route(ANYWHERE),
    "bank_detail": Route(SEES, _bank),
    "bank_edit": Route(EDITS, _bank),
    "topic_list": Route(EDITS, _bank),
    "topic_change": Route(EDITS, _topic, "POST", lambda cast: {"name": "Văn thư"}),
    "bank_export": Route(SEES, _bank),
    "export_job": Route(frozenset({"organizer"}), _export),
    "export_cancel": Route(frozenset({"organizer"}), _export, "POST"),
    "export_file": Route(frozenset({"organizer"}), _export, "POST"),
    "question_create": Route(EDITS, _bank),
    "import_start": Route(EDITS, _bank),
    "import_detail": Route(EDITS, _batch),
    "import_status": Route(EDITS, _batch),
    "import_confirm": Route(EDITS, _batch, "POST"),
    "import_cancel": Route(EDITS, _batch, "POST"),
    "import_retry": Route(EDITS, _batch, "POST"),
    "import_again": Route(EDITS, _batch, "POST", lambda cast: {"sheet": "Câu hỏi"}),
    "import_copy": Route(EDITS, _batch, "POST"),
    "import_copy_job": Route(frozenset({"author"}), _copy),
    "import_copy_stop": Route(frozenset({"author"}), _copy, "POST"),
    "import_copy_file": Route(frozenset({"author"}), _copy, "POST"),
    "question_detail": Route(SEES, _question),
    "question_edit": Route(EDITS, _question),
    "question_submit": Route(EDITS, _question, "POST"),
    "question_retire": Route(EDITS, _question, "POST"),
    "question_restore": Route(EDITS, _question, "POST"),
    "review_decide": Route(
        APPROVES, _waiting, "POST", lambda cast: {"number": "1", "decision": "approved"}
    ),
    "pair_list": Route(SEES | {"stranger"}),
    "pair_search": Route(ANYWHERE, method="POST"),
    "pair_job": Route(frozenset({"author"}), _search),
    "pair_decide": Route(EDITS, _pair, "POST", lambda cast: {"do": "both"}),
    "review_queue": Route(APPROVES | {"stranger"}),
}
