"""Pages that look across everything. The public ones touch no session: they can be cached."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import ConsentPurpose
from accounts.selectors.consents import current_text
from contests.clock import SYSTEM
from contests.portal.selectors import front, work_of

_fresh = cache_control(public=True, max_age=20)
_slow = cache_control(public=True, max_age=3600)


@require_safe
@_fresh
def home(request: HttpRequest) -> HttpResponse:
    """What is open now, what is coming, what is over."""
    return render(request, "portal/home.html", {"front": front(SYSTEM.now())})


@require_safe
@_slow
def privacy(request: HttpRequest) -> HttpResponse:
    """What is asked, why, who sees it, how long it is kept; the words people agree to."""
    texts = [(purpose.label, current_text(purpose)) for purpose in ConsentPurpose]
    return render(request, "portal/privacy.html", {"texts": texts})


@require_safe
@_slow
def help_page(request: HttpRequest) -> HttpResponse:
    """How to take part, and what to do when something goes wrong."""
    return render(request, "portal/help.html")


@require_safe
@_slow
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be found by search engines; papers and working pages may not."""
    lines = ["User-agent: *", "Disallow: /quan-ly/", "Disallow: /bai-thi/", "Disallow: /admin/"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """What waits for the signed-in person."""
    work = work_of(request.user, SYSTEM.now())
    return render(request, "portal/dashboard.html", {"work": work, "section": "dashboard"})
