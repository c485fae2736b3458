"""Kế hoạch, Quyết định and Thể lệ: the text of the rules, and the head of each kind of issuer."""

from __future__ import annotations

import io
import subprocess
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest

from accounts.models import Organisation
from contests.clock import SYSTEM
from contests.formats.docx import write_docx
from contests.formats.pdf import write_pdf
from contests.models import Contest, DocumentRole
from contests.rules.ruleset import Attempts, AttemptUnit
from contests.selectors.issuers import issuer_of
from contests.selectors.setup import official_document
from contests.services.committee import MemberInput, save_committee
from contests.services.documents import enter_document
from contests.services.publishing import publish
from contests.wording.documents import BUILDERS
from tests.cast import Cast, make_cast, make_organisation
from tests.contests.setting_up import SITE, change, make_draft, make_shipped_bank

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def contest(cast: Cast) -> Contest:
    make_shipped_bank(cast)
    made = make_draft(cast)
    publish(contest=made, actor=cast.organizer, clock=SYSTEM, site=SITE)
    return made


def paragraphs(contest: Contest, role: str) -> list[str]:
    """The paragraphs of the DOCX."""
    data = write_docx(official_document(contest, role, now=SYSTEM.now(), site=SITE))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    return ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in root.iter(f"{W}p")]


def test_the_the_le_is_printed_word_for_word(contest: Contest) -> None:
    printed = paragraphs(contest, "the_le")
    assert contest.current_version is not None
    expected = [
        line
        for section in contest.current_version.text
        for line in (section["title"], *section["paragraphs"])
    ]
    start = printed.index(expected[0])
    found = printed[start : start + len(expected)]
    assert found[:-1] == expected[:-1]
    assert found[-1] == expected[-1].rstrip(".") + "./."


def test_a_draft_in_work_does_not_leak_into_the_documents(contest: Contest, cast: Cast) -> None:
    before = paragraphs(contest, "the_le")
    change(contest, cast, attempts=Attempts(AttemptUnit.DAY, 3))
    assert paragraphs(contest, "the_le") == before


def test_an_unpublished_draft_is_printed_for_signing(cast: Cast) -> None:
    make_shipped_bank(cast)
    draft = make_draft(cast)
    text = "\n".join(paragraphs(draft, "the_le"))
    assert "Cuộc thi “Tìm hiểu pháp luật” (sau đây gọi là Cuộc thi)" in text


def test_the_decision_names_everybody_but_the_excluded(contest: Contest, cast: Cast) -> None:
    save_committee(
        contest=contest,
        actor=cast.organizer,
        members=[
            MemberInput("ban_to_chuc", "Trần Văn Hải", "Phó Giám đốc Sở", "Trưởng ban"),
            MemberInput("to_ra_de", "Lê Thị Hoa", "Thanh tra Sở", "Tổ trưởng"),
            MemberInput("excluded", "Nguyễn Kỹ Thuật"),
        ],
    )
    text = "\n".join(paragraphs(contest, "quyet_dinh"))
    for words in (
        "GIÁM ĐỐC SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "QUYẾT ĐỊNH:",
        "Thành lập Ban Tổ chức và Tổ ra đề Cuộc thi “Tìm hiểu pháp luật”",
        "Trần Văn Hải",
        "Trưởng ban",
        "Lê Thị Hoa",
        "Điều 3.",
        "Như Điều 3",
    ):
        assert words in text, words
    assert "Nguyễn Kỹ Thuật" not in text
    assert "Tổ thẩm định đề " not in text


def test_the_plan_says_when_what_for_whom_and_how_much(contest: Contest) -> None:
    text = "\n".join(paragraphs(contest, "ke_hoach"))
    for words in (
        "Tổ chức Cuộc thi “Tìm hiểu pháp luật”",
        "Tuyên truyền pháp luật.",
        "từ đủ 18 tuổi",
        "30 câu",
        "tiến độ thực hiện".upper(),
        SITE,
    ):
        assert words in text, words
    # Every round gives (1×4 + 2×3 + 3×2 + 10×1) million, twice; communes 5 + 2×3 + 3×2 million.
    rounds = 2
    personal = 4_000_000 + 2 * 3_000_000 + 3 * 2_000_000 + 10 * 1_000_000
    total = personal * rounds + (5_000_000 + 2 * 3_000_000 + 3 * 2_000_000) * rounds
    shown = [total, personal * rounds + 17_000_000]
    assert any(f"{one:,}".replace(",", ".") in text for one in shown)


def test_number_date_and_signer_are_blank_until_they_are_entered(
    contest: Contest, cast: Cast
) -> None:
    before = "\n".join(paragraphs(contest, "ke_hoach"))
    assert "/KH-SKHCN" in before
    assert "ngày 01 tháng 9" not in before
    enter_document(
        contest=contest, actor=cast.organizer, clock=SYSTEM, role=DocumentRole.KE_HOACH,
        number="45/KH-SKHCN", signed_on=date(2026, 9, 1), signer="Trần Văn Hải",
        signer_title="Giám đốc",
    )  # fmt: skip
    after = "\n".join(paragraphs(contest, "ke_hoach"))
    assert "Số: 45/KH-SKHCN" in after
    assert "ngày 01 tháng 9 năm 2026" in after
    assert "Trần Văn Hải" in after
    # The later documents rest on it.
    for role in ("quyet_dinh", "the_le"):
        assert "Kế hoạch số 45/KH-SKHCN ngày 01 tháng 9 năm 2026" in "\n".join(
            paragraphs(contest, role)
        )


@pytest.mark.parametrize("role", sorted(BUILDERS))
def test_the_pdf_says_what_the_docx_says(contest: Contest, role: str, tmp_path: object) -> None:
    document = official_document(contest, role, now=SYSTEM.now(), site=SITE)
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],
        input=write_pdf(document),
        capture_output=True,
        check=True,
    ).stdout.decode()
    squeezed = "".join(text.split())
    for paragraph in paragraphs(contest, role):
        words = "".join(paragraph.split())
        if len(words) > 40:
            # Page numbers may fall between two lines of a paragraph.
            assert words[:30] in squeezed, paragraph


@pytest.mark.parametrize(
    ("kind", "name", "letterhead", "symbol", "head"),
    [
        ("so", "Sở Tư pháp", ("Sở Tư pháp",), "KH-X", "Giám đốc"),
        ("ubnd_xa", "Ủy ban nhân dân xã Sơn Hà", ("Ủy ban nhân dân", "xã Sơn Hà"), "KH-UBND", "TM. Ủy ban nhân dân"),
        ("ubnd_phuong", "Ủy ban nhân dân phường Cẩm Thành", ("Ủy ban nhân dân", "phường Cẩm Thành"), "KH-UBND", "TM. Ủy ban nhân dân"),
        ("ubnd_dac_khu", "Ủy ban nhân dân đặc khu Lý Sơn", ("Ủy ban nhân dân", "đặc khu Lý Sơn"), "KH-UBND", "TM. Ủy ban nhân dân"),
        ("hoi_dong", "Hội đồng phối hợp PBGDPL tỉnh", ("Hội đồng phối hợp PBGDPL tỉnh",), "KH-HĐPH", "TM. Hội đồng"),
        ("ubnd_tinh", "Ủy ban nhân dân tỉnh Kon", ("Ủy ban nhân dân tỉnh Kon",), "KH-UBND", "TM. Ủy ban nhân dân"),
        ("truong", "Trường THPT Trần Quốc Tuấn", ("Trường THPT Trần Quốc Tuấn",), "KH-X", "Hiệu trưởng"),
    ],
)  # fmt: skip
def test_every_kind_of_issuer_has_its_head(
    cast: Cast, kind: str, name: str, letterhead: tuple[str, ...], symbol: str, head: str
) -> None:
    organisation: Organisation = make_organisation("X", name, kind, cast.root)
    make_shipped_bank(cast)
    draft = make_draft(cast)
    Contest.objects.filter(pk=draft.pk).update(organisation=organisation)
    draft.refresh_from_db()
    document = official_document(draft, "ke_hoach", now=SYSTEM.now(), site=SITE)
    assert document.letterhead.issuer == letterhead
    assert document.number_symbol == symbol
    assert document.signature.authority[0] == head
    assert document.place == "Quảng Ngãi"
    assert document.recipients[-1].startswith("Lưu: VT")
    assert ("Sở" in " ".join(document.recipients)) == (
        kind not in ("truong", "ubnd_tinh", "hoi_dong")
    )
    assert issuer_of(organisation).name
