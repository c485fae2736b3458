"""Which contest a page is about: found through the rights of whoever asks, else 404."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from contests.models import Contest, DocumentRole
from contests.selectors.contests import for_user


def seen_contest(request: HttpRequest, slug: str, permission: str = "contest.view") -> Contest:
    """The contest at `slug` over which the user holds `permission` (partners included)."""
    return get_object_or_404(
        for_user(request.user, permission).select_related("organisation", "current_version"),
        slug=slug,
    )


def site_of(request: HttpRequest, contest: Contest) -> str:
    """The whole address of the contest's public page."""
    return request.build_absolute_uri(reverse("contest_page", args=[contest.slug]))


def role_of(part: str) -> DocumentRole:
    """The role that a part of an address names: "ke-hoach"; 404 for any other."""
    try:
        return DocumentRole(part.replace("-", "_"))
    except ValueError:
        raise Http404 from None


def short_title(contest: Contest, longest: int = 20) -> str:
    """The title cut at a word, for the narrow places."""
    if len(contest.title) <= longest:
        return contest.title
    return contest.title[:longest].rsplit(" ", 1)[0] + "…"


def crumbs(contest: Contest | None, *last: str) -> list[tuple[str, str]]:
    """Where a page of the organizer stands."""
    trail = [("Cuộc thi", reverse("contest_list"))]
    if contest is not None:
        trail.append((short_title(contest), reverse("contest_home", args=[contest.slug])))
    return [*trail, *((words, "") for words in last)]
