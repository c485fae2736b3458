"""One's own pages: profile, password, devices, consents, a copy of one's data."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import DataRequestForm, PasswordForm, add_refusal
from accounts.models import Consent, SignInSession
from accounts.rules.refusal import Refused
from accounts.selectors.consents import standing_consents
from accounts.selectors.own_data import own_data, own_requests
from accounts.services import consents, data_requests, sessions, users


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here, what I may do, what I agreed to, what I asked for."""
    user = request.user
    return render(
        request,
        "accounts/profile.html",
        {
            "section": "profile",
            "person": user.person,
            "memberships": user.memberships.select_related("organisation").order_by(
                "organisation__sort_key"
            ),
            "consents": standing_consents(user.person),
            "requests": own_requests(user.person),
            "request_form": DataRequestForm(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """Change the password; also where somebody with a first password must pass."""
    user = request.user
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            users.change_own_password(
                user=user,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["password"],
                keep_session=request.session.session_key or "",
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            old_key = request.session.session_key or ""
            update_session_auth_hash(request, user)
            sessions.session_renamed(old=old_key, new=request.session.session_key or "")
            messages.success(request, "Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất.")
            return redirect("profile")
    return render(
        request,
        "accounts/password.html",
        {"section": "profile", "form": form, "forced": user.must_change_password},
        status=422 if form.errors else 200,
    )


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Thiết bị đang đăng nhập."""
    rows = SignInSession.objects.filter(user=request.user).order_by("-last_seen_at")
    return render(
        request,
        "accounts/sessions.html",
        {
            "section": "profile",
            "sessions": rows,
            "here": request.session.session_key,
        },
    )


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one of my devices out."""
    session = get_object_or_404(SignInSession, pk=pk, user=request.user)
    here = session.session_key == request.session.session_key
    sessions.end_session(user=request.user, session=session)
    if here:
        return redirect("login")
    messages.success(request, "Đã đăng xuất thiết bị đó.")
    return redirect("session_list")


@require_POST
def session_end_others(request: HttpRequest) -> HttpResponse:
    """Sign all my other devices out."""
    ended = sessions.end_all_sessions(user=request.user, keep=request.session.session_key or "")
    messages.success(request, f"Đã đăng xuất {ended} thiết bị khác.")
    return redirect("session_list")


@require_POST
def consent_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one agreement back."""
    consent = get_object_or_404(Consent, pk=pk, person=request.user.person)
    consents.withdraw_consent(actor=request.user, consent=consent)
    messages.success(request, "Đã rút lại sự đồng ý.")
    return redirect("profile")


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """A copy of everything accounts holds about me, as JSON."""
    text = json.dumps(own_data(request.user), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
    return response


@require_POST
def data_request_create(request: HttpRequest) -> HttpResponse:
    """Ask for one of the rights of the data law; the clock starts now."""
    form = DataRequestForm(request.POST)
    if form.is_valid():
        made = data_requests.make_request(
            person=request.user.person,
            kind=form.cleaned_data["kind"],
            note=form.cleaned_data["note"],
            actor=request.user,
        )
        messages.success(
            request, f"Đã gửi yêu cầu. Hạn trả lời: {made.answer_by.strftime('%d/%m/%Y')}."
        )
    else:
        messages.error(request, "Chưa gửi được: hãy chọn loại yêu cầu.")
    return redirect("profile")
