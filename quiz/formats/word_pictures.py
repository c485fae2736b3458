"""Pictures of a Word document: from the signs in its text to those of questions and options."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from quiz.formats.archive import Archive
from quiz.formats.base import Sink
from quiz.formats.items import named_by_pictures
from quiz.formats.ooxml import bring_part
from quiz.formats.word_text import PICTURE, Shown
from quiz.rules.question import Draft, Illustration
from quiz.rules.text import clean_line, clean_text

_BETWEEN: Final = re.compile(rf"(?<=\w){PICTURE.pattern}+(?=\w)")


class Pictures:
    """Gives questions the pictures that stand in their texts."""

    def __init__(self, shown: Mapping[str, Shown], archive: Archive | None, sink: Sink) -> None:
        self._shown = shown
        self._archive = archive
        self._sink = sink
        self._names: dict[str, str] = {}
        self._left = set(shown)

    @property
    def left(self) -> int:
        """How many pictures no question has asked for yet."""
        return len(self._left)

    def settle(self, draft: Draft) -> tuple[Draft, int]:
        """`draft` with pictures for the signs in its texts, and how many could not be kept.

        Those in an explanation are among them: shown with the question they would tell the answer.
        """
        if not self._shown:
            return draft, 0
        texts = [draft.stem, *(option.text for option in draft.options)]
        found: list[Illustration] = []
        lost = len(PICTURE.findall(draft.explanation + draft.citation_text + draft.topic))
        for place, text in enumerate(texts, start=-1):
            for sign in PICTURE.findall(text):
                one = self._bring(sign)
                if one is None:
                    lost += 1
                elif (whole := replace(one, option=place)) not in found:
                    found.append(whole)
        self._left -= set(PICTURE.findall(draft.explanation + draft.citation_text + draft.topic))
        if not found and not lost:
            return draft, 0
        said = named_by_pictures([_without(text) for text in texts[1:]], found)
        first = next((one for one in found if one.option < 0), Illustration(""))
        return (
            replace(
                draft,
                stem=_without(draft.stem),
                options=tuple(
                    replace(option, text=text)
                    for option, text in zip(draft.options, said, strict=True)
                ),
                explanation=_without(draft.explanation),
                citation_text=_without(draft.citation_text),
                topic=_without(draft.topic),
                picture=first.name,
                picture_alt=first.alt,
                pictures=tuple(one for one in found if one is not first),
            ),
            lost,
        )

    def _bring(self, sign: str) -> Illustration | None:
        """The picture of a sign as a picture of a stem; None when it cannot be shown."""
        if sign not in self._shown or self._archive is None:
            return None
        self._left.discard(sign)
        part, alt = self._shown[sign]
        if part not in self._names:
            self._names[part] = bring_part(self._archive, part, self._sink)
        name = self._names[part]
        return Illustration(name, clean_line(alt)[:300]) if name else None


def _without(text: str) -> str:
    return clean_text(PICTURE.sub("", _BETWEEN.sub(" ", text)))
