"""Whole documents of every kind of issuer, as the writers' tests and people look at them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from contests.formats import issuers, vn
from contests.formats.document import (
    Annex,
    Article,
    Chart,
    Column,
    Dashes,
    HeaderCell,
    Heading1,
    Heading2,
    Heading3,
    OfficialDocument,
    Paragraph,
    Run,
    Series,
    Table,
    letter,
)
from contests.formats.issuers import Capacity, DocumentKind, Issuer, IssuerKind, Signer

CREATED = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

DEPARTMENT = Issuer(
    kind=IssuerKind.DEPARTMENT,
    name="Sở Khoa học và Công nghệ",
    place="Quảng Ngãi",
    code="SKHCN",
    superior="UBND tỉnh Quảng Ngãi",
    province="tỉnh Quảng Ngãi",
    drafter="VP",
)
COMMUNE = Issuer(IssuerKind.COMMUNE, "xã Tịnh Khê", "Tịnh Khê", province="tỉnh Quảng Ngãi")
WARD = Issuer(IssuerKind.WARD, "phường Cẩm Thành", "Cẩm Thành", province="tỉnh Quảng Ngãi")
ZONE = Issuer(IssuerKind.SPECIAL_ZONE, "đặc khu Lý Sơn", "Lý Sơn", province="tỉnh Quảng Ngãi")
BOARD = Issuer(
    IssuerKind.CONTEST_BOARD,
    "Ban Tổ chức Cuộc thi trực tuyến tìm hiểu pháp luật về sở hữu trí tuệ, chuyển đổi số",
    "Quảng Ngãi",
    superior="Sở Khoa học và Công nghệ",
)
COUNCIL = Issuer(
    IssuerKind.COUNCIL,
    "Hội đồng phối hợp phổ biến, giáo dục pháp luật",
    "Quảng Ngãi",
    superior="UBND tỉnh Quảng Ngãi",
    province="tỉnh Quảng Ngãi",
)

COMMUNES = (
    ("Phường Cẩm Thành", 1843, 1512, 21044),
    ("Phường Nghĩa Lộ", 1620, 1377, 18906),
    ("Phường Trương Quang Trọng", 1411, 1196, 17210),
    ("Xã Tịnh Khê", 902, 811, 15233),
    ("Xã Bình Sơn", 877, 790, 19874),
    ("Xã Sơn Tịnh", 640, 588, 12077),
    ("Đặc khu Lý Sơn", 512, 467, 11300),
    ("Xã Măng Đen", 301, 288, 7644),
    ("Xã Đăk Tờ Kan", 96, 91, 6120),
)


UNKNOWN = Signer()


def _head(issuer: Issuer, kind: DocumentKind, signer: Signer = UNKNOWN) -> dict[str, Any]:
    return {
        "letterhead": issuers.letterhead(issuer),
        "number_symbol": issuers.number_symbol(issuer, kind),
        "place": issuer.place,
        "kind_title": issuers.TITLES[kind],
        "signature": issuers.signature(issuer, signer),
        "recipients": issuers.recipients(issuer, kind),
        "created": CREATED,
    }


def commune_table(size: int = 12) -> Table:
    rows = tuple(
        (
            str(n),
            name,
            vn.number(attempts),
            vn.number(people),
            vn.number(heads),
            vn.percent(people, heads),
        )
        for n, (name, attempts, people, heads) in enumerate(COMMUNES, 1)
    )
    people = sum(row[2] for row in COMMUNES)
    heads = sum(row[3] for row in COMMUNES)
    return Table(
        columns=(
            Column("STT", 1, "center"),
            Column("Xã, phường, đặc khu", 5),
            Column("Số lượt", 2, "right"),
            Column("Số người", 2, "right"),
            Column("Dân số", 2.2, "right"),
            Column("Tỷ lệ", 2, "right"),
        ),
        header=(
            (
                HeaderCell("STT", rowspan=2),
                HeaderCell("Xã, phường, đặc khu", rowspan=2),
                HeaderCell("Tham gia", colspan=2),
                HeaderCell("So với dân số", colspan=2),
            ),
            (
                HeaderCell("Số lượt"),
                HeaderCell("Số người"),
                HeaderCell("Dân số từ 14 tuổi"),
                HeaderCell("Tỷ lệ"),
            ),
        ),
        rows=rows,
        total=(
            "",
            "TỔNG CỘNG",
            vn.number(sum(row[1] for row in COMMUNES)),
            vn.number(people),
            vn.number(heads),
            vn.percent(people, heads),
        ),
        caption="Bảng 1. Kết quả tham gia theo xã, phường, đặc khu",
        note="Ghi chú: số liệu từ ngày 01/11/2025 đến hết ngày 31/10/2026.",
        size=size,
    )


def people_table(rows: int) -> Table:
    return Table(
        columns=(
            Column("STT", 1, "center"),
            Column("Họ và tên", 4),
            Column("Đơn vị", 5),
            Column("Số câu đúng", 2, "right"),
            Column("Thời gian", 2, "right"),
        ),
        rows=tuple(
            (
                str(n),
                f"Nguyễn Thị Ánh Tuyết {n}",
                "Trường THPT chuyên Lê Khiết",
                str(20 - n % 3),
                f"{3 + n % 7} phút {n % 60:02d} giây",
            )
            for n in range(1, rows + 1)
        ),
    )


def charts() -> tuple[Chart, ...]:
    names = tuple(row[0] for row in COMMUNES)
    return (
        Chart(
            "bar",
            names,
            (Series("Số lượt dự thi", tuple(row[1] for row in COMMUNES)),),
            caption="Biểu đồ 1. Số lượt dự thi theo xã, phường, đặc khu",
            alt="Phường Cẩm Thành có nhiều lượt dự thi nhất: 1.843 lượt.",
            unit="lượt",
        ),
        Chart(
            "column",
            ("0 - 4", "5 - 8", "9 - 12", "13 - 16", "17 - 20"),
            (
                Series("Năm 2025", (40, 310, 1204, 2210, 804)),
                Series("Năm 2026", (22, 287, 1502, 3811, 1580)),
            ),
            caption="Biểu đồ 2. Phân bố số câu trả lời đúng",
            alt="Phần lớn lượt thi đúng từ 13 đến 16 câu.",
            unit="lượt",
        ),
        Chart(
            "stacked",
            ("Cán bộ, công chức", "Học sinh", "Nhân dân"),
            (Series("Nam", (1204, 980, 411)), Series("Nữ", (1377, 1402, 388))),
            caption="Biểu đồ 3. Số người theo nhóm đối tượng và giới tính",
            alt="Nữ nhiều hơn nam ở hai nhóm đầu.",
        ),
        Chart(
            "line",
            tuple(f"{day:02d}/10" for day in range(1, 15)),
            (
                Series(
                    "Số lượt", (210, 320, 290, 410, 388, 120, 96, 402, 511, 530, 498, 610, 88, 940)
                ),
            ),
            caption="Biểu đồ 4. Số lượt dự thi theo ngày",
            alt="Số lượt tăng dần, cao nhất vào ngày cuối: 940 lượt.",
        ),
    )


def report() -> OfficialDocument:
    """Báo cáo of a sở with the outline of practice, all charts and three annexes."""
    bars, columns, stacked, line = charts()
    return OfficialDocument(
        **_head(DEPARTMENT, DocumentKind.REPORT, Signer(Capacity.DEPUTY, "Trần Văn Hải")),
        number="5",
        date=date(2026, 2, 5),
        subject="Kết quả tổ chức các hoạt động hưởng ứng Ngày Pháp luật nước Cộng hòa xã hội chủ "
        "nghĩa Việt Nam năm 2026",
        addressed_to=("UBND tỉnh Quảng Ngãi", "Sở Tư pháp tỉnh Quảng Ngãi"),
        opening=(
            "Thực hiện Kế hoạch số 07/KH-UBND ngày 18 tháng 01 năm 2026 của UBND tỉnh Quảng Ngãi "
            "về công tác phổ biến, giáo dục pháp luật (PBGDPL) năm 2026; Công văn số 1204/STP-PBGDPL "
            "của Sở Tư pháp về việc hướng dẫn hưởng ứng Ngày Pháp luật, Sở Khoa học và Công nghệ báo "
            "cáo kết quả như sau:",
        ),
        body=(
            Heading1("I.", "Công tác chỉ đạo, triển khai thực hiện"),
            Heading2("1.", "Văn bản đã ban hành"),
            Paragraph(
                "Sở đã ban hành 03 văn bản chỉ đạo, gồm 01 kế hoạch, 01 quyết định và 01 công văn:"
            ),
            Dashes(
                (
                    "Kế hoạch số 12/KH-SKHCN ngày 14 tháng 02 năm 2026 về PBGDPL năm 2026;",
                    "Quyết định số 88/QĐ-SKHCN ngày 05 tháng 9 năm 2026 thành lập Ban Tổ chức "
                    "Cuộc thi;",
                    "Công văn số 902/SKHCN-VP ngày 20 tháng 9 năm 2026 về việc hưởng ứng Cuộc thi.",
                )
            ),
            Heading2("2.", "Quán triệt, phân công; kinh phí"),
            *(
                Heading3(letter(n), text)
                for n, text in enumerate(
                    (
                        "Phân công Văn phòng Sở làm đầu mối, các phòng, đơn vị phối hợp.",
                        "Bố trí kinh phí 85.000.000 đồng từ nguồn chi thường xuyên.",
                        "Tổ chức 02 hội nghị quán triệt cho 214 lượt công chức, viên chức.",
                        "Kiểm tra việc thực hiện tại 04 đơn vị trực thuộc.",
                        "Tổng hợp, báo cáo đúng thời hạn theo quy định.",
                    )
                )
            ),
            Heading1("II.", "Kết quả thực hiện"),
            Heading2("1.", "Thi tìm hiểu pháp luật trực tuyến"),
            Paragraph(
                (
                    Run("Cuộc thi thu hút "),
                    Run("7.202 lượt dự thi", bold=True),
                    Run(" của 6.120 người, tăng 57,70% so với cùng kỳ năm 2025; "),
                    Run("tỷ lệ đạt", italic=True),
                    Run(" là 74,86%. Kết quả theo địa bàn như sau:"),
                )
            ),
            commune_table(),
            bars,
            columns,
            stacked,
            line,
            Heading2("2.", "Nội dung cần tuyên truyền thêm"),
            Paragraph(
                "Ba câu hỏi có tỷ lệ trả lời sai cao nhất liên quan đến quyền tác giả, thời hạn bảo "
                "hộ nhãn hiệu và xử phạt vi phạm hành chính trong hoạt động khoa học."
            ),
            Heading1("III.", "Đánh giá chung"),
            Heading2("1.", "Ưu điểm"),
            Paragraph("Hoạt động được triển khai kịp thời, đúng đối tượng, tiết kiệm."),
            Heading2("2.", "Tồn tại, hạn chế"),
            Paragraph("Một số xã vùng cao có tỷ lệ tham gia còn thấp do đường truyền yếu."),
            Heading1("IV.", "Phương hướng, đề xuất, kiến nghị"),
            Paragraph(
                "Đề nghị UBND tỉnh quan tâm bố trí kinh phí cho công tác PBGDPL tại các xã vùng cao."
            ),
        ),
        closing_words="Trên đây là báo cáo kết quả tổ chức các hoạt động hưởng ứng Ngày Pháp luật "
        "năm 2026 của Sở Khoa học và Công nghệ.",
        annexes=(
            Annex("Phụ lục I", "Bảng tổng hợp số liệu", (commune_table(),)),
            Annex(
                "Phụ lục II",
                "Kết quả cuộc thi theo đơn vị",
                (replace(commune_table(13), caption="", note=""), replace(bars, caption="")),
                landscape=True,
            ),
            Annex("Phụ lục III", "Danh sách cá nhân đạt giải", (people_table(70),)),
        ),
    )


def plan() -> OfficialDocument:
    """Kế hoạch of an UBND xã, not signed: number, date and name are blank."""
    return OfficialDocument(
        **_head(COMMUNE, DocumentKind.PLAN, Signer(Capacity.DEPUTY)),
        year=2026,
        subject="Tổ chức Cuộc thi trực tuyến tìm hiểu pháp luật năm 2026 trên địa bàn xã Tịnh Khê",
        bases=(
            "Căn cứ Luật Phổ biến, giáo dục pháp luật ngày 20 tháng 6 năm 2012",
            "Căn cứ Kế hoạch số 07/KH-UBND ngày 18 tháng 01 năm 2026 của UBND tỉnh Quảng Ngãi",
            "Theo đề nghị của Trưởng phòng Văn hóa - Xã hội",
        ),
        opening=("UBND xã Tịnh Khê ban hành Kế hoạch tổ chức Cuộc thi, cụ thể như sau:",),
        body=(
            Heading1("I.", "Mục đích, yêu cầu"),
            Heading2("1.", "Mục đích"),
            *(
                Heading3(letter(n), f"Mục đích thứ {n + 1} của Cuộc thi được nêu tại đây.")
                for n in range(6)
            ),
            Heading2("2.", "Yêu cầu"),
            Dashes(
                (
                    "Nội dung thi bám sát quy định của pháp luật đang có hiệu lực.",
                    "Việc tổ chức bảo đảm công khai, công bằng, tiết kiệm.",
                )
            ),
            Heading1("II.", "Tổ chức thực hiện"),
            Table(
                columns=(
                    Column("STT", 1, "center"),
                    Column("Nội dung", 5),
                    Column("Chủ trì", 3),
                    Column("Thời gian", 2.5, "center"),
                ),
                rows=(
                    ("1", "Ban hành Thể lệ", "Phòng Văn hóa - Xã hội", "Tháng 9/2026"),
                    ("2", "Mở cuộc thi", "Ban Tổ chức", "05/10 - 18/10/2026"),
                    ("3", "Tổng kết, trao giải", "UBND xã", "09/11/2026"),
                ),
                size=13,
            ),
        ),
    )


def decision() -> OfficialDocument:
    """Quyết định of an UBND đặc khu in the form of Điều."""
    signer = Signer(name="Nguyễn Thị Hương")
    head = _head(ZONE, DocumentKind.DECISION, signer)
    head["signature"] = issuers.signature(ZONE, signer, for_collective=False)
    return OfficialDocument(
        **head,
        number="112",
        date=date(2026, 9, 5),
        subject="Thành lập Ban Tổ chức Cuộc thi trực tuyến tìm hiểu pháp luật năm 2026",
        issuing_authority="Chủ tịch Ủy ban nhân dân đặc khu Lý Sơn",
        bases=(
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
            "Căn cứ Kế hoạch số 45/KH-UBND ngày 01 tháng 9 năm 2026 của UBND đặc khu Lý Sơn;",
            "Theo đề nghị của Trưởng phòng Văn hóa - Xã hội.",
        ),
        enacting="Quyết định:",
        body=(
            Article(
                "Điều 1.",
                text="Thành lập Ban Tổ chức Cuộc thi trực tuyến tìm hiểu pháp luật năm 2026 gồm các "
                "ông, bà có tên sau đây:",
            ),
            Dashes(
                (
                    "Bà Nguyễn Thị Hương, Chủ tịch UBND đặc khu, Trưởng Ban;",
                    "Ông Lê Văn Dũng, Trưởng phòng Văn hóa - Xã hội, Phó Trưởng Ban;",
                    "Ông Phạm Minh Đức, Đoàn Thanh niên, thành viên.",
                )
            ),
            Article(
                "Điều 2.",
                "Nhiệm vụ của Ban Tổ chức",
                "Ban hành Thể lệ, tổ chức Cuộc thi, xét và công nhận kết quả; tự giải thể sau khi "
                "hoàn thành nhiệm vụ.",
            ),
            Article(
                "Điều 3.",
                text="Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng HĐND và UBND, Trưởng "
                "các phòng, đơn vị liên quan và các ông, bà có tên tại Điều 1 chịu trách nhiệm thi "
                "hành Quyết định này.",
            ),
        ),
    )


def rules() -> OfficialDocument:
    """Thể lệ of a Ban Tổ chức with a long name and a head with an office."""
    signer = Signer(name="Trần Văn Hải", office="Phó Giám đốc Sở Khoa học và Công nghệ")
    return OfficialDocument(
        **_head(BOARD, DocumentKind.RULES, signer),
        number="01",
        date=date(2026, 9, 12),
        subject="Cuộc thi trực tuyến tìm hiểu pháp luật về sở hữu trí tuệ, chuyển đổi số năm 2026",
        body=(
            Article("Điều 1.", "Đối tượng dự thi"),
            Paragraph("1. Công dân Việt Nam từ đủ 14 tuổi, cư trú trên địa bàn tỉnh Quảng Ngãi."),
            Paragraph("2. Thành viên Ban Tổ chức và người ra đề không được dự thi."),
            Article("Điều 2.", "Cách xếp hạng"),
            Paragraph("Thứ tự xét được thực hiện như sau:"),
            Heading3("a)", "Số câu trả lời đúng nhiều hơn;"),
            Heading3("b)", "Dự đoán gần đúng hơn số người trả lời đúng toàn bộ;"),
            Heading3("c)", "Thời gian làm bài ngắn hơn;"),
            Heading3("d)", "Nộp bài sớm hơn;"),
            Heading3("đ)", "Bốc thăm công khai."),
            Article("Điều 3.", "Giải thưởng"),
            Table(
                columns=(
                    Column("Giải", 3),
                    Column("Số lượng", 1.5, "right"),
                    Column("Mức thưởng (đồng)", 3, "right"),
                    Column("Thành tiền (đồng)", 3, "right"),
                ),
                rows=(
                    ("Giải Nhất", "1", vn.number(3_000_000), vn.number(3_000_000)),
                    ("Giải Nhì", "2", vn.number(2_000_000), vn.number(4_000_000)),
                    ("Giải Ba", "3", vn.number(1_000_000), vn.number(3_000_000)),
                ),
                total=("TỔNG CỘNG", "6", "", vn.number(10_000_000)),
                note=vn.money_words(10_000_000) + ".",
            ),
            Article("Điều 4.", "Điều khoản thi hành", "Thể lệ có hiệu lực từ ngày ký."),
        ),
    )


def council_report() -> OfficialDocument:
    """Báo cáo of a Hội đồng phối hợp, signed by a deputy who has an office."""
    signer = Signer(Capacity.DEPUTY, "Võ Thị Minh", office="Giám đốc Sở Tư pháp")
    return OfficialDocument(
        **_head(COUNCIL, DocumentKind.REPORT, signer),
        number="31",
        date=date(2026, 11, 20),
        subject="Kết quả hưởng ứng Ngày Pháp luật năm 2026",
        body=(
            Heading1("I.", "Kết quả"),
            Paragraph("Toàn tỉnh tổ chức 71 cuộc thi với 24.118 lượt người dự thi."),
            commune_table(),
        ),
        closing_words="Trên đây là báo cáo của Hội đồng, kính gửi UBND tỉnh xem xét.",
    )


def ward_report() -> OfficialDocument:
    """Báo cáo of an UBND phường, no number and no date yet, ending with a chart."""
    return OfficialDocument(
        **_head(WARD, DocumentKind.REPORT),
        subject="Kết quả Cuộc thi tìm hiểu pháp luật",
        addressed_to=("UBND tỉnh Quảng Ngãi",),
        opening=("Ủy ban nhân dân phường Cẩm Thành báo cáo kết quả như sau:",),
        body=(Heading1("1.", "Số liệu"), charts()[1]),
    )


def all_samples() -> dict[str, OfficialDocument]:
    """Every sample by its name."""
    return {
        "report-department": report(),
        "plan-commune": plan(),
        "decision-zone": decision(),
        "rules-board": rules(),
        "report-council": council_report(),
        "report-ward": ward_report(),
    }
