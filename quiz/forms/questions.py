"""The question editor: works without JavaScript, rows come and go by buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from quiz.forms.answers import AnswerFields, count_of
from quiz.forms.pictures import ACCEPT, PictureFields, kept
from quiz.forms.saying import limited
from quiz.models import Bank, LegalDocument, QuestionKind, Topic
from quiz.models import Difficulty as DifficultyChoice
from quiz.rules.question import (
    CHILDREN_MAX,
    CHILDREN_MIN,
    CITATION_MAX,
    EXPLANATION_MAX,
    OPTIONS_MAX,
    OPTIONS_MIN,
    PICTURES_MAX,
    REF_MAX,
    STEM_MAX,
    Difficulty,
    Draft,
    Kind,
    Problem,
)
from quiz.rules.text import clean_line, clean_text
from quiz.services.questions import QUOTE_MAX, DraftRefused, Ground
from quiz.wording import what

GROUNDS_MAX = 6


class QuestionForm(forms.Form):
    """A question: its text, its answers as its kind has them, `grounds` rows of citations.

    Choices, statements and steps have `options` rows, a situation `children` sub-questions, other
    kinds lines of text (`quiz.rules.answer_lines`). The numbers of rows are hidden fields; buttons
    change them, and the kind, without JavaScript (`with_rows`). `known`: the further pictures
    that the question has, with the number of their option.
    """

    kind = forms.ChoiceField(label="Loại câu hỏi", choices=QuestionKind.choices)
    stem = forms.CharField(
        label="Câu hỏi", widget=forms.Textarea(attrs={"rows": 3}), **limited(STEM_MAX)
    )
    explanation = forms.CharField(
        label="Giải thích đáp án",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        **limited(EXPLANATION_MAX),
    )
    citation_text = forms.CharField(
        label="Căn cứ",
        required=False,
        help_text="Ví dụ: khoản 1 Điều 8 Luật 14/2012/QH13. "
        "Văn bản có trong tủ sách sẽ được gắn liên kết.",
        **limited(CITATION_MAX),
    )
    topic = forms.ModelChoiceField(
        label="Lĩnh vực",
        queryset=Topic.objects.none(),
        required=False,
        empty_label="Chưa xếp lĩnh vực",
        error_messages={"invalid_choice": "Hãy chọn một lĩnh vực trong danh sách."},
    )
    difficulty = forms.ChoiceField(label="Độ khó", choices=DifficultyChoice.choices)
    critical = forms.BooleanField(
        label="Câu điểm liệt: trả lời sai câu này thì không đạt", required=False
    )
    ref = forms.CharField(
        label="Mã câu",
        required=False,
        help_text="Để trống thì phần mềm tự đặt.",
        **limited(REF_MAX),
    )
    picture = forms.FileField(
        label="Hình kèm câu hỏi",
        required=False,
        help_text="PNG, JPEG, WebP hoặc GIF, không quá 8 MB.",
        widget=forms.FileInput(attrs=ACCEPT),
        error_messages={"empty": "Tệp hình rỗng (0 byte). Hãy chọn lại."},
    )
    picture_alt = forms.CharField(
        label="Mô tả hình bằng lời",
        required=False,
        help_text="Cho người không nhìn được hình; không để lộ đáp án.",
        **limited(300),
    )
    remove_picture = forms.BooleanField(label="Bỏ hình đang có", required=False)
    options = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=OPTIONS_MAX)
    grounds = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=GROUNDS_MAX)
    children = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=CHILDREN_MAX, required=False
    )
    more = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=PICTURES_MAX, required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(
        self, *args: Any, bank: Bank, new: bool, known: Mapping[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = bank.topics.all()  # type: ignore[attr-defined]
        if not new:
            del self.fields["ref"]
        source: Mapping[str, Any] = self.data if self.is_bound else self.initial
        chosen = source.get("kind")
        self.kind = Kind(chosen) if chosen in QuestionKind.values else Kind.SINGLE
        self.parts = AnswerFields(self, self.kind, source)
        self.option_count = self.parts.option_count
        self.child_count = self.parts.child_count
        self.ground_count = count_of(source.get("grounds"), 0, 0, GROUNDS_MAX)
        documents = LegalDocument.objects.defer("text").order_by("number")
        for place in range(self.ground_count):
            self._ground_fields(place, documents)
        self.more_pictures = PictureFields(self, source, self.option_count, known)

    def _ground_fields(self, place: int, documents: QuerySet[LegalDocument]) -> None:
        self.fields[f"document_{place}"] = forms.ModelChoiceField(
            label="Văn bản",
            queryset=documents,
            required=False,
            empty_label="Chọn văn bản",
            error_messages={"invalid_choice": "Hãy chọn một văn bản trong danh sách."},
        )
        for name, label in (("article", "Điều"), ("clause", "Khoản"), ("point", "Điểm")):
            self.fields[f"{name}_{place}"] = forms.CharField(
                label=label, required=False, **limited(20)
            )
        self.fields[f"quote_{place}"] = forms.CharField(
            label="Trích nguyên văn",
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            **limited(QUOTE_MAX),
        )
        self.fields[f"checked_{place}"] = forms.DateField(
            label="Ngày đối chiếu",
            help_text="Ngày bạn so câu trích với văn bản.",
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Ngày không đúng. Hãy nhập lại."},
        )

    def ground_rows(self) -> list[dict[str, Any]]:
        """The fields of each citation, for the template."""
        names = ("document", "article", "clause", "point", "quote", "checked")
        return [
            {"place": place, **{name: self[f"{name}_{place}"] for name in names}}
            for place in range(self.ground_count)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for place in range(self.ground_count):
            told = any(
                data.get(f"{name}_{place}") for name in ("article", "clause", "point", "quote")
            )
            if told and not data.get(f"document_{place}"):
                self.add_error(f"document_{place}", "Hãy chọn văn bản của trích dẫn này.")
        self.answered = self.parts.read(data)
        self.given_pictures = self.more_pictures.read(data)
        return data

    def draft(self) -> Draft:
        """The question as typed, with the further pictures that it has already. Empty options at
        the end are left out."""
        data = self.cleaned_data
        options, body = self.answered
        return Draft(
            kind=self.kind,
            stem=clean_text(data["stem"]),
            options=options,
            explanation=data["explanation"],
            difficulty=Difficulty(data["difficulty"]),
            citation_text=clean_line(data["citation_text"]),
            critical=data["critical"],
            ref=data.get("ref", ""),
            pictures=kept(self.given_pictures),
            body=body,
        )

    def given_grounds(self) -> list[Ground]:
        """The citations that name a document."""
        data = self.cleaned_data
        return [
            Ground(
                document=data[f"document_{place}"],
                article=data[f"article_{place}"],
                clause=data[f"clause_{place}"],
                point=data[f"point_{place}"],
                quote=data[f"quote_{place}"],
                checked_on=data[f"checked_{place}"],
            )
            for place in range(self.ground_count)
            if data.get(f"document_{place}")
        ]

    def add_problems(self, refused: DraftRefused) -> None:
        """Put what is wrong with the question at its fields."""
        for problem in refused.problems:
            self.add_error(self._field_of(problem), what(problem))

    def _field_of(self, problem: Problem) -> str | None:
        part = str(problem.args.get("part", ""))
        if name := self.parts.field_of(problem):
            return name
        if part == "pictures" and self.more_pictures.count:
            return "more_at_0"
        part = {"citation": "citation_text", "alt": "picture_alt"}.get(part, part)
        return part if part in self.fields else None


def with_rows(data: Mapping[str, Any], do: str) -> dict[str, Any]:
    """What was typed, after a button that adds or removes a row ("option:+", "ground:2"), or one
    that shows the fields of another kind ("kind:")."""
    values = {name: data.get(name) for name in data}
    what_row, _, at = do.partition(":")
    count_name = {
        "option": "options", "ground": "grounds", "child": "children", "picture": "more",
    }.get(what_row)  # fmt: skip
    if count_name is None:
        return values
    parts = {
        "option": ("option", "right", "fixed"),
        "ground": ("document", "article", "clause", "point", "quote", "checked"),
        "child": ("child_kind", "child_stem", "child_answers"),
        "picture": ("more_name", "more_alt", "more_at"),
    }[what_row]
    least, most = {
        "option": (OPTIONS_MIN, OPTIONS_MAX),
        "ground": (0, GROUNDS_MAX),
        "child": (CHILDREN_MIN, CHILDREN_MAX),
        "picture": (0, PICTURES_MAX),
    }[what_row]
    count = count_of(values.get(count_name), least, least, most)
    if at == "+":
        values[count_name] = min(most, count + 1)
    elif at.isdigit() and int(at) < count and count > least:
        for place in range(int(at), count):
            for part in parts:
                values[f"{part}_{place}"] = values.get(f"{part}_{place + 1}")
        values[count_name] = count - 1
        if what_row == "option":
            _move_pictures(values, int(at))
    return values


def _move_pictures(values: dict[str, Any], gone: int) -> None:
    """Let the further pictures follow their options when option `gone` is removed; its own go to
    the stem."""
    for place in range(PICTURES_MAX):
        at = str(values.get(f"more_at_{place}") or "")
        if at.isdigit() and int(at) >= gone:
            values[f"more_at_{place}"] = "-1" if int(at) == gone else str(int(at) - 1)
