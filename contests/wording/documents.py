"""Kế hoạch, Quyết định thành lập Ban Tổ chức and Thể lệ, from the same data that ranks.

The form is that of NĐ 30/2020/NĐ-CP (`contests.formats`). Number, date and signer are blank until
they are entered; the clerk may edit the DOCX before it is signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contests.formats import issuers, vn
from contests.formats.document import (
    Article,
    Block,
    Column,
    Dashes,
    Heading1,
    Heading2,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
)
from contests.formats.issuers import DocumentKind, Issuer, IssuerKind, Signer
from contests.wording import plan as plan_of
from contests.wording.numbers import series
from contests.wording.papers import Issued, Member, Papers, contest_name

LAW = "Căn cứ Luật Phổ biến, giáo dục pháp luật số 14/2012/QH13 ngày 20 tháng 6 năm 2012"
DECREE = (
    "Căn cứ Nghị định số 28/2013/NĐ-CP ngày 04 tháng 4 năm 2013 của Chính phủ quy định chi tiết "
    "một số điều và biện pháp thi hành Luật Phổ biến, giáo dục pháp luật"
)
BODIES = ("ban_to_chuc", "to_thu_ky", "to_ra_de", "to_tham_dinh")
BODY_NAME = {
    "ban_to_chuc": "Ban Tổ chức",
    "to_thu_ky": "Tổ Thư ký",
    "to_ra_de": "Tổ ra đề",
    "to_tham_dinh": "Tổ thẩm định đề",
}
BODY_DUTY = {
    "ban_to_chuc": "ban hành Thể lệ; tổ chức, điều hành Cuộc thi; xét, công nhận và công bố kết quả; giải quyết khiếu nại; đề nghị trao giải; tự giải thể sau khi hoàn thành nhiệm vụ",
    "to_thu_ky": "chuẩn bị văn bản, theo dõi việc đăng ký và dự thi, tổng hợp số liệu, lập hồ sơ trình Ban Tổ chức xét kết quả",
    "to_ra_de": "biên soạn câu hỏi, đáp án kèm căn cứ pháp lý; giữ bí mật đáp án đến khi được công bố",
    "to_tham_dinh": "thẩm định độc lập từng câu hỏi và đáp án; chịu trách nhiệm về tính chính xác, cập nhật của câu hỏi; giữ bí mật đáp án đến khi được công bố",
}


def plan(papers: Papers) -> OfficialDocument:
    """Kế hoạch tổ chức Cuộc thi, with its costs and who does what."""
    name = contest_name(papers.facts.title)
    body: list[Block] = [
        Heading1("I.", "Mục đích, yêu cầu"),
        Heading2("1.", "Mục đích"),
        *plan_of.purpose(papers),
        Heading2("2.", "Yêu cầu"),
        Dashes(
            (
                "Nội dung thi bám sát quy định của pháp luật đang có hiệu lực; mỗi câu hỏi có căn cứ và được người khác thẩm định.",
                "Cuộc thi bảo đảm công khai, công bằng, an toàn thông tin, bảo vệ dữ liệu cá nhân, thiết thực và tiết kiệm.",
            )
        ),
        Heading1("II.", "Nội dung"),
        *plan_of.contents(papers),
        Heading1("III.", "Tiến độ thực hiện"),
        plan_of.schedule(papers),
        Heading1("IV.", "Kinh phí"),
        *plan_of.money(papers),
        Heading1("V.", "Tổ chức thực hiện"),
        *plan_of.duties(papers),
    ]
    return replace(
        _document(papers, papers.issuer, DocumentKind.PLAN, papers.ke_hoach),
        subject=f"Tổ chức {name}",
        bases=(LAW, DECREE),
        opening=(
            f"{issuers.full_name(papers.issuer)} ban hành Kế hoạch tổ chức {name} (sau đây gọi là Cuộc thi), cụ thể như sau:",
        ),
        body=tuple(body),
        closing_words=f"Trên đây là Kế hoạch tổ chức {name}; quá trình thực hiện nếu có vướng mắc, các cơ quan, đơn vị phản ánh về {issuers.full_name(papers.issuer)} để xem xét, giải quyết.",
    )


def decision(papers: Papers) -> OfficialDocument:
    """Quyết định thành lập Ban Tổ chức and the teams that serve it."""
    name = contest_name(papers.facts.title)
    by = issuers.full_name(papers.issuer)
    bases = [LAW, DECREE]
    if papers.ke_hoach is not None:
        bases.append(
            f"Căn cứ Kế hoạch số {_full_number(papers, papers.ke_hoach, DocumentKind.PLAN)} {vn.long_date(papers.ke_hoach.signed_on)} của {by} về việc tổ chức {name}"
        )
    head = _head_of(papers.issuer)
    bodies = [body for body in BODIES if any(m.body == body for m in papers.members)]
    listed = series([BODY_NAME[body] for body in bodies or BODIES[:1]])
    body: list[Block] = [
        Article("Điều 1.", text=f"Thành lập {listed} {name}, gồm các ông, bà có tên sau đây:")
    ]
    for place, one in enumerate(bodies or BODIES[:1], start=1):
        body.append(Heading2(f"{place}.", BODY_NAME[one]))
        body.append(_members([m for m in papers.members if m.body == one]))
    body.append(Article("Điều 2.", "Nhiệm vụ"))
    body += [
        Paragraph(f"{place}. {BODY_NAME[one]} {BODY_DUTY[one]}.")
        for place, one in enumerate(bodies or BODIES[:1], start=1)
    ]
    body.append(
        Article(
            "Điều 3.",
            text=f"Quyết định này có hiệu lực kể từ ngày ký. Các ông, bà có tên tại Điều 1 và thủ trưởng các cơ quan, đơn vị liên quan của {by} chịu trách nhiệm thi hành Quyết định này.",
        )
    )
    document = _document(papers, papers.issuer, DocumentKind.DECISION, papers.quyet_dinh)
    return replace(
        document,
        subject=f"Thành lập Ban Tổ chức {name}",
        signature=_signature(papers.issuer, papers.quyet_dinh, collective=False),
        issuing_authority=f"{head} {issuers.full_name(papers.issuer)}",
        bases=tuple(bases),
        enacting="Quyết định:",
        body=tuple(body),
    )


def rules_document(papers: Papers) -> OfficialDocument:
    """Thể lệ Cuộc thi: the paragraphs of `papers.text`, word for word, issued by the board."""
    board = Issuer(
        kind=IssuerKind.CONTEST_BOARD,
        name=f"Ban Tổ chức {contest_name(papers.facts.title)}",
        place=papers.issuer.place,
        superior=issuers.full_name(papers.issuer),
        province=papers.issuer.province,
        drafter=papers.issuer.drafter,
    )
    body: list[Block] = []
    for section in papers.text:
        label, _, title = section.title.partition(" ")
        body.append(Heading1(label, title))
        body += [Paragraph(paragraph) for paragraph in section.paragraphs]
    bases = [LAW]
    for issued, kind, words in (
        (papers.ke_hoach, DocumentKind.PLAN, "Căn cứ Kế hoạch số {} {} về việc tổ chức Cuộc thi"),
        (
            papers.quyet_dinh,
            DocumentKind.DECISION,
            "Căn cứ Quyết định số {} {} về việc thành lập Ban Tổ chức Cuộc thi",
        ),
    ):
        if issued is not None:
            bases.append(
                words.format(_full_number(papers, issued, kind), vn.long_date(issued.signed_on))
            )
    return replace(
        _document(papers, board, DocumentKind.RULES, papers.the_le),
        subject=contest_name(papers.facts.title),
        bases=tuple(bases),
        body=tuple(body),
    )


BUILDERS = {"ke_hoach": plan, "quyet_dinh": decision, "the_le": rules_document}
"""The builder of each role of `contests.models.DocumentRole`."""


def _document(
    papers: Papers, issuer: Issuer, kind: DocumentKind, issued: Issued | None
) -> OfficialDocument:
    return OfficialDocument(
        letterhead=issuers.letterhead(issuer),
        number_symbol=issuers.number_symbol(issuer, kind),
        place=issuer.place,
        kind_title=issuers.TITLES[kind],
        subject="",
        body=(),
        signature=_signature(issuer, issued, collective=True),
        number=issued.number.split("/")[0] if issued else None,
        date=issued.signed_on if issued else None,
        year=papers.year,
        recipients=_recipients(papers, issuer, kind),
        created=papers.created,
    )


def _signature(issuer: Issuer, issued: Issued | None, *, collective: bool) -> Signature:
    signer = Signer(name=issued.signer) if issued else Signer()
    made = issuers.signature(issuer, signer, for_collective=collective)
    if (
        collective
        and issuer.kind is IssuerKind.DEPARTMENT
        and issuer.name.startswith("Ủy ban nhân dân")
    ):
        # A provincial People's Committee is a collective too.
        made = replace(made, authority=("TM. Ủy ban nhân dân", *made.authority))
    return made


def _recipients(papers: Papers, issuer: Issuer, kind: DocumentKind) -> tuple[str, ...]:
    if issuer.kind is not IssuerKind.DEPARTMENT or issuer.name.startswith("Sở "):
        return issuers.recipients(issuer, kind)
    # A school, an enterprise, an office: nothing of a sở stands in its list.
    above = (f"{issuer.superior} (b/c)",) if issuer.superior else ()
    keep = f"Lưu: VT, {issuer.drafter}" if issuer.drafter else "Lưu: VT"
    if kind is DocumentKind.DECISION:
        return ("Như Điều 3", *above, keep)
    return (*above, "Các đơn vị, cá nhân liên quan", keep)


def _full_number(papers: Papers, issued: Issued, kind: DocumentKind) -> str:
    if "/" in issued.number:
        return issued.number
    number = vn.document_number(issued.number)
    return f"{number}/{issuers.number_symbol(papers.issuer, kind)}"


def _head_of(issuer: Issuer) -> str:
    return issuers.signature(issuer, for_collective=False).authority[0]


def _members(members: Sequence[Member]) -> Table:
    return Table(
        columns=(
            Column("STT", 1, "center"),
            Column("Họ và tên", 4),
            Column("Chức vụ, đơn vị", 5),
            Column("Nhiệm vụ", 3),
        ),
        rows=tuple(
            (str(place), one.full_name, one.office, one.duty)
            for place, one in enumerate(members, start=1)
        ),
        size=13,
        empty="Chưa nhập danh sách",
    )
