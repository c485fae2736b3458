"""Câu hỏi cần xem lại căn cứ: its document expired, or its article was amended or abolished."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.rules.roles import Permission
from accounts.selectors import can, can_anywhere
from quiz.models import Question
from quiz.selectors.documents import name_of
from quiz.selectors.outdated import Outdated, grounds_to_mend, outdated_questions
from quiz.wording.citations import citation_words, outdated_words

PAGE = 30


@require_safe
def outdated_list(request: HttpRequest) -> HttpResponse:
    """Mọi câu xem được; `cua=toi` chỉ những câu tôi soạn."""
    if not can_anywhere(request.user, Permission.VIEW_QUESTION):
        raise Http404
    today = timezone.localdate()
    own = request.GET.get("cua") == "toi"
    found = outdated_questions(request.user, today, author=request.user if own else None)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = []
    for question in page:
        grounds = grounds_to_mend(question, today)
        rows.append(
            {
                "question": question,
                "stem": grounds[0].citation.revision.stem if grounds else "",
                "why": [say(one) for one in grounds],
                "may_edit": can(request.user, Permission.EDIT_QUESTION, question.bank.organisation),
            }
        )
    return render(
        request,
        "quiz/outdated_list.html",
        {
            "section": "banks",
            "page": page,
            "rows": rows,
            "own": own,
            "query": "cua=toi" if own else "",
        },
    )


def say(one: Outdated) -> str:
    """Why a ground is outdated, as a sentence."""
    row, document = one.citation, one.citation.document
    where = citation_words(row.article, row.clause, row.point, name_of(document))
    by = document.replaced_by
    if one.article is not None:
        amended_by = one.article.amended_by
        return outdated_words(
            where,
            amended_on=one.article.amended_on,
            abolished=one.article.abolished,
            by=name_of(amended_by) if amended_by else "",
        )
    return outdated_words(where, expired_on=document.expires_on, by=name_of(by) if by else "")


def reasons(question: Question) -> list[str]:
    """What is to be mended about `question` today, for its own page."""
    return [say(one) for one in grounds_to_mend(question, timezone.localdate())]
