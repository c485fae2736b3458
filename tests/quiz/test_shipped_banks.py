"""The two shipped banks keep what they promise: every key is proved by the text it cites.

A wrong key conveys the law wrongly (Luật Phổ biến, giáo dục pháp luật, Điều 9 khoản 1), so that
each question quotes the article that proves it, and the quote is looked up in that very article.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from quiz.models import DocumentKind
from quiz.rules.question import CHOICE_KINDS, Difficulty, Draft, Kind, comparable, validate
from quiz.services.seeding import draft_of

DATA = Path(__file__).resolve().parents[2] / "quiz" / "data"
FILES = {"PBGDPL-2026": "pbgdpl-2026.json", "GPLX-600": "gplx600/gplx-600.json"}
KINDS = "DANG-CAU-2026"
FILES[KINDS] = "question-kinds.json"
ORIGINAL = ("PBGDPL-2026", KINDS)

QUESTION_FIELDS = {
    "ref": str,
    "topic": str,
    "difficulty": str,
    "kind": str,
    "stem": str,
    "options": list,
    "explanation": str,
    "critical": bool,
    "picture": (str, type(None)),
    "citations": list,
    "checked_on": (str, type(None)),
}
OPTION_FIELDS = {"text": str, "correct": bool, "fixed": bool}
CITATION_FIELDS = {"document", "article", "clause", "point", "quote"}
DOCUMENT_FIELDS = {
    "number",
    "kind",
    "title",
    "issuer",
    "issued_on",
    "effective_on",
    "expires_on",
    "replaced_by",
    "text_file",
    "note",
}
CHI_SQUARE_3_AT_5_PERCENT = 7.815


@cache
def bank(code: str) -> dict[str, Any]:
    return json.loads((DATA / FILES[code]).read_text(encoding="utf-8"))


@cache
def documents() -> dict[str, dict[str, Any]]:
    rows = json.loads((DATA / "documents.json").read_text(encoding="utf-8"))
    found = {row["number"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def folded(text: str) -> str:
    return " ".join(text.split())


@cache
def articles(number: str) -> dict[str, str]:
    """The articles of one document by their original number, from its shipped text.

    A pháp điển file mixes several documents: the line under each codified number, such as
    "(Điều 8 Luật số 14/2012/QH13, …)", says which article of which document follows.
    """
    text = (DATA / documents()[number]["text_file"]).read_text(encoding="utf-8")
    found: dict[str, str] = {}
    if "## Danh sách điều khoản" in text:
        body = text.split("## VĂN BẢN\n", 1)[1].split("## Danh sách điều khoản", 1)[0]
        for section in re.split(r"(?m)^(?=Điều \d+\.\d+\.[A-ZĐ]+\.[\d.]+ )", body)[1:]:
            origin = re.search(r"\(Điều (\d+) [^()]*?số ([^\s,]+)", section)
            if origin and origin[2] == number:
                assert origin[1] not in found, f"{number}: Điều {origin[1]} twice"
                found[origin[1]] = section
    else:
        for section in re.split(r"(?m)^(?=### Điều \d+\. )", text)[1:]:
            found[section.split(".", 1)[0].removeprefix("### Điều ")] = section.split("\n## ")[0]
    return found


def part(article: str, clause: str, point: str) -> str:
    """The text of one clause (khoản) or point (điểm) of an article, folded."""
    at = ["", ""]
    kept: list[str] = []
    for line in map(folded, article.splitlines()):
        if number := re.match(r"(\d+)\. ", line):
            at = [number[1], ""]
        elif letter := re.match(r"([a-zđ])\) ", line):
            at[1] = letter[1]
        if line and (not clause or at[0] == clause) and (not point or at[1] == point):
            kept.append(line)
    return " ".join(kept)


def unproved(citation: dict[str, str]) -> str:
    """Why the quote does not stand where the citation says; empty when it does."""
    article = articles(citation["document"]).get(citation["article"])
    if article is None:
        return "no such article"
    if citation["quote"] not in part(article, citation["clause"], citation["point"]):
        return "not in that clause" if citation["quote"] in folded(article) else "not in it"
    return ""


def out_of_force(document: dict[str, Any], day: date) -> str:
    """Why the document did not hold on `day`; empty when it did."""
    if document["effective_on"] is None or date.fromisoformat(document["effective_on"]) > day:
        return "not yet"
    if document["expires_on"] and date.fromisoformat(document["expires_on"]) <= day:
        return "no longer"
    return ""


def draft(question: dict[str, Any]) -> Draft:
    return replace(draft_of(question), topic=question["topic"])


def cited() -> Iterator[tuple[str, str, dict[str, str]]]:
    for question in (one for code in ORIGINAL for one in bank(code)["questions"]):
        for citation in question["citations"]:
            yield question["ref"], question["checked_on"], citation


def singles() -> list[tuple[str, list[dict[str, Any]]]]:
    questions = bank("PBGDPL-2026")["questions"]
    return [(q["ref"], q["options"]) for q in questions if q["kind"] == "single"]


both = pytest.mark.parametrize("code", sorted(FILES))


@both
def test_the_schema_holds(code: str) -> None:
    data = bank(code)
    assert set(data) == {"bank", "topics", "questions"}
    assert data["bank"]["code"] == code
    assert data["bank"]["illustrative"] is True
    assert data["bank"]["note"] == "Minh hoạ, chưa được thẩm định"
    topics = [topic["code"] for topic in data["topics"]]
    assert len(set(topics)) == len(topics) and all(topic["name"] for topic in data["topics"])
    fields = set(QUESTION_FIELDS) | {"GPLX-600": {"source"}, KINDS: {"body"}}.get(code, set())
    for question in data["questions"]:
        assert set(question) == fields, question["ref"]
        for name, kind in QUESTION_FIELDS.items():
            assert isinstance(question[name], kind), (question["ref"], name)
        assert question["topic"] in topics
        for option in question["options"]:
            assert {name: type(option[name]) for name in option} == OPTION_FIELDS
        for citation in question["citations"]:
            assert set(citation) == CITATION_FIELDS
            assert all(isinstance(value, str) for value in citation.values())
    assert {question["topic"] for question in data["questions"]} == set(topics)


def test_every_kind_beyond_choices_has_a_question() -> None:
    questions = bank(KINDS)["questions"]
    assert {Kind(q["kind"]) for q in questions} == set(Kind) - CHOICE_KINDS
    for question in questions:
        if question["kind"] != "prediction":  # nobody knows its answer yet, no law proves it
            assert question["explanation"] and question["citations"], question["ref"]
            assert all(citation["quote"] for citation in question["citations"])
            assert date.fromisoformat(question["checked_on"]) >= date(2026, 11, 28)


@both
def test_every_question_may_enter_a_bank(code: str) -> None:
    wrong = {q["ref"]: validate(draft(q)) for q in bank(code)["questions"]}
    assert {ref: problems for ref, problems in wrong.items() if problems} == {}


@pytest.mark.parametrize("code", ["PBGDPL-2026", "GPLX-600"])
def test_keys_suit_their_kinds(code: str) -> None:
    for question in bank(code)["questions"]:
        right = sum(option["correct"] for option in question["options"])
        if question["kind"] == "multiple":
            assert 2 <= right < len(question["options"]), question["ref"]
        else:
            assert right == 1, question["ref"]
        if question["kind"] == "true_false":
            assert [option["text"] for option in question["options"]] == ["Đúng", "Sai"]


@both
def test_refs_are_unique_and_in_order(code: str) -> None:
    refs = [question["ref"] for question in bank(code)["questions"]]
    prefix = code.split("-")[0]
    assert refs == [f"{prefix}-{number:03d}" for number in range(1, len(refs) + 1)]


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.json")) + sorted(DATA.rglob("*.md")))
def test_files_are_nfc(path: Path) -> None:
    assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8")), path


@both
def test_texts_have_no_loose_spaces_or_markup(code: str) -> None:
    for question in bank(code)["questions"]:
        lines = [*question["stem"].split("\n"), *(option["text"] for option in question["options"])]
        lines += question["explanation"].split("\n") if question["explanation"] else []
        for line in lines:
            assert line and line == folded(line), (question["ref"], line)
            assert not re.search(r"</?[a-z]+\s*/?>", line), (question["ref"], line)


@both
def test_no_option_is_there_twice(code: str) -> None:
    for question in bank(code)["questions"]:
        texts = [comparable(option["text"]) for option in question["options"]]
        assert len(set(texts)) == len(texts), question["ref"]


def test_there_are_enough_original_questions_of_every_kind() -> None:
    questions = bank("PBGDPL-2026")["questions"]
    assert len(questions) >= 100
    kinds = Counter(question["kind"] for question in questions)
    assert kinds["multiple"] >= 10 and kinds["true_false"] >= 10
    levels = Counter(question["difficulty"] for question in questions)
    assert min(levels[level] for level in Difficulty) >= 25
    sources = Counter(q["citations"][0]["document"] for q in questions)
    assert sources["30/2020/NĐ-CP"] >= 30 and sources["224/2026/NĐ-CP"] >= 25
    assert sources["14/2012/QH13"] >= 40


def test_no_two_original_questions_ask_the_same() -> None:
    stems = Counter(comparable(q["stem"]) for q in bank("PBGDPL-2026")["questions"])
    assert [stem for stem, times in stems.items() if times > 1] == []


def test_every_original_question_is_explained_cited_and_dated() -> None:
    for question in bank("PBGDPL-2026")["questions"]:
        assert question["explanation"] and question["citations"], question["ref"]
        assert date.fromisoformat(question["checked_on"]) >= date(2026, 11, 23)
        assert all(citation["quote"] for citation in question["citations"])


def test_every_quote_stands_in_the_cited_article_and_clause() -> None:
    wrong = [(ref, c["document"], c["article"], unproved(c)) for ref, _, c in cited()]
    assert [row for row in wrong if row[3]] == []


def test_a_wrong_article_clause_or_word_is_noticed() -> None:
    """Control: the check above fails when a citation points elsewhere."""
    good = {
        "document": "14/2012/QH13",
        "article": "11",
        "clause": "4",
        "point": "",
        "quote": "Tổ chức thi tìm hiểu pháp luật.",
    }
    assert unproved(good) == ""
    assert unproved(good | {"article": "10"}) == "not in it"
    assert unproved(good | {"article": "99"}) == "no such article"
    assert unproved(good | {"clause": "5"}) == "not in that clause"
    assert unproved(good | {"quote": "Tổ chức thi sát hạch pháp luật."}) == "not in it"


def test_moving_any_citation_to_the_next_article_is_noticed() -> None:
    """Control: over the whole bank a number that is off by one cannot slip through."""
    for ref, _, citation in cited():
        moved = citation | {"article": str(int(citation["article"]) + 1)}
        assert unproved(moved), (ref, moved["article"])


def test_the_shipped_texts_hold_every_article() -> None:
    whole = {"14/2012/QH13": 41, "28/2013/NĐ-CP": 13, "14/2019/QĐ-TTg": 16, "21/2021/QĐ-TTg": 10}
    whole |= {"56/2023/TT-BTC": 7, "30/2020/NĐ-CP": 38, "224/2026/NĐ-CP": 92}
    for number, last in whole.items():
        assert sorted(map(int, articles(number))) == list(range(1, last + 1)), number


def test_cited_documents_were_in_force_when_checked() -> None:
    for ref, checked_on, citation in cited():
        document = documents()[citation["document"]]
        assert out_of_force(document, date.fromisoformat(checked_on)) == "", ref


def test_an_expired_document_is_noticed() -> None:
    """Control: Luật An toàn thông tin mạng held until 30/06/2026."""
    law = documents()["86/2015/QH13"]
    assert out_of_force(law, date(2016, 6, 30)) == "not yet"
    assert out_of_force(law, date(2026, 6, 30)) == ""
    assert out_of_force(law, date(2026, 7, 1)) == "no longer"


def test_the_bookcase_seed_is_sound() -> None:
    for number, document in documents().items():
        assert set(document) == DOCUMENT_FIELDS
        assert document["kind"] in DocumentKind.values
        assert document["title"] and document["issuer"]
        days = [document[name] for name in ("issued_on", "effective_on", "expires_on")]
        known = [date.fromisoformat(day) for day in days if day]
        assert known and known == sorted(known), number
        assert document["replaced_by"] is None or document["replaced_by"] in documents()
        assert (document["replaced_by"] is None) == (document["expires_on"] is None), number
        if document["text_file"]:
            assert (DATA / document["text_file"]).is_file()
    assert (DATA / "legal_texts" / "LICENSE.MIT.txt").is_file()
    assert (DATA / "legal_texts" / "SOURCES.md").is_file()


def test_the_place_of_the_right_answer_gives_nothing_away() -> None:
    four = [options for _, options in singles() if len(options) == 4]
    places = Counter(
        next(i for i, option in enumerate(options) if option["correct"]) for options in four
    )
    expected = len(four) / 4
    distance = sum((places[place] - expected) ** 2 / expected for place in range(4))
    assert len(four) >= 100 and distance < CHI_SQUARE_3_AT_5_PERCENT, places


def test_the_length_of_the_right_answer_gives_nothing_away() -> None:
    longest = shortest = 0
    for _, options in singles():
        right = next(len(option["text"]) for option in options if option["correct"])
        others = [len(option["text"]) for option in options if not option["correct"]]
        longest += right >= max(others)
        shortest += right <= min(others)
    assert longest / len(singles()) <= 0.45, longest
    assert shortest / len(singles()) <= 0.45, shortest


def test_a_summing_up_option_is_last_fixed_and_not_always_right() -> None:
    right: list[bool] = []
    for ref, options in singles():
        for place, option in enumerate(options):
            summing = bool(re.match(r"(cả|tất cả) .*\btrên$", option["text"], re.IGNORECASE))
            assert option["fixed"] == summing, ref
            if summing:
                assert place == len(options) - 1, ref
                right.append(option["correct"])
    assert right.count(True) >= 2 and right.count(False) >= 2


def test_the_driving_bank_is_the_official_one() -> None:
    data = bank("GPLX-600")
    questions = data["questions"]
    assert len(questions) == 600
    sizes = Counter(question["topic"] for question in questions)
    assert [sizes[t["code"]] for t in data["topics"]] == [180, 25, 58, 37, 185, 115]
    assert [t["name"] for t in data["topics"]][4] == "Báo hiệu đường bộ"
    critical = Counter(question["topic"] for question in questions if question["critical"])
    assert critical == {"chuong-1": 47, "chuong-2": 2, "chuong-3": 11}
    assert {question["kind"] for question in questions} == {"single"}
    assert all(question["source"].endswith(f"câu {n}") for n, question in enumerate(questions, 1))
    without = [q["ref"] for q in questions if not q["explanation"]]
    assert without == ["GPLX-466", "GPLX-474", "GPLX-475"]


def test_every_picture_of_the_driving_bank_is_there_and_used() -> None:
    named = [q["picture"] for q in bank("GPLX-600")["questions"] if q["picture"]]
    there = {path.name for path in (DATA / "gplx600" / "images").iterdir()}
    assert len(named) == 318 and len(there) == 270
    assert set(named) == there
    for name in there:
        head = (DATA / "gplx600" / "images" / name).read_bytes()[:12]
        assert head[:4] == b"RIFF" and head[8:] == b"WEBP", name
    assert (DATA / "gplx600" / "LICENSE.MIT.txt").is_file()
    assert (DATA / "gplx600" / "SOURCES.md").is_file()


def test_options_that_sum_up_stay_where_they_are() -> None:
    fixed = 0
    for question in bank("GPLX-600")["questions"]:
        options = question["options"]
        fixed += any(option["fixed"] for option in options)
        for option in options:
            text = option["text"].lower()
            if "ý trên" in text or text.startswith(("cả hai", "cả ba", "cả bốn", "cả 2 ")):
                assert option["fixed"], question["ref"]
        if any(re.match(r"ý \d và ý \d", option["text"].lower()) for option in options):
            assert all(option["fixed"] for option in options), question["ref"]
    assert fixed == 183


def test_no_two_driving_questions_are_the_same() -> None:
    seen = Counter(
        (q["stem"], q["picture"], tuple(sorted(option["text"] for option in q["options"])))
        for q in bank("GPLX-600")["questions"]
    )
    assert max(seen.values()) == 1
    explained = " ".join(q["explanation"].lower() for q in bank("GPLX-600")["questions"])
    assert not re.search(r"\b(?:đáp án|câu|phương án) \d", explained)
