"""H5P: question sets, and single questions with choices; read only."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

from quiz.formats.archive import Archive
from quiz.formats.base import FileError, Sink
from quiz.formats.content import Content, read_json
from quiz.formats.encodings import decode
from quiz.formats.html_text import html_to_text
from quiz.formats.items import TRUE_FALSE, Item, Maker
from quiz.rules.question import Blank, Blanks, Kind

_MAIN = "content/content.json"


def sure(content: Content) -> int:
    """2 for an H5P package."""
    return 2 if content.archive is not None and "h5p.json" in content.archive else 0


def read(content: Content, sink: Sink) -> None:
    """Read every question; places are their numbers in the set."""
    archive = content.archive
    if archive is None:
        raise FileError("FORMAT-OTHER", format="h5p", found="csv")
    library = str(_mapping(_json(archive, "h5p.json")).get("mainLibrary", ""))
    params = _mapping(_json(archive, _MAIN))
    maker = Maker(sink)
    if library == "H5P.QuestionSet" or isinstance(params.get("questions"), list) and (
        "library" in _mapping((params["questions"] or [None])[0])
    ):  # fmt: skip
        questions = params.get("questions")
        for number, one in enumerate(questions if isinstance(questions, list) else [], start=1):
            row = _mapping(one)
            name = str(row.get("library", "")).split(" ")[0]
            _question(name, _mapping(row.get("params")), number, archive, maker, sink)
        return
    _question(library, params, 1, archive, maker, sink)


def _json(archive: Archive, name: str) -> Any:
    return read_json(decode(archive.read(name))[0])


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return html_to_text(value).text if isinstance(value, str) else ""


def _question(
    library: str,
    params: Mapping[str, Any],
    number: int,
    archive: Archive,
    maker: Maker,
    sink: Sink,
) -> None:
    item = Item(number, Kind.SINGLE, stem=_text(params.get("question")))
    media = _mapping(_mapping(_mapping(params.get("media")).get("type")).get("params"))
    path = _mapping(media.get("file")).get("path")
    if isinstance(path, str) and path:
        name = posixpath.normpath(posixpath.join("content", path))
        data = archive.read(name) if name in archive and not name.startswith("..") else b""
        item.picture = sink.bring(posixpath.basename(name), data) if data else ""
        item.picture_alt = _text(media.get("alt"))
        if not item.picture:
            item.say("warning", "PICTURE-NOT", value=path[:60])
    if library == "H5P.MultiChoice":
        _choices(item, params)
    elif library == "H5P.TrueFalse":
        right = str(params.get("correct", "")).lower()
        item.kind = Kind.TRUE_FALSE
        item.options = [
            (TRUE_FALSE[0], right == "true", False),
            (TRUE_FALSE[1], right == "false", False),
        ]
    elif library == "H5P.Blanks":
        _blanks(item, params)
    else:
        item.say("error", "ITEM-KIND", value=library[:40])
        maker.refuse(item)
        return
    maker.give(item)


def _choices(item: Item, params: Mapping[str, Any]) -> None:
    answers = params.get("answers")
    rows = [_mapping(one) for one in answers] if isinstance(answers, list) else []
    item.options = [(_text(one.get("text")), one.get("correct") is True, None) for one in rows]
    behaviour = _mapping(params.get("behaviour"))
    right = sum(one[1] for one in item.options)
    several = behaviour.get("type") == "multi" or right > 1
    item.kind = Kind.MULTIPLE if several else Kind.SINGLE
    for one in rows:
        said = _text(_mapping(one.get("tipsAndFeedback")).get("chosenFeedback"))
        if one.get("correct") is True and said and not item.explanation:
            item.explanation = said


def _blanks(item: Item, params: Mapping[str, Any]) -> None:
    """`*answer/alternative:tip*` in each text of "questions"; a question of ours per text."""
    texts = params.get("questions")
    whole = "\n".join(_text(one) for one in texts) if isinstance(texts, list) else ""
    pieces = whole.split("*")
    stem = [_text(params.get("text")), "\n"]
    blanks: list[Blank] = []
    for place, piece in enumerate(pieces):
        if place % 2 == 0:
            stem.append(piece)
            continue
        variants = [one.strip() for one in piece.split(":")[0].split("/")]
        blanks.append(Blank(tuple(dict.fromkeys(filter(None, variants)))))
        stem.append(f"[[{len(blanks)}]]")
    item.kind, item.stem, item.body = Kind.BLANKS, "".join(stem), Blanks(tuple(blanks))
