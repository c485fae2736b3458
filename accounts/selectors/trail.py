"""Reads of the audit trail."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import AuditEvent, User
from accounts.rules.text import clean_line
from accounts.selectors.access import for_user, organisations_with


def events_for(
    user: User,
    *,
    q: str = "",
    action: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[AuditEvent]:
    """Events of the organisations where `user` reads the trail, newest first.

    Who reads it at a root also sees what members of the tree did outside any organisation
    (sign-ins, failures).
    """
    events = AuditEvent.objects.all()
    scoped = for_user(events, user, "audit.view")
    if organisations_with(user, "audit.view").filter(parent__isnull=True).exists():
        members = User.objects.filter(
            memberships__organisation__in=organisations_with(user, "audit.view")
        )
        # A failed sign-in has no actor but is about an account: only those of one's own tree.
        ids = [str(pk) for pk in members.values_list("pk", flat=True).distinct()]
        scoped = scoped | events.filter(organisation__isnull=True).filter(
            Q(actor__in=members) | Q(object_type="accounts.user", object_id__in=ids)
        )
    if q:
        text = clean_line(q)
        scoped = scoped.filter(
            Q(actor_label__icontains=text) | Q(object_label__icontains=text) | Q(object_id=text)
        )
    if action:
        scoped = scoped.filter(action__startswith=action)
    if since:
        scoped = scoped.filter(at__gte=_start(since))
    if until:
        scoped = scoped.filter(at__lt=_start(until + timedelta(days=1)))
    return scoped.select_related("organisation").order_by("-at", "-pk")


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def actions_seen() -> list[str]:
    """The actions there are, for the filter."""
    return sorted(AuditEvent.objects.order_by().values_list("action", flat=True).distinct())
