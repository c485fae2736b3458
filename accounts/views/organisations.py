"""The organisation tree with its head-counts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import selectors
from accounts.forms import (
    AreaHeadCountForm,
    HeadCountForm,
    MoveForm,
    NewOrganisationForm,
    OrganisationForm,
    add_refusal,
)
from accounts.models import Organisation
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors.tree import tree_rows
from accounts.services import organisations
from accounts.wording import say_refused


def seen_organisation(request: HttpRequest, code: str, permission: str) -> Organisation:
    """The organisation of `code` where the user holds `permission`, else 404."""
    return get_object_or_404(selectors.organisations_with(request.user, permission), code=code)


def crumbs(organisation: Organisation, *last: str) -> list[tuple[str, str]]:
    """Where a page below an organisation stands."""
    trail = [("Tổ chức", "/quan-ly/to-chuc/")]
    trail.append((organisation.short_name or organisation.name, organisation_url(organisation)))
    trail += [(words, "") for words in last]
    return trail


def organisation_url(organisation: Organisation) -> str:
    return f"/quan-ly/to-chuc/{organisation.code}/"


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The tree that the user sees, with each one's newest head-count."""
    text = request.GET.get("q", "")[:100]
    return render(
        request,
        "accounts/organisation_list.html",
        {
            "section": "organisations",
            "rows": tree_rows(request.user, text=text),
            "q": text,
            "can_see_audit": selectors.can_anywhere(request.user, Permission.VIEW_AUDIT),
            "can_answer": selectors.can_anywhere(request.user, Permission.MANAGE_MEMBERS),
        },
    )


@require_safe
def organisation_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: what it is, its head-counts, what one may do there."""
    organisation = seen_organisation(request, code, Permission.VIEW_ORGANISATION)
    return render(request, "accounts/organisation_detail.html", _detail(request, organisation))


def _detail(
    request: HttpRequest, organisation: Organisation, form: HeadCountForm | None = None
) -> dict[str, Any]:
    held = selectors.permissions_of(request.user, organisation)
    return {
        "section": "organisations",
        "node": organisation,
        "children": organisation.children.order_by("sort_key", "pk"),
        "head_counts": organisation.head_counts.order_by("-as_of"),
        "area_counts": organisation.unit.head_counts.order_by("-as_of")
        if organisation.unit
        else [],
        "form": form or _head_count_form(organisation)(),
        "may": {permission.name.lower(): True for permission in held},
        "crumbs": [("Tổ chức", "/quan-ly/to-chuc/"), (str(organisation), "")],
    }


def _head_count_form(organisation: Organisation) -> type[HeadCountForm]:
    return AreaHeadCountForm if organisation.unit_id else HeadCountForm


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_create(request: HttpRequest, code: str) -> HttpResponse:
    """Add an organisation below `code`."""
    parent = seen_organisation(request, code, Permission.CHANGE_ORGANISATION)
    form = NewOrganisationForm(request.POST or None, initial={"kind": "phong"})
    if request.method == "POST" and form.is_valid():
        try:
            made = organisations.create_organisation(
                actor=request.user, parent=parent, **form.cleaned_data
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"Đã thêm {made.name}.")
            return redirect("organisation_detail", made.code)
    context = {
        "section": "organisations",
        "form": form,
        "title": f"Thêm đơn vị thuộc {parent.name}",
        "back": organisation_url(parent),
        "crumbs": crumbs(parent, "Thêm đơn vị"),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/organisation_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is written about an organisation."""
    organisation = seen_organisation(request, code, Permission.CHANGE_ORGANISATION)
    initial = {name: getattr(organisation, name) for name in organisations.EDITABLE}
    initial["unit"] = organisation.unit_id or ""
    form = OrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            organisations.update_organisation(
                actor=request.user, organisation=organisation, **form.cleaned_data
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Đã lưu thông tin tổ chức.")
            return redirect("organisation_detail", organisation.code)
    context = {
        "section": "organisations",
        "form": form,
        "title": f"Sửa {organisation.name}",
        "back": organisation_url(organisation),
        "crumbs": crumbs(organisation, "Sửa"),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/organisation_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_move(request: HttpRequest, code: str) -> HttpResponse:
    """Hang an organisation under another one."""
    organisation = seen_organisation(request, code, Permission.CHANGE_ORGANISATION)
    choices = selectors.organisations_with(request.user, Permission.CHANGE_ORGANISATION).exclude(
        path__startswith=organisation.path
    )
    form = MoveForm(request.POST or None, choices=choices, initial={"parent": organisation.parent})
    if request.method == "POST" and form.is_valid():
        try:
            organisations.move_organisation(
                actor=request.user, organisation=organisation, parent=form.cleaned_data["parent"]
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Đã chuyển đơn vị.")
            return redirect("organisation_detail", organisation.code)
    context = {
        "section": "organisations",
        "form": form,
        "title": f"Chuyển {organisation.name}",
        "back": organisation_url(organisation),
        "crumbs": crumbs(organisation, "Chuyển"),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/organisation_form.html", context, status=status)


@require_POST
def organisation_active(request: HttpRequest, code: str) -> HttpResponse:
    """Stop an organisation or take it up again."""
    organisation = seen_organisation(request, code, Permission.CHANGE_ORGANISATION)
    active = request.POST.get("active") == "1"
    try:
        organisations.set_active(actor=request.user, organisation=organisation, active=active)
    except Refused as refused:
        messages.error(request, say_refused(refused))
    else:
        messages.success(request, "Đã cho hoạt động lại." if active else "Đã ngừng hoạt động.")
    return redirect("organisation_detail", organisation.code)


@require_POST
def head_count_set(request: HttpRequest, code: str) -> HttpResponse:
    """Declare a head-count."""
    organisation = seen_organisation(request, code, Permission.CHANGE_HEAD_COUNT)
    form = _head_count_form(organisation)(request.POST)
    if form.is_valid():
        values = dict(form.cleaned_data)
        area = values.pop("of", "staff") == "area"
        try:
            organisations.set_head_count(
                actor=request.user,
                organisation=None if area else organisation,
                unit=organisation.unit if area else None,
                **values,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Đã lưu số người.")
            return redirect("organisation_detail", organisation.code)
    context = _detail(request, organisation, form)
    return render(request, "accounts/organisation_detail.html", context, status=422)
