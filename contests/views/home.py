"""The organizer's list of contests, and the page of one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors.access import can, can_anywhere
from contests.clock import SYSTEM
from contests.models import Contest, DocumentRole
from contests.selectors.contests import Phase, may, phase
from contests.selectors.setup import (
    draft_differs,
    drafted_rounds,
    issued_documents,
    listed_contests,
    numbers,
    roster_missing,
)
from contests.services import publishing
from contests.services.publishing import CannotPublish, draft_faults, official_faults
from contests.views.reach import crumbs, seen_contest, short_title
from contests.wording.setup import DOCUMENT, PHASE, PHASE_TONE, sentence


@dataclass(frozen=True)
class Task:
    """One line of what is left to do before the contest is official."""

    text: str
    done: bool
    address: str = ""
    detail: str = ""


@require_safe
def contest_list(request: HttpRequest) -> HttpResponse:
    """Every contest the user may see."""
    text = request.GET.get("q", "").strip()[:100]
    rows = [
        (row, PHASE[row.phase], PHASE_TONE[row.phase])
        for row in listed_contests(request.user, SYSTEM.now(), text=text)
    ]
    return render(
        request,
        "contests/list.html",
        {
            "section": "contests",
            "rows": rows,
            "q": text,
            "may_make": can_anywhere(request.user, "contest.edit"),
            "may_register": can_anywhere(request.user, "entrant.register"),
        },
    )


@require_safe
def contest_home(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the contest stands, what is left to do, and where everything is."""
    contest = seen_contest(request, slug)
    rounds = list(contest.rounds.all())
    now = SYSTEM.now()
    stage = phase(contest, rounds, now)
    edits = can(request.user, "contest.edit", contest.organisation)
    over = stage in (Phase.ENDED, Phase.CANCELLED)
    tasks: list[Task] = []
    if edits and not over:
        # Once official, all that leads there is behind; only what bars entrants still counts.
        tasks = [*_roster(request, contest), *(_tasks(contest) if contest.is_trial else ())]
    return render(
        request,
        "contests/home.html",
        {
            "section": "contests",
            "contest": contest,
            "phase": PHASE[stage],
            "tone": PHASE_TONE[stage],
            "rounds": rounds or drafted_rounds(contest),
            "now": now,
            "numbers": numbers(contest),
            "edits": edits,
            "publishes": can(request.user, "contest.publish", contest.organisation),
            "sees_results": may(request.user, "result.view", contest),
            "tasks": tasks,
            "left": sum(not task.done for task in tasks),
            "official_ready": edits and contest.is_trial and not official_faults(contest),
            "differs": edits and contest.current_version_id and draft_differs(contest),
            "partners": contest.partners.select_related("organisation"),
            "crumbs": crumbs(None, short_title(contest)),
        },
    )


def _roster(request: HttpRequest, contest: Contest) -> list[Task]:
    if not roster_missing(contest):
        return []
    may_import = can(request.user, "roster.import", contest.organisation)
    return [
        Task(
            "Nhập danh sách cán bộ",
            False,
            reverse("roster_upload", args=[contest.organisation.code]) if may_import else "",
            "Người dự thi đăng ký bằng mã trong danh sách này; chưa có thì chưa ai dự thi được."
            + ("" if may_import else " Hãy nhờ người quản trị của đơn vị nhập."),
        )
    ]


def _tasks(contest: Contest) -> list[Task]:
    address = reverse("contest_summary", args=[contest.slug])
    faults = draft_faults(contest)
    published = contest.current_version_id is not None
    issued = issued_documents(contest)
    tasks = [
        Task(
            "Thiết lập đủ năm trang",
            not faults,
            address,
            f"Còn {len(faults)} chỗ cần sửa." if faults else "",
        ),
        Task("Công bố thể lệ", published, address),
        Task(
            "Nhập danh sách Ban Tổ chức, Tổ ra đề, Tổ thẩm định",
            contest.committee.exists(),
            reverse("contest_committee", args=[contest.slug]),
        ),
    ]
    for role in DocumentRole:
        done = role in issued
        tasks.append(
            Task(
                f"Ký {DOCUMENT[role]}",
                done,
                reverse("contest_documents", args=[contest.slug]),
                f"Số {issued[role].number}" if done else "",
            )
        )
    unapproved = [one for one in official_faults(contest) if one.code == "QUESTIONS-UNAPPROVED"]
    if published:
        tasks.append(
            Task(
                "Câu hỏi trong ngân hàng đề đã được thẩm định",
                not unapproved,
                "",
                sentence(unapproved[0]) if unapproved else "",
            )
        )
    return tasks


@require_POST
def contest_official(request: HttpRequest, slug: str) -> HttpResponse:
    """End the trial; what is missing is said on the contest's page."""
    contest = seen_contest(request, slug, "contest.publish")
    try:
        publishing.make_official(contest=contest, actor=request.user)
    except CannotPublish as cannot:
        for fault in cannot.faults:
            messages.error(request, sentence(fault))
    else:
        messages.success(request, "Cuộc thi đã chuyển từ chạy thử sang chính thức.")
    return redirect("contest_home", contest.slug)
