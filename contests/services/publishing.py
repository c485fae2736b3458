"""Publishing: the draft becomes a frozen version that ranks, draws and is printed."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.models import Organisation, User
from accounts.rules.text import clean_line
from accounts.selectors.access import require
from contests.answers import ChangePaper, Refused, perform
from contests.clock import Clock
from contests.models import (
    Contest,
    ContestPartner,
    ContestState,
    Paper,
    PaperState,
    PartnerRight,
    PoolQuestion,
    Round,
    RuleVersion,
)
from contests.rules.choices import ShowKey
from contests.rules.clock import settled_at
from contests.rules.codec import Fault, RulesUnreadable
from contests.rules.ruleset import RuleSet, canonical, from_json, to_json, validate
from contests.selectors.contests import published_rules
from contests.selectors.facts import (
    contest_facts,
    drafted_partners,
    drafted_title,
    names_of,
    text_json,
)
from contests.selectors.pool import candidate_items, unapproved_in_pool, unmarked
from contests.services.papers import blueprint_of, uses
from contests.wording.facts import codes, facts_to_json
from contests.wording.the_le import the_le
from quiz.rules.drawing import check
from quiz.selectors.seals import sealed_revisions

DOCUMENTS_NEEDED = frozenset({"ke_hoach", "quyet_dinh", "the_le"})


class CannotPublish(Exception):
    """The draft does not hold together; `faults` say where (codes)."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = faults


def draft_faults(contest: Contest, *, now: datetime | None = None) -> tuple[Fault, ...]:
    """Everything that keeps the draft from being published; empty when it may be.

    With `now`, a first version whose rounds are over already is a fault too.
    """
    try:
        rules = from_json(contest.draft_rules)
    except RulesUnreadable as unreadable:
        return (unreadable.fault,)
    faults = [] if drafted_title(contest).strip() else [Fault("TITLE-MISSING", "title")]
    faults += [*_round_faults(contest, now), *validate(rules), *_unknown_codes(rules)]
    if not any(fault.field.startswith("paper") for fault in faults):
        faults.extend(_pool_faults(contest, rules))
    return tuple(faults)


def publish(
    *, contest: Contest, actor: User, clock: Clock, site: str, reason: str = ""
) -> RuleVersion:
    """Freeze the draft as the next version: rules, rounds, pool and the thể lệ text.

    A version after the first needs a reason, which is shown. Papers that were opened keep the
    version they were opened under. Raises `CannotPublish`; nothing is written then. Of two
    publishings at once from the same state the later is refused.
    """
    require(actor, "contest.publish", contest.organisation)
    now = clock.now()
    reason = clean_line(reason)
    faults = [*draft_faults(contest, now=now), *_key_faults(contest, now)]
    if contest.current_version_id is not None and not reason:
        faults.append(Fault("REASON-MISSING", "reason"))
    if faults:
        raise CannotPublish(*faults)
    rules = from_json(contest.draft_rules)
    facts = contest_facts(contest, rules, site=site)
    text = text_json(the_le(facts, rules))
    pool = candidate_items(rules.paper.banks, trial=contest.is_trial)
    use = uses(contest, rules, pool, sealed_revisions(item.revision_id for item in pool))
    with transaction.atomic():
        locked = Contest.objects.select_for_update().get(pk=contest.pk)
        if locked.current_version_id != contest.current_version_id:
            raise CannotPublish(Fault("PUBLISHED-MEANWHILE"))
        version = RuleVersion.objects.create(
            contest=contest,
            number=contest.rule_versions.count() + 1,
            rules=to_json(rules),
            facts=facts_to_json(facts),
            text=text,
            sha256=_seal(rules, text),
            reason=reason,
            published_by=actor,
            published_at=now,
        )
        PoolQuestion.objects.bulk_create(
            [
                PoolQuestion(
                    rule_version=version,
                    revision_id=item.revision_id,
                    topic=item.topic,
                    use=use[item.revision_id],
                )
                for item in pool
            ],
            batch_size=500,
        )
        _write_rounds(contest)
        basics = _write_basics(contest)
        contest.current_version = version
        contest.state = ContestState.PUBLISHED
        contest.published_at = contest.published_at or now
        contest.save(
            update_fields=["current_version", "state", "published_at", "title", "draft_basics"]
        )
        audit.record(
            action="contest.published",
            actor=actor,
            obj=contest,
            organisation=contest.organisation,
            data={
                "version": version.number,
                "sha256": version.sha256,
                "reason": version.reason,
                **basics,
            },
        )
    return version


def official_faults(contest: Contest) -> tuple[Fault, ...]:
    """What is missing before a trial ("chạy thử") becomes the real contest."""
    faults = []
    issued = set(contest.issued_documents.values_list("role", flat=True))
    faults += [Fault("DOCUMENT-MISSING", role) for role in sorted(DOCUMENTS_NEEDED - issued)]
    if contest.current_version_id is None:
        faults.append(Fault("NOT-PUBLISHED"))
    else:
        unapproved = unapproved_in_pool(contest).count()
        if unapproved:
            faults.append(Fault("QUESTIONS-UNAPPROVED", "", {"count": unapproved}))
    return tuple(faults)


def make_official(*, contest: Contest, actor: User) -> None:
    """End the trial: plan, decision and rules are signed, every question is approved.

    Attempts of the trial are annulled and never count. Call it outside a transaction: they go
    through the writer, in line with answers that may still arrive. Raises `CannotPublish`.
    """
    require(actor, "contest.publish", contest.organisation)
    faults = official_faults(contest)
    if faults:
        raise CannotPublish(*faults)
    annulled = _annul_trial(contest)
    with transaction.atomic():
        if _trial_papers(contest).exists():
            raise CannotPublish(Fault("TRY-AGAIN"))  # somebody started one meanwhile
        contest.is_trial = False
        contest.save(update_fields=["is_trial"])
        audit.record(
            action="contest.made_official",
            actor=actor,
            obj=contest,
            organisation=contest.organisation,
            data={"annulled_trial_papers": annulled},
        )


def _annul_trial(contest: Contest) -> int:
    """Annul every paper of the trial; how many there were."""
    papers = _trial_papers(contest).values_list("public_id", flat=True)
    outcomes = perform(ChangePaper(public_id, _annul) for public_id in papers)
    if any(isinstance(outcome, Refused) for outcome in outcomes):
        raise CannotPublish(Fault("TRY-AGAIN"))
    return len(outcomes)


def _trial_papers(contest: Contest) -> QuerySet[Paper]:
    papers = Paper.objects.filter(contest=contest, is_practice=False)
    return papers.exclude(state=PaperState.ANNULLED)


def _annul(paper: Paper) -> None:
    paper.state = PaperState.ANNULLED
    paper.annul_reason = "Lượt chạy thử"
    paper.epoch += 1
    paper.save(update_fields=["state", "annul_reason", "epoch"])


def _round_faults(contest: Contest, now: datetime | None) -> list[Fault]:
    if not contest.draft_rounds:
        return [Fault("ROUND-MISSING", "rounds")]
    faults = []
    times = [
        (_instant(one["opens_at"]), _instant(one["closes_at"])) for one in contest.draft_rounds
    ]
    first_version = contest.current_version_id is None
    for place, (opens, closes) in enumerate(times):
        at = {"round": place + 1}
        if closes <= opens:
            faults.append(Fault("ROUND-ORDER", f"rounds[{place}].closes_at", at))
        elif now is not None and first_version and closes <= now:
            faults.append(Fault("ROUND-PAST", f"rounds[{place}].closes_at", at))
        if place and opens < times[place - 1][1]:
            faults.append(Fault("ROUNDS-OVERLAP", f"rounds[{place}].opens_at", at))
    return faults


def _key_faults(contest: Contest, now: datetime) -> list[Fault]:
    """Rounds that the draft opens again although everybody may have seen their key."""
    if contest.current_version_id is None:
        return []
    rules = published_rules(contest)
    over = {one.number for one in contest.rounds.all() if now >= settled_at(one.closes_at, rules)}
    if rules.disclosure.key is ShowKey.NEVER or (
        rules.disclosure.key is ShowKey.AFTER_CONTEST and len(over) < contest.rounds.count()
    ):
        return []
    return [
        Fault("ROUND-KEY-SHOWN", f"rounds[{place}].closes_at", {"round": place + 1})
        for place, one in enumerate(contest.draft_rounds)
        if place + 1 in over and _instant(one["closes_at"]) > now
    ]


def _unknown_codes(rules: RuleSet) -> list[Fault]:
    """Codes that nothing has a name for: the thể lệ could not be printed."""
    known = names_of(rules)
    wanted = codes(rules)
    return [
        Fault(code, path, {"value": value})
        for table, code, path in (
            ("banks", "BANK-UNKNOWN", "paper.banks"),
            ("topics", "TOPIC-UNKNOWN", "paper.cells"),
            ("units", "UNIT-UNKNOWN", "eligibility.communes"),
            ("organisations", "ORGANISATION-UNKNOWN", "groups"),
        )
        for value in sorted(wanted[table] - set(getattr(known, table)))
    ]


def _pool_faults(contest: Contest, rules: RuleSet) -> list[Fault]:
    banks, trial = rules.paper.banks, contest.is_trial
    pool = candidate_items(banks, trial=trial)
    left_out = unmarked(banks, trial=trial)
    return [
        Fault(
            "POOL-SHORT",
            "paper.cells",
            {
                "cells": ", ".join(str(cell + 1) for cell in short.cells),
                "wanted": short.wanted,
                "available": short.available,
                "left_out": left_out,
            },
        )
        for short in check(blueprint_of(rules), pool)
    ]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _seal(rules: RuleSet, text: list[dict[str, Any]]) -> str:
    printed = json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical(rules) + b"\0" + printed.encode()).hexdigest()


def _write_basics(contest: Contest) -> dict[str, Any]:
    """Name and partners as drafted; what the trail says of it. Inside a transaction."""
    if not contest.draft_basics:
        return {}
    contest.title = drafted_title(contest)
    partners = drafted_partners(contest)
    contest.partners.all().delete()
    ContestPartner.objects.bulk_create(
        ContestPartner(contest=contest, organisation_id=pk, rights=rights)
        for pk, rights in partners
    )
    contest.draft_basics = {}
    known = Organisation.objects.in_bulk([pk for pk, _ in partners])
    told = [
        f"{known[pk].name} ({', '.join(str(PartnerRight(one).label) for one in rights) or '–'})"
        for pk, rights in partners
    ]
    return {"title": contest.title, "partners": "; ".join(told)}


def _write_rounds(contest: Contest) -> None:
    """Round rows as drafted; a round that has papers keeps its row. Inside a transaction."""
    drafted = contest.draft_rounds
    surplus = contest.rounds.filter(number__gt=len(drafted))
    if surplus.filter(papers__isnull=False).exists():
        raise CannotPublish(Fault("ROUND-HAS-PAPERS", "rounds"))
    surplus.delete()
    for number, one in enumerate(drafted, start=1):
        Round.objects.update_or_create(
            contest=contest,
            number=number,
            defaults={
                "name": one["name"],
                "opens_at": _instant(one["opens_at"]),
                "closes_at": _instant(one["closes_at"]),
            },
        )
