"""What a person may see of a handed-in paper, and from when: the only way here to a key.

Whether something may be shown is asked first; a key that may not be shown is not even read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from contests.models import Contest, Paper, PaperState, Round
from contests.rules.choices import ShowKey, ShowResult
from contests.rules.clock import settled_at
from contests.rules.ruleset import RuleSet
from contests.rules.scoring import KeyItem, score_attempt
from contests.selectors.contests import rules_of
from contests.selectors.keys import Ground, grounds, paper_key
from contests.selectors.papers import CurrentAnswer, ShownItem, current_answers, paper_items
from quiz.rules.marking import (
    Chosen,
    Fields,
    Key,
    Quantity,
    Rows,
    Together,
    Typed,
    is_accepted,
    mark_key,
)
from quiz.rules.question import CHOICE_KINDS, Kind
from quiz.rules.responses import CHILD, FIELD, NOTHING
from quiz.wording.kinds import quantity_words


@dataclass(frozen=True, slots=True)
class Score:
    """A person's own result. `passed` is None when the rules have no pass mark."""

    correct: int
    questions: int
    points_milli: int
    most_milli: int
    passed: bool | None


@dataclass(frozen=True, slots=True)
class ReviewedOption:
    """One option after the key is open."""

    letter: str
    text: str
    right: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class ReviewedRow:
    """A row, a gap or a typed answer after the key is open: what was said, what is right."""

    label: str
    text: str
    said: str
    right: str
    correct: bool


@dataclass(frozen=True, slots=True)
class ReviewedItem:
    """One question after the key is open. `void`: struck out, right for everybody; `partly`: right
    in part. `options` are those of choices, `rows` those of other kinds."""

    item: ShownItem
    options: tuple[ReviewedOption, ...]
    correct: bool
    void: bool
    explanation: str
    citations: tuple[str, ...]
    partly: bool = False
    rows: tuple[ReviewedRow, ...] = ()
    children: tuple[ReviewedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What may be shown now; what may not is None, and then the instant from which it may
    (None again: never, or nobody knows yet)."""

    score: Score | None
    score_from: datetime | None
    review: tuple[ReviewedItem, ...] | None
    review_from: datetime | None


def outcome(paper: Paper, now: datetime) -> Outcome:
    """What the owner of a handed-in `paper` may see at `now`."""
    rules = rules_of(paper.rule_version_id)
    rounds = list(paper.contest.rounds.all())
    if paper.is_practice:
        return _practice(paper, rules, rounds, now)
    assert paper.round is not None
    score_from = _score_from(rules, paper.round, rounds)
    review_from = _review_from(rules, paper.round, rounds)
    sees_score = score_from is None or now >= score_from
    sees_key = review_from is not None and now >= review_from and _all_done(rules, paper)
    return Outcome(
        score=_score(paper, rules) if sees_score or sees_key else None,
        score_from=score_from,
        review=_review(paper, rules) if sees_key else None,
        review_from=review_from,
    )


def _practice(paper: Paper, rules: RuleSet, rounds: Sequence[Round], now: datetime) -> Outcome:
    """Practice draws from the pool of the contest: until the whole contest is over its key stays
    closed, and only a paper answered in full is scored, or one answer at a time would find it."""
    over = _contest_over(rules, rounds)
    ended = over is not None and now >= over and not _open_papers(paper.contest)
    answers = current_answers(paper.pk)
    full = all(item.number in answers for item in paper_items(paper))
    sees_key = ended and rules.disclosure.key is not ShowKey.NEVER
    return Outcome(
        score=_score(paper, rules) if full or ended else None,
        score_from=None,
        review=_review(paper, rules) if sees_key else None,
        review_from=None if rules.disclosure.key is ShowKey.NEVER else over,
    )


def _contest_over(rules: RuleSet, rounds: Sequence[Round]) -> datetime | None:
    return max((settled_at(one.closes_at, rules) for one in rounds), default=None)


def _score_from(rules: RuleSet, round: Round, rounds: Sequence[Round]) -> datetime | None:
    """From when the own result is shown; None: at once."""
    match rules.disclosure.result:
        case ShowResult.IMMEDIATELY:
            return None
        case ShowResult.AFTER_ROUND:
            return settled_at(round.closes_at, rules)
        case ShowResult.AFTER_CONTEST:
            return _contest_over(rules, rounds)


def _review_from(rules: RuleSet, round: Round, rounds: Sequence[Round]) -> datetime | None:
    """From when the key is shown; None: never."""
    match rules.disclosure.key:
        case ShowKey.NEVER:
            return None
        case ShowKey.AFTER_ROUND:
            return settled_at(round.closes_at, rules)
        case ShowKey.AFTER_CONTEST:
            return _contest_over(rules, rounds)


def _all_done(rules: RuleSet, paper: Paper) -> bool:
    """Whether nobody can answer any more where `paper` was sat: more time that an organizer gave
    to one person keeps the key from everybody."""
    after_round = rules.disclosure.key is ShowKey.AFTER_ROUND
    return not _open_papers(paper.contest, paper.round if after_round else None)


def _open_papers(contest: Contest, round: Round | None = None) -> bool:
    papers = Paper.objects.filter(contest=contest, state=PaperState.OPEN, is_practice=False)
    return (papers.filter(round=round) if round else papers).exists()


def _score(paper: Paper, rules: RuleSet) -> Score:
    key = paper_key(paper)
    marked = score_attempt(_responses(paper), key, rules)
    return Score(
        correct=marked.correct,
        questions=len(key),
        points_milli=marked.points_milli,
        most_milli=sum(item.points_milli for item in key),
        passed=marked.passed if rules.passing.correct is not None else None,
    )


def _responses(paper: Paper) -> dict[int, str]:
    found: dict[int, CurrentAnswer] = current_answers(paper.pk)
    return {item: answer.response for item, answer in found.items()}


def _review(paper: Paper, rules: RuleSet) -> tuple[ReviewedItem, ...]:
    items, key = paper_items(paper), paper_key(paper)
    answers = _responses(paper)
    why = grounds({item.revision_id for item in items})
    signs = score_attempt(answers, key, rules).per_item
    return tuple(
        _reviewed(item, answer, answers.get(item.number, ""), sign, why.get(item.revision_id))
        for item, answer, sign in zip(items, key, signs, strict=True)
    )


def _reviewed(
    item: ShownItem, key: KeyItem, response: str, sign: str, why: Ground | None
) -> ReviewedItem:
    void = key.void or (key.key is None and not key.right)
    own = key.key or Chosen(key.right, item.kind is Kind.MULTIPLE)
    return replace(
        _answered(item, own if not void else None, response),
        correct=sign == "1",
        partly=sign == "~",
        void=void,
        explanation=why.explanation if why else "",
        citations=why.citations if why else (),
    )


def _answered(item: ShownItem, key: Key | None, response: str) -> ReviewedItem:
    """What was answered to `item` beside its key (None: struck out, no key is shown)."""
    options: tuple[ReviewedOption, ...] = ()
    rows: tuple[ReviewedRow, ...] = ()
    children: tuple[ReviewedItem, ...] = ()
    if item.kind in CHOICE_KINDS:
        right = key.letters if isinstance(key, Chosen) else frozenset()
        options = tuple(
            ReviewedOption(one.letter, one.text, one.letter in right, one.letter in response)
            for one in item.options
        )
    elif item.kind is Kind.SITUATION:
        keys = key.children if isinstance(key, Together) else (None,) * len(item.children)
        parts = response.split(CHILD) if response else [""] * len(item.children)
        children = tuple(
            _answered(child, own, part)
            for child, own, part in zip(item.children, keys, parts, strict=True)
        )
    else:
        rows = tuple(_rows(item, key, response))
    return ReviewedItem(
        item=item,
        options=options,
        correct=key is not None and mark_key(key, response).correct,
        void=False,
        explanation="",
        citations=(),
        rows=rows,
        children=children,
    )


def _rows(item: ShownItem, key: Key | None, response: str) -> Iterator[ReviewedRow]:
    if isinstance(key, Quantity):
        right = quantity_words(key.value, key.tolerance, key.unit)
        yield ReviewedRow("", "", response, right, mark_key(key, response).correct)
    elif item.options:
        signs = response or NOTHING * len(item.options)
        rights = key.signs if isinstance(key, Rows) else ("",) * len(item.options)
        for option, sign, right in zip(item.options, signs, rights, strict=True):
            yield ReviewedRow(
                option.letter,
                option.text,
                _sign_words(item, sign),
                _sign_words(item, right),
                sign == right,
            )
    else:
        count = max(1, len(item.gaps))
        texts = response.split(FIELD) if response else [""] * count
        fields = key.fields if isinstance(key, Fields) else (Typed(()),) * count
        for place, (text, field) in enumerate(zip(texts, fields, strict=True), start=1):
            label = f"({place})" if item.gaps else ""
            right = " / ".join(field.variants)
            yield ReviewedRow(label, "", text, right, is_accepted(field, text))


def _sign_words(item: ShownItem, sign: str) -> str:
    if item.kind is Kind.STATEMENTS:
        return {"T": "Đúng", "F": "Sai"}.get(sign, "")
    if item.kind is Kind.MATCHING:
        return next((f"{one.letter}. {one.text}" for one in item.choices if one.letter == sign), "")
    return "" if sign == NOTHING else sign
