"""One raw question of a paper on its way to a clean draft: its kind, its key, its parts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from quiz.formats.cells import plain_text
from quiz.formats.items import TRUE_FALSE
from quiz.formats.rows import difficulty_of
from quiz.formats.word_keys import truths
from quiz.formats.word_marks import listed_options, marked_letters, own_truths
from quiz.formats.word_pictures import Pictures
from quiz.formats.word_raw import RawOption, RawQuestion, text_of
from quiz.rules.numbers import read_number
from quiz.rules.question import (
    LETTERS,
    Body,
    Difficulty,
    Draft,
    Essay,
    Kind,
    Number,
    Option,
    Problem,
    Severity,
    Short,
    Where,
    comparable,
    validate,
)
from quiz.rules.text import clean_line, clean_text, fixed_flags, parse_key

_TRUE: Final = {"đúng": True, "đ": True, "true": True, "sai": False, "s": False, "false": False}
_FIX: Final = re.compile(r"^\s*#[!$]\s*|\s*#[!$]\s*$")
_LEVEL: Final = re.compile(
    r"^\s*[(\[](nb|th|vdc?|nhận biết|thông hiểu|vận dụng(?: cao)?)[)\]]\s*[.:]?\s*", re.IGNORECASE
)
_LEVELS: Final = {"n": Difficulty.EASY, "t": Difficulty.MEDIUM, "v": Difficulty.HARD}
_GROUND: Final = re.compile(r"(?:theo |căn cứ )?(?:điểm|khoản|điều)\s", re.IGNORECASE)
_POINTS: Final = re.compile(r"(\d{1,3})(?:[.,](\d{1,3}))?\s*(?:điểm|đ)", re.IGNORECASE)
_LONG: Final = 120
"""Characters; a longer answer is not typed word for word."""
_BARE: Final = re.compile(r"\s*[A-H]\s*\.?\s*")
_OR: Final = re.compile(r"\s*(?:;|\||\bhoặc\b)\s*")
_SAID: Final = re.compile(
    r"\s*(?:vậy\s+|nên\s+)?(?:chọn|đáp án(?: đúng)?)(?: là)?(?: đáp án| phương án)?\s*:?\s*"
    r"([A-H])(?![\wÀ-ỹ])|\s*([A-H])\s*(?:\.?\s*(?:\n|$))", re.IGNORECASE,
)  # fmt: skip


def is_fixing(text: str) -> bool:
    """Whether an option or a stem carries a sign that fixes places ("#!", "#$")."""
    return bool(_FIX.search(text))


class Reading:
    """Makes the draft of one raw question, and everything that is to be said about it.

    `table_key`: the answer at the end of the paper; `first`: the paper writes the right option
    first and has no other mark.
    """

    def __init__(
        self, raw: RawQuestion, table_key: str | None, note: str, pictures: Pictures,
        *, first: bool = False,
    ) -> None:  # fmt: skip
        self._raw = raw
        self._table_key = table_key
        self._note = note
        self._pictures = pictures
        self._first = first
        self._found: list[Problem] = []
        self._difficulty: Difficulty | None = None

    def _say(self, severity: Severity, code: str, **args: str | int) -> None:
        number = self._raw.number
        self._found.append(Problem(severity, code, "", number, "", {"question": number, **args}))

    def _clean(self, raw: str, part: str) -> str:
        text, finding = plain_text(raw)
        if finding is not None:
            self._say(finding.severity, finding.code, part=part, **dict(finding.args))
        return text

    def result(self) -> tuple[Draft, list[Problem]]:
        """The draft and everything that was found about it."""
        raw = self._raw
        if raw.converted:
            self._say("note", "LEGACY-CONVERTED", encoding="TCVN3/VNI")
        stem = self._stem()
        keep_all = is_fixing(stem)
        options = self._options()
        texts = [self._clean(text_of(option.runs), f"option {option.letter}") for option in options]
        kept = [keep_all or is_fixing(text) for text in texts]
        stem, texts = _FIX.sub("", stem), [_FIX.sub("", text) for text in texts]
        if (
            not options
            and (listed := listed_options(stem, self._raw.fields.get("key", ""))) is not None
        ):
            stem, texts, place = listed
            options = [RawOption(LETTERS[n], []) for n in range(len(texts))]
            kept = [keep_all] * len(texts)
            raw.fields["key"] = LETTERS[place]
        truth = self._statements(options, texts)
        body: Body | None = None
        flags: tuple[bool, ...] = (False,) * len(texts)
        if truth is not None:
            kind, right, texts = Kind.STATEMENTS, truth[0], truth[1]
        elif not options and (worded := self._worded()) is not None:
            kind, texts, right, body = worded
            flags = (False,) * len(texts)
        else:
            kind, right = self._choice(options, texts)
            if kind is not Kind.TRUE_FALSE:
                flags = self._fixed(texts, kept)
        draft = Draft(
            kind=kind,
            stem=stem,
            options=tuple(
                Option(text, correct, fixed)
                for text, correct, fixed in zip(texts, right, flags, strict=True)
            ),
            explanation=self._explanation(kind),
            topic=clean_line(raw.fields.get("topic", "") or raw.group),
            difficulty=self._level(raw.fields.get("difficulty", "")),
            citation_text=self._clean(raw.fields.get("citation", ""), "citation"),
            ref=clean_line(raw.fields.get("ref", "")),
            where=Where("", raw.number, ""),
            points_milli=self._points(),
            body=body,
        )
        draft, lost = self._pictures.settle(draft)
        left = [*raw.left, *["picture"] * lost]
        for what in dict.fromkeys(left):
            code = "WORD-READ" if what.endswith("-read") else "WORD-LEFT"
            self._say("warning", code, what=what, count=left.count(what))
        said = {problem.code for problem in self._found if problem.severity == "error"}
        for problem in validate(draft):
            if problem.code.startswith("KEY-") and any(code.startswith("KEY-") for code in said):
                continue
            if said & {"LEGACY-FONT", "OPTION-ORDER"} and problem.code != "TEXT-LONG":
                continue
            self._found.append(replace(problem, args={**problem.args, "question": raw.number}))
        return draft, self._found

    def _stem(self) -> str:
        stem = self._clean(text_of(self._raw.stem), "stem")
        for text in (self._raw.said, stem):
            level = _LEVEL.match(text) or _LEVEL.match(f"({text})")
            if level is not None and self._difficulty is None:
                self._difficulty = _LEVELS[level.group(1)[0].lower()]
        return _LEVEL.sub("", stem)

    def _points(self) -> int:
        found = _POINTS.fullmatch(self._raw.said.strip())
        if found is None:
            return 0
        return int(found.group(1)) * 1000 + int((found.group(2) or "").ljust(3, "0"))

    def _explanation(self, kind: Kind) -> str:
        if kind is Kind.ESSAY:
            return ""
        text = self._raw.fields.get("explanation", "") or self._note
        return "" if _BARE.fullmatch(text) else self._clean(text, "explanation")

    def _options(self) -> list[RawOption]:
        options = self._raw.options
        letters = "".join(option.letter for option in options)
        if letters != LETTERS[: len(letters)]:
            self._say("error", "OPTION-ORDER", letters=", ".join(letters))
        return options

    def _fixed(self, texts: list[str], kept: list[bool]) -> tuple[bool, ...]:
        flags = fixed_flags(texts)
        if any(flags):
            at = len(flags) - 1 if all(flags) else flags.index(True)
            named = (LETTERS + "?" * len(flags))[: len(flags)]
            letters = ", ".join(name for name, flag in zip(named, flags, strict=True) if flag)
            self._say("warning", "OPTION-FIXED", value=texts[at][:60], letters=letters)
        return tuple(flag or wanted for flag, wanted in zip(flags, kept, strict=True))

    def _level(self, text: str) -> Difficulty:
        found = difficulty_of(text)
        if found is None:
            self._say("error", "DIFFICULTY-UNKNOWN", value=clean_text(text)[:60])
        if not text.strip() and self._difficulty is not None:
            return self._difficulty
        return found or Difficulty.MEDIUM

    # --- statements, each of them true or false --------------------------------

    def _statements(
        self, options: list[RawOption], texts: list[str]
    ) -> tuple[list[bool], list[str]] | None:
        """Truths and texts when the options are statements; None when they are choices."""
        if len(options) < 2 or [comparable(text) for text in texts] == ["đúng", "sai"]:
            return None
        key = clean_text(self._raw.fields.get("key", ""))
        first, _, rest = key.partition("\n")
        written = truths(key)
        if not written and (written := truths(first)) and not self._raw.fields.get("explanation"):
            self._raw.fields["explanation"] = rest
        table = self._table_key or ""
        table = table if set(table) <= {"đ", "s"} else ""
        own, bare = own_truths(options, texts)
        asked = self._raw.form == "statements" and all(option.small for option in options)
        letters = parse_key(first or self._table_key or "") or ""
        letters = letters if set(letters) <= set(LETTERS) else ""
        if not (written or table or own or (asked and (letters or not key))):
            return None
        said = [one for one in (written, table, own) if one]
        if any(one != said[0] for one in said[1:]):
            self._say("error", "KEY-DISAGREE", first=said[0].upper(), second=said[1].upper())
        elif said and len(said[0]) != len(options):
            self._say("error", "KEY-OUTSIDE", value=said[0].upper(), count=len(options))
        elif not said:
            marked = set(letters) or marked_letters(options)
            if not marked:
                self._say("error", "KEY-NONE-MARKED")
            return [option.letter in marked for option in options], bare
        right = said[0].ljust(len(options), "s")
        return [right[place] == "đ" for place in range(len(options))], bare

    # --- questions that are answered in words ----------------------------------

    def _worded(self) -> tuple[Kind, list[str], list[bool], Body | None] | None:
        """Kind, options, key and body of a question without options; None when it has no answer."""
        raw = self._raw
        if raw.form == "essay":
            guide = raw.fields.get("explanation") or raw.fields.get("key") or self._note
            return Kind.ESSAY, [], [], Essay(self._clean(guide, "guide"))
        said = clean_text(raw.fields.get("key") or "")
        first, _, rest = said.partition("\n")
        first = first or self._table_key or ""
        if not first:
            return None
        truth = _TRUE.get(comparable(first.strip(" .")))
        if rest and (truth is not None or len(said) <= _LONG):
            raw.fields["explanation"] = raw.fields.get("explanation") or rest
        if truth is not None:
            return Kind.TRUE_FALSE, list(TRUE_FALSE), [truth, not truth], None
        if raw.form != "short" and re.fullmatch(r"[A-Ha-h]\.?", first):
            return None
        if raw.form != "short" and len(said) <= _LONG:
            self._say("warning", "KIND-WORDS", value=first[:60])
        if raw.form != "short" and len(said) > _LONG:
            self._say("warning", "KIND-ESSAY")
            return Kind.ESSAY, [], [], Essay(self._clean(said, "guide"))
        number = read_number(first.rstrip("."))
        if number is not None:
            return Kind.NUMBER, [], [], Number(number)
        variants = [
            clean_line(one).rstrip(".") for one in re.split(r"\s*(?:;|\||\bhoặc\b)\s*", first)
        ]
        return Kind.SHORT, [], [], Short(tuple(dict.fromkeys(filter(None, variants))))

    # --- choices ----------------------------------------------------------------

    def _choice(self, options: list[RawOption], texts: list[str]) -> tuple[Kind, list[bool]]:
        key, explicit = self._key(options, texts)
        kind = Kind.SINGLE
        if [comparable(text) for text in texts] == ["đúng", "sai"]:
            kind = Kind.TRUE_FALSE
        elif len(key) > 1 and explicit:
            kind = Kind.MULTIPLE
            self._say("warning", "KIND-GUESSED", key=key)
        return kind, [option.letter in key for option in options]

    def _key(self, options: list[RawOption], texts: list[str]) -> tuple[str, bool]:
        """Right letters, and whether they were written out (a line or the table)."""
        line = self._line_key(texts)
        marked = marked_letters(options)
        table = self._table_key
        table = "".join(sorted(set(table) & set(LETTERS))) if table else None
        table = self._truth_letter(texts) or table or None
        if line is not None and table is not None and line != table:
            self._say("error", "KEY-DISAGREE", first=line, second=table)
            return "", True
        written = line if line is not None else table
        if written is None and "key" not in self._raw.fields and not marked:
            written = self._solved()
        if written is not None:
            outside = [letter for letter in written if letter not in LETTERS[: len(options)]]
            if outside:
                self._say("error", "KEY-OUTSIDE", value=written, count=len(options))
                return "", True
            if len(marked) == 1 and len(written) == 1 and marked != {written}:
                self._say("error", "KEY-DISAGREE", first=written, second="".join(marked))
                return "", True
            return written, True
        if "key" in self._raw.fields:
            return "", True
        if len(marked) > 1:
            self._say("error", "KEY-TWO-MARKED", letters=", ".join(sorted(marked)))
            return "", False
        if not marked and options and self._first:
            return "A", False
        if not marked and options:
            self._say("error", "KEY-NONE-MARKED")
        return "".join(marked), False

    def _truth_letter(self, texts: list[str]) -> str:
        """The letter that "Đ" or "S" in the table at the end means for "A. Đúng  B. Sai"."""
        truth = _TRUE.get(comparable(self._table_key or ""))
        if truth is None or [comparable(text) for text in texts] != ["đúng", "sai"]:
            return ""
        return "A" if truth else "B"

    def _solved(self) -> str | None:
        """The letter that the solution names: "Lời giải: Chọn B. Vì …"."""
        for text in (self._raw.fields.get("explanation", ""), self._note):
            found = _SAID.match(text)
            if found is not None:
                return (found.group(1) or found.group(2)).upper()
        return None

    def _line_key(self, texts: list[str]) -> str | None:
        said = self._raw.fields.get("key")
        if said is None:
            return None
        first, _, rest = clean_text(said).partition("\n")
        first = first.strip("*_ ")
        if not first:  # "Đáp án:" left blank is no statement; marks may still tell
            del self._raw.fields["key"]
            return None
        if rest and not self._raw.fields.get("explanation"):
            self._raw.fields["explanation"] = rest
        same = [LETTERS[n] for n, text in enumerate(texts) if comparable(text) == comparable(first)]
        if len(same) == 1:
            return same[0]
        truth = _TRUE.get(comparable(first.strip(" .)")))
        if truth is not None and [comparable(text) for text in texts] == ["đúng", "sai"]:
            return "A" if truth else "B"
        key = parse_key(first)
        if key is None or key.isdigit():
            head = first.split(".", 1)[0].split(" ", 1)[0].strip(" .:)")
            key = head.upper() if len(head) == 1 and head.upper() in LETTERS else None
            more = first[len(head) :].lstrip(" .:)-–;,")
            known = comparable(more) in map(comparable, texts)
            if key is not None and more and not known:
                more = more[1:-1] if more[0] == "(" and more.endswith(")") else more
                part = "citation" if _GROUND.match(more) else "explanation"
                self._raw.fields.setdefault(part, more)
        if key is None:
            self._say("error", "KEY-UNKNOWN", value=first[:60])
        return key
