"""The audit trail, and requests about personal data."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import selectors
from accounts.forms import AnswerForm, AuditFilterForm
from accounts.rules.roles import Permission
from accounts.selectors import Forbidden
from accounts.selectors.own_data import requests_for
from accounts.selectors.trail import actions_seen, events_for
from accounts.services.data_requests import answer_request
from accounts.wording.trail import action_words


@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who did what, filtered; only of one's own organisations."""
    if not selectors.can_anywhere(request.user, Permission.VIEW_AUDIT):
        raise Forbidden(Permission.VIEW_AUDIT)
    form = AuditFilterForm(request.GET)
    form.is_valid()
    filters = {name: value for name, value in form.cleaned_data.items() if value}
    events = events_for(request.user, **filters)
    query = request.GET.copy()
    query.pop("page", None)
    page = Paginator(events, 50).get_page(request.GET.get("page"))
    return render(
        request,
        "accounts/audit_list.html",
        {
            "section": "organisations",
            "form": form,
            "page": page,
            "rows": [(event, action_words(event.action)) for event in page],
            "query": query.urlencode(),
            "actions": sorted(
                ((action, action_words(action)) for action in actions_seen()),
                key=lambda one: one[1],
            ),
            "crumbs": [("Tổ chức", "/quan-ly/to-chuc/"), ("Nhật ký", "")],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def data_request_list(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """Requests about personal data with their clocks; answer one."""
    managed = selectors.organisations_with(request.user, Permission.MANAGE_MEMBERS)
    top = managed.order_by("path").first()
    if top is None:
        raise Forbidden(Permission.MANAGE_MEMBERS)
    found = requests_for(request.user)
    chosen = get_object_or_404(found, public_id=public_id) if public_id else None
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and chosen is not None and form.is_valid():
        answer_request(
            actor=request.user,
            organisation=top,
            request=chosen,
            answer=form.cleaned_data["answer"],
        )
        messages.success(request, "Đã lưu câu trả lời.")
        return redirect("data_request_list")
    return render(
        request,
        "accounts/data_requests.html",
        {
            "section": "organisations",
            "page": Paginator(found.select_related("person"), 50).get_page(request.GET.get("page")),
            "chosen": chosen,
            "form": form,
            "crumbs": [("Tổ chức", "/quan-ly/to-chuc/"), ("Yêu cầu về dữ liệu", "")],
        },
        status=422 if form.errors else 200,
    )
