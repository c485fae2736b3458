"""The answers of a question in its editor: fields by kind, and what was typed into them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField

from quiz.forms.saying import limited
from quiz.models import QuestionKind
from quiz.rules.answer_lines import LineError, read_answers, write_answers
from quiz.rules.question import (
    CHILD_KINDS,
    CHILDREN_MAX,
    CHILDREN_MIN,
    CHOICE_KINDS,
    LETTERS,
    OPTION_MAX,
    OPTIONS_MAX,
    OPTIONS_MIN,
    STEM_MAX,
    Blanks,
    Body,
    Draft,
    Kind,
    Option,
    Problem,
    Short,
    Situation,
)
from quiz.rules.text import clean_text
from quiz.wording import what
from quiz.wording.kinds import CHILD_HELP, LINES_HELP, ROW_HELP, ROWS

LINES_MAX = 8_000
ROW_KINDS = CHOICE_KINDS | {Kind.STATEMENTS, Kind.ORDER}
"""Kinds whose options are typed row by row; the others are typed as lines."""
Answered = tuple[tuple[Option, ...], Body | None]


def count_of(value: Any, default: int, least: int, most: int) -> int:
    """A number of rows as a browser sent it, within its limits."""
    try:
        return max(least, min(most, int(value)))
    except (TypeError, ValueError):
        return default


class AnswerFields:
    """Puts the fields of `kind` into `form` and reads them; `source` has the numbers of rows."""

    def __init__(self, form: forms.Form, kind: Kind, source: Mapping[str, Any]) -> None:
        self.form = form
        self.kind = kind
        self.has_rows = kind in ROW_KINDS
        self.option_count = self.child_count = 0
        if self.has_rows:
            self.option_count = count_of(source.get("options"), 4, OPTIONS_MIN, OPTIONS_MAX)
        elif kind is Kind.SITUATION:
            given = source.get("children")
            self.child_count = count_of(given, CHILDREN_MIN, CHILDREN_MIN, CHILDREN_MAX)
        for place in range(self.option_count):
            self._option(place)
        for place in range(self.child_count):
            self._child(place)
        if kind in LINES_HELP:
            form.fields["answers"] = forms.CharField(
                label="Hướng dẫn chấm" if kind is Kind.ESSAY else "Đáp án",
                required=False,
                help_text=LINES_HELP[kind],
                widget=forms.Textarea(attrs={"rows": 5}),
                **limited(LINES_MAX),
            )
        if kind in (Kind.SHORT, Kind.BLANKS, Kind.SITUATION):
            form.fields["loose"] = forms.BooleanField(
                label="Chấp nhận câu trả lời không dấu", required=False
            )

    def _letter(self, place: int) -> str:
        return str(place + 1) if self.kind is Kind.ORDER else LETTERS[place]

    def _option(self, place: int) -> None:
        fields, letter = self.form.fields, self._letter(place)
        fields[f"option_{place}"] = forms.CharField(
            label=f"{ROWS.get(self.kind, 'Đáp án')} {letter}",
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            **limited(OPTION_MAX),
        )
        if self.kind is Kind.ORDER:
            return
        fields[f"right_{place}"] = forms.BooleanField(label=f"{letter} đúng", required=False)
        fields[f"fixed_{place}"] = forms.BooleanField(
            label=f"{letter} giữ chỗ khi đảo", required=False
        )

    def _child(self, place: int) -> None:
        fields = self.form.fields
        fields[f"child_kind_{place}"] = forms.ChoiceField(
            label="Loại câu nhỏ",
            required=False,
            choices=[
                (kind.value, QuestionKind(kind).label) for kind in Kind if kind in CHILD_KINDS
            ],
        )
        fields[f"child_stem_{place}"] = forms.CharField(
            label="Câu hỏi nhỏ",
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            **limited(STEM_MAX),
        )
        fields[f"child_answers_{place}"] = forms.CharField(
            label="Đáp án",
            required=False,
            help_text=CHILD_HELP,
            widget=forms.Textarea(attrs={"rows": 4}),
            **limited(LINES_MAX),
        )

    # --- for the template -------------------------------------------------------------------------

    @property
    def row_help(self) -> str:
        """What is ticked beside the rows."""
        return ROW_HELP.get(
            self.kind,
            "Chọn ô «đúng» cạnh mỗi đáp án đúng. «Giữ chỗ» dành cho đáp án như «Cả ba ý trên».",
        )

    def option_rows(self) -> list[dict[str, Any]]:
        """The fields of each row; steps have nothing to tick."""
        return [
            {
                "place": place,
                "text": self.form[f"option_{place}"],
                "right": self._maybe(f"right_{place}"),
                "fixed": self._maybe(f"fixed_{place}"),
            }
            for place in range(self.option_count)
        ]

    def child_rows(self) -> list[dict[str, Any]]:
        """The fields of each sub-question."""
        names = ("kind", "stem", "answers")
        return [
            {"place": place, **{name: self.form[f"child_{name}_{place}"] for name in names}}
            for place in range(self.child_count)
        ]

    def lines(self) -> BoundField | None:
        """The field of lines, where the kind has one."""
        return self._maybe("answers")

    def loose(self) -> BoundField | None:
        """Whether marks may be left out, where something is typed."""
        return self._maybe("loose")

    def _maybe(self, name: str) -> BoundField | None:
        return self.form[name] if name in self.form.fields else None

    # --- what was typed ---------------------------------------------------------------------------

    def read(self, data: Mapping[str, Any]) -> Answered:
        """Options and body as typed; a line that cannot be read is said at its field."""
        exact = not data.get("loose")
        if self.kind is Kind.SITUATION:
            return (), Situation(tuple(self._children(data, exact)))
        if not self.has_rows:
            return self._lines(self.kind, "answers", data, exact)
        options = [
            Option(
                clean_text(data.get(f"option_{place}") or ""),
                bool(data.get(f"right_{place}")),
                bool(data.get(f"fixed_{place}")),
            )
            for place in range(self.option_count)
        ]
        while options and not options[-1].text and not options[-1].correct:
            options.pop()
        return tuple(options), None

    def _children(self, data: Mapping[str, Any], exact: bool) -> list[Draft]:
        found = []
        for place in range(self.child_count):
            stem = clean_text(data.get(f"child_stem_{place}") or "")
            kind = Kind(data.get(f"child_kind_{place}") or Kind.SINGLE)
            options, body = self._lines(kind, f"child_answers_{place}", data, exact)
            found.append(Draft(kind, stem, options, body=body))
        while found and not found[-1].stem and not found[-1].options and found[-1].body is None:
            found.pop()
        return found

    def _lines(self, kind: Kind, name: str, data: Mapping[str, Any], exact: bool) -> Answered:
        try:
            return read_answers(kind, data.get(name) or "", exact_marks=exact)
        except LineError as error:
            problem = Problem("error", error.code, args={"value": error.value})
            self.form.add_error(name, what(problem))
            return (), None

    def field_of(self, problem: Problem) -> str | None:
        """The field at which a finding about the answers is said."""
        part = str(problem.args.get("part", ""))
        child = problem.args.get("child")
        if isinstance(child, int) and 1 <= child <= self.child_count:
            return f"child_{'stem' if part == 'stem' else 'answers'}_{child - 1}"
        letter = str(problem.args.get("letter", ""))
        if part in ("option", "statement", "step") and letter in LETTERS[: self.option_count]:
            return f"option_{LETTERS.index(letter)}"
        if part in self.form.fields:
            return None
        for name in ("answers", "option_0" if part != "key" else "right_0", "child_answers_0"):
            if name in self.form.fields and part not in ("citation", "alt"):
                return name
        return None


def answers_of(draft: Draft) -> dict[str, Any]:
    """What the fields hold for `draft`."""
    values: dict[str, Any] = {"options": len(draft.options) or 4, "children": CHILDREN_MIN}
    if draft.kind in ROW_KINDS:
        for place, option in enumerate(draft.options):
            values[f"option_{place}"] = option.text
            values[f"fixed_{place}"] = option.fixed
            values[f"right_{place}"] = option.correct
    elif isinstance(draft.body, Situation):
        values["children"] = len(draft.body.children)
        values["loose"] = any(map(_is_loose, draft.body.children))
        for place, child in enumerate(draft.body.children):
            values[f"child_kind_{place}"] = child.kind.value
            values[f"child_stem_{place}"] = child.stem
            values[f"child_answers_{place}"] = write_answers(child)
    else:
        values["answers"] = write_answers(draft)
        values["loose"] = _is_loose(draft)
    return values


def _is_loose(draft: Draft) -> bool:
    match draft.body:
        case Short(_, exact):
            return not exact
        case Blanks(blanks):
            return any(not blank.exact_marks for blank in blanks)
        case _:
            return False
