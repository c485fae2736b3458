"""Who runs the contest, what it cost, and how it is shared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from contests.forms.fields import HouseForm
from contests.forms.papers import ExpenseForm, MemberForm
from contests.forms.rows import Rows, with_row, without_row
from contests.models import Contest
from contests.rules import prizes
from contests.rules.ruleset import from_json
from contests.selectors.contests import may
from contests.services.committee import MemberInput, save_committee
from contests.services.setup import SetupRefused, save_expenses
from contests.views.reach import crumbs, seen_contest, site_of
from contests.wording.setup import sentence


def _posted(request: HttpRequest) -> tuple[Any, bool]:
    """The posted rows after "Thêm dòng" or "Xóa dòng", and whether one was pressed."""
    if request.method != "POST":
        return None, False
    data = request.POST
    if data.get("add"):
        return with_row(data, data["add"]), True
    if data.get("remove"):
        prefix, _, place = data["remove"].rpartition("-")
        return (without_row(data, prefix, int(place)) if place.isdigit() else data), True
    return data, False


def _rows_page(
    request: HttpRequest, contest: Contest, rows: Rows, tab: str, title: str, **more: Any
) -> HttpResponse:
    problems = [
        (field.id_for_label or field.auto_id, f"{rows.row} {number}, {field.label}", text)
        for number, form in enumerate(rows, start=1)
        if form.is_bound
        for field in form.visible_fields()
        for text in field.errors
    ]
    context = {
        "section": "contests",
        "contest": contest,
        "rows": rows,
        "problems": problems,
        "title": title,
        "tab": tab,
        "crumbs": crumbs(contest),
        **more,
    }
    return render(request, f"contests/{tab}.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def contest_committee(request: HttpRequest, slug: str) -> HttpResponse:
    """Members of every body, and persons excluded by name."""
    contest = seen_contest(request, slug, "contest.edit")
    data, pressed = _posted(request)
    initial = [
        {"body": one.body, "full_name": one.full_name, "office": one.office, "duty": one.duty}
        for one in contest.committee.order_by("position", "id")
    ] or [{"duty": "Trưởng ban"}, {"duty": "Phó Trưởng ban"}, {"duty": "Thành viên"}]
    rows = Rows(
        MemberForm,
        "members",
        legend="Danh sách",
        row="Người",
        hint="In trong Quyết định theo đúng thứ tự này. Những người ở đây không được dự thi.",
        data=data,
        raw=pressed,
        initial=initial,
    )
    if request.method == "POST" and not pressed and rows.is_valid():
        try:
            save_committee(
                contest=contest,
                actor=request.user,
                members=[MemberInput(**values) for _, values in rows.filled],
            )
        except SetupRefused as refused:
            for fault in refused.faults:
                _at(rows, int(fault.field[8:].split("]")[0])).add_error(
                    "full_name", sentence(fault)
                )
        else:
            messages.success(request, "Đã lưu danh sách.")
            return redirect("contest_committee", contest.slug)
    return _rows_page(request, contest, rows, "committee", "Ban Tổ chức và các tổ")


def _at(rows: Rows, number: int) -> HouseForm:
    form = rows.nth(number)
    assert form is not None
    return form


@require_http_methods(["GET", "HEAD", "POST"])
def contest_expenses(request: HttpRequest, slug: str) -> HttpResponse:
    """What was spent besides the prizes; the report adds it up."""
    contest = seen_contest(request, slug, "contest.edit")
    data, pressed = _posted(request)
    rows = Rows(
        ExpenseForm,
        "expenses",
        legend="Các khoản chi",
        row="Khoản",
        hint="Không kể giải thưởng.",
        data=data,
        raw=pressed,
        initial=[
            {"label": one.label, "amount_vnd": one.amount_vnd} for one in contest.expenses.all()
        ]
        or [{}],
    )
    if request.method == "POST" and not pressed and rows.is_valid():
        save_expenses(
            contest=contest,
            actor=request.user,
            expenses=[(values["label"], values["amount_vnd"]) for _, values in rows.filled],
        )
        messages.success(request, "Đã lưu các khoản chi.")
        return redirect("contest_expenses", contest.slug)
    awarded = prizes.cost(from_json(contest.draft_rules).prizes, len(contest.draft_rounds))
    spent = sum(one.amount_vnd for one in contest.expenses.all())
    return _rows_page(
        request,
        contest,
        rows,
        "expenses",
        "Kinh phí",
        awarded=awarded,
        spent=spent,
        total=awarded + spent,
    )


@require_safe
def contest_share(request: HttpRequest, slug: str) -> HttpResponse:
    """Address and QR code, to print or send."""
    contest = seen_contest(request, slug)
    return render(
        request,
        "contests/share.html",
        {
            "section": "contests",
            "contest": contest,
            "address": site_of(request, contest),
            "edits": may(request.user, "contest.edit", contest),
            "sees_results": may(request.user, "result.view", contest),
            "crumbs": crumbs(contest, "Chia sẻ"),
        },
    )
