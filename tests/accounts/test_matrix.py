"""Every address for everybody (promises P14, P15): generated from the URL resolver."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import Cast
from tests.matrix import BARE, PUBLIC, SOCKETS, Route, routes

MATRIX = routes()


def patterns(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[str]:
    """The name of every route ("online:status" in a namespace); the admin is tested as a whole."""
    for entry in resolver.url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}" if entry.name else f"unnamed {where}"
        elif entry.namespace == "admin":
            continue
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from patterns(entry, where, inner)


NAMES = sorted(set(patterns(get_resolver())))


def test_every_route_stands_in_the_matrix() -> None:
    missing, gone = set(NAMES) - set(MATRIX), set(MATRIX) - set(NAMES)
    assert not missing, "add to tests/<app>/routes.py: " + ", ".join(sorted(missing))
    assert not gone, "no longer a route: " + ", ".join(sorted(gone))


def test_every_bare_route_stands_in_the_matrix() -> None:
    from config import routes as bare

    assert {route.name for route in bare.BARE_ROUTES} <= set(BARE)
    assert {str(route.pattern) for route in bare.WEBSOCKET_ROUTES} == set(SOCKETS)


def ask(cast: Cast, who: str, route: Route, url: str) -> HttpResponse:
    """One request as `who`, undone afterwards."""
    client = Client(raise_request_exception=True)
    with transaction.atomic():
        if who != "anonymous":
            client.force_login(cast.users()[who])
        if route.method == "POST":
            answer: Any = client.post(url, route.data(cast))
        else:
            answer = client.get(url)
        transaction.set_rollback(True)
    return answer


def opened(answer: HttpResponse) -> bool:
    if answer.status_code == 302:
        return not answer["Location"].startswith("/dang-nhap/?next=")
    return answer.status_code in (200, 422, 429)


def absent(args: dict[str, Any]) -> dict[str, Any]:
    """The same address for a thing that is not there."""
    last = list(args)[-1]
    gone: Any = 999_999_999 if isinstance(args[last], int) else "khong-co"
    return args | {last: gone}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(MATRIX) & set(NAMES)))
def test_only_those_allowed_get_an_answer(cast: Cast, name: str) -> None:
    route = MATRIX[name]
    args = route.args(cast)
    url = reverse(name, kwargs=args)
    unexpected = []
    for who in sorted(PUBLIC):
        answer = ask(cast, who, route, url)
        if opened(answer) != (who in route.allowed) and not (
            # A POST without a session is sent to sign in without an address to come back to.
            who == "anonymous" and answer.status_code == 302
        ):
            unexpected.append((who, answer.status_code))
        if who not in route.allowed and who != "anonymous":
            assert answer.status_code == 404, (who, answer.status_code)
            if args:
                there_not = ask(cast, who, route, reverse(name, kwargs=absent(args)))
                assert there_not.status_code == 404
                assert there_not.content == answer.content, "not yours must look like not there"
        if who == "anonymous" and who not in route.allowed:
            assert answer.status_code == 404 or (
                answer.status_code == 302 and answer["Location"].startswith("/dang-nhap/")
            )
    assert not unexpected


@pytest.mark.django_db
def test_the_admin_is_closed_to_everybody_of_the_cast(cast: Cast) -> None:
    for who in PUBLIC:
        answer = ask(cast, who, Route(frozenset()), "/admin/accounts/user/")
        assert answer.status_code == 302 and "/admin/login/" in answer["Location"]


@pytest.mark.promise("P14")
@pytest.mark.django_db
def test_the_matrix_notices_a_guard_that_is_gone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, record_promise: Any
) -> None:
    """Control of P14: with the scoping by subtree switched off the same questions find holes."""
    from accounts.selectors import access

    def holes() -> int:
        found = 0
        for name in ("organisation_detail", "member_list", "staff_list"):
            route = MATRIX[name]
            url = reverse(name, kwargs=route.args(cast))
            for who in ("stranger", "newcomer"):
                found += opened(ask(cast, who, route, url))
        return found

    assert holes() == 0
    monkeypatch.setattr(access, "_paths", lambda user, permission: ["/"])
    control = holes()
    assert control == 6
    record_promise(
        "P14",
        figure=f"0 of 6 cells open; test_only_those_allowed asks all {len(MATRIX)} routes",
        trials=6,
        control=f"scoping switched off: {control} of 6 cells open",
    )
