"""Questions as plain text in the Vietnamese exam grammar: pasted, or saved from Word or a PDF."""

from __future__ import annotations

import re
from typing import Final

from quiz.formats import delimited
from quiz.formats.base import Sink
from quiz.formats.content import Content
from quiz.formats.word import read_blocks
from quiz.formats.word_grammar import QUESTION
from quiz.formats.word_text import Line, Run
from quiz.rules.legacy import modernised, prevailing

_NUMBERED: Final = re.compile(r"\s*\d{1,4}\s*[.):/]\s*\S")
_OPTION: Final = re.compile(r"\s*[*✓✔]?\s*[A-Ha-h]\s*[.)]\s*\S")


def sure(content: Content) -> int:
    """2 for several questions of the grammar, 1 for one."""
    if content.archive is not None or content.is_xml:
        return 0
    lines = content.text[:200_000].split("\n")
    if (old := prevailing(lines)) is not None:
        lines = [modernised(line, old) for line in lines]
    questions = sum(bool(QUESTION.match(line) or _NUMBERED.match(line)) for line in lines)
    options = sum(bool(_OPTION.match(line)) for line in lines)
    inline = sum(bool(re.search(r"\bA\s*[.)].*\bB\s*[.)]", line)) for line in lines)
    if not questions or not options + inline:
        return 0
    if delimited.sure(content) == 2:
        return 1
    many = options >= 2 * questions and options >= 4
    return 2 if many or ("," not in lines[0] and "\t" not in lines[0]) else 1


def read(content: Content, sink: Sink) -> None:
    """Read the questions; places are printed question numbers."""
    blocks: list[Line] = []
    for raw in content.text.lstrip("\ufeff").split("\n"):
        blocks.append(Line([Run(raw, frozenset())]))
    read_blocks(list(blocks), sink)
