"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import SignInForm, add_refusal


def after_sign_in(request: HttpRequest) -> str:
    """Where to go: the page that was asked for, if it is ours, else one's own work."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    try:
        return reverse("dashboard")
    except NoReverseMatch:
        return reverse("profile")


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; a refused try answers 422 (429 when locked) with the form again."""
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            user = authenticate(
                request,
                username=form.cleaned_data["login"],
                password=form.cleaned_data["password"],
            )
            if user is not None:
                goal = after_sign_in(request)
                login(request, user)
                return redirect(goal)
            refused = request.sign_in_refused  # type: ignore[attr-defined]
            add_refusal(form, refused)
            status = 429 if refused.code == "sign-in-locked" else 422
    elif settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return redirect(after_sign_in(request))
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return render(request, "accounts/sign_in.html", {"form": form, "next": wanted}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out and say so."""
    logout(request)
    return redirect("login")
