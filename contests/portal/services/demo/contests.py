"""The demo's contests: last year's, this year's finished one, and three that are open now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Organisation, User
from accounts.rules.text import search_key
from contests.clock import DemoClock
from contests.models import (
    CommitteeMember,
    Contest,
    ContestPartner,
    DocumentRole,
    Expense,
    IssuedDocument,
)
from contests.rules.choices import PersonField
from contests.rules.clock import LOCAL
from contests.rules.presets import CENTRAL, PROVINCE
from contests.rules.ruleset import Aftermath, Cell, Contact, Passing, RuleSet, to_json
from contests.services.publishing import publish
from quiz.rules.marking import Partial, Scheme

_CONTACT = Contact(
    office="Phòng Hành chính - Tổng hợp, Sở Khoa học và Công nghệ tỉnh Quảng Ngãi",
    address="phường Cẩm Thành, tỉnh Quảng Ngãi",
    phone="0900 000 000",
    email="pbgdpl@example.vn",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One demo contest: what it is called, how it ranks, when it runs, how many came."""

    slug: str
    title: str
    preset: str
    rules: RuleSet
    opens: datetime
    rounds: int
    round_days: int
    people: int = 0
    attempts: int = 0
    number: int = 0
    expenses: tuple[tuple[str, int], ...] = ()


def plans(now: datetime) -> tuple[Plan, ...]:
    """The five contests around `now`; the finished one ended twelve days ago."""
    morning = now.astimezone(LOCAL).replace(hour=8, minute=0, second=0, microsecond=0)
    ended = morning - timedelta(days=26)
    year = ended.year
    province = _ready(PROVINCE.rules, ("PBGDPL-2026",))
    province = replace(province, passing=Passing(correct=25))
    last = replace(province, paper=replace(province.paper, cells=(Cell(20),), minutes=20))
    last = replace(last, passing=Passing(correct=16))
    central = _for_visitors(_ready(CENTRAL.rules, ("PBGDPL-2026",)))
    traffic = _for_visitors(_ready(CENTRAL.rules, ("GPLX-600",)))
    traffic = replace(
        traffic,
        paper=replace(
            traffic.paper,
            cells=(Cell(count=2, critical=True), Cell(count=18, critical=False)),
            minutes=20,
        ),
        passing=Passing(correct=18, critical_fails=True),
    )
    kinds = _for_visitors(_ready(CENTRAL.rules, ("DANG-CAU-2026",)))
    kinds = replace(
        kinds,
        paper=replace(
            kinds.paper, cells=(Cell(count=9),), minutes=15, marking=Scheme(Partial.EXAM_2025)
        ),
        passing=Passing(correct=6),
    )
    return (
        Plan(
            slug=f"tim-hieu-phap-luat-{year - 1}",
            title=f"Tìm hiểu pháp luật tỉnh Quảng Ngãi năm {year - 1}",
            preset="tinh-hai-tuan",
            rules=last,
            opens=_year_before(ended),
            rounds=2,
            round_days=7,
            people=420,
            attempts=520,
            number=18,
            expenses=(
                ("Thuê máy chủ, đường truyền", 6_500_000),
                ("Tuyên truyền, pa-nô", 9_000_000),
            ),
        ),
        Plan(
            slug=f"tim-hieu-phap-luat-{year}",
            title=f"Tìm hiểu pháp luật tỉnh Quảng Ngãi năm {year}",
            preset="tinh-hai-tuan",
            rules=province,
            opens=ended,
            rounds=2,
            round_days=7,
            people=3_000,
            attempts=5_050,
            number=25,
            expenses=(
                ("Thuê máy chủ, đường truyền", 8_000_000),
                ("Tuyên truyền, pa-nô", 12_000_000),
                ("Xây dựng ngân hàng câu hỏi", 15_000_000),
            ),
        ),
        Plan(
            slug="tuan-le-phap-luat",
            title="Tuần lễ tìm hiểu Luật Phổ biến, giáo dục pháp luật",
            preset="trung-uong",
            rules=central,
            opens=morning - timedelta(days=3),
            rounds=2,
            round_days=7,
            people=90,
            attempts=130,
            number=31,
        ),
        Plan(
            slug="an-toan-giao-thong",
            title="Em hiểu luật giao thông: 20 câu cùng cả nhà",
            preset="trung-uong",
            rules=traffic,
            opens=morning - timedelta(days=1),
            rounds=1,
            round_days=14,
            people=40,
            attempts=60,
            number=32,
        ),
        Plan(
            slug="cac-dang-cau-hoi",
            title="Làm quen các dạng câu hỏi: chọn, điền, nối, sắp xếp",
            preset="trung-uong",
            rules=kinds,
            opens=morning - timedelta(days=2),
            rounds=1,
            round_days=14,
            people=12,
            attempts=15,
            number=33,
        ),
    )


def make(plan: Plan, *, actor: User, clock: DemoClock, site: str) -> Contest:
    """Set up, publish and sign one demo contest a few days before it opens."""
    organisation = Organisation.objects.get(code="SKHCN")
    clock.set(plan.opens - timedelta(days=7))
    with transaction.atomic():
        contest = Contest.objects.create(
            slug=plan.slug,
            title=plan.title,
            organisation=organisation,
            preset=plan.preset,
            purpose="Nâng cao nhận thức, ý thức tuân thủ pháp luật của cán bộ và nhân dân; "
            "hưởng ứng Ngày Pháp luật nước Cộng hòa xã hội chủ nghĩa Việt Nam.",
            draft_rules=to_json(plan.rules),
            draft_rounds=_rounds(plan),
            is_demo=True,
            created_by=actor,
        )
        partner = Organisation.objects.get(code="UBND-21025")
        ContestPartner.objects.create(contest=contest, organisation=partner, rights=["view"])
        _committee(contest)
        for label, amount in plan.expenses:
            Expense.objects.create(contest=contest, label=label, amount_vnd=amount)
    publish(contest=contest, actor=actor, clock=clock, site=f"{site}/cuoc-thi/{plan.slug}/")
    with transaction.atomic():
        for offset, role, symbol in (
            (0, DocumentRole.KE_HOACH, "KH-SKHCN"),
            (1, DocumentRole.QUYET_DINH, "QĐ-SKHCN"),
            (2, DocumentRole.THE_LE, "TL-BTC"),
        ):
            IssuedDocument.objects.create(
                contest=contest,
                role=role,
                number=f"{plan.number + offset}/{symbol}",
                signed_on=(plan.opens - timedelta(days=8)).date(),
                signer="Nguyễn Minh họa",
                signer_title="Giám đốc",
                entered_by=actor,
            )
        # The shipped questions are illustrations, so a real contest could not use them yet; the
        # demo goes on as if they had been approved, and says everywhere that it is a demo.
        Contest.objects.filter(pk=contest.pk).update(is_trial=False)
    contest.refresh_from_db()
    return contest


def _ready(rules: RuleSet, banks: tuple[str, ...]) -> RuleSet:
    return replace(
        rules,
        paper=replace(rules.paper, banks=banks),
        aftermath=Aftermath(contact=_CONTACT),
    )


def _for_visitors(rules: RuleSet) -> RuleSet:
    """Who tries the demo has no place in its tree of organisations: that field is left free."""
    fields = tuple(
        replace(one, required=False) if one.field is PersonField.ORGANISATION else one
        for one in rules.registration.fields
    )
    return replace(rules, registration=replace(rules.registration, fields=fields))


def _year_before(instant: datetime) -> datetime:
    """The same day of the year before, and the day after where there is no 29 February."""
    try:
        return instant.replace(year=instant.year - 1)
    except ValueError:
        return instant.replace(year=instant.year - 1, month=3, day=1)


def _rounds(plan: Plan) -> list[dict[str, str]]:
    rounds = []
    for number in range(plan.rounds):
        opens = plan.opens + timedelta(days=number * plan.round_days)
        closes = opens + timedelta(days=plan.round_days)
        name = f"Tuần {number + 1}" if plan.rounds > 1 else "Đợt thi duy nhất"
        rounds.append(
            {"name": name, "opens_at": opens.isoformat(), "closes_at": closes.isoformat()}
        )
    return rounds


def _committee(contest: Contest) -> None:
    members = (
        ("ban_to_chuc", "Nguyễn Minh họa", "Giám đốc Sở Khoa học và Công nghệ", "Trưởng ban"),
        ("ban_to_chuc", "Bùi Thị Xem", "Phó Giám đốc Sở", "Phó Trưởng ban"),
        ("to_thu_ky", "Nguyễn Thị Hạnh", "Chuyên viên Phòng Hành chính - Tổng hợp", "Tổ trưởng"),
        ("to_ra_de", "Trần Văn Soạn", "Chuyên viên Phòng Hành chính - Tổng hợp", "Tổ trưởng"),
        ("to_tham_dinh", "Lê Thị Định", "Trưởng phòng Hành chính - Tổng hợp", "Tổ trưởng"),
    )
    for position, (body, full_name, office, duty) in enumerate(members):
        CommitteeMember.objects.create(
            contest=contest,
            body=body,
            position=position,
            full_name=full_name,
            search_key=search_key(full_name),
            office=office,
            duty=duty,
        )
