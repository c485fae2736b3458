"""Phân tích câu hỏi: what the answers of a contest say about its questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from accounts import jobs
from accounts.selectors.access import require
from contests.formats import svg
from contests.results.models import ItemFigure
from contests.results.selectors.items import current_analysis, item_figures
from contests.results.views.keys import closed
from contests.results.views.manage import page_of
from contests.views.reach import seen_contest
from quiz.rules.analysis import Finding
from quiz.wording.analysis import TAGS, correlation, percent, reliability, tag, verdict

PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def analysis(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions of a contest by what their answers say; POST counts anew, by a job.

    Nothing is shown while a round can be sat: the figures tell the key.
    """
    contest = seen_contest(request, slug, "result.publish")
    require(request.user, "result.publish", contest.organisation)
    is_closed = closed(contest)
    if request.method == "POST" and is_closed:
        job = jobs.enqueue(
            kind="results.analyse",
            owner=request.user,
            organisation=contest.organisation,
            payload={"contest": contest.public_id},
        )
        return redirect("results:job", slug, job.public_id)
    current = current_analysis(contest) if is_closed else None
    found = item_figures(current) if current else ItemFigure.objects.none()
    chosen = request.GET.get("loai", "")
    codes = list(Finding)
    if chosen in codes:
        found = found.filter(gravity=codes.index(Finding(chosen)))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "results/analysis.html",
        page_of(
            request,
            contest,
            "Phân tích câu hỏi",
            closed=is_closed,
            current=current,
            reliability=reliability(current.reliability_milli) if current else "",
            kinds=[(code, label) for code, (label, _) in TAGS.items()],
            chosen=chosen,
            page=page,
            rows=[_row(item) for item in page],
            query=f"loai={chosen}" if chosen in codes else "",
        ),
    )


def _row(item: ItemFigure) -> dict[str, Any]:
    figures = item.figures
    findings = [(Finding(code), letter) for code, letter in figures["findings"]]
    label, tone = tag([code for code, _ in findings])
    return {
        "item": item,
        "label": label,
        "tone": tone,
        "suspect": any(code is Finding.KEY_SUSPECT for code, _ in findings),
        "verdicts": [verdict(code, letter, figures) for code, letter in findings],
        "facility": percent(figures["facility"]),
        "discrimination": correlation(figures["discrimination"]),
        "point_biserial": correlation(figures["point_biserial"]),
        "options": [
            option
            | {
                "text": item.revision.options[place]["text"],
                "shown": percent(option["share"]),
                "upper_shown": percent(option["upper"]),
                "lower_shown": percent(option["lower"]),
            }
            for place, option in enumerate(figures["options"])
        ],
        "curve": _curve(item.revision.question.ref, figures),
    }


def _curve(ref: str, figures: Mapping[str, Any]) -> str:
    """Share of right answers over how well the rest of the paper went."""
    rows = [
        (f"{start}–{start + 10}%", 100 * right / papers if papers else 0)
        for start, papers, right in figures["curve"]
    ]
    # Drawn by contests.formats.svg, which escapes every text.
    return mark_safe(  # noqa: S308
        svg.histogram(
            f"Câu {ref}: tỷ lệ đúng theo kết quả phần còn lại của bài",
            "Câu tốt có cột cao dần từ trái sang phải.",
            rows,
            unit="%",
        )
    )
