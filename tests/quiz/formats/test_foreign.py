"""Files of other systems, built by the rules of their formats: what becomes of every kind."""

from __future__ import annotations

import base64
import io
import json
from fractions import Fraction
from typing import Any

import pytest

from quiz.formats.base import Reading
from quiz.formats.dispatch import read_here
from quiz.rules.question import Blank, Blanks, Draft, Essay, Kind, Matching, Number, Short
from tests.quiz.hostile.zips import pack, sheet_xml, xlsx_parts

PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


def read(data: bytes | str, **options: str) -> Reading:
    return read_here(io.BytesIO(data.encode() if isinstance(data, str) else data), **options)


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


def told(draft: Draft) -> tuple[object, ...]:
    shown = [f"[{one.text}]" if one.correct else one.text for one in draft.options]
    return (draft.kind.value, draft.stem, *shown)


def workbook(*rows: tuple[object, ...]) -> bytes:
    return pack(xlsx_parts(sheet_xml(list(rows))))


# --- spreadsheets ---------------------------------------------------------------

KAHOOT = (None, "Question - max 120 characters", *(f"Answer {n} - max 75 characters" for n in range(1, 5)),
          "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
          "Correct answer(s) - choose at least one")  # fmt: skip
KAHOOT_ROWS = [
    (1, "Ai?", "x", "y", "z", "t", 60, 2), (2, "Những ai?", "x", "y", "z", None, "60", "1, 3"),
    (3, "Mấy?", 0.5, 1, None, None, 20, "1.0"), (4, None, None), (5, None),
]  # fmt: skip
KAHOOT_READ = [
    ("single", "Ai?", "x", "[y]", "z", "t"),
    ("multiple", "Những ai?", "[x]", "y", "[z]"),
    ("single", "Mấy?", "[0,5]", "1"),
]


def test_kahoot_where_its_heading_stands() -> None:
    above = [(None, "Quiz template"), *[(None, "Hướng dẫn")] * 6]
    assert [told(d) for d in read(workbook(*above, KAHOOT, *KAHOOT_ROWS)).drafts] == KAHOOT_READ
    bare = (
        None,
        "Question",
        *(f"Answer {n}" for n in range(1, 5)),
        "Time limit",
        "Correct answer(s)",
    )
    assert [told(d) for d in read(workbook(bare, *KAHOOT_ROWS)).drafts] == KAHOOT_READ
    text = "\n".join([*["Quiz template;;;;;;"] * 7, ";".join(KAHOOT[1:]),  # type: ignore[arg-type]
                      "Ai?;x;y;z;t;60;2", "Những ai?;x;y;z;;60;1,3"])  # fmt: skip
    assert [told(d) for d in read(text).drafts] == KAHOOT_READ[:2]


@pytest.mark.parametrize("right", ["4", "5", "0"])
def test_kahoot_key_of_an_empty_answer(right: str) -> None:
    reading = read(workbook(KAHOOT, (1, "Ai?", "x", "y", "z", None, 20, right)))
    assert "KEY-OUTSIDE" in codes(reading) and not reading.drafts


QUIZIZZ = ("Question Text", "Question Type", *(f"Option {n}" for n in range(1, 6)), "Correct Answer",
           "Time in seconds", "Image Link", "Answer explanation")  # fmt: skip
DESCRIBED = ("Text of the question (required)", "Question Type (default is Multiple Choice)",
             *("Text for option",) * 5, "The correct option choice (between 1-5)", "Time", "Link", "Why")  # fmt: skip


def test_quizizz_with_the_row_that_describes_the_columns() -> None:
    rows = [
        ("Ai?", "Multiple Choice", "x", "y", "z", None, None, 2, 30, None, "vì thế"),
        ("Ai nữa?", None, "x", "y", None, None, None, "1", 30),
        ("Những ai?", "Checkbox", "x", "y", "z", None, None, "1,3", 30),
        ("Thủ đô?", "Fill-in-the-Blank", "Hà Nội", "HN", None, None, None, None, 30),
        ("Nghĩ gì?", "Open-Ended", None, None, None, None, None, None, 30),
        ("Thích gì?", "Poll", "x", "y", None, None, None, None, 30),
        ("Vẽ gì?", "Draw", None, None, None, None, None, None, 30),
    ]
    reading = read(workbook(QUIZIZZ, DESCRIBED, *rows))
    assert [told(draft) for draft in reading.drafts] == [
        ("single", "Ai?", "x", "[y]", "z"),
        ("single", "Ai nữa?", "[x]", "y"),
        ("multiple", "Những ai?", "[x]", "y", "[z]"),
        ("short", "Thủ đô?"),
        ("essay", "Nghĩ gì?"),
    ]
    assert reading.drafts[0].explanation == "vì thế"
    assert reading.drafts[3].body == Short(("Hà Nội", "HN"))
    assert [p.row for p in reading.problems if p.code == "ITEM-KIND"] == [8, 9]
    old = [(*row[:6], *row[7:9]) for row in (QUIZIZZ, DESCRIBED, *rows[:3])]
    assert len(read(workbook(*old)).drafts) == 3


# --- texts ----------------------------------------------------------------------


def test_tcexam() -> None:
    rows = [
        "M\t1\tPháp luật", "S\t1\tĐất đai\tmô tả",
        "Q\t1\t[b]Ai[/b]?\\nNói đi\tvì thế\tS\t1\t\t0\t0\t0\t0", "A\t1\tx\t\t0\t\t", "A\t1\ty\t\t1\t\t",
        "Q\t1\tNhững ai?\t\tM\t8\t\t0\t0\t0\t0", "A\t1\tx\t\t1\t\t", "A\t1\ty\t\t1\t\t", "A\t1\tz\t\t0\t\t",
        "Q\t1\tThủ đô?\t\tT\t5\t\t0\t0\t0\t0", "A\t1\tHà Nội\t\t1\t\t",
        "Q\t1\tViết?\t\tT\t5\t\t0\t0\t0\t0",
        "Q\t1\tXếp?\t\tO\t5\t\t0\t0\t0\t0", "A\t1\tmột\t\t1\t1\t", "A\t1\thai\t\t1\t2\t",
        "Q\t1\tLạ?\t\tX\t5\t\t0\t0\t0\t0",
    ]  # fmt: skip
    reading = read("\n".join(rows) + "\n")
    assert [told(draft) for draft in reading.drafts] == [
        ("single", "Ai?\nNói đi", "x", "[y]"),
        ("multiple", "Những ai?", "[x]", "[y]", "z"),
        ("short", "Thủ đô?"),
        ("essay", "Viết?"),
        ("order", "Xếp?", "một", "hai"),
    ]
    assert [draft.topic for draft in reading.drafts] == ["Đất đai"] * 5
    assert [draft.difficulty.value for draft in reading.drafts][:2] == ["easy", "hard"]
    assert "ITEM-KIND" in codes(reading)


def test_gift_kinds_and_traps() -> None:
    reading = read(
        "// chú thích\n$CATEGORY: $course$/top/Đất đai\n\n"
        "::Q1::Ai? {=x #đúng\n~y\n// giữa\n~%-25%z}\n\n"
        "Những ai? {~%50%x ~%50%y ~%-100%z}\n\n"
        "Những ai nữa? {~%60%x ~%40%y ~z}\n\n"
        "Thật\\: \\{1\\}? {T#sai rồi#đúng rồi}\n\n"
        "Thủ đô? {=Hà Nội =%80%Huế =HN}\n\n"
        "Mấy? {#3:0.5}\n\nTừ mấy? {#1..5}\n\nKhoảng? {# =10:0 =%50%10:2}\n\n"
        "Nối: {=a -> x =b -> y}\n\nViết: {}\n\nTổng \\= \\{2\\} là {=2 ~3} con\n\nChỉ là lời\n"
    )
    assert [told(draft) for draft in reading.drafts] == [
        ("single", "Ai?", "[x]", "y", "z"),
        ("multiple", "Những ai?", "[x]", "[y]", "z"),
        ("multiple", "Những ai nữa?", "[x]", "[y]", "z"),
        ("true_false", "Thật: {1}?", "[Đúng]", "Sai"),
        ("short", "Thủ đô?"), ("number", "Mấy?"), ("number", "Từ mấy?"), ("number", "Khoảng?"),
        ("matching", "Nối:", "a", "b"), ("essay", "Viết:"),
        ("single", "Tổng = {2} là _____ con", "[2]", "3"),
    ]  # fmt: skip
    bodies = [draft.body for draft in reading.drafts]
    assert bodies[4:8] == [
        Short(("Hà Nội", "HN")), Number(Fraction(3), Fraction(1, 2)), Number(Fraction(3), Fraction(2)),
        Number(Fraction(10)),
    ]  # fmt: skip
    # Weights that our kinds do not have are named: a penalty, uneven shares, part of the marks.
    assert codes(reading).count("PARTIAL-LOST") == 4
    assert "ITEM-DESCRIPTION" in codes(reading)


# --- Moodle XML -----------------------------------------------------------------


def moodle(*questions: str) -> Reading:
    return read("<?xml version='1.0'?><quiz>" + "".join(questions) + "</quiz>")


def question(kind: str, text: str, inside: str = "", more: str = "") -> str:
    return (
        f'<question type="{kind}"><questiontext format="html"><text><![CDATA[{text}]]></text>{more}'
        f"</questiontext>{inside}</question>"
    )


def answer(share: str, text: str, more: str = "") -> str:
    return (
        f'<answer fraction="{share}" format="html"><text><![CDATA[{text}]]></text>{more}</answer>'
    )


def test_moodle_cloze() -> None:
    reading = moodle(
        question("cloze", "<p>Thủ đô là {1:MULTICHOICE:=Hà Nội#giỏi~Huế~Đà Nẵng}</p>"),
        question("cloze", "Mấy tuổi? {2:NUMERICAL:=18:0.5}"),
        question("multianswer", "Ai lập pháp? {:SHORTANSWER:=Quốc hội~%100%QH~%50%Nhà nước}"),
        question("cloze", "Chọn: {1:MULTIRESPONSE:%50%a~%50%b~%-100%c}"),
        question(
            "cloze", "Ngày {1:MCV:=09~02} tháng {1:SA:=11} năm {1:NM:=2012:1}, theo \\} luật."
        ),
        question("cloze", "Lạ {1:ESSAY:=x} {1:SA:=y}"),
        question("cloze", "Không có chỗ trống"),
    )
    assert [told(draft) for draft in reading.drafts] == [
        ("single", "Thủ đô là", "[Hà Nội]", "Huế", "Đà Nẵng"),
        ("number", "Mấy tuổi?"),
        ("short", "Ai lập pháp?"),
        ("multiple", "Chọn:", "[a]", "[b]", "c"),
        ("blanks", "Ngày [[1]] tháng [[2]] năm [[3]], theo \\} luật."),
    ]
    assert [draft.body for draft in reading.drafts[1:3]] == [
        Number(Fraction(18), Fraction(1, 2)), Short(("Quốc hội", "QH")),
    ]  # fmt: skip
    assert reading.drafts[4].body == Blanks(
        (Blank(("09",), ("09", "02")), Blank(("11",)), Blank(("2012",)))
    )
    assert [(p.code, p.row) for p in reading.problems if p.code in ("PARTIAL-LOST", "ITEM-KIND")] == [
        ("PARTIAL-LOST", 3), ("PARTIAL-LOST", 5), ("ITEM-KIND", 6),
        ("ITEM-KIND", 7),
    ]  # fmt: skip


def test_moodle_words_to_drag_into_gaps() -> None:
    words = "".join(
        f"<selectoption><text>{word}</text><group>{group}</group></selectoption>"
        for word, group in (("luật", 1), ("vua", 1), ("2012", 2), ("2013", 2))
    )
    draft = moodle(question("gapselect", "Theo [[1]] năm [[3]].", words)).drafts[0]
    assert (draft.stem, draft.body) == (
        "Theo [[1]] năm [[2]].",
        Blanks((Blank(("luật",), ("luật", "vua")), Blank(("2012",), ("2012", "2013")))),
    )


def test_moodle_shares() -> None:
    single, several = "<single>true</single>", "<single>false</single>"
    reading = moodle(
        question("multichoice", "a?", single + answer("100", "x") + answer("0", "y")),
        question("multichoice", "b?", single + answer("100", "x") + answer("-25", "y")),
        question(
            "multichoice", "c?", several + answer("50", "x") + answer("50", "y") + answer("0", "z")
        ),
        question(
            "multichoice", "d?", several + answer("70", "x") + answer("30", "y") + answer("-5", "z")
        ),
    )
    assert [draft.key for draft in reading.drafts] == ["A", "A", "AB", "AB"]
    assert [p.row for p in reading.problems if p.code == "PARTIAL-LOST"] == [2, 4]


def test_moodle_pictures_stand_where_they_stood() -> None:
    def file(name: str) -> str:
        coded = base64.b64encode(PNG + name.encode()).decode()
        return f'<file name="{name}" path="/" encoding="base64">{coded}</file>'

    picture = '<img src="@@PLUGINFILE@@/{}" alt="hình"/>'
    reading = moodle(
        question(
            "multichoice", "Ai? " + picture.format("anh%201.png"),
            "<single>true</single>" + answer("100", picture.format("b.png"), file("b.png"))
            + answer("0", "y")
            + f'<generalfeedback format="html"><text><![CDATA[vì {picture.format("c.png")}]]></text>'
            + file("c.png") + "</generalfeedback>",
            file("anh 1.png"),
        )
    )  # fmt: skip
    draft = reading.drafts[0]
    assert told(draft) == ("single", "Ai?", "[Hình 1]", "y")
    assert draft.picture.endswith(".png") and draft.picture_alt == "hình"
    assert [(one.name, one.option) for one in draft.pictures] == [("b.png", 0)]
    # A picture that explains would give the answer away beside the question.
    assert codes(reading) == ["PICTURE-EXPLAINS"]


# --- QTI 2.2 ----------------------------------------------------------------------

NAMES = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2"'


def item(declared: str, body: str) -> str:
    return (
        f'<assessmentItem {NAMES} identifier="i" title="t">{declared}<itemBody>{body}</itemBody>'
        "</assessmentItem>"
    )


def right(*values: str, cardinality: str = "single", more: str = "") -> str:
    listed = "".join(f"<value>{value}</value>" for value in values)
    inside = f"<correctResponse>{listed}</correctResponse>" if values else ""
    return (
        f'<responseDeclaration identifier="R" cardinality="{cardinality}">{inside}{more}'
        "</responseDeclaration>"
    )


def choices(*texts: str) -> str:
    return "".join(
        f'<simpleChoice identifier="{chr(65 + n)}">{text}</simpleChoice>'
        for n, text in enumerate(texts)
    )


MAPPING = (
    '<mapping defaultValue="0"><mapEntry mapKey="A" mappedValue="1"/>'
    '<mapEntry mapKey="C" mappedValue="0.5"/><mapEntry mapKey="B" mappedValue="-1"/></mapping>'
)


@pytest.mark.parametrize(
    ("declared", "body", "wanted"),
    [
        (right("B"), f'<choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>Ai?</prompt>'
         f'{choices("x", "y")}</choiceInteraction>', ("single", "Ai?", "x", "[y]")),
        (right("A", "C", cardinality="multiple"), f'<p>Ai?</p><choiceInteraction '
         f'responseIdentifier="R" maxChoices="0">{choices("x", "y", "z")}</choiceInteraction>',
         ("multiple", "Ai?", "[x]", "y", "[z]")),
        (right(cardinality="multiple", more=MAPPING), f'<p>Ai?</p><choiceInteraction '
         f'responseIdentifier="R" maxChoices="0">{choices("x", "y", "z")}</choiceInteraction>',
         ("multiple", "Ai?", "[x]", "y", "[z]")),
        (right("B", "A", cardinality="ordered"), f'<orderInteraction responseIdentifier="R">'
         f'<prompt>Xếp?</prompt>{choices("hai", "một")}</orderInteraction>',
         ("order", "Xếp?", "một", "hai")),
        (right("Hà Nội"), '<p>Thủ đô? <textEntryInteraction responseIdentifier="R"/></p>',
         ("short", "Thủ đô?")),
        (right(), '<p>Viết?</p><extendedTextInteraction responseIdentifier="R"/>',
         ("essay", "Viết?")),
        (right("x"), '<p>Ngày <inlineChoiceInteraction responseIdentifier="R"><inlineChoice '
         'identifier="x">09</inlineChoice><inlineChoice identifier="y">02</inlineChoice>'
         "</inlineChoiceInteraction></p>", ("blanks", "Ngày [[1]]")),
    ],
)  # fmt: skip
def test_qti_items(declared: str, body: str, wanted: tuple[str, ...]) -> None:
    reading = read(item(declared, body))
    assert [told(draft) for draft in reading.drafts] == [wanted], reading.problems


def test_qti_match_and_what_it_does_not_know() -> None:
    sets = "".join(
        "<simpleMatchSet>" + "".join(
            f'<simpleAssociableChoice identifier="{name}" matchMax="1">{name}</simpleAssociableChoice>'
            for name in names
        ) + "</simpleMatchSet>" for names in (("a", "b"), ("x", "y"))
    )  # fmt: skip
    match = f'<p>Nối</p><matchInteraction responseIdentifier="R">{sets}</matchInteraction>'
    draft = read(item(right("a y", "b x", cardinality="multiple"), match)).drafts[0]
    assert (draft.kind, draft.body) == (Kind.MATCHING, Matching(("x", "y"), (1, 0)))
    strange = read(item(right(), '<hotspotInteraction responseIdentifier="R"/>'))
    assert codes(strange) == ["ITEM-KIND"] and strange.questions == 1


def test_a_qti_package_with_pictures() -> None:
    picture = '<object type="image/png" data="../img/a%20b.png">hình</object>'
    good = item(right("B"), f'<p>Ai? {picture}</p><choiceInteraction responseIdentifier="R" '
                f'maxChoices="1">{choices("x", "<img src=" + chr(34) + "../img/c.png" + chr(34) + "/>")}'
                "</choiceInteraction>")  # fmt: skip
    manifest = (
        '<manifest xmlns="urn:x"><resources><resource identifier="1" type="imsqti_item_xmlv2p2" '
        'href="items/i.xml"><file href="items/i.xml"/></resource></resources></manifest>'
    )
    data = pack({"imsmanifest.xml": manifest, "items/i.xml": good, "img/a b.png": PNG,
                 "img/c.png": PNG + b"c"})  # fmt: skip
    draft = read(data).drafts[0]
    assert told(draft) == ("single", "Ai?", "x", "[Hình 2]")
    assert draft.picture and draft.picture_alt == "hình"
    assert [(one.name, one.option) for one in draft.pictures] == [("c.png", 1)]


# --- H5P ----------------------------------------------------------------------------


def h5p(*questions: dict[str, Any], **media: bytes) -> Reading:
    files: dict[str, str | bytes] = {
        "h5p.json": json.dumps({"title": "x", "mainLibrary": "H5P.QuestionSet"}),
        "content/content.json": json.dumps({"questions": questions}),
    }
    return read(pack(files | {f"content/images/{name}.png": data for name, data in media.items()}))


def test_h5p_kinds() -> None:
    def row(library: str, **params: Any) -> dict[str, Any]:
        return {"library": library, "params": params}

    pictured = {"type": {"params": {"file": {"path": "images/a.png"}, "alt": "hình"}}}
    reading = h5p(
        row("H5P.MultiChoice 1.16", question="<p>Ai?</p>", media=pictured, behaviour={"type": "auto"},
            answers=[{"text": "<div>x</div>", "correct": False},
                     {"text": '<img src="images/b.png" alt="dấu"/>', "correct": True,
                      "tipsAndFeedback": {"chosenFeedback": "vì thế"}}]),
        row("H5P.MultiChoice 1.14", question="Những ai?", behaviour={"type": "multi"},
            answers=[{"text": t, "correct": t != "y"} for t in "xyz"]),
        row("H5P.TrueFalse 1.8", question="Thật?", correct="false"),
        row("H5P.Blanks 1.12", text="Điền:", questions=["<p>Thủ đô là *Hà Nội/HN:gợi ý*, năm *1010*.</p>"]),
        row("H5P.DragQuestion 1.13", question="Kéo?"),
        row("H5P.SingleChoiceSet 1.11", choices=[{"question": "Một?", "answers": ["<p>x</p>", "y"]},
                                                 {"question": "Hai?", "answers": ["u", "v"]}]),
        row("H5P.DragText 1.10", taskDescription="Kéo chữ:", textField="*luật:gợi ý* và *lệ*.",
            distractors="*vua*"),
        row("H5P.Essay 1.5", taskDescription="Viết?"),
        a=PNG, b=PNG + b"b",
    )  # fmt: skip
    assert [told(draft) for draft in reading.drafts] == [
        ("single", "Ai?", "x", "[Hình 2]"),
        ("multiple", "Những ai?", "[x]", "y", "[z]"),
        ("true_false", "Thật?", "Đúng", "[Sai]"),
        ("blanks", "Điền:\nThủ đô là [[1]], năm [[2]]."),
        ("single", "Một?", "[x]", "y"),
        ("single", "Hai?", "[u]", "v"),
        ("blanks", "Kéo chữ:\n[[1]] và [[2]]."),
        ("essay", "Viết?"),
    ]
    words = ("luật", "lệ", "vua")
    assert reading.drafts[6].body == Blanks((Blank(("luật",), words), Blank(("lệ",), words)))
    first = reading.drafts[0]
    assert (first.picture, first.picture_alt, first.explanation) == ("a.png", "hình", "vì thế")
    assert [(one.name, one.alt, one.option) for one in first.pictures] == [("b.png", "dấu", 1)]
    assert reading.drafts[3].body == Blanks((Blank(("Hà Nội", "HN")), Blank(("1010",))))
    assert [(p.code, p.row) for p in reading.problems] == [("ITEM-KIND", 5)]


def test_essay_of_moodle_keeps_its_guide() -> None:
    inside = '<graderinfo format="html"><text>&lt;p&gt;đủ ý&lt;/p&gt;</text></graderinfo>'
    assert moodle(question("essay", "Viết?", inside)).drafts[0].body == Essay("đủ ý")
