"""Documents of a live session to take away: its rules, and the minutes of one that has ended."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contests.formats.docx import write_docx
from contests.formats.pdf import write_pdf
from contests.formats.xlsx import Field, Sheet, write_tables
from contests.live.models import LiveResult
from contests.live.selectors.papers import live_facts, rules_facts
from contests.live.views.preparing import hosted
from contests.live.wording.minutes import minutes, rules_sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@require_safe
def paper(request: HttpRequest, public_id: str, which: str, ending: str) -> HttpResponse:
    """The rules sheet once the lobby has been open; the minutes once the results are written."""
    session = hosted(request, public_id)
    ready = session.has_results if which == "bien-ban" else session.phase != "draft"
    if ending not in _KINDS or not ready:
        raise Http404
    document = (
        minutes(live_facts(session)) if which == "bien-ban" else rules_sheet(rules_facts(session))
    )
    data = write_docx(document) if ending == "docx" else write_pdf(document)
    return HttpResponse(
        data,
        content_type=_KINDS[ending],
        headers={"Content-Disposition": f'attachment; filename="{which}.{ending}"'},
    )


@require_safe
def results_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everybody's place, points and time as a spreadsheet, once the results are written."""
    session = hosted(request, public_id)
    if not session.has_results:
        raise Http404
    results = LiveResult.objects.filter(session=session).select_related("player")
    sheet = Sheet(
        "Kết quả",
        (
            Field("Hạng", 8, "integer"),
            Field("Số", 8, "integer"),
            Field("Tên", 36),
            Field("Đội, đơn vị", 36),
            Field("Điểm", 12, "decimal"),
            Field("Số câu đúng", 10, "integer"),
            Field("Số câu trả lời", 10, "integer"),
            Field("Tổng thời gian (giây)", 14, "decimal"),
            Field("Hạng của đội", 10, "integer"),
        ),
        (
            (
                one.place,
                one.player.number,
                f"Người chơi số {one.player.number}" if one.player.name_hidden else one.player.name,
                one.unit,
                one.points_milli / 1000,
                one.correct,
                one.answered,
                one.duration_us / 1_000_000,
                one.unit_place,
            )
            for one in results.order_by("place", "player__number").iterator(2000)
        ),
        title=f"Kết quả: {session.title}",
    )
    name = f"ket-qua-{session.public_id}.xlsx"
    return HttpResponse(
        write_tables([sheet]),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
