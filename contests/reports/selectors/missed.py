"""The questions most often answered wrong: "nội dung cần tuyên truyền thêm".

No key leaves this module. While a round that may draw a question is open or still to come, its
citation is kept back as well, because a citation can give the answer away.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from contests.models import PoolQuestion
from contests.reports.rules.figures import Row, Table
from contests.reports.selectors.scope import Scope
from contests.selectors.keys import grounds
from quiz.models import Revision
from quiz.rules.markup import plain

LEAST_ANSWERS = 30
MOST = 10
STEM = 160


def shortened(text: str, most: int = STEM) -> str:
    """`text` on one line, cut at a word with "…"."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[: most + 1].rsplit(" ", 1)[0][:most].rstrip(" ,;:.") + "…"


def most_missed(scope: Scope, now: datetime) -> Table:
    """The ten questions with the greatest share of wrong answers among those answered at least
    `LEAST_ANSWERS` times; unanswered does not count as wrong."""
    right: Counter[int] = Counter()  # in full or in part
    wrong: Counter[int] = Counter()
    rows = scope.attempts().order_by().values_list("per_item", "paper__items")
    for signs, items in rows.iterator(chunk_size=2000):
        for sign, item in zip(signs, items, strict=False):
            if sign in "1~":
                right[item[0]] += 1
            elif sign == "0":
                wrong[item[0]] += 1
    asked = [pk for pk in wrong if right[pk] + wrong[pk] >= LEAST_ANSWERS]
    asked.sort(key=lambda pk: (-wrong[pk] / (right[pk] + wrong[pk]), pk))
    chosen = asked[:MOST]
    revisions = Revision.objects.select_related("question__topic").in_bulk(chosen)
    cited = grounds(set(chosen))
    kept_back = set(
        PoolQuestion.objects.filter(
            revision__in=chosen,
            rule_version__contest__rounds__closes_at__gt=now,
        ).values_list("revision_id", flat=True)
    )
    found = []
    for pk in chosen:
        revision = revisions[pk]
        topic = revision.question.topic
        texts = {
            "topic": topic.name if topic is not None else "",
            "citation": "" if pk in kept_back else "; ".join(cited[pk].citations),
            "kept_back": "1" if pk in kept_back else "",
        }
        share = (wrong[pk], right[pk] + wrong[pk])
        found.append(Row(str(pk), shortened(plain(revision.stem)), {"wrong": share}, (), texts))
    return Table("missed", "missed", ("wrong",), tuple(found))
