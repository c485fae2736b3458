"""What every request into Django passes: its address, the door of the signed-in area, refusals."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.defaults import page_not_found

from accounts.selectors import Forbidden
from accounts.services.sessions import session_seen

#: Everything below needs a signed-in user; public pages never touch a session.
SIGNED_IN_AREA = ("/quan-ly/", "/tai-khoan/", "/viec-cua-toi/")
_NUL = ("\0", "%00")
#: What somebody with a first password may still open.
BEFORE_NEW_PASSWORD = {"password_change", "logout"}


def client_ip(request: HttpRequest) -> str | None:
    """The address the request came from. `config.asgi` has already put the proxy's word right."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None


class AccountsMiddleware:
    """Bind the address for the audit trail; guard the signed-in area; hide what is forbidden."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with structlog.contextvars.bound_contextvars(client_ip=client_ip(request)):
            response = self.get_response(request)
        if request.path.startswith(SIGNED_IN_AREA):
            # A page for one person must not come back from a shared computer's cache.
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        # No page has such an address, and PostgreSQL refuses the character wherever it arrives.
        if "\0" in request.path or any(nul in request.META["QUERY_STRING"] for nul in _NUL):
            raise Http404
        if not request.path.startswith(SIGNED_IN_AREA):
            return None
        user: Any = request.user
        if not user.is_authenticated:
            query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
            return redirect(f"/dang-nhap/?{query}" if query else "/dang-nhap/")
        session_seen(session_key=request.session.session_key or "")
        match = request.resolver_match
        if user.must_change_password and (
            match is None or match.url_name not in BEFORE_NEW_PASSWORD
        ):
            return redirect("password_change")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Forbidden):
            # "Not yours" and "not there" must look the same (promise P14).
            return page_not_found(request, Http404())
        return None
