"""The bookcase: articles follow the text, search finds them, what ends is told to the authors."""

from dataclasses import replace
from datetime import date

import pytest
from django.db.models import QuerySet

from accounts.rules.refusal import Refused
from quiz.models import Article
from quiz.rules.law_file import LawFileError, read
from quiz.selectors.articles import hit, hits, seek, spelled
from quiz.selectors.documents import search
from quiz.selectors.fulltext import holding
from quiz.selectors.outdated import grounds_to_mend, outdated_questions, outdated_revisions
from quiz.services import questions
from quiz.services.banks import update_bank
from quiz.services.documents import amend_article, save_document
from quiz.services.questions import Ground
from quiz.views.outdated import say
from tests.quiz import scene

pytestmark = pytest.mark.django_db

TEXT = """Điều 1. Phạm vi
Luật này quy định về hòa giải ở cơ sở.
Điều 2. Hoạt động
1. Hoà giải viên giữ bí mật.
2. Toà án công nhận kết quả.
Điều 3. Bảo đảm
Nhà nước bảo đảm ban quản lý."""
DAY = date(2026, 7, 1)


@pytest.fixture
def law(db):
    return scene.make_document("35/2013/QH13", title="Luật Hòa giải ở cơ sở", text=TEXT)


def held(words: str) -> QuerySet[Article]:
    """The articles that the index finds."""
    phrases = seek(words).phrases
    return Article.objects.filter(holding(phrases)) if phrases else Article.objects.none()


def test_articles_follow_the_text_and_keep_their_amendments(cast, law):
    article = law.articles.get(label="2")
    amend_article(actor=cast.author, article=article, amended_on=DAY)
    save_document(actor=cast.author, document=law, text=TEXT.replace("bí mật", "bí mật tuyệt đối"))
    kept = law.articles.get(label="2")
    assert (kept.pk, kept.amended_on) == (article.pk, DAY)
    assert "tuyệt đối" in kept.body
    save_document(actor=cast.author, document=law, text=TEXT.split("Điều 3")[0])
    assert [row.label for row in law.articles.all()] == ["1", "2"]
    with pytest.raises(Refused, match="article-amends-itself"):
        amend_article(actor=cast.author, article=kept, amended_on=DAY, amended_by=law)


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("hoa giai", ["1", "2"]),
        ("HÒA GIẢI", ["1", "2"]),
        ('"hoa giai o co so"', ["1"]),
        ("giai hoa", ["1", "2"]),
        ("an", ["2"]),  # a whole word: not "ban", not "bảo đảm"
        ("bao dam ban", ["3"]),
        ('"ban quan ly" bao', ["3"]),
        ('"giu bi mat toa"', []),
        ('"co so hoa giai o"', []),  # each pair stands there or not, the words do not
        ("khong co", []),
        ("%", []),
        ('"', []),
    ],
)
def test_search_with_and_without_marks(law, words, labels):
    found = held(words)
    assert [row.label for row in found.order_by("position")] == labels


def test_named_documents_come_first_and_the_best_articles_of_each(law):
    for number in range(9):
        scene.make_document(f"{number}/2026/ND-CP", title="Nghị định", text=TEXT, kind="nghi_dinh")
    sought = seek("luật hòa giải")  # Luật Hòa giải ở cơ sở: each word, wherever it stands
    found = search(sought, on=DAY)
    assert (len(found), found[0]) == (10, law)
    assert [one.number for one in found[1:3]] == ["0/2026/ND-CP", "1/2026/ND-CP"]
    assert search(seek("hoa giai"), "luat", on=DAY)[:] == [law]
    assert search(seek("35/2013/QH13"), on=DAY)[:] == search(seek("so co hoa"), on=DAY)[:1] == [law]
    assert not search(seek("%"), on=DAY)
    # In the heading before where it stands first.
    text = f"Điều 1. Phạm vi\n{'Luật ' * 30} về hoạt động.\nĐiều 2. Hoạt động\nLà việc."
    save_document(actor=None, document=law, text=text)
    assert [one.anchor for one in hits([law], seek("hoat dong"))[law.pk]] == ["dieu-2", "dieu-1"]
    save_document(actor=None, document=law, text=text.replace("về hoạt", "về hoạ t"))
    assert [one.anchor for one in hits([law], seek("hoat dong"))[law.pk]] == ["dieu-2"]


def test_a_typed_spelling_comes_first_wherever_its_tone_is_placed(law):
    one, two = held("hoa giai").order_by("position")
    assert spelled(one, seek("hoà giải"))
    assert spelled(two, seek("hòa giải"))
    assert not spelled(two, seek("hòa giãi"))
    shown = hit(two, seek("toa an"))
    assert (shown.found, shown.anchor) == ("Toà án", "dieu-2")
    assert shown.before.endswith("2. ")


def test_what_expires_or_is_amended_is_told_held_and_mended(cast, law):
    bank = scene.make_bank(cast)
    question = questions.create_question(
        actor=cast.author,
        bank=bank,
        draft=replace(scene.DRAFT, citation_text=""),
        grounds=[Ground(law, article="2", clause="1", checked_on=date(2026, 6, 1))],
    )
    revision, written = question.revisions.get().pk, question.revisions.values("pk")
    before, article = date(2026, 6, 30), law.articles.get(label="2")
    newer = scene.make_document("99/2026/QH16", title="Luật sửa đổi")
    assert not outdated_questions(cast.author, DAY).exists()
    amend_article(actor=cast.author, article=article, amended_on=DAY, amended_by=newer)
    assert outdated_revisions(written, before) == set()
    assert outdated_revisions(written, DAY, held_only=True) == {revision}
    assert list(outdated_questions(cast.author, DAY, author=cast.author)) == [question]
    assert not outdated_questions(cast.reviewer, DAY, author=cast.reviewer).exists()
    assert not outdated_questions(cast.stranger, DAY).exists()
    (ground,) = grounds_to_mend(question, DAY)
    assert say(ground) == (
        "Khoản 1 Điều 2 Luật Hòa giải ở cơ sở số 35/2013/QH13 đã được sửa đổi từ 01/07/2026 bởi "
        "Luật sửa đổi số 99/2026/QH16: đối chiếu lại."
    )
    update_bank(actor=cast.author, bank=bank, name=bank.name, note="", holds_outdated=False)
    assert outdated_revisions(written, DAY, held_only=True) == set()
    amend_article(actor=cast.author, article=article, amended_on=DAY, abolished=True)
    (ground,) = grounds_to_mend(question, DAY)
    assert "đã bị bãi bỏ từ 01/07/2026: tìm căn cứ khác" in say(ground)
    # Compared again after the amendment: nothing to mend, unless nothing is left of the article.
    questions.revise_question(
        actor=cast.author,
        question=question,
        seen=1,
        draft=replace(scene.DRAFT, citation_text=""),
        topic=None,
        picture=None,
        grounds=[Ground(law, article="2", clause="1", checked_on=DAY)],
    )
    assert outdated_questions(cast.author, DAY).exists()
    amend_article(actor=cast.author, article=article, amended_on=DAY)
    assert not outdated_questions(cast.author, DAY).exists()
    save_document(actor=cast.author, document=law, expires_on=date(2026, 9, 1), replaced_by=newer)
    assert outdated_questions(cast.author, date(2026, 9, 1)).count() == 1
    assert "thay bằng Luật sửa đổi" in say(grounds_to_mend(question, date(2026, 9, 1))[0])


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("luat.docx", b"PK", "document-file-kind"),
        ("luat.txt", b"x" * (4 * 2**20 + 1), "document-file-big"),
        ("luat.txt", b"\xff\x00\xd8\xd8", "document-file-encoding"),
        ("luat.md", "Không có điều.".encode(), "document-file-empty"),
        ("luat.json", b"{", "document-file-json"),
        ("luat.json", b"[" * 100_000, "document-file-json"),
        ("luat.json", b'{"articles": [{"label": "x"}]}', "document-file-json"),
        ("luat.json", b'{"articles": [{"label": 8}]}', "document-file-json"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name, data, code):
    with pytest.raises(LawFileError) as fault:
        read(name, data)
    assert fault.value.code == code


def test_a_file_of_articles():
    json = '{"articles": [{"label": "8", "heading": "Ngày Pháp luật", "text": "1. Ngày 09/11."}]}'
    for name, data in (
        ("a.json", json.encode()),
        ("a.TXT", "Điều 8. Ngày Pháp luật\n1. Ngày 09/11.".encode("utf-16")),
        ("a.md", "\ufeff## Điều 8. Ngày Pháp luật\n\n1. Ngày 09/11.".encode()),
    ):
        assert "Điều 8. Ngày Pháp luật" in read(name, data)
