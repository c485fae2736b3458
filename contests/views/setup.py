"""The guided set-up: choose a preset, five pages, summary, publishing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.selectors.access import Forbidden, can, organisations_with
from contests.clock import SYSTEM
from contests.forms.awards import AwardsStep
from contests.forms.basics import BasicsStep
from contests.forms.counting import CountingStep
from contests.forms.exam import ExamStep
from contests.forms.papers import PublishForm
from contests.forms.people import PeopleStep
from contests.forms.steps import Step
from contests.models import Contest
from contests.rules import prizes
from contests.rules.codec import Fault
from contests.rules.presets import PRESETS
from contests.rules.ruleset import from_json
from contests.selectors.facts import contest_facts, names_of, text_of
from contests.selectors.setup import (
    draft_differs,
    drafted_rounds,
    likely_partners,
    roster_missing,
    saved_parts,
)
from contests.services import publishing, setup
from contests.services.publishing import CannotPublish, draft_faults
from contests.services.setup import SetupRefused
from contests.views.reach import crumbs, seen_contest, site_of
from contests.wording import names
from contests.wording.changes import Change, changes
from contests.wording.numbers import capital
from contests.wording.section import Section
from contests.wording.setup import STEPS, sentence, step_of, step_of_label
from contests.wording.summary import summary
from contests.wording.the_le import the_le

PAGES: dict[str, type[Step]] = {
    page.code: page for page in (BasicsStep, ExamStep, CountingStep, PeopleStep, AwardsStep)
}
ORDER = [code for code, _ in STEPS]
#: Faults with which the summary, and those without which the thể lệ, can still be printed.
UNNAMED = {
    "BANK-UNKNOWN",
    "TOPIC-UNKNOWN",
    "UNIT-UNKNOWN",
    "ORGANISATION-UNKNOWN",
    "BOARD-WEIGHTS",
    "RULES-VERSION",
}
PRINTABLE = {"POOL-SHORT", "ROUND-PAST", "ROUND-KEY-SHOWN", "REASON-MISSING", "PUBLISHED-MEANWHILE"}


@require_http_methods(["GET", "HEAD", "POST"])
def contest_new(request: HttpRequest) -> HttpResponse:
    """Choose a preset; then page 1, whose saving makes the contest."""
    organisations = organisations_with(request.user, "contest.edit")
    if not organisations.exists():
        raise Forbidden("contest.edit")
    preset = request.GET.get("mau", "")
    if preset not in PRESETS:
        cards = [(code, names.PRESET[code], names.PRESET_HINT[code]) for code in PRESETS]
        return render(
            request,
            "contests/setup/presets.html",
            {"section": "contests", "cards": cards, "crumbs": crumbs(None, "Lập cuộc thi")},
        )
    page = BasicsStep(
        user=request.user,
        contest=None,
        data=request.POST if request.method == "POST" else None,
        preset=preset,
        organisations=organisations,
    )
    if page.is_valid():
        data = page.form.cleaned_data
        try:
            contest = setup.create_contest(
                actor=request.user,
                organisation=data["organisation"],
                preset=preset,
                title=data["title"],
                purpose=data["purpose"],
                partners=page.partners(),
                slug=data["slug"],
                clock=SYSTEM,
            )
        except SetupRefused as refused:
            page.add_faults(refused.faults)
        else:
            messages.success(request, "Đã lưu bản nháp. Có thể dừng và làm tiếp lúc nào cũng được.")
            return redirect("contest_setup", contest.slug, ORDER[1])
    return _step_page(request, page, None, faults=(), preset=preset)


@require_http_methods(["GET", "HEAD", "POST"])
def contest_setup(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """One of the five pages of a draft; "Lưu" keeps it, faults or not."""
    if step not in PAGES:
        raise Http404
    contest = seen_contest(request, slug, "contest.edit")
    page = PAGES[step](
        user=request.user,
        contest=contest,
        data=request.POST if request.method == "POST" else None,
    )
    saved = False
    if page.is_valid():
        try:
            _save(request, page, contest)
        except SetupRefused as refused:
            page.add_faults(refused.faults)
        else:
            saved = True
            if "stay" not in request.POST and not page.add_faults(draft_faults(contest)):
                return redirect(_after(contest, step))
            if "stay" in request.POST:
                page.add_faults(draft_faults(contest))
    faults = draft_faults(contest)
    return _step_page(request, page, contest, faults=faults, saved=saved)


def _save(request: HttpRequest, page: Step, contest: Contest) -> None:
    if isinstance(page, BasicsStep):
        data = page.form.cleaned_data
        setup.save_basics(
            contest=contest,
            actor=request.user,
            title=data["title"],
            purpose=data["purpose"],
            partners=page.partners(),
            slug=data["slug"],
        )
    else:
        setup.save_terms(
            contest=contest, actor=request.user, terms=page.terms(), rounds=page.rounds()
        )


def _steps(contest: Contest | None, wrong: set[str]) -> list[tuple[str, str, bool]]:
    """(code, name, done): a page is done when it was saved and nothing on it needs mending."""
    saved = {step_of(part) for part in saved_parts(contest)} if contest is not None else set()
    return [(code, label, code in saved and code not in wrong) for code, label in STEPS]


def _after(contest: Contest, step: str) -> str:
    place = ORDER.index(step) + 1
    if place < len(ORDER):
        return reverse("contest_setup", args=[contest.slug, ORDER[place]])
    return reverse("contest_summary", args=[contest.slug])


def _step_page(
    request: HttpRequest,
    page: Step,
    contest: Contest | None,
    *,
    faults: tuple[Fault, ...],
    saved: bool = False,
    preset: str = "",
) -> HttpResponse:
    wrong = {step_of(fault.field) for fault in faults}
    place = ORDER.index(page.code)
    looked_for = request.method != "POST" and "loi" in request.GET
    context: dict[str, Any] = {
        "section": "contests",
        "contest": contest,
        "page": page,
        "preset": names.PRESET.get(preset),
        "saved": saved,
        "number": place + 1,
        "total": len(ORDER),
        "title": STEPS[place][1],
        "steps": _steps(contest, wrong),
        "pointers": page.pointers(faults) if looked_for else [],
        "before": ORDER[place - 1] if place else "",
        "after": _after(contest, page.code) if contest is not None else "",
        "is_last": place == len(ORDER) - 1,
        "organisations": likely_partners(request.user),
        "crumbs": crumbs(contest) if contest else crumbs(None, "Lập cuộc thi"),
    }
    status = 422 if page.problems and not saved else 200
    return render(request, "contests/setup/step.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def contest_summary(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the draft says, defaults included; what is wrong; publishing."""
    contest = seen_contest(request, slug, "contest.edit")
    first = contest.current_version_id is None
    form = PublishForm(request.POST if request.method == "POST" else None, first=first)
    refused: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            version = publishing.publish(
                contest=contest,
                actor=request.user,
                clock=SYSTEM,
                site=site_of(request, contest),
                reason=form.cleaned_data.get("reason", ""),
            )
        except CannotPublish as cannot:
            refused = cannot.faults
        else:
            messages.success(request, f"Đã công bố thể lệ, bản {version.number}.")
            return redirect("contest_home", contest.slug)
    return _summary_page(request, contest, form, refused)


def _summary_page(
    request: HttpRequest, contest: Contest, form: PublishForm, refused: tuple[Fault, ...]
) -> HttpResponse:
    now = SYSTEM.now()
    faults = draft_faults(contest, now=now)
    faults += tuple(fault for fault in refused if fault not in faults)
    rules = from_json(contest.draft_rules)
    codes = {fault.code for fault in faults}
    pairs: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    changed: tuple[Change, ...] = ()
    if not codes & UNNAMED:
        pairs = summary(rules, names_of(rules))
    if codes <= PRINTABLE:
        sections = the_le(contest_facts(contest, rules, site=site_of(request, contest)), rules)
    version = contest.current_version
    if version is not None and sections:
        changed = changes(text_of(version), sections)
    context = {
        "section": "contests",
        "contest": contest,
        "form": form,
        "faults": [_fault_line(contest, fault) for fault in faults],
        "warnings": [sentence(one) for one in prizes.warnings(rules.prizes)],
        "pairs": [(label, capital(value), step_of_label(label)) for label, value in pairs],
        "rounds": drafted_rounds(contest),
        "sections": sections,
        "changes": changed,
        "differs": draft_differs(contest),
        "roster_missing": roster_missing(contest),
        "imports_roster": can(request.user, "roster.import", contest.organisation),
        "steps": _steps(contest, {step_of(one.field) for one in faults}),
        "crumbs": crumbs(contest, "Tóm tắt"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "contests/setup/summary.html", context, status=status)


def _fault_line(contest: Contest, fault: Fault) -> tuple[str, str, str]:
    """(sentence, page, address of the field that mends it)."""
    if fault.code in ("REASON-MISSING", "PUBLISHED-MEANWHILE"):
        return sentence(fault), "", ""
    step = step_of(fault.field)
    address = reverse("contest_setup", args=[contest.slug, step])
    return sentence(fault), dict(STEPS)[step], f"{address}?loi#can-sua"
