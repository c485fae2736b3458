"""What the organizer's pages show: the list, a contest's numbers, its papers for signing."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length

from accounts.models import AuditEvent, Organisation, OrganisationKind, Person, User
from accounts.selectors.access import organisations_with
from contests.formats.document import OfficialDocument
from contests.models import (
    CommitteeMember,
    Contest,
    DocumentRole,
    IssuedDocument,
    Paper,
    PaperState,
    Round,
)
from contests.rules.choices import PersonKey
from contests.rules.clock import LOCAL
from contests.rules.ruleset import RuleSet, canonical, from_json
from contests.selectors.contests import Phase, for_user, phase, published_rules
from contests.selectors.facts import contest_facts, text_of
from contests.selectors.issuers import issuer_of
from contests.wording import documents, papers
from contests.wording.facts import facts_from_json, facts_to_json
from contests.wording.the_le import the_le
from quiz.models import Bank, Question, QuestionState
from quiz.rules.question import MARKED_KINDS


@dataclass(frozen=True, slots=True)
class ListedContest:
    """One line of the organizer's list."""

    contest: Contest
    phase: Phase
    opens_at: datetime | None
    closes_at: datetime | None


def listed_contests(user: User, now: datetime, *, text: str = "") -> list[ListedContest]:
    """Contests that `user` may see, newest first. Two queries."""
    found = for_user(user).prefetch_related("rounds").order_by("-created_at", "-pk")
    if text:
        found = found.filter(Q(title__icontains=text) | Q(slug__icontains=text))
    return [_listed(contest, list(contest.rounds.all()), now) for contest in found]


def _listed(contest: Contest, rounds: list[Round], now: datetime) -> ListedContest:
    if rounds:
        return ListedContest(
            contest,
            phase(contest, rounds, now),
            min(one.opens_at for one in rounds),
            max(one.closes_at for one in rounds),
        )
    drafted = contest.draft_rounds
    return ListedContest(
        contest,
        Phase.DRAFT,
        datetime.fromisoformat(drafted[0]["opens_at"]) if drafted else None,
        datetime.fromisoformat(drafted[-1]["closes_at"]) if drafted else None,
    )


def drafted_rounds(contest: Contest) -> list[dict[str, object]]:
    """The drafted rounds with instants: `name`, `opens_at`, `closes_at`."""
    return [
        {
            "name": one["name"],
            "opens_at": datetime.fromisoformat(one["opens_at"]),
            "closes_at": datetime.fromisoformat(one["closes_at"]),
        }
        for one in contest.draft_rounds
    ]


def likely_partners(user: User, *, most: int = 300) -> list[Organisation]:
    """Organisations to offer while a name is typed: those of the user's own trees, nearest the
    top first; any other is found by its code."""
    roots = {
        path.split("/")[1]
        for path in organisations_with(user, "contest.edit").values_list("path", flat=True)
    }
    wanted = Q(pk__in=[])
    for root in roots:
        wanted |= Q(path__startswith=f"/{root}/")
    return list(
        Organisation.objects.filter(wanted, is_active=True)
        .exclude(kind=OrganisationKind.PHONG)
        .only("code", "name")
        .order_by(Length("path"), "sort_key")[:most]
    )


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many take part so far."""

    entrants: int
    started: int
    handed_in: int


def numbers(contest: Contest) -> Numbers:
    """Entrants and attempts of `contest`; practice and annulled papers do not count."""
    counted = Paper.objects.filter(contest=contest, is_practice=False).aggregate(
        started=Count("pk", filter=~Q(state=PaperState.ANNULLED)),
        handed_in=Count("pk", filter=Q(state=PaperState.SUBMITTED)),
    )
    return Numbers(contest.entrants.count(), counted["started"], counted["handed_in"])


def draft_differs(contest: Contest) -> bool:
    """Whether what is drafted says something else than the version in force."""
    version = contest.current_version
    if version is None or contest.draft_basics:
        return True
    rules = from_json(contest.draft_rules)
    if canonical(rules) != canonical(published_rules(contest)):
        return True
    return facts_to_json(contest_facts(contest, rules, site=version.facts["site"])) != version.facts


def saved_parts(contest: Contest) -> set[str]:
    """What somebody looked at and saved: "title", and names of `RuleSet` fields. A contest that
    was published was read as a whole in its summary: every part of it."""
    parts = {"title"}
    if contest.current_version_id is not None:
        return parts | {one.name for one in fields(RuleSet)}
    saves = AuditEvent.objects.filter(
        object_type=Contest._meta.label_lower,
        object_id=contest.public_id,
        action="contest.drafted",
    )
    for data in saves.values_list("data", flat=True):
        parts |= set(data.get("parts", ()))
    return parts


def roster_missing(contest: Contest) -> bool:
    """Whether entrants are known by their roster code while nobody of the lead organisation and
    those below it is on a roster: nobody could enter."""
    rules = from_json(contest.draft_rules)
    if rules.registration.person_key is not PersonKey.ROSTER:
        return False
    people = Person.objects.filter(organisation__path__startswith=contest.organisation.path)
    return not people.exclude(roster_code="").exists()


def usable_banks(user: User, rules: RuleSet, *, trial: bool) -> QuerySet[Bank]:
    """Banks of the user's organisations and shared ones, with how many questions a contest may
    draw (`ready`) and how many a reviewer has approved (`approved`)."""
    approved = Q(questions__state=QuestionState.APPROVED)
    ready = approved
    if trial:
        ready |= Q(questions__state=QuestionState.PENDING, is_illustrative=True)
    there = Q(questions__is_visible=True, questions__current__kind__in=MARKED_KINDS)
    return (
        Bank.objects.filter(
            Q(organisation__in=_question_organisations(user)) | Q(code__in=rules.paper.banks)
        )
        .annotate(
            ready=Count("questions", filter=ready & there),
            approved=Count("questions", filter=approved & there),
        )
        .order_by("name")
    )


def _question_organisations(user: User) -> QuerySet[Organisation]:
    """Where banks come from: the subtrees where the user may see questions, and all above them
    (a sở uses the bank of its province)."""
    from_here = list(organisations_seeing_questions(user).values_list("path", flat=True))
    above = {int(part) for path in from_here for part in path.split("/") if part}
    return Organisation.objects.filter(pk__in=above)


def organisations_seeing_questions(user: User) -> QuerySet[Organisation]:
    """Organisations in which `user` may see questions."""
    return organisations_with(user, "question.view")


def topics_of(banks: tuple[str, ...]) -> list[tuple[str, str, int]]:
    """(code, name, drawable questions) of the topics of `banks`."""
    rows = (
        Question.objects.filter(
            bank__code__in=banks,
            is_visible=True,
            current__kind__in=MARKED_KINDS,
            topic__isnull=False,
        )
        .exclude(state__in=[QuestionState.RETIRED, QuestionState.DRAFT])
        .values_list("topic__code", "topic__name")
        .annotate(number=Count("pk"))
        .order_by("topic__position", "topic__name")
    )
    return [(code, name, number) for code, name, number in rows]


def issued_documents(contest: Contest) -> dict[str, IssuedDocument]:
    """What was entered after signing, by role."""
    return {one.role: one for one in contest.issued_documents.select_related("file")}


def official_document(contest: Contest, role: str, *, now: datetime, site: str) -> OfficialDocument:
    """The document of `role` for signing: from the version in force, else from the draft.

    Raises `contests.wording.facts.NameMissing` for a draft with a code that has no name and
    ValueError for a draft without rounds.
    """
    version = contest.current_version
    if version is not None:
        rules = published_rules(contest)
        facts = facts_from_json(version.facts)
        text = text_of(version)
    else:
        rules = from_json(contest.draft_rules)
        facts = contest_facts(contest, rules, site=site)
        if not facts.rounds:
            raise ValueError("a contest without rounds cannot be printed")
        text = the_le(facts, rules)
    issued = {
        role: papers.Issued(one.number, one.signed_on, one.signer)
        for role, one in issued_documents(contest).items()
    }
    made_of = papers.Papers(
        issuer=issuer_of(contest.organisation),
        facts=facts,
        rules=rules,
        text=text,
        year=now.astimezone(LOCAL).year,
        purpose=contest.purpose,
        members=tuple(
            papers.Member(one.body, one.full_name, one.office, one.duty)
            for one in contest.committee.exclude(body=CommitteeMember.Body.EXCLUDED)
        ),
        ke_hoach=issued.get(DocumentRole.KE_HOACH),
        quyet_dinh=issued.get(DocumentRole.QUYET_DINH),
        the_le=issued.get(DocumentRole.THE_LE),
        created=now,
    )
    return documents.BUILDERS[role](made_of)
