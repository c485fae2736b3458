"""Decisions of Ban Tổ chức after marking: a corrected key, a hidden name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from accounts import audit, jobs
from accounts.models import Consent, ConsentPurpose, Job, JobState, User
from accounts.rules.text import clean_line
from accounts.selectors.access import require
from contests.clock import SYSTEM, Clock
from contests.models import Contest, Entrant, KeyCorrection, Paper, PaperState
from contests.results.services.marking import CHUNK, hold, mark
from contests.rules.codec import Fault
from contests.rules.registration import initials
from quiz.models import Revision, RevisionKey
from quiz.rules.question import CHOICE_KINDS, Kind

Progress = Callable[[int, int], None]


class CannotCorrect(Exception):
    """Nothing was changed; `fault` says why.

    Codes: REASON-MISSING, KEY-OPTION, KEY-KIND, KEY-SAME, KEY-NOT-OURS.
    """

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code)
        self.fault = Fault(code, field)


def correct_key(
    *,
    contest: Contest,
    revision: Revision,
    right: Sequence[int],
    reason: str,
    actor: User,
    clock: Clock = SYSTEM,
) -> tuple[KeyCorrection, Job]:
    """Replace the key of `revision` in this contest and mark its papers anew (a job).

    `right`: original option indexes (of statements: the true ones); empty voids the question, which
    is all that can be decided of kinds without such a list. Old standings stay as they were;
    the new marks count from the next frozen version.
    """
    require(actor, "result.publish", contest.organisation)
    reason = clean_line(reason)
    if not reason:
        raise CannotCorrect("REASON-MISSING", "reason")
    right = sorted(set(right))
    if right and revision.kind not in (*CHOICE_KINDS, Kind.STATEMENTS):
        raise CannotCorrect("KEY-KIND", "right")
    if any(not 0 <= one < len(revision.options) for one in right):
        raise CannotCorrect("KEY-OPTION", "right")
    if not contest.rule_versions.filter(pool__revision=revision).exists():
        raise CannotCorrect("KEY-NOT-OURS", "revision")
    now = clock.now()
    with transaction.atomic():
        hold(contest)
        known = KeyCorrection.objects.filter(contest=contest, revision=revision).first()
        before = known.right if known else RevisionKey.objects.get(revision=revision).right
        # An empty list means "void" here, and nothing in the key of a revision.
        if sorted(before) == right and (known or right):
            raise CannotCorrect("KEY-SAME", "right")
        correction, _ = KeyCorrection.objects.update_or_create(
            contest=contest,
            revision=revision,
            defaults={"right": right, "reason": reason, "decided_by": actor, "decided_at": now},
        )
        audit.record(
            action="key.corrected",
            actor=actor,
            obj=correction,
            organisation=contest.organisation,
            data={
                "contest": contest.public_id,
                "revision": revision.pk,
                "before": list(before),
                "after": right,
                "reason": reason,
            },
            now=now,
        )
    job = jobs.enqueue(
        kind="results.remark",
        owner=actor,
        organisation=contest.organisation,
        payload={"contest": contest.public_id, "revision": revision.pk},
    )
    return correction, job


def remark(
    contest: Contest, revision_id: int, progress: Progress = lambda done, total: None
) -> int:
    """Mark every handed-in paper of `contest` that has the revision; how many. Safe to repeat."""
    papers = Paper.objects.filter(
        contest=contest, state=PaperState.SUBMITTED, is_practice=False, result__isnull=False
    )
    total, seen, done, last = papers.count(), 0, 0, 0
    while rows := list(papers.filter(pk__gt=last).order_by("pk").values_list("pk", "items")[:500]):
        last = rows[-1][0]
        seen += len(rows)
        ours = [pk for pk, items in rows if any(int(item[0]) == revision_id for item in items)]
        for start in range(0, len(ours), CHUNK):
            chunk = Paper.objects.filter(pk__in=ours[start : start + CHUNK]).select_related(
                "contest", "entrant", "attempt", "rule_version", "round"
            )
            while not mark(list(chunk), again=True):
                pass  # another key was corrected meanwhile: read both again
            done += len(chunk)
        progress(seen, total)
    return done


def remark_left(contest: Contest) -> None:
    """Apply the corrected keys whose job has not come to its end: it waits, runs, failed or was
    cancelled. So a standing never mixes marks by an old and a new key."""
    for correction in KeyCorrection.objects.filter(contest=contest):
        newest = (
            Job.objects.filter(
                kind="results.remark",
                payload__contest=contest.public_id,
                payload__revision=correction.revision_id,
            )
            .order_by("-pk")
            .first()
        )
        if newest is None or newest.state != JobState.DONE:
            remark(contest, correction.revision_id)


def hide_name(consent: Consent) -> None:
    """Show initials from now on where the consent to be named was taken back.

    Runs inside the transaction of the withdrawal (`accounts.services.consents.ON_WITHDRAWAL`).
    """
    if consent.text.purpose != ConsentPurpose.PUBLISH:
        return
    entries = Entrant.objects.filter(person=consent.person)
    if consent.scope:
        entries = entries.filter(contest__public_id=consent.scope.removeprefix("contest:"))
    for entrant in entries:
        Entrant.objects.filter(pk=entrant.pk).update(display_name=initials(entrant.full_name))
