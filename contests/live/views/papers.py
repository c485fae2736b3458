"""Documents of a live session to take away: its rules, and the minutes of one that has ended."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contests.formats.docx import write_docx
from contests.formats.pdf import write_pdf
from contests.live.selectors.papers import live_facts
from contests.live.views.preparing import hosted
from contests.live.wording.minutes import minutes, rules_sheet

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
    facts = live_facts(session)
    document = minutes(facts) if which == "bien-ban" else rules_sheet(facts)
    data = write_docx(document) if ending == "docx" else write_pdf(document)
    return HttpResponse(
        data,
        content_type=_KINDS[ending],
        headers={"Content-Disposition": f'attachment; filename="{which}.{ending}"'},
    )
