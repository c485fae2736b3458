"""The questions of a segment: found one by one, or drawn by chance; its numbers and theirs."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contests.live.forms.prepare import DrawForm
from contests.live.forms.segment import QuestionTermsForm, SegmentForm, shown_points, terms_of
from contests.live.models import LiveSegment, LiveSession
from contests.live.rules.plan import WORTH, Mode
from contests.live.selectors.prepared import search
from contests.live.services import editing
from contests.live.views.preparing import attempt, drafted, frame
from contests.live.wording.page import MODES, prepared_sentence, worths_words


@require_http_methods(["GET", "HEAD", "POST"])
def segment(request: HttpRequest, public_id: str, place: int) -> HttpResponse:
    """One segment: what it is called, how long, how much, and its questions."""
    session = drafted(request, public_id)
    one = LiveSegment.objects.filter(session=session, position=place).first()
    if one is None:
        raise Http404
    desk = _Desk(request, session, one)
    if request.method == "POST" and (onward := desk.do(request.POST.get("act", ""))):
        return redirect(onward)
    return desk.page()


class _Desk:
    """The page of a segment: its forms, and what its buttons do."""

    def __init__(self, request: HttpRequest, session: LiveSession, one: LiveSegment) -> None:
        self.request, self.session, self.one = request, session, one
        self.user: Any = request.user
        self.here = reverse("live:segment", args=[session.public_id, one.position])
        self.form = SegmentForm(one)
        self.draw = DrawForm(self.user, session)
        self.asked: list[Any] = list(
            one.questions.select_related("revision__question__bank").order_by("position")
        )
        self.number = _number(request.POST.get("number", ""))
        for row in self.asked:
            row.form = QuestionTermsForm(one, row.position, row.extras)

    def do(self, act: str) -> str:
        """What was asked for; where to go when it was done, "" when the page says what is wrong."""
        match act:
            case "save":
                return self._save()
            case "draw":
                return self._draw()
            case "extras":
                return self._extras()
            case "drop":
                dropped = self._try(editing.remove_segment, "Đã bỏ phần thi.")
                return reverse("live:prepare", args=[self.session.public_id]) if dropped else ""
            case "earlier" | "later":
                there = [self.one.position]
                attempt(self.request, lambda: there.append(self._moved(act)))
                return reverse("live:segment", args=[self.session.public_id, there[-1]])
            case "spread":
                self._try(editing.spread_worths, "Đã chia điểm cho các câu.")
            case "add":
                chosen = [_number(pk) for pk in self.request.POST.getlist("revision")]
                if not chosen:
                    messages.error(self.request, "Hãy đánh dấu ít nhất một câu để thêm.")
                    return self.request.get_full_path()
                self._try(editing.add_questions, "Đã thêm câu hỏi.", revisions=chosen)
                return self.request.get_full_path()
            case "up" | "down" | "remove":
                self._try(editing.change_question, "", number=self.number, act=act)
        return self.here

    def page(self) -> HttpResponse:
        """The page as it stands, 422 with what a form refused."""
        words = self.request.GET.get("q", "").strip()[:100]
        have = {row.revision_id for row in self.asked}
        found = search(self.user, self.session, words, without=have) if words else []
        context = frame(
            self.session,
            self.one.title,
            segment=self.one,
            mode=MODES.get(self.one.mode, ""),
            form=self.form,
            draw=self.draw,
            asked=self.asked,
            words=words,
            found=found,
            fit=self._fit(),
        )
        forms = (self.form, self.draw, *(row.form for row in self.asked))
        status = 422 if any(form.errors for form in forms) else 200
        return render(self.request, "live/segment.html", context, status=status)

    def _moved(self, act: str) -> int:
        return editing.move_segment(
            session=self.session, place=self.one.position, act=act, by=self.user
        )

    def _try(self, verb: Any, done: str, **values: Any) -> bool:
        return attempt(
            self.request,
            lambda: verb(session=self.session, place=self.one.position, by=self.user, **values),
            done,
        )

    def _save(self) -> str:
        self.form = SegmentForm(self.one, self.request.POST)
        if not self.form.is_valid():
            return ""
        title, settings = self.form.cleaned_data["title"], self.form.settings()
        saved = self._try(
            editing.change_segment, "Đã lưu phần thi.", title=title, settings=settings
        )
        return self.here if saved else ""

    def _extras(self) -> str:
        for row in self.asked:
            if row.position == self.number:
                row.form = QuestionTermsForm(self.one, row.position, row.extras, self.request.POST)
                if not row.form.is_valid():
                    return ""
                self._try(
                    editing.set_extras,
                    f"Đã lưu câu {self.number}.",
                    number=self.number,
                    extras=row.form.extras(),
                )
        return self.here

    def _draw(self) -> str:
        self.draw = DrawForm(self.user, self.session, self.request.POST)
        if not self.draw.is_valid():
            return ""
        data = self.draw.cleaned_data
        try:
            editing.draw_questions(
                session=self.session,
                place=self.one.position,
                bank=data["bank"].pk,
                difficulty=data["difficulty"],
                count=data["count"],
                by=self.user,
            )
        except editing.Refusal as refusal:
            if refusal.code == "pool_short":
                self.draw.add_error(
                    "count", "Ngân hàng không còn đủ câu đã duyệt ở mức độ này. Hãy giảm số câu."
                )
            elif refusal.code == "questions_many":
                self.draw.add_error(None, "Một phần thi có nhiều nhất 60 câu. Hãy giảm số câu.")
            else:
                self.draw.add_error(None, prepared_sentence(refusal.code))
            return ""
        messages.success(self.request, f"Đã bốc {data['count']} câu.")
        return self.here

    def _fit(self) -> str:
        """Whether the questions are worth what the packages need; "" in other modes."""
        if self.one.mode != Mode.PACKAGES:
            return ""
        usual = self.one.settings.get("max_milli", WORTH[Mode.PACKAGES][1])
        worths = Counter(row.extras.get("max_milli", usual) for row in self.asked)
        for row in self.asked:
            row.worth = shown_points(row.extras.get("max_milli", usual))
        return worths_words(worths, terms_of(self.one).packages)


def _number(text: str) -> int:
    """A number of a form; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
