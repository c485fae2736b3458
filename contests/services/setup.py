"""Setting a contest up: the draft grows page by page; nothing here ranks before it is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import Organisation, User
from accounts.rules.text import clean_line, nfc, search_key
from accounts.selectors.access import require
from contests.clock import Clock
from contests.models import Contest, ContestPartner, Expense, PartnerRight
from contests.rules.clock import LOCAL
from contests.rules.codec import Fault
from contests.rules.presets import PRESETS, Preset
from contests.rules.ruleset import RuleSet, from_json, to_json

#: Parts of addresses that are pages of their own beside the contests.
RESERVED_SLUGS = frozenset({"moi", "tat-ca", "thi-thu"})
SLUG_LONGEST = 60
_DAYS_AHEAD = 7


class SetupRefused(Exception):
    """What was asked cannot be kept; `faults` say where (codes)."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Partner:
    """A cooperating organisation and its rights (values of `PartnerRight`)."""

    organisation: Organisation
    rights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftRound:
    """A round as drafted; instants are aware."""

    name: str
    opens_at: datetime
    closes_at: datetime


def slug_of(title: str) -> str:
    """ "Tìm hiểu Luật Đất đai" as "tim-hieu-luat-dat-dai", at most 60 characters, cut at a word."""
    words = "".join(
        char if char.isascii() and char.isalnum() else " " for char in search_key(title)
    )
    slug = ""
    for word in words.split():
        longer = f"{slug}-{word}" if slug else word[:SLUG_LONGEST]
        if len(longer) > SLUG_LONGEST:
            break
        slug = longer
    return slug or "cuoc-thi"


def usual_rounds(preset: Preset, now: datetime) -> tuple[DraftRound, ...]:
    """The rounds of a preset, back to back, from the Monday at least a week after `now`."""
    day = now.astimezone(LOCAL).date() + timedelta(days=_DAYS_AHEAD)
    day += timedelta(days=-day.weekday() % 7)
    opens = datetime(day.year, day.month, day.day, preset.opens_hour, tzinfo=LOCAL)
    span = timedelta(days=preset.round_days)
    return tuple(
        DraftRound(
            f"Đợt {number}" if preset.rounds > 1 else "Đợt thi",
            opens + (number - 1) * span,
            opens + number * span,
        )
        for number in range(1, preset.rounds + 1)
    )


def create_contest(
    *,
    actor: User,
    organisation: Organisation,
    preset: str,
    title: str,
    purpose: str,
    clock: Clock,
    partners: Iterable[Partner] = (),
    slug: str = "",
) -> Contest:
    """A new draft with the rules and rounds of a preset. KeyError for a preset that is not there.

    `slug` empty: made from the title, with a number when it is taken.
    Raises `SetupRefused` for a slug or partner that cannot be.
    """
    require(actor, "contest.edit", organisation)
    chosen = PRESETS[preset]
    rules = replace(
        chosen.rules,
        aftermath=replace(
            chosen.rules.aftermath,
            contact=replace(chosen.rules.aftermath.contact, office=organisation.name[:200]),
        ),
    )
    title = clean_line(title)
    contest = Contest(
        title=title,
        organisation=organisation,
        preset=chosen.code,
        purpose=nfc(purpose).strip(),
        draft_rules=to_json(rules),
        draft_rounds=_rounds_json(usual_rounds(chosen, clock.now())),
        created_by=actor,
    )
    partners = _checked(contest, partners)
    for tried in _slugs(title) if not slug else (slug,):
        contest.slug = tried
        if tried in RESERVED_SLUGS or Contest.objects.filter(slug=tried).exists():
            continue
        try:
            with transaction.atomic():
                contest.save(force_insert=True)
                _write_partners(contest, partners)
                _recorded(contest, actor, "contest.created", preset=chosen.code)
        except IntegrityError:
            continue  # somebody took this address between our look and our insert
        return contest
    raise SetupRefused(Fault("SLUG-TAKEN", "slug"))


def save_basics(
    *,
    contest: Contest,
    actor: User,
    title: str,
    purpose: str,
    partners: Iterable[Partner],
    slug: str = "",
) -> None:
    """Name, purpose and cooperating organisations. The address may change until publishing; from
    then on name and organisations with their rights are a draft until the next version."""
    require(actor, "contest.edit", contest.organisation)
    partners = _checked(contest, partners)
    slug = slug or contest.slug
    if slug != contest.slug:
        if contest.current_version_id is not None:
            raise SetupRefused(Fault("SLUG-FIXED", "slug"))
        if slug in RESERVED_SLUGS or Contest.objects.filter(slug=slug).exists():
            raise SetupRefused(Fault("SLUG-TAKEN", "slug"))
    try:
        with transaction.atomic():
            contest.slug = slug
            contest.purpose = nfc(purpose).strip()
            if contest.current_version_id is None:
                contest.title = clean_line(title)
                contest.partners.all().delete()
                _write_partners(contest, partners)
            else:
                contest.draft_basics = _basics_json(contest, clean_line(title), partners)
            contest.save(update_fields=["slug", "title", "purpose", "draft_basics"])
            _recorded(contest, actor, "contest.drafted", page="basics")
    except IntegrityError as error:
        raise SetupRefused(Fault("SLUG-TAKEN", "slug")) from error


def save_terms(
    *,
    contest: Contest,
    actor: User,
    terms: Mapping[str, Any],
    rounds: Iterable[DraftRound] | None = None,
) -> RuleSet:
    """Replace whole parts of the drafted rules (names of `RuleSet` fields), and the rounds.

    Parts that are not named stay as they are, so that pages open in two tabs do not undo each
    other. TypeError for a name that a rule set does not have. What was published stays in force.
    """
    require(actor, "contest.edit", contest.organisation)
    with transaction.atomic():
        locked = Contest.objects.select_for_update().get(pk=contest.pk)
        rules = replace(from_json(locked.draft_rules), **terms)
        contest.draft_rules = to_json(rules)
        contest.draft_rounds = locked.draft_rounds if rounds is None else _rounds_json(rounds)
        contest.save(update_fields=["draft_rules", "draft_rounds"])
        _recorded(contest, actor, "contest.drafted", parts=sorted(terms))
    return rules


def save_expenses(*, contest: Contest, actor: User, expenses: Iterable[tuple[str, int]]) -> None:
    """What was spent besides prizes: (label, đồng), in place of what was there."""
    require(actor, "contest.edit", contest.organisation)
    rows = [
        Expense(contest=contest, label=clean_line(label)[:160], amount_vnd=amount)
        for label, amount in expenses
    ]
    with transaction.atomic():
        contest.expenses.all().delete()
        Expense.objects.bulk_create(rows)
        _recorded(
            contest, actor, "contest.expenses_changed", total=sum(row.amount_vnd for row in rows)
        )


def _slugs(title: str) -> Iterable[str]:
    first = slug_of(title)
    yield first
    for number in range(2, 100):
        tail = f"-{number}"
        yield first[: SLUG_LONGEST - len(tail)].rstrip("-") + tail


def _rounds_json(rounds: Iterable[DraftRound]) -> list[dict[str, str]]:
    return [
        {
            "name": clean_line(one.name)[:80],
            "opens_at": one.opens_at.astimezone(UTC).isoformat(),
            "closes_at": one.closes_at.astimezone(UTC).isoformat(),
        }
        for one in rounds
    ]


def _checked(contest: Contest, partners: Iterable[Partner]) -> list[Partner]:
    known = set(PartnerRight.values)
    seen: set[int] = set()
    kept = []
    for place, partner in enumerate(partners):
        if partner.organisation.pk == contest.organisation_id:
            raise SetupRefused(Fault("PARTNER-LEAD", f"partners[{place}].organisation"))
        if partner.organisation.pk in seen:
            raise SetupRefused(Fault("LIST-REPEATED", f"partners[{place}].organisation"))
        if not set(partner.rights) <= known:
            raise ValueError(f"unknown rights: {partner.rights}")
        seen.add(partner.organisation.pk)
        kept.append(partner)
    return kept


def _basics_json(contest: Contest, title: str, partners: Iterable[Partner]) -> dict[str, Any]:
    """What is asked as `Contest.draft_basics`; empty where it is in force already."""
    wanted = [[one.organisation.pk, sorted(set(one.rights))] for one in partners]
    rows = contest.partners.order_by("pk").values_list("organisation_id", "rights")
    if title == contest.title and wanted == [[pk, rights] for pk, rights in rows]:
        return {}
    return {"title": title, "partners": wanted}


def _write_partners(contest: Contest, partners: Iterable[Partner]) -> None:
    ContestPartner.objects.bulk_create(
        ContestPartner(
            contest=contest, organisation=one.organisation, rights=sorted(set(one.rights))
        )
        for one in partners
    )


def _recorded(contest: Contest, actor: User, action: str, **data: Any) -> None:
    audit.record(
        action=action, actor=actor, obj=contest, organisation=contest.organisation, data=data
    )
