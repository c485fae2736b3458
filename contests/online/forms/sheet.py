"""A posted sheet as responses: what the page's script would have sent."""

from __future__ import annotations

from django.http import QueryDict

from accounts.rules.text import clean_line
from contests.online.selectors.sittings import SheetItem
from quiz.rules.question import CHOICE_KINDS
from quiz.rules.responses import CHILD, FIELD, NOTHING, tidy


def posted_response(one: SheetItem, post: QueryDict) -> str:
    """The response of one question. What the form could not have sent is given as it came: the
    ticket refuses it."""
    kind = one.item.kind
    if kind in CHOICE_KINDS:
        return "".join(sorted(set(post.getlist(one.name))))
    if one.children:
        response = CHILD.join(posted_response(child, post) for child in one.children)
    elif one.rows:
        response = "".join(post.get(row.name) or NOTHING for row in one.rows)
    else:
        response = FIELD.join(
            clean_line(post.get(field.name, ""))[: one.typed_max].strip() for field in one.fields
        )
    return tidy(kind, response)
