"""H5P: question sets, and single questions with choices; read only."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from quiz.formats.archive import Archive
from quiz.formats.base import FileError, Sink
from quiz.formats.content import Content, read_json
from quiz.formats.encodings import decode
from quiz.formats.html_text import data_picture, html_to_text
from quiz.formats.items import TRUE_FALSE, Item, Maker
from quiz.rules.question import Blank, Blanks, Essay, Kind

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
        rows = questions if isinstance(questions, list) else []
        listed = [
            (
                str(_mapping(one).get("library", "")).split(" ")[0],
                _mapping(_mapping(one).get("params")),
            )
            for one in rows
        ]
    else:
        listed = [(library, params)]
    number = 0
    for name, one in listed:
        for single in _singles(one) if name == "H5P.SingleChoiceSet" else [one]:
            number += 1
            _question(name, single, number, archive, maker, sink)


def _singles(params: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A set of single choices as questions; its authors write the right answer first."""
    choices = params.get("choices")
    return [_mapping(one) for one in choices] if isinstance(choices, list) else []


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
    item = Item(number, Kind.SINGLE)
    bring = _Pictures(item, archive, sink)
    item.stem = bring.words(params.get("question"))
    media = _mapping(_mapping(_mapping(params.get("media")).get("type")).get("params"))
    path = _mapping(media.get("file")).get("path")
    if isinstance(path, str) and path:
        bring.take(path, _text(media.get("alt")))
    if library == "H5P.MultiChoice":
        _choices(item, params, bring)
    elif library == "H5P.TrueFalse":
        right = str(params.get("correct", "")).lower()
        item.kind = Kind.TRUE_FALSE
        item.options = [
            (TRUE_FALSE[0], right == "true", False),
            (TRUE_FALSE[1], right == "false", False),
        ]
    elif library == "H5P.SingleChoiceSet":
        answers = params.get("answers")
        texts = answers if isinstance(answers, list) else []
        item.options = [(_text(text), place == 0, None) for place, text in enumerate(texts)]
    elif library == "H5P.Blanks":
        _blanks(item, params)
    elif library == "H5P.DragText":
        _dragged(item, params)
    elif library == "H5P.Essay":
        item.stem = item.stem or bring.words(params.get("taskDescription"))
        item.kind, item.body = Kind.ESSAY, Essay()
    else:
        item.say("error", "ITEM-KIND", value=library[:40])
        maker.refuse(item)
        return
    maker.give(item)


class _Pictures:
    """Brings the pictures of one question along."""

    def __init__(self, item: Item, archive: Archive, sink: Sink) -> None:
        self._item = item
        self._archive = archive
        self._sink = sink

    def take(self, path: str, alt: str, option: int = -1) -> None:
        """A picture at `path` below "content"; said when it cannot be had."""
        name = posixpath.normpath(posixpath.join("content", path))
        inside = name.startswith("content/") and name in self._archive
        data = self._archive.read(name) if inside else data_picture(path)
        if found := self._sink.bring(posixpath.basename(name), data) if data else "":
            self._item.show(found, alt, option)
        else:
            self._item.say("warning", "PICTURE-NOT", value=path[:60])

    def words(self, value: Any, option: int = -1) -> str:
        """The text of a piece of HTML, its pictures taken."""
        read = html_to_text(value if isinstance(value, str) else "")
        for address, alt in read.pictures:
            self.take(unquote(address), alt, option)
        return read.text


def _choices(item: Item, params: Mapping[str, Any], bring: _Pictures) -> None:
    answers = params.get("answers")
    rows = [_mapping(one) for one in answers] if isinstance(answers, list) else []
    item.options = [
        (bring.words(one.get("text"), place), one.get("correct") is True, None)
        for place, one in enumerate(rows)
    ]
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


def _dragged(item: Item, params: Mapping[str, Any]) -> None:
    """Words to drag into a text, "*word:tip*"; more words that fit nowhere in "distractors"."""
    pieces = str(params.get("textField") or "").split("*")
    words = [piece.split(":")[0].split("\\+")[0].strip() for piece in pieces[1::2]]
    others = [piece.strip() for piece in str(params.get("distractors") or "").split("*")[1::2]]
    listed = tuple(dict.fromkeys(filter(None, (*words, *others))))
    stem = [_text(params.get("taskDescription")), "\n"]
    for place, piece in enumerate(pieces):
        stem.append(f"[[{place // 2 + 1}]]" if place % 2 else piece)
    blanks = tuple(Blank((word,), listed) for word in words)
    item.kind, item.stem, item.body = Kind.BLANKS, "".join(stem), Blanks(blanks)
