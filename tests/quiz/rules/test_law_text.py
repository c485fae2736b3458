"""Law texts: blocks, one document out of a codified text, validity, keys."""

import json
from datetime import date
from pathlib import Path

from quiz.rules.keys import fold, revision_digest, slug, stem_key
from quiz.rules.law_text import articles, blocks, extract_codified, words_key
from quiz.rules.validity import Validity, validity
from quiz.wording.citations import citation_words, document_name, validity_words

DATA = Path(__file__).resolve().parents[3] / "quiz" / "data"


def test_blocks_of_a_text() -> None:
    text = (
        "---\ntitle: x\n---\n## Chương I\nNHỮNG QUY ĐỊNH CHUNG\n### Điều 1. Phạm vi\n"
        "1. Một khoản.\na) Một điểm;\nPhần mềm này là ví dụ.\n| A | B |\n|---|---|\n| 1 | 2 |"
    )
    assert [(block.kind, block.text) for block in blocks(text)] == [
        ("part", "Chương I. NHỮNG QUY ĐỊNH CHUNG"),
        ("article", "Điều 1. Phạm vi"),
        ("clause", "1. Một khoản."),
        ("point", "a) Một điểm;"),
        ("paragraph", "Phần mềm này là ví dụ."),
        ("row", "A B"),
        ("row", "1 2"),
    ]
    assert next(block for block in blocks(text) if block.kind == "article").anchor == "dieu-1"


def test_every_shipped_quote_stands_in_the_article_that_the_bookcase_shows() -> None:
    texts = {}
    for row in json.loads((DATA / "documents.json").read_text(encoding="utf-8")):
        if row["text_file"]:
            whole = (DATA / row["text_file"]).read_text(encoding="utf-8")
            texts[row["number"]] = extract_codified(whole, row["number"])
    articles: dict[tuple[str, str], str] = {}
    for number, text in texts.items():
        anchor = ""
        for block in blocks(text):
            anchor = block.anchor or anchor
            articles[number, anchor] = articles.get((number, anchor), "") + " " + block.text
    bank = json.loads((DATA / "pbgdpl-2026.json").read_text(encoding="utf-8"))
    missing = [
        (question["ref"], citation)
        for question in bank["questions"]
        for citation in question["citations"]
        if " ".join(citation["quote"].split())
        not in " ".join(
            articles.get((citation["document"], f"dieu-{citation['article']}"), "").split()
        )
    ]
    assert not missing


def test_a_codified_text_is_taken_apart() -> None:
    whole = (DATA / "legal_texts/pho-bien-giao-duc-phap-luat.md").read_text(encoding="utf-8")
    text = extract_codified(whole, "14/2012/QH13")
    headings = [block.text for block in blocks(text) if block.kind == "article"]
    assert len(headings) == 41
    assert headings[7].startswith("Điều 8. Ngày Pháp luật")
    assert "44.8.LQ" not in text.replace("Điều 44.8", "")
    assert extract_codified(whole, "99/2099/QH20") == ""


def test_articles_with_what_stands_below_them() -> None:
    text = "Mở đầu.\nĐiều 1. Một\n1. Ngày.\nChương II\nĐiều 2a. Hai\nKhác.\nĐiều 1. Lại"
    assert [(one.label, one.heading, one.body) for one in articles(text)] == [
        ("1", "Điều 1. Một", "1. Ngày."),
        ("2a", "Điều 2a. Hai", "Khác."),
    ]
    assert articles("Không có điều nào.") == []


def test_a_key_of_whole_words() -> None:
    assert words_key("Hòa giải, ở cơ-sở (Đ.1)") == " hoa giai o co so d 1 "
    assert words_key("an") not in words_key("ban an toan").replace(" an ", " ")


def test_validity_on_a_day() -> None:
    begins, ends = date(2016, 7, 1), date(2026, 7, 1)
    assert validity(begins, ends, date(2016, 6, 30)) is Validity.NOT_YET
    assert validity(begins, ends, begins) is Validity.IN_FORCE
    assert validity(begins, ends, date(2026, 6, 30)) is Validity.IN_FORCE
    assert validity(begins, ends, ends) is Validity.EXPIRED
    assert validity(None, None, ends) is Validity.UNKNOWN
    assert validity(None, ends, ends) is Validity.EXPIRED
    assert validity_words(Validity.EXPIRED, begins, ends) == "Hết hiệu lực từ 01/07/2026"
    assert validity_words(Validity.IN_FORCE, begins, None) == "Còn hiệu lực"
    assert validity_words(Validity.NOT_YET, begins, None) == "Có hiệu lực từ 01/07/2016"
    assert validity_words(Validity.UNKNOWN, None, None) == "Chưa rõ hiệu lực"


def test_citations_in_words() -> None:
    act = document_name("luat", "Luật", "Luật Phổ biến, giáo dục pháp luật", "14/2012/QH13")
    decree = document_name("nghi_dinh", "Nghị định", "Nghị định quy định …", "28/2013/NĐ-CP")
    assert citation_words("8", "1", "a", act) == (
        "Điểm a khoản 1 Điều 8 Luật Phổ biến, giáo dục pháp luật số 14/2012/QH13"
    )
    assert citation_words("7", "", "", decree) == "Điều 7 Nghị định số 28/2013/NĐ-CP"
    assert citation_words("", "", "", decree) == "Nghị định số 28/2013/NĐ-CP"


def test_keys() -> None:
    assert fold(" Đăk  Hà: ƯỜNG\n") == "dak ha: uong"
    assert stem_key("ắ" * 500) == "a" * 500
    assert slug("28/2013/NĐ-CP") == "28-2013-nd-cp"
    same = revision_digest("single", "Câu?", [("A", False), ("B", True)])
    assert same == revision_digest("single", "Câu?", [("A", False), ("B", True)])
    assert same != revision_digest("single", "Câu?", [("A", False), ("B", False)])
    assert same != revision_digest("single", "Câu?", [("B", True), ("A", False)])
    assert same != revision_digest("single", "Câu?", [("A", False), ("B", True)], "0")
