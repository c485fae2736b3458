"""Reads of the organisation tree for lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import AdministrativeUnit, HeadCount, Membership, Organisation, User
from accounts.rules.text import search_key
from accounts.selectors.access import organisations_with


@dataclass(frozen=True)
class TreeRow:
    """One line of the tree: `depth` from the highest one that the reader sees."""

    node: Organisation
    depth: int
    persons: int | None
    as_of: date | None


def tree_rows(user: User, *, text: str = "") -> list[TreeRow]:
    """The organisations that `user` sees, parents before children, siblings in Vietnamese order.

    With `text` only those whose name or code holds it, as a flat list.
    """
    newest = HeadCount.objects.filter(organisation=OuterRef("pk")).order_by("-as_of")
    seen = organisations_with(user, "organisation.view").annotate(
        newest_persons=Subquery(newest.values("persons")[:1]),
        newest_date=Subquery(newest.values("as_of")[:1]),
    )
    nodes = {node.pk: node for node in seen}
    if text.strip():
        key = search_key(text)
        return [
            TreeRow(node, 0, node.newest_persons, node.newest_date)
            for node in nodes.values()
            if key in node.search_key or key in node.code.lower()
        ]
    below: dict[int | None, list[Organisation]] = {}
    for node in nodes.values():
        parent = node.parent_id if node.parent_id in nodes else None
        below.setdefault(parent, []).append(node)
    rows: list[TreeRow] = []
    waiting = [(node, 0) for node in reversed(below.get(None, []))]
    while waiting:
        node, depth = waiting.pop()
        rows.append(TreeRow(node, depth, node.newest_persons, node.newest_date))
        waiting += [(child, depth + 1) for child in reversed(below.get(node.pk, []))]
    return rows


def head_count_on(of: Organisation | AdministrativeUnit, day: date) -> int | None:
    """The newest count declared for `day` or before; None when there is none."""
    if isinstance(of, Organisation):
        counts = HeadCount.objects.filter(organisation=of)
    else:
        counts = HeadCount.objects.filter(unit=of)
    return (
        counts.filter(as_of__lte=day).order_by("-as_of").values_list("persons", flat=True).first()
    )


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Who holds a role in an organisation itself (not above), by tên."""
    return (
        Membership.objects.filter(organisation=organisation)
        .select_related("user__person", "organisation")
        .order_by("user__person__sort_key", "role")
    )
