"""One question: its page, its editor, its way through review."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import can, require
from quiz.forms.answers import answers_of
from quiz.forms.pictures import rows_of
from quiz.forms.questions import QuestionForm, with_rows
from quiz.forms.saying import add_refusal, sentence
from quiz.models import Bank, Picture, Question, Revision
from quiz.rules.analysis import Finding
from quiz.rules.difference import changes
from quiz.selectors import shown
from quiz.selectors.questions import question_of as question_as_draft
from quiz.selectors.questions import questions_for, revisions_of, waiting_for
from quiz.selectors.uses import Use, uses_of
from quiz.services import editing, questions
from quiz.services.questions import DraftRefused
from quiz.services.seals import note_reading
from quiz.views.outdated import reasons
from quiz.views.reach import open_bank_of
from quiz.wording.analysis import percent, tag, verdict


def question_of(request: HttpRequest, public_id: str) -> Question:
    """The question when the user may read its key, else 404."""
    return get_object_or_404(questions_for(request.user), public_id=public_id)


@require_safe
def question_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Một câu hỏi với các phiên bản, căn cứ, ý kiến thẩm định."""
    question = question_of(request, public_id)
    note_reading(actor=request.user, bank=question.bank)
    today = timezone.localdate()
    history = [
        {"row": revision, "shown": shown.of_revision(revision, today), "changes": []}
        for revision in revisions_of(question)
    ]
    for item, older in pairwise(history):
        item["changes"] = changes(
            list(shown.parts_of(older["shown"])), list(shown.parts_of(item["shown"]))
        )
    return render(
        request,
        "quiz/question_detail.html",
        {
            "section": "banks",
            "question": question,
            "bank": question.bank,
            "newest": history[0],
            "history": history,
            "outdated": reasons(question),
            "uses": [_use(use) for use in uses_of(question)],
            "may_edit": can(request.user, Permission.EDIT_QUESTION, question.bank.organisation),
            "may_review": waiting_for(request.user, question.bank).filter(pk=question.pk).exists(),
        },
    )


def _use(use: Use) -> dict[str, Any]:
    findings = [(Finding(code), letter) for code, letter in use.figures["findings"]]
    label, tone = tag([code for code, _ in findings])
    return {
        "use": use,
        "label": label,
        "tone": tone,
        "facility": percent(use.figures["facility"]),
        "verdicts": [verdict(code, letter, use.figures) for code, letter in findings],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def question_create(request: HttpRequest, code: str) -> HttpResponse:
    """Soạn câu hỏi mới."""
    bank = open_bank_of(request, code)
    require(request.user, Permission.EDIT_QUESTION, bank.organisation)
    return _editor(request, bank, None)


@require_http_methods(["GET", "HEAD", "POST"])
def question_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sửa: một phiên bản mới."""
    question = question_of(request, public_id)
    require(request.user, Permission.EDIT_QUESTION, question.bank.organisation)
    return _editor(request, question.bank, question)


def _editor(request: HttpRequest, bank: Bank, question: Question | None) -> HttpResponse:
    before = revisions_of(question).first() if question is not None else None
    do = request.POST.get("do", "")
    preview = None
    had = question_as_draft(before).pictures if before is not None else ()
    about = {"bank": bank, "new": question is None, "known": {one.name: one.option for one in had}}
    if request.method != "POST":
        form = QuestionForm(initial=_initial(question, before), **about)
    elif ":" in do:
        form = QuestionForm(initial=with_rows(request.POST, do), **about)
    else:
        form = QuestionForm(request.POST, request.FILES, **about)
        if form.is_valid() and do == "preview":
            preview = shown.of_draft(form.draft(), before.picture if before else None)
        elif form.is_valid():
            saved = _save(request.user, bank, question, form)
            if saved is not None:
                return _saved(request, saved, submit=do == "submit")
    return render(
        request,
        "quiz/question_form.html",
        {
            "section": "banks",
            "bank": bank,
            "question": question,
            "form": form,
            "picture": before.picture if before else None,
            "more_rows": _more_rows(form),
            "preview": preview,
        },
        status=422 if form.errors else 200,
    )


def _save(
    actor: User,
    bank: Bank,
    question: Question | None,
    form: QuestionForm,
) -> Question | None:
    """The saved question; None when the form says what is wrong."""
    data = form.cleaned_data
    try:
        return editing.save_question(
            actor=actor,
            bank=bank,
            question=question,
            seen=data["seen"] or 0,
            draft=form.draft(),
            topic=data["topic"],
            picture=editing.Sent(
                data["picture"] or None, data["picture_alt"], data["remove_picture"]
            ),
            pictures=form.given_pictures,
            grounds=form.given_grounds(),
        )
    except DraftRefused as refused:
        form.add_problems(refused)
        return None
    except Refused as refused:
        add_refusal(form, refused)
        return None


def _more_rows(form: QuestionForm) -> list[dict[str, Any]]:
    """The rows of further pictures with what they show now."""
    rows = form.more_pictures.rows()
    ids = [row["shown"].removesuffix(".webp") for row in rows if row["shown"]]
    known = {one.public_id: one for one in Picture.objects.filter(public_id__in=ids)}
    return [{**row, "picture": known.get(row["shown"].removesuffix(".webp"))} for row in rows]


def _saved(request: HttpRequest, question: Question, *, submit: bool) -> HttpResponse:
    question = Question.objects.select_related("bank__organisation").get(pk=question.pk)
    messages.success(request, f"Đã lưu câu {question.ref}.")
    if submit:
        try:
            questions.submit_question(actor=request.user, question=question)
            messages.success(request, "Đã gửi thẩm định.")
        except Refused as refused:
            messages.warning(request, sentence(refused))
    return redirect("question_detail", public_id=question.public_id)


def _initial(question: Question | None, revision: Revision | None) -> dict[str, Any]:
    if question is None or revision is None:
        return {"options": 4, "grounds": 0, "children": 2, "kind": "single", "difficulty": "medium"}
    values: dict[str, Any] = {
        "seen": revision.number,
        "kind": revision.kind,
        "stem": revision.stem,
        "difficulty": revision.difficulty,
        "critical": revision.critical,
        "topic": question.topic_id,
        "explanation": revision.key.explanation,
        "citation_text": revision.key.citation_text,
        **answers_of(question_as_draft(revision)),
        **rows_of(question_as_draft(revision)),
    }
    citations = list(revision.citations.all())
    values["grounds"] = len(citations)
    for place, row in enumerate(citations):
        values[f"document_{place}"] = row.document_id
        values[f"article_{place}"] = row.article
        values[f"clause_{place}"] = row.clause
        values[f"point_{place}"] = row.point
        values[f"quote_{place}"] = row.quote
        values[f"checked_{place}"] = row.checked_on
    return values


_VERBS = {
    "submit": (questions.submit_question, "Đã gửi thẩm định."),
    "retire": (questions.retire_question, "Đã ngừng dùng câu hỏi. Đề thi đã mở không thay đổi."),
    "restore": (questions.restore_question, "Đã dùng lại câu hỏi."),
}


@require_POST
def question_act(request: HttpRequest, public_id: str, verb: str) -> HttpResponse:
    """Gửi thẩm định, ngừng dùng, dùng lại."""
    question = question_of(request, public_id)
    act, said = _VERBS[verb]
    try:
        act(actor=request.user, question=question)
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("question_detail", public_id=public_id)
