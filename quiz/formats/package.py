"""Our own package: every question whole, with its pictures, as JSON in a zip. Lossless.

The bare JSON, and the shape in which banks are shipped with the platform, are read too.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from quiz.formats.archive import Archive
from quiz.formats.base import FileError, Seen, Sink, draft_from_json, draft_to_json
from quiz.formats.content import Content, read_json
from quiz.formats.encodings import decode
from quiz.formats.hold import Holds, Pictures, Written, divide
from quiz.rules.question import (
    Difficulty,
    Draft,
    Kind,
    Option,
    Problem,
    Where,
    clean_body,
    picture_names,
    validate,
    with_picture_names,
)
from quiz.rules.text import clean_line, clean_text

MAIN: Final = "ngan-hang.json"
MARK: Final = "thi-phap-luat/1"
_EXACT: Final = re.compile(r"-?[0-9]{1,20}(?:/[0-9]{1,20})?")
_FOLDER: Final = "images/"
HOLDS: Final = Holds()


def sure(content: Content) -> int:
    """2 for our package or JSON with a list of questions."""
    if content.archive is not None:
        return 2 if MAIN in content.archive else 0
    data = content.json
    if not isinstance(data, dict):
        return 0
    return 2 if isinstance(data.get("questions"), list) else 0


def read(content: Content, sink: Sink) -> None:
    """Read every question; places are their numbers in the list."""
    archive = content.archive
    data = read_json(decode(archive.read(MAIN))[0]) if archive is not None else content.json
    rows = data.get("questions") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise FileError("JSON-SHAPE", value="questions")
    topics = _topics(data)
    seen = Seen()
    for number, row in enumerate(rows, start=1):
        where = {"question": number}
        try:
            draft = replace(_draft(row, topics), where=Where("", number, ""))
            found = validate(draft) + seen.look(draft, number)
        except (
            KeyError,
            TypeError,
            ValueError,
            AttributeError,
            ArithmeticError,
            RecursionError,
        ) as error:
            bad = Problem(
                "error", "JSON-QUESTION", row=number, args={**where, "value": str(error)[:60]}
            )
            sink.take(Draft(Kind.SINGLE, "", ()), [bad])
            continue
        problems = [replace(one, args={**one.args, **where}) for one in found]
        if archive is not None:
            draft = _bring(draft, archive, sink, problems, number)
        sink.take(draft, problems)


def _topics(data: Mapping[str, Any]) -> dict[str, str]:
    listed = data.get("topics")
    return {
        str(one["code"]): str(one["name"])
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and "code" in one and "name" in one
    }


def _draft(row: Any, topics: Mapping[str, str]) -> Draft:
    if not isinstance(row, dict):
        raise TypeError("không phải câu hỏi")
    text = {name: row.get(name) or "" for name in (
        "stem", "explanation", "topic", "citation_text", "picture", "ref", "picture_alt"
    )}  # fmt: skip
    if any(not isinstance(one, str) for one in text.values()):
        raise TypeError("có phần không phải chữ")
    body = row.get("body")
    if body is not None and any(
        not _EXACT.fullmatch(str(body.get(name, "0"))) for name in ("value", "tolerance")
    ):
        raise ValueError("đáp số")  # before a Fraction is made of "1e999999999"
    draft = draft_from_json(
        {
            "kind": row["kind"],
            "options": [
                {"text": one["text"], "correct": one["correct"], "fixed": one.get("fixed", False)}
                for one in row.get("options") or []
            ],
            "difficulty": row.get("difficulty", Difficulty.MEDIUM),
            "critical": row.get("critical", False) is True,
            "where": None,
            "pictures": [
                (str(name), str(alt), int(option))
                for name, alt, option in row.get("pictures") or []
            ],
            "points_milli": int(row.get("points_milli", 0)),
            "body": body,
            **text,
            "citation_text": text["citation_text"] or str(row.get("source") or ""),
        }
    )
    for option in draft.options:
        if not isinstance(option.text, str) or not isinstance(option.correct, bool):
            raise TypeError("đáp án")
    return replace(
        draft,
        stem=clean_text(draft.stem),
        options=tuple(
            Option(clean_text(one.text), one.correct, bool(one.fixed)) for one in draft.options
        ),
        explanation=clean_text(draft.explanation),
        topic=clean_line(topics.get(draft.topic, draft.topic)),
        citation_text=clean_text(draft.citation_text),
        ref=clean_line(draft.ref),
        picture=clean_line(draft.picture),
        picture_alt=clean_line(draft.picture_alt),
        body=clean_body(draft.body),
    )


def _bring(
    draft: Draft, archive: Archive, sink: Sink, problems: list[Problem], number: int
) -> Draft:
    """`draft` with its pictures passed on, called by the names they got."""

    def brought(name: str) -> str:
        if _FOLDER + name not in archive:
            return name
        found = sink.bring(name, archive.read(_FOLDER + name))
        if not found:
            args: dict[str, str | int] = {"question": number, "value": name}
            problems.append(Problem("warning", "PICTURE-NOT", row=number, args=args))
        return found

    names = {name: brought(name) for name in dict.fromkeys(picture_names(draft))}
    return with_picture_names(draft, names)


def write(drafts: Iterable[Draft], pictures: Pictures) -> Written:
    """The package: the same questions give the same bytes."""
    held, lost = divide(drafts, HOLDS, pictures, names=True)
    rows = []
    names: dict[str, None] = {}
    for draft in held:
        row = draft_to_json(draft)
        del row["where"]
        rows.append(row)
        names |= dict.fromkeys(picture_names(draft))
    text = json.dumps({"format": MARK, "questions": rows}, ensure_ascii=False, indent=1)
    files = {MAIN: text.encode("utf-8", "replace")}
    files |= {_FOLDER + name: pictures[name] for name in names if name in pictures}
    return Written(pack(files), tuple(lost))


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip with these parts in this order and no time of day in it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()
