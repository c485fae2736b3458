"""The further pictures of a question in its editor: a file, what it shows in words, its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

from quiz.forms.answers import count_of
from quiz.forms.saying import limited
from quiz.rules.question import ALT_MAX, LETTERS, PICTURES_MAX, Draft, Illustration

ACCEPT: Final = {"accept": "image/png,image/jpeg,image/webp,image/gif"}
STEM: Final = -1


@dataclass(frozen=True)
class GivenPicture:
    """One row: the picture it had, by its name, unless a new `file` takes its place."""

    name: str
    file: UploadedFile | None
    alt: str
    option: int
    # The form's name for the file, where a refusal of it is said.
    field: str


class PictureFields:
    """Puts the rows into `form` and reads them. `known`: pictures that a row may bring along, with
    the number of their option."""

    def __init__(
        self, form: forms.Form, source: Mapping[str, Any], options: int, known: Mapping[str, int]
    ) -> None:
        self.form = form
        self.known = known
        self.count = count_of(source.get("more"), 0, 0, PICTURES_MAX)
        self.full = self.count >= PICTURES_MAX
        options = max(options, 1 + max(known.values(), default=STEM))
        places = [(str(STEM), "Lời hỏi")]
        places += [(str(at), f"Đáp án {LETTERS[at]}") for at in range(options)]
        for row in range(self.count):
            form.fields[f"more_name_{row}"] = forms.CharField(
                required=False, max_length=100, widget=forms.HiddenInput
            )
            form.fields[f"more_file_{row}"] = forms.FileField(
                label="Tệp hình",
                required=False,
                help_text="PNG, JPEG, WebP hoặc GIF, không quá 8 MB.",
                widget=forms.FileInput(attrs=ACCEPT),
                error_messages={"empty": "Tệp hình rỗng (0 byte). Hãy chọn lại."},
            )
            form.fields[f"more_alt_{row}"] = forms.CharField(
                label="Mô tả hình bằng lời",
                required=False,
                help_text="Cho người không nhìn được hình; không để lộ đáp án.",
                **limited(ALT_MAX),
            )
            form.fields[f"more_at_{row}"] = forms.ChoiceField(
                label="Hình của",
                choices=places,
                initial=str(STEM),
                error_messages={
                    "required": "Hãy chọn chỗ của hình.",
                    "invalid_choice": "Đáp án này không có. Hãy chọn lại.",
                },
            )

    def rows(self) -> list[dict[str, Any]]:
        """The fields of each row, for the template; `name` of the picture that it shows now."""
        found = []
        for row in range(self.count):
            name = self.form[f"more_name_{row}"]
            parts = {part: self.form[f"more_{part}_{row}"] for part in ("file", "alt", "at")}
            shown = name.value() if name.value() in self.known else ""
            found.append({"place": row, "hidden": name, "shown": shown, **parts})
        return found

    def read(self, data: Mapping[str, Any]) -> tuple[GivenPicture, ...]:
        """The rows that have a picture; what is missing is said at its field."""
        found = []
        for row in range(self.count):
            name = data.get(f"more_name_{row}") or ""
            file = data.get(f"more_file_{row}")
            alt = data.get(f"more_alt_{row}") or ""
            if file is None and name not in self.known:
                if alt:
                    self.form.add_error(f"more_file_{row}", "Hãy chọn tệp hình, hoặc bỏ hình này.")
                continue
            if file is not None and not alt and f"more_alt_{row}" not in self.form.errors:
                self.form.add_error(f"more_alt_{row}", "Hãy viết một câu mô tả hình.")
            at = int(data.get(f"more_at_{row}") or STEM)
            found.append(
                GivenPicture(name if name in self.known else "", file, alt, at, f"more_file_{row}")
            )
        return tuple(found)


def rows_of(draft: Draft) -> dict[str, Any]:
    """The initial values for the further pictures of `draft`."""
    values: dict[str, Any] = {"more": len(draft.pictures)}
    for row, one in enumerate(draft.pictures):
        values[f"more_name_{row}"] = one.name
        values[f"more_alt_{row}"] = one.alt
        values[f"more_at_{row}"] = str(one.option)
    return values


def kept(given: tuple[GivenPicture, ...]) -> tuple[Illustration, ...]:
    """The pictures that are there already, for a preview."""
    return tuple(Illustration(one.name, one.alt, one.option) for one in given if not one.file)
