"""A sitting as its page shows it, and the entrant's own list of attempts. Nothing here reaches
a key."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from contests.clock import from_us, to_us
from contests.models import AnswerEvent, Contest, Entrant, Paper, PaperState, Round
from contests.online.models import Attempt
from contests.rules.choices import PredictionKind
from contests.selectors.contests import rules_of
from contests.selectors.papers import (
    PREDICTION_ITEM,
    ShownItem,
    ShownPicture,
    current_answers,
    paper_items,
    shape_of,
)
from contests.wording.sitting import prediction_question
from quiz.rules.question import Kind
from quiz.rules.responses import (
    CHILD,
    FIELD,
    NOTHING,
    TYPED_MAX,
    fits,
    typed_fields,
    typed_max,
)
from quiz.wording.kinds import HINTS

# All pages together ask at most this often a second for what other devices answered.
_POLLS_PER_SECOND = 50
_SOONEST_MS, _LATEST_MS = 4_000, 60_000
_COUNT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class SheetOption:
    """One option and whether it is the person's choice now."""

    letter: str
    text: str
    chosen: bool
    picture: ShownPicture | None = None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that is answered by itself: a statement, a step, a left side.

    `name` is that of its form field; `choices` are (sign, words, whether it is chosen now).
    """

    name: str
    letter: str
    text: str
    choices: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class SheetField:
    """A field that is typed into, or picked from `choices`; `label` is "" where it stands alone."""

    name: str
    label: str
    value: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One question of the sheet, or a sub-question, with the answer that counts now.

    `name` begins the names of its form fields: "q3", of its second child "q3.2".
    """

    item: ShownItem
    name: str
    response: str
    options: tuple[SheetOption, ...] = ()
    rows: tuple[SheetRow, ...] = ()
    fields: tuple[SheetField, ...] = ()
    children: tuple[SheetItem, ...] = ()
    typed_max: int = TYPED_MAX

    @property
    def several(self) -> bool:
        """Whether more than one letter may be chosen."""
        return self.item.kind is Kind.MULTIPLE

    @property
    def hint(self) -> str:
        """How it is answered, where that must be said."""
        return HINTS.get(self.item.kind, "")

    @property
    def answered(self) -> bool:
        return self.response != ""


def sheet_item(item: ShownItem, response: str, name: str = "", most: int = TYPED_MAX) -> SheetItem:
    """`item` with `response` filled in; what does not fit it is shown as not answered."""
    name = name or f"q{item.number}"
    if not fits(shape_of(item), response):
        response = ""
    options: tuple[SheetOption, ...] = ()
    rows: tuple[SheetRow, ...] = ()
    fields: tuple[SheetField, ...] = ()
    children: tuple[SheetItem, ...] = ()
    match item.kind:
        case Kind.SINGLE | Kind.MULTIPLE | Kind.TRUE_FALSE:
            options = tuple(
                SheetOption(one.letter, one.text, one.letter in response, one.picture)
                for one in item.options
            )
        case Kind.STATEMENTS | Kind.ORDER | Kind.MATCHING:
            signs = response or NOTHING * len(item.options)
            rows = tuple(
                SheetRow(
                    f"{name}.{row.letter}",
                    row.letter.lower() if item.kind is Kind.STATEMENTS else row.letter,
                    row.text,
                    tuple((value, words, value == sign) for value, words in _signs(item)),
                )
                for row, sign in zip(item.options, signs, strict=True)
            )
        case Kind.SHORT | Kind.NUMBER:
            fields = (SheetField(name, "", response, ()),)
        case Kind.BLANKS:
            texts = response.split(FIELD) if response else [""] * len(item.gaps)
            fields = tuple(
                SheetField(f"{name}.{place}", f"Chỗ trống ({place})", text, choices)
                for place, (choices, text) in enumerate(zip(item.gaps, texts, strict=True), start=1)
            )
        case Kind.SITUATION:
            parts = response.split(CHILD) if response else [""] * len(item.children)
            most = typed_max(typed_fields(shape_of(item)))
            children = tuple(
                sheet_item(child, part, f"{name}.{child.number}", most)
                for child, part in zip(item.children, parts, strict=True)
            )
        case _:
            raise ValueError(f"{item.kind} is not answered on a sheet")
    return SheetItem(item, name, response, options, rows, fields, children, most)


def _signs(item: ShownItem) -> tuple[tuple[str, str], ...]:
    """The signs of a row with their words."""
    match item.kind:
        case Kind.STATEMENTS:
            return (("T", "Đúng"), ("F", "Sai"))
        case Kind.ORDER:
            return tuple((str(place), str(place)) for place in range(1, len(item.options) + 1))
        case _:
            return tuple((one.letter, f"{one.letter}. {one.text}") for one in item.choices)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the sitting page needs. `prediction` is "" when the rules ask for none."""

    items: tuple[SheetItem, ...]
    prediction: str
    prediction_kind: PredictionKind
    predicted: str
    saved_at: datetime | None
    newest_seq: int
    left_ms: int

    @property
    def answered(self) -> int:
        return sum(one.answered for one in self.items)

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Numbers of the questions without an answer."""
        return tuple(one.item.number for one in self.items if not one.answered)


def sheet_of(paper: Paper, now_us: int) -> Sheet:
    """The sheet of `paper` at `now_us`. Two queries, three the first time."""
    answers = current_answers(paper.pk)
    rules = rules_of(paper.rule_version_id)
    newest = AnswerEvent.objects.filter(paper=paper).aggregate(
        at=Max("committed_us"), seq=Max("client_seq")
    )
    items = [
        sheet_item(item, answers[item.number].response if item.number in answers else "")
        for item in paper_items(paper)
    ]
    predicted = answers.get(PREDICTION_ITEM)
    return Sheet(
        items=tuple(items),
        prediction=prediction_question(rules.prediction),
        prediction_kind=rules.prediction.kind,
        predicted=predicted.response if predicted else "",
        saved_at=from_us(newest["at"]) if newest["at"] else None,
        newest_seq=newest["seq"] or 0,
        left_ms=max(0, paper.deadline_us - now_us) // 1000,
    )


def own_paper(entrant: Entrant, public_id: str) -> Paper | None:
    """The paper with this id when it is the entrant's own; else None, as if it were not there."""
    return (
        Paper.objects.filter(entrant=entrant, public_id=public_id, is_practice=False)
        .select_related("contest", "round", "entrant")
        .first()
    )


def practice_paper(contest: Contest, public_id: str) -> Paper | None:
    """A practice paper of `contest`: nobody's, so its unguessable id is the right to it."""
    return (
        Paper.objects.filter(contest=contest, public_id=public_id, is_practice=True)
        .select_related("contest")
        .first()
    )


@dataclass(frozen=True, slots=True)
class OwnAttempt:
    """One line of the entrant's list. `running`: it can be gone on with now."""

    attempt: Attempt
    paper: Paper
    started_at: datetime
    closed_at: datetime | None
    running: bool


def own_attempts(entrant: Entrant, now: datetime) -> list[OwnAttempt]:
    """The attempts of `entrant`, newest first. One query."""
    now_us = to_us(now)
    rows = (
        Attempt.objects.filter(entrant=entrant)
        .select_related("paper", "round")
        .order_by("-paper__started_us")
    )
    return [
        OwnAttempt(
            attempt=one,
            paper=one.paper,
            started_at=from_us(one.paper.started_us),
            closed_at=from_us(one.paper.closed_us) if one.paper.closed_us else None,
            running=one.paper.state == PaperState.OPEN and now_us <= one.paper.deadline_us,
        )
        for one in rows
    ]


def answered_count(paper: Paper) -> int:
    """Questions of `paper` with an answer, prediction apart."""
    return sum(item != PREDICTION_ITEM for item in current_answers(paper.pk))


def next_round(contest: Contest, now: datetime) -> Round | None:
    """The round that opens next."""
    return contest.rounds.filter(opens_at__gt=now).order_by("opens_at").first()


_counted: dict[int, tuple[float, int]] = {}


def poll_ms(contest: Contest, now_us: int) -> int:
    """How long a page waits before it asks again what other devices answered.

    4 s, so that another device shows a change within 5 s; longer only when so many sit at once
    that their asking would slow the house down. Counted at most every 10 s in each process.
    """
    then, count = _counted.get(contest.pk, (0.0, 0))
    now = time.monotonic()
    if now - then > _COUNT_SECONDS or not then:
        count = Paper.objects.filter(
            contest=contest, state=PaperState.OPEN, deadline_us__gt=now_us
        ).count()
        _counted[contest.pk] = (now, count)
    return min(_LATEST_MS, max(_SOONEST_MS, count * 1000 // _POLLS_PER_SECOND))
