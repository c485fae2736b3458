"""Members and roles of an organisation."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import MemberForm, add_refusal
from accounts.models import Membership, Organisation
from accounts.rules.codes import make_code, show_code
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors.tree import members_of
from accounts.services import users
from accounts.services.members import add_member
from accounts.views.organisations import crumbs, seen_organisation
from accounts.wording import say_refused


def first_password() -> str:
    """A password to hand over once: 15 free characters of 31, about 74 bits."""
    return show_code(make_code(secrets.randbelow, length=16))


@require_http_methods(["GET", "HEAD", "POST"])
def member_list(request: HttpRequest, code: str) -> HttpResponse:
    """Who holds a role here; add one. A new account's first password is shown once, here."""
    organisation = seen_organisation(request, code, Permission.MANAGE_MEMBERS)
    form = MemberForm(request.POST or None, initial={"role": "viewer"})
    handed: dict[str, str] | None = None
    if request.method == "POST" and form.is_valid():
        password = first_password()
        try:
            user, made = add_member(
                actor=request.user,
                organisation=organisation,
                first_password=password,
                **form.cleaned_data,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            if not made:
                messages.success(request, f"Đã giao vai trò cho {user}.")
                return redirect("member_list", organisation.code)
            handed = {"name": str(user), "login": user.username, "password": password}
            form = MemberForm(initial={"role": "viewer"})
    return _page(request, organisation, form, handed)


def _page(
    request: HttpRequest,
    organisation: Organisation,
    form: MemberForm,
    handed: dict[str, str] | None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "section": "organisations",
        "node": organisation,
        "members": members_of(organisation),
        "form": form,
        "handed": handed,
        "crumbs": crumbs(organisation, "Thành viên và vai trò"),
    }
    return render(request, "accounts/members.html", context, status=422 if form.errors else 200)


def _membership(organisation: Organisation, pk: int) -> Membership:
    return get_object_or_404(members_of(organisation), pk=pk)


@require_POST
def member_revoke(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a role away."""
    organisation = seen_organisation(request, code, Permission.MANAGE_MEMBERS)
    membership = _membership(organisation, pk)
    try:
        users.revoke_role(actor=request.user, membership=membership)
    except Refused as refused:
        messages.error(request, say_refused(refused))
    else:
        messages.success(request, f"Đã thu hồi vai trò của {membership.user}.")
    return redirect("member_list", organisation.code)


@require_POST
def member_reset(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give a member a first password again; shown once on this answer."""
    organisation = seen_organisation(request, code, Permission.MANAGE_MEMBERS)
    user = _membership(organisation, pk).user
    password = first_password()
    users.reset_password(actor=request.user, user=user, organisation=organisation, new=password)
    handed = {"name": str(user), "login": user.username, "password": password}
    return _page(request, organisation, MemberForm(initial={"role": "viewer"}), handed)


@require_POST
def member_active(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Stop a member's account or take it up again."""
    organisation = seen_organisation(request, code, Permission.MANAGE_MEMBERS)
    user = _membership(organisation, pk).user
    active = request.POST.get("active") == "1"
    try:
        users.set_user_active(
            actor=request.user, user=user, organisation=organisation, active=active
        )
    except Refused as refused:
        messages.error(request, say_refused(refused))
    else:
        words = "Đã mở lại tài khoản của" if active else "Đã ngừng tài khoản của"
        messages.success(request, f"{words} {user}.")
    return redirect("member_list", organisation.code)
