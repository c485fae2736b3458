"""Sections V and VI: prizes; violations, complaints, personal data."""

from __future__ import annotations

from contests.rules.choices import PersonField, PrizeFor, PrizeLevel, PrizeScope
from contests.rules.eligibility import CHILD_UNDER
from contests.rules.terms import Contact, Prize, RuleSet
from contests.wording import names
from contests.wording.facts import ContestFacts
from contests.wording.numbers import capital, count, money
from contests.wording.section import Draft, Section


def prize_section(rules: RuleSet) -> Section:
    """Section V."""
    draft = Draft("V. GIẢI THƯỞNG")
    prizes = rules.prizes
    if not prizes.items:
        draft.clause("Cuộc thi không có giải thưởng.")
    for to in PrizeFor:
        for scope in PrizeScope:
            chosen = [item for item in prizes.items if item.to is to and item.scope is scope]
            if chosen:
                draft.clause(_heading(to, scope), points=[prize_text(item) for item in chosen])
    individual = any(item.to is PrizeFor.INDIVIDUAL for item in prizes.items)
    collective = any(item.to is not PrizeFor.INDIVIDUAL for item in prizes.items)
    if individual:
        draft.clause(_one(rules), _needed(rules))
    if prizes.items:
        draft.clause(
            "Giải được trao theo thứ hạng, từ giải cao xuống giải thấp.",
            "Giải có tên gọi riêng do Ban Tổ chức xét theo tên gọi của giải và lập biên bản."
            if any(item.level is PrizeLevel.OTHER for item in prizes.items)
            else "",
            "Nếu nhiều trường hợp đồng hạng mà số giải còn lại không đủ, Ban Tổ chức bốc thăm công khai và lập biên bản.",
        )
        draft.clause(
            "Cá nhân đạt giải xuất trình giấy tờ tùy thân để đối chiếu trước khi nhận giải; thông tin không khớp hoặc không đến nhận thì giải được trao cho người xếp hạng kế tiếp đủ điều kiện."
            if individual
            else "",
            "Tập thể đạt giải cử đại diện đến nhận giải." if collective else "",
        )
    draft.clause(_certificates(rules))
    return draft.done()


def _heading(to: PrizeFor, scope: PrizeScope) -> str:
    when = "mỗi đợt thi" if scope is PrizeScope.ROUND else "cả Cuộc thi"
    if to is PrizeFor.INDIVIDUAL:
        return f"Giải cá nhân của {when}:"
    return f"Giải tập thể của {when}, theo bảng xếp hạng {names.PRIZE_FOR[to]}:"


def prize_text(prize: Prize) -> str:
    """ "01 giải Nhất, trị giá 6.000.000 đồng"; several prizes say "mỗi giải trị giá …"."""
    title = prize.name if prize.level is PrizeLevel.OTHER else names.PRIZE_LEVEL[prize.level]
    title = title[:1].lower() + title[1:] if title.startswith("Giải ") else title
    if not title.startswith("giải "):
        title = f"giải “{title}”"
    if prize.amount_vnd == 0:
        return f"{count(prize.count)} {title}, không kèm tiền thưởng"
    each = "trị giá" if prize.count == 1 else "mỗi giải trị giá"
    return f"{count(prize.count)} {title}, {each} {money(prize.amount_vnd)}"


def _one(rules: RuleSet) -> str:
    if rules.prizes.one_per_person:
        return "Mỗi người chỉ được nhận một giải cá nhân trong cả Cuộc thi, là giải cao nhất; giải còn lại được trao cho người xếp hạng kế tiếp."
    return "Một người có thể nhận nhiều giải cá nhân."


def _needed(rules: RuleSet) -> str:
    if rules.prizes.pass_needed:
        return "Chỉ người có bài thi đạt mới được xét giải cá nhân."
    if rules.passing.correct is None:
        return ""
    return "Người có bài thi không đạt vẫn được xét giải cá nhân theo thứ hạng."


def _certificates(rules: RuleSet) -> str:
    if rules.prizes.certificates and rules.prizes.items:
        return "Cá nhân, tập thể đạt giải được cấp giấy chứng nhận của Ban Tổ chức."
    return "Cuộc thi không cấp giấy chứng nhận."


def closing_section(facts: ContestFacts, rules: RuleSet) -> Section:
    """Section VI."""
    draft = Draft("VI. XỬ LÝ VI PHẠM, KHIẾU NẠI, BẢO VỆ DỮ LIỆU CÁ NHÂN")
    after = rules.aftermath
    draft.clause(
        "Nghiêm cấm thi hộ, dùng thông tin của người khác, dùng công cụ tự động trả lời hoặc can thiệp vào hệ thống.",
        "Ban Tổ chức xem xét từng trường hợp, thông báo cho người liên quan và có thể hủy kết quả; việc hủy kết quả được ghi lại cùng lý do.",
        "Giải đã trao cho bài thi bị hủy kết quả được thu hồi." if rules.prizes.items else "",
    )
    draft.clause(
        f"Người dự thi có quyền khiếu nại bằng văn bản trong thời hạn {count(after.complaint_days)} ngày kể từ ngày công bố kết quả chính thức.",
        "Ban Tổ chức trả lời bằng văn bản; nếu kết quả thay đổi thì công bố bảng xếp hạng mới kèm lý do.",
    )
    draft.clause(f"Liên hệ, gửi khiếu nại: {contact_text(after.contact)}.")
    draft.clause(*_data(rules))
    draft.clause(
        f"Dữ liệu đăng ký được lưu trong {count(after.retention_months)} tháng kể từ ngày đợt thi cuối cùng đóng, sau đó được xóa hoặc khử nhận dạng; số liệu thống kê không còn gắn với cá nhân được giữ lại.",
        "Hồ sơ trao giải được lưu theo quy định về kế toán và lưu trữ."
        if rules.prizes.items
        else "",
    )
    if rules.eligibility.min_age is None or rules.eligibility.min_age < CHILD_UNDER:
        draft.clause(
            f"Họ tên của người dưới {CHILD_UNDER} tuổi chỉ được công khai khi người đó và cha, mẹ hoặc người giám hộ cùng đồng ý; nếu không, chỉ ghi chữ cái đầu của họ tên."
        )
    draft.clause(
        f"Thể lệ này được đăng tại {facts.site}.",
        "Nếu Thể lệ thay đổi, bản mới được công bố tại địa chỉ trên kèm lý do; các bản trước được lưu lại.",
    )
    return draft.done()


def contact_text(contact: Contact) -> str:
    """Office, address, phone and e-mail that are given, in one line without a full stop."""
    parts = [contact.office]
    if contact.address:
        parts.append(f"địa chỉ: {contact.address}")
    if contact.phone:
        parts.append(f"điện thoại: {contact.phone}")
    if contact.email:
        parts.append(f"thư điện tử: {contact.email}")
    return capital("; ".join(parts))


def _data(rules: RuleSet) -> list[str]:
    asked = {rule.field for rule in rules.registration.fields}
    sentences = [
        "Dữ liệu cá nhân được xử lý theo Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15, chỉ để tổ chức Cuộc thi; mỗi mục đích khác (công khai họ tên, thống kê, liên hệ về cuộc thi sau) được hỏi ý kiến riêng và có thể từ chối mà vẫn được dự thi."
    ]
    if PersonField.CCCD not in asked:
        winners = any(item.to is PrizeFor.INDIVIDUAL for item in rules.prizes.items)
        sentences.append(
            "Số căn cước công dân chỉ được hỏi khi xác nhận người đạt giải."
            if winners
            else "Cuộc thi không hỏi số căn cước công dân."
        )
    if PersonField.ETHNIC in asked:
        sentences.append(
            "Thông tin về dân tộc không bắt buộc và chỉ dùng để tổng hợp số liệu chung."
        )
    sentences.append(
        "Người dự thi có quyền xem, sửa, yêu cầu xóa dữ liệu và rút lại sự đồng ý bằng cách liên hệ theo địa chỉ trên."
    )
    return sentences
