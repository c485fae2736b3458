"""The whole text of reports: full, empty, hidden, not comparable; every kind of issuer."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from pypdf import PdfReader

from contests.formats.docx import write_docx
from contests.formats.issuers import Issuer
from contests.formats.pdf import write_pdf
from contests.reports.rules.figures import Table
from contests.reports.wording.contests import FEW, online, other_form
from contests.reports.wording.report import ReportFacts, board_of, document, opening
from contests.reports.wording.sentences import NOT_COMPARABLE_WHY
from tests.contests.formats import reading
from tests.contests.formats.samples import COMMUNE, COUNCIL, DEPARTMENT, WARD, ZONE
from tests.reports.sample import NARRATIVE, body_lines, figure_set, full

FULL = """\
I. Công tác chỉ đạo, triển khai thực hiện
1. Văn bản đã ban hành
Đã ban hành 02 văn bản:
- Kế hoạch số 25/KH-SKHCN ngày 19/10/2026.
- Quyết định số 26/QĐ-SKHCN.
2. Quán triệt, phân công thực hiện
Giao Văn phòng Sở làm đầu mối.
II. Kết quả thực hiện
1. Lễ, mít tinh, hội nghị, tọa đàm hưởng ứng
Đã tổ chức 03 lễ, mít tinh, hội nghị, tọa đàm hưởng ứng với 250 người dự.
2. Thi tìm hiểu pháp luật
a) Thi trực tuyến
Đã tổ chức xong 01 cuộc thi trực tuyến; bằng cùng kỳ năm 2025.
Có 11.106 lượt dự thi, tăng 1.234 lượt (tăng 12,50%) so với cùng kỳ năm 2025; 7.310 người dự thi, bằng cùng kỳ năm 2025.
Người dự thi đến từ 85 cơ quan, đơn vị và 93/96 xã, phường, đặc khu (đạt 96,88%).
Trong đó có 8/9 đơn vị trực thuộc có người dự thi (đạt 88,89%).
Người của cơ quan và các đơn vị trực thuộc: 120 người dự thi trên tổng số 150 người (đạt 80,00%).
Tỷ lệ câu trả lời đúng là 75,03%.
Trong các cuộc thi có mức đạt, 9.000 lượt thi đạt trên tổng số 11.106 lượt (đạt 81,04%).
Có 161 lượt thi trả lời đúng tất cả các câu.
Đã trao 03 giải tập thể và 12 giải cá nhân, tổng tiền thưởng 45.000.000 đồng.
Chi phí tổ chức (không kể tiền thưởng): 35.000.000 đồng, giảm 5.000.000 đồng (giảm 12,50%) so với cùng kỳ năm 2025.
Ngoài ra, có 21 người của cơ quan, địa phương tham gia 01 cuộc thi do nơi khác tổ chức với 30 lượt dự thi.
b) Thi sân khấu hóa, hội thi
Đã tổ chức xong 01 cuộc thi sân khấu hóa, hội thi; cùng kỳ năm 2025 không có.
Có 60 người dự thi.
3. Truyền thông
Đã thực hiện 12 tin, bài trên cổng, trang thông tin điện tử.
4. Biên soạn, phát hành tài liệu
Đã phát hành 500 bản tài liệu.
III. Đánh giá chung
1. Ưu điểm
Người dân tham gia đông.
2. Tồn tại, hạn chế
Một số nội dung người dự thi còn trả lời sai nhiều, cần tuyên truyền thêm:
- “Ngày Pháp luật là ngày nào?” (Công tác văn thư; Điều 8 Luật 14/2012/QH13): 41,00% trả lời sai.
IV. Phương hướng, đề xuất, kiến nghị
1. Phương hướng
Tiếp tục tổ chức thi:
- Trong trường học.
- Ở khu dân cư.
Tăng cường tuyên truyền các nội dung: công tác văn thư.
2. Đề xuất, kiến nghị
Không có."""

EMPTY = """\
I. Công tác chỉ đạo, triển khai thực hiện
Không có.
II. Kết quả thực hiện
1. Thi tìm hiểu pháp luật
a) Thi trực tuyến
Trong kỳ không có cuộc thi trực tuyến nào kết thúc.
III. Đánh giá chung
Không có.
IV. Phương hướng, đề xuất, kiến nghị
1. Đề xuất, kiến nghị
Không có."""


def test_the_whole_text_of_a_full_report() -> None:
    paper = document(ReportFacts(DEPARTMENT, full(), NARRATIVE))
    assert "\n".join(body_lines(paper)) == FULL
    assert paper.subject == (
        "Kết quả tổ chức các hoạt động hưởng ứng Ngày Pháp luật nước Cộng hòa xã hội chủ nghĩa "
        "Việt Nam năm 2026"
    )
    assert opening(ReportFacts(DEPARTMENT, full(), NARRATIVE)) == (
        "Thực hiện Kế hoạch số 12/KH-UBND ngày 05/02/2026 của UBND tỉnh Quảng Ngãi, Sở Khoa học "
        "và Công nghệ báo cáo kết quả tổ chức các hoạt động hưởng ứng Ngày Pháp luật nước Cộng "
        "hòa xã hội chủ nghĩa Việt Nam năm 2026 (số liệu từ ngày 01/10/2026 đến ngày 09/11/2026) "
        "như sau:"
    )
    assert paper.number is None and paper.date is None and paper.year == 2026


def test_the_whole_text_of_an_empty_report() -> None:
    assert "\n".join(body_lines(document(ReportFacts(DEPARTMENT, figure_set(), {})))) == EMPTY


def test_few_persons_are_not_told_of() -> None:
    hidden = figure_set(
        {"contests_online": 1, "average": None},
        hidden=("attempts", "persons", "average"),
    )
    assert online(hidden, 2026) == [
        "Đã tổ chức xong 01 cuộc thi trực tuyến; cùng kỳ năm 2025 không có.",
        FEW,
    ]


def test_what_cannot_be_compared_says_so_once() -> None:
    figures = figure_set(
        {"contests_online": 1, "attempts": 900, "persons": 80}, is_comparable=False, year=2025
    )
    assert online(figures, 2025) == [
        "Đã tổ chức xong 01 cuộc thi trực tuyến.",
        "Có 900 lượt dự thi; 80 người dự thi.",
        NOT_COMPARABLE_WHY,
    ]


def test_joined_contests_of_few_persons() -> None:
    figures = figure_set({"joined_contests": 2}, hidden=("joined_attempts", "joined_persons"))
    assert online(figures, 2026)[-1] == (
        "Có người của cơ quan, địa phương tham gia 02 cuộc thi do nơi khác tổ chức "
        "(số lượt, số người dưới 05 nên không công bố)."
    )


def test_other_forms_say_nothing_when_there_is_nothing() -> None:
    assert other_form(figure_set(), "written", 2026, people=None, unit="bài dự thi") == []
    assert other_form(figure_set(), "written", 2026, people=0, unit="bài dự thi") == [
        "Không có bài dự thi."
    ]


ISSUERS = {
    "so": (DEPARTMENT, "BC-SKHCN", "GIÁM ĐỐC", "SỞ KHOA HỌC VÀ CÔNG NGHỆ"),
    "xa": (COMMUNE, "BC-UBND", "TM. ỦY BAN NHÂN DÂN", "XÃ TỊNH KHÊ"),
    "phuong": (WARD, "BC-UBND", "TM. ỦY BAN NHÂN DÂN", "PHƯỜNG CẨM THÀNH"),
    "dac_khu": (ZONE, "BC-UBND", "TM. ỦY BAN NHÂN DÂN", "ĐẶC KHU LÝ SƠN"),
    "hoi_dong": (COUNCIL, "BC-HĐPH", "TM. HỘI ĐỒNG", "HỘI ĐỒNG PHỐI HỢP"),
    "ban_to_chuc": (
        board_of(DEPARTMENT, "Tìm hiểu pháp luật"),
        "BC-BTC",
        "TM. BAN TỔ CHỨC",
        "BAN TỔ CHỨC CUỘC THI",
    ),
}


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


@pytest.mark.parametrize("kind", ISSUERS)
def test_docx_and_pdf_of_every_issuer_hold_the_same_words(kind: str) -> None:
    issuer, symbol, authority, head = ISSUERS[kind]
    contest = "Tìm hiểu pháp luật" if kind == "ban_to_chuc" else ""
    paper = document(ReportFacts(issuer, full(), NARRATIVE, contest))
    docx, pdf = write_docx(paper), write_pdf(paper)
    words = "".join(reading.docx_words(docx))
    assert words == "".join(reading.pdf_words(pdf)[0]), "same text, figures and order"
    for expected in (symbol, authority, head, "11.106", "Phụ lục III", "Nguyễn Thị H."):
        assert squeezed(expected).casefold() in words.casefold()
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 4
    assert zipfile.ZipFile(io.BytesIO(docx)).testzip() is None
    assert write_docx(paper) == docx and write_pdf(paper) == pdf, "same data, same bytes"


def test_signing_for_the_head_and_own_recipients() -> None:
    words = {
        **NARRATIVE,
        "capacity": "by_order",
        "signer_title": "Chánh Văn phòng",
        "signer_name": "Lê Văn Ký",
        "recipients": "- UBND tỉnh (b/c);\n- Sở Tư pháp;\nLưu: VT, VP.",
        "addressed_to": "Sở Tư pháp",
    }
    paper = document(ReportFacts(DEPARTMENT, full(), words))
    assert paper.signature.name == "Lê Văn Ký"
    assert [line.casefold() for line in paper.signature.authority] == [
        "tl. giám đốc",
        "chánh văn phòng",
    ]
    assert paper.recipients == ("UBND tỉnh (b/c)", "Sở Tư pháp", "Lưu: VT, VP")
    assert paper.addressed_to == ("Sở Tư pháp",)


HOSTILE = [
    "=1+1",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "#set page(fill: red)",
    "{{7*7}}",
    "‮gnp.exe",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_stay_text(text: str) -> None:
    figures = full()
    tables = []
    for table in figures.tables:
        rows = tuple(
            replace(
                row,
                label=f"{text} {row.label}",
                texts={
                    k: f"{text} {v}" if k in ("unit", "topic") else v for k, v in row.texts.items()
                },
            )
            for row in table.rows
        )
        tables.append(Table(table.code, table.query, table.columns, rows, table.total))
    hostile = replace(figures, tables=tuple(tables))
    issuer = replace(DEPARTMENT, name=f"Sở {text}")
    paper = document(ReportFacts(issuer, hostile, {**NARRATIVE, "good": text}))
    docx = write_docx(paper)
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        xml = package.read("word/document.xml").decode()
        relations = "".join(
            package.read(name).decode() for name in package.namelist() if name.endswith(".rels")
        )
    assert "<script>" not in xml and "w:fldSimple" not in xml
    assert 'TargetMode="External"' not in relations
    pdf = write_pdf(paper)
    assert b"/JavaScript" not in pdf and b"/JS" not in pdf
    assert "".join(reading.docx_words(docx)) == "".join(reading.pdf_words(pdf)[0])


def test_the_kinds_of_issuers_are_all_here() -> None:
    kinds = {issuer.kind for issuer, *_ in ISSUERS.values()}
    assert kinds == set(type(next(iter(kinds))))
    assert isinstance(DEPARTMENT, Issuer)
