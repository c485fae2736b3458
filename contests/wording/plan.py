"""The sections of the Kế hoạch: purpose, contents, schedule, money, who does what."""

from __future__ import annotations

from datetime import timedelta

from contests.formats import vn
from contests.formats.document import (
    Block,
    Column,
    Dashes,
    Heading2,
    Heading3,
    Paragraph,
    Table,
    letter,
)
from contests.rules.clock import local_day
from contests.rules.prizes import cost
from contests.wording.numbers import capital, count, instant, series
from contests.wording.papers import Papers, contest_name
from contests.wording.summary import summary


def purpose(papers: Papers) -> list[Block]:
    lines = [line.strip(" -") for line in papers.purpose.splitlines() if line.strip(" -")]
    if not lines:
        lines = [
            "Tuyên truyền, phổ biến pháp luật đến cán bộ, công chức, viên chức, người lao động và Nhân dân; nâng cao ý thức tự học tập, tìm hiểu, chấp hành pháp luật.",
            "Hưởng ứng Ngày Pháp luật nước Cộng hòa xã hội chủ nghĩa Việt Nam; đẩy mạnh chuyển đổi số trong công tác phổ biến, giáo dục pháp luật.",
        ]
    return [Heading3(letter(place), line) for place, line in enumerate(lines)]


_IN_PLAN = (
    "Số câu hỏi mỗi đề",
    "Thời gian làm bài",
    "Số lượt thi của mỗi người",
    "Lượt thi được tính",
    "Câu hỏi dự đoán",
    "Mức đạt",
    "Thứ tự xét khi xếp hạng",
    "Công bố kết quả chính thức",
)


_WHO = (
    "Đối tượng",
    "Tuổi dự thi",
    "Nơi cư trú",
    "Nhóm bắt buộc dự thi",
    "Nhóm khuyến khích dự thi",
)


def _line(label: str, value: str) -> str:
    """ "Thời gian làm bài: 30 phút."; a value that is a question keeps its own mark."""
    return f"{label}: {value}" if value.endswith("?") else f"{label}: {value}."


def contents(papers: Papers) -> list[Block]:
    facts, rules = papers.facts, papers.rules
    pairs = dict(summary(rules, facts.names))
    rounds = tuple(
        f"{capital(one.name)}: từ {instant(one.opens_at)} đến {instant(one.closes_at)}."
        for one in facts.rounds
    )
    who = tuple(
        f"{label}: {pairs[label]}."
        for label in _WHO
        if pairs[label] not in ("không có", "không giới hạn")
    )
    return [
        Heading2("1.", "Tên và hình thức"),
        Paragraph(f"{contest_name(facts.title)}, thi trực tuyến tại địa chỉ {facts.site}."),
        Heading2("2.", "Đối tượng dự thi"),
        Dashes(who),
        Heading2("3.", "Thời gian dự thi"),
        Dashes(rounds),
        Heading2("4.", "Nội dung và cách thức"),
        Dashes(
            (
                f"Câu hỏi lấy từ: {pairs['Ngân hàng câu hỏi']}.",
                *(_line(label, pairs[label]) for label in _IN_PLAN if label in pairs),
            )
        ),
        Paragraph("Chi tiết theo Thể lệ Cuộc thi do Ban Tổ chức ban hành."),
        Heading2("5.", "Giải thưởng"),
        Paragraph(f"{capital(pairs['Giải thưởng'])}."),
    ]


def schedule(papers: Papers) -> Table:
    facts = papers.facts
    lead = facts.lead
    first, last = facts.rounds[0], facts.rounds[-1]
    result_by = local_day(last.closes_at) + timedelta(days=papers.rules.disclosure.result_days)
    rows = [
        ("Thành lập Ban Tổ chức, ban hành Thể lệ", lead, f"Trước {instant(first.opens_at)}"),
        ("Biên soạn, thẩm định câu hỏi", "Tổ ra đề, Tổ thẩm định đề", f"Trước {instant(first.opens_at)}"),
        *(
            (f"Tổ chức thi: {one.name}", "Ban Tổ chức", f"{instant(one.opens_at)} đến {instant(one.closes_at)}")
            for one in facts.rounds
        ),
        ("Công bố kết quả chính thức", "Ban Tổ chức", f"Chậm nhất ngày {vn.short_date(result_by)}"),
        ("Tổng kết, trao giải, báo cáo kết quả", lead, f"Sau ngày {vn.short_date(result_by)}"),
    ]  # fmt: skip
    return Table(
        columns=(
            Column("STT", 1, "center"),
            Column("Nội dung", 5),
            Column("Chủ trì", 4),
            Column("Thời gian", 4, "center"),
        ),
        rows=tuple((str(place), *row) for place, row in enumerate(rows, start=1)),
        size=13,
    )


def money(papers: Papers) -> list[Block]:
    total = cost(papers.rules.prizes, len(papers.facts.rounds))
    source = Paragraph(
        "Kinh phí thực hiện từ nguồn ngân sách nhà nước giao hằng năm và các nguồn hợp pháp khác; mức chi theo Thông tư số 56/2023/TT-BTC ngày 18 tháng 8 năm 2023 của Bộ trưởng Bộ Tài chính."
    )
    if not total:
        return [source]
    words = vn.money_words(total)
    return [
        Paragraph(f"Tổng giá trị giải thưởng: {vn.money(total)} ({words[0].lower()}{words[1:]})."),
        source,
    ]


def duties(papers: Papers) -> list[Block]:
    facts = papers.facts
    lead = (
        f"{facts.lead} chủ trì, thành lập Ban Tổ chức, bảo đảm kinh phí, hạ tầng kỹ thuật và theo dõi, "
        "tổng hợp, báo cáo kết quả."
    )
    blocks: list[Block] = [Paragraph(f"1. {lead}")]
    place = 2
    if facts.cooperating:
        blocks.append(
            Paragraph(
                f"{place}. {series(facts.cooperating)} phối hợp tuyên truyền, vận động người của cơ quan, đơn vị mình tham gia Cuộc thi."
            )
        )
        place += 1
    blocks.append(
        Paragraph(
            f"{place}. Ban Tổ chức ban hành Thể lệ, tổ chức Cuộc thi trong {count(len(facts.rounds))} đợt, xét và công bố kết quả, giải quyết khiếu nại theo Thể lệ."
        )
    )
    return blocks
